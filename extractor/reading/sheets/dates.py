"""Dates and times under a format code: a stored number counts days from 1900 or from 1904.

ECMA-376-1 18.17.4: day 1 is 1900-01-01, and day 60 the 29 February 1900 that never was; in the
1904 system day 0 is 1904-01-01. What a date cannot be (below zero, after 9999) is no date.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import NamedTuple

from extractor.reading.sheets.chinese_numerals import digits_in, number_in
from extractor.reading.sheets.format_codes import Part, Section, Token

_DAYS_MAX = 2_958_465  # 9999-12-31
_LEAP = 60  # 1900-02-29
_FROM_1900 = date(1899, 12, 30)  # for days after `_LEAP`
_FROM_1904 = date(1904, 1, 1)
_DAY = 86_400
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HAN_WEEKDAYS = "一二三四五六日"


class _Moment(NamedTuple):
    year: int
    month: int
    day: int
    weekday: int  # 0 is Monday
    seconds: int  # of the day
    fraction: str  # digits of a second
    elapsed: int  # seconds from day 0


def shown_date(value: Decimal, section: Section, *, from_1904: bool) -> str | None:
    """`value` as a date or time; None where it cannot be one."""
    decimals = _second_decimals(section.tokens)
    moment = _moment(value, decimals, from_1904=from_1904)
    if moment is None:
        return None
    halved = section.has(Part.HALF)
    shown: list[str] = []
    skipping = False  # the places behind ss.
    for token, is_minute in zip(section.tokens, _minutes(section.tokens), strict=True):
        if token.part is Part.DIGIT and skipping:
            continue
        skipping = False
        if token.part is Part.POINT and decimals:
            shown.append("." + moment.fraction)
            skipping = True
        elif token.part is Part.DATE:
            said = _said(token.text, moment, is_minute=is_minute, halved=halved)
            shown.append(_in_numerals(said, token.text, section.numerals))
        elif token.part is Part.ELAPSED:
            divisor = {"h": 3600, "m": 60, "s": 1}[token.text[0]]
            shown.append(f"{moment.elapsed // divisor:0{len(token.text)}d}")
        elif token.part is Part.HALF:
            morning, _, evening = token.text.partition("/")
            shown.append(morning if moment.seconds < _DAY // 2 else evening)
        elif token.part is not Part.TEXT:
            shown.append(token.text)
    return "".join(shown)


def _moment(value: Decimal, decimals: int, *, from_1904: bool) -> _Moment | None:
    if not 0 <= value <= _DAYS_MAX + 1:
        return None
    quantum = Decimal(1).scaleb(-decimals)
    seconds = (value * _DAY).quantize(quantum, rounding=ROUND_HALF_UP)
    whole = int(seconds.to_integral_value(rounding=ROUND_FLOOR))
    days, of_day = divmod(whole, _DAY)
    if days > _DAYS_MAX:
        return None
    fraction = f"{seconds - whole:f}".partition(".")[2]
    if from_1904:
        if days > _DAYS_MAX - 1462:
            return None
        at = _FROM_1904 + timedelta(days)
    elif days == _LEAP:
        return _Moment(1900, 2, 29, 2, of_day, fraction, whole)
    elif days == 0:
        return _Moment(1900, 1, 0, 5, of_day, fraction, whole)
    else:
        at = _FROM_1900 + timedelta(days + (days < _LEAP))
    return _Moment(at.year, at.month, at.day, at.weekday(), of_day, fraction, whole)


def _second_decimals(tokens: tuple[Token, ...]) -> int:
    """How many places follow the point behind the seconds."""
    for at, (token, after) in enumerate(pairwise(tokens)):
        if token.text.startswith("s") and after.part is Part.POINT:
            count = 0
            for later in tokens[at + 2 :]:
                if later.part is not Part.DIGIT:
                    break
                count += 1
            return min(count, 3)
    return 0


def _minutes(tokens: tuple[Token, ...]) -> list[bool]:
    """For each token, whether it is an m or mm behind hours or before seconds."""
    timed = [i for i, t in enumerate(tokens) if t.part in (Part.DATE, Part.ELAPSED)]
    found = [False] * len(tokens)
    for at, i in enumerate(timed):
        if tokens[i].part is Part.DATE and tokens[i].text in ("m", "mm"):
            before = tokens[timed[at - 1]].text[0] if at else ""
            after = tokens[timed[at + 1]].text[0] if at + 1 < len(timed) else ""
            found[i] = before == "h" or after == "s"
    return found


def _said(code: str, moment: _Moment, *, is_minute: bool, halved: bool) -> str:
    letter, count = code[0], len(code)
    if is_minute:
        return f"{moment.seconds // 60 % 60:0{count}d}"
    if letter == "m":
        name = _MONTHS[moment.month - 1]
        if count >= 3:
            return {3: name[:3], 5: name[0]}.get(count, name)
        return f"{moment.month:0{count}d}"
    if letter == "d":
        name = _WEEKDAYS[moment.weekday]
        return f"{moment.day:0{count}d}" if count < 3 else name[:3] if count == 3 else name
    if letter == "h":
        hour = moment.seconds // 3600
        return f"{(hour - 1) % 12 + 1 if halved else hour:0{min(count, 2)}d}"
    if letter == "s":
        return f"{moment.seconds % 60:0{min(count, 2)}d}"
    if letter == "a":
        return ("星期" if count == 4 else "") + _HAN_WEEKDAYS[moment.weekday]
    if letter == "g":
        return ""  # the era: none in the Gregorian calendar of China
    year = moment.year + 543 * (letter == "b")  # b: the Buddhist year
    return f"{year % 100:02d}" if count <= 2 and letter != "e" else f"{year:04d}"


def _in_numerals(said: str, code: str, numerals: int) -> str:
    """二〇二三年十二月五日: years digit by digit, all else as numbers are said."""
    if not numerals or not said.isdecimal():
        return said
    if code[0] in "yeb":
        return digits_in(said, numerals)
    number = number_in(Decimal(said), numerals)
    return number[1:] if number.startswith("一十") else number  # 十二月; 壹拾贰月 keeps its 壹
