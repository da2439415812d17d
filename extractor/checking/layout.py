"""The report as the rules look at it: every figure with its name, place and words around it.

A `Figure` is one stated number, from prose or from a cell. A `Run` is the folded text of
one passage with its figures in order. A `FactView` is one table row with the figures of its
target and actual cells, be they bare values or numbers inside prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar, cast

from extractor.checking.case import Case
from extractor.checking.naming import Name, name
from extractor.checking.options import DEFAULT, CheckOptions
from extractor.checking.places import at_line
from extractor.checking.signs import bounded_by_its_row
from extractor.checking.sizes import Size, read_cell, size
from extractor.folding import fold, view
from extractor.records import (
    Evidence,
    Fact,
    Indicator,
    Passage,
    Place,
    Quantity,
    QuantityKind,
    Quote,
    Role,
    SectionKind,
    Source,
    Span,
    Text,
)

SENTENCE_END = frozenset("。；;！!？?")
CLAUSE_END = SENTENCE_END | frozenset("，,：:、")
_SENTENCE_STOPS = re.compile(f"[{''.join(sorted(SENTENCE_END))}]")
_CLAUSE_STOPS = re.compile(f"[{''.join(sorted(CLAUSE_END))}]")
_T = TypeVar("_T")
_At = TypeVar("_At", int, Span)
# A bare value in such a row is money in the unit of the table; 走访企业次数 300 is not.
_MONEY_NAME = re.compile(
    r"金额|资金|支出|收入|预算|决算|经费|成本|投资|结余|结转|拨款|执行数|调整[数额]"
)

# No sentence of a report is longer; a text without punctuation must not cost n squared.
_REACH = 400


class Field(StrEnum):
    PROSE = "prose"
    TARGET = "target"
    ACTUAL = "actual"
    VALUE = "value"
    SCORE = "score"
    WEIGHT = "weight"


_FIELD_WORDS = {
    Field.TARGET: Text("目标值", "target"),
    Field.ACTUAL: Text("完成情况", "actual"),
    Field.VALUE: Text("数值", "value"),
    Field.SCORE: Text("得分", "score"),
    Field.WEIGHT: Text("分值", "weight"),
}
_SECTION_WORDS = {
    SectionKind.GOAL: Text("目标", "goal"),
    SectionKind.COMPLETION: Text("完成情况", "completion"),
    SectionKind.PROBLEM: Text("存在问题", "problems"),
    SectionKind.MEASURE: Text("改进措施", "measures"),
    SectionKind.BASIS: Text("评分依据", "basis"),
    SectionKind.FINANCE: Text("收支情况", "finance"),
    SectionKind.OVERVIEW: Text("概况", "overview"),
    SectionKind.OTHER: Text("正文", "text"),
}
_ROLE_OF_FIELD = {
    Field.TARGET: Role.TARGET,
    Field.ACTUAL: Role.ACTUAL,
    Field.VALUE: Role.ACTUAL,
    Field.SCORE: Role.SCORE,
    Field.WEIGHT: Role.SCORE,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """One stated number. Two figures are the same only when they are the same object."""

    name: Name
    quantity: Quantity
    size: Size
    role: Role
    field: Field
    section: SectionKind
    place: Place  # the line is the number's own
    tabular: bool  # stands in a cell that a Fact reports
    labelled: bool  # someone called it an indicator
    run: int  # Passage.index, -1 outside any
    at: Span  # in the text of the run; (0, 0) outside any
    fact: Fact | None = None

    @property
    def span(self) -> Span:
        return self.quantity.span

    @property
    def text(self) -> str:
        return fold(self.quantity.text)

    @property
    def region(self) -> tuple[str, int, int]:
        """The row, or else the passage, that the figure belongs to."""
        if self.place.table is not None and self.place.row is not None:
            return ("row", self.place.table, self.place.row)
        return ("run", self.run, self.place.line if self.run < 0 else 0)

    @property
    def where(self) -> Text:
        words = _FIELD_WORDS.get(self.field) or _SECTION_WORDS[self.section]
        return at_line(self.place.line, words)

    def evidence(self) -> Evidence:
        return Evidence(
            span=self.span, text=self.quantity.text, name=self.name.text, where=self.where
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    passage: Passage
    text: str
    figures: tuple[Figure, ...]
    starts: tuple[int, ...]  # `figure.at.start` of each
    ends: tuple[int, ...]
    sentence_stops: tuple[int, ...]  # where the end marks of sentences stand
    clause_stops: tuple[int, ...]
    # The words before each figure as `derived.cues.clause` gives them: asked for dozens of times.
    said: dict[Figure, str] = field(default_factory=dict, compare=False, repr=False)

    def index(self, figure: Figure) -> int:
        """Where `figure`, one of them, stands in `figures`."""
        at = bisect_left(self.starts, figure.at.start)
        while self.figures[at] is not figure:
            at += 1
        return at

    def sentence(self, figure: Figure) -> Span:
        """The sentence that holds `figure`, in `text`; what is too far off is left out."""
        return Span(
            _back(figure.at.start, 0, self.sentence_stops),
            _on(figure.at.end, len(self.text), self.sentence_stops),
        )

    def sentence_at(self, position: int) -> Span:
        """The sentence that ends at `position` (an end mark), without the mark."""
        return Span(_back(position, 0, self.sentence_stops), position)

    def lead(self, figure: Figure) -> str:
        """What stands between the figure before (or the sentence's start) and `figure`."""
        start = figure.at.start
        before = bisect_right(self.ends, start)
        low = self.ends[before - 1] if before else 0
        return self.text[_back(start, low, self.sentence_stops) : start]

    def clause_before(self, figure: Figure) -> str:
        start = figure.at.start
        return self.text[_back(start, 0, self.clause_stops) : start]

    def tail(self, figure: Figure, *, clause: bool = True) -> str:
        """What follows `figure` up to the end of its clause (or sentence) or the next figure."""
        end = figure.at.end
        after = bisect_left(self.starts, end)
        high = self.starts[after] if after < len(self.starts) else len(self.text)
        return self.text[end : _on(end, high, self.clause_stops if clause else self.sentence_stops)]

    def within(self, span: Span) -> tuple[Figure, ...]:
        low, high = bisect_left(self.starts, span.start), bisect_right(self.ends, span.end)
        return self.figures[low:high]


def _back(start: int, low: int, stops: tuple[int, ...]) -> int:
    """After the last stop before `start`, but not before `low` nor out of reach."""
    before = bisect_left(stops, start)
    after_stop = stops[before - 1] + 1 if before else 0
    return min(start, max(low, start - _REACH, after_stop))


def _on(end: int, high: int, stops: tuple[int, ...]) -> int:
    """At the first stop from `end` on, but not after `high` nor out of reach."""
    at = bisect_left(stops, end)
    stop = stops[at] if at < len(stops) else high
    return max(end, min(high, end + _REACH, stop))


@dataclass(frozen=True, slots=True, kw_only=True)
class FactView:
    fact: Fact
    name: Name
    targets: tuple[Figure, ...]  # in the target cell, in order
    actuals: tuple[Figure, ...]
    value: Figure | None
    score: Figure | None
    weight: Figure | None

    @property
    def plain(self) -> bool:
        """Whether target and actual are both one bare value."""
        return all(
            len(side) == 1 and side[0].field is not Field.PROSE
            for side in (self.targets, self.actuals)
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sheet:
    case: Case
    figures: tuple[Figure, ...]  # in reading order
    runs: dict[int, Run]
    facts: tuple[FactView, ...]
    options: CheckOptions = DEFAULT
    _done: dict[Hashable, object] = field(default_factory=dict, repr=False)

    def once(self, key: Hashable, work: Callable[[], _T]) -> _T:
        """What `work` gives, done at the first call for `key`: several families ask for the same."""
        if key not in self._done:
            self._done[key] = work()
        return cast(_T, self._done[key])

    def run(self, figure: Figure) -> Run | None:
        return self.runs.get(figure.run)

    def lead(self, figure: Figure) -> str:
        run = self.run(figure)
        return run.lead(figure) if run else ""

    def quote(self, quote: Quote, fact: Fact, field: Field) -> Evidence:
        """A whole cell as evidence."""
        return Evidence(
            span=quote.span,
            text=quote.text,
            name=fold(fact.name),
            where=at_line(fact.place.line, _FIELD_WORDS[field]),
        )


def nearest(found: list[_T], at: _At, reach: int, place: Callable[[_T], _At]) -> list[_T]:
    """Of `found`, in the order of `place`, those on either side of `at`; all where they are few.

    In a file of many reports, what is far away belongs to another one.
    """
    if len(found) <= 2 * reach:
        return found
    middle = bisect_left(found, at, key=place)
    return found[max(0, middle - reach) : middle + reach]


def lay_out(case: Case, options: CheckOptions = DEFAULT) -> Sheet:
    lines = Lines(case.document.text)
    units = options.tolerance.last_place
    cells = _fact_figures(case, units)
    bare = sorted(figure.span for figure in cells)
    quotes = sorted(quote.span for fact in case.facts for quote in _quotes(fact))
    prose = _prose_figures(case, lines, _Spans(bare), _Spans(quotes), units)
    runs = {
        passage.index: Run(
            passage=passage,
            text=text,
            figures=figures,
            starts=tuple(figure.at.start for figure in figures),
            ends=tuple(figure.at.end for figure in figures),
            sentence_stops=tuple(m.start() for m in _SENTENCE_STOPS.finditer(text)),
            clause_stops=tuple(m.start() for m in _CLAUSE_STOPS.finditer(text)),
        )
        for passage, text, figures in prose
    }
    figures = [figure for run in runs.values() for figure in run.figures]
    figures += cells
    figures.sort(key=lambda figure: (figure.span, figure.field.value))
    return Sheet(
        case=case,
        figures=tuple(figures),
        runs=runs,
        facts=_views(case, cells, [f for f in figures if f.field is Field.PROSE]),
        options=options,
    )


def _views(case: Case, cells: list[Figure], prose: list[Figure]) -> tuple[FactView, ...]:
    """The facts with the figures of `cells`, else those of `prose` (in order) in their quotes."""
    starts = [figure.span.start for figure in prose]
    bare = {(id(figure.fact), figure.field): figure for figure in cells}

    def inside(fact: Fact, quote: Quote | None, field: Field) -> tuple[Figure, ...]:
        if quote is None:
            return ()
        if own := one(fact, field):
            return (own,)
        low, high = bisect_left(starts, quote.span.start), bisect_right(starts, quote.span.end)
        return tuple(figure for figure in prose[low:high] if quote.span.holds(figure.span))

    def one(fact: Fact, field: Field) -> Figure | None:
        return bare.get((id(fact), field))

    return tuple(
        FactView(
            fact=fact,
            name=name(fact.name),
            targets=inside(fact, fact.target, Field.TARGET),
            actuals=inside(fact, fact.actual, Field.ACTUAL),
            value=one(fact, Field.VALUE),
            score=one(fact, Field.SCORE),
            weight=one(fact, Field.WEIGHT),
        )
        for fact in case.facts
    )


def _quotes(fact: Fact) -> Iterable[Quote]:
    return (
        quote
        for quote in (fact.target, fact.actual, fact.value, fact.score, fact.weight)
        if quote is not None
    )


def _fact_figures(case: Case, units: Decimal) -> list[Figure]:
    """One figure for each bare cell; prose cells are read by their indicators."""
    found: list[Figure] = []
    tables = {table.index: table for table in case.document.tables}
    for fact in case.facts:
        for which, quote in (
            (Field.TARGET, fact.target),
            (Field.ACTUAL, fact.actual),
            (Field.VALUE, fact.value),
            (Field.SCORE, fact.score),
            (Field.WEIGHT, fact.weight),
        ):
            quantity = read_cell(quote.text, quote.span.start) if quote else None
            if quantity is None:
                continue
            if which is Field.TARGET:
                quantity = bounded_by_its_row(quantity, fact, tables)
            known = name(fact.name)
            money = which is Field.VALUE or which in (Field.TARGET, Field.ACTUAL)
            unit = fact.unit if money and _MONEY_NAME.search(known.text) else ""
            if known.measure in ("rate", "growth") and not quantity.unit:
                unit = "" if which is not Field.VALUE else "%"
            measured = size(quantity, unit, units)
            if measured is None:
                continue
            found.append(
                Figure(
                    name=known,
                    quantity=quantity,
                    size=measured,
                    role=_ROLE_OF_FIELD[which],
                    field=which,
                    section=SectionKind.OTHER,
                    place=fact.place,
                    tabular=True,
                    labelled=True,
                    run=-1,
                    at=Span(0, 0),
                    fact=fact,
                )
            )
    return found


def _prose_figures(
    case: Case, lines: Lines, bare: _Spans, quotes: _Spans, units: Decimal
) -> list[tuple[Passage, str, tuple[Figure, ...]]]:
    labels = {
        indicator.quantity.span: indicator
        for indicator in case.indicators
        if indicator.source is not Source.TABLE
    }
    quantities = {quantity.span: quantity for quantity in case.quantities}
    quantities.update({span: indicator.quantity for span, indicator in labels.items()})
    ordered = [quantities[span] for span in sorted(quantities)]
    starts = [quantity.span.start for quantity in ordered]
    laid: list[tuple[Passage, str, tuple[Figure, ...]]] = []
    for passage in case.passages:
        seen = view(case.document.text, passage.pieces)
        figures: list[Figure] = []
        for piece in passage.pieces:
            low, high = bisect_left(starts, piece.start), bisect_left(starts, piece.end)
            for quantity in ordered[low:high]:
                span = quantity.span
                if bare.hold(span) or not (quantity.kind.measures or span in labels):
                    continue
                at = Span(bisect_right(seen.ends, span.start), bisect_left(seen.starts, span.end))
                measured = size(quantity, _own_unit(quantity, passage), units)
                if measured is None or at.start >= at.end:
                    continue
                figures.append(
                    _prose_figure(
                        quantity, measured, labels.get(span), passage, at, lines, quotes.hold(span)
                    )
                )
        figures.sort(key=lambda figure: figure.at)
        laid.append((passage, seen.text, tuple(figures)))
    return laid


def _own_unit(quantity: Quantity, passage: Passage) -> str:
    """The unit line of a table gives unit to money whose unit was left out, and to nothing else."""
    return passage.unit if quantity.kind is QuantityKind.MONEY else ""


def _prose_figure(
    quantity: Quantity,
    measured: Size,
    label: Indicator | None,
    passage: Passage,
    at: Span,
    lines: Lines,
    tabular: bool,
) -> Figure:
    place = passage.place._replace(line=lines.number(quantity.span.start))
    return Figure(
        name=name(label.name if label else ""),
        quantity=quantity,
        size=measured,
        role=label.role if label else Role.CONTEXT,
        field=Field.PROSE,
        section=passage.section,
        place=place,
        tabular=tabular,
        labelled=label is not None,
        run=passage.index,
        at=at,
    )


class Lines:
    """Offsets to line numbers, from 1."""

    def __init__(self, text: str) -> None:
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def number(self, offset: int) -> int:
        return bisect_left(self._ends, offset) + 1


class _Spans:
    """Whether a span lies in one of many, which may nest (a cell of several indicators)."""

    def __init__(self, spans: list[Span]) -> None:
        self._starts = [span.start for span in spans]
        reach = 0
        self._reach: list[int] = []  # the furthest end of all spans up to this one
        for span in spans:
            reach = max(reach, span.end)
            self._reach.append(reach)

    def hold(self, span: Span) -> bool:
        i = bisect_right(self._starts, span.start) - 1
        return i >= 0 and span.end <= self._reach[i]
