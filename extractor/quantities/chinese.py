"""Quantities written in Chinese numerals, where they count something.

Most Chinese numerals in a report are words (一是, 两委, 三会一课, 二十大), so that this part is
built to leave out: a numeral counts only before a unit or classifier, outside quotation marks
and titles, and not in a word of `data/idioms.tsv`. 一 before a classifier is mostly an article
(一个安全的环境); it counts after a verb of accomplishment or at the end of a clause (表扬信一封).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from extractor.quantities import grammar, numerals, ratios, units
from extractor.quantities.grammar import lower_bound, upper_bound
from extractor.quantities.lexicon import either, rows
from extractor.quantities.numerals import Numeral
from extractor.quantities.reading import Reading, decide
from extractor.records import Op, QuantityKind

_NUMERAL = re.compile(f"[{numerals.CHARS}半]")
_NUMERALS = re.compile(f"[{numerals.CHARS}半]+")
_ANY = re.compile(f"[{numerals.CHARS}半]|打对折|翻番")
_MORE = r"(?P<more>余|多|来|(?<=[十拾])几)?"
_TAIL = re.compile(f"{_MORE}(?P<unit>{units.pattern()})")
_MAY_BE_RATIO = re.compile(r"分 ?之|百分百|[成折]")
_NUMERAL_OR_FOLD = re.compile(f"[{numerals.CHARS}半]|对(?=折)")
_DOUBLED = re.compile("翻番")
_PLACES = "十百千拾佰仟"
_SCALES = "".join(numerals.SCALES)
# Before a numeral that orders or dates, or is not read from its beginning: 第三批, 周一, 3万.
_ORDERS = frozenset("第每初几数周期0123456789")
# Before a bare 百, 千, 万: these words alone make it a quantity (过万人次, 上百家).
_ROUGH = re.compile(r"(?:(?P<over>过)|(?P<least>上))$")
_NOT_ROUGH_AFTER = re.compile(r"[通经不超度越以网线马身向][过上]$")
_VERBS = re.compile(
    "(?:"
    + either(row["word"] for row in rows("accomplishments"))
    + r")(?:了|过|有|到|起)?(?:[共各仅只达为约] ?)? ?$"
)
_CLAUSE_END = re.compile(r"\s*(?:[，。；、,;：:！!）)”\n]|$)")
_INDEFINITE = frozenset("每另同某任这那哪其之第唯统单专")
_QUOTED = re.compile(r"[“‘「][^“”‘’「」]{1,24}[”’」]|《[^《》]{1,80}》")
_IDIOM = re.compile(either(row["word"] for row in rows("idioms")))
# What stands beside a numeral and decides whether it counts.
_NEIGHBOURS = rows("neighbours")


def _beside(use: str) -> str:
    return "(?:" + either(row["word"] for row in _NEIGHBOURS if row["use"] == use) + ")"


_ANNOUNCED = re.compile(f"大?新?{_beside('announced')}")
_POLICY = re.compile(f"{_beside('policy')}[^，。；,;]{{0,10}}$")
_ARTICLE = re.compile(f"[^，。；、,;]{{1,6}}的|{_beside('described')}")
_TIERS = re.compile(_beside("tiered"))


_ORDINALS = re.compile(
    r"第[一二三四五六七八九十]{1,2}(?:[、和及][一二三四五六七八九十]{1,2})*[、和及]$"
)
# 亡人事故为零, 零发生: nothing happened, said as a figure. 零容忍, 零距离, 零售 are words.
_ZERO = re.compile(
    r"(?<=[为是])零(?=[，。；、,;）)\s]|$)"
    r"|(?<![一二三四五六七八九十百千万亿清归从])零(?=发生|事故|死亡|伤亡|投诉|上访|感染|违规|违纪|返贫|辍学|差错|失误)"
)


def quantities(text: str, owned: bytearray) -> Iterator[Reading]:
    """The readings of Chinese numerals in `text` outside `owned`, in order within each kind."""
    if _ANY.search(text) is None:
        return
    blocked = bytearray(owned)
    named = bytearray(owned)
    for match in chain(_QUOTED.finditer(text), _IDIOM.finditer(text)):
        named[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    if _MAY_BE_RATIO.search(text):
        for reading in _ratios(text, owned, named):
            blocked[reading.start : reading.end] = b"\1" * (reading.end - reading.start)
            yield reading
    for doubled in _DOUBLED.finditer(text):
        if 1 not in named[doubled.start() : doubled.end()]:
            yield Reading(*doubled.span(), QuantityKind.RATIO, Decimal(1), None, "番")
    for zero in _ZERO.finditer(text):
        if 1 not in named[zero.start() : zero.end()]:
            yield Reading(*zero.span(), QuantityKind.NUMBER, Decimal(0))
    position = 0
    while first := _NUMERAL.search(text, position):
        start = first.start()
        run = _NUMERALS.match(text, start)
        assert run is not None, "begins with what was found"
        position = run.end()
        if text[start - 1 : start] in _ORDERS:
            continue
        if _ORDINALS.search(text[max(0, start - 12) : start]):
            continue  # 第一、二、三标段
        for reading in _counted_from(text, start):
            free = 1 not in blocked[reading.start : reading.end]
            if free and 1 not in named[start : reading.end]:
                yield reading
            position = max(position, reading.end)


def _ratios(text: str, owned: bytearray, named: bytearray) -> Iterator[Reading]:
    """百分之五, 三成半, 八折, 三分之二; names and quotations keep the tenths and fractions alone."""
    position = 0
    while first := _NUMERAL_OR_FOLD.search(text, position):
        start = first.start()
        position = start + 1
        if start and _NUMERAL.match(text, start - 1):
            continue
        reading = _ratio(text, start)
        if reading is None:
            continue
        position = max(position, reading.end)
        written = reading.unit in ("%", "‰", "‱")
        if 1 not in (owned if written else named)[reading.start : reading.end]:
            yield reading


def _ratio(text: str, start: int) -> Reading | None:
    ratio = ratios.read(text, start)
    if ratio is None:
        whole = numerals.read(text, start)
        if whole is None or not whole.fraction:
            return None
        ratio = ratios.Ratio(start, whole.end, whole.value, "")
    low, high, last = ratio.value, ratio.high, ratio.end
    at = grammar.joint(text, start, 0, ratio.end) if high is None else None
    if at is not None and (upper := _upper(text, at, ratio)):
        high, last = upper
    minus = grammar.sign(text, start, 0, "%")
    if minus < start:
        low, high = -low, None
    begin, before = lower_bound(text, minus, 0)
    end, after = upper_bound(text, last)
    if high is not None:
        return Reading(begin, end, QuantityKind.RATIO, low, high, ratio.unit, Op.RANGE)
    op = decide(before, after, False)
    return Reading(begin, end, QuantityKind.RATIO, low, None, ratio.unit, op)


def _upper(text: str, at: int, low: ratios.Ratio) -> tuple[Decimal, int] | None:
    """The upper end of 百分之三至百分之五, 百分之三至五, 三成到五成: its value and where it ends."""
    high = ratios.read(text, at)
    if high is None and low.unit in ("%", "‰", "‱"):
        number = numerals.simple(text, at)
        if number and not (number.bare or number.run or number.high is not None):
            high = ratios.Ratio(at, number.end, number.value, low.unit)
    if high is None or high.high is not None or high.unit != low.unit or high.value <= low.value:
        return None
    return high.value, high.end


def _counted_from(text: str, start: int) -> Iterator[Reading]:
    """The reading of the numeral at `start`, alone or as the lower end of a range."""
    number = numerals.simple(text, start)
    if number is None or number.run:
        return
    tail = _TAIL.match(text, number.end)
    if number.high is None and not number.bare:
        at = grammar.joint(text, start, 0, tail.end() if tail else number.end)
        if at is not None and (reading := _range(text, number, tail, at)):
            yield reading
            return
    if tail and (reading := _counted(text, number, tail)):
        yield reading


def _range(text: str, number: Numeral, tail: re.Match[str] | None, at: int) -> Reading | None:
    """三至五个, 二十家到三十家."""
    upper = numerals.simple(text, at)
    if upper is None or upper.arabic or upper.run or upper.bare or upper.high is not None:
        return None
    last = _TAIL.match(text, upper.end)
    if last is None or last["more"] or (tail and tail["unit"] != last["unit"]):
        return None
    reading = _counted(text, upper, last)
    if reading is None or reading.start != at or reading.value is None:
        return None
    unit = last["unit"]
    low = grammar.interval(
        numerals.scaled_down(number),
        number.scale + tail["unit"] if tail else number.scale,
        reading.value,
        reading.unit,
    )
    if low is None or unit not in units.UNITS:
        return None
    begin, _ = lower_bound(text, number.start, 0)
    return reading._replace(start=begin, value=low, value_max=reading.value, op=Op.RANGE)


def _counted(text: str, number: Numeral, tail: re.Match[str]) -> Reading | None:
    """The reading of numeral + unit, or None where it is a word and counts nothing."""
    name = tail["unit"]
    unit = units.UNITS[name]
    more = bool(tail["more"]) or number.more
    if not (unit.counts or unit.dimension == "level") or not number.value:
        return None
    begin, before = lower_bound(text, number.start, 0)
    if before is None:
        begin, before = _rough(text, number.start)
    hedged = bool(before or more)
    if number.bare and not hedged:
        return None  # 百米, 千人, 万户: words, unless hedged
    value, end = numerals.scaled_down(number), tail.end()
    if not number.scale and not more:
        coins, end = grammar.coins(text, end, name)
        value += coins
    if not hedged and end == tail.end() and not _counts(text, number, tail, unit):
        return None
    end, after = upper_bound(text, end)
    written = number.scale + name
    kind = units.kind(written)
    if number.high is not None:
        high = numerals.scaled_down_high(number)
        return Reading(begin, end, kind, value, high, written, Op.RANGE)
    return Reading(begin, end, kind, value, None, written, decide(before, after, more))


def _rough(text: str, start: int) -> tuple[int, Op | None]:
    """过 and 上 before a bare scale: 过万人次 is above, 上百家 at least."""
    window = text[max(0, start - 2) : start]
    found = _ROUGH.search(window)
    if found is None or _NOT_ROUGH_AFTER.search(window):
        return start, None
    if text[start] not in _PLACES + _SCALES:
        return start, None
    return start - 1, Op.GT if found["over"] else Op.GE


def _counts(text: str, number: Numeral, tail: re.Match[str], unit: units.Unit) -> bool:
    """Whether an exact Chinese numeral before `unit` states a quantity."""
    start, end = number.start, tail.end()
    written = text[start : number.end]
    if _ANNOUNCED.match(text, end) or text.startswith(unit.name, end):
        return False
    if unit.dimension == "level":
        return bool(_TIERS.match(text, end))
    if unit.dimension != "count":
        return len(written) > 1 or unit.dimension in ("ratio", "area")
    if _POLICY.search(text[max(0, start - 14) : start]):
        return False
    if written != "一":
        return True
    before = text[start - 1 : start]
    if before in _INDEFINITE or "每" in text[max(0, start - 5) : start]:
        return False
    if _VERBS.search(text[max(0, start - 6) : start]):
        return not _ARTICLE.match(text, end)
    return bool(_CLAUSE_END.match(text, end)) and "\u4e00" <= before <= "\u9fff"
