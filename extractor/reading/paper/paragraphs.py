"""Visual lines of running text become paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.reading.draft import DraftParagraph, Run
from extractor.reading.headings import level_of
from extractor.reading.paper.joining import ended, joint, pitch_of
from extractor.reading.paper.lines import Line, runs_of
from extractor.records import Origin, Span

_INDENT = 0.8  # of the font's size; the usual one is two characters (GB/T 9704-2012, 7.3.3)
_OTHER_SIZE = 0.12  # of the larger of two fonts: a title and what stands under it
_SPREAD = 1.45  # of the usual distance of lines
_FINAL = "。！？；：…!?;:"
_CLOSERS = "”’」』）)】》"
# How a paragraph begins: numbers of GB/T 9704-2012, 7.3.3, and bullets.
_NUMBERED = re.compile(
    r"第[一二三四五六七八九十]+[章节条部]|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|"
    r"[（(]\d{1,2}[）)]|\d{1,2}[）)、．]|\d{1,2}\.(?!\d)|[①-⑳]|[•·●◆■□★※►▪]|附[件表录注]|注\s?[:：1]|单位\s?[:：]"
)

_WIDE_GAP = re.compile(r"\S\s{2,}(?=\S)")


def margins_of(lines: Sequence[Line], width: float) -> tuple[float, float]:
    """Where the lines of a page or column begin and where the full ones end.

    Full lines end close to the rightmost one; with too few long lines to tell, the margins are
    taken to be the same on both sides of `width`.
    """
    if not lines:
        return 0.0, width
    lefts = sorted(line.left for line in lines)
    left = lefts[len(lefts) // 20]
    farthest = max(line.right for line in lines)
    size = sorted(line.size for line in lines)[len(lines) // 2]
    full = sorted(line.right for line in lines if line.right >= farthest - 1.5 * size)
    if len(full) >= 3 and farthest > 0.6 * width:
        return left, full[len(full) // 2]
    return left, max(farthest, width - left)


def paragraphs(lines: Sequence[Line], left: float, right: float) -> Iterator[DraftParagraph]:
    """Paragraphs; `lines` from top to bottom, margins `left` and `right`."""
    run: list[Line] = []
    spaces: list[str] = []
    pitch = pitch_of(lines)
    for line in lines:
        if run and _goes_on(run, line, left, right, pitch):
            spaces.append(joint(_room(run[-1], line, left, right), run[-1], line))
        elif run:
            yield _paragraph(run, spaces)
            run, spaces = [], []
        run.append(line)
    if run:
        yield _paragraph(run, spaces)


def _goes_on(run: Sequence[Line], line: Line, left: float, right: float, pitch: float) -> bool:
    """Whether `line` belongs to the paragraph of the lines `run`."""
    before = run[-1]
    size = max(before.size, line.size)
    if abs(before.size - line.size) > _OTHER_SIZE * size:
        return False
    if pitch and line.middle - before.middle > _SPREAD * max(pitch, size):
        return False
    if line.middle <= before.middle:
        return False
    if ended(_room(before, line, left, right), before, line) or _set(before) or _set(line):
        return False
    if _centred(before, line, left):
        return True
    if line.left > before.left + _INDENT * size and not _hangs(run, line):
        return False
    final = before.text.rstrip().rstrip(_CLOSERS)[-1:] in _FINAL
    if line.left > left + _INDENT * size and len(run) == 1 and final and not _hangs(run, line):
        return False  # two paragraphs of one full line each, both indented
    return not (final and _NUMBERED.match(line.text)) and not (
        level_of(line.text) and level_of(before.text)
    )


def _centred(before: Line, line: Line, left: float) -> bool:
    """Whether both lines are of one centred title."""
    apart = (before.left + before.right) / 2 - (line.left + line.right) / 2
    return abs(apart) < 3.0 and line.left > left + _INDENT * line.size


def _room(line: Line, following: Line, left: float, right: float) -> float:
    """Points left on a line. A centred one has room on both sides, but what looks so is the
    indented first line of a paragraph if the next line begins at the margin.
    """
    before, after = line.left - left, right - line.right
    indented = following.left > left + _INDENT * following.size
    if before > line.size and abs(before - after) < 2.0 and indented:
        return before + after
    return after


def _hangs(run: Sequence[Line], line: Line) -> bool:
    """Whether a paragraph begins with a number, and its lines stand right of it."""
    return bool(_NUMBERED.match(run[0].text)) and line.left < run[0].left + 3.5 * line.size


def _set(line: Line) -> bool:
    """Whether a line is set in columns: two wide gaps, as in a row of a table without lines."""
    return len(_WIDE_GAP.findall(line.text)) >= 2


def _paragraph(lines: Sequence[Line], spaces: Sequence[str]) -> DraftParagraph:
    runs: list[Run] = []
    for line, space in zip(lines, ["", *spaces], strict=True):
        if space:
            runs.append(Run(space, Origin(span=Span(0, 0), page=line.page)))
        runs += runs_of(line)
    return DraftParagraph(tuple(runs))
