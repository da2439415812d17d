"""Grounding: a quote with one changed digit must be refused, one that is spaced or widened found.

A wrong digit is sought in the whole report, the others in their own cell or paragraphs.

The quotes are cut from the labelled reports around each gold mention, so that nothing depends
on a model. This is the one place of the evaluation that calls the product's own function: what
is asked is what that function refuses, and no export can show it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from eval.metrics import SEED, Tally
from eval.normalising import bare, fold
from eval.reading import Mention
from eval.samples import Sample
from extractor.labelling.grounding import find_quote
from extractor.records import Span

_BEFORE, _AFTER = 8, 4  # characters of the clause that a quote takes along
_EACH = 40  # quotes of one report: each is sought four times in its whole text
_BREAKS = "\n\t，。；：、（）()<>*#"  # clause ends and mark-up
_FULL = str.maketrans("0123456789%.,()", "０１２３４５６７８９％．，（）")
_HALF = {full: half for half, full in _FULL.items()}


class Quoted(NamedTuple):
    text: str  # of the report
    quote: str
    start: int

    @property
    def cell(self) -> tuple[Span, ...]:
        """The cell or paragraphs between two tabs: the product looks a quote up in its passage."""
        left = self.text.rfind("\t", 0, self.start) + 1
        right = self.text.find("\t", self.start + len(self.quote))
        return (Span(left, right if right >= 0 else len(self.text)),)


def tallies(samples: Sequence[Sample]) -> dict[str, Tally]:
    """Verbatim quotes found at a place that reads the same; wrong digits refused; folds found."""
    chance = random.Random(SEED)
    found: dict[str, list[bool]] = {
        "verbatim found": [], "one wrong digit refused": [], "width folded found": [],
        "space folded found": [],
    }  # fmt: skip
    for sample in samples:
        whole = (Span(0, len(sample.text)),)
        canonical = fold(sample.text)
        for one in drawn(list(quotes(sample)), chance):
            found["verbatim found"].append(_finds(one, one.quote))
            wrong = one_wrong_digit(one.quote, chance)
            if fold(wrong) not in canonical:  # else it stands elsewhere, and is right
                refused = find_quote(one.text, wrong, whole) is None
                found["one wrong digit refused"].append(refused)
            found["width folded found"].append(_finds(one, widened(one.quote)))
            found["space folded found"].append(_finds(one, spaced(one.quote, chance)))
    return {name: Tally(tuple(outcomes)) for name, outcomes in found.items()}


def drawn(made: list[Quoted], chance: random.Random) -> list[Quoted]:
    return made if len(made) <= _EACH else chance.sample(made, _EACH)


def quotes(sample: Sample) -> Iterator[Quoted]:
    """Each gold mention with a little of its clause, if it has a digit."""
    text = sample.text
    for mention in sample.labels.mentions:
        if any(char.isdecimal() for char in mention.text):
            start, end = _clause(text, mention)
            if not _goes_on(text, end):
                yield Quoted(text, text[start:end], start)


def _clause(text: str, mention: Mention) -> tuple[int, int]:
    start, end = mention.start, mention.end
    while start > 0 and mention.start - start < _BEFORE and text[start - 1] not in _BREAKS:
        start -= 1
    while end < len(text) and end - mention.end < _AFTER and text[end] not in _BREAKS:
        end += 1
    # A digit at an end may be a part of a longer number: the quote must hold it whole.
    while start > 0 and _numeric(text[start - 1]) and _numeric(text[start]):
        start -= 1
    while end < len(text) and _numeric(text[end - 1]) and _numeric(text[end]):
        end += 1
    return start, end


def _goes_on(text: str, end: int) -> bool:
    """Whether a hard line wrap cuts the number at the end: half a number is no quote of it."""
    rest = text[end : end + 3].lstrip("\n\r \u3000")
    return text[end - 1].isdecimal() and rest[:1].isdecimal()


def _numeric(char: str) -> bool:
    return char.isdecimal() or char in ".,．，:/-+"


def one_wrong_digit(quote: str, chance: random.Random) -> str:
    places = [i for i, char in enumerate(quote) if char.isdecimal()]
    at = chance.choice(places)
    right = int(quote[at])
    wrong = chance.choice([digit for digit in range(10) if digit != right])
    return f"{quote[:at]}{wrong}{quote[at + 1 :]}"


def widened(quote: str) -> str:
    """Half width to full and full to half: what the other keyboard would have typed."""
    return "".join(chr(_HALF[ord(c)]) if ord(c) in _HALF else c.translate(_FULL) for c in quote)


def spaced(quote: str, chance: random.Random) -> str:
    """White space where there was none, and none where there was some."""
    chars = bare(quote)  # without tags: a space inside one would make it another text
    return "".join(char + chance.choice(["", "", " ", "\u3000"]) for char in chars).strip()


def _finds(one: Quoted, quote: str) -> bool:
    span = find_quote(one.text, quote, one.cell)
    return span is not None and fold(span.of(one.text)) == fold(quote)
