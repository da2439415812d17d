"""Labelled reports as windows with what is to be said of each: marks, role and ending."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.reading import EvalError, Mention
from eval.samples import SAMPLES, TUNED, Sample, load
from extractor.labelling.marking.aligning import align
from extractor.labelling.marking.window import Part, Window, shares, windows
from extractor.labelling.states import States
from extractor.labelling.unaided import guesses
from extractor.reading import read
from extractor.records import Quantity
from extractor.understanding import prose, understand

FOLDER = Path(__file__).resolve().parent  # reports/ and labels/ that serve this alone
_WORDS, _CHARACTERS, _UNITS, _ENDINGS = 4, 2, 2, 12  # how often something must be there to count


@dataclass(frozen=True, slots=True)
class Example:
    report: str
    window: Window
    name: str  # gold
    role: str
    marks: tuple[float, ...]  # of each word, the share that stands in the gold name
    ending: str  # what the gold name ends with and the window does not hold
    vectors: NDArray[np.float16] | None = None  # the states that the window's tokens are rows of


def samples() -> tuple[Sample, ...]:
    """The reports of this folder and the tuned ones; never a held-out one."""
    tuned = (sample for sample in load(SAMPLES) if sample.part == TUNED)
    return (*tuned, *load(FOLDER))


def examples(sample: Sample, looked: Mapping[int, States] | None = None) -> Iterator[Example]:
    """One for each quantity that the labels call an indicator; `looked` is what `looking` kept."""
    gold = [mention for mention in sample.labels.mentions if mention.indicator]
    for window, states in _windows(sample.path, looked or {}):
        mention = _mention(gold, window.quantity)
        if mention is None:
            continue
        taken, ending = align(mention.name, window.text, window.centre)
        marks = shares(window.words, taken)
        vectors = None if states is None else states.vectors
        yield Example(sample.report, window, mention.name, mention.role, marks, ending, vectors)


def _windows(path: Path, looked: Mapping[int, States]) -> Iterator[tuple[Window, States | None]]:
    """The windows of all passages of a report, as the product makes them."""
    for index, one in prose(understand(read(path))).items():
        states = looked.get(index)
        if states is not None and len(states.rows) != len(one.text):
            raise EvalError(f"the states of {path.stem} are of other passages: remove them")
        for window in windows(*one, guesses(one), states):
            yield window, states


def _mention(gold: Sequence[Mention], quantity: Quantity) -> Mention | None:
    for mention in gold:
        if mention.start < quantity.span.end and quantity.span.start < mention.end:
            return mention
    return None


def vocabularies(found: Sequence[Example]) -> dict[str, list[str]]:
    """The lists of `marking.json`: what stands often enough in the windows of `found`."""
    words: Counter[str] = Counter()
    characters: Counter[str] = Counter()
    tags: set[str] = set()
    for example in found:
        for word in example.window.words:
            tags.add(word.tag)
            if word.part <= Part.TEXT:
                words[word.text] += 1
                characters.update(word.text)
    quantities = [example.window.quantity for example in found]
    endings = Counter(example.ending for example in found if example.ending)
    return {
        "words": _often(words, _WORDS),
        "characters": _often(characters, _CHARACTERS),
        "tags": sorted(tags),
        "units": _often(Counter(quantity.unit for quantity in quantities), _UNITS),
        "ops": sorted({quantity.op.value for quantity in quantities}),
        "kinds": sorted({quantity.kind.value for quantity in quantities}),
        "endings": ["", *_often(endings, _ENDINGS)],
    }


def _often(counted: Counter[str], least: int) -> list[str]:
    return sorted(entry for entry, count in counted.items() if count >= least)
