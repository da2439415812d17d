"""Training: the same data, seed and machine give the same weights."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from eval.marking.dataset import Example, vocabularies
from eval.marking.model import Logits, Trained, Weights, tensors
from extractor.labelling.marking.encoding import ROLES, Vocabulary, encode, gathered
from extractor.labelling.marking.network import Network, vocabulary_of
from extractor.records import Role

ROUNDS = 8  # times that each example is seen; six to eight came out alike
_AT_ONCE = 32
_RATE, _DECAY, _WARM_UP = 2e-3, 0.03, 0.15
_UNGUESSED = 0.3  # share of steps in which what the rules say is hidden, so that it is not all
_SMOOTHED = 0.05  # of the roles: two readers agree on no more
_ENDING_COUNTS, _WORDS_COUNT = 0.5, 1 / 8  # beside the role's loss
_APART = 0.01  # what rounding to half precision may change
_NONE = -100  # PyTorch's mark of what is not to be learned


class _Wanted(NamedTuple):
    marks: Tensor
    roles: Tensor
    endings: Tensor


def train_several(
    found: Sequence[Example], members: int, *, rounds: int = ROUNDS
) -> tuple[list[Weights], dict[str, list[str]]]:
    """Weights of networks that begin differently, side by side on the processors, and their
    vocabularies, which are the same.
    """
    global _found
    _found = found  # by fork, not by pickling: the states are large
    with ProcessPoolExecutor(min(members, os.cpu_count() or 1), get_context("fork")) as pool:
        weights = list(pool.map(_train_one, range(members), repeat(rounds)))
    return weights, vocabularies(found)


_found: Sequence[Example] = ()


def _train_one(seed: int, rounds: int) -> Weights:
    torch.set_num_threads(1)
    network, lists = train(_found, rounds=rounds, seed=seed)
    weights = network.weights()
    _same(network, Network([weights], vocabulary_of(lists)), _found[:64])
    return weights


def _same(network: Trained, ready: Network, found: Sequence[Example]) -> None:
    """That numpy computes, from the rounded weights, what was trained. Raises ValueError."""
    for example in found:
        batch = encode([example.window], ready.vocabulary)
        trained = torch.sigmoid(network(tensors(batch), vectors_of([example])).words)
        seen = None
        if example.vectors is not None:
            seen = gathered([example.window], ready.projected(example.vectors))
        apart = np.abs(trained.detach().numpy() * batch.mask - ready(batch, seen).words)
        if (far := float(apart.max())) > _APART:
            raise ValueError(f"numpy's marks lie {far:.4f} from PyTorch's, more than {_APART}")


def train(
    found: Sequence[Example], *, rounds: int = ROUNDS, seed: int = 0
) -> tuple[Trained, dict[str, list[str]]]:
    """A network trained on `found`, and its vocabularies."""
    random.seed(seed)
    torch.manual_seed(seed)
    lists = vocabularies(found)
    vocabulary = vocabulary_of(lists)
    network = Trained(vocabulary, width_of(found))
    optimiser = torch.optim.AdamW(network.parameters(), lr=_RATE, weight_decay=_DECAY)
    steps = rounds * -(-len(found) // _AT_ONCE) + 1
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, _RATE, total_steps=steps, pct_start=_WARM_UP
    )
    network.train()
    for _ in range(rounds):
        for batch in _shuffled(found):
            given = tensors(encode([example.window for example in batch], vocabulary))
            if random.random() < _UNGUESSED:
                given["features"][..., :2] = 0
                given["quantities"][:, 2] = 0
            said = network(given, vectors_of(batch))
            loss = _loss(said, _wanted(batch, vocabulary), given["mask"])
            optimiser.zero_grad()
            loss.backward()
            clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    network.eval()
    return network, lists


def width_of(found: Sequence[Example]) -> int:
    """How many numbers a state is of; 0 where there are none."""
    return max((e.vectors.shape[1] for e in found if e.vectors is not None), default=0)


def vectors_of(batch: Sequence[Example]) -> Tensor | None:
    """The states of each word of each window, zeros where a word has none; None without any."""
    if not (width := width_of(batch)):
        return None
    longest = max(len(example.window.words) for example in batch)
    read = torch.zeros(len(batch), longest, width)
    for i, example in enumerate(batch):
        if example.vectors is not None:
            one = gathered([example.window], example.vectors)[0]
            read[i, : len(one)] = torch.from_numpy(one)
    return read


def _shuffled(found: Sequence[Example]) -> Iterator[list[Example]]:
    """Batches in any order, of windows about as long as each other."""
    order = list(found)
    random.shuffle(order)
    batches = []
    for first in range(0, len(order), _AT_ONCE * 20):
        near = sorted(order[first : first + _AT_ONCE * 20], key=lambda e: len(e.window.words))
        batches += [near[at : at + _AT_ONCE] for at in range(0, len(near), _AT_ONCE)]
    random.shuffle(batches)
    yield from batches


def _wanted(batch: Sequence[Example], vocabulary: Vocabulary) -> _Wanted:
    longest = max(len(example.marks) for example in batch)
    marks = np.zeros((len(batch), longest), np.float32)
    for i, example in enumerate(batch):
        marks[i, : len(example.marks)] = example.marks
    known = {ending: row for row, ending in enumerate(vocabulary.endings)}
    return _Wanted(
        torch.from_numpy(marks),
        torch.tensor([ROLES.index(Role(example.role)) for example in batch]),
        torch.tensor([known.get(example.ending, _NONE) for example in batch]),
    )


def _loss(said: Logits, wanted: _Wanted, mask: Tensor) -> Tensor:
    each = functional.binary_cross_entropy_with_logits(said.words, wanted.marks, reduction="none")
    words = (each * mask).sum() / len(mask) * _WORDS_COUNT
    roles = functional.cross_entropy(said.roles, wanted.roles, label_smoothing=_SMOOTHED)
    endings = functional.cross_entropy(said.endings, wanted.endings, ignore_index=_NONE)
    return words + roles + _ENDING_COUNTS * endings
