"""Drafts: whatever a reader hands on is in the canonical text once, in place, with its origin."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractor.reading.draft import (
    Draft,
    DraftBlock,
    DraftCell,
    DraftParagraph,
    DraftTable,
    Run,
    finish,
)
from extractor.records import Box, Document, Heading, Origin, Paragraph, Span, Table

AT = Origin(span=Span(0, 0), page=1)


def document(*blocks: DraftBlock) -> Document:
    return finish(Draft(format="docx", blocks=blocks), b"data", "r.docx")


def paragraph(text: str, level: int = 0) -> DraftParagraph:
    return DraftParagraph((Run(text, AT),), level)


def cell(row: int, column: int, text: str, rows: int = 1, columns: int = 1) -> DraftCell:
    return DraftCell(row, column, (Run(text, AT),), rows, columns)


def test_lines_and_rows() -> None:
    made = document(
        paragraph("2023年度部门整体支出绩效自评报告"),
        paragraph(" \t "),
        paragraph("一、基本情况"),
        paragraph("全年预算数\n1,234.50万元。  "),
        DraftTable(
            (
                cell(0, 0, "绩效自评表", columns=3),
                cell(1, 0, "单位：万元", columns=3),
                cell(2, 0, "产出指标", rows=2),
                cell(2, 1, "完成率"),
                cell(2, 2, "96.68%"),
                cell(3, 2, "x\ty"),
            )
        ),
    )
    assert made.text == (
        "2023年度部门整体支出绩效自评报告\n一、基本情况\n全年预算数 1,234.50万元。\n"
        "绩效自评表\n单位：万元\n产出指标\t完成率\t96.68%\n\t\tx y\n"
    )
    assert [type(block) for block in made.blocks] == [
        Paragraph, Heading, Paragraph, Paragraph, Paragraph, Table,
    ]  # fmt: skip
    (table,) = made.tables
    assert (table.unit, table.rows[0].cells[0].rows, table.rows[1].line) == ("万元", 2, 7)
    assert made.title == "2023年度部门整体支出绩效自评报告"
    assert made.format == "docx"
    assert all(origin.page == 1 for origin in made.origins)


def test_a_heading_by_its_style_or_its_number() -> None:
    made = document(
        paragraph("一、概况", 1), paragraph("存在问题", 2), paragraph("二、措施"), paragraph("正文")
    )
    assert [getattr(block, "level", 0) for block in made.blocks] == [1, 2, 2, 0]


def test_the_title_is_no_heading_whatever_its_style() -> None:
    made = document(paragraph("某局2023年度绩效自评报告", 1), paragraph("存在问题", 2))
    assert [type(block) for block in made.blocks] == [Paragraph, Heading]
    assert made.title == "某局2023年度绩效自评报告"


def test_cutting_white_space_cuts_edges_and_box() -> None:
    at = Origin(span=Span(0, 0), page=1, box=Box(0, 0, 40, 10), edges=(0, 10, 20, 30, 40))
    made = document(DraftParagraph((Run(" 12 ", at),)))
    (origin,) = made.origins
    assert (origin.edges, origin.box) == ((10, 20, 30), Box(10, 0, 30, 10))


def test_what_no_database_takes_is_replaced_one_for_one() -> None:
    made = document(paragraph("甲\x00乙\ud800丙\u2029丁"))
    assert made.text == "甲 乙\ufffd丙 丁\n"


def test_nothing_is_a_document_too() -> None:
    made = document(paragraph(" "), DraftTable(()), DraftTable((cell(0, 0, " "),)))
    assert (made.text, made.blocks, made.origins) == ("", (), ())


_TEXTS = st.text("甲乙12%。 \t\n", max_size=8)
_PARAGRAPHS = st.builds(
    lambda parts: DraftParagraph(tuple(Run(part, AT) for part in parts)),
    st.lists(_TEXTS, max_size=3),
)
_TABLES = st.builds(
    lambda rows: DraftTable(
        tuple(cell(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
    ),
    st.lists(st.lists(_TEXTS, min_size=1, max_size=4), max_size=4),
)


@given(st.lists(_PARAGRAPHS | _TABLES, max_size=5))
def test_every_character_once_and_every_span_its_text(blocks: list[DraftBlock]) -> None:
    made = document(*blocks)
    given_ = "".join(
        "".join(run.text for run in block.runs)
        if isinstance(block, DraftParagraph)
        else "".join(one.text for one in block.cells)
        for block in blocks
    )
    assert "".join(made.text.split()) == "".join(given_.split())
    at = 0
    for origin in made.origins:
        assert at <= origin.span.start < origin.span.end <= len(made.text)
        at = origin.span.end
    for block in made.blocks:
        if isinstance(block, Table):
            widths = {len(row.cells) for row in block.rows}
            assert len(widths) == 1
            for row in block.rows:
                assert made.text.count("\n", 0, row.span.start) + 1 == row.line
                for one in row.cells:
                    assert one.text == one.span.of(made.text) == one.text.strip()
        else:
            assert made.text.count("\n", 0, block.span.start) + 1 == block.line
            assert "\n" not in block.span.of(made.text)
