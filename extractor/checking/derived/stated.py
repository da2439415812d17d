"""What a figure was worked out from where its own sentence says so.

Set forms of the language, not distances: 占B的R%, 由B降至A降幅R%, 比上年的B增加D, 办结A件办结率R%. Only these
may call a figure wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checking.derived.cues import Cue, Formula, clause, cue_of, plain
from extractor.checking.derived.search import Kind, Way
from extractor.checking.layout import Figure, Run

_OF = re.compile(r"^[^，,。；;：:]{0,24}的$")
_OF_WHAT = re.compile(r"(?:占|完成|为|是|达到?|相当于)[^，,。；;：:]{0,24}$")
# Of a part and its whole: nothing but the verb between them.
_OF_IT = re.compile(
    r"^[一-鿿、（）()“”]{0,12}[，,]?[仅约只已共就均]*(?:占|完成|为|是|达到?|相当于)[^，,。；;：:]{0,20}$"
)
_STEM = re.compile(r"([一-鿿]{2})[率度][了约为达到至仅只有是在]*$")
_SHARE = re.compile(r"^[（(，,]?(?:占|占比|占比[为达是]|占总[一-鿿]{1,4}的)$")
_FROM = re.compile(r"(?:由|从)[^，,。；;：:]{0,20}$")
_TO = re.compile(r"^[^，,。；;：:]{0,10}(?:至|到|为)[了约]*$")
_THAN = re.compile(r"(?:比|较|上年|去年|上期|同期|年初|上届|原)[^，,。；;：:]{0,16}$")
_COUNTER = re.compile(r"(?:每([一-鿿]{1,3}?)[^，,。；;]{0,4}|([一-鿿])均)[^，,。；;]{0,8}$")
_JOINED = 16  # characters between a part and its share
# What may stand between two values of one thing, and between them and their difference.
_SAME_SUBJECT = re.compile(
    r"同比|环比|比|较|上年|去年|同期|上期|年初|末|底|全[国省市区县州盟旗镇]|平均|水平|标准|基数|增[幅速长加]?|降[幅低至到为]?"
    r"|减[少幅]?|提[高升]|上[升涨]|下[降滑]|回落|压[减降缩]|[升涨跌多少高低快慢]|[由从至到为的了是达约仅则又再也已有个]|\d|年|月"
)
_OTHER_SUBJECT = 2  # Chinese characters left over: more are another subject
_BACK = 8  # figures before the stated one


def stated(run: Run, figure: Figure, cue: Cue) -> Way | None:
    at = run.index(figure)
    before = run.figures[max(0, at - _BACK) : at]
    sentence = run.sentence(figure)
    near = [other for other in reversed(before) if sentence.holds(other.at) and plain(other)]
    if not near:
        return None
    match cue.formula:
        case Formula.SHARE:
            return (
                _of(run, figure, near) or _handled(run, figure, near) or _part_of(run, figure, near)
            )
        case Formula.GROWTH | Formula.GAP:
            return _changed(run, figure, cue, near)
        case Formula.MEAN:
            return _mean(run, figure, near)
    return None


def _of(run: Run, figure: Figure, near: list[Figure]) -> Way | None:
    """A…占(完成、为)B的R%."""
    whole = near[0]
    if whole.at.end > figure.at.start or whole.size.percent:
        return None
    if not _OF.search(run.text[whole.at.end : figure.at.start]):
        return None
    if not _OF_WHAT.search(clause(run, whole)):
        return None
    for part in near[1:]:
        if part.size.percent or not _OF_IT.search(run.text[part.at.end : whole.at.start]):
            return None
        if part.size.same_unit(whole.size):
            return Way(Formula.SHARE, part, whole, Kind.RATIO, 0)
    return None


def _handled(run: Run, figure: Figure, near: list[Figure]) -> Way | None:
    """查出B处，已整改A处，整改率R%: the rate is named by what was done with A."""
    said = _STEM.search(clause(run, figure))
    part = near[0]
    if said is None or part.size.percent:
        return None
    around = run.lead(part)[-24:] + run.tail(part)[:12]
    if not set(said.group(1)) & set(around):
        return None
    for whole in near[1:]:
        if set(said.group(1)) & set(run.lead(whole)[-8:]):
            continue  # 非常满意200份、满意180份: one of the same kind, and not the whole
        if whole.size.same_unit(part.size) and not _THAN.search(clause(run, whole)):
            fits = whole.size.point >= part.size.point
            return Way(Formula.SHARE, part, whole, Kind.RATIO, 0) if fits else None
    return None


def _part_of(run: Run, figure: Figure, near: list[Figure]) -> Way | None:
    """420辆出租车中，已更新115辆，占28.75%: the one greater figure of the unit in the sentence."""
    part = near[0]
    if part.size.percent or not _SHARE.search(run.text[part.at.end : figure.at.start]):
        return None
    like = [other for other in near[1:] if other.size.same_unit(part.size)]
    greater = [other for other in like if other.size.point > part.size.point]
    if len(greater) != 1:
        return None
    return Way(Formula.SHARE, part, greater[0], Kind.RATIO, 0)


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
        if like and not _THAN.search(clause(run, like[0])):
            return _from_change(cue, change, like[0])
        near = near[1:]
    if len(like) < 2 or like[0] is not near[0] or like[1] is not near[1]:
        return None
    last, first = like[:2]
    if not last.size.same_unit(first.size):
        return None
    if kind is Kind.GAP and not last.size.same_unit(figure.size):
        return None
    if _FROM.search(clause(run, first)) and _TO.search(run.text[first.at.end : last.at.start]):
        later, base = last, first
    elif _THAN.search(clause(run, last)) and not _THAN.search(clause(run, first)):
        later, base = first, last
    else:
        return None
    if kind is Kind.GAP:
        high, low = sorted((later, base), key=lambda one: one.size.point, reverse=True)
        return Way(cue.formula, high, low, kind, 0, later=later)
    return Way(cue.formula, later, base, kind, 0, later=later, told=told)


def _is_change(run: Run, figure: Figure, cue: Cue) -> bool:
    """增加D between the values and 增长R%."""
    own = cue_of(run, figure)
    return own is not None and own.formula is Formula.GAP and own.sign == cue.sign


def _from_change(cue: Cue, change: Figure, value: Figure) -> Way | None:
    """A，较上年增加D，增长R%: the base is A without D."""
    if not change.size.same_unit(value.size) or change.size.point >= value.size.point:
        return None
    return Way(cue.formula, change, value, Kind.GROWN if cue.sign > 0 else Kind.SHRUNK, 0)


def _mean(run: Run, figure: Figure, near: list[Figure]) -> Way | None:
    """惠及4,218户，兑付1,190.4万元，户均2,822.2元."""
    said = _COUNTER.search(clause(run, figure))
    if said is None or len(near) < 2:
        return None
    counter = said.group(1) or said.group(2)
    for top, bottom in ((near[0], near[1]), (near[1], near[0])):
        if (
            top.size.same_unit(figure.size)
            and not bottom.size.same_unit(figure.size)
            and bottom.quantity.unit.endswith(counter)
        ):
            return Way(Formula.MEAN, top, bottom, Kind.RATIO, 0)
    return None


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


def supposed(run: Run, figure: Figure) -> Iterator[Way]:
    """What a share may be of where nothing says so: greater figures of the unit before it."""
    at = run.index(figure)
    if at == 0:
        return
    part = run.figures[at - 1]
    between = run.text[part.at.end : figure.at.start]
    if part.size.percent or not plain(part) or len(between) > _JOINED or "。" in between:
        return
    for whole in reversed(run.figures[max(0, at - 1 - _BACK) : at - 1]):
        if (
            not whole.size.percent
            and whole.size.dimension == part.size.dimension
            and whole.size.point > part.size.point
            and not _THAN.search(clause(run, whole))
        ):
            yield Way(Formula.SHARE, part, whole, Kind.RATIO, 0)
