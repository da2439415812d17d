"""From the network's marks to a name, a role, and how sure both are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from extractor.labelling.marking.encoding import ROLES, encode, gathered
from extractor.labelling.marking.network import ALONE, WITH_STATES, Array, Network, shipped
from extractor.labelling.marking.window import Part, Window
from extractor.labelling.named import LONGEST
from extractor.labelling.states import States
from extractor.records import Role

_AT_ONCE = 64  # windows that are computed together: some 20 MB
_LEAST = 0.05  # a word that is less likely is not looked at
_FULL = 12  # characters; a longer name is no likelier to be right
_NO_NAME = re.compile(r"[，。；、：！？（）()【】\s＞\0]")  # marks between the words of a name


@dataclass(frozen=True, slots=True)
class Marked:
    name: str  # "" where no word was marked
    role: Role
    name_confidence: Decimal  # 0 to 1
    role_confidence: Decimal


def marked(
    windows: Sequence[Window], states: States | None = None, network: Network | None = None
) -> tuple[Marked, ...]:
    """What the network says of each window, in order; the shipped network unless another is given.

    `states` are those that the windows were made with.
    """
    if network is None:
        network = shipped(ALONE if states is None else WITH_STATES)
    return tuple(_marked(windows, network, None if states is None else states.vectors))


def _marked(
    windows: Sequence[Window], network: Network, vectors: NDArray[np.floating] | None
) -> Iterator[Marked]:
    projected = None if vectors is None else network.projected(vectors)
    order = sorted(range(len(windows)), key=lambda i: len(windows[i].words))
    found: dict[int, Marked] = {}
    for first in range(0, len(order), _AT_ONCE):
        here = order[first : first + _AT_ONCE]
        group = [windows[i] for i in here]
        seen = None if projected is None else gathered(group, projected)
        marks = network(encode(group, network.vocabulary), seen)
        for i, words, roles, endings in zip(
            here, marks.words, marks.roles, marks.endings, strict=True
        ):
            ending = network.vocabulary.endings[int(endings.argmax())]
            found[i] = _of(windows[i], words, roles, ending)
    for i in range(len(windows)):
        yield found[i]


def _of(window: Window, words: Array, roles: Array, ending: str) -> Marked:
    best = int(roles.argmax())
    name = name_of(window, words, ending)
    doubt = float(np.minimum(words, 1 - words).sum())  # words that are expected to be wrong
    return Marked(
        name=name,
        role=ROLES[best],
        name_confidence=_decimal(_confidence(name, window.guess.name, doubt)),
        role_confidence=_decimal(float(roles[best])),
    )


def name_of(window: Window, words: Sequence[float] | Array, ending: str) -> str:
    """The best marked words in the order of the text, and what of `ending` they do not end with."""
    kept = _kept(window, words)
    phrase = _NO_NAME.sub("", "".join(window.words[i].text for i in sorted(kept)))
    if not phrase:
        return ""
    for length in range(len(ending), 0, -1):
        if phrase.endswith(ending[:length]):
            return (phrase + ending[length:])[-LONGEST:]
    return (phrase + ending)[-LONGEST:]


def _kept(window: Window, words: Sequence[float] | Array) -> list[int]:
    """The words that together have the highest expected F1, counted in characters.

    It lies where the likeliest words are taken down to half of that F1 (Lipton, Elkan &
    Naryanaswamy 2014, "Optimal thresholding of classifiers to maximize F1 measure"): a name that
    is uncertain as a whole takes less likely words in than one that is clear.
    """
    likely = [
        (float(share), i)
        for i, (word, share) in enumerate(zip(window.words, words, strict=False))
        if word.part <= Part.TEXT and share >= _LEAST
    ]
    wanted = sum(share * len(window.words[i].text) for share, i in likely)
    kept: list[int] = []
    best = right = taken = 0.0
    for share, i in sorted(likely, reverse=True):
        right += share * len(window.words[i].text)
        taken += len(window.words[i].text)
        if 2 * right / (wanted + taken) <= best:
            break
        best = 2 * right / (wanted + taken)
        kept.append(i)
    return kept


def _confidence(name: str, guess: str, doubt: float) -> float:
    """How often such a name is right: logistic regression over 1,809 names of 14 reports that the
    network had not been trained on (area under the curve .77). The rules' agreement speaks for a
    name, doubtful words against it, and so does brevity: a short one leaves something out.
    """
    agreed = fuzz.ratio(name, guess) / 100
    length = min(len(name), _FULL) / _FULL
    return 1 / (1 + math.exp(0.95 + 1.40 * doubt - 1.17 * agreed - 3.86 * length))


def _decimal(share: float) -> Decimal:
    return Decimal(share).quantize(Decimal("0.01"))
