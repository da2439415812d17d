"""sum and ratio in tables: columns that follow from others, and rows that make a total.

Nothing is read from the headings of columns: if 97.14% is the quotient of its two neighbours in this
row and the next and the next, the column is that quotient, and the row where it is not stands
out. A total is a row that calls itself one (合计), and its rows are those above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import permutations
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.layout import Sheet, at_line
from extractor.checking.naming import pairs
from extractor.checking.sizes import Size, read_cell, size
from extractor.checking.tolerance import compare, one_slip, quotient, total
from extractor.folding import fold
from extractor.quantities.units import dimension
from extractor.records import (
    Cell,
    Check,
    Evidence,
    Quantity,
    Row,
    Rule,
    Severity,
    Table,
    Text,
    Verdict,
)

_TOTAL = re.compile(
    r"^(?:合计|总计|小计|共计|总额|合计数|总计数|.{0,6}资金总额|.{2,8}合计|.{2,8}总计)(?:[（(].*)?$"
)
_SUBTOTAL = re.compile(r"小计")
POINTS = re.compile(r"分值|权重|得分|评分|分数|满分")
_HUNDRED = Decimal(100)
_NEARLY = 0.05  # points, or of the rate
_LEAST, _LEAST_UNMARKED = 2, 3  # rows that must follow before a column is taken to; without %
_MOST_COLUMNS, _MOST_ROWS = 12, 200  # of a table; what is beyond is not looked at
_LITTLE = Decimal("0.1")  # of a total: more is another scope, not a slip
_SHORT = 16  # characters of a heading, beside a line
_NO_VALUES = re.compile(r"^(?:栏次|行次|序号|栏目)")
_PART_ROW = re.compile(r"^其中")
_GIVES = re.compile(r"目标|指标值|完成|实际")
_GIVEN = re.compile(rf"{POINTS.pattern}|目标|指标值|完成值|实际值")
_MOST_WORDS = 120  # characters of a row's words
_MOST_PARTS = 6  # rows from 其中 on
_OUTLIERS = 3  # of so many rows one may differ


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A cell that holds one value."""

    quantity: Quantity
    size: Size
    line: int
    label: str  # the first words of its row
    header: str  # the nearest words above it in its column
    words: str  # all words of its row
    named: str = ""  # the last words before it in its row: the indicator, mostly
    given: Evidence | None = None  # the cell that gives its unit, where it is not written with it

    @property
    def grams(self) -> frozenset[str]:
        """Character pairs of the words that say what it is."""
        return frozenset(pairs(self.words)) | frozenset(pairs(self.header))

    @property
    def evidence(self) -> Evidence:
        return Evidence(
            span=self.quantity.span,
            text=self.quantity.text,
            name=cards.clip(f"{self.label}{self.header}"),
            where=at_line(self.line, Text(self._column or "表格", self._column or "table")),
        )

    @property
    def told(self) -> tuple[Evidence, ...]:
        """The cell, and the one that gives its unit."""
        return (self.evidence,) if self.given is None else (self.evidence, self.given)

    @property
    def _column(self) -> str:
        return cards.clip(self.header, _SHORT)

    @property
    def shown(self) -> str:
        return cards.clip(self.quantity.text, 30)

    @property
    def plain(self) -> bool:
        return not self.size.percent


Lines = list[dict[int, Entry]]  # of each row its entries by column


class Tabled(NamedTuple):
    """A table as values."""

    table: Table
    lines: Lines  # of each row
    rows: tuple[Row, ...]


def columns(sheet: Sheet) -> Iterator[Check]:
    for _, lines, rows in tabled(sheet):
        rates = _rate_columns(lines)
        for (p, a, b), judged in rates.items():
            for line, verdict in judged:
                yield _quotient(line[p], line[a], line[b], verdict)
        yield from _differences(lines)
        taken = {found[0] for found in rates}
        yield from _totals(lines, rows, taken)
        yield from _of_which(lines, taken)


def tabled(sheet: Sheet) -> tuple[Tabled, ...]:
    """All tables that hold values."""
    return sheet.once(
        tabled, lambda: tuple(filter(_holds, map(_entries, sheet.case.document.tables)))
    )


def _holds(one: Tabled) -> bool:
    return any(one.lines)


