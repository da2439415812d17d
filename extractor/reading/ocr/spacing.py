"""Where the characters of a read line stand, by its ink, and which gaps between them are spaces.

The reader says about where a character is, to a quarter of its width, and names few spaces. A
space is what separates the figures of a list in a cell (82分 10% 5次), so gaps are measured.

All shares of an em are of clean and worn pages in six fonts: gaps inside words end where the
spaces begin. An em is the width of a Chinese character.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
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
_SURE = 0.05  # less where the reader named a space
_LONG_RUN = 8  # … to a few hundredths
_SAME_SIZE = 0.12  # 小四 and 四号, 12 and 14 points, are further apart
_SAME_HEIGHT = 0.2  # as found lines of one size differ
_RATIO = 0.7  # of a line's height as found: the size of its font
_RUN = 4  # Chinese characters in a row that tell how wide they are

_HALF_MARK = 0.85  # em between the neighbours of a mark: a half-width one at most …
_FULL_MARK = 0.95  # … and a full-width one at least; between, a space may follow a half-width one
_BOTH = dict(zip("，；：（）！？,;:()!?", ",;:()!?，；：（）！？", strict=True))

_HABIT = 4  # times as often as the other width, for a mark to be taken for it
_STROKE = 0.02  # em between characters whose ink is one

_PERMILLE_GAP = 0.15  # em between the sign and the ring that makes it ‰
_DOUBTFUL = 0.5  # a score that has a figure looked at
_DIGIT_INK = 0.95  # em of ink for a digit: one has 0.6 at most, two have more than that
_MARK_INK = 0.6  # behind a %: 0.45 at most, with the ring of a ‰ 0.7
_HAN_INK = 1.15  # behind a %: 1.0, with the ring 1.3
_FIGURE = re.compile(r"\d(?:[.．,，:：∶]?\d)+")

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
    blank = ~inked(line)
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


def inked(line: Image) -> npt.NDArray[np.bool_]:
    """Which columns of the image of a line have ink."""
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
    run = max(_wide_runs(reading), key=len, default=range(0))
    if len(run) >= _RUN:
        return (reading.centres[run[-1]] - reading.centres[run[0]]) / (len(run) - 1) / 2 or 1.0
    steps = [
        (reading.centres[at] - reading.centres[at - 1]) * 2 / (_units(one) + _units(two))
        for at, (one, two) in enumerate(itertools.pairwise(reading.text), start=1)
        if at not in reading.gaps
    ]
    return (median(steps) if steps else 0.0) or 1.0 / (sum(map(_units, reading.text)) + 0.5)


def _wide_runs(reading: Reading) -> Iterator[range]:
    """The indexes of characters as wide as an em that stand together."""
    start = 0
    for at, char in enumerate(reading.text):
        if narrow(char) or at in reading.gaps:
            yield range(start, at)
            start = at + 1 if narrow(char) else at
    yield range(start, len(reading.text))


def _units(char: str) -> float:
    return 1.0 if narrow(char) else 2.0


def settled(lines: Sequence[Glyphs]) -> list[Glyphs]:
    """The lines of a page with marks half as wide or as wide as a Chinese character, as they stand.

    Both look the same, and the reader guesses. Marks beside a digit on both sides belong to a
    number and are left as read. At the end of a line there is nothing to measure: a bracket is
    what its other half is, any other mark what it is elsewhere on the page.
    """
    said = [_measured(line) for line in lines]
    counts = Counter(
        char for chars, sure in said for char, known in zip(chars, sure, strict=True) if known
    )
    done = []
    for line, (chars, sure) in zip(lines, said, strict=True):
        _paired(chars, sure)
        last = chars[-1]
        if last in _BOTH and not sure[-1] and len(chars) > 1 and _han(chars[-2]):
            same, other = counts[last], counts[_BOTH[last]]
            if other >= _HABIT * (same + 1):
                chars[-1] = _BOTH[last]
        text = _dashed(line, "".join(chars))
        done.append(line._replace(reading=line.reading._replace(text=text)))
    return done


def _measured(line: Glyphs) -> tuple[list[str], list[bool]]:
    """The characters of a line, and of which of them it is known how wide they are."""
    text = line.reading.text
    chars, sure = list(text), [False] * len(text)
    for at in range(1, len(text) - 1):
        char = text[at]
        if char not in _BOTH or (text[at - 1].isdecimal() and text[at + 1].isdecimal()):
            continue
        if not _han(text[at - 1]) and not _han(text[at + 1]):
            continue
        room = (line.starts[at + 1] - line.ends[at - 1]) / line.em
        if room < _HALF_MARK or room > _FULL_MARK:
            sure[at] = True
            chars[at] = char if narrow(char) == (room < _HALF_MARK) else _BOTH[char]
    return chars, sure


def _paired(chars: list[str], sure: list[bool]) -> None:
    closing = next((char for char in chars[1:] if char in ")）"), "")
    if chars[0] in "(（" and closing:
        chars[0], sure[0] = ("(" if narrow(closing) else "（"), True
    opening = next((char for char in reversed(chars[:-1]) if char in "(（"), "")
    if chars[-1] in ")）" and opening:
        chars[-1], sure[-1] = (")" if narrow(opening) else "）"), True


def _dashed(line: Glyphs, text: str) -> str:
    """Two 一 whose ink is one stroke are a dash (——)."""
    for at, (one, two) in enumerate(itertools.pairwise(text)):
        if one in "一—" and two in "一—" and line.gap(at) <= _STROKE:
            text = text[:at] + "——" + text[at + 2 :]
    return text


def with_permille(line: Glyphs) -> Glyphs:
    """‰ where the reader saw %0 or %o without a gap. What it is worth is doubtful, and says so."""
    said, starts, ends = line.reading, list(line.starts), list(line.ends)
    chars, scores, centres = list(said.text), list(said.scores), list(said.centres)
    gaps = said.gaps
    for at in range(len(chars) - 2, -1, -1):
        following = chars[at + 2] if at + 2 < len(chars) else ""
        if chars[at] != "%" or chars[at + 1] not in "0oO" or following.isdecimal():
            continue
        if at + 1 in gaps or (starts[at + 1] - ends[at]) / line.em > _PERMILLE_GAP:
            continue
        chars[at : at + 2] = ["‰"]
        scores[at : at + 2] = [min(*scores[at : at + 2], _DOUBTFUL)]
        centres[at : at + 2] = [(centres[at] + centres[at + 1]) / 2]
        del starts[at + 1], ends[at]
        gaps = frozenset(gap - 1 if gap > at else gap for gap in gaps)
    reading = Reading("".join(chars), tuple(scores), tuple(centres), gaps)
    return Glyphs(reading, tuple(starts), tuple(ends), line.em)


def doubted(line: Glyphs) -> Glyphs:
    """`line` with low scores where there is more ink than its figures account for.

    The reader may be sure of a figure of which it left out a digit or the ring of a ‰.
    """
    text, scores = line.reading.text, list(line.reading.scores)
    for at, char in enumerate(text):
        ink = (line.ends[at] - line.starts[at]) / line.em
        after_sign = at > 0 and text[at - 1] == "%"
        most = _DIGIT_INK if char.isdecimal() else _HAN_INK if _han(char) else _MARK_INK
        if ink > most and (char.isdecimal() or after_sign):
            first = at - 1 if after_sign else at
            scores[first : at + 1] = [min(score, _DOUBTFUL) for score in scores[first : at + 1]]
    return line._replace(reading=line.reading._replace(scores=tuple(scores)))


def spaces(line: Glyphs) -> Iterator[int]:
    """The indexes of characters before which a space stands.

    Word sets digits apart from Chinese characters by a quarter of an em without one (ECMA-376
    part 1, 17.3.1.2 autoSpaceDE): that reads as a space, which many writers type there anyway.
    """
    text = line.reading.text
    whole = _wide_figures(line)
    for at, (one, two) in enumerate(itertools.pairwise(text)):
        if at + 1 in whole:
            continue
        least = _least(one, two)
        if at + 1 in line.reading.gaps:
            least -= _SURE
        if line.gap(at) >= least and (not (_han(one) and _han(two)) or line.step(at) >= _HAN_STEP):
            yield at + 1


def _wide_figures(line: Glyphs) -> set[int]:
    """The indexes of all but the first character of figures in full-width digits (１６３).

    The reader gives them as common digits. Each stands in a square of its own: no two of them are
    close together, as two of the figures of a list would be.
    """
    found: set[int] = set()
    for match in _FIGURE.finditer(line.reading.text):
        inside = range(match.start(), match.end() - 1)
        pairs = [at for at in inside if match.string[at : at + 2].isdecimal()]
        if all(line.gap(at) >= _DIGITS for at in pairs or inside):
            found.update(at + 1 for at in inside)
    return found


def _least(one: str, two: str) -> float:
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
    return _MIXED + _ONE * ones


def _han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def sizes(lines: Sequence[Glyphs], heights: Sequence[float]) -> list[float]:
    """The size of the font of each line: of an em where enough characters tell it, else by its
    height. Sizes that are about the same are the same: a page is set in a few.
    """
    runs = [max(map(len, _wide_runs(line.reading))) for line in lines]
    ratios = [
        line.em / height
        for line, height, run in zip(lines, heights, runs, strict=True)
        if run >= _RUN and height
    ]
    ratio = median(ratios) if ratios else _RATIO
    long = [run >= _LONG_RUN for run in runs]
    raw = [
        line.em if sure else height * ratio
        for line, height, sure in zip(lines, heights, long, strict=True)
    ]
    weights = Counter[float]()
    within: dict[float, float] = {}
    for size, line, sure in zip(raw, lines, long, strict=True):
        weights[size] += len(line.reading.text) * (10 if sure else 1)
        within[size] = _SAME_SIZE if sure else _SAME_HEIGHT
    found: dict[float, float] = {}
    while len(found) < len(weights):
        usual = max((size for size in weights if size not in found), key=weights.__getitem__)
        found |= {
            size: usual
            for size in weights
            if size not in found and abs(size - usual) <= within[size] * usual
        }
    return [found[size] for size in raw]
