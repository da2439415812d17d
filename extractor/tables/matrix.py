"""Tables of amounts: column headers above, a row label left, bare amounts between.

年度部门整体支出规模 with its two header rows, the 项目资金 block of the project form
(财预〔2020〕10号 附件: 年初预算数、全年预算数、全年执行数、分值、执行率、得分), and 收入 beside 支出
(部门决算报表 财决01表 收入支出决算总表), which is two such tables side by side.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.records import Cell, CellRole, GridCell
from extractor.tables.alignment import MAX_COLUMNS, Column, place
from extractor.tables.columns import Line, is_label
from extractor.tables.kinds import Kind, clean
from extractor.tables.lexicon import header_role, is_sort

_YEAR = re.compile(r"(?:19|20)\d\d年度?")
_AMOUNTS = frozenset({Kind.NUMBER, Kind.VALUE, Kind.DASH})
_REMARKS = frozenset({CellRole.OTHER, CellRole.BASIS, CellRole.PROBLEM, CellRole.MEASURE})
_PROSE = frozenset({CellRole.GOAL, CellRole.COMPLETION, CellRole.BASIS})
_OWN_ROLES = _REMARKS | {CellRole.WEIGHT, CellRole.SCORE}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Lines [start, body) are headers, [body, end) amounts."""

    start: int
    body: int
    end: int
    sides: tuple[int, ...] = ()  # columns where a further table begins beside the first
    remarked: bool = False  # the last column is for words: 备注
    told: tuple[int, ...] = ()  # columns of running text between label and amounts: 完成情况


def matrix_at(lines: Sequence[Line], at: int, *, known_only: bool = False) -> Matrix | None:
    """The matrix whose first header row is `at`.

    `known_only`: only if two of its headers are words such as 全年预算数 or two years, where
    the row could as well be an indicator with two results in words.
    """
    body = at
    while body < len(lines) and body < at + 2 and _all_labels(lines[body]):
        # a second header row leaves the corner to the first, or heads two tables at once
        if (
            body > at
            and lines[body].cells[0].column <= lines[at].cells[0].column
            and not _sides(lines[body])
        ):
            break
        body += 1
    if body == at:
        return None
    names = lines[body - 1].cells
    if known_only and not _is_known(names):
        return None
    told = tuple(c.column for c in names[1:-1] if header_role(c.text) in _PROSE)
    matrix = Matrix(at, body, body, _sides(lines[body - 1]), _is_remark(names[-1]), told)
    lines = [_without(line, told) for line in lines] if told else lines
    end = body
    while end < len(lines) and (count := _stated(lines, end, matrix)):
        if end == body and (count < 2 or count > len(names)):
            return None
        end += 1
    return replace(matrix, end=end) if end > body else None


def _is_known(names: Sequence[Cell]) -> bool:
    amounts_of = sum(header_role(cell.text) is CellRole.VALUE for cell in names)
    years = {year for cell in names if _YEAR.fullmatch(year := clean(cell.text))}
    return amounts_of > 1 or len(years) > 1


def amounts(line: Line, *, remarked: bool = False) -> int:
    """How many amounts follow the labels of a row; 0 if it is not labels, then amounts.

    `remarked`: words may stand after the amounts.
    """
    if not line.cells or len(line.cells) > MAX_COLUMNS:
        return 0
    first = next((i for i, kind in enumerate(line.kinds) if kind in _AMOUNTS), 0)
    last = len(line.kinds)
    if remarked and line.kinds[-1] not in _AMOUNTS:
        last -= 1
    if not 1 <= first <= 3 or any(kind not in _AMOUNTS for kind in line.kinds[first:last]):
        return 0
    labels = zip(line.cells[:first], line.kinds[:first], strict=True)
    if not all(is_label(cell, kind) or kind is Kind.DATE for cell, kind in labels):
        return 0
    return last - first


def _stated(lines: Sequence[Line], at: int, matrix: Matrix) -> int:
    """How many amounts a row of the body states; 0 if it is not one."""
    line = lines[at]
    if matrix.sides:
        counts = [
            (amounts(piece), any(kind in _AMOUNTS for kind in piece.kinds))
            for piece in _cut(line, matrix.sides)
        ]
        return 0 if any(told and not count for count, told in counts) else sum(c for c, _ in counts)
    count = amounts(line, remarked=matrix.remarked)
    if not count and at > matrix.body and _lone_label(line) and at + 1 < len(lines):
        # 上年结转资金 without an amount, between rows that have them
        return amounts(lines[at + 1], remarked=matrix.remarked)
    return count


