"""How a quantity is written: bound, number, 余/多, scale, unit, rate, 以上/左右.

`amount` reads the part from the number to the unit; `lower_bound` and `upper_bound` read
what stands around it. Nothing here looks further than a few characters, so that a scan is linear.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from extractor.quantities import numerals
from extractor.quantities.lexicon import either, rows
from extractor.quantities.units import SCALES, UNITS, pattern, rate_pattern
from extractor.records import Op

LONGEST = 30  # digits; a longer run is a code and no number that anyone states
# At most 40 groups: a longer run is no number, and must not be read again from each comma.
_GROUPED = r"\d{1,3}(?:[,，]\d{3}){1,40}(?![\d]|[,，]\d)(?:\.\d+)?"
_COMPOUND = r"\d{1,9}(?:\.\d{1,9})?(?: ?[兆亿億万萬千百] ?零?\d{1,9}(?:\.\d{1,9})?){1,4}(?=[万萬千百]|[^\d.,]|$)"
NUMERIC = rf"(?:{_GROUPED}|\d{{1,15}}(?:\.\d{{1,9}})?)"
_UNIT = pattern()
# 513,47万元: a misplaced separator, read as one number only where a unit follows the last group.
_MISPLACED = rf"\d{{1,3}}(?:,\d{{2,4}}){{1,40}}(?![\d,.])(?= ?(?:{SCALES}|{_UNIT}))"
NUMBER = re.compile(
    rf"(?P<grouped>{_GROUPED})|(?P<compound>{_COMPOUND})|(?P<misplaced>{_MISPLACED})|\d+(?:\.\d+)?",
    re.A,
)
_PLAIN = re.compile(r"\d+(?:\.\d+)?", re.A)
_MORE = r"(?:余(?!额|款|热|粮)|多|几|来(?=[个位名家次天人元吨亩户])|\+(?! ?[\dNnXx]))"
_TAIL = re.compile(
    rf"(?: ?(?P<more>{_MORE}))?(?: ?(?P<scale>{SCALES}))?(?: ?(?P<again>余(?!额)|多|\+(?! ?[\dNnXx])))?"
    rf"(?: ?(?P<unit>{_UNIT})(?: ?/ ?(?P<rate>{rate_pattern()})(?![A-Za-z0-9]))?)?(?P<late>余(?!额)|多(?!次|个|种|家|人|元|方|处))?"
)
JOIN = re.compile(r" ?(?:[（(]不?含[)）])? ?(?:[-–—~～〜－]{1,2}|至|到) ?")

_BOUNDS = rows("bounds")
_BEFORE_OP = {row["word"]: Op(row["op"]) for row in _BOUNDS if row["place"] == "before"}
_AFTER_OP = {row["word"]: Op(row["op"]) for row in _BOUNDS if row["place"] == "after"}
_GUARDED = {row["word"]: row["not_after"] for row in _BOUNDS if row["not_after"]}
_BEFORE = re.compile(
    "("
    + "|".join(
        [either(word for word in _BEFORE_OP if word not in _GUARDED)]
        + [f"(?<![{chars}]){re.escape(word)}" for word, chars in _GUARDED.items()]
    )
    + ")[了有为]? ?$"
)
_AFTER = re.compile(rf" ?({either(_AFTER_OP)})")
_WIDEST = 9  # characters: the longest bound with its guard and a space
_SIGN = re.compile(r"(?:(?<![减税抱肩自背担胜欠])负|[-−]) ?$")


class Amount(NamedTuple):
    """A number with its unit. `end` is after the unit; `more` says 余 or 多 was written."""

    value: Decimal | None  # None: too long to be a number
    unit: str
    more: bool
    end: int


def amount(text: str, start: int, owned: bytearray) -> Amount:
    """The amount whose digits begin at `start`; characters set in `owned` are not read."""
    number = NUMBER.match(text, start)
    if number is None or 1 in owned[start : number.end()] or not _joins(number):
        number = _PLAIN.match(text, start)
    assert number is not None, "called at a digit"
    end = number.end()
    if len(number.group()) > LONGEST:
        return Amount(None, "", False, end)
    tail = _TAIL.match(text, end)
    assert tail is not None, "every part is optional"
    if 1 in owned[end : tail.end()]:
        return Amount(_decimal(number.group()), "", False, end)
    scale = tail["scale"] or ""
    if number.lastgroup == "compound":  # 1亿2000万元 is 12000 万元
        value = numerals.parse(number.group() + scale)
        one = numerals.parse("1" + scale) if scale else None
        if scale in ("百", "千"):
            scale = ""  # 5千4百元 is 5400 元: only 万 and 亿 are units of account
        elif value is not None and one:
            value /= one
    else:
        value = _decimal(number.group())
    unit = scale + (tail["unit"] or "") + (f"/{tail['rate']}" if tail["rate"] else "")
    if scale and tail["unit"] and UNITS[tail["unit"]].dimension == "level":
        return Amount(value, scale, bool(tail["more"]), tail.end("scale"))  # 3000万级
    if unit == "成" and value is not None and value > 10:
        return Amount(value, "", False, end)  # tenths: above ten of them is another word
    more = bool(tail["more"] or tail["again"] or tail["late"])
    if tail["more"] == "几" and not scale:
        return Amount(value, "", False, end)
    return Amount(value, unit, more, tail.end())


def _joins(number: re.Match[str]) -> bool:
    """Whether digits with a misplaced separator are enough to be one number (1,3个 is a list)."""
    return number.lastgroup != "misplaced" or sum(map(str.isdigit, number.group())) >= 5


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace("，", ""))


def lower_bound(text: str, start: int, lowest: int) -> tuple[int, Op | None]:
    """Where a bound or hedge before `start` begins, not before `lowest`, and what it says."""
    window = max(lowest, start - _WIDEST)
    found = _BEFORE.search(text[window:start])
    if found is None:
        return start, None
    return window + found.start(), _BEFORE_OP[found.group(1)]


def upper_bound(text: str, end: int) -> tuple[int, Op | None]:
    """Where a bound or hedge after `end` ends, and what it says."""
    found = _AFTER.match(text, end)
    return (end, None) if found is None else (found.end(), _AFTER_OP[found.group(1)])


def sign(text: str, start: int, lowest: int, unit: str) -> int:
    """Where a minus before `start` begins, or `start`.

    A dash between two figures joins them; after a Chinese word it is a minus only before an
    amount with a unit (支出-3150万元, not 天河-3).
    """
    found = _SIGN.search(text[max(lowest, start - 3) : start])
    if found is None:
        return start
    begin = max(lowest, start - 3) + found.start()
    before = text[begin - 1] if begin else ""
    if text[begin] != "负" and (
        (before.isascii() and before.isalnum()) or (before and before in "）)%％")
    ):
        return start
    if text[begin] != "负" and begin == lowest and lowest:
        return start
    return begin if unit or not ("\u4e00" <= before <= "\u9fff") else start
