"""A figure as if it stood in another unit: 1,200亿元 as 1,200万元, 367户 as 367人, 38.2‰ as 38.2%.

What is tried is what the figures beside it have: another scale of the same measure, or another of the counters by
which those who are served are told (heads, visits, households, bodies). Any other counter says what the thing is, and
is no slip. `‰` is tried as the `%` that rates are mostly given in.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, zip_longest

from extractor.checking import cards, lexicon
from extractor.checking.layout import Figure, Run
from extractor.checking.sizes import Size, size
from extractor.records import Check, Rule, Severity, Text, Verdict

_AROUND = 8  # figures on either side whose units are tried
_WINDOW = 40  # figures on either side that any relation is sought among
_PERCENT, _MILLE = "%", "‰"
_SCALE = re.compile(r"^[十百千万亿]+")
# Who is served is counted by heads, visits, households or bodies, and a pen slips from one to another.
_SERVED = frozenset({"person", "visit", "household", "unit"})
_COUNTED = "count"
_RARE = Decimal(10)  # per mille; what is less may be rare
_SHARE = re.compile(
    r"(?:占|占比|(?:占|为|完成|达到?)[^，,。；;]{0,16}的|(?:完成|达成|执行|得分|支付)率)$"
)
_ZERO = Decimal(0)


def served(measured: Size) -> bool:
    return measured.dimension == _COUNTED and measured.counter in _SERVED


def both_served(one: Figure, two: Figure) -> bool:
    """Whether they count who is served, each by another counter."""
    return served(one.size) and served(two.size) and one.size.counter != two.size.counter


def as_if(figure: Figure, unit: str) -> Figure | None:
    """`figure` with its digits in `unit`; None where that is nothing else than what is written."""
    text = f"{figure.text.removesuffix(figure.quantity.unit)}{unit}"
    quantity = replace(figure.quantity, unit=unit, text=text)
    measured = size(quantity)
    if measured is None or (
        measured.point == figure.size.point and measured.same_unit(figure.size)
    ):
        return None
    return replace(figure, quantity=quantity, size=measured)


def others(run: Run, figure: Figure) -> Iterator[Figure]:
    """`figure` in each unit that it may have slipped from, the nearest figure's first."""
    unit = figure.quantity.unit
    if not unit or figure.size.hedged or figure.size.per or figure.size.point <= 0:
        return
    tried = {unit}
    for other in _units(run, figure):
        if other not in tried:
            tried.add(other)
            found = as_if(figure, other)
            if found is not None:
                yield found


def with_figure(run: Run, written: Figure, other: Figure) -> Run:
    """`run` around `written`, with `other` where it stands."""
    at = run.index(written)
    part = slice(max(0, at - _WINDOW), at + _WINDOW)
    figures = tuple(other if one is written else one for one in run.figures[part])
    return replace(run, figures=figures, starts=run.starts[part], ends=run.ends[part])


def _units(run: Run, figure: Figure) -> Iterator[str]:
    if figure.quantity.unit == _MILLE:
        yield _PERCENT
    if figure.size.percent:
        return
    for near in beside(run, figure):
        if not may_be(figure, near):
            continue
        # Another scale, or another counter.
        same = near.size.same_unit(figure.size)
        yield near.quantity.unit if same else _counted_as(figure, near)


def beside(run: Run, figure: Figure) -> Iterator[Figure]:
    """The figures around `figure`, the nearest first."""
    at = run.index(figure)
    before = reversed(run.figures[max(0, at - _AROUND) : at])
    after = run.figures[at + 1 : at + 1 + _AROUND]
    return (one for one in chain(*zip_longest(before, after)) if one is not None)


def fellows(run: Run, figure: Figure) -> int:
    """How many figures around it have its unit: the odd one out is doubted first."""
    return sum(one.quantity.unit == figure.quantity.unit for one in beside(run, figure))


def may_be(figure: Figure, near: Figure) -> bool:
    """Whether the unit of `near` may be meant by that of `figure`."""
    one, two = figure.size, near.size
    if not near.quantity.unit or two.per or one.dimension != two.dimension:
        return False
    if one.dimension != _COUNTED:
        return one.unit == two.unit or one.money
    return one.counter == two.counter or (served(one) and served(two))


def in_counter_of(figure: Figure, fellow: Figure) -> Figure | None:
    return as_if(figure, _counted_as(figure, fellow))


def _counted_as(figure: Figure, fellow: Figure) -> str:
    """The counter of `fellow` with the scale of `figure`: 4.38万户 beside 人 as 万人."""
    scale = _SCALE.match(figure.quantity.unit)
    return (scale.group() if scale else "") + _SCALE.sub("", fellow.quantity.unit)


def doubt(
    written: Figure, other: Figure, card: str, figures: Sequence[Figure], *, sure: bool
) -> Check:
    """`card`: the relation that holds with `other` in place of `written`."""
    said, meant = cards.shown(written), cards.shown(other)
    return cards.check(
        Rule.UNIT,
        Verdict.CONFLICT if sure else Verdict.REVIEW,
        Text(
            f"{said}与所列数单位不一致，若为{meant}则相符，疑其中一处单位有误",
            f"{said} does not fit the figures beside it by its unit, {meant} would: one of the units is probably wrong",
        ),
        Text(f"{card}（报告写 {said}）", f"{card} (stated {said})"),
        (written, *figures),
        severity=Severity.HIGH if sure else None,
    )


def too_many_per_mille(figure: Figure, words: str) -> Check | None:
    """合格率100‰, 为计划的102‰: per mille is for what is rare (deaths, losses); `words` say that it is a share of all."""
    value = figure.quantity.value or _ZERO
    share = _SHARE.search(words) or lexicon.pattern("rates", "bounded").search(words)
    if figure.quantity.unit != _MILLE or value < _RARE or not share:
        return None
    said, meant = cards.shown(figure), f"{cards.number(value)}{_PERCENT}"
    return cards.check(
        Rule.UNIT,
        Verdict.REVIEW,
        Text(
            f"{said}：占比、合格率一类比率以百分比计，疑应为{meant}",
            f"{said}: shares and rates of success are given in percent; {meant} is probably meant",
        ),
        cards.both(f"{said} = {cards.number(value / 10)}{_PERCENT} ⇄ {meant}"),
        (figure,),
    )
