"""Words fall into the cells of a table; the lines of a cell become its text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractor.reading.draft import Run
from extractor.reading.paper.grids import LineGrid, Place
from extractor.reading.paper.items import with_items_parted
from extractor.reading.paper.joining import ended, joint, pitch_of, reach_of, would_fit
from extractor.reading.paper.lines import Line, lines_of, runs_of
from extractor.reading.paper.values import Word
from extractor.records import Origin, Span

_NEAR = 0.35  # of the font's size, from a line of the table to a place where a word can be cut
_PADDING = 8.0  # points, at most
_USUAL = 5.5  # Word sets 5.4 left and right by itself, Excel 2, LibreOffice 2.8
_CENTRED = 2.0  # points between the gaps on both sides
_TELLING = 5  # lines
_HANGING = frozenset("，。；：、？！）》」』】〕”’")  # GB/T 15834-2011, 5.1: never first in a line
_INDENT = 1.5  # of the font's size: the first line of a paragraph
_SPREAD = 1.6  # of the usual distance of lines: a new paragraph


@dataclass(slots=True)
class Field:
    """A cell of a table that may run over several pages: rows count through all of them."""

    row: int
    rows: int
    left: float
    right: float
    top: float
    bottom: float
    lines: list[Line] = field(default_factory=list)
    padding: float = 0.0

    @property
    def text(self) -> str:
        return "".join(line.text for line in self.lines)


@dataclass(slots=True)
class PageTable:
    """A table as one page shows it."""

    page: int
    xs: tuple[float, ...]
    top: float
    bottom: float
    rows: int
    fields: list[Field]
    # Of a table with lines, whether one is drawn at its upper end.
    ruled: bool = True

    @property
    def left(self) -> float:
        return self.xs[0]

    @property
    def right(self) -> float:
        return self.xs[-1]


def filled(page: int, grid: LineGrid, words: Iterable[Word]) -> PageTable:
    """`grid` with those of `words` that stand in it."""
    by_place: dict[Place, list[Word]] = {place: [] for place in grid.places}
    by_row = _by_row(grid)
    for word in words:
        row = min(max(bisect_right(grid.ys, word.middle) - 1, 0), len(by_row) - 1)
        for place, part in _parted(word, by_row[row]):
            by_place[place].append(part)
    fields = [
        Field(
            place.row,
            place.rows,
            place.left,
            place.right,
            place.top,
            place.bottom,
            lines_of(page, inside),
        )
        for place, inside in by_place.items()
    ]
    table = PageTable(page, grid.xs, grid.top, grid.bottom, len(grid.ys) - 1, fields)
    padding = _padding(fields)
    for one in fields:
        one.padding = padding
    return table


def _by_row(grid: LineGrid) -> list[list[Place]]:
    """The cells that stand in each row of the grid, from the left."""
    rows: list[list[Place]] = [[] for _ in grid.ys[1:]]
    for place in sorted(grid.places, key=lambda place: place.left):
        for row in range(place.row, place.row + place.rows):
            rows[row].append(place)
    return rows


def _parted(word: Word, row: Sequence[Place]) -> Iterator[tuple[Place, Word]]:
    """`word` cut at the lines of its row that run through it between two of its characters."""
    places = [p for p in row if p.right > word.box.left and p.left < word.box.right] or row
    start = 0
    if word.edges:
        for left in places[:-1]:
            cut = _hung(word, _cut_at(word, left.right))
            if cut is not None and start < cut < len(word.text):
                part = word.cut(start, cut)
                yield _home(part, places), part
                start = cut
    rest = word.cut(start, len(word.text)) if start else word
    yield _home(rest, places), rest


def _cut_at(word: Word, x: float) -> int | None:
    """Before which character a line at `x` cuts; None where it runs through one: the text of
    the cell runs over its side.
    """
    nearest = min(range(len(word.edges)), key=lambda i: abs(word.edges[i] - x))
    return nearest if abs(word.edges[nearest] - x) <= _NEAR * word.height else None


def _hung(word: Word, cut: int | None) -> int | None:
    """`cut` behind the punctuation that hangs over the side: no text begins with it."""
    while cut is not None and 0 < cut < len(word.text) and word.text[cut] in _HANGING:
        cut += 1
    return cut


def _home(word: Word, places: Sequence[Place]) -> Place:
    center = (word.box.left + word.box.right) / 2
    return min(places, key=lambda place: max(place.left - center, center - place.right, 0.0))


def _padding(fields: Sequence[Field]) -> float:
    """The usual distance between a cell's side and its text.

    Text that is set from one side shows it; what is centred keeps farther away.
    """
    pairs = [(line.left - one.left, one.right - line.right) for one in fields for line in one.lines]
    aside = sorted(max(0.0, min(pair)) for pair in pairs if abs(pair[0] - pair[1]) >= _CENTRED)
    if len(aside) >= _TELLING:
        return min(aside[len(aside) // 10], _PADDING)
    gaps = sorted(max(0.0, min(pair)) for pair in pairs)
    return min(gaps[len(gaps) // 10], _USUAL) if gaps else _USUAL


# Prose has clauses, and rules of its own for where a line may end; a list of names has none.
_CLAUSES = re.compile("[，。；,;]")


def breaks_of(one: Field, values: int = 0) -> list[str]:
    """What stands between each two lines of a cell: "" or a space. `values`: see `items.py`."""
    lines = one.lines
    flush = _flush(one)
    pitch = pitch_of(lines)
    listed = flush is not None and not any(_CLAUSES.search(line.text) for line in lines)
    reached = reach_of(lines) if listed else 0.0
    found = []
    for line, after in pairwise(lines):
        room = room_of(one, line, flush)
        apart = (
            pitch > 0
            and line.page == after.page
            and after.middle - line.middle > _SPREAD * max(pitch, line.size)
        )
        indented = (
            flush is not None
            and after.left >= flush + _INDENT * after.size
            and after.left > line.left + after.size
        )
        if apart or indented or ended(room, line, after) or would_fit(reached, line, after):
            found.append(" " if not (line.text[-1:].isspace() or after.text[:1].isspace()) else "")
        else:
            found.append(joint(room, line, after))
    return with_items_parted([line.text for line in lines], found, values)


def _flush(one: Field) -> float | None:
    """Where the lines of a cell begin that is set from the left; None if it is not."""
    sides = [line.left for line in one.lines]
    if not sides:
        return None
    if all(abs((line.left - one.left) - (one.right - line.right)) < _CENTRED for line in one.lines):
        return None  # centred
    # a first line may be indented; a centred one touches the side only where it is full
    least = min(sides)
    if least - one.left > one.padding + 3.0 and any(abs(side - least) > 1.0 for side in sides[1:]):
        return None
    return least if least - one.left <= one.padding + _PADDING else None


def room_of(one: Field, line: Line, flush: float | None) -> float:
    """How many points were left on a line of a cell."""
    before, after = line.left - one.left, one.right - line.right
    if abs(before - after) < _CENTRED:  # centred, or full
        return before + after - 2 * one.padding
    if flush is None and after < before:  # set from the right
        return before - one.padding
    return after - one.padding


def runs_in(one: Field, table: int, row: int, column: int, values: int = 0) -> tuple[Run, ...]:
    runs: list[Run] = []
    if not one.lines:
        return ()
    for line, space in zip(one.lines, ["", *breaks_of(one, values)], strict=True):
        if space:
            at = Origin(span=Span(0, 0), page=line.page, table=table, row=row, column=column)
            runs.append(Run(space, at))
        runs += runs_of(line, table, row, column)
    return tuple(runs)
