"""Lines of text on an upright page: cut at drawn lines, read, and told apart into words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from decimal import Decimal
from statistics import median

import numpy as np

from extractor.reading.ocr.engine import Engine, Image, Quad, Reading
from extractor.reading.ocr.ruled import Rules
from extractor.reading.pages import Word
from extractor.records import Box

_STACKED = 1.6  # times as tall as wide: letters one below another, in a narrow cell
_MARGIN = 0.12  # of the height of a found line, above and below its letters
_SHARED = 0.3  # of the height of a line that a drawn line down must share to cut it
_STUB = 0.5  # of a letter: what is narrower beside a drawn line is a piece of that line
_CENT = Decimal("0.01")


def height_of(quad: Quad) -> float:
    return float(np.linalg.norm(quad[3] - quad[0]) + np.linalg.norm(quad[2] - quad[1])) / 2


def width_of(quad: Quad) -> float:
    return float(np.linalg.norm(quad[1] - quad[0]) + np.linalg.norm(quad[2] - quad[3])) / 2


def hull(quad: Quad) -> Box:
    left, top = quad.min(axis=0).tolist()
    right, bottom = quad.max(axis=0).tolist()
    return Box(left, top, right, bottom)


def cropped(image: Image, quad: Quad) -> Image:
    """The line of text in `quad` as an image of its own, level."""
    import cv2

    width, height = max(1, round(width_of(quad))), max(1, round(height_of(quad)))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(quad, corners)
    line = cv2.warpPerspective(
        image, matrix, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return np.ascontiguousarray(line, dtype=np.uint8)


def cut(quad: Quad, rules: Rules, letter: float) -> list[Quad]:
    """The parts of a found line of text between the drawn lines that run down through it."""
    box = hull(quad)
    height = box.bottom - box.top
    width = max(1.0, box.right - box.left)
    cuts = sorted(
        (line.at - box.left) / width
        for line in rules.upright
        if box.left < line.at < box.right
        and min(line.end, box.bottom) - max(line.start, box.top) > _SHARED * height
    )
    aside = (_line_width(rules) + 1) / width
    parts = []
    for one, two in itertools.pairwise([0.0, *cuts, 1.0]):
        start = one + aside if one else one
        end = two - aside if two < 1 else two
        if not cuts or (end - start) * width >= _STUB * letter:
            parts.append(_between(quad, start, end))
    return parts


def _line_width(rules: Rules) -> float:
    return 1.0


def _between(quad: Quad, start: float, end: float) -> Quad:
    """The part of `quad` from one share of its width to another."""
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    return np.array(
        [
            quad[0] + top * start,
            quad[0] + top * end,
            quad[3] + bottom * end,
            quad[3] + bottom * start,
        ],
        dtype=np.float32,
    )


def unstacked(image: Image, quad: Quad, letter: float) -> list[Quad]:
    """Letters one below another as lines of their own; any other line as it is."""
    box = hull(quad)
    width, height = box.right - box.left, box.bottom - box.top
    if height < _STACKED * width or height < _STACKED * letter:
        return [quad]
    left, right = max(0, round(box.left)), round(box.right)
    top, bottom = max(0, round(box.top)), round(box.bottom)
    part = image[top:bottom, left:right].min(axis=2)
    if not part.size:
        return [quad]
    dark = part < (int(part.min()) + int(np.median(part))) // 2
    rows = dark.any(axis=1)
    found = [
        (top + start, top + end)
        for start, end in _runs(rows)
        if end > start
    ]
    if len(found) < 2:
        return [quad]
    lines = _grouped(found, letter)
    pad = 0.15 * letter
    return [
        np.array(
            [
                [box.left, start - pad],
                [box.right, start - pad],
                [box.right, end + pad],
                [box.left, end + pad],
            ],
            dtype=np.float32,
        )
        for start, end in lines
    ]


def _runs(flags: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    yield from zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def _grouped(found: Sequence[tuple[int, int]], letter: float) -> list[tuple[int, int]]:
    """Strokes of one letter (二, 言) in one: what together is no taller than a letter."""
    lines = [found[0]]
    for start, end in found[1:]:
        if end - lines[-1][0] <= 1.1 * letter:
            lines[-1] = (lines[-1][0], end)
        else:
            lines.append((start, end))
    return lines


def words(quad: Quad, reading: Reading, unit: float) -> Iterator[Word]:
    """The words of a read line: a run of digits and Latin letters, or of others, without a gap.

    A word carries the least score of its characters, so runs are kept short: a smudged character
    must not make a figure beside it doubtful. `unit` pixels make a point.
    """
    box = hull(quad)
    edges = [(box.left + share * (box.right - box.left)) / unit for share in _edges(reading)]
    inset = _MARGIN * (box.bottom - box.top)
    top, bottom = (box.top + inset) / unit, (box.bottom - inset) / unit
    size = _size(reading, edges) or bottom - top
    for start, end in _spans(reading):
        yield Word(
            text=reading.text[start:end],
            box=Box(edges[start], top, edges[end], bottom),
            edges=tuple(edges[start : end + 1]),
            size=size,
            confidence=Decimal(min(reading.scores[start:end])).quantize(_CENT),
        )


def _spans(reading: Reading) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(reading.text)):
        if at in reading.gaps or _narrow(reading.text[at]) != _narrow(reading.text[at - 1]):
            yield start, at
            start = at
    if reading.text:
        yield start, len(reading.text)


def _narrow(char: str) -> bool:
    """A character of half the width of a Chinese one."""
    return char.isascii()


def _edges(reading: Reading) -> list[float]:
    """Where characters begin and the last ends, from their middles: narrow ones have half a share."""
    centres = reading.centres
    widths = [1.0 if _narrow(char) else 2.0 for char in reading.text]
    inner = [
        one + (two - one) * w / (w + v)
        for (one, two), (w, v) in zip(
            itertools.pairwise(centres), itertools.pairwise(widths), strict=True
        )
    ]
    half = _pitch(reading) / 2
    first = max(0.0, centres[0] - half * widths[0])
    last = min(1.0, centres[-1] + half * widths[-1])
    return [min(first, *inner[:1], centres[0]), *inner, max(last, *inner[-1:], centres[-1])]


def _pitch(reading: Reading) -> float:
    """The width of a narrow character, as a share of the line."""
    steps = [
        (two - one) / ((w + v) / 2)
        for at, (one, two, w, v) in enumerate(
            zip(
                reading.centres,
                reading.centres[1:],
                map(_units, reading.text),
                map(_units, reading.text[1:]),
                strict=False,
            ),
            start=1,
        )
        if at not in reading.gaps
    ]
    units = sum(map(_units, reading.text))
    return median(steps) if steps else 1.0 / max(1.0, units + 0.5)


def _units(char: str) -> float:
    return 1.0 if _narrow(char) else 2.0


def _size(reading: Reading, edges: Sequence[float]) -> float:
    """The size of the font: Chinese characters are as wide as it says, and stand without gaps."""
    steps = [
        edges[at + 1] - edges[at]
        for at in range(1, len(reading.text) - 1)
        if not any(_narrow(char) for char in reading.text[at - 1 : at + 2])
        and not {at, at + 1} & reading.gaps
    ]
    return median(steps) if steps else 0.0


def read_lines(
    engine: Engine, image: Image, quads: Sequence[Quad]
) -> Iterator[tuple[Quad, Reading]]:
    """What `quads` say, those that say something."""
    for quad in quads:
        reading = engine.read(cropped(image, quad))
        if reading.text:
            yield quad, reading
