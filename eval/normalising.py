"""One form for texts that say the same: width, white space, tags, unit spellings, scale words.

It is the score's own, not the product's: a change of the product must not move what counts
as equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from decimal import Decimal

_TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,200}>")
_NUMERALS = frozenset("〇零一二两俩三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟廿卅半双")
_SCALE = {
    "十": Decimal(10),
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10_000),
    "亿": Decimal(100_000_000),
}
# Spellings of one unit after NFKC (which makes ㎡ and m² into m2): (factor, unit). No conversion
# between units that a reader would call different: 亩 is not brought to 平方米.
_SPELLINGS = {
    "m2": (Decimal(1), "平方米"),
    "平米": (Decimal(1), "平方米"),
    "平方": (Decimal(1), "平方米"),
    "m3": (Decimal(1), "立方米"),
    "立方": (Decimal(1), "立方米"),
    "km2": (Decimal(1), "平方公里"),
    "平方千米": (Decimal(1), "平方公里"),
    "hm2": (Decimal(1), "公顷"),
    "m": (Decimal(1), "米"),
    "km": (Decimal(1000), "米"),
    "公里": (Decimal(1000), "米"),
    "g": (Decimal(1), "克"),
    "kg": (Decimal(1000), "克"),
    "公斤": (Decimal(1000), "克"),
    "t": (Decimal(1), "吨"),
    "人民币": (Decimal(1), "元"),
    "块": (Decimal(1), "元"),
    "百分点": (Decimal(1), "个百分点"),  # its first character is no scale
    "百分之": (Decimal(1), "%"),
}


def bare(text: str) -> str:
    """`text` without tags and white space."""
    return re.sub(r"\s+", "", _TAG.sub("", text))


def fold(text: str) -> str:
    """`text` without tags and white space, in NFKC: full-width and half-width are one."""
    return bare(unicodedata.normalize("NFKC", _TAG.sub("", text)))


def has_numeral(text: str) -> bool:
    """Whether `text` holds a decimal digit of any width, or a Chinese numeral."""
    return any(char.isdecimal() or char in _NUMERALS for char in text)


def base_unit(unit: str) -> tuple[Decimal, str]:
    """(factor, unit) such that one `unit` is `factor` of the unit: 万m² is 10000 平方米."""
    rest = fold(unit)
    factor = Decimal(1)
    while rest:
        if rest in _SPELLINGS:
            more, rest = _SPELLINGS[rest]
            return factor * more, rest
        if rest[0] not in _SCALE:
            break
        factor *= _SCALE[rest[0]]
        rest = rest[1:]
    return factor, rest


def same_unit(one: str, other: str) -> bool:
    """Whether two units are one but for spelling and scale."""
    return base_unit(one)[1] == base_unit(other)[1]


def same_value(one: Decimal | None, one_unit: str, other: Decimal | None, other_unit: str) -> bool:
    """Whether two values are equal with scale multiplied out; None equals only None."""
    if one is None or other is None:
        return one is other
    return one * base_unit(one_unit)[0] == other * base_unit(other_unit)[0]


def bigrams(text: str) -> Counter[str]:
    """Character pairs of the folded text; of one character, that character."""
    folded = fold(text)
    if len(folded) < 2:
        return Counter([folded] if folded else [])
    return Counter(folded[i : i + 2] for i in range(len(folded) - 1))


def bigram_f1(one: str, other: str) -> float:
    """Dice's coefficient of the character pairs, 0 to 1; 0 where either is empty."""
    a, b = bigrams(one), bigrams(other)
    total = a.total() + b.total()
    if not a or not b:
        return 0.0
    return 2 * (a & b).total() / total
