"""From which figures near it a figure was worked out: the nearest that bear it out.

Figures of a paragraph agree by chance, too: 8 is the difference of many pairs. So pairs are
tried in the order of their distance, and one counts only while so many tries would rarely have
met: the chance of each is the width of the stated figure beside its size (a rate of four digits
is met by one pair in ten thousand, one of two digits by one in a hundred).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from extractor.checking.derived.cues import Cue, Formula, clause, is_points, ranked
from extractor.checking.layout import Figure, Run
from extractor.checking.tolerance import Interval, quotient
from extractor.quantities.units import dimension, to_base
from extractor.records import Role

_BEFORE, _AFTER = 24, 4  # figures that are looked at on either side
_A_SENTENCE = 2  # figures of distance that a full stop counts for
_BEHIND = 1  # what stands after the figure is less likely its operand
_OTHER_COUNTER = 2  # 2,749具 of 2,816人
_MEASURED = frozenset({"area", "length", "mass", "volume", "energy"})
_DIVISORS = frozenset({"count", "area", "length", ""})  # of a mean whose words do not say of what
_UNSAID = 2  # a change that no word calls one
# The expected number of chance hits up to and with the n-th pair that may be: the nearest pair is the
# natural reading and needs no luck; what is far must not be luck.
_LIMITS = (Decimal(1), Decimal("0.5"), Decimal("0.3"), Decimal("0.2"))
_LIMIT = Decimal("0.1")
_LOOKS_BACK = re.compile(
    r"(?:上年|去年|上期|上一|同期|年初|上届|原有?|由|从|比(?![重例率])|较)[^，,。；;：:、#]{0,12}$"
)
_COMPARED = re.compile(r"[^，,。；;：:、\d]{0,4}相(?:比|较)")
_VAGUE, _OFF = Decimal("0.02"), Decimal("0.01")  # of a value
_HUNDRED = Decimal(100)
_SCALE = re.compile(r"^[十百千万亿]+")
_CLOSE = 0.02  # by floats, before the exact arithmetic


class Kind(StrEnum):
    RATIO = "ratio"  # top ÷ bottom
    GAP = "gap"  # top − bottom
    CHANGE = "change"  # |top − bottom| ÷ bottom: a later value and its base
    OF_BASE = "of base"  # top ÷ bottom: a change and its base
    GROWN = "grown"  # top ÷ (bottom − top): a rise and the later value
    SHRUNK = "shrunk"  # top ÷ (bottom + top): a fall and the later value


class Way(NamedTuple):
    """One way to work a figure out of two others."""

    formula: Formula
    top: Figure
    bottom: Figure
    kind: Kind
    cost: int
    each: int = 1  # what a mean is for
    per: Decimal = Decimal(1)  # base units of one of those: 亩 has 666.67 平方米
    months: int = 1  # 12 where a year's amount is divided by them, too
    later: Figure | None = None  # of a change, the later value where the sentence says so
    told: tuple[Figure, ...] = ()  # what else the sentence says of it


@dataclass(frozen=True, slots=True)
class Worked:
    way: Way
    point: Decimal
    interval: Interval


def ways(run: Run, result: Figure, cue: Cue) -> Iterator[Way]:
    """The ways that units allow, the nearest first."""
    near = _near(run, result)
    bases: set[Figure] = set()
    if cue.formula not in (Formula.SHARE, Formula.MEAN):  # those have no direction
        bases = {figure for _, figure in near if is_base(run, figure)}
    found: list[tuple[int, int, Way]] = []
    for i, (far, one) in enumerate(near):
        for further, two in near[i + 1 :]:
            cost = far + further
            for way in of_pair(cue, result, one, two, cost):
                if directed(way, cue, result, bases):
                    found.append((way.cost, len(found), way))
    found.sort(key=lambda item: item[:2])
    return (way for *_, way in found)


def is_base(run: Run, figure: Figure) -> bool:
    """Whether its words say that it is what another is compared with."""
    if _COMPARED.match(run.text, figure.at.end):
        return True
    return _LOOKS_BACK.search(clause(run, figure)) is not None


def directed(way: Way, cue: Cue, result: Figure, bases: set[Figure]) -> bool:
    """Whether a change goes the way that its word says, where one value is marked as the base."""
    if way.kind in (Kind.OF_BASE, Kind.GROWN, Kind.SHRUNK):
        return (way.bottom in bases) == (way.kind is Kind.OF_BASE)
    if way.kind not in (Kind.GAP, Kind.CHANGE) or (way.top in bases) == (way.bottom in bases):
        return True
    base, later = (way.top, way.bottom) if way.top in bases else (way.bottom, way.top)
    if way.kind is Kind.CHANGE and way.bottom is not base:
        return False
    sign = -cue.sign if (result.quantity.value or 0) < 0 else cue.sign
    return (later.size.point - base.size.point) * sign >= 0


def worked(way: Way, result: Figure) -> Worked | None:
    """The value of `way`; None where it has none (nothing to divide by)."""
    a, b = way.top.size, way.bottom.size
    upper, lower = _stated(way.top, way.bottom), _stated(way.bottom, way.top)
    if way.kind is Kind.GAP:
        return Worked(way, abs(a.point - b.point), _apart(upper, lower))
    if b.point <= 0 or a.point < 0:
        return None
    if way.kind in (Kind.RATIO, Kind.OF_BASE):
        point, high = a.point, upper
        below = lower
    elif way.kind is Kind.CHANGE:
        point, high, below = abs(a.point - b.point), _apart(upper, lower), lower
    else:  # the change a beside the later value b: the base is b without it
        base = b.point - (a.point if way.kind is Kind.GROWN else -a.point)
        if base <= 0:
            return None
        low, top = lower
        less = upper
        below = (
            Interval(low - less.high, top - less.low)
            if way.kind is Kind.GROWN
            else Interval(low + less.low, top + less.high)
        )
        share = quotient(upper, below)
        if share is None:
            return None
        return _scaled(way, result, a.point / base, share)
    share = quotient(high, below)
    return None if share is None else _scaled(way, result, point / b.point, share)


def _stated(figure: Figure, other: Figure) -> Interval:
    """What `figure` stands for: 10万元 beside 8.6万元 is 10.0, and not all that rounds to 10. Two values of one
    statement are stated alike, and zeros at the end are left out."""
    size = figure.size
    if size.place <= other.size.place or size.hedged or figure.quantity.unit != other.quantity.unit:
        return size.operand
    half = other.size.place / 2
    return Interval(size.point - half, size.point + half)


def _scaled(way: Way, result: Figure, point: Decimal, share: Interval) -> Worked:
    factor = _HUNDRED if result.size.percent else way.each * way.per / way.months
    return Worked(way, point * factor, share.scaled(factor))


def _apart(one: Interval, two: Interval) -> Interval:
    low = max(one.low - two.high, two.low - one.high, Decimal(0))
    return Interval(low, max(one.high - two.low, two.high - one.low))


def _meets(found: Worked, result: Figure) -> bool:
    if _exact(found.way, result):
        return found.point == abs(result.size.point)
    half = result.size.place / 2
    shown = result.size.interval
    if found.way.formula is not Formula.GAP and not result.size.hedged:
        shown = Interval(result.size.point - half, result.size.point + half)
    return found.interval.overlaps(_abs(shown))


def _exact(way: Way, result: Figure) -> bool:
    """Whether a difference has no rounding of its own: both values and it end at one place."""
    sizes = [one.size for one in (way.top, way.bottom, result)]
    places = {size.place for size in sizes}
    return way.kind is Kind.GAP and len(places) == 1 and not any(size.hedged for size in sizes)


def _abs(interval: Interval) -> Interval:
    if interval.low >= 0:
        return interval
    if interval.high <= 0:
        return Interval(-interval.high, -interval.low)
    return Interval(Decimal(0), max(-interval.low, interval.high))


def witness(run: Run, result: Figure, cue: Cue) -> Worked | None:
    """The nearest way that gives `result`, unless so far out that any figure might be met."""
    expected = Decimal(0)
    if not result.size.point:
        return None
    for tries, way in enumerate(ways(run, result, cue), start=1):
        expected += chance(result)
        limit = _LIMITS[tries - 1] if tries <= len(_LIMITS) else _LIMIT
        if expected > limit and tries > len(_LIMITS):
            return None
        found = bears_out(way, result) if expected <= limit else None
        if found is not None and tries * vague(found) <= limit:
            return found
    return None


def vague(found: Worked) -> Decimal:
    """How wide the value is beside its size: 1.5亿元 by 16,045.66万元 is anything from 90 % to 97 %."""
    low, high = found.interval
    return (high - low) / found.point if found.point else Decimal(0)


def bears_out(way: Way, result: Figure) -> Worked | None:
    """What `way` gives, where that is `result`."""
    found = worked(way, result) if _close(way, result) else None
    if found is None or not _meets(found, result):
        return None
    return None if way.kind is Kind.RATIO and _coarse(found, result) else found


def _coarse(found: Worked, result: Figure) -> bool:
    """Whether an operand is too round for the other: nobody works 94.96% out of 1.5亿元 by 16,045.66万元,
    which is 93.48%; 1.2亿元 that is 12,000万元 gives what it gives."""
    one, two = found.way.top, found.way.bottom
    mixed = one.quantity.unit != two.quantity.unit and one.size.same_unit(two.size)
    apart = abs(found.point - abs(result.size.point))
    return mixed and vague(found) > _VAGUE and apart > _OFF * abs(result.size.point)


def _close(way: Way, result: Figure) -> bool:
    """Whether `way` may give `result` at all, by floats: most do not."""
    near, size = _float(way, result), abs(float(result.size.point))
    place = float(result.size.place)
    return near is not None and abs(near - size) <= max(_CLOSE * size, 2 * place)


def _float(way: Way, result: Figure) -> float | None:
    """About the value of `way`, to pass over most."""
    a, b = float(way.top.size.point), float(way.bottom.size.point)
    factor = (
        100.0
        if result.size.percent and way.kind is not Kind.GAP
        else float(way.each * way.per) / way.months
    )
    if way.kind is Kind.GAP:
        return abs(a - b)
    if way.kind is Kind.GROWN:
        b -= a
    elif way.kind is Kind.SHRUNK:
        b += a
    if b <= 0:
        return None
    return factor * (abs(a - b) if way.kind is Kind.CHANGE else a) / b


def chance(result: Figure) -> Decimal:
    """How likely any one pair meets `result`: the fewer its digits, the likelier."""
    size = max(abs(result.size.point), result.size.place)
    return min(Decimal(1), result.size.place / size)


def _near(run: Run, result: Figure) -> list[tuple[int, Figure]]:
    """Figures around `result` with how far off they are, the nearest first."""
    at = run.index(result)
    sentence = run.sentence(result)
    found: list[tuple[int, Figure]] = []
    stops = 0
    for i in range(at - 1, max(-1, at - 1 - _BEFORE), -1):
        other = run.figures[i]
        between = run.text[other.at.end : run.figures[i + 1].at.start]
        stops += sum(between.count(mark) for mark in "。；;\n")
        found.append((at - i + _A_SENTENCE * stops, other))
    for i in range(at + 1, min(len(run.figures), at + 1 + _AFTER)):
        other = run.figures[i]
        if not sentence.holds(other.at):
            break
        found.append((i - at + _BEHIND, other))
    usable = [(far, other) for far, other in found if not ranked(other) and other.size.point >= 0]
    return sorted(usable, key=lambda item: item[0])


def of_pair(cue: Cue, result: Figure, one: Figure, two: Figure, cost: int) -> Iterator[Way]:
    """The ways that two figures, the nearer one first, may give `result`."""
    if is_points(one) or is_points(two):
        return
    percents = one.size.percent, two.size.percent
    match cue.formula:
        case Formula.GAP:
            if one.size.same_unit(two.size) and one.size.same_unit(result.size):
                yield Way(cue.formula, *ordered(one, two), Kind.GAP, cost)
        case Formula.SHARE:
            if not any(percents) and (more := _one_kind(one, two)) is not None:
                low, high = sorted((one, two), key=lambda figure: figure.size.point)
                above = result.size.point > _HUNDRED
                yield Way(
                    cue.formula, *((high, low) if above else (low, high)), Kind.RATIO, cost + more
                )
        case Formula.GROWTH | Formula.TIMES:
            yield from _changes(cue, result, one, two, cost)
        case Formula.MEAN:
            for top, bottom in ((one, two), (two, one)):
                if (
                    top.size.same_unit(result.size)
                    and not any(percents)
                    and (cue.each > 1 or not bottom.size.same_unit(result.size))
                    and (unit := base_units(cue, bottom)) is not None
                ):
                    yield Way(cue.formula, top, bottom, Kind.RATIO, cost, cue.each, unit)


def unit_of(figure: Figure) -> Decimal:
    """One of the unit that `figure` is written in, without 万, in base units: 666.67 of 亩."""
    found = to_base(Decimal(1), _SCALE.sub("", figure.quantity.unit))
    return found[0] if found is not None else Decimal(1)


def base_units(cue: Cue, bottom: Figure) -> Decimal | None:
    """How many base units `bottom` has for each of what a mean is for; None: it is for no such thing."""
    known = to_base(Decimal(1), cue.per) if cue.per else None
    if known is not None and known[1] == bottom.size.unit:
        return known[0]
    if dimension(cue.per) in _MEASURED:
        return None  # 每公里 is for no area and no households
    return unit_of(bottom) if bottom.size.dimension in _DIVISORS else None


def _changes(cue: Cue, result: Figure, one: Figure, two: Figure, cost: int) -> Iterator[Way]:
    if not one.size.same_unit(two.size) or one.size.percent:
        return
    high, low = ordered(one, two)
    if cue.formula is Formula.TIMES:
        yield Way(cue.formula, high, low, Kind.RATIO, cost)
        yield Way(cue.formula, high, low, Kind.CHANGE, cost + 1)
        return
    rises = (cue.sign >= 0) == ((result.quantity.value or 0) >= 0)  # 增长-31.4% is a fall
    later, base = (high, low) if rises else (low, high)
    yield Way(cue.formula, later, base, Kind.CHANGE, cost)
    said = [figure for figure in (one, two) if figure.role is Role.CHANGE]
    change = said[0] if len(said) == 1 else low
    value = two if change is one else one
    more = 0 if said else _UNSAID
    yield Way(cue.formula, change, value, Kind.OF_BASE, cost + more)
    yield Way(cue.formula, change, value, Kind.GROWN if rises else Kind.SHRUNK, cost + more)


def ordered(one: Figure, two: Figure) -> tuple[Figure, Figure]:
    return (one, two) if one.size.point >= two.size.point else (two, one)


def _one_kind(one: Figure, two: Figure) -> int | None:
    """What it costs to take one as a share of the other; None: it cannot be one."""
    if one.size.same_unit(two.size):
        return 0
    if one.size.dimension == two.size.dimension == "count":
        return _OTHER_COUNTER
    return None
