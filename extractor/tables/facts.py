"""A grid to facts: one for every indicator of a row and for every labelled amount."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import groupby, islice

from extractor.quantities import parse_value
from extractor.records import (
    CellRole,
    Document,
    Fact,
    Grid,
    GridCell,
    Place,
    Quote,
    Span,
)
from extractor.tables.kinds import Kind, clean, kind_of, labelled_value, tail_value
from extractor.tables.lexicon import bare, is_sort
from extractor.tables.packed import bare_name, unpack

_UNIT = re.compile(r"[(（]\s{0,9}(?:单位\s{0,9}[:：]?\s{0,9})?(亿元|万元|千元|百元|元)\s{0,9}[)）]")
# What a header says in brackets of its column: the unit, or the letter that a formula calls it by.
_FORMULA = re.compile(r"[(（][A-Za-z\d/÷×*+=%-]{1,16}[)）]")
_BRACKETED = re.compile(r"[(（]\s?(?:单位\s?[:：]?\s?)?([^()（）\s\d]{1,5})\s?[)）]\s*$")
# Tags around the whole of a cell: what is quoted is what stands between them.
_OPENING = re.compile(r"(?:\s*<(?:p|div|span|b|strong)\b[^<>\n]{0,200}>\s*)+", re.I)
_CLOSING = re.compile(r"</(?:p|div|span|b|strong)\s{0,9}>", re.I)
_LONGEST_CLOSING = 24  # characters


def facts(document: Document, grids: tuple[Grid, ...]) -> tuple[Fact, ...]:
    """All facts of the tables, in the order of the file."""
    return tuple(fact for grid in grids for fact in _of_grid(document.text, grid))


def _of_grid(text: str, grid: Grid) -> Iterator[Fact]:
    # one table names the money of its tasks in one way
    spread = any(rows > 1 for rows in _task_rows(grid).values())
    for index, cells in groupby(grid.cells, key=lambda cell: cell.row):
        row = _Row(text, grid, index, list(cells))
        yield from row.indicators()
        yield from row.amounts()
        yield from row.funds(spread=spread)


def _task_rows(grid: Grid) -> dict[int, int]:
    """For the first row of each task or other amount of funds, how many rows share it."""
    counts: dict[int, int] = {}
    first: int | None = None
    for index, group in groupby(grid.cells, key=lambda cell: cell.row):
        roles = {cell.role for cell in group}
        if CellRole.FUNDS in roles:
            first = index
            counts[first] = 0
        elif CellRole.HEADER in roles and CellRole.NAME not in roles:
            continue
        if first is not None:
            if CellRole.NAME in roles or CellRole.ACTUAL in roles:
                counts[first] += 1
            elif not roles & {CellRole.FUNDS}:
                first = None
    return counts


class _Row:
    def __init__(self, text: str, grid: Grid, index: int, cells: list[GridCell]) -> None:
        self.text = text
        self.grid = grid
        self.index = index
        self.cells = cells
        self.line = grid.table.rows[index].line

    def place(self, cell: GridCell) -> Place:
        return Place(self.line, self.grid.table.index, self.index, cell.cell.column)

    def quote(self, span: Span) -> Quote:
        return Quote(span=span, text=span.of(self.text))

    def whole(self, cell: GridCell | None) -> Quote | None:
        if cell is None or kind_of(cell.cell.text) is Kind.DASH:
            return None
        return self.quote(inner(self.text, cell.cell.span))

    def first(self, role: CellRole, after: int = -1) -> GridCell | None:
        return next((c for c in islice(self.cells, after + 1, None) if c.role is role), None)

    def indicators(self) -> Iterator[Fact]:
        name_at = next((i for i, c in enumerate(self.cells) if c.role is CellRole.NAME), None)
        if name_at is None:
            yield from self.unnamed()
            return
        name = self.cells[name_at]
        target, actual = self.first(CellRole.TARGET), self.first(CellRole.ACTUAL)
        score = self.whole(self.first(CellRole.SCORE))
        weight = self.whole(self.first(CellRole.WEIGHT, name_at) or self.only_weight())
        value = self.whole(self.first(CellRole.VALUE, name_at))
        if not any((self.whole(target), self.whole(actual), score, weight, value)):
            yield from self.split(name)
            return
        unit = self.unit_column() or unit_in(name.cell.text)
        for part, stated_target, stated_actual in self.parts(name, target, actual):
            yield Fact(
                name=clean(part.of(self.text)),
                name_span=part,
                place=self.place(name),
                target=stated_target,
                actual=stated_actual,
                score=score,
                weight=weight,
                value=value,
                unit=unit if _bare(stated_target) or _bare(stated_actual) else "",
                labels=name.labels,
            )

    def only_weight(self) -> GridCell | None:
        """Points left of the name, where no group label claims them."""
        found = [c for c in self.cells if c.role is CellRole.WEIGHT]
        grouped = any(c.role is CellRole.HEADER for c in self.cells)
        return found[0] if len(found) == 1 and not grouped else None

    def unnamed(self) -> Iterator[Fact]:
        """A result that fell out of its column and holds the name too: 签订率100%."""
        actual = self.first(CellRole.ACTUAL)
        if actual is not None:
            yield from self.split(actual)

    def split(self, cell: GridCell) -> Iterator[Fact]:
        if found := tail_value(self.text, inner(self.text, cell.cell.span)):
            name, value = found
            yield Fact(
                name=clean(name.of(self.text)),
                name_span=name,
                place=self.place(cell),
                actual=self.quote(value),
                labels=cell.labels,
            )

    def parts(
        self, name: GridCell, target: GridCell | None, actual: GridCell | None
    ) -> list[tuple[Span, Quote | None, Quote | None]]:
        """The names of a row, each with its target and result."""
        whole = inner(self.text, name.cell.span)
        stated = self.whole(target), self.whole(actual)
        spans = [quote.span if quote else None for quote in stated]
        found = unpack(self.text, whole, spans)
        if not found:
            return [(bare_name(self.text, whole), *stated)]
        return [
            (part.name, self.stated(part.values[0]), self.stated(part.values[1])) for part in found
        ]

    def stated(self, span: Span | None) -> Quote | None:
        return None if span is None else self.quote(span)

    def amounts(self) -> Iterator[Fact]:
        """Labelled amounts: a label left of each, or a row and a column header."""
        if any(cell.role is CellRole.NAME for cell in self.cells):
            return
        rated = next((c for c in self.cells if bare(c.header).endswith("率")), None)
        weight, score = (
            self.whole(self.first(CellRole.WEIGHT)),
            self.whole(self.first(CellRole.SCORE)),
        )
        label: GridCell | None = None  # the last one left of the cell
        for cell in self.cells:
            if cell.role is CellRole.LABEL:
                label = cell
            elif cell.role is CellRole.VALUE and cell.header:
                points = cell is rated
                yield self.crossed(cell, weight if points else None, score if points else None)
            elif cell.role in (CellRole.VALUE, CellRole.SCORE) and not cell.header:
                yield self.labelled(label, cell)

    def labelled(self, label: GridCell | None, cell: GridCell) -> Fact:
        """An amount with its label: in the cell left of it, or in the same cell."""
        stated = self.whole(cell)
        name = inner(self.text, label.cell.span) if label else None
        if own := labelled_value(self.text, inner(self.text, cell.cell.span)):
            name, stated = own[0], self.quote(own[1])
        scored = cell.role is CellRole.SCORE
        return Fact(
            name=clean(name.of(self.text)) if name else (cell.labels or ("",))[-1],
            name_span=name,
            place=self.place(cell),
            value=None if scored else stated,
            score=stated if scored else None,
            unit="" if scored else self.unit(stated, cell.labels),
            labels=cell.labels[:-1],
        )

    def crossed(self, cell: GridCell, weight: Quote | None, score: Quote | None) -> Fact:
        """An amount of a matrix: its name is whose it is, then what of it is measured."""
        row = cell.labels[-1]
        whose, what = row.rstrip("：:"), cell.header
        if is_sort(row, "measure_of") and not is_sort(cell.header, "measure_of"):
            whose, what = cell.header, row
        groups = tuple(label for label in cell.labels[:-1] if not _UNIT.search(label))
        if groups and is_sort(whose, "total"):
            whose = f"{groups[-1]}{whose}"  # 收入 and 支出 have a 合计 each
        value = self.whole(cell)
        return Fact(
            name=f"{_plain(whose)}{_plain(what)}",
            name_span=None,
            place=self.place(cell),
            value=value,
            weight=weight,
            score=score,
            unit=self.unit(value, (*cell.labels, cell.header)),
            labels=(*groups, whose),
        )

    def funds(self, *, spread: bool) -> Iterator[Fact]:
        """The money of a task. Where tasks have several rows, the amount stands on the
        line of one indicator but belongs to all, so the name says the task.
        """
        for cell in self.cells:
            if cell.role is not CellRole.FUNDS or (value := self.whole(cell)) is None:
                continue
            task = next((label for label in cell.labels if label), "")
            own = tuple(label for label in cell.labels[:1] if label)
            yield Fact(
                name=f"{cell.header}（{task}）" if spread and task else cell.header,
                name_span=None,
                place=self.place(cell),
                value=value,
                unit=self.unit(value, (cell.header,)),
                labels=own,
            )

    def unit_column(self) -> str:
        """What a column of units says in this row: 度量单位 | 万人次."""
        found = (c for c in self.cells if c.role is CellRole.OTHER and is_sort(c.header, "unit"))
        return next((clean(c.cell.text) for c in found), "")

    def unit(self, value: Quote | None, labels: Sequence[str]) -> str:
        """The unit of a bare amount: in brackets in its label, or of the whole table."""
        if value is None or kind_of(value.text) is not Kind.NUMBER:
            return ""
        if column := self.unit_column():
            return column
        return next(filter(None, map(unit_in, reversed(labels))), self.grid.table.unit)


@lru_cache(maxsize=4096)
def unit_in(label: str) -> str:
    """The unit that a label states in brackets, 项目资金（万元）, or ""."""
    if found := _UNIT.search(label):
        return found.group(1)
    found = _BRACKETED.search(label)
    value = parse_value(f"1{found.group(1)}") if found else None
    return value.unit if found and value and value.unit == found.group(1) else ""


def _plain(label: str) -> str:
    label = _FORMULA.sub("", label)
    return _BRACKETED.sub("", label) if unit_in(label) else label


def _bare(quote: Quote | None) -> bool:
    return quote is not None and kind_of(quote.text) is Kind.NUMBER


def inner(text: str, span: Span) -> Span:
    """`span` without the tags around it, so that the quote reads as the cell is printed."""
    start, end = span
    if opening := _OPENING.match(text, start, end):
        start = opening.end()
    end = _before_closing(text, start, end)
    return Span(start, end) if start < end else span


def _before_closing(text: str, start: int, end: int) -> int:
    """Where the closing tags at the end of `text[start:end]` begin, or `end`."""
    closed = end
    while True:
        last = closed
        while last > start and text[last - 1].isspace():
            last -= 1
        opened = text.rfind("<", max(start, last - _LONGEST_CLOSING), last)
        if opened < 0 or not _CLOSING.fullmatch(text, opened, last):
            return closed
        closed = opened
        while closed > start and text[closed - 1].isspace():
            closed -= 1
