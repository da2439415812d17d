"""The network itself, in numpy: which words make up the name, what ends it, and the role.

Embeddings of each word, five gated convolutions over the words (van den Oord et al. 2016,
"Conditional image generation with PixelCNN decoders", for the gate; Yu & Koltun 2016, "Multi-scale
context aggregation by dilated convolutions", for the widths), and three small heads: one for each
word, two for the quantity. `eval/marking` trains it with the same shapes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from extractor.labelling.marking.encoding import QUANTITY_TABLES, WORD_TABLES, Batch, Vocabulary

Array = NDArray[np.float32]
Table = NDArray[np.floating]
WIDTHS = (1, 2, 4, 8, 1)  # how far apart the three words of each convolution stand
ALONE, WITH_STATES = "marking", "marking-states"  # the shipped networks
_EPSILON = np.float32(1e-5)  # of the normalisation, as in PyTorch
_OUTSIDE = np.float32(-9.0)  # below whatever a word gives, so that padding is never the largest


class Marks(NamedTuple):
    """What the network says of a batch."""

    words: Array  # (windows, n): how likely each word is part of the name
    roles: Array  # (windows, roles): how likely each role is
    endings: Array  # (windows, endings): how likely each ending is


class Network:
    """The mean of what its members say: the same network, trained from other beginnings.

    `members` are their weights, by the names that `eval/marking` gives them, in any float type.
    """

    def __init__(self, members: Sequence[Mapping[str, Table]], vocabulary: Vocabulary) -> None:
        self._members = [_Member(weights) for weights in members]
        self.vocabulary = vocabulary

    def __call__(self, batch: Batch, seen: Array | None = None) -> Marks:
        """`seen` is what `projected` gave, of each word; None for a network without states."""
        shares = np.split(seen, len(self._members), -1) if seen is not None else None
        with _blas().limit(limits=1, user_api="blas"):
            said = [
                member.marks(batch, None if shares is None else shares[i])
                for i, member in enumerate(self._members)
            ]
        words, roles, endings = (np.mean(tables, 0) for tables in zip(*said, strict=True))
        return Marks(words, roles, endings)

    def projected(self, vectors: Table) -> Array:
        """The few numbers of each state that the members take, (tokens, members x width)."""
        values = np.asarray(vectors, np.float32)
        with _blas().limit(limits=1, user_api="blas"):
            return np.concatenate([member.projected(values) for member in self._members], -1)


class _Member:
    def __init__(self, weights: Mapping[str, Table]) -> None:
        self._weights = {name: np.asarray(table, np.float32) for name, table in weights.items()}

    def projected(self, vectors: Array) -> Array:
        found: Array = vectors @ self._weights["states.weight"].T  # nothing read, nothing said
        return found

    def marks(self, batch: Batch, seen: Array | None) -> Marks:
        weights = self._weights
        about = np.concatenate(
            [
                weights[f"quantity.{name}"][batch.quantities[:, i]]
                for i, name in enumerate(QUANTITY_TABLES)
            ],
            -1,
        )
        shared = np.maximum(self._linear("about", about), 0)
        length = batch.words.shape[1]
        known = [
            weights[f"word.{name}"][batch.words[:, :, i]] for i, name in enumerate(WORD_TABLES)
        ]
        told = np.repeat(shared[:, None], length, 1)
        read = [] if seen is None else [seen]
        state = self._linear("into", np.concatenate([*known, batch.features, told, *read], -1))
        mask = batch.mask[..., None]
        for number, width in enumerate(WIDTHS):
            state = state + self._convolved(number, width, state, mask)
        words = self._head("name", self._normal("name", state))[..., 0]
        largest = np.where(mask > 0, state, _OUTSIDE).max(1)
        own = state[np.arange(len(state)), batch.targets]
        whole = np.concatenate([own, largest, about], -1)
        return Marks(
            _sigmoid(words) * batch.mask,
            _softmax(self._head("role", whole)),
            _softmax(self._head("ending", whole)),
        )

    def _linear(self, name: str, values: Array) -> Array:
        found: Array = values @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"]
        return found

    def _head(self, name: str, values: Array) -> Array:
        return self._linear(f"{name}.last", np.maximum(self._linear(f"{name}.first", values), 0))

    def _normal(self, name: str, values: Array) -> Array:
        mean = values.mean(-1, keepdims=True)
        spread = np.sqrt(((values - mean) ** 2).mean(-1, keepdims=True) + _EPSILON)
        scale, shift = self._weights[f"{name}.scale"], self._weights[f"{name}.shift"]
        found: Array = (values - mean) / spread * scale + shift
        return found

    def _convolved(self, number: int, width: int, state: Array, mask: Array) -> Array:
        name = f"convolution.{number}"
        inside = self._normal(name, state) * mask
        padded = np.pad(inside, ((0, 0), (width, width), (0, 0)))
        length = state.shape[1]
        around = [padded[:, at : at + length] for at in (0, width, 2 * width)]
        value, gate = np.split(self._linear(f"{name}.gated", np.concatenate(around, -1)), 2, -1)
        return self._linear(f"{name}.out", np.tanh(value) * _sigmoid(gate))


@cache
def _blas() -> ThreadpoolController:
    """Reports are read side by side: more threads for one wait for each other, and cost time."""
    return ThreadpoolController()


def _sigmoid(values: Array) -> Array:
    found: Array = np.float32(1) / (np.float32(1) + np.exp(-np.clip(values, -30, 30)))
    return found


def _softmax(values: Array) -> Array:
    powers = np.exp(values - values.max(-1, keepdims=True))
    found: Array = powers / powers.sum(-1, keepdims=True)
    return found


@cache
def shipped(name: str = ALONE) -> Network:
    """The network of `data/NAME.npz` and its vocabularies in `data/NAME.json`."""
    folder = files("extractor.labelling") / "data"
    told = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    with (folder / f"{name}.npz").open("rb") as file, np.load(file, allow_pickle=False) as tables:
        members = split({key: tables[key] for key in tables.files})
    return Network(members, vocabulary_of(told))


@cache
def digest(name: str) -> str:
    """sha256, in hex, of a shipped network's weights and vocabularies."""
    folder = files("extractor.labelling") / "data"
    found = hashlib.sha256()
    for ending in ("npz", "json"):
        found.update((folder / f"{name}.{ending}").read_bytes())
    return found.hexdigest()


def together(members: Sequence[Mapping[str, Table]]) -> dict[str, Table]:
    """The weights of several members as one mapping, for one file."""
    return {
        f"{number}/{name}": table
        for number, member in enumerate(members)
        for name, table in member.items()
    }


def split(tables: Mapping[str, Table]) -> list[dict[str, Table]]:
    """What `together` put together."""
    members: dict[int, dict[str, Table]] = {}
    for key, table in tables.items():
        number, name = key.split("/", 1)
        members.setdefault(int(number), {})[name] = table
    return [members[number] for number in sorted(members)]


def vocabulary_of(told: Mapping[str, list[str]]) -> Vocabulary:
    """Lists as `marking.json` holds them; the first entry of each stands in row 2."""

    def rows(name: str) -> dict[str, int]:
        return {entry: row for row, entry in enumerate(told[name], 2)}

    return Vocabulary(
        words=rows("words"),
        characters=rows("characters"),
        tags=rows("tags"),
        units=rows("units"),
        ops=rows("ops"),
        kinds=rows("kinds"),
        endings=tuple(told["endings"]),
    )
