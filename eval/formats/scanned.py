"""Reports as scans: a PDF that holds a picture of each page and no text."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageFilter

from eval.formats.layout import Part
from eval.formats.missing import Missing
from eval.formats.printed import font_file, write_pdf

_DPI = 150  # what office scanners are set to; 200 and more read better
_TILT = 0.7  # degrees, of a sheet laid on the glass by hand
_BLUR = 0.6  # pixels
_NOISE = 8.0  # standard deviation of grey levels
_GOOD, _POOR = 90, 55  # JPEG quality


def write_scan(parts: Sequence[Part]) -> bytes:
    return _bound(pictures(parts), _GOOD)


def write_bad_scan(parts: Sequence[Part]) -> bytes:
    """Tilted, blurred, noisy and pressed hard, the same way every time."""
    chance = np.random.default_rng(7)
    return _bound([_worn(page, chance) for page in pictures(parts)], _POOR)


def pictures(parts: Sequence[Part]) -> list[Image.Image]:
    """The pages of the report's PDF in grey. Raises Missing without a font to draw with."""
    if font_file() is None:
        raise Missing("no Chinese TrueType font (Debian: fonts-wqy-microhei)")
    document = pypdfium2.PdfDocument(write_pdf(parts))
    try:
        return [
            page.render(scale=_DPI / 72, grayscale=True).to_pil().convert("L") for page in document
        ]
    finally:
        document.close()


def _worn(page: Image.Image, chance: np.random.Generator) -> Image.Image:
    tilted = page.rotate(_TILT, resample=Image.Resampling.BICUBIC, fillcolor=255)
    blurred = tilted.filter(ImageFilter.GaussianBlur(_BLUR))
    grey = np.asarray(blurred, dtype=np.float32)
    noisy = grey + chance.normal(0.0, _NOISE, grey.shape)
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def _bound(pages: Sequence[Image.Image], quality: int) -> bytes:
    file = io.BytesIO()
    first, *rest = pages
    first.save(file, "PDF", save_all=True, append_images=rest, resolution=_DPI, quality=quality)
    return file.getvalue()
