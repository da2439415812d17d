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


def labels(
    text: str,
    places: tuple[Span, ...],
    quantities: tuple[Quantity, ...],
    section: SectionKind,
    path: tuple[str, ...],
    before: str = "",
    states: States | None = None,
) -> tuple[Said, ...]:
    """One for each quantity with `kind.measures`, in the order of `quantities`.

    The arguments are those of `rules.name_and_role`; `states` are those of `text`, where there is
    a model that has read it.
    """
    ruled = guesses(text, places, quantities, section, path, before)
    if len(ruled) > CROWDED:
        return tuple(map(_by_rules, ruled))
    seen = tuple(windows(text, places, quantities, section, path, ruled, states))
    return tuple(
        Said(said.name or guess.name, said.role, said.name_confidence, said.role_confidence)
        for guess, said in zip(ruled, marked(seen, states), strict=True)
    )


def fingerprint(
    text: str,
    places: tuple[Span, ...],
    quantities: tuple[Quantity, ...],
    section: SectionKind,
    path: tuple[str, ...],
) -> str:
    """sha256, in hex, of all that the network is told of a passage; arguments as of `labels`."""
    given = (text, places, quantities, section, path)
    found = hashlib.sha256()
    for window in windows(*given, guesses(*given)):
        found.update(repr(window).encode("utf-8", "surrogatepass"))
    return found.hexdigest()


def guesses(
    text: str,
    places: tuple[Span, ...],
    quantities: tuple[Quantity, ...],
    section: SectionKind,
    path: tuple[str, ...],
    before: str = "",
) -> tuple[Guess, ...]:
    """What the rules say, as the network is told it; arguments and order as of `labels`."""
    ruled = name_and_role(text, places, quantities, section, path, before)
    return tuple(Guess(name, role, float(sure or 0)) for name, role, sure in ruled)


def _by_rules(guess: Guess) -> Said:
    sure = Decimal(str(guess.confidence))
    return Said(guess.name, guess.role, sure, sure)
