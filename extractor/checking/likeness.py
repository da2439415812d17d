"""How much the name of a figure has in common with the row and the column of a cell, and how much is asked for."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

from extractor.checking.layout import Figure, Sheet, nearest
from extractor.checking.naming import name, pairs
from extractor.checking.tabled import Entry
from extractor.checking.tolerance import digits

_SHORTEST_ROW = 2  # pairs of a row's name
MANY, SOME = 4, 3  # digits of a value that hardly, or seldom, recur by chance
_NEVER = 6  # digits of a value that does not recur by chance
_FEW_SHARED, _SOME_SHARED, _MOST_SHARED = 0.15, 0.3, 0.6  # of a name's character pairs
# Cells that would have a value by chance, and the share asked for.
_BY_LUCK = ((0.002, 0.0), (0.02, 0.1), (0.2, 0.25))
_WORDED = 0.4
_AROUND = 40  # cells of one value, or of one character pair, on either side
_BEFORE = 40  # characters before a number that name it
_SHORTEST = 3  # pairs; a shorter name counts as this long

_Key = TypeVar("_Key")

Held = dict[_Key, list[tuple[int, Entry]]]  # with the number of the table


def around_of(sheet: Sheet, figure: Figure) -> frozenset[str]:
    run = sheet.run(figure)
    return frozenset(pairs(run.clause_before(figure)[-_BEFORE:])) if run else frozenset()


def likeness(figure: Figure, entry: Entry) -> float:
    return max(shared_of(figure, entry), _as_written(figure, entry))


def near_cells(found: list[tuple[int, Entry]], figure: Figure) -> list[tuple[int, Entry]]:
    return nearest(found, figure.place.line, _AROUND, lambda item: item[1].line)


def _as_written(figure: Figure, entry: Entry) -> float:
    """Names by their letters alone: 预算执行率 beside a column 执行率."""
    mine = frozenset(pairs(figure.name.text))
    return len(mine & entry.grams) / max(_SHORTEST, len(mine)) if mine else 0.0


def row_named(entry: Entry, around: frozenset[str]) -> float:
    """How much of the row's own name stands before the number: 泵站12座 and 泵站数量."""
    grams = name(entry.named).grams
    return len(grams & around) / max(_SHORTEST_ROW, len(grams)) if grams else 0.0


def wanted_of(value: Decimal) -> float:
    if digits(value) >= _NEVER:
        return 0.0
    if digits(value) >= MANY:
        return _FEW_SHARED
    return _SOME_SHARED if digits(value) >= SOME else _MOST_SHARED


def worded_wanted(value: Decimal, many: int) -> float:
    """The share of a row's words, by weight, that is asked for where a value stands among `many` of its
    unit in the tables: the likelier one of them has it by chance, the more."""
    luck = many * 10.0 ** -digits(value)
    return next((share for most, share in _BY_LUCK if luck <= most), _WORDED)


def shared_of(figure: Figure, entry: Entry) -> float:
    mine = name(figure.name.text).grams
    theirs = entry.grams
    return len(mine & theirs) / max(_SHORTEST, len(mine)) if mine else 0.0
