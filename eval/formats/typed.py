"""What a person types into a sheet for a text: a number with its format where that shows the same.

"96.68%" is 0.9668 shown as 0.00%, "19,206.99" is a number shown with #,##0.00, and "≥80分/月" is
a text. A number is only taken where its format shows the text character for character; what a
sheet holds as binary floating point (15 digits) then rounds back to it.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import NamedTuple

_PERCENT = re.compile(r"(-?(?:0|[1-9]\d{0,5})(\.\d{1,4})?)%")
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+(\.\d{1,4})?")
_PLAIN = re.compile(r"-?(?:0|[1-9]\d{0,11})(\.\d{1,6})?")
_DATE = re.compile(r"(20\d\d)年(1[0-2]|[1-9])月(3[01]|[12]\d|[1-9])日")
_YEAR = re.compile(r"(19|20)\d\d")


class Typed(NamedTuple):
    value: str | int | float | date
    format: str = "General"


def typed(text: str) -> Typed:
    if percent := _PERCENT.fullmatch(text):
        return Typed(float(Decimal(percent.group(1)) / 100), "0" + _digits(percent.group(2)) + "%")
    if grouped := _GROUPED.fullmatch(text):
        return Typed(float(text.replace(",", "")), "#,##0" + _digits(grouped.group(1)))
    if plain := _PLAIN.fullmatch(text):
        if plain.group(1):
            return Typed(float(text), "0" + _digits(plain.group(1)))
        return Typed(int(text), "General" if _YEAR.fullmatch(text) else "0")
    if day := _DATE.fullmatch(text):
        try:
            value = date(*(int(part) for part in day.groups()))
        except ValueError:  # 2月30日
            return Typed(text)
        return Typed(value, 'yyyy"年"m"月"d"日"')
    return Typed(text)


def _digits(fraction: str | None) -> str:
    return "." + "0" * (len(fraction) - 1) if fraction else ""
