"""Quantities on one scale: what may be compared with what, and how far apart they are.

Units convert within a dimension only (万元 and 亿元, 亩 and 平方米). Counted things compare
when their counters are of one class (次 and 场次, 宗 and 件); 人 and 人次 are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from functools import cache

from extractor.checking import lexicon
from extractor.checking.tolerance import Interval, digits, last_place, stated, usable
from extractor.folding import fold
from extractor.quantities import parse_value
from extractor.quantities.units import dimension, to_base
from extractor.records import Op, Quantity, Span

_PERCENT = frozenset({"%", "个百分点", "百分点"})
_PER = re.compile(r"[/／].*$|每.*$")
_SCALE = re.compile(r"^[十百千万亿]+")
_EXACT_DIMENSIONS = frozenset({"count", "rank", "score", "level", "number", ""})
_FACTORS = Context(prec=15)  # 1亩 is 666.66… 平方米; more digits than any report states
TEN_THOUSAND = Decimal(10000)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    point: Decimal  # in `unit`, scale multiplied out; percent as written
    interval: Interval  # what the figure stands for, in `unit`
    place: Decimal  # one unit of the last digit, in `unit`
    slack: Decimal  # how far off a value worked out from others is still arguable, in `unit`
    unit: str  # the base unit, "" when none is written
    dimension: str
    hedged: bool  # 约、近、余、多, or a bound
    per: str  # what follows a slash: 分/月 -> 月

    @property
    def percent(self) -> bool:
        return self.dimension == "percent"

    @property
    def money(self) -> bool:
        return self.dimension == "money"

    @property
    def counter(self) -> str:
        """The class of the unit for a counted thing, "" when no unit is written."""
        return _counter(self.unit)

    @property
    def written(self) -> int:
        """How many digits it states, those behind the point with their zeros: 3 for 86.0, 1 for 4000."""
        return max(
            digits(self.point), len(str(int(abs(self.point) / self.place))) if self.place < 1 else 0
        )

    @property
    def operand(self) -> Interval:
        """What to reckon with: of a bound (不少于30名), the number that bounds; a limit is not rounded."""
        low, high = self.interval
        if low.is_finite() and high.is_finite():
            return self.interval
        return Interval(self.point, self.point)

    @property
    def telling(self) -> bool:
        """Whether two places with this value hardly agree by chance: three digits or more."""
        return digits(self.point) >= 3 or (self.point >= 100 and not self.percent)

    def compares(self, other: Size) -> bool:
        if self.percent or other.percent:
            return self.percent and other.percent
        if self.dimension in _EXACT_DIMENSIONS and other.dimension in _EXACT_DIMENSIONS:
            mine, theirs = self.counter, other.counter
            return mine == theirs or not mine or not theirs or "any" in (mine, theirs)
        return (self.dimension, self.unit) == (other.dimension, other.unit)

    def same_unit(self, other: Size) -> bool:
        """The stricter sense: counters of one class, nothing assumed for a missing one."""
        if self.dimension in _EXACT_DIMENSIONS and other.dimension in _EXACT_DIMENSIONS:
            return self.counter == other.counter
        return self.compares(other)


def size(quantity: Quantity, unit: str = "", last_place_units: Decimal = ONE) -> Size | None:
    """`quantity` on its base unit; `unit` stands in where none is written. None: not usable.

    `last_place_units` of the last digit are arguable (`options.Tolerance.last_place`).
    """
    value = quantity.value
    if value is None or not usable(value):
        return None
    written = fold(quantity.unit) or fold(unit)
    per = _PER.search(written)
    bare = written[: per.start()] if per else written
    if bare in _PERCENT:
        kind, factor, base = "percent", Decimal(1), "%"
    elif bare in {"‰"}:
        kind, factor, base = "percent", Decimal("0.1"), "%"
    else:
        kind, factor, base = _base(bare)
    exact = kind in _EXACT_DIMENSIONS and factor == 1
    interval = stated(value, quantity.op, quantity.value_max, exact=exact).scaled(factor)
    return Size(
        point=value * factor,
        interval=interval,
        place=last_place(value) * factor,
        slack=last_place(value) * factor * last_place_units,
        unit=base,
        dimension=kind,
        hedged=quantity.op is not Op.EQ,
        per=per.group().lstrip("/／每") if per else "",
    )


@cache
def _base(unit: str) -> tuple[str, Decimal, str]:
    """Dimension, factor to the base unit, base unit."""
    if not unit:
        return "", Decimal(1), ""
    found = to_base(Decimal(1), unit)
    if found is None:
        return "count", Decimal(1), unit
    factor, base = found[0].normalize(_FACTORS), found[1]
    if not usable(factor) or factor <= 0:
        return "count", Decimal(1), unit
    return dimension(unit) or "count", factor, base


@cache
def _counter(unit: str) -> str:
    if not unit:
        return ""
    classes = lexicon.mapping("counters")
    plain = _SCALE.sub("", unit)
    return classes.get(plain, plain)


def read_cell(text: str, start: int) -> Quantity | None:
    """The value that a cell holds when it holds nothing else of note; spans are canonical.

    `start` is where the cell's `text` stands. None for prose.
    """
    try:
        quantity = parse_value(text)
    except (ArithmeticError, ValueError):  # a report's cell may hold any digits at all
        return None
    if quantity is None or quantity.value is None:
        return None
    if len(fold(text)) > len(fold(quantity.text)) + 6:
        return None
    return replace(quantity, span=Span(start, start + len(text)), text=text)


def in_ten_thousand_yuan(value: Decimal) -> Decimal:
    """Yuan to 万元, two places, as the reports state money."""
    return (value / TEN_THOUSAND).quantize(Decimal("0.01"))


_NO_SLIP = frozenset({"percent", "duration"})  # 5个百分点 and 2小时 are written so on purpose
_RATES = {"%", "‰"}  # but ≥98‰ and 98.77% are not
_MEASURED = frozenset({"money", "area", "length", "volume", "mass", "energy"})
_SAME_DIGITS = (Decimal("0.4"), Decimal("2.5"))  # a result beside its target, as written


def slip(target: Quantity, actual: Quantity) -> bool:
    """Whether a result has slipped into another unit than its target's: ≥30亿元, 31.28万元.

    Written alike, and another order of magnitude or another thing by their units.
    """
    wanted, got = fold(target.unit), fold(actual.unit)
    if not wanted or not got or wanted == got or not target.value or actual.value is None:
        return False
    one, two = size(target), size(actual)
    if one is None or two is None or one.point <= 0:
        return False
    if one.dimension in _NO_SLIP and {wanted, got} != _RATES:
        return False
    if target.op in (Op.LE, Op.LT) and two.point <= one.point and one.compares(two):
        return False  # ≤3天, and it took 2小时
    low, high = _SAME_DIGITS
    alike = low <= actual.value / target.value <= high
    if one.compares(two):
        apart = two.point / one.point
        return alike and not low <= apart <= high
    return alike and {one.dimension, two.dimension} <= _MEASURED
