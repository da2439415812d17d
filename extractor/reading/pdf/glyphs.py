"""The characters of a PDF page, with their boxes as the page is shown, become words.

pdfium reads them: on ten reports it gave the characters that pdfplumber gave, at 4 ms a page in
place of 40, and it is the library that draws the page for the reader.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from extractor.reading.paper.values import Word
from extractor.records import Box

# In sizes of the font. A wider gap ends a word, so that edges stay those of characters; where the
# gaps of a justified line are smaller, their halves count to the characters beside them.
_GAP = 0.15
_BACK = 0.3  # that a character may stand left of the end of the one before: kerning, overhang
_BASELINE = 0.25
_OTHER_SIZE = 0.1
_OVERPRINT = 0.15  # bold by printing twice: the same character again so close to itself
_BESIDE = 0.1  # between a character and the space that follows it
_BLANK = 0.25
_SLANT = 5.0  # degrees from upright or lying; text at other angles is a watermark or a stamp
_LEAST_SIZE = 1.0  # points; nobody reads smaller type
_WHITE = 247  # of 255 in all three colours
_SEE_THROUGH = 16  # of 255
_INVISIBLE = frozenset({3, 7})  # text rendering modes, ISO 32000-1, table 106
_PRIVATE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFD))


class Shown(NamedTuple):
    """How points of a page's own space stand on the page as it is shown."""

    left: float
    bottom: float
    right: float
    top: float
    turned: int  # quarters, clockwise

    @property
    def width(self) -> float:
        return self.right - self.left if self.turned % 2 == 0 else self.top - self.bottom

    @property
    def height(self) -> float:
        return self.top - self.bottom if self.turned % 2 == 0 else self.right - self.left

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turned == 0:
            return x - self.left, self.top - y
        if self.turned == 1:
            return y - self.bottom, x - self.left
        if self.turned == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return Box(min(a, c), min(b, d), max(a, c), max(b, d))


class Ink(Enum):
    SHOWN = 0
    WHITE = 1  # shows on a dark ground alone
    NONE = 2  # invisible, see-through or too small: the text behind a scan, or hidden


@dataclass(frozen=True, slots=True)
class Glyph:
    text: str
    box: Box
    size: float
    turned: int  # quarters, clockwise, that its line is turned as shown; 0: left to right
    ink: Ink = Ink.SHOWN


@dataclass(slots=True)
class Count:
    """What was met on a page and is not among its words."""

    garbled: int = 0  # characters that their font does not tell
    outside: int = 0  # the part of the page that is shown
    slanted: int = 0
    hidden: int = 0


class _Style(NamedTuple):
    scale: float
    angle: float  # degrees, as shown, clockwise
    ink: Ink


def glyphs_of(
    page: Any, shown: Shown, texts: Mapping[int | None, tuple[float, float]], count: Count
) -> list[Glyph]:
    """The characters of a page, in the order of the file; `count` is added to.

    `texts` are the text objects of the page by their addresses, with where they begin.
    """
    textpage = page.get_textpage()
    styles: dict[int | None, _Style] = {}
    try:
        glyphs = list(_unprinted_twice(_glyphs(textpage.raw, shown, styles, count)))
    finally:
        textpage.close()
    return _with_blanks(glyphs, [at for key, at in texts.items() if key not in styles])


def _with_blanks(glyphs: Sequence[Glyph], blanks: Iterable[tuple[float, float]]) -> list[Glyph]:
    """`glyphs` and the spaces that are text objects of their own, which pdfium leaves out."""
    by_column: dict[int, list[tuple[float, float]]] = {}
    for x, y in blanks:
        by_column.setdefault(round(x / 4), []).append((x, y))
    if not by_column:
        return list(glyphs)
    found: list[Glyph] = []
    for glyph in glyphs:
        found.append(glyph)
        box = glyph.box
        near = (by_column.get(round(box.right / 4) + step, ()) for step in (-1, 0, 1))
        if not glyph.turned and any(
            abs(x - box.right) <= _BESIDE * glyph.size and box.top < y < box.bottom + 1
            for column in near
            for x, y in column
        ):
            blank = box._replace(left=box.right, right=box.right + _BLANK * glyph.size)
            found.append(Glyph(" ", blank, glyph.size, 0))
    return found


def _glyphs(
    raw: Any, shown: Shown, styles: dict[int | None, _Style], count: Count
) -> Iterator[Glyph]:
    rect = pdfium.FS_RECTF()
    at = ctypes.byref(rect)
    high = 0
    for index in range(pdfium.FPDFText_CountChars(raw)):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code <= 0xDBFF:
            high = code
            continue
        if 0xDC00 <= code <= 0xDFFF and high:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        text = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code <= 0xDFFF else "\ufffd"
        if text.isspace() and pdfium.FPDFText_IsGenerated(raw, index):
            continue
        if not pdfium.FPDFText_GetLooseCharBox(raw, index, at):
            continue
        box = shown.box(rect.left, rect.bottom, rect.right, rect.top)
        if not all(map(math.isfinite, box)):
            continue
        key = address(pdfium.FPDFText_GetTextObject(raw, index))
        style = styles.get(key)
        if style is None:
            style = styles[key] = _style(raw, index, shown)
        size = pdfium.FPDFText_GetFontSize(raw, index) * style.scale
        if code == 2:  # pdfium's mark for a hyphen at a line's end
            text = "-"
        quarter = round(style.angle / 90)
        if abs(style.angle - 90 * quarter) > _SLANT:
            count.slanted += not text.isspace()
        elif not _on_page(box, shown):
            count.outside += not text.isspace()
        elif size < _LEAST_SIZE:
            yield Glyph(text, box, size, quarter % 4, Ink.NONE)
        else:
            if not text.isspace() and (not text.isprintable() or _private(code)):
                count.garbled += 1
            yield Glyph(text, box, size, quarter % 4, style.ink)


