"""Pages as pictures on which numbers are marked, for a person who checks a figure in the original."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from extractor.errors import UnreadableReport
from extractor.reading.limits import DEFAULT
from extractor.records import Box, Text, Verdict

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

_NAME = Text("原件", "the file")
_AROUND = 1.5  # points between a mark's outline and the text
# Amber for questions and red for conflicts; the fill lets the print through.
_COLOURS: Mapping[Verdict, tuple[int, int, int]] = {
    Verdict.CONFLICT: (215, 40, 40),
    Verdict.REVIEW: (235, 150, 0),
    Verdict.AGREE: (40, 150, 70),
}
_CLEAR = 70  # of 255


class Mark(NamedTuple):
    """A part of a page; `label` is written at its corner."""

    page: int
    box: Box
    label: str = ""
    verdict: Verdict = Verdict.CONFLICT


class Page(NamedTuple):
    picture: Image
    scale: float  # pixels a point


def _of_pdf(data: bytes, page: int) -> Page:
    from extractor.reading.pdf.picture import page_picture

    return Page(*page_picture(data, page))


def _of_image(data: bytes, page: int) -> Page:
    from PIL import Image as pillow

    from extractor.reading.ocr.images import frames

    sheet = next(islice(frames(data, _NAME.zh, DEFAULT), page - 1, None), None)
    if sheet is None:
        raise UnreadableReport(Text(f"没有第 {page} 页", f"there is no page {page}"))
    return Page(pillow.fromarray(sheet.image[:, :, ::-1].copy()), sheet.dpi / 72)


_PAGES: Mapping[str, Callable[[bytes, int], Page]] = {"pdf": _of_pdf, "image": _of_image}


def pictured(format_: str) -> bool:
    """Whether files of a format (`Document.format`) have pages that can be shown."""
    return format_ in _PAGES


def picture_of(data: bytes, format_: str, page: int, marks: Sequence[Mark]) -> bytes:
    """Page `page` (from 1) as a PNG, `marks` drawn on it whatever page they name.

    Raises `UnreadableReport` where the page is not there or cannot be drawn.
    """
    from PIL import Image as pillow
    from PIL import ImageDraw

    picture, scale = _PAGES[format_](data, page)
    base = picture.convert("RGBA")
    layer = pillow.new("RGBA", base.size, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    for mark in _joined(marks):
        _draw(pen, mark, scale)
    out = io.BytesIO()
    pillow.alpha_composite(base, layer).convert("RGB").save(out, "PNG")
    return out.getvalue()


def _joined(marks: Sequence[Mark]) -> Iterator[Mark]:
    """One mark for each place: a number of three findings is marked once and labelled 1,2,3."""
    by_box: dict[Box, list[Mark]] = {}
    for mark in marks:
        by_box.setdefault(mark.box, []).append(mark)
    for box, same in by_box.items():
        worst = min((mark.verdict for mark in same), key=list(_COLOURS).index)
        labels = dict.fromkeys(mark.label for mark in same if mark.label)
        yield Mark(same[0].page, box, ",".join(labels), worst)


def _draw(pen: ImageDraw, mark: Mark, scale: float) -> None:
    left, top, right, bottom = mark.box
    if right < left or bottom < top:
        return
    colour = _COLOURS[mark.verdict]
    frame = (
        (left - _AROUND) * scale,
        (top - _AROUND) * scale,
        (right + _AROUND) * scale,
        (bottom + _AROUND) * scale,
    )
    pen.rectangle(frame, (*colour, _CLEAR), (*colour, 255), max(1, round(scale * 0.6)))
    if mark.label:
        size = max(8, round(7 * scale))
        spot = (frame[0], frame[1] - size - 1)
        box = pen.textbbox(spot, mark.label, font_size=size)
        pen.rectangle(box, (*colour, 255))
        pen.text(spot, mark.label, (255, 255, 255, 255), font_size=size)
