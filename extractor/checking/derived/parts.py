"""What a share is of where its own sentence says so: 占B的R%, 办结A件办结率R%, B，其中A，占R%."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checking.derived.cues import Formula, clause, cue_of, is_mean, plain
from extractor.checking.derived.search import Kind, Way
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
WHICH = re.compile(r"^[，,：:；;（(]?(?:其中|包括|包含|含)")
FROM = re.compile(r"(?:由|从)[^，,。；;：:]{0,20}$")
THAN = re.compile(r"(?:比|较|上年|去年|上期|同期|年初|上届|原)[^，,。；;：:]{0,16}$")
_NOT = re.compile(r"[不未没无][一-鿿]{1,4}$")  # 29户不同意 is no part of 同意率
_REST = re.compile(r"[不未无节余减降缺差浮]")  # rates of what is left over
_ASKED = re.compile(r"满意|知晓|认可|支持")  # people are asked for it; it is a share of answers
# What a way costs that goes by its place alone: nothing but a slip makes it a conflict.
SUPPOSED = 1
_ALL = 100  # percent: 办结率100% speaks for itself
_BETWEEN = 16  # characters between a whole and its part
_JOINED = 16  # characters between a part and its share
BACK = 8  # figures before the stated one


def share_of(run: Run, figure: Figure, near: list[Figure]) -> Way | None:
    """What the share `figure` is of; `near` are the figures before it in its sentence, the nearest first."""
    forms = _of, _handled, _part_of, _beside
    return next(filter(None, (form(run, figure, near) for form in forms)), None)


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
        and not THAN.search(clause(run, whole))
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
            THAN.search(clause(run, one)) or FROM.search(clause(run, one)) or is_mean(run, one)
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
    if like and WHICH.match(run.text[like[0].at.end : part.at.start]):
        return Way(Formula.SHARE, part, like[0], Kind.RATIO, cost)  # B，其中A，占R%
    greater = [other for other in like if other.size.point > part.size.point]
    now = [other for other in greater if not THAN.search(clause(run, other))]
    if len(now or greater) != 1:
        return None
    return Way(Formula.SHARE, part, (now or greater)[0], Kind.RATIO, cost)


def _before(run: Run, part: Figure) -> list[Figure]:
    """The figures of the unit of `part` between the last full stop and its sentence, the nearest first."""
    at = run.index(part)
    back = [one for one in reversed(run.figures[max(0, at - BACK) : at])]
    return [
        one
        for one in back
        if "。" not in run.text[one.at.end : part.at.start]
        and plain(one)
        and one.size.same_unit(part.size)
    ]


def supposed(run: Run, figure: Figure) -> Iterator[Way]:
    """What a share may be of where nothing says so: greater figures of the unit before it."""
    at = run.index(figure)
    if at == 0:
        return
    part = run.figures[at - 1]
    between = run.text[part.at.end : figure.at.start]
    if part.size.percent or not plain(part) or len(between) > _JOINED or "。" in between:
        return
    for whole in reversed(run.figures[max(0, at - 1 - BACK) : at - 1]):
        if (
            not whole.size.percent
            and whole.size.dimension == part.size.dimension
            and whole.size.point > part.size.point
            and not THAN.search(clause(run, whole))
        ):
            yield Way(Formula.SHARE, part, whole, Kind.RATIO, 0)
