"""sum: parts judged against the total that they are said to make, whatever said so."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.layout import Figure
from extractor.checking.tolerance import Interval, digits, list_slipped, one_slip, total
from extractor.folding import fold
from extractor.records import Check, Rule, Severity, Text, Verdict

LITTLE = Decimal("0.1")  # of the whole: the most that a list after 其中 may lack and be asked about
MANY = 3  # parts, before a gap of one digit is taken for a slip
_TELLING = 3  # digits of a total that a slip can be told by: 1000 and 1100 are round
_OVER = 3  # times the whole: a later figure that is more is no part of it
_FAR = Decimal("0.5")  # of the whole
_MOST_OVER = 20  # times the whole: the most that a slip makes of the first part; 6个 and 5,940个 are other things
_EXCESS = Decimal("0.25")  # of the whole: parts that exceed it by more are of something else


def judged(
    parts: Sequence[Figure],
    whole: Figure,
    *,
    complete: bool,
    signs: Sequence[int] = (),
) -> Check | None:
    """Parts against their whole; None when the parts are merely some of it and fit."""
    signs = signs or [1] * len(parts)
    terms = [
        figure.size.interval
        if sign > 0
        else Interval(-figure.size.interval.high, -figure.size.interval.low)
        for figure, sign in zip(parts, signs, strict=True)
    ]
    made = total(tuple(terms))
    point = sum((s * f.size.point for f, s in zip(parts, signs, strict=True)), Decimal(0))
    meets = made.meets(whole.size.interval)
    slack = max(f.size.slack for f in (*parts, whole))
    close = made.widened(slack).meets(whole.size.interval)
    card = card_of(parts, whole, signs, point)
    evidence = (*parts, whole)
    stake = _stake(whole, point)
    exactly = point == whole.size.point
    if meets:
        return cards.check(
            Rule.SUM,
            Verdict.AGREE,
            Text(
                f"分项之和等于合计{cards.shown(whole)}", f"the parts add up to {cards.shown(whole)}"
            ),
            cards.both(
                f"{card[0]} = {card[1]}" + ("" if exactly else f" ≈ {cards.operand(whole)}")
            ),
            evidence,
        )
    if complete and _another_whole(parts, whole, point):
        return None
    if not complete:
        return incomplete(parts, whole, point, card, stake)
    exact = whole.size.dimension == "count" and all(f.size.dimension == "count" for f in parts)
    doubtful = (close and not exact) or any(f.size.hedged for f in evidence)
    verdict = Verdict.REVIEW if doubtful else Verdict.CONFLICT
    return cards.check(
        Rule.SUM,
        verdict,
        Text(
            f"分项之和{card[1]}，合计写{cards.shown(whole)}，相差{_gap(whole, point)}",
            f"the parts make {card[1]}, the total says {cards.shown(whole)}",
        ),
        Text(
            f"{card[0]} = {card[1]} ≠ {cards.operand(whole)}",
            f"{card[0]} = {card[1]} ≠ {cards.operand(whole)}",
        ),
        evidence,
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
        amount=stake,
    )


def _gap(whole: Figure, point: Decimal) -> str:
    """What the parts miss the total by, in the unit that the total is written in."""
    written = whole.quantity.value
    factor = whole.size.point / written if written else Decimal(1)
    return f"{cards.number(abs(whole.size.point - point) / factor)}{whole.quantity.unit}"


def _another_whole(parts: Sequence[Figure], whole: Figure, point: Decimal) -> bool:
    """Whether a list is so far from the figure before it, by more than a slip, that it is of something else."""
    far = abs(point - whole.size.point) > _FAR * whole.size.point
    return far and not list_slipped([part.size.point for part in parts], whole.size.point)


def incomplete(
    parts: Sequence[Figure],
    whole: Figure,
    point: Decimal,
    card: tuple[str, str],
    stake: Decimal | None,
) -> Check | None:
    """Parts after 其中 that do not make the whole."""
    if parts[0].size.point > _MOST_OVER * whole.size.point:
        return None
    over = [
        figure
        for figure in parts
        if figure.size.interval.low > whole.size.interval.high
        and figure.size.point <= (_MOST_OVER if figure is parts[0] else _OVER) * whole.size.point
    ]
    if over:
        one = over[0]
        hedged = whole.size.hedged or one.size.hedged
        return cards.check(
            Rule.SUM,
            Verdict.REVIEW if hedged else Verdict.CONFLICT,
            Text(
                f"其中一项{cards.shown(one)}大于总数{cards.shown(whole)}",
                f"a part, {cards.shown(one)}, exceeds its whole, {cards.shown(whole)}",
            ),
            cards.both(f"{cards.operand(one)} > {cards.operand(whole)}"),
            (one, whole),
            severity=Severity.LOW if hedged else Severity.HIGH,
            amount=stake,
        )
    excess = point > whole.size.interval.high
    lack = whole.size.point - point
    if excess and _may_be_parts(parts, whole, point):
        return _exceeds(parts, whole, card, stake)
    asked = len(parts) >= 2 and abs(lack) <= whole.size.point * LITTLE
    # One digit changed in one number leaves a gap of one digit and zeros: 852 read as 552.
    slipped = digits(lack) == 1 and whole.size.telling
    asked = asked or (len(parts) >= MANY and slipped)
    if asked and not any(f.size.hedged for f in (*parts, whole)):
        return cards.check(
            Rule.SUM,
            Verdict.REVIEW,
            Text(
                f"所列分项之和{card[1]}，{'大于' if excess else '略小于'}总数{cards.shown(whole)}，是否另有分项或互有重叠待核",
                f"the parts listed make {card[1]}, the whole is {cards.shown(whole)}: a part may be missing, or parts overlap",
            ),
            Text(
                f"{card[0]} = {card[1]} ≠ {cards.operand(whole)}",
                f"{card[0]} = {card[1]} ≠ {cards.operand(whole)}",
            ),
            (*parts, whole),
            amount=stake,
        )
    if excess:
        return None
    return cards.check(
        Rule.SUM,
        Verdict.AGREE,
        Text(
            f"其中各项不超过总数{cards.shown(whole)}",
            f"no part exceeds the whole, {cards.shown(whole)}",
        ),
        cards.both(
            f"{card[0]} = {card[1]} ≤ {cards.operand(whole)}"
            if len(parts) > 1
            else f"{card[0]} ≤ {cards.operand(whole)}"
        ),
        (*parts, whole),
    )


def _may_be_parts(parts: Sequence[Figure], whole: Figure, point: Decimal) -> bool:
    """Whether parts that together exceed their whole are parts of it at all."""
    exact = not any(figure.size.hedged for figure in (*parts, whole))
    return exact and len(parts) >= 2 and point <= whole.size.point * (1 + _EXCESS)


def _exceeds(
    parts: Sequence[Figure], whole: Figure, card: tuple[str, str], stake: Decimal | None
) -> Check:
    made = sum((figure.size.point for figure in parts), Decimal(0))
    told = digits(whole.size.point) >= _TELLING
    slipped = told and one_slip(made, whole.size.point)
    return cards.check(
        Rule.SUM,
        Verdict.CONFLICT if slipped else Verdict.REVIEW,
        Text(
            f"其中各项之和{card[1]}，大于总数{cards.shown(whole)}，是否互有重叠待核",
            f"the parts make {card[1]}, more than their whole, {cards.shown(whole)}: do they overlap",
        ),
        cards.both(f"{card[0]} = {card[1]} > {cards.operand(whole)}"),
        (*parts, whole),
        severity=Severity.HIGH if slipped else Severity.LOW,
        amount=stake,
    )


def _stake(whole: Figure, point: Decimal) -> Decimal | None:
    if not whole.size.money or whole.size.unit != "元":
        return None
    return (abs(whole.size.point - point) / 10000).quantize(Decimal("0.01"))


def card_of(
    parts: Sequence[Figure], whole: Figure, signs: Sequence[int], point: Decimal
) -> tuple[str, str]:
    """The left side as written, and its value in the unit of the whole."""
    text = cards.operand(parts[0])
    for figure, sign in zip(parts[1:], signs[1:], strict=True):
        text += f" {'+' if sign > 0 else '−'} {cards.operand(figure)}"
    same = {figure.quantity.unit for figure in (*parts, whole)}
    if len(same) == 1 and whole.quantity.value:
        factor = whole.size.point / whole.quantity.value if whole.quantity.value else Decimal(1)
        return text, cards.number(point / factor) + fold(whole.quantity.unit)
    return text, cards.number(point) + whole.size.unit
