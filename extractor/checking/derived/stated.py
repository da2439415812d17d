"""What a figure was worked out from where its own sentence says so.

Set forms of the language, not distances: 占B的R%, 由B降至A降幅R%, 比上年的B增加D, 办结A件办结率R%. Only these
may call a figure wrong.
"""

from __future__ import annotations

import re

from extractor.checking.derived.cues import Cue, Formula, clause, cue_of, is_mean, plain
from extractor.checking.derived.parts import BACK, FROM, THAN, WHICH, share_of
from extractor.checking.derived.search import Kind, Way, unit_of
from extractor.checking.layout import Figure, Run

# 同比下降25.91%（上年521起）: the base in a bracket behind the rate.
_BEHIND = re.compile(
    r"^[，,]?[（(]?(?:上年|去年|上期|同期|20\d\d年)(?:同期|度)?[一-鿿]{0,4}?[为是：:]?[约]?$"
)
_TO = re.compile(r"^[^，,。；;：:]{0,10}(?:至|到|为)[了约]*$")
_COUNTER = re.compile(
    r"(?:每([一-鿿]{1,3}?)[^，,。；;#月]{0,4}|(?<!月)((?!平)[一-鿿])均)[^，,。；;#月]{0,8}$"
)
# What may stand between two values of one thing, and between them and their difference.
_SAME_SUBJECT = re.compile(
    r"同比|环比|比|较|上年|去年|同期|上期|年初|末|底|全[国省市区县州盟旗镇]|平均|水平|标准|基数|增[幅速长加]?|降[幅低至到为]?"
    r"|减[少幅]?|提[高升]|上[升涨]|下[降滑]|回落|压[减降缩]|[升涨跌多少高低快慢]|[由从至到为的了是达约仅则又再也已有个]|\d|年|月"
)
_OTHER_SUBJECT = 2  # Chinese characters left over: more are another subject


def stated(run: Run, figure: Figure, cue: Cue) -> Way | None:
    at = run.index(figure)
    before = run.figures[max(0, at - BACK) : at]
    sentence = run.sentence(figure)
    near = [other for other in reversed(before) if sentence.holds(other.at) and plain(other)]
    if not near:
        return None
    match cue.formula:
        case Formula.SHARE:
            return share_of(run, figure, near)
        case Formula.GROWTH | Formula.GAP:
            return _changed(run, figure, cue, near)
        case Formula.MEAN:
            return _mean(run, figure, cue, near)
    return None


def _changed(run: Run, figure: Figure, cue: Cue, near: list[Figure]) -> Way | None:
    """由B降至A，降幅R%; A，比上年的B增长R%."""
    if not cue.sign:
        return None
    kind = Kind.CHANGE if cue.formula is Formula.GROWTH else Kind.GAP
    like = [
        other
        for other in near
        if other.size.percent == (cue.formula is Formula.GAP and figure.size.percent)
    ]
    told: tuple[Figure, ...] = ()
    if cue.formula is Formula.GROWTH and like and _is_change(run, like[0], cue):
        change, *like = like
        told = (change,)
        if like and not THAN.search(clause(run, like[0])):
            return _from_change(cue, change, like[0])
        near = near[1:]
    if kind is Kind.CHANGE and (base := _behind(run, figure)) is not None:
        later = near[0] if near else None
        if later is not None and later.size.same_unit(base.size):
            return Way(cue.formula, later, base, kind, 0, later=later, told=told)
        return None
    like = _without_list(run, like)
    near = _without_list(run, near)
    if len(like) < 2 or like[0] is not near[0] or like[1] is not near[1]:
        return None
    last, first = like[:2]
    if not last.size.same_unit(first.size):
        return None
    if kind is Kind.GAP and not last.size.same_unit(figure.size):
        return None
    if FROM.search(clause(run, first)) and _TO.search(run.text[first.at.end : last.at.start]):
        later, base = last, first
    elif THAN.search(clause(run, last)) and not THAN.search(clause(run, first)):
        later, base = first, last
    else:
        return None
    if kind is Kind.GAP:
        high, low = sorted((later, base), key=lambda one: one.size.point, reverse=True)
        return Way(cue.formula, high, low, kind, 0, later=later)
    return Way(cue.formula, later, base, kind, 0, later=later, told=told)


def _behind(run: Run, figure: Figure) -> Figure | None:
    """The base that a bracket behind a rate states."""
    for other in run.figures[run.index(figure) + 1 :][:1]:
        if plain(other) and _BEHIND.search(run.text[figure.at.end : other.at.start]):
            return other
    return None


def _without_list(run: Run, near: list[Figure]) -> list[Figure]:
    """A，其中a、b、c，比上年的B: what 其中 lists stands between the two values and is neither."""
    for at, head in enumerate(near[2:], start=2):
        if not head.size.same_unit(near[0].size) or not head.size.same_unit(near[at - 1].size):
            break
        if WHICH.match(run.text[head.at.end : near[at - 1].at.start]):
            return [near[0], *near[at:]]
    return near


def _is_change(run: Run, figure: Figure, cue: Cue) -> bool:
    """增加D between the values and 增长R%."""
    own = cue_of(run, figure)
    return own is not None and own.formula is Formula.GAP and own.sign == cue.sign


def _from_change(cue: Cue, change: Figure, value: Figure) -> Way | None:
    """A，较上年增加D，增长R%: the base is A without D."""
    if not change.size.same_unit(value.size) or change.size.point >= value.size.point:
        return None
    return Way(cue.formula, change, value, Kind.GROWN if cue.sign > 0 else Kind.SHRUNK, 0)


def _mean(run: Run, figure: Figure, cue: Cue, near: list[Figure]) -> Way | None:
    """惠及4,218户，兑付1,190.4万元，户均2,822.2元."""
    said = _COUNTER.search(clause(run, figure))
    if said is None or len(near) < 2:
        return None
    counter = said.group(1) or said.group(2)
    for top, bottom in ((near[0], near[1]), (near[1], near[0])):
        if (
            top.size.same_unit(figure.size)
            and not is_mean(run, top)
            and not bottom.size.same_unit(figure.size)
            and _counts(run, bottom, _COUNTERS.get(counter, (counter,)))
        ):
            return Way(Formula.MEAN, top, bottom, Kind.RATIO, 0, cue.each, unit_of(bottom))
    return None


# 车均 is for each 辆; the words of the trade for what a mean is for.
_COUNTERS = {
    "车": ("辆", "台"),
    "次": ("次", "人次"),
    "床": ("张",),
    "人": ("人", "名", "人次"),
    "校": ("所",),
    "企": ("家",),
}


def _counts(run: Run, figure: Figure, counters: tuple[str, ...]) -> bool:
    if figure.quantity.unit:
        return figure.quantity.unit.endswith(counters)
    return run.text.startswith(counters, figure.at.end)  # 14列: a counter that no list of units has


def one_subject(run: Run, figure: Figure, way: Way) -> bool:
    """Whether a change speaks of what its two values speak of: 完成率由90%提高到95%，满意度提高4个百分点
    does not. Shares and means name their operands otherwise."""
    if way.kind not in (Kind.GAP, Kind.CHANGE):
        return True
    first, last = sorted((way.top, way.bottom), key=lambda one: one.at)
    if last.at.end > figure.at.start:
        return True
    for start, end in ((first.at.end, last.at.start), (last.at.end, figure.at.start)):
        left = _SAME_SUBJECT.sub("", run.text[start:end])
        if sum("一" <= char <= "鿿" for char in left) > _OTHER_SUBJECT:
            return False
    return True
