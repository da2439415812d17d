"""A list that makes its total in digits, with one unit at odds with its fellows: 中央8,920万元、省级4,180万元、市级560万元、
县级配套1,200亿元 of 14,860万元; 742人、384户 of 1,126人.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractor.checking import cards, scales
from extractor.checking.derived.search import chance
from extractor.checking.derived.series import REACH, lists_of
from extractor.checking.layout import Figure, Run, Sheet
from extractor.records import Check

_LIMIT = Decimal("0.05")  # chance of a total that a list meets by luck: two digits
_SURE = Decimal("0.005")  # and where a unit is called wrong
_MATTERS = Decimal("0.005")  # of the total: less changes nothing in any unit

_List = tuple[tuple[Figure, ...], Figure]  # parts and their total


def relisted(sheet: Sheet) -> Iterator[Check]:
    for run in sheet.runs.values():
        for figure in run.figures:
            for other in scales.others(run, figure):
                found = _list(scales.with_figure(run, figure, other), other)
                if found is not None:
                    yield _check(figure, other, *found)
                    break


def _list(run: Run, other: Figure) -> _List | None:
    """The list that `other` is in, as a part or the total."""
    at = run.index(other)
    for i in (at, *range(at - 1, max(-1, at - REACH), -1), *range(at + 1, at + REACH)):
        if i >= len(run.figures) or chance(run.figures[i]) > _LIMIT:
            continue
        for parts in lists_of(run, i):
            tells = i == at or other.size.point >= _MATTERS * run.figures[i].size.point
            if tells and (i == at or other in parts):
                return parts, run.figures[i]
    return None


def _check(written: Figure, other: Figure, parts: tuple[Figure, ...], whole: Figure) -> Check:
    left = " + ".join(cards.operand(part) for part in parts)
    rest = [one for one in (*parts, whole) if one is not other]
    sure = chance(whole) <= _SURE
    return scales.doubt(written, other, f"{left} = {cards.operand(whole)}", rest, sure=sure)
