"""Finds every quantity of a passage: one pass of ordered recognisers, no model.

1. Numbers that measure nothing are claimed (`contexts`): dates, document numbers, names.
2. Ranks, then Chinese numerals that count, then every Arabic number that is left.
3. Each Arabic number is covered by exactly one quantity, so that nothing is lost silently.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from extractor.folding import View
from extractor.quantities import chinese, contexts, grammar, numerals, ranks, units
from extractor.quantities.reading import Reading, decide
from extractor.quantities.spacing import tighten
from extractor.records import Op, Quantity, QuantityKind, Span

_DIGIT = re.compile(r"\d", re.A)
_FRACTION = re.compile(r"(?<![\d./])\d{1,4} ?/ ?[1-9]\d{0,3}(?![\d./年月%])", re.A)
_LIFE = re.compile(r"(?:平均|预期|期望|均|寿命|年龄)[^，。；,;]{0,6}$")
# One character for one, so that offsets stay: what numbers and units are written with.
_SIMPLIFIED = str.maketrans(
    "個點萬億兩負餘幾過萬噸畝條戶項處場輛間張隻幢數歲時號級層達約強標準",
    "个点万亿两负余几过万吨亩条户项处场辆间张只幢数岁时号级层达约强标准",
)
_OPENED = re.compile(r"<(su[pb])>[^<>]{0,9}$")
_TITLE = re.compile(r"《[^《》]{1,120}》")
_FROM = re.compile(r"[从由自][^，。；,;]{0,8}$")
_WITHIN = re.compile(r" ?(?:以|之)?内(?!容|部|外|地|涝|设|控)")
_LIST_JOINT = re.compile(r" ?[、和及与] ?")
_RESPECTIVE = re.compile(r"分别|依次")
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
    text = text.translate(_SIMPLIFIED)
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
    match = _FRACTION.match(text, start)
    if match is None or 1 in owned[start : match.end()]:
        return None
    value = numerals.parse(match.group())
    end, after = grammar.upper_bound(text, match.end())
    return Reading(start, end, QuantityKind.RATIO, value, None, "", decide(None, after, False))


def _measured(text: str, start: int, lowest: int, owned: bytearray) -> Reading:
    first = grammar.amount(text, start, owned)
    if first.value is None:
        return Reading(start, first.end, QuantityKind.OTHER, None)
    second = _upper_end(text, start, lowest, first, owned)
    last = second or first
    unit = last.unit
    minus = grammar.sign(text, start, lowest, unit)
    begin, before = grammar.lower_bound(text, minus, lowest)
    kind = units.kind(unit)
    end, after = grammar.upper_bound(text, last.end)
    if after is None and kind == QuantityKind.DURATION and (within := _WITHIN.match(text, end)):
        end, after = within.end(), Op.LE
    if ranks.stands(text, start, unit):
        kind = QuantityKind.RANK
    value = -first.value if minus < start else first.value
    if second is not None:
        return Reading(begin, end, kind, value, second.value, unit, Op.RANGE)
    return Reading(begin, end, kind, value, None, unit, decide(before, after, first.more))


def _upper_end(
    text: str, start: int, lowest: int, first: grammar.Amount, owned: bytearray
) -> grammar.Amount | None:
    """The upper end of a range that begins with `first` (1.2-1.5万元, 3%至5%), if it is one."""
    join = grammar.JOIN.match(text, first.end)
    if join is None or join.end() >= len(text):
        return None
    at = join.end()
    if owned[at] or not ("0" <= text[at] <= "9"):
        return None
    if join.group().strip() in "至到" and _FROM.search(text[max(lowest, start - 10) : start]):
        return None  # 从30家到50家 is a change, not a range
    second = grammar.amount(text, at, owned)
    if second.value is None or first.value is None or second.value <= first.value:
        return None
    if first.unit and not second.unit.startswith(first.unit):
        return None
    return second


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
        if (
            bare.kind != QuantityKind.NUMBER
            or bare.unit
            or not (after.kind.measures and after.unit)
        ):
            continue
        if not _LIST_JOINT.fullmatch(text[bare.end : after.start]):
            continue
        decimals = "." in text[bare.start : bare.end]
        if (decimals and after.kind in _SHARED) or _RESPECTIVE.search(
            text[max(0, bare.start - 24) : bare.start]
        ):
            readings[i] = bare._replace(kind=after.kind, unit=after.unit)
    return readings
