"""`python -m eval.marking`: train the network that ships, or find out what it is worth.

python -m eval.marking cross    cross-validation by report: figures on reports not trained on
python -m eval.marking train    train on all and write extractor/labelling/data/marking.*
python -m eval.marking look     read all with the embedded model (half an hour) for --states

With --states the network that hears the embedded model, too: marking-states.*.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

import numpy as np

from eval.marking.dataset import FOLDER, Example, examples, samples
from eval.marking.looking import look, states_of
from eval.marking.training import ROUNDS, train_several
from eval.metrics import NAME_F1
from eval.normalising import bigram_f1
from eval.samples import load
from extractor.labelling.marking.naming import Marked, marked
from extractor.labelling.marking.network import ALONE, WITH_STATES, Network, together, vocabulary_of
from extractor.labelling.states import States

LOOKED = FOLDER.parent.parent / ".build" / "marking-states"
DATA = FOLDER.parent.parent / "extractor" / "labelling" / "data"
_FOLDS = 6


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
    parser.add_argument("verb", choices=("cross", "train", "look"))
    parser.add_argument("--states", action="store_true", help="with what `look` has kept")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="times that each is seen")
    parser.add_argument(
        "--folds", type=int, choices=range(1, _FOLDS + 1), default=_FOLDS, help="how many to run"
    )
    parser.add_argument("--members", type=int, default=1, help="networks whose mean is taken")
    options = parser.parse_args(arguments)
    if options.verb == "look":
        look(samples(), LOOKED)
        return 0
    found = [
        example
        for sample in samples()
        for example in examples(sample, states_of(sample, LOOKED) if options.states else None)
    ]
    if options.states:  # what was not read is named by the network that does without
        found = [example for example in found if example.vectors is not None]
    print(f"{len(found)} examples of {len({e.report for e in found})} reports", file=sys.stderr)
    if options.verb == "train":
        _ship(found, options.rounds, options.members, WITH_STATES if options.states else ALONE)
    else:
        _cross(found, options.rounds, options.folds, options.members)
    return 0


def _ship(found: Sequence[Example], rounds: int, members: int, name: str) -> None:
    weights, lists = train_several(found, members, rounds=rounds)
    np.savez_compressed(DATA / f"{name}.npz", allow_pickle=False, **together(weights))
    text = json.dumps(lists, ensure_ascii=False, separators=(",", ":"))
    (DATA / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    print(f"→ {DATA / name}.npz")


def _cross(found: Sequence[Example], rounds: int, folds: int, members: int) -> None:
    """Only reports that nobody tuned the rules on are judged: on the others they flatter."""
    reports = sorted(sample.report for sample in load(FOLDER))
    random.Random(0).shuffle(reports)
    judged: list[Judged] = []
    for fold in range(folds):
        out = set(reports[fold::_FOLDS])
        kept = [e for e in found if e.report not in out]
        weights, lists = train_several(kept, members, rounds=rounds)
        ready = Network(weights, vocabulary_of(lists))
        left = [e for e in found if e.report in out]
        here = [Judged(e, said) for e, said in zip(left, _said(left, ready), strict=True)]
        judged += here
        print(f"fold {fold + 1}: {_line(here)}", flush=True)
    print(f"all: {_line(judged)}")
    _calibrate(judged)


def _said(found: Sequence[Example], network: Network) -> Iterator[Marked]:
    """Passage by passage, since each has states of its own."""
    for _, group in groupby(found, key=lambda example: id(example.vectors)):
        here = list(group)
        vectors = here[0].vectors
        states = None if vectors is None else States(vectors, np.zeros(0, np.int32))
        yield from marked([example.window for example in here], states, network)


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
