"""From a span of canonical text back to the place in the file: page and box, sheet and cell.

A text file is its own canonical text and has no origins; there a line number says it all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from extractor.records import Document, Origin, Span, Text


def origins_of(document: Document, span: Span) -> tuple[Origin, ...]:
    """The origins that `span` touches, in order; an empty span has the one it stands in."""
    found = document.origins
    at = max(0, bisect_right(found, span.start, key=lambda origin: origin.span.start) - 1)
    end = max(span.end, span.start + 1)
    touched = []
    for origin in islice(found, at, None):
        if origin.span.start >= end:
            break
        if origin.span.end > span.start:
            touched.append(origin)
    return tuple(touched)


def parts_of(document: Document, span: Span) -> tuple[Origin, ...]:
    """As `origins_of`, each cut to the characters of `span`, and its box with it.

    A number that a line end cuts has two parts. The box is exact where the format tells of each
    character, else that of the whole run.
    """
    return tuple(_cut(origin, span) for origin in origins_of(document, span))


def _cut(origin: Origin, span: Span) -> Origin:
    start, end = max(span.start, origin.span.start), min(span.end, origin.span.end)
    if end < start:
        end = start
    own = replace(origin, span=Span(start, end), edges=())
    if origin.box is None or len(origin.edges) != origin.span.end - origin.span.start + 1:
        return own
    first, last = start - origin.span.start, end - origin.span.start
    edges = origin.edges[first : last + 1]
    return replace(own, edges=edges, box=origin.box._replace(left=edges[0], right=edges[-1]))


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
    parts = [part for part in (_part(first), _page(first), _spot(first)) if part]
    if not parts:
        return None
    return Text("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def short(origin: Origin) -> Text:
    """The same for a margin: 3页, 12行, 表1·3, 5段; "" where nothing is known."""
    if origin.page:
        return Text(f"{origin.page}页", f"p{origin.page}")
    if origin.sheet:
        return Text(f"{origin.row}行", f"r{origin.row}")
    if origin.table:
        return Text(f"表{origin.table}·{origin.row}", f"t{origin.table}·{origin.row}")
    if origin.paragraph:
        return Text(f"{origin.paragraph}段", f"¶{origin.paragraph}")
    return Text(origin.part, origin.part)


def _part(origin: Origin) -> Text | None:
    return Text(origin.part, origin.part) if origin.part else None


def _page(origin: Origin) -> Text | None:
    return Text(f"第{origin.page}页", f"page {origin.page}") if origin.page else None


def _spot(origin: Origin) -> Text | None:
    """The cell, row or paragraph; a page with neither says no more."""
    if origin.sheet:
        cell = address(origin)
        zh, en = cell or f"第{origin.row}行", cell or f"row {origin.row}"
        if not origin.row:
            zh = en = ""
        return Text(f"工作表“{origin.sheet}”{zh}", f"sheet “{origin.sheet}” {en}".rstrip())
    if origin.table:
        zh, en = f"表{origin.table}", f"table {origin.table}"
        if origin.row:
            zh, en = f"{zh}第{origin.row}行", f"{en} row {origin.row}"
        if origin.column:
            zh, en = f"{zh}第{origin.column}列", f"{en} column {origin.column}"
        return Text(zh, en)
    if origin.paragraph:
        return Text(f"第{origin.paragraph}段", f"paragraph {origin.paragraph}")
    return None
