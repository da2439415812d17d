"""Seeded errors: one known fault in a copy of a report, and whether the product points at it.

Faults are planted where the gold labels say that a number takes part in a relation that holds
(an `agree` check), since an error that contradicts nothing in the report cannot be seen by
anyone. Every plant is such that the relation no longer holds: the leading digits of operands are
changed, and any digit of what is stated twice.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from eval.metrics import SEED, Tally
from eval.reading import Export, ExportedCheck, GoldCheck, Offsets, read_export
from eval.samples import Sample, run
from extractor.folding import fold

_NUMBER = re.compile(r"[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?")
_YEAR = re.compile(r"(?:20|２０)[0-9０-９]{2}(?= ?年)")
_EXACT = frozenset({"repeat", "narrative_vs_table", "sum", "score"})  # any digit breaks these
_UNITS = (  # what is written in place of what; the longer first
    ("亿元", "万元"), ("万元", "亿元"), ("平方米", "亩"), ("公顷", "亩"), ("亩", "公顷"),
    ("公里", "米"), ("吨", "公斤"), ("人次", "户"), ("户", "人"), ("人", "户"), ("家", "人"),
    ("%", "‰"), ("％", "‰"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plant:
    """`text` is the report with [start, start+old) replaced by something `new` characters long."""

    kind: str
    report: str
    text: str
    start: int
    old: int
    new: int

    @property
    def place(self) -> Offsets:
        return Offsets(self.start, self.start + max(self.new, 1))

    def moved(self, span: Offsets) -> Offsets:
        """Where a span of the unaltered report stands in the altered one."""
        by = self.new - self.old
        start = span.start + (by if span.start >= self.start + self.old else 0)
        end = span.end + (by if span.end >= self.start + self.old else 0)
        return Offsets(start, max(end, start + 1))


def plants(sample: Sample, per_kind: int, chance: random.Random) -> list[Plant]:
    """At most `per_kind` plants of each kind, drawn from all that the labels allow."""
    found = []
    for kind, make in KINDS.items():
        made = list(make(sample, chance))
        chance.shuffle(made)
        places: set[int] = set()
        for start, old, new in made:
            if start not in places and len(places) < per_kind:
                places.add(start)
                text = sample.text[:start] + new + sample.text[start + len(old) :]
                found.append(Plant(kind, sample.report, text, start, len(old), len(new)))
    return found


Change = tuple[int, str, str]  # where, what stood there, what stands there now


def _related(sample: Sample, rules: frozenset[str]) -> Iterator[tuple[GoldCheck, Offsets, str]]:
    for check in sample.labels.checks:
        if check.verdict == "agree" and check.rule in rules:
            for span in check.spans:
                yield check, span, sample.text[span.start : span.end]


def _numbers(sample: Sample) -> Iterator[tuple[GoldCheck, int, str]]:
    """(check, where, number) for numbers in relations that a change would break."""
    for check, span, text in _related(sample, _EXACT | {"ratio"}):
        if (match := _NUMBER.search(text)) and match.group() not in ("100", "0"):
            yield check, span.start + match.start(), match.group()


def _digit(sample: Sample, chance: random.Random) -> Iterator[Change]:
    for check, start, number in _numbers(sample):
        digits = [i for i, char in enumerate(number) if char.isdecimal()]
        # Of an operand of a ratio the first digit: a later one may vanish in the rounding.
        at = digits[0] if check.rule == "ratio" else chance.choice(digits)
        right = int(number[at])
        wrong = [d for d in range(1 if at == digits[0] else 0, 10) if d != right]
        yield start, number, _put(number, at, chance.choice(wrong))


def _swap(sample: Sample, chance: random.Random) -> Iterator[Change]:
    for check, start, number in _numbers(sample):
        pairs = [
            i
            for i in range(len(number) - 1)
            if number[i].isdecimal()
            and number[i + 1].isdecimal()
            and number[i] != number[i + 1]
            and not (i == 0 and int(number[1]) == 0)
        ]
        if check.rule == "ratio":
            pairs = [i for i in pairs if i == 0]
        if pairs:
            i = chance.choice(pairs)
            yield start, number, number[:i] + number[i + 1] + number[i] + number[i + 2 :]


def _point(sample: Sample, chance: random.Random) -> Iterator[Change]:
    for _, start, number in _numbers(sample):
        whole, point, rest = number.replace("．", ".").partition(".")
        if point and len(rest) > 1:
            yield start, number, f"{whole}{rest[0]}.{rest[1:]}"
        elif point:
            yield start, number, f"{whole}{rest}"
        elif len(whole) > 2 and "," not in whole and "，" not in whole:
            yield start, number, f"{whole[:-1]}.{whole[-1]}"


def _unit(sample: Sample, chance: random.Random) -> Iterator[Change]:
    for _, span, text in _related(sample, _EXACT | {"ratio"}):
        for unit, other in _UNITS:
            if text.endswith(unit) and len(text) > len(unit):
                yield span.end - len(unit), unit, other
                break


def _year(sample: Sample, chance: random.Random) -> Iterator[Change]:
    """The year that the report is about, wherever it is written, becomes the year before."""
    years = [m for m in sample.labels.mentions if not m.indicator and m.why == "date"]
    written = [(m, match.group()) for m in years if (match := _YEAR.search(m.text))]
    values = [int(year) for _, year in written]
    if not values:
        return
    about = max(set(values), key=values.count)
    for mention, year in written:
        if int(year) == about:
            start = mention.start + mention.text.index(year)
            yield start, year, _put(year, 3, (int(year[3]) - 1) % 10)


def _part(sample: Sample, chance: random.Random) -> Iterator[Change]:
    for _, span, text in _related(sample, frozenset({"sum"})):
        if match := _NUMBER.search(text):
            digits = [i for i, char in enumerate(match.group()) if char.isdecimal()]
            at = chance.choice(digits[: max(1, len(digits) - 1)])
            right = int(match.group()[at])
            wrong = [d for d in range(1, 10) if d != right]
            new = _put(match.group(), at, chance.choice(wrong))
            yield span.start + match.start(), match.group(), new


def _above(sample: Sample, chance: random.Random) -> Iterator[Change]:
    """A target that was met becomes one that was not: its number above the actual one."""
    for check, span, text in _related(sample, frozenset({"target_vs_actual"})):
        if span != check.spans[0] or len(check.spans) != 2 or "≤" in text or "<" in text:
            continue
        actual = sample.text[check.spans[1].start : check.spans[1].end]
        wanted, reached = _NUMBER.search(text), _NUMBER.search(actual)
        if wanted is None or reached is None:
            continue
        value = Decimal(fold(reached.group()).replace(",", ""))
        if "%" in text and value >= 100:
            continue  # nothing above a full 100 % can be asked for
        higher = value * 2 + 1
        if "%" in text:
            higher = min(value + max(Decimal(1), value // 10), Decimal(100))
        yield span.start + wanted.start(), wanted.group(), format(higher.normalize(), "f")


def _put(number: str, at: int, digit: int) -> str:
    char = chr(ord("０") + digit) if number[at] >= "０" else str(digit)
    return number[:at] + char + number[at + 1 :]


KINDS: dict[str, Callable[[Sample, random.Random], Iterator[Change]]] = {
    "one digit changed": _digit,
    "two digits swapped": _swap,
    "unit swapped": _unit,
    "decimal point moved": _point,
    "stale year": _year,
    "broken part of a sum": _part,
    "target above actual": _above,
}


def seeded(
    samples: Sequence[Sample],
    before: dict[str, Export],
    folder: Path,
    backend: str,
    per_kind: int,
) -> dict[str, dict[str, Tally]]:
    """By kind and over all: planted errors that were pointed at, and new alarms elsewhere.

    `before` is the export of the unaltered reports. Its `new false alarms per plant` is alarms
    over plants, and may be above 1.
    """
    chance = random.Random(SEED)
    sown = [plant for sample in samples for plant in plants(sample, per_kind, chance)]
    if not sown:
        return {}
    reports = folder / "seeded"
    reports.mkdir()
    names = [f"{number:04d}" for number in range(len(sown))]
    for name, plant in zip(names, sown, strict=True):
        (reports / f"{name}.txt").write_text(plant.text, encoding="utf-8", newline="")
    exports = read_export(run([reports], folder, backend))
    outcomes: dict[str, list[Judged]] = {kind: [] for kind in KINDS}
    for name, plant in zip(names, sown, strict=True):
        outcomes[plant.kind].append(_judged(plant, before[plant.report], exports[name]))
    rows = {kind: _tallied(made) for kind, made in outcomes.items() if made}
    rows["all kinds"] = _tallied([one for made in outcomes.values() for one in made])
    return rows


class Judged(NamedTuple):
    detected: bool  # a new alarm points at the plant
    false: int  # new alarms that do not
    checked: bool  # the number took part in some check of the unaltered report


def _judged(plant: Plant, before: Export, after: Export) -> Judged:
    known = {_identity(check, plant) for check in before.checks if _alarm(check)}
    new = [c for c in after.checks if _alarm(c) and _identity(c, None) not in known]
    pointing = [c for c in new if any(plant.place.overlaps(span) for span in c.spans)]
    place = Offsets(plant.start, plant.start + max(plant.old, 1))
    checked = any(place.overlaps(span) for check in before.checks for span in check.spans)
    return Judged(bool(pointing), len(new) - len(pointing), checked)


def _alarm(check: ExportedCheck) -> bool:
    return check.verdict in {"conflict", "review"}


def _identity(check: ExportedCheck, plant: Plant | None) -> tuple[str, str, frozenset[Offsets]]:
    spans = (plant.moved(span) if plant else span for span in check.spans)
    return check.rule, check.verdict, frozenset(spans)


def _tallied(made: Sequence[Judged]) -> dict[str, Tally]:
    return {
        "detected": Tally(tuple(one.detected for one in made)),
        "detected where checked": Tally(tuple(one.detected for one in made if one.checked)),
        "new false alarms per plant": Tally(tuple(one.false for one in made)),
    }
