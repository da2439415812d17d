"""What a PDF says is on a page against what its picture shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from extractor.reading.pdf.glyphs import Glyph, Shown

_SCALE = 2.0  # pixels a point: a stroke of 10-point type is a pixel wide
_PIXELS = 16_000_000
_CONTRAST = 24  # of 255, between the darkest and the lightest pixel of a character


def seen(page: Any, shown: Shown, glyphs: Sequence[Glyph]) -> list[bool]:
    """Whether each of `glyphs` shows: white type on a dark ground does, on paper it does not."""
    area = max(shown.width * shown.height, 1.0)
    scale = min(_SCALE, math.sqrt(_PIXELS / area))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        pixels = bitmap.to_numpy()
        found = []
        for glyph in glyphs:
            left, top, right, bottom = (round(side * scale) for side in glyph.box)
            part = pixels[max(top, 0) : bottom + 1, max(left, 0) : right + 1]
            found.append(bool(part.size) and int(part.max()) - int(part.min()) >= _CONTRAST)
        return found
    finally:
        bitmap.close()
