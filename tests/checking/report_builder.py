"""A builder of small reports, so that each case of a rule is one line of a table."""

from __future__ import annotations

from typing import Self

from extractor.checking import check
from extractor.checking.case import Case
from extractor.folding import view
from extractor.quantities import tag
from extractor.reading import read_bytes
from extractor.records import (
    Check,
    Document,
    Fact,
    Indicator,
    Passage,
    Place,
    Quantity,
    Quote,
    Role,
    Rule,
    SectionKind,
    Source,
    Span,
    Verdict,
)
from extractor.understanding import understand

# Text of a number in prose -> the name and role that a labeller would give it.
Names = dict[str, tuple[str, Role]]


class ReportBuilder:
    """Writes lines and remembers what stands in them; `case()` is what the checks are given."""

    def __init__(self, name: str = "report.txt") -> None:
        self._name = name
        self._text = ""
        self._passages: list[Passage] = []
        self._spans: list[tuple[Passage, Names]] = []
        self._facts: list[Fact] = []

    def prose(
        self,
        text: str,
        names: Names | None = None,
        *,
        section: SectionKind = SectionKind.COMPLETION,
        in_row: bool = False,
    ) -> Self:
        """A paragraph, or with `in_row` a cell at the end of the row before."""
        if in_row:
            self._text = self._text.removesuffix("\n") + "\t"
        start = len(self._text)
        self._text += text + "\n"
        line = self._text.count("\n")
        place = Place(line, 0, line, 9) if in_row else Place(line)
        passage = Passage(
            index=len(self._passages),
            pieces=(Span(start, start + len(text)),),
            section=section,
            path=(),
            place=place,
        )
        self._passages.append(passage)
        self._spans.append((passage, names or {}))
        return self

    def row(
        self,
        name: str,
        *,
        target: str = "",
        actual: str = "",
        value: str = "",
        score: str = "",
        weight: str = "",
        labels: tuple[str, ...] = (),
        unit: str = "",
    ) -> Self:
        """One table row; an empty cell is none."""
        line = self._text.count("\n") + 1
        start = len(self._text)
        quotes: list[Quote | None] = []
        self._text += name
        for cell in (target, actual, value, score, weight):
            self._text += "\t"
            span = Span(len(self._text), len(self._text) + len(cell))
            quotes.append(Quote(span=span, text=cell) if cell else None)
            self._text += cell
        self._text += "\n"
        self._facts.append(
            Fact(
                name=name,
                name_span=Span(start, start + len(name)),
                place=Place(line, 0, line, 0),
                target=quotes[0],
                actual=quotes[1],
                value=quotes[2],
                score=quotes[3],
                weight=quotes[4],
                unit=unit,
                labels=labels,
            )
        )
        return self

    def cells(self, name: str, target: str, actual: str, target_names: Names, names: Names) -> Self:
        """A row whose target and actual are prose, with the numbers in them labelled."""
        line = self._text.count("\n") + 1
        self._text += name + "\t"
        quotes = []
        for text, labels, section in (
            (target, target_names, SectionKind.GOAL),
            (actual, names, SectionKind.COMPLETION),
        ):
            start = len(self._text)
            span = Span(start, start + len(text))
            quotes.append(Quote(span=span, text=text))
            passage = Passage(
                index=len(self._passages),
                pieces=(span,),
                section=section,
                path=(),
                place=Place(line, 0, line, len(quotes)),
            )
            self._passages.append(passage)
            self._spans.append((passage, labels))
            self._text += text + "\t"
        self._text += "\n"
        self._facts.append(
            Fact(
                name=name,
                name_span=None,
                place=Place(line, 0, line, 0),
                target=quotes[0],
                actual=quotes[1],
            )
        )
        return self

    def case(self) -> Case:
        document = Document(name=self._name, sha256="0" * 64, text=self._text, blocks=())
        quantities: list[Quantity] = []
        indicators: list[Indicator] = []
        for passage, names in self._spans:
            seen = view(self._text, passage.pieces)
            for quantity in tag(self._text, seen, passage=passage.index):
                assert quantity.span.of(self._text) == quantity.text
                quantities.append(quantity)
                if quantity.text in names:
                    name, role = names[quantity.text]
                    indicators.append(
                        Indicator(
                            quantity=quantity,
                            name=name,
                            role=role,
                            section=passage.section,
                            source=Source.RULES,
                            place=passage.place,
                        )
                    )
        return Case(
            document=document,
            passages=tuple(self._passages),
            quantities=tuple(quantities),
            indicators=tuple(indicators),
            facts=tuple(self._facts),
        )

    def checks(self, rule: Rule | None = None) -> tuple[Check, ...]:
        """All checks, or those of one rule; evidence is held to the text on the way."""
        found = check(self.case())
        for item in found:
            for evidence in item.evidence:
                assert evidence.span.of(self._text) == evidence.text
        return tuple(item for item in found if rule is None or item.rule is rule)

    def verdicts(self, rule: Rule) -> list[Verdict]:
        return [item.verdict for item in self.checks(rule)]


def whole_report(
    text: str, names: Names | None = None, rule: Rule | None = None
) -> tuple[Check, ...]:
    """All checks of a report (or those of one rule) whose tables are read as the product reads them.

    `names` label its prose; evidence is held to the text on the way.
    """
    known = understand(read_bytes(text.encode(), "report.txt"))
    passages = {passage.index: passage for passage in known.passages if passage.narrative}
    indicators = tuple(
        Indicator(
            quantity=quantity,
            name=(names or {})[quantity.text][0],
            role=(names or {})[quantity.text][1],
            section=passages[quantity.passage].section,
            source=Source.RULES,
            place=passages[quantity.passage].place,
        )
        for quantity in known.quantities
        if quantity.text in (names or {}) and quantity.passage in passages
    )
    case = Case(
        document=known.document,
        passages=known.passages,
        quantities=known.quantities,
        indicators=indicators,
        facts=known.facts,
    )
    found = check(case)
    for item in found:
        for evidence in item.evidence:
            assert evidence.span.of(known.document.text) == evidence.text
    return tuple(item for item in found if rule is None or item.rule is rule)
