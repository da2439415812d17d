"""Finds every quantity of a passage: one pass of ordered recognisers, no model.

1. Numbers that measure nothing are claimed (`contexts`): dates, document numbers, names.
2. Ranks, then Chinese numerals that count, then every Arabic number that is left.
3. Each Arabic number is covered by exactly one quantity, so that nothing is lost silently.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from decimal import Decimal

from extractor.folding import View
from extractor.quantities import chinese, contexts, grammar, numerals, ranks, units
from extractor.quantities.integers import ARABIC
from extractor.quantities.lexicon import either, rows
from extractor.quantities.reading import Reading, decide
from extractor.quantities.spacing import tighten
from extractor.quantities.writing import simplified
from extractor.records import Op, Quantity, QuantityKind, Span

_DIGIT = re.compile(r"\d", re.A)
_FRACTION = re.compile(r"(?<![\d./])\d{1,4} ?/ ?[1-9]\d{0,3}(?![\d./年月%])", re.A)
_PARTS = re.compile(r"\d{1,9}分之", re.A)
_LIFE = re.compile(r"(?:平均|预期|期望|均|寿命|年龄)[^，。；,;]{0,6}$")
_OPENED = re.compile(r"<(su[pb])>[^<>]{0,9}$")
_TITLE = re.compile(r"《[^《》]{1,120}》")
# A decimal without its nought (.5%), where no sentence can have ended before the point.
_POINT = re.compile(r"(?:^|[^\dA-Za-z.\u4e00-\u9fff]|[为约达至到是占降升长加少了近超]) ?\.$")
_MARKS = {row["word"]: row for row in rows("currencies")}
_MARK = re.compile(f"({either(_MARKS)}) ?$")
_WITHIN = re.compile(r" ?(?:以|之)?内(?!容|部|外|地|涝|设|控)")
_LIST_JOINT = re.compile(r" ?[、和及与] ?")
_RESPECTIVE = re.compile(r"分别|依次")
_TO_ONE = re.compile(r" ?[:：∶] ?1(?![\d:：∶.])", re.A)
_SHARED = frozenset({QuantityKind.RATIO, QuantityKind.MONEY})


def tag(text: str, view: View, *, passage: int = 0) -> tuple[Quantity, ...]:
    """The quantities of one run, in order and not overlapping.

    `text` is the canonical text that `view` was made of: every `Quantity.text` is exactly
    `text[span.start:span.end]`. Never raises, whatever the text.
    """
    tight = tighten(view)
    quantities = []
    for reading in read(tight.text):
        span = closed(text, tight.span(reading.start, reading.end))
        quantities.append(
            Quantity(
                span=span,
                text=span.of(text),
                kind=reading.kind,
                value=reading.value,
                value_max=reading.value_max,
                unit=reading.unit,
                op=reading.op,
                passage=passage,
            )
        )
    return tuple(quantities)


def closed(text: str, span: Span) -> Span:
    """`span` with the closing tag of mark-up that it opens: 18万m<sup>2</sup>."""
    opened = _OPENED.search(text, span.start, span.end)
    if opened is None:
        return span
    tag_ = f"</{opened.group(1)}>"
    return Span(span.start, span.end + len(tag_)) if text.startswith(tag_, span.end) else span


def read(text: str) -> tuple[Reading, ...]:
    """The readings of a view's text, in order and not overlapping."""
    text = simplified(text)
    owned = bytearray(len(text))
    found: list[Reading] = []

    def take(readings: Iterable[Reading]) -> None:
        for reading in readings:
            reading = _trimmed(text, reading)
            if 1 not in owned[reading.start : reading.end]:
                owned[reading.start : reading.end] = b"\1" * (reading.end - reading.start)
                found.append(reading)

    take(_claimed(text))
    take(ranks.ranks(text, owned))
    take(chinese.quantities(text, owned))
    ends = sorted(reading.end for reading in found)
    take(_arabic(text, bytes(owned), ends))
    found.sort()
    return tuple(_shared_units(text, list(_untitled(text, found))))


def _trimmed(text: str, reading: Reading) -> Reading:
    """`reading` without the spaces at its ends."""
    words = text[reading.start : reading.end]
    left = len(words) - len(words.lstrip())
    return reading._replace(start=reading.start + left, end=reading.start + len(words.rstrip()))


def _claimed(text: str) -> Iterator[Reading]:
    for claim in contexts.claims(text):
        if claim.kind == QuantityKind.AGE:
            before = text[max(0, claim.start - 10) : claim.start]
            if _LIFE.search(before):
                continue
        yield Reading(claim.start, claim.end, claim.kind, None)


def _arabic(text: str, owned: bytes, ends: list[int]) -> Iterator[Reading]:
    """Every Arabic number outside `owned`; `ends` are where the readings before it end, sorted."""
    taken = bytearray(owned)
    position = lowest = 0
    while match := _DIGIT.search(text, position):
        start = match.start()
        if taken[start]:
            position = start + 1
            continue
        before = bisect_right(ends, start)
        lowest = max(lowest, ends[before - 1] if before else 0)
        reading = _fraction(text, start, taken) or _measured(text, start, lowest, taken)
        yield reading
        position = lowest = reading.end