def _entries(table: Table) -> Tabled:
    lines: Lines = []
    rows: list[Row] = []
    headers: dict[int, str] = {}
    for row in table.rows[:_MOST_ROWS]:
        cells = [cell for cell in row.cells if cell.text.strip()]
        found: dict[int, Entry] = {}
        label = fold(cells[0].text) if cells else ""
        words = words_of(row)
        unit = _unit_of(cells)
        named = ""
        for cell in cells[:_MOST_COLUMNS]:
            quantity = read_cell(cell.text, cell.span.start)
            given = None
            gives = _GIVES.search(headers.get(cell.column, "")) is not None
            if quantity is not None and unit is not None and not quantity.unit and gives:
                quantity = replace(quantity, unit=fold(unit.text))
                given = _evidence(unit, row.line)
            measured = size(quantity) if quantity is not None else None
            if quantity is None or measured is None:
                if _is_words(cell.text):
                    named = fold(cell.text)[:_MOST_WORDS]
                if cell.column not in found:
                    headers[cell.column] = fold(cell.text)
                continue
            if _NO_VALUES.search(label):
                continue  # the numbers of the columns
            found[cell.column] = Entry(
                quantity,
                measured,
                row.line,
                label,
                headers.get(cell.column, ""),
                words,
                named,
                given,
            )
        lines.append({} if _numbers_columns(found) else found)
        rows.append(row)
    return Tabled(table, lines, tuple(rows))


def _unit_of(cells: Sequence[Cell]) -> Cell | None:
    """The unit that a cell of its own gives to the goal and the result of its row."""
    return next((cell for cell in cells if dimension(fold(cell.text)) is not None), None)


def _evidence(cell: Cell, line: int) -> Evidence:
    place = at_line(line, Text("计量单位", "unit"))
    return Evidence(span=cell.span, text=cell.text, name="", where=place)


def words_of(row: Row) -> str:
    """All words of a row."""
    return fold("".join(cell.text for cell in row.cells if _is_words(cell.text)))[:_MOST_WORDS]


def _numbers_columns(line: dict[int, Entry]) -> bool:
    """1, 2, 3 below the headings, as in the tables of final accounts."""
    values = [entry.quantity.value for _, entry in sorted(line.items())]
    return len(values) >= _LEAST and values == list(map(Decimal, range(1, len(values) + 1)))


def _is_words(text: str) -> bool:
    return not any(char.isdigit() for char in text)


def _rate_columns(
    lines: Lines,
) -> dict[tuple[int, int, int], list[tuple[dict[int, Entry], Verdict]]]:
    """Columns P, A, B with P = A ÷ B in percent, and the rows with what they say of it."""
    found: dict[tuple[int, int, int], list[tuple[dict[int, Entry], Verdict]]] = {}
    taken: set[int] = set()
    for p, a, b in _triples(lines):
        if p in taken or not _rate_like(lines, p):
            continue
        judged = []
        for line in lines:
            if all(c in line for c in (p, a, b)) and line[a].plain and line[b].plain:
                verdict = _is_quotient(line[p], line[a], line[b])
                if verdict is not None:
                    judged.append((line, verdict))
        right = [line for line, verdict in judged if verdict is Verdict.AGREE]
        # 100% of everything says nothing of which columns they are
        telling = [line for line in right if line[a].size.point != line[b].size.point]
        marked = any(not line[p].plain for line in right)
        least = _LEAST if marked else _LEAST_UNMARKED
        if len(telling) < least or (len(judged) - len(right)) * _OUTLIERS > len(judged):
            continue
        taken.add(p)
        found[p, a, b] = judged
    return found


def _triples(lines: Lines) -> Iterator[tuple[int, ...]]:
    held = sorted({column for line in lines for column in line})
    return permutations(held[:_MOST_COLUMNS], 3)


def _rate_like(lines: Lines, column: int) -> bool:
    values = [line[column] for line in lines if column in line]
    return any(not value.plain for value in values) or all(
        0 <= value.size.point <= 1000 for value in values
    )


def _is_quotient(p: Entry, a: Entry, b: Entry) -> Verdict | None:
    if not _might_be(p, a, b):
        return Verdict.CONFLICT if b.size.point > 0 and p.size.point else None
    share = quotient(a.size.interval, b.size.interval)
    if share is None or p.size.point == 0:
        return None
    return compare(share.scaled(_HUNDRED), p.size.point)


def _might_be(p: Entry, a: Entry, b: Entry) -> bool:
    """By floats, before the exact arithmetic: most columns are no quotient of most others."""
    top, below, rate = float(a.size.point), float(b.size.point), float(p.size.point)
    return below > 0 and abs(100 * top / below - rate) <= max(_NEARLY, _NEARLY * abs(rate))


