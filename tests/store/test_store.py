"""Each test on SQLite, and on PostgreSQL where there is one: see conftest.py."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import check, extractions, report

from extractor.errors import StoreError
from extractor.records import (
    Extraction,
    Rule,
    Severity,
    Status,
    Text,
    Usage,
    Verdict,
)
from extractor.store import DecisionStatus, Filters, SaveReport, Store, open_store
from extractor.store.queueing import ORDER

TEXT = "全年预算数16898.11万元，实际支出16045.66万元，预算执行率为93.95%。\n受理咨询28家。"
RATIO = check(TEXT, "16045.66", "16898.11", "93.95")
REPEAT = check(TEXT, "28", rule=Rule.REPEAT, verdict=Verdict.REVIEW, severity=Severity.LOW)
AGREES = check(TEXT, "16898.11", verdict=Verdict.AGREE, severity=Severity.NONE)


def save(store: Store, extraction: Extraction, key: str | None = None) -> SaveReport:
    return store.save(extraction, key=key, prompt_version="label.v1", code_version="0.1.0")


# One store for all examples: a new PostgreSQL database for each would take a second.
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(extraction=extractions())
def test_what_is_saved_is_loaded_without_loss(store: Store, extraction: Extraction) -> None:
    save(store, extraction, "一")
    again = store.load("一")
    assert again == extraction
    assert repr(again) == repr(extraction)
    assert store.text("一") == extraction.document.text
    assert len(store.queue(Filters(verdicts=(), reports=("一",)))) == len(extraction.checks)


def test_a_second_run_tells_new_still_there_and_gone(store: Store) -> None:
    first = save(store, report(checks=[RATIO, AGREES]))
    assert first == SaveReport(
        report="报告.txt", first_run=True, text_changed=False,
        new=1, still_there=0, gone=0, agreeing=1,
    )  # fmt: skip
    second = save(store, report(checks=[RATIO, REPEAT]))
    assert (second.first_run, second.new, second.still_there, second.gone) == (False, 1, 1, 0)
    third = save(store, report(TEXT + "改", checks=[REPEAT]))
    assert (third.text_changed, third.new, third.still_there, third.gone) == (True, 0, 1, 1)
    assert store.load("报告.txt").checks == (REPEAT,)
    assert [f.check.id for f in store.queue(Filters(present=False))] == [RATIO.id]
    assert store.counts().gone == 1


def test_a_finding_that_comes_to_agree_is_gone(store: Store) -> None:
    save(store, report(checks=[RATIO]))
    result = save(store, report(checks=[replace(RATIO, verdict=Verdict.AGREE)]))
    assert (result.gone, result.agreeing) == (1, 1)
    assert store.queue() == ()


def test_decisions_survive_runs_with_and_without_the_finding(store: Store) -> None:
    save(store, report(checks=[RATIO]))
    (finding,) = store.queue()
    store.decide(finding.id, DecisionStatus.DISMISSED, "四舍五入", by="王审计")
    save(store, report(checks=[]))
    save(store, report(checks=[RATIO]))
    assert store.queue() == ()
    (kept,) = store.queue(Filters(statuses=(DecisionStatus.DISMISSED,)))
    assert kept.id == finding.id
    assert kept.decision is not None
    assert (kept.decision.comment, kept.decision.decided_by) == ("四舍五入", "王审计")
    assert kept.first_seen == finding.first_seen < kept.last_seen


def test_equal_ids_are_told_apart_and_stay_so(store: Store) -> None:
    twins = report(checks=[RATIO, REPEAT, RATIO])
    save(store, twins)
    ids = [c.id for c in store.load("报告.txt").checks]
    assert len(set(ids)) == 3
    assert ids[:2] == [RATIO.id, REPEAT.id]
    assert len(ids[2]) == 16
    assert save(store, twins).still_there == 3


# In the order of the queue: verdict, rule, severity, amount at stake in 万元, place in the report.
# Rows that differ in nothing but their place stand in the order in which the report has them.
URGENT = """
conflict  ratio               high    1E+4
conflict  sum                 high    -1000
conflict  repeat              high    9.5
conflict  narrative_vs_table  high    0
conflict  implausible         high    -
conflict  unit                high    -
conflict  ratio               medium  99999
conflict  score               medium  -
conflict  score               low     -
conflict  target_vs_actual    high    5
conflict  target_vs_actual    high    -
conflict  target_vs_actual    medium  5
conflict  unexplained         high    -
conflict  unexplained         medium  7
review    ratio               high    1
review    ratio               high    -
review    sum                 low     -
review    target_vs_actual    high    8
review    unexplained         medium  -
"""


def test_the_queue_puts_the_urgent_first(store: Store) -> None:
    rows = [line.split() for line in URGENT.strip().splitlines()]
    checks = [
        check(
            TEXT,
            "93.95",
            id=f"{number:02}",
            rule=Rule(rule),
            verdict=Verdict(verdict),
            severity=Severity(severity),
            amount=None if amount == "-" else Decimal(amount),
        )
        for number, (verdict, rule, severity, amount) in enumerate(rows)
    ]
    ties = {4, 5}  # these keep their order: it is that of the report
    mixed = sorted(checks, key=lambda one: (int(one.id) not in ties, int(one.id) * 7 % len(rows)))
    save(store, report(checks=[AGREES, *mixed]))
    assert [finding.check for finding in store.queue()] == checks


def test_reports_that_tie_come_one_after_another(store: Store) -> None:
    first, second = replace(REPEAT, id="1"), replace(REPEAT, id="2")
    for key in ("乙", "丙"):
        save(store, report(checks=[first, second]), key)
    found = [(finding.report, finding.check.id) for finding in store.queue()]
    assert found in ([(r, i) for r in order for i in "12"] for order in ("乙丙", "丙乙"))


def test_every_value_has_a_place_in_the_order() -> None:
    for (_, tiers), enum in zip(ORDER, (Verdict, Rule, Severity), strict=True):
        placed = [value for tier in tiers for value in tier]
        assert sorted(placed) == sorted(enum)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), 4),
        (Filters(reports=("甲",)), 2),
        (Filters(reports=("甲", "乙")), 4),
        (Filters(rules=(Rule.REPEAT,)), 2),
        (Filters(verdicts=(Verdict.AGREE,)), 2),
        (Filters(verdicts=()), 6),
        (Filters(severities=(Severity.HIGH,), reports=("乙",)), 1),
        (Filters(statuses=(DecisionStatus.CONFIRMED,)), 0),
        (Filters(statuses=()), 4),
        (Filters(limit=3), 3),
        (Filters(present=False), 0),
        (Filters(present=None), 4),
    ],
)
def test_filters(store: Store, filters: Filters, found: int) -> None:
    for key in ("甲", "乙"):
        save(store, report(checks=[RATIO, REPEAT, AGREES]), key)
    assert len(store.queue(filters)) == found


def test_the_last_decision_counts_and_undo_goes_back_one_by_one(store: Store) -> None:
    save(store, report(checks=[RATIO, REPEAT]))
    first, second = store.queue()
    store.decide(first.id, DecisionStatus.CONFIRMED, by="甲")
    store.decide(first.id, DecisionStatus.FIXED, "已更正", by="乙")
    decided = store.decide(second.id, DecisionStatus.DISMISSED, by="甲")
    assert decided == store.finding(second.id)
    assert store.finding(first.id).status is DecisionStatus.FIXED
    assert [d.status for d in store.history(first.id)] == ["confirmed", "fixed"]

    undone = store.undo("甲")
    assert undone is not None
    assert (undone.id, undone.status) == (second.id, DecisionStatus.OPEN)
    undone = store.undo("甲")
    assert undone is not None
    assert (undone.id, undone.status) == (first.id, DecisionStatus.FIXED)  # 乙's still counts
    assert store.undo("甲") is None
    assert store.undo("丙") is None
    assert [d.decided_by for d in store.history(first.id)] == ["乙"]


def test_a_remark_leaves_a_finding_open(store: Store) -> None:
    save(store, report(checks=[RATIO]))
    (finding,) = store.queue()
    store.decide(finding.id, DecisionStatus.OPEN, "问财务科", by="甲")
    (again,) = store.queue()
    assert again.decision is not None
    assert again.decision.comment == "问财务科"


def test_counts(store: Store) -> None:
    save(store, report(checks=[RATIO, REPEAT, AGREES]), "甲")
    save(store, report(checks=[RATIO, AGREES]), "乙")
    store.decide(store.queue()[0].id, DecisionStatus.CONFIRMED, by="甲")
    counts = store.counts()
    assert counts.verdict(Verdict.CONFLICT) == 2
    assert counts.verdict(Verdict.AGREE) == 2
    assert counts.status(DecisionStatus.OPEN) == 2
    assert counts.status(DecisionStatus.CONFIRMED) == 1
    assert counts.gone == 0


def test_summaries(store: Store) -> None:
    before = datetime.now(UTC)
    save(store, report(checks=[]), "乙")
    save(
        store,
        replace(
            report(checks=[RATIO, REPEAT, AGREES]),
            status=Status.PARTIAL,
            notes=(Text("有一处", "one place"),),
            usage=Usage(backend="openai", model="m", seconds=0.1),
        ),
        "丙",
    )
    store.decide(store.queue()[0].id, DecisionStatus.CONFIRMED, by="甲")
    third, second = store.reports()
    assert (second.report, second.verdicts, second.open) == ("乙", {}, 0)
    assert (third.report, third.name, third.chars) == ("丙", "报告.txt", len(TEXT))
    assert third.verdicts == {Verdict.CONFLICT: 1, Verdict.REVIEW: 1, Verdict.AGREE: 1}
    assert third.open == 1
    assert (third.status, third.backend, third.model) == (Status.PARTIAL, "openai", "m")
    assert (third.prompt_version, third.code_version) == ("label.v1", "0.1.0")
    assert third.run_at.tzinfo is UTC
    assert before <= third.run_at <= datetime.now(UTC)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("甲/报告.txt", ["甲/报告.txt"]),
        ("报告.txt", ["甲/报告.txt", "甲/报告.txt.bak"]),
        ("甲", ["甲/报告.txt", "甲/报告.txt.bak"]),
        ("乙", ["乙%.txt"]),
        ("乙%", ["乙%.txt"]),
        ("%", ["乙%.txt"]),
        ("_", []),
        ("0000", ["乙%.txt", "甲/报告.txt", "甲/报告.txt.bak"]),
        ("bak", ["甲/报告.txt.bak"]),
        ("丁", []),
        ("", []),
    ],
)
def test_a_report_is_found_by_what_people_type(store: Store, wanted: str, found: list[str]) -> None:
    save(store, report(), "甲/报告.txt")
    save(store, report(), "甲/报告.txt.bak")
    save(store, report(name="乙%.txt"))
    assert [summary.report for summary in store.find(wanted)] == found


def test_kept_is_what_exports_take(store: Store) -> None:
    save(store, report(checks=[RATIO, REPEAT]), "甲")
    save(store, report(checks=[RATIO]), "乙")
    finding = store.queue(Filters(reports=("甲",)))[0]
    store.decide(finding.id, DecisionStatus.CONFIRMED, by="丁")
    second, first = store.kept()
    assert (first.report, second.report) == ("甲", "乙")
    assert {id_: d.status for id_, d in first.decisions.items()} == {RATIO.id: "confirmed"}
    assert second.decisions == {}
    assert [kept.report for kept in store.kept("甲")] == ["甲"]


def test_what_is_not_there_is_said(store: Store) -> None:
    for ask in (
        lambda: store.load("丁"),
        lambda: store.text("丁"),
        lambda: list(store.kept("丁")),
        lambda: store.finding(7),
        lambda: store.decide(7, DecisionStatus.FIXED, by="甲"),
    ):
        with pytest.raises(StoreError, match="结果库里没有"):
            ask()


def test_a_decision_needs_a_name(store: Store) -> None:
    with pytest.raises(ValueError, match="name"):
        store.decide(1, DecisionStatus.FIXED, by="")


def test_all_is_there_when_opened_again(url: str) -> None:
    with open_store(url) as store:
        save(store, report(checks=[RATIO]))
    with open_store(url) as store:
        assert store.load("报告.txt") == report(checks=[RATIO])


def test_answers(store: Store) -> None:
    answers = store.answers()
    assert answers.get("k") is None
    for answer in ("旧", '{"1": "\0\ud800"}'):
        answers.put("k", answer, model="m", prompt="label.v1", prompt_tokens=3, completion_tokens=4)
    assert answers.get("k") == '{"1": "\0\ud800"}'
    assert answers.get("other") is None
    assert len(answers) == 1
