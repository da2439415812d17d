"""Whether a thing was done by the day it was due: 6月15日前 and 6月10日, 12月底前 and 次年1月.

Only cells that state one day or month each. A month without a day may be any day of it, so that 6月 is in
time for 6月底 and says nothing of 6月15日. Where one of the two states no year, both are of the report's.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_DAY = re.compile(
    r"(?:(?P<year>20\d\d)年|(?P<next>次年|翌年))?(?<!\d)(?P<month>1[0-2]|0?[1-9])月(?:份)?"
    r"(?:(?P<day>[12]\d|3[01]|0?[1-9])日|(?P<part>上旬|中旬|下旬|底|末))?"
)
_SPAN = re.compile(r"[-—–~～至到]|每|起|逐月|季")
_PARTS = {"上旬": (1, 10), "中旬": (11, 20), "下旬": (21, 31), "底": (28, 31), "末": (28, 31)}
_MOST_WORDS = 24  # a longer cell tells of more than one day


class _Days(NamedTuple):
    year: int  # 0 where none is said
    next: bool  # of the year after
    first: tuple[int, int]  # month and day that may be meant
    last: tuple[int, int]


def in_time(due: str, done: str) -> bool | None:
    """Whether `done` keeps `due`, two folded cells; None where they do not say."""
    goal, result = _days(due), _days(done)
    if goal is None or result is None or goal.next:
        return None
    if result.next:
        return False
    if goal.year and result.year and goal.year != result.year:
        return result.year < goal.year
    if result.last <= goal.last:
        return True
    return False if result.first > goal.last else None


def _days(text: str) -> _Days | None:
    found = list(_DAY.finditer(text))
    if len(found) != 1 or len(text) > _MOST_WORDS or _SPAN.search(text):
        return None
    (one,) = found
    month = int(one["month"])
    first, last = _PARTS.get(one["part"] or "", (1, 31))
    if one["day"]:
        first = last = int(one["day"])
    return _Days(int(one["year"] or 0), bool(one["next"]), (month, first), (month, last))
