"""Units: which dimension one has, and how a value in it is brought to the base unit.

`data/units.tsv` is the table. A scale (十百千万亿) may stand before any unit and is
multiplied out; it is part of the unit as written, never of the value.
"""

from __future__ import annotations

import re
from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from extractor.quantities.lexicon import either, rows
from extractor.records import QuantityKind

_DIVIDE = Context(prec=28)  # local: no caller's context matters
_TAG = re.compile(r"<[^<>]{0,200}>|\s")
_SCALE = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8, "兆": 10**12}
_SCALE |= {"萬": 10**4, "億": 10**8}
SCALES = r"(?:[十百千]?[万萬亿億]{1,2}|[十百千])"
_SCALED = re.compile(rf"({SCALES})(.*)")
# What a rate is stated per, besides any unit: 82分/月, 3次/年.
_PERIODS = ("年", "月", "日", "天", "季", "季度", "周", "时", "人", "户", "亩", "位", "学期")
# A unit that is spelled like something else, by dimension only where the kind says so.
_KINDS = {
    "count": QuantityKind.COUNT,
    "money": QuantityKind.MONEY,
    "ratio": QuantityKind.RATIO,
    "area": QuantityKind.AREA,
    "length": QuantityKind.LENGTH,
    "mass": QuantityKind.MASS,
    "volume": QuantityKind.VOLUME,
    "duration": QuantityKind.DURATION,
    "energy": QuantityKind.ENERGY,
    "temperature": QuantityKind.TEMPERATURE,
    "score": QuantityKind.SCORE,
    "level": QuantityKind.LEVEL,
}


class Unit(NamedTuple):
    """One row of the table. `counts`: a Chinese numeral before it counts something."""

    name: str
    dimension: str
    base: str
    factor: Fraction
    counts: bool
    not_before: str  # characters after it that make it the start of another word


UNITS = MappingProxyType(
    {
        row["unit"]: Unit(
            row["unit"],
            row["dimension"],
            row["base"],
            Fraction(row["factor"]),
            row["counts"] == "1",
            row["not_before"],
        )
        for row in rows("units")
    }
)


_SECOND = re.compile(
    "[（(][^（）()]{1,4}[)）]$"
)  # 台（套): the second counter only widens the first


def pattern(*, classifiers: bool = True) -> str:
    """A regex for any unit, longest first; without `classifiers`, units of measurement alone."""
    plain: list[tuple[str, str]] = []
    guarded: list[tuple[str, str]] = []
    for unit in UNITS.values():
        if unit.dimension == "count" and not classifiers:
            continue
        guard = f"(?![{unit.not_before}])" if unit.not_before else ""
        if unit.name[-1].isascii() and unit.name[-1].isalnum():
            guard += r"(?![A-Za-z0-9])"
        (guarded if guard else plain).append((unit.name, guard))
    ranked = sorted((*plain, *guarded), key=lambda item: (-len(item[0]), item[0]))
    return "(?:" + "|".join(re.escape(name) + guard for name, guard in ranked) + ")"


def rate_pattern() -> str:
    """A regex for what follows the stroke in 分/月 or 元/平方米."""
    return "(?:" + either((*UNITS, *_PERIODS)) + ")"


@lru_cache(maxsize=4096)
def resolve(unit: str) -> tuple[str, str, Fraction] | None:
    """(dimension, base, factor) of a unit as written, or None if it is in no table.

    "" is a bare number; a scale alone ("万") is one with a factor. A rate 分/月 has the
    dimension "score/月" and the base "分/月": rates compare only with the same rate.
    """
    word = _SECOND.sub("", _TAG.sub("", unit))
    top, stroke, below = word.partition("/")
    if stroke:
        upper = resolve(top)
        lower = UNITS[below].base if below in UNITS else below
        return upper and (f"{upper[0]}/{lower}", f"{upper[1]}/{lower}", upper[2])
    if not word:
        return ("number", "", Fraction(1))
    if known := UNITS.get(word):
        return (known.dimension, known.base, known.factor)
    if scaled := _SCALED.fullmatch(word):
        scale = Fraction(1)
        for char in scaled.group(1):
            scale *= _SCALE[char]
        rest = scaled.group(2)
        inner = ("number", "", Fraction(1)) if not rest else resolve_unscaled(rest)
        return inner and (inner[0], inner[1], inner[2] * scale)
    return None


def resolve_unscaled(word: str) -> tuple[str, str, Fraction] | None:
    known = UNITS.get(word)
    return known and (known.dimension, known.base, known.factor)


def dimension(unit: str) -> str | None:
    """ "money", "area", "count", …; "number" for no unit; None for a unit in no table."""
    found = resolve(unit)
    return found and found[0]


def to_base(value: Decimal, unit: str) -> tuple[Decimal, str] | None:
    """`value` in the base unit of its dimension, or None for a unit in no table.

    24.95 万平方米 → (249500, "平方米"); 14.9 亿元 → (1490000000, "元"); 8500 人次 → (8500, "人次").
    亩 is 2000/3 平方米 exactly (15 亩 = 1 公顷; 国发〔1984〕28号 keeps the unit). A quotient that
    does not end has 28 digits.
    """
    found = resolve(unit)
    if found is None:
        return None
    exact = Fraction(value) * found[2]
    return _decimal(exact), found[1]


def same_dimension(a: str, b: str) -> bool:
    """Whether two units convert into each other: 万元 and 亿元 do, 人 and 人次 do not."""
    first, second = resolve(a), resolve(b)
    return first is not None and second is not None and first[:2] == second[:2]


def kind(unit: str) -> QuantityKind:
    """What kind of quantity a unit measures; NUMBER where no unit, or one without a kind."""
    found = resolve(unit)
    if found is None:
        return QuantityKind.NUMBER
    return _KINDS.get(found[0].partition("/")[0], QuantityKind.NUMBER)


def _decimal(exact: Fraction) -> Decimal:
    if exact.denominator == 1:
        return Decimal(exact.numerator)
    return _DIVIDE.divide(Decimal(exact.numerator), Decimal(exact.denominator))
