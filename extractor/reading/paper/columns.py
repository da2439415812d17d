"""Text in columns that no lines are drawn around: tables set by gaps, and running text in two.

Both are told with care: rows of a table that is not seen are paragraphs with their gaps as spaces,
which the rooms after can read; prose that is taken for a table is lost to them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from extractor.reading.paper.cells import Field, PageTable
from extractor.reading.paper.joining import ended
from extractor.reading.paper.lines import Line, line_of, lines_of
from extractor.reading.paper.values import Word

_GAP = 1.2  # of the font's size between two columns, at least: no justified line has such spaces
_LEAST = 3  # lines with three or more pieces that make a table
_MOST = 0.7  # of its lines must have three pieces
_KEEP = 0.7  # of the columns seen so far that a line must leave apart
_BLANKS = re.compile(r"\s{2,}")
_AMOUNT = re.compile(r"[-+≥≤><约]?[\d,.，]+[%‰]?[万亿千百]?[元家个次人项分户处]?|[-—/]")
# Running text in two columns: a river in the middle of the page, free of ink for so many lines.
_RIVER = 10.0  # points, half of the usual gap
_PROSE_LINES = 6
_PROSE_FILL = 0.75  # of its column that the middling line of prose fills


class _Band(NamedTuple):
    left: float
    right: float


class Part(NamedTuple):
    """Lines of one column of text, or a table set by gaps."""

    lines: tuple[Line, ...]
    table: PageTable | None = None


def pieces(line: Line) -> list[Line]:
    """`line` cut where a gap is as wide as between columns."""
    groups: list[list[Word]] = []
    for word in _atoms(line.words):
        if groups and word.box.left - groups[-1][-1].box.right <= _GAP * line.size:
            groups[-1].append(word)
        else:
            groups.append([word])
    return [line_of(line.page, group) for group in groups]


def _atoms(words: Iterable[Word]) -> Iterator[Word]:
    """Words cut at runs of spaces, which are left out at both ends."""
    for word in words:
        if not word.edges:
            yield word
            continue
        start = 0
        for blank in _BLANKS.finditer(word.text):
            if word.text[start : blank.start()].strip():
                yield word.cut(start, blank.start())
            start = blank.end()
        if word.text[start:].strip():
            yield word.cut(start, len(word.text.rstrip()))


def parts_of(lines: Sequence[Line]) -> Iterator[Part]:
    """`lines` of one column, top to bottom, in stretches of text and of tables set by gaps."""
    cut = [pieces(line) for line in lines]
    text: list[Line] = []
    at = 0
    while at < len(lines):
        end = _table_end(cut, at)
        if end:
            if text:
                yield Part(tuple(text))
                text = []
            yield Part(tuple(lines[at:end]), _table(lines[at:end], cut[at:end]))
            at = end
        else:
            text.append(lines[at])
            at += 1
    if text:
        yield Part(tuple(text))


def _table_end(cut: Sequence[Sequence[Line]], at: int) -> int:
    """Behind the last line of a table that begins with line `at`; 0 if none does."""
    if len(cut[at]) < 3:
        return 0
    bands = [_Band(piece.left, piece.right) for piece in cut[at]]
    most, end = len(bands), at + 1
    while end < len(cut):
        size = cut[end][0].size
        if cut[end][0].top - cut[end - 1][0].bottom > 2.5 * size:
            break
        wider = _bands([*bands, *(_Band(p.left, p.right) for p in cut[end])], _GAP * size * 0.6)
        if len(wider) < max(3, _KEEP * most):
            break
        bands, most, end = wider, max(most, len(wider)), end + 1
    while end > at and len(cut[end - 1]) < 3 and _of_band(cut[end - 1][0], bands) == 0:
        end -= 1
    rows = sum(len(found) >= 3 for found in cut[at:end])
    if rows < _LEAST or rows < _MOST * (end - at) or not _lined_up(cut[at:end], bands):
        return 0
    return end


def _lined_up(cut: Sequence[Sequence[Line]], bands: Sequence[_Band]) -> bool:
    """Whether each column has something in most rows, but for columns of group labels."""
    filled = [0] * len(bands)
    for row in cut:
        for band in {_of_band(piece, bands) for piece in row}:
            filled[band] += 1
    return sum(2 * count >= len(cut) for count in filled) >= 3


def _bands(bands: Iterable[_Band], gap: float) -> list[_Band]:
    merged: list[_Band] = []
    for band in sorted(bands):
        if merged and band.left - merged[-1].right < gap:
            merged[-1] = _Band(merged[-1].left, max(merged[-1].right, band.right))
        else:
            merged.append(band)
    return merged


def _of_band(piece: Line, bands: Sequence[_Band]) -> int:
    middle = (piece.left + piece.right) / 2
    return min(
        range(len(bands)), key=lambda i: max(bands[i].left - middle, middle - bands[i].right)
    )


def _table(lines: Sequence[Line], cut: Sequence[Sequence[Line]]) -> PageTable:
    size = lines[0].size
    bands = _bands((_Band(p.left, p.right) for row in cut for p in row), _GAP * size * 0.6)
    rows: list[dict[int, list[Line]]] = []
    for row in cut:
        by_band: dict[int, list[Line]] = {}
        for piece in row:
            by_band.setdefault(_of_band(piece, bands), []).append(piece)
        if rows and _wrapped(rows[-1], by_band, bands):
            for band, found in by_band.items():
                rows[-1][band] += found
        else:
            rows.append(by_band)
    xs = (bands[0].left, *((a.right + b.left) / 2 for a, b in itertools.pairwise(bands)))
    xs = (*xs, bands[-1].right)
    fields = [
        Field(number, 1, xs[band], xs[band + 1], found[0].top, found[-1].bottom, found)
        for number, by_band in enumerate(rows)
        for band, found in by_band.items()
    ]
    for one in fields:
        band = _of_band(one.lines[0], bands)
        one.left, one.right = bands[band].left, bands[band].right
    return PageTable(
        lines[0].page, xs, lines[0].top, lines[-1].bottom, len(rows), fields, ruled=False
    )


def _wrapped(
    above: dict[int, list[Line]], row: dict[int, list[Line]], bands: Sequence[_Band]
) -> bool:
    """Whether a line goes on with cells of the row above: each of its pieces is the rest of
    one that had no room, and none is a value.
    """
    if 0 in row and len(row) > 1:
        return False
    for band, found in row.items():
        if band not in above or any(_AMOUNT.fullmatch(piece.text.strip()) for piece in found):
            return False
        last = above[band][-1]
        if ended(bands[band].right - last.right, last, found[0]):
            return False
    return True


def in_columns(lines: Sequence[Line], width: float) -> list[tuple[Line, ...]]:
    """`lines` of a page in reading order: as they stand, or, where running text stands in two
    columns, the left one before the right one.
    """
    river = _river(lines, width)
    if river is None:
        return [tuple(lines)]
    found: list[tuple[Line, ...]] = []
    stretch: list[Line] = []
    for line in [*lines, None]:
        if line is not None and not _crosses(line, river):
            stretch.append(line)
            continue
        found += _sides(stretch, river)
        stretch = []
        if line is not None:
            if found and found[-1] and _crosses(found[-1][-1], river):
                found[-1] = (*found[-1], line)
            else:
                found.append((line,))
    return [part for part in found if part]


def _river(lines: Sequence[Line], width: float) -> float | None:
    """The x in the middle of the page that fewest lines cross, if both sides may be columns."""
    if len(lines) < _PROSE_LINES:
        return None
    steps = [width * (0.35 + 0.01 * i) for i in range(31)]
    x = min(steps, key=lambda x: (sum(_crosses(line, x) for line in lines), abs(x - width / 2)))
    free = [line for line in lines if not _crosses(line, x)]
    left = sum(line.left < x for line in free)
    right = sum(line.right > x for line in free)
    return x if min(left, right) >= _PROSE_LINES else None


def _crosses(line: Line, x: float) -> bool:
    half = _RIVER / 2
    return any(word.box.left < x + half and word.box.right > x - half for word in line.words)


def _sides(stretch: Sequence[Line], x: float) -> list[tuple[Line, ...]]:
    """Lines that leave a river free: as two columns if both are prose, else as they stand."""
    if not stretch:
        return []
    page = stretch[0].page
    words = [word for line in stretch for word in line.words]
    left = lines_of(page, (word for word in words if word.box.right <= x))
    right = lines_of(page, (word for word in words if word.box.left >= x))
    if not (_is_prose(left) and _is_prose(right)):
        return [tuple(stretch)]
    return [tuple(left), tuple(right)]


def _is_prose(lines: Sequence[Line]) -> bool:
    if len(lines) < _PROSE_LINES:
        return False
    full = max(line.right for line in lines) - min(line.left for line in lines)
    widths = sorted(line.width for line in lines)
    if sum(len(pieces(line)) == 1 for line in lines) < 0.8 * len(lines):
        return False  # a table
    long_enough = sum(len(line.text) for line in lines) >= 10 * len(lines)
    return long_enough and widths[len(widths) // 2] >= _PROSE_FILL * full
