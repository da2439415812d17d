"""Ratios and sums that a user adds in a file, checked as the built-in ones are.

A figure is told by its name, or by the words right before it, that equal a name of the file or end
with it: 实际到位资金 is a 到位资金. Of two names the longer one counts. Operands of a ratio are sought as
for the budget ratios (`ratio`), parts of a total in its table or its passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import partial

from extractor.checking import cards
from extractor.checking.identities import Book, Identity, named_by
from extractor.checking.layout import Field, Figure, Sheet, nearest
from extractor.checking.options import OwnRatio, OwnSum
from extractor.checking.ratio import Sum, judged, ratios_of
from extractor.checking.sizes import in_ten_thousand_yuan
from extractor.checking.tolerance import total
from extractor.folding import fold
from extractor.records import Check, Role, Rule, Severity, Text, Verdict

_FIELDS = (Field.VALUE, Field.ACTUAL)  # a goal is no result, and bounds more than it states
_REACH = 20  # figures of one name on either side of a total
_NO_PART = frozenset({Role.TARGET, Role.CHANGE, Role.RANK, Role.SCORE, Role.BASELINE})
# What may stand between a name and its number: 到位资金（万元）, 到位资金共计为.
_AFTER = r"(?:[（(][^（）()]*[)）])?(?:分别|合计|共计|达到|共|计|达|约|为|是|有|至|[:：\s])*$"

_Named = tuple[str, re.Pattern[str]]
_Scope = Sequence[tuple[Figure, tuple[str, ...]]]  # figures, and the words that may name each


def own(sheet: Sheet) -> Iterator[Check]:
    yield from _ratios(sheet)
    if sheet.options.sums:
        scopes = list(_scopes(sheet))
        for row in sheet.options.sums:
            for scope in scopes:
                yield from _sums(scope, row)


def yielding(checks: Iterable[Check], mine: Iterable[Check]) -> list[Check]:
    """`checks` without those of a rate that `mine` judge: the user's formula is the one that counts."""
    said = {check.evidence[0].span for check in mine if check.rule is Rule.RATIO}
    return [
        check
        for check in checks
        if check.rule is not Rule.RATIO or check.evidence[0].span not in said
    ]


def _endings(names: Iterable[str]) -> tuple[_Named, ...]:
    """Each name with what ends in it, the longest first."""
    return tuple(
        (name, re.compile(re.escape(fold(name)) + _AFTER))
        for name in sorted(set(names), key=lambda name: (-len(name), name))
    )


def _first(endings: Sequence[_Named], words: str) -> str | None:
    return next((name for name, ending in endings if ending.search(words)), None)


def _ratios(sheet: Sheet) -> Iterator[Check]:
    found: dict[Figure, Sum] = {}
    for row in sheet.options.ratios:
        for worked in ratios_of(sheet, _book(row), _FIELDS):
            known = found.get(worked.result)
            if known is None or len(known.identity.zh) < len(worked.identity.zh):
                found[worked.result] = worked
    for worked in found.values():
        check = judged(worked)
        if check is not None:
            yield check


def _book(row: OwnRatio) -> Book:
    rows = tuple(
        Identity(
            result=ending,
            formula=row.formula,
            top=row.top,
            bottom=row.bottom,
            zh=name,
            en=name,
            reason="",
        )
        for name, ending in _endings(row.names)
    )
    operands = _endings((*row.top, *row.bottom))
    return Book(identity=partial(named_by, rows), part=partial(_first, operands))


def _scopes(sheet: Sheet) -> Iterator[_Scope]:
    """Columns of tables, and passages: where a total and its parts stand together."""
    columns: dict[object, list[tuple[Figure, tuple[str, ...]]]] = {}
    for figure in sheet.figures:
        if figure.field in _FIELDS and figure.fact and not figure.size.percent:
            funds = figure.fact.labels[-1:] if figure.field is Field.VALUE else ()
            column = columns.setdefault((figure.place.table, figure.field, funds), [])
            column.append((figure, (figure.name.text,)))
    yield from columns.values()
    for run in sheet.runs.values():
        yield [
            (figure, (run.lead(figure), figure.name.text))
            for figure in run.figures
            if not figure.size.percent and figure.role not in _NO_PART
        ]


def _sums(scope: _Scope, row: OwnSum) -> Iterator[Check]:
    """One check for each set of parts: of two totals near it, the one that they make."""
    endings = _endings((row.total, *row.parts))
    named: dict[str, list[Figure]] = {}
    for figure, words in scope:
        said = next((name for one in words if (name := _first(endings, one))), None)
        if said is not None:
            named.setdefault(said, []).append(figure)
    found: dict[tuple[Figure, ...], Check] = {}
    for whole in named.get(row.total, ()):
        parts = [_nearest(whole, named.get(name, [])) for name in row.parts]
        held = tuple(part for part in parts if part is not None)
        if len(held) == len(parts):
            check = _judged(held, whole, row.total)
            if held not in found or check.verdict is Verdict.AGREE:
                found[held] = check
    yield from found.values()


def _nearest(whole: Figure, figures: list[Figure]) -> Figure | None:
    like = [
        figure
        for figure in nearest(figures, whole.span, _REACH, lambda one: one.span)
        if figure.size.compares(whole.size)
    ]
    at = whole.span.start
    return min(like, key=lambda figure: abs(figure.span.start - at), default=None)


def _judged(parts: tuple[Figure, ...], whole: Figure, name: str) -> Check:
    figures = (*parts, whole)
    made = total(tuple(part.size.interval for part in parts))
    point = sum((part.size.point for part in parts), Decimal(0))
    factor = whole.size.point / (whole.quantity.value or Decimal(1)) or Decimal(1)
    value = cards.number(point / factor) + fold(whole.quantity.unit)
    left = " + ".join(cards.operand(part) for part in parts)
    said = cards.shown(whole)
    if made.meets(whole.size.interval):
        exactly = "" if point == whole.size.point else f" ≈ {cards.operand(whole)}"
        return cards.check(
            Rule.SUM,
            Verdict.AGREE,
            Text(f"{name}{said}等于各分项之和", f"{name} {said} is the sum of its parts"),
            cards.both(f"{left} = {value}{exactly}"),
            figures,
        )
    counts = all(figure.size.dimension == "count" for figure in figures)
    close = made.widened(max(figure.size.slack for figure in figures)).meets(whole.size.interval)
    doubtful = (close and not counts) or any(figure.size.hedged for figure in figures)
    return cards.check(
        Rule.SUM,
        Verdict.REVIEW if doubtful else Verdict.CONFLICT,
        Text(
            f"{name}报告写{said}，各分项之和为{value}",
            f"{name} is stated as {said}; its parts make {value}",
        ),
        cards.both(f"{left} = {value} ≠ {said}"),
        figures,
        severity=Severity.LOW if doubtful else Severity.HIGH,
        amount=_stake(whole, point),
    )


def _stake(whole: Figure, point: Decimal) -> Decimal | None:
    if not whole.size.money or whole.size.unit != "元":
        return None
    return in_ten_thousand_yuan(abs(whole.size.point - point))
