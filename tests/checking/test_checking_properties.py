"""What holds of every case: intervals, ids, spans, and that no text raises."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from report_builder import ReportBuilder

from extractor.checking import RULES, check
from extractor.checking.naming import name, similarity
from extractor.checking.tolerance import compare, last_place, one_slip, quotient, stated, usable
from extractor.records import Op, Role, Rule, Verdict

money = st.decimals(min_value=Decimal("0.01"), max_value=Decimal("1e9"), places=2)
words = st.text(
    st.sampled_from("预算完成率支出数其中分别占任务的比上年增长同比下降拆除违建12345670.%％，。；、万元人次宗第前≥-（）\t"),
    max_size=60,
)  # fmt: skip


def test_every_family_has_a_row() -> None:
    assert {family.rule for family in RULES} == set(Rule) - {Rule.RECOGNITION}
    assert all(family.reason for family in RULES)


@given(top=money, bottom=money, places=st.integers(min_value=0, max_value=4))
@example(top=Decimal("15084.89"), bottom=Decimal("15616.28"), places=2)
def test_a_rate_that_was_rounded_agrees(top: Decimal, bottom: Decimal, places: int) -> None:
    share = quotient(stated(top), stated(bottom))
    if share is None:
        return
    exact = top / bottom * 100
    shown = exact.quantize(Decimal(1).scaleb(-places))
    assert compare(share.scaled(Decimal(100)), shown) is Verdict.AGREE


@given(top=money, bottom=money)
def test_a_rate_that_was_cut_off_is_never_a_conflict(top: Decimal, bottom: Decimal) -> None:
    share = quotient(stated(top), stated(bottom))
    if share is None:
        return
    shown = (top / bottom * 100).quantize(Decimal("0.01"), rounding="ROUND_DOWN")
    assert compare(share.scaled(Decimal(100)), shown) is not Verdict.CONFLICT


@given(value=money, op=st.sampled_from([op for op in Op if op is not Op.RANGE]))
def test_an_interval_holds_its_figure(value: Decimal, op: Op) -> None:
    interval = stated(value, op)
    assert interval.low <= value <= interval.high
    assert interval.meets(interval)


@given(value=money)
def test_two_units_of_the_last_place_off_do_not_meet(value: Decimal) -> None:
    assert not stated(value).meets(stated(value + 2 * last_place(value)))


@given(st.decimals())
@example(Decimal("NaN"))
@example(Decimal("1E+999999"))
@example(Decimal("sNaN"))
def test_only_sane_numbers_are_usable(value: Decimal) -> None:
    if usable(value):
        assert stated(value).low.is_finite()


@given(left=st.text(max_size=30), right=st.text(max_size=30))
def test_similarity_is_a_symmetric_share(left: str, right: str) -> None:
    one, two = name(left), name(right)
    assert 0 <= similarity(one, two) <= 1
    assert similarity(one, two) == similarity(two, one)


@settings(deadline=None)
@given(
    texts=st.lists(words, max_size=4), cells=st.lists(st.tuples(words, words, words), max_size=4)
)
@example(texts=["完成率0%的"], cells=[("其中", "0", "0%")])
def test_no_text_raises(
    texts: list[str],
    cells: list[tuple[str, str, str]],
) -> None:
    report = ReportBuilder()
    for called, target, actual in cells:
        report.row(called, target=target, actual=actual, value=actual, score=target, weight=actual)
    for text in texts:
        if text.strip():
            report.prose(text)
    found = report.checks()
    assert all(item.evidence and item.message.zh and item.message.en for item in found)
    assert len({item.id for item in found}) == len(found)


def _small(report: ReportBuilder) -> ReportBuilder:
    report.row("场地增加数量", target="3处", actual="2处").row("场地增加数量", actual="2处")
    names = {"168%": ("疫苗覆盖率", Role.ACTUAL)}
    return report.prose("疫苗覆盖率168%，处理1307宗，分别为432宗、19宗。", names)


def test_ids_do_not_depend_on_offsets() -> None:
    before = _small(ReportBuilder()).checks()
    after = _small(ReportBuilder().prose("新加的一段话，没有数字。")).checks()
    assert before
    assert [item.id for item in before] == [item.id for item in after]
    assert all(len(item.id) == 16 and int(item.id, 16) >= 0 for item in before)


def test_ids_depend_on_the_report_and_the_value() -> None:
    ids = {item.id for item in _small(ReportBuilder()).checks()}
    assert ids.isdisjoint(item.id for item in _small(ReportBuilder("other.txt")).checks())


def test_equal_findings_are_told_apart() -> None:
    report = ReportBuilder()
    for _ in range(2):
        report.prose("覆盖率168%。", {"168%": ("覆盖率", Role.ACTUAL)})
    found = report.checks(Rule.IMPLAUSIBLE)
    assert len(found) == len({item.id for item in found}) == 2


def test_an_empty_case_has_no_checks() -> None:
    assert check(ReportBuilder().case()) == ()


@pytest.mark.parametrize(
    ("left", "right", "slip"),
    [
        ("367", "367", False),
        ("134", "138", True),
        ("852", "825", True),
        ("17.0", "1.70", True),
        ("367", "292", False),
        ("12", "120", True),
        ("96.60", "96.6", False),
        ("0", "10", False),
    ],
)
def test_one_slip(left: str, right: str, slip: bool) -> None:
    assert one_slip(Decimal(left), Decimal(right)) is slip
    assert one_slip(Decimal(right), Decimal(left)) is slip
