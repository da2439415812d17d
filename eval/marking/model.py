"""The network of `extractor.labelling.marking.network` in PyTorch, to be trained."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from extractor.labelling.marking.encoding import (
    FEATURES,
    QUANTITY_TABLES,
    ROLES,
    WORD_TABLES,
    Batch,
    Vocabulary,
)
from extractor.labelling.marking.network import WIDTHS

STATE = 128  # numbers that stand for a word between the convolutions
_ABOUT, _HIDDEN, _WHOLE = 48, 64, 96
_READ = 96  # numbers that are taken of a state
_DROPPED, _DROPPED_IN = 0.3, 0.2
_COLUMNS = {
    **{"word": 48, "first": 24, "last": 24, "tag": 16, "part": 8, "distance": 20, "commas": 8},
    **{"sentences": 4, "length": 3},
    **{"unit": 16, "section": 8, "guess": 8, "op": 4, "kind": 12},
}


Weights = dict[str, NDArray[np.floating]]


class Logits(NamedTuple):
    words: Tensor  # (windows, n)
    roles: Tensor
    endings: Tensor


class _Head(nn.Module):
    def __init__(self, given: int, hidden: int, wanted: int) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(given, hidden), nn.Linear(hidden, wanted)

    def forward(self, values: Tensor) -> Tensor:
        hidden = functional.relu(self.first(values))
        found: Tensor = self.last(functional.dropout(hidden, _DROPPED, self.training))
        return found


class _Convolution(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.normal = nn.LayerNorm(STATE)
        self.gated, self.out = nn.Linear(3 * STATE, 2 * STATE), nn.Linear(STATE, STATE)

    def forward(self, state: Tensor, mask: Tensor) -> Tensor:
        inside = self.normal(state) * mask
        padded = functional.pad(inside, (0, 0, self.width, self.width))
        length = state.shape[1]
        around = [padded[:, at : at + length] for at in (0, self.width, 2 * self.width)]
        value, gate = self.gated(torch.cat(around, -1)).chunk(2, -1)
        found = self.out(torch.tanh(value) * torch.sigmoid(gate))
        return functional.dropout(found, _DROPPED, self.training)


class Trained(nn.Module):
    """Call it with the tensors of a `Batch`, and with the states of its words if it takes `width`."""

    def __init__(self, vocabulary: Vocabulary, width: int = 0) -> None:
        super().__init__()
        tables = {
            name: nn.Embedding(vocabulary.size(name), columns) for name, columns in _COLUMNS.items()
        }
        self.tables = nn.ModuleDict(tables)
        about = sum(_COLUMNS[name] for name in QUANTITY_TABLES)
        self.about = nn.Linear(about, _ABOUT)
        self.states = nn.Linear(width, _READ, bias=False) if width else None
        read = _READ if width else 0
        into = sum(_COLUMNS[name] for name in WORD_TABLES) + FEATURES + _ABOUT + read
        self.into = nn.Linear(into, STATE)
        self.convolutions = nn.ModuleList(_Convolution(width) for width in WIDTHS)
        self.normal = nn.LayerNorm(STATE)
        self.name = _Head(STATE, _HIDDEN, 1)
        self.role = _Head(2 * STATE + about, _WHOLE, len(ROLES))
        self.ending = _Head(2 * STATE + about, _WHOLE, len(vocabulary.endings))

    def forward(self, given: dict[str, Tensor], vectors: Tensor | None = None) -> Logits:
        words, quantities = given["words"], given["quantities"]
        about = torch.cat(
            [self.tables[n](quantities[:, i]) for i, n in enumerate(QUANTITY_TABLES)], -1
        )
        shared = functional.relu(self.about(about))
        seen = torch.cat([self.tables[n](words[..., i]) for i, n in enumerate(WORD_TABLES)], -1)
        seen = functional.dropout(seen, _DROPPED_IN, self.training)
        told = shared[:, None].expand(-1, words.shape[1], -1)
        parts = [seen, given["features"], told]
        if self.states is not None and vectors is not None:
            parts.append(self.states(functional.dropout(vectors, _DROPPED_IN, self.training)))
        state = self.into(torch.cat(parts, -1))
        mask = given["mask"][..., None]
        for convolution in self.convolutions:
            state = state + convolution(state, mask)
        marks = self.name(self.normal(state))[..., 0]
        largest = state.masked_fill(mask == 0, -9.0).max(1).values
        own = state[torch.arange(len(state)), given["targets"]]
        whole = torch.cat([own, largest, about], -1)
        return Logits(marks, self.role(whole), self.ending(whole))

    def weights(self) -> Weights:
        """The tables by the names that the product reads them by, in half precision."""
        found: dict[str, Tensor] = {}
        for name, table in self.tables.items():
            assert isinstance(table, nn.Embedding)
            if name in WORD_TABLES:
                found[f"word.{name}"] = table.weight
            if name in QUANTITY_TABLES:
                found[f"quantity.{name}"] = table.weight
        _linear(found, "about", self.about)
        _linear(found, "into", self.into)
        if self.states is not None:
            found["states.weight"] = self.states.weight
        for number, convolution in enumerate(self.convolutions):
            assert isinstance(convolution, _Convolution)
            prefix = f"convolution.{number}"
            _normal(found, prefix, convolution.normal)
            _linear(found, f"{prefix}.gated", convolution.gated)
            _linear(found, f"{prefix}.out", convolution.out)
        _normal(found, "name", self.normal)
        for name, head in (("name", self.name), ("role", self.role), ("ending", self.ending)):
            _linear(found, f"{name}.first", head.first)
            _linear(found, f"{name}.last", head.last)
        return {name: table.detach().numpy().astype(np.float16) for name, table in found.items()}


def _linear(found: dict[str, Tensor], name: str, layer: nn.Linear) -> None:
    found[f"{name}.weight"], found[f"{name}.bias"] = layer.weight, layer.bias


def _normal(found: dict[str, Tensor], name: str, layer: nn.LayerNorm) -> None:
    found[f"{name}.scale"], found[f"{name}.shift"] = layer.weight, layer.bias


def tensors(batch: Batch) -> dict[str, Any]:
    return {name: torch.from_numpy(table) for name, table in batch._asdict().items()}
