"""Passages cut into what is asked about in one go.

A labelling model answers a form for the quantities of one chunk, so a chunk is a few whole
sentences: short enough for a small model to stay on track, and never cut inside a number.
Quantities are looked up by bisection, so that a passage of many megabytes stays linear.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import pairwise

from extractor.folding import view
from extractor.records import Chunk, Document, Passage, Quantity, Span

# GB/T 15834-2011 标点符号用法: 句号、问号、叹号 end a sentence; 分号 ends a clause that could be
# one. A closing quotation mark or bracket after them belongs to what it closes.
_SENTENCE_END = re.compile(r"[。！？!?；;\n]+[”’」』）)》]*")
_COMMA = re.compile(r"[，,]")  # 逗号, a pause inside a sentence
_ITEM = re.compile(r"[、/]")  # 顿号, between the items of a list
_CLAUSE = re.compile(r"[。！？!?；;\n，,]")
SIZE = 120  # characters; about eight quantities in a dense report
BEFORE = 60


def chunk(
    document: Document,
    passages: tuple[Passage, ...],
    quantities: tuple[Quantity, ...],
    *,
    size: int = SIZE,
    before: int = BEFORE,
) -> tuple[Chunk, ...]:
    """The chunks of all narrative passages, in order.

    Every quantity of a narrative passage whose kind measures is asked in exactly one chunk.
    A chunk is at most `size` characters of the folded reading, unless one clause is longer.
    `before` is how many characters ahead of a chunk are given as context. A passage's pieces
    are taken to stand in the order of the text.
    """
    by_passage: dict[int, list[Quantity]] = {}
    for quantity in quantities:
        by_passage.setdefault(quantity.passage, []).append(quantity)
    chunks: list[Chunk] = []
    for passage in passages:
        found = by_passage.get(passage.index, [])
        if passage.narrative and any(q.kind.measures for q in found):
            chunks += _of_passage(document.text, passage, found, size, before)
    return tuple(chunks)


def _of_passage(
    text: str, passage: Passage, quantities: list[Quantity], size: int, before: int
) -> Iterator[Chunk]:
    reading = view(text, passage.pieces)
    placed = sorted(((reading.locate(q.span), q) for q in quantities), key=lambda pair: pair[0])
    cuts = _Cuts(reading.text, [place for place, _ in placed])
    asked = [(place, q) for place, q in placed if q.kind.measures and place.start < place.end]
    starts = [place.start for place, _ in asked]
    for part in _packed(cuts.atoms(size), size):
        here = asked[bisect_left(starts, part.start) : bisect_left(starts, part.end)]
        part = _trimmed(reading.text, part)
        if here:
            yield Chunk(
                passage=passage.index,
                section=passage.section,
                path=passage.path,
                unit=passage.unit,
                before=_before(reading.text, part.start, before),
                text=part.of(reading.text),
                asked=tuple(q for _, q in here),
                places=tuple(
                    Span(place.start - part.start, place.end - part.start) for place, _ in here
                ),
                start=part.start,
            )


class _Cuts:
    """Where `text` may be cut: at punctuation that no quantity and no number holds."""

    def __init__(self, text: str, places: list[Span]) -> None:
        self._text = text
        self._starts = [place.start for place in places]
        # The furthest end so far: quantities may overlap, and then the longest one counts.
        self._ends: list[int] = []
        for place in places:
            self._ends.append(max(place.end, self._ends[-1] if self._ends else 0))

    def atoms(self, size: int) -> Iterator[tuple[Span, bool]]:
        """Pieces that are not to be cut, and whether a piece begins a sentence over `size`."""
        for sentence in self._split(Span(0, len(self._text)), _SENTENCE_END):
            first = True
            for clause in self._fitting(sentence, (_COMMA, _ITEM), size):
                yield clause, first and clause != sentence
                first = False

    def _fitting(self, span: Span, marks: tuple[re.Pattern[str], ...], size: int) -> Iterator[Span]:
        if span.end - span.start <= size or not marks:
            yield span
            return
        for part in self._split(span, marks[0]):
            yield from self._fitting(part, marks[1:], size)

    def _split(self, span: Span, mark: re.Pattern[str]) -> Iterator[Span]:
        cuts = (m.end() for m in mark.finditer(self._text, span.start, span.end))
        edges = [span.start, *(cut for cut in cuts if self._free(cut) and cut < span.end)]
        for start, end in pairwise([*edges, span.end]):
            yield Span(start, end)

    def _free(self, cut: int) -> bool:
        """Whether a cut before character `cut` leaves every quantity and number whole."""
        held = bisect_left(self._starts, cut) - 1
        if held >= 0 and self._ends[held] > cut:
            return False
        around = self._text[cut - 2 : cut - 1] + self._text[cut : cut + 1]
        return not (len(around) == 2 and around.isascii() and around.isdigit())


def _packed(atoms: Iterable[tuple[Span, bool]], size: int) -> Iterator[Span]:
    """Neighbouring atoms joined up to `size`; a sentence over `size` starts afresh."""
    current: Span | None = None
    for atom, fresh in atoms:
        if current is None:
            current = atom
        elif fresh or atom.end - current.start > size:
            yield current
            current = atom
        else:
            current = Span(current.start, atom.end)
    if current is not None:
        yield current


def _trimmed(text: str, part: Span) -> Span:
    words = part.of(text)
    start = part.start + len(words) - len(words.lstrip())
    return Span(start, max(start, part.start + len(words.rstrip())))


def _before(text: str, start: int, length: int) -> str:
    """Up to `length` characters ahead of `start`, from the beginning of a clause on.

    Nothing if no clause begins there: half a number would be worse than no context.
    """
    first = max(0, start - length)
    if first:
        mark = _CLAUSE.search(text, first - 1, start - 1)
        while mark and text[mark.end() : mark.end() + 1].isdigit() and mark.group() == ",":
            mark = _CLAUSE.search(text, mark.end(), start - 1)  # 1,234: no clause ends there
        if not mark:
            return ""
        first = mark.end()
    return text[first:start].strip()