def _fraction(text: str, start: int, owned: bytearray) -> Reading | None:
    match = _FRACTION.match(text, start) or _PARTS.match(text, start)
    found = numerals.read(text, start) if match else None
    if found is None or not found.fraction or 1 in owned[start : found.end]:
        return None
    end, after = grammar.upper_bound(text, found.end)
    op = decide(None, after, False)
    return Reading(start, end, QuantityKind.RATIO, found.value, None, "", op)


def _measured(text: str, start: int, lowest: int, owned: bytearray) -> Reading:
    first = grammar.amount(text, start, owned)
    if first.unit and _pointed(text, start, lowest):
        start -= 1
        first = grammar.amount(text, start, owned)
    if first.value is None:
        return Reading(start, first.end, QuantityKind.OTHER, None)
    mark = _MARK.search(text[max(lowest, start - 4) : start])
    first = _in_currency(mark, first)
    value, last = _upper_end(text, start, lowest, first, owned, mark)
    unit = last.unit
    if mark and _MARKS[mark[1]]["spans"] == "1" and unit.endswith(_MARKS[mark[1]]["unit"]):
        start = max(lowest, start - 4) + mark.start()
    minus = grammar.sign(text, start, lowest, unit)
    begin, before = grammar.lower_bound(text, minus, lowest)
    kind = units.kind(unit)
    end, after = grammar.upper_bound(text, last.end)
    if after is None and kind == QuantityKind.DURATION and (within := _WITHIN.match(text, end)):
        end, after = within.end(), Op.LE
    if ranks.stands(text, start, unit):
        kind = QuantityKind.RANK
    if not unit and last is first and (one := _TO_ONE.match(text, last.end)):
        end = one.end()  # 生师比13.8:1 is one figure
    value = -value if minus < start else value
    if last is not first:
        return Reading(begin, end, kind, value, last.value, unit, Op.RANGE)
    return Reading(begin, end, kind, value, None, unit, decide(before, after, first.more))


def _pointed(text: str, start: int, lowest: int) -> bool:
    """Whether the digits at `start` are decimals without a nought before their point."""
    return (
        start > lowest
        and _POINT.search(text[max(lowest, start - 3) : start]) is not None
        and ARABIC.match(text, start - 1) is not None
    )


def _in_currency(mark: re.Match[str] | None, amount: grammar.Amount) -> grammar.Amount:
    """¥300万 is 300 万元: a sign before an amount is its unit, where none follows."""
    if mark is None or amount.unit.strip("十百千万亿"):
        return amount
    return amount._replace(unit=amount.unit + _MARKS[mark[1]]["unit"])


def _upper_end(
    text: str,
    start: int,
    lowest: int,
    first: grammar.Amount,
    owned: bytearray,
    mark: re.Match[str] | None,
) -> tuple[Decimal, grammar.Amount]:
    """Lower value and upper amount of a range that begins with `first` (1.2-1.5万元, 3%至5%).

    Where it begins none, the value of `first` and `first` itself.
    """
    assert first.value is not None, "asked for of an amount with a value"
    at = grammar.joint(text, start, lowest, first.end)
    if at is None or owned[at] or not ("0" <= text[at] <= "9"):
        return first.value, first
    second = _in_currency(mark, grammar.amount(text, at, owned))
    if second.value is None:
        return first.value, first
    low = grammar.interval(first.value, first.unit, second.value, second.unit)
    return (first.value, first) if low is None else (low, second)


def _untitled(text: str, readings: list[Reading]) -> Iterator[Reading]:
    """A number inside 《…》 belongs to a title; it names, and does not measure."""
    titles = [match.span() for match in _TITLE.finditer(text)]
    starts = [start for start, _ in titles]
    for reading in readings:
        i = bisect_right(starts, reading.start) - 1
        if i >= 0 and reading.end <= titles[i][1] and reading.kind.measures:
            yield Reading(reading.start, reading.end, QuantityKind.NAME, None)
        else:
            yield reading


def _shared_units(text: str, readings: list[Reading]) -> list[Reading]:
    """分别提高0.7、1.9、3.1个百分点: numbers of a list that share the unit of the last one."""
    for i in range(len(readings) - 2, -1, -1):
        bare, after = readings[i], readings[i + 1]
        decimals = "." in text[bare.start : bare.end]
        cut_short = (
            decimals and bare.unit == "个" and after.unit == "个百分点"
        )  # 3.7个和3.2个百分点
        number = bare.kind == QuantityKind.NUMBER and not bare.unit
        if not (number or cut_short) or not (after.kind.measures and after.unit):
            continue
        if not _LIST_JOINT.fullmatch(text[bare.end : after.start]):
            continue
        if (decimals and after.kind in _SHARED) or _RESPECTIVE.search(
            text[max(0, bare.start - 24) : bare.start]
        ):
            readings[i] = bare._replace(kind=after.kind, unit=after.unit)
    return readings
