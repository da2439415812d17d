"""narrative_vs_table, where both say the same: a value of the text found again in a table.

Links (`linking`) pair indicators by name and may call them different; this only tells what agrees,
so it may look further: at targets, at what problems and plans repeat, and at cells that no fact
reports. The fewer digits a value has, the more its name must have in common with the row and column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple, TypeVar

from extractor.checking import cards
from extractor.checking.columns import POINTS, Entry, tabled, words_of
from extractor.checking.layout import Figure, Sheet, nearest
from extractor.checking.linking import Link
from extractor.checking.naming import dice, name, pairs
from extractor.checking.sizes import size
from extractor.checking.tolerance import digits, one_slip
from extractor.folding import fold
from extractor.records import Check, Role, Rule, SectionKind, Severity, Span, Text, Verdict

_MOST = 4  # cells that one figure is found in again
_SHORTEST_ROW = 2  # pairs of a row's name
_MANY, _SOME = 4, 3  # digits of a value that hardly, or seldom, recur by chance
_FEW_SHARED, _SOME_SHARED, _MOST_SHARED = 0.15, 0.3, 0.6  # of a name's character pairs
_AROUND = 40  # cells of one value, or of one character pair, on either side
_SLIP_SHARED = 0.3  # of a name, where a slip sets the values apart
_SAME_NAME = 0.75  # of a name, where they are merely close
_BOTH_WAYS = 0.6  # dice of two names, where one of the values is told elsewhere
_LITTLE = Decimal("0.15")
_BEFORE = 40  # characters before a number that name it
_STATED = frozenset({Role.ACTUAL, Role.SPENT, Role.BUDGET, Role.SCORE, Role.CHANGE})
_PHYSICAL = frozenset({"money", "area", "length", "volume", "mass", "duration", "count"})
_SAME_THING = 0.5  # of a name, where the unit is one of another kind
_OTHER_SHARED = 0.3  # where the unit is another
_MOST_TOLD = 4  # places of the text that are given beside a cell
_SHORTEST = 3  # pairs; a shorter name counts as this long


_PERCENTS = re.compile(r"率|%|占比|比重|比例|增幅|降幅")
_Key = TypeVar("_Key")
_Held = dict[_Key, list[tuple[int, Entry]]]  # with the number of the table


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
    yield from slips(sheet)


def slips(sheet: Sheet) -> Iterator[Check]:
    """A value of the text that differs a little from a cell of its name: 2,146 and 2,164.

    Only where neither is found again as what it is, so that each would stand alone but for the other,
    and each is the other's best; a goal is held against goals. Where the names are the same, a slip is
    asked about though the cell is told elsewhere.
    """
    same = [echo for echo in found(sheet) if echo.same]
    told = {echo.figure for echo in same}
    cells = {echo.entry.quantity.span for echo in same if echo.figure.role is not Role.TARGET}
    goals = {target.span for view in sheet.facts for target in view.targets}
    entries = [
        entry
        for one in tabled(sheet)
        for line in one.lines
        for entry in line.values()
        if not POINTS.search(entry.header)
    ]
    results = [entry for entry in entries if entry.quantity.span not in goals]
    alone = [entry for entry in results if entry.quantity.span not in cells]
    stated = [f for f in sheet.figures if f not in told and _may_differ(f)]
    claimed: set[Figure] = set()
    for figure, entry in _rivals(sheet, [f for f in stated if f.role in _STATED], alone, 0):
        claimed.add(figure)
        yield _slip(figure, entry, sure=True)
    left = [f for f in stated if f not in claimed]
    wanted = [entry for entry in entries if entry.quantity.span in goals]
    for figure, entry in (
        *_rivals(sheet, [f for f in left if _goal(f)], wanted, _SAME_NAME),
        *_rivals(sheet, [f for f in left if f.role in _STATED], results, _SAME_NAME),
    ):
        if _slips(figure, entry) and _one_name(figure, entry):
            yield _slip(figure, entry, sure=False)


def _goal(figure: Figure) -> bool:
    """A goal of this year: what a plan for the next one says is another."""
    return figure.role is Role.TARGET and figure.section is not SectionKind.MEASURE


def _one_name(figure: Figure, entry: Entry) -> bool:
    mine, theirs = frozenset(pairs(figure.name.text)), frozenset(pairs(entry.named))
    return dice(mine, theirs) >= _BOTH_WAYS


def _rivals(
    sheet: Sheet, figures: list[Figure], entries: list[Entry], least: float
) -> list[tuple[Figure, Entry]]:
    """Each figure with the cell that is named most like it, where that cell has no better one."""
    by_gram: _Held[str] = {}
    for entry in entries:
        for gram in entry.grams:
            by_gram.setdefault(gram, []).append((0, entry))
    best: dict[Span, tuple[float, Figure, Entry]] = {}
    for figure in figures:
        rival = _rival_of(sheet, figure, by_gram)
        if rival is None or rival[0] < least:
            continue
        known = best.get(rival[1].quantity.span)
        if known is None or known[0] < rival[0]:
            best[rival[1].quantity.span] = (rival[0], figure, rival[1])
    return [(figure, entry) for _, figure, entry in best.values()]


def _may_differ(figure: Figure) -> bool:
    return (
        not figure.tabular
        and figure.labelled
        and figure.run >= 0
        and figure.place.row is None
        and (not figure.size.hedged or figure.role is Role.TARGET)
    )


def _rival_of(sheet: Sheet, figure: Figure, by_gram: _Held[str]) -> tuple[float, Entry] | None:
    """The cell that is named most like `figure` and differs from it a little."""
    around = _around(sheet, figure) | frozenset(pairs(figure.name.text))
    near: dict[Span, Entry] = {}
    for gram in around:
        for _, entry in _near(by_gram.get(gram, []), figure):
            near[entry.quantity.span] = entry
    ranked: list[tuple[bool, float, Entry]] = []
    for entry in near.values():
        if not _like_units(figure, entry) or not _little_apart(figure, entry):
            continue
        shared = max(_likeness(figure, entry), _row_named(entry, around))
        if shared >= _wanted_of_rivals(figure, entry):
            ranked.append((_slips(figure, entry), shared, entry))
    ranked.sort(key=lambda item: (not item[0], -item[1]))
    if not ranked or (len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]):
        return None
    return ranked[0][1:]


def _slips(figure: Figure, entry: Entry) -> bool:
    one, two = figure.quantity.value, entry.quantity.value
    return one is not None and two is not None and one_slip(one, two)


def _around(sheet: Sheet, figure: Figure) -> frozenset[str]:
    run = sheet.run(figure)
    return frozenset(pairs(run.clause_before(figure)[-_BEFORE:])) if run else frozenset()


def _likeness(figure: Figure, entry: Entry) -> float:
    return max(_shared(figure, entry), _as_written(figure, entry))


def _like_units(figure: Figure, entry: Entry) -> bool:
    if figure.size.percent != entry.size.percent and (figure.size.percent or entry.quantity.unit):
        return not entry.quantity.unit and _PERCENTS.search(entry.header + entry.words) is not None
    unit = entry.quantity.unit
    return not unit or fold(unit) == fold(figure.quantity.unit)


def _little_apart(figure: Figure, entry: Entry) -> bool:
    one, two = figure.quantity.value, entry.quantity.value
    if one is None or two is None or one == two or min(one, two) <= 0 or _scaled(one, two):
        return False
    if _slips(figure, entry):
        told = min(digits(one), digits(two))
        return told >= _SOME or (told > 1 and _one_name(figure, entry))
    written = bool(entry.quantity.unit) and min(digits(one), digits(two)) > 1
    return written and abs(one - two) <= _LITTLE * max(one, two)


def _wanted_of_rivals(figure: Figure, entry: Entry) -> float:
    if not _slips(figure, entry):
        return _SAME_NAME
    return max(_wanted(figure.quantity.value or Decimal(0)), _SLIP_SHARED)


def _scaled(one: Decimal, two: Decimal) -> bool:
    """3 and 0.3: the same digits are another unit more often than a slip."""
    return one.normalize().as_tuple().digits == two.normalize().as_tuple().digits


def _slip(figure: Figure, entry: Entry, *, sure: bool) -> Check:
    said, written = cards.shown(figure), entry.shown
    one, two = figure.quantity.value or Decimal(0), entry.quantity.value or Decimal(0)
    slipped = _slips(figure, entry)
    sure = sure and slipped and min(digits(one), digits(two)) >= _SOME
    why = (
        Text("相差一处笔误", "one slip apart")
        if slipped
        else Text("两数接近而不同", "close, and not the same")
    )
    return cards.check(
        Rule.NARRATIVE_VS_TABLE,
        Verdict.CONFLICT if sure else Verdict.REVIEW,
        Text(
            f"“{cards.called(figure)}”文字为{said}，表格“{cards.clip(entry.label)}”为{written}，"
            f"{why.zh}",
            f"“{cards.called(figure)}” is {said} in the text and {written} in the table: {why.en}",
        ),
        cards.both(f"{said} ≠ {written}"),
        (figure.evidence(), entry.evidence),
        severity=Severity.HIGH if sure else Severity.LOW,
    )


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


def _near(found: list[tuple[int, Entry]], figure: Figure) -> list[tuple[int, Entry]]:
    return nearest(found, figure.place.line, _AROUND, lambda item: item[1].line)


def _by_cell(sheet: Sheet) -> dict[Span, list[Figure]]:
    by_cell: dict[Span, list[Figure]] = {}
    for echo in found(sheet):
        by_cell.setdefault(echo.entry.quantity.span, []).append(echo.figure)
    return by_cell


def _found(sheet: Sheet) -> Iterator[Echo]:
    held: _Held[Decimal] = {}
    units = {table.index: table.unit for table, _, _ in tabled(sheet)}
    for table, lines, _ in tabled(sheet):
        for line in lines:
            for entry in line.values():
                held.setdefault(entry.quantity.value or Decimal(0), []).append((table.index, entry))
    for table_index, entry in _told_in_rows(sheet):
        held.setdefault(entry.quantity.value or Decimal(0), []).append((table_index, entry))
    for entries in held.values():
        entries.sort(key=lambda item: item[1].line)
    for figure in sheet.figures:
        if not figure.tabular and figure.labelled and figure.run >= 0:
            yield from _of(sheet, figure, held, units)


def _told_in_rows(sheet: Sheet) -> Iterator[tuple[int, Entry]]:
    """Figures of the prose in cells (91.36%，未达95%; 2处 92% 3家), with the words of their row."""
    rows = {
        (one.table.index, at): words_of(row)
        for one in tabled(sheet)
        for at, row in enumerate(one.rows)
    }
    for figure in sheet.figures:
        table, row = figure.place.table, figure.place.row
        if figure.run < 0 or table is None or row is None:
            continue
        words = rows.get((table, row), "") + figure.name.text
        entry = Entry(figure.quantity, figure.size, figure.place.line, "", figure.name.text, words)
        yield table, entry


def _of(
    sheet: Sheet, figure: Figure, held: _Held[Decimal], units: dict[int, str]
) -> Iterator[Echo]:
    value = figure.quantity.value
    if value is None or figure.role is Role.RANK:
        return
    around = _around(sheet, figure)
    found: list[Echo] = []
    for table, entry in _near(held.get(value, []), figure):
        if figure.place.line == entry.line:
            continue
        same = _one_unit(figure, entry, units.get(table, ""))
        if not same and not (entry.quantity.unit and _slipped(figure, entry)):
            continue
        shared = _shared(figure, entry)
        if same:
            shared = max(_likeness(figure, entry), _row_named(entry, around))
        wanted = _wanted(value) if same else max(_OTHER_SHARED, _wanted(value))
        if not same and _other_kind(figure, entry):
            wanted = _SAME_THING
        if shared >= wanted:
            found.append(Echo(figure, entry, shared, same))
    found.sort(key=lambda echo: (not echo.same, -echo.shared))
    yield from found[:_MOST] if not found or found[0].same else found[:1]


def _as_written(figure: Figure, entry: Entry) -> float:
    """Names by their letters alone: 预算执行率 beside a column 执行率."""
    mine = frozenset(pairs(figure.name.text))
    return len(mine & entry.grams) / max(_SHORTEST, len(mine)) if mine else 0.0


def _row_named(entry: Entry, around: frozenset[str]) -> float:
    """How much of the row's own name stands before the number: 泵站12座 and 泵站数量."""
    grams = name(entry.named).grams
    return len(grams & around) / max(_SHORTEST_ROW, len(grams)) if grams else 0.0


