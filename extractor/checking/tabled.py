"""Tables as values: each cell that holds one value, with the words of its row and column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.layout import Sheet
from extractor.checking.naming import spelled
from extractor.checking.places import at_line
from extractor.checking.sizes import Size, read_cell, size
from extractor.folding import fold
from extractor.quantities.units import dimension
from extractor.records import (
    Cell,
    Evidence,
    Quantity,
    Row,
    Table,
    Text,
)

NEARLY = 0.05  # points, or of the rate
LEAST, LEAST_UNMARKED = 2, 3  # rows that must follow before a column is taken to; without %
OUTLIERS = 3  # of so many rows one may differ
POINTS = re.compile(r"分值|权重|得分|评分|分数|满分")
MOST_COLUMNS, MOST_ROWS = 12, 200  # of a table; what is beyond is not looked at
_SHORT = 16  # characters of a heading, beside a line
_NO_VALUES = re.compile(r"^(?:栏次|行次|序号|栏目)")
_GIVES = re.compile(r"目标|指标值|完成|实际")
_WORD = re.compile(r"[一-鿿]")
_MOST_WORDS = 120  # characters of a row's words


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
        return spelled(self.words) | spelled(self.header)

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


def tabled(sheet: Sheet) -> tuple[Tabled, ...]:
    """All tables that hold values."""
    units = sheet.options.tolerance.last_place
    return sheet.once(
        tabled,
        lambda: tuple(
            one for table in sheet.case.document.tables if _holds(one := _entries(table, units))
        ),
    )


def _holds(one: Tabled) -> bool:
    return any(one.lines)


def _entries(table: Table, units: Decimal) -> Tabled:
    lines: Lines = []
    rows: list[Row] = []
    headers: dict[int, str] = {}
    for row in table.rows[:MOST_ROWS]:
        cells = [cell for cell in row.cells if cell.text.strip()]
        found: dict[int, Entry] = {}
        label = fold(cells[0].text) if cells else ""
        words = words_of(row)
        unit = _unit_of(cells)
        named = ""
        for cell in cells[:MOST_COLUMNS]:
            quantity = read_cell(cell.text, cell.span.start)
            given = None
            gives = _GIVES.search(headers.get(cell.column, "")) is not None
            if quantity is not None and unit is not None and not quantity.unit and gives:
                quantity = replace(quantity, unit=fold(unit.text))
                given = _evidence(unit, row.line)
            measured = size(quantity, last_place_units=units) if quantity is not None else None
            if quantity is None or measured is None:
                if _is_words(cell.text) and cell is not unit and _WORD.search(cell.text):
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
    return len(values) >= LEAST and values == list(map(Decimal, range(1, len(values) + 1)))


def _is_words(text: str) -> bool:
    return not any(char.isdigit() for char in text)
