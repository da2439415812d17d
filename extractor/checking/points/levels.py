"""Points of stages in columns and rows of their own: 产出 ⇥ 50 ⇥ 数量指标 ⇥ 30, and 小计 below the rows of a stage."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checking import cards
from extractor.checking.layout import Figure, Sheet
from extractor.checking.places import at_line
from extractor.checking.points.adding import adds
from extractor.checking.points.sheets import Scores
from extractor.checking.tabled import Entry, Tabled, tabled
from extractor.folding import fold
from extractor.records import Check, Evidence, Text

_WEIGHTS = re.compile(r"^(?:标准|设定|指标)?(?:分值|权重|满分|分数|赋分)(?:[（(][^）)]*[）)])?$")
_SUBTOTAL = re.compile(r"^小\s*计")


def in_columns(sheet: Sheet, labels: set[str]) -> dict[str, Evidence]:
    """What stands beside the name of a stage in a column of weights, by the folded name."""
    found: dict[str, Evidence] = {}
    for one in tabled(sheet):
        for line in one.lines:
            for entry in line.values():
                if entry.named in labels and _WEIGHTS.search(entry.header):
                    found.setdefault(entry.named, _evidence(entry))
    return found


def _evidence(entry: Entry) -> Evidence:
    return Evidence(
        span=entry.quantity.span,
        text=fold(entry.quantity.text),
        name=cards.clip(entry.named),
        where=at_line(entry.line, Text("分值", "weight")),
    )


def subtotals(sheet: Sheet, table: Scores) -> Iterator[Check]:
    """Rows 小计 against the rows above them, up to the one before, in the columns of weights and points."""
    for one in tabled(sheet):
        for which, words in (
            ("weight", Text("小计分值", "weights of the subtotal")),
            ("score", Text("小计得分", "points of the subtotal")),
        ):
            cells = {view.fact.place.line: getattr(view, which) for view in table.rows}
            parts = {line: cell for line, cell in cells.items() if cell is not None}
            yield from _column(one, parts, words)


def _column(one: Tabled, parts: dict[int, Figure], words: Text) -> Iterator[Check]:
    columns = {
        column
        for line in one.lines
        for column, entry in line.items()
        if entry.line in parts and entry.quantity.span == parts[entry.line].span
    }
    if len(columns) != 1:
        return
    (column,) = columns
    block: list[Figure] = []
    for row, line in zip(one.rows, one.lines, strict=True):
        if row.line in parts:
            block.append(parts[row.line])
        elif any(_SUBTOTAL.match(fold(cell.text)) for cell in row.cells):
            if column in line and len(block) > 1:
                yield adds(block, line[column], words, sure=False)
            block = []
