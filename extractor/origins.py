"""From a span of canonical text back to the place in the file: page and box, sheet and cell.

A text file is its own canonical text and has no origins; there a line number says it all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.records import Box, Document, Origin, Span, Text


class Mark(NamedTuple):
    """A part of a page: what to draw to show a span. A span over two lines has two."""

    page: int
    box: Box


def origins_of(document: Document, span: Span) -> tuple[Origin, ...]:
    """The origins that `span` touches, in order; an empty span has those it stands in."""
    found = document.origins
    at = max(0, bisect_right(found, span.start, key=lambda origin: origin.span.start) - 1)
    touched = []
    for origin in found[at:]:
        if origin.span.start >= max(span.end, span.start + 1):
            break
        if origin.span.end > span.start:
            touched.append(origin)
    return tuple(touched)


def marks(document: Document, span: Span) -> tuple[Mark, ...]:
    """The boxes of exactly the characters of `span`, a run each; none where pages are unknown."""
    found = []
    for origin in origins_of(document, span):
        if origin.page and origin.box:
            found.append(Mark(origin.page, _narrowed(origin, origin.box, span)))
    return tuple(found)


def _narrowed(origin: Origin, box: Box, span: Span) -> Box:
    """The part of a run's box over the characters of `span`."""
    if len(origin.edges) != origin.span.end - origin.span.start + 1:
        return box
    first = max(span.start, origin.span.start) - origin.span.start
    last = min(span.end, origin.span.end) - origin.span.start
    return box._replace(left=origin.edges[first], right=origin.edges[last])


def confidence(document: Document, span: Span) -> Decimal | None:
    """The least confidence of the character reader in `span`; None where there was none."""
    said = [o.confidence for o in origins_of(document, span) if o.confidence is not None]
    return min(said, default=None)


def address(origin: Origin) -> str:
    """A cell as spreadsheets call it: C12. "" where the origin is not one of a sheet."""
    if not (origin.sheet and origin.row and origin.column):
        return ""
    return f"{column_letters(origin.column)}{origin.row}"


def column_letters(column: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def described(origins: Sequence[Origin]) -> Text | None:
    """How a person finds the place: 工作表“自评表”C12, 第2页, 表1第3行第2列. None if nothing is known."""
    if not origins:
        return None
    first = origins[0]
    zh, en = [], []
    if first.part:
        zh.append(first.part)
        en.append(first.part)
    if first.page:
        zh.append(f"第{first.page}页")
        en.append(f"page {first.page}")
    if first.sheet:
        where = address(first) or (f"第{first.row}行" if first.row else "")
        zh.append(f"工作表“{first.sheet}”{where}")
        en.append(
            f"sheet “{first.sheet}” {address(first) or (f'row {first.row}' if first.row else '')}".rstrip()
        )
    elif first.table:
        zh.append(
            f"表{first.table}"
            + (f"第{first.row}行" if first.row else "")
            + (f"第{first.column}列" if first.column else "")
        )
        en.append(
            f"table {first.table}"
            + (f" row {first.row}" if first.row else "")
            + (f" column {first.column}" if first.column else "")
        )
    elif first.paragraph:
        zh.append(f"第{first.paragraph}段")
        en.append(f"paragraph {first.paragraph}")
    if not zh:
        return None
    return Text("".join(zh), ", ".join(en))
