"""One question to an OpenAI-compatible endpoint: paced, retried, counted. Knows no labels.

instructor builds the form's JSON schema into the request and validates the answer; openai
sends it. Both are told not to retry: attempts multiply, and only tenacity here knows what is
worth another one. An answer that does not fit the form is not thrown away: its text comes back,
and `answers.read` takes what is good in it.
"""

from __future__ import annotations

import asyncio
import email.utils
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple, Self, TypeVar

import instructor
import openai
from aiolimiter import AsyncLimiter
from instructor.core import IncompleteOutputException, InstructorRetryException
from pydantic import BaseModel
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_random_exponential

from extractor.errors import ModelUnavailable, UnusableAnswer
from extractor.labelling.prompting import Message
from extractor.records import Text

# instructor logs each failure as an error; here failures are results, and are reported as such.
logging.getLogger("instructor").addHandler(logging.NullHandler())

_RETRIED = (openai.APIConnectionError, openai.RateLimitError, openai.InternalServerError)
_RETRIED_STATUS = frozenset({408, 409, 425})
_MODES = (instructor.Mode.JSON_SCHEMA, instructor.Mode.JSON, instructor.Mode.MD_JSON)
_BACKOFF = wait_random_exponential(multiplier=0.5, max=20)  # seconds, full jitter
_KEPT = 500  # characters of an answer or an error that a message keeps
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Where and how to ask. Counts a request once however often it is retried."""

    base_url: str
    model: str
    api_key: str = ""  # servers of one's own need none
    concurrency: int = 4  # requests at once
    per_minute: int = 0  # requests started a minute; 0: no limit
    timeout: float = 120.0  # seconds a request
    attempts: int = 4  # of one request, the first included
    longest_wait: float = 60.0  # seconds; a longer Retry-After is a refusal
    max_tokens: int = 4096  # of one answer
    temperature: float = 0.0  # the most repeatable answer

    @property
    def params(self) -> dict[str, Any]:
        return {"temperature": self.temperature, "max_tokens": self.max_tokens}


class Reply(NamedTuple):
    content: str
    truncated: bool  # the answer hit its limit of tokens
    prompt_tokens: int
    completion_tokens: int


@dataclass(slots=True)
class Caller:
    """Use inside one event loop, with `async with`; the sockets close at its end."""

    endpoint: Endpoint
    _client: openai.AsyncOpenAI = field(init=False)
    _slots: asyncio.Semaphore = field(init=False)
    _pace: AsyncLimiter | None = field(init=False)
    _mode: int = field(init=False, default=0)  # index into _MODES
    _refused: set[str] = field(init=False, default_factory=set)  # parameters not taken
    _quiet_until: float = field(init=False, default=0.0)  # monotonic; set by Retry-After

    def __post_init__(self) -> None:
        end = self.endpoint
        self._client = openai.AsyncOpenAI(
            base_url=end.base_url,
            api_key=end.api_key or "none",
            timeout=end.timeout,
            max_retries=0,
        )
        self._slots = asyncio.Semaphore(end.concurrency)
        self._pace = AsyncLimiter(end.per_minute, 60) if end.per_minute else None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._client.close()

    async def probe(self) -> None:
        """Ask for one token. Raises ModelUnavailable with what to do about it."""
        try:
            await self._retrying(self._knock)
        except UnusableAnswer as error:
            raise ModelUnavailable(
                Text(
                    f"{self.endpoint.base_url} 有应答,但不是聊天接口的应答:{error.in_('zh')}",
                    f"{self.endpoint.base_url} answers, but not as a chat endpoint: "
                    f"{error.in_('en')}",
                ),
                hint=Text("请检查 base_url 是否写到 /v1", "does the base URL end in /v1?"),
            ) from error

    async def _knock(self) -> None:
        completion = await self._client.chat.completions.create(
            model=self.endpoint.model,
            messages=[{"role": "user", "content": "1"}],
            **self._params(max_tokens=1),
        )
        _reply(completion)

    async def ask(self, messages: Sequence[Message], form: type[BaseModel]) -> Reply:
        """Raises ModelUnavailable (down, refused, too busy) or UnusableAnswer (not an answer)."""
        async with self._slots:
            return await self._retrying(lambda: self._ask(messages, form))

    async def _retrying(self, once: Callable[[], Awaitable[_T]]) -> _T:
        attempts = AsyncRetrying(
            stop=stop_after_attempt(self.endpoint.attempts),
            retry=retry_if_exception(self._worth_retrying),
            wait=self._wait,
            reraise=True,
        )
        try:
            async for attempt in attempts:
                with attempt:
                    await self._take_turn()
                    return await once()
        except openai.OpenAIError as error:
            raise self._unavailable(error) from error
        except json.JSONDecodeError as error:  # openai's client lets a cut-off body through
            raise UnusableAnswer(
                Text(f"应答不是完整的 JSON:{error}", f"the answer is not whole JSON: {error}")
            ) from error
        raise AssertionError("tenacity returns or raises")

    async def _take_turn(self) -> None:
        """Wait while the server asked for quiet, then for the rate limit."""
        while (left := self._quiet_until - time.monotonic()) > 0:
            await asyncio.sleep(left)
        if self._pace is not None:
            await self._pace.acquire()

    def _worth_retrying(self, error: BaseException) -> bool:
        if isinstance(error, json.JSONDecodeError):
            return True
        if isinstance(error, openai.BadRequestError):
            return self._adapt(error)
        if not isinstance(error, openai.APIError):
            return False
        if isinstance(error, _RETRIED) or getattr(error, "status_code", 0) in _RETRIED_STATUS:
            return (retry_after(error) or 0) <= self.endpoint.longest_wait
        return False

    def _adapt(self, error: openai.BadRequestError) -> bool:
        """Leave out what the server says it does not take; False if that is nothing of ours.

        Seen: endpoints without json_schema (json_object only), and models that take neither
        a temperature nor max_tokens.
        """
        said = str(error).lower()
        if "response_format" in said or "json_schema" in said or "json_object" in said:
            if self._mode + 1 < len(_MODES):
                self._mode += 1
                return True
            return False
        refused = {name for name in self.endpoint.params if name in said} - self._refused
        self._refused |= refused
        return bool(refused)

    def _params(self, **changed: Any) -> dict[str, Any]:
        params = {**self.endpoint.params, **changed}
        return {name: value for name, value in params.items() if name not in self._refused}

    def _wait(self, state: RetryCallState) -> float:
        """Seconds to wait before the next attempt; a Retry-After quiets all requests."""
        error = state.outcome.exception() if state.outcome else None
        if isinstance(error, openai.BadRequestError):
            return 0.0
        asked = retry_after(error)
        if asked is None:
            return _BACKOFF(state)
        self._quiet_until = max(self._quiet_until, time.monotonic() + asked)
        return asked

    async def _ask(self, messages: Sequence[Message], form: type[BaseModel]) -> Reply:
        client = instructor.from_openai(self._client, mode=_MODES[self._mode])
        try:
            _, completion = await client.chat.completions.create_with_completion(
                model=self.endpoint.model,
                messages=[dict(message) for message in messages],  # type: ignore[misc]
                response_model=form,
                max_retries=0,
                **self._params(),
            )
        except IncompleteOutputException as error:
            return _reply(error.last_completion, truncated=True)
        except InstructorRetryException as error:
            cause = error.__cause__
            if isinstance(cause, (openai.OpenAIError, json.JSONDecodeError)):
                raise cause from None
            if error.last_completion is None:
                raise UnusableAnswer(
                    Text("应答里没有可读的内容", "nothing in the answer can be read"),
                    answer=str(cause)[:_KEPT],
                ) from error
            return _reply(error.last_completion)
        return _reply(completion)

    def _unavailable(self, error: openai.OpenAIError) -> ModelUnavailable:
        end = self.endpoint
        said = str(error)[:_KEPT]
        what, hint = next(
            (row[1:] for row in _HINTS if isinstance(error, row[0])),
            (Text("不可用", "is not usable"), Text("请查看服务端日志", "see the server's log")),
        )
        return ModelUnavailable(
            Text(
                f"模型 {end.model}({end.base_url}){what.zh}:{said}",
                f"model {end.model} ({end.base_url}) {what.en}: {said}",
            ),
            hint=hint,
        )


_LATER = Text(
    "请稍后再运行;已得到的回答会保留", "run it again later; the answers that came are kept"
)
# What a failure means for the user; the first row that fits.
_HINTS: tuple[tuple[type[openai.OpenAIError], Text, Text], ...] = (
    (
        openai.AuthenticationError,
        Text("不接受这个密钥", "does not accept the key"),
        Text("请检查环境变量 OPENAI_API_KEY", "check the environment variable OPENAI_API_KEY"),
    ),
    (
        openai.PermissionDeniedError,
        Text("拒绝访问", "denies access"),
        Text("请检查密钥是否有权使用这个模型", "may the key use this model?"),
    ),
    (
        openai.NotFoundError,
        Text("不存在", "is not there"),
        Text("请检查模型名,以及 base_url 是否写到 /v1", "check the model, and the base URL's /v1"),
    ),
    (openai.RateLimitError, Text("限流或额度用尽", "is at its rate limit or quota"), _LATER),
    (
        openai.APITimeoutError,
        Text("超时", "did not answer in time"),
        Text(
            "请调高 EXTRACTOR_TIMEOUT,或调低 EXTRACTOR_CONCURRENCY",
            "raise EXTRACTOR_TIMEOUT, or lower EXTRACTOR_CONCURRENCY",
        ),
    ),
    (
        openai.APIConnectionError,
        Text("连不上", "cannot be reached"),
        Text(
            "请检查 base_url、网络和服务是否已启动",
            "check the base URL, the network, and whether the server is up",
        ),
    ),
    (
        openai.BadRequestError,
        Text("不接受请求", "refuses the request"),
        Text("请检查模型名和参数", "check the model's name and the parameters"),
    ),
    (openai.InternalServerError, Text("服务端出错", "failed inside"), _LATER),
)


def retry_after(error: BaseException | None) -> float | None:
    """Seconds that the server asks to wait (RFC 9110, 10.2.3: seconds or a date), if it does."""
    response = getattr(error, "response", None)
    value = response.headers.get("retry-after", "").strip() if response is not None else ""
    if value.isdecimal():
        return float(value)
    try:
        then = email.utils.parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, then.timestamp() - time.time())


def _reply(completion: Any, *, truncated: bool = False) -> Reply:
    """What `completion` says. Raises UnusableAnswer if it is not one: openai checks no shapes,
    so that an error body, or a login page, with status 200 comes here as well.
    """
    choices: Any = getattr(completion, "choices", None)
    message = getattr(choices[0], "message", None) if choices else None
    if message is None:
        raise UnusableAnswer(
            Text("应答不是聊天接口的应答", "not the answer of a chat endpoint"),
            answer=str(completion)[:_KEPT],
        )
    usage = completion.usage
    return Reply(
        content=message.content or "",
        truncated=truncated or choices[0].finish_reason == "length",
        prompt_tokens=usage.prompt_tokens if usage else 0,
        completion_tokens=usage.completion_tokens if usage else 0,
    )
