"""Parts that make a total, found by adding them up: 共有37宗获批，养殖29宗、工业5宗、旅游3宗.

A row of figures of one unit after (or before) a figure that is their sum is its breakdown, whatever words
stand between, as long as so many rows would rarely add up by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.derived.cues import clause, cue_of, is_mean, plain
from extractor.checking.derived.search import chance
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.tolerance import total
from extractor.records import Check, Rule, Text, Verdict

_REACH = 16  # figures after a total that may be its parts
_MOST_PARTS = 10
_STARTS = 3  # figures of the unit at which its parts may begin
_SENTENCES = 1  # full stops between a total and its parts
_LIMIT, _LIMIT_CUED = Decimal("0.1"), Decimal("0.6")  # chance hits expected, see `search`
_CUE = re.compile(r"其中|分别|包括|包含|含|由|按|分为|依次|构成|组成|来源|用于|各")
_WHOLE_AFTER = re.compile(r"(?:共计?|合计|总计|总共|计|累计|总数|总额|合为)[^，,。；;]{0,8}$")


def series(sheet: Sheet) -> Iterator[Check]:
    for run in sheet.runs.values():
        for at, whole in enumerate(run.figures):
            if not _may_be_total(run, whole):
                continue
            parts = _after(run, at) or _before(run, at)
            if parts is not None:
                yield _check(parts, whole)


def _may_be_total(run: Run, figure: Figure) -> bool:
    if figure.size.percent or figure.size.hedged or figure.size.point <= 1:
        return False
    return plain(figure) and not is_mean(run, figure)


def _after(run: Run, at: int) -> tuple[Figure, ...] | None:
    whole = run.figures[at]
    window = run.figures[at + 1 : at + 1 + _REACH]
    like: list[Figure] = []
    for other in window:
        between = run.text[whole.at.end : other.at.start]
        if between.count("。") + between.count("\n") > _SENTENCES:
            break
        if _part(run, other, whole):
            like.append(other)
    return _found(run, whole, like)


def _before(run: Run, at: int) -> tuple[Figure, ...] | None:
    """甲12宗、乙5宗，合计17宗: only where the total calls itself one."""
    whole = run.figures[at]
    if not _WHOLE_AFTER.search(clause(run, whole)):
        return None
    sentence = run.sentence(whole)
    like: list[Figure] = []
    for other in reversed(run.figures[max(0, at - _REACH) : at]):
        if not sentence.holds(other.at):
            break
        if _part(run, other, whole):
            like.append(other)
    for count in range(2, min(len(like), _MOST_PARTS) + 1):
        if _meets(like[:count], whole):
            return tuple(reversed(like[:count]))
    return None


def _part(run: Run, other: Figure, whole: Figure) -> bool:
    return (
        other.size.same_unit(whole.size)
        and other.size.per == whole.size.per
        and 0 < other.size.point < whole.size.point
        and not other.size.hedged
        and not _is_change(run, other)
    )


def _is_change(run: Run, figure: Figure) -> bool:
    """No part of anything: 上年45起，今年34起，减少11起."""
    cue = cue_of(run, figure)
    return cue is not None and cue.sign != 0


def _found(run: Run, whole: Figure, like: list[Figure]) -> tuple[Figure, ...] | None:
    if len(like) < 2:
        return None
    cued = _CUE.search(run.text[whole.at.end : like[0].at.start]) is not None
    limit = _LIMIT_CUED if cued else _LIMIT
    each = chance(whole)
    expected = Decimal(0)
    for start in range(min(_STARTS, len(like) - 1)):
        made = like[start].size.point
        for count in range(2, _MOST_PARTS + 1):
            if start + count > len(like):
                break
            made += like[start + count - 1].size.point
            expected += each
            if made > whole.size.point * Decimal("1.01"):
                break
            parts = like[start : start + count]
            if _meets(parts, whole):
                return tuple(parts) if expected <= limit else None
    return None


def _meets(parts: list[Figure], whole: Figure) -> bool:
    return total(tuple(part.size.interval for part in parts)).meets(whole.size.interval)


def _check(parts: tuple[Figure, ...], whole: Figure) -> Check:
    said = cards.shown(whole)
    left = " + ".join(cards.operand(part) for part in parts)
    return cards.check(
        Rule.SUM,
        Verdict.AGREE,
        Text(f"分项之和等于合计{said}", f"the parts add up to {said}"),
        cards.both(f"{left} = {cards.operand(whole)}"),
        (*parts, whole),
    )
