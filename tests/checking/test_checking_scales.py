"""A unit that is at odds with its fellows, where the digits hold as they are written."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder

from extractor.records import Rule, Verdict

REVIEW, CONFLICT = Verdict.REVIEW, Verdict.CONFLICT

# Sentence, the figure whose unit is doubted, the verdict, and the relation that holds with another.
WORKED_OUT = [
    (
        "全年支出6,957.35万元，第四季度支出2,657.71万元，占全年的38.2‰。",
        "38.2‰",
        CONFLICT,
        "2,657.71万元 ÷ 6,957.35万元 = 38.20%（报告写 38.2‰）",
    ),
    (
        "收入总计10,865.42万元，较上年决算数11,900.00亿元减少1,034.58万元。",
        "11,900.00亿元",
        CONFLICT,
        "11,900.00万元 − 10,865.42万元 = 1,034.58万元（报告写 11,900.00亿元）",
    ),
    (
        "门急诊68.42万户，较上年的61.75万人次增长10.8%，其中急诊6.98万人次。",
        "68.42万户",
        CONFLICT,
        "|68.42万人次 − 61.75万人次| ÷ 61.75万人次 = 10.80%（报告写 68.42万户）",
    ),
    (
        "培训合格390人，参训412户，取证367人，取证率89.1%。",
        "412户",
        REVIEW,
        "367人 ÷ 412人 = 89.08%（报告写 412户）",
    ),
    (
        "采制毛茶1,482吨，比上年的1,446公斤多36吨，春茶623吨。",
        "1,446公斤",
        REVIEW,
        "1,482吨 − 1,446吨 = 36吨（报告写 1,446公斤）",
    ),
    (
        "机械化率由68.4‰提高到71.2%，提高2.8个百分点。",
        "68.4‰",
        REVIEW,
        "71.2% − 68.4% = 2.80个百分点（报告写 68.4‰）",
    ),
]
LISTED = [
    (
        "到位资金14,860万元，其中中央8,920万元、省级4,180万元、市级560万元、县级配套1,200亿元。",
        "1,200亿元",
        CONFLICT,
        "8,920万元 + 4,180万元 + 560万元 + 1,200万元 = 14,860万元（报告写 1,200亿元）",
    ),
    (
        "年末在岗职工1,126人，其中在编742人、编外聘用384户。",
        "384户",
        CONFLICT,
        "742人 + 384人 = 1,126人（报告写 384户）",
    ),
    (
        "到位补助资金5,015亿元，其中中央2,864万元、省级1,537万元、市级614万元。",
        "5,015亿元",
        CONFLICT,
        "2,864万元 + 1,537万元 + 614万元 = 5,015万元（报告写 5,015亿元）",
    ),
    (
        "公园总用地28.4公顷，其中水域6.2公顷、绿化15.9公顷、铺装及建筑6.3亩。",
        "6.3亩",
        CONFLICT,
        "6.2公顷 + 15.9公顷 + 6.3公顷 = 28.4公顷（报告写 6.3亩）",
    ),
]


@pytest.mark.parametrize(("text", "written", "verdict", "card"), [*WORKED_OUT, *LISTED])
def test_the_odd_unit_is_doubted(text: str, written: str, verdict: Verdict, card: str) -> None:
    (found,) = ReportBuilder().prose(text).checks(Rule.UNIT)
    assert (found.verdict, found.formula.zh) == (verdict, card)
    assert found.evidence[0].text == written
    assert len(found.evidence) >= 3


def test_one_unit_is_doubted_once() -> None:
    """The amount spoils a difference and a rate."""
    text = "控制价684亿元，中标并付款612.75万元，节约71.25万元，节约率10.42%。"
    (found,) = ReportBuilder().prose(text).checks(Rule.UNIT)
    assert found.evidence[0].text == "684亿元"


def test_an_operand_that_stands_in_a_table_with_another_unit() -> None:
    report = ReportBuilder().prose("“三公”经费开支21.36万元，比预算数26亿元节约17.85%。")
    report.row("“三公”经费预算数", target="≤26万元", actual="21.36万元")
    found = [check for check in report.checks(Rule.UNIT) if len(check.evidence) > 2]
    assert [check.evidence[0].text for check in found] == ["26亿元"]


RATES = [
    ("新建隔离带，为计划的106.67‰。", "106.67‰ = 10.667% ⇄ 106.67%"),
    ("已完工项目验收合格率100‰。", "100‰ = 10% ⇄ 100%"),
]


@pytest.mark.parametrize(("text", "card"), RATES)
def test_a_share_of_all_in_per_mille(text: str, card: str) -> None:
    (found,) = ReportBuilder().prose(text).checks(Rule.UNIT)
    assert (found.verdict, found.formula.zh) == (REVIEW, card)


ROWS = [
    ("辅具适配率", "≥98‰", "98.77%", CONFLICT),
    ("公众满意度", "≥90%", "92‰", CONFLICT),
    ("验收合格率", "≥98‰", "99‰", REVIEW),
]


@pytest.mark.parametrize(("name", "target", "actual", "verdict"), ROWS)
def test_rates_of_a_row(name: str, target: str, actual: str, verdict: Verdict) -> None:
    found = ReportBuilder().row(name, target=target, actual=actual).checks(Rule.UNIT)
    assert {check.verdict for check in found} == {verdict}


SILENT = [
    "惠及困难群众89户312人，户均3.5人。",
    "常住人口11.26万人、4.38万户，有居民小区146个。",
    "实施项目7个，其中道路2条、桥梁5座。",
    "培训2,146人次，1,873人取得证书，取证率87.28%。",
    "应检牲畜1,620头、羊960只，抽检2,580头只。",
    "全年收入2.38亿元，较上年的2,260万元增长9.5倍。",
    "出生率10.2‰，死亡率7.1‰，自然增长率3.1‰。",
    "森林火灾受害率0.08‰，低于0.3‰的控制标准。",
    "债务余额1.46亿元，当年化解1,800万元，年末1.28亿元。",
    "到位资金1.2亿元，其中中央8,000万元、省级4,000万元。",
    "入户走访企业36家，发放问卷180份，受访180人，满意率98%。",
]


@pytest.mark.parametrize("text", SILENT)
def test_units_that_go_together(text: str) -> None:
    assert not ReportBuilder().prose(text).checks(Rule.UNIT)


def test_small_rates_of_a_row_in_their_own_units() -> None:
    report = ReportBuilder().row("森林火灾受害率", target="≤0.9‰", actual="0.08‰")
    assert not report.checks(Rule.UNIT)
