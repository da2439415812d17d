"""`python -m eval.marking`: train the network that ships, or find out what it is worth.

python -m eval.marking cross    cross-validation by report: figures on reports not trained on
python -m eval.marking train    train on all and write extractor/labelling/data/marking.*
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np
import torch

from eval.marking.dataset import FOLDER, Example, examples, samples
from eval.marking.model import Trained, tensors
from eval.marking.training import ROUNDS, train
from eval.metrics import NAME_F1
from eval.normalising import bigram_f1
from eval.samples import load
from extractor.labelling.marking.encoding import encode
from extractor.labelling.marking.naming import Marked, marked
from extractor.labelling.marking.network import Network, vocabulary_of

DATA = FOLDER.parent.parent / "extractor" / "labelling" / "data"
_FOLDS = 6
_APART = 0.01  # what rounding to half precision may change


class Judged(NamedTuple):
    example: Example
    said: Marked

    @property
    def named(self) -> bool:
        return bigram_f1(self.example.name, self.said.name) >= NAME_F1

    @property
    def named_by_rules(self) -> bool:
        return bigram_f1(self.example.name, self.example.window.guess.name) >= NAME_F1


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m eval.marking", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("verb", choices=("cross", "train"))
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="times that each is seen")
    parser.add_argument(
        "--folds", type=int, choices=range(1, _FOLDS + 1), default=_FOLDS, help="how many to run"
    )
    options = parser.parse_args(arguments)
    found = [example for sample in samples() for example in examples(sample)]
    print(f"{len(found)} examples of {len({e.report for e in found})} reports", file=sys.stderr)
    if options.verb == "train":
        _ship(found, options.rounds)
    else:
        _cross(found, options.rounds, options.folds)
    return 0


def _ship(found: Sequence[Example], rounds: int) -> None:
    network, lists = train(found, rounds=rounds)
    _same(network, lists, found[:64])
    np.savez_compressed(DATA / "marking.npz", allow_pickle=False, **network.weights())
    text = json.dumps(lists, ensure_ascii=False, separators=(",", ":"))
    (DATA / "marking.json").write_text(text + "\n", encoding="utf-8")
    print(f"→ {DATA / 'marking.npz'}")


def _same(network: Trained, lists: dict[str, list[str]], found: Sequence[Example]) -> None:
    """That numpy computes, from the rounded weights, what was trained."""
    vocabulary = vocabulary_of(lists)
    batch = encode([example.window for example in found], vocabulary)
    trained = torch.sigmoid(network(tensors(batch)).words).detach().numpy() * batch.mask
    ready = Network(network.weights(), vocabulary)(batch).words
    if (far := float(np.abs(trained - ready).max())) > _APART:
        raise SystemExit(f"numpy's marks lie {far:.4f} from PyTorch's, more than {_APART}")


def _cross(found: Sequence[Example], rounds: int, folds: int) -> None:
    """Only reports that nobody tuned the rules on are judged: on the others they flatter."""
    reports = sorted(sample.report for sample in load(FOLDER))
    random.Random(0).shuffle(reports)
    judged: list[Judged] = []
    for fold in range(folds):
        out = set(reports[fold::_FOLDS])
        network, lists = train([e for e in found if e.report not in out], rounds=rounds)
        ready = Network(network.weights(), vocabulary_of(lists))
        left = [e for e in found if e.report in out]
        here = list(map(Judged, left, marked([e.window for e in left], ready)))
        judged += here
        print(f"fold {fold + 1}: {_line(here)}", flush=True)
    print(f"all: {_line(judged)}")
    _calibrate(judged)


def _line(judged: Sequence[Judged]) -> str:
    def share(right: Sequence[bool]) -> str:
        return f"{sum(right)}/{len(right)} = {sum(right) / len(right):.3f}"

    return (
        f"name {share([j.named for j in judged])} (rules {share([j.named_by_rules for j in judged])}), "
        f"role {share([j.said.role == j.example.role for j in judged])} "
        f"(rules {share([j.example.window.guess.role == j.example.role for j in judged])})"
    )


def _calibrate(judged: Sequence[Judged]) -> None:
    """How often names and roles of each confidence are right."""
    for what in ("name", "role"):
        for low in range(0, 10):
            here = [
                j.named if what == "name" else j.said.role == j.example.role
                for j in judged
                if Decimal(low) / 10
                <= (j.said.name_confidence if what == "name" else j.said.role_confidence)
                < Decimal(low + 1) / 10 + (low == 9)
            ]
            if here:
                print(f"{what} 0.{low}-: {sum(here)}/{len(here)} = {sum(here) / len(here):.2f}")


if __name__ == "__main__":
    sys.exit(main())
