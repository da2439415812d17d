"""A page of a PDF as a picture on which places are marked, for a person to check a figure."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from extractor.errors import UnreadableReport
from extractor.reading.limits import DEFAULT
from extractor.reading.pdf.opening import damaged, opened
from extractor.records import Box, Text

_COLOUR = (230, 120, 0)  # amber; red, green, blue
_FILL = 0.35  # how much of it a marked place takes; the text stays dark
_LINE = 0.9
_AROUND = 1.5  # points between a mark's outline and the text
_PIXELS = 40_000_000  # of a picture; a page of A3 at 300 dpi has 17 million
_NAME = "PDF"

_Pixels = npt.NDArray[np.uint8]  # (height, width, 3)


def page_png(data: bytes, page: int, marks: Sequence[Box], scale: float = 2.0) -> bytes:
    """Page `page` (from 1) of the PDF `data` as a PNG with `marks` drawn on it.

    `scale` is pixels a point; it is lowered for pages so large that the picture would have too
    many pixels. Raises `UnreadableReport`.
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
            scale = min(scale, math.sqrt(_PIXELS / max(width * height, 1.0)))
            pixels = _pixels(sheet, scale)
            sheet.close()
        except PdfiumError as error:
            raise damaged(_NAME, page) from error
    for mark in marks:
        _draw(pixels, mark, scale)
    return _png(pixels)


def _pixels(sheet: Any, scale: float) -> _Pixels:
    bitmap = sheet.render(scale=scale, rev_byteorder=True)
    try:
        return np.array(bitmap.to_numpy()[:, :, :3], dtype=np.uint8)
    finally:
        bitmap.close()


def _draw(pixels: _Pixels, mark: Box, scale: float) -> None:
    height, width = pixels.shape[:2]
    left, right = (
        min(max(round(x * scale), 0), width) for x in (mark.left - _AROUND, mark.right + _AROUND)
    )
    top, bottom = (
        min(max(round(y * scale), 0), height) for y in (mark.top - _AROUND, mark.bottom + _AROUND)
    )
    thick = max(1, round(scale * 0.6))
    place = pixels[top:bottom, left:right]
    inside = place[thick:-thick, thick:-thick].copy()
    _tint(place, _LINE)
    if inside.size:
        _tint(inside, _FILL)
        place[thick:-thick, thick:-thick] = inside


def _tint(part: _Pixels, share: float) -> None:
    part[:] = (part * (1 - share) + np.array(_COLOUR) * share).astype(np.uint8)


def _png(pixels: _Pixels) -> bytes:
    """PNG (ISO/IEC 15948): 8 bits a channel, three channels, no filter before each row."""
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + width * 3), np.uint8)
    rows[:, 1:] = pixels.reshape(height, width * 3)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
            _chunk(b"IDAT", zlib.compress(rows.tobytes(), 6)),
            _chunk(b"IEND", b""),
        )
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)
