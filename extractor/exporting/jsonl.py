"""The records as JSON lines, in the files and with the keys of `contract.FILES`.

UTF-8 and "\\n". All files are complete before the first takes its place, so that a reader
never finds half an export and a failed one leaves the last.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, TextIO

from extractor.checking.coverage import Covered, coverage
from extractor.exporting import contract
from extractor.exporting.contract import Line
from extractor.exporting.lines import json_line, plain, unwritable
from extractor.origins import address, parts_of
from extractor.records import (
    Check,
    Document,
    Evidence,
    Fact,
    Indicator,
    Lang,
    Origin,
    Quantity,
    Quote,
    Span,
)
from extractor.store.values import Decision, DecisionStatus, Kept


class Written(NamedTuple):
    path: Path
    lines: int


def export(reports: Iterable[Kept], folder: Path, lang: Lang) -> tuple[Written, ...]:
    """Write the files of `contract.FILES` to `folder`, which is made; those there are replaced.

    `lang` is that of messages, formulas and places. Raises `UsageError` where the folder
    cannot be written.
    """
    try:
        return _export(reports, folder, lang)
    except OSError as error:
        raise unwritable(folder, error) from error


def _export(reports: Iterable[Kept], folder: Path, lang: Lang) -> tuple[Written, ...]:
    folder.mkdir(parents=True, exist_ok=True)
    counts = dict.fromkeys(contract.FILES, 0)
    with TemporaryDirectory(dir=folder, prefix=".export-") as made:
        with ExitStack() as stack:
            files = {name: stack.enter_context(_create(Path(made, name))) for name in counts}
            for kept in reports:
                for name, line in lines(kept, lang):
                    files[name].write(_json(line) + "\n")
                    counts[name] += 1
            for file in files.values():
                file.flush()
                os.fsync(file.fileno())
        for name in counts:
            Path(made, name).replace(folder / name)
    return tuple(Written(folder / name, count) for name, count in counts.items())


def lines(kept: Kept, lang: Lang) -> Iterator[tuple[str, Line]]:
    """(file name, line) for all that is exported of one report."""
    extraction = kept.extraction
    at = _At(extraction.document)
    yield "reports.jsonl", _report(kept)
    for quantity in extraction.quantities:
        yield "quantities.jsonl", _quantity(kept.report, quantity, at)
    for indicator in extraction.indicators:
        yield "indicators.jsonl", _indicator(kept.report, indicator, at)
    for fact in extraction.facts:
        yield "facts.jsonl", _fact(kept.report, fact, at)
    for check in extraction.checks:
        yield "checks.jsonl", _check(kept.report, check, kept.decisions.get(check.id), lang, at)
    for figure in coverage(extraction).figures:
        yield "coverage.jsonl", _covered(kept.report, figure)
    for rejection in extraction.rejections:
        yield (
            "rejections.jsonl",
            contract.RejectionLine(
                report=kept.report,
                reason=rejection.reason,
                detail=rejection.detail,
                answer=rejection.answer or None,
            ),
        )
    for statement in extraction.statements:
        yield (
            "statements.jsonl",
            contract.StatementLine(
                report=kept.report,
                kind=statement.kind,
                start=statement.span.start,
                end=statement.span.end,
                text=statement.text,
                links=statement.links,
                at=at(statement.span),
            ),
        )


class _At:
    """Spans of one document to where they stand in its file."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def __call__(self, span: Span | None) -> tuple[contract.PlaceItem, ...]:
        if span is None:
            return ()
        return tuple(_place(part) for part in parts_of(self._document, span))


def _place(part: Origin) -> contract.PlaceItem:
    return contract.PlaceItem(
        start=part.span.start,
        end=part.span.end,
        page=part.page or None,
        box=None if part.box is None else tuple(round(side, 1) for side in part.box),
        sheet=part.sheet or None,
        cell=address(part) or None,
        table=part.table or None,
        row=part.row or None,
        column=part.column or None,
        paragraph=part.paragraph or None,
        part=part.part or None,
        confidence=plain(part.confidence),
    )


