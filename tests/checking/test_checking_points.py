"""Tables of points: rows, stages, the execution row, totals, deductions, and what prose says of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builder import ReportBuilder, whole_report

from extractor.records import Check, Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT
Found = tuple[Rule, Verdict, str]

# Name, target, actual, points, weight, and what the row's check says.
ROWS = [
    ("培训次数", "10次", "12次", "10", "10", AGREE, "10 = 10"),
    ("培训次数", "每月1次", "12次", "10", "10", AGREE, "10 = 10"),
    ("培训次数", "20次", "15次", "7.5", "10", AGREE, "10 × 15次 ÷ 20次 = 7.50"),
    ("培训次数", "20次", "15次", "8", "10", AGREE, "10 × 15次 ÷ 20次 = 7.50"),  # rounded
    (
        "培训次数",
        "20次",
        "15次",
        "7.55",
        "10",
        CONFLICT,
        "10、20次、15次 → 7.50 ≠ 7.55",
    ),  # nobody gives .05
    ("培训次数", "20次", "15次", "6.33", "10", REVIEW, "10、20次、15次 → 7.50 ≠ 6.33"),
    ("培训次数", "20次", "15次", "6.50", "10", AGREE, "6.50 ≤ 10"),  # given, and not worked out
    (
        "群众满意度",
        "≥95%",
        "96.7%",
        "9.67",
        "10",
        AGREE,
        "10 × 96.7% = 9.67",
    ),  # points by the rate itself
    ("培训次数", "20次", "0次", "0", "10", AGREE, "10 × 0次 ÷ 20次 = 0.00"),
    ("群众满意度", "100%", "90%", "9", "10", AGREE, "10 × 90% = 9.00"),
    ("群众满意度", "≥95%", "90%", "9.47", "10", AGREE, "10 × 90% ÷ ≥95% = 9.47"),
    ("群众满意度", "≥90%", "95%", "9", "10", AGREE, "9 ≤ 10"),
    ("信访件数", "≤5件", "4件", "10", "10", AGREE, "10 = 10"),
    ("培训次数", "20次", "20次", "12", "10", CONFLICT, "12 > 10"),
]


@pytest.mark.parametrize(("name", "target", "actual", "score", "weight", "verdict", "card"), ROWS)
def test_points_of_a_row(
    name: str, target: str, actual: str, score: str, weight: str, verdict: Verdict, card: str
) -> None:
    report = ReportBuilder().row(name, target=target, actual=actual, score=score, weight=weight)
    (found,) = report.checks(Rule.SCORE)
    assert (found.verdict, found.formula.zh) == (verdict, card)


SHEET = """平安县2023年度部门整体支出绩效自评报告
一、自评结论
本单位认真开展自评。
二、指标评分表
一级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t扣分说明
决策（20分）\t立项规范性\t规范\t规范\t10\t10\t
决策（20分）\t目标明确性\t明确\t较明确\t10\t8\t
过程（25分）\t预算执行率\t100%\t94.2%\t10\t9.42\t
过程（25分）\t资金合规性\t合规\t合规\t15\t15\t
产出（30分）\t培训农民人次\t≥2000人次\t2164人次\t15\t15\t
产出（30分）\t路灯维修数量\t500盏\t460盏\t15\t13.8\t
效益（25分）\t节能效果\t明显\t明显\t10\t10\t
效益（25分）\t群众满意度\t≥90%\t93%\t15\t15\t
合计\t\t\t\t100\t96.22\t
"""
EVERY_ROW = "10 + 8 + 9.42 + 15 + 15 + 13.8 + 10 + 15 = 96.22"


def _found(checks: tuple[Check, ...]) -> set[Found]:
    return {(check.rule, check.verdict, check.formula.zh) for check in checks}


def _new(*changes: tuple[str, str]) -> set[Found]:
    """What the changes add to what is found in the sheet as it is."""
    text = SHEET
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    known = {(check.formula.zh, _figures(check)) for check in whole_report(SHEET)}
    checks = whole_report(text)
    return _found(tuple(c for c in checks if (c.formula.zh, _figures(c)) not in known))


def _figures(check: Check) -> tuple[str, ...]:
    return tuple(item.text for item in check.evidence)


def _said(sentence: str) -> set[Found]:
    return _new(("本单位认真开展自评。", sentence))


@pytest.mark.parametrize(
    "card",
    [
        EVERY_ROW,
        "10 + 10 = 20",  # 决策
        "10 + 15 = 25",  # 过程, 效益
        "15 + 15 = 30",  # 产出
        "20 + 25 + 30 + 25 = 100",
        "10 + 10 + 10 + 15 + 15 + 15 + 10 + 15 = 100",
        "10 × 94.2% = 9.42",
        "15 × 460盏 ÷ 500盏 = 13.80",
    ],
)
def test_a_sheet_that_adds_up(card: str) -> None:
    found = {item for item in _found(whole_report(SHEET)) if item[0] is Rule.SCORE}
    assert (Rule.SCORE, AGREE, card) in found
    assert {verdict for _, verdict, _ in found} == {AGREE}


CHANGED = [
    (("100\t96.22", "100\t96.32"), (CONFLICT, f"{EVERY_ROW} ≠ 96.32")),
    (
        ("460盏\t15\t13.8", "460盏\t15\t13.5"),
        (CONFLICT, "10 + 8 + 9.42 + 15 + 15 + 13.5 + 10 + 15 = 95.92 ≠ 96.22"),
    ),
    (("产出（30分）", "产出（35分）"), (REVIEW, "15 + 15 = 30 ≠ 35")),
    (
        ("100\t96.22", "98\t96.22"),
        (REVIEW, "10 + 10 + 10 + 15 + 15 + 15 + 10 + 15 = 100 ≠ 98"),
    ),
    (("15\t13.8", "15\t15.8"), (CONFLICT, "15.8 > 15")),
    (("13.8\t", "13.8\t维修进度滞后，扣1.5分"), (REVIEW, "15 − 13.8 = 1.2 ≠ 1.5分")),
    (("13.8\t", "13.8\t维修进度滞后，扣1.2分"), (AGREE, "15 − 13.8 = 1.2 = 1.2分")),
    (
        ("13.8\t", "13.8\t材料到货滞后扣0.7分，验收偏晚扣0.5分"),
        (AGREE, "15 − 13.8 = 1.2 = 0.7分 + 0.5分"),
    ),
]


@pytest.mark.parametrize(("change", "told"), CHANGED, ids=[change[1] for change, _ in CHANGED])
def test_a_sheet_in_which_one_cell_differs(
    change: tuple[str, str], told: tuple[Verdict, str]
) -> None:
    assert (Rule.SCORE, *told) in _new(change)


SAID = [
    ("综合自评得分96.22分。", Rule.NARRATIVE_VS_TABLE, AGREE, "96.22分 = 96.22"),
    ("综合自评得分96.22分。", Rule.SCORE, AGREE, EVERY_ROW),
    ("综合自评得分96.12分。", Rule.NARRATIVE_VS_TABLE, CONFLICT, "96.12分 ≠ 96.22"),
    ("项目自评得分为92.62分。", Rule.NARRATIVE_VS_TABLE, CONFLICT, "92.62分 ≠ 96.22"),
    ("决策类得18分。", Rule.SCORE, AGREE, "10 + 8 = 18"),
    ("决策部分满分20分，得18分。", Rule.SCORE, AGREE, "10 + 8 = 18"),
    ("过程类指标得24.42分。", Rule.SCORE, AGREE, "9.42 + 15 = 24.42"),
    ("过程类指标得24.24分。", Rule.SCORE, CONFLICT, "9.42 + 15 = 24.42 ≠ 24.24分"),
    ("过程类满分25分。", Rule.SCORE, AGREE, "10 + 15 = 25"),
    ("过程类满分20分。", Rule.SCORE, REVIEW, "10 + 15 = 25 ≠ 20"),
    ("产出、效益类分别得28.8分和25分。", Rule.SCORE, AGREE, "15 + 13.8 = 28.8"),
    ("产出、效益类分别得28.8分和25分。", Rule.SCORE, AGREE, "10 + 15 = 25"),
    ("产出、效益类分别得28.3分和25分。", Rule.SCORE, CONFLICT, "15 + 13.8 = 28.8 ≠ 28.3分"),
    (
        "自评总得分96.22分，其中：决策18分、过程24.42分、产出28.8分、效益25分。",
        Rule.SCORE,
        AGREE,
        "18分 + 24.42分 + 28.8分 + 25分 = 96.22",
    ),
    (
        "自评总得分96.22分，其中：决策18分、过程24.42分、产出28.3分、效益25分。",
        Rule.SCORE,
        CONFLICT,
        "18分 + 24.42分 + 28.3分 + 25分 = 95.72 ≠ 96.22分",
    ),
    ("过程满分25分，得24.42分，得分率97.68%。", Rule.RATIO, AGREE, "24.42分 ÷ 25 = 97.68%"),
    ("过程满分25分，得24.42分，得分率96.78%。", Rule.RATIO, CONFLICT, "24.42分 ÷ 25 = 97.68%"),
    ("过程方面得24.42分，得分率97.68%。", Rule.RATIO, AGREE, "24.42分 ÷ 25 = 97.68%"),
    ("过程方面得24.42分，得分率97.86%。", Rule.RATIO, CONFLICT, "24.42分 ÷ 25 = 97.68%"),
    ("路灯维修数量未达目标，扣1.2分。", Rule.SCORE, AGREE, "15 − 13.8 = 1.2 = 1.2分"),
    ("路灯仅维修460盏，扣1.2分。", Rule.SCORE, AGREE, "15 − 13.8 = 1.2 = 1.2分"),
    ("目标明确性指标扣2分。", Rule.SCORE, AGREE, "10 − 8 = 2 = 2分"),
]


@pytest.mark.parametrize(("sentence", "rule", "verdict", "card"), SAID)
def test_what_prose_says_of_points(sentence: str, rule: Rule, verdict: Verdict, card: str) -> None:
    assert (rule, verdict, card) in _said(sentence)


# Points of another evaluation, of another year, of others; a deduction that fits no row.
OF_OTHERS = [
    "平安建设考核得分88.5分。",
    "上年得分94.5分。",
    "全省平均得分88.5分。",
    "管护不到位，扣1.5分。",
    "满分为100分。",
    "较上年提高1.72分。",
]


@pytest.mark.parametrize("sentence", OF_OTHERS)
def test_points_of_something_else_are_passed_over(sentence: str) -> None:
    assert _said(sentence) == set()


def test_the_points_of_another_evaluation_beside_the_total() -> None:
    assert _said("市级考核得分88.5分，综合自评得分96.22分。") == {
        (Rule.NARRATIVE_VS_TABLE, AGREE, "96.22分 = 96.22"),
        (Rule.SCORE, AGREE, EVERY_ROW),
    }


FORM = """平安县2023年度项目支出绩效自评表
项目资金\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分
年度资金总额\t2,300.00\t2,450.00\t2,384.83\t{marks}

