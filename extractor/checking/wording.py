"""How much of a row's words the text around a figure has, the rare words counting for more.

工期 tells one row from all others, 数量指标 and 完成 tell none: a character pair weighs
by the inverse frequency of the places that have it (Spärck Jones 1972).
"""

from __future__ import annotations

import math
from collections import Counter

from extractor.checking.layout import Figure, Sheet
from extractor.checking.naming import pairs
from extractor.checking.tabled import Entry, tabled

_SAID = 40  # characters of the clause before a figure
_AFTER = 8  # characters after it: 68个开工


class Wording:
    """The weights of a report's character pairs."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._said: dict[Figure, frozenset[str]] = {}
        held: Counter[str] = Counter()
        rows = [
            entry.words for one in tabled(sheet) for line in one.lines for entry in line.values()
        ]
        for words in dict.fromkeys(rows):
            held.update(pairs(words))
        for figure in sheet.figures:
            if figure.run >= 0 and not figure.tabular:
                self._said[figure] = _said(sheet, figure)
                held.update(self._said[figure])
        self._many = len(self._said) + len(set(rows)) + 1
        self._held = held

    def shared(self, figure: Figure, entry: Entry) -> float:
        """Of the weight of the row's own words, the share that the text around `figure` has; 0 to 1."""
        said = self._said.get(figure)
        words = pairs(entry.named)
        whole = sum(map(self._weight, words))
        if said is None or not whole:
            return 0.0
        return sum(self._weight(pair) for pair in words if pair in said) / whole

    def _weight(self, pair: str) -> float:
        return math.log(self._many / (self._held[pair] or 1))


def _said(sheet: Sheet, figure: Figure) -> frozenset[str]:
    run = sheet.runs[figure.run]
    sentence = run.sentence(figure)
    start = max(sentence.start, figure.at.start - _SAID)
    after = run.tail(figure)[:_AFTER]
    return frozenset(
        pairs(figure.name.text) | pairs(run.text[start : figure.at.start]) | pairs(after)
    )


def wording(sheet: Sheet) -> Wording:
    return sheet.once(wording, lambda: Wording(sheet))
