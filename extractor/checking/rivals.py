"""narrative_vs_table, where both say nearly the same: a figure of the text and the cell of its name that differ a little."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.layout import Figure, Sheet
from extractor.checking.likeness import (
    SOME,
    Held,
    around_of,
    likeness,
    near_cells,
    row_named,
    wanted_of,
)
from extractor.checking.naming import dice, pairs, spelled
from extractor.checking.scoping import entry_scopes, figure_scopes, hint
from extractor.checking.tabled import POINTS, Entry, tabled
from extractor.checking.tolerance import digits, one_slip
from extractor.checking.wording import wording
from extractor.folding import fold
from extractor.records import Check, Role, Rule, SectionKind, Severity, Span, Text, Verdict

_SLIP_SHARED = 0.3  # of a name, where a slip sets the values apart
_SAME_NAME = 0.75  # of a name, where they are merely close
_NAMED = 0.3  # dice of two names, to call one of two values wrong
_BOTH_WAYS = 0.6  # dice of two names, where one of the values is told elsewhere
_WORDED = 0.8  # of the weight of a row's words, instead
_LITTLE = Decimal("0.15")
_STATED = frozenset({Role.ACTUAL, Role.SPENT, Role.BUDGET, Role.SCORE, Role.CHANGE})
_PERCENTS = re.compile(r"率|%|占比|比重|比例|增幅|降幅")


def slips(sheet: Sheet, same: Sequence[tuple[Figure, Entry]]) -> Iterator[Check]:
    """A value of the text that differs a little from a cell of its name: 2,146 and 2,164.

    Only where neither is found again as what it is, so that each would stand alone but for the other,
    and each is the other's best; a goal is held against goals. Where the names are the same, a slip is
    asked about though the cell is told elsewhere. `same`: figures that cells say again.
    """
    told = {figure for figure, _ in same}
    cells = {entry.quantity.span for figure, entry in same if figure.role is not Role.TARGET}
    goals = {target.span for view in sheet.facts for target in view.targets}
    entries = [
        entry
        for one in tabled(sheet)
        for line in one.lines
        for entry in line.values()
        if not POINTS.search(entry.header)
    ]
    results = [entry for entry in entries if entry.quantity.span not in goals]
    alone = [entry for entry in results if entry.quantity.span not in cells]
    stated = [f for f in sheet.figures if f not in told and _may_differ(f)]
    claimed: set[Figure] = set()
    for figure, entry in _rivals(sheet, [f for f in stated if f.role in _STATED], alone, 0):
        claimed.add(figure)
        yield _slip(sheet, figure, entry, sure=True)
    left = [f for f in stated if f not in claimed]
    wanted = [entry for entry in entries if entry.quantity.span in goals]
    for figure, entry in (
        *_rivals(sheet, [f for f in left if _goal(f)], wanted, _SAME_NAME),
        *_rivals(sheet, [f for f in left if f.role in _STATED], results, _SAME_NAME),
    ):
        worded = wording(sheet).shared(figure, entry) >= _WORDED
        if _slips(figure, entry) and (worded or _one_name(figure, entry)):
            yield _slip(sheet, figure, entry, sure=False)


def _named_enough(figure: Figure, entry: Entry) -> bool:
    """Whether the names speak of one thing and not of a part of it: 受益户 and 受益户增收的."""
    mine, theirs = spelled(figure.name.text), spelled(entry.named)
    return dice(mine, theirs) >= _NAMED


def _goal(figure: Figure) -> bool:
    """A goal of this year: what a plan for the next one says is another."""
    return figure.role is Role.TARGET and figure.section is not SectionKind.MEASURE


def _one_name(figure: Figure, entry: Entry) -> bool:
    mine, theirs = spelled(figure.name.text), spelled(entry.named)
    return dice(mine, theirs) >= _BOTH_WAYS


def _rivals(
    sheet: Sheet, figures: list[Figure], entries: list[Entry], least: float
) -> list[tuple[Figure, Entry]]:
    """Each figure with the cell that is named most like it, where that cell has no better one."""
    by_gram: Held[str] = {}
    for entry in entries:
        for gram in entry.grams:
            by_gram.setdefault(gram, []).append((0, entry))
    best: dict[Span, tuple[float, Figure, Entry]] = {}
    for figure in figures:
        rival = _rival_of(sheet, figure, by_gram)
        if rival is None or rival[0] < least:
            continue
        known = best.get(rival[1].quantity.span)
        if known is None or known[0] < rival[0]:
            best[rival[1].quantity.span] = (rival[0], figure, rival[1])
    return [(figure, entry) for _, figure, entry in best.values()]


def _may_differ(figure: Figure) -> bool:
    return (
        not figure.tabular
        and figure.labelled
        and figure.run >= 0
        and figure.place.row is None
        and (not figure.size.hedged or figure.role is Role.TARGET)
    )


def _rival_of(sheet: Sheet, figure: Figure, by_gram: Held[str]) -> tuple[float, Entry] | None:
    """The cell that is named most like `figure` and differs from it a little."""
    around = around_of(sheet, figure) | frozenset(pairs(figure.name.text))
    near: dict[Span, Entry] = {}
    for gram in around:
        for _, entry in near_cells(by_gram.get(gram, []), figure):
            near[entry.quantity.span] = entry
    ranked: list[tuple[bool, float, Entry]] = []
    for entry in near.values():
        if not _like_units(figure, entry) or not _little_apart(figure, entry):
            continue
        shared = max(
            likeness(figure, entry),
            row_named(entry, around),
            wording(sheet).shared(figure, entry),
        )
        if shared >= _wanted_of_rivals(figure, entry):
            ranked.append((_slips(figure, entry), shared, entry))
    ranked.sort(key=lambda item: (not item[0], -item[1]))
    if not ranked or (len(ranked) > 1 and ranked[0][:2] == ranked[1][:2]):
        return None
    return ranked[0][1:]


def _slips(figure: Figure, entry: Entry) -> bool:
    one, two = figure.quantity.value, entry.quantity.value
    return one is not None and two is not None and one_slip(one, two)


def _like_units(figure: Figure, entry: Entry) -> bool:
    if figure.size.percent != entry.size.percent and (figure.size.percent or entry.quantity.unit):
        return not entry.quantity.unit and _PERCENTS.search(entry.header + entry.words) is not None
    unit = entry.quantity.unit
    return not unit or fold(unit) == fold(figure.quantity.unit)


def _little_apart(figure: Figure, entry: Entry) -> bool:
    one, two = figure.quantity.value, entry.quantity.value
    if one is None or two is None or one == two or min(one, two) <= 0 or _scaled(one, two):
        return False
    if _slips(figure, entry):
        told = min(digits(one), digits(two))
        return told >= SOME or (told > 1 and _one_name(figure, entry))
    written = bool(entry.quantity.unit) and min(digits(one), digits(two)) > 1
    return written and abs(one - two) <= _LITTLE * max(one, two)


def _wanted_of_rivals(figure: Figure, entry: Entry) -> float:
    if not _slips(figure, entry):
        return _SAME_NAME
    return max(wanted_of(figure.quantity.value or Decimal(0)), _SLIP_SHARED)


def _scaled(one: Decimal, two: Decimal) -> bool:
    """3 and 0.3: the same digits are another unit more often than a slip."""
    return one.normalize().as_tuple().digits == two.normalize().as_tuple().digits


def _slip(sheet: Sheet, figure: Figure, entry: Entry, *, sure: bool) -> Check:
    said, written = cards.shown(figure), entry.shown
    one, two = figure.quantity.value or Decimal(0), entry.quantity.value or Decimal(0)
    slipped = _slips(figure, entry)
    sure = (
        sure and slipped and _named_enough(figure, entry) and min(digits(one), digits(two)) >= SOME
    )
    why = (
        Text("相差一处笔误", "one slip apart")
        if slipped
        else Text("两数接近而不同", "close, and not the same")
    )
    scopes = Text("", "") if sure else hint(figure_scopes(sheet, figure), entry_scopes(entry))
    return cards.check(
        Rule.NARRATIVE_VS_TABLE,
        Verdict.CONFLICT if sure else Verdict.REVIEW,
        Text(
            f"“{cards.called(figure)}”文字为{said}，表格“{cards.clip(entry.label)}”为{written}，"
            f"{why.zh}{scopes.zh}",
            f"“{cards.called(figure)}” is {said} in the text and {written} in the table: {why.en}{scopes.en}",
        ),
        cards.both(f"{said} ≠ {written}"),
        (figure.evidence(), entry.evidence),
        severity=Severity.HIGH if sure else Severity.LOW,
    )
