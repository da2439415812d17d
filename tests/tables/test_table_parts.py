from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.reading.text import read_text
from extractor.records import CellRole, Document, Span, Table
from extractor.tables import facts, lay_out
from extractor.tables.alignment import Column, place
from extractor.tables.groups import Group, labels_of
from extractor.tables.kinds import Kind, clean, kind_of, labelled_value, tail_value, tokens
from extractor.tables.lexicon import header_role, rows
from extractor.tables.packed import bare_name, unpack


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1.96", Kind.NUMBER),
        ("19,206.99", Kind.NUMBER),
        ("１２", Kind.NUMBER),
        ("≥80%", Kind.VALUE),
        ("≥ 80 %", Kind.VALUE),
        ("82分/月", Kind.VALUE),
        ("1.01万人次", Kind.VALUE),
        ("8.68万余人", Kind.VALUE),
        ("90多场次", Kind.VALUE),
        ("第7名", Kind.VALUE),
        ("全区前三", Kind.VALUE),
        ("五级", Kind.VALUE),
        ("95%以上", Kind.VALUE),
        ("10-12次", Kind.VALUE),
        ("2022年", Kind.DATE),
        ("优", Kind.GRADE),
        ("达成预期指标", Kind.GRADE),
        ("提高≥1个百分点", Kind.VALUE),
        ("0.5个工作日", Kind.VALUE),
        ("万人次", Kind.NAME),
        ("考核结果应用率", Kind.NAME),
        ("考核预算编制的及时性。", Kind.EXPLAINING),
        ("2处 92% 3家", Kind.VALUES),
        ("<p>100%</p> <p>优</p>", Kind.VALUES),
        ("—", Kind.DASH),
        ("<p></p>", Kind.DASH),
        ("群众满意度", Kind.NAME),
        ("三公经费控制率", Kind.NAME),
        ("新建场地数量 群众满意度", Kind.NAMES),
        ("开展宣传活动96场，覆盖全街", Kind.PROSE),
        ("反映预算编制的准确性。", Kind.EXPLAINING),
        ("很" * 41, Kind.LONG),
    ],
)
def test_kind(text: str, kind: Kind) -> None:
    assert kind_of(text) is kind


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("年度指标值", CellRole.TARGET),
        ("预期实现值", CellRole.TARGET),
        ("实际完成指标值", CellRole.ACTUAL),
        ("指标完成情况", CellRole.ACTUAL),
        ("目标完成情况", CellRole.COMPLETION),
        ("整体绩效目标完成情况", CellRole.COMPLETION),
        ("部门整体支出的预期目标", CellRole.GOAL),
        ("得分/自评分", CellRole.SCORE),
        ("得 分", CellRole.SCORE),
        ("分值（10分）", CellRole.WEIGHT),
        ("评分依据、未达标原因、改进措施", CellRole.BASIS),
        ("指标解释", CellRole.BASIS),
        ("偏差原因分析及改进措施", CellRole.PROBLEM),
        ("改进措施或下一步计划", CellRole.MEASURE),
        ("任务涉及资金", CellRole.FUNDS),
        ("三级指标", CellRole.NAME),
        ("二级指标", CellRole.HEADER),
        ("全年执行数", CellRole.VALUE),
        ("2023年目标值", CellRole.TARGET),
        ("考核分值", CellRole.WEIGHT),
        ("收入项目", CellRole.LABEL),
        ("行次", CellRole.OTHER),
        ("2023年", None),
        ("重大项目实际完成率", None),
        ("环境整治工作开展次数", None),
    ],
)
def test_header_role(text: str, role: CellRole | None) -> None:
    assert header_role(text) is role


@pytest.mark.parametrize("name", ["headers", "row_labels", "grades", "sections"])
def test_every_word_has_a_source(name: str) -> None:
    for row in rows(name):
        assert all(row.values()), row
        assert None not in row


def test_clean_closes_up_what_a_line_wrap_parted() -> None:
    assert clean("<p>强化社 会管理 提升</p>") == "强化社会管理提升"
    assert clean("PM 2.5 浓度") == "PM 2.5浓度"


def test_tail_value_parts_a_name_from_its_result() -> None:
    text = "前缀责任书签订率100%"
    found = tail_value(text, Span(2, len(text)))
    assert found is not None
    assert [span.of(text) for span in found] == ["责任书签订率", "100%"]
    assert tail_value("全面清零", Span(0, 4)) is None
    assert tail_value("100%", Span(0, 4)) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("单位数:5", ("单位数", "5")),
        ("自评得分：95.5分", ("自评得分", "95.5分")),
        ("单位：万元", None),
        ("填报日期：2023年3月21日", None),
        ("备注：见附件2", None),
    ],
)
def test_labelled_value_needs_a_number_that_measures(
    text: str, parts: tuple[str, str] | None
) -> None:
    found = labelled_value(text, Span(0, len(text)))
    assert (found and tuple(span.of(text) for span in found)) == parts


