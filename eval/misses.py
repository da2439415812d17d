"""Every miss and false alarm, with its place, so that a person can look instead of read."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from eval.metrics import (
    FACT_FIELDS,
    NAME_F1,
    Pair,
    judge_checks,
    pair_facts,
    pair_mentions,
    same_field,
    same_values,
)
from eval.normalising import bigram_f1, same_unit
from eval.reading import Export, FactRow, GoldCheck, Labels, Mention, Offsets

_AROUND = 42  # characters of context on either side
_BREAKS = "\n\t"

# kind: (Chinese, English), in the order that they are shown
KINDS = {
    "missed": ("漏检", "indicator not found"),
    "spurious": ("误检", "found what is no indicator"),
    "value+unit": ("数值或单位错", "value or unit wrong"),
    "op": ("比较符错", "op wrong"),
    "role": ("角色错", "role wrong"),
    "section": ("章节错", "section wrong"),
    "name": ("名称错", "name wrong"),
    "fact missed": ("表格事实漏", "fact not found"),
    "fact field": ("表格字段错", "field of a fact wrong"),
    "fact spurious": ("表格事实多", "fact that is none"),
    "conflict missed": ("矛盾漏报", "conflict not raised"),
    "false alarm": ("误报", "alarm that is none"),
    "agreement missed": ("一致漏报", "agreement not shown"),
}


class Piece(NamedTuple):
    """A marked place with the text around it, all of one line or cell."""

    line: int
    before: str
    marked: str
    after: str


@dataclass(frozen=True, slots=True)
class Miss:
    report: str
    kind: str
    pieces: tuple[Piece, ...]
    gold: str = ""
    found: str = ""


class _Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        for i, char in enumerate(text):
            if char == "\n":
                self.starts.append(i + 1)

    def piece(self, start: int, end: int) -> Piece:
        text = self.text
        left = max(start - _AROUND, 1 + max(text.rfind(c, 0, start) for c in _BREAKS))
        stops = [i for c in _BREAKS if (i := text.find(c, end)) >= 0]
        right = min([end + _AROUND, len(text), *stops])
        line = bisect_right(self.starts, start)
        return Piece(line, text[left:start], text[start:end], text[end:right])

    def line(self, number: int) -> Piece:
        if not 1 <= number <= len(self.starts):
            return Piece(number, "", "", "")
        start = self.starts[number - 1]
        end = self.text.find("\n", start)
        whole = self.text[start : end if end >= 0 else len(self.text)].replace("\t", " ⇥ ")
        return Piece(number, whole[:240], "", "")


def misses(labels: Labels, export: Export, text: str) -> tuple[Miss, ...]:
    """In the order of KINDS, then of the text."""
    lines = _Lines(text)
    found = [
        *_mentions(labels, export, lines),
        *_facts(labels, export, lines),
        *_checks(labels, export, lines),
    ]
    order = list(KINDS)
    return tuple(sorted(found, key=lambda miss: (order.index(miss.kind), miss.pieces[:1])))


def _mentions(labels: Labels, export: Export, lines: _Lines) -> Iterator[Miss]:
    pairs = pair_mentions(labels.mentions, export.indicators)
    gold_seen = {id(p.gold) for p in pairs}
    found_seen = {id(p.found) for p in pairs}

    def miss(kind: str, at: Mention, gold: str = "", found: str = "") -> Miss:
        return Miss(labels.report, kind, (lines.piece(at.start, at.end),), gold, found)

    for mention in labels.mentions:
        if mention.indicator and id(mention) not in gold_seen:
            yield miss("missed", mention, _told(mention))
    for mention in export.indicators:
        if id(mention) not in found_seen:
            yield miss("spurious", mention, "", _told(mention))
    for pair in pairs:
        for kind, gold, found in _wrong(pair):
            yield miss(kind, pair.gold, gold, found)


def _wrong(pair: Pair) -> Iterator[tuple[str, str, str]]:
    gold, found = pair
    if not (same_values(gold, found) and same_unit(gold.unit, found.unit)):
        yield "value+unit", _measured(gold), _measured(found)
    for field in ("op", "role", "section"):
        if getattr(gold, field) != getattr(found, field):
            yield field, getattr(gold, field), getattr(found, field)
    if bigram_f1(gold.name, found.name) < NAME_F1:
        yield "name", gold.name, found.name


def _facts(labels: Labels, export: Export, lines: _Lines) -> Iterator[Miss]:
    partners = pair_facts(labels.facts, export.facts)
    taken = {id(p) for p in partners}
    for gold, found in zip(labels.facts, partners, strict=True):
        where = (lines.line(gold.line),)
        if found is None:
            yield Miss(labels.report, "fact missed", where, _row(gold))
        elif wrong := [f for f in FACT_FIELDS if not same_field(gold, found, f)]:
            yield Miss(labels.report, "fact field", where, _row(gold, wrong), _row(found, wrong))
    for row in export.facts:
        if id(row) not in taken:
            yield Miss(labels.report, "fact spurious", (lines.line(row.line),), "", _row(row))


def _checks(labels: Labels, export: Export, lines: _Lines) -> Iterator[Miss]:
    def pieces(spans: Sequence[Offsets]) -> tuple[Piece, ...]:
        return tuple(lines.piece(*span) for span in spans)

    for judged in judge_checks(labels.checks, export.checks):
        check = judged.check
        if judged.right:
            continue
        if isinstance(check, GoldCheck):
            kind = "conflict missed" if judged.kind == "conflict" else "agreement missed"
            yield Miss(labels.report, kind, pieces(check.spans), _said(check))
        else:
            found = f"{check.rule} {check.message}"
            yield Miss(labels.report, "false alarm", pieces(check.spans), "", found)


def _told(mention: Mention) -> str:
    return f"{mention.name} · {_measured(mention)} · {mention.role}"


def _measured(mention: Mention) -> str:
    value = "" if mention.value is None else str(mention.value)
    upper = "" if mention.value_max is None else f"-{mention.value_max}"
    return f"{value}{upper}{mention.unit}"


def _row(row: FactRow, fields: Sequence[str] = FACT_FIELDS) -> str:
    stated = [f"{field}={value}" for field in fields if (value := getattr(row, field)) is not None]
    return " · ".join([row.name, *stated])


def _said(gold: GoldCheck) -> str:
    return f"{gold.rule}: {gold.note}"
