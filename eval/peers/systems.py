"""Every system that can be run, by name: the peers, and the product itself by its command line."""

from __future__ import annotations

from eval.peers.by_instructor import FreeList
from eval.peers.by_jionlp import JioNLP
from eval.peers.by_langextract import LangExtract
from eval.peers.by_recognizers import Recognizers
from eval.peers.peer import AMOUNTS, EVERYTHING, Kind, Model, Peer
from eval.reading import EvalError


def _given(model: Model | None) -> Model:
    if model is None:
        raise EvalError("this peer needs a model")
    return model


def _langextract(model: Model | None) -> Peer:
    return LangExtract(_given(model))


def _instructor(model: Model | None) -> Peer:
    return FreeList(_given(model))


def _recognizers(_: Model | None) -> Peer:
    return Recognizers()


def _jionlp(_: Model | None) -> Peer:
    return JioNLP()


PEERS = {
    kind.name: kind
    for kind in (
        Kind("langextract", EVERYTHING, True, _langextract, "LangExtract 1.7.1"),
        Kind("instructor-free", EVERYTHING, True, _instructor, "instructor, a free list"),
        Kind("recognizers", AMOUNTS, False, _recognizers, "Recognizers-Text 1.0.2a2: all numbers"),
        Kind("jionlp", AMOUNTS, False, _jionlp, "JioNLP 1.5.31: money alone"),
    )
}
# The product's own backends, run as a user runs them (eval.samples.run).
OURS = {"ours-local": "local", "ours-rules": "rules"}
NAMES = (*OURS, *PEERS)


def states(name: str) -> frozenset[str]:
    return PEERS[name].states if name in PEERS else EVERYTHING
