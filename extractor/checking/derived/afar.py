"""Operands that stand elsewhere in the report: 完成年度任务的96.5%, where the task is in the goals.

One operand stands in the sentence; the other bears a name like that of the rate, or of the operand.
Only an agreement is told: elsewhere the same words may mean another thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from extractor.checking.derived.cues import Cue, Formula, is_points, plain
from extractor.checking.derived.search import Way, Worked, chance, close, meets, of_pair, worked
from extractor.checking.layout import Figure, Run, Sheet, nearest
from extractor.records import Span

_NEAR = 3  # figures of the sentence that are tried
_MOST = 12  # figures elsewhere that are tried with each, the best named first
_AROUND = 60  # figures of one character pair on either side
_ALIKE = 0.3  # of the character pairs of a name
_LIMIT = Decimal("0.15")  # chance hits expected, see `search`


class Elsewhere:
    """The figures of a report by the character pairs of their names."""

    def __init__(self, sheet: Sheet) -> None:
        self._holders: defaultdict[str, list[Figure]] = defaultdict(list)
        for figure in sheet.figures:
            if figure.labelled and figure.size.point > 0 and not is_points(figure):
                for gram in figure.name.grams:
                    self._holders[gram].append(figure)

    def witness(self, run: Run, result: Figure, cue: Cue) -> Worked | None:
        if cue.formula is Formula.TIMES:
            return None
        percent = cue.formula is Formula.GAP and result.size.percent
        near = _in_sentence(run, result, percent)
        expected = Decimal(0)
        for way in self._ways(result, cue, near):
            expected += chance(result)
            if expected > _LIMIT:
                return None
            if not close(way, result):
                continue
            found = worked(way, result)
            if found is not None and meets(found, result):
                return found
        return None

    def _ways(self, result: Figure, cue: Cue, near: list[Figure]) -> Iterator[Way]:
        for one in near[:_NEAR]:
            for other in self._like(result, one):
                yield from of_pair(cue, result, one, other, 0)

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
