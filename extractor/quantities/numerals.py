"""The grammar of numerals, and `read`: the longest numeral that begins at a place in a text.

Spoken, financial and Arabic numerals and their mixtures: 三万五, 壹仟零伍, 廿一, 二点五, 1亿2千万,
十余万, 一又二分之一, 3/5, 2.5e6, 40k, 一打 (GB/T 15835-2011; 《支付结算办法》 annex 1 for 壹贰叁).
Digits before 十百千 make a section below 10,000; 万, 亿 and 兆 close it. Places fall within a
section: 五十千 is 五十 and a word. A digit right after 百, 千, 万 or 亿 counts the next place down:
二百五 is 250. Neighbouring digits are a range: 两三百 is 200 to 300, 十五六 is 15 to 16.

The words are in `data/numerals.tsv`. Texts are read as `writing.plain` gives them.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from decimal import Context, Decimal, DivisionByZero, InvalidOperation

from extractor.quantities.integers import DIGITS, GAP, PLACES, SCALES, Numeral, integer, value_of
from extractor.quantities.lexicon import rows
from extractor.quantities.writing import plain

_ROWS = rows("numerals")
_SUFFIXES = {row["word"]: Decimal(row["value"]) for row in _ROWS if row["role"] == "suffix"}
_DOZEN = Decimal(12)
CHARS = "".join(row["word"] for row in _ROWS if row["role"] in ("digit", "place", "ten", "scale"))

_CN = "".join(char for char in DIGITS if char not in "两俩")
_DECIMALS = re.compile(rf"点([{_CN}]{{1,30}})(?!\s{{0,8}}[十拾百佰千仟])")
_DECIMALS_SPACED = re.compile(rf"{GAP}点{GAP}([{_CN}]{{1,30}})(?!\s{{0,8}}[十拾百佰千仟])")
_SCALED = re.compile(rf"{GAP}([万亿兆]{{1,2}})")
_OF = re.compile(rf"{GAP}分{GAP}之{GAP}([负-]?)")
_AND = re.compile(rf"{GAP}又{GAP}")
_SLASH = re.compile(r"(?: (\d{1,9}))?\s?/\s?(\d{1,9})(?![\d/])", re.A)
_EXPONENT = re.compile(r"[eE]([+-]?\d{1,2})(?![\dA-Za-z.])", re.A)
_POWER = re.compile(r"\^([+-]{0,2})(\d{1,2}(?:\.\d{1,6})?)(?![\dA-Za-z])", re.A)
_SUFFIX = re.compile(rf"\s?([{''.join(_SUFFIXES)}])(?![A-Za-z0-9²³^])")
# 打 is a verb too: 打开, 打造, 打击 …
_DOZENS = re.compile(rf"{GAP}打(?![开造击扫印赢破好响通断算着了捞下卡包官电工假])")
_VAGUE_END = re.compile(r"[余多几来]$")
_LONGEST = 64  # a numeral of more characters is no number that anyone states
# Quotients and powers; 28 digits are Decimal's own default. No caller's context matters.
_ROUNDED = Context(prec=28, traps=[DivisionByZero, InvalidOperation])
_EXACT = Context(prec=120)

__all__ = ["CHARS", "DIGITS", "PLACES", "SCALES", "Numeral", "parse", "read", "simple", "value_of"]


def read(text: str, start: int, *, spaced: bool = False) -> Numeral | None:
    """The longest numeral of `text` that begins at `start`, without a sign; None if there is none.

    `spaced` allows white space between its parts (三 百 五 又 三 分之 一). Looks at a bounded
    number of characters. Never raises.
    """
    first = simple(text, start, spaced)
    if first is None or first.run or first.bare:
        return first
    if slash := _SLASH.match(text, first.end):
        return _quotient(text, first, slash)
    if over := _over(text, first, spaced):
        return over
    if joint := _AND.match(text, first.end):
        below = simple(text, joint.end(), spaced)
        if below and not (below.run or below.bare) and (over := _over(text, below, spaced)):
            return replace(over, start=start, value=_ROUNDED.add(first.value, over.value))
    return first


def parse(text: str) -> Decimal | None:
    """The number that the whole of `text` writes, or None if it is not a numeral.

    White space inside is ignored; 3/5 and 1 3/5 are quotients. 余, 多 and 几 are dropped (十余万
    is 100,000), 半 is a half, 百分之五 is 0.05. A range (两三百) is no one number.
    """
    word = plain(unicodedata.normalize("NFKC", text)).strip()
    if len(word) > 2 * _LONGEST:
        return None
    value = _signed(word)
    return _signed("".join(word.split())) if value is None else value


def scaled_down(number: Numeral) -> Decimal:
    """The value in the 万 or 亿 that the numeral ends with: 3000 for 三千万."""
    return _EXACT.divide(number.value, value_of(number.scale)) if number.scale else number.value


def scaled_down_high(number: Numeral) -> Decimal | None:
    """As `scaled_down`, for the upper end of a range."""
    return None if number.high is None else scaled_down(replace(number, value=number.high))


def _signed(word: str) -> Decimal | None:
    if not word or len(word) > _LONGEST:
        return None
    if word[0] in "负-":
        value = _parse(word[1:].lstrip())
        return None if value is None else -value
    return _parse(word)


def _parse(word: str) -> Decimal | None:
    if len(word) > 1:
        word = _VAGUE_END.sub("", word)
    found = read(word, 0, spaced=True)
    if found is None or found.high is not None:
        return None
    if found.end == len(word):
        return None if found.bare and word[0] in SCALES else found.value
    if found.bare and (over := _over(word, found, True)) and over.end == len(word):
        return over.value
    return None


def simple(text: str, start: int, spaced: bool = False) -> Numeral | None:
    """A numeral without 分之, 又 or a stroke."""
    found = integer(text, start, spaced)
    if found is None or found.run or found.bare:
        return found
    if found.arabic:
        return _suffixed(text, found) if found.parts == 1 and not found.scale else found
    decimals = (_DECIMALS_SPACED if spaced else _DECIMALS).match(text, found.end)
    whole = found.high is None and not found.more and "." not in f"{found.value:f}"  # no 半点五
    if decimals and whole:
        return _decimal(text, found, decimals)
    if dozen := _DOZENS.match(text, found.end):
        return replace(found, end=dozen.end(), value=_EXACT.multiply(found.value, _DOZEN), scale="")
    return found


def _decimal(text: str, whole: Numeral, match: re.Match[str]) -> Numeral:
    digits = "".join(str(DIGITS[char]) for char in match[1])
    value = Decimal(f"{whole.value:f}.{digits}")
    scaled = _SCALED.match(text, match.end())
    if scaled is None:
        return replace(whole, end=match.end(), value=value, scale="", parts=whole.parts + 1)
    value = _EXACT.multiply(value, value_of(scaled[1]))
    return replace(whole, end=scaled.end(), value=value, scale=scaled[1], parts=whole.parts + 1)


def _suffixed(text: str, plain_: Numeral) -> Numeral:
    """1.1^23, 2.5e6, 40k: what may follow an Arabic number and be part of it."""
    end = plain_.end
    if exponent := _EXPONENT.match(text, end):
        value = _ROUNDED.scaleb(plain_.value, Decimal(exponent[1]))
        return replace(plain_, end=exponent.end(), value=value, parts=2)
    if power := _POWER.match(text, end):
        exponent_ = Decimal(power[2]) * (-1 if power[1].count("-") == 1 else 1)
        if plain_.value:
            value = _ROUNDED.power(plain_.value, exponent_)
            return replace(plain_, end=power.end(), value=value, parts=2)
    if suffix := _SUFFIX.match(text, end):
        value = _EXACT.multiply(plain_.value, _SUFFIXES[suffix[1]])
        return replace(plain_, end=suffix.end(), value=value, parts=2, suffix=suffix[1])
    return plain_


def _quotient(text: str, first: Numeral, slash: re.Match[str]) -> Numeral:
    """3/5 and 1 3/5, where digits alone stand on both sides."""
    written = text[first.start : first.end]
    if not (written.isascii() and written.isdigit() and len(written) <= 9):
        return first
    bottom = Decimal(slash[2])
    if not bottom:
        return first
    top = Decimal(slash[1]) if slash[1] else first.value
    value = _ROUNDED.divide(top, bottom)
    if slash[1]:
        value = _ROUNDED.add(first.value, value)
    return replace(first, end=slash.end(), value=value, parts=2, fraction=True)


def _over(text: str, below: Numeral, spaced: bool) -> Numeral | None:
    """M of M分之N: `below` is the denominator."""
    joint = _OF.match(text, below.end)
    if joint is None or not below.value or below.high is not None:
        return None
    above = simple(text, joint.end(), spaced)
    if above is None or above.run or above.high is not None:
        return None
    if above.bare and not below.bare:
        return None
    value = _ROUNDED.divide(-above.value if joint[1] else above.value, below.value)
    return replace(
        above,
        start=below.start,
        value=value,
        scale="",
        parts=below.parts + above.parts,
        fraction=True,
        arabic=below.arabic or above.arabic,
    )
