"""What a user adds in a file of checks: ratios and sums of their own, and tolerances."""

from __future__ import annotations

from decimal import Decimal

import pytest
from report_builder import ReportBuilder

from extractor import checks_file
from extractor.checking import check
from extractor.records import Check, Role, Rule, Severity, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT
RATIO = '[[ratio]]\nname = "参训率"\naliases = ["培训到课率"]\ntop = ["实训人数"]\nbottom = ["应训人数"]\n'
SUM = '[[sum]]\ntotal = "培训总人次"\nparts = ["线上培训", "线下培训"]\n'


def checked(report: ReportBuilder, toml: str, rule: Rule) -> list[Check]:
    found = check(report.case(), checks_file.parse(toml, "checks.toml"))
    return [item for item in found if item.rule is rule]


def verdicts(report: ReportBuilder, toml: str, rule: Rule) -> list[Verdict]:
    return [item.verdict for item in checked(report, toml, rule)]


PROSE_RATES = [
    ("应训人数150人，实训人数120人，参训率80%。", [AGREE]),
    ("应训人数150人，实训人数为120人，参训率达到85%。", [CONFLICT]),
    ("应训人数150人，实训人数120人，全员培训到课率80%。", [AGREE]),
    ("应训人数150人，实训人数约120人，参训率85%。", [REVIEW]),
    ("全县应训人数150人，其中镇级实训人数120人，参训率81%。", [REVIEW]),
    ("参训率85%，参训人数120人。", []),
]


@pytest.mark.parametrize(("text", "expected"), PROSE_RATES)
def test_a_ratio_of_ones_own_in_prose(text: str, expected: list[Verdict]) -> None:
    report = ReportBuilder().prose(text)
    assert verdicts(report, RATIO, Rule.RATIO) == expected
    assert verdicts(report, RATIO + "[rules]\nown = false\n", Rule.RATIO) == verdicts(
        report, "", Rule.RATIO
    )


@pytest.mark.parametrize(("rate", "expected"), [("80%", [AGREE]), ("85%", [CONFLICT])])
def test_a_ratio_of_ones_own_in_a_table(rate: str, expected: list[Verdict]) -> None:
    report = ReportBuilder().row("应训人数", actual="150人").row("实训人数", actual="120人")
    assert verdicts(report.row("参训率", actual=rate), RATIO, Rule.RATIO) == expected


FUNDS = '[[ratio]]\nname = "资金使用率"\ntop = ["使用资金"]\nbottom = ["到位资金"]\n'


def _funds() -> ReportBuilder:
    """A rate that the built-in table takes for spending of the budget."""
    rows = {"到位资金": "500.00", "使用资金": "430.00", "预算数": "600.00", "支出数": "430.00"}
    report = ReportBuilder()
    for name, value in rows.items():
        report.row(name, value=value, unit="万元")
    return report.row("资金使用率", value="86.00%")


def test_the_formula_of_the_file_counts_before_the_built_in_one() -> None:
    assert verdicts(_funds(), "", Rule.RATIO) == [CONFLICT]
    (found,) = checked(_funds(), FUNDS, Rule.RATIO)
    assert (found.verdict, found.formula.zh) == (AGREE, "430.00 ÷ 500.00 = 86.00%（报告写 86.00%）")


def test_the_longer_name_counts() -> None:
    other = FUNDS.replace("资金使用率", "使用率").replace("到位资金", "预算数")
    for toml in (FUNDS + other, other + FUNDS):
        assert verdicts(_funds(), toml, Rule.RATIO) == [AGREE]


@pytest.mark.parametrize(
    ("formula", "bottom", "rate", "expected"),
    [
        ("deviation", '["计划数量"]', "25%", [AGREE]),
        ("deviation", '["计划数量"]', "35%", [CONFLICT]),
        ("carry", '["计划数量", "结转数量"]', "50%", [AGREE]),
    ],
)
def test_formulas(formula: str, bottom: str, rate: str, expected: list[Verdict]) -> None:
    toml = f'[[ratio]]\nname = "偏离程度"\ntop = ["实施数量"]\nbottom = {bottom}\nformula = "{formula}"\n'
    report = ReportBuilder().row("计划数量", actual="100个").row("结转数量", actual="150个")
    report.row("实施数量", actual="125个").row("偏离程度", actual=rate)
    assert verdicts(report, toml, Rule.RATIO) == expected


