"""Operands anywhere in the report: 每平方米平均投入258.1元, where the money stands in the part on funds.

The nearer a figure stands and the more of the rare words of the sentence it bears in its name, the
earlier it is tried. A pair counts while the pairs that are at least as good would rarely have met
by chance: their number by the chance of one (a contrario reasoning: Desolneux, Moisan and Morel,
From Gestalt Theory to Image Analysis, 2008). So a rate of four digits may be of figures far away,
and one of two digits only of those that it names. Only an agreement is told.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import permutations
from operator import itemgetter
from typing import NamedTuple

from extractor.checking.derived.cues import Cue, Formula, is_points, ranked
from extractor.checking.derived.search import (
    Kind,
    Way,
    Worked,
    base_units,
    bears_out,
    chance,
    directed,
    is_base,
    of_pair,
    worked,
)
from extractor.checking.layout import Field, Figure, Run, Sheet, nearest
from extractor.checking.naming import pairs
from extractor.checking.tolerance import digits, one_slip, rounded
from extractor.quantities.units import to_base
from extractor.records import Span

_REACH = 100  # figures on either side
_AROUND = 20  # figures of one value on either side
_AGAIN = 4  # other places of operands that are told
_MOST = 60  # figures of one unit that are tried
_COUNTERS = 5  # units of counted things of which one may be a share of another
_LEAD = 12  # characters before a figure that may name it
_SENTENCE, _PASSAGE = 1.0, 0.5  # what it is worth to stand in the same one
_LEAST = 0.25  # of a figure that is no operand of a mean: elsewhere, it must be named
# Money of a report is much alike, so that shares and changes of four digits are met by chance.
_DENSE = frozenset({Formula.SHARE, Formula.GROWTH})
_FAR = 0.01  # what a line of distance costs
_FURTHEST = 0.3
SURE, _LIMIT = 0.02, 0.2  # pairs at least as good that would meet by chance
_NEAREST = 12  # figures of a unit of which a slip may be told
_SLIP = 0.05  # slips that so many pairs would show by chance
_LITTLE = Decimal("0.25")  # of the figure; what is further off is of something else
_WIDTH = 0.6  # units of the last place around the stated figure, before the exact arithmetic
_POINTS = frozenset({Field.SCORE, Field.WEIGHT})
# A rate of success beside the number of failures: 抽检5,236批次, 不合格78批次, 合格率98.51%.
_FAILED = re.compile("[不未无缺欠逾延剩退]|违规|违约")


class Met(NamedTuple):
    worked: Worked
    luck: float  # pairs at least as good that would meet by chance
    again: tuple[Figure, ...] = ()  # where else the report has the operands


class _Ranked(NamedTuple):
    """The figures of one unit, the likeliest first, and in the order of their values."""

    figures: list[Figure]
    points: list[float]  # ascending
    ranks: list[int]  # of each in `points`


class _Said(NamedTuple):
    """What surrounds the stated figure."""

    result: Figure
    sentence: Span | None
    words: frozenset[str]  # character pairs


_Scored = tuple[float, int, Span, Figure]  # less likelihood, lines apart, place
_PLACED = itemgetter(0, 1, 2)


class Wide:
    """All figures of a report with the weights of their words."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._words: dict[Figure, frozenset[str]] = {}
        for figure in sheet.figures:
            if figure.size.point > 0 and not ranked(figure) and figure.field not in _POINTS:
                lead = sheet.lead(figure)[-_LEAD:]
                self._words[figure] = figure.name.grams | pairs(lead)
        self._figures = list(self._words)
        self._of_value: defaultdict[Decimal, list[Figure]] = defaultdict(list)
        for figure in self._figures:
            self._of_value[figure.size.point].append(figure)
        held = Counter(gram for words in self._words.values() for gram in words)
        many = len(self._words) + 1
        self._weights = {gram: math.log(many / count) for gram, count in held.items()}

        self._units = {figure: _unit(figure) for figure in self._figures}
        self._whole = {figure: self._weight(words) for figure, words in self._words.items()}

    def _weight(self, words: Iterable[str]) -> float:
        return sum(map(self._weights.__getitem__, words))

    def witness(self, run: Run | None, result: Figure, cue: Cue) -> Met | None:
        """The likeliest pair that gives `result`; None where none does, or chance might."""
        if cue.formula is Formula.TIMES or not result.size.point:
            return None
        met = (one for one in self._met(run, result, cue) if self._may_be(one, result, cue))
        found = min(met, key=lambda one: one.luck, default=None)
        if found is None or found.luck > _LIMIT:
            return None
        return found._replace(again=self._again(found.worked.way))

    def slipped(self, run: Run, result: Figure, cue: Cue) -> Worked | None:
        """The likeliest pair that gives `result` but for one slip of the pen, which chance hardly makes."""
        groups = self._groups(_said(run, result), _LEAST)
        digits_told = result.size.written
        # Of a number of so many digits each may be changed, and each swapped with the next.
        luck = (10 * digits_told - 1) * 10.0**-digits_told
        best: tuple[float, Worked] | None = None
        for order, (tops, bottoms) in enumerate(_sides(groups, result, cue), start=1):
            for i, bottom in enumerate(bottoms.figures[:_NEAREST], start=1):
                for j, top in enumerate(tops.figures[:_NEAREST], start=1):
                    chance_of = order * i * j * luck
                    if chance_of > _SLIP or (best is not None and best[0] <= chance_of):
                        break
                    found = _but_for_a_slip(cue, result, top, bottom)
                    if found is not None:
                        best = chance_of, found
        return best[1] if best is not None else None

    def _met(self, run: Run | None, result: Figure, cue: Cue) -> Iterator[Met]:
        groups = self._groups(_said(run, result), _LEAST if cue.formula in _DENSE else -1)
        for order, (tops, bottoms) in enumerate(_sides(groups, result, cue), start=1):
            for i, bottom in enumerate(bottoms.figures, start=1):
                for rank, found in _fitting(result, cue, tops, bottom):
                    yield Met(found, order * i * (rank + 1) * _luck(result, found))

    def _may_be(self, met: Met, result: Figure, cue: Cue) -> bool:
        """A change is of a value beside it, and goes the way that its words say."""
        way = met.worked.way
        sides = (way.top, way.bottom)
        if not cue.sign:
            return True
        if all(figure.region != result.region for figure in sides):
            return False
        runs = self._sheet.runs
        bases = {one for one in sides if one.run >= 0 and is_base(runs[one.run], one)}
        return directed(way, cue, result, bases)

    def _again(self, way: Way) -> tuple[Figure, ...]:
        """Other places of an operand that is told by its digits."""
        return tuple(
            other
            for one in (way.top, way.bottom)
            if one.size.telling
            for other in nearest(self._of_value[one.size.point], one.span, _AROUND, _span)
            if other.size.same_unit(one.size) and other.span not in (way.top.span, way.bottom.span)
        )[:_AGAIN]

    def _groups(self, said: _Said, least: float) -> list[_Ranked]:
        """The figures around by unit, the unit of the likeliest first."""
        result = said.result
        scored: defaultdict[str, list[_Scored]] = defaultdict(list)
        for figure in nearest(self._figures, result.span, _REACH, _span):
            score = self._likely(figure, said)
            if score >= least and figure.span != result.span:
                apart = abs(figure.place.line - result.place.line)
                likely = score - min(_FURTHEST, _FAR * apart)
                scored[self._units[figure]].append((-likely, apart, figure.span, figure))
        for held in scored.values():
            held.sort(key=_PLACED)
        order = sorted(scored, key=lambda unit: (_PLACED(scored[unit][0]), unit))
        return [_in_order([item[3] for item in scored[unit][:_MOST]]) for unit in order]

    def _likely(self, figure: Figure, said: _Said) -> float:
        """By the share of its words, by weight, that the sentence has, and by its place."""
        whole = self._whole[figure]
        score = self._weight(self._words[figure] & said.words) / whole if whole else 0.0
        if figure.region == said.result.region:
            inside = said.sentence is None or said.sentence.holds(figure.at)
            score += _SENTENCE if inside else _PASSAGE
        return score


