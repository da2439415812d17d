"""The word lists of the rules backend, read once from `data/*.tsv`.

Each line of a table holds a class, its words parted by spaces, and why they belong to it.
Matching is by the longest word: Chinese is written without spaces, and the shorter word is
mostly a part of the longer one (完成 in 完成率).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from extractor.labelling.segmenting import parts


class Words:
    """A set of words that is asked what a text begins or ends with."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths = sorted({len(word) for word in self._words}, reverse=True)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def __or__(self, other: Words) -> Words:
        return Words(self._words | other._words)

    def head(self, text: str, start: int = 0) -> str:
        """The longest word that `text` has at `start`, or ""."""
        for length in self._lengths:
            if (word := text[start : start + length]) in self._words and len(word) == length:
                return word
        return ""

    def tail(self, text: str) -> str:
        """The longest word that `text` ends with, or ""."""
        for length in self._lengths:
            if length <= len(text) and (word := text[-length:]) in self._words:
                return word
        return ""

    def without_head(self, text: str, keep: Words | None = None) -> str:
        """`text` without these words at its head, unless a longer word of `keep` stands there."""
        while (word := self.head(text)) and not (keep and len(keep.head(text)) > len(word)):
            if len(word) == 1 and not parts(text, 1):
                break
            text = text[len(word) :].lstrip()
        return text

    def without_tail(self, text: str, keep: Words | None = None) -> str:
        while (word := self.tail(text)) and not (keep and len(keep.tail(text)) > len(word)):
            whole = len(word) == 1 and not parts(text, len(text) - 1)
            if whole and not tails().tail(text[:-1]):  # 执行|率为: the dictionary errs there
                break
            text = text[: -len(word)].rstrip()
        return text

    def cover(self, text: str) -> bool:
        """Whether `text` is nothing but these words, in any division. Linear in its length."""
        reached = {0}
        for start in range(len(text)):
            if start in reached:
                reached.update(
                    start + length
                    for length in self._lengths
                    if text[start : start + length] in self._words
                )
        return len(text) in reached

    def first_in(self, text: str, start: int = 0) -> int:
        """Where the first of the words begins in `text` from `start` on, or -1."""
        return next((i for i in range(start, len(text)) if self.head(text, i)), -1)


def rows(table: str) -> tuple[dict[str, str], ...]:
    """The lines of `data/<table>.tsv` by their column names."""
    path = files("extractor.labelling") / "data" / f"{table}.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def words(*classes: str) -> Words:
    """The words of these classes of words.tsv together."""
    return Words(
        word for row in rows("words") if row["class"] in classes for word in row["words"].split()
    )


@cache
def tails(kind: str = "") -> Words:
    """The head nouns that names of indicators of this kind end with; all kinds for ""."""
    return Words(
        word
        for row in rows("tails")
        if row["kind"] == kind or (not kind and row["kind"] != "complete")
        for word in row["words"].split()
    )
