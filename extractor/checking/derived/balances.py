"""Balances beside the rate of what was spent: 累计支出S，执行率R%，结转D: of the budget B with S ÷ B = R, D is B − S.

The rate tells which budget is meant, wherever in the report it stands; a balance that is one slip from B − S
is asked about.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.derived.cues import aimed, clause, plain
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.tolerance import Interval, one_slip, quotient, rounded
from extractor.records import Check, Rule, Severity, Text, Verdict

_BACK = 6  # figures before a balance
_LEFT = re.compile(r"(?:结转|结余|节余|余额|剩余|未执行|未支出|未使用|未拨付|未支付)[一-鿿]{0,6}$")
_RATE = re.compile(r"(?:执行|支出|支付|使用|拨付)(?:进度|率)[为达是到约]*$")
_SPENT = re.compile(r"(?:支出|支付|执行|使用|拨付|完成)[一-鿿]{0,4}$")
_HUNDRED = Decimal(100)


def balances(sheet: Sheet) -> Iterator[Check]:
    money = sorted(
        (figure for figure in sheet.figures if figure.size.money and not figure.size.hedged),
        key=lambda figure: figure.size.point,
    )
    points = [figure.size.point for figure in money]
    for run in sheet.runs.values():
        for balance in run.figures:
            if not balance.size.money or aimed(run, balance) or balance.size.hedged:
                continue
            if not _LEFT.search(clause(run, balance)):
                continue
            said = _rate_and_spent(run, balance)
            if said is None:
                continue
            budgets = _budgets(money, points, *said)
            check = _judged(balance, *said, budgets)
            if check is not None:
                yield check


def _rate_and_spent(run: Run, balance: Figure) -> tuple[Figure, Figure] | None:
    """The rate nearest before a balance in its sentence, and what was spent right before that."""
    at, sentence = run.index(balance), run.sentence(balance)
    near = [f for f in reversed(run.figures[max(0, at - _BACK) : at]) if sentence.holds(f.at)]
    for i, rate in enumerate(near):
        if rate.size.percent and _RATE.search(clause(run, rate)):
            spent = near[i + 1] if i + 1 < len(near) else None
            if spent is not None and spent.size.money and _SPENT.search(clause(run, spent)):
                return rate, spent
            return None
        if rate.size.money:
            return None  # the balance is of something named in between
    return None


def _budgets(
    money: list[Figure], points: list[Decimal], rate: Figure, spent: Figure
) -> list[Figure]:
    """Amounts of the report that the rate is of."""
    if rate.size.interval.low <= 0:
        return []
    low = spent.size.point * _HUNDRED / rate.size.interval.high
    high = spent.size.point * _HUNDRED / rate.size.interval.low
    found: list[Figure] = []
    for figure in money[bisect_left(points, low) :]:
        if figure.size.point > high:
            break
        share = quotient(spent.size.interval, figure.size.interval)
        half = rate.size.place / 2
        stated = Interval(rate.size.point - half, rate.size.point + half)
        if plain(figure) and share is not None and share.scaled(_HUNDRED).meets(stated):
            found.append(figure)
    return found


def _judged(balance: Figure, rate: Figure, spent: Figure, budgets: list[Figure]) -> Check | None:
    size = balance.size
    slipped: Figure | None = None
    for budget in budgets:
        left = rounded(budget.size.point - spent.size.point, size.place)
        if abs(left - size.point) <= size.slack:
            return None
        if slipped is None and one_slip(left, size.point):
            slipped = budget
    return None if slipped is None else _check(balance, rate, spent, slipped)


def _check(balance: Figure, rate: Figure, spent: Figure, budget: Figure) -> Check:
    said = cards.shown(balance)
    factor = balance.size.point / (balance.quantity.value or Decimal(1)) or Decimal(1)
    left = (budget.size.point - spent.size.point) / factor
    value = f"{cards.number(rounded(left, Decimal('0.000001')))}{balance.quantity.unit}"
    a, b, share = cards.operand(budget), cards.operand(spent), cards.shown(rate)
    return cards.check(
        Rule.SUM,
        Verdict.REVIEW,
        Text(
            f"结余报告写{said}，按执行率{share}所对应的{a}减{b}为{value}，疑有笔误",
            f"the balance is stated as {said}; {a}, of which {b} is {share}, leaves {value}",
        ),
        cards.both(f"{a} − {b} = {value} ≠ {said}"),
        (balance, spent, budget, rate),
        severity=Severity.MEDIUM,
    )
