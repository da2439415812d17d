"""target_vs_actual, where prose itself says what was promised and what came of it.

Set forms of the language: 未达到B的要求, 超出B的规定时限, 计划B、实际A, 完成目标的R%. What prose admits is a miss all the same:
whether it is explained is the business of `unexplained`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import takewhile
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.derived.afar import Elsewhere, elsewhere
from extractor.checking.derived.cues import clause, cue_of, is_points, plain
from extractor.checking.derived.search import witness
from extractor.checking.goals import Judged, Outcome, of_figures
from extractor.checking.layout import Figure, Run, Sheet
from extractor.records import Op, Role, SectionKind, Verdict

_LIMIT = re.compile(
    r"^的?[^，,。；;：:#]{0,6}(?:时限|期限|上限|限额|限值|控制|规定|约定|标准|门槛)"
)
_LEVEL = r"[^，,。；;：:#]{0,14}$"
_FAILS = re.compile(rf"(?:未达到?|未能达到|没有达到|达不到|未能完成|未完成|不及){_LEVEL}")
_BELOW = re.compile(rf"(?<!不)(?<!不得)(?:低于|不足|少于){_LEVEL}")
_WANTED = re.compile(
    r"目标|计划|任务|要求|指标|预期|门槛"
)  # of which less is a miss, as of 标准 it may not be
# 超出30日的规定时限 and 超出合同约定的80% name the limit; 超出规定时限14天 says by how much.
_ABOVE = re.compile(r"(?:超出|超过|突破)(?:[^，,。；;：:#]{0,12}的|[^，,。；;：:#限额定]{0,4})$")
# What is said to have been kept or beaten: 低于5‰的控制线, 没有突破26万元的控制数, 超过年度目标13%.
_KEPT = re.compile(
    r"(?:未超过?|没有超过?|未突破|没有突破|不超过|控制在|(?<!不)(?<!不得)(?:低于|少于|短于))[^，,。；;：:#]{0,14}$"
)
# Clauses without a subject of their own speak of the figure before: 718元，控制在省定1000元以内; 61%，达到不低于60%的要求.
_STILL = r"^(?:均|都|也|仍|并|且|已|略|远|全部|始终){0,2}"
_HELD = re.compile(rf"{_STILL}(?:控制|保持|稳定)在{_LEVEL}|{_STILL}处于{_LEVEL}")
_REACHED = re.compile(rf"{_STILL}(?:达到了?|符合|满足){_LEVEL}")
_FLOOR_KEPT = re.compile(rf"{_STILL}(?:守住了?|高于|高出){_LEVEL}")
_FLOOR = re.compile(r"^的?[^，,。；;：:#]{0,6}(?:底线|红线|下限|要求|规程|门槛)")
_BETTER = re.compile(rf"{_STILL}(?:优于|快于|好于){_LEVEL}")
_RULED = re.compile(r"(?:规定|约定|要求|限定)的?$")
# A limit that is named first, and then what it came to: 合同工期540天，实际用时668天.
_LIMITED = re.compile(r"(?:控制数|限额|上限|工期|时限|(?:要求|约定|规定)[^，,。；;：:#]{0,8})$")
_CAME_TO = re.compile(r"(?:实际|用时|支出)[^，,。；;：:#]{0,8}$")
# 变更增资超过工程费2%的控制线: what exceeds is no figure of the sentence.
_OF_ITS_OWN = re.compile(
    r"^(?!.*#)[^，,。；;：:]{2,}(?<!实际)(?<!仍然)(?<!依然)(?<!明显)(?<!没有)(?:超过|超出|(?<!未)突破)"
)
_WITHIN = re.compile(r"^(?:以内|之内|以下|内)")
_BEATEN = re.compile(
    r"(?:超过|高于|超出|超|优于|大于)[^，,。；;：:#]{0,6}(?:目标|计划|任务|标准|要求|指标)[^，,。；;：:#]{0,6}$"
)
_PLANNED = re.compile(rf"(?:计划|原定|预定|承诺的?|应[配做建][一-鿿]?|应到位|目标[为是]?){_LEVEL}")
_DONE = re.compile(r"(?:实际|只|仅|才|实有|实做|实建|办成)[^，,。；;：:#]{0,10}$")
_OF_GOAL = re.compile(
    r"(?:完成|为|是|占|达到?)[^，,。；;：:#]{0,8}(?:目标|任务|计划)[^，,。；;：:#]{0,2}的$"
)
_LACKS = re.compile(r"(?:欠|缺|差|剩|未|尚|不到位)[^，,。；;：:#]{0,8}$")
_OTHERS = re.compile(r"(?:上年|去年|同期|全[国省市区县州]|平均|上期|年初)[^，,。；;：:#]{0,12}$")
_NOT_YET = re.compile(
    r"截至(?!.{0,8}12月)|截止(?!.{0,8}12月)|上半年|前三季度|[1-9]月底?前|力争|将|拟于"
)
_CAP = re.compile(r"(?:控制线|控制数|上限|限额|限值|时限|警戒线)[^，,。；;：:#]{0,4}$")
_ABOVE_WORD = re.compile(r"超出|超过|突破")
_OF_OTHERS = re.compile(r"^的?[^，,。；;：:#]{0,4}(?:上年|去年|同期|平均|上期)")
_CHINESE = re.compile(r"[一-鿿]")
_NEAR_WORDS = 8  # characters after a number that say what it is
_BACK = 4  # figures of the sentence before a goal
_HUNDRED = Decimal(100)
_AT_MOST = frozenset({Op.LE, Op.LT})
_AT_LEAST = frozenset({Op.GE, Op.GT})
_BOUNDS = _AT_MOST | _AT_LEAST
_CAPPED = re.compile(r"控制数|限额|上限|工期|时限")
_MET = frozenset("≤≥")

Pair = tuple[Decimal, Decimal, str]  # goal, result, unit


def declared(sheet: Sheet) -> Iterator[tuple[Pair, Judged]]:
    """What prose says of goals and results, each pair once."""
    afar = elsewhere(sheet)
    told: set[Pair] = set()
    for run in sheet.runs.values():
        if run.passage.section in (SectionKind.GOAL, SectionKind.MEASURE):
            continue
        for figure in run.figures:
            for one in _of(run, figure, afar):
                pair = (one.goal.size.point, one.actual.size.point, one.goal.size.unit)
                if pair not in told and (judged := _judged(one)) is not None:
                    told.add(pair)
                    yield pair, judged


def _bound_of(figure: Figure) -> str:
    """What the tagger took into the quantity: 低于 of 低于20公里."""
    return "".join(takewhile(_CHINESE.match, figure.text))


class _Said(NamedTuple):
    actual: Figure
    goal: Figure
    more: tuple[Figure, ...] = ()  # where else they stand
    sign: str = ""  # how they stand to each other by the words, where those decide


_Told = Iterator[_Said]


def _judged(one: _Said) -> Judged | None:
    if one.sign:
        card = f"{cards.shown(one.actual)} {one.sign} {cards.shown(one.goal)}"
        verdict = Verdict.AGREE if one.sign in _MET else Verdict.CONFLICT
        outcome: Outcome | None = Outcome(verdict, cards.both(card))
    else:
        outcome = of_figures(one.goal, one.actual)
    if outcome is None:
        return None
    called = one.actual.name.text or one.goal.name.text
    evidence = (one.actual, one.goal, *one.more)
    return Judged(outcome, called, one.actual.place.line, evidence, admitted=True)


def _of(run: Run, figure: Figure, afar: Elsewhere) -> _Told:
    said, tail = clause(run, figure) + _bound_of(figure), run.tail(figure)
    if _OTHERS.search(said) or _OF_OTHERS.search(tail[:_NEAR_WORDS]) or _OF_ITS_OWN.match(said):
        return
    if figure.size.percent and _OF_GOAL.search(said):
        yield from _completed(run, figure, afar)
    elif _stays_within(said, tail, figure):
        yield from _kept(run, figure)
    elif _FLOOR_KEPT.search(said) and (_FLOOR.match(tail) or "守住" in said):
        yield from _above_floor(run, figure)
    elif _BEATEN.search(said) or (
        (_REACHED.search(said) or _BETTER.search(said)) and figure.quantity.op in _BOUNDS
    ):
        yield from _beaten(run, figure)
    elif _FAILS.search(said) or (_BELOW.search(said) and _WANTED.search(said + tail[:_NEAR_WORDS])):
        yield from _fell_short(run, figure)
    elif _ABOVE.search(said) and (_LIMIT.match(tail) or _LIMIT.match(_ABOVE_WORD.split(said)[-1])):
        yield from _exceeded(run, figure)
    elif _PLANNED.search(said):
        yield from _planned(run, figure)
    elif _LIMITED.search(said) and (figure.quantity.op in _AT_MOST or _CAPPED.search(said)):
        yield from _limited(run, figure)


def _stays_within(said: str, tail: str, figure: Figure) -> bool:
    """Whether the words say that what stands before was kept within `figure`."""
    limit = bool(_LIMIT.match(tail) or _WITHIN.match(tail))
    if figure.quantity.op in _AT_LEAST:
        return False
    if _KEPT.search(said) and (limit or _CAP.search(said)):
        return True
    if _HELD.search(said):
        return limit or figure.quantity.op in _AT_MOST
    return bool(_BETTER.search(said) and not figure.size.percent and (limit or _RULED.search(said)))


def _fell_short(run: Run, goal: Figure) -> _Told:
    """最低一处仅16.8兆帕，未达到设计要求的20兆帕."""
    actual = _before(run, goal)
    if actual is not None and actual.size.interval.high < goal.size.point:
        yield _Said(actual, goal, sign="<")


def _above_floor(run: Run, floor: Figure) -> _Told:
    """62.0%，高于省定60%的底线."""
    actual = _before(run, floor)
    if actual is not None:
        kept = actual.size.interval.high >= floor.size.point
        yield _Said(actual, floor, sign="≥" if kept else "<")


def _exceeded(run: Run, limit: Figure) -> _Told:
    """用了38天，超出30日的规定时限: of a limit that is no goal of more."""
    actual = _before(run, limit)
    if actual is not None and actual.size.interval.low > limit.size.point:
        yield _Said(actual, limit, sign=">")


def _kept(run: Run, limit: Figure) -> _Told:
    """没有突破26万元的控制数: what was kept within, or was not."""
    actual = _before(run, limit)
    if actual is not None:
        yield _Said(actual, limit, sign=_against(actual, limit))


def _limited(run: Run, limit: Figure) -> _Told:
    """合同工期540天，实际用时668天."""
    sentence = run.sentence(limit)
    for other in run.figures[run.index(limit) + 1 :][:_BACK]:
        if not sentence.holds(other.at):
            return
        if other.size.same_unit(limit.size) and other.role is not Role.TARGET:
            if _CAME_TO.search(clause(run, other)):
                yield _Said(other, limit, sign=_against(other, limit))
            return


def _against(actual: Figure, limit: Figure) -> str:
    return ">" if actual.size.interval.low > limit.size.point else "≤"


def _beaten(run: Run, goal: Figure) -> _Told:
    """增长15.38%，超过年度目标13%: what was beaten, or was not."""
    actual = _before(run, goal)
    if actual is not None:
        yield _Said(actual, goal)


def _planned(run: Run, goal: Figure) -> _Told:
    """计划12000亩，实际10860亩; a limit (不超过) is another matter."""
    sentence = run.sentence(goal)
    owed = "应" in clause(run, goal)  # money that is to be spent may be saved, what is due may not
    if goal.quantity.op in (Op.LE, Op.LT) or (goal.size.money and not owed):
        return
    if _NOT_YET.search(run.text[sentence.start : sentence.end]):
        return
    for other in run.figures[run.index(goal) + 1 :][:2]:
        if not sentence.holds(other.at):
            return
        if other.size.same_unit(goal.size) and not is_points(other):
            if _DONE.search(clause(run, other)):
                yield _Said(other, goal)
            return


def _completed(run: Run, rate: Figure, afar: Elsewhere) -> _Told:
    """2.48万人次，完成目标的95.38%: the goal stands in the sentence or elsewhere."""
    if rate.size.interval.high >= _HUNDRED or rate.role is Role.TARGET:
        return
    sentence, cue = run.sentence(rate), cue_of(run, rate)
    if cue is None or _NOT_YET.search(run.text[sentence.start : sentence.end]):
        return
    found = witness(run, rate, cue) or afar.witness(run, rate, cue)
    if found is None:
        return
    actual, goal = found.way.top, found.way.bottom
    nearest = next((f for f in reversed(run.figures[: run.index(rate)]) if plain(f)), None)
    if actual is nearest and not actual.size.money and not _LACKS.search(clause(run, actual)):
        yield _Said(actual, goal, (rate, *afar.again(rate, found)))


def _before(run: Run, goal: Figure) -> Figure | None:
    """The nearest figure of the unit before `goal` in its sentence."""
    sentence = run.sentence(goal)
    at = run.index(goal)
    for other in reversed(run.figures[max(0, at - _BACK) : at]):
        if not sentence.holds(other.at):
            return None
        if (
            other.size.same_unit(goal.size)
            and not is_points(other)
            and other.role is not Role.TARGET
        ):
            return other
    return None
