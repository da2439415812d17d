"""Tables of Word: true grids by mark-up alone, and every text once at its place."""

from __future__ import annotations

import io

import docx as python_docx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from word_package import cell, docx, paragraph, row, table

from extractor.origins import origins_of
from extractor.reading import read_bytes
from extractor.records import Document, Span, Table


def read(data: bytes) -> Document:
    return read_bytes(data, "report.docx")


def merged(kind: str, columns: int = 1) -> str:
    value = ' w:val="restart"' if kind == "restart" else ""
    merge = f"<w:vMerge{value}/>" if kind else ""
    return f'<w:gridSpan w:val="{columns}"/>{merge}'


@pytest.mark.parametrize(
    ("rows", "grid"),
    [
        (  # the same text in neighbours is two cells
            [row("100%", "100%"), row("100%", "100%")],
            {(0, 0): "100%", (0, 1): "100%", (1, 0): "100%", (1, 1): "100%"},
        ),
        (
            [
                row(cell("产出", properties=merged("restart")), "甲", "1"),
                row(cell(properties=merged("go on")), cell("乙", properties=merged("", 2))),
                row(cell("效益", properties=merged("restart")), "丙", "2"),
            ],
            {(0, 0): "产出", (0, 1): "甲", (0, 2): "1", (1, 1): "乙", (2, 0): "效益", (2, 1): "丙", (2, 2): "2"},
        ),
        (  # what a merged cell holds below its first row is not shown
            [
                row(cell("甲", properties=merged("restart")), "1"),
                row(cell("甲", properties=merged("go on")), "2"),
            ],
            {(0, 0): "甲", (0, 1): "1", (1, 1): "2"},
        ),
        (  # nothing above to go on with
            [row(cell("甲", properties=merged("go on")), "1"), row("乙", "2")],
            {(0, 0): "甲", (0, 1): "1", (1, 0): "乙", (1, 1): "2"},
        ),
        (
            [row("甲", "乙", "丙"), row("丁", "戊", properties='<w:gridBefore w:val="1"/>')],
            {(0, 0): "甲", (0, 1): "乙", (0, 2): "丙", (1, 1): "丁", (1, 2): "戊"},
        ),
        (
            [
                row("甲", "乙", "丙"),
                row(
                    cell("丁", properties='<w:hMerge w:val="restart"/>'),
                    cell(properties="<w:hMerge/>"),
                    "戊",
                ),
            ],
            {(0, 0): "甲", (0, 1): "乙", (0, 2): "丙", (1, 0): "丁", (1, 2): "戊"},
        ),
        (
            [
                row("甲", "1"),
                row("乙", "2", properties="<w:del/>"),
                f"<w:sdt><w:sdtContent>{row('丙', '3')}</w:sdtContent></w:sdt>",
            ],
            {(0, 0): "甲", (0, 1): "1", (1, 0): "丙", (1, 1): "3"},
        ),
    ],
    ids=["equal", "rows", "below", "orphan", "before", "old", "revised"],
)  # fmt: skip
def test_grids_are_true(rows: list[str], grid: dict[tuple[int, int], str]) -> None:
    (found,) = read(docx(table(*rows))).tables
    assert _cells(found) == grid


def _cells(found: Table) -> dict[tuple[int, int], str]:
    return {
        (at, one.column): one.text
        for at, line in enumerate(found.rows)
        for one in line.cells
        if one.text
    }


@pytest.mark.parametrize(
    ("second", "widths", "tables"),
    [
        (table(row("丙", "2"), widths=(10, 20)), (10, 20), 1),
        (table(row("丙", "2"), widths=(10, 30)), (10, 20), 2),
        (table(row("甲", "1"), widths=(10, 20)), (10, 20), 2),
        (table(row("表二"), row("丙", "2"), widths=(10, 20)), (10, 20), 2),
        (table(row("丙", "2")), (), 2),
        (paragraph() + table(row("丙", "2"), widths=(10, 20)), (10, 20), 2),
    ],
    ids=["goes-on", "other-columns", "same-head", "title", "unknown", "apart"],
)
def test_tables_that_touch_are_one_if_the_second_goes_on(
    second: str, widths: tuple[int, ...], tables: int
) -> None:
    data = docx(table(row("甲", "1"), row("乙", "3"), widths=widths) + second)
    assert len(read(data).tables) == tables


