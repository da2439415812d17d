"""Where the characters of a read line stand, by its ink, and which gaps between them are spaces.

The reader says about where a character is, to a quarter of its width, and names few spaces. A
space is what separates the figures of a list in a cell (82分 10% 5次), so gaps are measured.

All shares of an em are of clean and worn pages in six fonts: gaps inside words end where the
spaces begin. An em is the width of a Chinese character.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from extractor.reading.ocr.engine import Image, Reading

_INSET = 0.12  # of the height of a line: above and below its letters may be other lines
_MIXED = 0.24  # em: the least space between a Chinese character and a digit, a sign, a letter
_HAN = 0.28  # between two Chinese characters, of which some (一, 八) are narrow …
_HAN_STEP = 1.16  # … and stand further apart from middle to middle where a space is
_DIGITS = 0.33  # between two digits
_ONE = 0.05  # more for each 1, which has room around it
_ONE_DIGIT = 0.045
_POINT = 0.40  # after a point or a comma before a digit: a space there would break a number
_AFTER = 0.8  # after a half-width mark before a Chinese character: the mark may be a full-width one
_FULL = 1.05  # after a full-width mark, which has half an em of its own
_AUTO = 0.22  # a page on which most digits stand so far from Chinese characters sets them apart …
_OVER = 0.15  # … and a space there is that much wider than usual
_SURE = 0.05  # less where the reader named a space

_CLOSING = frozenset("，。；：、！？）》”’」】〕")
_OPENING = frozenset("（《“‘「【〔")
_MARKS = frozenset(",.;:!?)")
_NO_SPACE_BEFORE = frozenset(",.;:!?)%％") | _CLOSING


class Glyphs(NamedTuple):
    """The characters of one line, in pixels from the left end of its image."""

    reading: Reading
    starts: tuple[float, ...]  # of the ink of each character
    ends: tuple[float, ...]
    em: float

    def gap(self, at: int) -> float:
        """Between the ink of character `at` and of the next, in em."""
        return (self.starts[at + 1] - self.ends[at]) / self.em

    def step(self, at: int) -> float:
        """From the middle of the ink of character `at` to that of the next, in em."""
        one = self.starts[at] + self.ends[at]
        two = self.starts[at + 1] + self.ends[at + 1]
        return (two - one) / 2 / self.em


def narrow(char: str) -> bool:
    """A character of half the width of a Chinese one."""
    return char.isascii()


def glyphs(line: Image, reading: Reading) -> Glyphs:
    """Where the characters of `reading`, which is not empty, stand on the image `line`."""
    width = line.shape[1]
    blank = ~_inked(line)
    middles = [share * width for share in reading.centres]
    unit = _unit(reading) * width
    widths = [_units(char) for char in reading.text]
    starts, ends = [], []
    first = max(0.0, middles[0] - widths[0] * unit * 0.75)
    starts.append(_first_ink(blank, first, middles[0]))
    for at, (one, two) in enumerate(itertools.pairwise(middles)):
        meant = one + (two - one) * widths[at] / (widths[at] + widths[at + 1])
        start, end = _gap(blank, one, two, meant)
        ends.append(start)
        starts.append(end)
    last = min(float(width), middles[-1] + widths[-1] * unit * 0.75)
    ends.append(width - _first_ink(blank[::-1], width - last, width - middles[-1]))
    return Glyphs(reading, tuple(starts), tuple(ends), 2 * unit)


def _inked(line: Image) -> npt.NDArray[np.bool_]:
    """Which columns of the image have ink."""
    inset = int(_INSET * line.shape[0])
    grey = line[inset : line.shape[0] - inset].min(axis=2)
    if not grey.size:
        return np.ones(line.shape[1], np.bool_)
    limit = (float(np.median(grey)) + float(np.percentile(grey, 3))) / 2
    return np.asarray((grey < limit).any(axis=0))


def _first_ink(blank: npt.NDArray[np.bool_], start: float, end: float) -> float:
    inked = np.flatnonzero(~blank[int(start) : int(end) + 1])
    return float(int(start) + inked[0]) if inked.size else end


def _gap(blank: npt.NDArray[np.bool_], one: float, two: float, meant: float) -> tuple[float, float]:
    """The gap between two characters with middles `one` and `two`: wide, and where it is meant."""
    first = int(one)
    flags = blank[first : int(two) + 1].astype(np.int8)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags, [0])))) + first
    found = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
    if not found:
        return meant, meant
    start, end = max(
        found, key=lambda gap: gap[1] - gap[0] - abs((gap[0] + gap[1]) / 2 - meant) / 2
    )
    return float(start), float(end)


def _unit(reading: Reading) -> float:
    """Half an em as a share of the line: by Chinese characters, where some stand together."""
    steps: list[float] = []
    wide: list[float] = []
    for at, (one, two) in enumerate(itertools.pairwise(reading.text)):
        if at + 1 in reading.gaps:
            continue
        units = (_units(one) + _units(two)) / 2
        step = (reading.centres[at + 1] - reading.centres[at]) / units
        steps.append(step)
        if not narrow(one) and not narrow(two):
            wide.append(step)
    if len(wide) >= 3:
        return median(wide) or 1.0
    return (median(steps) if steps else 0.0) or 1.0 / (sum(map(_units, reading.text)) + 0.5)


def _units(char: str) -> float:
    return 1.0 if narrow(char) else 2.0


def usual_gap(lines: Iterable[Glyphs]) -> float:
    """The usual gap between a Chinese character and a digit on a page, in em.

    Word and others set the two apart by a quarter of an em, without a space (ECMA-376 part 1,
    17.3.1.2 autoSpaceDE).
    """
    gaps = [
        line.gap(at) - _ONE * (one + two).count("1")
        for line in lines
        for at, (one, two) in enumerate(itertools.pairwise(line.reading.text))
        if (one.isdecimal() and _han(two)) or (_han(one) and two.isdecimal())
    ]
    return median(gaps) if gaps else 0.0


def spaces(line: Glyphs, usual: float) -> Iterator[int]:
    """The indexes of characters before which a space stands. `usual`: see `usual_gap`."""
    text = line.reading.text
    for at, (one, two) in enumerate(itertools.pairwise(text)):
        least = _least(one, two, usual)
        if at + 1 in line.reading.gaps:
            least -= _SURE
        if line.gap(at) >= least and (not (_han(one) and _han(two)) or line.step(at) >= _HAN_STEP):
            yield at + 1


def _least(one: str, two: str, usual: float) -> float:
    """The least gap in em that is a space between two characters."""
    if two in _NO_SPACE_BEFORE or one in _OPENING:
        return float("inf")
    if one in _CLOSING or two in _OPENING:
        return _FULL
    ones = (one + two).count("1")
    if one.isdecimal() and two.isdecimal():
        return _DIGITS + _ONE_DIGIT * ones
    if one in _MARKS and (two.isdecimal() or not narrow(two)):
        return _POINT if two.isdecimal() else _AFTER
    if _han(one) and _han(two):
        return _HAN
    least = _MIXED + _ONE * ones
    if usual > _AUTO and (one.isdecimal() or two.isdecimal()):
        least = max(least, usual + _OVER + _ONE * ones)
    return least


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def size_of(line: Glyphs) -> float:
    """The size of the font in pixels; 0 where too few Chinese characters tell it."""
    text: Sequence[str] = line.reading.text
    pairs = sum(1 for one, two in itertools.pairwise(text) if not narrow(one) and not narrow(two))
    return line.em if pairs >= 3 else 0.0
