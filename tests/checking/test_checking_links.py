"""narrative_vs_table, repeat and unit: which figures are the same indicator."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder

from extractor.records import Role, Rule, SectionKind, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT
A = Role.ACTUAL

# Prose, the number and its name, a table row (name, actual), verdicts of narrative_vs_table.
PAIRS = [
    ("接收报到党员2938名。", "2938名", "接收报到党员数", "报到党员数", "2938名", [AGREE]),
    ("拆除违建约5万平方米。", "约5万平方米", "拆除违建面积", "拆除违法建设面积", "5万平方米", [AGREE]),
    ("举办活动近140场次。", "近140场次", "活动场次", "庆祝系列活动", "近140场次", [AGREE]),
    ("消杀面积850万平方米。", "850万平方米", "消杀面积", "消杀面积", "8.5平方公里", [AGREE]),
    ("动迁签约率达90%。", "90%", "文园南苑片房屋动迁签约率", "文园南苑片房屋动迁签约率", "95%", [CONFLICT]),
    ("动迁签约率达90%。", "90%", "文园南苑片房屋动迁签约率", "文园南苑片剩余房屋动迁签约率", "100%", [REVIEW]),
    ("第一针覆盖率70%。", "70%", "老年人第一针覆盖率", "老年人第二针覆盖率", "60%", []),
    ("清运覆盖率70%。", "70%", "垃圾清运覆盖率", "垃圾清运合格率", "60%", []),
    ("财政收入增长6.2%。", "6.2%", "财政收入同比增长率", "税收收入同比增长率", "7.1%", []),
    ("群众满意度92%。", "92%", "群众满意度", "满意度", "95%", []),
    ("派发宣传资料4300份。", "4300份", "派发宣传资料数", "派发宣传资料数", "2500份", []),
    ("拆除河涌违建6宗。", "6宗", "拆除河涌违建宗数", "拆除违法建设宗数", "367宗", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "name", "row", "actual", "expected"), PAIRS)
def test_narrative_against_table(
    text: str,
    number: str,
    name: str,
    row: str,
    actual: str,
    expected: list[Verdict],
) -> None:
    report = ReportBuilder().prose(text, {number: (name, A)}).row(row, actual=actual)
    assert report.verdicts(Rule.NARRATIVE_VS_TABLE) == expected


def test_a_scope_word_is_named() -> None:
    report = ReportBuilder().prose("签约率达90%。", {"90%": ("南苑片房屋签约率", A)})
    report.row("南苑片剩余房屋签约率", actual="100%")
    (found,) = report.checks(Rule.NARRATIVE_VS_TABLE)
    assert "剩余" in found.message.zh
    assert "剩余" in found.message.en


# Two rows of tables and the verdicts of repeat.
REPEATS = [
    ("生活垃圾清运同比增加比例", "12%", "生活垃圾清运同比增加比例", "10%", [CONFLICT]),
    ("环境整治工作开展次数", "5次", "环境整治工作开展次数", "5次", [AGREE]),
    ("预算执行率", "97.87%", "预算完成率", "97.86%", [CONFLICT]),
    ("登记率", "97.9%", "登记率", "97.87%", [AGREE]),
    ("服务长者人次", "≥3600人次", "服务长者人次", "3623人次", [AGREE]),
    ("数量指标", "5次", "数量指标", "7次", []),
    ("公众满意度", "92%", "公众满意度", "94%", [REVIEW]),
    ("环境卫生排名", "第7名", "环境卫生得分", "82分", []),
]


@pytest.mark.parametrize(("first", "one", "second", "two", "expected"), REPEATS)
def test_two_rows(
    first: str,
    one: str,
    second: str,
    two: str,
    expected: list[Verdict],
) -> None:
    report = ReportBuilder().row(first, actual=one).row(second, actual=two)
    assert report.verdicts(Rule.REPEAT) == expected


def test_the_best_partner_leaves_the_other_alone() -> None:
    report = ReportBuilder().row("拆除违法建设宗数", actual="367宗")
    report.prose(
        "拆除河涌违建6宗，拆除违建292宗24.95万平方米。",
        {
            "6宗": ("拆除河涌违建宗数", A),
            "292宗": ("拆除违建宗数", A),
            "24.95万平方米": ("拆除违建面积", A),
        },
    )
    (found,) = report.checks(Rule.NARRATIVE_VS_TABLE)
    assert found.verdict is CONFLICT
    assert {item.text for item in found.evidence} == {"367宗", "292宗"}
    assert found.formula.zh == "367宗 ≠ 292宗（相差 75宗）"


def test_parallel_paragraphs_report_on_two_bodies() -> None:
    report = ReportBuilder()
    for one, two in (("30.6亿元", "45.9亿元"), ("12.1亿元", "5.3亿元")):
        names = {one: ("上解上级支出", Role.SPENT), two: ("债务还本支出", Role.SPENT)}
        report.prose(f"上解上级支出{one}，债务还本支出{two}。", names, section=SectionKind.FINANCE)
    assert report.verdicts(Rule.REPEAT) == []


def test_money_apart_says_how_much() -> None:
    names = {"120万元": ("环卫保洁专项实际支出数", Role.SPENT)}
    report = ReportBuilder().prose("环卫保洁专项支出120万元。", names)
    report.row("环卫保洁专项实际支出数", actual="0.15亿元")
    (found,) = report.checks(Rule.NARRATIVE_VS_TABLE)
    assert str(found.amount) == "1380.00"


UNITS = [
    ("残疾人教育扶助次数", "14人次", "残疾人教育扶助次数", "14人", REVIEW),
    ("加装电梯规划审批数量", "37栋", "加装电梯规划审批数量", "37梯", REVIEW),
    ("考评得分情况", "82分/月", "考评得分情况", "82分", REVIEW),
]


@pytest.mark.parametrize(("first", "one", "second", "two", "expected"), UNITS)
def test_two_units_for_one_indicator(
    first: str,
    one: str,
    second: str,
    two: str,
    expected: Verdict,
) -> None:
    report = ReportBuilder().row(first, actual=one).row(second, actual=two)
    assert expected in report.verdicts(Rule.UNIT)


NAMES = [
    ("巡逻频次", "100%", [CONFLICT]),
    ("爱心午餐人次", "193人", [REVIEW]),
    ("促进资源对接次数", "300家", [REVIEW]),
    ("走访企业次数", "300", [REVIEW]),
    ("走访企业次数", "300次", []),
    ("社区活动场次", "75场", []),
    ("案件宗数", "7件", []),
    ("拆除面积", "3公顷", []),
]


@pytest.mark.parametrize(("name", "actual", "expected"), NAMES)
def test_a_name_asks_for_its_unit(name: str, actual: str, expected: list[Verdict]) -> None:
    assert ReportBuilder().row(name, actual=actual).verdicts(Rule.UNIT) == expected


def test_a_rate_without_its_percent_sign() -> None:
    report = ReportBuilder().row("升级改造完成率", target="100%", actual="1")
    assert report.verdicts(Rule.UNIT) == [CONFLICT]


def test_one_row_in_prose_and_cell() -> None:
    """The number stands in the middle of the name that the cell gives it."""
    report = ReportBuilder().row("既有住宅加装电梯规划审批", actual="37梯")
    report.prose("推动37栋旧楼获得加装电梯规划审批。", {"37栋": ("旧楼数", A)}, in_row=True)
    assert report.verdicts(Rule.UNIT) == [REVIEW]
