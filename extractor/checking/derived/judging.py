"""Figures that were worked out from others, worked out again: ratio and sum checks of prose.

A figure that others near it bear out agrees. One that nothing bears out is a conflict only where
the sentence itself says what it was worked out from (see `stated`), and is asked about or passed over
otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractor.checking import cards, scales
from extractor.checking.derived.afar import elsewhere
from extractor.checking.derived.balances import balances
from extractor.checking.derived.cues import (
    Cue,
    Formula,
    aimed,
    clause,
    cue_of,
    intended,
    is_points,
    ranked,
)
from extractor.checking.derived.gaps import gaps
from extractor.checking.derived.parts import SUPPOSED, supposed
from extractor.checking.derived.rescaled import Rescaled, mixed, rescaled, twin
from extractor.checking.derived.search import Kind, Way, Worked, bears_out, witness, worked
from extractor.checking.derived.slips import Suspect, of_operand, slipped, suspect
from extractor.checking.derived.stated import one_subject, stated
from extractor.checking.derived.wholes import beside, wholes
from extractor.checking.derived.wide import SURE, wide
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.tolerance import decimals, one_slip, rounded
from extractor.records import Check, Rule, Severity, Text, Verdict

_FAR = Decimal("0.25")  # of the stated figure: further off, other operands may be meant
_TELLING = 3  # digits written that a slip can be told by: 45 and 95 are two numbers
_LITTLE = Decimal(3)  # points
_OF = re.compile(r"占|比重|比例|的$")
_STEM = re.compile(r"([一-鿿]{2})[率度]")
_FINEST = Decimal("0.000001")  # no report states more; 1亩 is 666.66… 平方米


def derived(sheet: Sheet) -> Iterator[Check]:
    afar = elsewhere(sheet)
    doubted: set[Figure] = set()  # by their units: once each, however many figures they spoil
    for run in sheet.runs.values():
        known: dict[Figure, Way] = {}
        left: list[tuple[Figure, Cue]] = []
        for figure in run.figures:
            if ranked(figure):
                continue
            cue = cue_of(run, figure)
            if cue is None:
                continue
            said = stated(run, figure, cue)
            slip = None
            if (found := witness(run, figure, cue)) is not None and not _by_chance(
                run, figure, said, found
            ):
                yield told(figure, cue, found, Verdict.AGREE)
                known[figure], slip = found.way, mixed(run, figure, found)
            elif (found := afar.witness(run, figure, cue)) is not None and not _rivals(said, found):
                yield told(figure, cue, found, Verdict.AGREE, *afar.again(figure, found))
                known[figure], slip = found.way, twin(run, figure, found)
            elif (slip := rescaled(run, figure, cue, afar)) is None:
                left.append((figure, cue))
            if slip is not None and slip.written not in doubted:
                doubted.add(slip.written)
                yield _of_other_unit(slip)
        for figure, cue in left:
            check = _questioned(run, figure, cue, sheet, known)
            if check is not None:
                yield check
    yield from gaps(sheet)
    yield from balances(sheet)


def _by_chance(run: Run, figure: Figure, said: Way | None, found: Worked) -> bool:
    """Whether the sentence names two operands, and other two happen to give the figure."""
    if said is None or said.cost >= SUPPOSED or not one_subject(run, figure, said):
        return False
    apart = not {said.top, said.bottom} & {found.way.top, found.way.bottom, *said.told}
    return apart and bears_out(said, figure) is None


def _rivals(said: Way | None, found: Worked) -> bool:
    """Whether the operand that stands elsewhere is that of the sentence but for one slip: 480 and 840."""
    if said is None:
        return False
    mine = {said.top, said.bottom} - {found.way.top, found.way.bottom}
    theirs = {found.way.top, found.way.bottom} - {said.top, said.bottom}
    return any(
        one.quantity.unit == two.quantity.unit and one_slip(one.size.point, two.size.point)
        for one in mine
        for two in theirs
    )


def _questioned(
    run: Run, figure: Figure, cue: Cue, sheet: Sheet, known: Mapping[Figure, Way]
) -> Check | None:
    """What is to be said of a figure that nothing near it bears out: the surest first."""
    said = stated(run, figure, cue)
    doubted = None if said is None else _doubted(run, figure, cue, said)
    if doubted is not None and doubted.verdict is not Verdict.REVIEW:
        return doubted
    if doubted is None and cue.formula is Formula.SHARE:
        other = beside(run, figure, known)
        likely = [other] if other else wholes(sheet).named(run, figure)
        of_name = _of_whole(figure, cue, likely)
        if of_name is not None:
            return of_name
    met = wide(sheet).witness(run, figure, cue) if doubted is None else None
    one = None
    if met is None or met.luck > SURE:
        one = suspect(run, figure, cue, elsewhere(sheet), said)
    slip = None if one is None else _slip(one)
    if slip is None and met is None and doubted is None and one is not None:
        far = wide(sheet).slipped(run, figure, cue)
        slip = told(figure, cue, far, Verdict.REVIEW) if far is not None else None
    if slip is None and met is not None:
        return told(figure, cue, met.worked, Verdict.AGREE, *met.again)
    words = clause(run, figure)
    asked = scales.too_many_per_mille(figure, words) or _asked(run, figure, cue)
    return slip or doubted or asked


def _of_whole(figure: Figure, cue: Cue, likely: Sequence[Way]) -> Check | None:
    """A share of a whole that its words name elsewhere: the nearest of the name, if none bears it out."""
    for way in likely:
        if (found := bears_out(way, figure)) is not None:
            return told(figure, cue, found, Verdict.AGREE)
    if not likely or figure.size.hedged or figure.size.written < _TELLING:
        return None
    for way in likely:
        found = worked(way, figure)
        if found is not None and one_slip(
            rounded(found.point, figure.size.place), figure.size.point
        ):
            return told(figure, cue, found, Verdict.REVIEW)
    one = len({way.bottom.size.point for way in likely}) == 1
    found = worked(likely[0], figure) if one else None
    if found is None:
        return None
    check = of_operand(Suspect(figure, cue, likely[0], (), ()))
    if check is None and abs(found.point - figure.size.point) <= _FAR * figure.size.point:
        check = told(figure, cue, found, Verdict.REVIEW)
    return check


def _of_other_unit(slip: Rescaled) -> Check:
    """The relation as it would be written with the unit that fits."""
    way = slip.found.way
    fits = tuple(slip.other if one is slip.written else one for one in (way.top, way.bottom))
    others = [one for one in (slip.figure, *fits, *way.told) if one is not slip.other]
    card = f"{_left(way._replace(top=fits[0], bottom=fits[1]))} = {_value(slip.figure, slip.found)}"
    return scales.doubt(slip.written, slip.other, card, others, sure=slip.sure)


def _slip(one: Suspect) -> Check | None:
    if (found := slipped(one)) is not None:
        return told(one.figure, one.cue, found, Verdict.REVIEW)
    return of_operand(one)


def _doubted(run: Run, figure: Figure, cue: Cue, way: Way) -> Check | None:
    """A figure that the operands its own sentence names do not bear out."""
    found = worked(way, figure)
    if found is None:
        return None
    wrong_way = _wrong_way(figure, cue, way)
    one = one_subject(run, figure, way)
    if bears_out(way, figure) is not None:
        if wrong_way and one:
            return _turned(figure, cue, found)
        return None if wrong_way else told(figure, cue, found, Verdict.AGREE)
    # What is said to be a share of a whole that stands there follows from both, be it a goal or not.
    sure = way.cost < SUPPOSED
    explicit = sure and cue.formula is Formula.SHARE and _named(run, figure, way)
    if intended(run, figure) or (aimed(run, figure) and not explicit):
        return None
    hedged = any(one.size.hedged for one in (figure, way.top, way.bottom))
    place = figure.size.place
    size = abs(figure.size.point)
    apart = abs(found.point - size)
    if cue.formula is Formula.GAP and (not one or apart > size):
        return None  # `gaps` knows the wording of differences
    slip = figure.size.written >= _TELLING and one_slip(rounded(found.point, place), size)
    if apart > size and (hedged or not (slip or (way.later is not None and one))):
        return None
    cut = found.interval.widened(figure.size.slack).meets(figure.size.interval)
    far = wrong_way or (not slip and apart > _FAR * size)
    if far and not sure:
        return None
    doubtful = far or hedged or cut or not one or not (sure or slip)
    verdict = Verdict.REVIEW if doubtful else Verdict.CONFLICT
    return told(figure, cue, found, verdict)


def _named(run: Run, figure: Figure, way: Way) -> bool:
    """Whether the words before a share name what it is of, or its part by the very word of the rate."""
    said = clause(run, figure)
    return _OF.search(said) is not None or (
        (stem := _STEM.search(said)) is not None and stem.group(1) in run.lead(way.top)
    )


def _wrong_way(figure: Figure, cue: Cue, way: Way) -> bool:
    """增长 of what fell: of a change whose later value and base the sentence names."""
    if way.later is None or (figure.quantity.value or 0) < 0:
        return False
    base = way.bottom if way.later is way.top else way.top
    return (way.later.size.point - base.size.point) * cue.sign < 0


def _turned(figure: Figure, cue: Cue, found: Worked) -> Check:
    check = told(figure, cue, found, Verdict.CONFLICT)
    said = cards.shown(figure)
    return replace(
        check,
        message=Text(
            f"{cue.called.zh}{said}的方向与所列数相反（{'增' if cue.sign > 0 else '减'}写反）",
            f"the {cue.called.en} {said} goes the other way by its operands",
        ),
    )


def _asked(run: Run, figure: Figure, cue: Cue) -> Check | None:
    """A share that is all but that of figures before it: worth a question, and no more."""
    if cue.formula is not Formula.SHARE or aimed(run, figure) or figure.size.hedged:
        return None
    best: tuple[Decimal, Worked] | None = None
    for way in supposed(run, figure):
        found = worked(way, figure)
        if found is None:
            continue
        apart = abs(found.point - figure.size.point)
        if apart <= _LITTLE and (best is None or apart < best[0]):
            best = (apart, found)
    return None if best is None else told(figure, cue, best[1], Verdict.REVIEW)


def told(figure: Figure, cue: Cue, found: Worked, verdict: Verdict, *more: Figure) -> Check:
    """`figure` beside what its operands give; `more` are other places of them."""
    way = found.way
    said = cards.shown(figure)
    value = _value(figure, found)
    card = f"{_left(way)} = {value}"
    called = cue.called
    messages = {
        Verdict.AGREE: Text(
            f"{called.zh}{said}与所列数相符", f"the {called.en} {said} follows from its operands"
        ),
        Verdict.REVIEW: Text(
            f"{called.zh}报告写{said}，按所列数为{value}，可能是截尾、概数或另有所指",
            f"the {called.en} is stated as {said}, the figures give {value}: cut off, approximate, "
            "or of something else",
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
        (figure, way.top, way.bottom, *way.told, *more),
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
    )


def _left(way: Way) -> str:
    a, b = cards.operand(way.top), cards.operand(way.bottom)
    return {
        Kind.RATIO: f"{a} ÷ {b}"
        + (f" × {cards.number(Decimal(way.each))}" if way.each > 1 else "")
        + (f" ÷ {way.months}" if way.months > 1 else ""),
        Kind.OF_BASE: f"{a} ÷ {b}",
        Kind.GAP: f"{a} − {b}",
        Kind.CHANGE: f"|{a} − {b}| ÷ {b}",
        Kind.GROWN: f"{a} ÷ ({b} − {a})",
        Kind.SHRUNK: f"{a} ÷ ({b} + {a})",
    }[way.kind]


def _value(figure: Figure, found: Worked) -> str:
    """In the unit of the stated figure, with two places more than a whole number has."""
    written = figure.quantity.value or Decimal(0)
    places = max(2, decimals(written))
    if figure.size.percent:
        unit = "个百分点" if is_points(figure) else "%"
        return f"{cards.number(found.point, places)}{unit}"
    scale = figure.size.point / written if written else Decimal(1)
    value = rounded(found.point / abs(scale) if scale else found.point, _FINEST)
    whole = value == value.to_integral_value()
    return f"{cards.number(value, None if whole else places)}{figure.quantity.unit}"
