"""White text: the picture of the page tells whether its ground is dark, so that it shows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from extractor.records import Box

_SCALE = 1.0  # pixels a point
_PIXELS = 16_000_000
_PAPER = 235  # of 255: the mean of a ground on which white cannot be read


def dark_grounds(page: Any, boxes: Sequence[Box]) -> list[bool]:
    """Whether the page is dark at each of `boxes`.

    The ground is looked at and not the type, which is not drawn where its font is missing.
    """
    width, height = page.get_size()
    scale = min(_SCALE, math.sqrt(_PIXELS / max(width * height, 1.0)))
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        pixels = bitmap.to_numpy()
        found = []
        for box in boxes:
            left, top, right, bottom = (max(0, round(side * scale)) for side in box)
            part = pixels[top : bottom + 1, left : right + 1]
            found.append(bool(part.size) and float(part.mean()) < _PAPER)
        return found
    finally:
        bitmap.close()
