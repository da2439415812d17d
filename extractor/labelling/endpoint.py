"""Labelling by any OpenAI-compatible endpoint, hosted or one's own.

What goes wrong with a model is a Rejection, never an exception: a quantity without a usable
answer stays None, and the pipeline lets the rules speak for it. Order of second chances: a cut-off
answer is asked again in two halves, fields that are missing are asked again once, and nothing
else is.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from types import TracebackType
from typing import NamedTuple, Self

from pydantic import BaseModel

from extractor.errors import ModelUnavailable, UnusableAnswer
from extractor.folding import View
from extractor.labelling import answers, quoting
from extractor.labelling.cache import AnswerCache, MemoryCache, answer_key
from extractor.labelling.calls import Caller, Endpoint
from extractor.labelling.contract import Label, Labelled, Looked, Stated
from extractor.labelling.prompting import Message, render
from extractor.labelling.questions import SETTLED, Question, question
from extractor.labelling.unaided import Prose, Said
from extractor.records import Chunk, Rejection, RejectionReason, SectionKind, Span, Usage
from extractor.schemas import StatementsForm, form_for

LABEL_PROMPT = "label.v1"
STATEMENTS_PROMPT = "statements.v1"
_SECTIONS = {
    SectionKind.GOAL: "绩效目标",
    SectionKind.COMPLETION: "完成情况",
    SectionKind.PROBLEM: "存在问题",
    SectionKind.MEASURE: "改进措施",
    SectionKind.BASIS: "评分依据",
    SectionKind.FINANCE: "收支情况",
    SectionKind.OVERVIEW: "概况",
    SectionKind.OTHER: "其他",
}


@dataclass(slots=True)
class _Tally:
    """What one call of the labeller cost and what it had to refuse."""

    started: float = field(default_factory=time.monotonic)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    model_calls: int = 0
    cached_calls: int = 0
    rejections: list[Rejection] = field(default_factory=list)

    def usage(self, backend: str, model: str) -> Usage:
        return Usage(
            backend=backend,
            model=model,
            prompt_tokens=self.prompt_tokens,
            completion_tokens=self.completion_tokens,
            model_calls=self.model_calls,
            cached_calls=self.cached_calls,
            seconds=time.monotonic() - self.started,
        )


class _Said(NamedTuple):
    content: str
    truncated: bool


@dataclass(slots=True)
class EndpointLabeller:
    """A Labeller over one endpoint. Use inside one event loop, with `async with`."""

    endpoint: Endpoint
    cache: AnswerCache = field(default_factory=MemoryCache)
    backend: str = "openai"  # how usage calls it
    # What the rules are this sure of (0 to 1) is not asked at all; None: ask everything.
    sure: Decimal | None = None
    settled: Decimal = SETTLED  # a role this sure is not asked
    _caller: Caller = field(init=False)

    def __post_init__(self) -> None:
        self._caller = Caller(self.endpoint)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._caller.__aexit__(kind, error, trace)

    async def probe(self) -> None:
        """Raises ModelUnavailable, with a hint, if the endpoint does not answer as one."""
        await self._caller.probe()

    @property
    def looks(self) -> bool:
        """An endpoint shows what its model says, not what it makes of a text."""
        return False

    async def look(self, prose: Prose, chunks: Sequence[Chunk]) -> Looked:
        return Looked(None, (), self._usage(_Tally()))

    async def label(self, chunk: Chunk, standing: Sequence[Said]) -> Labelled:
        """Labels in the order of `chunk.asked`.

        None with a rejection where the model gave none; None without where it was not asked,
        since what stands is sure.
        """
        tally = _Tally()
        whole = question(chunk, standing, settled=self.settled)
        labels: list[Label | None] = [None] * len(chunk.asked)
        if open_ := whole.unsure(self.sure):
            answered = await self._labels(whole.part(open_), tally, again=True)
            for i, label in zip(open_, answered, strict=True):
                labels[i] = label
        return Labelled(tuple(labels), tuple(tally.rejections), self._usage(tally))

    async def statements(self, text: str, passages: Sequence[tuple[SectionKind, View]]) -> Stated:
        """Problems, causes and measures, each grounded word for word, or rejected."""
        tally = _Tally()
        found = quoting.Found()
        for part in quoting.parts(passages):
            messages = render(STATEMENTS_PROMPT, passages=quoting.asked(part))
            whole = quoting.whole(part)
            said = await self._say(STATEMENTS_PROMPT, messages, StatementsForm, tally, whole)
            if said is None:
                continue
            try:
                quoting.read(text, part, said.content, found)
            except UnusableAnswer as error:
                reason = (
                    RejectionReason.TRUNCATED_ANSWER
                    if said.truncated
                    else RejectionReason.UNUSABLE_ANSWER
                )
                tally.rejections.append(_rejected(reason, error, whole))
        rejections = (*tally.rejections, *found.rejections)
        return Stated(tuple(found.statements), rejections, self._usage(tally))

    async def _labels(
        self, asked: Question, tally: _Tally, *, again: bool
    ) -> tuple[Label | None, ...]:
        chunk = asked.chunk
        nothing: tuple[Label | None, ...] = (None,) * len(chunk.asked)
        whole = Span(chunk.asked[0].span.start, chunk.asked[-1].span.end)
        form = form_for(chunk, asked.roles)
        said = await self._say(LABEL_PROMPT, label_messages(asked), form, tally, whole)
        if said is None:
            return nothing
        if said.truncated and len(chunk.asked) > 1:
            half = len(chunk.asked) // 2
            first = await self._labels(asked.part(range(half)), tally, again=again)
            rest = range(half, len(chunk.asked))
            return first + await self._labels(asked.part(rest), tally, again=again)
        try:
            read = answers.read(chunk, asked.roles, said.content)
        except UnusableAnswer as error:
            reason = RejectionReason.UNUSABLE_ANSWER
            if said.truncated:
                reason = RejectionReason.TRUNCATED_ANSWER
            tally.rejections.append(_rejected(reason, error, whole))
            return nothing
        tally.rejections.extend(read.rejections)
        return await self._filled(asked, read, tally, again=again)

    async def _filled(
        self, asked: Question, read: answers.Read, tally: _Tally, *, again: bool
    ) -> tuple[Label | None, ...]:
        """`read.labels`, with what is missing asked once more or rejected."""
        if not read.missing:
            return read.labels
        if not again:
            tally.rejections.extend(answers.missing(asked.chunk, i) for i in read.missing)
            return read.labels
        filled = list(read.labels)
        second = await self._labels(asked.part(read.missing), tally, again=False)
        for i, label in zip(read.missing, second, strict=True):
            filled[i] = label
        return tuple(filled)

    async def _say(
        self,
        prompt: str,
        messages: Sequence[Message],
        form: type[BaseModel],
        tally: _Tally,
        about: Span,
    ) -> _Said | None:
        """The answer from the cache or the model; None, and a rejection, if there is none."""
        key = answer_key(
            model=self.endpoint.model,
            prompt=prompt,
            messages=[{"role": m["role"], "content": m["content"]} for m in messages],
            schema=form.model_json_schema(),
            params=self.endpoint.params,
        )
        if (cached := self.cache.get(key)) is not None:
            tally.cached_calls += 1
            return _Said(cached, truncated=False)
        try:
            tally.model_calls += 1
            reply = await self._caller.ask(messages, form)
        except ModelUnavailable as error:
            reason = RejectionReason.MODEL_UNAVAILABLE
            tally.rejections.append(_rejected(reason, error, about))
            return None
        except UnusableAnswer as error:
            tally.rejections.append(_rejected(RejectionReason.UNUSABLE_ANSWER, error, about))
            return None
        tally.prompt_tokens += reply.prompt_tokens
        tally.completion_tokens += reply.completion_tokens
        if not reply.truncated and _holds_object(reply.content):
            self.cache.put(
                key,
                reply.content,
                model=self.endpoint.model,
                prompt=prompt,
                prompt_tokens=reply.prompt_tokens,
                completion_tokens=reply.completion_tokens,
            )
        return _Said(reply.content, reply.truncated)

    def _usage(self, tally: _Tally) -> Usage:
        return tally.usage(self.backend, self.endpoint.model)


def label_messages(asked: Question) -> tuple[Message, ...]:
    """The question as messages, constant part first."""
    chunk = asked.chunk
    return render(
        LABEL_PROMPT,
        section=_SECTIONS[chunk.section],
        path=chunk.path,
        unit=chunk.unit,
        before=chunk.before,
        text=asked.marked(),
    )


def _holds_object(content: str) -> bool:
    try:
        answers.parse_object(content)
    except UnusableAnswer:
        return False
    return True


def _rejected(
    reason: RejectionReason, error: ModelUnavailable | UnusableAnswer, about: Span
) -> Rejection:
    detail = f"{error}（{error.hint}）" if error.hint else str(error)
    answer = error.answer if isinstance(error, UnusableAnswer) else ""
    return Rejection(reason=reason, detail=detail, answer=answer, span=about)
