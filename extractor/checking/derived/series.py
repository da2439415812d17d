"""Parts that make a total, found by adding them up: 共有37宗获批，养殖29宗、工业5宗、旅游3宗.

A row of figures of one unit after (or before) a figure that is their sum is its breakdown, whatever words
stand between, as long as so many rows would rarely add up by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.checking.derived.cues import clause, cue_of, is_mean, plain
from extractor.checking.derived.missed import held, missed
from extractor.checking.derived.search import chance
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.tolerance import total
from extractor.records import Check

REACH = 16  # figures after a total that may be its parts
_MOST_PARTS = 10
_STARTS = 3  # figures of the unit at which its parts may begin
_CHAINED = 3  # items of a list that no word calls parts
_SENTENCES = 1  # full stops between a total and its parts
_LIMIT, _LIMIT_CUED = Decimal("0.1"), Decimal("0.6")  # chance hits expected, see `search`
_CUE = re.compile(r"其中|分别|包括|包含|含|由|按|分为|依次|构成|组成|来源|用于|各")
_ITEM = re.compile(r"(?:[^，,。；;：:、）)]{0,8}(?:、|和|及|与|以及)[^，,。；;：:、]{0,16})")
_WHOLE_AFTER = re.compile(
    r"(?:共计?|合计|总计|总共|计|累计|总数|总额|总[一-鿿]{1,3}|合为)[^，,。；;]{0,8}$"
)


def series(sheet: Sheet) -> Iterator[Check]:
    for run in sheet.runs.values():
        known: list[tuple[Figure, ...]] = []
        for at, whole in enumerate(run.figures):
            if _may_be_total(run, whole):
                lists = _after(run, at) or _before(run, at)
                known += lists
                for parts in lists:
                    yield held(parts, whole)
        yield from missed(run, known)


def lists_of(run: Run, at: int) -> list[tuple[Figure, ...]]:
    """The lists that make the figure at `at`."""
    return (_after(run, at) or _before(run, at)) if _may_be_total(run, run.figures[at]) else []


def _may_be_total(run: Run, figure: Figure) -> bool:
    if figure.size.percent or figure.size.hedged or figure.size.point <= 1:
        return False
    return plain(figure) and not is_mean(run, figure)


def _after(run: Run, at: int) -> list[tuple[Figure, ...]]:
    """Each breakdown of a total: by source, by purpose."""
    whole = run.figures[at]
    window = run.figures[at + 1 : at + 1 + REACH]
    like: list[Figure] = []
    for other in window:
        between = run.text[whole.at.end : other.at.start]
        if between.count("。") + between.count("\n") > _SENTENCES:
            break
        if _part(run, other, whole):
            like.append(other)
    lists: list[tuple[Figure, ...]] = []
    while (parts := _found(run, whole, like)) is not None:
        lists.append(parts)
        like = like[like.index(parts[-1]) + 1 :]
    return lists


def _before(run: Run, at: int) -> list[tuple[Figure, ...]]:
    """甲12宗、乙5宗，合计17宗: only where the total calls itself one."""
    whole = run.figures[at]
    if not _WHOLE_AFTER.search(clause(run, whole)):
        return _chain(run, at)
    sentence = run.sentence(whole)
    like: list[Figure] = []
    for other in reversed(run.figures[max(0, at - REACH) : at]):
        if not sentence.holds(other.at):
            break
        if _part(run, other, whole):
            like.append(other)
    for count in range(2, min(len(like), _MOST_PARTS) + 1):
        if _meets(like[:count], whole):
            parts = tuple(reversed(like[:count]))
            return [] if _cut(run, parts, whole) else [parts]
    return []


def _cut(run: Run, parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether `parts` are only some items of a list: 初中2,000、高中2,001 after 小学1,000、."""
    first, last = run.index(parts[0]), run.index(parts[-1])
    before = run.figures[first - 1] if first else None
    after = run.figures[last + 1] if last + 1 < len(run.figures) else None
    return (before is not None and before is not whole and _in_list(run, before, parts[0])) or (
        after is not None and after is not whole and _in_list(run, parts[-1], after)
    )


def _chain(run: Run, at: int) -> list[tuple[Figure, ...]]:
    """挖潜142个、划设96个、共享88个，新增326个: a list of three or more right before its sum."""
    whole = run.figures[at]
    if at < _CHAINED or "。" in run.text[run.figures[at - 1].at.end : whole.at.start]:
        return []
    parts = [run.figures[at - 1]]
    for i in range(at - 2, max(-1, at - 2 - _MOST_PARTS), -1):
        if not _in_list(run, run.figures[i], parts[0]):
            break
        parts.insert(0, run.figures[i])
    fits = all(_part(run, part, whole) for part in parts) and _meets(parts, whole)
    return [tuple(parts)] if len(parts) >= _CHAINED and fits else []


def _part(run: Run, other: Figure, whole: Figure) -> bool:
    return other.size.point < whole.size.point and _like(run, other, whole)


def _like(run: Run, other: Figure, whole: Figure) -> bool:
    """Whether it could be a part but for its size, which a slip may have spoilt."""
    return (
        other.size.same_unit(whole.size)
        and other.size.per == whole.size.per
        and other.size.point > 0
        and not other.size.hedged
        and not _is_change(run, other)
        and not is_mean(run, other)
    )


def _is_change(run: Run, figure: Figure) -> bool:
    """No part of anything: 上年45起，今年34起，减少11起."""
    cue = cue_of(run, figure)
    return cue is not None and cue.sign != 0


def _found(run: Run, whole: Figure, like: list[Figure]) -> tuple[Figure, ...] | None:
    if len(like) < 2:
        return None
    between = run.text[whole.at.end : like[0].at.start]
    cued = _CUE.search(between) is not None or between[:1] in ("（", "(")
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
                whole_list = not (_cut(run, parts, whole) or _in_list(run, whole, parts[0]))
                return tuple(parts) if whole_list and expected <= limit else None
    return None


def _in_list(run: Run, one: Figure, two: Figure) -> bool:
    """Whether two figures are items of one list: of one unit, with 、 or 和 between them."""
    between = run.text[one.at.end : two.at.start]
    return one.size.same_unit(two.size) and _ITEM.fullmatch(between) is not None


def _meets(parts: list[Figure], whole: Figure) -> bool:
    return total(tuple(part.size.interval for part in parts)).meets(whole.size.interval)