def wide(sheet: Sheet) -> Wide:
    return sheet.once(wide, lambda: Wide(sheet))


def _said(run: Run | None, result: Figure) -> _Said:
    words = set(result.name.grams)
    sentence = None
    if run is not None:
        sentence = run.sentence(result)
        words |= pairs(run.text[sentence.start : sentence.end])
    return _Said(result, sentence, frozenset(words))


def _span(figure: Figure) -> Span:
    return figure.span


def _unit(figure: Figure) -> str:
    return figure.quantity.unit if is_points(figure) else figure.size.unit


def _in_order(figures: list[Figure]) -> _Ranked:
    values = sorted((float(figure.size.point), rank) for rank, figure in enumerate(figures))
    return _Ranked(figures, [value for value, _ in values], [rank for _, rank in values])


def _sides(
    groups: Sequence[_Ranked], result: Figure, cue: Cue
) -> Iterator[tuple[_Ranked, _Ranked]]:
    """The units that may stand above and below, the likeliest first."""
    amounts = [held for held in groups if not held.figures[0].size.percent]
    match cue.formula:
        case Formula.MEAN:
            above = [held for held in amounts if held.figures[0].size.same_unit(result.size)]
            below = sorted(amounts, key=lambda held: not _is_for(cue, held.figures[0]))
            yield from ((top, bottom) for bottom in below for top in above if top is not bottom)
        case Formula.GAP:
            like = [held for held in groups if held.figures[0].size.same_unit(result.size)]
            yield from ((held, held) for held in like)
        case _:
            yield from ((held, held) for held in amounts)
            if cue.formula is Formula.SHARE:
                counted = [held for held in amounts if held.figures[0].size.dimension == "count"]
                yield from permutations(counted[:_COUNTERS], 2)


