"""Labels without a language model: the rules, and the network that weighs what they say."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import NamedTuple

from extractor.labelling.marking import Guess, marked, windows
from extractor.labelling.rules import name_and_role
from extractor.labelling.states import States
from extractor.records import Quantity, Role, SectionKind, Span

# Quantities of one passage. One that holds more is no prose but a list or worse, of which the network
# knows nothing; the rules read it in a hundredth of the time.
CROWDED = 1000


class Said(NamedTuple):
    """What one quantity measures, and how sure each half of it is (0 to 1)."""

    name: str  # never empty
    role: Role
    name_confidence: Decimal
    role_confidence: Decimal


class Prose(NamedTuple):
    """A narrative passage, as it is labelled: the arguments of `rules.name_and_role`."""

    text: str  # the folded reading
    places: tuple[Span, ...]  # of each quantity, in `text`
    quantities: tuple[Quantity, ...]
    section: SectionKind
    path: tuple[str, ...]


def labels(prose: Prose, states: States | None = None) -> tuple[Said, ...]:
    """One for each quantity with `kind.measures`, in the order of `prose.quantities`.

    `states` are those of `prose.text`, where there is a model that has read it.
    """
    ruled = guesses(prose)
    if len(ruled) > CROWDED:
        return tuple(map(_by_rules, ruled))
    seen = tuple(windows(*prose, ruled, states))
    return tuple(
        Said(said.name or guess.name, said.role, said.name_confidence, said.role_confidence)
        for guess, said in zip(ruled, marked(seen, states), strict=True)
    )


def fingerprint(prose: Prose) -> str:
    """sha256, in hex, of all that the network is told of a passage."""
    found = hashlib.sha256()
    for window in windows(*prose, guesses(prose)):
        found.update(repr(window).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def guesses(prose: Prose) -> tuple[Guess, ...]:
    """What the rules say, as the network is told it; order as of `labels`."""
    return tuple(Guess(name, role, float(sure or 0)) for name, role, sure in name_and_role(*prose))


def _by_rules(guess: Guess) -> Said:
    sure = Decimal(str(guess.confidence))
    return Said(guess.name, guess.role, sure, sure)
