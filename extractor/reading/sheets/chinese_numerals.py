"""Numbers under [DBNum1] and [DBNum2]: 一百二十三, 壹佰贰拾叁 (GB/T 15835-2011, 4.2 and 5.2).

[DBNum3] is full-width Arabic digits.
"""

from __future__ import annotations

from decimal import Decimal

_DIGITS = {1: "〇一二三四五六七八九", 2: "零壹贰叁肆伍陆柒捌玖", 3: "０１２３４５６７８９"}
_PLACES = {1: ("", "十", "百", "千"), 2: ("", "拾", "佰", "仟"), 3: ("", "十", "百", "千")}
_MYRIADS = ("", "万", "亿", "兆")


def digits_in(text: str, numerals: int) -> str:
    """Every digit of `text` for itself: 2023 is 二〇二三."""
    return text.translate({ord(str(i)): char for i, char in enumerate(_DIGITS[numerals])})


def number_in(value: Decimal, numerals: int) -> str:
    """A number as it is said: 一十二, 一百二十三.四; digits for themselves from 10^16 on."""
    whole, _, rest = f"{abs(value):f}".partition(".")
    rest = rest.rstrip("0")
    if numerals == 3 or len(whole.lstrip("0")) > 4 * len(_MYRIADS):
        return digits_in(whole, numerals) + (f".{digits_in(rest, numerals)}" if rest else "")
    said = _said(int(whole), numerals)
    if rest:
        said += "." + digits_in(rest, numerals)
    return said


def _said(number: int, numerals: int) -> str:
    digits, places = _DIGITS[numerals], _PLACES[numerals]
    if not number:
        return digits[0]
    said, gap = "", False
    for myriad in range(len(_MYRIADS) - 1, -1, -1):
        group = number // 10 ** (4 * myriad) % 10000
        for place in range(3, -1, -1):
            digit = group // 10**place % 10
            if digit:
                if gap and said:
                    said += digits[0]
                gap = False
                said += digits[digit] + places[place]
            else:
                gap = True
        if group:
            said += _MYRIADS[myriad]
    return said
