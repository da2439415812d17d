"""narrative_vs_table, where both say the same: a value of the text found again in a table.

Links (`linking`) pair indicators by name and may call them different; this only tells what agrees,
so it may look further: at targets, at what problems and plans repeat, and at cells that no fact
reports. The fewer digits a value has, the more its name must have in common with the row and column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.layout import Figure, Sheet
from extractor.checking.likeness import (
    SOME,
    Held,
    around_of,
    likeness,
    near_cells,
    row_named,
    shared_of,
    wanted_of,
    worded_wanted,
)
from extractor.checking.linking import Link
from extractor.checking.rivals import slips
from extractor.checking.scales import served
from extractor.checking.sizes import size
from extractor.checking.tabled import Entry, tabled, words_of
from extractor.checking.tolerance import digits
from extractor.checking.wording import wording
from extractor.records import Check, Role, Rule, Span, Text, Verdict

_MOST = 4  # cells that one figure is found in again
_PHYSICAL = frozenset({"money", "area", "length", "volume", "mass", "duration", "count"})
_SAME_THING = 0.5  # of a name, where the unit is one of another kind
_OTHER_SHARED = 0.3  # where the unit is another
_OTHER_WORDED = 0.1  # of the weight of a row's words, there
_MOST_TOLD = 4  # places of the text that are given beside a cell


class Echo(NamedTuple):
    figure: Figure
    entry: Entry
    shared: float  # of the name's character pairs, those in the words of the row and column
    same: bool  # the units agree, too


def echoes(sheet: Sheet) -> Iterator[Check]:
    same: dict[Figure, list[Entry]] = {}
    other: dict[Span, list[Echo]] = {}
    for echo in found(sheet):
        if echo.same:
            same.setdefault(echo.figure, []).append(echo.entry)
        else:
            other.setdefault(echo.entry.quantity.span, []).append(echo)
    for figure, entries in same.items():
        yield _check(figure, entries)
    for told in other.values():
        yield _other_unit(sheet, told[0], [echo.figure for echo in told[1:]])
    yield from slips(sheet, [(echo.figure, echo.entry) for echo in found(sheet) if echo.same])


def found(sheet: Sheet) -> tuple[Echo, ...]:
    return sheet.once(found, lambda: tuple(_found(sheet)))


def of_cells(sheet: Sheet, spans: Iterable[Span]) -> list[Figure]:
    """Where the text says again what the cells at `spans` say."""
    by_cell = sheet.once(_by_cell, lambda: _by_cell(sheet))
    told: dict[Figure, None] = {}
    for span in spans:
        for figure in by_cell.get(span, ()):
            told[figure] = None
    return list(told)[:_MOST_TOLD]


def _by_cell(sheet: Sheet) -> dict[Span, list[Figure]]:
    by_cell: dict[Span, list[Figure]] = {}
    for echo in found(sheet):
        by_cell.setdefault(echo.entry.quantity.span, []).append(echo.figure)
    return by_cell


def _found(sheet: Sheet) -> Iterator[Echo]:
    held: Held[Decimal] = {}
    units = {table.index: table.unit for table, _, _ in tabled(sheet)}
    for table, lines, _ in tabled(sheet):
        for line in lines:
            for entry in line.values():
                held.setdefault(entry.quantity.value or Decimal(0), []).append((table.index, entry))
    for table_index, entry in _told_in_rows(sheet):
        held.setdefault(entry.quantity.value or Decimal(0), []).append((table_index, entry))
    for entries in held.values():
        entries.sort(key=lambda item: item[1].line)
    many = Counter(entry.size.unit for entries in held.values() for _, entry in entries)
    for figure in sheet.figures:
        if not figure.tabular and figure.labelled and figure.run >= 0:
            yield from _of(sheet, figure, held, units, many)


def _told_in_rows(sheet: Sheet) -> Iterator[tuple[int, Entry]]:
    """Figures of cells that hold more than one (91.36%，未达95%; 2处 92% 3家), with the words of their row."""
    whole = {
        entry.quantity.span
        for one in tabled(sheet)
        for line in one.lines
        for entry in line.values()
    }
    rows = {
        (one.table.index, at): words_of(row)
        for one in tabled(sheet)
        for at, row in enumerate(one.rows)
    }
    for figure in sheet.figures:
        table, row = figure.place.table, figure.place.row
        if figure.span in whole or table is None or row is None:
            continue
        called = figure.name.text
        words = rows.get((table, row), "") + called
        yield (
            table,
            Entry(figure.quantity, figure.size, figure.place.line, "", called, words, called),
        )


def _of(
    sheet: Sheet,
    figure: Figure,
    held: Held[Decimal],
    units: dict[int, str],
    many: Mapping[str, int],
) -> Iterator[Echo]:
    value = figure.quantity.value
    if value is None or figure.role is Role.RANK:
        return
    around = around_of(sheet, figure)
    found: list[Echo] = []
    for table, entry in near_cells(held.get(value, []), figure):
        if figure.place.line == entry.line:
            continue
        same = _one_unit(figure, entry, units.get(table, ""))
        if not same and not (entry.quantity.unit and _slipped(figure, entry)):
            continue
        shared = shared_of(figure, entry)
        if same:
            shared = max(likeness(figure, entry), row_named(entry, around))
        wanted = wanted_of(value) if same else max(_OTHER_SHARED, wanted_of(value))
        if not same and _other_kind(figure, entry):
            wanted = _SAME_THING
        worded = wording(sheet).shared(figure, entry) if shared < wanted else 0.0
        asked = worded_wanted(value, many[entry.size.unit])
        by_words = worded >= (asked if same else max(_OTHER_WORDED, asked))
        if shared >= wanted or by_words:
            found.append(Echo(figure, entry, max(shared, worded), same))
    found.sort(key=lambda echo: (not echo.same, -echo.shared))
    yield from found[:_MOST] if not found or found[0].same else found[:1]


def _slipped(figure: Figure, entry: Entry) -> bool:
    """The same digits with another unit of one kind: 11.7万人次 and 11.7人次, 15.9公顷 and 15.9亩.

    Two counters (120户, 120套) may count two things; `units` asks about those. Who is served is another matter
    (120户, 120人), and a goal (≥95‰) is held against a goal.
    """
    one, two = figure.size, entry.size
    if not figure.quantity.unit or (one.hedged and figure.quantity.op is not entry.quantity.op):
        return False
    if _other_kind(figure, entry):
        return digits(figure.quantity.value or Decimal(0)) >= SOME
    return one.dimension == two.dimension and one.same_unit(two) and one.point != two.point


def _other_kind(figure: Figure, entry: Entry) -> bool:
    """14.3万立方米 and 14.3万吨, 2.74亿美元 and 2.74亿元: two measures, of which one is meant."""
    one, two = figure.size, entry.size
    if one.dimension == two.dimension == "money":
        return one.unit != two.unit
    if served(one) and served(two):
        return one.counter != two.counter
    return one.dimension != two.dimension and {one.dimension, two.dimension} <= _PHYSICAL


def _one_unit(figure: Figure, entry: Entry, unit: str) -> bool:
    """`unit` is that of the table, which counts for money alone."""
    if entry.quantity.unit:
        return figure.size.compares(entry.size) and figure.size.point == entry.size.point
    if not (unit and figure.size.money):
        return True  # that of its column, which the value agrees with
    tabled_size = size(entry.quantity, unit)
    return tabled_size is not None and tabled_size.point == figure.size.point


def _check(figure: Figure, entries: list[Entry]) -> Check:
    said = cards.shown(figure)
    return cards.check(
        Rule.NARRATIVE_VS_TABLE,
        Verdict.AGREE,
        Text(
            f"“{cards.called(figure)}”文字与表格一致：{said}",
            f"“{cards.called(figure)}” is the same in text and table: {said}",
        ),
        cards.both(" = ".join((said, *(entry.shown for entry in entries)))),
        (figure.evidence(), *(entry.evidence for entry in entries)),
    )


def in_other_unit(sheet: Sheet, link: Link) -> bool:
    """Whether a pair of text and table is told as one value in two units."""
    told = sheet.once(_in_two_units, lambda: _in_two_units(sheet))
    return frozenset((link.first.span, link.second.span)) in told


def _in_two_units(sheet: Sheet) -> set[frozenset[Span]]:
    return {
        frozenset((echo.figure.span, echo.entry.quantity.span))
        for echo in found(sheet)
        if not echo.same
    }


def _targets(sheet: Sheet) -> dict[Span, list[Figure]]:
    return {
        view.fact.actual.span: list(view.targets[:1])
        for view in sheet.facts
        if view.fact.actual is not None
    }


def _other_unit(sheet: Sheet, echo: Echo, again: list[Figure]) -> Check:
    figure, entry = echo.figure, echo.entry
    said, written = cards.shown(figure), entry.shown
    targets = sheet.once(_targets, lambda: _targets(sheet))
    beside = targets.get(entry.quantity.span, [])
    sure = not _other_kind(figure, entry)
    return cards.check(
        Rule.UNIT,
        Verdict.CONFLICT if sure else Verdict.REVIEW,
        Text(
            f"“{cards.called(figure)}”文字为{said}，表格为{written}，数字相同而单位不同",
            f"“{cards.called(figure)}”: {said} in the text, {written} in the table; "
            "the same digits with another unit",
        ),
        cards.both(f"{said} ≠ {written}"),
        (figure, *entry.told, *beside, *again[:_MOST_TOLD]),
    )
