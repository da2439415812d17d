"""What the words before a figure say that it was worked out from others.

完成率96.6% is a share, 比上年增加12家 a difference, 户均2,822元 a mean: the wording of the trade, as one
table. The clause alone decides; which figures it was worked out from is the business of `search`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from extractor.checking.layout import Figure, Run
from extractor.quantities.units import to_base
from extractor.records import Op, SectionKind, Span, Text


class Formula(StrEnum):
    SHARE = "share"  # a ÷ b, in percent
    GROWTH = "growth"  # |a - b| ÷ b, in percent
    GAP = "gap"  # |a - b|
    MEAN = "mean"  # a ÷ b
    TIMES = "times"  # a ÷ b, or (a - b) ÷ b


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    formula: Formula
    before: re.Pattern[str]  # how the clause before the figure ends
    called: Text
    percent: bool  # whether the figure must be one
    each: int = 1  # of a mean: 每万人 is for 10,000
    per: str = ""  # of a mean: what it is for each of (公里, 户), "" where the words do not say
    monthly: bool = False  # of a mean: for each month of the year
    sign: int = 0  # of a change: +1 the later value is the greater one


_LEADS = "[了约为达到至仅只有近超逾是在]*"
# 降至 and 提高到 lead to a level, and to no difference.
RISES = "(?<!负)增长|增加|上升|提高|提升|上涨|增收|增支|追加|调增|净增|扩大|(?<!负)增|升|涨|多|高(?!达)|快|多支|多收"
SINKS = "负增长|下降|减少|降低|回落|压减|压缩|压降|缩减|核减|调减|缩短|下滑|降|减|少|低|慢|跌|节约|节支|少支|少收|短收"
_UP = rf"(?:(?:增幅|增速|升幅|涨幅)[为达是约]*|(?:{RISES})[了约近超逾达]*)"
_DOWN = rf"(?:(?:降幅|减幅|跌幅)[为达是约]*|(?:{SINKS})[了约近超逾达]*)"
_LEFT = (
    r"(?:结余|结转|节余|余额|余下|剩余|其余|还剩|缺口|缺|差额|相差|尚差|还差|差(?![旅错评异别])|欠|尚有|还有|仍有"
    rf"|未[一-鿿]{{1,4}})[一-鿿]{{0,6}}?{_LEADS}"
)
_DIFFERENCE, _CHANGE = Text("差额", "difference"), Text("增减幅度", "rate of change")

# Read top down, the first row whose clause fits decides.
CUES: tuple[Cue, ...] = (
    Cue(
        formula=Formula.SHARE,
        before=re.compile(r"(?:占|完成|为|是|达到?|实现|相当于|等于)[^，,。；;：:]{0,24}的$"),
        called=Text("比例", "share"),
        percent=True,
    ),
    Cue(
        formula=Formula.GROWTH,
        before=re.compile(rf"{_UP}$"),
        called=_CHANGE,
        percent=True,
        sign=1,
    ),
    Cue(
        formula=Formula.GROWTH,
        before=re.compile(rf"{_DOWN}$"),
        called=_CHANGE,
        percent=True,
        sign=-1,
    ),
    Cue(
        formula=Formula.SHARE,
        before=re.compile(
            rf"(?:占|占比|占[一-鿿]{{1,12}}|[率度]|比重|比例|进度)[一-鿿]{{0,3}}?{_LEADS}$"
        ),
        called=Text("比例", "share"),
        percent=True,
    ),
    Cue(
        formula=Formula.MEAN,
        before=re.compile(rf"(?:均|每)[^，,。；;：:]{{0,10}}{_LEADS}$"),
        called=Text("平均数", "mean"),
        percent=False,
    ),
    Cue(
        formula=Formula.GAP,
        before=re.compile(rf"{_UP}$"),
        called=_DIFFERENCE,
        percent=False,
        sign=1,
    ),
    Cue(
        formula=Formula.GAP,
        before=re.compile(rf"{_DOWN}$"),
        called=_DIFFERENCE,
        percent=False,
        sign=-1,
    ),
    Cue(
        formula=Formula.GAP,
        before=re.compile(rf"{_LEFT}$"),
        called=_DIFFERENCE,
        percent=False,
    ),
    Cue(  # what is left after a fall: 从41.3万平方米压减到25.1万平方米
        formula=Formula.GAP,
        before=re.compile(r"(?:压减|压降|减少|降低|下降|降|回落|收窄)(?:到|至|为)$"),
        called=_DIFFERENCE,
        percent=False,
    ),
)
_TIMES = Cue(
    formula=Formula.TIMES, before=re.compile(""), called=Text("倍数", "multiple"), percent=False
)
DIFFERENCE = next(cue for cue in CUES if cue.formula is Formula.GAP and not cue.sign)
_MEAN = next(cue for cue in CUES if cue.formula is Formula.MEAN)
# 抽检156批次 合格153批次 98.08%: no word, but the name of the column.
_NAMED_SHARE = Cue(
    formula=Formula.SHARE, before=re.compile(""), called=Text("比例", "share"), percent=True
)
_RATE_NAME = re.compile(r"(?:[率度]|占比|比重|比例)$")
_EACH = re.compile(r"每(百万|十万|万|千|百|十)[^，,。；;：:#]{0,12}$")
_MONTHLY = re.compile(r"每月|月[人户]?均|均每?月|月平均|按月")
_PER = re.compile(
    r"(?:([一-鿿])均|每(?:一|新建|新增|改造|新)?([一-鿿]{1,4}))[^，,。；;：:#]{0,10}$"
)
_LONGEST_UNIT = 4
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "十万": 100_000, "百万": 1_000_000}
_JOINT = re.compile(r"[、和及与]")
_POINTS = tuple(
    Cue(
        formula=Formula.GAP,
        before=re.compile(pattern),
        called=Text("百分点差", "difference in points"),
        percent=True,
        sign=sign,
    )
    for pattern, sign in ((rf"{_UP}$", 1), (rf"{_DOWN}$", -1), ("", 0))
)
_AIMS = re.compile(r"力争|确保|计划|目标|拟|将|预计|争取|达到[^，,。；;]{0,4}以上$")
# 为计划26000亩的86.0%: here the plan is what was reached so far, and no aim.
_OF_PLAN = re.compile(
    r"(?:完成|占|为|是|达到?|实现|相当于)[^，,。；;：:]{0,16}(?:计划|目标|任务)[^，,。；;：:]{0,12}的$"
)
_POINT_UNITS = frozenset({"个百分点", "百分点"})
_AHEAD = frozenset({SectionKind.GOAL, SectionKind.MEASURE})
FIGURE = "#"  # stands for a figure
_STOPS = re.compile(r"[，,。；;：:、！!？?]")
_MOST_LISTED = 8  # rates in one list
_FURTHEST = 120  # characters before a figure
_NO_CLAUSE = 48  # characters of a clause that are looked at
_BOUNDS = frozenset({Op.GE, Op.GT, Op.LE, Op.LT, Op.RANGE})


def clause(run: Run, figure: Figure) -> str:
    """The words of its clause before `figure`, every other figure as one mark: the comma of
    11,200户 ends no clause."""
    known = run.said.get(figure)
    if known is None:
        known = run.said[figure] = _clause(run, figure)
    return known


def _clause(run: Run, figure: Figure) -> str:
    end = figure.at.start
    start = max(run.sentence(figure).start, end - _FURTHEST)
    words = list(run.text[start:end])
    for other in run.within(Span(start, end)):
        first = other.at.start - start
        words[first : other.at.end - start] = [FIGURE] + [""] * (other.at.end - other.at.start - 1)
    return _STOPS.split("".join(words))[-1][-_NO_CLAUSE:].rstrip(" （(")


def cue_of(run: Run, figure: Figure) -> Cue | None:
    """How `figure` was worked out, by the words before it; None where they do not say."""
    if figure.quantity.op in _BOUNDS:
        return None  # a limit, and nothing that was worked out
    if figure.quantity.unit == "倍":
        return _TIMES
    said = clause(run, figure)
    if is_points(figure):
        return next((cue for cue in _POINTS if cue.before.search(said)), _POINTS[-1])
    for cue in CUES:
        if cue.percent == figure.size.percent and cue.before.search(said):
            return _of_each(cue, said) if cue.formula is Formula.MEAN else cue
    if not figure.size.percent:
        return None
    return _listed(run, figure) or (_NAMED_SHARE if _RATE_NAME.search(figure.name.text) else None)


def cue_of_price(figure: Figure) -> Cue | None:
    """52元/吨 is an amount by a number of 吨."""
    return replace(_MEAN, per=figure.size.per) if figure.size.per and figure.size.money else None


def cue_of_cell(figure: Figure) -> Cue | None:
    """How a value of a table was worked out, by the name of its row: 按期办结率, 户均改造成本."""
    said = figure.name.text
    if figure.size.percent:
        if figure.name.growth:
            return next(cue for cue in CUES if cue.formula is Formula.GROWTH)
        return _NAMED_SHARE if _RATE_NAME.search(said) else None
    each = _PER.search(said + FIGURE) is not None or "均" in said
    return _of_each(_MEAN, said) if each else None


def _of_each(cue: Cue, said: str) -> Cue:
    """A mean with what it is for: 每万人 (10,000 of 人), 每公里, 户均."""
    cue = replace(cue, monthly=_MONTHLY.search(said) is not None)
    each = _EACH.search(said)
    scale, rest = (_SCALES[each.group(1)], said[each.end(1) :]) if each else (1, "")
    if each is None and (found := _PER.search(said)) is not None:
        before, rest = found.group(1), found.group(2) or ""
        if before:
            return replace(cue, per=before)
    longest = (rest[:size] for size in range(_LONGEST_UNIT, 0, -1))
    per = next((unit for unit in longest if to_base(Decimal(1), unit) is not None), rest[:1])
    return replace(cue, each=scale, per=per)


def _listed(run: Run, figure: Figure) -> Cue | None:
    """增幅分别为3.1%、11.7%: the second is worked out like the first."""
    at = run.index(figure)
    for i in range(at - 1, max(-1, at - 1 - _MOST_LISTED), -1):
        before, after = run.figures[i], run.figures[i + 1]
        joint = run.text[before.at.end : after.at.start]
        if not before.size.percent or not _JOINT.fullmatch(joint):
            return None
        said = clause(run, before)
        for cue in CUES:
            if cue.percent and cue.before.search(said):
                return cue
    return None


def is_mean(run: Run, figure: Figure) -> bool:
    """Whether `figure` is so much for each: it has no parts."""
    cue = cue_of(run, figure)
    return cue is not None and cue.formula is Formula.MEAN


def ranked(figure: Figure) -> bool:
    """Places in a ranking and points of a score are worked out from nothing here; by their units, for
    what a model calls them must not decide what is checked."""
    return figure.size.dimension in ("rank", "score")


def aimed(run: Run, figure: Figure) -> bool:
    """Whether its place or its words say that it is a goal, which need not follow from anything."""
    return run.passage.section in _AHEAD or intended(run, figure)


def intended(run: Run, figure: Figure) -> bool:
    """Whether its own words say so, wherever it stands."""
    said = _OF_PLAN.sub("", clause(run, figure))
    return figure.quantity.op in _BOUNDS or _AIMS.search(said) is not None


def plain(figure: Figure) -> bool:
    """Whether `figure` may be an operand: an amount, and no difference in points."""
    return not ranked(figure) and figure.size.point > 0 and not is_points(figure)


def is_points(figure: Figure) -> bool:
    return figure.quantity.unit in _POINT_UNITS