def _quotient(p: Entry, a: Entry, b: Entry, verdict: Verdict) -> Check:
    percent = a.size.point / b.size.point * _HUNDRED
    places = max(2, cards.decimals(p.size))
    value = f"{cards.number(percent, places)}%"
    card = f"{a.shown} ÷ {b.shown} = {value}"
    label = cards.clip(p.label)
    messages = {
        Verdict.AGREE: Text(
            f"“{label}”的比率{p.shown}与同行数值相符",
            f"the rate {p.shown} of “{label}” follows from its row",
        ),
        Verdict.REVIEW: Text(
            f"“{label}”的比率写{p.shown}，按同行数值为{value}，可能是截尾",
            f"the rate of “{label}” is {p.shown}, its row gives {value}: probably cut off",
        ),
        Verdict.CONFLICT: Text(
            f"“{label}”的比率写{p.shown}，按同行数值应为{value}",
            f"the rate of “{label}” is {p.shown}; its row gives {value}",
        ),
    }
    return cards.check(
        Rule.RATIO,
        verdict,
        messages[verdict],
        Text(f"{card}（报告写 {p.shown}）", f"{card} (stated {p.shown})"),
        (p.evidence, a.evidence, b.evidence),
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
    )


def _differences(lines: Lines) -> Iterator[Check]:
    """A column that is the sum of the two or more right of it (or left), or of two others."""
    held = sorted(
        {
            column
            for line in lines
            for column, entry in line.items()
            if not _GIVEN.search(entry.header)
        }
    )[:_MOST_COLUMNS]
    done: set[frozenset[int]] = set()
    for whole in held:
        for parts in _sides(held, whole):
            key = frozenset((whole, *parts))
            if key in done:
                continue
            judged = []
            for line in lines:
                if all(c in line and line[c].plain for c in (whole, *parts)) and not any(
                    line[c].size.hedged or line[c].quantity.unit for c in (whole, *parts)
                ):
                    judged.append((line, _adds_up([line[c] for c in parts], line[whole])))
            right = [line for line, holds in judged if holds]
            telling = {
                tuple(line[c].size.point for c in (whole, *parts))
                for line in right
                if sum(line[c].size.point != 0 for c in parts) >= 2
            }
            if len(telling) < _LEAST or (len(judged) - len(right)) * _OUTLIERS > len(judged):
                continue
            done.add(key)
            for line, holds in judged:
                if holds or len(telling) >= _LEAST_UNMARKED:
                    yield _sum([line[c] for c in parts], line[whole])


def _sides(held: Sequence[int], whole: int) -> Iterator[tuple[int, ...]]:
    at = held.index(whole)
    for last in range(len(held), at + 2, -1):
        yield tuple(held[at + 1 : last])
    for first in range(0, at - 1):
        yield tuple(held[first:at])
    for one, two in permutations(held, 2):
        if one < two and whole not in (one, two):
            yield (one, two)


def _adds_up(parts: Sequence[Entry], whole: Entry) -> bool:
    made, said = sum(float(part.size.point) for part in parts), float(whole.size.point)
    if abs(made - said) > _NEARLY * max(1.0, abs(said)):
        return False
    units = {one.quantity.unit for one in (*parts, whole)}
    if len(units) > 1 or any(one.size.hedged for one in (*parts, whole)):
        return False
    return total(tuple(part.size.interval for part in parts)).meets(whole.size.interval)


def _totals(lines: Lines, rows: Sequence[Row], rates: set[int]) -> Iterator[Check]:
    """A row named 合计 against the rows above it, or below where it is the first."""
    names = [fold(next((c.text for c in row.cells if c.text.strip()), "")) for row in rows]
    for at, name in enumerate(names):
        if not _TOTAL.search(name) or not lines[at]:
            continue
        block = _block(lines, names, at)
        judged = []
        for column, whole in sorted(lines[at].items()):
            if column in rates or not whole.plain or POINTS.search(whole.header):
                continue
            parts = [lines[i][column] for i in block if column in lines[i]]
            parts = [part for part in parts if part.plain and part.size.compares(whole.size)]
            if len(parts) >= 2:
                judged.append((parts, whole, _adds_up(parts, whole)))
        right = sum(holds for *_, holds in judged)
        for parts, whole, holds in judged:
            if holds or _doubtful(parts, whole, right):
                yield _sum(parts, whole, sure=right > 0)


