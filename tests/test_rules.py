"""The rulebook: every example is true, a rule that is off is gone alone, pages are in step."""

from __future__ import annotations

import asyncio
import json
import pickle
import re
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from extractor import checks_file, rules
from extractor.checking import CheckOptions, check
from extractor.checking.case import Case
from extractor.checking.layout import lay_out
from extractor.checking.linking import linked
from extractor.checking.places import located
from extractor.checking.rulebook import FINDERS, KEYS, OWN, ROWS, RULES, Family, Row
from extractor.pipeline import extract
from extractor.reading import read_bytes
from extractor.records import Check, Origin, Rule, Span
from extractor.review.words import word

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "eval" / "samples" / "reports" / "000_73d01b02295b7bfb.txt"


@cache
def case_of(text: str, sureness: str = "", part: str = "") -> Case:
    """As `extractor run --backend rules` reads it; `part` (or all) as if from a picture."""
    document = read_bytes(text.encode(), "report.txt")
    if sureness:
        start = text.index(part)
        span = Span(start, start + len(part or text))
        page = Origin(span=span, page=1, confidence=Decimal(sureness))
        document = replace(document, origins=(page,))
    done = asyncio.run(extract(document))
    return Case(
        document=done.document,
        passages=done.passages,
        quantities=done.quantities,
        indicators=done.indicators,
        facts=done.facts,
        statements=done.statements,
    )


def given(row: Row, case: Case, options: CheckOptions) -> list[Check]:
    """What the function of one row gives, alone."""
    sheet = lay_out(case, options)
    if isinstance(row, Family):
        return list(located(row.function(sheet, linked(sheet)), case.document))
    return list(located(row.function(sheet), case.document))


@pytest.mark.parametrize("row", ROWS, ids=KEYS)
def test_an_example_is_true(row: Row) -> None:
    example = row.example
    options = checks_file.parse(example.checks, "example")
    case = case_of(example.text, example.sureness)
    found = {(item.verdict, item.message) for item in given(row, case, options)}
    assert (example.verdict, example.says) in found
    shown = {(item.verdict, item.message) for item in check(case, options)}
    assert (example.verdict, example.says) in shown


@pytest.mark.parametrize("row", ROWS, ids=KEYS)
def test_a_row_files_its_checks_where_it_says(row: Row) -> None:
    options = checks_file.parse(row.example.checks, "example")
    for text in (row.example.text, SAMPLE.read_text(encoding="utf-8")):
        found = {item.rule for item in given(row, case_of(text), options)}
        assert found <= set(row.rules), row.key


def test_rows_are_told_apart_and_speak_both_languages() -> None:
    assert len(set(KEYS)) == len(KEYS) == len(RULES) + len(FINDERS) + 1
    assert all(re.fullmatch("[a-z_]+", key) for key in KEYS)
    assert {family.rule for family in RULES} == set(Rule) - {Rule.RECOGNITION}  # a finder's
    for row in ROWS:
        assert all((*row.title, *row.reason, *row.example.says))
        assert row.example.text.endswith("\n")


@pytest.mark.parametrize("family", RULES, ids=lambda family: str(family.key))
def test_a_family_is_called_as_its_findings_are(family: Family) -> None:
    assert family.title == (word(family.rule, "zh"), word(family.rule, "en"))


OWN_CHECKS = checks_file.parse(OWN.example.checks, "example")


@cache
def _everything() -> Case:
    """All examples in one report, and a real one."""
    texts = [row.example.text for row in ROWS]
    text = "\n".join([*texts, SAMPLE.read_text(encoding="utf-8")])
    (unsure,) = (row.example for row in ROWS if row.example.sureness)
    return case_of(text, unsure.sureness, unsure.text)


@cache
def _all_on() -> tuple[Check, ...]:
    return check(_everything(), OWN_CHECKS)


@pytest.mark.parametrize("row", [*RULES, *FINDERS], ids=lambda row: str(row.key))
def test_a_rule_that_is_off_is_gone_and_nothing_else(row: Row) -> None:
    options = checks_file.parse(f"{OWN.example.checks}\n[rules]\n{row.key} = false\n", "off")
    left = check(_everything(), options)
    its = {(item.message, item.evidence) for item in given(row, _everything(), options)}
    gone = set(_all_on()) - set(left)
    assert gone
    assert {(item.message, item.evidence) for item in gone} <= its
    # What another rule says of the same figures is said by that one now.
    assert {_about(item) for item in set(left) - set(_all_on())} <= {_about(item) for item in gone}


def _about(item: Check) -> tuple[Rule, frozenset[Span]]:
    return item.rule, frozenset(evidence.span for evidence in item.evidence)


def test_every_rule_off_leaves_nothing() -> None:
    text = "[rules]\n" + "".join(f"{key} = false\n" for key in KEYS)
    assert check(_everything(), checks_file.parse(text, "off")) == ()


def test_rules_that_are_on_change_nothing() -> None:
    text = "[rules]\n" + "".join(f"{key} = true\n" for key in KEYS)
    assert checks_file.parse(text, "on") == CheckOptions()
    assert check(_everything(), CheckOptions()) == check(_everything())


def test_options_reach_other_processes() -> None:
    assert pickle.loads(pickle.dumps(OWN_CHECKS)) == OWN_CHECKS


def test_the_page_is_in_step() -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == rules.page()
    assert all(f"## `{key}`" in rules.page() for key in KEYS)


def test_json_has_every_rule_and_tolerance() -> None:
    read = json.loads(rules.as_json())
    assert [row["key"] for row in read["rules"]] == list(KEYS)
    assert all(row["title"].keys() == {"zh", "en"} for row in read["rules"])
    assert [row["key"] for row in read["tolerances"]] == [
        "last_place",
        "completion",
        "least_amount",
    ]
