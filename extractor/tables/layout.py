"""Ragged rows to a grid: every cell with its role, governing header and labels.

A table is read from the top. A row that only names columns starts a section; the rows
below are matched to its columns by what they hold (`alignment.py`) until the next header.
Where no header governs, a label and what stands right of it belong together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from extractor.records import Cell, CellRole, Grid, GridCell, Span, Table
from extractor.tables.alignment import STRAY, UNPLACED
from extractor.tables.columns import Header, Line, Reader, below, header_of, is_label, line_of
from extractor.tables.groups import Group, labels_of
from extractor.tables.kinds import Kind, clean, kind_of, labelled_value, read, tail_value
from extractor.tables.lexicon import header_role, is_sort
from extractor.tables.matrix import matrix_at, read_matrix

_AMOUNTS = frozenset({Kind.NUMBER, Kind.VALUE})
_PROSE = frozenset({Kind.EXPLAINING, Kind.PROSE, Kind.LONG})
_PROSE_ROLES = frozenset(
    {CellRole.GOAL, CellRole.COMPLETION, CellRole.PROBLEM, CellRole.MEASURE, CellRole.BASIS}
)
_POINT_ROLES = frozenset({CellRole.WEIGHT, CellRole.SCORE})


def lay_out(table: Table, before: Table | None = None) -> Grid:
    """The roles of all cells that are not empty, in reading order. Never raises.

    `before` is the table before this one, if only a page number or the like parts them: its
    last header governs the first rows here that have none, where they fit it.
    """
    return Grid(table=table, cells=tuple(_Layout(table).read(_last_header(before))))


class _Layout:
    def __init__(self, table: Table) -> None:
        lines = (line_of(i, row) for i, row in enumerate(table.rows))
        self.lines = [line for line in lines if line.cells]
        self.headers = [header_of(line) for line in self.lines]
        self.lower: set[int] = set()  # second rows of headers
        for at, (upper, lower) in enumerate(pairwise(self.lines)):
            if self.headers[at] and at not in self.lower and (both := below(upper, lower)):
                self.headers[at : at + 2] = [both, None]
                self.lower.add(at + 1)
        self.cells: list[GridCell] = []
        self.group = ""  # of label and value pairs: 部门资金情况
        self.task = ""  # in force until the next one, over repeated headers too
        self.leaves: list[_Leaf] = []
        self.shape: list[str] = []  # what the header names up to the indicator

    def read(self, carried: Header | None) -> list[GridCell]:
        at = self.body(0, carried) if carried and self.fits(carried) else 0
        while at < len(self.lines):
            header = self.headers[at]
            if header:
                at = self.section(at, header)
            elif matrix := matrix_at(self.lines, at):
                self.cells += read_matrix(self.lines, matrix)
                at = matrix.end
            else:
                self.pairs(self.lines[at])
                at += 1
        self.name_groups()
        return sorted(self.cells, key=lambda cell: (cell.row, cell.cell.column))

    def section(self, at: int, header: Header) -> int:
        """A header row and the rows that it governs; the index of the line after them."""
        start = at + 2 if at + 1 in self.lower else at + 1
        for line in self.lines[at:start]:
            for cell in line.cells:
                self.put(line, cell, CellRole.HEADER)
        return self.body(start, header)

    def fits(self, carried: Header) -> bool:
        """Whether the first row, which no header governs, is one of the table before."""
        if not self.lines or carried.prose or not self.governed(0, carried):
            return False
        _, placed = Reader(carried, self.lines[:1]).place(self.lines[0])
        return placed.cost < STRAY

    def body(self, at: int, header: Header) -> int:
        """The rows from `at` on that `header` governs; the index of the line after them."""
        self.group = ""
        end = at
        while end < len(self.lines) and self.governed(end, header):
            end += 1
        body = self.lines[at:end]
        if not any(column.role is CellRole.LABEL for column in header.columns):
            self.task = ""
        shape = [c.header for c in header.columns[: header.leaf + 1]]
        if shape != self.shape:
            self.name_groups()
            self.shape = shape
        reader = Reader(header, body)
        block = _block(header)
        for line in body:
            if header.leaf >= 0 and is_sort(line.cells[0].text, "subtotal"):
                for cell in line.cells:
                    self.put(line, cell, CellRole.OTHER)
            elif header.leaf >= 0 and is_sort(line.cells[0].text, "total"):
                self.total(line, reader.header)
            else:
                self.row(line, reader, block)
        return end

    def governed(self, at: int, header: Header) -> bool:
        line = self.lines[at]
        if self.headers[at] or _closes(line) or matrix_at(self.lines, at, known_only=True):
            return False
        if header.prose:
            return not any(kind in _AMOUNTS for kind in line.kinds)
        return True

    def row(self, line: Line, reader: Reader, block: str) -> None:
        header, placed = reader.place(line)
        if placed.cost >= UNPLACED and _is_pairs(line):
            self.pairs(line)
            return
        roles: list[tuple[Cell, int | None]] = list(
            zip(line.cells, (*placed.columns, *[None] * len(line.cells)), strict=False)
        )
        roles = _fallen_result(header, roles)
        name = ""
        for cell, at in roles:
            if at is not None and header.columns[at].role is CellRole.LABEL:
                self.task = clean(cell.text)
            if at is not None and at == header.leaf:
                name = clean(cell.text)
        outer = tuple(label for label in (block, self.task) if label)
        leaf = _Leaf(block)
        for cell, at in roles:
            leaf.places.append(len(self.cells))
            if at is None:
                self.put(line, cell, CellRole.OTHER, labels=outer)
                continue
            column = header.columns[at]
            named = (name,) if name and at > header.leaf >= 0 else ()
            if column.role is CellRole.LABEL:
                self.put(line, cell, column.role, column.header, labels=(block,) if block else ())
            else:
                self.put(line, cell, column.role, column.header, labels=(*outer, *named))
        if header.leaf >= 0:
            self.leaf(leaf, header, roles)

    def leaf(self, leaf: _Leaf, header: Header, roles: Sequence[tuple[Cell, int | None]]) -> None:
        """Note the group labels of a row, for `name_groups`."""
        own = {at: cell for cell, at in roles if at is not None}
        name = own.get(header.leaf)
        for at, cell in own.items():
            column = header.columns[at]
            if at < header.leaf and column.role is CellRole.HEADER:
                beside = own.get(at + 1)
                points = (
                    _number(beside)
                    if beside and header.columns[at + 1].role is CellRole.WEIGHT
                    else None
                )
                if name is None or clean(cell.text) != clean(name.text):
                    leaf.groups.append((at, clean(cell.text), points))
            elif at > header.leaf and column.role is CellRole.WEIGHT and leaf.points is None:
                leaf.points = _number(cell)
            elif (
                at < header.leaf
                and column.role is CellRole.WEIGHT
                and at - 1 not in own
                and len([c for c in header.columns if c.role is CellRole.WEIGHT]) > 1
            ):
                # points that have lost their group: nothing can be said of them
                place = next(i for i, (c, _) in enumerate(roles) if c is cell)
                self.cells[leaf.places[place]] = replace(
                    self.cells[leaf.places[place]], role=CellRole.OTHER
                )
        self.leaves.append(leaf)

    def name_groups(self) -> None:
        """Put group labels in front of the labels of the rows that they hold for."""
        if not any(leaf.groups for leaf in self.leaves):
            self.leaves = []
            return
        groups = [
            Group(row, level, label, points)
            for row, leaf in enumerate(self.leaves)
            for level, label, points in leaf.groups
        ]
        all_labels = labels_of([leaf.points for leaf in self.leaves], groups)
        for leaf, labels in zip(self.leaves, all_labels, strict=True):
            for place in leaf.places:
                cell = self.cells[place]
                own = clean(cell.cell.text)
                if cell.role is CellRole.HEADER and own in labels:
                    before = labels[: labels.index(own)]
                elif cell.role is CellRole.HEADER:
                    before = ()
                else:
                    before = labels
                block = tuple(label for label in cell.labels[:1] if label == leaf.block)
                rest = (label for label in cell.labels[len(block) :] if label not in before)
                self.cells[place] = replace(cell, labels=(*block, *before, *rest))
        self.leaves = []

    def total(self, line: Line, header: Header) -> None:
        """总分: its points and score by the nearest of the two columns."""
        self.put(line, line.cells[0], CellRole.NAME)
        label = clean(line.cells[0].text)
        numbers = [c for c, k in zip(line.cells, line.kinds, strict=True) if k in _AMOUNTS]
        for cell, kind in zip(line.cells[1:], line.kinds[1:], strict=True):
            role = CellRole.OTHER
            if kind in _AMOUNTS:
                role = _nearest(cell, header)
                if len(numbers) > 1 and cell is numbers[0]:
                    role = CellRole.WEIGHT
                elif len(numbers) > 1 and cell is numbers[-1]:
                    role = CellRole.SCORE
            self.put(line, cell, role, labels=(label,))

    def pairs(self, line: Line) -> None:
        """Labels, each followed by what it labels."""
        if line.cells[0].column == 0:
            self.group = ""
        label: Cell | None = None
        for i, (cell, kind) in enumerate(zip(line.cells, line.kinds, strict=True)):
            following = line.kinds[i + 1] if i + 1 < len(line.kinds) else None
            if own := labelled_value(cell.text, Span(0, len(cell.text))):
                kind_own = kind_of(own[1].of(cell.text))
                role = _paired(own[0].of(cell.text), kind_own)
                labels = (self.group,) if self.group else ()
                self.put(line, cell, role, labels=(*labels, clean(own[0].of(cell.text))))
                label = None
                continue
            if label is not None and not _starts_pair(cell, kind, following):
                self.put(line, cell, _paired(label.text, kind), labels=self.under(label))
                continue
            if not is_label(cell, kind) or kind is Kind.GRADE:
                self.put(line, cell, CellRole.OTHER, labels=self.under(label))
                continue
            if label is not None and i == 1 and self.lines_up(label, line):
                self.group = clean(label.text)
            self.put(line, cell, CellRole.LABEL, labels=(self.group,) if self.group else ())
            label = cell

    def lines_up(self, label: Cell, line: Line) -> bool:
        return label is line.cells[0] and label.column == 0

    def under(self, label: Cell | None) -> tuple[str, ...]:
        own = clean(label.text) if label else ""
        return tuple(part for part in (self.group, own) if part)

    def put(
        self,
        line: Line,
        cell: Cell,
        role: CellRole,
        header: str = "",
        labels: tuple[str, ...] = (),
    ) -> None:
        self.cells.append(
            GridCell(cell=cell, role=role, row=line.row, header=header, labels=labels)
        )


def _last_header(table: Table | None) -> Header | None:
    if table is None:
        return None
    headers = (header_of(line_of(i, row)) for i, row in reversed(list(enumerate(table.rows))))
    return next((header for header in headers if header), None)


class _Leaf:
    """A row of indicators: where its cells are, its points and the group labels it bears."""

    def __init__(self, block: str) -> None:
        self.block = block
        self.places: list[int] = []
        self.points: Decimal | None = None
        self.groups: list[tuple[int, str, Decimal | None]] = []


def _fallen_result(
    header: Header, roles: list[tuple[Cell, int | None]]
) -> list[tuple[Cell, int | None]]:
    """A row's only cell that holds a name and its value is a result, not a name alone."""
    filled = [at for _, at in roles if at is not None and at >= header.leaf]
    results = [i for i, c in enumerate(header.columns) if c.role is CellRole.ACTUAL]
    if filled != [header.leaf] or not results:
        return roles
    return [
        (
            cell,
            results[0]
            if at == header.leaf and tail_value(cell.text, Span(0, len(cell.text)))
            else at,
        )
        for cell, at in roles
    ]


