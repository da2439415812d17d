"""Ratios written in words: 百分之五, 万分之三, 百分百, 三成半, 七成六, 八折, 七五折, 打对折.

`read` is for any text; the tagger and `numbers.percents` both use it. 成 is a tenth; 折 is what is
left of a price, in tenths, and two digits are tenths and hundredths (七五折 is 75 %); ten of them
would be no reduction, so that 十折 is another word (《现代汉语词典》 on 成 and 折).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.quantities import numerals
from extractor.quantities.integers import GAP
from extractor.quantities.numerals import DIGITS
from extractor.quantities.units import UNITS, pattern

_BASE = re.compile(rf"([百佰千仟]?万{{0,2}}){GAP}分{GAP}之{GAP}(?P<sign>[负-]?)")
_WHOLE = re.compile(rf"[百佰]{GAP}分{GAP}(?:之{GAP})?[百佰](?!分)")
_UNITS = {100: "%", 1000: "‰", 10000: "‱"}
_ONES = "".join(char for char, digit in DIGITS.items() if digit)
_GUARD = {name: f"(?![{UNITS[name].not_before}])" for name in ("成", "折")}
_HALF = re.compile(rf"半(?:(成){_GUARD['成']}|(折){_GUARD['折']})")
_DOUBLED = re.compile(rf"(?<=打)对折{_GUARD['折']}")


def _fold_of_two_digits(gap: str) -> re.Pattern[str]:
    digits = (rf"(?P<first>[{_ONES}])", rf"(?P<second>[{_ONES}])")
    arabic = ("(?P<tens>[1-9])", "(?P<ones>[1-9])")
    return re.compile(f"(?:{gap.join(digits)}|{gap.join(arabic)}){gap}折{_GUARD['折']}")


_FOLD, _FOLD_SPACED = _fold_of_two_digits(""), _fold_of_two_digits(GAP)
_TENTHS = re.compile(rf"{GAP}(?:(?P<tenths>成)|(?P<fold>折){_GUARD['折']})")
_HUNDREDTHS = re.compile(
    rf"{GAP}(?:(?P<half>半)|(?P<digit>[{_ONES}1-9]))(?!{GAP}(?:[\d{_ONES}十百千万亿点.]|{pattern()}))"
)
_AFTER_TENTHS = re.compile(_GUARD["成"])
_TEN = Decimal(10)


class Ratio(NamedTuple):
    """Characters [start, end) of a text; `value` in `unit` (% ‰ ‱ 成 折), `high` of a range."""

    start: int
    end: int
    value: Decimal
    unit: str
    high: Decimal | None = None


def read(text: str, start: int, *, spaced: bool = False) -> Ratio | None:
    """The ratio that begins at `start`, or None. A minus within is read, one before is not."""
    if whole := _WHOLE.match(text, start):
        return Ratio(start, whole.end(), Decimal(100), "%")
    base = _BASE.match(text, start)
    if base and base[1]:
        return _parts(text, base, spaced)
    return tenths(text, start, spaced=spaced)


def _parts(text: str, base: re.Match[str], spaced: bool) -> Ratio | None:
    above = numerals.simple(text, base.end(), spaced)
    if above is None or above.run or above.bare:
        return None
    below = numerals.parse(base[1]) or numerals.value_of(base[1])
    scale = 1 if int(below) in _UNITS else Decimal(100) / below
    unit = _UNITS.get(int(below), "%")
    sign = -1 if base["sign"] else 1
    high = None if above.high is None else above.high * sign * scale
    return Ratio(base.start(), above.end, above.value * sign * scale, unit, high)


def tenths(text: str, start: int, *, spaced: bool = False) -> Ratio | None:
    """三成半, 9.5成, 八折, 75折, 打对折; the value in tenths."""
    if half := _HALF.match(text, start):
        # 半成 is half of a tenth, 半折 half of the price
        return Ratio(
            start, half.end(), Decimal("0.5") if half[1] else Decimal(5), half[1] or half[2]
        )
    if doubled := _DOUBLED.match(text, start):
        return Ratio(start, doubled.end(), Decimal(5), "折")
    if fold := (_FOLD_SPACED if spaced else _FOLD).match(text, start):
        digits = [fold["first"] or fold["tens"], fold["second"] or fold["ones"]]
        first, second = (DIGITS.get(digit) or int(digit) for digit in digits)
        return Ratio(start, fold.end(), Decimal(f"{first}.{second}"), "折")
    number = numerals.simple(text, start, spaced)
    if number is None or number.run or number.bare or number.scale or not number.value:
        return None
    joint = _TENTHS.match(text, number.end)
    if joint is None:
        return None
    if joint["fold"]:
        if number.value >= _TEN:
            return None
        return Ratio(start, joint.end(), number.value, "折", number.high)
    if number.value > _TEN:
        return None
    return _and_hundredths(text, start, joint.end(), number)


def _and_hundredths(text: str, start: int, end: int, number: numerals.Numeral) -> Ratio | None:
    more = _HUNDREDTHS.match(text, end)
    if more and number.high is None and number.value < _TEN and number.value == int(number.value):
        char = more["digit"]
        digit = 5 if more["half"] else (DIGITS.get(char) or int(char))
        return Ratio(start, more.end(), Decimal(f"{int(number.value)}.{digit}"), "成")
    if not _AFTER_TENTHS.match(text, end):
        return None
    return Ratio(start, end, number.value, "成", number.high)
