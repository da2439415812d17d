"""The embedded model: llama.cpp inside this process, behind the same HTTP interface as any other.

xllamacpp runs its server on 127.0.0.1, on a port that the system chooses; `EndpointLabeller` talks
to it. So there is one road for answers, errors and counts, whoever the model is.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from extractor.errors import MissingExtra, ModelUnavailable
from extractor.folding import View
from extractor.labelling import weights
from extractor.labelling.cache import AnswerCache, MemoryCache
from extractor.labelling.calls import Endpoint
from extractor.labelling.contract import Labelled, Stated
from extractor.labelling.endpoint import EndpointLabeller
from extractor.records import Chunk, SectionKind, Text

# Tokens of one question with its answer. The longest are those of `quoting`: 1,200 characters at
# about 0.65 token each, the answer as long again, and the constant prefix of some 700.
CONTEXT = 6144
# A name this sure is not asked: asking would only take time. On two reports that the network was not
# trained on (256 names) both were right on .70. Asked below 0.60 and taken as it came, the model's name
# made that .71; below 0.80, .68.
SURE = Decimal("0.60")
# Nor is any role: on the same reports the model was right on .74, the rules on .77, the network on .87.
SETTLED = Decimal(0)
_QUIET = 1  # xllamacpp's verbosity: errors only


def obstacle() -> MissingExtra | None:
    """Why the package that runs the model cannot be used here; None where it can.

    It is not enough that it is installed: its wheel needs GCC's OpenMP library from the
    system, which a minimal Debian or container image does not have.
    """
    try:
        import xllamacpp  # type: ignore[import-untyped]  # noqa: F401
    except ModuleNotFoundError:
        return MissingExtra(
            Text(
                "内置模型需要 xllamacpp,尚未安装",
                "the embedded model needs xllamacpp, which is not installed",
            ),
            hint="pip install 'performance-report-extractor[local]'",
        )
    except ImportError as error:
        return MissingExtra(
            Text(
                f"内置模型的程序库无法装入:{error}",
                f"the library of the embedded model cannot be loaded: {error}",
            ),
            hint=Text(
                "Debian、Ubuntu 上请运行 apt-get install libgomp1",
                "on Debian and Ubuntu: apt-get install libgomp1",
            ),
        )
    return None


@dataclass(slots=True)
class LocalServer:
    """llama.cpp's server over one GGUF file, from `start` to `stop`."""

    path: Path
    name: str
    threads: int = 0  # 0: one for each processor that this process may use
    slots: int = 1  # questions at once
    api_key: str = field(default_factory=lambda: secrets.token_hex(16))
    _server: Any = field(init=False, default=None)

    def start(self) -> str:
        """Load the model; the base URL. Raises MissingExtra or ModelUnavailable."""
        if (missing := obstacle()) is not None:
            raise missing
        import xllamacpp

        if not self.path.is_file():
            raise _no_weights(self.name)
        threads = self.threads or _processors()
        params = xllamacpp.CommonParams()
        params.model.path = str(self.path)
        params.model_alias = {self.name}
        params.n_ctx = CONTEXT * self.slots
        params.n_parallel = self.slots
        params.cache_prompt = True  # the constant prefix is read once
        params.cpuparams.n_threads = threads
        params.cpuparams_batch.n_threads = threads
        params.hostnames = ["127.0.0.1"]
        params.api_keys = [self.api_key]  # without one, any page in a browser here could ask it
        params.port = 0  # the system's choice
        params.ui = False
        params.verbosity = _QUIET
        try:
            self._server = xllamacpp.Server(params)
        except RuntimeError as error:
            raise ModelUnavailable(
                Text(
                    f"内置模型无法装入 {self.path}:{error}",
                    f"the embedded model cannot load {self.path}: {error}",
                ),
                hint=Text(
                    "文件可能不完整或不是受支持的 GGUF;extractor model fetch 可以重新取得",
                    "it may be incomplete or no GGUF that is supported; extractor model fetch "
                    "gets it anew",
                ),
            ) from error
        return f"{self._server.listening_address}/v1"

    def stop(self) -> None:
        """Stop serving and free the memory: the server ends with its last reference."""
        self._server = None


@dataclass(slots=True)
class LocalLabeller:
    """A Labeller over the embedded model; the model is in memory between enter and exit."""

    model: str = weights.DEFAULT  # a known name, or the path of a .gguf file
    cache: AnswerCache = field(default_factory=MemoryCache)
    threads: int = 0
    slots: int = 1
    sure: Decimal | None = SURE
    _server: LocalServer | None = field(init=False, default=None)
    _labeller: EndpointLabeller | None = field(init=False, default=None)

    async def __aenter__(self) -> Self:
        """Raises MissingExtra or ModelUnavailable."""
        path = weights.path_of(self.model)
        if path is None:
            raise _no_weights(self.model)
        self._server = LocalServer(path, path.stem, self.threads, self.slots)
        endpoint = Endpoint(
            base_url=self._server.start(),
            model=path.stem,
            api_key=self._server.api_key,
            concurrency=self.slots,
            attempts=2,  # nothing between us that could fail for a moment
            timeout=600.0,  # a slow machine is slow, not broken
            max_tokens=2048,
        )
        self._labeller = EndpointLabeller(
            endpoint, self.cache, backend="local", sure=self.sure, settled=SETTLED
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._labeller is not None:
            await self._labeller.__aexit__(kind, error, trace)
        if self._server is not None:
            self._server.stop()

    async def probe(self) -> None:
        await self._open().probe()

    async def label(self, chunk: Chunk) -> Labelled:
        return await self._open().label(chunk)

    async def statements(self, text: str, passages: Sequence[tuple[SectionKind, View]]) -> Stated:
        return await self._open().statements(text, passages)

    def _open(self) -> EndpointLabeller:
        if self._labeller is None:
            raise ModelUnavailable(
                Text("内置模型尚未装入", "the embedded model is not loaded"),
                hint=Text("请在 async with 中使用", "use it inside async with"),
            )
        return self._labeller


def _processors() -> int:
    """Processors that this process may use, which in a container are fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _no_weights(name: str) -> ModelUnavailable:
    return ModelUnavailable(
        Text(f"没有模型 {name} 的权重文件", f"the weights of {name} are not here"),
        hint=Text("请运行 extractor model fetch", "run extractor model fetch"),
    )