def _without(line: Line, columns: Sequence[int]) -> Line:
    kept = [i for i, cell in enumerate(line.cells) if cell.column not in columns]
    cells, kinds = tuple(line.cells[i] for i in kept), tuple(line.kinds[i] for i in kept)
    return line._replace(cells=cells, kinds=kinds)


def _lone_label(line: Line) -> bool:
    return (
        len(line.cells) == 1 and line.kinds[0] is Kind.NAME and is_label(line.cells[0], Kind.NAME)
    )


def _all_labels(line: Line) -> bool:
    """Whether a row could head columns: words, and after the first also years."""
    if not 2 <= len(line.cells) <= MAX_COLUMNS or line.kinds[0] is Kind.DATE:
        return False
    kinds = zip(line.cells, line.kinds, strict=True)
    return all(kind is Kind.DATE or is_label(cell, kind) for cell, kind in kinds)


def _is_remark(cell: Cell) -> bool:
    return header_role(cell.text) in _REMARKS


def _sides(names: Line) -> tuple[int, ...]:
    """Where the header begins again: 项目 | 预算数 | 决算数 | 项目 | 预算数 | 决算数."""
    first = names.cells[0]
    begun = clean(first.text)
    if header_role(first.text) is CellRole.VALUE:
        return ()
    known = header_role(first.text) is CellRole.LABEL
    sides = []
    for before, cell in pairwise(names.cells):
        again = clean(cell.text) == begun or (known and header_role(cell.text) is CellRole.LABEL)
        if again and before is not first and cell is not names.cells[-1]:
            sides.append(cell.column)
    return tuple(sides)


def _cut(line: Line, sides: Sequence[int]) -> list[Line]:
    """A row of tables side by side as a row of each; empty where a table has none.

    A label after an amount begins the next table, wherever the conversion has moved it. Where
    that does not tell, the columns do.
    """
    starts = [0]
    for i in range(1, len(line.cells)):
        if line.kinds[i] not in _AMOUNTS and line.kinds[i - 1] in _AMOUNTS:
            starts.append(i)
    if len(starts) != len(sides) + 1:
        starts = [0, *(_from(line, side) for side in sides)]
    ends = [*starts[1:], len(line.cells)]
    return [
        line._replace(cells=line.cells[start:end], kinds=line.kinds[start:end])
        for start, end in zip(starts, ends, strict=True)
    ]


def _from(line: Line, side: int) -> int:
    return next((i for i, c in enumerate(line.cells) if c.column >= side), len(line.cells))


def read_matrix(lines: Sequence[Line], matrix: Matrix) -> list[GridCell]:
    heads = lines[matrix.start : matrix.body]
    body = lines[matrix.body : matrix.end]
    if not matrix.sides:
        kept = [_without(line, matrix.told) for line in (*heads, *body)]
        table = _read(kept[: len(heads)], kept[len(heads) :], matrix.remarked)
        return _told(heads, body, matrix.told) + table
    found: list[GridCell] = []
    cut_heads = [_by_column(line, matrix.sides) for line in heads]
    cut_body = [_cut(line, matrix.sides) for line in body]
    for i in range(len(matrix.sides) + 1):
        own = [pieces[i] for pieces in cut_body if pieces[i].cells]
        over = [pieces[i] for pieces in cut_heads if pieces[i].cells]
        if any(amounts(line) for line in own):
            found += _read(over, own, remarked=False)
        else:
            found += [
                _cell(line, cell, CellRole.OTHER) for line in (*over, *own) for cell in line.cells
            ]
    return found


def _told(heads: Sequence[Line], body: Sequence[Line], columns: Sequence[int]) -> list[GridCell]:
    """The cells of the columns of running text, which the amounts stand beside."""
    headers = {cell.column: cell.text for cell in heads[-1].cells}
    found = []
    for line in (*heads, *body):
        for cell in line.cells:
            if cell.column not in columns:
                continue
            if line in heads:
                found.append(_cell(line, cell, CellRole.HEADER))
                continue
            header = headers[cell.column]
            role = header_role(header) or CellRole.OTHER
            found.append(_cell(line, cell, role, clean(header), (clean(line.cells[0].text),)))
    return found


