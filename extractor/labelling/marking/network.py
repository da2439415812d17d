"""The network itself, in numpy: which words make up the name, what ends it, and the role.

Embeddings of each word, five gated convolutions over the words (van den Oord et al. 2016,
"Conditional image generation with PixelCNN decoders", for the gate; Yu & Koltun 2016, "Multi-scale
context aggregation by dilated convolutions", for the widths), and three small heads: one for each
word, two for the quantity. `eval/marking` trains it with the same shapes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

from extractor.labelling.marking.encoding import QUANTITY_TABLES, WORD_TABLES, Batch, Vocabulary

Array = NDArray[np.float32]
WIDTHS = (1, 2, 4, 8, 1)  # how far apart the three words of each convolution stand
_EPSILON = np.float32(1e-5)  # of the normalisation, as in PyTorch
_OUTSIDE = np.float32(-9.0)  # below whatever a word gives, so that padding is never the largest


class Marks(NamedTuple):
    """What the network says of a batch."""

    words: Array  # (windows, n): how likely each word is part of the name
    roles: Array  # (windows, roles): how likely each role is
    endings: Array  # (windows, endings): how likely each ending is


class Network:
    """`weights` by the names that `eval/marking` gives them, in any float type."""

    def __init__(self, weights: Mapping[str, NDArray[np.floating]], vocabulary: Vocabulary) -> None:
        self._weights = {name: np.asarray(table, np.float32) for name, table in weights.items()}
        self.vocabulary = vocabulary

    def __call__(self, batch: Batch) -> Marks:
        with _blas().limit(limits=1, user_api="blas"):
            return self._marks(batch)

    def _marks(self, batch: Batch) -> Marks:
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
        seen = [weights[f"word.{name}"][batch.words[:, :, i]] for i, name in enumerate(WORD_TABLES)]
        told = np.repeat(shared[:, None], length, 1)
        state = self._linear("into", np.concatenate([*seen, batch.features, told], -1))
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
def shipped() -> Network:
    """The network of `data/marking.npz` and its vocabularies in `data/marking.json`."""
    folder = files("extractor.labelling") / "data"
    told = json.loads((folder / "marking.json").read_text(encoding="utf-8"))
    with (folder / "marking.npz").open("rb") as file, np.load(file, allow_pickle=False) as weights:
        tables = {name: weights[name] for name in weights.files}
    return Network(tables, vocabulary_of(told))


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
