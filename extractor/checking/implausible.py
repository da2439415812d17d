"""implausible: figures that cannot be so, whatever else the report says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.checking import cards, lexicon
from extractor.checking.identities import Formula, Part, identity, part
from extractor.checking.layout import Field, Figure, Sheet
from extractor.checking.linking import Link
from extractor.checking.ratio import budget_ratios
from extractor.checking.written import written
from extractor.records import Check, Op, Role, Rule, Severity, Text, Verdict

_WHOLE = Decimal(100)
_OTHER_BUDGET = 2  # times: nobody overspends so much; it is the budget of something else
# 占年初预算的103.66% is a share of a plan, which can be exceeded, not of a whole.
_OF_PLAN = re.compile(r"(预算|计划|任务|目标|定额|上年|去年|同期)[^，。；;]{0,6}的$")
_SOME_RATE = re.compile(r"[\u4e00-\u9fff]{2}率$")
_CHANGE = re.compile(r"同比|环比|增长|下降|上升|提高|增幅|降幅|增速|增加|减少")


def implausible(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    for figure in sheet.figures:
        if figure.size.percent:
            found = _rate(sheet, figure)
            if found is not None:
                yield found
        elif figure.size.point < 0:
            found = _negative(sheet, figure)
            if found is not None:
                yield found
    yield from _overspent(sheet)
    yield from _many_times(sheet)
    yield from written(sheet)


def _rate(sheet: Sheet, figure: Figure) -> Check | None:
    if figure.size.interval.low <= _WHOLE or figure.role is Role.CHANGE:
        return None
    words = (figure.name.text, sheet.lead(figure)[-16:])
    if figure.role is Role.BASELINE and _kind(words) != "bounded":
        return None
    if any(_CHANGE.search(text) for text in words) and figure.role is not Role.ACTUAL:
        return None
    if _CHANGE.search(words[1]) or figure.name.growth:
        return None
    kind = "completion" if _OF_PLAN.search(words[1]) else _kind(words)
    said = cards.shown(figure)
    if kind == "bounded":
        return cards.check(
            Rule.IMPLAUSIBLE,
            Verdict.CONFLICT,
            Text(
                f"“{cards.called(figure)}”为{said}，部分与全体之比不应超过100%",
                f"“{cards.called(figure)}” is {said}; a share of a whole cannot exceed 100%",
            ),
            cards.both(f"{said} > 100%"),
            (figure,),
            severity=Severity.HIGH,
        )
    if kind == "" and _SOME_RATE.search(words[0]) and figure.role is Role.ACTUAL:
        return cards.check(
            Rule.IMPLAUSIBLE,
            Verdict.REVIEW,
            Text(
                f"“{cards.called(figure)}”为{said}，此类比率一般不超过100%",
                f"“{cards.called(figure)}” is {said}; a rate of this kind rarely exceeds 100%",
            ),
            cards.both(f"{said} > 100%"),
            (figure,),
        )
    if kind != "completion" or figure.role is Role.TARGET:
        return None
    most = sheet.options.tolerance.completion
    large, limit = figure.size.point >= most, cards.number(most)
    if not large and any(map(identity, words)):
        return None  # the business of `ratio`, unless nothing could be so
    return cards.check(
        Rule.IMPLAUSIBLE,
        Verdict.REVIEW if large else Verdict.AGREE,
        Text(
            f"完成率{said}为定额的{cards.number(figure.size.point / _WHOLE, 2)}倍，定额是否写明、是否合理待核",
            f"a completion of {said}: {cards.number(figure.size.point / _WHOLE, 2)} times the quota",
        )
        if large
        else Text(
            f"完成率{said}：超额完成时可以大于100%",
            f"a completion of {said} is possible when a quota is exceeded",
        ),
        cards.both(f"{said} {'≥' if large else '<'} {limit}%"),
        (figure,),
    )


def _kind(words: tuple[str, ...]) -> str:
    """The kind of the rate word that ends last in the first text that holds any."""
    kinds = lexicon.mapping("rates")
    for text in words:
        found = list(lexicon.pattern("rates").finditer(text))
        if found:
            return kinds[found[-1].group()]
    return ""


def _negative(sheet: Sheet, figure: Figure) -> Check | None:
    """An amount below zero that is no change, no adjustment and no balance."""
    if figure.role in (Role.CHANGE, Role.TARGET) or not (
        figure.size.money or figure.size.dimension == "count"
    ):
        return None
    words = figure.name.text + sheet.lead(figure)[-16:]
    if _CHANGE.search(words) or re.search(r"调整|差额|结余|盈亏|缺口|净|利润", words):
        return None
    # Settlements between levels of government (上解, 补助) can run backwards; a count cannot.
    return cards.check(
        Rule.IMPLAUSIBLE,
        Verdict.REVIEW if figure.size.money else Verdict.CONFLICT,
        Text(
            f"“{cards.called(figure)}”为负数{cards.shown(figure)}",
            f"“{cards.called(figure)}” is negative: {cards.shown(figure)}",
        ),
        cards.both(f"{cards.shown(figure)} < 0"),
        (figure,),
    )


def _overspent(sheet: Sheet) -> Iterator[Check]:
    """Spending above its budget: 预算法 第十三条, no spending without a budget for it."""
    for worked in budget_ratios(sheet):
        top, bottom = worked.top, worked.bottom[0]
        if worked.identity.formula is not Formula.SHARE:
            continue
        parts = [
            part(figure.name.text) or part(sheet.lead(figure)[-24:]) for figure in (top, bottom)
        ]
        if parts[0] not in (Part.SPENT, Part.SETTLED) or parts[1] is not Part.BUDGET:
            continue
        if top.size.interval.low <= bottom.size.interval.high or top.field is Field.TARGET:
            continue
        if top.size.point > _OTHER_BUDGET * bottom.size.point:
            continue
        if top.quantity.unit == bottom.quantity.unit and _smaller(top, bottom):
            continue
        yield cards.check(
            Rule.IMPLAUSIBLE,
            Verdict.CONFLICT,
            Text(
                f"支出{cards.shown(top)}大于预算{cards.shown(bottom)}",
                f"spending of {cards.shown(top)} exceeds its budget of {cards.shown(bottom)}",
            ),
            cards.both(f"{cards.operand(top)} > {cards.operand(bottom)}"),
            (top, bottom),
            severity=Severity.HIGH,
            amount=cards.at_stake(top.size, bottom.size),
        )


def _many_times(sheet: Sheet) -> Iterator[Check]:
    """A result of ten times its goal in a table: the point of one of them, or a digit too many."""
    most = sheet.options.tolerance.completion / _WHOLE
    for view in sheet.facts:
        if len(view.targets) != 1 or len(view.actuals) != 1:
            continue
        goal, actual = view.targets[0], view.actuals[0]
        if goal.quantity.op in (Op.LE, Op.LT) or goal.quantity.unit != actual.quantity.unit:
            continue
        if not goal.size.same_unit(actual.size) or goal.size.dimension in ("rank", "score"):
            continue
        if goal.size.point <= 1 or actual.size.point < most * goal.size.point:
            continue  # of a goal of one, three are a good year
        times = cards.number(actual.size.point / goal.size.point, 2)
        yield cards.check(
            Rule.IMPLAUSIBLE,
            Verdict.REVIEW,
            Text(
                f"“{cards.called(actual)}”实际{cards.shown(actual)}为目标{cards.shown(goal)}的{times}倍，小数点或位数是否有误待核",
                f"“{cards.called(actual)}”: {cards.shown(actual)} is {times} times the goal of {cards.shown(goal)}",
            ),
            cards.both(f"{cards.operand(actual)} ÷ {cards.operand(goal)} = {times}"),
            (actual, goal),
        )


def _smaller(top: Figure, bottom: Figure) -> bool:
    """As written: 1381 beside 1600, of which one was given the unit of its table."""
    one, two = top.quantity.value, bottom.quantity.value
    return one is not None and two is not None and one < two
