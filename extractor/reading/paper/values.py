"""What a page holds, whoever read it: points (1/72 inch) from its top left corner as shown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from extractor.records import Box


@dataclass(frozen=True, slots=True)
class Word:
    """Characters next to each other on one visual line; a whole line where no gap breaks it.

    May hold spaces that the source knows of, at its end too. A space that shows as a gap alone is
    better left out: then there are two words, and the width of the gap decides. A word may run
    over a table's vertical lines (character readers join cells): it is cut there by `edges`.
    """

    text: str  # not empty, no line breaks
    box: Box
    # Left edge of every character and the right of the last (len + 1); none: they do not run
    # from left to right, or nobody knows. Then the word is one piece.
    edges: tuple[float, ...]
    size: float = 0.0  # of the font in points; 0: the height of the box
    confidence: Decimal | None = None  # of a character reader, 0 to 1

    @property
    def height(self) -> float:
        return self.size or self.box.bottom - self.box.top

    @property
    def middle(self) -> float:
        return (self.box.top + self.box.bottom) / 2

    def cut(self, start: int, end: int) -> Word:
        """Its characters from `start` up to `end`; needs edges."""
        if (start, end) == (0, len(self.text)):
            return self
        edges = self.edges[start : end + 1]
        box = self.box._replace(left=edges[0], right=edges[-1])
        return Word(self.text[start:end], box, edges, self.size, self.confidence)


class Ruling(NamedTuple):
    """A drawn line, horizontal or vertical within a point or so (tilted images: straighten first).

    x0 <= x1 and y0 <= y1. A drawn rectangle is four of them, a thin filled one is one.
    """

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def flat(self) -> bool:
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class PageContent:
    number: int  # from 1
    width: float
    height: float
    words: tuple[Word, ...]  # in any order
    rulings: tuple[Ruling, ...] = ()
