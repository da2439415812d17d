"""What every labelling backend takes and gives, so that the pipeline need not know which one runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from extractor.folding import View
from extractor.labelling.unaided import Said
from extractor.records import (
    Chunk,
    Quantity,
    Rejection,
    Role,
    SectionKind,
    Source,
    Span,
    Statement,
    Usage,
)


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


class Prose(NamedTuple):
    """A narrative passage, and what a model that looks reads of it: all that holds quantities."""

    text: str  # the folded reading
    places: tuple[Span, ...]  # of each quantity, in `text`
    quantities: tuple[Quantity, ...]
    section: SectionKind
    path: tuple[str, ...]
    chunks: tuple[Chunk, ...]

    @property
    def unread(
        self,
    ) -> tuple[str, tuple[Span, ...], tuple[Quantity, ...], SectionKind, tuple[str, ...]]:
        """All but the chunks: what rules and network are told, the arguments of `unaided.labels`."""
        return self.text, self.places, self.quantities, self.section, self.path


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

    async def look(self, prose: Prose) -> Looked:
        """What a passage's quantities measure, by reading it. Never raises for a model that fails."""

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