def test_a_table_of_one_column_is_a_frame_around_text() -> None:
    inner = table(row("甲", "1"))
    document = read(docx(table(row(cell("一、概况", "正文。", inner, "二、问题")))))
    assert document.text.splitlines() == ["一、概况", "正文。", "甲\t1", "二、问题"]
    assert len(document.tables) == 1


Cells = dict[tuple[int, int], tuple[str, int, int]]  # place -> text, rows, columns
Grid = tuple[int, int, list[tuple[int, int, int, int]]]  # rows, columns, merged rectangles


@st.composite
def structures(draw: st.DrawFn) -> list[Grid | None]:
    """Tables, and None for a paragraph."""
    blocks: list[Grid | None] = []
    for _ in range(draw(st.integers(1, 5))):
        if draw(st.booleans()):
            blocks.append(None)
            continue
        rows, columns = draw(st.integers(1, 5)), draw(st.integers(2, 6))
        taken: set[tuple[int, int]] = set()
        rectangles = []
        for _ in range(draw(st.integers(0, 4))):
            top, left = draw(st.integers(0, rows - 1)), draw(st.integers(0, columns - 1))
            bottom = draw(st.integers(top, rows - 1))
            right = draw(st.integers(left, columns - 1))
            held = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
            if not held & taken:
                taken |= held
                rectangles.append((top, left, bottom, right))
        blocks.append((rows, columns, rectangles))
    return blocks


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(structures())
def test_every_text_comes_back_once_at_its_place(blocks: list[Grid | None]) -> None:
    made = python_docx.Document()
    count = 0
    wanted: list[str] = []
    grids: list[Cells] = []

    def fresh() -> str:
        nonlocal count
        count += 1
        wanted.append(f"文{count:04}")
        return wanted[-1]

    for block in blocks:
        if block is not None:
            rows, columns, rectangles = block
            grid = made.add_table(rows, columns)
            spans = {(r, c): (r, c) for r in range(rows) for c in range(columns)}
            for top, left, bottom, right in rectangles:
                grid.cell(top, left).merge(grid.cell(bottom, right))
                for r in range(top, bottom + 1):
                    for c in range(left, right + 1):
                        del spans[r, c]
                spans[top, left] = (bottom, right)
            cells: Cells = {}
            for (r, c), (bottom, right) in sorted(spans.items()):
                grid.cell(r, c).text = fresh()
                cells[r, c] = (wanted[-1], bottom - r + 1, right - c + 1)
            grids.append(cells)
            made.add_paragraph()  # so that tables do not touch
        else:
            made.add_paragraph(fresh())
    out = io.BytesIO()
    made.save(out)
    if not wanted:
        return
    document = read(out.getvalue())
    assert document.text.split() == wanted
    _check_origins(document, grids)


def _check_origins(document: Document, grids: list[Cells]) -> None:
    at = 0
    for origin in document.origins:
        assert origin.span.start >= at and not document.text[at : origin.span.start].strip()
        assert origin.paragraph or origin.table
        at = origin.span.end
    assert not document.text[at:].strip()
    for number, cells in enumerate(grids, 1):
        for (row_at, column), (said, rows, columns) in cells.items():
            start = document.text.index(said)
            (origin,) = origins_of(document, Span(start, start + len(said)))
            assert (origin.table, origin.row, origin.column) == (number, row_at + 1, column + 1)
            for found in document.tables:
                for line in found.rows:
                    for one in line.cells:
                        if one.text == said:
                            assert (one.column, one.rows, one.columns) == (column, rows, columns)
