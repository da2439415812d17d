"""Lines of text on an upright page: cut at drawn lines, read, and told apart into words."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

import numpy as np

from extractor.reading.ocr.engine import Engine, Image, Quad
from extractor.reading.ocr.ruled import Rules
from extractor.reading.ocr.spacing import (
    Glyphs,
    doubted,
    glyphs,
    inked,
    narrow,
    settled,
    sizes,
    spaces,
    with_permille,
)
from extractor.reading.pages import Word
from extractor.records import Box

_STACKED = 1.6  # times as tall as wide: letters one below another, in a narrow cell
_MARGIN = 0.12  # of the height of a found line, above and below its letters
_SHARED = 0.3  # of the height of a line that a drawn line down must share to cut it
_ASIDE = 0.08  # of a letter, from the middle of a drawn line: it must not be read as a 1
_BESIDE = 2.5  # letters beside a found line in which more of it is looked for …
_NEXT = 1.0  # … without a gap as wide as that: what half-empty squares (”、) leave
_EDGE = 0.15  # of a letter of white at the ends of a line
_STUB = 0.5  # of a letter: what is narrower beside a drawn line is a piece of that line
_PADDING = 2.0  # points: the least that Excel, Word and others keep between text and lines
_EMPTY = 0.6  # em: the most room that a character has on its right
_DASH = 0.95  # em of ink: a dash fills its square, a 一 keeps off its sides
_WIDE = 1.0  # em: a gap of which the layout of the page decides what it is
_OF_FIGURES = frozenset(".,%+-/")
_CENT = Decimal("0.01")


class ReadLine(NamedTuple):
    quad: Quad
    glyphs: Glyphs
    wall: float  # pixels from the left of the page to the drawn line on its right


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
    width = max(1.0, box.right - box.left)
    cuts = sorted((at - box.left) / width for at in _walls(box, rules) if box.left < at < box.right)
    aside = _ASIDE * letter / width
    parts = []
    for one, two in itertools.pairwise([0.0, *cuts, 1.0]):
        start = one + aside if one else one
        end = two - aside if two < 1 else two
        if not cuts or (end - start) * width >= _STUB * letter:
            parts.append(_between(quad, start, end))
    return parts


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


def _walls(box: Box, rules: Rules) -> list[float]:
    """Where drawn lines stand left and right of a line of text, or in it."""
    share = _SHARED * (box.bottom - box.top)
    return [
        line.at
        for line in rules.upright
        if min(line.end, box.bottom) - max(line.start, box.top) > share
    ]


def widened(image: Image, quads: Sequence[Quad], rules: Rules, letter: float) -> list[Quad]:
    """`quads` with the small marks (“ ， 。) at their ends that the finder of lines left out."""
    boxes = [hull(quad) for quad in quads]
    found = []
    for quad, box in zip(quads, boxes, strict=True):
        left, right = box.left - _BESIDE * letter, box.right + _BESIDE * letter
        walls = _walls(box, rules)
        others = [
            other
            for other in boxes
            if min(other.bottom, box.bottom) - max(other.top, box.top)
            > _SHARED * (box.bottom - box.top)
        ]
        middle = (box.left + box.right) / 2
        aside = _ASIDE * letter
        left = max([left, 0.0, *(x + aside for x in walls if x < middle)])
        right = min([right, image.shape[1] - 1.0, *(x - aside for x in walls if x > middle)])
        left = max([left, *(other.right for other in others if other.right < middle)])
        right = min([right, *(other.left for other in others if other.left > middle)])
        found.append(_grown(image, quad, box, min(left, box.left), max(right, box.right), letter))
    return found


def _grown(image: Image, quad: Quad, box: Box, left: float, right: float, letter: float) -> Quad:
    """`quad` from the first to the last ink of its line between `left` and `right`."""
    top, bottom = max(0, round(box.top)), round(box.bottom)
    first = round(left)
    columns = inked(image[top:bottom, first : round(right) + 1])
    reach, margin = round(_NEXT * letter), _EDGE * letter
    start, end = round(box.left) - first, round(box.right) - first
    while (more := np.flatnonzero(columns[end : end + reach])).size:
        end += int(more[-1]) + 1
    while (more := np.flatnonzero(columns[max(0, start - reach) : start])).size:
        start = max(0, start - reach) + int(more[0])
    width = max(1.0, box.right - box.left)
    grown_left = max(left, first + start - margin) if first + start < round(box.left) else box.left
    grown_right = min(right, first + end + margin) if first + end > round(box.right) else box.right
    return _between(quad, (grown_left - box.left) / width, (grown_right - box.left) / width)


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
    found = [(top + start, top + end) for start, end in _runs(rows) if end > start]
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


def words(read: Sequence[ReadLine], unit: float) -> Iterator[Word]:
    """The words of a page: runs of digits and Latin letters, or of others, without a gap.

    A word carries the least score of its characters, so runs are kept short: a smudged character
    must not make a figure beside it doubtful. `unit` pixels make a point.
    """
    known = settled([line.glyphs for line in read])
    fonts = sizes(known, [height_of(line.quad) for line in read])
    for line, said, font in zip(read, known, fonts, strict=True):
        yield from _words(line._replace(glyphs=said), font / unit, unit)


def _words(line: ReadLine, size: float, unit: float) -> Iterator[Word]:
    """A space is the last character of the word before it; a wide one is told by the gap alone."""
    spaced = set(spaces(line.glyphs))
    box = hull(line.quad)
    inset = _MARGIN * (box.bottom - box.top)
    top, bottom = (box.top + inset) / unit, (box.bottom - inset) / unit
    scale = (box.right - box.left) / max(1.0, width_of(line.quad)) / unit
    said, at = (
        line.glyphs.reading,
        _Edges(line.glyphs, box.left / unit, scale, line.wall / unit - _PADDING),
    )
    text_of_line = _dash_alone(line.glyphs, size * unit) or said.text
    for start, end in _spans(said.text, spaced):
        text = text_of_line[start:end]
        edges = [at.start(start, start in spaced), *map(at.inner, range(start + 1, end))]
        edges.append(at.end(end, end in spaced))
        if end in spaced and line.glyphs.gap(end - 1) < _WIDE:
            text += " "
            edges.append(at.start(end, True))
        yield Word(
            text=text,
            box=Box(edges[0], top, edges[-1], bottom),
            edges=tuple(edges),
            size=size,
            confidence=Decimal(min(said.scores[start:end])).quantize(_CENT, ROUND_DOWN),
        )


def _kind(char: str) -> int:
    """Figures and Latin words, marks beside them, all else: each has a score of its own."""
    if not narrow(char):
        return 0
    return 1 if char.isalnum() or char in _OF_FIGURES else 2


def _dash_alone(glyphs: Glyphs, size: float) -> str:
    """The dash of an empty cell where the reader saw a 一 as long as a dash; else ""."""
    ink = glyphs.ends[0] - glyphs.starts[0]
    return "—" if glyphs.reading.text == "一" and ink >= _DASH * size else ""


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where characters of a line begin and end, in points: neighbours meet between their ink."""

    glyphs: Glyphs
    left: float
    scale: float  # points to a pixel
    wall: float  # where a character's square may end at most

    def inner(self, at: int) -> float:
        return self._on_page((self.glyphs.ends[at - 1] + self.glyphs.starts[at]) / 2)

    def start(self, at: int, spaced: bool) -> float:
        if at and not spaced:
            return self.inner(at)
        return self._on_page(self.glyphs.starts[at])

    def end(self, at: int, spaced: bool) -> float:
        """Of the characters before `at`. The last of a line ends where its square does: after a
        full-width comma half of it is empty, and the line is full all the same.
        """
        if at < len(self.glyphs.ends):
            return self._on_page(self.glyphs.ends[at - 1]) if spaced else self.inner(at)
        end = self.glyphs.ends[-1]
        if at > 1 and not narrow(self.glyphs.reading.text[-1]):
            begin = (self.glyphs.ends[-2] + self.glyphs.starts[-1]) / 2
            end = max(end, min(begin + self.glyphs.em, end + _EMPTY * self.glyphs.em))
        inked = self._on_page(self.glyphs.ends[-1])
        return max(inked, min(self._on_page(end), self.wall))

    def _on_page(self, x: float) -> float:
        return self.left + x * self.scale


def _spans(text: str, spaced: set[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for at in range(1, len(text)):
        if at in spaced or _kind(text[at]) != _kind(text[at - 1]):
            yield start, at
            start = at
    yield start, len(text)


def read_lines(
    engine: Engine, image: Image, quads: Sequence[Quad], rules: Rules
) -> Iterator[ReadLine]:
    """What `quads` say, those that say something."""
    for quad in quads:
        line = cropped(image, quad)
        reading = engine.read(line)
        if reading.text:
            box = hull(quad)
            walls = [at for at in _walls(box, rules) if at > (box.left + box.right) / 2]
            wall = min(walls, default=float("inf"))
            yield ReadLine(quad, doubted(with_permille(glyphs(line, reading))), wall)
