"""Ratios: the budget identities of five real tables and the set phrases of prose."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder

from extractor.records import Role, Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT

# Rows (name, value) of a budget table, and the verdict of each ratio in order.
TABLES = [
    (
        "年度预算与年初预算",
        (
            ("整体支出年度预算数", "15,616.28"),
            ("整体支出年初预算数", "14,706.12"),
            ("实际支出数", "15,084.89"),
            ("年度调整额", "910.16"),
            ("预算完成率", "96.60%"),
            ("预算调整率", "6.19%"),
        ),
        [AGREE, AGREE],
    ),
    (
        "调减时以绝对值计",
        (
            ("部门调整预算收入", "15,784.84"),
            ("部门年初预算收入", "18,435.43"),
            ("实际支出数", "15,434.16"),
            ("年度预算调整数", "2,650.59"),
            ("预算完成率", "97.78%"),
            ("预算调整率", "14.38%"),
        ),
        [AGREE, AGREE],
    ),
    (
        "末位截去而未舍入",
        (("全年预算数", "30000.00"), ("全年执行数", "20000.00"), ("预算执行率", "66.66%")),
        [REVIEW],
    ),
    (
        "两位数字颠倒",
        (("全年预算数", "300.00"), ("全年执行数", "240.00"), ("预算执行率", "82.00%")),
        [CONFLICT],
    ),
    ("缺分母", (("全年执行数", "240.00"), ("预算执行率", "80.00%")), []),
    ("分母为零", (("全年预算数", "0"), ("全年执行数", "0"), ("预算执行率", "0%")), []),
]


@pytest.mark.parametrize(("case", "rows", "expected"), TABLES, ids=[row[0] for row in TABLES])
def test_budget_tables(
    case: str,
    rows: tuple[tuple[str, str], ...],
    expected: list[Verdict],
) -> None:
    report = ReportBuilder()
    for name, value in rows:
        report.row(name, value=value, unit="万元")
    assert report.verdicts(Rule.RATIO) == expected


def test_a_matrix_joins_its_operands_by_column() -> None:
    columns = ("财政拨款", "其他资金", "基本支出", "项目支出", "本部门支出")
    figures = (
        ("全年预算数", ("18005.56", "4.43", "2972.6", "15037.38", "18009.98")),
        ("全年执行数", ("17621.94", "4.43", "2921.58", "14704.8", "17626.37")),
        ("完成率", ("97.87%", "100.00%", "98.28%", "97.79%", "97.87%")),
    )
    report = ReportBuilder()
    for name, values in figures:
        for column, value in zip(columns, values, strict=True):
            report.row(column + name, value=value, labels=("规模", column), unit="万元")
    assert report.verdicts(Rule.RATIO) == [AGREE] * 5
    assert report.verdicts(Rule.SUM) == [AGREE] * 4


SENTENCES = [
    ("全年预算数18005.56万元,全年执行数17621.94万元,预算完成率97.87%。", [AGREE]),
    ("财政拨款收入决算数17615.39万元,财政拨款收入调整预算数17992.79万元,财政拨款收入差异率2.1%。", [AGREE]),
    ("一般公共预算支出全年预算数17890.56万元,一般公共预算支出决算数17507.49万元,执行率97.86%。", [AGREE]),
    ("实际支出的公用经费135.4万元，预算安排的公用经费144.4万元，公用经费控制率93.77%<100%。", [AGREE]),
    ("“三公经费”实际支出数7.44万元，“三公经费”预算安排数14.7万，“三公经费”控制率50.61%<100%。", [AGREE]),
    (
        "年末财政拨款结转和结余决算数6.24万元年初财政拨款结转和结余收入决算数17.22万元"
        "一般公共预算财政拨款决算数17507.49万元政府性基金预算财政拨款决算数14.45万元结转结余率0.04%<10%",
        [AGREE],
    ),
    ("甲专项年初预算数908.18万元；实际支出数908.18万元，执行率100%；乙专项年初预算数300万元；实际支出数299.97万元，执行率99.99%。", [AGREE, AGREE]),
    ("支出年初预算为2993.92万元，支出决算为2940.05万元，完成年初预算的98.20%。", [AGREE]),
    ("拆除面积303290.77平方米，完成全年30万平方米目标任务的101.1%，完成全年20万平方米考核任务的151.65%。", [AGREE, AGREE]),
    ("拆除面积303290.77平方米，完成全年30万平方米目标任务的110.1%。", [CONFLICT]),
    ("收入合计2946.25万元，其中：拨款2940.05万元，占99.79%；其他6.2万元，占0.21%。", [AGREE, AGREE]),
    ("收入363958万元，比上年增加35936万元，增长10.96%。", [AGREE]),
    ("收入363958万元，比上年增加35936万元，增长19.60%。", [CONFLICT]),
    ("生产总值达到13697.5亿元，较五年前的9323.1亿元增加4374.4亿元，增长33.6%。", [REVIEW]),
    ("全年记录1088条，其中甲办结915条，乙办结166条，办结率99.3%。", [REVIEW]),
    ("全年记录1088条，其中甲办结915条，乙办结166条，办结率99.4%。", [AGREE]),
    ("入室盗窃类27宗，同比下降34.1%。", [AGREE]),
    ("入室盗窃类27宗，同比下降33.1%。", [REVIEW]),
    ("截至七月实际支出金额为7895.37万元，支出进度为69.26%。其中去年预算执行率为95.51%。", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences(text: str, expected: list[Verdict]) -> None:
    assert ReportBuilder().prose(text).verdicts(Rule.RATIO) == expected


def test_the_card_can_be_redone() -> None:
    report = ReportBuilder()
    for name, value in (
        ("年度预算数", "15,616.28"),
        ("实际支出数", "15,084.89"),
        ("预算完成率", "96.60%"),
    ):
        report.row(name, value=value, unit="万元")
    (found,) = report.checks(Rule.RATIO)
    assert found.formula.zh == "15,084.89 ÷ 15,616.28 = 96.60%（报告写 96.60%）"
    assert found.formula.en == "15,084.89 ÷ 15,616.28 = 96.60% (stated 96.60%)"
    assert [item.text for item in found.evidence] == ["96.60%", "15,084.89", "15,616.28"]
    assert found.evidence[0].where == ("第3行·数值", "line 3 · value")


def test_a_wrong_rate_states_what_it_is_worth() -> None:
    report = ReportBuilder()
    for name, value in (("年度预算数", "1000"), ("实际支出数", "900"), ("预算完成率", "95%")):
        report.row(name, value=value, unit="万元")
    (found,) = report.checks(Rule.RATIO)
    assert found.verdict is CONFLICT
    assert str(found.amount) == "50.00"


def test_a_role_of_target_is_no_result() -> None:
    text = "预算数100万元，支出数50万元，执行率80%。"
    report = ReportBuilder().prose(text, {"80%": ("执行率目标", Role.TARGET)})
    assert report.verdicts(Rule.RATIO) == []
