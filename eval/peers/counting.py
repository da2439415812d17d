"""A proxy on this machine between a peer and the model's server, which adds up what is used.

Not every peer says how many tokens it took (LangExtract does not). The server does, in the
`usage` of each answer; reading it on the way counts every peer alike, retries and all.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

_TIMEOUT = 1800.0  # seconds: a slow machine is slow, not broken
_HOP_BY_HOP = frozenset({"host", "connection", "content-length", "transfer-encoding", "keep-alive"})


class Usage(NamedTuple):
    calls: int = 0
    prompt_tokens: int = 0  # those that the server still had from the last question among them
    cached_tokens: int = 0  # of the prompt tokens; 0 where the server does not say
    completion_tokens: int = 0
    cut_off: int = 0  # answers that hit their limit of tokens
    refused: int = 0  # answers with a status of 400 or more

    def plus(self, other: Usage) -> Usage:
        return Usage(*(one + more for one, more in zip(self, other, strict=True)))


@dataclass(slots=True)
class CountingProxy:
    """Use with `with`; `take` gives what was used since the last time."""

    upstream: str  # base URL of the server, http
    watch: Callable[[Usage], None] | None = None  # told after each call what was used till then
    _usage: Usage = field(init=False, default=Usage())
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)
    _server: ThreadingHTTPServer = field(init=False)

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def base_url(self) -> str:
        path = urlsplit(self.upstream).path.rstrip("/")
        return f"http://127.0.0.1:{self._server.server_address[1]}{path}"

    def add(self, usage: Usage) -> None:
        with self._lock:
            self._usage = so_far = self._usage.plus(usage)
        if self.watch is not None:
            self.watch(so_far)

    def take(self) -> Usage:
        with self._lock:
            used, self._usage = self._usage, Usage()
        return used


def usage_of(status: int, body: bytes) -> Usage:
    """What one answer says that it used; an answer that says nothing is still a call."""
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    usage = _object(answer, "usage")
    choices = answer.get("choices") if isinstance(answer, dict) else None
    return Usage(
        calls=1,
        prompt_tokens=int(usage.get("prompt_tokens") or 0),
        cached_tokens=int(_object(usage, "prompt_tokens_details").get("cached_tokens") or 0),
        completion_tokens=int(usage.get("completion_tokens") or 0),
        cut_off=sum(choice.get("finish_reason") == "length" for choice in choices or ()),
        refused=int(status >= 400),
    )


def _object(value: Any, key: str) -> dict[str, Any]:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def _handler(proxy: CountingProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._forward(body)

        def do_GET(self) -> None:
            self._forward(b"")

        def _forward(self, body: bytes) -> None:
            host = urlsplit(proxy.upstream).netloc
            connection = http.client.HTTPConnection(host, timeout=_TIMEOUT)
            headers = {k: v for k, v in self.headers.items() if k.lower() not in _HOP_BY_HOP}
            headers["Accept-Encoding"] = "identity"  # the answer is read here
            try:
                connection.request(self.command, self.path, body=body or None, headers=headers)
                answer = connection.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException) as error:
                self.send_error(502, str(error))
                return
            finally:
                connection.close()
            if self.command == "POST":
                proxy.add(usage_of(answer.status, content))
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.getheader("Content-Type") or "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing: a line for each request would bury what the run says."""

    return Handler
