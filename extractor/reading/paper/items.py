"""Cells that list names or amounts, of which one ends exactly where its line is full.

走访企业次数 召开会议场次 爱心午餐人次: each is a paragraph of its own or parted by a space, which a
break at the end of a full line swallows. Where other items of the cell are parted in this way,
a line that ends as they do ends an item.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

_TAIL = 20  # characters that tell how an item ends
_LEAST = 2  # items that are parted for certain
# How names of indicators end, and of their kinds (数量指标, 财预〔2020〕10号).
_NAME = r"(?:率|比例|比重|占比|得分|排名|数量|次数|人数|场数|户数|件数|个数|家数|场次|人次|频次|满意度|指标)"
_NAME_WIDE = r"(?:数|率|比|量|度|额|次|标准|面积|长度|得分|排名|时间)"  # where values bear it out
# An amount with its whole unit; years and the like have others.
_UNIT = (
    r"(?:[%‰]|[万亿]?(?:元|平方米|公里|公顷|亩|吨|米|千瓦|人次|家次|场次|批次|车次|套次|户次"
    r"|[个家次人户处宗件套场名批份条辆座栋间台艘张项起例面篇]))"
)
_ANY_UNIT = r"(?:[%‰]|[万亿余多]{0,2}[\u4e00-\u9fff]{1,2})"  # in a list that is sure
_AMOUNT = rf"[≥≤><]?(?<![\d.,])\d[\d.,]*余?{_UNIT}"
_LISTED = rf"(?<![\d.,])(?!(?:19|20)\d\d年)\d[\d.,]*(?![年月日时]){_ANY_UNIT}"
_ENDS = re.compile(rf"(?:{_NAME}|{_LISTED})$")
_ENDS_WIDE = re.compile(rf"(?:{_NAME_WIDE}|{_LISTED})$")
_ENDS_IN_AMOUNT = re.compile(rf"{_LISTED}$")
_ONE_AMOUNT = re.compile(rf"{_AMOUNT}[；;]?")
# What goes on with a name or an amount: particles and second halves of units.
_GOES_ON = frozenset(
    "的了以等及和与或占较比为是在中内外间者员次月里米上下左右余多万亿增提达高低不量度额率"
)
_BEGINS = re.compile(r"[“《\u4e00-\u9fff]")
_BEGINS_AMOUNT = re.compile(r"[≥≤><]?\d")
_BLANK = re.compile(r"(?<=[^\s!-~])\s+(?=[^\s])|(?<=[%\d])\s+(?=\S)")


def amounts_in(text: str) -> int:
    """How many amounts a cell lists that holds nothing else; 0 for any other."""
    rest = "".join(text.split())
    count = at = 0
    while at < len(rest):
        found = _ONE_AMOUNT.match(rest, at)
        if found is None:
            return 0
        count, at = count + 1, found.end()
    return count


def with_items_parted(lines: Sequence[str], joints: Sequence[str], values: int = 0) -> list[str]:
    """`joints` between each two of `lines`, with a space where an item ends.

    `values` are the amounts that another cell of the row lists, which say how many items to expect.
    """
    found = list(joints)
    if not found:
        return found
    ends = _ENDS if _is_list(lines, found) else None
    if values > 1 and _items(lines, found) + len(_candidates(lines, found, _ENDS_WIDE)) == values:
        ends = _ENDS_WIDE
    for at in _candidates(lines, found, ends):
        found[at] = " "
    return found


def _candidates(
    lines: Sequence[str], joints: Sequence[str], ends: re.Pattern[str] | None
) -> list[int]:
    """The joints at which an item may end as `ends` say; none: in a cell of amounts alone."""
    found = []
    listed = ends is not None or amounts_in("".join(lines)) > 1
    text = ""
    for at, (line, after) in enumerate(pairwise(lines)):
        text = (text + line)[-_TAIL:]
        if joints[at] or line[-1:].isspace() or after[:1].isspace():
            text += joints[at]
        elif _BEGINS_AMOUNT.match(after):
            if listed and _ENDS_IN_AMOUNT.search(text):
                found.append(at)
        elif ends and ends.search(text) and _BEGINS.match(after) and after[0] not in _GOES_ON:
            found.append(at)
    return found


def _items(lines: Sequence[str], joints: Sequence[str]) -> int:
    return len(_whole(lines, joints).split())


def _whole(lines: Sequence[str], joints: Sequence[str]) -> str:
    return lines[0] + "".join(joint + line for joint, line in zip(joints, lines[1:], strict=True))


def _is_list(lines: Sequence[str], joints: Sequence[str]) -> bool:
    """Whether most gaps in a cell stand behind what ends an item."""
    text = _whole(lines, joints)
    gaps = [found.start() for found in _BLANK.finditer(text)]
    ends = sum(bool(_ENDS.search(text, max(0, gap - _TAIL), gap)) for gap in gaps)
    return ends >= _LEAST and 2 * ends >= len(gaps)
