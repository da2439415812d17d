"""Figures that were worked out from others, worked out again: ratio and sum checks of prose.

A figure that others near it bear out agrees. One that nothing bears out is a conflict only where
the sentence itself says what it was worked out from (see `stated`), and is asked about or passed over
otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.derived.afar import Elsewhere
from extractor.checking.derived.cues import Cue, Formula, cue_of, is_points
from extractor.checking.derived.search import Way, Worked, meets, witness, worked
from extractor.checking.derived.stated import stated, supposed
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.tolerance import one_slip
from extractor.records import Check, Role, Rule, Severity, Text, Verdict

_FAR = Decimal("0.25")  # of the stated figure: further off, other operands were meant
_LITTLE = Decimal(3)  # points


def derived(sheet: Sheet) -> Iterator[Check]:
    elsewhere = Elsewhere(sheet)
    for run in sheet.runs.values():
        for figure in run.figures:
            cue = _cue(run, figure)
            if cue is None:
                continue
            found = witness(run, figure, cue) or elsewhere.witness(run, figure, cue)
            if found is not None:
                yield _check(figure, cue, found, Verdict.AGREE)
            elif (check := _doubted(run, figure, cue)) is not None:
                yield check


def _cue(run: Run, figure: Figure) -> Cue | None:
    if figure.role in (Role.RANK, Role.SCORE):
        return None
    return cue_of(run, figure)


def _doubted(run: Run, figure: Figure, cue: Cue) -> Check | None:
    """A figure that the operands its own sentence names do not bear out."""
    way = stated(run, figure, cue)
    if way is None:
        return _asked(run, figure, cue)
    found = worked(way, figure)
    if found is None:
        return None
    if meets(found, figure):
        return _check(figure, cue, found, Verdict.AGREE)
    if figure.role is Role.TARGET:
        return None
    hedged = any(one.size.hedged for one in (figure, way.top, way.bottom))
    place = figure.size.place
    size = abs(figure.size.point)
    apart = abs(found.point - size)
    slip = one_slip(found.point.quantize(place), size) if place <= 1 else False
    if not slip and apart > _FAR * size:
        return None
    cut = found.interval.widened(place).meets(figure.size.interval)
    verdict = Verdict.REVIEW if hedged or cut else Verdict.CONFLICT
    return _check(figure, cue, found, verdict)


def _asked(run: Run, figure: Figure, cue: Cue) -> Check | None:
    """A share that is all but that of figures before it: worth a question, and no more."""
    if cue.formula is not Formula.SHARE or figure.role is Role.TARGET or figure.size.hedged:
        return None
    best: tuple[Decimal, Worked] | None = None
    for way in supposed(run, figure):
        found = worked(way, figure)
        if found is None:
            continue
        apart = abs(found.point - figure.size.point)
        if apart <= _LITTLE and (best is None or apart < best[0]):
            best = (apart, found)
    return None if best is None else _check(figure, cue, best[1], Verdict.REVIEW)


def _check(figure: Figure, cue: Cue, found: Worked, verdict: Verdict) -> Check:
    way = found.way
    said = cards.shown(figure)
    value = _value(figure, found)
    card = f"{_left(way, figure)} = {value}"
    called = cue.called
    messages = {
        Verdict.AGREE: Text(
            f"{called.zh}{said}与所列数相符", f"the {called.en} {said} follows from its operands"
        ),
        Verdict.REVIEW: Text(
            f"{called.zh}报告写{said}，按所列数为{value}，差异可能出于截尾或概数",
            f"the {called.en} is stated as {said}, the figures give {value}: cut off, or approximate",
        ),
        Verdict.CONFLICT: Text(
            f"{called.zh}报告写{said}，按所列数应为{value}",
            f"the {called.en} is stated as {said}; the figures give {value}",
        ),
    }
    return cards.check(
        Rule.SUM if cue.formula is Formula.GAP else Rule.RATIO,
        verdict,
        messages[verdict],
        Text(f"{card}（报告写 {said}）", f"{card} (stated {said})"),
        (figure, way.top, way.bottom),
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
    )


def _left(way: Way, figure: Figure) -> str:
    a, b = cards.operand(way.top), cards.operand(way.bottom)
    return {
        "ratio": f"{a} ÷ {b}",
        "of_base": f"{a} ÷ {b}",
        "gap": f"{a} − {b}",
        "change": f"|{a} − {b}| ÷ {b}",
        "grown": f"{a} ÷ ({b} − {a})",
        "shrunk": f"{a} ÷ ({b} + {a})",
    }[way.kind]


def _value(figure: Figure, found: Worked) -> str:
    """In the unit of the stated figure, with two places more than a whole number has."""
    places = max(2, cards.decimals(figure.size)) if found.way.kind != "gap" else None
    if figure.size.percent:
        unit = "个百分点" if is_points(figure) else "%"
        return f"{cards.number(found.point, places)}{unit}"
    scale = figure.size.point / figure.quantity.value if figure.quantity.value else Decimal(1)
    value = found.point / abs(scale) if scale else found.point
    return f"{cards.number(value, places)}{figure.quantity.unit}"
