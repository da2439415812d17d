"""The embedded model: llama.cpp inside this process, behind the same HTTP interface as any other.

xllamacpp runs its server on 127.0.0.1, on a port that the system chooses; `EndpointLabeller` talks
to it when it asks, and `StateReader` when it looks.
"""

from __future__ import annotations

import asyncio
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
from extractor.labelling.contract import Labelled, Looked, Stated
from extractor.labelling.endpoint import EndpointLabeller
from extractor.labelling.looking import LONGEST, StateReader
from extractor.labelling.shortened import shortened
from extractor.labelling.unaided import Prose, Said
from extractor.records import Chunk, Rejection, RejectionReason, SectionKind, Text, Usage

# Tokens of one question with its answer. The longest are those of `quoting`: 1,200 characters at
# about 0.65 token each, the answer as long again, and the constant prefix of some 700.
CONTEXT = 6144
# What a model that is only asked, not looked into, is asked: a name that is less sure than this. On two
# reports that the network was not trained on (256 names) the default model and the network (without
# states) were right on .70 each. Asked below 0.60 and taken as it came, the model's name made that .71;
# below 0.80, .68.
SURE = Decimal("0.60")
# No role: on the same reports the model was right on .74, the rules on .77, the network on .87.
SETTLED = Decimal(0)
# Layers of 28 that read: on 14 reports (1,800 quantities, half of them trained on) the network had with
# the states behind layer 10 / 16 / 28 names .672 / .685 / .645 and roles .906 / .912 / .894.
LAYERS = 16
_QUIET = 1  # xllamacpp's verbosity: errors only


def obstacle() -> MissingExtra | None:
    """Why the package that runs the model cannot be used here; None where it can.

    It is not enough that it is installed: its wheel needs GCC's OpenMP library from the
    system, which a minimal Debian or container image does not have.
    """
    try:
        import gguf  # noqa: F401
        import xllamacpp  # type: ignore[import-untyped]  # noqa: F401
    except ModuleNotFoundError as error:
        return MissingExtra(
            Text(
                f"内置模型需要 {error.name},尚未安装",
                f"the embedded model needs {error.name}, which is not installed",
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
    states: bool = False  # it gives the states of a text instead of answers
    api_key: str = field(default_factory=lambda: secrets.token_hex(16))
    _server: Any = field(init=False, default=None)

    def start(self) -> str:
        """Load the model; the server's address. Raises MissingExtra or ModelUnavailable."""
        if (missing := obstacle()) is not None:
            raise missing
        if not self.path.is_file():
            raise _no_weights(self.name)
        import xllamacpp

        try:
            self._server = xllamacpp.Server(self._params(xllamacpp))
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
        return str(self._server.listening_address)

    def _params(self, xllamacpp: Any) -> Any:
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
        if self.states:
            params.embedding = True
            params.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_NONE
            params.n_parallel = 1
            params.n_ctx = params.n_batch = params.n_ubatch = LONGEST  # a text is read in one go
        return params

    def stop(self) -> None:
        """Stop serving and free the memory: the server ends with its last reference."""
        self._server = None


@dataclass(slots=True)
class LocalLabeller:
    """A Labeller over the embedded model; the model is in memory between enter and exit.

    The default model looks: it reads the text, and the network says what it makes of it. The half of
    it that reads is loaded at once, the whole when the first statement is asked for. Another model,
    which no network was trained for, is asked what the rules and the network are unsure of.
    """

    model: str = weights.DEFAULT  # a known name, or the path of a .gguf file
    cache: AnswerCache = field(default_factory=MemoryCache)
    threads: int = 0
    slots: int = 1
    _path: Path | None = field(init=False, default=None)
    _reader: StateReader | None = field(init=False, default=None)
    _servers: list[LocalServer] = field(init=False, default_factory=list)
    _labeller: EndpointLabeller | None = field(init=False, default=None)
    _broken: ModelUnavailable | None = field(init=False, default=None)
    # Two models at work at once take the processors from each other.
    _turn: asyncio.Lock = field(init=False, default_factory=asyncio.Lock)

    async def __aenter__(self) -> Self:
        """Raises MissingExtra or ModelUnavailable."""
        if (missing := obstacle()) is not None:
            raise missing
        self._path = weights.path_of(self.model)
        if self._path is None:
            raise _no_weights(self.model)
        if weights.is_default(self._path):  # what the network was trained on
            self._reader = await asyncio.to_thread(self._short, self._path)
        else:
            await self._whole()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._labeller is not None:
            await self._labeller.__aexit__(kind, error, trace)
        for server in self._servers:
            server.stop()

    @property
    def looks(self) -> bool:
        return self._reader is not None

    @property
    def reader(self) -> StateReader | None:
        """What gives the states themselves, to train on; None for a model that does not look."""
        return self._reader

    async def probe(self) -> None:
        self._opened()
        if self._reader is not None:
            await self._reader.probe()
        else:
            await (await self._whole()).probe()

    async def look(self, prose: Prose, chunks: Sequence[Chunk]) -> Looked:
        path = self._opened()
        if self._reader is None:
            return Looked(None, (), Usage(backend="local", model=path.stem))
        async with self._turn:
            return await self._reader.look(prose, chunks)

    async def label(self, chunk: Chunk, standing: Sequence[Said]) -> Labelled:
        return await (await self._whole()).label(chunk, standing)

    async def statements(self, text: str, passages: Sequence[tuple[SectionKind, View]]) -> Stated:
        usage = Usage(backend="local", model=self._opened().stem)
        if not passages:
            return Stated((), (), usage)
        async with self._turn:
            try:
                whole = await self._whole()
            except ModelUnavailable as error:  # it could read, and what it read is not lost
                reason = RejectionReason.MODEL_UNAVAILABLE
                return Stated((), (Rejection(reason=reason, detail=str(error)),), usage)
            return await whole.statements(text, passages)

    async def _whole(self) -> EndpointLabeller:
        """The model that answers. Raises ModelUnavailable if it cannot be loaded."""
        path = self._opened()
        if self._broken is not None:
            raise self._broken
        if self._labeller is None:
            try:
                address, api_key = await asyncio.to_thread(self._start, path)
            except ModelUnavailable as error:
                self._broken = error
                raise
            endpoint = Endpoint(
                base_url=f"{address}/v1",
                model=path.stem,
                api_key=api_key,
                concurrency=self.slots,
                attempts=2,  # nothing between us that could fail for a moment
                timeout=600.0,  # a slow machine is slow, not broken
                max_tokens=2048,
            )
            self._labeller = EndpointLabeller(
                endpoint, self.cache, backend="local", sure=SURE, settled=SETTLED
            )
        return self._labeller

    def _short(self, path: Path) -> StateReader:
        short = shortened(path, LAYERS, weights.cache_dir())
        try:
            address, api_key = self._start(short, states=True)
        except ModelUnavailable:  # a file that somebody damaged is written anew
            short.unlink(missing_ok=True)
            short = shortened(path, LAYERS, weights.cache_dir())
            address, api_key = self._start(short, states=True)
        return StateReader(address, api_key, path.stem, self.cache)

    def _start(self, path: Path, *, states: bool = False) -> tuple[str, str]:
        server = LocalServer(path, path.stem, self.threads, self.slots, states)
        address = server.start()
        self._servers.append(server)
        return address, server.api_key

    def _opened(self) -> Path:
        if self._path is None:
            raise ModelUnavailable(
                Text("内置模型尚未装入", "the embedded model is not loaded"),
                hint=Text("请在 async with 中使用", "use it inside async with"),
            )
        return self._path


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