def _of_which(lines: Lines, rates: set[int]) -> Iterator[Check]:
    """年度资金总额 above 其中：当年财政拨款, 上年结转资金 and 其他资金 (the form of 财预〔2020〕10号), 基本支出 above
    其中：人员经费 and 公用经费: as many rows from 其中 on as make the row above in most columns.
    """
    for at in range(1, len(lines)):
        held = [
            c
            for c, entry in sorted(lines[at].items())
            if entry.named.startswith("其中")
            and c not in rates
            and (whole := lines[at - 1].get(c)) is not None
            and whole.plain
            and entry.plain
            and not POINTS.search(whole.header)
        ]
        best: list[tuple[list[Entry], Entry, bool]] = []
        for count in range(2, _MOST_PARTS + 1):
            tried = _parts_below(lines, at, count, held)
            if tried and sum(holds for *_, holds in tried) >= sum(holds for *_, holds in best):
                best = tried
        right = sum(holds for *_, holds in best)
        for parts, whole, holds in best:
            if holds or right > 1 or one_slip(_made(parts), whole.size.point):
                yield _sum(parts, whole, sure=right > 1)


def _parts_below(
    lines: Lines, at: int, count: int, held: Sequence[int]
) -> list[tuple[list[Entry], Entry, bool]]:
    found = []
    below = lines[at : at + count]
    for column in held:
        parts = [line[column] for line in below if column in line]
        whole = lines[at - 1][column]
        if len(parts) == count and all(part.size.compares(whole.size) for part in parts):
            found.append((parts, whole, _adds_up(parts, whole)))
    return found


def _made(parts: Sequence[Entry]) -> Decimal:
    return sum((part.size.point for part in parts), Decimal(0))


def _block(lines: Lines, names: Sequence[str], at: int) -> list[int]:
    """The rows that make the total of row `at`."""
    if _TOTAL.search(names[at]) and _SUBTOTAL.search(names[at]):
        return _run(lines, names, at, -1, _TOTAL)
    above = [i for i in _run(lines, names, at, -1, None) if not _SUBTOTAL.search(names[i])]
    every = above or _run(lines, names, at, 1, _TOTAL)
    return [i for i in every if not _PART_ROW.search(names[i])]


def _run(
    lines: Lines, names: Sequence[str], at: int, step: int, stop: re.Pattern[str] | None
) -> list[int]:
    """Rows with values from `at` on, up to one without any or another total."""
    found: list[int] = []
    i = at + step
    while 0 <= i < len(lines) and lines[i]:
        if stop is not None and stop.search(names[i]):
            break
        if stop is None and _TOTAL.search(names[i]) and not _SUBTOTAL.search(names[i]):
            break
        found.append(i)
        i += step
    return sorted(found)


def _doubtful(parts: Sequence[Entry], whole: Entry, right: int) -> bool:
    """Whether a total that its rows do not make is worth a word: other columns do, or it is close."""
    made = sum((part.size.point for part in parts), Decimal(0))
    if whole.size.point <= 0 or any(part.size.hedged for part in parts):
        return False
    apart = abs(made - whole.size.point)
    little = _LITTLE if right else _LITTLE / 2
    return one_slip(made, whole.size.point) or apart <= little * whole.size.point


def _sum(parts: Sequence[Entry], whole: Entry, *, sure: bool = True) -> Check:
    """`sure`: other rows or columns bear out that these are its parts."""
    made = total(tuple(part.size.interval for part in parts))
    point = sum((part.size.point for part in parts), Decimal(0))
    factor = whole.size.point / whole.quantity.value if whole.quantity.value else Decimal(1)
    value = cards.number(point / factor if factor else point)
    left = " + ".join(part.shown for part in parts)
    evidence = (*(part.evidence for part in parts), whole.evidence)
    if made.meets(whole.size.interval):
        return cards.check(
            Rule.SUM,
            Verdict.AGREE,
            Text(f"分项之和等于合计{whole.shown}", f"the parts add up to {whole.shown}"),
            cards.both(f"{left} = {value}"),
            evidence,
        )
    place = max(one.size.place for one in (*parts, whole))
    close = made.widened(place).meets(whole.size.interval)
    verdict = Verdict.REVIEW if not sure or (close and place < 1) else Verdict.CONFLICT
    return cards.check(
        Rule.SUM,
        verdict,
        Text(
            f"分项之和{value}，合计写{whole.shown}",
            f"the parts make {value}, the total says {whole.shown}",
        ),
        cards.both(f"{left} = {value} ≠ {whole.shown}"),
        evidence,
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
    )
