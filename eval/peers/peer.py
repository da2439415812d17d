"""What a peer is to the run: a name, what it states, and `read`.

Third-party packages are imported by name when a peer is opened: they are in the environment of
`make peers` only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, NamedTuple, Protocol

from eval.peers.answers import Stated
from eval.peers.narrative import Narrative
from eval.reading import EvalError

MAX_TOKENS = 2048  # of one answer, as for the product's own model (extractor/labelling/local.py)
EVERYTHING = frozenset({"value", "unit", "op", "role", "section", "name"})
AMOUNTS = frozenset({"value", "unit"})


class Model(NamedTuple):
    """An OpenAI-compatible server; every model peer asks the same one."""

    base_url: str
    name: str
    api_key: str


class Answer(NamedTuple):
    start: int  # in Narrative.text
    end: int
    stated: Stated


@dataclass(slots=True)
class Reading:
    """What a peer makes of one report, and what came to nothing: none of it is dropped unsaid."""

    answers: list[Answer] = field(default_factory=list)
    ungrounded: int = 0  # answers that the peer, or the search of their quote, found nowhere
    failed_chunks: int = 0  # pieces of text whose answer could not be used
    failure: str = ""  # why the whole report came to nothing, if it did
    notes: dict[str, int] = field(default_factory=dict)  # counts of the peer's own


class Peer(Protocol):
    def read(self, narrative: Narrative) -> Reading: ...


@dataclass(frozen=True, slots=True)
class Kind:
    """A peer that can be opened; `open` is given None by a peer that needs no model."""

    name: str
    states: frozenset[str]  # fields that it states; the others are not scored
    model: bool
    open: Callable[[Model | None], Peer]
    about: str


def imported(module: str) -> Any:
    """Raises EvalError with what to do where the peer's package is not installed."""
    try:
        return import_module(module)
    except ImportError as error:
        raise EvalError(
            f"{module} cannot be imported ({error}); `make peers` installs the peers"
        ) from error


def ground(quotes: Iterable[Stated], narrative: Narrative, start: int, end: int) -> Reading:
    """Each quote at its first occurrence in `text[start:end]` that no quote before it has.

    Verbatim: a quote that is not there word for word is not in the report.
    """
    reading = Reading()
    taken: set[tuple[int, int]] = set()
    for stated in quotes:
        at = narrative.text.find(stated.quote, start, end) if stated.quote else -1
        while at >= 0 and _overlaps(taken, at, at + len(stated.quote)):
            at = narrative.text.find(stated.quote, at + 1, end)
        if at < 0:
            reading.ungrounded += 1
        else:
            taken.add((at, at + len(stated.quote)))
            reading.answers.append(Answer(at, at + len(stated.quote), stated))
    return reading


def _overlaps(taken: set[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in taken)
