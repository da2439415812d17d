"""Ruling lines that cross are tables: the true grid of each, merged cells with what they span.

Every distinct x of a vertical line and y of a horizontal one is an edge of the grid; where no line
is drawn between two places of the grid, they are one cell.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractor.reading.paper.values import Ruling

# In points. Two edges of neighbouring cells, or the two lines of a double border, stand up to
# 2 pt apart; the ends of lines of different widths miss each other by as much. The lowest rows of
# real tables are 8 pt high.
SNAP = 2.5
_JOIN = 3.0
_SHORT = 4.0  # of a whole line, dashes joined; shorter ones are marks and parts of drawings
_OPEN = 8.0  # that lines run past the last crossing where a side has no border
_WALL = 0.6  # of the side of a cell that must be drawn to part it from its neighbour
# More lines in one table than any form has: a chart, a drawing, squared paper.
_MAX_COLUMNS, _MAX_ROWS, _MAX_LINES = 120, 600, 4_000


class Place(NamedTuple):
    """A cell of a grid: `row` and `column` from 0, what it spans, and its sides in points."""

    row: int
    column: int
    rows: int
    columns: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class LineGrid:
    xs: tuple[float, ...]  # edges of columns, rising
    ys: tuple[float, ...]
    places: tuple[Place, ...]  # they cover the grid, none overlaps another

    @property
    def left(self) -> float:
        return self.xs[0]

    @property
    def right(self) -> float:
        return self.xs[-1]

    @property
    def top(self) -> float:
        return self.ys[0]

    @property
    def bottom(self) -> float:
        return self.ys[-1]

    @property
    def single(self) -> bool:
        """Whether it has one column: a frame around text, or a part of a table that has more."""
        return all(place.columns == len(self.xs) - 1 for place in self.places)

    def holds(self, x: float, y: float) -> bool:
        return self.left <= x <= self.right and self.top <= y <= self.bottom


class _Stroke(NamedTuple):
    """A line along one axis: at `at` on the other, from `start` to `end`."""

    at: float
    start: float
    end: float


def grids_of(rulings: Iterable[Ruling]) -> list[LineGrid]:
    """The tables that `rulings` draw, from top to bottom; those inside another's cell are not
    told apart from it. Frames (one column) are given too, without those around other tables.
    """
    flat, upright = [], []
    for line in rulings:
        if line.flat:
            flat.append(_Stroke((line.y0 + line.y1) / 2, line.x0, line.x1))
        else:
            upright.append(_Stroke((line.x0 + line.x1) / 2, line.y0, line.y1))
    across, down = _merged(flat), _merged(upright)
    if len(across) + len(down) > _MAX_LINES:
        return []
    found = [grid for part in _connected(across, down) if (grid := _grid(*part))]
    found = [grid for grid in found if not _frames(grid, found)]
    found = [grid for grid in found if not _inside(grid, found)]
    return sorted(found, key=lambda grid: (grid.top, grid.left))


def _frames(grid: LineGrid, all_: Sequence[LineGrid]) -> bool:
    return grid.single and any(_within(other, grid) for other in all_ if other is not grid)


def _inside(grid: LineGrid, all_: Sequence[LineGrid]) -> bool:
    return any(_within(grid, other) for other in all_ if other is not grid)


def _within(inner: LineGrid, outer: LineGrid) -> bool:
    return (
        outer.left - SNAP <= inner.left
        and outer.top - SNAP <= inner.top
        and inner.right <= outer.right + SNAP
        and inner.bottom <= outer.bottom + SNAP
    )


def _merged(strokes: list[_Stroke]) -> list[_Stroke]:
    """Strokes on one line and with no gap between them as one, without what stays short."""
    merged: list[_Stroke] = []
    for group in _clusters(sorted(strokes)):
        at = sum(s.at * (s.end - s.start + 0.1) for s in group)
        at /= sum(s.end - s.start + 0.1 for s in group)
        start = end = None
        for stroke in sorted(group, key=lambda s: s.start):
            if start is None or end is None:
                start, end = stroke.start, stroke.end
            elif stroke.start - end <= _JOIN:
                end = max(end, stroke.end)
            else:
                merged.append(_Stroke(at, start, end))
                start, end = stroke.start, stroke.end
        if start is not None and end is not None:
            merged.append(_Stroke(at, start, end))
    return [stroke for stroke in merged if stroke.end - stroke.start >= _SHORT]


def _clusters(strokes: Sequence[_Stroke]) -> Iterator[list[_Stroke]]:
    """Sorted strokes in groups whose first and last are no more than SNAP apart."""
    group: list[_Stroke] = []
    for stroke in strokes:
        if group and stroke.at - group[0].at > SNAP:
            yield group
            group = []
        group.append(stroke)
    if group:
        yield group


def _connected(
    across: Sequence[_Stroke], down: Sequence[_Stroke]
) -> Iterator[tuple[list[_Stroke], list[_Stroke]]]:
    """Lines that cross or touch, directly or over others."""
    parents = list(range(len(across) + len(down)))

    def root(i: int) -> int:
        while parents[i] != i:
            parents[i] = parents[parents[i]]
            i = parents[i]
        return i

    for i, flat in enumerate(across):
        for j, upright in enumerate(down, len(across)):
            if (
                flat.start - _JOIN <= upright.at <= flat.end + _JOIN
                and upright.start - _JOIN <= flat.at <= upright.end + _JOIN
            ):
                parents[root(i)] = root(j)
    parts: dict[int, tuple[list[_Stroke], list[_Stroke]]] = {}
    for i, flat in enumerate(across):
        parts.setdefault(root(i), ([], []))[0].append(flat)
    for j, upright in enumerate(down, len(across)):
        parts.setdefault(root(j), ([], []))[1].append(upright)
    yield from parts.values()


def _grid(across: list[_Stroke], down: list[_Stroke]) -> LineGrid | None:
    if len(across) < 2 or not down:
        return None
    across, down = _closed(across, down), _closed(down, across)
    xs, ys = _levels(down), _levels(across)
    if not (2 <= len(xs) <= _MAX_COLUMNS and 2 <= len(ys) <= _MAX_ROWS):
        return None
    # walls[row][i]: whether a line is drawn at xs[i] along the row; floors[column][j] likewise
    walls = _drawn(down, xs, ys)
    floors = _drawn(across, ys, xs)
    return LineGrid(tuple(xs), tuple(ys), tuple(_places(xs, ys, walls, floors)))


def _closed(across: list[_Stroke], down: list[_Stroke]) -> list[_Stroke]:
    """`across` with a line where those of `down` run on past the first or last of them.

    Tables are set without borders at their sides, and a row that a page break cuts has no
    line at the cut.
    """
    first, last = min(s.at for s in across), max(s.at for s in across)
    low, high = min(s.at for s in down), max(s.at for s in down)
    closed = list(across)
    early = [s.start for s in down if s.start < first - _OPEN]
    late = [s.end for s in down if s.end > last + _OPEN]
    if len(early) >= 2:
        closed.append(_Stroke(min(early), low, high))
    if len(late) >= 2:
        closed.append(_Stroke(max(late), low, high))
    return closed


def _levels(strokes: Sequence[_Stroke]) -> list[float]:
    return [sum(stroke.at for stroke in group) / len(group) for group in _clusters(sorted(strokes))]


def _drawn(
    strokes: Sequence[_Stroke], levels: Sequence[float], along: Sequence[float]
) -> list[list[bool]]:
    """For each part of `along`: at which of `levels` a line is drawn beside it."""
    covered = [[0.0] * len(levels) for _ in along[1:]]
    for stroke in strokes:
        level = min(range(len(levels)), key=lambda i: abs(levels[i] - stroke.at))
        for part, (start, end) in enumerate(itertools.pairwise(along)):
            both = min(end, stroke.end) - max(start, stroke.start)
            if both > 0:
                covered[part][level] += both / (end - start)
    return [[share >= _WALL for share in row] for row in covered]


def _places(
    xs: Sequence[float],
    ys: Sequence[float],
    walls: Sequence[Sequence[bool]],
    floors: Sequence[Sequence[bool]],
) -> Iterator[Place]:
    """Cells from the top left: as wide as no wall stops them, then as deep as no floor does.

    Where lines are missing so that a cell would not be a rectangle, it falls into several.
    """
    taken = [[False] * (len(xs) - 1) for _ in ys[1:]]
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if taken[row][column]:
                continue
            right = column + 1
            while right < len(xs) - 1 and not walls[row][right] and not taken[row][right]:
                right += 1
            low = row + 1
            while low < len(ys) - 1 and _goes_down(low, column, right, walls, floors, taken):
                low += 1
            for at in range(row, low):
                taken[at][column:right] = [True] * (right - column)
            yield Place(
                row, column, low - row, right - column, xs[column], ys[row], xs[right], ys[low]
            )


def _goes_down(
    row: int,
    left: int,
    right: int,
    walls: Sequence[Sequence[bool]],
    floors: Sequence[Sequence[bool]],
    taken: Sequence[Sequence[bool]],
) -> bool:
    """Whether the cell above goes on in `row`: no floor above it, no wall in it."""
    return (
        not any(floors[column][row] for column in range(left, right))
        and not any(walls[row][column] for column in range(left + 1, right))
        and not any(taken[row][left:right])
    )
