"""So many at so much each: 新建暖棚186座，每座补助3.6万元，兑付669.6万元.

A price names what it is for (每亩, 人均, 元/吨); a number of just that, near it, makes an amount that the
report states. Ratio checks, as the price is the amount by the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.derived.cues import aimed, clause, is_points, plain
from extractor.checking.derived.search import chance
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.tolerance import Interval, digits, one_slip, rounded
from extractor.records import Check, Rule, Severity, Text, Verdict

_EACH = re.compile(
    r"每(?:一|个|名|新建|新增|改造|新)?([一-鿿]{1,3}?)(?:每[年月学]期?|仅|约)?[^，,。；;：:#]{0,8}$|([人户亩均])均[^，,。；;：:#]{0,8}$|单([口座个台栋件套处亩眼])[^，,。；;：:#]{0,8}$"
)
_SLASH = re.compile(r"[/／]([一-鿿]{1,3})$")
_REACH = 10  # figures around a price
_MOST_TRIES = 40  # pairs of number and amount for one price
_LIMIT = Decimal("0.2")  # chance hits expected
_NEAR = 3  # figures of one sentence that plainly belong together
_FAR = Decimal("0.25")
_TELLING = 3
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}


class _Product(NamedTuple):
    price: Figure
    number: Figure
    amount: Figure
    point: Decimal  # in the unit of the amount
    interval: Interval


def products(sheet: Sheet) -> Iterator[Check]:
    for run in sheet.runs.values():
        for price in run.figures:
            counter = _counter(run, price)
            if counter:
                yield from _of(run, price, counter)


def _counter(run: Run, price: Figure) -> str:
    """What one of costs `price`; "" where it is no price."""
    if price.size.percent or price.size.point <= 0 or is_points(price) or price.size.hedged:
        return ""
    if found := _SLASH.search(price.quantity.unit):
        return found.group(1)
    said = _EACH.search(clause(run, price))
    if said is None:
        return ""
    counter: str = next(filter(None, said.groups()))
    return counter


def _of(run: Run, price: Figure, counter: str) -> Iterator[Check]:
    at = run.index(price)
    around = [*run.figures[max(0, at - _REACH) : at], *run.figures[at + 1 : at + 1 + _REACH]]
    around.sort(key=lambda figure: abs(run.index(figure) - at))
    numbers = [f for f in around if _bare_unit(f).endswith(counter) and plain(f)]
    amounts = [f for f in around if f.size.unit == price.size.unit and not f.size.per and plain(f)]
    expected, tries = Decimal(0), 0
    doubt: _Product | None = None
    for number in numbers:
        for amount in amounts:
            tries += 1
            expected += chance(amount)
            if number is amount or tries > _MOST_TRIES:
                continue
            made = _made(price, number, amount)
            if made.interval.meets(amount.size.interval):
                if expected <= _LIMIT or tries == 1:
                    yield _check(made, Verdict.AGREE)
                return
            if doubt is None and _together(run, made):
                doubt = made
    if doubt is not None:
        yield from _doubted(run, doubt)


def _bare_unit(figure: Figure) -> str:
    return figure.quantity.unit.lstrip("".join(_SCALES))


def _made(price: Figure, number: Figure, amount: Figure) -> _Product:
    written = number.quantity.value or Decimal(0)
    scale = Decimal(1)
    for char in number.quantity.unit[: len(number.quantity.unit) - len(_bare_unit(number))]:
        scale *= _SCALES[char]
    many = written * scale
    half = (number.size.interval.high - number.size.point) / number.size.point * many
    half = half if half.is_finite() else Decimal(0)
    low, high = price.size.operand
    few = max(Decimal(0), many - half)
    return _Product(
        price, number, amount, price.size.point * many, Interval(low * few, high * (many + half))
    )


def _together(run: Run, made: _Product) -> bool:
    """Whether number, price and amount stand side by side in one sentence, the amount last."""
    sentence = run.sentence(made.price)
    three = sorted((made.price, made.number), key=lambda one: one.at)
    first, last = run.index(three[0]), run.index(made.amount)
    return (
        sentence.holds(made.number.at)
        and sentence.holds(made.amount.at)
        and 0 < last - first < _NEAR
        and run.index(three[1]) < last
    )


def _doubted(run: Run, made: _Product) -> Iterator[Check]:
    size = made.amount.size
    figures = (made.price, made.number, made.amount)
    apart = abs(made.point - size.point)
    place = size.place
    slip = digits(size.point) >= _TELLING and one_slip(rounded(made.point, place), size.point)
    if aimed(run, made.amount) or (apart > _FAR * size.point and not slip):
        return
    sure = slip and not any(figure.size.hedged for figure in figures)
    yield _check(made, Verdict.CONFLICT if sure else Verdict.REVIEW)


def _check(made: _Product, verdict: Verdict) -> Check:
    size, said = made.amount.size, cards.shown(made.amount)
    factor = size.point / made.amount.quantity.value if made.amount.quantity.value else Decimal(1)
    value = f"{cards.number(made.point / factor, 2)}{made.amount.quantity.unit}"
    left = f"{cards.operand(made.number)} × {cards.operand(made.price)}"
    agrees = verdict is Verdict.AGREE
    called = "金额" if size.money else "总量"
    return cards.check(
        Rule.RATIO,
        verdict,
        Text(f"{called}{said}与数量、单价相符", f"the amount {said} is number by price")
        if agrees
        else Text(
            f"{called}报告写{said}，按数量和单价为{value}",
            f"the amount is stated as {said}; number by price gives {value}",
        ),
        Text(f"{left} = {value}（报告写 {said}）", f"{left} = {value} (stated {said})"),
        (made.amount, made.number, made.price),
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else None,
    )
