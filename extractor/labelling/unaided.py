"""Labels without a language model: the rules, and the network that weighs what they say."""

from __future__ import annotations

from collections.abc import Iterator
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
    return tuple(_labels(text, places, quantities, section, path, before))


def _labels(
    text: str,
    places: tuple[Span, ...],
    quantities: tuple[Quantity, ...],
    section: SectionKind,
    path: tuple[str, ...],
    before: str,
) -> Iterator[Said]:
    ruled = name_and_role(text, places, quantities, section, path, before)
    if len(ruled) > _MOST:
        for name, role, sure in ruled:
            yield Said(name, role, sure or Decimal(0), sure or Decimal(0))
        return
    guesses = [Guess(name, role, float(sure or 0)) for name, role, sure in ruled]
    seen = tuple(windows(text, places, quantities, section, path, guesses))
    for guess, said in zip(guesses, marked(seen), strict=True):
        name = said.name or guess.name
        yield Said(name, said.role, said.name_confidence, said.role_confidence)
