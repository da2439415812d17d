"""A peer's answer as a line of the product's export. Each step is the plainest that is fair.

* The value is the first number of what the peer calls the value; where it has none, of its quote.
  Arabic before Chinese numerals; thousands separators and width are folded; two numbers with a
  dash, 至 or 到 between them are a range.
* 千, 万, 亿 behind the number go to the unit, where samples/SPEC.md has them, unless the unit says
  them already. The unit is what the peer calls the unit; where it calls nothing so, what stands
  behind the number. 余, 多, 左右 and 以上 are no part of a unit.
* `op`, `role` and `section` are taken as they are, but for the signs and words of `_OPS`.

The product's own tagger takes no part in it.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any, NamedTuple

_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = re.compile(rf"({_NUMBER})\s*[千万亿%‰]{{0,2}}\s*[-~—–至到]{{1,2}}\s*({_NUMBER})")
_SINGLE = re.compile(rf"-?{_NUMBER}")
_HAN_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百千]+")
_SCALE = re.compile(r"\s*([十百千]?[万亿]{1,2}|千)(?!分之)")
_PARTS = {"百分之": "%", "千分之": "‰"}
_NO_UNIT = re.compile(r"^[余多来几]+|(?:左右|以上|以下|以内|上下|余)$")
_DIGITS = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_OPS = {
    "≥": ">=", "≧": ">=", "=>": ">=", "不少于": ">=", "不低于": ">=", "至少": ">=", "以上": ">=",
    "≤": "<=", "≦": "<=", "=<": "<=", "不超过": "<=", "不高于": "<=", "以内": "<=",
    "＞": ">", "超过": ">", "＜": "<", "低于": "<", "==": "=", "＝": "=", "等于": "=",
    "约": "~", "近": "~", "左右": "~", "≈": "~", "～": "~", "余": "+", "多": "+", "＋": "+",
    "区间": "range", "-": "range",
}  # fmt: skip


class Stated(NamedTuple):
    """What a peer says of one quantity, as it says it; "" where it says nothing."""

    quote: str
    name: str = ""
    value: str = ""
    unit: str = ""
    op: str = ""
    role: str = ""
    section: str = ""


class Amount(NamedTuple):
    value: Decimal | None
    value_max: Decimal | None
    unit: str


def line(report: str, text: str, start: int, end: int, stated: Stated) -> dict[str, Any]:
    """A line of indicators.jsonl; `start` and `end` in `text`, the report's file."""
    amount = amount_of(stated)
    op = stated.op.strip()
    return {
        "report": report,
        "start": start,
        "end": end,
        "text": text[start:end],
        "name": stated.name.strip(),
        "value": plain(amount.value),
        "value_max": plain(amount.value_max),
        "unit": amount.unit,
        "op": _OPS.get(op, op),
        "role": stated.role.strip().lower(),
        "section": stated.section.strip().lower(),
        "source": "model",
    }


def plain(value: Decimal | None) -> str | None:
    """Without an exponent: the export's form of a decimal."""
    return None if value is None else format(value, "f")


def amount_of(stated: Stated) -> Amount:
    for said in (stated.value, stated.quote):
        if (found := _read(said)) is not None:
            value, value_max, scale, rest = found
            unit = _unit(stated.unit) or _unit(rest)
            return Amount(value, value_max, unit if unit.startswith(scale) else scale + unit)
    return Amount(None, None, _unit(stated.unit))


def _read(said: str) -> tuple[Decimal, Decimal | None, str, str] | None:
    """(value, upper end, scale word, what stands behind) of the first number in `said`."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", unicodedata.normalize("NFKC", said))
    upper = None
    if match := _RANGE.search(text):
        value, upper = Decimal(match.group(1)), Decimal(match.group(2))
    elif match := _SINGLE.search(text):
        value = Decimal(match.group())
    elif match := _HAN_NUMBER.search(_without_parts(text)):
        text = _without_parts(text)
        value = Decimal(han_number(match.group()))
    else:
        return None
    rest = text[match.end() :]
    scale = _SCALE.match(rest)
    if scale is not None:
        return value, upper, scale.group(1), rest[scale.end() :]
    return value, upper, "", rest


def _without_parts(text: str) -> str:
    """百分之三十 as 三十%: the unit stands behind the number, as everywhere else."""
    for part, sign in _PARTS.items():
        if part in text:
            before, after = text.split(part, 1)
            return before + _HAN_NUMBER.sub(rf"\g<0>{sign}", after, count=1)
    return text


def han_number(text: str) -> int:
    """三百五十 is 350, 十二 is 12, 二〇二一 is 2021."""
    if not any(char in _TENS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total = digit = 0
    for char in text:
        if char in _TENS:
            total += (digit or 1) * _TENS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


def _unit(said: str) -> str:
    """To the first sign that ends a phrase; a unit is a word, not the rest of the sentence."""
    word = re.split(r"[，。；：、,;:()（）\s]", said.strip(), maxsplit=1)[0]
    return _NO_UNIT.sub("", _NO_UNIT.sub("", word)) if len(word) <= 12 else ""
