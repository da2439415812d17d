"""Both sides of final accounts, and the sources of money in the form of a project."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builder import ReportBuilder, whole_report

from extractor.records import Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT
Told = tuple[Verdict, str]


def _told(*paragraphs: str) -> list[Told]:
    report = ReportBuilder()
    for text in paragraphs:
        report.prose(text)
    return [(check.verdict, check.formula.zh) for check in report.checks(Rule.SUM)]


TOTAL = "2023年度收入、支出总计均为4,862.35万元。"
INCOME = "本年收入合计4,518.12万元，年初结转和结余344.23万元。"
SPENDING = "本年支出合计4,697.80万元，年末结转和结余164.55万元。"
MADE = {
    INCOME: "4,518.12万元 + 344.23万元 = 4,862.35万元",
    SPENDING: "4,697.80万元 + 164.55万元 = 4,862.35万元",
}


@pytest.mark.parametrize(
    ("total", "side"),
    [
        (TOTAL, INCOME),
        (TOTAL, SPENDING),
        ("收入支出总计4,862.35万元，与上年相比增加120.25万元。", INCOME),
        (TOTAL, "本年支出4,697.80万元，结转下年164.55万元。"),
        (TOTAL, "本年收入4,518.12万元，上年结转344.23万元。"),
    ],
)
def test_a_total_is_the_year_and_what_was_carried(total: str, side: str) -> None:
    card = MADE[INCOME if "收入" in side else SPENDING]
    assert _told(total, side) == [(AGREE, card)]


def test_both_sides_make_the_total() -> None:
    income = INCOME.replace("年初结转和结余", "上年结转")
    assert _told(TOTAL, income, SPENDING) == [(AGREE, MADE[INCOME]), (AGREE, MADE[SPENDING])]


def test_a_total_in_another_unit() -> None:
    told = _told("收入总计0.49亿元。", INCOME)
    assert told == [(AGREE, "4,518.12万元 + 344.23万元 = 0.486235亿元")]


@pytest.mark.parametrize(
    ("side", "card"),
    [
        (
            INCOME.replace("344.23", "344.32"),
            "4,518.12万元 + 344.32万元 = 4,862.44万元 ≠ 4,862.35万元",
        ),
        (
            INCOME.replace("344.23", "304.23"),
            "4,518.12万元 + 304.23万元 = 4,822.35万元 ≠ 4,862.35万元",
        ),
        (
            SPENDING.replace("4,697.80", "4,679.80"),
            "4,679.80万元 + 164.55万元 = 4,844.35万元 ≠ 4,862.35万元",
        ),
    ],
)
def test_a_side_that_misses_the_total_is_asked_about(side: str, card: str) -> None:
    assert _told(TOTAL, side) == [(REVIEW, card)]


@pytest.mark.parametrize(
    ("paragraphs", "why"),
    [
        ((TOTAL, "本年收入合计3,518.12万元，年初结转和结余304.23万元。"), "far off"),
        ((TOTAL, "本年收入合计4,518.12万元。"), "nothing is carried in"),
        (("2023年度支出4,862.35万元。", INCOME.replace("344.23", "344.32")), "no total"),
        (("收入总计约4,862.35万元。", INCOME.replace("344.23", "344.32")), "about so much"),
        ((TOTAL, "本年收入合计4,518.12万元，项目结转344.32万元。"), "of one project"),
    ],
)
def test_what_is_no_side_of_a_total_is_passed_over(paragraphs: tuple[str, ...], why: str) -> None:
    assert _told(*paragraphs) == [], why


cents = st.integers(min_value=10_000, max_value=99_999_999)


@settings(deadline=None, max_examples=60)
@given(year=cents, carried=cents)
def test_a_total_that_is_the_sum_agrees(year: int, carried: int) -> None:
    total, income, before = (f"{n / 100:,.2f}万元" for n in (year + carried, year, carried))
    told = _told(f"收入总计{total}。", f"本年收入{income}，上年结转{before}。")
    assert [verdict for verdict, _ in told] == [AGREE]


FORM = """平安县2023年度项目支出绩效自评表
项目资金（万元）\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
年度资金总额\t{initial}\t{budget}\t{spent}\t10\t96.03%\t9.60
其中：当年财政拨款\t1,200.00\t1,350.00\t1,302.46\t\t\t
上年结转资金\t86.40\t86.40\t86.40\t\t\t
其他资金\t50.00\t64.25\t52.19\t\t\t
"""
SOURCES = [
    ("1,200.00 + 86.40 + 50.00 = 1,336.4", "1,336.40"),
    ("1,350.00 + 86.40 + 64.25 = 1,500.65", "1,500.65"),
    ("1,302.46 + 86.40 + 52.19 = 1,441.05", "1,441.05"),
]


def _sources(initial: str, budget: str, spent: str) -> set[Told]:
    """What is said of the three sources together."""
    text = FORM.format(initial=initial, budget=budget, spent=spent)
    found = whole_report(text, rule=Rule.SUM)
    return {(check.verdict, check.formula.zh) for check in found if len(check.evidence) == 4}


def test_the_sources_of_money_make_the_total_of_each_column() -> None:
    assert _sources("1,336.40", "1,500.65", "1,441.05") == {(AGREE, card) for card, _ in SOURCES}


@pytest.mark.parametrize(
    ("column", "stated"),
    [(0, "1,363.40"), (1, "1,560.65"), (2, "1,414.05")],
)
def test_one_column_that_misses_its_total_is_wrong(column: int, stated: str) -> None:
    totals = [total for _, total in SOURCES]
    totals[column] = stated
    expected = {(AGREE, card) for card, _ in SOURCES}
    expected.remove((AGREE, SOURCES[column][0]))
    expected.add((CONFLICT, f"{SOURCES[column][0]} ≠ {stated}"))
    assert _sources(*totals) == expected


def test_sources_that_make_no_total_are_not_all_there_are() -> None:
    assert _sources("1,900.00", "1,800.00", "1,700.00") == set()


def test_of_which_rows_make_the_row_above() -> None:
    text = """平安县2023年度部门决算说明
项目\t预算数\t支出数
基本支出\t30,120.50\t30,010.22
其中：人员经费\t20,000.00\t19,900.00
公用经费\t10,120.50\t{}
项目支出\t40,220.30\t39,800.10
"""
    agreed = {"20,000.00 + 10,120.50 = 30,120.5", "19,900.00 + 10,110.22 = 30,010.22"}
    for spent, verdict, cards in (
        ("10,110.22", AGREE, agreed),
        ("10,101.22", REVIEW, {"19,900.00 + 10,101.22 = 30,001.22 ≠ 30,010.22"}),
    ):
        found = whole_report(text.format(spent), rule=Rule.SUM)
        assert cards <= {check.formula.zh for check in found if check.verdict is verdict}
