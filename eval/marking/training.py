"""Training: the same data, seed and machine give the same weights."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.nn.utils import clip_grad_norm_

from eval.marking.dataset import Example, vocabularies
from eval.marking.model import Logits, Trained, tensors
from extractor.labelling.marking.encoding import ROLES, Vocabulary, encode
from extractor.labelling.marking.network import vocabulary_of
from extractor.records import Role

ROUNDS = 8  # times that each example is seen; six to eight came out alike
_AT_ONCE = 32
_RATE, _DECAY, _WARM_UP = 2e-3, 0.03, 0.15
_UNGUESSED = 0.3  # share of steps in which what the rules say is hidden, so that it is not all
_SMOOTHED = 0.05  # of the roles: two readers agree on no more
_ENDING_COUNTS, _WORDS_COUNT = 0.5, 1 / 8  # beside the role's loss
_NONE = -100  # PyTorch's mark of what is not to be learned


class _Wanted(NamedTuple):
    marks: Tensor
    roles: Tensor
    endings: Tensor


def train(
    found: Sequence[Example], *, rounds: int = ROUNDS, seed: int = 0
) -> tuple[Trained, dict[str, list[str]]]:
    """A network trained on `found`, and its vocabularies."""
    random.seed(seed)
    torch.manual_seed(seed)
    lists = vocabularies(found)
    vocabulary = vocabulary_of(lists)
    network = Trained(vocabulary)
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
            loss = _loss(network(given), _wanted(batch, vocabulary), given["mask"])
            optimiser.zero_grad()
            loss.backward()
            clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
    network.eval()
    return network, lists


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
