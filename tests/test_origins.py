"""From spans back to the file: the parts of a span, their boxes, and what a person is told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from extractor.origins import (
    address,
    column_letters,
    confidence,
    described,
    origins_of,
    parts_of,
    short,
)
from extractor.records import Box, Document, Origin, Span, Text

LINE = Origin(
    span=Span(0, 4),
    page=2,
    box=Box(10, 100, 50, 112),
    edges=(10, 20, 30, 40, 50),
    confidence=Decimal("0.95"),
)
NEXT = Origin(span=Span(5, 8), page=3, box=Box(10, 20, 40, 32), confidence=Decimal("0.60"))
DOCUMENT = Document(
    name="r", sha256="", text="全年支出 9,2", blocks=(), format="pdf", origins=(LINE, NEXT)
)


def test_a_span_over_two_lines_has_two_parts_each_with_its_own_box() -> None:
    first, second = parts_of(DOCUMENT, Span(2, 7))
    assert (first.span, first.page, first.box) == (Span(2, 4), 2, Box(30, 100, 50, 112))
    assert (second.span, second.page) == (Span(5, 7), 3)
    assert second.box == NEXT.box  # nothing is known of its characters


@pytest.mark.parametrize(
    ("span", "pages"),
    [
        (Span(0, 1), [2]),
        (Span(3, 4), [2]),
        (Span(4, 5), []),  # a joining space, of neither
        (Span(4, 6), [3]),
        (Span(1, 1), [2]),  # an empty span stands somewhere too
        (Span(8, 9), []),
        (Span(0, 8), [2, 3]),
    ],
)
def test_the_origins_that_a_span_touches(span: Span, pages: list[int]) -> None:
    assert [origin.page for origin in origins_of(DOCUMENT, span)] == pages


def test_the_least_sure_character_decides() -> None:
    assert confidence(DOCUMENT, Span(0, 8)) == Decimal("0.60")
    assert confidence(DOCUMENT, Span(0, 2)) == Decimal("0.95")
    assert confidence(replace(DOCUMENT, origins=()), Span(0, 2)) is None


@pytest.mark.parametrize(
    ("column", "letters"),
    [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")],
)
def test_columns_as_spreadsheets_call_them(column: int, letters: str) -> None:
    assert column_letters(column) == letters


_AT = Origin(span=Span(0, 1))


@pytest.mark.parametrize(
    ("origin", "said", "margin"),
    [
        (replace(_AT, page=2), Text("第2页", "page 2"), "2页"),
        (
            replace(_AT, page=2, table=1, row=3),
            Text("第2页表1第3行", "page 2 table 1 row 3"),
            "2页",
        ),
        (
            replace(_AT, sheet="自评表", row=12, column=3),
            Text("工作表“自评表”C12", "sheet “自评表” C12"),
            "12行",
        ),
        (
            replace(_AT, sheet="自评表", row=12),
            Text("工作表“自评表”第12行", "sheet “自评表” row 12"),
            "12行",
        ),
        (replace(_AT, sheet="自评表"), Text("工作表“自评表”", "sheet “自评表”"), "0行"),
        (
            replace(_AT, table=2, row=5, column=1),
            Text("表2第5行第1列", "table 2 row 5 column 1"),
            "表2·5",
        ),
        (replace(_AT, paragraph=7), Text("第7段", "paragraph 7"), "7段"),
        (replace(_AT, part="脚注", paragraph=1), Text("脚注第1段", "脚注 paragraph 1"), "1段"),
        (_AT, None, ""),
    ],
)
def test_what_a_person_is_told(origin: Origin, said: Text | None, margin: str) -> None:
    assert described([origin]) == said
    assert short(origin).zh == margin


def test_only_cells_have_addresses() -> None:
    assert address(replace(_AT, table=1, row=1, column=1)) == ""
    assert described([]) is None
