"""Words that stand beside each other are a line; the width of a gap says whether it is a space."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.reading.draft import Run
from extractor.reading.paper.values import Word
from extractor.records import Origin, Span

_OVERLAP = 0.5  # of the lower of two words, for them to stand on one line
# Gaps in sizes of the font. Word sets a quarter between Han and Latin characters without a
# space (autoSpaceDE, ECMA-376 part 1, 17.3.1.2); justified lines stretch that. A space in Latin
# text is a quarter to a third, at least 0.15 where a line is tight.
_SPACE_LATIN = 0.15
_SPACE_WIDE = 0.6
_TWO_SPACES = 2.0  # so far apart are columns: two spaces, as rows that are set with spaces have
_WIDE_MARKS = frozenset("“”‘’…—·")


@dataclass(frozen=True, slots=True)
class Line:
    """Words of one visual line on a page, from left to right, their gaps not yet told."""

    page: int
    words: tuple[Word, ...]
    left: float
    top: float
    right: float  # white space at the end does not count
    bottom: float
    size: float

    @property
    def text(self) -> str:
        return "".join(
            piece if isinstance(piece, str) else piece.text for piece in spaced(self.words)
        )

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def width(self) -> float:
        return self.right - self.left


def is_wide(char: str) -> bool:
    """Whether a character fills the square of its font: Han, kana, full-width punctuation."""
    return char >= "\u2e80" or char in _WIDE_MARKS


def line_of(page: int, words: Sequence[Word]) -> Line:
    """`words` from left to right, not empty."""
    return Line(
        page,
        tuple(words),
        min(_inked(word)[0] for word in words),
        min(word.box.top for word in words),
        max(_inked(word)[1] for word in words),
        max(word.box.bottom for word in words),
        median(word.height for word in words for _ in range(min(len(word.text), 50))),
    )


def _inked(word: Word) -> tuple[float, float]:
    """Where its first and last character that is not blank begin and end."""
    if not word.edges:
        return word.box.left, word.box.right
    start = len(word.text) - len(word.text.lstrip())
    end = max(start + 1, len(word.text.rstrip()))
    end = min(end, len(word.text))
    start = min(start, end - 1)
    return word.edges[start], word.edges[end]


def lines_of(page: int, words: Iterable[Word]) -> list[Line]:
    """Lines from top to bottom. Words that overlap by half of the lower one share a line."""
    rows: list[_Row] = []
    for word in sorted(words, key=lambda word: (word.middle, word.box.left)):
        if not word.text.strip():
            continue
        best = max(rows[-3:], key=lambda row: row.overlap(word), default=None)
        if best and best.overlap(word) >= _OVERLAP:
            best.add(word)
        else:
            rows.append(_Row([word], word.box.top, word.box.bottom))
    found = [
        line_of(page, sorted(row.words, key=lambda word: (word.box.left, word.box.right)))
        for row in rows
    ]
    return sorted(found, key=lambda line: (line.middle, line.left))


@dataclass(slots=True)
class _Row:
    words: list[Word]
    top: float
    bottom: float

    def overlap(self, word: Word) -> float:
        """The share of the lower of both that stands beside the other."""
        both = min(self.bottom, word.box.bottom) - max(self.top, word.box.top)
        lower = min(self.bottom - self.top, word.box.bottom - word.box.top)
        return both / lower if lower > 0 else float(both >= 0)

    def add(self, word: Word) -> None:
        """A tall word, such as one whose box is its whole font's, must not draw in other lines."""
        self.words.append(word)
        if word.box.bottom - word.box.top <= 1.5 * (self.bottom - self.top):
            self.top = (self.top * (len(self.words) - 1) + word.box.top) / len(self.words)
            self.bottom = (self.bottom * (len(self.words) - 1) + word.box.bottom) / len(self.words)


def spaced(words: Sequence[Word]) -> Iterator[Word | str]:
    """`words`, and the spaces that their gaps are."""
    if words:
        yield words[0]
    for left, right in pairwise(words):
        if space := gap_text(left, right):
            yield space
        yield right


def gap_text(left: Word, right: Word) -> str:
    """What the gap between two neighbours on a line reads as: nothing, one space or two."""
    if left.text[-1:].isspace() or right.text[:1].isspace():
        return ""
    size = min(left.height, right.height)
    gap = _inked(right)[0] - _inked(left)[1]
    latin = not is_wide(left.text[-1]) and not is_wide(right.text[0])
    if gap > _TWO_SPACES * size:
        return "  "
    return " " if gap > (_SPACE_LATIN if latin else _SPACE_WIDE) * size else ""


def runs_of(line: Line, table: int = 0, row: int = 0, column: int = 0) -> Iterator[Run]:
    """The runs of a line; a space that a gap is has the page alone."""
    nowhere = Origin(span=Span(0, 0), page=line.page, table=table, row=row, column=column)
    for piece in spaced(line.words):
        if isinstance(piece, str):
            yield Run(piece, nowhere)
            continue
        yield Run(
            piece.text,
            Origin(
                span=Span(0, 0),
                page=line.page,
                box=piece.box,
                edges=piece.edges,
                table=table,
                row=row,
                column=column,
                confidence=piece.confidence,
            ),
        )
