"""A page of a PDF as a picture."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from extractor.errors import UnreadableReport
from extractor.reading.limits import DEFAULT
from extractor.reading.pdf.opening import damaged, opened
from extractor.records import Text

if TYPE_CHECKING:
    from PIL.Image import Image

_SCALE = 2.0  # pixels a point: 144 dpi, small print can be read
_PIXELS = 40_000_000  # of a picture; a page of A3 at 300 dpi has 17 million
_NAME = "PDF"


def page_picture(data: bytes, page: int, scale: float = _SCALE) -> tuple[Image, float]:
    """Page `page` (from 1) of the PDF `data`, and how many pixels of it are a point.

    `scale` is lowered for pages so large that the picture would have too many pixels. Raises
    `UnreadableReport`.
    """
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
            picture: Image = bitmap.to_pil().convert("RGB")
            bitmap.close()
            sheet.close()
        except PdfiumError as error:
            raise damaged(_NAME, page) from error
    return picture, scale
