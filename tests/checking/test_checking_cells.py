"""Cells of words and of prose, units of a column of their own, and the text against all of them."""

from __future__ import annotations

import pytest
from report_builder import Names, ReportBuilder, whole_report

from extractor.records import Role, Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT
A, T, LAST = Role.ACTUAL, Role.TARGET, Role.BASELINE
Told = set[tuple[Rule, Verdict, str]]

DEGREES = [
    ("合理", "合理", AGREE),
    ("达到合理", "合理", AGREE),
    ("合理", "较合理", REVIEW),
    ("明显", "比较明显", REVIEW),
    ("健全", "基本健全", REVIEW),
    ("显著提升", "较显著提升", REVIEW),
    ("完成", "部分完成", REVIEW),
    ("健全", "不够健全", CONFLICT),
    ("健全", "未健全", CONFLICT),
    ("规范", "欠规范", CONFLICT),
]


@pytest.mark.parametrize(("target", "actual", "verdict"), DEGREES)
def test_a_degree_before_the_word_of_the_goal(target: str, actual: str, verdict: Verdict) -> None:
    report = ReportBuilder().row("制度建设", target=target, actual=actual)
    assert report.verdicts(Rule.TARGET_VS_ACTUAL) == [verdict]
    missed = [CONFLICT] if verdict is CONFLICT else []
    assert report.verdicts(Rule.UNEXPLAINED) == missed


@pytest.mark.parametrize(
    ("target", "actual"),
    [("合理", "非常合理"), ("提升", "持续提升"), ("100%", "基本100%"), ("改善", "有所改善")],
)
def test_other_words_are_no_lesser_degree(target: str, actual: str) -> None:
    report = ReportBuilder().row("制度建设", target=target, actual=actual)
    assert report.verdicts(Rule.TARGET_VS_ACTUAL) == []


@pytest.mark.parametrize(("score", "told"), [("8", [REVIEW]), ("10", []), ("", [])])
def test_points_lost_where_the_cells_differ(score: str, told: list[Verdict]) -> None:
    report = ReportBuilder().row(
        "培训效果", target="提高农民种养技能", actual="汛期部分课程顺延", score=score, weight="10"
    )
    assert report.verdicts(Rule.TARGET_VS_ACTUAL) == told


STAGES: Names = {
    "68个": ("开工项目数", A),
    "59个": ("完工项目数", A),
    "70个": ("开工项目数", A),
}


@pytest.mark.parametrize(
    ("actual", "verdict", "card"),
    [
        ("68个开工，59个完工。", CONFLICT, "59个 < 68个"),
        ("70个启动建设，59个竣工。", CONFLICT, "59个 < 68个"),
        ("70个开工，68个完工。", AGREE, "68个 ≥ 68个"),
        ("68个完工。", AGREE, "68个 ≥ 68个"),
    ],
)
def test_of_the_stages_of_one_thing_the_finished_one_counts(
    actual: str, verdict: Verdict, card: str
) -> None:
    goal: Names = {"68个": ("建设项目数", T)}
    report = ReportBuilder().cells("建设任务", "全年建设项目68个。", actual, goal, STAGES)
    (found,) = report.checks(Rule.TARGET_VS_ACTUAL)
    assert (found.verdict, found.formula.zh) == (verdict, card)


UNITS = """平安县2023年度部门整体支出绩效自评报告
一、完成情况
{said}
二、指标表
三级指标\t计量单位\t年度指标值\t实际完成值\t分值\t得分
维修灌溉渠道长度\t公里\t48\t48.6\t30\t30
种植青贮玉米面积\t万亩\t1.2\t1.24\t30\t30
发放良种补贴\t万元\t450\t462.24\t40\t40
"""
PLAIN = """平安县2023年度部门整体支出绩效自评报告
一、完成情况
{said}
二、指标表
一级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
产出指标\t培训农民人次\t≥2,000人次\t2,164人次\t20\t20
产出指标\t维修灌溉渠道长度\t48公里\t48.6公里\t20\t20
产出指标\t发放良种补贴金额\t≥450万元\t462.24万元\t30\t30
效益指标\t群众满意度\t≥90%\t93.7%\t30\t30
"""
PROSE = """平安县2023年度部门整体支出绩效自评报告
一、完成情况
{said}
二、指标表
三级指标\t年度指标值\t实际完成情况\t分值\t得分
水利设施建设\t建成渠道48公里，改造机井120眼\t建成渠道48.6公里，改造机井126眼\t50\t50
惠农政策落实\t发放补贴450万元，惠及1,200户\t共发放补贴462.24万元，惠及农户1,284户\t50\t50
"""
NOTHING = "各项任务均按照计划顺利完成。"
NAMES: Names = {
    "1.24亩": ("种植青贮玉米面积", A),
    "1.24万亩": ("种植青贮玉米面积", A),
    "1.42万亩": ("种植青贮玉米面积", A),
    "462.24元": ("发放良种补贴", A),
    "462.24万元": ("发放良种补贴", A),
    "462.42万元": ("发放良种补贴", A),
    "48.6公里": ("维修灌溉渠道长度", A),
    "48.6米": ("维修灌溉渠道长度", A),
    "48.6亩": ("维修灌溉渠道长度", A),
    "46.8公里": ("维修灌溉渠道长度", A),
    "2,164人次": ("农民技能培训人次", A),
    "2,146人次": ("农民技能培训人次", A),
    "2,973人次": ("农民技能培训人次", A),
    "2,164亩": ("种植燕麦面积", A),
    "2,000人次以上": ("培训农民人次", T),
    "93.7%": ("群众满意度", A),
    "97.3%": ("群众满意度", A),
    "126眼": ("改造机井数", A),
    "1,284户": ("惠及农户数", A),
}


