"""The metrics, pure: gold and predicted records in, outcomes out.

An outcome is one yes or no for one thing that was asked; a metric is the share of yes. Every
`Tally` keeps its outcomes, so that its denominator and its bootstrap interval come from the same
list. A metric of nothing is None, never 0. eval/README.md defines each in words.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from eval.normalising import bigram_f1, fold, has_numeral, same_unit, same_value
from eval.reading import ExportedCheck, FactRow, GoldCheck, Mention, Offsets

NAME_F1 = 0.5  # two readers agree on .926 of the names by it (samples/SPEC.md)
FACT_NAME_F1 = 0.6
RESAMPLES = 1000
SEED = 20211231  # any fixed number: intervals must not move between two runs

# How far two readers agree (samples/SPEC.md; role after the later merging of roles). A score above
# it is fit to one annotator's choices.
READERS = {
    "value": 1.0,
    "unit": 0.968,
    "op": 1.0,
    "role": 0.95,
    "section": 0.947,
    "name": 0.926,
}

FACT_FIELDS = ("target", "actual", "score", "weight", "value")
AGREEING_RULES = frozenset(
    {"ratio", "sum", "repeat", "narrative_vs_table", "target_vs_actual", "score"}
)

T = TypeVar("T")


class Interval(NamedTuple):
    low: float
    high: float


def bootstrap(outcomes: Sequence[T], statistic: Callable[[Sequence[T]], float]) -> Interval | None:
    """The 2.5 and 97.5 percentiles of `statistic` over resamples; None where there is nothing."""
    if not outcomes:
        return None
    chance = random.Random(SEED)
    size = len(outcomes)
    values = sorted(statistic(chance.choices(outcomes, k=size)) for _ in range(RESAMPLES))
    return Interval(values[RESAMPLES * 25 // 1000], values[RESAMPLES * 975 // 1000 - 1])


@dataclass(frozen=True, slots=True)
class Tally:
    outcomes: tuple[int, ...] = ()  # of each thing asked: right or not, or how many

    @property
    def hits(self) -> int:
        return sum(self.outcomes)

    @property
    def of(self) -> int:
        return len(self.outcomes)

    @property
    def share(self) -> float | None:
        return self.hits / self.of if self.of else None

    def interval(self) -> Interval | None:
        return bootstrap(self.outcomes, lambda sample: sum(sample) / len(sample))

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.outcomes + other.outcomes)


@dataclass(frozen=True, slots=True)
class Detection:
    """F1 as a share: 2 matched of (2 matched + spurious + missed)."""

    matched: int = 0
    spurious: int = 0
    missed: int = 0

    @property
    def precision(self) -> Tally:
        return Tally((True,) * self.matched + (False,) * self.spurious)

    @property
    def recall(self) -> Tally:
        return Tally((True,) * self.matched + (False,) * self.missed)

    @property
    def hits(self) -> int:
        return 2 * self.matched

    @property
    def of(self) -> int:
        return 2 * self.matched + self.spurious + self.missed

    @property
    def share(self) -> float | None:
        return self.hits / self.of if self.of else None

    def interval(self) -> Interval | None:
        """Each matched pair, spurious and missed mention is one thing to draw."""
        things = (True,) * self.matched + (False,) * (self.spurious + self.missed)
        return bootstrap(things, lambda drawn: 2 * sum(drawn) / (sum(drawn) + len(drawn)))

    def __add__(self, other: Detection) -> Detection:
        return Detection(
            self.matched + other.matched,
            self.spurious + other.spurious,
            self.missed + other.missed,
        )


class Pair(NamedTuple):
    gold: Mention
    found: Mention


def pair_mentions(gold: Sequence[Mention], found: Sequence[Mention]) -> tuple[Pair, ...]:
    """Gold indicators and found ones, one to one, where they share a digit or numeral.

    Where several are possible, the pair that shares more of its characters comes first, then
    the earlier. Gold mentions that are no indicators take no part.
    """
    wanted = [m for m in gold if m.indicator]
    close = sorted(
        (-likeness, i, j)
        for i, one in enumerate(wanted)
        for j, other in enumerate(found)
        if (likeness := _likeness(one, other)) > 0
    )
    return tuple(Pair(wanted[i], found[j]) for i, j in _one_to_one(close))


def _likeness(gold: Mention, found: Mention) -> float:
    """Shared characters over all characters of both; 0 where no digit or numeral is shared."""
    start, end = max(gold.start, found.start), min(gold.end, found.end)
    if start >= end or not has_numeral(gold.text[start - gold.start : end - gold.start]):
        return 0.0
    return (end - start) / (max(gold.end, found.end) - min(gold.start, found.start))


def _one_to_one(close: Iterable[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """The first pair of each index, in the order given; then in the order of the first index."""
    left: set[int] = set()
    right: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for _, i, j in close:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((i, j))
    return sorted(pairs)


def detection(gold: Sequence[Mention], found: Sequence[Mention]) -> Detection:
    matched = len(pair_mentions(gold, found))
    wanted = sum(m.indicator for m in gold)
    return Detection(matched, len(found) - matched, wanted - matched)


def label_tallies(pairs: Sequence[Pair]) -> dict[str, Tally]:
    """Of matched pairs: value+unit, value, unit, op, role, section, name."""

    def tally(right: Callable[[Mention, Mention], bool]) -> Tally:
        return Tally(tuple(right(gold, found) for gold, found in pairs))

    return {
        "value+unit": tally(lambda g, f: same_values(g, f) and same_unit(g.unit, f.unit)),
        "value": tally(same_values),
        "unit": tally(lambda g, f: same_unit(g.unit, f.unit)),
        "op": tally(lambda g, f: g.op == f.op),
        "role": tally(lambda g, f: g.role == f.role),
        "section": tally(lambda g, f: g.section == f.section),
        "name": tally(lambda g, f: bigram_f1(g.name, f.name) >= NAME_F1),
    }


def same_values(gold: Mention, found: Mention) -> bool:
    """Both ends of a range; a plain value has no upper end."""
    return same_value(gold.value, gold.unit, found.value, found.unit) and same_value(
        gold.value_max, gold.unit, found.value_max, found.unit
    )


def pair_facts(gold: Sequence[FactRow], found: Sequence[FactRow]) -> tuple[FactRow | None, ...]:
    """For each gold fact the found one: same line, one to one, names alike; the most alike first."""
    close = sorted(
        (-likeness, i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(found)
        if one.line == other.line and (likeness := bigram_f1(one.name, other.name)) >= FACT_NAME_F1
    )
    partner = dict(_one_to_one(close))
    return tuple(found[partner[i]] if i in partner else None for i in range(len(gold)))


def fact_tallies(gold: Sequence[FactRow], found: Sequence[FactRow]) -> dict[str, Tally]:
    """Found and spurious facts; each field where gold or its partner states it; all fields.

    A field that neither states is no question that was answered, and is not counted for it.
    """
    partners = pair_facts(gold, found)
    matched = sum(p is not None for p in partners)
    pairs = tuple(zip(gold, partners, strict=True))
    tallies = {
        "fact found": Tally(tuple(p is not None for p in partners)),
        "fact precision": Tally((True,) * matched + (False,) * (len(found) - matched)),
    }
    for field in FACT_FIELDS:
        tallies[f"fact {field}"] = Tally(
            tuple(
                p is not None and same_field(g, p, field)
                for g, p in pairs
                if _states(g, field) or (p is not None and _states(p, field))
            )
        )
    tallies["fact all fields"] = Tally(
        tuple(p is not None and all(same_field(g, p, f) for f in FACT_FIELDS) for g, p in pairs)
    )
    return tallies


def _field(row: FactRow, field: str) -> str:
    text: str | None = getattr(row, field)
    return fold(text or "")


def _states(row: FactRow, field: str) -> bool:
    return bool(_field(row, field))


def same_field(gold: FactRow, found: FactRow, field: str) -> bool:
    return _field(gold, field) == _field(found, field)


def covers(evidence: Sequence[Offsets], spans: Sequence[Offsets]) -> bool:
    """Whether every gold span is overlapped by some evidence of one exported check."""
    return bool(spans) and all(any(span.overlaps(e) for e in evidence) for span in spans)


class JudgedCheck(NamedTuple):
    """A labelled check that an exported one should meet, or an alarm that a label should bear out."""

    kind: str  # "conflict", "agree", "alarm"
    check: GoldCheck | ExportedCheck
    right: bool


def judge_checks(
    gold: Sequence[GoldCheck], found: Sequence[ExportedCheck]
) -> Iterator[JudgedCheck]:
    """Labelled conflicts and agreements in the order of the labels, then the alarms in theirs."""
    raised = [f for f in found if f.verdict in {"conflict", "review"}]
    agreed = [f for f in found if f.verdict == "agree"]
    arguable = [g for g in gold if g.verdict != "agree"]
    for one in gold:
        if one.verdict == "conflict":
            yield JudgedCheck("conflict", one, met(one, raised))
        elif one.verdict == "agree" and one.rule in AGREEING_RULES:
            yield JudgedCheck("agree", one, met(one, agreed))
    for alarm in found:
        if alarm.verdict == "conflict":
            right = any(covers(alarm.spans, g.spans) for g in arguable)
            yield JudgedCheck("alarm", alarm, right)


def met(gold: GoldCheck, found: Iterable[ExportedCheck]) -> bool:
    return any(covers(f.spans, gold.spans) for f in found)


_KINDS = {
    "conflict": "conflict recall",
    "alarm": "alarm precision",
    "agree": "agreement coverage",
}


def rule_tallies(
    gold: Sequence[GoldCheck], found: Sequence[ExportedCheck]
) -> dict[str, dict[str, Tally]]:
    """The three by rule: of the labels for recall and coverage, of the export for precision."""
    outcomes: dict[str, dict[str, list[bool]]] = {}
    for one in judge_checks(gold, found):
        kinds = outcomes.setdefault(one.check.rule, {name: [] for name in _KINDS.values()})
        kinds[_KINDS[one.kind]].append(one.right)
    return {
        rule: {name: Tally(tuple(made)) for name, made in kinds.items()}
        for rule, kinds in sorted(outcomes.items())
    }


def check_tallies(gold: Sequence[GoldCheck], found: Sequence[ExportedCheck]) -> dict[str, Tally]:
    """Conflict recall, alarm precision, agreement coverage.

    `agreement coverage, same rule` asks as well that the exported check names gold's rule.
    """
    judged = list(judge_checks(gold, found))
    agreeing = [g for g in gold if g.verdict == "agree" and g.rule in AGREEING_RULES]
    agreed = [f for f in found if f.verdict == "agree"]

    def tally(kind: str) -> Tally:
        return Tally(tuple(one.right for one in judged if one.kind == kind))

    return {
        "conflict recall": tally("conflict"),
        "alarm precision": tally("alarm"),
        "agreement coverage": tally("agree"),
        "agreement coverage, same rule": Tally(
            tuple(
                any(f.rule == g.rule and covers(f.spans, g.spans) for f in agreed) for g in agreeing
            )
        ),
    }
