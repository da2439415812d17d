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

from extractor.quantities import numerals, units
from extractor.quantities.grammar import NUMERIC, lower_bound, upper_bound
from extractor.quantities.lexicon import either, rows
from extractor.quantities.reading import Reading, decide
from extractor.records import Op, QuantityKind

_ONES = "零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_PLACES = "十百千拾佰仟"
_NUMERAL = rf"[{_ONES}{_PLACES}廿卅半]"
_NUMERALS = re.compile(rf"{_NUMERAL}|[万亿]")
_UNIT = units.pattern()
_COUNTED = re.compile(
    rf"(?<![{_ONES}{_PLACES}万亿第每初几数周期\d])"
    rf"(?P<number>{_NUMERAL}{{1,16}}(?:万(?:{_NUMERAL}{{1,8}}))?(?:点[{_ONES}]{{1,6}})?)?"
    rf"(?P<more>余|多|来)?(?P<scale>[万亿]{{1,2}})?(?P<again>余|多)?(?P<unit>{_UNIT})"
)
_PERCENT = re.compile(
    rf"(?<![{_ONES}{_PLACES}])(?P<base>[百佰千仟万]) ?分 ?之 ?(?P<number>{_NUMERAL}{{1,9}}(?:万{_NUMERAL}{{0,8}})?(?:点[{_ONES}]{{1,6}})?|{NUMERIC})"
    r"|百分之百|百分百"
)
_PER = {"百": "%", "佰": "%", "千": "‰", "仟": "‰", "万": "‱"}
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


def quantities(text: str, owned: bytearray) -> Iterator[Reading]:
    """The readings of Chinese numerals in `text` outside `owned`, in order within each kind."""
    if _NUMERALS.search(text) is None:
        return
    for match in _PERCENT.finditer(text):
        if 1 not in owned[match.start() : match.end()]:
            yield _percent(text, match)
    blocked = bytearray(owned)
    for match in chain(_QUOTED.finditer(text), _IDIOM.finditer(text), _PERCENT.finditer(text)):
        blocked[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    for match in _COUNTED.finditer(text):
        if 1 not in blocked[match.start() : match.end()] and (reading := _counted(text, match)):
            yield reading


def _percent(text: str, match: re.Match[str]) -> Reading:
    value = numerals.parse(match["number"]) if match["number"] else Decimal(100)
    unit = _PER[match["base"]] if match["base"] else "%"
    begin, before = lower_bound(text, match.start(), 0)
    end, after = upper_bound(text, match.end())
    return Reading(begin, end, QuantityKind.RATIO, value, None, unit, decide(before, after, False))


def _counted(text: str, match: re.Match[str]) -> Reading | None:
    """The reading of numeral + unit, or None where it is a word and counts nothing."""
    name = match["unit"]
    unit = units.UNITS[name]
    more = bool(match["more"] or match["again"])
    if not (unit.counts or unit.dimension == "level") or not (match["number"] or match["scale"]):
        return None
    begin, before = lower_bound(text, match.start(), 0)
    if before is None:
        begin, before = _rough(text, match.start())
    value = numerals.parse(match["number"]) if match["number"] else Decimal(1)
    if value is None or not value:
        return None
    bare = all(char in _PLACES for char in match["number"] or "")
    if bare and match["number"] != "十" and not (before or more):
        return None  # 百米, 千人, 万户: words, unless hedged
    if not (before or more) and not _counts(text, match, unit):
        return None
    end, after = upper_bound(text, match.end())
    written = (match["scale"] or "") + name
    return Reading(
        begin, end, units.kind(written), value, None, written, decide(before, after, more)
    )


def _rough(text: str, start: int) -> tuple[int, Op | None]:
    """过 and 上 before a bare scale: 过万人次 is above, 上百家 at least."""
    window = text[max(0, start - 2) : start]
    found = _ROUGH.search(window)
    if found is None or _NOT_ROUGH_AFTER.search(window):
        return start, None
    if text[start] not in _PLACES + "万亿":
        return start, None
    return start - 1, Op.GT if found["over"] else Op.GE


def _counts(text: str, match: re.Match[str], unit: units.Unit) -> bool:
    """Whether an exact Chinese numeral before `unit` states a quantity."""
    number, end = match["number"] or "", match.end()
    if _ANNOUNCED.match(text, end) or text.startswith(unit.name, end):
        return False
    if unit.dimension == "level":
        return bool(_TIERS.match(text, end))
    if unit.dimension != "count":
        return len(number) > 1 or bool(match["scale"]) or unit.dimension in ("ratio", "area")
    if _POLICY.search(text[max(0, match.start() - 14) : match.start()]):
        return False
    if number != "一":
        return True
    before = text[match.start() - 1 : match.start()]
    if before in _INDEFINITE or "每" in text[max(0, match.start() - 5) : match.start()]:
        return False
    if _VERBS.search(text[max(0, match.start() - 6) : match.start()]):
        return not _ARTICLE.match(text, end)
    return bool(_CLAUSE_END.match(text, end)) and "\u4e00" <= before <= "\u9fff"
