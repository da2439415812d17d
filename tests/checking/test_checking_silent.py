"""What a careful reader would not call wrong, and what must not be called right."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder, whole_report

from extractor.records import Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT

NOT_RIGHT = [  # some items of a list are no list
    "新增学位小学1,000个、初中2,000个、高中2,001个，合计4,001个。",
    "新增学位4,001个，分别为小学2,000个、初中2,001个、高中1,000个。",
    "新增学位4,001个（小学2,000个、初中2,001个、高中1,000个）。",
]


@pytest.mark.parametrize("text", NOT_RIGHT)
def test_items_of_a_list_are_not_the_whole_list(text: str) -> None:
    assert AGREE not in ReportBuilder().prose(text).verdicts(Rule.SUM)


NOT_WRONG = [
    ("平均水耗为26升，低于规定标准30升。", Rule.TARGET_VS_ACTUAL),  # less is better
    ("平均通行时间为26分钟，短于设计要求的30分钟。", Rule.TARGET_VS_ACTUAL),
    ("水质达标率为91.4%，未达到92.5%的上年水平。", Rule.TARGET_VS_ACTUAL),  # another year's level
    ("截至6月底，计划完成60公里，实际完成41公里。", Rule.TARGET_VS_ACTUAL),  # not over yet
    ("计划支出1,200万元，实际支出1,150.5万元。", Rule.TARGET_VS_ACTUAL),  # saved
    ("小学3,370个、初中122个、职校309个、幼儿园321个、特教2,614个，合计6,736个。", Rule.SUM),
]


@pytest.mark.parametrize(("text", "rule"), NOT_WRONG)
def test_what_is_not_wrong_is_not_called_so(text: str, rule: Rule) -> None:
    assert not {REVIEW, CONFLICT} & set(ReportBuilder().prose(text).verdicts(rule))


def test_both_sides_of_the_accounts_hold() -> None:
    report = (
        ReportBuilder()
        .prose("收入、支出总计均为4,862.35万元。")
        .prose("本年收入合计4,518.12万元，年初结转和结余344.23万元。")
        .prose("本年支出合计4,562.35万元，年末结转和结余300.00万元。")
    )
    assert REVIEW not in report.verdicts(Rule.SUM)


def test_points_below_zero_are_wrong() -> None:
    report = ReportBuilder().row("场地数量", target="3处", actual="3处", score="-1", weight="10")
    assert CONFLICT in report.verdicts(Rule.SCORE)


def test_points_of_a_limit_follow_from_what_exceeds_it() -> None:
    report = ReportBuilder().row("投诉件数", target="≤5件", actual="8件", score="6.25", weight="10")
    cards = [check.formula.en for check in report.checks() if check.rule is Rule.SCORE]
    assert "10 × ≤5件 ÷ 8件 = 6.25" in cards


def test_an_amount_like_a_month_is_an_amount() -> None:
    report = whole_report(
        "项目概况\n全年预算2100.00万元，支出2018.05万元，预算执行率96.10%。\n", {}, Rule.RATIO
    )
    assert any(check.verdict is AGREE for check in report)
