"""Number format codes, taken apart: ECMA-376-1 18.8.30 and 18.8.31, [MS-OI29500] 2.1.704 (grammar).

A code has up to four sections, for numbers above, below and at zero and for text, or sections
with conditions of their own. Case does not matter outside of quotes. What the grammar does not
know is shown as it stands, as spreadsheet programs do.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

# Ids whose codes a file need not write: 18.8.30, with the codes that Excel really has by
# [MS-OI29500] 2.1.704 a. Those that follow the system's locale (14, 22, 27 to 36, 50 to 58) are
# given as in zh-CN, since that is what authors and readers of these reports see.
BUILTIN = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    5: "¥#,##0;¥-#,##0",
    6: "¥#,##0;[Red]¥-#,##0",
    7: "¥#,##0.00;¥-#,##0.00",
    8: "¥#,##0.00;[Red]¥-#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"',
    29: 'm"月"d"日"',
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"',
    37: "#,##0_);(#,##0)",
    38: "#,##0_);[Red](#,##0)",
    39: "#,##0.00_);(#,##0.00)",
    40: "#,##0.00_);[Red](#,##0.00)",
    41: '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)',
    42: '_(¥* #,##0_);_(¥* (#,##0);_(¥* "-"_);_(@_)',
    43: '_(* #,##0.00_);_(* (#,##0.00);_(* "-"??_);_(@_)',
    44: '_(¥* #,##0.00_);_(¥* (#,##0.00);_(¥* "-"??_);_(@_)',
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"',
    52: 'yyyy"年"m"月"',
    53: 'm"月"d"日"',
    54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"',
    56: '上午/下午h"时"mm"分"ss"秒"',
    57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}
# Of the system's own long date and time, [MS-OI29500] 2.1.704: shown as zh-CN does.
_SYSTEM = {"F800": 'yyyy"年"m"月"d"日"', "F400": "h:mm:ss"}


class Part(Enum):
    LITERAL = auto()
    DIGIT = auto()  # 0 # ?
    POINT = auto()
    COMMA = auto()
    PERCENT = auto()  # shown, and a factor of 100
    SLASH = auto()
    EXPONENT = auto()  # E+ E-
    GENERAL = auto()
    TEXT = auto()  # @
    DATE = auto()  # yyyy m d h s aaa, a run of one letter
    ELAPSED = auto()  # [h] [mm] [s]
    HALF = auto()  # AM/PM


class Token(NamedTuple):
    part: Part
    text: str


class Condition(NamedTuple):
    op: str
    limit: Decimal

    def holds(self, value: Decimal) -> bool:
        return {
            "<": value < self.limit,
            "<=": value <= self.limit,
            ">": value > self.limit,
            ">=": value >= self.limit,
            "=": value == self.limit,
            "<>": value != self.limit,
        }[self.op]


class Plain(NamedTuple):
    """What most sections are: 0.00%, #,##0.00, 0"万元", one number between literals."""

    before: str
    grouped: bool
    places: int
    shift: int  # powers of ten that the number is multiplied by
    after: str


class Section(NamedTuple):
    tokens: tuple[Token, ...]
    condition: Condition | None = None
    numerals: int = 0  # of [DBNum1] to [DBNum3]; 0: Arabic ones
    is_date: bool = False
    plain: Plain | None = None

    def has(self, part: Part) -> bool:
        return any(token.part is part for token in self.tokens)


