"""implausible, score and unexplained."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder

from extractor.records import Role, Rule, SectionKind, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT
A = Role.ACTUAL

PLAUSIBLE = [
    ("第一针覆盖率达到168%。", "168%", "第一针覆盖率", A, [CONFLICT]),
    ("排水单元达标率110%。", "110%", "排水单元达标率", A, [CONFLICT]),
    ("年度考核指标完成率170%。", "170%", "年度考核指标完成率", A, [AGREE]),
    ("空岗信息发布完成率为308%。", "308%", "空岗信息发布完成率", A, [REVIEW]),
    ("全年产值增速159.7%。", "159.7%", "全年产值增速", Role.CHANGE, []),
    ("覆盖率98%。", "98%", "覆盖率", A, []),
    ("收入占年初预算的103.66%。", "103.66%", "收入占年初预算比重", A, []),
]


@pytest.mark.parametrize(("text", "number", "name", "role", "expected"), PLAUSIBLE)
def test_rates(
    text: str,
    number: str,
    name: str,
    role: Role,
    expected: list[Verdict],
) -> None:
    report = ReportBuilder().prose(text, {number: (name, role)})
    assert report.verdicts(Rule.IMPLAUSIBLE) == expected


def test_spending_above_the_budget() -> None:
    report = ReportBuilder().row("年度预算数", value="100.00", unit="万元")
    report.row("实际支出数", value="120.00", unit="万元").row("预算完成率", value="120.00%")
    (found,) = report.checks(Rule.IMPLAUSIBLE)
    assert (found.verdict, str(found.amount)) == (CONFLICT, "20.00")


def test_points_within_weights_and_totals() -> None:
    report = (
        ReportBuilder().row("指标一", score="1.96", weight="2").row("指标二", score="3", weight="3")
    )
    report.row("总分", score="4.96", weight="5")
    assert report.verdicts(Rule.SCORE) == [AGREE] * 4


@pytest.mark.parametrize(("score", "total"), [("3.5", "5.46"), ("3", "9.46")])
def test_points_that_do_not_hold(score: str, total: str) -> None:
    report = ReportBuilder().row("指标一", score="1.96", weight="2")
    report.row("指标二", score=score, weight="3").row("总分", score=total, weight="5")
    assert set(report.verdicts(Rule.SCORE)) - {AGREE}


def test_a_block_that_is_not_shown() -> None:
    text = "自评总分100分，得分91.3分，其中：管理效能总分45分，得分42.3分；履职效能总分50分，得分49分。"
    found = ReportBuilder().prose(text).checks(Rule.SCORE)
    assert sorted(item.verdict for item in found) == [AGREE] * 4 + [CONFLICT]
    wrong = next(item for item in found if item.verdict is CONFLICT)
    assert wrong.formula.zh == "45分 + 50分 = 95 ≠ 100分"


def test_full_points_for_a_missed_target() -> None:
    report = ReportBuilder().row("场地数量", target="3处", actual="2处", score="2", weight="2")
    assert report.verdicts(Rule.SCORE) == [AGREE, REVIEW]


REASONS = [
    ("", SectionKind.OTHER, False, [CONFLICT]),
    ("未达标原因：项目启动时间较晚，未能如期开展。", SectionKind.BASIS, True, []),
    ("存在问题：社区公建配套场地增加数量不足，选址困难。", SectionKind.PROBLEM, False, []),
    ("存在问题：绩效指标不够明确，重视程度不足。", SectionKind.PROBLEM, False, [CONFLICT]),
]


@pytest.mark.parametrize(("text", "section", "in_row", "expected"), REASONS)
def test_a_missed_target_wants_a_reason(
    text: str,
    section: SectionKind,
    in_row: bool,
    expected: list[Verdict],
) -> None:
    report = ReportBuilder().row("社区公建配套场地增加数量", target="3处", actual="2处")
    if text:
        report.prose(text, section=section, in_row=in_row)
    assert report.verdicts(Rule.UNEXPLAINED) == expected


LEFT = [
    ("检查场所4387间次，发现安全隐患2854处，已整改2522处。", [REVIEW]),
    ("检查场所4387间次，发现安全隐患2854处，已整改2854处。", []),
    ("发现安全隐患2854处，已整改2522处，其余由于业主原因未完成。", []),
    ("案件完成率57.1%（第17名）。", [REVIEW]),
    ("案件完成率57.1%，排名第2。", []),
    ("案件完成率95%（第17名）。", []),
]


@pytest.mark.parametrize(("text", "expected"), LEFT)
def test_what_is_left_over(text: str, expected: list[Verdict]) -> None:
    assert ReportBuilder().prose(text).verdicts(Rule.UNEXPLAINED) == expected
