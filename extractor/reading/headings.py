"""What makes a line a heading: the numbers that official documents put in front of theirs."""

from __future__ import annotations

import re

# Heading numbers of official documents and their levels: 一、 then （一） then 1. then （1）,
# GB/T 9704-2012 《党政机关公文格式》 7.3.3.
_NUMBERED: tuple[tuple[re.Pattern[str], int], ...] = (
    (re.compile(r"第[一二三四五六七八九十]+[章部]分?"), 2),
    (re.compile(r"[一二三四五六七八九十]+、"), 2),
    (re.compile(r"[（(][一二三四五六七八九十]+[)）]"), 3),
    (re.compile(r"\d{1,2}[.．、](?!\d)"), 4),
    (re.compile(r"[（(]\d{1,2}[)）]"), 5),
)
_MAX = 40  # characters; a longer numbered line is a sentence
_SENTENCE = re.compile(r"[。；;！!？?：:，,]")
# 单位：万元 as a line or a cell; 单位数:5 and 单位名称 are other things.
_UNIT_LINE = re.compile(
    r"(?:金额)?单位\s{0,9}[:：]\s{0,9}(?:人民币)?\s{0,9}(亿元|万元|千元|百元|元)"
)


def level_of(line: str) -> int:
    """The level that a line's number gives it, from 2; 0 for a line that is no heading."""
    level = next((at for pattern, at in _NUMBERED if pattern.match(line)), 0)
    if not level or len(line) > _MAX or _SENTENCE.search(line.rstrip("：:")):
        return 0
    return level


def unit_of(line: str) -> str:
    """The unit that a line states for the bare numbers below it: 单位：万元; else ""."""
    found = _UNIT_LINE.search(line)
    return found.group(1) if found else ""
