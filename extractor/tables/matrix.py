"""Tables of amounts: column headers above, a row label left, bare amounts between.

年度部门整体支出规模 with its two header rows, and the 项目资金 block of the project form
(财预〔2020〕10号 附件: 年初预算数、全年预算数、全年执行数、分值、执行率、得分).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractor.records import Cell, CellRole, GridCell
from extractor.tables.alignment import MAX_COLUMNS, Column, place
from extractor.tables.columns import Line, is_label
from extractor.tables.kinds import Kind, clean
from extractor.tables.lexicon import header_role

_AMOUNTS = frozenset({Kind.NUMBER, Kind.VALUE, Kind.DASH})


@dataclass(frozen=True, slots=True)
class Matrix:
    """Lines [start, body) are headers, [body, end) amounts."""

    start: int
    body: int
    end: int


def matrix_at(lines: Sequence[Line], at: int, *, known_only: bool = False) -> Matrix | None:
    """The matrix whose first header row is `at`.

    `known_only`: only if two of its headers are words such as 全年预算数, where the row could
    as well be an indicator with two results in words.
    """
    body = at
    while body < len(lines) and body < at + 2 and _all_labels(lines[body]):
        # a second header row leaves the corner to the first
        if body > at and lines[body].cells[0].column <= lines[at].cells[0].column:
            break
        body += 1
    if body == at:
        return None
    names = lines[body - 1].cells
    if known_only and sum(header_role(c.text) is CellRole.VALUE for c in names) < 2:
        return None
    end = body
    while end < len(lines) and (count := amounts(lines[end])):
        if end == body and (count < 2 or count > len(names)):
            return None
        end += 1
    return Matrix(at, body, end) if end > body else None


def amounts(line: Line) -> int:
    """How many amounts follow the labels of a row; 0 if it is not labels, then amounts."""
    if len(line.cells) > MAX_COLUMNS:
        return 0
    first = next((i for i, kind in enumerate(line.kinds) if kind in _AMOUNTS), 0)
    if not 1 <= first <= 3 or any(kind not in _AMOUNTS for kind in line.kinds[first:]):
        return 0
    if not all(is_label(line.cells[i], line.kinds[i]) for i in range(first)):
        return 0
    return len(line.kinds) - first


def _all_labels(line: Line) -> bool:
    return 2 <= len(line.cells) <= MAX_COLUMNS and all(
        is_label(c, k) for c, k in zip(line.cells, line.kinds, strict=True)
    )


def read_matrix(lines: Sequence[Line], matrix: Matrix) -> list[GridCell]:
    heads = lines[matrix.start : matrix.body]
    body = lines[matrix.body : matrix.end]
    widest = max(amounts(line) for line in body)
    label_at = min(line.cells[0].column for line in body)
    corner = ""
    names = list(heads[-1].cells)
    if len(names) > widest and names[0].column <= label_at + 1:
        corner = clean(names.pop(0).text)
    groups: list[Cell] = list(heads[0].cells) if len(heads) > 1 else []
    if groups and groups[0].column < names[0].column:
        corner = corner or clean(groups.pop(0).text)
    columns = tuple(
        Column(_role(cell), float(cell.column), clean(cell.text)) for cell in names[:MAX_COLUMNS]
    )
    above = [_above(groups, cell) for cell in names]
    found = [
        GridCell(cell=cell, role=CellRole.HEADER, row=line.row, header="", labels=())
        for line in heads
        for cell in line.cells
    ]
    known = header_role(corner) is CellRole.LABEL  # 项目: says no more than that rows have names
    outer: tuple[str, ...] = (corner,) if corner and not known else ()
    for line in body:
        outer = _body_row(line, columns, above, outer, bool(corner), found)
    return found


def _body_row(
    line: Line,
    columns: tuple[Column, ...],
    above: Sequence[tuple[str, ...]],
    outer: tuple[str, ...],
    cornered: bool,
    found: list[GridCell],
) -> tuple[str, ...]:
    first = len(line.cells) - amounts(line)
    labels = [clean(cell.text) for cell in line.cells[:first]]
    if len(labels) > 1 and not cornered:
        outer = tuple(labels[:-1])  # a block label in the first row of its span
    for i, cell in enumerate(line.cells[:first]):
        found.append(
            GridCell(cell=cell, role=CellRole.LABEL, row=line.row, header="", labels=outer[:i])
        )
    cells = tuple((cell.column, Kind.NUMBER) for cell in line.cells[first:])
    placed = place(cells, columns)
    for cell, kind, at in zip(line.cells[first:], line.kinds[first:], placed.columns, strict=True):
        head = columns[at].header if at is not None else ""
        role = columns[at].role if at is not None else CellRole.OTHER
        found.append(
            GridCell(
                cell=cell,
                role=CellRole.OTHER if kind is Kind.DASH else role,
                row=line.row,
                header=head,
                labels=(*outer, *(above[at] if at is not None else ()), labels[-1]),
            )
        )
    return outer


def _role(cell: Cell) -> CellRole:
    role = header_role(cell.text)
    return role if role in (CellRole.WEIGHT, CellRole.SCORE) else CellRole.VALUE


def _above(groups: Sequence[Cell], cell: Cell) -> tuple[str, ...]:
    """The group header that stands over a column: the last one not right of it."""
    over = [group for group in groups if group.column <= cell.column]
    return (clean(over[-1].text),) if over else ()