PROSE_SUMS = [
    ("培训总人次1,300，线上培训为800，线下培训为500。", [AGREE]),
    ("培训总人次1,300，线上培训为800，线下培训为600。", [CONFLICT]),
    ("培训总人次约1,300，线上培训为800，线下培训为600。", [REVIEW]),
    ("培训总人次1,300，线上培训为800。", []),
    ("上年培训总人次1,200；本年培训总人次1,300，线上培训800，线下培训500。", [AGREE]),
]


@pytest.mark.parametrize(("text", "expected"), PROSE_SUMS)
def test_a_sum_of_ones_own_in_prose(text: str, expected: list[Verdict]) -> None:
    report = ReportBuilder().prose(text)
    without = verdicts(report, "", Rule.SUM)
    found = checked(report, SUM, Rule.SUM)
    mine = [item.verdict for item in found if "培训总人次" in item.message.zh]
    assert mine == expected or (not mine and expected == without)


def _training(online: str, total: str) -> ReportBuilder:
    report = ReportBuilder().row("培训总人次", actual=total)
    return report.row("线上培训", actual=online).row("农民线下培训", actual="120人次")


@pytest.mark.parametrize(
    ("online", "total", "expected"),
    [
        ("180人次", "300人次", [AGREE]),
        ("180人次", "310人次", [CONFLICT]),
        ("180人次", "301人次", [CONFLICT]),  # people are counted, not rounded
        ("180公里", "300人次", []),
    ],
)
def test_a_sum_of_ones_own_in_a_table(online: str, total: str, expected: list[Verdict]) -> None:
    assert verdicts(_training(online, total), SUM, Rule.SUM) == expected


def test_money_at_stake_of_a_sum_of_ones_own() -> None:
    toml = '[[sum]]\ntotal = "投资总额"\nparts = ["县级投资", "镇级投资"]\n'
    report = ReportBuilder().row("投资总额", value="900.00", unit="万元")
    report.row("县级投资", value="500.00", unit="万元").row("镇级投资", value="300.00", unit="万元")
    (found,) = checked(report, toml, Rule.SUM)
    assert (found.verdict, found.amount) == (CONFLICT, Decimal("100.00"))
    (asked,) = checked(report, f"{toml}[tolerance]\nleast_amount = 100.5\n", Rule.SUM)
    assert (asked.verdict, asked.severity, asked.id) == (REVIEW, Severity.LOW, found.id)
    assert checked(report, f"{toml}[tolerance]\nleast_amount = 100\n", Rule.SUM) == [found]


@pytest.mark.parametrize(
    ("units", "expected"), [("0", CONFLICT), ("1", REVIEW), ("1.5", REVIEW), ("0.4", CONFLICT)]
)
def test_units_of_the_last_place(units: str, expected: Verdict) -> None:
    report = ReportBuilder().row("年度预算数", value="700.00", unit="万元")
    report.row("实际支出数", value="640.00", unit="万元").row("预算完成率", value="91.42%")
    toml = f"[tolerance]\nlast_place = {units}\n"
    assert verdicts(report, toml, Rule.RATIO) == [expected]


def test_more_units_of_the_last_place_ask_about_more() -> None:
    report = ReportBuilder().prose("查出隐患2846处，已整改2789处，整改率97.8%。")
    assert verdicts(report, "", Rule.RATIO) == [CONFLICT]
    assert verdicts(report, "[tolerance]\nlast_place = 3\n", Rule.RATIO) == [REVIEW]


def test_completions_that_are_asked_about() -> None:
    names = {"170%": ("年度考核指标完成率", Role.ACTUAL)}
    report = ReportBuilder().prose("年度考核指标完成率170%。", names)
    assert verdicts(report, "", Rule.IMPLAUSIBLE) == [AGREE]
    assert verdicts(report, "[tolerance]\ncompletion = 150\n", Rule.IMPLAUSIBLE) == [REVIEW]
