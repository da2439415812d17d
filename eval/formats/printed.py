"""Reports as PDF: a running header, page numbers, and tables that go on over pages."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from eval.formats.layout import Part, Words, said
from eval.formats.paging import HEIGHT, LEFT, WIDTH, Ink, Page, paginate, scaled

# WenQuanYi Micro Hei (Apache-2.0 or GPL-3.0 with font exception), the one free Chinese font with
# TrueType outlines, which is all that reportlab embeds: Debian's fonts-wqy-microhei, or a package.
_DEBIAN = Path("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc")
_PACKAGE = "paperang_p2_fonts_cjk"
_NAMED = (
    "STSong-Light"  # a font that a reader of PDF brings along; its text can be read all the same
)
_HEADER_MAX = 30  # characters
_SMALL = 9.0


def font_file() -> Path | None:
    """A Chinese TrueType font on this machine."""
    if _DEBIAN.exists():
        return _DEBIAN
    try:
        packaged = Path(str(files(_PACKAGE))) / "fonts" / "wqy-microhei.ttc"
    except ModuleNotFoundError:
        return None
    return packaged if packaged.exists() else None


@cache
def _font() -> str:
    path = font_file()
    if path:
        try:
            pdfmetrics.registerFont(TTFont("report", str(path), subfontIndex=0))
        except TTFError:
            path = None
    if path is None:
        pdfmetrics.registerFont(UnicodeCIDFont(_NAMED))
        return _NAMED
    return "report"


def write_pdf(parts: Sequence[Part]) -> bytes:
    font = _font()

    def measure(text: str, size: float) -> float:
        return pdfmetrics.stringWidth(text, font, size)

    pages = paginate(parts, measure)
    titles = [said(part.line) for part in parts if isinstance(part, Words)]
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT), invariant=1)
    for number, page in enumerate(pages, start=1):
        _edges(canvas, font, titles[0][:_HEADER_MAX] if titles else "", number)
        _draw(canvas, font, page)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _edges(canvas: Canvas, font: str, header: str, number: int) -> None:
    canvas.setFont(font, _SMALL)
    canvas.drawCentredString(WIDTH / 2, HEIGHT - 50, header)
    canvas.setLineWidth(0.5)
    canvas.line(LEFT, HEIGHT - 54, WIDTH - LEFT, HEIGHT - 54)
    canvas.drawCentredString(WIDTH / 2, 42, f"- {number} -")


def _draw(canvas: Canvas, font: str, page: Page) -> None:
    canvas.setLineWidth(0.5)
    for frame in page.frames:
        height = frame.bottom - frame.top
        canvas.rect(frame.left, HEIGHT - frame.bottom, frame.right - frame.left, height)
    for ink in page.inks:
        _write(canvas, font, ink)


def _write(canvas: Canvas, font: str, ink: Ink) -> None:
    canvas.saveState()  # or the mode of rendering holds on into the next text
    text = canvas.beginText(ink.x, HEIGHT - ink.y)
    for piece in ink.line:
        text.setFont(font, scaled(piece, ink.size))
        text.setRise(ink.size * 0.35 if piece.raised else 0)
        # the font has one weight: bold is drawn with an outline, as word processors fake it
        text.setTextRenderMode(2 if piece.bold or ink.bold else 0)
        text.textOut(piece.text)
    canvas.setLineWidth(0.3)
    canvas.drawText(text)
    canvas.restoreState()
