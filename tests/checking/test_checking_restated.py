"""Values that are told again in other paragraphs and tables, or almost, or with another unit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builder import ReportBuilder, whole_report

from extractor.records import Role, Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT
A, SPENT = Role.ACTUAL, Role.SPENT
Told = tuple[str, str, Role]  # value, name, role


def _two(first: Told, second: Told) -> ReportBuilder:
    """Two paragraphs with one value each."""
    report = ReportBuilder()
    for value, name, role in (first, second):
        report.prose(f"经核实，{name}为{value}。", {value: (name, role)})
    return report


AGAIN = [
    (("2,164人次", "培训农民人次", A), ("2,164人次", "农民培训人次", A)),
    (("2,164人次", "培训农民人次", A), ("2164人次", "农民技能培训人次", A)),
    (("0.22万人次", "培训农民人次", A), ("2,200人次", "农民培训人次", A)),
    (("36人", "培训护林员人数", A), ("36人", "护林员培训人数", A)),
    (("5处", "维修泵站数量", A), ("5处", "维修泵站数量", A)),
    (("486.25万元", "良种补贴支出", SPENT), ("486.25万元", "良种补贴支出额", SPENT)),
    (("3,240亩", "退耕还草面积", A), ("216公顷", "退耕还草面积", A)),
]


@pytest.mark.parametrize(("first", "second"), AGAIN)
def test_a_value_that_another_paragraph_repeats(first: Told, second: Told) -> None:
    (found,) = _two(first, second).checks(Rule.REPEAT)
    assert found.verdict is AGREE
    assert [item.text for item in found.evidence] == [first[0], second[0]]


def test_a_value_of_three_paragraphs_is_one_finding() -> None:
    report = ReportBuilder()
    for name in ("培训农民人次", "农民培训人次", "农民技能培训人次"):
        report.prose(f"经核实，{name}为2,164人次。", {"2,164人次": (name, A)})
    told = [check for check in report.checks(Rule.REPEAT) if len(check.evidence) == 3]
    assert [check.formula.zh for check in told] == ["2,164人次 = 2,164人次 = 2,164人次"]


SLIPS = [
    (("217笔", "支付农民工工资笔数", A), ("271笔", "代发农民工工资笔数", A)),
    (("2,164人次", "培训农民人次", A), ("2,146人次", "培训农民人次", A)),
    (("82.35%", "项目资金支付率", A), ("83.25%", "项目资金支付率", A)),
    (("1,284户", "奶牛良种补贴户数", A), ("1,248户", "补贴奶牛良种养殖户数", A)),
    (("3,251.40万元", "良种补贴支出", SPENT), ("3,215.40万元", "良种补贴支出", SPENT)),
]


@pytest.mark.parametrize(("first", "second"), SLIPS)
def test_a_slip_between_two_paragraphs_is_asked_about(first: Told, second: Told) -> None:
    (found,) = _two(first, second).checks(Rule.REPEAT)
    assert found.verdict is REVIEW
    assert found.formula.zh.startswith(f"{first[0]} ≠ {second[0]}")


UNITS = [
    (("21.6公顷", "补植林地面积", A), ("21.6亩", "林地补植面积", A), "21.6公顷 ≠ 21.6亩"),
    (("3.25万元", "补助资金额", A), ("3.25亿元", "补助资金额", A), "3.25万元 ≠ 3.25亿元"),
    (
        ("14.3万立方米", "清运垃圾量", A),
        ("14.3万吨", "清运垃圾量", A),
        "14.3万立方米 ⇄ 14.3万吨",
    ),
    (("2.74亿美元", "进出口总额", A), ("2.74亿元", "进出口总额", A), "2.74亿美元 ⇄ 2.74亿元"),
]


@pytest.mark.parametrize(("first", "second", "card"), UNITS)
def test_like_digits_with_two_units(first: Told, second: Told, card: str) -> None:
    (found,) = _two(first, second).checks(Rule.UNIT)
    assert (found.verdict, found.formula.zh) == (REVIEW, card)


APART = [
    (("36人", "培训护林员人数", A), ("36人", "聘用协管员人数", A)),  # two digits, two things
    (("5处", "维修泵站数量", A), ("5处", "新增停车场", A)),
    (("486.25万元", "良种补贴支出", SPENT), ("486.25万元", "职工食堂运转费", SPENT)),
    (("2,164人次", "培训农民人次", A), ("2,164户", "培训农民户数", A)),
    (("94.2分", "自评得分", Role.SCORE), ("94.2分", "自评得分", Role.SCORE)),  # of `points`
    (("2,164人次", "培训农民人次", A), ("2,146人次", "图书借阅人次", A)),  # a slip, two things
    (("2,164人次", "培训农民人次", A), ("2,146人次", "培训农民人次", Role.BASELINE)),
    (("217笔", "支付农民工工资笔数", A), ("372笔", "代发农民工工资笔数", A)),  # no slip
    (("21笔", "支付农民工工资笔数", A), ("27笔", "代发农民工工资笔数", A)),  # any two are near
    (("21.6公顷", "退耕还草面积", A), ("21.6亩", "苗圃面积", A)),
    (("4吨", "收集农膜量", A), ("4公斤", "回收药瓶量", A)),
]


@pytest.mark.parametrize(("first", "second"), APART)
def test_two_values_that_have_nothing_to_do_with_each_other(first: Told, second: Told) -> None:
    report = _two(first, second)
    assert (report.verdicts(Rule.REPEAT), report.verdicts(Rule.UNIT)) == ([], [])


def test_one_paragraph_may_hold_two_values_of_one_name() -> None:
    names = {"2,164人次": ("培训农民人次", A), "2,146人次": ("培训农民人次", A)}
    report = ReportBuilder().prose("春季培训农民2,164人次，秋季培训农民2,146人次。", names)
    assert report.verdicts(Rule.REPEAT) == []


TABLES = """平安县2023年度项目绩效自评报告
表一
项目名称\t补助户数\t补助金额
奶牛良种补贴\t1,284\t462.24
草原围栏补助\t306\t{first}

表二
项目名称\t补助金额\t备注
奶牛良种补贴\t{second}\t按月发放
草原禁牧补助\t918.77\t按季发放
"""


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        ("185.42", "462.24", [["462.24", "462.24"]]),
        ("185.42", "464.22", []),  # only what agrees is told
    ],
)
def test_a_value_of_one_table_in_another(first: str, second: str, told: list[list[str]]) -> None:
    text = TABLES.format(first=first, second=second)
    found = whole_report(text, rule=Rule.REPEAT)
    assert {check.verdict for check in found} <= {AGREE}
    assert [[item.text for item in check.evidence] for check in found] == told


values = st.integers(min_value=100, max_value=999_999)


@settings(deadline=None, max_examples=60)
@given(first=values, second=values)
def test_equal_values_of_one_name_agree_and_others_never(first: int, second: int) -> None:
    report = _two((f"{first}人次", "培训农民人次", A), (f"{second}人次", "农民培训人次", A))
    verdicts = report.verdicts(Rule.REPEAT)
    assert (verdicts == [AGREE]) if first == second else (AGREE not in verdicts)


@settings(deadline=None, max_examples=30)
@given(value=values)
def test_a_value_that_is_repeated_agrees(value: int) -> None:
    report = _two((f"{value}人次", "培训农民人次", A), (f"{value}人次", "农民培训人次", A))
    assert report.verdicts(Rule.REPEAT) == [AGREE]
