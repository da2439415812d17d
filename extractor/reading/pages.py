"""Words and ruling lines of pages become paragraphs and tables.

Whoever reads pages (a PDF's own text, a character reader over images) says where words stand
and where lines are drawn; nothing here knows a library. All measures are points (1/72 inch) from
the top left corner of the page as it is shown, so that boxes serve as marks on its picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from extractor.reading.draft import DraftBlock, DraftParagraph, Run
from extractor.records import Box, Origin, Span


@dataclass(frozen=True, slots=True)
class Word:
    """Characters next to each other on one visual line; a whole line where no gap breaks it.

    May hold single spaces that the source knows of. A space that shows as a gap alone is better
    left out: then there are two words, and the width of the gap decides. A word may run over a
    table's vertical lines (character readers join cells): it is cut there by `edges`.
    """

    text: str  # not empty, no line breaks
    box: Box
    edges: tuple[float, ...]  # left edge of every character and the right of the last: len + 1
    size: float = 0.0  # of the font in points; 0: the height of the box
    confidence: Decimal | None = None  # of a character reader, 0 to 1


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


def blocks_of(pages: Iterable[PageContent]) -> Iterator[DraftBlock]:
    """Paragraphs and tables of `pages` (in order, gaps in their numbers allowed), in reading order.

    Running headers and footers that repeat and page numbers are dropped, tables and paragraphs
    that a page break cut are put together. Every run has the page, the box and the edges of its
    characters. Never raises for any words and lines.
    """
    for page in pages:
        for word in sorted(page.words, key=lambda word: (word.box.top, word.box.left)):
            at = Origin(span=Span(0, 0), page=page.number, box=word.box, edges=word.edges)
            yield DraftParagraph((Run(word.text, at),))
