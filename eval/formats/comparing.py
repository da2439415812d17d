"""What comes of a report in one format, held against what comes of its text, up to layout.

Places in the file are not compared, nor is white space, width of characters or mark-up: what is
said is. Things are compared as multisets, so that the score of one kind of thing does not hang on
the order of another; what the order of reading costs shows in the likeness of the texts.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz.distance import LCSseq

from eval.normalising import fold
from extractor.pipeline import extract
from extractor.reading import read
from extractor.records import Check, Extraction, Fact, Indicator, Quantity, Quote

Key = tuple[Hashable, ...]
_MARKS = re.compile(r"^#{1,6}\s+|\*\*", re.M)


class Agreement(NamedTuple):
    """How much of two multisets is common."""

    common: int
    text: int  # how many the text has
    other: int  # how many the other format has

    @property
    def f1(self) -> float:
        total = self.text + self.other
        return 2 * self.common / total if total else 1.0


class Comparison(NamedTuple):
    agreements: dict[str, Agreement]
    likeness: float  # of the folded texts: 2 * longest common subsequence / both lengths
    lost: int  # characters of the text that the other lacks
    extra: int  # characters that the other has beyond the text
    verdicts: tuple[Counter[str], Counter[str]]  # checks, of the text and of the other
    notes: tuple[str, ...]  # of reading the other

    @property
    def gist(self) -> float:
        """The least of the agreements that a user would miss something by."""
        return min(self.agreements[name].f1 for name in ("indicators", "facts"))


def by_rules(path: Path) -> Extraction:
    return asyncio.run(extract(read(path)))


def compare(text: Extraction, other: Extraction) -> Comparison:
    mine, theirs = plain(text.document.text), plain(other.document.text)
    common = LCSseq.similarity(mine, theirs)
    return Comparison(
        agreements={name: _agreement(text, other, keys) for name, keys in VIEWS.items()},
        likeness=2 * common / (len(mine) + len(theirs)) if mine or theirs else 1.0,
        lost=len(mine) - common,
        extra=len(theirs) - common,
        verdicts=(_verdicts(text), _verdicts(other)),
        notes=tuple(note.en for note in other.document.notes),
    )


def differences(text: Extraction, other: Extraction, name: str) -> tuple[list[str], list[str]]:
    """What only the text has and what only the other has, in their order, as lines."""
    mine, theirs = list(VIEWS[name](text)), list(VIEWS[name](other))
    return _without(mine, Counter(theirs)), _without(theirs, Counter(mine))


def _without(keys: Sequence[Key], taken: Counter[Key]) -> list[str]:
    left = []
    for key in keys:
        if taken[key]:
            taken[key] -= 1
        else:
            left.append(" | ".join("" if part is None else str(part) for part in key))
    return left


def _agreement(
    text: Extraction, other: Extraction, keys: Callable[[Extraction], Iterable[Key]]
) -> Agreement:
    mine, theirs = Counter(keys(text)), Counter(keys(other))
    return Agreement((mine & theirs).total(), mine.total(), theirs.total())


def plain(text: str) -> str:
    """`text` without white space, tags and Markdown, in NFKC."""
    return fold(_MARKS.sub("", text))


def _measured(quantity: Quantity) -> Key:
    value, upper = (
        None if number is None else format(number.normalize(), "f")
        for number in (quantity.value, quantity.value_max)
    )
    return (value, upper, fold(quantity.unit), str(quantity.op))


def _of_indicators(*attributes: Callable[[Indicator], Hashable]) -> Callable[[Extraction], Any]:
    def keys(extraction: Extraction) -> Iterable[Key]:
        for one in extraction.indicators:
            yield (*_measured(one.quantity), *(attribute(one) for attribute in attributes))

    return keys


def _quantities(extraction: Extraction) -> Iterable[Key]:
    return (_measured(quantity) for quantity in extraction.quantities)


def _facts(extraction: Extraction) -> Iterable[Key]:
    return (_fact(fact) for fact in extraction.facts)


def _fact(fact: Fact) -> Key:
    quotes: tuple[Quote | None, ...] = (
        fact.target,
        fact.actual,
        fact.score,
        fact.weight,
        fact.value,
    )
    return (fold(fact.name), *(fold(quote.text) if quote else None for quote in quotes))


def _checks(extraction: Extraction) -> Iterable[Key]:
    return (_check(check) for check in extraction.checks)


def _check(check: Check) -> Key:
    evidence = sorted(fold(one.text) for one in check.evidence)
    return (str(check.rule), str(check.verdict), *evidence)


def _verdicts(extraction: Extraction) -> Counter[str]:
    return Counter(str(check.verdict) for check in extraction.checks)


def _text(one: Indicator) -> str:
    return fold(one.quantity.text)


def _name(one: Indicator) -> str:
    return fold(one.name)


def _role(one: Indicator) -> str:
    return str(one.role)


def _section(one: Indicator) -> str:
    return str(one.section)


# Each view is what is compared under its name.
VIEWS: dict[str, Callable[[Extraction], Iterable[Key]]] = {
    "quantities": _quantities,
    "name": _of_indicators(_name),
    "role": _of_indicators(_role),
    "section": _of_indicators(_section),
    "indicators": _of_indicators(_text, _name, _role, _section),
    "facts": _facts,
    "checks": _checks,
}
