"""The metrics of parts: by role, by section, and which outcomes they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from eval.metrics import Pair, Tally, label_tallies
from eval.reading import Mention

Slices = Mapping[str, Mapping[str, Tally]]
SHOWN = ("value+unit", "op", "role", "section", "name")


def by(
    gold: Sequence[Mention], pairs: Sequence[Pair], key: Callable[[Mention], str]
) -> dict[str, dict[str, Tally]]:
    """Recall and the labels of matched pairs, for each value that `key` has in the gold labels.

    Precision is not sliced: a false find has no gold role or section.
    """
    taken = {id(pair.gold) for pair in pairs}
    grouped: dict[str, list[Pair]] = {}
    recalls: dict[str, list[bool]] = {}
    for mention in gold:
        if mention.indicator:
            recalls.setdefault(key(mention), []).append(id(mention) in taken)
    for pair in pairs:
        grouped.setdefault(key(pair.gold), []).append(pair)
    return {
        value: {
            "recall": Tally(tuple(outcomes)),
            **{n: t for n, t in label_tallies(grouped.get(value, [])).items() if n in SHOWN},
        }
        for value, outcomes in sorted(recalls.items())
    }


def joined(one: Slices, other: Slices) -> dict[str, dict[str, Tally]]:
    """The same slices of two reports, put together."""
    none = Tally()
    found: dict[str, dict[str, Tally]] = {}
    for value in sorted({*one, *other}):
        left, right = one.get(value, {}), other.get(value, {})
        names = [*left, *(name for name in right if name not in left)]
        found[value] = {name: left.get(name, none) + right.get(name, none) for name in names}
    return found