def _slipped(figure: Figure, entry: Entry) -> bool:
    """The same digits with another unit of one kind: 11.7万人次 and 11.7人次, 15.9公顷 and 15.9亩.

    Two counters (120户, 120套) may count two things; `units` asks about those.
    """
    one, two = figure.size, entry.size
    if one.hedged or not figure.quantity.unit:
        return False
    if _other_kind(figure, entry):
        return digits(figure.quantity.value or Decimal(0)) >= _SOME
    return one.dimension == two.dimension and one.same_unit(two) and one.point != two.point


def _other_kind(figure: Figure, entry: Entry) -> bool:
    """14.3万立方米 and 14.3万吨, 2.74亿美元 and 2.74亿元: two measures, of which one is meant."""
    one, two = figure.size, entry.size
    if one.dimension == two.dimension == "money":
        return one.unit != two.unit
    return one.dimension != two.dimension and {one.dimension, two.dimension} <= _PHYSICAL


def _one_unit(figure: Figure, entry: Entry, unit: str) -> bool:
    """`unit` is that of the table, which counts for money alone."""
    if entry.quantity.unit:
        return figure.size.compares(entry.size) and figure.size.point == entry.size.point
    if not (unit and figure.size.money):
        return True  # that of its column, which the value agrees with
    tabled_size = size(entry.quantity, unit)
    return tabled_size is not None and tabled_size.point == figure.size.point


def _wanted(value: Decimal) -> float:
    if digits(value) >= _MANY:
        return _FEW_SHARED
    return _SOME_SHARED if digits(value) >= _SOME else _MOST_SHARED


def _shared(figure: Figure, entry: Entry) -> float:
    mine = name(figure.name.text).grams
    theirs = entry.grams
    return len(mine & theirs) / max(_SHORTEST, len(mine)) if mine else 0.0


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