def _report(kept: Kept) -> contract.ReportLine:
    document, usage = kept.extraction.document, kept.extraction.usage
    return contract.ReportLine(
        report=kept.report,
        format=document.format,
        sha256=document.sha256,
        title=document.title or None,
        organisation=document.organisation or None,
        year=document.year,
        chars=len(document.text),
        status=kept.extraction.status,
        backend=usage.backend,
        model=usage.model or None,
        prompt_tokens=usage.prompt_tokens,
        completion_tokens=usage.completion_tokens,
        model_calls=usage.model_calls,
        cached_calls=usage.cached_calls,
        seconds=usage.seconds,
        prompt_version=kept.prompt_version or None,
        code_version=kept.code_version or None,
    )


def _quantity(report: str, quantity: Quantity, at: _At) -> contract.QuantityLine:
    return contract.QuantityLine(
        report=report,
        start=quantity.span.start,
        end=quantity.span.end,
        text=quantity.text,
        value=plain(quantity.value),
        value_max=plain(quantity.value_max),
        unit=quantity.unit,
        op=quantity.op,
        kind=quantity.kind,
        at=at(quantity.span),
    )


def _indicator(report: str, indicator: Indicator, at: _At) -> contract.IndicatorLine:
    quantity = indicator.quantity
    return contract.IndicatorLine(
        report=report,
        start=quantity.span.start,
        end=quantity.span.end,
        text=quantity.text,
        name=indicator.name,
        value=plain(quantity.value),
        value_max=plain(quantity.value_max),
        unit=quantity.unit,
        op=quantity.op,
        role=indicator.role,
        section=indicator.section,
        source=indicator.source,
        confidence=plain(indicator.confidence),
        at=at(quantity.span),
    )


def _fact(report: str, fact: Fact, at: _At) -> contract.FactLine:
    return contract.FactLine(
        report=report,
        line=fact.place.line,
        name=fact.name,
        target=_text(fact.target),
        actual=_text(fact.actual),
        score=_text(fact.score),
        weight=_text(fact.weight),
        value=_text(fact.value),
        spans=contract.FactSpans(
            name=fact.name_span,
            target=_span(fact.target),
            actual=_span(fact.actual),
            score=_span(fact.score),
            weight=_span(fact.weight),
            value=_span(fact.value),
        ),
        at=contract.FactPlaces(
            name=at(fact.name_span),
            target=at(_span(fact.target)),
            actual=at(_span(fact.actual)),
            score=at(_span(fact.score)),
            weight=at(_span(fact.weight)),
            value=at(_span(fact.value)),
        ),
    )


def _check(
    report: str, check: Check, decision: Decision | None, lang: Lang, at: _At
) -> contract.CheckLine:
    return contract.CheckLine(
        id=check.id,
        report=report,
        rule=check.rule,
        verdict=check.verdict,
        severity=check.severity,
        message=check.message.in_(lang),
        formula=check.formula.in_(lang),
        evidence=tuple(_evidence(evidence, lang, at) for evidence in check.evidence),
        status=decision.status if decision else DecisionStatus.OPEN,
        decided_by=decision.decided_by if decision else None,
        decided_at=decision.decided_at.isoformat() if decision else None,
        comment=(decision.comment or None) if decision else None,
    )


def _evidence(evidence: Evidence, lang: Lang, at: _At) -> contract.EvidenceItem:
    return contract.EvidenceItem(
        start=evidence.span.start,
        end=evidence.span.end,
        text=evidence.text,
        where=evidence.where.in_(lang),
        at=at(evidence.span),
    )


def _covered(report: str, figure: Covered) -> contract.CoverageLine:
    return contract.CoverageLine(
        report=report,
        start=figure.span.start,
        end=figure.span.end,
        text=figure.text,
        name=figure.name,
        source=figure.origin,
        field=figure.field,
        checks=tuple(touch.id for touch in figure.touches),
        verdicts=tuple(touch.verdict for touch in figure.touches),
        alone=figure.alone,
    )


def _text(quote: Quote | None) -> str | None:
    return quote.text if quote else None


def _span(quote: Quote | None) -> Span | None:
    return quote.span if quote else None


def _json(line: Line) -> str:
    return json_line(line.model_dump(mode="json"))


def _create(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")
