"""A reading of canonical text with an offset map: what is read is not always what is written.

Mark-up (`<p>`, `<sup>`), page breaks inside a sentence, full-width digits and spaces inside
a number all stand in the way of a grammar. A `View` is the text without them, and knows
for each of its characters where it stands in the canonical text. Spans found in a view map
back exactly; nothing is ever stored from a view.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.records import Span

# An HTML tag as text conversions leave them. Bounded, so that "a < b, c > d" is not one.
_TAG = re.compile(r"</?(p|br|sup|sub|b|i|u|em|strong|span|div|font)\b[^<>\n]{0,200}>", re.I)
_BLOCK_TAGS = frozenset({"p", "br", "div"})
_MARKDOWN_BOLD = re.compile(r"\*\*|__")
# Full-width forms (FF01-FF5E are ASCII + 0xFEE0, Unicode chart "Halfwidth and Fullwidth Forms")
# that a number can hold. Chinese punctuation stays full width: it ends sentences.
_WIDTH = {
    **{chr(0xFF10 + i): str(i) for i in range(10)},
    "％": "%",
    "．": ".",
    "＋": "+",
    "－": "-",
    "〜": "~",
    "～": "~",
    "＜": "<",
    "＞": ">",
    "＝": "=",
    "／": "/",
    "　": " ",
    "\xa0": " ",
    "\u2009": " ",
}
_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff\u00ad")
# Text that is read character for character: no mark-up, and no white space but single blanks.
_ODD = r"<*_\s\u200b\u200c\u200d\u2060\ufeff\u00ad"
_EVEN = re.compile(rf"[^{_ODD}]+(?: [^{_ODD}]+)*")
_WIDTH_TABLE = str.maketrans({char: to for char, to in _WIDTH.items() if to != " "})
_SHORT = 80  # characters; what is folded again and again is names and numbers


@dataclass(frozen=True, slots=True)
class View:
    """`text` as read; `starts[i]`/`ends[i]` are where its character i stands in the canonical text."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """The canonical span of view characters [start, end); they must not be empty."""
        return Span(self.starts[start], self.ends[end - 1])

    def index(self, offset: int) -> int:
        """The view index of the first character that ends after canonical `offset`.

        Pieces are read in the order of the file, so `ends` is sorted.
        """
        return bisect_right(self.ends, offset)

    def locate(self, span: Span) -> Span:
        """Where a canonical span stands in the view; empty if nothing of it is read there."""
        start = self.index(span.start)
        return Span(start, max(start, bisect_left(self.starts, span.end)))

    def cut(self, start: int, end: int) -> View:
        return View(self.text[start:end], self.starts[start:end], self.ends[start:end])


def view(text: str, pieces: Iterable[Span]) -> View:
    """Read `pieces` of canonical `text` as one run.

    Tags are dropped (a block tag reads as one space), width is folded for what numbers are
    made of, zero-width characters are dropped, a run of white space reads as one space. A line
    break between two CJK characters reads as nothing (it is a hard wrap); a space there is
    kept, since conversions put spaces where a cell had separate paragraphs.
    """
    pieces = tuple(pieces)
    if len(pieces) == 1 and _EVEN.fullmatch(text, *pieces[0]):
        start, end = pieces[0]
        return View(
            text[start:end].translate(_WIDTH_TABLE),
            range(start, end),
            range(start + 1, end + 1),
        )
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def put(char: str, start: int, end: int) -> None:
        if char.isspace() and chars and chars[-1].isspace():
            if char == "\n":
                chars[-1] = "\n"
            return
        chars.append(char)
        starts.append(start)
        ends.append(end)

    for piece in pieces:
        position = piece.start
        while position < piece.end:
            char = text[position]
            if char == "<" and (tag := _TAG.match(text, position, piece.end)):
                if tag.group(1).lower() in _BLOCK_TAGS:
                    put(" ", tag.start(), tag.end())
                position = tag.end()
                continue
            if char in "*_" and (bold := _MARKDOWN_BOLD.match(text, position, piece.end)):
                position = bold.end()
                continue
            if char not in _ZERO_WIDTH:
                folded = _WIDTH.get(char, char)
                if folded.isspace():
                    folded = "\n" if folded in "\r\n" else " "
                put(folded, position, position + 1)
            position += 1
    return _without_joints(chars, starts, ends)


def _without_joints(chars: list[str], starts: list[int], ends: list[int]) -> View:
    """Drop white space at both ends and hard wraps between CJK characters."""
    last = len(chars) - 1
    keep = [
        i
        for i, char in enumerate(chars)
        if not char.isspace()
        or (0 < i < last and not (char == "\n" and is_cjk(chars[i - 1]) and is_cjk(chars[i + 1])))
    ]
    return View(
        "".join(" " if chars[i] == "\n" else chars[i] for i in keep),
        tuple(starts[i] for i in keep),
        tuple(ends[i] for i in keep),
    )


def is_cjk(char: str) -> bool:
    """Whether `char` is a Han character (CJK Unified Ideographs and extension A)."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf"


def fold(text: str) -> str:
    """`text` for comparison: tags and white space gone, NFKC, so that widths do not differ."""
    return _fold_short(text) if len(text) <= _SHORT else _fold(text)


def _fold(text: str) -> str:
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", _TAG.sub("", text)))
    return unicodedata.normalize("NFC", folded)  # a dropped space may join an accent to its letter


_fold_short = lru_cache(maxsize=1 << 15)(_fold)
