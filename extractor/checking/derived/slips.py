"""A figure that nothing bears out, and that one slip of the pen keeps from following from figures near it.

占46.15% beside 3.72 and 8.24 (45.15%). The operands are not said in so many words, so a slip is asked about. A slip
of the unit is the business of `rescaled`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.derived.afar import Elsewhere
from extractor.checking.derived.cues import Cue, Formula, aimed, clause
from extractor.checking.derived.search import Way, Worked, bears_out, ways, worked
from extractor.checking.layout import Figure, Run
from extractor.checking.tolerance import Interval, decimals, one_slip, rounded
from extractor.records import Check, Rule, Text, Verdict

_NEAR, _AFAR = 14, 8  # ways that are tried: of the passage, of figures with like names elsewhere
_LITTLE = Decimal("0.25")  # of the figure; what is further off is of something else
_FINE = Decimal("0.01")  # of the figure: its last place, where an operand may be doubted
_NEAREST = 3  # ways of which an operand may be doubted
_TELLING = 3  # digits; a slip of two is another number
_MOVED = (1, -1, 2, -2)  # places
_RATE = re.compile(r"([一-鿿]{2})[率度][了约为达到至仅只有是在]*$")
_OF_FUNDS = frozenset(
    {"执行", "完成", "支付", "使用", "到位", "支出", "进度"}
)  # of a budget, whatever it is called
_WORDS = 12  # characters around an operand that may share a rate's stem


class Suspect(NamedTuple):
    """A figure of which a slip can be told, and how it may have been worked out."""

    figure: Figure
    cue: Cue
    said: Way | None  # by its own sentence
    near: Sequence[Way]  # of its passage, the nearest first
    afar: Sequence[Way]  # with figures of like names elsewhere


def suspect(
    run: Run, figure: Figure, cue: Cue, elsewhere: Elsewhere, said: Way | None
) -> Suspect | None:
    """None where a slip could not be told from another number: a goal, 约, two digits."""
    if aimed(run, figure) or figure.size.hedged or figure.size.written < _TELLING:
        return None
    near = (way for way in ways(run, figure, cue) if _related(run, figure, cue, way))
    afar = elsewhere.named(run, figure, cue)
    return Suspect(figure, cue, said, tuple(islice(near, _NEAR)), tuple(islice(afar, _AFAR)))


def _related(run: Run, figure: Figure, cue: Cue, way: Way) -> bool:
    """Whether a rate may be of the two: 满意率 is not of what was handled, 整改率 is of what was 整改."""
    stem = _RATE.search(clause(run, figure)) if cue.formula is Formula.SHARE else None
    if stem is None or stem.group(1) in _OF_FUNDS:
        return True
    words = "".join(
        run.lead(one)[-_WORDS:] + run.tail(one)[:_WORDS] for one in (way.top, way.bottom)
    )
    return bool(set(stem.group(1)) & set(words))


def slipped(one: Suspect) -> Worked | None:
    """The first way that gives the figure but for one slip; None where none does."""
    size, place = abs(one.figure.size.point), one.figure.size.place
    for way in (*one.near, *one.afar):
        found = worked(way, one.figure)
        near = found is not None and abs(found.point - size) <= _LITTLE * size
        if found is not None and near and one_slip(rounded(found.point, place), size):
            return found
    return None


def of_operand(one: Suspect) -> Check | None:
    """执行率96.95% beside 8,038.6 and 7,260, of which 7,038.6 would fit: the nearest ways alone, for of many
    pairs some variant of some operand meets any rate.
    """
    figure = one.figure
    if figure.size.place > _FINE * abs(figure.size.point):
        return None
    likely = (*one.near[:_NEAREST], *one.afar[:_NEAREST])
    for way in likely if one.said is None else (one.said,):
        for operand in (way.top, way.bottom):
            if operand.size.written < _TELLING or operand.size.hedged:
                continue
            for value in _variants(operand, moved=one.said is not None):
                other = _with(operand, value)
                tried = way._replace(
                    top=other if operand is way.top else way.top,
                    bottom=other if operand is way.bottom else way.bottom,
                )
                if bears_out(tried, figure) is not None:
                    return _operand(figure, way, operand, value)
    return None


def _variants(figure: Figure, *, moved: bool) -> Iterator[Decimal]:
    """What one slip makes of a number: a digit changed, two neighbours swapped; `moved`: the point moved."""
    value = figure.quantity.value or Decimal(0)
    sign, written, _ = value.as_tuple()
    exponent = -decimals(value)  # of a whole number 0
    for at, digit in enumerate(written):
        for other in range(1 if at == 0 else 0, 10):
            if other != digit:
                yield Decimal((sign, (*written[:at], other, *written[at + 1 :]), exponent))
    for at in range(len(written) - 1):
        one, two = written[at], written[at + 1]
        if one != two and (at > 0 or two > 0):
            yield Decimal((sign, (*written[:at], two, one, *written[at + 2 :]), exponent))
    if moved:
        yield from (value.scaleb(by) for by in _MOVED)


def _with(figure: Figure, value: Decimal) -> Figure:
    factor = figure.size.point / (figure.quantity.value or Decimal(1))
    point = value * factor
    half = (figure.size.interval.high - figure.size.interval.low) / 2
    size = replace(figure.size, point=point, interval=Interval(point - half, point + half))
    return replace(figure, size=size)


def _operand(figure: Figure, way: Way, operand: Figure, value: Decimal) -> Check:
    said, wrong = cards.shown(figure), cards.shown(operand)
    right = f"{cards.number(value)}{operand.quantity.unit}"
    a, b = cards.operand(way.top), cards.operand(way.bottom)
    return cards.check(
        Rule.RATIO,
        Verdict.REVIEW,
        Text(
            f"{said}与{a}、{b}不符，若{wrong}为{right}则相符，疑有笔误",
            f"{said} does not follow from {a} and {b}; with {right} in place of {wrong} it would",
        ),
        cards.both(f"{a}、{b} ⇏ {said}"),
        (figure, way.top, way.bottom, *way.told),
    )
