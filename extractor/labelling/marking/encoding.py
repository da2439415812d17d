"""Windows as tables of integers: the vocabularies of the network, and what it counts.

A word that no vocabulary holds is 1; 0 pads. Nothing here depends on numpy's random state or
on the machine, so that the same window is the same table everywhere.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from extractor.labelling.marking.window import Part, Window
from extractor.records import Role, SectionKind

ROLES = tuple(Role)
SECTIONS = tuple(SectionKind)
UNKNOWN = 1
# Distances in words, told apart more finely the nearer they are.
_EDGES = (0, 1, 2, 3, 4, 6, 8, 11, 15, 20, 28, 40)
_COMMAS, _SENTENCES, _LENGTHS = 5, 3, 4  # counts beyond these are all the same
_FAR = 60.0  # characters; brings distances to about 0 to 2
# Columns of `Batch.words`, and the size of each one's table (None: the vocabulary's).
WORD_TABLES = ("word", "first", "last", "tag", "part", "distance", "commas", "sentences", "length")
SIZES = {
    "part": len(Part),
    "distance": 2 * (len(_EDGES) + 1),
    "commas": 2 * (_COMMAS + 1),
    "sentences": _SENTENCES + 1,
    "length": _LENGTHS + 1,
    "section": len(SECTIONS),
    "guess": len(ROLES),
}
QUANTITY_TABLES = ("unit", "section", "guess", "op", "kind")  # columns of `Batch.quantities`
FEATURES = 5  # of each word, beside its tables


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """From what stands in a text to a row of a table; `characters` serves first and last."""

    words: Mapping[str, int]
    characters: Mapping[str, int]
    tags: Mapping[str, int]
    units: Mapping[str, int]
    ops: Mapping[str, int]
    kinds: Mapping[str, int]
    endings: tuple[str, ...]  # measure nouns that a name may get from nowhere; "" is the first

    def size(self, table: str) -> int:
        """Rows of a table of the network."""
        own = {
            "word": self.words,
            "first": self.characters,
            "last": self.characters,
            "tag": self.tags,
            "unit": self.units,
            "op": self.ops,
            "kind": self.kinds,
        }
        return len(own[table]) + 2 if table in own else SIZES[table]


class Batch(NamedTuple):
    """Windows side by side, padded at the end to the longest one's n words."""

    words: NDArray[np.int64]  # (windows, n, len(WORD_TABLES))
    features: NDArray[np.float32]  # (windows, n, FEATURES)
    mask: NDArray[np.float32]  # (windows, n); 1 for a word
    quantities: NDArray[np.int64]  # (windows, len(QUANTITY_TABLES))
    targets: NDArray[np.int64]  # (windows,)


def encode(windows: Sequence[Window], vocabulary: Vocabulary) -> Batch:
    """`windows` must not be empty."""
    longest = max(len(window.words) for window in windows)
    count = len(windows)
    words = np.zeros((count, longest, len(WORD_TABLES)), np.int64)
    features = np.zeros((count, longest, FEATURES), np.float32)
    mask = np.zeros((count, longest), np.float32)
    for i, window in enumerate(windows):
        length = len(window.words)
        words[i, :length], features[i, :length] = _rows(window, vocabulary)
        mask[i, :length] = 1
    quantities = np.array([_quantity(window, vocabulary) for window in windows], np.int64)
    targets = np.array([window.target for window in windows], np.int64)
    return Batch(words, features, mask, quantities, targets)


def gathered(windows: Sequence[Window], vectors: NDArray[Any]) -> NDArray[np.float32]:
    """Of each word its row of `vectors`, (windows, n, columns); zeros where it has none."""
    longest = max(len(window.words) for window in windows)
    found = np.zeros((len(windows), longest, vectors.shape[1]), np.float32)
    for i, window in enumerate(windows):
        rows = np.array(window.tokens, np.int64)
        read = np.flatnonzero(rows >= 0)
        found[i, read] = vectors[rows[read]]
    return found


def _quantity(window: Window, vocabulary: Vocabulary) -> tuple[int, ...]:
    quantity = window.quantity
    return (
        vocabulary.units.get(quantity.unit, UNKNOWN),
        SECTIONS.index(window.section),
        ROLES.index(window.guess.role),
        vocabulary.ops.get(quantity.op.value, UNKNOWN),
        vocabulary.kinds.get(quantity.kind.value, UNKNOWN),
    )


def _rows(window: Window, vocabulary: Vocabulary) -> tuple[list[list[int]], list[list[float]]]:
    commas, ends = _counts(window.text, "，"), _counts(window.text, "。；;！？\n")
    centre, guess = window.centre, window.guess
    rows: list[list[int]] = []
    features: list[list[float]] = []
    for i, (word, guessed) in enumerate(zip(window.words, window.guessed, strict=True)):
        behind = word.start > centre
        pauses = min(abs(commas[word.start] - commas[centre]), _COMMAS)
        quantity = word.part >= Part.QUANTITY
        rows.append(
            [
                UNKNOWN if quantity else vocabulary.words.get(word.text, UNKNOWN),
                UNKNOWN if quantity else vocabulary.characters.get(word.text[0], UNKNOWN),
                UNKNOWN if quantity else vocabulary.characters.get(word.text[-1], UNKNOWN),
                vocabulary.tags.get(word.tag, UNKNOWN),
                word.part,
                _distance(i - window.target),
                pauses + (_COMMAS + 1) * behind,
                min(abs(ends[word.start] - ends[centre]), _SENTENCES),
                min(len(word.text), _LENGTHS),
            ]
        )
        features.append(
            [
                guessed,
                guessed * guess.confidence,
                abs(word.start - centre) / _FAR,
                float(word.part is Part.HEADING),
                1.0,
            ]
        )
    return rows, features


def _counts(text: str, marks: str) -> list[int]:
    """How many of `marks` stand ahead of each character."""
    found = [0]
    for character in text:
        found.append(found[-1] + (character in marks))
    return found


def _distance(words: int) -> int:
    return (len(_EDGES) + 1) * (words >= 0) + bisect_left(_EDGES, abs(words))
