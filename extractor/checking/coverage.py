"""Which figures of a report some check has looked at, and which stand alone.

A figure is the number of an indicator (prose), or what a field of a table's fact says, if a
number is in it. Each place counts once: a cell of prose whose numbers are indicators is told by
those. A check touches a figure where a piece of its evidence overlaps it, whatever its verdict.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush
from typing import NamedTuple

from extractor.records import (
    Check,
    Extraction,
    Fact,
    Indicator,
    Quote,
    Rule,
    Source,
    Span,
    Verdict,
)


class Origin(StrEnum):
    PROSE = "prose"
    TABLE = "table"


class FactField(StrEnum):
    """The fields of a `Fact` that may state a number."""

    TARGET = "target"
    ACTUAL = "actual"
    SCORE = "score"
    WEIGHT = "weight"
    VALUE = "value"

    def of(self, fact: Fact) -> Quote | None:
        quote: Quote | None = getattr(fact, self.value)
        return quote


class Touch(NamedTuple):
    """One check, as a figure that it touches sees it."""

    id: str
    rule: Rule
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A figure with the checks that touch it, in the order of `Extraction.checks`."""

    span: Span
    text: str
    name: str
    origin: Origin
    field: FactField | None  # of the fact that states it; None in prose
    touches: tuple[Touch, ...] = ()

    @property
    def alone(self) -> bool:
        return not self.touches


class Share(NamedTuple):
    checked: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    figures: tuple[Covered, ...]  # in the order of the text
    agreeing: tuple[tuple[Rule, int], ...]  # checks that agree, by rule, the most first

    def share(self, origin: Origin) -> Share:
        """How many figures of `origin` some check touches, and how many there are."""
        known = [figure.alone for figure in self.figures if figure.origin is origin]
        return Share(known.count(False), len(known))

    @property
    def alone(self) -> tuple[Covered, ...]:
        """The figures that no check touches."""
        return tuple(figure for figure in self.figures if figure.alone)


def coverage(extraction: Extraction) -> Coverage:
    """In time of sorting the figures and the evidence, and of what overlaps."""
    figures = sorted(_figures(extraction), key=lambda figure: figure.span)
    return Coverage(
        figures=tuple(_touched(figures, extraction.checks)),
        agreeing=_agreeing(extraction.checks),
    )


def _agreeing(checks: Iterable[Check]) -> tuple[tuple[Rule, int], ...]:
    """By number, then as `Rule` has them."""
    known = Counter(check.rule for check in checks if check.verdict is Verdict.AGREE)
    return tuple(sorted(known.items(), key=lambda row: (-row[1], list(Rule).index(row[0]))))


def _figures(extraction: Extraction) -> Iterator[Covered]:
    prose: dict[Span, Indicator] = {}
    for indicator in extraction.indicators:
        if indicator.source is not Source.TABLE:  # those are facts
            prose.setdefault(indicator.quantity.span, indicator)
    for span, indicator in prose.items():
        yield Covered(
            span=span,
            text=indicator.quantity.text,
            name=indicator.name,
            origin=Origin.PROSE,
            field=None,
        )
    cells = tuple(_cells(extraction.facts))
    spans = [cell.span for cell in cells]
    numbers = [each.span for each in extraction.quantities if each.kind.measures]
    holding = {i for i, _ in overlaps(spans, numbers)}
    told = {i for i, _ in overlaps(spans, list(prose))}
    yield from (cells[i] for i in sorted(holding - told))


def _cells(facts: Iterable[Fact]) -> Iterator[Covered]:
    """The fields of facts, each place once: rows of several facts repeat weight and score."""
    seen: set[Span] = set()
    for fact in facts:
        for field in FactField:
            quote = field.of(fact)
            if quote is not None and quote.span not in seen:
                seen.add(quote.span)
                yield Covered(
                    span=quote.span,
                    text=quote.text,
                    name=fact.name,
                    origin=Origin.TABLE,
                    field=field,
                )


def _touched(figures: Sequence[Covered], checks: Sequence[Check]) -> Iterator[Covered]:
    cited = [
        (evidence.span, number)
        for number, check in enumerate(checks)
        for evidence in check.evidence
    ]
    found: defaultdict[int, set[int]] = defaultdict(set)
    spans = [figure.span for figure in figures]
    for i, j in overlaps(spans, [span for span, _ in cited]):
        found[i].add(cited[j][1])
    for i, figure in enumerate(figures):
        touches = (checks[number] for number in sorted(found.get(i, ())))
        yield Covered(
            span=figure.span,
            text=figure.text,
            name=figure.name,
            origin=figure.origin,
            field=figure.field,
            touches=tuple(Touch(check.id, check.rule, check.verdict) for check in touches),
        )


def overlaps(left: Sequence[Span], right: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """(i, j) where left[i] and right[j] have a character in common; empty spans have none.

    Both are swept once in the order of the text. A heap of each side holds what has begun, by its
    end: what is left there when a span of the other side begins is what that one overlaps.
    """
    sides = ((0, left), (1, right))
    begun: tuple[list[tuple[int, int]], list[tuple[int, int]]] = ([], [])
    spans = ((span, side, i) for side, spans in sides for i, span in enumerate(spans))
    for span, side, i in sorted(each for each in spans if each[0].start < each[0].end):
        others = begun[1 - side]
        while others and others[0][0] <= span.start:
            heappop(others)
        for _, j in others:
            yield (i, j) if side == 0 else (j, i)
        heappush(begun[side], (span.end, i))
