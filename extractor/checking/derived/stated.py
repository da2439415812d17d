"""What a figure was worked out from where its own sentence says so.

Set forms of the language, not distances: 占B的R%, 由B降至A降幅R%, 比上年的B增加D, 办结A件办结率R%. Only these
may call a figure wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checking.derived.cues import Cue, Formula, clause, cue_of, is_mean, plain
from extractor.checking.derived.search import Kind, Way, unit_of
from extractor.checking.layout import Figure, Run

_OF = re.compile(r"^[^，,。；;：:]{0,24}的$")
_OF_WHAT = re.compile(r"(?:占|完成|为|是|达到?|相当于)[^，,。；;：:]{0,24}$")
# Of a part and its whole: nothing but the verb between them.
_OF_IT = re.compile(
    r"^[一-鿿、（）()“”]{0,12}[，,]?[仅约只已共就均]*(?:占|完成|为|是|达到?|相当于)[^，,。；;：:]{0,20}$"
)
_GROWING = re.compile(r"^[，,、]?[一-鿿]{0,10}$")
_STEM = re.compile(r"([一-鿿]{2})[率度][了约为达到至仅只有是在]*$")
_SHARE = re.compile(
    r"^[（(，,]?(?:仅|只)?(?:占|占比[为达是约]?|占总[一-鿿]{1,4}的|比重[为达是约]|比例[为达是约])$"
)
_RATE = re.compile(r"^(?:的|[一-鿿]{0,4}[，,、（(])[一-鿿]{1,10}[率度][了约为达到至仅只有是在]*$")
_WHICH = re.compile(r"^[，,：:；;（(]?(?:其中|包括|包含|含)")
# 同比下降25.91%（上年521起）: the base in a bracket behind the rate.
_BEHIND = re.compile(
    r"^[，,]?[（(]?(?:上年|去年|上期|同期|20\d\d年)(?:同期|度)?[一-鿿]{0,4}?[为是：:]?[约]?$"
)
_FROM = re.compile(r"(?:由|从)[^，,。；;：:]{0,20}$")
_TO = re.compile(r"^[^，,。；;：:]{0,10}(?:至|到|为)[了约]*$")
_THAN = re.compile(r"(?:比|较|上年|去年|上期|同期|年初|上届|原)[^，,。；;：:]{0,16}$")
_COUNTER = re.compile(
    r"(?:每([一-鿿]{1,3}?)[^，,。；;#月]{0,4}|(?<!月)((?!平)[一-鿿])均)[^，,。；;#月]{0,8}$"
)
_NOT = re.compile(r"[不未没无][一-鿿]{1,4}$")  # 29户不同意 is no part of 同意率
_REST = re.compile(r"[不未无节余减降缺差浮]")  # rates of what is left over
_ASKED = re.compile(r"满意|知晓|认可|支持")  # people are asked for it; it is a share of answers
SUPPOSED = (
    1  # what a way costs that goes by its place alone: nothing but a slip makes it a conflict
)
_ALL = 100  # percent: 办结率100% speaks for itself
_BETWEEN = 16  # characters between a whole and its part
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
            return next(
                filter(
                    None, (way(run, figure, near) for way in (_of, _handled, _part_of, _beside))
                ),
                None,
            )
        case Formula.GROWTH | Formula.GAP:
            return _changed(run, figure, cue, near)
        case Formula.MEAN:
            return _mean(run, figure, cue, near)
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
    start = whole.at.start
    for part in near[1:]:
        between = run.text[part.at.end : start]
        if part.size.percent and _grows(run, part) and _OF_IT.search(between):
            start = part.at.start  # A，增长13.7%，占B的
            continue
        joined = _OF_IT if start == whole.at.start else _GROWING
        if part.size.percent or not joined.search(between):
            return None
        if part.size.same_unit(whole.size):
            return Way(Formula.SHARE, part, whole, Kind.RATIO, 0)
    return None


def _grows(run: Run, figure: Figure) -> bool:
    cue = cue_of(run, figure)
    return cue is not None and cue.formula is Formula.GROWTH


def _handled(run: Run, figure: Figure, near: list[Figure]) -> Way | None:
    """查出B处，已整改A处，整改率R%: the rate is named by what was done with A."""
    said = _STEM.search(clause(run, figure))
    part = near[0]
    if said is None or part.size.percent:
        return None
    around = run.lead(part)[-24:] + run.tail(part)[:12]
    if not set(said.group(1)) & set(around) or _NOT.search(run.lead(part)):
        return None
    wholes = [
        whole
        for whole in near[1:]
        if whole.size.same_unit(part.size)
        # 非常满意200份、满意180份: one of the same kind, and not the whole
        and said.group(1) not in run.lead(whole)[-8:]
        and not _THAN.search(clause(run, whole))
    ]
    return _of_whole(part, wholes) if wholes else None


def _of_whole(part: Figure, wholes: list[Figure]) -> Way | None:
    """The nearest that is no less; of 预算684万元，中标612.75万元，节约71.25万元 the sum of part and rest. A
    part above the one whole that there is belongs to it all the same, and one of the two is wrong."""
    above = [whole for whole in wholes if whole.size.point >= part.size.point]
    if not above:
        return Way(Formula.SHARE, part, wholes[0], Kind.RATIO, 0) if len(wholes) == 1 else None
    rest = part.size.point + above[0].size.point
    whole = next((one for one in above[1:2] if one.size.point == rest), above[0])
    return Way(Formula.SHARE, part, whole, Kind.RATIO, 0)


def _beside(run: Run, figure: Figure, near: list[Figure]) -> Way | None:
    """参加64人、合格58人，通过率R%: whole, part and rate side by side, whatever the rate is called."""
    at = run.index(figure)
    if len(near) < 2 or at < 2 or run.figures[at - 2 : at] != (near[1], near[0]):
        return None
    part, whole = near[:2]
    said = run.text[part.at.end : figure.at.start]
    if (
        not _RATE.search(said)
        or _REST.search(said)
        or _ASKED.search(said)
        or figure.size.point == _ALL
    ):
        return None
    if not _a_part(run, part, whole) or (len(near) > 2 and _a_part(run, whole, near[2])):
        return None  # of a list, none is the whole of another
    return Way(Formula.SHARE, part, whole, Kind.RATIO, SUPPOSED)


def _a_part(run: Run, part: Figure, whole: Figure) -> bool:
    """Whether two figures side by side may be a part behind its whole: amounts of now, no means."""
    return (
        0 <= part.at.start - whole.at.end <= _BETWEEN
        and whole.size.same_unit(part.size)
        and whole.size.point > part.size.point
        and part.size.dimension not in ("percent", "duration")
        and not any(
            _THAN.search(clause(run, one)) or _FROM.search(clause(run, one)) or is_mean(run, one)
            for one in (part, whole)
        )
    )


def _part_of(run: Run, figure: Figure, near: list[Figure]) -> Way | None:
    """420辆出租车中，已更新115辆，占28.75%: the one greater figure of the unit in the sentence."""
    part = near[0]
    if part.size.percent or not _SHARE.search(run.text[part.at.end : figure.at.start]):
        return None
    like = [other for other in near[1:] if other.size.same_unit(part.size)]
    cost = 0
    if not like:  # 日均清运86.5吨；日均分出14.2吨，占: of the sentence before the semicolon
        cost, like = SUPPOSED, _before(run, part)
    if like and _WHICH.match(run.text[like[0].at.end : part.at.start]):
        return Way(Formula.SHARE, part, like[0], Kind.RATIO, cost)  # B，其中A，占R%
    greater = [other for other in like if other.size.point > part.size.point]
    now = [other for other in greater if not _THAN.search(clause(run, other))]
    if len(now or greater) != 1:
        return None
    return Way(Formula.SHARE, part, (now or greater)[0], Kind.RATIO, cost)


def _before(run: Run, part: Figure) -> list[Figure]:
    """The figures of the unit of `part` between the last full stop and its sentence, the nearest first."""
    at = run.index(part)
    back = [one for one in reversed(run.figures[max(0, at - _BACK) : at])]
    return [
        one
        for one in back
        if "。" not in run.text[one.at.end : part.at.start]
        and plain(one)
        and one.size.same_unit(part.size)
    ]


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
        if _WHICH.match(run.text[head.at.end : near[at - 1].at.start]):
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
