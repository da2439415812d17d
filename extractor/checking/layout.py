"""The report as the rules look at it: every figure with its name, place and words around it.

A `Figure` is one stated number, from prose or from a cell. A `Run` is the folded text of
one passage with its figures in order. A `FactView` is one table row with the figures of its
target and actual cells, be they bare values or numbers inside prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from extractor.checking.case import Case
from extractor.checking.naming import Name, name
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

    def sentence(self, figure: Figure) -> Span:
        """The sentence that holds `figure`, in `text`; what is too far off is left out."""
        return Span(
            self._back(figure.at.start, 0, SENTENCE_END),
            self._on(figure.at.end, len(self.text), SENTENCE_END),
        )

    def sentence_at(self, position: int) -> Span:
        """The sentence that ends at `position` (an end mark), without the mark."""
        return Span(self._back(position, 0, SENTENCE_END), position)

    def lead(self, figure: Figure) -> str:
        """What stands between the figure before (or the sentence's start) and `figure`."""
        start = figure.at.start
        before = bisect_right(self.ends, start)
        low = self.ends[before - 1] if before else 0
        return self.text[self._back(start, low, SENTENCE_END) : start]

    def clause_before(self, figure: Figure) -> str:
        start = figure.at.start
        return self.text[self._back(start, 0, CLAUSE_END) : start]

    def tail(self, figure: Figure, *, clause: bool = True) -> str:
        """What follows `figure` up to the end of its clause (or sentence) or the next figure."""
        end = figure.at.end
        after = bisect_left(self.starts, end)
        high = self.starts[after] if after < len(self.starts) else len(self.text)
        return self.text[end : self._on(end, high, CLAUSE_END if clause else SENTENCE_END)]

    def within(self, span: Span) -> tuple[Figure, ...]:
        low, high = bisect_left(self.starts, span.start), bisect_right(self.ends, span.end)
        return self.figures[low:high]

    def _back(self, start: int, low: int, stops: frozenset[str]) -> int:
        low = max(low, start - _REACH)
        while start > low and self.text[start - 1] not in stops:
            start -= 1
        return start

    def _on(self, end: int, high: int, stops: frozenset[str]) -> int:
        high = min(high, end + _REACH)
        while end < high and self.text[end] not in stops:
            end += 1
        return end


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    case: Case
    figures: tuple[Figure, ...]  # in reading order
    runs: dict[int, Run]
    facts: tuple[FactView, ...]

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


def at_line(line: int, words: Text) -> Text:
    return Text(f"第{line}行·{words.zh}", f"line {line} · {words.en}")


def lay_out(case: Case) -> Sheet:
    lines = _Lines(case.document.text)
    cells = _fact_figures(case)
    bare = sorted(figure.span for figure in cells)
    quotes = sorted(quote.span for fact in case.facts for quote in _quotes(fact))
    prose = _prose_figures(case, lines, _Spans(bare), _Spans(quotes))
    runs = {
        passage.index: Run(
            passage=passage,
            text=text,
            figures=figures,
            starts=tuple(figure.at.start for figure in figures),
            ends=tuple(figure.at.end for figure in figures),
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
        facts=_views(case, figures),
    )


def _views(case: Case, figures: list[Figure]) -> tuple[FactView, ...]:
    starts = [figure.span.start for figure in figures]

    def inside(fact: Fact, quote: Quote | None, field: Field) -> tuple[Figure, ...]:
        if quote is None:
            return ()
        found = [
            figure
            for figure in figures[
                bisect_left(starts, quote.span.start) : bisect_right(starts, quote.span.end)
            ]
            if quote.span.holds(figure.span)
        ]
        own = tuple(figure for figure in found if figure.fact is fact and figure.field is field)
        return own or tuple(figure for figure in found if figure.field is Field.PROSE)

    def one(fact: Fact, quote: Quote | None, field: Field) -> Figure | None:
        return next((f for f in inside(fact, quote, field) if f.field is field), None)

    return tuple(
        FactView(
            fact=fact,
            name=name(fact.name),
            targets=inside(fact, fact.target, Field.TARGET),
            actuals=inside(fact, fact.actual, Field.ACTUAL),
            value=one(fact, fact.value, Field.VALUE),
            score=one(fact, fact.score, Field.SCORE),
            weight=one(fact, fact.weight, Field.WEIGHT),
        )
        for fact in case.facts
    )


def _quotes(fact: Fact) -> Iterable[Quote]:
    return (
        quote
        for quote in (fact.target, fact.actual, fact.value, fact.score, fact.weight)
        if quote is not None
    )


def _fact_figures(case: Case) -> list[Figure]:
    """One figure for each bare cell; prose cells are read by their indicators."""
    found: list[Figure] = []
    for fact in case.facts:
        for field, quote in (
            (Field.TARGET, fact.target),
            (Field.ACTUAL, fact.actual),
            (Field.VALUE, fact.value),
            (Field.SCORE, fact.score),
            (Field.WEIGHT, fact.weight),
        ):
            quantity = read_cell(quote.text, quote.span.start) if quote else None
            if quantity is None:
                continue
            known = name(fact.name)
            money = field is Field.VALUE or field in (Field.TARGET, Field.ACTUAL)
            unit = fact.unit if money and _MONEY_NAME.search(known.text) else ""
            if known.measure in ("rate", "growth") and not quantity.unit:
                unit = "" if field is not Field.VALUE else "%"
            measured = size(quantity, unit)
            if measured is None:
                continue
            found.append(
                Figure(
                    name=known,
                    quantity=quantity,
                    size=measured,
                    role=_ROLE_OF_FIELD[field],
                    field=field,
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
    case: Case, lines: _Lines, bare: _Spans, quotes: _Spans
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
                measured = size(quantity, _own_unit(quantity, passage))
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
    lines: _Lines,
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


class _Lines:
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