_TOKENS = re.compile(
    r"""
      "(?P<quoted>[^"]*)"?
    | [\\!](?P<escaped>.)                 # Excel for Chinese shows the escape \ as !
    | _(?P<space>.)                       # as wide as that character
    | \*(?P<fill>.)                       # repeated over the width of the column
    | \[(?P<bracket>[^\]]*)\]
    | (?P<general>General|G/通用格式|Standard)
    | (?P<half>AM/PM|A/P|上午/下午)
    | (?P<exponent>E[+-](?=[0\#?]))
    | (?P<date>y+|m+|d+|h+|s+|a{3,4}|e+|g+|b+)
    | (?P<digit>[0\#?])
    | (?P<point>\.) | (?P<comma>,) | (?P<percent>%) | (?P<slash>/) | (?P<text>@)
    | (?P<other>.)
    """,
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_PLAIN = {
    "general": Part.GENERAL,
    "half": Part.HALF,
    "exponent": Part.EXPONENT,
    "date": Part.DATE,
    "digit": Part.DIGIT,
    "point": Part.POINT,
    "comma": Part.COMMA,
    "percent": Part.PERCENT,
    "slash": Part.SLASH,
    "text": Part.TEXT,
}
_OF_NUMBER = frozenset({Part.DIGIT, Part.POINT, Part.COMMA})
_CONDITION = re.compile(r"\s*(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?(?:E[+-]?\d+)?)\s*", re.I)
_ELAPSED = re.compile(r"h+|m+|s+", re.I)
_CURRENCY = re.compile(r"\$(?P<sign>[^-]*)(?:-(?P<locale>[0-9A-Za-z,-]+))?")
_NUMERALS = re.compile(r"DBNum([1-3])", re.I)
_ONE_NUMBER = re.compile(r"(?P<whole>0|#,##0)(?:\.(?P<places>0+))?(?P<thousands>,*)")
_SEMICOLONS = re.compile(r'"[^"]*"?|[\\!_*].|\[[^\]]*\]|;|.', re.DOTALL)
_CODE_MAX = 255  # characters, [MS-OI29500] 2.1.704 b; a longer one is none


@lru_cache(maxsize=1024)
def sections_of(code: str) -> tuple[Section, ...]:
    """The sections of a code, at least one and at most four. Never raises."""
    if not code or len(code) > _CODE_MAX:
        code = "General"
    parts = [""]
    for piece in _SEMICOLONS.findall(code):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    return tuple(_section(part) for part in parts[:4])


def _section(code: str) -> Section:
    tokens: list[Token] = []
    condition: Condition | None = None
    numerals = 0
    for found in _TOKENS.finditer(code):
        name, said = found.lastgroup or "other", found.group(found.lastgroup or 0)
        if name == "bracket":
            if limit := _CONDITION.fullmatch(said):
                condition = _condition(*limit.groups())
            elif _ELAPSED.fullmatch(said):
                tokens.append(Token(Part.ELAPSED, said.lower()))
            elif number := _NUMERALS.fullmatch(said):
                numerals = int(number.group(1))
            elif money := _CURRENCY.fullmatch(said):
                if system := _SYSTEM.get((money["locale"] or "").upper()):
                    return _section(system)
                tokens.append(Token(Part.LITERAL, money["sign"]))
        elif name in _PLAIN:
            tokens.append(Token(_PLAIN[name], said.lower() if name == "date" else said))
        elif name != "fill":
            tokens.append(Token(Part.LITERAL, " " if name == "space" else said))
    dated = any(token.part in (Part.DATE, Part.ELAPSED) for token in tokens)
    plain = None if dated or numerals else _plain(tokens)
    return Section(tuple(tokens), condition, numerals, dated, plain)


def _plain(tokens: Sequence[Token]) -> Plain | None:
    digits = [i for i, token in enumerate(tokens) if token.part in _OF_NUMBER]
    if not digits:
        return None
    core = tokens[digits[0] : digits[-1] + 1]
    found = _ONE_NUMBER.fullmatch("".join(token.text for token in core))
    around = (*tokens[: digits[0]], *tokens[digits[-1] + 1 :])
    if (
        not found
        or len(digits) < len(core)  # a literal between digits: 0!.0,"万"
        or any(token.part not in (Part.LITERAL, Part.PERCENT) for token in around)
    ):
        return None
    return Plain(
        "".join(token.text for token in tokens[: digits[0]]),
        "," in found["whole"],
        len(found["places"] or ""),
        2 * sum(token.part is Part.PERCENT for token in tokens) - 3 * len(found["thousands"]),
        "".join(token.text for token in tokens[digits[-1] + 1 :]),
    )


def _condition(op: str, limit: str) -> Condition | None:
    try:
        return Condition(op, Decimal(limit))
    except InvalidOperation:
        return None
