"""Chinese numerals to `Decimal`: 三万五, 九万四, 壹仟零伍, 廿一, 二点五, 一又二分之一, 1亿2千万.

The grammar is that of spoken and financial Chinese (GB/T 15835-2011 on numerals in
publications; 《支付结算办法》 annex 1 for 壹贰叁): digits before 十百千 make a section below
10,000; 万, 亿 and 兆 close it and multiply everything before them that is smaller. A digit
after 百, 千, 万 or 亿 with no 零 between counts the next place down: 二百五 is 250, 三万五 is 35,000.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Context, Decimal, DivisionByZero, InvalidOperation

_DIGITS = {
    **{char: i for i, char in enumerate("零一二三四五六七八九")},
    **{char: i for i, char in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    **dict(zip("两俩兩倆貳參叄陸弌弍弎幺", (2, 2, 2, 2, 2, 3, 3, 6, 1, 2, 3, 1), strict=True)),
}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SCALES = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_TENS = {"廿": 20, "卅": 30}
_TRADITIONAL = str.maketrans("負點餘幾個", "负点余几个")

CHARS = "".join((*_DIGITS, *_PLACES, *_SCALES, *_TENS))
_VAGUE = re.compile(r"[余多几來来](?=[万萬亿億兆百千]|$)")
_MIXED = re.compile(r"\d[\d,，]*(?:\.\d+)?|.", re.S)
_GROUPED = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
_SLASH = re.compile(r"(-)?(?:(\d{1,9})\s)?(\d{1,9})\s?/\s?(\d{1,9})", re.A)
_LONGEST = 64  # a numeral of more characters is no number that anyone states
# Fractions only; 28 digits are Decimal's own default. Local, so that no caller's context matters.
_DIVIDE = Context(prec=28, traps=[DivisionByZero, InvalidOperation])


def parse(text: str) -> Decimal | None:
    """The number that the whole of `text` writes, or None if it is not a numeral.

    White space inside is ignored; 3/5 and 1 3/5 are quotients. 余, 多 and 几 are dropped (十余万 is 100,000), 半 is a half.
    Both scripts and digits mixed with scales (25万6千) are read.
    """
    word = unicodedata.normalize("NFKC", text).strip()
    if slash := _SLASH.fullmatch(word):
        return _divide(*slash.groups())
    word = "".join(word.split()).translate(_TRADITIONAL)
    if not word or len(word) > _LONGEST:
        return None
    if word[0] in "负-−":
        value = parse_unsigned(word[1:])
        return None if value is None else -value
    return parse_unsigned(word)


def parse_unsigned(word: str) -> Decimal | None:
    """As `parse`, for a word without sign or white space."""
    if "分之" in word:
        return _fraction(word)
    whole, point, decimals = word.partition("点")
    if not point:
        grouped = _grouped(word)
        return _integer(word) if grouped is None else grouped
    base = _integer(whole)
    if base is None or not decimals:
        return None
    scale = 1
    while decimals and decimals[-1] in _SCALES:  # 二点五万
        scale *= _SCALES[decimals[-1]]
        decimals = decimals[:-1]
    digits = [str(_DIGITS[char]) if char in _DIGITS else char for char in decimals]
    if not digits or not all(digit.isdecimal() and digit.isascii() for digit in digits):
        return None
    return Decimal(f"{base}.{''.join(digits)}") * scale


def _grouped(word: str) -> Decimal | None:
    if _GROUPED.fullmatch(word):
        return Decimal(word.replace(",", "").replace("，", ""))
    return None


def _divide(minus: str | None, whole: str | None, top: str, bottom: str) -> Decimal | None:
    if not Decimal(bottom):
        return None
    value = _DIVIDE.add(Decimal(whole or 0), _DIVIDE.divide(Decimal(top), Decimal(bottom)))
    return -value if minus else value


def _fraction(word: str) -> Decimal | None:
    """三分之一, 百分之五, 3又2分之1: the quotient, to 28 digits where it does not end."""
    whole, mixed, rest = word.partition("又")
    below, _, above = (rest if mixed else word).partition("分之")
    if below in ("百", "千", "万"):
        below = "一" + below
    bottom, top = parse(below), parse(above)
    base = parse_unsigned(whole) if mixed else Decimal(0)
    if not bottom or top is None or base is None:
        return None
    return _DIVIDE.add(base, _DIVIDE.divide(top, bottom))


def _integer(word: str) -> Decimal | None:
    """Sections of 十百千 closed by 万, 亿 and 兆; Arabic digits may stand for a digit."""
    if word in ("半", "一半"):
        return Decimal("0.5")
    if word == "半百":
        return Decimal(50)
    word = _VAGUE.sub("", word)
    if len(word) > 1 and all(char in _DIGITS for char in word):  # 二〇二一, read digit by digit
        return Decimal("".join(str(_DIGITS[char]) for char in word))
    total = section = Decimal(0)
    digit: Decimal | None = None
    last = 0  # the place or scale just read; 0 after 零 or at the start
    seen = False
    for token in _MIXED.findall(word):
        arabic = _grouped(token) if token[0].isascii() and token[0].isdigit() else None
        if arabic is not None or token in _DIGITS:
            if digit:  # two digits in a row are no numeral of this grammar
                return None
            digit = arabic if arabic is not None else Decimal(_DIGITS[token])
            if digit == 0 and token in "零〇":
                digit, last = None, 0
        elif token in _TENS:
            section, last, digit = section + _TENS[token], 10, None
        elif token in _PLACES:
            section += (Decimal(1) if digit is None else digit) * _PLACES[token]
            digit, last = None, _PLACES[token]
        elif token in _SCALES:
            scale = _SCALES[token]
            if not seen:
                return None
            section += digit or 0
            closed = total % scale + section
            total = total - total % scale + (closed * scale if closed else total * (scale - 1))
            section, digit, last = Decimal(0), None, scale
        else:
            return None
        seen = True
    if not seen:
        return None
    if digit is not None and last >= 100 and digit < 10:  # 二百五, 三万五
        digit *= last // 10
    return total + section + (digit or 0)
