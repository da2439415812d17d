"""Which column of the header each cell of a row belongs to, when columns have moved.

A row keeps the order of its cells, but a text conversion drops merged cells and shifts
what follows. So cells are matched to header columns in order, at the least cost: a cell
pays for holding what its column cannot hold, for every change of shift along the row, and
for a column that the row cannot do without. Dynamic programming, cells x columns².
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from extractor.records import CellRole
from extractor.tables.kinds import Kind
from extractor.tables.lexicon import is_sort

UNPLACED = 6.0  # a cell in no column: dearer than any odd but possible content
STRAY = 4.0  # a number in no column: points that merged cells repeat
NO_NAME = 9.0  # a row of indicators without its name: dearer than all else
SHIFT = 0.3  # for each column by which the shift changes from one cell to the next
OFFSET = 0.05  # for each column a cell stands from its header: breaks ties
OUTER_GROUP = 0.5  # an outer group label without the inner one
GROUPLESS = 1.0  # points of a group without its label beside them

_NEVER = float("inf")
_OF_GROUPS = frozenset({CellRole.HEADER, CellRole.WEIGHT})
MAX_COLUMNS = 32  # wider tables are data, not forms


class Column(NamedTuple):
    role: CellRole
    place: float  # as in the file, from 0; a column that the header hides has a half
    header: str


class Placed(NamedTuple):
    cost: float
    columns: tuple[int | None, ...]  # for each cell, an index into the columns


# What a column of this role can hold, and at what price: 0 is what it is for, 8 is impossible.
# The order is that of `Kind`.
_KINDS = (
    Kind.DASH, Kind.NUMBER, Kind.VALUE, Kind.VALUES, Kind.GRADE, Kind.DATE,
    Kind.NAME, Kind.NAMES, Kind.EXPLAINING, Kind.PROSE, Kind.LONG,
)  # fmt: skip
_LABELS = (3.0, 8.0, 6.0, 6.0, 3.0, 4.0, 0.0, 0.7, 4.0, 1.5, 4.0)
_RESULTS = (0.5, 0.7, 0.0, 0.0, 0.0, 0.5, 0.3, 0.3, 2.0, 0.2, 0.2)
_PROSE = (0.3, 5.0, 3.0, 3.0, 1.5, 3.0, 1.0, 1.0, 0.0, 0.0, 0.0)
_AMOUNT = (0.3, 0.0, 0.5, 3.0, 8.0, 6.0, 8.0, 8.0, 8.0, 8.0, 8.0)
_POINTS = (0.3, 0.0, 1.0, 3.0, 8.0, 6.0, 8.0, 8.0, 8.0, 8.0, 8.0)
_ANY = (0.5,) * len(_KINDS)
_PRICES: dict[CellRole, dict[Kind, float]] = {
    role: dict(zip(_KINDS, prices, strict=True))
    for role, prices in {
        CellRole.HEADER: _LABELS,
        CellRole.LABEL: _LABELS,
        CellRole.NAME: (3.0, 8.0, 6.0, 6.0, 3.0, 4.0, 0.0, 0.3, 7.0, 1.5, 8.0),
        CellRole.TARGET: _RESULTS,
        CellRole.ACTUAL: _RESULTS,
        CellRole.SCORE: _POINTS,
        CellRole.WEIGHT: _POINTS,
        CellRole.VALUE: _AMOUNT,
        CellRole.FUNDS: _AMOUNT,
        CellRole.GOAL: _PROSE,
        CellRole.COMPLETION: _PROSE,
        CellRole.BASIS: _PROSE,
        CellRole.PROBLEM: _PROSE,
        CellRole.MEASURE: _PROSE,
        CellRole.OTHER: _ANY,
    }.items()
}
# 度量单位: a word, never a number, so that bare targets stay under their own header.
_UNITS = dict(zip(_KINDS, (0.5, 8.0, 0.5, 3.0, 0.5, 8.0, 0.0, 1.0, 8.0, 3.0, 8.0), strict=True))
# 完成率 beside target and result is a percentage, not the bare number that they are.
_RATES = {**_PRICES[CellRole.VALUE], Kind.VALUE: 0.0, Kind.NUMBER: 0.7}
# An explanation under 年度指标值 is dear: it says that the header is not to be believed.
_PRICES[CellRole.TARGET][Kind.EXPLAINING] = 3.0


@lru_cache(maxsize=1 << 14)  # rows of a form are alike: most are met before
def place(cells: tuple[tuple[int, Kind], ...], columns: tuple[Column, ...]) -> Placed:
    """The cheapest way to match `cells` (column in the file, kind) to `columns`, in order."""
    skipped = _skips(columns)
    prices = [_prices(column) for column in columns]
    count = len(columns)
    # costs[j]: the cheapest with the last placed cell in column j - 1 (0: none placed yet)
    costs = [0.0] + [_NEVER] * count
    shifts = [0.0] * (count + 1)
    steps: list[list[int | None]] = []  # for each cell and j: the j before; None: not placed
    for at, kind in cells:
        stray = STRAY if kind is Kind.NUMBER else UNPLACED
        after = [cost + stray for cost in costs]
        moved = list(shifts)
        step: list[int | None] = [None] * (count + 1)
        for j, column in enumerate(columns, start=1):
            shift = column.place - at
            own = prices[j - 1][kind] + OFFSET * abs(shift)
            skip = skipped[j - 1]
            for i in range(j):
                if costs[i] == _NEVER:
                    continue
                cost = costs[i] + own + SHIFT * abs(shift - shifts[i]) + skip[i]
                if cost < after[j]:
                    after[j], moved[j], step[j] = cost, shift, i
        costs, shifts = after, moved
        steps.append(step)
    leaf = _leaf(columns)
    ends = [cost + (NO_NAME if j - 1 < leaf else 0.0) for j, cost in enumerate(costs)]
    best = ends.index(min(ends))
    return Placed(ends[best], _way(steps, best))


def _prices(column: Column) -> dict[Kind, float]:
    if is_sort(column.header, "unit"):
        return _UNITS
    if column.role is CellRole.VALUE and column.header.endswith("率"):
        return _RATES
    return _PRICES[column.role]


def _way(steps: Sequence[Sequence[int | None]], end: int) -> tuple[int | None, ...]:
    placed: list[int | None] = []
    for step in reversed(steps):
        before = step[end]
        placed.append(None if before is None else end - 1)
        end = end if before is None else before
    return tuple(reversed(placed))


def _leaf(columns: Sequence[Column]) -> int:
    return max((i for i, c in enumerate(columns) if c.role is CellRole.NAME), default=-1)


@lru_cache(maxsize=256)
def _skips(columns: tuple[Column, ...]) -> tuple[tuple[float, ...], ...]:
    """For each column, the price of coming to it after the first i columns."""
    leaf = _leaf(columns)
    return tuple(
        tuple(_skipped(columns, i, j, leaf) for i in range(j + 1)) for j in range(len(columns))
    )


def _skipped(columns: Sequence[Column], after: int, until: int, leaf: int) -> float:
    """The price of leaving columns [after, until) empty."""
    cost = NO_NAME if after <= leaf < until else 0.0
    role = columns[until].role
    if role is CellRole.WEIGHT and until < leaf and after != until:
        cost += GROUPLESS
    if role is CellRole.NAME and after and columns[after - 1].role in _OF_GROUPS:
        cost += OUTER_GROUP * sum(c.role is CellRole.HEADER for c in columns[after:until])
    return cost