一级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分
产出指标\t培训农民人次\t≥2000人次\t2164人次\t30\t30
产出指标\t路灯维修数量\t500盏\t460盏\t20\t18.4
效益指标\t节能效果\t明显\t明显\t30\t30
满意度指标\t群众满意度\t≥90%\t93%\t10\t10
总分\t\t\t\t100\t{total}
"""
EXECUTED, MONEY_COUNTS = "10 × 97.34% = 9.734", "9.73 + 30 + 18.4 + 30 + 10 = 98.13"


@pytest.mark.parametrize(
    ("marks", "total", "told"),
    [
        ("10\t97.34%\t9.73", "98.13", {(AGREE, EXECUTED), (AGREE, MONEY_COUNTS)}),
        ("10\t97.34%\t9.73", "98.40", {(AGREE, EXECUTED), (CONFLICT, f"{MONEY_COUNTS} ≠ 98.40")}),
        ("10\t97.34%\t9.7", "98.1", {(AGREE, EXECUTED)}),
        ("10\t97.34%\t10", "98.4", {(AGREE, "10 + 30 + 18.4 + 30 + 10 = 98.4")}),
    ],
)
def test_the_row_of_money_scores_its_rate(
    marks: str, total: str, told: set[tuple[Verdict, str]]
) -> None:
    found = whole_report(FORM.format(marks=marks, total=total), rule=Rule.SCORE)
    assert told <= {(check.verdict, check.formula.zh) for check in found}


SUMMARY = """平安县2023年度项目绩效评价报告
一、评价结果
一级指标\t分值\t得分
决策\t20\t18
过程\t25\t{process}
产出\t55\t50.8

