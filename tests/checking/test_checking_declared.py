"""Goals and results that prose itself states: 未达到…, 计划A、实际B, 完成目标的R%."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builder import Names, ReportBuilder

from extractor.records import Role, Rule, SectionKind, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT
T, A = Role.TARGET, Role.ACTUAL

SAID = [
    ("回弹检测最低一处为23.6兆帕，未达到设计要求的25兆帕。", CONFLICT, "23.6兆帕 < 25兆帕"),
    ("最短养护期仅21天，没有达到规范要求的28天。", CONFLICT, "21天 < 28天"),
    ("水质达标率为86.4%，未达到90%的年度目标。", CONFLICT, "86.4% < 90%"),
    ("全年开展巡查46次，未达到50次的计划数。", CONFLICT, "46次 < 50次"),
    ("完成管网改造18.6公里，不及20公里的年度目标。", CONFLICT, "18.6公里 < 20公里"),
    ("完成管网改造18.6公里，低于年度计划的20公里。", CONFLICT, "18.6公里 < 20公里"),
    ("抽检合格率为91%，低于市级考核要求的92%。", CONFLICT, "91% < 92%"),
    ("预付款比例为85%，超过合同约定的80%。", CONFLICT, "85% > 80%"),
    ("工程工期用了38天，超过了合同约定的30天。", CONFLICT, "38天 > 30天"),
    ("平均办理时间为6.5天，少于规定时限8天。", AGREE, "6.5天 ≤ 8天"),
    ("粮食产量增长15.38%，超过年度目标13%。", AGREE, "15.38% ≥ 13%"),
    ("群众满意度88.2%，超过年度目标90%。", CONFLICT, "88.2% < 90%"),
    ("计划新建卫生厕所12000座，实际新建10860座。", CONFLICT, "10860座 < 12000座"),
    ("计划新建卫生厕所12000座，实际新建12860座。", AGREE, "12860座 ≥ 12000座"),
    ("原定培训村医320人，实际只培训285人。", CONFLICT, "285人 < 320人"),
    ("计划培训不少于320人，实际培训285人。", CONFLICT, "285人 < 不少于320人"),
    ("应配备护林员240名，实际配备196名。", CONFLICT, "196名 < 240名"),
    ("应到位资金820万元，实际到位705万元。", CONFLICT, "705万元 < 820万元"),
    ("目标值为95%，实际达到93.2%。", CONFLICT, "93.2% < 95%"),
    ("目标值为95%，实际达到97.2%。", AGREE, "97.2% ≥ 95%"),
    ("投向产业13,335万元，占61%，达到文件不低于60%的要求。", AGREE, "61% ≥ 不低于60%"),
    ("投向产业13,335万元，占58%，达到文件不低于60%的要求。", CONFLICT, "58% < 不低于60%"),
    ("中央资金用于产业的占62%，高于省定60%的底线。", AGREE, "62% ≥ 60%"),
    ("耕地保有量286.35万亩，守住了285.90万亩的底线。", AGREE, "286.35万亩 ≥ 285.90万亩"),
    ("每户平均补贴718元，控制在省定1000元以内。", AGREE, "718元 ≤ 1000元以内"),
    ("每户平均补贴1218元，控制在省定1000元以内。", CONFLICT, "1218元 > 1000元以内"),
    ("从入门到手术平均78分钟，优于国家规定的90分钟。", AGREE, "78分钟 ≤ 90分钟"),
    ("平均21天即分解到项目，快于30日内分解下达的规定时限。", AGREE, "21天 ≤ 30日内"),
    (
        "人均绿地14.6平方米，优于省定不低于12平方米的控制标准。",
        AGREE,
        "14.6平方米 ≥ 不低于12平方米",
    ),
    ("合同工期540天，实际用时668天。", CONFLICT, "668天 > 540天"),
    ("合同工期540天，实际用时500天。", AGREE, "500天 ≤ 540天"),
    ("同意率只有58.33%，达不到80%的开工门槛。", CONFLICT, "58.33% < 不到80%"),
    ("应配急救车11辆，实有12辆。", AGREE, "12辆 ≥ 11辆"),
    (
        "全年任务为2.6万人次，接待游客2.48万人次，完成全年任务的95.38%。",
        CONFLICT,
        "2.48万人次 < 2.6万人次",
    ),
    (
        "截至12月底，全年计划造林3200亩，已造林3056亩，完成计划的95.5%。",
        CONFLICT,
        "3056亩 < 3200亩",
    ),
]


@pytest.mark.parametrize(("text", "verdict", "card"), SAID)
def test_a_goal_and_its_result(text: str, verdict: Verdict, card: str) -> None:
    (found,) = ReportBuilder().prose(text).checks(Rule.TARGET_VS_ACTUAL)
    assert (found.verdict, found.formula.zh) == (verdict, card)


# Sentences in which no goal was missed, or nobody says that it is one.
SILENT = [
    ("农田灌溉保证率达76%，高于国家70%的标准。", "above a level of others"),
    ("应种植牧草3200亩，实种3200亩。", "a duty that was done"),
    ("造价比均价低7.74%，变更增资超过工程费2%的控制线。", "a subject of its own"),
    ("群众满意度92%，线路覆盖率达到95%以上。", "a result of its own"),
    ("氨氮浓度1.2毫克/升，高于省定1.0毫克/升的标准。", "a standard of which more is no good"),
    ("应种植牧草3200亩，实种3500亩。", "a duty that was done"),
    ("三公经费支出41.2万元，低于45万元的控制线。", "a limit that was kept"),
    ("差错率为0.3%，控制在0.5%以内。", "a limit that was kept"),
    ("投诉处理时间为3天，未超过5天的规定时限。", "a limit that was kept"),
    ("成本计划不超过320万元，实际为285万元。", "a limit that was kept"),
    ("审批平均用时44天，超出规定时限14天。", "by how much, and not what"),
    ("出勤率90%，未达到全市平均92%的水平。", "the mean of others"),
    ("发芽率为81%，低于去年标准的85%。", "another year"),
    ("去年计划培训320人，实际培训285人。", "another year"),
    ("截至6月，全年计划造林3200亩，已造林1296亩，完成计划的40.5%。", "not over yet"),
    ("上半年计划培训200人，实际培训180人。", "not over yet"),
    ("力争造林3200亩，已造林3056亩，完成计划的95.5%。", "not over yet"),
    ("全年计划造林3200亩，尚欠144亩，完成计划的95.5%。", "what is lacking is no result"),
    ("全年计划造林3200亩，已造林3200亩，完成计划的100%。", "nothing is lacking"),
    ("计划投资3,200万元，完成投资3,056万元，完成计划的95.5%。", "money: the execution rate"),
    ("计划培训320人，实际参训285人次。", "two units"),
]


@pytest.mark.parametrize(("text", "why"), SILENT)
def test_what_is_no_miss_is_not_called_one(text: str, why: str) -> None:
    found = ReportBuilder().prose(text).verdicts(Rule.TARGET_VS_ACTUAL)
    assert not {CONFLICT, REVIEW} & set(found), why


@pytest.mark.parametrize("section", [SectionKind.GOAL, SectionKind.MEASURE])
def test_a_goal_or_a_plan_has_no_result_yet(section: SectionKind) -> None:
    report = ReportBuilder().prose("计划培训320人，实际培训285人。", section=section)
    assert report.verdicts(Rule.TARGET_VS_ACTUAL) == []


def test_what_prose_admits_wants_no_further_reason() -> None:
    report = ReportBuilder().prose("全年开展巡查46次，未达到50次的计划数。")
    assert report.verdicts(Rule.UNEXPLAINED) == []


def test_a_pair_that_is_told_twice_in_a_passage_is_one_finding() -> None:
    report = ReportBuilder().prose("计划培训320人，实际培训285人；计划培训320人，实际培训285人。")
    assert report.verdicts(Rule.TARGET_VS_ACTUAL) == [CONFLICT]


VISITS: Names = {
    "2.6万人次": ("接待游客人次", T),
    "2.48万人次": ("接待游客人次", A),
    "2.73万人次": ("接待游客人次", A),
    "95.38%": ("接待游客目标完成率", A),
    "105%": ("接待游客目标完成率", A),
    "2.6万册": ("印发旅游手册", T),
}


@pytest.mark.parametrize(
    ("goal", "said", "verdicts"),
    [
        ("年内接待游客2.6万人次。", "接待游客2.48万人次，完成目标的95.38%。", [REVIEW]),
        ("年内接待游客2.6万人次。", "接待游客2.73万人次，完成目标的105%。", [AGREE]),
        ("年内印发手册2.6万册。", "接待游客2.48万人次，完成目标的95.38%。", []),
    ],
)
def test_the_goal_of_a_rate_stands_in_another_passage(
    goal: str, said: str, verdicts: list[Verdict]
) -> None:
    report = ReportBuilder().prose(goal, VISITS, section=SectionKind.GOAL).prose(said, VISITS)
    assert report.verdicts(Rule.TARGET_VS_ACTUAL) == verdicts


def test_the_goal_of_a_rate_stands_in_a_row() -> None:
    report = ReportBuilder().row("接待游客人次", target="2.6万人次")
    report.prose("接待游客2.48万人次，完成目标的95.38%。", VISITS)
    (found,) = report.checks(Rule.TARGET_VS_ACTUAL)
    assert (found.verdict, found.formula.zh) == (CONFLICT, "2.48万人次 < 2.6万人次")
    (rate,) = report.checks(Rule.RATIO)
    assert (rate.verdict, rate.evidence[0].text) == (AGREE, "95.38%")


counts = st.integers(min_value=20, max_value=9000)


@settings(deadline=None, max_examples=60)
@given(goal=counts, actual=counts)
def test_less_than_planned_is_a_miss_and_no_less_is_none(goal: int, actual: int) -> None:
    report = ReportBuilder().prose(f"计划安装路灯{goal}盏，实际安装{actual}盏。")
    verdict = CONFLICT if actual < goal else AGREE
    assert report.verdicts(Rule.TARGET_VS_ACTUAL) == [verdict]
