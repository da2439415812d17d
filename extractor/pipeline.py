"""One report through the rooms: read, section, tag, chunk, label, link and check.

Nothing here knows a file format, a model or a database. A report that cannot be finished is
still returned, with status `partial` and a note or rejection for everything that is missing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from extractor.checking import check
from extractor.checking.case import Case
from extractor.chunking import chunk
from extractor.folding import View, view
from extractor.labelling import Labelled, Labeller
from extractor.labelling.statements import statements as statements_by_rules
from extractor.labelling.unaided import labels as unaided_labels
from extractor.quantities import tag
from extractor.reading import read
from extractor.records import (
    Chunk,
    Document,
    Extraction,
    Fact,
    Indicator,
    Passage,
    Quantity,
    Rejection,
    RejectionReason,
    SectionKind,
    Source,
    Span,
    Statement,
    Status,
    Text,
    Usage,
)
from extractor.sections import passages as find_passages
from extractor.tables import facts as find_facts
from extractor.tables import lay_out

NO_NARRATIVE = Text(
    "没有找到叙述文字(连续12字以上的段落或单元格),只核对了表格。",
    "no narrative text found (a paragraph or cell of 12 characters or more); only tables were checked.",
)
NOTHING_FOUND = Text(
    "没有找到任何指标,请确认这是一份绩效自评报告。",
    "no indicator found; is this a performance self-evaluation report?",
)
# A model that gave no usable answer leaves the rules' label in place: usable, and said aloud.
SILENCE = frozenset(
    {
        RejectionReason.MODEL_UNAVAILABLE,
        RejectionReason.UNUSABLE_ANSWER,
        RejectionReason.TRUNCATED_ANSWER,
        RejectionReason.MISSING_KEY,
        RejectionReason.EMPTY_NAME,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    chunk_size: int = 120  # characters asked about in one request
    chunk_before: int = 60  # characters of context before them


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Told after every chunk: how far one report is."""

    report: str
    done: int
    total: int
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What is known of a report before anyone is asked what its quantities measure."""

    document: Document
    passages: tuple[Passage, ...]
    views: tuple[View, ...]  # one a passage
    quantities: tuple[Quantity, ...]
    facts: tuple[Fact, ...]


def understand(document: Document) -> Understanding:
    grids = tuple(lay_out(block) for block in document.tables)
    passages = find_passages(document, grids)
    views = tuple(view(document.text, passage.pieces) for passage in passages)
    quantities = tuple(
        quantity
        for passage, seen in zip(passages, views, strict=True)
        for quantity in tag(document.text, seen, passage=passage.index)
    )
    return Understanding(
        document=document,
        passages=passages,
        views=views,
        quantities=quantities,
        facts=find_facts(document, grids),
    )


def label_by_rules(known: Understanding) -> dict[Span, Indicator]:
    """An indicator for every measuring quantity of the narrative, named without a model."""
    of_passage: dict[int, list[Quantity]] = {}
    for quantity in known.quantities:
        of_passage.setdefault(quantity.passage, []).append(quantity)
    found: dict[Span, Indicator] = {}
    for passage, seen in zip(known.passages, known.views, strict=True):
        quantities = tuple(of_passage.get(passage.index, ()))
        if not passage.narrative or not quantities:
            continue
        places = tuple(seen.locate(quantity.span) for quantity in quantities)
        labels = unaided_labels(seen.text, places, quantities, passage.section, passage.path)
        measuring = [quantity for quantity in quantities if quantity.kind.measures]
        for quantity, said in zip(measuring, labels, strict=True):
            found[quantity.span] = Indicator(
                quantity=quantity,
                name=said.name,
                role=said.role,
                section=passage.section,
                source=Source.RULES,
                path=passage.path,
                place=passage.place,
                confidence=said.name_confidence,
            )
    return found


async def extract(
    document: Document,
    labeller: Labeller | None = None,
    *,
    options: Options | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Extraction:
    """All that can be said of one report. `labeller` None means rules only."""
    started = time.monotonic()
    options = options or Options()
    known = understand(document)
    by_rules = label_by_rules(known)
    if labeller is None:
        indicators = tuple(by_rules.values())
        rejections: tuple[Rejection, ...] = ()
        problems = statements_by_rules(document.text, _problem_views(known))
        usage = Usage(backend="rules")
    else:
        chunks = chunk(
            document,
            known.passages,
            known.quantities,
            size=options.chunk_size,
            before=options.chunk_before,
        )
        asked = await _ask(labeller, document, chunks, on_progress)
        problems, refused, spent = await labeller.statements(document.text, _problem_views(known))
        indicators = _merge(by_rules, chunks, asked)
        rejections = tuple(r for answer in asked for r in answer.rejections) + refused
        usage = _usage(asked, spent)
        if not problems:
            problems = statements_by_rules(document.text, _problem_views(known))
    return _finish(known, indicators, problems, rejections, usage, started)


def run_report(path: Path, *, name: str | None = None) -> Extraction:
    """One file with rules only: the library's shortest road from a path to a result."""
    return asyncio.run(extract(read(path, name)))


