"""implausible, by how a number is written: commas, parts of a thing, points, rates and results many times too large."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder, whole_report

from extractor.records import Rule, SectionKind, Verdict

REVIEW, CONFLICT = Verdict.REVIEW, Verdict.CONFLICT
Told = list[tuple[Verdict, str]]


def _told(text: str) -> Told:
    found = ReportBuilder().prose(text, section=SectionKind.COMPLETION).checks(Rule.IMPLAUSIBLE)
    return [(check.verdict, check.evidence[0].text) for check in found]


DOUBTED = [
    ("两项合计1,0140.6万元。", [(REVIEW, "1,0140.6")]),
    ("资金20,7582.4万元全部到位。", [(REVIEW, "20,7582.4")]),
    ("共安排２，４１５６万元。", [(REVIEW, "２，４１５６")]),
    ("补助12,1346户。", [(REVIEW, "12,1346")]),
    ("已签约127.1户。", [(REVIEW, "127.1户")]),
    ("其余10.3份集中反映停车难。", [(REVIEW, "10.3份")]),
    ("集中充电口比计划少建26.0个。", [(REVIEW, "26.0个")]),
    ("项目自评得分989分。", [(CONFLICT, "989分")]),
    ("群众得分22.2分，得分率888%。", [(CONFLICT, "888%")]),
]
SILENT = [
    "两项合计10,140.6万元，补助1,234,567户。",
    "附件1,2023年印发。",  # a list and a year
    "改造1,2号楼。",
    "每万人拥有发明专利19.34件，较上年增加2.3件。",  # a mean, and its change
    "平均每座3.5人。",
    "床位年周转39.6次。",
    "耕地质量平均提升0.5个等级。",
    "惠及群众3.2万户、12.6万人次。",
    "满分1000分，自评得分989分。",
    "考核扣分2.5分。",
]


@pytest.mark.parametrize(("text", "told"), DOUBTED)
def test_written_so_it_cannot_be(text: str, told: Told) -> None:
    assert _told(text) == told


@pytest.mark.parametrize("text", SILENT)
def test_written_as_it_may_be(text: str) -> None:
    assert _told(text) == []


def test_cells_are_read_by_their_own_text() -> None:
    text = (
        "三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
        "下派专家人次\t≥300人次\t32.6人次\t5\t5\n"
        "人均植树株数\t≥12株\t16.2株\t5\t5\n"
        "每万人拥有律师\t≥5名\t6.0名\t5\t5\n"
    )
    found = [check for check in _checks(text) if "整数" in check[1]]
    assert found == [(REVIEW, "32.6人次不是整数，人、户、件等应为整数，小数点疑有误")]


def test_a_result_many_times_its_goal() -> None:
    text = (
        "三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
        "接待游客人次\t≥3200万人次\t33468万人次\t5\t5\n"
        "培训农民人次\t≥2000人次\t2600人次\t5\t5\n"
        "新增企业数量\t≥1家\t5家\t5\t5\n"
    )
    found = [message for _, message in _checks(text) if "为目标" in message]
    assert found == [
        "“接待游客人次”实际33468万人次为目标≥3200万人次的10.46倍，小数点或位数是否有误待核"
    ]


def _checks(text: str) -> list[tuple[Verdict, str]]:
    title = "平安县2023年度部门整体支出绩效自评报告\n"
    return [
        (one.verdict, one.message.zh) for one in whole_report(title + text, rule=Rule.IMPLAUSIBLE)
    ]
