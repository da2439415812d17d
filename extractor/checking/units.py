"""unit: one indicator in two units, and a name that asks for another unit than it has."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checking import cards, lexicon, scales
from extractor.checking.echoes import of_cells
from extractor.checking.layout import FactView, Field, Figure, Sheet
from extractor.checking.linking import Link
from extractor.checking.sizes import Size, slip
from extractor.records import Check, QuantityKind, Rule, Text, Verdict

_COUNTING = frozenset({"times", "visits", "persons", "households", "houses", "cases"})
# Which counters fit a measure word, by class of `counters.tsv`; "any" counts anything.
_FITTING = {
    "times": frozenset({"time", "batch", "any", "case", "visit"}),
    "visits": frozenset({"visit", "time"}),
    "persons": frozenset({"person", "any"}),
    "households": frozenset({"household", "unit"}),
    "houses": frozenset({"unit", "household", "any"}),
    "cases": frozenset({"case", "any", "entry"}),
}


def unit(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    told: set[Figure] = set()
    for link in links:
        found = _of_link(link)
        if found is not None:
            told.update((link.first, link.second))
            yield found
    for view in sheet.facts:
        yield from _bare_rate(view)
        if slipped := list(_slipped(sheet, view)):
            yield from slipped
        else:
            yield from _per_mille(view)
        for figure in view.actuals:
            if figure.field is Field.ACTUAL and figure not in told:
                found = _of_name(figure)
                if found is not None:
                    yield found


def _of_link(link: Link) -> Check | None:
    first, second = link.first, link.second
    if not link.unit_differs or (link.comparable and not (link.strong and not link.scopes)):
        return None
    if not _named(first.size, second.size) or first.size.percent != second.size.percent:
        return None
    same = "数值相同" if first.size.point == second.size.point else "数值也不同"
    equal = "equal" if first.size.point == second.size.point else "different"
    return cards.check(
        Rule.UNIT,
        Verdict.REVIEW,
        Text(
            f"“{cards.called(first)}”两处单位不同：{cards.shown(first)}与{cards.shown(second)}（{same}），所计之物可能不同",
            f"“{cards.called(first)}” has two units: {cards.shown(first)} and {cards.shown(second)} ({equal} values)",
        ),
        cards.both(f"{cards.shown(first)} ⇄ {cards.shown(second)}"),
        (first, second),
    )


def _named(left: Size, right: Size) -> bool:
    """Both units are written; a missing one may be any."""
    return bool(left.unit and right.unit) and "any" not in (left.counter, right.counter)


def _bare_rate(view: FactView) -> Iterator[Check]:
    """A percent target with an actual that has no percent sign."""
    if not view.plain:
        return
    target, actual = view.targets[0], view.actuals[0]
    if not target.size.percent or actual.size.unit or actual.quantity.kind is QuantityKind.RATIO:
        return
    yield cards.check(
        Rule.UNIT,
        Verdict.CONFLICT,
        Text(
            f"“{view.name.text}”目标为{cards.shown(target)}，完成情况写“{cards.shown(actual)}”而无百分号",
            f"“{view.name.text}”: the target is {cards.shown(target)}, the result “{cards.shown(actual)}” has no percent sign",
        ),
        cards.both(f"{cards.shown(target)} ⇄ {cards.shown(actual)}"),
        (target, actual),
    )


def _per_mille(view: FactView) -> Iterator[Check]:
    for figure in (*view.targets, *view.actuals):
        found = scales.too_many_per_mille(figure, figure.name.text) if figure.tabular else None
        if found is not None:
            yield found


def _slipped(sheet: Sheet, view: FactView) -> Iterator[Check]:
    """A target of ≥30亿元 with a result of 31.28万元."""
    if not view.plain or not slip(view.targets[0].quantity, view.actuals[0].quantity):
        return
    target, actual = view.targets[0], view.actuals[0]
    wanted, got = cards.shown(target), cards.shown(actual)
    yield cards.check(
        Rule.UNIT,
        Verdict.CONFLICT,
        Text(
            f"“{view.name.text}”目标为{wanted}，完成情况为{got}，数字相近而单位不同",
            f"“{view.name.text}”: the target is {wanted}, the result {got}; "
            "like digits with another unit",
        ),
        cards.both(f"{wanted} ⇄ {got}"),
        (target, actual, *of_cells(sheet, (target.span, actual.span))),
    )


def _of_name(figure: Figure) -> Check | None:
    """巡逻频次100%, 爱心午餐人次193人, 走访企业次数300."""
    measure, size = figure.name.measure, figure.size
    if measure not in _COUNTING:
        return None
    asked = next(row[0] for row in lexicon.rows("measures") if row[1] == measure)
    for suffix, kind, *_ in lexicon.rows("measures"):
        if kind == measure and figure.name.text.endswith(suffix):
            asked = suffix
            break
    said, called = cards.shown(figure), cards.called(figure)
    card = cards.both(f"{asked} ⇄ {said}")
    if size.percent:
        return cards.check(
            Rule.UNIT,
            Verdict.CONFLICT,
            Text(
                f"“{called}”是{asked}，却以百分比{said}填报",
                f"“{called}” is a count, and is given as {said}",
            ),
            card,
            (figure,),
        )
    if size.dimension not in ("count", "number", "") or size.counter in _FITTING[measure]:
        return None
    missing = not size.unit
    return cards.check(
        Rule.UNIT,
        Verdict.REVIEW,
        Text(
            f"“{called}”填报{said}，{'缺单位' if missing else '单位与“' + asked + '”不符'}",
            f"“{called}” is given as {said}: {'no unit' if missing else 'not the unit its name asks for'}",
        ),
        card,
        (figure,),
    )
