"""States of texts: which token a character is, and how they come from a server."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_chunks import chunk_of
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from extractor.errors import ModelUnavailable
from extractor.labelling import MemoryCache
from extractor.labelling.looking import LONGEST, StateReader
from extractor.labelling.states import States, joined, prompt_of, states_of
from extractor.records import RejectionReason

CHUNK = chunk_of("新建公厕【12座】，改造【5座】。")


def cut(text: str, sizes: list[int]) -> list[dict[str, Any]]:
    """Tokens of `text` as llama.cpp gives them, cut after so many bytes each, in turn."""
    raw = text.encode()
    tokens: list[dict[str, Any]] = []
    while raw:
        size = sizes[len(tokens) % len(sizes)]
        piece, raw = raw[:size], raw[size:]
        try:
            tokens.append({"id": len(tokens), "piece": piece.decode()})
        except UnicodeDecodeError:
            tokens.append({"id": len(tokens), "piece": list(piece)})
    return tokens


@given(
    st.text(max_size=30),
    st.text(min_size=1, max_size=30),
    st.lists(st.integers(1, 9), min_size=1, max_size=5),
)
def test_a_character_has_the_token_that_ends_it(ahead: str, text: str, sizes: list[int]) -> None:
    prompt = ahead + text
    tokens = cut(prompt, sizes)
    vectors = [[float(n), float(n) ** 2, 1.0] for n in range(len(tokens))]
    states = states_of(prompt, len(ahead), tokens, vectors)
    assert len(states.rows) == len(text)
    ends = np.cumsum(
        [
            len(bytes(t["piece"], "utf-8") if isinstance(t["piece"], str) else t["piece"])
            for t in tokens
        ]
    )
    first = len(tokens) - len(states.vectors)
    for i, row in enumerate(states.rows):
        last_byte = len(prompt[: len(ahead) + i + 1].encode()) - 1
        token = int(row) + first
        assert (ends[token - 1] if token else 0) <= last_byte < ends[token]


def test_states_have_mean_0_and_variance_1() -> None:
    states = states_of("甲乙", 0, cut("甲乙", [3]), [[1.0, 5.0, 9.0], [100.0, 0.0, 50.0]])
    assert np.allclose(states.vectors.mean(-1), 0, atol=1e-2)
    assert np.allclose(states.vectors.std(-1), 1, atol=1e-2)


@pytest.mark.parametrize(
    ("tokens", "vectors"),
    [
        (cut("甲乙丙", [3]), [[0.0]] * 3),  # of another text
        (cut("甲乙", [3]), [[0.0]]),  # one state too few
        ([], []),
    ],
)
def test_states_of_another_text_are_refused(
    tokens: list[dict[str, Any]], vectors: list[list[float]]
) -> None:
    with pytest.raises(ValueError, match="another text"):
        states_of("甲乙", 0, tokens, vectors)


def test_parts_are_put_where_they_begin() -> None:
    part = States(np.ones((2, 3), np.float16), np.array([0, 1, 1], np.int32))
    chunks = [replace(CHUNK, start=start) for start in (1, 4, 5)]
    whole = joined(9, chunks, [part, None, part])
    assert whole.rows.tolist() == [-1, 0, 1, 1, -1, 2, 3, 3, -1]
    assert whole.vectors.shape == (4, 3)


def test_the_model_reads_headings_and_what_comes_before() -> None:
    prompt, begin = prompt_of(CHUNK)
    assert prompt[begin:] == CHUNK.text
    assert prompt.startswith("章节：完成情况　标题：")


# --- over HTTP ------------------------------------------------------------------------------------


def serving(server: HTTPServer, sizes: list[int], width: int = 4) -> None:
    def tokens_of(request: Request) -> list[dict[str, Any]]:
        return cut(request.json["content"], sizes)

    def tokenise(request: Request) -> Response:
        assert request.headers["Authorization"] == "Bearer key"
        return json_of({"tokens": tokens_of(request)})

    def embed(request: Request) -> Response:
        rows = [[float(n + i) for i in range(width)] for n in range(len(tokens_of(request)))]
        return json_of([{"index": 0, "embedding": rows}])

    server.expect_request("/tokenize").respond_with_handler(tokenise)
    server.expect_request("/embedding").respond_with_handler(embed)


def json_of(value: Any) -> Response:
    return Response(json.dumps(value), content_type="application/json")


def reader(server: HTTPServer) -> StateReader:
    return StateReader(server.url_for("").rstrip("/"), "key", "m", MemoryCache())


async def test_chunks_are_read(httpserver: HTTPServer) -> None:
    serving(httpserver, [3])
    model = reader(httpserver)
    await model.probe()
    seen = await model.read([CHUNK, CHUNK])
    for states in seen.states:
        assert states is not None
        assert len(states.rows) == len(CHUNK.text)
    assert seen.rejections == ()
    assert seen.tokens > 2 * len(CHUNK.text) / 3


async def test_a_text_that_is_too_long_is_left_unread(httpserver: HTTPServer) -> None:
    serving(httpserver, [1])
    seen = await reader(httpserver).read([chunk_of("字" * LONGEST + "【3座】")])
    assert seen.states == (None,)
    assert seen.rejections == ()


WORD = cut(prompt_of(CHUNK)[0], [3])
STATES = [{"index": 0, "embedding": [[1.0, 2.0]] * len(WORD)}]


@pytest.mark.parametrize(
    ("status", "tokens", "states"),
    [
        (500, "broken", "broken"),
        (200, "no JSON", "no JSON"),
        (200, {}, STATES),
        (200, {"tokens": 3}, STATES),
        (200, {"tokens": [{"id": 1, "piece": 3.5}] * len(WORD)}, STATES),
        (200, {"tokens": [{"id": 1, "piece": "别的"}] * len(WORD)}, STATES),
        (200, {"tokens": WORD}, []),
        (200, {"tokens": WORD}, [{"embedding": [[1.0, 2.0]]}]),
        (200, {"tokens": WORD}, [{"embedding": [[1.0, None]] * len(WORD)}]),  # NaN, in JSON
        (200, {"tokens": WORD}, [{"embedding": "text"}]),
    ],
)
async def test_a_server_that_fails_is_a_rejection(
    httpserver: HTTPServer, status: int, tokens: object, states: object
) -> None:
    for path, body in (("/tokenize", tokens), ("/embedding", states)):
        httpserver.expect_request(path).respond_with_data(json.dumps(body), status)
    model = reader(httpserver)
    seen = await model.read([CHUNK])
    assert seen.states == (None,)
    (rejection,) = seen.rejections
    assert rejection.reason is RejectionReason.MODEL_UNAVAILABLE
    with pytest.raises(ModelUnavailable):
        await model.probe()


async def test_a_server_that_is_gone_is_a_rejection() -> None:
    seen = await StateReader("http://127.0.0.1:9", "key", "m", MemoryCache()).read([CHUNK])
    assert [r.reason for r in seen.rejections] == [RejectionReason.MODEL_UNAVAILABLE]
