"""The five sample reports through the whole product: what must be found is found, spans hold.

Nothing here is looked for by a report's name in the product; the expectations are those of
a person who read the reports.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from extractor.exporting import FORMATS
from extractor.pipeline import run_report
from extractor.records import Check, Extraction, Rule, Status, Verdict
from extractor.store.values import Kept

REPORTS = Path(__file__).parent.parent / "eval" / "samples" / "reports"
NAMES = {path.name[:3]: path for path in sorted(REPORTS.glob("*.txt"))}


@cache
def extraction(report: str) -> Extraction:
    return run_report(NAMES[report])


def findings(report: str) -> list[Check]:
    return [c for c in extraction(report).checks if c.verdict is not Verdict.AGREE]


@pytest.mark.parametrize("report", sorted(NAMES))
def test_every_report_is_complete(report: str) -> None:
    assert extraction(report).status is Status.COMPLETE
    assert extraction(report).rejections == ()


# (report, texts that one finding must cite together)
FOUND = [
    ("002", "90% 100%"),  # 文园南苑片: signed 90 % in prose, 100 % in the row
    ("002", "168%"),  # first-dose coverage
    ("002", "367宗 292宗"),  # illegal buildings pulled down
    ("002", "110%"),
    ("001", "12% 10%"),
    ("001", "3处 2处"),
    ("001", "≥90% 85%"),
    ("000", "5项 2项"),  # water projects: five planned, two done
]


@pytest.mark.parametrize(("report", "cited"), FOUND)
def test_what_an_auditor_must_see_is_queued(report: str, cited: str) -> None:
    texts = set(cited.split())
    assert any(texts <= {e.text for e in check.evidence} for check in findings(report))


# The stated rates of money: budget execution, adjustment, difference, carry-over, control.
RATES = {
    "000": [
        "97.87%",
        "100.00%",
        "98.28%",
        "97.79%",
        "97.87%",
        "97.87%",
        "2.1%",
        "97.86%",
        "0.04%",
        "93.77%",
        "50.61%",
    ],
    "001": ["96.68%", "1.91%"],
    "002": ["96.60%", "6.19%"],
    "003": ["97.78%", "14.38%"],
    "004": ["94.96%", "100%", "99.99%"],
}


@pytest.mark.parametrize("report", sorted(RATES))
def test_all_budget_ratios_agree(report: str) -> None:
    agreeing = [
        check.evidence[0].text
        for check in extraction(report).checks
        if check.rule is Rule.RATIO and check.verdict is Verdict.AGREE
    ]
    for rate in set(RATES[report]):
        assert agreeing.count(rate) >= RATES[report].count(rate), rate


@pytest.mark.parametrize("report", sorted(NAMES))
def test_every_text_stands_at_its_span(report: str, tmp_path: Path) -> None:
    known = extraction(report)
    text = known.document.text
    for quantity in known.quantities:
        assert quantity.span.of(text) == quantity.text
    for check in known.checks:
        for evidence in check.evidence:
            assert evidence.span.of(text) == evidence.text
    for fact in known.facts:
        for quote in (fact.target, fact.actual, fact.score, fact.weight, fact.value):
            assert quote is None or quote.span.of(text) == quote.text
    written = FORMATS["jsonl"]([Kept(report=report, extraction=known)], tmp_path, "zh")
    assert {one.path.name for one in written} >= {"reports.jsonl", "checks.jsonl"}


def test_a_second_run_gives_the_same_checks() -> None:
    again = run_report(NAMES["002"])
    assert [check.id for check in again.checks] == [check.id for check in extraction("002").checks]
