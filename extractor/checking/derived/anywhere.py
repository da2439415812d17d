"""Figures that figures anywhere in the report bear out, where no sentence says of which: rates of rows, prices,
differences that no word announces. Only agreements, and after all others: what they tell is told once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from extractor.checking.derived.cues import (
    DIFFERENCE,
    Cue,
    cue_of,
    cue_of_cell,
    cue_of_price,
    ranked,
)
from extractor.checking.derived.judging import told
from extractor.checking.derived.wide import Met, wide
from extractor.checking.layout import Field, Figure, Run, Sheet
from extractor.checking.tolerance import decimals, digits
from extractor.records import Check, Verdict

_UNSAID = 0.005  # pairs as good by chance, of a figure that no word calls a difference
_TELLING = 3  # digits


def anywhere(sheet: Sheet) -> Iterator[Check]:
    for run in sheet.runs.values():
        for figure in run.figures:
            if ranked(figure) or cue_of(run, figure) is not None:
                continue
            if (cue := cue_of_price(figure)) is not None:
                yield from _found(sheet, run, figure, cue)
            elif _tells(figure):
                yield from _difference(sheet, run, figure)
    yield from _cells(sheet)


def _difference(sheet: Sheet, run: Run, figure: Figure) -> Iterator[Check]:
    met = wide(sheet).witness(run, figure, DIFFERENCE)
    if met is None or met.luck > _UNSAID:
        return
    operands = (met.worked.way.top, met.worked.way.bottom)
    if all(_tells(one) and not _is_change(sheet, one) for one in operands):
        yield _check(figure, DIFFERENCE, met)


def _is_change(sheet: Sheet, figure: Figure) -> bool:
    """较上年增加37.25万元 belongs to its own two years."""
    run = sheet.run(figure)
    cue = cue_of(run, figure) if run is not None else None
    return cue is not None and cue.sign != 0


def _tells(figure: Figure) -> bool:
    """Whether a sum with `figure` is no play of round numbers: 2,000 and 2,001 make 4,001."""
    size, written = figure.size, figure.quantity.value or Decimal(0)
    known = digits(written) if decimals(written) == 0 else len(written.as_tuple().digits)
    return not size.percent and not size.hedged and known >= _TELLING


def _cells(sheet: Sheet) -> Iterator[Check]:
    """Rates and means of rows, of figures that the text or other rows have."""
    amounts = Counter(
        figure.region for figure in sheet.figures if figure.tabular and figure.size.money
    )
    for figure in sheet.figures:
        if not figure.tabular or figure.field not in (Field.ACTUAL, Field.VALUE):
            continue
        if amounts[figure.region] > 1:
            continue  # a rate of its own row
        cue = cue_of_cell(figure)
        if cue is not None:
            yield from _found(sheet, None, figure, cue)


def _found(sheet: Sheet, run: Run | None, figure: Figure, cue: Cue) -> Iterator[Check]:
    met = wide(sheet).witness(run, figure, cue)
    if met is not None:
        yield _check(figure, cue, met)


def _check(figure: Figure, cue: Cue, met: Met) -> Check:
    return told(figure, cue, met.worked, Verdict.AGREE, *met.again)
