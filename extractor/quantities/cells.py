"""The value of a bare table cell: "≥80分/月", "全区第二", "过万人次", "清零"."""

from __future__ import annotations

import re
from decimal import Decimal

from extractor.folding import View, view
from extractor.quantities import grammar, numerals, ranks, tagger, units
from extractor.quantities.reading import Reading, decide
from extractor.records import Op, Quantity, QuantityKind, Span

# Words that say where or how far the value holds, and are no part of it.
_SCOPE = re.compile(
    r"(?:(?:全[国省市区县州镇街乡]|各[区县市镇街]|每[年月季周日天人户次个]|年均|月均|人均|排名|排|名列|位列|位居|居|已|均|共计?|合计|累计"
    r"|总计|达到?|完成|实现|提[高升]|增长|增加|下降|降低|减少|保持|控制在|为|是|平均|年度|全年)[:： ]*){0,4}"
)
_NOUGHT = frozenset({"清零", "零", "零新增", "零发生", "归零"})
_BARE_RANK = re.compile(
    r"(?P<op>第|前) ?(?P<number>\d{1,4}|[一二三四五六七八九十百]{1,5}) ?(?P<unit>名|位|强)?"
)
_WORDS = re.compile(
    r"(?P<before>约|近|至少|不少于|不低于|不超过|超过?|过|上|≥|≤|>|<)? ?"
    r"(?P<number>[零一二两三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟点廿]{1,20}|半)(?P<more>余|多|几)?"
    rf"(?P<scale>[万亿]{{1,2}})?(?P<again>余|多)?(?P<unit>{units.pattern()})?(?P<after>以上|以下|左右|以内)?"
)
# In a cell 6.06批次 is a mean (每千人抽检量), and ≤15日 a length of time; in prose 15日 is a date.
_MEAN = re.compile(
    rf"(?P<before>≥|≤|>|<|不少于|不低于|不超过)? ?(?P<number>\d{{1,9}}\.\d{{1,4}})(?P<unit>{units.pattern()})"
)
_DAYS = re.compile(
    r"(?P<before>≥|≤|>|<|不少于|不低于|不超过)? ?(?P<number>\d{1,3})日(?P<after>以内|之内|内)?"
)
_END = " 。；;，,、"


def parse_value(text: str) -> Quantity | None:
    """The one value that a cell states, or None if it states none, several, or prose.

    Spans are relative to `text`. A word of scope before the value (全区, 达到) is allowed and
    left out of the span; nothing but a full stop may follow it.
    """
    written = view(text, (Span(0, len(text)),))
    packed = _packed(written)
    for seen, start in (
        (written, 0),
        (written, _scope(written)),
        (packed, 0),
        (packed, _scope(packed)),
    ):
        reading = _whole(seen.text.rstrip(_END), start)
        if reading is not None:
            span = tagger.closed(text, seen.span(reading.start, reading.end))
            return Quantity(
                span=span,
                text=span.of(text),
                kind=reading.kind,
                value=reading.value,
                value_max=reading.value_max,
                unit=reading.unit,
                op=reading.op,
            )
    return None


def _scope(seen: View) -> int:
    found = _SCOPE.match(seen.text)
    return found.end() if found else 0


def _packed(seen: View) -> View:
    """`seen` without white space, but for that between two figures: a narrow column wraps."""
    text = seen.text
    keep = [
        i
        for i, char in enumerate(text)
        if char != " "
        or (0 < i < len(text) - 1 and text[i - 1].isascii() and text[i + 1].isascii())
    ]
    return View(
        "".join(text[i] for i in keep),
        tuple(seen.starts[i] for i in keep),
        tuple(seen.ends[i] for i in keep),
    )


def _whole(body: str, start: int) -> Reading | None:
    """The reading that fills `body` from `start` to its end."""
    rest = body[start:]
    if not rest:
        return None
    end = len(body)
    if rest in _NOUGHT:
        return Reading(start, end, QuantityKind.NUMBER, Decimal(0))
    if rank := _BARE_RANK.fullmatch(rest):
        value = numerals.parse(rank["number"])
        op = Op.LE if rank["op"] == "前" else Op.EQ
        return Reading(start, end, QuantityKind.RANK, value, None, rank["unit"] or "", op)
    found = [reading for reading in tagger.read(body) if reading.start >= start]
    if len(found) == 1 and (found[0].start, found[0].end) == (start, end):
        return found[0] if found[0].kind.measures else _measured(rest, start)
    return _words(rest, start) or _measured(rest, start)


def _measured(rest: str, start: int) -> Reading | None:
    """A mean of things that are counted, or a length of time in 日."""
    match = _MEAN.fullmatch(rest) or _DAYS.fullmatch(rest)
    if match is None:
        return None
    parts = match.groupdict()
    unit = parts.get("unit") or "天"
    before = grammar.lower_bound(parts["before"] or "", len(parts["before"] or ""), 0)[1]
    after = grammar.upper_bound(parts.get("after") or "", 0)[1]
    value = Decimal(parts["number"])
    return Reading(
        start, start + len(rest), units.kind(unit), value, None, unit, decide(before, after, False)
    )


def _words(rest: str, start: int) -> Reading | None:
    match = _WORDS.fullmatch(rest)
    if match is None:
        return None
    value = numerals.parse(match["number"])
    if value is None:
        return None
    rough = {"过": Op.GT, "上": Op.GE}.get(match["before"] or "")
    before = rough or grammar.lower_bound(match["before"] or "", len(match["before"] or ""), 0)[1]
    after = grammar.upper_bound(match["after"] or "", 0)[1]
    unit = (match["scale"] or "") + (match["unit"] or "")
    more = bool(match["more"] or match["again"])
    kind = QuantityKind.RANK if ranks.stands(rest, 0, unit) else units.kind(unit)
    return Reading(start, start + len(rest), kind, value, None, unit, decide(before, after, more))
