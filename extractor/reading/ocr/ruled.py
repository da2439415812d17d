"""The drawn lines of an upright page: long thin ink, whole again where a scanner broke it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from extractor.reading.ocr.engine import Image
from extractor.records import Box

# All in heights of a letter of the page.
_FLAT = 2.0  # the shortest line across: longer than a 一 or a dash; a narrow column is as wide
_UPRIGHT = 1.3  # the shortest line down: a row of one line of text is as high; no stroke is
_FREE = 10.0  # a line as long as that need not meet any other; strokes in a row never are
_PIECE = 1.1  # the shortest piece that is joined to others
_THICK = 0.3  # the thickest line; strokes of letters are longer than that
_GAP = 0.35  # that a scanner or a crossing line leaves in a line
_TWIN = 0.35  # between two lines that are one: double rules, both edges of a thick one
_REACH = 0.45  # between the end of a line and the line that it meets; letters keep off as much
_INKED = 0.9  # of its length: strokes of letters in a row leave more gaps than that
_CORE = 0.25  # of the height of a line of text, from both edges: no drawn line is further inside


class Line(NamedTuple):
    """A level or plumb line in pixels; `at` is where it stands across its direction."""

    at: float
    start: float
    end: float
    inked: npt.NDArray[np.int64]  # where it has ink, along its direction, in order

    @property
    def long(self) -> float:
        return self.end - self.start

    def drawn(self, start: float, end: float) -> bool:
        """Whether it is there from `start` to `end`, but for what a scanner lost."""
        first, last = np.searchsorted(self.inked, (start, end))
        return bool(last - first >= _INKED * (end - start - 1))


class Rules(NamedTuple):
    flat: tuple[Line, ...]  # at: y, from left to right
    upright: tuple[Line, ...]  # at: x, from top to bottom


def rules(image: Image, letter: float, texts: Sequence[Box] = ()) -> Rules:
    """The lines of an upright page with letters of `letter` pixels and lines of text at `texts`."""
    ink = _dark(image, letter)
    flat = _joined(
        [line for line in _lines(ink, letter, _FLAT) if not _struck(line, texts)], letter
    )
    upright = _joined(_lines(np.ascontiguousarray(ink.T), letter, _UPRIGHT), letter)
    # Strokes of letters drop out as the lines that they end at do.
    upright = _meeting(upright, flat, letter, _UPRIGHT)
    flat = _meeting(flat, upright, letter, _FLAT)
    upright = _meeting(upright, flat, letter, _UPRIGHT)
    return Rules(tuple(flat), tuple(upright))


def _struck(line: Line, texts: Sequence[Box]) -> bool:
    """Whether it runs through the middle of a line of text: strokes of its letters."""
    within = 0.0
    for box in texts:
        inset = _CORE * (box.bottom - box.top)
        if box.top + inset < line.at < box.bottom - inset:
            within += max(0.0, min(line.end, box.right) - max(line.start, box.left))
    return within > line.long / 2


def _dark(image: Image, letter: float) -> Image:
    """Ink that is not red as 255. In red light seals and red stamps are as white as paper."""
    import cv2

    ink = cv2.adaptiveThreshold(
        np.ascontiguousarray(image[:, :, 2]),
        255,
        cv2.ADAPTIVE_THRESH_MEAN_C,
        cv2.THRESH_BINARY_INV,
        max(int(letter) | 1, 15),
        12,
    )
    return np.asarray(ink, dtype=np.uint8)


def _lines(ink: Image, letter: float, least: float) -> list[Line]:
    """Lines across."""
    import cv2

    thick = max(2, round(letter * _THICK) // 2 * 2)
    gap = max(3, round(letter * _GAP)) | 1  # kernels of even lengths shift what they keep
    piece = max(9, round(letter * _PIECE)) | 1
    # Strokes and lines down are too thick, looked at across: they leave gaps, to be closed.
    bars = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((thick + 1, 1), np.uint8))
    thin = cv2.subtract(ink, bars)
    # A line that leans by a pixel or two on its way stays one in ink that is a pixel fatter.
    fat = cv2.dilate(thin, np.ones((3, 1), np.uint8))
    closed = cv2.morphologyEx(fat, cv2.MORPH_CLOSE, np.ones((1, gap), np.uint8))
    found = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((1, piece), np.uint8))
    count, labels, stats, middles = cv2.connectedComponentsWithStats(found, connectivity=8)
    inked = _inked(
        np.asarray(labels), np.asarray(cv2.dilate(ink, np.ones((3, 1), np.uint8)), np.uint8), count
    )
    lines = []
    for at in range(1, count):
        left, _, width, *_ = stats[at].tolist()
        if width >= letter * least:
            lines.append(Line(float(middles[at][1]), left, left + width, inked[at]))
    return lines


def _inked(labels: npt.NDArray[np.int32], ink: Image, count: int) -> list[npt.NDArray[np.int64]]:
    """The columns in which each component has ink of the page."""
    rows, columns = np.nonzero((labels > 0) & (ink > 0))
    pairs = np.unique(labels[rows, columns].astype(np.int64) * ink.shape[1] + columns)
    starts = np.searchsorted(pairs, np.arange(1, count) * ink.shape[1])
    return np.split(pairs % ink.shape[1], starts)


def _joined(lines: Sequence[Line], letter: float) -> list[Line]:
    """Pieces of a line and twins are one."""
    done: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.long):
        for at, other in enumerate(done):
            if abs(line.at - other.at) <= _TWIN * letter and _touch(line, other, letter):
                done[at] = Line(
                    other.at,
                    min(line.start, other.start),
                    max(line.end, other.end),
                    np.union1d(line.inked, other.inked),
                )
                break
        else:
            done.append(line)
    return done


def _touch(one: Line, other: Line, letter: float) -> bool:
    reach = _REACH * letter
    return one.start <= other.end + reach and other.start <= one.end + reach


def _meeting(
    lines: Sequence[Line], across: Sequence[Line], letter: float, least: float
) -> list[Line]:
    """The parts of `lines` from one crossing line to another, drawn to their middles."""
    reach = _REACH * letter
    found = []
    for line in lines:
        met = sorted(
            other.at
            for other in across
            if other.start - reach <= line.at <= other.end + reach
            and line.start - reach <= other.at <= line.end + reach
        )
        free = _FREE * letter
        if not met or met[0] - line.start >= free:
            met.insert(0, line.start)
        if line.end - met[-1] >= free:
            met.append(line.end)
        for start, end in _stretches(line, met):
            if end - start >= least * letter:
                found.append(line._replace(start=start, end=end))
    return found


def _stretches(line: Line, met: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Where `line` is drawn from one of `met` to the next, neighbours in one."""
    start: float | None = None
    for one, two in itertools.pairwise(met):
        if line.drawn(one, two):
            start = one if start is None else start
        elif start is not None:
            yield start, one
            start = None
    if start is not None:
        yield start, met[-1]
