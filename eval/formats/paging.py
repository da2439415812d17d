"""Lines, rows and pages: where every line of a report stands when it is printed.

Tables are laid out as a word processor does it: columns as wide as what they hold, rows as high as
their longest cell, a row that does not fit cut between two lines, merged cells going on over the
page break, the head repeated on every page. All lengths in points, from the top left corner.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from eval.formats.layout import Box, Form, Line, Part, Piece, Words, said

WIDTH, HEIGHT = 595.0, 842.0  # A4
LEFT, TOP, BOTTOM = 71.0, 76.0, 70.0  # margins; 2.5 cm at the sides
INNER = WIDTH - 2 * LEFT
_BODY, _TITLE, _CELL, _NARROW = 12.0, 18.0, 9.0, 7.5  # sizes of type
_CROWDED = 8  # columns from which cells are set in the smallest type
_OPEN, _CLOSE = 1.6, 1.3  # leading of paragraphs and of cells, to the size
_PAD = 3.0  # between a cell's frame and its text
_KEPT = 2  # lines that a cut row has on either side at least
_SHORT = 20  # characters: a longer cell is set from the left and the top
_TOKEN = re.compile(r"[!-~]+|\s|[^!-~\s]")  # a word or number of ASCII stays whole
_NOT_FIRST = frozenset("，。；：、？！）》】”’%％")  # never at the start of a line (GB/T 15834)

Measure = Callable[[str, float], float]  # text, size -> width


class Ink(NamedTuple):
    """One line of text as printed. `y` is its baseline."""

    x: float
    y: float
    size: float
    line: Line
    bold: bool = False


class Frame(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float


@dataclass(slots=True)
class Page:
    inks: list[Ink] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)


class _Part(NamedTuple):
    """What of a row stands on one page."""

    page: int
    top: float
    bottom: float


def paginate(parts: Sequence[Part], measure: Measure) -> list[Page]:
    press = _Press(measure)
    for part in parts:
        if isinstance(part, Words):
            press.words(part)
        else:
            press.form(part)
    return press.pages


class _Press:
    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.pages = [Page()]
        self.y = TOP

    def words(self, words: Words) -> None:
        size = _TITLE if words.look == "title" else _BODY
        indent = 2 * size if words.look in ("heading", "body") else 0.0
        for at, line in enumerate(wrap(words.line, INNER, size, self.measure, indent)):
            if self.y + size * _OPEN > HEIGHT - BOTTOM:
                self.turn()
            room = INNER - width_of(line, size, self.measure)
            x = LEFT + {"title": room / 2, "unit": room}.get(words.look, indent if at == 0 else 0.0)
            bold = words.look in ("title", "heading")
            self.pages[-1].inks.append(Ink(x, self.y + size, size, line, bold))
            self.y += size * _OPEN

    def turn(self) -> None:
        self.pages.append(Page())
        self.y = TOP

    def form(self, form: Form) -> None:
        typeset = _Typeset(form, self.measure)
        start = len(self.pages) - 1
        # A merged cell loses up to a line of room at each page break: give the row more and retry
        while True:
            placed = typeset.place(start, self.y)
            over = typeset.overflow(placed)
            if not over:
                break
            for row, lines in over.items():
                typeset.lines[row] += lines
        while len(self.pages) <= max(part.page for parts in placed for part in parts):
            self.turn()
        typeset.draw(self.pages, placed)
        self.y = placed[-1][-1].bottom + _BODY


class _Typeset:
    """One table: the lines of every cell, the height of every row."""

    def __init__(self, form: Form, measure: Measure) -> None:
        self.form = form
        self.measure = measure
        self.size = _NARROW if form.columns > _CROWDED else _CELL
        self.leading = self.size * _CLOSE
        self.edges = self.columns()
        self.text = {box: self.wrapped(box) for box in form.boxes}
        self.lines = [1] * form.rows  # of every row, at least
        for box in form.boxes:
            if box.rows == 1:
                self.lines[box.row] = max(self.lines[box.row], len(self.text[box]))
        for box in form.boxes:
            have = sum(self.height(row) for row in range(box.row, box.row + box.rows))
            need = len(self.text[box]) * self.leading + 2 * _PAD
            if need > have:
                self.lines[box.row + box.rows - 1] += int((need - have) / self.leading) + 1
        self.bands: dict[int, list[tuple[int, float]]] = {}  # page -> repeated head rows and tops

    def columns(self) -> list[float]:
        """The edges of the columns: as wide as their texts ask, no number cut if it can be."""
        wants, least = [], []
        for column in range(self.form.columns):
            texts = [b.text for b in self.form.boxes if b.column == column and b.columns == 1]
            texts = [text for text in texts if text] or ["　　"]
            wants.append(max(5.0, min(25.0, sum(map(len, texts)) / len(texts))))
            words = [word for text in texts for word in _TOKEN.findall(text)]
            widest = max(self.measure(word, self.size) for word in words)
            least.append(min(widest, INNER / self.form.columns) + 2 * _PAD + 1)
        spare = max(0.0, INNER - sum(least))
        widths = [low + spare * want / sum(wants) for low, want in zip(least, wants, strict=True)]
        scale = INNER / sum(widths)
        edges = [LEFT]
        for width in widths:
            edges.append(edges[-1] + width * scale)
        return edges

    def wrapped(self, box: Box) -> list[Line]:
        width = self.edges[box.column + box.columns] - self.edges[box.column] - 2 * _PAD
        return [row for line in box.lines for row in wrap(line, width, self.size, self.measure)]

    def height(self, row: int) -> float:
        return self.lines[row] * self.leading + 2 * _PAD

    def place(self, page: int, y: float) -> list[list[_Part]]:
        """Where each row stands; a row cut by a page break has several parts."""
        placed: list[list[_Part]] = []
        self.bands = {}
        end = HEIGHT - BOTTOM
        for row in range(self.form.rows):
            left = self.lines[row]
            parts: list[_Part] = []
            while left:
                room = int((end - y - 2 * _PAD + 1e-6) / self.leading)
                now = left
                if room < left:
                    now = min(room, left - _KEPT)
                    if now < _KEPT:
                        now = 0
                if now:
                    height = now * self.leading + 2 * _PAD
                    parts.append(_Part(page, y, y + height))
                    y += height
                    left -= now
                if left:
                    page, y = page + 1, self.head_on(page + 1, row)
            placed.append(parts)
        return placed

    def head_on(self, page: int, row: int) -> float:
        """Repeat the head on `page` if `row` is below it; where the rows go on."""
        y = TOP
        if row >= self.form.head:
            self.bands[page] = []
            for head in range(self.form.head):
                self.bands[page].append((head, y))
                y += self.height(head)
        return y

    def regions(self, box: Box, placed: list[list[_Part]]) -> list[_Part]:
        """What a box has of every page."""
        parts = [part for row in placed[box.row : box.row + box.rows] for part in row]
        found = []
        for page, group in groupby(parts, key=lambda part: part.page):
            on = list(group)
            found.append(_Part(page, on[0].top, on[-1].bottom))
        return found

    def room(self, region: _Part) -> int:
        return int((region.bottom - region.top - 2 * _PAD + 1e-6) / self.leading)

    def overflow(self, placed: list[list[_Part]]) -> dict[int, int]:
        over: dict[int, int] = {}
        for box in self.form.boxes:
            room = sum(self.room(region) for region in self.regions(box, placed))
            if (missing := len(self.text[box]) - room) > 0:
                last = box.row + box.rows - 1
                over[last] = max(over.get(last, 0), missing)
        return over

    def draw(self, pages: list[Page], placed: list[list[_Part]]) -> None:
        for box in self.form.boxes:
            lines = self.text[box]
            for region in self.regions(box, placed):
                count = self.room(region)
                self.cell(pages[region.page], box, region, lines[:count])
                lines = lines[count:]
        for page, heads in self.bands.items():
            for head, top in heads:
                for box in self.form.boxes:
                    if box.row == head:
                        region = _Part(page, top, top + self.height(head))
                        self.cell(pages[page], box, region, self.text[box])

    def cell(self, page: Page, box: Box, region: _Part, lines: Sequence[Line]) -> None:
        left, right = self.edges[box.column], self.edges[box.column + box.columns]
        page.frames.append(Frame(left, region.top, right, region.bottom))
        short = len(box.text) <= _SHORT
        slack = region.bottom - region.top - len(lines) * self.leading
        y = region.top + (slack / 2 if short else _PAD)
        for line in lines:
            spare = right - left - width_of(line, self.size, self.measure)
            x = left + (spare / 2 if short else _PAD)
            page.inks.append(Ink(x, y + self.size, self.size, line))
            y += self.leading


def width_of(line: Line, size: float, measure: Measure) -> float:
    return sum(measure(piece.text, scaled(piece, size)) for piece in line)


def scaled(piece: Piece, size: float) -> float:
    return size * 0.65 if piece.raised else size


def wrap(
    line: Line, width: float, size: float, measure: Measure, indent: float = 0.0
) -> list[Line]:
    """`line` in lines of `width`, the first one shorter by `indent`."""
    rows: list[list[Piece]] = [[]]
    used = indent
    for piece in _tokens(line, width, size, measure):
        wide = measure(piece.text, scaled(piece, size))
        if used + wide > width and rows[-1] and piece.text[0] not in _NOT_FIRST:
            rows.append([])
            used = 0.0
            if piece.text.isspace():  # a blank at the break is not printed
                continue
        rows[-1].append(piece)
        used += wide
    return [_joined(row) for row in rows if said(tuple(row)).strip()]


def _tokens(line: Line, width: float, size: float, measure: Measure) -> Iterator[Piece]:
    for piece in line:
        for word in _TOKEN.findall(piece.text):
            if measure(word, scaled(piece, size)) <= width:
                yield Piece(word, piece.bold, piece.raised)
            else:
                yield from (Piece(char, piece.bold, piece.raised) for char in word)


def _joined(row: Sequence[Piece]) -> Line:
    groups = groupby(row, key=lambda piece: (piece.bold, piece.raised))
    return tuple(Piece("".join(p.text for p in group), *look) for look, group in groups)
