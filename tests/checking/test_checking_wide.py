"""Figures worked out from others anywhere in the report, and values found again by the rare words of a row."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builder import Names, ReportBuilder, whole_report

from extractor.records import Role, Rule, Verdict

A, BUDGET, SPENT = Role.ACTUAL, Role.BUDGET, Role.SPENT
NAMES: Names = {
    "26918.5万元": ("旧住房修缮支出", SPENT),
    "48260.4万元": ("旧改征收补偿支出", SPENT),
    "104.3万平方米": ("修缮面积", A),
    "258.1元": ("每平方米平均投入", A),
    "6071.55万元": ("农村低保支出", SPENT),
    "11640人": ("农村低保人数", A),
    "435元": ("农村低保人均月补助", A),
    "5,236批次": ("食品抽检批次", A),
    "78批次": ("不合格批次", A),
    "98.51%": ("合格率", A),
    "9,806.50万元": ("财政拨款收入", A),
    "480.00万元": ("基金收入", A),
    "10,286.50万元": ("收入合计", A),
    "54.06%": ("县级配套到位率", A),
    "5,100万元": ("县级配套到位资金", A),
    "9,434.40万元": ("县级应配套资金", BUDGET),
    "18.62万吨": ("清运垃圾量", A),
    "52元/吨": ("清运单价", A),
    "968.24万元": ("垃圾清运支出", SPENT),
}
TOLD = [
    (
        (
            "旧改征收补偿48260.4万元，旧住房修缮26918.5万元。",
            "完工104.3万平方米，平均每平方米投入258.1元。",
        ),
        "26918.5万元 ÷ 104.3万平方米 = 258.09元（报告写 258.1元）",
    ),
    (  # twelve months
        ("全年支出农村低保资金6071.55万元。", "农村低保对象11640人，人均月补助435元。"),
        "6071.55万元 ÷ 11640人 ÷ 12 = 434.68元（报告写 435元）",
    ),
    (  # the part that fails is named
        ("完成食品抽检5,236批次，检出不合格78批次，总体合格率98.51%。",),
        "|78批次 − 5,236批次| ÷ 5,236批次 = 98.51%（报告写 98.51%）",
    ),
    (  # no word calls it a difference
        ("财政拨款9,806.50万元，基金480.00万元。", "收入合计10,286.50万元。"),
        "10,286.50万元 − 480.00万元 = 9,806.50万元（报告写 9,806.50万元）",
    ),
    (
        ("县本级应配套9,434.40万元。", "县级资金只有5,100万元，县级配套到位率54.06%。"),
        "5,100万元 ÷ 9,434.40万元 = 54.06%（报告写 54.06%）",
    ),
    (  # a price: the amount by the number
        ("垃圾清运968.24万元。", "清运生活垃圾18.62万吨，清运单价52元/吨。"),
        "968.24万元 ÷ 18.62万吨 = 52元/吨（报告写 52元/吨）",
    ),
]


def _agreed(*paragraphs: str) -> list[str]:
    report = ReportBuilder()
    for text in paragraphs:
        report.prose(text, NAMES)
    found = report.checks()
    rules = (Rule.SUM, Rule.RATIO)
    return [c.formula.zh for c in found if c.rule in rules and c.verdict is Verdict.AGREE]


@pytest.mark.parametrize(("paragraphs", "card"), TOLD)
def test_operands_anywhere(paragraphs: tuple[str, ...], card: str) -> None:
    assert card in _agreed(*paragraphs)


@given(st.decimals("1", "99.99", places=2).filter(lambda rate: abs(rate - Decimal("54.06")) > 1))
@settings(max_examples=25, deadline=None)
def test_another_rate_is_not_borne_out(rate: Decimal) -> None:
    said = f"{rate}%"
    report = ReportBuilder()
    report.prose("县本级应配套9,434.40万元。", NAMES).prose("县级资金只有5,100万元。", NAMES)
    report.prose(f"县级配套到位率{said}。", {said: ("县级配套到位率", A)})
    complement = abs(rate - (100 - Decimal("54.06"))) < Decimal("0.02")
    assert complement or not [c for c in report.checks(Rule.RATIO) if c.verdict is Verdict.AGREE]


LEVELS = """平安县2023年度项目绩效自评报告
一、自评结论
本单位认真开展自评。
二、指标评分表
一级指标\t分值\t二级指标\t分值\t三级指标\t分值\t指标值\t完成值\t得分
决策\t20\t项目立项\t{stage}\t立项依据充分性\t5\t充分\t充分\t5
\t\t\t\t立项程序规范性\t5\t规范\t规范\t5
\t\t绩效目标\t10\t目标合理性\t6\t合理\t合理\t6
\t\t\t\t指标明确性\t4\t明确\t明确\t4
产出\t80\t产出数量\t80\t新建管网长度\t40\t≥20公里\t22公里\t40
\t\t\t\t改造户数\t40\t≥1200户\t1260户\t40
合计\t100\t\t100\t\t100\t\t\t100
"""
SUBTOTALS = """平安县2023年度项目绩效自评报告
一、自评结论
本单位认真开展自评。
二、指标评分表
一级指标\t三级指标\t分值\t指标值\t完成值\t得分
决策\t立项依据充分性\t12\t充分\t充分\t12
\t目标合理性\t8\t合理\t合理\t7
小计\t\t20\t\t\t{points}
产出\t新建管网长度\t40\t≥20公里\t22公里\t40
\t改造户数\t40\t≥1200户\t1260户\t40
小计\t\t80\t\t\t80
合计\t\t100\t\t\t99
"""
SHEETS = [
    (LEVELS.format(stage="10"), Verdict.AGREE, "5 + 5 = 10"),
    (LEVELS.format(stage="10"), Verdict.AGREE, "5 + 5 + 6 + 4 = 20"),
    (LEVELS.format(stage="12"), Verdict.REVIEW, "5 + 5 = 10 ≠ 12"),
    (SUBTOTALS.format(points="19"), Verdict.AGREE, "12 + 7 = 19"),
    (SUBTOTALS.format(points="19"), Verdict.AGREE, "40 + 40 = 80"),
    (SUBTOTALS.format(points="18"), Verdict.REVIEW, "12 + 7 = 19 ≠ 18"),
]


@pytest.mark.parametrize(("text", "verdict", "card"), SHEETS)
def test_levels_of_a_sheet(text: str, verdict: Verdict, card: str) -> None:
    found = {(c.verdict, c.formula.zh) for c in whole_report(text) if c.rule is Rule.SCORE}
    assert (verdict, card) in found


AGAIN = """平安县2023年度项目绩效自评报告
一、完成情况
今年{days}日，各项任务按时完成。
二、绩效指标完成表
指标名称\t年度指标值\t实际完成值\t分值\t得分
施工合同工期\t≤60日\t45日\t10\t10
栽植乔木数量\t≥3200株\t3260株\t10\t10
"""


@pytest.mark.parametrize(("days", "told"), [("合同工期45", True), ("付款宽限45", False)])
def test_rare_words_name_a_row(days: str, told: bool) -> None:
    names: Names = {"45日": ("平均用时", A)}
    found = whole_report(AGAIN.format(days=days), names, Rule.NARRATIVE_VS_TABLE)
    assert [c.verdict for c in found] == ([Verdict.AGREE] if told else [])
