"""Lists that miss their total: 按用途分，人员经费9,712万元、药品费8,046万元… of 全年支出22,116万元.

A list is read first, and its total sought around it: behind it where one calls itself a total (合计, 三项共), or
before it, where a word calls the list a breakdown (按…分, 分乡镇看, 其中, a bracket) also in the sentence before.
A list that any of these figures bears out is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.derived.cues import FIGURE, clause, cue_of, is_mean, plain
from extractor.checking.layout import Figure, Run
from extractor.checking.tolerance import last_significant, list_slipped, one_slip, rounded, total
from extractor.records import Check, Rule, Severity, Span, Text, Verdict

_MOST_PARTS = 12
_BEHIND = 2  # figures behind a list that may be its total: 三项 and 18,675万元 in 三项共18,675万元
_TOTALS = 3  # figures of the unit before a list that may be its total
_REACH = 14  # figures, too, that are looked at before a list
_STOPS = 2  # full stops between a total and a list that a word calls a breakdown
_NEAR = Decimal("0.25")  # of a total: what a slip changes more is told by nothing
_CLOSE = Decimal("0.05")  # of a total: more is another scope, where no slip tells
_TELLING = 100  # times the finest digit of the list: a total that few lists come close to
_FINEST = Decimal("0.000001")  # no report states more; 1亩 is 666.66… 平方米
_MOST_WORDS = 26  # characters between two items

_BETWEEN = re.compile(r"[^，,。；;：:）)]{0,8}(?:、|和|及|与|以及)[^，,。；;：:、]{0,18}")
_LISTED = re.compile(r"[^。；;：:]*[、，,；;][^。；;：:]*")
# What a list turns away with: another subject, a difference, a total of its own.
_TURNS = re.compile(
    r"其中|合计|共|总|累计|较|比(?![例重])|同比|增|减|下降|提高|剩|结余|结转|未|尚|已|实际|均|达到|从|由|按|每|新增|同时|取得|中[，,]"
)
_BREAKS_DOWN = re.compile(
    r"按[^，,。；;]{1,10}(?:分|看|计|统计)|分[^，,。；;别为]{1,6}(?:看|计|统计)|从[^，,。；;]{1,10}(?:看|分)|分别|依次|(?:^|[，,：:；;。])由(?![此于来])|分为|包括|用于|来源[为是]|构成[为是]"
)
_COMPLETE = re.compile(
    r"分别|依次|(?:^|[，,：:；;。])由(?![此于来])|按[^，,。；;]{1,10}(?:分|看)|分[^，,。；;别为]{1,6}看|从[^，,。；;]{1,10}(?:看|分)|分为|包括|来源[为是]|构成[为是]|[（(][^）)]*$"
)
_SOME = re.compile(r"其中|中[，,]|含|包括|包含")
_REST = re.compile(r"其他|其它|其余|余下")  # the last item of a list that is whole
_TO_ALL = re.compile(
    r"(?:共计?|合计|总计|总共|计|累计|总数|总额|总[一-鿿]{1,3}|合为)[^，,。；;]{0,8}$"
)
_ALL = re.compile(r"(?:共计?|合计|总计)")
# 其中…办结915条 is what came of the whole, not a breakdown of it.
OUTCOME = re.compile(r"办结|整改|完成|解决|处理|合格|达标|通过|验收|回收|落实")
_OTHERS = re.compile(r"(?:比|较|上年|去年|同期|相当于|上届)[^，,。；;]{0,12}$")


# The share or the rate of an item, and what else it is counted by: 占69.15%, （占8.5%）, 1,284户2,317人.
_ASIDE = re.compile(
    rf"[，,（(]?(?:占[^，,。；;、]{{0,8}}|[^，,。；;、]{{0,6}}率){FIGURE}[)）]?|^{FIGURE}"
)


class Listing(NamedTuple):
    """Items of one unit in a row."""

    parts: tuple[Figure, ...]
    strict: int  # so many of them are joined by 、 or 和


def missed(run: Run, known: Iterable[Sequence[Figure]]) -> Iterator[Check]:
    """`known`: lists that make a total."""
    held = [frozenset(parts) for parts in known]
    at = 0
    while at < len(run.figures) - 1:
        listing = _listing(run, at)
        if listing is None:
            at += 1
            continue
        at = run.index(listing.parts[-1]) + 1
        if all(len(one & frozenset(listing.parts)) < 2 for one in held):
            check = _judged(run, listing)
            if check is not None:
                yield check
    yield from _of_all_kinds(run)


def _of_all_kinds(run: Run) -> Iterator[Check]:
    """用人单位12家、行政村9个、培训机构3家，共计24个点位: things that are counted otherwise, in one total."""
    for at, whole in enumerate(run.figures):
        if whole.size.hedged or not (_counts(whole) and _ALL.fullmatch(clause(run, whole))):
            continue
        parts = [run.figures[at - 1]] if at else []
        for other in reversed(run.figures[max(0, at - _MOST_PARTS) : max(0, at - 1)]):
            if not _joined(run, other, parts[0]):
                break
            parts.insert(0, other)
        units = {part.quantity.unit for part in parts}
        if len(parts) > 2 and len(units) > 1 and all(map(_counts, parts)):
            made = total(tuple(part.size.interval for part in parts))
            if made.meets(whole.size.interval):
                yield held(parts, whole)
            elif _verdict(run, parts, whole, complete=True) is not None:
                yield doubt(parts, Verdict.REVIEW, whole)


def _counts(figure: Figure) -> bool:
    return figure.size.dimension == "count" and plain(figure) and not figure.size.hedged


def _listing(run: Run, at: int) -> Listing | None:
    first = run.figures[at]
    if not _item(run, first):
        return None
    said = run.lead(first)
    loose = _BREAKS_DOWN.search(said) or _SOME.search(said)
    parts, strict = [first], 1
    for other in run.figures[at + 1 :]:
        if len(parts) > _MOST_PARTS or "。" in run.text[parts[-1].at.end : other.at.start]:
            break
        if not _alike(other, first):
            if other.size.percent or _right_behind(run, other):
                continue
            break
        words = _words(run, parts[-1], other)
        joined = _BETWEEN.fullmatch(words) is not None
        if not joined and not (loose and _LISTED.fullmatch(words) and _goes_on(words)):
            break
        if not _item(run, other):
            break
        if joined and strict == len(parts):
            strict += 1
        parts.append(other)
    return Listing(tuple(parts), strict) if 2 <= len(parts) <= _MOST_PARTS else None


def _goes_on(words: str) -> bool:
    return len(words.replace(FIGURE, "")) <= _MOST_WORDS and _TURNS.search(words) is None


def _words(run: Run, one: Figure, two: Figure) -> str:
    """What stands between two items, the figures of other units (their shares, mostly) left out."""
    start, end = one.at.end, two.at.start
    words = list(run.text[start:end])
    for other in run.within(Span(start, end)):
        first = other.at.start - start
        words[first : other.at.end - start] = [FIGURE] + [""] * (other.at.end - other.at.start - 1)
    return re.sub(
        rf"[，,（(]?(?:占[^，,。；;、]{{0,8}}|[^，,。；;、]{{0,6}}率){FIGURE}[)）]?",
        "",
        "".join(words),
    )


def _right_behind(run: Run, figure: Figure) -> bool:
    """1,284户2,317人: the same counted otherwise, with no word between."""
    return figure.at.start == run.figures[run.index(figure) - 1].at.end


def _alike(one: Figure, two: Figure) -> bool:
    return one.size.same_unit(two.size) and one.size.per == two.size.per


def _item(run: Run, figure: Figure) -> bool:
    if not plain(figure) or figure.size.percent or figure.size.hedged:
        return False
    cue = cue_of(run, figure)
    return (cue is None or cue.sign == 0) and not is_mean(run, figure)


def _judged(run: Run, listing: Listing) -> Check | None:
    """As 、 joins it, else with what commas add."""
    strict = listing.parts[: listing.strict]
    for parts in (
        (strict, listing.parts) if 1 < len(strict) < len(listing.parts) else (listing.parts,)
    ):
        wholes = [*_behind(run, parts), *_ahead(run, parts)]
        if any(_borne_out(listing.parts, whole) for whole, _ in wholes) or _goes_before(run, parts):
            return None
        told = [
            (whole, verdict)
            for whole, complete in wholes
            if (verdict := _verdict(run, parts, whole, complete)) is not None
        ]
        if told:  # rather a total that has slipped itself than one that a part keeps off
            whole, verdict = min(told, key=lambda one: not _near_miss(parts, one[0]))
            return doubt(parts, verdict, whole)
    return None


def _near_miss(parts: Sequence[Figure], whole: Figure) -> bool:
    made = sum((as_written(part, whole) for part in parts), Decimal(0))
    return one_slip(made, whole.quantity.value or Decimal(0))


def _goes_before(run: Run, parts: Sequence[Figure]) -> bool:
    """Whether the list begins with something counted otherwise: 9台（套）装备、4项材料和2项软件."""
    at = run.index(parts[0])
    before = run.figures[at - 1] if at else None
    return (
        before is not None and before.size.dimension == "count" and _joined(run, before, parts[0])
    )


def _borne_out(parts: Sequence[Figure], whole: Figure) -> bool:
    """Whether any two or more neighbours of the list make `whole`, which is then no matter of a slip."""
    return any(
        total(tuple(part.size.interval for part in parts[start:end])).meets(whole.size.interval)
        for start in range(len(parts) - 1)
        for end in range(start + 2, len(parts) + 1)
    )


def _behind(run: Run, parts: Sequence[Figure]) -> Iterator[tuple[Figure, bool]]:
    """A、B和C，合计17宗."""
    last = run.index(parts[-1])
    for other in run.figures[last + 1 : last + 1 + _BEHIND]:
        if "。" in run.text[parts[-1].at.end : other.at.start]:
            return
        if _alike(other, parts[0]):
            if _TO_ALL.search(clause(run, other)) and not other.size.hedged:
                yield other, True
            return


def _ahead(run: Run, parts: Sequence[Figure]) -> Iterator[tuple[Figure, bool]]:
    at, found = run.index(parts[0]), 0
    said = run.lead(parts[0])
    *_, second, _ = sorted(
        part.size.point for part in parts
    )  # the first may be the one that slipped
    most = _STOPS if _BREAKS_DOWN.search(said) else 1 if _SOME.search(said) else 0
    for other in reversed(run.figures[max(0, at - _REACH) : at]):
        between = run.text[other.at.end : parts[0].at.start]
        stops = between.count("。")
        if stops > most or found == _TOTALS:
            return
        if other.size.point > second and _may_be_whole(run, other, parts[0]):
            found += 1
            complete = _COMPLETE.search(said) or _REST.search(run.lead(parts[-1]))
            yield other, complete is not None


def _may_be_whole(run: Run, other: Figure, part: Figure) -> bool:
    return (
        _alike(other, part)
        and _item(run, other)
        and _OTHERS.search(clause(run, other)) is None
        and not _joined(run, other, part)
    )


def _joined(run: Run, other: Figure, part: Figure) -> bool:
    """Whether `other` is itself an item right before the list."""
    return _BETWEEN.fullmatch(run.text[other.at.end : part.at.start]) is not None


def _verdict(run: Run, parts: Sequence[Figure], whole: Figure, complete: bool) -> Verdict | None:
    values, said = [as_written(part, whole) for part in parts], whole.quantity.value or Decimal(0)
    made = sum(values, Decimal(0))
    apart = abs(made - said)
    slipped = list_slipped(values, said)
    finest = min(map(last_significant, (*values, said)))
    told = said >= _TELLING * finest
    cued = complete or _SOME.search(run.lead(parts[0])) is not None
    if slipped and complete:
        return Verdict.CONFLICT if len(parts) > 2 else Verdict.REVIEW
    if not complete and len(parts) == 2 and any(OUTCOME.search(run.lead(one)) for one in parts):
        return None
    if slipped and told and (cued or apart <= _NEAR * said):
        return Verdict.REVIEW
    larger = any(value >= said for value in values)
    if complete and not larger and apart <= (_NEAR if whole.at > parts[-1].at else _CLOSE) * said:
        return Verdict.REVIEW
    return None


def as_written(figure: Figure, whole: Figure) -> Decimal:
    """The value of `figure` in the unit of `whole`: digits are compared as they stand, not as 平方米 of 亩."""
    if figure.quantity.unit == whole.quantity.unit:
        return figure.quantity.value or Decimal(0)
    factor = (whole.quantity.value or Decimal(1)) / (whole.size.point or Decimal(1))
    return rounded(figure.size.point * factor, _FINEST).normalize()


def held(parts: Sequence[Figure], whole: Figure) -> Check:
    said = cards.shown(whole)
    left = " + ".join(cards.operand(part) for part in parts)
    return cards.check(
        Rule.SUM,
        Verdict.AGREE,
        Text(f"分项之和等于合计{said}", f"the parts add up to {said}"),
        cards.both(f"{left} = {cards.operand(whole)}"),
        (*parts, whole),
    )


def doubt(parts: Sequence[Figure], verdict: Verdict, whole: Figure) -> Check:
    said = cards.shown(whole)
    left = " + ".join(cards.operand(part) for part in parts)
    point = sum((as_written(part, whole) for part in parts), Decimal(0))
    made = cards.number(point) + cards.clip(whole.quantity.unit)
    return cards.check(
        Rule.SUM,
        verdict,
        Text(
            f"所列各项之和为{made}，报告写{said}，疑有笔误或漏列",
            f"the items listed make {made}, the report says {said}: a slip, or an item left out",
        ),
        cards.both(f"{left} = {made} ≠ {said}"),
        (*parts, whole),
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
    )
