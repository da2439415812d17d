"""Differences of which the sentence names all three numbers, and changes that go the other way.

A，较上年的B增加D; 由B增至A，提高D; 涉及W，已追回P，尚余D; 剔除N后，有效V. The wording says which is taken from which,
so that a difference that does not hold is told even where no slip of one digit explains it: with
arithmetic alone it would not be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.derived.cues import (
    RISES,
    SINKS,
    Cue,
    Formula,
    aimed,
    clause,
    cue_of,
    is_mean,
    is_points,
    plain,
    ranked,
)
from extractor.checking.derived.missed import as_written
from extractor.checking.derived.search import Kind, Way
from extractor.checking.derived.stated import one_subject
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.tolerance import Interval, list_slipped, one_slip, rounded
from extractor.records import Check, QuantityKind, Rule, Severity, Text, Verdict

_FEW = 16  # characters between numbers that stand side by side
_BACK = 8  # figures before a difference
_THAN = re.compile(
    r"(?:比|较|上年|去年|上期|同期|年初|上届|(?<![一-鿿])原|原[有来先])[^，,。；;：:]{0,16}$"
)
_FROM = re.compile(r"(?:由|从)[^，,。；;：:]{0,20}$")
_TO = re.compile(
    rf"^[^，,。；;：:]{{0,8}}?(?:(?P<up>{RISES})|(?P<down>{SINKS}))(?:到|至|为)[了约]*$"
)
_SAME_CLAUSE = re.compile(r"^[^，,。；;：:、]{0,14}$")
# What a remainder is of, and what has been taken from it.
_WHOLE = re.compile(
    r"(?:涉及|应|需|共|计划|下达|安排|预算|查出|发现|回收|收回|到位|目标|任务|距|总|核定|全年|受理|签订|涉)[^，,。；;：:]{0,14}$"
)
_TAKEN = re.compile(
    r"(?:已|实际|实|仅|只|累计|完成|支出|支付|拨付|落实|追回|收回|采购|投入|到位|办结|整改|签约|搬离|剔除|扣除|完工)[^，,。；;：:]{0,10}$"
)
_LEFT = re.compile(
    r"(?:结余|结转|节余|节约|节支|余额|余下|剩余|其余|尚余|还剩|缺口|差额|相差|尚差|还差|尚欠|欠[一-鿿]|短缺|少拨|尚有|还有|仍有|另有|未[一-鿿]{1,4})[一-鿿]{0,4}$"
)
_NOT_DONE = re.compile(r"未[一-鿿]{1,4}$|未[一-鿿]{1,4}的$")  # of what was planned, named elsewhere
_OPENED = re.compile(r"(?:涉及|查出|发现|受理|排查|应[补退收追缴])[^，,。；;：:]{0,8}$")
_SETTLED = re.compile(
    r"已[一-鿿]{0,2}(?:追回|整改|办结|退回|退还|收回|追缴|化解|处置|销号|补缴)[^，,。；;：:]{0,4}$"
)
_GAINED = re.compile(r"(?:新增|净增|增加|减少|净减|当期结余|当年结余|盈余)[^，,。；;：:]{0,8}$")
_WITHOUT = re.compile(r"(?:剔除|扣除|减去|核减)[^，,。；;：:]{0,10}$")
_AFTERWARDS = re.compile(r"^[一-鿿]{0,4}后[，,][^，,。；;：:]{0,10}$")


class Named(NamedTuple):
    """high − low = gap."""

    gap: Figure
    high: Figure
    low: Figure
    sure: bool  # the words give the direction and the base; else they only suggest it


def gaps(sheet: Sheet) -> Iterator[Check]:
    for run in sheet.runs.values():
        for figure in run.figures:
            if ranked(figure) or not plain_or_points(figure):
                continue
            for check in (_turned(run, figure), _over(run, figure)):
                if check is not None:
                    yield check
            named = _named(run, figure) or _told_before(run, figure)
            if named is not None and (check := _judged(run, named)) is not None:
                yield check


def plain_or_points(figure: Figure) -> bool:
    return plain(figure) or is_points(figure)


def _near(run: Run, figure: Figure) -> list[Figure]:
    """Figures before `figure` in its sentence that it may be the difference of, the nearest first."""
    at, sentence = run.index(figure), run.sentence(figure)
    return [
        other
        for other in reversed(run.figures[max(0, at - _BACK) : at])
        if sentence.holds(other.at)
        and plain(other)
        and other.size.same_unit(figure.size)
        and other.size.per == figure.size.per
        and not is_mean(run, other)
    ]


def _named(run: Run, figure: Figure) -> Named | None:
    if figure.size.hedged:
        return None
    near = _near(run, figure)
    cue = cue_of(run, figure)
    if cue is not None and cue.formula is Formula.GAP and cue.sign:
        found = _changed(run, figure, cue, near)
        if found is not None:
            return found
    if aimed(run, figure):
        return (
            None  # a goal need not be what is left; where all three are named, it is no less a sum
        )
    return _left(run, figure, near) or _without(run, figure, near)


def _changed(run: Run, figure: Figure, cue: Cue, near: list[Figure]) -> Named | None:
    """A，较上年的B增加D, and 由B增至A，增加D."""
    if len(near) < 2:
        return None
    last, first = near[:2]
    if _FROM.search(clause(run, first)) and _TO.search(run.text[first.at.end : last.at.start]):
        later, base = last, first
    elif (
        _THAN.search(clause(run, last))
        and not _THAN.search(clause(run, first))
        and _SAME_CLAUSE.search(run.text[last.at.end : figure.at.start])
    ):
        later, base = first, last
    else:
        return None
    high, low = (later, base) if cue.sign > 0 else (base, later)
    way = Way(Formula.GAP, high, low, Kind.GAP, 0, later=later)
    return Named(figure, high, low, sure=True) if one_subject(run, figure, way) else None


def _left(run: Run, figure: Figure, near: list[Figure]) -> Named | None:
    """涉及W，已追回P，尚余D."""
    said = clause(run, figure)
    if len(near) < 2 or not _LEFT.search(said) or _THAN.search(said):
        return None
    taken, whole = near[:2]
    if not _TAKEN.search(clause(run, taken)) or not _WHOLE.search(clause(run, whole)):
        return None
    named = Named(figure, whole, taken, sure=False)
    return named if _side_by_side(run, named) or _slipped(named) else None


def _side_by_side(run: Run, named: Named) -> bool:
    """Nothing else is counted between the three, and little is said: the words can mean no others."""
    gap, whole, taken, _ = named
    at = run.index(gap)
    if run.figures[max(0, at - 2) : at] != (whole, taken) or _NOT_DONE.search(clause(run, gap)):
        return False
    between = taken.at.start - whole.at.end, gap.at.start - taken.at.end
    return max(between) <= _FEW


def _slipped(named: Named) -> bool:
    """Whether one slip in any of the three accounts for it."""
    gap, whole, taken, _ = named
    return list_slipped([as_written(one, whole) for one in (gap, taken)], as_written(whole, whole))


def _without(run: Run, figure: Figure, near: list[Figure]) -> Named | None:
    """回收W，剔除N后，有效V: V is what is left."""
    at = run.index(figure)
    less = run.figures[at - 1] if at else None
    if less is None or not _WITHOUT.search(clause(run, less)):
        return None
    if not _AFTERWARDS.search(run.text[less.at.end : figure.at.start]):
        return None
    whole = next(
        (
            other
            for other in reversed(run.figures[max(0, at - _BACK) : at - 1])
            if plain(other) and other.size.same_unit(figure.size)
        ),
        None,
    )
    fits = whole is not None and less.size.same_unit(figure.size)
    return Named(figure, whole, less, sure=False) if fits and whole is not None else None


def _told_before(run: Run, figure: Figure) -> Named | None:
    """新增540张，全县床位由6,300张增加到6,840张: the change stands before its two values."""
    at = run.index(figure)
    if at < 2:
        return None
    change, base = run.figures[at - 2 : at]
    found = _TO.search(run.text[base.at.end : figure.at.start])
    if (
        found is None
        or not _FROM.search(clause(run, base))
        or not _GAINED.search(clause(run, change))
    ):
        return None
    like = all(plain(one) and one.size.same_unit(figure.size) for one in (change, base))
    if not like or not run.sentence(figure).holds(change.at) or is_mean(run, change):
        return None
    high, low = (figure, base) if found["up"] else (base, figure)
    named = Named(change, high, low, sure=False)
    return named if _slipped(named) else None


def _judged(run: Run, named: Named) -> Check | None:
    gap, high, low, sure = named
    point = high.size.point - low.size.point
    made = Interval(
        high.size.operand.low - low.size.operand.high,
        high.size.operand.high - low.size.operand.low,
    )
    stated = abs(gap.size.point)
    shown = Interval(stated - gap.size.place / 2, stated + gap.size.place / 2)
    if made.meets(shown) or made.widened(gap.size.slack).meets(shown):
        return None
    if any(figure.size.hedged for figure in named[:3]):
        return None
    if point <= 0 and sure and not _slipped(named):
        return None  # the later value is another: the total of the list that ends here
    slipped = point > 0 and one_slip(rounded(point, gap.size.place), stated)
    verdict = Verdict.CONFLICT if sure and slipped else Verdict.REVIEW
    return _check(named, point, verdict)


def _check(named: Named, point: Decimal, verdict: Verdict) -> Check:
    gap, high, low, _ = named
    said = cards.shown(gap)
    factor = gap.size.point / (gap.quantity.value or Decimal(1)) or Decimal(1)
    unit = "个百分点" if is_points(gap) else gap.quantity.unit
    value = f"{cards.number(rounded(point / factor, Decimal('0.000001')))}{unit}"
    a, b = cards.operand(high), cards.operand(low)
    return cards.check(
        Rule.SUM,
        verdict,
        Text(
            f"差额报告写{said}，{a}与{b}相差{value}，三数之一疑有误",
            f"the difference is stated as {said}; {a} less {b} is {value}: one of the three is wrong",
        ),
        Text(f"{a} − {b} = {value}（报告写 {said}）", f"{a} − {b} = {value} (stated {said})"),
        (gap, high, low),
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.MEDIUM,
    )


def _turned(run: Run, figure: Figure) -> Check | None:
    """由59家增加到34家: the words say that it rose."""
    at = run.index(figure)
    base = run.figures[at - 1] if at else None
    if base is None or not base.size.same_unit(figure.size):
        return None
    if QuantityKind.RANK in (base.quantity.kind, figure.quantity.kind):
        return None  # 由第9位升至第4位
    found = _TO.search(run.text[base.at.end : figure.at.start])
    if found is None or not _FROM.search(clause(run, base)):
        return None
    if figure.size.dimension == "duration" or figure.size.hedged or base.size.hedged:
        return None
    rises = found["up"] is not None
    one, two = base.size.point, figure.size.point
    if (two > one) if rises else (two < one):
        return None
    before, after = cards.operand(base), cards.operand(figure)
    word = found["up"] or found["down"]
    return cards.check(
        Rule.SUM,
        Verdict.CONFLICT,
        Text(
            f"写由{before}{word}至{after}，而后一数{'不大于' if rises else '不小于'}前一数",
            f"from {before} to {after} is no {'rise' if rises else 'fall'}",
        ),
        cards.both(f"{after} {'≤' if rises else '≥'} {before}"),
        (figure, base),
        severity=Severity.HIGH,
    )


def _over(run: Run, figure: Figure) -> Check | None:
    """涉及3.27万元，已追回8.85万元: more was recovered than there was."""
    at = run.index(figure)
    whole = run.figures[at - 1] if at else None
    if whole is None or not whole.size.same_unit(figure.size) or figure.size.percent:
        return None
    between = run.text[whole.at.end : figure.at.start]
    if len(between) > _FEW or "。" in between or not _SETTLED.search(clause(run, figure)):
        return None
    if not _OPENED.search(clause(run, whole)) or whole.size.hedged or figure.size.hedged:
        return None
    if figure.size.interval.low <= whole.size.interval.high:
        return None
    part, all_of_it = cards.shown(figure), cards.shown(whole)
    return cards.check(
        Rule.SUM,
        Verdict.REVIEW,
        Text(
            f"已办的{part}大于全部的{all_of_it}",
            f"{part} have been settled of {all_of_it}",
        ),
        cards.both(f"{cards.operand(figure)} > {cards.operand(whole)}"),
        (figure, whole),
        severity=Severity.MEDIUM,
    )
