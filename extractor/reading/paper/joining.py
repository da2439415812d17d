"""Whether a line goes on with the line before, and what stands between them.

A line that was broken because nothing more fitted goes on; a line that ends where the next word
would have fitted was ended by its writer. Room is measured against the width of what comes next.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from extractor.reading.paper.lines import Line, is_wide

_TOLERANCE = 0.35  # of the font's size: paddings are estimates, justified lines shrink a little
_EXACT = 0.3  # points: how exactly the boxes of characters are known
# What no line begins or ends with (JIS X 4051, GB/T 15834-2011 5.1): it goes with its neighbour.
_NO_START = frozenset("，。、；：？！）》」』】〕％,.;:?!)%]}℃°")
_NO_END = frozenset("（《「『【〔([{")
_BINDS = frozenset("“”‘’")  # to both neighbours: class QU of Unicode's line breaking (UAX 14, LB19)
_TOKEN = re.compile(r"[^\s\u2e80-\U0010ffff“”‘’…—·]+")
# At a joint of two characters that are not wide.
_GLUES_LEFT = frozenset("([{/-–~@_.,≥≤<>=±×+")
_GLUES_RIGHT = frozenset(",.;:!?)]}%/-–~℃°×=")


def next_unit(line: Line) -> float:
    """The width of what would have had to fit on the line before: a character or a Latin word,
    with the punctuation that no line break parts from it.

    LibreOffice does not part a number from full-width punctuation before it either.
    """
    text = line.text.lstrip()
    end = 0
    while end < len(text):
        token = _TOKEN.match(text, end)
        end = token.end() if token else end + 1
        if end >= len(text):
            break
        before, after = text[end - 1], text[end]
        bound = after in _NO_START | _BINDS or before in _NO_END | _BINDS
        if not bound and not (before in _NO_START and after.isascii() and after.isalnum()):
            break
    return _width_of(line, end)


def _width_of(line: Line, count: int) -> float:
    """The width of the first `count` characters of a line."""
    first = line.words[0]
    skipped = len(first.text) - len(first.text.lstrip())
    if first.edges and count + skipped < len(first.edges):
        return first.edges[count + skipped] - first.edges[skipped]
    text = line.text.strip()
    return min(
        line.width, sum(line.size if is_wide(char) else line.size / 2 for char in text[:count])
    )


def ended(room: float, line: Line, following: Line) -> bool:
    """Whether `line`, with `room` points left, was ended by its writer before `following`."""
    if following.text.lstrip()[:1] in _NO_START:
        return False
    tolerance = _TOLERANCE * max(line.size, following.size)
    return room >= next_unit(following) + tolerance


def reach_of(lines: Sequence[Line]) -> float:
    """How far right lines are seen to go; punctuation at a line's end may hang beyond the margin."""
    return max(
        (
            line.right - (line.size if line.text.rstrip()[-1:] in _NO_START else 0.0)
            for line in lines
        ),
        default=0.0,
    )


def would_fit(reached: float, line: Line, following: Line) -> bool:
    """Whether what comes next would have ended no farther right than a line beside it does: no
    padding is estimated there, so no tolerance is due. Of lines set from the left.
    """
    if following.text.lstrip()[:1] in _NO_START:
        return False
    return line.right + next_unit(following) <= reached + _EXACT


def joint(room: float, line: Line, following: Line) -> str:
    """What stands between two lines of one paragraph: "" or a space.

    Nothing between characters of which one is wide. Latin words and numbers are not broken
    by a wrap unless they do not fit whole: a digit in the very last place, no space behind it, goes
    on with the digit, point, comma or percent sign that the next line begins with.
    """
    left, right = line.text, following.text
    if not left or not right or left[-1].isspace() or right[0].isspace():
        return ""
    if is_wide(left[-1]) or is_wide(right[0]):
        return ""
    if left[-1] in _GLUES_LEFT and not left[-2:-1].isspace():
        return "" if left[-1] not in ".," or right[0].isdecimal() else " "
    if right[0] in _GLUES_RIGHT:
        return ""
    if left[-1].isdecimal() and right[0].isdecimal():
        digit = 0.6 * line.size  # the widest digits of usual fonts
        return "" if room < digit + _TOLERANCE * line.size else " "
    return " "


def pitch_of(lines: Sequence[Line]) -> float:
    """The usual distance of neighbouring lines, 0 for less than two."""
    steps = sorted(
        after.middle - before.middle
        for before, after in itertools.pairwise(lines)
        if before.page == after.page and after.middle - before.middle > 0.5 * before.size
    )
    return steps[len(steps) // 4] if steps else 0.0
