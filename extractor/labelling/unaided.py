"""Labels without a language model: the rules, and the network that weighs what they say."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from extractor.labelling.marking import Guess, marked, windows
from extractor.labelling.rules import name_and_role
from extractor.records import Quantity, Role, SectionKind, Span

# Quantities of one passage. One that holds more is no prose but a list or worse, of which the network
# knows nothing; the rules read it in a hundredth of the time.
_MOST = 1000


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
) -> tuple[Said, ...]:
    """One for each quantity with `kind.measures`, in the order of `quantities`.

    The arguments are those of `rules.name_and_role`.
    """
    ruled = guesses(text, places, quantities, section, path, before)
    if len(ruled) > _MOST:
        return tuple(map(_by_rules, ruled))
    seen = tuple(windows(text, places, quantities, section, path, ruled))
    return tuple(
        Said(said.name or guess.name, said.role, said.name_confidence, said.role_confidence)
        for guess, said in zip(ruled, marked(seen), strict=True)
    )


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