async def _ask(
    labeller: Labeller,
    document: Document,
    chunks: Sequence[Chunk],
    on_progress: Callable[[Progress], None],
) -> list[Labelled]:
    done = tokens = 0

    async def ask(one: Chunk) -> Labelled:
        nonlocal done, tokens
        answer = await labeller.label(one)
        done += 1
        tokens += answer.usage.prompt_tokens + answer.usage.completion_tokens
        on_progress(Progress(report=document.name, done=done, total=len(chunks), tokens=tokens))
        return answer

    on_progress(Progress(report=document.name, done=0, total=len(chunks), tokens=0))
    return list(await asyncio.gather(*(ask(one) for one in chunks)))


def _merge(
    by_rules: Mapping[Span, Indicator], chunks: Sequence[Chunk], asked: Sequence[Labelled]
) -> tuple[Indicator, ...]:
    """The model's label where it gave one, the rules' where it did not, in text order."""
    merged = dict(by_rules)
    for one, answer in zip(chunks, asked, strict=True):
        for quantity, label in zip(one.asked, answer.labels, strict=True):
            if label is None:
                continue
            ruled = by_rules[quantity.span]
            merged[quantity.span] = Indicator(
                quantity=quantity,
                name=label.name,
                role=label.role,
                section=ruled.section,
                source=label.source,
                path=ruled.path,
                place=ruled.place,
                confidence=label.confidence,
            )
    return tuple(merged[span] for span in sorted(merged))


def _problem_views(known: Understanding) -> tuple[tuple[SectionKind, View], ...]:
    return tuple(
        (passage.section, seen)
        for passage, seen in zip(known.passages, known.views, strict=True)
        if passage.narrative and passage.section in (SectionKind.PROBLEM, SectionKind.MEASURE)
    )


def _usage(asked: Sequence[Labelled], spent: Usage) -> Usage:
    parts = [answer.usage for answer in asked] + [spent]
    return Usage(
        backend=spent.backend,
        model=spent.model,
        prompt_tokens=sum(part.prompt_tokens for part in parts),
        completion_tokens=sum(part.completion_tokens for part in parts),
        model_calls=sum(part.model_calls for part in parts),
        cached_calls=sum(part.cached_calls for part in parts),
    )


def _finish(
    known: Understanding,
    indicators: tuple[Indicator, ...],
    problems: tuple[Statement, ...],
    rejections: tuple[Rejection, ...],
    usage: Usage,
    started: float,
) -> Extraction:
    document = known.document
    notes = list(document.notes)
    if not any(passage.narrative for passage in known.passages):
        notes.append(NO_NARRATIVE)
    if not indicators and not known.facts:
        notes.append(NOTHING_FOUND)
    silent = any(rejection.reason in SILENCE for rejection in rejections)
    case = Case(
        document=document,
        passages=known.passages,
        quantities=known.quantities,
        indicators=indicators,
        facts=known.facts,
        statements=problems,
    )
    return Extraction(
        document=document,
        status=Status.PARTIAL if notes or silent else Status.COMPLETE,
        passages=known.passages,
        quantities=known.quantities,
        indicators=indicators,
        facts=known.facts,
        checks=check(case),
        rejections=rejections,
        statements=problems,
        notes=tuple(notes),
        usage=Usage(
            backend=usage.backend,
            model=usage.model,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            model_calls=usage.model_calls,
            cached_calls=usage.cached_calls,
            seconds=round(time.monotonic() - started, 3),
        ),
    )
