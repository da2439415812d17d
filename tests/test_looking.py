"""Reports through a labeller that looks: which passages are read, and what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from extractor.folding import View
from extractor.labelling import AnswerCache, Labelled, Looked, MemoryCache, Prose, Stated
from extractor.labelling.looking import StateReader
from extractor.labelling.unaided import CROWDED, Said
from extractor.pipeline import Progress, extract, label_by_rules
from extractor.reading import read_bytes
from extractor.records import Chunk, Document, SectionKind, Source, Status, Usage
from extractor.understanding import prose, to_read, understand

WIDTH = 1536  # of the default model's states
REPORT = """一、完成情况

  全年新建公厕12座，改造5座，开工率100%。

二、存在问题

  公厕管护经费不足，仅落实8万元。
"""


def document(text: str) -> Document:
    return read_bytes(text.encode(), "report.txt")


@dataclass(slots=True)
class Reading:
    """A labeller that reads over HTTP, and has nothing else to say."""

    reader: StateReader

    looks = True

    async def look(self, prose: Prose, chunks: Sequence[Chunk]) -> Looked:
        return await self.reader.look(prose, chunks)

    async def label(self, chunk: Chunk, standing: Sequence[Said]) -> Labelled:
        raise AssertionError("it looks, and is not asked")

    async def statements(self, text: str, passages: Sequence[tuple[SectionKind, View]]) -> Stated:
        return Stated((), (), Usage(backend="local", model="m"))

    async def probe(self) -> None: ...

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


def reading(
    server: HTTPServer, unreadable: str = "\0", cache: AnswerCache | None = None
) -> Reading:
    """The server makes each character a token, and fails at a text that holds `unreadable`."""

    def tokens(request: Request) -> Response:
        pieces = [{"id": 1, "piece": character} for character in request.json["content"]]
        return Response(json.dumps({"tokens": pieces}))

    def states(request: Request) -> Response:
        text = request.json["content"]
        if unreadable in text:
            return Response("broken", 500)
        rows: list[Any] = [[(ord(c) * k) % 7 for k in range(WIDTH)] for c in text]
        return Response(json.dumps([{"embedding": rows}]))

    cache = MemoryCache() if cache is None else cache
    server.expect_request("/tokenize").respond_with_handler(tokens)
    server.expect_request("/embedding").respond_with_handler(states)
    return Reading(StateReader(server.url_for("").rstrip("/"), "key", "m", cache))


async def test_every_quantity_is_named_by_what_was_read(httpserver: HTTPServer) -> None:
    told: list[Progress] = []
    found = await extract(document(REPORT), reading(httpserver), on_progress=told.append)
    assert [one.quantity.text for one in found.indicators] == ["12座", "5座", "100%", "8万元"]
    assert {one.source for one in found.indicators} == {Source.MODEL}
    assert found.status is Status.COMPLETE
    assert (found.usage.backend, found.usage.model_calls) == ("local", 2)
    assert found.usage.prompt_tokens > len(REPORT) / 2
    assert [one.done for one in told] == [0, 1, 2]
    assert told[-1].total == 2


async def test_what_cannot_be_read_is_named_by_rules_and_said(httpserver: HTTPServer) -> None:
    found = await extract(document(REPORT), reading(httpserver, unreadable="经费"))
    sources = {one.quantity.text: one.source for one in found.indicators}
    assert sources["12座"] is Source.MODEL
    assert sources["8万元"] is Source.RULES
    assert found.status is Status.PARTIAL
    assert len(found.rejections) == 1
    alone = label_by_rules(understand(document(REPORT)))
    for one in found.indicators:
        if one.source is Source.RULES:
            assert one == alone[one.quantity.span]


async def test_a_passage_is_read_whole_or_not_at_all(httpserver: HTTPServer) -> None:
    first = "全年新建公厕12座，改造5座。" * 50
    found = await extract(document(f"{first}整治河道3公里。\n"), reading(httpserver, "河道"))
    assert {one.source for one in found.indicators} == {Source.RULES}


async def test_what_was_read_once_is_not_read_again(httpserver: HTTPServer) -> None:
    cache = MemoryCache()
    first = await extract(document(REPORT), reading(httpserver, cache=cache))
    again = await extract(document(REPORT), reading(httpserver, "\n", cache=cache))
    assert again.indicators == first.indicators
    assert (again.usage.model_calls, again.usage.cached_calls) == (0, 2)
    changed = REPORT.replace("管护", "管理")
    other = await extract(document(changed), reading(httpserver, cache=cache))
    assert (other.usage.model_calls, other.usage.cached_calls) == (1, 1)


async def test_a_cache_that_holds_something_else_is_read_over(httpserver: HTTPServer) -> None:
    cache = MemoryCache()
    first = await extract(document(REPORT), reading(httpserver, cache=cache))
    for key in cache.answers:
        cache.answers[key] = '[["名称", "no role", "0.5", "0.5"]]'
    again = await extract(document(REPORT), reading(httpserver, cache=cache))
    assert again.indicators == first.indicators


def test_texts_begin_where_they_say() -> None:
    known = understand(document(REPORT + "　 办结12件，" * 300))
    passages = prose(known)
    assert sum(map(len, to_read(known).values())) > 3
    for index, chunks in to_read(known).items():
        for part in chunks:
            text = passages[index].text
            assert text[part.start : part.start + len(part.text)] == part.text


async def test_a_passage_that_the_network_does_not_take_is_not_read(
    httpserver: HTTPServer,
) -> None:
    crowded = "办结1件，" * (CROWDED + 1)
    found = await extract(document(f"{crowded}\n\n{REPORT}"), reading(httpserver))
    assert found.usage.model_calls == 2
    assert [one.source for one in found.indicators].count(Source.MODEL) == 4
