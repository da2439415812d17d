"""Values that share one clause: 小麦、玉米单产分别为384.4公斤、440.4公斤."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.labelling import nouns
from extractor.labelling.clauses import Slot
from extractor.labelling.segmenting import parts as parts_at
from extractor.labelling.wordlists import tails
from extractor.records import Quantity, QuantityKind

_PER_HEAD = re.compile(r"[人户亩生班]均")
Following = Sequence[tuple[Slot, Quantity]]


def chain(first: Quantity, following: Following, *, summed: bool = False) -> int:
    """How many values of one kind follow that are joined by 顿号 or 和 alone.

    `summed`: the noun after the last is of all of them (分别完工22个和17个小区).
    """
    count = 0
    for slot, quantity in following:
        if quantity.kind is not first.kind and first.kind is not QuantityKind.NUMBER:
            break
        if quantity.unit and first.unit and quantity.unit[-1] != first.unit[-1]:
            break  # 接待46批次、312人次
        joined = slot.left.strip()
        if joined not in ("", "和", "及", "与", "以及") or not (slot.joint == "、" or joined):
            break
        noun = nouns.noun_after(slot.right, slot.after)
        if noun and not summed:
            break
        count += 1
        if noun:
            break
    return count


def distribute(phrase: str, count: int) -> list[str]:
    """小麦、玉米单产 -> 小麦单产, 玉米单产; [] if it does not divide into `count`."""
    for joints in ("、", "、和", "、和与", "、和与及", "、和与及以"):
        parts = [part for part in re.split(f"[{joints}]", phrase) if part]
        if len(parts) == count and count > 1:
            return _with_tail(parts)
    return []


def _with_tail(parts: list[str]) -> list[str]:
    """Gives every part what only the last one has: 第一、二、三产业占比 -> 第一产业占比, …"""
    last = parts[-1]
    if all(re.fullmatch(r"第?[一二三四五六七八九十]", part) for part in parts[:-1]):
        numerals = [part.removeprefix("第") for part in parts[:-1]] + [last.removeprefix("第")[:1]]
        return ["第" + numeral + last.removeprefix("第")[1:] for numeral in numerals]
    twin = parts[-2]
    alike = sum(a == b for a, b in zip(twin, last, strict=False))
    shaped = len(twin) > 2 and alike * 2 >= len(twin) and len(last) > len(twin)
    if not shaped and (parts_at(last, len(twin)) or _PER_HEAD.match(last, len(twin))):
        shaped = len(last) - len(twin) >= 2 and not tails().cover(
            twin
        )  # 小学、初中生均公用经费定额
    long = len(twin) == 2 and len(last) >= 6 and all(len(part) == 2 for part in parts[1:-1])
    shaped = shaped or (long and len(parts) > 2)  # 职工养老、失业、工伤保险参保人数
    tail = last[len(twin) :] if shaped else tails().tail(last)
    parts = _with_head(parts, last.removesuffix(tail))
    return [part if part.endswith(tail) else part + tail for part in parts]


def _with_head(parts: list[str], last: str) -> list[str]:
    """甲新区一般债务, 专项债务 -> 甲新区一般债务, 甲新区专项债务: what stands before the list."""
    first = parts[0]
    at = len(first) - len(last)
    if at < 2 or len(last) < 3 or first[-2:] != last[-2:] or not parts_at(first, at):
        return parts
    return [first] + [first[:at] + part for part in parts[1:]]
