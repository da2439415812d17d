"""One report through the rooms: read, section, tag, chunk, label, link and check.

Nothing here knows a file format, a model or a database. A report that cannot be finished is
still returned, with status `partial` and a note or rejection for everything that is missing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from extractor.checking import check
from extractor.checking.case import Case
from extractor.checking.options import DEFAULT, CheckOptions
from extractor.folding import View
from extractor.labelling import Labelled, Labeller, Looked, Prose, Stated
from extractor.labelling.statements import statements as statements_by_rules
from extractor.labelling.unaided import CROWDED, Said
from extractor.labelling.unaided import labels as unaided_labels
from extractor.reading import read
from extractor.records import (
    Chunk,
    Document,
    Extraction,
    Indicator,
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
from extractor.understanding import Understanding, chunks_of, prose, to_read, understand

_Answer = Looked | Labelled | Stated
_One = TypeVar("_One", Looked, Labelled)
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
    checks: CheckOptions = DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Told after every chunk that is asked or passage that is read: how far one report is."""

    report: str
    done: int
    total: int
    tokens: int


def label_by_rules(known: Understanding) -> dict[Span, Indicator]:
    """An indicator for every measuring quantity of the narrative, named without a model."""
    return _indicators(known, _standing(prose(known)), ())


def _standing(passages: Mapping[int, Prose]) -> dict[Span, Said]:
    """What is known of every measuring quantity of the narrative without a model."""
    found: dict[Span, Said] = {}
    for one in passages.values():
        found.update(_by_span(one, unaided_labels(one)))
    return found


def _by_span(one: Prose, said: Sequence[Said]) -> dict[Span, Said]:
    measuring = (quantity.span for quantity in one.quantities if quantity.kind.measures)
    return dict(zip(measuring, said, strict=True))


def _indicators(
    known: Understanding, standing: Mapping[Span, Said], read: Collection[int]
) -> dict[Span, Indicator]:
    """`read` are the passages of which a model told what stands."""
    found: dict[Span, Indicator] = {}
    passages = {passage.index: passage for passage in known.passages}
    for quantity in known.quantities:
        if (said := standing.get(quantity.span)) is None:
            continue
        passage = passages[quantity.passage]
        found[quantity.span] = Indicator(
            quantity=quantity,
            name=said.name,
            role=said.role,
            section=passage.section,
            source=Source.MODEL if passage.index in read else Source.RULES,
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
    if labeller is None:
        indicators = tuple(label_by_rules(known).values())
        problems = statements_by_rules(document.text, _problem_views(known))
        usage = Usage(backend="rules")
        return _finish(known, indicators, problems, (), usage, started, options.checks)
    if labeller.looks:
        found, given = await _look(labeller, known, on_progress)
    else:
        found, given = await _ask(labeller, known, options, on_progress)
    stated = await labeller.statements(document.text, _problem_views(known))
    answers = [*given, stated]
    return _finish(
        known,
        tuple(found[span] for span in sorted(found)),
        stated.statements or statements_by_rules(document.text, _problem_views(known)),
        tuple(rejection for answer in answers for rejection in answer.rejections),
        _usage(answers),
        started,
        options.checks,
    )


def run_report(path: Path, *, name: str | None = None) -> Extraction:
    """One file with rules only: the library's shortest road from a path to a result."""
    return asyncio.run(extract(read(path, name)))


async def _look(
    labeller: Labeller, known: Understanding, on_progress: Callable[[Progress], None]
) -> tuple[dict[Span, Indicator], list[_Answer]]:
    """A model reads the passages that are prose; the others, and what it cannot read, the rules."""
    passages = prose(known)
    readable = {
        index: chunks
        for index, chunks in to_read(known).items()
        if sum(len(one.asked) for one in chunks) <= CROWDED
    }
    bar = _Bar(known.document.name, len(readable), on_progress)
    answers = [
        await bar.after(labeller.look(passages[index], chunks))
        for index, chunks in readable.items()
    ]
    seen = {
        index: looked.said
        for index, looked in zip(readable, answers, strict=True)
        if looked.said is not None
    }
    standing = _standing({i: one for i, one in passages.items() if i not in seen})
    for index, said in seen.items():
        standing.update(_by_span(passages[index], said))
    return _indicators(known, standing, seen), [*answers]


async def _ask(
    labeller: Labeller,
    known: Understanding,
    options: Options,
    on_progress: Callable[[Progress], None],
) -> tuple[dict[Span, Indicator], list[_Answer]]:
    """A model answers; where it does not, what is known without it stands."""
    standing = _standing(prose(known))
    chunks = chunks_of(known, options.chunk_size, options.chunk_before)
    bar = _Bar(known.document.name, len(chunks), on_progress)
    asked = await asyncio.gather(
        *(
            bar.after(labeller.label(one, [standing[quantity.span] for quantity in one.asked]))
            for one in chunks
        )
    )
    return _merge(_indicators(known, standing, ()), chunks, asked), [*asked]


@dataclass(slots=True)
class _Bar:
    """Counts what a model has read or answered, and tells of it."""

    report: str
    total: int
    tell: Callable[[Progress], None]
    done: int = 0
    tokens: int = 0

    def __post_init__(self) -> None:
        self._tell()

    async def after(self, answer: Awaitable[_One]) -> _One:
        found = await answer
        self.done += 1
        self.tokens += found.usage.prompt_tokens + found.usage.completion_tokens
        self._tell()
        return found

    def _tell(self) -> None:
        self.tell(
            Progress(report=self.report, done=self.done, total=self.total, tokens=self.tokens)
        )


def _merge(
    standing: Mapping[Span, Indicator], chunks: Sequence[Chunk], asked: Sequence[Labelled]
) -> dict[Span, Indicator]:
    """The model's label where it gave one, what stands where it did not."""
    merged = dict(standing)
    for one, answer in zip(chunks, asked, strict=True):
        for quantity, label in zip(one.asked, answer.labels, strict=True):
            if label is not None:
                merged[quantity.span] = replace(
                    standing[quantity.span],
                    name=label.name,
                    role=label.role,
                    source=label.source,
                    confidence=label.confidence,
                )
    return merged


def _problem_views(known: Understanding) -> tuple[tuple[SectionKind, View], ...]:
    return tuple(
        (passage.section, seen)
        for passage, seen in zip(known.passages, known.views, strict=True)
        if passage.narrative and passage.section in (SectionKind.PROBLEM, SectionKind.MEASURE)
    )


def _usage(answers: Sequence[_Answer]) -> Usage:
    parts = [answer.usage for answer in answers]
    return Usage(
        backend=parts[-1].backend,
        model=parts[-1].model,
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
    checks: CheckOptions,
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
        checks=check(case, checks),
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
