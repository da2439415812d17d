"""A figure that nothing bears out, and that one slip of the pen keeps from following from figures near it.

占46.15% beside 3.72 and 8.24 (45.15%), 车均3.02元 beside 27.18万元 and 9辆 (3.02万元). The operands are not said in
so many words, so a slip is asked about; a unit that would make it exact to all digits is called wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from extractor.checking import cards
from extractor.checking.derived.afar import Elsewhere
from extractor.checking.derived.cues import Cue, Formula
from extractor.checking.derived.search import Way, Worked, ways, worked
from extractor.checking.layout import Figure, Run
from extractor.checking.tolerance import digits, one_slip, rounded
from extractor.records import Check, Role, Rule, Severity, Text, Verdict

_NEAR, _AFAR = 14, 8  # ways that are tried: of the passage, of figures with like names elsewhere
_LITTLE = Decimal("0.25")  # of the figure; what is further off is of something else
_NEAREST = 3  # ways that may tell of a unit
_TELLING = 3  # digits; a slip of two is another number
_TEN_THOUSAND = Decimal(10_000)


def slipped(run: Run, figure: Figure, cue: Cue, elsewhere: Elsewhere) -> Worked | None:
    """The first way that gives `figure` but for one slip; None where none does."""
    if not _may_slip(figure):
        return None
    size, place = abs(figure.size.point), figure.size.place
    for found in _worked(run, figure, cue, elsewhere):
        near = abs(found.point - size) <= _LITTLE * size
        if near and one_slip(rounded(found.point, place), size):
            return found
    return None


def of_other_unit(run: Run, figure: Figure, cue: Cue) -> Check | None:
    """A mean in 元 where 万元 would be exact."""
    mean = cue.formula is Formula.MEAN and figure.size.money
    if not mean or not _may_slip(figure):
        return None
    for way in islice(ways(run, figure, cue), _NEAREST):
        found = worked(way, figure)
        if found is not None and figure.size.interval.scaled(_TEN_THOUSAND).meets(found.interval):
            return _unit(figure, found)
    return None


def _may_slip(figure: Figure) -> bool:
    if figure.role is Role.TARGET or figure.size.hedged:
        return False
    return digits(figure.size.point) >= _TELLING


def _worked(run: Run, figure: Figure, cue: Cue, elsewhere: Elsewhere) -> Iterator[Worked]:
    for way in (*islice(ways(run, figure, cue), _NEAR), *_named(run, figure, cue, elsewhere)):
        found = worked(way, figure)
        if found is not None:
            yield found


def _named(run: Run, figure: Figure, cue: Cue, elsewhere: Elsewhere) -> list[Way]:
    return list(islice(elsewhere.named(run, figure, cue), _AFAR))


def _unit(figure: Figure, found: Worked) -> Check:
    said, way = cards.shown(figure), found.way
    unit = "万" + figure.quantity.unit
    a, b = cards.operand(way.top), cards.operand(way.bottom)
    value = cards.number(figure.quantity.value or Decimal(0))
    return cards.check(
        Rule.UNIT,
        Verdict.CONFLICT,
        Text(
            f"{said}按所列数推算应为{value}{unit}，单位相差一万倍",
            f"{said} should be {value}{unit} by the figures beside it: the unit is 10,000 times off",
        ),
        cards.both(f"{a}、{b} → {value}{unit} ≠ {said}"),
        (figure, way.top, way.bottom),
        severity=Severity.HIGH,
    )
