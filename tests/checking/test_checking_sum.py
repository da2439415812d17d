"""Sums: complete lists must add up, 其中 only promises parts, counted lists name as many."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder

from extractor.records import Role, Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT

SENTENCES = [
    ("处理投诉1307宗，其中电话432宗、交办19宗、督办4宗、热线852宗。", [AGREE]),
    ("处理投诉1307宗，其中电话432宗、交办19宗、督办4宗、热线825宗。", [REVIEW]),
    ("处理投诉1307宗，分别为电话432宗、交办19宗、督办4宗、热线825宗。", [CONFLICT]),
    ("总警情为1712宗，其中盗窃类568宗。", [AGREE]),
    ("总警情为1712宗，其中盗窃类5680宗。", [CONFLICT]),
    ("接种396889剂，其中第一针190959剂次，第二针201536剂次。", [REVIEW]),
    ("投入约5万元，其中设备8万元。", [REVIEW]),
    ("支出合计28.51万元，其中：设备22.81万元、人工5.71万元。", [AGREE]),  # rounded parts
    ("全年记录1088条，其中甲办结915条，乙办结166条。", []),  # an outcome, not a breakdown
    ("内设机构3个，分别为党政办公室（人大办、信访办）、财务科、人事科。", [AGREE]),
    ("内设机构5个，分别为党政办公室、财务科、人事科。", [REVIEW]),
    ("内设机构5个，分别为党政办公室、财务科、人事科等。", []),
    ("先后开通卫生服务中心、东仁医院两个接种点。", [AGREE]),
    ("构建“街道—社区—网格—党小组—党员”五层组织架构。", [AGREE]),
    ("检查场所120间，培训人员300人。", []),
]


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[Verdict]) -> None:
    assert ReportBuilder().prose(text).verdicts(Rule.SUM) == expected


BUDGETS = [
    ("18,847.80", "359.19", "19,206.99", AGREE),
    ("18,435.43", "2,650.59", "15,784.84", AGREE),  # adjusted downwards, written without a sign
    ("18,435.43", "-2,650.59", "15,784.84", AGREE),
    ("18,847.80", "359.19", "19,209.66", CONFLICT),
    ("100.1", "20.1", "120.4", REVIEW),  # one unit of the last digit more than rounding gives
]


@pytest.mark.parametrize(("initial", "change", "budget", "expected"), BUDGETS)
def test_initial_budget_and_adjustment(
    initial: str,
    change: str,
    budget: str,
    expected: Verdict,
) -> None:
    report = ReportBuilder()
    report.row("整体支出年度预算数", value=budget, unit="万元")
    report.row("整体支出年初预算数", value=initial, unit="万元")
    report.row("年度调整额", value=change, unit="万元")
    assert report.verdicts(Rule.SUM) == [expected]


@pytest.mark.parametrize(("part", "expected"), [("18,211.58", AGREE), ("18,811.58", CONFLICT)])
def test_of_which_rows_belong_to_the_row_above(part: str, expected: Verdict) -> None:
    report = ReportBuilder()
    report.row("实际支出数", value="18,570.21", unit="万元")
    report.row("其中: 一般公共预算", value=part, unit="万元")
    assert report.verdicts(Rule.SUM) == [expected]


def test_projects_are_part_of_the_whole() -> None:
    budget = Role.BUDGET
    report = ReportBuilder()
    report.prose("全年预算数16898.11万元。", {"16898.11万元": ("部门整体支出预算数", budget)})
    report.prose(
        "甲专项预算908.18万元；乙专项预算300万元。",
        {"908.18万元": ("甲专项年初预算数", budget), "300万元": ("乙专项年初预算数", budget)},
    )
    (found,) = report.checks(Rule.SUM)
    assert found.verdict is AGREE
    assert found.formula.zh == "908.18万元 + 300万元 = 1,208.18万元 ≤ 16898.11万元"


def test_task_funds_need_not_be_all_spending() -> None:
    report = ReportBuilder().row("实际支出数", value="100", unit="万元")
    report.row("任务涉及资金", value="20", unit="万元")
    report.row("任务涉及资金", value="30", unit="万元")
    assert report.verdicts(Rule.SUM) == []