@given(
    st.text("、；，/ （）“”《》率数5次%。根据1,：", max_size=40),
    st.text("、；/ 5次%1,3家。", max_size=40),
)
def test_what_is_unpacked_is_quoted_in_order_and_nothing_is_shared(name: str, value: str) -> None:
    text = f"{name}\t{value}"
    own, cell = Span(0, len(name)), Span(len(name) + 1, len(text))
    parts = unpack(text, own, [cell, None])
    spans = [part.name for part in parts]
    assert spans == sorted(spans)
    assert not any(a.overlaps(b) for a, b in pairwise(spans))
    assert all(own.holds(span) for span in spans)
    assert all(part.values[1] is None for part in parts)
    values = [part.values[0] for part in parts]
    assert len(set(values)) == len(values)
    assert all(one is not None and cell.holds(one) for one in values)


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("指标1：修路长度", "修路长度"),
        ("2、修路长度", "修路长度"),
        ("（3）修路长度", "修路长度"),
        ("12345热线办结率", "12345热线办结率"),
        ("1.5米以上树木", "1.5米以上树木"),
    ],
)
def test_a_name_is_without_its_number_in_a_list(name: str, bare: str) -> None:
    assert bare_name(name, Span(0, len(name))).of(name) == bare


def test_tokens_are_cut_at_tags_and_white_space() -> None:
    text = "<p>2处</p> <p>92%</p>\u30003家"
    assert [span.of(text) for span in tokens(text, Span(0, len(text)))] == ["2处", "92%", "3家"]


def test_place_keeps_order_and_pays_for_a_shift_once() -> None:
    columns = tuple(
        Column(role, float(at), role.value)
        for at, role in enumerate(
            (CellRole.LABEL, CellRole.GOAL, CellRole.NAME, CellRole.ACTUAL, CellRole.FUNDS)
        )
    )
    assert place(((1, Kind.NAME), (2, Kind.PROSE)), columns).columns == (2, 3)
    assert place(((2, Kind.NAME), (3, Kind.VALUE), (4, Kind.NUMBER)), columns).columns == (2, 3, 4)
    assert place((), columns[:2]).columns == ()


def test_labels_hold_downwards_where_points_do_not_tell() -> None:
    groups = [Group(0, 0, "产出", None), Group(0, 1, "数量", None), Group(2, 0, "效益", None)]
    assert labels_of([None] * 4, groups) == [
        ("产出", "数量"),
        ("产出", "数量"),
        ("效益",),
        ("效益",),
    ]
    wrong = [Group(0, 0, "产出", Decimal(9)), Group(1, 0, "效益", Decimal(1))]
    assert labels_of([Decimal(1), Decimal(1)], wrong) == [("产出",), ("效益",)]


CELLS = st.sampled_from(
    [
        "",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "指标解释",
        "评分依据",
        "总分",
        "主要任务",
        "任务涉及资金",
        "存在问题",
        "全年预算数",
        "单位：万元",
        "单位数：5",
        "度量单位",
        "行次",
        "项目",
        "备注",
        "2023年",
        "完成情况",
        "停车位、充电桩",
        "数量指标",
        "合计",
        "满意度",
        "≥80%",
        "5次",
        "1.5",
        "优",
        "—",
        "2处 92%",
        "走访次数 满意度",
        "很好，有成效。",
        "根据《办法》。",
        "<p>5</p>",
        "，",
        "0",
        "9" * 50,
        "很" * 50,
    ]
) | st.text(max_size=12)
TABLES = st.lists(st.lists(CELLS, max_size=9), max_size=12)


def documents(cells: list[list[str]]) -> Document:
    text = "\n".join("\t".join(row) for row in cells)
    return read_text(f"甲\t乙\n{text}".encode(errors="replace"), "any.txt")


@given(TABLES)
@example([["三级指标", "得分"], ["—", "—"]])
@example([["年初预算数", "全年预算数"], ["总分", "1"]])
def test_any_table_is_laid_out_whole_and_quoted_truly(cells: list[list[str]]) -> None:
    document = documents(cells)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    grids = tuple(lay_out(table) for table in tables)
    for table, grid in zip(tables, grids, strict=True):
        filled = [cell.span for row in table.rows for cell in row.cells if cell.text]
        assert [cell.cell.span for cell in grid.cells] == filled
    for fact in facts(document, grids):
        assert fact.name
        for quote in (fact.target, fact.actual, fact.score, fact.weight, fact.value):
            assert quote is None or quote.span.of(document.text) == quote.text


@given(TABLES)
def test_a_line_above_the_table_moves_every_fact_and_changes_none(cells: list[list[str]]) -> None:
    document = documents(cells)
    moved = read_text(f"前言。\n{document.text}".encode(), "any.txt")

    def read_facts(report: Document) -> list[tuple[object, ...]]:
        grids = tuple(lay_out(b) for b in report.blocks if isinstance(b, Table))
        return [(fact.name, fact.labels, fact.value and fact.value.text, fact.actual and fact.actual.text)
                for fact in facts(report, grids)]  # fmt: skip

    assert read_facts(moved) == read_facts(document)
