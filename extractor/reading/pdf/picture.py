"""A page of a PDF as a picture on which places are marked, for a person to check a figure."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence

from extractor.errors import UnreadableReport
from extractor.reading.limits import DEFAULT
from extractor.reading.pdf.opening import damaged, opened
from extractor.records import Box, Text

_FILL = (255, 200, 0, 90)  # amber, see-through
_LINE = (220, 60, 0, 255)
_AROUND = 1.5  # points between a mark's outline and the text
_PIXELS = 40_000_000  # of a picture; a page of A3 at 300 dpi has 17 million
_NAME = "PDF"


def page_png(data: bytes, page: int, marks: Sequence[Box], scale: float = 2.0) -> bytes:
    """Page `page` (from 1) of the PDF `data` as a PNG with `marks` drawn on it.

    `scale` is pixels a point; it is lowered for pages so large that the picture would have too
    many pixels. Raises `UnreadableReport`.
    """
    from PIL import Image, ImageDraw
    from pypdfium2 import PdfiumError  # type: ignore[import-untyped]

    with opened(data, _NAME, DEFAULT) as document:
        if not 1 <= page <= len(document):
            raise UnreadableReport(
                Text(
                    f"没有第 {page} 页,共 {len(document)} 页",
                    f"there is no page {page} of {len(document)}",
                )
            )
        try:
            sheet = document[page - 1]
            width, height = sheet.get_size()
            area = max(width * height, 1.0)
            scale = min(scale, math.sqrt(min(_PIXELS, DEFAULT.pixels) / area))
            bitmap = sheet.render(scale=scale)
            picture = bitmap.to_pil().convert("RGBA")
            bitmap.close()
            sheet.close()
        except PdfiumError as error:
            raise damaged(_NAME, page) from error
    layer = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    for mark in marks:
        left, top, right, bottom = (
            (mark.left - _AROUND) * scale,
            (mark.top - _AROUND) * scale,
            (mark.right + _AROUND) * scale,
            (mark.bottom + _AROUND) * scale,
        )
        if right >= left and bottom >= top:
            draw.rectangle((left, top, right, bottom), _FILL, _LINE, max(1, round(scale * 0.6)))
    out = io.BytesIO()
    Image.alpha_composite(picture, layer).convert("RGB").save(out, "PNG", optimize=False)
    return out.getvalue()
