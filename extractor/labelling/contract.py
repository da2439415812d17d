"""What every labelling backend takes and gives, so that the pipeline need not know which one runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from extractor.folding import View
from extractor.labelling.unaided import Prose, Said
from extractor.records import Chunk, Rejection, Role, SectionKind, Source, Statement, Usage


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What one quantity measures."""

    name: str
    role: Role
    source: Source
    confidence: Decimal | None = None  # 0 to 1; None where the backend has no measure of it


class Labelled(NamedTuple):
    labels: tuple[Label | None, ...]  # one for each of chunk.asked; None: the rules say it
    rejections: tuple[Rejection, ...]
    usage: Usage


class Stated(NamedTuple):
    statements: tuple[Statement, ...]
    rejections: tuple[Rejection, ...]
    usage: Usage


class Looked(NamedTuple):
    said: tuple[Said, ...] | None  # one for each quantity that measures; None: it could not be read
    rejections: tuple[Rejection, ...]
    usage: Usage


class Labeller(Protocol):
    """A backend that is open for use. Use it inside one event loop, with `async with`.

    It either looks or labels: `looks` says which.
    """

    @property
    def looks(self) -> bool: ...

    async def look(self, prose: Prose, chunks: Sequence[Chunk]) -> Looked:
        """What a passage's quantities measure, by reading its chunks, which hold them all.

        Never raises for a model that fails: see rejections.
        """

    async def label(self, chunk: Chunk, standing: Sequence[Said]) -> Labelled:
        """Never raises for what a model answers or for an endpoint that fails: see rejections.

        `standing` is what stands without an answer, one for each of `chunk.asked`.
        """

    async def statements(self, text: str, passages: Sequence[tuple[SectionKind, View]]) -> Stated:
        """Problems, causes and measures in `passages`, which are views of canonical `text`."""

    async def probe(self) -> None:
        """Raises ModelUnavailable, with a hint, if the backend cannot be used at all."""

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...
