"""What a stated figure stands for: an interval, never a point.

A figure printed as 96.60% stands for every value that rounds to it, half a unit of its last
digit either way (GB/T 8170-2008, 修约间隔). Figures that were cut off
instead of rounded lie up to one unit away; that is arguable, so it is `review`, and only
beyond it `conflict`. 约, 近, 余 and 多 widen the interval.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from extractor.records import Op, Verdict

# Beyond these a figure is a misread, and Decimal's 28 digits would no longer be exact.
_MOST_DIGITS = 20
_MOST_EXPONENT = 18

_INFINITY = Decimal("Infinity")


class Interval(NamedTuple):
    """Closed, low <= high."""

    low: Decimal
    high: Decimal

    def meets(self, other: Interval) -> bool:
        return self.low <= other.high and other.low <= self.high

    def overlaps(self, other: Interval) -> bool:
        """Meets in more than an end: 0.7 and 0.6 do not, 0.7 and 0.68 do."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        exact = self.low == self.high or other.low == other.high
        return low < high or (low == high and exact)

    def widened(self, by: Decimal) -> Interval:
        return Interval(self.low - by, self.high + by)

    def scaled(self, factor: Decimal) -> Interval:
        """Times a positive factor."""
        return Interval(self.low * factor, self.high * factor)


def usable(value: Decimal | None) -> bool:
    """Whether arithmetic on `value` is safe: finite, and of a size that reports hold."""
    if value is None or not value.is_finite():
        return False
    _, written, exponent = value.as_tuple()
    return (
        isinstance(exponent, int)
        and len(written) <= _MOST_DIGITS
        and abs(exponent) <= _MOST_EXPONENT
    )


def last_place(value: Decimal) -> Decimal:
    """One unit of the last digit that `value` states: 0.01 for 96.60, 1 for 908."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def decimals(value: Decimal) -> int:
    """How many decimal places `value` states: 2 for 96.60."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def digits(value: Decimal) -> int:
    """How many digits tell `value` from others: 3 for 0.0908, 1 for 4000."""
    return len(value.normalize().as_tuple().digits)


def rounded(value: Decimal, place: Decimal) -> Decimal:
    """`value` to `place`; as it is where that takes more digits than Decimal has."""
    try:
        return value.quantize(place)
    except InvalidOperation:
        return value


def last_significant(value: Decimal) -> Decimal:
    """One unit of the last digit that is not 0: 10 for 140, 1000 for 4000, 0.1 for 1.5."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)


def stated(
    value: Decimal, op: Op = Op.EQ, value_max: Decimal | None = None, *, exact: bool = False
) -> Interval:
    """The values that a figure stands for, in the unit as written.

    `exact`: the figure is a count, a plan or a limit, and is not rounded when it is written
    as a whole number. `value` must be `usable`.
    """
    whole = last_place(value) >= 1
    half = Decimal(0) if exact and whole else last_place(value) / 2
    match op:
        case Op.RANGE if value_max is not None and usable(value_max):
            return Interval(min(value, value_max), max(value, value_max))
        case Op.GE | Op.GT:
            return Interval(value - half, _INFINITY)
        case Op.LE | Op.LT:
            return Interval(-_INFINITY, value + half)
        case Op.ABOUT:
            return Interval(value, value).widened(max(half, last_significant(value) / 2))
        case Op.OVER:
            return Interval(value - half, value + max(half, last_significant(value)))
        case _:
            return Interval(value - half, value + half)


def compare(computed: Interval, shown: Decimal, slack: Decimal | None = None) -> Verdict:
    """Whether a computed interval bears out the figure `shown`, in the same unit.

    agree: some value of it rounds to `shown`. review: it comes within `slack` of it, which is one
    unit of the last place where nobody says otherwise, as truncation or a rounded operand gives.
    conflict: not even then.
    """
    place = last_place(shown)
    point = Interval(shown, shown)
    if computed.meets(point.widened(place / 2)):
        return Verdict.AGREE
    near = point.widened(place if slack is None else slack)
    return Verdict.REVIEW if computed.meets(near) else Verdict.CONFLICT


def quotient(top: Interval, bottom: Interval) -> Interval | None:
    """top ÷ bottom for a positive bottom and a non-negative top; None when not defined."""
    if bottom.low <= 0 or top.low < 0 or not (top.high.is_finite() and bottom.high.is_finite()):
        return None
    return Interval(top.low / bottom.high, top.high / bottom.low)


def total(parts: tuple[Interval, ...]) -> Interval:
    return Interval(
        sum((part.low for part in parts), Decimal(0)),
        sum((part.high for part in parts), Decimal(0)),
    )


def one_slip(left: Decimal, right: Decimal) -> bool:
    """Whether two values differ as a slip makes them differ: one digit changed, two
    neighbours swapped, or the decimal point moved. Equal values do not."""
    if left == right or left <= 0 or right <= 0:
        return False
    if left.normalize().as_tuple().digits == right.normalize().as_tuple().digits:
        return True
    exponent = min(_exponent(left), _exponent(right))
    one, two = (str(int(value.scaleb(-exponent))) for value in (left, right))
    if len(one) != len(two):
        return False
    differ = [i for i, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    if len(differ) == 1:
        return True
    if len(differ) != 2 or differ[1] != differ[0] + 1:
        return False
    i, j = differ
    return one[i] == two[j] and one[j] == two[i]


def list_slipped(parts: Sequence[Decimal], whole: Decimal) -> bool:
    """Whether one slip in the total, or in any one part, accounts for what a list misses it by."""
    made = sum(parts, Decimal(0))
    gap = whole - made
    if not gap or digits(abs(gap)) == 1 or one_slip(made, whole):
        return bool(gap)
    return any(one_slip(part, part + gap) for part in parts)


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
