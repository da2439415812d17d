"""What the network sees of one quantity: the words around it, and what the rules made of them.

A window is the innermost headings and labels of the passage, a line end, and the text of the
passage from `BEFORE` characters ahead of the quantity to `AFTER` behind it. Quantities are one
word each, whatever they say: which number it is tells nothing of what it measures.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from extractor.labelling.marking.aligning import align
from extractor.labelling.segmenting import tokens
from extractor.labelling.states import States
from extractor.records import Quantity, Role, SectionKind, Span

# Of 9,112 labelled names all but one in twenty can be put together from words within these.
BEFORE, AFTER, HEADING = 120, 45, 48  # characters
HIDDEN = "\0"  # stands for each character of a quantity
_CLAUSE = re.compile(r"[^，。；、：！？\s（）()“”《》]+|.", re.S)
_LONGEST = 400  # characters that are cut into words at once


class Part(IntEnum):
    """What a word of a window is; the values are those of the network's table."""

    HEADING = 0
    TEXT = 1
    QUANTITY = 2
    TARGET = 3


@dataclass(frozen=True, slots=True)
class Word:
    text: str  # "" for a quantity
    tag: str  # part of speech; for a quantity its kind
    part: Part
    start: int  # in the window's text
    end: int


@dataclass(frozen=True, slots=True)
class Guess:
    """What the rules say of a quantity."""

    name: str
    role: Role
    confidence: float  # 0 to 1


@dataclass(frozen=True, slots=True)
class Window:
    text: str
    words: tuple[Word, ...]
    target: int  # index into `words`
    quantity: Quantity
    section: SectionKind
    guess: Guess
    guessed: tuple[float, ...]  # of each word, the share that stands in the name by rules
    tokens: tuple[
        int, ...
    ] = ()  # of each word, its row of the states (-1: none); () without states

    @property
    def centre(self) -> int:
        """Where the quantity begins in `text`."""
        return self.words[self.target].start


def windows(
    text: str,
    places: Sequence[Span],
    quantities: Sequence[Quantity],
    section: SectionKind,
    path: Sequence[str],
    guesses: Sequence[Guess],
    states: States | None = None,
) -> Iterator[Window]:
    """A window for each measuring quantity, in the order of `quantities`.

    `places` are those of all quantities in `text`; `guesses` there is one for each that measures.
    `states` are those of `text`.
    """
    heading = "＞".join(label for label in path if label)[-HEADING:]
    titled = tuple(_words(heading, Part.HEADING, 0))
    passage = _Passage(text, places, quantities, len(heading) + 1, states)
    said = iter(guesses)
    for number, quantity in enumerate(quantities):
        if quantity.kind.measures:
            yield passage.window(number, heading, titled, section, next(said))


class _Passage:
    """A text cut into words once, for all its windows."""

    def __init__(
        self,
        text: str,
        places: Sequence[Span],
        quantities: Sequence[Quantity],
        shift: int,
        states: States | None,
    ) -> None:
        self._places, self._quantities, self._shift = places, quantities, shift
        self._rows = None if states is None else states.rows
        hidden = list(text)
        self._words: list[tuple[Word, int]] = []  # and the number of the quantity, or -1
        at = 0
        for number in sorted(range(len(places)), key=lambda i: places[i]):
            place = places[number]
            if place.start < at or place.start >= place.end:
                continue  # inside another one: it has a word of its own only in its own window
            self._words += [(word, -1) for word in _words(text[at : place.start], Part.TEXT, at)]
            self._words.append((_quantity(quantities[number], place), number))
            hidden[place.start : place.end] = HIDDEN * (place.end - place.start)
            at = place.end
        self._words += [(word, -1) for word in _words(text[at:], Part.TEXT, at)]
        self._text = "".join(hidden)
        self._starts = [word.start for word, _ in self._words]
        self._ends = [word.end for word, _ in self._words]

    def window(
        self,
        number: int,
        heading: str,
        titled: tuple[Word, ...],
        section: SectionKind,
        guess: Guess,
    ) -> Window:
        place = self._places[number]
        first = bisect_right(self._ends, place.start - BEFORE)
        last = bisect_left(self._starts, place.end + AFTER)
        begin = self._starts[first] if first < last else place.start
        end = self._ends[last - 1] if first < last else place.end
        shift = self._shift - begin
        words = list(titled)
        target = -1
        for word, of in self._words[first:last]:
            if of == number:
                target = len(words)
            part = Part.TARGET if of == number else word.part
            words.append(Word(word.text, word.tag, part, word.start + shift, word.end + shift))
        if target < 0:  # it lies inside another quantity, and takes that one's place
            at = bisect_right([word.start for word in words[len(titled) :]], place.start + shift)
            target = len(titled) + max(0, at - 1)
            kind = self._quantities[number].kind.value
            own = Word("", kind, Part.TARGET, place.start + shift, place.end + shift)
            words[target : target + 1] = [own]
        text = f"{heading}\n{self._text[begin:end]}"
        taken, _ = align(guess.name, text, words[target].start)
        quantity = self._quantities[number]
        marks, read = shares(words, taken), self._tokens(words, shift)
        return Window(text, tuple(words), target, quantity, section, guess, marks, read)

    def _tokens(self, words: Sequence[Word], shift: int) -> tuple[int, ...]:
        """Of each word of the text the row of its last character, which has read all of it."""
        if self._rows is None:
            return ()
        return tuple(
            -1 if word.part is Part.HEADING else int(self._rows[word.end - 1 - shift])
            for word in words
        )


def shares(words: Sequence[Word], taken: bytearray) -> tuple[float, ...]:
    """Of each word, the share of its characters that is flagged in `taken`; 0 for a quantity."""
    return tuple(
        sum(taken[word.start : word.end]) / (word.end - word.start)
        if word.part <= Part.TEXT
        else 0.0
        for word in words
    )


def _quantity(quantity: Quantity, place: Span) -> Word:
    return Word("", quantity.kind.value, Part.QUANTITY, place.start, place.end)


def _words(text: str, part: Part, at: int) -> Iterator[Word]:
    """The words of `text`, which begins at `at`; a mark is a word, too."""
    for match in _CLAUSE.finditer(text):
        clause = match.group()
        for first in range(0, len(clause), _LONGEST):
            for token in tokens(clause[first : first + _LONGEST]):
                start = at + match.start() + first + token.start
                yield Word(token.text, token.tag, part, start, start + len(token.text))
