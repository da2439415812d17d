"""The endpoint backend against real HTTP servers that misbehave in the ways that real ones do."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email.utils import format_datetime
from typing import Any

import pytest
from marked_chunks import chunk_of, standing
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from extractor.errors import ModelUnavailable
from extractor.folding import view
from extractor.labelling import MemoryCache
from extractor.labelling.calls import Endpoint
from extractor.labelling.endpoint import EndpointLabeller
from extractor.records import Chunk, RejectionReason, Role, SectionKind, Source, Span, StatementKind

PATH = "/v1/chat/completions"
CHUNK = chunk_of("新建图书馆【3座】，借阅率【62%】。")
GOOD = {"1. 3座": "新建图书馆数", "2. 62%": "图书借阅率"}


def completion(content: str | None, finish: str = "stop") -> dict[str, Any]:
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "m",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content},
            }
        ],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }


def said(answer: Any) -> dict[str, Any]:
    return completion(json.dumps(answer, ensure_ascii=False))


def endpoint(server: HTTPServer, **changed: Any) -> Endpoint:
    options: dict[str, Any] = {"attempts": 2, "timeout": 5.0, **changed}
    return Endpoint(base_url=server.url_for("/v1"), model="m", api_key="k", **options)


def labeller(server: HTTPServer, **changed: Any) -> EndpointLabeller:
    return EndpointLabeller(endpoint(server, **changed))


def names(labels: Any) -> list[str | None]:
    return [label.name if label else None for label in labels]


def asked_keys(request: Request) -> list[str]:
    body = json.loads(request.data)
    return list(body["response_format"]["json_schema"]["schema"]["required"])


def answering(server: HTTPServer, answer: Callable[[Request], Response | dict[str, Any]]) -> None:
    def respond(request: Request) -> Response:
        got = answer(request)
        if isinstance(got, Response):
            return got
        return Response(json.dumps(got), content_type="application/json")

    server.expect_request(PATH, method="POST").respond_with_handler(respond)


async def test_happy_path(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_json(said(GOOD))
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == ["新建图书馆数", "图书借阅率"]
    assert {label.role for label in labelled.labels if label} == {Role.ACTUAL}
    assert {label.source for label in labelled.labels if label} == {Source.MODEL}
    assert labelled.rejections == ()
    usage = labelled.usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (100, 10)
    assert (usage.model_calls, usage.cached_calls, usage.backend) == (1, 0, "openai")


async def test_what_is_sent(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_json(said(GOOD))
    async with labeller(httpserver) as model:
        await model.label(CHUNK, standing(CHUNK))
    request = httpserver.log[0][0]
    body = json.loads(request.data)
    assert request.headers["Authorization"] == "Bearer k"
    assert body["temperature"] == 0
    assert asked_keys(request) == list(GOOD)
    assert "新建图书馆【1. 3座｜" in body["messages"][-1]["content"]


async def test_a_role_is_asked_only_where_it_is_open(httpserver: HTTPServer) -> None:
    chunk = chunk_of("项目资金【80万元】，全市排名【第4名】。", section=SectionKind.OTHER)
    answer = {"1. 80万元": {"name": "项目资金", "role": "budget"}, "2. 第4名": "项目排名"}
    httpserver.expect_request(PATH).respond_with_json(said(answer))
    async with labeller(httpserver) as model:
        labelled = await model.label(chunk, standing(chunk))
    assert [label.role for label in labelled.labels if label] == [Role.BUDGET, Role.RANK]


@pytest.mark.parametrize(
    "content",
    [
        "```json\n{answer}\n```",
        '<think>三座图书馆，{{不是答案}} {{"a": 1}}</think>{answer}',
        "好的，答案如下：\n{answer}\n请查收。",
    ],
)
async def test_wrapped_json(httpserver: HTTPServer, content: str) -> None:
    text = content.format(answer=json.dumps(GOOD, ensure_ascii=False))
    httpserver.expect_request(PATH).respond_with_json(completion(text))
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == list(GOOD.values())
    assert labelled.rejections == ()


async def test_missing_key_is_asked_once_more(httpserver: HTTPServer) -> None:
    def answer(request: Request) -> dict[str, Any]:
        if len(asked_keys(request)) == 2:
            return said({"1. 3座": "新建图书馆数"})
        assert asked_keys(request) == ["1. 62%"]
        return said({"1. 62%": "图书借阅率"})

    answering(httpserver, answer)
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == list(GOOD.values())
    assert labelled.rejections == ()
    assert labelled.usage.model_calls == 2


async def test_missing_twice_is_rejected(httpserver: HTTPServer) -> None:
    answering(
        httpserver,
        lambda r: said({"1. 3座": "新建图书馆数"} if len(asked_keys(r)) == 2 else {}),
    )
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == ["新建图书馆数", None]
    (rejection,) = labelled.rejections
    assert rejection.reason is RejectionReason.MISSING_KEY
    assert rejection.span == CHUNK.asked[1].span
    assert labelled.usage.model_calls == 2


async def test_unasked_key(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_json(said({**GOOD, "3. 99家": "编造的"}))
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == list(GOOD.values())
    (rejection,) = labelled.rejections
    assert rejection.reason is RejectionReason.UNASKED_KEY
    assert "99家" in rejection.detail and "编造的" in rejection.answer


async def test_empty_and_long_names(httpserver: HTTPServer) -> None:
    answer = {
        "1. 3座": " \n ",
        "2. 62%": "图书  借\n阅率长" + "".join(map(chr, range(0x4E00, 0x4E64))),
    }
    httpserver.expect_request(PATH).respond_with_json(said(answer))
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert labelled.labels[0] is None
    assert labelled.labels[1] is not None
    assert labelled.labels[1].name.startswith("图书 借 阅率长")
    assert len(labelled.labels[1].name) == 60
    assert [r.reason for r in labelled.rejections] == [RejectionReason.EMPTY_NAME]


async def test_truncated_answer_is_asked_in_halves(httpserver: HTTPServer) -> None:
    def answer(request: Request) -> dict[str, Any]:
        if len(asked_keys(request)) > 1:
            return completion('{"1. 3座": "新建图', finish="length")
        key = asked_keys(request)[0]
        return said({key: {"3座": "名称甲", "62%": "名称乙"}[key[3:]]})

    answering(httpserver, answer)
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == ["名称甲", "名称乙"]
    assert labelled.rejections == ()
    assert labelled.usage.model_calls == 3
    assert labelled.usage.completion_tokens == 30


async def test_truncated_to_the_end(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_json(completion('{"1', finish="length"))
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == [None, None]
    assert {r.reason for r in labelled.rejections} == {RejectionReason.TRUNCATED_ANSWER}


@pytest.mark.parametrize(
    "body",
    [
        completion("我不知道。"),
        completion(None),
        completion('{"1. 3座": "新建'),
        completion('["新建图书馆数", "图书借阅率"]'),
        {"error": {"message": "模型过载", "code": 500}},
        {"choices": []},
        {"id": "x", "object": "chat.completion", "choices": [{"index": 0, "message": None}]},
        [],
    ],
    ids=["nonsense", "null", "cut", "list", "error", "no choices", "no message", "array"],
)
async def test_unusable_answer(httpserver: HTTPServer, body: Any) -> None:
    httpserver.expect_request(PATH).respond_with_json(body)
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == [None, None]
    assert [r.reason for r in labelled.rejections] == [RejectionReason.UNUSABLE_ANSWER]
    assert labelled.usage.model_calls == 1


@pytest.mark.parametrize("kind", ["text/html", "application/json"])
async def test_html_with_200(httpserver: HTTPServer, kind: str) -> None:
    httpserver.expect_request(PATH).respond_with_data("<html>登录</html>", content_type=kind)
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
        with pytest.raises(ModelUnavailable) as raised:
            await model.probe()
    assert [r.reason for r in labelled.rejections] == [RejectionReason.UNUSABLE_ANSWER]
    assert "/v1" in raised.value.hint


@pytest.mark.parametrize("date", [False, True])
async def test_429_waits_as_told(httpserver: HTTPServer, date: bool) -> None:
    wait = "1"
    if date:
        wait = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    httpserver.expect_ordered_request(PATH).respond_with_data("", 429, {"Retry-After": wait})
    httpserver.expect_ordered_request(PATH).respond_with_json(said(GOOD))
    started = time.monotonic()
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == list(GOOD.values())
    assert time.monotonic() - started > 0.9
    assert len(httpserver.log) == 2


async def test_429_for_an_hour_is_a_refusal(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_data("", 429, {"Retry-After": "3600"})
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert [r.reason for r in labelled.rejections] == [RejectionReason.MODEL_UNAVAILABLE]
    assert len(httpserver.log) == 1


async def test_500_then_well(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request(PATH).respond_with_data("", 500)
    httpserver.expect_ordered_request(PATH).respond_with_json(said(GOOD))
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == list(GOOD.values())


async def test_500_for_good(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_data("", 500)
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert [r.reason for r in labelled.rejections] == [RejectionReason.MODEL_UNAVAILABLE]
    assert len(httpserver.log) == 2  # attempts are counted in one place only


@pytest.mark.parametrize(
    ("status", "word"), [(401, "OPENAI_API_KEY"), (403, "密钥"), (404, "模型名")]
)
async def test_refused(httpserver: HTTPServer, status: int, word: str) -> None:
    httpserver.expect_request(PATH).respond_with_json({"error": {"message": "no"}}, status=status)
    async with labeller(httpserver) as model:
        with pytest.raises(ModelUnavailable) as raised:
            await model.probe()
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert word in raised.value.hint
    assert [r.reason for r in labelled.rejections] == [RejectionReason.MODEL_UNAVAILABLE]
    assert word in labelled.rejections[0].detail
    assert len(httpserver.log) == 2  # a refusal is not retried


async def test_connection_refused() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    nowhere = Endpoint(base_url=f"http://127.0.0.1:{port}/v1", model="m", attempts=1)
    async with EndpointLabeller(nowhere) as model:
        with pytest.raises(ModelUnavailable, match="连不上"):
            await model.probe()
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert [r.reason for r in labelled.rejections] == [RejectionReason.MODEL_UNAVAILABLE]


async def test_cut_off_body(httpserver: HTTPServer) -> None:
    body = json.dumps(said(GOOD))[:80]
    httpserver.expect_ordered_request(PATH).respond_with_data(body, content_type="application/json")
    httpserver.expect_ordered_request(PATH).respond_with_json(said(GOOD))
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == list(GOOD.values())


@pytest.mark.parametrize(
    ("refused", "gone"),
    [("response_format json_schema is unavailable", "json_schema"), ("temperature", "temperature")],
)
async def test_leaves_out_what_the_server_does_not_take(
    httpserver: HTTPServer, refused: str, gone: str
) -> None:
    def answer(request: Request) -> Response | dict[str, Any]:
        body = json.loads(request.data)
        sent = json.dumps([body.get("response_format", {}).get("type"), *body])
        if gone in sent:
            error = {"error": {"message": f"unsupported: {refused}"}}
            return Response(json.dumps(error), 400, content_type="application/json")
        return said(GOOD)

    answering(httpserver, answer)
    async with labeller(httpserver) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert names(labelled.labels) == list(GOOD.values())


async def test_cached_answers_cost_nothing(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_json(said(GOOD))
    cache = MemoryCache()
    async with EndpointLabeller(endpoint(httpserver), cache) as model:
        first = await model.label(CHUNK, standing(CHUNK))
        second = await model.label(CHUNK, standing(CHUNK))
    assert second.labels == first.labels
    assert (second.usage.model_calls, second.usage.cached_calls) == (0, 1)
    assert (second.usage.prompt_tokens, second.usage.completion_tokens) == (0, 0)
    assert len(httpserver.log) == 1


async def test_a_bad_answer_is_not_kept_and_a_cached_one_is_checked(
    httpserver: HTTPServer,
) -> None:
    httpserver.expect_request(PATH).respond_with_json(completion("不是 JSON"))
    cache = MemoryCache()
    async with EndpointLabeller(endpoint(httpserver), cache) as model:
        await model.label(CHUNK, standing(CHUNK))
    assert cache.answers == {}
    httpserver.clear()
    httpserver.expect_request(PATH).respond_with_json(said({**GOOD, "9. 9": "多的"}))
    for _ in range(2):
        async with EndpointLabeller(endpoint(httpserver), cache) as model:
            labelled = await model.label(CHUNK, standing(CHUNK))
        assert [r.reason for r in labelled.rejections] == [RejectionReason.UNASKED_KEY]
    assert labelled.usage.cached_calls == 1


async def test_what_the_rules_are_sure_of_is_not_asked(httpserver: HTTPServer) -> None:
    async with EndpointLabeller(endpoint(httpserver), sure=Decimal(0)) as model:
        labelled = await model.label(CHUNK, standing(CHUNK))
    assert httpserver.log == []
    assert labelled.labels == (None, None)
    assert labelled.rejections == ()
    assert labelled.usage.model_calls == 0


async def test_nothing_asked(httpserver: HTTPServer) -> None:
    async with labeller(httpserver) as model:
        labelled = await model.label(chunk_of("没有数量。"), ())
    assert labelled.labels == ()
    assert httpserver.log == []


async def test_probe(httpserver: HTTPServer) -> None:
    httpserver.expect_request(PATH).respond_with_json(completion("好"))
    async with labeller(httpserver) as model:
        await model.probe()


async def test_concurrency_and_pace(httpserver: HTTPServer) -> None:
    import asyncio
    import threading

    running = 0
    most = 0
    lock = threading.Lock()

    def answer(request: Request) -> dict[str, Any]:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.05)
        with lock:
            running -= 1
        return said({asked_keys(request)[0]: "名称"})

    answering(httpserver, answer)
    chunks: list[Chunk] = [chunk_of(f"全年检查企业【{i}家】，第{i}项") for i in range(8)]
    async with labeller(httpserver, concurrency=2, per_minute=6000) as model:
        labelled = await asyncio.gather(*(model.label(one, standing(one)) for one in chunks))
    assert most <= 2
    assert all(names(each.labels) == ["名称"] for each in labelled)


async def test_statements(httpserver: HTTPServer) -> None:
    text = "一是借阅率仅为62%，原因是闭馆两个月。\n增设借阅点3个。加强培训。"
    passages = [
        (SectionKind.PROBLEM, view(text, [Span(0, 21)])),
        (SectionKind.MEASURE, view(text, [Span(21, len(text))])),
    ]
    answer = {
        "problems": [
            {
                "quote": "借阅率仅为６２％",
                "causes": ["闭馆两个月", "闭馆三个月"],
                "measures": ["增设借阅点3个"],
            }
        ],
        "measures": ["加强培训", "增设借阅点8个"],
    }
    httpserver.expect_request(PATH).respond_with_json(said(answer))
    async with labeller(httpserver) as model:
        stated = await model.statements(text, passages)
    got = [(s.kind, s.text, [link.of(text) for link in s.links]) for s in stated.statements]
    assert got == [
        (StatementKind.PROBLEM, "借阅率仅为62%", []),
        (StatementKind.CAUSE, "闭馆两个月", ["借阅率仅为62%"]),
        (StatementKind.MEASURE, "增设借阅点3个", ["借阅率仅为62%"]),
        (StatementKind.MEASURE, "加强培训", []),
    ]
    assert all(s.span.of(text) == s.text for s in stated.statements)
    assert [r.reason for r in stated.rejections] == [RejectionReason.QUOTE_NOT_IN_TEXT] * 2
    assert [r.answer for r in stated.rejections] == ["闭馆三个月", "增设借阅点8个"]


@pytest.mark.parametrize("body", [completion("无"), said({"problems": 1}), said([])])
async def test_statements_unusable(httpserver: HTTPServer, body: Any) -> None:
    text = "宣传不足。"
    httpserver.expect_request(PATH).respond_with_json(body)
    async with labeller(httpserver) as model:
        stated = await model.statements(text, [(SectionKind.PROBLEM, view(text, [Span(0, 5)]))])
    assert stated.statements == ()
    assert [r.reason for r in stated.rejections] == [RejectionReason.UNUSABLE_ANSWER]