def _is_for(cue: Cue, figure: Figure) -> bool:
    """Whether `figure` counts what a mean is for: 户均, 每公里."""
    if not cue.per:
        return False
    unit = figure.quantity.unit
    known = to_base(Decimal(1), cue.per)
    return unit.endswith(cue.per) or (known is not None and known[1] == figure.size.unit)


def _fitting(
    result: Figure, cue: Cue, tops: _Ranked, bottom: Figure
) -> Iterator[tuple[int, Worked]]:
    """The upper operands, by their ranks, that give `result` with `bottom`."""
    for low, high in _wanted(result, cue, bottom):
        first, last = bisect_left(tops.points, low), bisect_right(tops.points, high)
        for rank in tops.ranks[first:last]:
            top = tops.figures[rank]
            if top.span == bottom.span or bottom.size.point == 1:
                continue
            for way in _ways(cue, result, top, bottom):
                found = bears_out(way, result)
                if found is not None and _gives(found, result):
                    yield rank, found


def _but_for_a_slip(cue: Cue, result: Figure, top: Figure, bottom: Figure) -> Worked | None:
    if top.span == bottom.span:
        return None
    place, size = result.size.place, abs(result.size.point)
    for way in _ways(cue, result, top, bottom):
        found = worked(way, result)
        if found is None or abs(found.point - size) > _LITTLE * size:
            continue
        if one_slip(rounded(found.point, place), size):
            return found
    return None


def _gives(found: Worked, result: Figure) -> bool:
    """Whether the operands as written give the figure, and not only some of what rounds to them: 190万元 of
    200万元 is no 95.5%."""
    apart = abs(found.point - abs(result.size.point))
    return result.size.hedged or apart <= result.size.place


def _wanted(result: Figure, cue: Cue, bottom: Figure) -> list[tuple[float, float]]:
    """Between which values the other operand must be, for each formula that the cue allows."""
    base, value = float(bottom.size.point), abs(float(result.size.point))
    half = float(result.size.place) * _WIDTH
    if result.size.hedged:
        bounds = (abs(float(end)) for end in result.size.operand)
        half = max(half, *(abs(end - value) for end in bounds))
    low, high = value - half, value + half
    place = float(bottom.size.place)
    if cue.formula is Formula.GAP:
        return [(base + low - place, base + high + place)]
    slack = place / base
    if cue.formula is Formula.MEAN:
        units = base_units(cue, bottom)
        if units is None:
            return []
        one = base / cue.each / float(units)
        return [_by(one * months, low, high, slack) for months in _months(cue)]
    share = _by(base / 100, low, high, slack)
    rest = _by(base / 100, 100 - high, 100 - low, slack)
    if cue.formula is Formula.SHARE:
        return [share, rest]
    return [_by(base / 100, 100 + low, 100 + high, slack) if cue.sign >= 0 else rest, share]


def _by(base: float, low: float, high: float, slack: float) -> tuple[float, float]:
    return base * low * (1 - slack), base * high * (1 + slack)


def _ways(cue: Cue, result: Figure, top: Figure, bottom: Figure) -> Iterator[Way]:
    for way in of_pair(cue, result, top, bottom, 0):
        yield from (way._replace(months=months) for months in _months(cue))
    below = top.size.point < bottom.size.point
    if cue.formula is Formula.SHARE and below and _FAILED.search(top.name.text):
        yield Way(cue.formula, top, bottom, Kind.CHANGE, 0)


def _months(cue: Cue) -> tuple[int, ...]:
    """What a year's amount is to be divided by: 人均月补助326元 is of twelve months."""
    return (1, 12) if cue.monthly else (1,)


def _luck(result: Figure, found: Worked) -> float:
    """How likely one pair gives `result`: by its digits and by how far the operands are rounded, or,
    where the division leaves nothing, by the digits of the upper operand."""
    width = float(found.interval.high - found.interval.low) / (float(found.point) or 1.0)
    luck = max(float(chance(result)), width)
    if found.point == result.size.point and found.way.kind is Kind.RATIO:
        luck = min(luck, 10.0 ** -digits(found.way.top.size.point))
    return luck
