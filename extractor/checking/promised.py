"""target_vs_actual, where a goal and its result stand in two paragraphs.

Reports list their goals in one sentence and tell what came of them pages later, in other words: 城乡居民医保征缴率达到
95%以上 … 征缴率96.2%. Names that are nearly the same bear a goal out or ask about it. Names that share
less bear it out only, and only where no other figure is called as much like it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from extractor.checking.goals import Judged, Outcome, of_figures
from extractor.checking.layout import Field, Figure, Sheet
from extractor.checking.naming import dice, scopes_clash
from extractor.records import Role, SectionKind, Verdict

_SAME = 0.8  # of the character pairs of two names that speak of one task
_ALIKE = 0.5  # of those that may
_CLEARLY = 0.1  # by which the likest result is more like the goal than any other
_NEAREST = 6  # results of one name on either side that a target is held against
_GENERIC = frozenset(
    {"", "个", "项", "件", "处", "次", "%", "元", "万元", "亿元"}
)  # of many things
_SHORTEST = 3  # characters of an object that may be told in other words
_LEAST = 2  # of one that is told in the same

# What a goal of change is measured against goes without saying: 下降10%以上, 较上年下降14.0%.
_CHANGE = re.compile(r"增长|增幅|增速|上涨|提高|下降|降幅|降低|压降|压减|减少|减损")
_LAST_YEAR = frozenset({"上年", "去年", "同期"})


def promised(sheet: Sheet) -> Iterator[Judged]:
    """A target that prose names elsewhere (全年拆违任务20万平方米) against the same thing done."""
    results: _Results | None = None
    for target in sheet.figures:
        if (
            target.role is not Role.TARGET
            or target.field is not Field.PROSE
            or not target.labelled
            or len(target.name.object) < _LEAST
            or target.section is SectionKind.MEASURE
        ):
            continue
        results = results or _Results(sheet)
        same = list(results.of(target))
        for several in _by_value(same or results.likest(target) or results.beside(target)):
            outcome = of_figures(target, several[0], each=sheet.lead(target))
            row = _one_row(target, several[0])
            if outcome is None or (outcome.verdict is Verdict.CONFLICT and not (same or row)):
                continue
            if outcome.verdict is Verdict.CONFLICT:
                outcome = Outcome(Verdict.REVIEW, outcome.card)
            actual = several[0]
            yield Judged(outcome, actual.name.text, actual.place.line, (target, *several))


def _by_value(results: list[Figure]) -> list[list[Figure]]:
    """One result that is told in several places is one."""
    found: dict[Decimal, list[Figure]] = {}
    for figure in results:
        found.setdefault(figure.size.point, []).append(figure)
    return list(found.values())


def _one_row(target: Figure, actual: Figure) -> bool:
    """Goals and results side by side, as in 年度总体目标 of the forms of 财预〔2020〕10号."""
    return target.region == actual.region and target.run != actual.run


class _Results:
    """What was achieved, found by unit, scope and name.

    Names are found by a character pair that they share. Where more than `_NEAREST` results of
    one unit and scope share it, those nearest to the target in the text are compared, and the
    others are not.
    """

    def __init__(self, sheet: Sheet) -> None:
        self._figures = [
            figure
            for figure in sheet.figures
            if figure.role in (Role.ACTUAL, Role.SPENT, Role.CHANGE)
            and figure.labelled
            and not figure.name.generic
        ]
        self._of_row: dict[tuple[object, str], list[Figure]] = {}
        for figure in self._figures:
            if figure.region[0] == "row" and figure.run >= 0:
                self._of_row.setdefault((figure.region, figure.quantity.unit), []).append(figure)
        self._goals = Counter(
            (figure.region, figure.run, figure.quantity.unit)
            for figure in sheet.figures
            if figure.role is Role.TARGET and figure.run >= 0
        )
        self._starts = [figure.span.start for figure in self._figures]
        self._holders: dict[tuple[object, str], list[int]] = {}
        for i, figure in enumerate(self._figures):
            key = _task_key(figure)
            for gram in figure.name.grams:
                self._holders.setdefault((key, gram), []).append(i)

    def of(self, target: Figure) -> Iterator[Figure]:
        """Those of the very name."""
        key, grams = _task_key(target), target.name.grams
        holders = sorted((self._holders.get((key, gram), []) for gram in grams), key=len)
        # Two sets that are 0.8 alike share two thirds of either: so one of the rarest.
        among = holders[: len(grams) - (2 * len(grams) + 2) // 3 + 1]
        for figure in self._near(target, among):
            if dice(grams, figure.name.grams) >= _SAME:
                yield figure

    def likest(self, target: Figure) -> list[Figure]:
        """The one that is named most like the goal, clearly more so than any other, wherever it is told."""
        if len(target.name.object) < _SHORTEST:
            return []
        key = _task_key(target)
        holders = [self._holders.get((key, gram), []) for gram in target.name.grams]
        ranked = sorted(
            (
                (_likeness(target, figure), -i, figure)
                for i, figure in enumerate(self._near(target, holders))
                if not scopes_clash(target.name, figure.name)
            ),
            key=lambda item: item[:2],
            reverse=True,
        )
        if not ranked or ranked[0][0] < _ALIKE:
            return []
        most, _, best = ranked[0]
        alike = [one for score, _, one in ranked if score >= _ALIKE]
        again = [one for one in alike if one.size.point == best.size.point]
        rivals = [score for score, _, one in ranked if one.size.point != best.size.point]
        return [] if rivals and most - max(rivals) < _CLEARLY else again

    def beside(self, target: Figure) -> list[Figure]:
        """The one of its unit in the other cell of the row (预期目标 ⇥ 实际完成情况), where the goals have one, too."""
        if target.region[0] != "row" or target.quantity.unit in _GENERIC:
            return []
        if self._goals[target.region, target.run, target.quantity.unit] != 1:
            return []
        of_row = self._of_row.get((target.region, target.quantity.unit), [])
        results = [one for one in of_row if one.run != target.run]
        return results if len(results) == 1 else []

    def _near(self, target: Figure, among: list[list[int]]) -> Iterator[Figure]:
        """Those on either side of `target` that some list of `among` holds, not of its own place."""
        here = bisect_left(self._starts, target.span.start)
        found: set[int] = set()
        for held in among:
            middle = bisect_left(held, here)
            found.update(held[max(0, middle - _NEAREST) : middle + _NEAREST])
        for i in sorted(found):
            figure = self._figures[i]
            if figure.region != target.region or figure.run != target.run:
                yield figure


def _likeness(target: Figure, actual: Figure) -> float:
    """How much the names share; a name that stands whole in a longer one counts for nearly all of it."""
    one, two = target.name.grams, actual.name.grams
    small = min(len(one), len(two))
    shared = len(one & two)
    return max(dice(one, two), 0.9 * shared / small if small >= _SHORTEST else 0.0)


def _task_key(figure: Figure) -> tuple[object, ...]:
    name = figure.name
    change = figure.role is Role.CHANGE or bool(_CHANGE.search(name.text))
    scopes = name.scopes - _LAST_YEAR if change else name.scopes
    dimension = "percent" if figure.size.percent else figure.size.dimension
    return (dimension, figure.size.counter, scopes, change)
