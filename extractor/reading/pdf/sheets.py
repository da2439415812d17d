"""What one page of a PDF holds, and whether it is a scan."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from extractor.reading.pages import PageContent
from extractor.reading.pdf.drawing import Drawing, drawing_of
from extractor.reading.pdf.glyphs import Count, Glyph, Ink, Shown, glyphs_of, words_of
from extractor.reading.pdf.looking import dark_grounds
from extractor.reading.pdf.turning import Turn, quarters_of

_FULL = 0.6  # of the page: an image that is the page
_ALMOST_NONE = 20  # characters: a stamp or a page number that was put on a scan
_TRACED = 40  # paths on a page without text: type that was turned to outlines
_NO_CODES = 0.3  # of the characters: the text is nothing that can be read


@dataclass(frozen=True, slots=True)
class Sheet:
    content: PageContent  # upright; places are put back by `turn`
    turn: Turn | None = None
    characters: int = 0  # that are not blank
    garbled: int = 0  # of them, without a code that tells them
    unseen: int = 0  # left out: outside of the page, hidden, slanted
    image_share: float = 0.0
    paths: int = 0
    crowded: bool = False  # too many lines to look at
    damaged: bool = False


def scanned_pages(sheets: Iterable[Sheet]) -> tuple[int, ...]:
    """The numbers of the pages whose text must be read from their picture.

    A page without characters that shows something (a blank page is no scan), one that is an image
    with next to no text on it, and one whose fonts do not tell what their characters are. A scan
    with the invisible text of a character reader behind it has text.
    """
    return tuple(sheet.content.number for sheet in sheets if _is_scan(sheet))


def _is_scan(sheet: Sheet) -> bool:
    if sheet.garbled > _NO_CODES * sheet.characters:
        return True
    if sheet.image_share >= _FULL:
        return sheet.characters < _ALMOST_NONE
    return not sheet.characters and (sheet.image_share > 0.1 or sheet.paths >= _TRACED)


def sheet_of(document: Any, index: int) -> Sheet:
    """Page `index` (from 0). Raises PdfiumError for a damaged one."""
    page = document[index]
    try:
        if pdfium.FPDFPage_GetAnnotCount(page.raw):  # filled forms and typed notes are content
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = document[index]
        bounds, rotation = _bounds(page), page.get_rotation() // 90 % 4
        shown = Shown(*bounds, rotation)
        count, drawing, glyphs = _look(page, shown)
        quarters = quarters_of(glyphs)
        turn = None
        if quarters:
            shown = Shown(*bounds, (rotation - quarters) % 4)
            turn = Turn(quarters, shown.width, shown.height)
            count, drawing, glyphs = _look(page, shown)
        glyphs = _visible(page, glyphs, drawing, turn, count)
    finally:
        page.close()
    return Sheet(
        PageContent(
            index + 1,
            shown.width,
            shown.height,
            tuple(words_of(glyphs)),
            tuple(drawing.rulings),
        ),
        turn=turn,
        characters=sum(not glyph.text.isspace() for glyph in glyphs),
        garbled=count.garbled,
        unseen=count.outside + count.hidden + count.slanted,
        image_share=drawing.image_share(shown),
        paths=drawing.paths,
        crowded=drawing.crowded,
    )


def _look(page: Any, shown: Shown) -> tuple[Count, Drawing, list[Glyph]]:
    count = Count()
    drawing = drawing_of(page, shown)
    return count, drawing, glyphs_of(page, shown, drawing.texts, count)


def _bounds(page: Any) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the part of the page that is shown, in its own points."""
    left, bottom, right, top = page.get_bbox()
    return left, bottom, right, top


def _visible(
    page: Any, glyphs: list[Glyph], drawing: Drawing, turn: Turn | None, count: Count
) -> list[Glyph]:
    """`glyphs` without those that do not show on the page.

    Invisible text that stands on an image is what a character reader saw in it.
    """
    hidden = {
        id(glyph)
        for glyph in glyphs
        if glyph.ink is Ink.NONE and not drawing.behind_image(glyph.box)
    }
    if white := [glyph for glyph in glyphs if glyph.ink is Ink.WHITE and not glyph.text.isspace()]:
        boxes = [turn.shown(glyph.box) if turn else glyph.box for glyph in white]
        grounds = dark_grounds(page, boxes)
        hidden |= {id(g) for g, dark in zip(white, grounds, strict=True) if not dark}
    count.hidden += sum(id(glyph) in hidden and not glyph.text.isspace() for glyph in glyphs)
    return [glyph for glyph in glyphs if id(glyph) not in hidden]
