"""repeat, where two places say the same: a value of the text told again in another paragraph, or a
value of one table in another.

As with `echoes`, only agreement is told, and the fewer digits a value has, the more the names must share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.layout import Figure, Sheet, nearest
from extractor.checking.naming import dice, spelled
from extractor.checking.scoping import apart
from extractor.checking.tabled import Entry, tabled
from extractor.checking.tolerance import digits, one_slip
from extractor.records import Check, Evidence, Role, Rule, Text, Verdict

_MANY, _SOME = 4, 3  # digits of a value that hardly, or seldom, recurs by chance
_FEW_SHARED, _SOME_SHARED, _MOST_SHARED = 0.2, 0.34, 0.6  # of the shorter name's character pairs
_SHORTEST = 3  # pairs; a shorter name counts as this long
_AROUND = 40  # figures of one value on either side
_MOST = 3  # places that one value is told again at
_LEAST = 2  # digits of a value of two tables: 1 and 10 stand everywhere


def restated(sheet: Sheet) -> Iterator[Check]:
    told: set[Figure] = set()
    yield from _prose(sheet, told)
    yield from _slips(sheet, told)
    yield from _units(sheet)
    yield from _tables(sheet)


def _prose(sheet: Sheet, known: set[Figure]) -> Iterator[Check]:
    """What is told again; `known` gets the figures."""
    held: dict[tuple[Decimal, str], list[Figure]] = {}
    figures = [figure for figure in sheet.figures if figure.run >= 0 and not figure.tabular]
    for figure in figures:
        held.setdefault((figure.size.point, figure.size.unit), []).append(figure)
    for (_, _), same in held.items():
        told: set[Figure] = set()
        for figure in same:
            if figure in told or figure.role in (Role.RANK, Role.SCORE):
                continue
            again = [
                other
                for other in nearest(same, figure.place.line, _AROUND, lambda one: one.place.line)
                if other.span > figure.span
                and other.run != figure.run
                and figure.labelled + other.labelled > 0
                and _alike(figure, other)
            ][:_MOST]
            if again:
                told.update(again)
                known.update((figure, *again))
                yield _check(cards.called(figure), cards.shown(figure), (figure, *again))


def _slips(sheet: Sheet, told: set[Figure]) -> Iterator[Check]:
    """217笔 and 271笔 of one name, of which one is told nowhere else."""
    figures = [
        figure
        for figure in sheet.figures
        if figure.run >= 0
        and figure.labelled
        and not figure.size.hedged
        and figure.role not in (Role.RANK, Role.SCORE, Role.BASELINE)
        and digits(figure.quantity.value or Decimal(0)) >= _SOME
    ]
    held: dict[tuple[str, int], list[Figure]] = {}  # a slip keeps the unit and how many digits
    for figure in figures:
        held.setdefault(_shape(figure), []).append(figure)
    done: set[tuple[Figure, Figure]] = set()
    for one in figures:
        if one in told:
            continue
        for two in nearest(held[_shape(one)], one.place.line, _AROUND, lambda f: f.place.line):
            pair = (one, two) if one.span < two.span else (two, one)
            if pair not in done and one.run != two.run and _one_slip(one, two):
                done.add(pair)
                yield _differs(sheet, *pair)


def _shape(figure: Figure) -> tuple[str, int]:
    return figure.quantity.unit, len((figure.quantity.value or Decimal(0)).as_tuple().digits)


def _one_slip(one: Figure, two: Figure) -> bool:
    mine, theirs = spelled(one.name.text), spelled(two.name.text)
    first, second = one.quantity.value, two.quantity.value
    return (
        first is not None
        and second is not None
        and one.quantity.unit == two.quantity.unit
        and one.role is two.role
        and first.normalize().as_tuple().digits != second.normalize().as_tuple().digits
        and one_slip(first, second)
        and dice(mine, theirs) >= _MOST_SHARED
    )


def _differs(sheet: Sheet, one: Figure, two: Figure) -> Check:
    said, again, scopes = cards.shown(one), cards.shown(two), apart(sheet, one, two)
    return cards.check(
        Rule.REPEAT,
        Verdict.REVIEW,
        Text(
            f"“{cards.called(one)}”一处为{said}，“{cards.called(two)}”一处为{again}，相差一处笔误{scopes.zh}",
            f"“{cards.called(one)}” is {said}, “{cards.called(two)}” is {again}: one slip apart{scopes.en}",
        ),
        cards.both(f"{said} ≠ {again}"),
        (one, two),
    )


def _units(sheet: Sheet) -> Iterator[Check]:
    """21.6公顷 and 21.6亩 of one thing: the same digits, another unit of the same kind."""
    held: dict[Decimal, list[Figure]] = {}
    for figure in sheet.figures:
        value = figure.quantity.value
        usable = figure.run >= 0 and figure.labelled and not figure.size.hedged
        if usable and figure.quantity.unit and value is not None and digits(value) >= _LEAST:
            held.setdefault(value, []).append(figure)
    for same in held.values():
        for at, one in enumerate(same[: 2 * _AROUND]):
            for two in same[at + 1 : at + 1 + _AROUND]:
                apart = one.size.same_unit(two.size) and one.size.point != two.size.point
                if apart and one.run != two.run and _alike(one, two):
                    yield _other_unit(sheet, one, two)


def _other_unit(sheet: Sheet, one: Figure, two: Figure) -> Check:
    said, again, scopes = cards.shown(one), cards.shown(two), apart(sheet, one, two)
    return cards.check(
        Rule.UNIT,
        Verdict.REVIEW,
        Text(
            f"“{cards.called(one)}”一处为{said}，一处为{again}，数字相同而单位不同{scopes.zh}",
            f"“{cards.called(one)}” is {said} here and {again} there: the same digits with another unit{scopes.en}",
        ),
        cards.both(f"{said} ≠ {again}"),
        (one, two),
    )


def _alike(one: Figure, two: Figure) -> bool:
    mine, theirs = spelled(one.name.text), spelled(two.name.text)
    return _shared(mine, theirs) >= _wanted(one.quantity.value or Decimal(0))


def _shared(mine: frozenset[str], theirs: frozenset[str]) -> float:
    return len(mine & theirs) / max(_SHORTEST, min(len(mine), len(theirs)))


def _wanted(value: Decimal) -> float:
    if digits(value) >= _MANY:
        return _FEW_SHARED
    return _SOME_SHARED if digits(value) >= _SOME else _MOST_SHARED


def _tables(sheet: Sheet) -> Iterator[Check]:
    held: dict[Decimal, list[tuple[int, Entry]]] = {}
    for one in tabled(sheet):
        for line in one.lines:
            for entry in line.values():
                value = entry.quantity.value
                if value is not None and digits(value) >= _LEAST:
                    held.setdefault(value, []).append((one.table.index, entry))
    for same in held.values():
        for at, (table, entry) in enumerate(same[: 2 * _AROUND]):
            again = [
                other
                for index, other in same[at + 1 : at + 1 + _AROUND]
                if index != table and _alike_cells(entry, other)
            ][:_MOST]
            if again:
                called = cards.clip(entry.label + entry.header)
                yield _check(called, entry.shown, [entry.evidence, *(o.evidence for o in again)])


def _alike_cells(one: Entry, two: Entry) -> bool:
    if one.quantity.unit and two.quantity.unit and not one.size.same_unit(two.size):
        return False
    mine = spelled(one.words + one.header)
    theirs = spelled(two.words + two.header)
    return _shared(mine, theirs) >= _wanted(one.quantity.value or Decimal(0))


def _check(called: str, said: str, evidence: Sequence[Figure | Evidence]) -> Check:
    return cards.check(
        Rule.REPEAT,
        Verdict.AGREE,
        Text(f"“{called}”多处一致：{said}", f"“{called}” is the same in several places: {said}"),
        cards.both(" = ".join([said] * len(evidence))),
        evidence,
    )
