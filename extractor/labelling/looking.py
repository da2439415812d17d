"""The states of chunks from llama.cpp's server: one text at a time, nothing generated."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, NamedTuple

from pydantic import TypeAdapter, ValidationError

from extractor.errors import ModelUnavailable
from extractor.labelling.cache import AnswerCache, answer_key
from extractor.labelling.contract import Looked
from extractor.labelling.marking import WITH_STATES, digest
from extractor.labelling.states import States, joined, prompt_of, states_of
from extractor.labelling.unaided import Prose, Said, fingerprint, labels
from extractor.records import Chunk, Rejection, RejectionReason, Span, Text, Usage

LONGEST = 2048  # tokens of one text; 720 characters of Chinese are some 500
_PATIENCE = 600.0  # seconds; a slow machine is slow, not broken
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # it is on this machine
_FAILURES = (OSError, HTTPException, ValueError, LookupError, TypeError)  # of a server's answer
PROMPT = "states.v1"  # changed whenever other texts are read, or read in another way
_SAID = TypeAdapter(tuple[Said, ...])


class _TooLong(ValueError):
    pass


class Seen(NamedTuple):
    states: tuple[States | None, ...]  # of each chunk's text; None where it could not be read
    rejections: tuple[Rejection, ...]
    tokens: int
    seconds: float


@dataclass(slots=True)
class StateReader:
    """`address` is a server's that was started for states. One text at a time: it has one slot."""

    address: str
    api_key: str
    model: str
    cache: AnswerCache

    async def probe(self) -> None:
        """Raises ModelUnavailable if no text can be read."""
        try:
            await asyncio.to_thread(self._read, "一", 0)
        except _FAILURES as error:
            raise ModelUnavailable(
                Text(f"内置模型不能阅读:{error}", f"the embedded model cannot read: {error}")
            ) from error

    async def look(self, prose: Prose, chunks: Sequence[Chunk]) -> Looked:
        """One passage; what was read once in the same words is not read again."""
        key = self._key(prose, chunks)
        if (kept := self.cache.get(key)) is not None and (said := _recalled(kept)) is not None:
            return Looked(said, (), Usage(backend="local", model=self.model, cached_calls=1))
        seen = await self.read(chunks)
        usage = Usage(
            backend="local",
            model=self.model,
            prompt_tokens=seen.tokens,
            model_calls=len(chunks),
            seconds=seen.seconds,
        )
        if any(states is None for states in seen.states):
            return Looked(None, seen.rejections, usage)
        states = joined(len(prose.text), chunks, seen.states)
        said = labels(prose, states)
        self.cache.put(
            key,
            _SAID.dump_json(said).decode(),
            model=self.model,
            prompt=PROMPT,
            prompt_tokens=seen.tokens,
            completion_tokens=0,
        )
        return Looked(said, seen.rejections, usage)

    async def read(self, chunks: Sequence[Chunk]) -> Seen:
        """A text of more than `LONGEST` tokens is no prose; it is left unread, and nothing is said."""
        started = time.monotonic()
        states: list[States | None] = []
        rejections: list[Rejection] = []
        tokens = 0
        for chunk in chunks:
            try:
                count, read = await asyncio.to_thread(self._read, *prompt_of(chunk))
                tokens += count
                states.append(read)
            except _TooLong:
                states.append(None)
            except _FAILURES as error:
                about = Span(chunk.asked[0].span.start, chunk.asked[-1].span.end)
                reason = RejectionReason.MODEL_UNAVAILABLE
                rejections.append(Rejection(reason=reason, detail=str(error), span=about))
                states.append(None)
        return Seen(tuple(states), tuple(rejections), tokens, time.monotonic() - started)

    def _key(self, prose: Prose, chunks: Sequence[Chunk]) -> str:
        """Over all that what is said of a passage depends on."""
        return answer_key(
            model=self.model,
            prompt=PROMPT,
            messages=[{"role": "user", "content": prompt_of(one)[0]} for one in chunks],
            schema={"network": digest(WITH_STATES)},
            params={"windows": fingerprint(prose)},
        )

    def _read(self, prompt: str, begin: int) -> tuple[int, States]:
        tokens = self._post("tokenize", {"content": prompt, "with_pieces": True})["tokens"]
        if len(tokens) > LONGEST:
            raise _TooLong
        (read,) = self._post("embedding", {"content": prompt})
        return len(tokens), states_of(prompt, begin, tokens, read["embedding"])

    def _post(self, what: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            f"{self.address}/{what}",
            data=json.dumps(body).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {self.api_key}",
            },
        )
        with _DIRECT.open(request, timeout=_PATIENCE) as answer:
            return json.loads(answer.read())


def _recalled(kept: str) -> tuple[Said, ...] | None:
    """What a cache gives is read like an answer that just came; None if it is none."""
    try:
        return _SAID.validate_json(kept)
    except ValidationError:
        return None
