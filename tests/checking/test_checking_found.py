"""What arithmetic finds: figures worked out from others, tables that add up, values told twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from report_builder import ReportBuilder

from extractor.pipeline import run_report
from extractor.records import Check, Role, Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT

# Sentence, the figures of the one check that it should give (the stated one first), and its verdict.
WORKED_OUT = [
    ("查出隐患2846处，已整改2789处，整改率98.0%。", ("98.0%", "2789处", "2846处"), AGREE),
    ("查出隐患2846处，已整改2789处，整改率89.0%。", ("89.0%", "2789处", "2846处"), CONFLICT),
    ("通气居民9,860户，占县城11,200户居民的88.0%。", ("88.0%", "9,860户", "11,200户"), AGREE),
    ("通气居民9,860户，占县城11,200户居民的90.1%。", ("90.1%", "9,860户", "11,200户"), CONFLICT),
    ("420辆出租车中已更新115辆，占28.75%。", ("28.75%", "115辆", "420辆"), CONFLICT),
    ("水稻亩产由486公斤提高到538公斤，增长10.7%。", ("10.7%", "538公斤", "486公斤"), AGREE),
    ("水稻亩产由486公斤提高到538公斤，增长12.7%。", ("12.7%", "538公斤", "486公斤"), CONFLICT),
    ("火灾34起，上年为45起，下降24.4%。", ("24.4%", "34起", "45起"), AGREE),
    (
        "惠及4,218户，兑付1,190.4万元，户均2,822.2元。",
        ("2,822.2元", "1,190.4万元", "4,218户"),
        AGREE,
    ),
    (
        "惠及4,218户，兑付1,190.4万元，户均2,282.2元。",
        ("2,282.2元", "1,190.4万元", "4,218户"),
        CONFLICT,
    ),
    ("专利授权417件，是上年139件的3倍。", ("3倍", "417件", "139件"), AGREE),
]
GAPS = [
    (
        "预算9,000万元，支出8,712.9万元，结余287.1万元。",
        ("287.1万元", "9,000万元", "8,712.9万元"),
        AGREE,
    ),
    ("接种率为81.4%，比全区的83.5%低2.1个百分点。", ("2.1个百分点", "83.5%", "81.4%"), AGREE),
    ("接种率为81.4%，比全区的83.5%低2.5个百分点。", ("2.5个百分点", "83.5%", "81.4%"), CONFLICT),
]


def _one(checks: tuple[Check, ...]) -> tuple[tuple[str, ...], Verdict]:
    (found,) = checks
    return tuple(item.text for item in found.evidence), found.verdict


@pytest.mark.parametrize(("text", "figures", "verdict"), WORKED_OUT)
def test_a_rate_is_worked_out_again(text: str, figures: tuple[str, ...], verdict: Verdict) -> None:
    checks = ReportBuilder().prose(text).checks(Rule.RATIO)
    assert _one(checks) == (figures, verdict)


@pytest.mark.parametrize(("text", "figures", "verdict"), GAPS)
def test_a_difference_is_worked_out_again(
    text: str, figures: tuple[str, ...], verdict: Verdict
) -> None:
    checks = ReportBuilder().prose(text).checks(Rule.SUM)
    assert _one(checks) == (figures, verdict)


# Sentences in which nothing is wrong, or nothing can be told, and why.
QUIET = [
    ("整改率达到95%以上，查出隐患200处，已整改150处。", "a limit is not worked out"),
    ("共有党员128名、群众56名，覆盖率80%。", "two digits meet too much by chance"),
    ("户均2,822.2元的补贴，其中公益林补贴3,000元。", "a mean has no parts"),
    (
        "总产4.82万吨，较上年4.55万吨增长5.93%，其中海水2.31万吨、海洋1.76万吨、淡水0.75万吨。",
        "last year's value has no parts",
    ),
    ("本年收入1,200.5万元，上年结转300.2万元，年末结余850万元。", "a balance of more than these"),
    ("三公经费由2021年的50.5万元降至38.2万元，差旅费11.6万元。", "差旅费 is no difference"),
    ("信访量由2021年的320件下降到190件，今年进一步降至145件。", "降至 leads to a level"),
    ("地区生产总值增长5.2%，较上年提高2.1个百分点，高于全市平均3.5个百分点。", "points of points"),
    ("完成农村改厕1,250户，困难户改厕占任务1,300户的85.5%。", "a part of another thing"),
    ("回收问卷400份，其中非常满意200份、满意180份，满意度95%。", "180 is no part of 200"),
]


@pytest.mark.parametrize(("text", "why"), QUIET)
def test_what_is_not_said_is_not_doubted(text: str, why: str) -> None:
    report = ReportBuilder().prose(text)
    found = [*report.verdicts(Rule.RATIO), *report.verdicts(Rule.SUM)]
    assert CONFLICT not in found, why


# Another subject, or groups that may overlap: asked about, and never called wrong.
ASKED = [
    "完成率由90.5%提高到95.2%，满意度提高3.9个百分点。",
    "新增就业1,200人，培训人数较上年1,000人增长25%。",
    "服务群众1000人次，其中老年人600人次、残疾人300人次、低保户200人次。",
]


@pytest.mark.parametrize("text", ASKED)
def test_what_may_be_of_something_else_is_asked_about(text: str) -> None:
    report = ReportBuilder().prose(text)
    found = [*report.verdicts(Rule.RATIO), *report.verdicts(Rule.SUM)]
    assert CONFLICT not in found


# The direction that the words say must be that of the values.
WRONG_WAY = [
    "上年45起，今年34起，增加11起。",
    "合格率由95.2%下降到90.1%，提高5.1个百分点。",
]


@pytest.mark.parametrize("text", WRONG_WAY)
def test_a_change_in_the_wrong_direction_is_not_borne_out(text: str) -> None:
    assert AGREE not in ReportBuilder().prose(text).verdicts(Rule.SUM)


def test_one_explanation_does_not_excuse_another_rate() -> None:
    text = "惠及4,218户，兑付1,190.4万元，户均2,822.2元，比2021年的1,800元增长50.1%。"
    report = ReportBuilder().prose(text)
    wrong = [check for check in report.checks(Rule.RATIO) if check.verdict is CONFLICT]
    assert [check.evidence[0].text for check in wrong] == ["50.1%"]


def test_a_conflict_is_not_softened_by_a_guess() -> None:
    text = "全年预算1,200.5万元，实际支出950.3万元，预算执行率81.16%。"
    assert ReportBuilder().prose(text).verdicts(Rule.RATIO) == [CONFLICT]


@pytest.mark.parametrize(
    "text",
    [
        "完成投资999,999,999,999,999,999亿元，占0.0000000001元的50.123456%。",
        "由0.0000000001元增加到999,999,999,999,999,999亿元，增长12.5%。",
        "惠及0.0000000001户，兑付999,999,999,999,999,999亿元，户均12.5元。",
    ],
)
def test_figures_beyond_all_measure_raise_nothing(text: str) -> None:
    ReportBuilder().prose(text).checks()


LISTS = [
    ("共有37宗用海获批，养殖用海29宗、工业用海5宗、旅游用海3宗。", AGREE),
    (
        "营造林4.05万亩，为任务的96.43%，其中人工造林1.12万亩、封山育林1.8万亩、抚育1.13万亩。",
        AGREE,
    ),
    ("查处案件46起，其中毁林19起、滥伐14起、占地15起，已办结45起。", REVIEW),
    ("金牌27枚、银牌22枚、铜牌31枚，奖牌总数80枚。", AGREE),
]


@pytest.mark.parametrize(("text", "verdict"), LISTS)
def test_parts_are_added_up(text: str, verdict: Verdict) -> None:
    assert verdict in ReportBuilder().prose(text).verdicts(Rule.SUM)


def _checks(folder: Path, text: str) -> list[Check]:
    path = folder / "report.txt"
    path.write_text(text, encoding="utf-8")
    return list(run_report(path).checks)


FUNDS = """平安县2023年度专项资金绩效自评报告
资金来源\t预算数\t到位数\t支出数\t执行率
中央财政\t3,200.00\t3,200.00\t3,142.60\t98.21%
省级财政\t2,940.00\t2,940.00\t2,796.32\t{rate}
县级配套\t1,800.00\t1,600.00\t1,297.60\t81.10%
合计\t7,940.00\t7,740.00\t{total}\t93.50%
"""


def test_a_column_of_rates_is_found_by_its_rows(tmp_path: Path) -> None:
    wrong = _checks(tmp_path, FUNDS.format(rate="96.11%", total="7,236.52"))
    found = [check for check in wrong if check.rule is Rule.RATIO and check.verdict is CONFLICT]
    assert [check.evidence[0].text for check in found] == ["96.11%"]
    assert "95.11%" in found[0].formula.zh
    right = _checks(tmp_path, FUNDS.format(rate="95.11%", total="7,236.52"))
    assert CONFLICT not in {check.verdict for check in right if check.rule is Rule.RATIO}


def test_a_total_is_added_up_column_by_column(tmp_path: Path) -> None:
    wrong = _checks(tmp_path, FUNDS.format(rate="95.11%", total="7,263.52"))
    found = [check for check in wrong if check.rule is Rule.SUM and check.verdict is CONFLICT]
    assert [check.evidence[-1].text for check in found] == ["7,263.52"]
    agreed = [check for check in wrong if check.rule is Rule.SUM and check.verdict is AGREE]
    assert {"7,940.00", "7,740.00"} <= {check.evidence[-1].text for check in agreed}


FINAL_ACCOUNTS = """平安县2023年度部门决算说明
项目\t预算数\t支出数
栏次\t1\t2
基本支出\t30,120.50\t30,010.22
其中：人员经费\t20,000.00\t19,900.00
项目支出\t40,220.30\t39,800.10
合计\t70,340.80\t69,810.32
"""


def test_numbers_of_columns_and_rows_of_parts_are_no_parts_of_a_total(tmp_path: Path) -> None:
    checks = _checks(tmp_path, FINAL_ACCOUNTS)
    sums = [check for check in checks if check.rule is Rule.SUM]
    assert CONFLICT not in {check.verdict for check in sums}
    assert "69,810.32" in {check.evidence[-1].text for check in sums if check.verdict is AGREE}


YEARS = """平安县2023年度部门整体支出绩效自评报告
一、资金情况
截至{cut}，全年支出9,223.25万元，执行率95.82%。
二、改进措施
下一步要补建充电设施，{term}前补齐欠建的260个充电口。
"""


@pytest.mark.parametrize(
    ("cut", "term", "found"),
    [
        ("2023年12月31日", "2024年9月底", []),
        ("2022年12月31日", "2024年9月底", ["2022年12月31日"]),
        ("2023年12月31日", "2023年9月底", ["2023年9月底前"]),
    ],
)
def test_dates_of_last_years_report(tmp_path: Path, cut: str, term: str, found: list[str]) -> None:
    checks = _checks(tmp_path, YEARS.format(cut=cut, term=term))
    told = [check for check in checks if check.rule is Rule.IMPLAUSIBLE]
    assert [check.evidence[-1 if len(check.evidence) == 1 else 0].text for check in told] == found


LOOKING_BACK = [
    "截至2022年底，上述问题已全部整改到位。",
    "针对2022年底前未完工的3个项目，加快推进。",
    "对照2022年预算，加强监督。",
    "组织完成2021年度部门整体支出绩效自评工作。",
]


@pytest.mark.parametrize("text", LOOKING_BACK)
def test_what_looks_back_is_not_out_of_date(tmp_path: Path, text: str) -> None:
    report = f"平安县2022年度部门整体支出绩效自评报告\n二、改进措施\n{text}\n"
    assert Rule.IMPLAUSIBLE not in {check.rule for check in _checks(tmp_path, report)}


@pytest.mark.parametrize(("target", "actual"), [("≤3天", "2小时"), ("≤1%", "0.5‰")])
def test_a_result_in_a_smaller_unit_within_its_limit_is_no_slip(target: str, actual: str) -> None:
    report = ReportBuilder().row("差错率", target=target, actual=actual)
    assert CONFLICT not in report.verdicts(Rule.UNIT)


TOLD = """平安县2023年度部门整体支出绩效自评报告
一、绩效目标完成情况
全年培训农民{said}，长者饭堂助餐{meals}。
二、指标表
三级指标\t年度指标值\t实际完成值\t分值\t得分
培训农民人次\t≥2,000人次\t2,164人次\t10\t10
长者饭堂助餐人次\t≥10万人次\t11.7万人次\t10\t10
"""


@pytest.mark.parametrize(
    ("said", "meals", "rule", "verdict"),
    [
        ("2,164人次", "11.7万人次", Rule.NARRATIVE_VS_TABLE, AGREE),
        ("2,146人次", "11.7万人次", Rule.NARRATIVE_VS_TABLE, CONFLICT),
        ("2,164人次", "11.7人次", Rule.UNIT, CONFLICT),
    ],
)
def test_a_value_is_found_again_in_a_table(
    tmp_path: Path, said: str, meals: str, rule: Rule, verdict: Verdict
) -> None:
    checks = _checks(tmp_path, TOLD.format(said=said, meals=meals))
    assert verdict in {check.verdict for check in checks if check.rule is rule}


def test_a_result_in_another_unit_is_no_missed_target() -> None:
    report = ReportBuilder().row("劳务收入", target="≥30亿元", actual="31.28万元")
    assert report.verdicts(Rule.UNIT) == [CONFLICT]
    assert report.verdicts(Rule.TARGET_VS_ACTUAL) == []
    assert report.verdicts(Rule.UNEXPLAINED) == []


def test_another_year_beside_a_total_takes_no_part(tmp_path: Path) -> None:
    names = {"4.55万吨": ("上年水产品总产量", Role.BASELINE)}
    text = "总产4.82万吨，较上年4.55万吨多0.27万吨。"
    assert ReportBuilder().prose(text, names).verdicts(Rule.SUM) == [AGREE]