def _block(header: Header) -> str:
    """A word in the header that labels the whole section: 年度关键指标."""
    first = header.columns[0]
    if first.role is CellRole.HEADER and header_role(first.header) in (None, CellRole.NAME):
        return first.header
    return ""


def _closes(line: Line) -> bool:
    """Whether a row has left the table of indicators: 存在问题 and its prose, 填表人."""
    first = line.cells[0]
    if is_sort(first.text, "closing"):
        return True
    return (
        header_role(first.text) in _PROSE_ROLES
        and len(line.cells) == 2
        and line.kinds[1] not in _AMOUNTS
    )


def _is_pairs(line: Line) -> bool:
    """Whether a row is labels and amounts alone, each amount right of a label."""
    kinds = line.kinds
    return kinds[0] not in _AMOUNTS and all(
        is_label(line.cells[i], kind) if kind not in _AMOUNTS else kinds[i - 1] not in _AMOUNTS
        for i, kind in enumerate(kinds)
    )


def _starts_pair(cell: Cell, kind: Kind, following: Kind | None) -> bool:
    """Whether a cell right of a label is itself a label: an amount or prose follows it."""
    if not is_label(cell, kind) or kind is Kind.GRADE:
        return False
    if header_role(cell.text) in _PROSE_ROLES | {CellRole.SCORE, CellRole.VALUE}:
        return True
    return following in _AMOUNTS or following in _PROSE or is_sort(cell.text, "identifier")


def _paired(label: str, kind: Kind) -> CellRole:
    role = header_role(label)
    if role in _PROSE_ROLES:
        return role if kind not in _AMOUNTS else CellRole.OTHER
    if kind not in _AMOUNTS or is_sort(label, "identifier") or is_sort(label, "closing"):
        return CellRole.OTHER
    if role is CellRole.SCORE or (is_sort(label, "total") and "分" in label):
        return CellRole.SCORE
    return CellRole.VALUE


def _nearest(cell: Cell, header: Header) -> CellRole:
    ranked = sorted(
        (abs(column.place - cell.column), column.role is CellRole.WEIGHT, column.role)
        for column in header.columns[header.leaf + 1 :]
        if column.role in _POINT_ROLES
    )
    return ranked[0][2] if ranked else CellRole.OTHER


def _number(cell: Cell) -> Decimal | None:
    digits = read(cell.text).replace(",", "").rstrip("%分")
    try:
        return Decimal(digits)
    except ArithmeticError:
        return None