def _by_column(line: Line, sides: Sequence[int]) -> list[Line]:
    edges = [0, *(_from(line, side) for side in sides), len(line.cells)]
    return [
        line._replace(cells=line.cells[start:end], kinds=line.kinds[start:end])
        for start, end in pairwise(edges)
    ]


def _read(heads: Sequence[Line], body: Sequence[Line], remarked: bool) -> list[GridCell]:
    widest = max(amounts(line, remarked=remarked) for line in body)
    label_at = min(line.cells[0].column for line in body)
    corner = ""
    names = list(heads[-1].cells)
    amount_names = len(names) - (1 if remarked else 0)
    beside = names[0].column <= label_at + 1 and header_role(names[0].text) is not CellRole.VALUE
    if amount_names > widest and beside:
        corner = clean(names.pop(0).text)
    groups: list[Cell] = list(heads[0].cells) if len(heads) > 1 else []
    if groups and names and groups[0].column < names[0].column and not corner:
        corner = clean(groups.pop(0).text)
    columns = tuple(
        Column(_role(cell), float(cell.column), clean(cell.text)) for cell in names[:MAX_COLUMNS]
    )
    above = [_above(groups, cell) for cell in names]
    found = [_cell(line, cell, CellRole.HEADER) for line in heads for cell in line.cells]
    known = header_role(corner) is CellRole.LABEL  # 项目: says no more than that rows have names
    outer: tuple[str, ...] = (corner,) if corner and not known else ()
    for line in body:
        outer = _body_row(line, columns, above, outer, bool(corner), found)
    return found


def _cell(
    line: Line, cell: Cell, role: CellRole, header: str = "", labels: tuple[str, ...] = ()
) -> GridCell:
    return GridCell(cell=cell, role=role, row=line.row, header=header, labels=labels)


def _body_row(
    line: Line,
    columns: tuple[Column, ...],
    above: Sequence[tuple[str, ...]],
    outer: tuple[str, ...],
    cornered: bool,
    found: list[GridCell],
) -> tuple[str, ...]:
    first = next((i for i, k in enumerate(line.kinds) if k in _AMOUNTS), len(line.cells))
    units = {column.place: column.header for column in columns if is_sort(column.header, "unit")}
    named = [cell for cell in line.cells[:first] if cell.column not in units]
    labels = [clean(cell.text) for cell in named] or [""]
    if len(labels) > 1 and not cornered:
        outer = tuple(labels[:-1])  # a block label in the first row of its span
    for i, cell in enumerate(named):
        found.append(_cell(line, cell, CellRole.LABEL, labels=outer[:i]))
    for cell in line.cells[:first]:
        if cell.column in units:
            found.append(_cell(line, cell, CellRole.OTHER, units[cell.column]))
    ordinal = is_sort(line.cells[0].text, "ordinal")  # 栏次 | 1 | 2: numbers of the columns
    rest = list(zip(line.cells[first:], line.kinds[first:], strict=True))
    numbered = {
        c.place for c in columns if c.role is CellRole.OTHER and is_sort(c.header, "ordinal")
    }
    placed = _placed([(c, k) for c, k in rest if c.column not in numbered], columns)
    for cell, kind in rest:
        at = placed.get(cell)
        head = columns[at].header if at is not None else ""
        role = columns[at].role if at is not None else CellRole.OTHER
        groups = above[at] if at is not None else ()
        if kind is Kind.DASH or ordinal:
            role = CellRole.OTHER
        found.append(_cell(line, cell, role, head, (*outer, *groups, labels[-1])))
    return outer


def _placed(cells: Sequence[tuple[Cell, Kind]], columns: tuple[Column, ...]) -> dict[Cell, int]:
    kinds = tuple((c.column, k) for c, k in cells)
    found = place(kinds, columns).columns
    return {c: at for (c, _), at in zip(cells, found, strict=True) if at is not None}


def _role(cell: Cell) -> CellRole:
    role = header_role(cell.text)
    return role if role is not None and role in _OWN_ROLES else CellRole.VALUE


def _above(groups: Sequence[Cell], cell: Cell) -> tuple[str, ...]:
    """The group header that stands over a column: the last one not right of it."""
    over = [group for group in groups if group.column <= cell.column]
    return (clean(over[-1].text),) if over else ()
