"""The image of one page becomes words and ruling lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median

import numpy as np

from extractor.reading.ocr.engine import Engine, Image, Quad, Reading
from extractor.reading.ocr.lines import (
    cropped,
    cut,
    height_of,
    hull,
    read_lines,
    unstacked,
    widened,
    width_of,
    words,
)
from extractor.reading.ocr.ruled import Rules, rules
from extractor.reading.ocr.upright import STILL, Turn, on_its_side, quarters, straightened
from extractor.reading.pages import PageContent, Ruling

_FINDING = 110  # dots an inch that lines are found at: letters of 10.5 points have 16 pixels
_SAMPLE = 6  # lines that say whether a page stands on its head
_UPRIGHT = 0.85  # mean score of a page that stands upright; on its head it is under 0.6
_BETTER = 0.1


@dataclass(frozen=True, slots=True)
class ScannedPage(PageContent):
    """Places are those of the page set upright; `turn` puts them back on the page as shown."""

    turn: Turn = STILL  # in points
    score: float = 1.0  # mean of all characters


def scanned(engine: Engine, image: Image, number: int, dpi: float) -> ScannedPage:
    """The page `number` on `image`, of `dpi` pixels an inch."""
    image, turn, quads = _upright(engine, image, dpi)
    letter = median(height_of(quad) for quad in quads) * 0.75 if quads else dpi / 72 * 10.5
    drawn = rules(image, letter, [hull(quad) for quad in quads])
    pieces = [piece for quad in quads for piece in cut(quad, drawn, letter)]
    parts = [
        part
        for piece in widened(image, pieces, drawn, letter)
        for part in unstacked(image, piece, letter)
    ]
    read = list(read_lines(engine, image, parts, drawn))
    unit = dpi / 72
    scores = [score for line in read for score in line.glyphs.reading.scores]
    return ScannedPage(
        number=number,
        width=image.shape[1] / unit,
        height=image.shape[0] / unit,
        words=tuple(words(read, unit)),
        rulings=tuple(_rulings(drawn, unit)),
        turn=turn.scaled(1 / unit),
        score=fmean(scores) if scores else 1.0,
    )


def _rulings(drawn: Rules, unit: float) -> Iterator[Ruling]:
    for line in drawn.flat:
        at, start, end = line.at / unit, line.start / unit, line.end / unit
        yield Ruling(start, at, end, at)
    for line in drawn.upright:
        at, start, end = line.at / unit, line.start / unit, line.end / unit
        yield Ruling(at, start, at, end)


def _upright(engine: Engine, image: Image, dpi: float) -> tuple[Image, Turn, list[Quad]]:
    """`image` set upright, how it lies on the given one, and its lines of text."""
    image, turn = straightened(image)
    quads = _found(engine, image, dpi)
    turned = on_its_side(quads)
    if turned:
        image, quarter = quarters(image, 1)
        image, again = straightened(image)
        turn = turn.after(quarter.after(again))
        quads = _found(engine, image, dpi)
    if _on_its_head(engine, image, quads):
        image, half = quarters(image, 2)
        turn = turn.after(half)
        quads = _found(engine, image, dpi)
    return image, turn, quads


def _found(engine: Engine, image: Image, dpi: float) -> list[Quad]:
    """The lines of text on `image`, found on a smaller one: larger letters are not found better."""
    import cv2

    scale = min(1.0, _FINDING / dpi)
    small = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return [quad / np.float32(scale) for quad in engine.lines(np.asarray(small, dtype=np.uint8))]


def _on_its_head(engine: Engine, image: Image, quads: Sequence[Quad]) -> bool:
    """Whether lines read better the other way up."""
    some = sorted(quads, key=lambda quad: abs(width_of(quad) / height_of(quad) - 5))[:_SAMPLE]
    crops = [cropped(image, quad) for quad in some]
    straight = _score([engine.read(crop) for crop in crops])
    if not crops or straight >= _UPRIGHT:
        return False
    turned = [engine.read(np.ascontiguousarray(crop[::-1, ::-1])) for crop in crops]
    return _score(turned) > straight + _BETTER


def _score(readings: Sequence[Reading]) -> float:
    """The mean score of the characters; 0 for lines that say nothing."""
    scores = [score for reading in readings for score in reading.scores or (0.0,)]
    return fmean(scores) if scores else 0.0
