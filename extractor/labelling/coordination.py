"""Values that share one clause: 小麦、玉米单产分别为384.4公斤、440.4公斤."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.labelling import phrases
from extractor.labelling.clauses import Slot
from extractor.labelling.wordlists import tails
from extractor.records import Quantity, QuantityKind

Following = Sequence[tuple[Slot, Quantity]]


def chain(first: Quantity, following: Following) -> int:
    """How many values of one kind follow that are joined by 顿号 or 和 alone."""
    count = 0
    for slot, quantity in following:
        if quantity.kind is not first.kind and first.kind is not QuantityKind.NUMBER:
            break
        joined = slot.left.strip()
        if joined not in ("", "和", "及", "与", "以及") or not (slot.joint == "、" or joined):
            break
        if phrases.noun_after(slot.right, slot.after).text:
            break
        count += 1
    return count


def distribute(phrase: str, count: int) -> list[str]:
    """小麦、玉米单产 -> 小麦单产, 玉米单产; [] if it does not divide into `count`."""
    for joints in ("、", "、和", "、和与", "、和与及"):
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
    tail = last[len(twin) :] if shaped else tails().tail(last)
    return [part if part.endswith(tail) else part + tail for part in parts]
