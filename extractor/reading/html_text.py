"""Runs of an HTML page as the line that a reader sees: white space, superscripts, list numbers.

White space collapses as CSS Text 3 says (4.1.1, 4.1.3): a run of it shows as one space, and a
line break of the source between two wide characters shows as nothing, for Chinese pages wrap
their source anywhere. No-break and ideographic spaces are characters, and stay.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from lxml.html import HtmlElement

# Stand-ins inside a line that is not finished; controls of the page are blanked.
_SPACE, _TAB, _GAP = "\x01", "\x02", "\x03"  # of <pre>; of <pre>; between blocks in one cell
_WHITE = re.compile(rf"[ \t\r\n\f{_GAP}]+")
_KEPT = str.maketrans({" ": _SPACE, "\t": _TAB})
_BACK = str.maketrans({_SPACE: " ", _TAB: "\t"})
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")  # by references such as &#1;
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_ZERO_WIDTH = re.compile(r"[\u200b-\u200d\u2060\ufeff\u00ad]")
# Of ambiguous width (UAX #11), and wide among Chinese.
_WIDE_TOO = frozenset("“”‘’…—·×")
_DIGITS = "零一二三四五六七八九"


@dataclass(slots=True)
class Line:
    """A paragraph or a cell as it grows."""

    parts: list[str] = field(default_factory=list)
    raised: int = 0  # depth of <sup>

    def add(self, text: str) -> None:
        """Text of the source; 10<sup>4</sup> must not read as 104."""
        if self.raised and text.strip().isdecimal():
            text = text.translate(_RAISED)
        self.parts.append(_CONTROLS.sub(" ", text))

    def keep(self, text: str) -> None:
        """A line of <pre>, whose white space is shown."""
        self.parts.append(_CONTROLS.sub(" ", text).translate(_KEPT))

    def gap(self) -> None:
        """The end of a paragraph inside a cell: one space, unless the cell ends here."""
        self.parts.append(_GAP)

    def take(self) -> str:
        """What the line says; it is empty then."""
        text = _ZERO_WIDTH.sub("", "".join(self.parts))
        self.parts.clear()
        return _WHITE.sub(_collapsed, text).translate(_BACK).strip(" ")


def _collapsed(white: re.Match[str]) -> str:
    said = white.group()
    if _GAP in said or ("\n" not in said and "\r" not in said):
        return " "
    text, start, end = white.string, white.start(), white.end()
    if start and end < len(text) and _wide(text[start - 1]) and _wide(text[end]):
        return ""
    return " "


def _wide(char: str) -> bool:
    return char in _WIDE_TOO or unicodedata.east_asian_width(char) in "WF"


@dataclass(slots=True)
class Numbering:
    """The numbers of one <ol>, or of nothing for <ul>."""

    ordered: bool
    style: str = "1"
    next: int = 1
    step: int = 1

    @classmethod
    def of(cls, element: HtmlElement) -> Numbering:
        look = re.search(r"list-style(?:-type)?\s*:([^;]*)", element.get("style", ""), re.I)
        style = look.group(1).strip().lower() if look else element.get("type", "1")
        if element.tag != "ol" or style.startswith("none"):
            return cls(ordered=False)
        backwards = element.get("reversed") is not None
        first = _integer(element.get("start", ""), len(element) if backwards else 1)
        return cls(True, style, first, -1 if backwards else 1)

    def mark(self, value: str) -> str:
        """The number in front of the next <li>, whose attribute `value` is given or ""."""
        if not self.ordered:
            return ""
        number = _integer(value, self.next)
        self.next = number + self.step
        if "chinese" in self.style or "cjk" in self.style:
            return f"{_chinese(number)}、"
        return f"{_lettered(number, self.style)}. "


def _integer(said: str, otherwise: int) -> int:
    return int(said) if re.fullmatch(r"-?\d{1,6}", said.strip()) else otherwise


def _lettered(number: int, style: str) -> str:
    if style in {"a", "lower-alpha", "lower-latin"} and 1 <= number <= 26:
        return chr(ord("a") + number - 1)
    if style in {"A", "upper-alpha", "upper-latin"} and 1 <= number <= 26:
        return chr(ord("A") + number - 1)
    if style in {"i", "I", "lower-roman", "upper-roman"} and 1 <= number <= 39:
        tens, ones = divmod(number, 10)
        roman = "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
        return roman.upper() if style in {"I", "upper-roman"} else roman
    return str(number)


def _chinese(number: int) -> str:
    if not 1 <= number <= 99:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")
