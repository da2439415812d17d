"""Cells that list names or amounts, of which one ends exactly where its line is full.

走访企业次数 召开会议场次 爱心午餐人次: each is a paragraph of its own or parted by a space, which a
break at the end of a full line swallows. Where other items of the cell are parted in this way,
a line that ends as they do ends an item.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

_LEAST = 2  # items that are parted for certain
# How names of indicators end, and amounts with a unit of one or two characters; no years.
_NAME = r"(?:率|比例|比重|得分|排名|数量|次数|人数|场数|户数|件数|个数|家数|场次|人次|频次|满意度)"
_AMOUNT = (
    r"(?<![\d.,])(?!(?:19|20)\d\d年)[≥≤><]?\d[\d.,]*(?:[%‰]|[万亿余多]{0,2}[\u4e00-\u9fff]{1,2})"
)
_ENDS = re.compile(rf"(?:{_NAME}|{_AMOUNT})$")
_ENDS_IN_AMOUNT = re.compile(rf"{_AMOUNT}$")
# What goes on with a name or an amount: particles, units, and all that is not Han or a digit.
_GOES_ON = frozenset("的了以等及和与或占较比为是在中内外间者员次上下左右余多万亿增提达高低不达")
_BEGINS = re.compile(r"[“《\u4e00-\u9fff]")
_BEGINS_AMOUNT = re.compile(r"[≥≤><]?\d")
_BLANK = re.compile(r"(?<=[^\s!-~])\s+(?=[^\s])|(?<=[%\d])\s+(?=\S)")


def with_items_parted(lines: Sequence[str], joints: Sequence[str]) -> list[str]:
    """`joints` between each two of `lines`, with a space where an item ends."""
    found = list(joints)
    if not found or not _is_list(lines, found):
        return found
    for at, (line, after) in enumerate(itertools.pairwise(lines)):
        if found[at] or line[-1:].isspace() or after[:1].isspace():
            continue
        begins = _BEGINS.match(after) and after[0] not in _GOES_ON
        counts = _BEGINS_AMOUNT.match(after) and _ENDS_IN_AMOUNT.search(line)
        if _ENDS.search(line) and (begins or counts):
            found[at] = " "
    return found


def _is_list(lines: Sequence[str], joints: Sequence[str]) -> bool:
    """Whether most gaps in a cell stand behind what ends an item."""
    text = lines[0] + "".join(joint + line for joint, line in zip(joints, lines[1:], strict=True))
    gaps = [found.start() for found in _BLANK.finditer(text)]
    ends = sum(bool(_ENDS.search(text, max(0, gap - 20), gap)) for gap in gaps)
    return ends >= _LEAST and 2 * ends >= len(gaps)
