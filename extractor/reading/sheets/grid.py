"""The cells of a sheet that a reader of it sees: merges applied, hidden rows and columns left out.

Merges are swept from top to bottom and never expanded, so that one over the whole sheet costs no
more than one over two cells.
"""

from __future__ import annotations

import heapq
from bisect import bisect_right, insort
from collections.abc import Iterator
from typing import NamedTuple

from extractor.reading.sheets.form import Merge, Sheet


class Placed(NamedTuple):
    """A cell with text where it is seen to begin, and the last row and column that it covers."""

    row: int
    column: int
    last_row: int
    last_column: int
    text: str


class Line(NamedTuple):
    """The cells that begin in one row, left to right; at least one."""

    row: int
    cells: tuple[Placed, ...]


class Seen(NamedTuple):
    lines: tuple[Line, ...]
    left_out: int  # texts that stand in hidden rows or columns


def seen(sheet: Sheet) -> Seen:
    below = _next_visible(sheet.hidden_rows)
    right = _next_visible(sheet.hidden_columns)
    rows: dict[int, list[Placed]] = {}
    left_out = 0
    for cell in _anchors(sheet):
        row = below.get(cell.row, cell.row)
        column = right.get(cell.column, cell.column)
        if row > cell.last_row or column > cell.last_column:
            left_out += 1
            continue
        rows.setdefault(row, []).append(cell._replace(row=row, column=column))
    lines = tuple(
        Line(row, tuple(sorted(rows[row], key=lambda cell: cell.column))) for row in sorted(rows)
    )
    return Seen(lines, left_out)


def _next_visible(hidden: set[int]) -> dict[int, int]:
    """For each hidden row or column, the first one after it that is not."""
    after: dict[int, int] = {}
    for at in sorted(hidden, reverse=True):
        after[at] = after.get(at + 1, at + 1)
    return after


def _anchors(sheet: Sheet) -> Iterator[Placed]:
    """Cells with text, each with what it covers. Texts under a merge are not seen by anyone;
    of merges that overlap (no program writes them) the first counts.
    """
    waiting = sorted(merge for merge in sheet.merges if merge.rows * merge.columns > 1)
    waiting.reverse()
    open_: list[tuple[int, Merge]] = []  # (column, merge), by column
    ends: list[tuple[int, int]] = []  # (row after the merge, its column)
    for row in sorted(sheet.rows):
        while waiting and waiting[-1].row <= row:
            merge = waiting.pop()
            if merge.row + merge.rows > row or merge.row == row:
                _close(open_, ends, merge.row)
                if _covering(open_, merge.column, merge.columns) is None:
                    insort(open_, (merge.column, merge))
                    heapq.heappush(ends, (merge.row + merge.rows, merge.column))
        _close(open_, ends, row)
        for column, text in sheet.rows[row].items():
            over = _covering(open_, column, 1) if open_ else None
            if over is None:
                yield Placed(row, column, row, column, text)
            elif (over.row, over.column) == (row, column):
                last_row, last_column = row + over.rows - 1, column + over.columns - 1
                yield Placed(row, column, last_row, last_column, text)


def _close(open_: list[tuple[int, Merge]], ends: list[tuple[int, int]], row: int) -> None:
    """Take out the merges that end above `row`."""
    while ends and ends[0][0] <= row:
        _, column = heapq.heappop(ends)
        at = bisect_right(open_, column, key=lambda pair: pair[0]) - 1
        del open_[at]


def _covering(open_: list[tuple[int, Merge]], column: int, columns: int) -> Merge | None:
    """The merge that covers any of the columns from `column` on."""
    at = bisect_right(open_, column + columns - 1, key=lambda pair: pair[0]) - 1
    if at < 0:
        return None
    merge = open_[at][1]
    return merge if merge.column + merge.columns > column else None
