"""The true grid of a table: what each cell spans, by its mark-up and never by its text.

ECMA-376-1, 17.4: `w:gridSpan` (columns), `w:vMerge` (rows), `w:hMerge` (columns as old versions
wrote them), `w:gridBefore` (columns that a row leaves out at its left).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.reading.docx.markup import (
    Element,
    attribute,
    branch,
    child,
    name,
    number,
    value,
)

_WIDEST = 1024  # columns; Word has 63
_WRAPPERS = frozenset({"w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo", ":smartTag"})
_GONE = ("w:del", "w:moveFrom")


@dataclass(slots=True)
class Slot:
    """A cell at its place, from 0."""

    cell: Element
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class GridOf:
    slots: tuple[Slot, ...]
    rows: int
    width: int

    def is_frame(self) -> bool:
        """Whether it is a box around text: no row has a second cell."""
        return len({slot.row for slot in self.slots}) == len(self.slots)


def inside(parent: Element, sought: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, out of the content controls that wrap them."""
    for element in parent:
        kind = name(element)
        if kind == sought:
            yield element
        elif kind in _WRAPPERS:
            yield from inside(element, sought)
        elif kind == "mc:AlternateContent" and (chosen := branch(element)) is not None:
            yield from inside(chosen, sought)


def grid_of(tables: Sequence[Element]) -> GridOf:
    """The grid of a table, or of several that Word shows as one."""
    slots: list[Slot] = []
    open_slots: dict[int, Slot] = {}  # by column: what `w:vMerge` may go on with
    at = width = 0
    for table in tables:
        for row in inside(table, "w:tr"):
            if is_deleted(row):
                continue
            found, end = _row(row, at, open_slots)
            slots += found
            width = max(width, end)
            at += 1
    return GridOf(tuple(slots), at, width)


def is_deleted(row: Element) -> bool:
    """Whether a row is struck out as a revision."""
    properties = child(row, "w:trPr")
    return any(child(properties, gone) is not None for gone in _GONE)


def widths(table: Element) -> tuple[str, ...]:
    """The widths of a table's columns as they are written."""
    grid = child(table, "w:tblGrid")
    return tuple(
        attribute(column, "w:w") or ""
        for column in (grid if grid is not None else ())
        if name(column) == "w:gridCol"
    )


def _row(row: Element, at: int, open_slots: dict[int, Slot]) -> tuple[list[Slot], int]:
    """The cells that begin in a row, and the column after its last; those above grow."""
    slots: list[Slot] = []
    column = _columns(value(row, "w:trPr", "w:gridBefore"), least=0)
    last: Slot | None = None
    going_on: dict[int, Slot] = {}
    for cell in inside(row, "w:tc"):
        properties = child(cell, "w:tcPr")
        columns = _columns(value(properties, "w:gridSpan"), least=1)
        if _merged(properties, "w:hMerge") == "continue" and last is not None:
            last.columns += columns
            column += columns
            continue
        merge = _merged(properties, "w:vMerge")
        above = open_slots.get(column) if merge == "continue" else None
        if above is not None and above.row + above.rows == at and above.columns == columns:
            above.rows += 1
            going_on[column] = above
            last = None
        else:
            last = Slot(cell, at, column, columns=columns)
            slots.append(last)
            if merge:
                going_on[column] = last
        column += columns
    open_slots.clear()
    open_slots.update(going_on)
    column += _columns(value(row, "w:trPr", "w:gridAfter"), least=0)
    return slots, column


def _merged(properties: Element | None, which: str) -> str:
    """restart, continue, or "" for a cell that is not merged; no value means continue."""
    found = child(properties, which)
    return "" if found is None else attribute(found, "w:val") or "continue"


def _columns(said: str | None, *, least: int) -> int:
    return min(max(number(said) or least, least), _WIDEST)
