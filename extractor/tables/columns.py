"""Header rows: what each column is for, and what to do when the header is not true.

A header is believed unless the rows below fit another one clearly better. It lies in two
ways that conversions and copied forms bring about: it says 指标解释 where the cells are a
target and a result, and the score stands elsewhere than it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from extractor.records import Cell, CellRole, Row
from extractor.tables.alignment import MAX_COLUMNS, Column, Placed, place
from extractor.tables.kinds import Kind, clean, kind_of
from extractor.tables.lexicon import LABEL_MAX, bare, header_role, is_sort

DOUBT = 0.5  # a row: what another reading than the header's must save on each
DEPARTURE = 1.5  # what a single row must save, to be read otherwise than its section
_SAMPLE = 200  # rows that a reading is chosen by
_LABEL_KINDS = frozenset({Kind.NAME, Kind.NAMES, Kind.GRADE, Kind.PROSE})
_PROSE_ROLES = frozenset(
    {CellRole.GOAL, CellRole.COMPLETION, CellRole.PROBLEM, CellRole.MEASURE, CellRole.BASIS}
)
_OF_INDICATORS = frozenset(
    {CellRole.TARGET, CellRole.ACTUAL, CellRole.SCORE, CellRole.WEIGHT, CellRole.FUNDS}
)
_GROUPING = frozenset({CellRole.HEADER, CellRole.LABEL, CellRole.NAME})


class Line(NamedTuple):
    """A row without its empty cells."""

    row: int  # index into Table.rows
    number: int  # in the file, from 1
    cells: tuple[Cell, ...]
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Header:
    columns: tuple[Column, ...]
    prose: bool  # columns of running text only: 年度目标 | 完成情况

    @property
    def leaf(self) -> int:
        """The index of the column of indicator names, -1 if there is none."""
        found = [i for i, c in enumerate(self.columns) if c.role is CellRole.NAME]
        return found[-1] if found else -1


def line_of(index: int, row: Row) -> Line:
    cells = tuple(cell for cell in row.cells if cell.text)
    return Line(index, row.line, cells, tuple(kind_of(cell.text) for cell in cells))


def is_label(cell: Cell, kind: Kind) -> bool:
    """Whether the cell could be a header or a row label, by its form."""
    return kind in _LABEL_KINDS and len(bare(cell.text)) <= LABEL_MAX


def header_of(line: Line) -> Header | None:
    """The columns that a row names, if it is a header of indicators, tasks or prose."""
    if not 2 <= len(line.cells) <= MAX_COLUMNS:
        return None
    if not all(
        header_role(c.text) or is_label(c, k) for c, k in zip(line.cells, line.kinds, strict=True)
    ):
        return None
    roles = _with_name([header_role(cell.text) for cell in line.cells])
    known = [role for role in roles if role]
    if len(known) < 2 or len(known) * 2 < len(roles):
        return None
    prose = all(role in _PROSE_ROLES for role in known)
    if not prose and not (
        any(role in _GROUPING for role in known)
        and any(role in _OF_INDICATORS | _PROSE_ROLES for role in known)
        and known.count(CellRole.VALUE) < 2
    ):
        return None
    settled = roles_of(roles) if not prose else [role or CellRole.LABEL for role in roles]
    return Header(
        tuple(
            Column(role, float(cell.column), clean(cell.text))
            for role, cell in zip(settled, line.cells, strict=True)
        ),
        prose,
    )


def below(upper: Line, lower: Line) -> Header | None:
    """The header of two rows, 完成情况 over 实际完成值 | 完成率: None if `lower` is no part of it.

    A word of the upper row gives way to those of the lower one that stand under it.
    """
    if len(lower.cells) < 2 or not all(
        header_role(c.text) and is_label(c, k)
        for c, k in zip(lower.cells, lower.kinds, strict=True)
    ):
        return None
    starts = [cell.column for cell in upper.cells]
    if lower.cells[0].column <= starts[0]:
        return None
    spanned = {max((s for s in starts if s <= cell.column), default=0) for cell in lower.cells}
    kept = [
        (cell, kind)
        for cell, kind in zip(upper.cells, upper.kinds, strict=True)
        if cell.column not in spanned
    ]
    both = sorted(
        [*kept, *zip(lower.cells, lower.kinds, strict=True)], key=lambda pair: pair[0].column
    )
    return header_of(
        upper._replace(cells=tuple(c for c, _ in both), kinds=tuple(k for _, k in both))
    )


def _with_name(roles: list[CellRole | None]) -> list[CellRole | None]:
    """评价内容 explains a named indicator; where nothing else names it, it is its name."""
    stated = {CellRole.TARGET, CellRole.SCORE, CellRole.WEIGHT} & set(roles)
    if stated and CellRole.BASIS in roles and not _GROUPING & set(roles):
        roles[roles.index(CellRole.BASIS)] = CellRole.NAME
    return roles


def roles_of(roles: Sequence[CellRole | None]) -> list[CellRole]:
    """Settle what a word means by what stands beside it.

    Only the last level of names is the indicator's; 完成情况 right of it is the indicator's
    result, not a task's; an unknown word left of it is a group label.
    """
    settled = list(roles)
    for sought in (CellRole.NAME, CellRole.HEADER, CellRole.LABEL):
        found = [i for i, role in enumerate(settled) if role is sought]
        if found:
            break
    leaf = found[-1] if found else -1
    for i, role in enumerate(settled):
        if role is CellRole.NAME and i != leaf:
            settled[i] = CellRole.HEADER
    if leaf >= 0:
        settled[leaf] = CellRole.NAME
    for general, special in (
        (CellRole.COMPLETION, CellRole.ACTUAL),
        (CellRole.GOAL, CellRole.TARGET),
    ):
        if special not in settled:
            for i in range(leaf + 1, len(settled)):
                if settled[i] is general:
                    settled[i] = special
                    break
    return [
        role or (CellRole.HEADER if i < leaf else CellRole.OTHER) for i, role in enumerate(settled)
    ]


def readings(header: Header) -> Iterator[Header]:
    """The header itself first, then what else it may stand for."""
    yield header
    leaf = header.leaf
    tail = header.columns[leaf + 1 :]
    roles = [column.role for column in tail]
    if leaf < 0 or CellRole.SCORE not in roles:
        return
    if any(is_sort(column.header, "unit") for column in tail):
        return  # 度量单位 is a column of its own, and targets are bare numbers as scores are
    bases = [tail]
    if CellRole.TARGET not in roles and CellRole.ACTUAL not in roles:
        if (told := _told(tail)) is None:
            return
        bases.append(told)
    for base in bases:
        for variant in _score_moved(base):
            if variant != tail:
                yield replace(header, columns=(*header.columns[: leaf + 1], *variant))


def _told(tail: tuple[Column, ...]) -> tuple[Column, ...] | None:
    """指标解释 read as target and result; None where nothing explains."""
    for i, column in enumerate(tail):
        if column.role is CellRole.BASIS:
            target = Column(CellRole.TARGET, column.place, "")
            actual = Column(CellRole.ACTUAL, column.place + 1, "")
            later = (c._replace(place=c.place + 1) for c in tail[i + 1 :])
            return (*tail[:i], target, actual, *later)
    return None


def _score_moved(tail: tuple[Column, ...]) -> Iterator[tuple[Column, ...]]:
    """`tail` with the score in every position; the others keep their order."""
    score = next(c for c in tail if c.role is CellRole.SCORE)
    others = [c for c in tail if c is not score]
    places = [c.place for c in tail]
    for at in range(len(tail)):
        moved = [*others[:at], score, *others[at:]]
        yield tuple(c._replace(place=p) for c, p in zip(moved, places, strict=True))


class Reader:
    """Matches the rows of one section to the reading of its header that fits them best."""

    def __init__(self, header: Header, lines: Sequence[Line]) -> None:
        self._readings = list(readings(header))
        sample = lines[:_SAMPLE]
        costs = [
            sum(min(self._place(i, line).cost, 12.0) for line in sample)
            + (DOUBT * len(sample) if i else 0.0)
            for i in range(len(self._readings))
        ]
        self._best = costs.index(min(costs))
        self.header = self._readings[self._best]

    def place(self, line: Line) -> tuple[Header, Placed]:
        placed = self._place(self._best, line)
        if placed.cost <= DEPARTURE:
            return self.header, placed
        chosen = self._best
        least = placed.cost - DEPARTURE
        for i in range(len(self._readings)):
            other = self._place(i, line)
            if other.cost < least:
                chosen, placed, least = i, other, other.cost
        return self._readings[chosen], placed

    def _place(self, reading: int, line: Line) -> Placed:
        cells = zip((cell.column for cell in line.cells), line.kinds, strict=True)
        return place(tuple(cells)[:MAX_COLUMNS], self._readings[reading].columns)