二、评价指标体系
一级指标\t三级指标\t分值\t得分
决策\t立项规范性\t10\t10
决策\t目标明确性\t10\t8
过程\t预算执行率\t10\t9.42
过程\t资金合规性\t15\t15
产出\t培训人次\t25\t25
产出\t路灯维修数量\t30\t25.8
"""


@pytest.mark.parametrize(
    ("process", "verdict", "card"),
    [
        ("24.42", AGREE, "9.42 + 15 = 24.42"),
        ("24.24", CONFLICT, "9.42 + 15 = 24.42 ≠ 24.24"),
    ],
)
def test_a_table_of_stages_against_the_rows_of_each(
    process: str, verdict: Verdict, card: str
) -> None:
    found = _found(whole_report(SUMMARY.format(process=process), rule=Rule.SCORE))
    assert {(Rule.SCORE, verdict, card), (Rule.SCORE, AGREE, "10 + 8 = 18")} <= found


tenths = st.integers(min_value=1, max_value=300)


@settings(deadline=None, max_examples=30)
@given(parts=st.lists(tenths, min_size=2, max_size=8), off=st.integers(min_value=1, max_value=50))
def test_a_total_that_is_the_sum_agrees_and_any_other_does_not(parts: list[int], off: int) -> None:
    def verdicts(total: int) -> list[Verdict]:
        report = ReportBuilder()
        for i, part in enumerate(parts):
            report.row(f"指标{i}", score=f"{part / 10:.1f}")
        report.row("总分", score=f"{total / 10:.1f}")
        return report.verdicts(Rule.SCORE)

    assert verdicts(sum(parts)) == [AGREE]
    assert verdicts(sum(parts) + off) != [AGREE]
