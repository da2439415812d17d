"""Every number that a text writes, and every percentage: `scan` and `percents`.

The tagger chooses, since most Chinese numerals in a report are words; here nothing is chosen but
what is a numeral at all. Both run on one grammar (`numerals`, `ratios`). The conventions are those
of Microsoft's Recognizers-Text, whose suites `eval/suites.py` runs:

- a percentage written with 百分之 has its numerator as a number, a fraction is one number;
- neighbouring digits (两三十, 百分之二三十) and digits read one by one (九九) are no one number;
- a lone Chinese digit is ambiguous, and a number where it counts (三双), stands apart or is
  predicated (答案是四); before a currency or a tenth (一美元, 一折) it is left to their grammar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from extractor.quantities import grammar, numerals, ratios, units
from extractor.quantities.integers import DIGITS, GAP
from extractor.quantities.lexicon import either, rows
from extractor.quantities.writing import plain

_FIRST = re.compile(rf"[0-9{numerals.CHARS}半对]|\.(?=[0-9])")
_ADDRESS = re.compile(r"(?:https?|ftp)://[!-~]{1,2000}")
_ROWS = rows("lone")


def _words(place: str) -> str:
    return "(?:" + either(row["word"] for row in _ROWS if row["place"] == place) + ")"


_WORDS = re.compile(_words("word"))
_COUNTS = re.compile(rf"{GAP}(?:(?P<unit>{units.pattern()})|{_words('counts')})")
_COPULA = re.compile(f"{_words('copula')}$")
_NEXT = re.compile(_words("after"))
_LEFT_TO_OTHERS = frozenset({"money", "ratio"})
_OF = re.compile(f"{GAP}分{GAP}之")
_PERCENT = re.compile(rf"{GAP}(?:(?P<sign>[%﹪‰‱])|个?{GAP}百{GAP}分{GAP}点)")
_LOOK = 4  # characters before a numeral that are looked at


class Number(NamedTuple):
    """Characters [start, end) of the text; a percentage has the value 5 for 5 %."""

    start: int
    end: int
    value: Decimal


def scan(text: str) -> tuple[Number, ...]:
    """Every number written in `text`, in order and not overlapping. Never raises."""
    return tuple(_numbers(plain(text)))


def percents(text: str) -> tuple[Number, ...]:
    """Every percentage written in `text`, tenths and price reductions included, in percent.

    百分点 count as percent. Of 5-20% the upper end alone is written with a sign. Never raises.
    """
    return tuple(_percents(plain(text)))


def _numbers(text: str) -> Iterator[Number]:
    blocked = _blocked(text, _ADDRESS, _WORDS)
    position = 0
    while first := _FIRST.search(text, position):
        start = first.start()
        position = start + 1
        if blocked[start]:
            continue
        found = numerals.read(text, start, spaced=True)
        if found is None:
            continue
        lowest, position = position - 1, found.end
        if found.bare:
            of = _OF.match(text, found.end)
            position = of.end() if of else found.end
        elif not (found.run or found.high is not None) and _counts(text, found):
            yield _signed(text, found.start, found.end, found.value, lowest)


def _percents(text: str) -> Iterator[Number]:
    blocked = _blocked(text, _ADDRESS)
    position = 0
    while first := _FIRST.search(text, position):
        start = first.start()
        position = start + 1
        if blocked[start]:
            continue
        if ratio := ratios.read(text, start, spaced=True):
            position = ratio.end
            in_percent = units.to_base(ratio.value, ratio.unit)
            if ratio.high is None and in_percent:
                yield _signed(text, start, ratio.end, in_percent[0], start)
            continue
        found = numerals.read(text, start, spaced=True)
        if found is None:
            continue
        position = found.end
        sign = _PERCENT.match(text, found.end)
        if sign and not (found.run or found.bare or found.high is not None):
            position = sign.end()
            in_percent = units.to_base(found.value, sign["sign"] or "%")
            if in_percent:
                yield _signed(text, start, sign.end(), in_percent[0], start)


def _blocked(text: str, *words: re.Pattern[str]) -> bytearray:
    blocked = bytearray(len(text))
    for pattern in words:
        for match in pattern.finditer(text):
            blocked[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return blocked


def _signed(text: str, start: int, end: int, value: Decimal, lowest: int) -> Number:
    begin = grammar.sign(text, start, 0, "%")
    return Number(begin, end, -value if begin < start else value)


def _counts(text: str, found: numerals.Numeral) -> bool:
    """Whether a numeral is a number; one of several characters always is."""
    if found.end - found.start > 1 or found.arabic:
        return True
    char = text[found.start]
    if char == "半":
        return False
    counted = _COUNTS.match(text, found.end)
    if counted and not (
        counted["unit"] and units.UNITS[counted["unit"]].dimension in _LEFT_TO_OTHERS
    ):
        return True
    before = text[max(0, found.start - _LOOK) : found.start]
    after = text[found.end : found.end + _LOOK]
    if (_apart(after[:1]) or _NEXT.match(after)) and _COPULA.search(before):
        return True
    return (_apart(before[-1:]) or _beside_point(before[::-1])) and (
        _apart(after[:1]) or _beside_point(after)
    )


def _apart(char: str) -> bool:
    return not ("\u4e00" <= char <= "\u9fff")


def _beside_point(beside: str) -> bool:
    """点 with a numeral on its other side, that is no decimal point (一点两小时)."""
    return beside[:1] == "点" and beside[1:2] in (*DIGITS, *numerals.PLACES)