def address(pointer: Any) -> int | None:
    return ctypes.cast(pointer, ctypes.c_void_p).value


def _private(code: int) -> bool:
    return any(first <= code <= last for first, last in _PRIVATE)


def _on_page(box: Box, shown: Shown) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return 0 <= x <= shown.width and 0 <= y <= shown.height


def _style(raw: Any, index: int, shown: Shown) -> _Style:
    """How a text object is written; its first character tells."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(raw, index, ctypes.byref(matrix)):
        return _Style(1.0, 0.0, Ink.SHOWN)
    angle = -math.degrees(math.atan2(matrix.b, matrix.a)) + 90 * shown.turned
    found = pdfium.FPDFText_GetTextObject(raw, index)
    mode = pdfium.FPDFTextObj_GetTextRenderMode(found) if found else 0
    colours = [ctypes.c_uint(0) for _ in range(4)]
    ink = Ink.NONE if mode in _INVISIBLE else Ink.SHOWN
    if found and pdfium.FPDFPageObj_GetFillColor(found, *map(ctypes.byref, colours)):
        *rgb, opaque = (colour.value for colour in colours)
        if opaque < _SEE_THROUGH:
            ink = Ink.NONE
        elif ink is Ink.SHOWN and mode in (0, 4) and min(rgb) >= _WHITE:
            ink = Ink.WHITE
    return _Style(math.hypot(matrix.c, matrix.d), angle, ink)


def _unprinted_twice(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """`glyphs` without those that stand almost where the same character stood before."""
    seen: dict[tuple[str, int, int], list[Box]] = {}
    for glyph in glyphs:
        if glyph.text.isspace():
            yield glyph
            continue
        box = glyph.box
        close = min(_OVERPRINT * glyph.size, 0.4 * (box.right - box.left)) if glyph.size else 0.0
        x, y = int(box.left // 4), int(box.bottom // 4)
        near = (
            other
            for i in (x - 1, x, x + 1)
            for j in (y - 1, y, y + 1)
            for other in seen.get((glyph.text, i, j), ())
        )
        if close > 0 and any(
            abs(other.left - box.left) <= close and abs(other.bottom - box.bottom) <= close
            for other in near
        ):
            continue
        seen.setdefault((glyph.text, x, y), []).append(box)
        yield glyph


def words_of(glyphs: Sequence[Glyph]) -> list[Word]:
    """Characters that follow each other without a gap, spaces of the file among them."""
    words: list[Word] = []
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not _follows(run[-1], glyph):
            words += _word(run)
            run = []
        run.append(glyph)
    words += _word(run)
    return words


def _follows(before: Glyph, glyph: Glyph) -> bool:
    size = max(before.size, glyph.size, 0.1)
    if before.turned != glyph.turned or abs(before.size - glyph.size) > _OTHER_SIZE * size:
        return False
    one, other = _along(before), _along(glyph)
    if abs(one.bottom - other.bottom) > _BASELINE * size:
        return False
    return -_BACK * size <= other.left - one.right <= _GAP * size


def _along(glyph: Glyph) -> Box:
    """Its box as if its line were upright: from left to right along the line."""
    left, top, right, bottom = glyph.box
    if glyph.turned == 1:
        return Box(top, -right, bottom, -left)
    if glyph.turned == 2:
        return Box(-right, -bottom, -left, -top)
    if glyph.turned == 3:
        return Box(-bottom, left, -top, right)
    return glyph.box


def _word(run: Sequence[Glyph]) -> Iterator[Word]:
    while run and run[0].text.isspace():
        run = run[1:]
    if not run:
        return
    box = Box(
        min(glyph.box.left for glyph in run),
        min(glyph.box.top for glyph in run),
        max(glyph.box.right for glyph in run),
        max(glyph.box.bottom for glyph in run),
    )
    edges: tuple[float, ...] = ()
    if not run[0].turned:
        edges = tuple(_rising([glyph.box.left for glyph in run] + [run[-1].box.right]))
    yield Word("".join(glyph.text for glyph in run), box, edges, run[0].size)


def _rising(edges: Iterable[float]) -> Iterator[float]:
    """`edges`, none left of the one before: kerned characters overlap a little."""
    last = -math.inf
    for edge in edges:
        last = max(last, edge)
        yield round(last, 2)
