"""A figure that its operands bear out in digits, while one unit is at odds with its fellows: 占全年的38.2‰ of what is
38.2%, 较上年11,900.00亿元减少1,034.58万元, 412户 of whom 367人.

Each figure of the relation is tried in the units of its neighbours (`scales`), the nearest first; digits that meet by
chance are kept out as in `search`, by how many tries there were.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from extractor.checking import scales
from extractor.checking.derived.afar import Elsewhere
from extractor.checking.derived.cues import Cue, Formula, aimed, is_mean
from extractor.checking.derived.search import Kind, Way, Worked, bears_out, chance, ways
from extractor.checking.derived.stated import stated
from extractor.checking.layout import Figure, Run

_OPERANDS = 5  # figures around the one worked out whose units are doubted
_OWN_WAYS, _WAYS = (
    24,
    6,
)  # ways that are tried with the figure's own unit and with an operand's, the nearest first
_LIMIT = Decimal("0.05")  # chance hits expected
_SURE = Decimal("0.02")  # and where a unit is called wrong
_STATED_LIMIT = Decimal("0.25")  # where the sentence names the operands: 35‰, 9‰, 每家5亿元
_MONEY = ("万元", "亿元", "元")  # scales of a mean, whose operands do not give its own


_HEADS_AND_VISITS = {"person", "visit"}
_MATTERS = Decimal("0.01")  # of what it is taken from: less changes nothing in any unit
_AFAR = Decimal("0.003")  # chance of one hit, where an operand stands elsewhere


class Rescaled(NamedTuple):
    """A relation that holds but for one unit."""

    figure: Figure  # the one worked out, as it must be written
    found: Worked
    written: Figure  # the one whose unit is doubted
    other: Figure  # the same in the unit that fits
    sure: bool


class _Try(NamedTuple):
    """A passage in which one figure has another unit."""

    run: Run
    figure: Figure  # the one worked out, in `run`
    written: Figure
    other: Figure


def rescaled(run: Run, figure: Figure, cue: Cue, afar: Elsewhere) -> Rescaled | None:
    """The nearest way that gives `figure` with one unit changed; None where none does."""
    if figure.size.hedged or not figure.size.point:
        return None
    tries = list(_tries(run, figure, cue))
    for one in tries:
        way = stated(one.run, one.figure, cue)
        found = None if way is None or not _uses(way, one) else bears_out(way, one.figure)
        if found is not None and chance(one.figure) <= _STATED_LIMIT:
            return _told(one, found, chance(one.figure))
    expected = Decimal(0)
    for one in tries:
        own = one.figure is one.other
        near = (way for way in ways(one.run, one.figure, cue) if own or _uses(way, one))
        for way in islice(near, _OWN_WAYS if own else _WAYS):
            expected += chance(one.figure)
            if expected > _LIMIT:
                return _afar(tries, cue, afar)
            if (found := bears_out(way, one.figure)) is not None:
                return _told(one, found, expected)
    return _afar(tries, cue, afar)


def _afar(tries: list[_Try], cue: Cue, afar: Elsewhere) -> Rescaled | None:
    """With an operand elsewhere in the report: of a figure of many digits, and only asked about."""
    for one in tries:
        if chance(one.figure) > _AFAR or (one.written.size.money and is_mean(one.run, one.other)):
            continue  # a price is no sum of money
        found = afar.witness(one.run, one.figure, cue)
        if found is not None and _uses(found.way, one):
            return _told(one, found, Decimal(1))
    return None


def mixed(run: Run, figure: Figure, found: Worked) -> Rescaled | None:
    """What holds though one counts households and the other heads: 参训412户，取证367人，取证率89.1%.

    Visits may well be shared out by heads.
    """
    way = found.way
    odd, fellow = sorted((way.top, way.bottom), key=lambda one: scales.fellows(run, one))
    if way.formula is not Formula.SHARE or not scales.both_served(odd, fellow):
        return None
    if {odd.size.counter, fellow.size.counter} == _HEADS_AND_VISITS:
        return None
    other = scales.in_counter_of(odd, fellow)
    return None if other is None else Rescaled(figure, found, odd, other, False)


def twin(run: Run, figure: Figure, found: Worked) -> Rescaled | None:
    """What holds with an operand elsewhere, whose very digits stand beside it in another unit: 比预算数26亿元节约17.85%,
    and 26万元 in the table.
    """
    held = (figure, found.way.top, found.way.bottom)
    far = [one for one in held[1:] if one.run != run.passage.index]
    for near in islice(scales.beside(run, figure), _OPERANDS):
        for other in () if near in held else scales.others(run, near):
            if any(_same(other, one) for one in far):
                return Rescaled(figure, found, near, other, False)
    return None


def _same(one: Figure, two: Figure) -> bool:
    return one.size.point == two.size.point and one.size.same_unit(two.size)


def _told(one: _Try, found: Worked, expected: Decimal) -> Rescaled:
    return Rescaled(one.figure, found, one.written, one.other, expected <= _SURE)


def _uses(way: Way, one: _Try) -> bool:
    """Whether the figure in its other unit is what the way is about; what a mean is for is counted, as 亩 and
    公里 are worked with as they are written."""
    if way.formula is Formula.MEAN and way.bottom.size.dimension != "count":
        return False
    if way.kind is Kind.GAP and way.bottom.size.point < _MATTERS * way.top.size.point:
        return False
    return one.other in (one.figure, way.top, way.bottom)


def _tries(run: Run, figure: Figure, cue: Cue) -> Iterator[_Try]:
    for other in _own(run, figure, cue):
        yield _Try(scales.with_figure(run, figure, other), other, figure, other)
    if aimed(run, figure):
        return
    near_by = list(islice(scales.beside(run, figure), _OPERANDS))
    for near in sorted(near_by, key=lambda one: scales.fellows(run, one)):
        for other in scales.others(run, near):
            yield _Try(scales.with_figure(run, near, other), figure, near, other)


def _own(run: Run, figure: Figure, cue: Cue) -> Iterator[Figure]:
    yield from scales.others(run, figure)
    if cue.formula is Formula.MEAN and figure.size.money and not figure.size.per:
        for unit in _MONEY:
            if (other := scales.as_if(figure, unit)) is not None:
                yield other
