"""Operands that stand elsewhere in the report: 完成年度任务的96.5%, where the task is in the goals.

One operand stands in the sentence; the other bears a name like that of the rate, or of the operand.
Only an agreement is told: elsewhere the same words may mean another thing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from extractor.checking.derived.cues import Cue, Formula, is_points, plain
from extractor.checking.derived.search import (
    Kind,
    Way,
    Worked,
    bears_out,
    chance,
    of_pair,
    ordered,
    vague,
)
from extractor.checking.layout import Figure, Run, Sheet, nearest
from extractor.checking.naming import pairs
from extractor.records import Span

_NEAR = 3  # figures of the sentence that are tried
_MOST = 12  # figures elsewhere that are tried with each, the best named first
_AROUND = 60  # figures of one character pair on either side
_ALIKE = 0.3  # of the character pairs of a name
_FAR = 300  # figures of a unit on either side that a share may be of
_AGAIN = 3  # other places of an operand that are told
_SAID = 40  # characters before a figure that may name a row
_NAMED = 0.6  # of the character pairs of a row's name
_LEAST = 3  # character pairs; a shorter name is that of many things
_LIMIT = Decimal("0.15")  # chance hits expected, see `search`


class _Row(NamedTuple):
    """A row of one target and one result."""

    size: int  # character pairs of its name
    target: Figure
    actual: Figure


class _Rows(NamedTuple):
    kept: list[_Row]
    holders: dict[str, list[int]]  # by character pair of the name


def _rows(sheet: Sheet) -> _Rows:
    kept: list[_Row] = []
    holders: dict[str, list[int]] = {}
    for view in sheet.facts:
        grams = frozenset(pairs(view.name.text))
        if (
            not view.plain
            or len(grams) < _LEAST
            or not view.targets[0].size.compares(view.actuals[0].size)
        ):
            continue
        for gram in grams:
            holders.setdefault(gram, []).append(len(kept))
        kept.append(_Row(len(grams), view.targets[0], view.actuals[0]))
    return _Rows(kept, holders)


def _neighbours(sheet: Sheet) -> list[tuple[Figure, Figure]]:
    """Figures of one unit next to each other, in a sentence or in a row of a table."""
    found: list[tuple[Figure, Figure]] = []
    last: dict[object, Figure] = {}
    for figure in sheet.figures:
        if not plain(figure) or figure.size.percent:
            continue
        place = figure.region if figure.tabular else figure.run
        before = last.get((place, figure.size.unit))
        if before is not None and before.region == figure.region:
            found.append((before, figure))
        last[place, figure.size.unit] = figure
    return found


class Elsewhere:
    """The figures of a report by the character pairs of their names."""

    def __init__(self, sheet: Sheet) -> None:
        self._rows = _rows(sheet)
        self._of_unit: defaultdict[str, list[Figure]] = defaultdict(list)
        self._pairs = _neighbours(sheet)
        self._holders: defaultdict[str, list[Figure]] = defaultdict(list)
        for figure in sheet.figures:
            if figure.labelled and plain(figure):
                self._of_unit[figure.size.unit].append(figure)
            if figure.labelled and figure.size.point > 0 and not is_points(figure):
                for gram in figure.name.grams:
                    self._holders[gram].append(figure)

    def witness(self, run: Run, result: Figure, cue: Cue) -> Worked | None:
        if cue.formula is Formula.TIMES:
            return None
        return (
            self._of_two(run, result, cue)
            or self._of_row(run, result, cue)
            or self._of_any(run, result, cue)
            or self._of_neighbours(result, cue)
        )

    def named(self, run: Run, result: Figure, cue: Cue) -> Iterator[Way]:
        """The ways with an operand elsewhere whose name is like that of the rate, or of the other."""
        percent = cue.formula is Formula.GAP and result.size.percent
        for one in _in_sentence(run, result, percent)[:_NEAR]:
            for other in self._like(result, one):
                yield from of_pair(cue, result, one, other, 0)

    def _of_neighbours(self, result: Figure, cue: Cue) -> Worked | None:
        """结转37.25万元, where another paragraph or a row has 预算186.15万元，支出148.90万元 side by side."""
        if cue.formula is not Formula.GAP or cue.sign or result.size.percent:
            return None
        near = nearest(self._pairs, result.span, _FAR, lambda two: two[0].span)
        return _first(
            result,
            (
                [Way(cue.formula, *ordered(one, other), Kind.GAP, 0)]
                for one, other in near
                if one.size.same_unit(result.size) and one.run != result.run
            ),
        )

    def _of_any(self, run: Run, result: Figure, cue: Cue) -> Worked | None:
        """A share or a remainder of four digits needs no names: the figure before it, and any of its
        unit that the report has, the nearest first, as long as so many would rarely meet it."""
        if cue.formula not in (Formula.SHARE, Formula.GAP) or cue.sign or is_points(result):
            return None
        return _first(
            result,
            (
                of_pair(cue, result, one, other, 0)
                for one in _in_sentence(run, result, False)[:_NEAR]
                for other in nearest(self._of_unit.get(one.size.unit, []), one.span, _FAR, _span)
                # of its own passage, `search` has tried all that may be
                if other.run != result.run and other.span != one.span
            ),
        )

    def _of_two(self, run: Run, result: Figure, cue: Cue) -> Worked | None:
        return _first(result, ([way] for way in self.named(run, result, cue)))

    def again(self, result: Figure, found: Worked) -> list[Figure]:
        """Where else the report says what the operands say: a target in its text and its row."""
        operands = found.way.top, found.way.bottom
        return [
            other
            for one in operands
            for other in self._like(result, one)
            if other not in operands
            and other.size.point == one.size.point
            and other.size.same_unit(one.size)
        ][:_AGAIN]

    def _of_row(self, run: Run, result: Figure, cue: Cue) -> Worked | None:
        """基层诊疗量占比距目标差0.7个百分点: target and result of the row that the clause names."""
        if cue.formula not in (Formula.GAP, Formula.SHARE):
            return None
        said = pairs(
            run.text[max(run.sentence(result).start, result.at.start - _SAID) : result.at.start]
        )
        shared: Counter[int] = Counter()
        for gram in said:
            shared.update(self._rows.holders.get(gram, ()))
        ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        for i, count in ranked[:_NEAR]:
            one = self._rows.kept[i]
            if count < _NAMED * one.size:
                break
            kind = Kind.GAP if cue.formula is Formula.GAP else Kind.RATIO
            high, low = (one.target, one.actual) if kind is Kind.GAP else (one.actual, one.target)
            way = Way(cue.formula, high, low, kind, 0)
            percent = kind is Kind.GAP and result.size.percent
            if one.target.size.percent != percent:
                continue
            if (found := bears_out(way, result)) is not None:
                return found
        return None

    def _like(self, result: Figure, one: Figure) -> list[Figure]:
        """Figures whose names are like that of the rate or of its operand, the likest first."""
        shared: defaultdict[Figure, int] = defaultdict(int)
        grams = result.name.grams | one.name.grams
        for gram in grams:
            for figure in nearest(self._holders.get(gram, []), one.span, _AROUND, _span):
                if figure.run != result.run or figure.run < 0:
                    shared[figure] += 1
        ranked = [
            (count / len(figure.name.grams | one.name.grams), figure)
            for figure, count in shared.items()
            if figure.size.same_unit(one.size) or _allowed(one, figure)
        ]
        ranked = [item for item in ranked if item[0] >= _ALIKE]
        ranked.sort(key=lambda item: (-item[0], abs(item[1].place.line - one.place.line)))
        return [figure for _, figure in ranked[:_MOST]]


def elsewhere(sheet: Sheet) -> Elsewhere:
    return sheet.once(elsewhere, lambda: Elsewhere(sheet))


def _first(result: Figure, tries: Iterable[Iterable[Way]]) -> Worked | None:
    """The first that gives `result`, as long as so many tries would rarely meet it."""
    expected = Decimal(0)
    for ways in tries:
        expected += chance(result)
        if expected > _LIMIT:
            return None
        for way in ways:
            found = bears_out(way, result)
            if found is not None and vague(found) <= _LIMIT:
                return found
    return None


def _span(figure: Figure) -> Span:
    return figure.span


def _allowed(one: Figure, other: Figure) -> bool:
    """An operand of another unit: money by heads."""
    return {one.size.dimension, other.size.dimension} == {"money", "count"}


def _in_sentence(run: Run, result: Figure, percent: bool) -> list[Figure]:
    """The plain (or percent) figures of the sentence of `result`, the nearest first."""
    sentence = run.sentence(result)
    found = [
        figure
        for figure in run.within(sentence)
        if figure is not result and figure.size.percent == percent and plain(figure)
    ]
    return sorted(found, key=lambda figure: abs(figure.at.start - result.at.start))