def _new(table: str, said: str, names: Names = NAMES) -> Told:
    """What the sentence adds, beside what the table says by itself and what is worked out of it."""
    told = (Rule.NARRATIVE_VS_TABLE, Rule.UNIT)
    before = {check.formula.zh for check in whole_report(table.format(said=NOTHING), names)}
    return {
        (check.rule, check.verdict, check.formula.zh)
        for check in whole_report(table.format(said=said), names)
        if check.rule in told and check.formula.zh not in before
    }


N, U = Rule.NARRATIVE_VS_TABLE, Rule.UNIT
COLUMN = [
    ("全年维修灌溉渠道48.6公里。", (N, AGREE, "48.6公里 = 48.6")),
    ("全年维修灌溉渠道46.8公里。", (N, CONFLICT, "46.8公里 ≠ 48.6")),
    ("全年维修灌溉渠道48.6米。", (U, CONFLICT, "48.6米 ≠ 48.6")),
    ("全年种植青贮玉米1.24万亩。", (N, AGREE, "1.24万亩 = 1.24")),
    ("全年种植青贮玉米1.42万亩。", (N, CONFLICT, "1.42万亩 ≠ 1.24")),
    ("全年种植青贮玉米1.24亩。", (U, CONFLICT, "1.24亩 ≠ 1.24")),
    ("全年发放良种补贴462.24元。", (U, CONFLICT, "462.24元 ≠ 462.24")),
]


@pytest.mark.parametrize(("said", "told"), COLUMN)
def test_the_unit_stands_in_a_column_of_its_own(said: str, told: tuple[Rule, Verdict, str]) -> None:
    assert _new(UNITS, said) == {told}


def test_the_cell_of_the_unit_is_told_with_the_value() -> None:
    text = UNITS.format(said="全年种植青贮玉米1.24亩。")
    (found,) = whole_report(text, NAMES, Rule.UNIT)
    assert [item.text for item in found.evidence] == ["1.24亩", "1.24", "万亩", "1.2"]


CELLS = [
    ("全年完成农民技能培训2,164人次。", (N, AGREE, "2,164人次 = 2,164人次")),
    ("全年完成农民技能培训2,146人次。", (N, CONFLICT, "2,146人次 ≠ 2,164人次")),
    ("全年维修灌溉渠道46.8公里。", (N, CONFLICT, "46.8公里 ≠ 48.6公里")),
    ("全年维修灌溉渠道48.6米。", (U, CONFLICT, "48.6米 ≠ 48.6公里")),
    ("全年发放良种补贴462.24元。", (U, CONFLICT, "462.24元 ≠ 462.24万元")),
    ("据问卷调查，群众满意度为93.7%。", (N, AGREE, "93.7% = 93.7%")),
    ("年度目标为培训农民2,000人次以上。", (N, AGREE, "2,000人次以上 = ≥2,000人次")),
]


@pytest.mark.parametrize(("said", "told"), CELLS)
def test_the_text_against_a_cell(said: str, told: tuple[Rule, Verdict, str]) -> None:
    rule, verdict, card = told
    found = _new(PLAIN, said)
    assert [(r, v) for r, v, _ in found] == [(rule, verdict)]
    assert found.pop()[2].startswith(card)


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("全年完成农民技能培训2,973人次。", {}),  # no slip of anything
        ("全年种植燕麦2,164亩，长势良好。", {}),  # another thing in another unit
        ("2022年群众满意度为97.3%。", {"97.3%": ("群众满意度", LAST)}),  # another year
        ("下年计划培训农民2,146人次。", {"2,146人次": ("农民技能培训人次", T)}),  # a plan
    ],
)
def test_what_no_cell_speaks_of_is_passed_over(said: str, names: Names) -> None:
    assert _new(PLAIN, said, NAMES | names) == set()


@pytest.mark.parametrize(
    ("said", "card"),
    [
        ("全年共建成灌溉渠道48.6公里。", "48.6公里 = 48.6公里"),
        ("全年共改造机井126眼，用水更加方便。", "126眼 = 126眼"),
        ("全年共发放良种补贴462.24万元。", "462.24万元 = 462.24万元"),
        ("全年共惠及农户1,284户，群众满意。", "1,284户 = 1,284户"),
    ],
)
def test_a_value_of_the_text_in_a_cell_of_prose(said: str, card: str) -> None:
    assert _new(PROSE, said) == {(N, AGREE, card)}


def test_a_value_of_the_text_that_differs_from_a_cell_of_prose() -> None:
    found = _new(PROSE, "全年共改造机井162眼，用水更加方便。", NAMES | {"162眼": ("改造机井数", A)})
    assert {(rule, verdict) for rule, verdict, _ in found} == {(N, CONFLICT)}
