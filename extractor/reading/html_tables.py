"""The tables of an HTML page: which of them hold data, and the grid of one that does.

The grid is that of the HTML Standard, 4.9.12: spans push later cells aside and end with the
row group. Columns in which no cell begins (a title cell of colspan 20 over six columns) are not
columns to a reader, and are taken out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement

from extractor.reading.html_tree import style_of

# HTML Standard, 4.9.11: more is clamped.
_MAX_COLSPAN = 1_000
_MAX_ROWSPAN = 65_534
_CELLS = frozenset({"td", "th"})
_BLOCKS = frozenset({"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "pre"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_GROUPS = ("thead", "tbody", "tfoot")
_DATE = re.compile(r"\W*(?:(?:19|20)?\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?\W*")
_PROSE = 3  # blocks in one cell of a table of one row: an article beside its menu


class TooManyCells(Exception):
    """The grid of a table, merged cells counted out, is over the limit."""


@dataclass(slots=True)
class Shape:
    """What a table holds, nested tables too where not said otherwise. Lengths without white space."""

    length: int = 0
    nested: int = 0  # of that in tables inside it
    rows: int = 0  # with text, its own
    widest: int = 0  # cells with text in one of them
    prose: int = 0  # most blocks in one of its cells
    headings: bool = False
    bordered: bool = False
    figures: int = 0  # its own cells with a digit in no link, and not of a date alone

    inner: int = 0  # most of these in a table of data inside it

    @property
    def data(self) -> bool:
        """Whether rows and columns mean something; else it only places things on a page."""
        if self.widest < 2 or self.nested * 2 > self.length:
            return False
        if self.inner > self.figures and not self.bordered:
            return False
        return self.bordered or self.rows > 1 or not (self.headings or self.prose >= _PROSE)


@dataclass(slots=True)
class _Open:
    """A table that is being walked through."""

    shape: Shape
    cells: int = 0  # with text, in this row
    text: int = 0  # length of this cell
    blocks: int = 0
    unlinked: list[str] = field(default_factory=list)

    def end_cell(self) -> None:
        if self.text:
            self.cells += 1
            said = "".join(self.unlinked)
            self.shape.figures += any(map(str.isdecimal, said)) and not _DATE.fullmatch(said)
            self.shape.prose = max(self.shape.prose, self.blocks)
        self.text, self.blocks = 0, 0
        self.unlinked.clear()

    def end_row(self) -> None:
        self.end_cell()
        self.shape.rows += self.cells > 0
        self.shape.widest = max(self.shape.widest, self.cells)
        self.cells = 0


def shapes(root: HtmlElement) -> dict[HtmlElement, Shape]:
    """The shape of every table below `root`, or of itself, in one walk."""
    found: dict[HtmlElement, Shape] = {}
    open_: list[_Open] = []
    links = 0  # depth
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag
        links += (1 if event == "start" else -1) if tag == "a" else 0
        if event == "start":
            if tag == "table":
                found[element] = Shape(bordered=_bordered(element))
                open_.append(_Open(found[element]))
            elif open_:
                _enter(open_[-1], tag)
            _count(open_, element.text, links)
            continue
        if tag == "table":
            inner = open_.pop()
            inner.end_row()
            if open_:
                _add(open_[-1], inner.shape)
        elif open_ and tag in _CELLS:
            open_[-1].end_cell()
        elif open_ and tag == "tr":
            open_[-1].end_row()
        if element is not root:
            _count(open_, element.tail, links)
    return found


def _enter(table: _Open, tag: str) -> None:
    if tag in _BLOCKS:
        table.blocks += 1
        table.shape.headings |= tag in _HEADINGS


def _count(open_: list[_Open], text: str | None, links: int) -> None:
    if not open_ or not text:
        return
    length = sum(map(len, text.split()))
    table = open_[-1]
    table.text += length
    table.shape.length += length
    if not links:
        table.unlinked.append(text.strip())


def _add(outer: _Open, inner: Shape) -> None:
    outer.text += inner.length
    outer.blocks += 1
    outer.shape.length += inner.length
    outer.shape.nested += inner.length
    outer.shape.headings |= inner.headings
    outer.shape.inner = max(outer.shape.inner, inner.figures if inner.data else inner.inner)


def _bordered(table: HtmlElement) -> bool:
    if table.get("border", "0").strip() not in {"", "0"}:
        return True
    style = style_of(table)
    return "border:" in style and "border:0" not in style and "border:none" not in style


class Placed(NamedTuple):
    """A cell in its grid, from 0."""

    cell: HtmlElement
    row: int
    column: int
    rows: int
    columns: int


@dataclass(slots=True)
class _Grid:
    limit: int
    placed: list[Placed] = field(default_factory=list)
    taken: dict[int, int] = field(default_factory=dict)  # column -> first row that is free in it
    area: int = 0

    def put(self, cell: HtmlElement, row: int, column: int, end: int) -> int:
        """Place `cell` in or after `column`; `end` is that of the row group. The next column."""
        while self.taken.get(column, 0) > row:
            column += 1
        wanted = _span(cell, "colspan", _MAX_COLSPAN) or 1
        rows = _span(cell, "rowspan", _MAX_ROWSPAN) or end - row  # 0: to the end of the group
        rows = max(1, min(rows, end - row))
        columns = 1
        while columns < wanted and self.taken.get(column + columns, 0) <= row:
            columns += 1
        self.area += rows * columns
        if self.area > self.limit:
            raise TooManyCells
        for one in range(column, column + columns):
            self.taken[one] = row + rows
        self.placed.append(Placed(cell, row, column, rows, columns))
        return column + columns


def grid(table: HtmlElement, limit: int) -> tuple[Placed, ...]:
    """The cells of `table` as shown: head first, foot last. `TooManyCells` over `limit`."""
    made = _Grid(limit)
    row = 0
    for group in _groups(table):
        end = row + len(group)
        for cells in group:
            column = 0
            for cell in cells:
                column = made.put(cell, row, column, end)
            row += 1
    found = _tight(made.placed)
    width = max((one.column + one.columns for one in found), default=0)
    if row * width > limit:
        raise TooManyCells
    return found


def _tight(placed: list[Placed]) -> tuple[Placed, ...]:
    begun = sorted({one.column for one in placed})
    if not begun:
        return ()
    return tuple(
        one._replace(
            column=bisect_left(begun, one.column),
            columns=bisect_left(begun, one.column + one.columns) - bisect_left(begun, one.column),
        )
        for one in placed
    )


def _groups(table: HtmlElement) -> Iterator[list[list[HtmlElement]]]:
    """Row groups in the order shown, each its rows, each its cells."""
    found: list[tuple[str, list[list[HtmlElement]]]] = []
    last: object = None  # the group before
    before: object = found  # the row before; cells outside of rows stand in one, whose name is None
    for cell, row, group in _cells(table):
        if not found or group is not last:
            found.append((group.tag if group is not None else "tbody", []))
            before = found
        if row is not before:
            found[-1][1].append([])
        if cell is not None:
            found[-1][1][-1].append(cell)
        last, before = group, row
    found.sort(key=lambda one: _GROUPS.index(one[0]))
    return (rows for _, rows in found)


_Member = tuple[HtmlElement | None, HtmlElement | None, HtmlElement | None]


def _cells(table: HtmlElement) -> Iterator[_Member]:
    """(cell, its row, its group) of `table` alone; a row without cells has None for one."""
    row: HtmlElement | None = None
    group: HtmlElement | None = None
    walk = etree.iterwalk(table, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        if element is table:
            continue
        if event == "end":
            row = None if element is row else row
            group = None if element is group else group
        elif tag in _CELLS:
            yield element, row, group
            walk.skip_subtree()
        elif tag == "table":
            walk.skip_subtree()
        elif tag == "tr":
            row = element
            yield None, row, group
        elif tag in _GROUPS:
            group = element


def astray(table: HtmlElement) -> Iterable[str]:
    """Text that stands in a table and in no cell of it, captions too."""
    said: list[str] = []
    walk = etree.iterwalk(table, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag in _CELLS:
                walk.skip_subtree()
            elif element.tag == "table" and element is not table:
                said.append(" ".join(element.itertext()))
                walk.skip_subtree()
            else:
                said.append(element.text or "")
        elif element is not table:
            said.append(element.tail or "")
    return [one for one in said if one.strip()]


def _span(cell: HtmlElement, name: str, most: int) -> int:
    """A span as the standard reads it: digits at the start, 1 where there are none."""
    said = cell.get(name, "").strip()
    digits = said[: len(said) - len(said.lstrip("0123456789"))]
    return min(int(digits[:9]), most) if digits else 1
