"""Finding a model's quote in the report, exactly, after declared folding.

Folding is: mark-up dropped, white space dropped, full and half width made one. Nothing else. There
is no edit distance here: a quote with one wrong digit is a wrong quote, and a number that was
cut ("5家" out of "25家") is a wrong number.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from extractor.folding import View, view
from extractor.records import Span

_WIDTH_FORMS = range(0xFF00, 0xFFF0)  # Unicode block "Halfwidth and Fullwidth Forms"
_IN_NUMBERS = frozenset(".,:/-")  # between two digits these belong to the number


class _Folded(NamedTuple):
    text: str
    written: str  # the same without width folding: a full-width comma parts numbers
    at: tuple[int, ...]  # index in the view of each character of `text`


def find_quote(text: str, quote: str, within: Sequence[Span]) -> Span | None:
    """Where `quote` stands in canonical `text`, looking only at `within`, read as one run.

    None when it is not there word for word, is empty, or would cut a number in two.
    """
    return find_in_view(view(text, within), quote)


def find_in_view(where: View, quote: str) -> Span | None:
    """As `find_quote`, in a reading that is already there: the first place that fits."""
    hay = _fold(where)
    needle = _fold(view(quote, [Span(0, len(quote))])).text
    if not needle:
        return None
    at = hay.text.find(needle)
    while at >= 0:
        end = at + len(needle)
        if not _cuts_number(hay.written, at) and not _cuts_number(hay.written, end):
            return where.span(hay.at[at], hay.at[end - 1] + 1)
        at = hay.text.find(needle, at + 1)
    return None


def _fold(where: View) -> _Folded:
    chars: list[str] = []
    written: list[str] = []
    at: list[int] = []
    for i, char in enumerate(where.text):
        for folded in unicodedata.normalize("NFKC", char) if ord(char) in _WIDTH_FORMS else char:
            if not folded.isspace():
                chars.append(folded)
                written.append(char)
                at.append(i)
    return _Folded("".join(chars), "".join(written), tuple(at))


def _cuts_number(text: str, cut: int) -> bool:
    """Whether a cut before `text[cut]` falls inside a number, as in 2|5, 1|.7 or 1.|7."""
    left = cut - 1
    right = cut
    if left >= 0 and text[left] in _IN_NUMBERS:
        left -= 1
    elif right < len(text) and text[right] in _IN_NUMBERS:
        right += 1
    return left >= 0 and right < len(text) and _is_digit(text[left]) and _is_digit(text[right])


def _is_digit(char: str) -> bool:
    return char.isdecimal()
