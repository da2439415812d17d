"""What people said of reports, as labels that `python -m eval --samples DIR` scores on.

The form is that of `eval/samples/SPEC.md`: `reports/NAME.txt`, `labels/NAME.labels.jsonl`, and a
row of `samples.tsv`. Other reports that are there already stay, with their rows.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from extractor.exporting.lines import json_line, plain, unwritable, utf8
from extractor.records import Check, Fact, Op, Quote, Span, Text, Verdict
from extractor.store.applying import Applied, Label, apply
from extractor.store.values import Corrected, DecisionStatus, Reviewed

Json = dict[str, object]

PART = "own"  # the part of samples.tsv that is the user's
DRAFT = "draft by the program"  # stands for the name of who labelled, where nobody has
_COLUMNS = ("report", "part", "labelled_by", "key")
# Characters that a path cannot hold on some system, or that end a column or a comment.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f\u2028\u2029<>:"/\\|?*\ud800-\udfff]+')
_NAME_BYTES = 180  # of the 255 that file systems allow, less the endings and a digest
# A person's word on a finding or an agreeing check, and what the label says then.
_DECIDED = {
    DecisionStatus.CONFIRMED: Verdict.CONFLICT,
    DecisionStatus.FIXED: Verdict.CONFLICT,
    DecisionStatus.DISMISSED: Verdict.AGREE,
}


class Labelled(NamedTuple):
    """What was written of one report."""

    report: str
    name: str  # of its files
    confirmed: bool
    indicators: int
    others: int  # numbers that are no indicators
    facts: int
    checks: int
    undecided: int  # findings that nobody decided, and that are not among the labels
    idle: int  # corrections whose place, or what they correct at it, is there no more

    @property
    def line(self) -> Text:
        return Text(
            f"{self.report}: 指标 {self.indicators},非指标 {self.others},"
            f"表格事实 {self.facts},核对 {self.checks}",
            f"{self.report}: indicators {self.indicators}, no indicators {self.others}, "
            f"facts {self.facts}, checks {self.checks}",
        )


def export(reports: Iterable[Reviewed], folder: Path) -> tuple[Labelled, ...]:
    """Write the labels of `reports` to `folder`, which is made; theirs that are there are replaced.

    Raises `UsageError` where the folder cannot be written.
    """
    try:
        return _export(reports, folder)
    except OSError as error:
        raise unwritable(folder, error) from error


def _export(reports: Iterable[Reviewed], folder: Path) -> tuple[Labelled, ...]:
    for each in (folder / "reports", folder / "labels"):
        each.mkdir(parents=True, exist_ok=True)
    index = _Index(folder / "samples.tsv")
    written = []
    for reviewed in reports:
        name = index.name(reviewed.report)
        text = Canonical(reviewed.text)
        applied = apply(reviewed.reading, reviewed.corrections)
        found = list(records(reviewed, applied, text))
        _write(folder / "reports" / f"{name}.txt", text.text)
        _write(
            folder / "labels" / f"{name}.labels.jsonl",
            "".join(json_line(record) + "\n" for record in found),
        )
        index.put(name, reviewed.report, _people(reviewed))
        written.append(_summary(reviewed, name, applied, found))
    index.write()
    return tuple(written)


class Canonical:
    """A text as `Path.read_text` gives it back, and where the offsets of the first are in it.

    Line ends become "\\n", since that is what reading with universal newlines does and the rule
    of the labels; a byte-order mark inside the text's beginning would be taken for one.
    """

    def __init__(self, text: str) -> None:
        marks = len(text) - len(text.lstrip("\ufeff"))
        pairs = (found.start() for found in re.finditer("\r\n", text))
        self._gone = [*range(marks), *pairs]
        body = text[marks:].replace("\r\n", "\n").replace("\r", "\n")
        self.text = utf8(body)

    def span(self, span: Span) -> Span:
        return Span(self._offset(span.start), self._offset(span.end))

    def _offset(self, offset: int) -> int:
        return offset - bisect_left(self._gone, offset)


def records(reviewed: Reviewed, applied: Applied, text: Canonical) -> Iterator[Json]:
    """The label records of one report, mentions first."""
    for label in applied.labels:
        yield _mention(label, text)
    for fact in reviewed.reading.facts:
        yield _fact(fact)
    for check in reviewed.reading.checks:
        if (verdict := _verdict(check, reviewed, applied)) and check.evidence:
            yield _check(check, verdict, reviewed, text)


def _mention(label: Label, text: Canonical) -> Json:
    span = text.span(label.span)
    place: Json = {"kind": "mention", "start": span.start, "end": span.end}
    place["text"] = span.of(text.text)
    if label.why is not None:
        return {**place, "indicator": False, "why": label.why.value}
    upper = {"value_max": plain(label.value_max)} if label.op is Op.RANGE else {}
    return {
        **place,
        "indicator": True,
        "name": label.name,
        "value": plain(label.value),
        **upper,
        "unit": label.unit,
        "op": label.op.value,
        "role": label.role.value if label.role else "",
        "section": label.section.value if label.section else "",
    }


def _fact(fact: Fact) -> Json:
    fields: dict[str, Quote | None] = {
        "target": fact.target,
        "actual": fact.actual,
        "score": fact.score,
        "weight": fact.weight,
        "value": fact.value,
    }
    stated = {field: quote.text if quote else None for field, quote in fields.items()}
    return {"kind": "fact", "line": fact.place.line, "name": fact.name, **stated}


def _verdict(check: Check, reviewed: Reviewed, applied: Applied) -> Verdict | None:
    """What a person stands behind, or None where nobody said anything.

    Who confirms a report does not thereby confirm a check that rests on a number which a
    correction has changed.
    """
    if (decision := reviewed.decisions.get(check.id)) and decision.status in _DECIDED:
        return _DECIDED[decision.status]
    if check.verdict is not Verdict.AGREE or not reviewed.confirmed:
        return None
    cited = (evidence.span for evidence in check.evidence)
    if any(span.overlaps(place) for span in cited for place in applied.changed):
        return None
    return Verdict.AGREE


def _check(check: Check, verdict: Verdict, reviewed: Reviewed, text: Canonical) -> Json:
    decision = reviewed.decisions.get(check.id)
    return {
        "kind": "check",
        "rule": check.rule.value,
        "verdict": verdict.value,
        "spans": [text.span(evidence.span) for evidence in check.evidence],
        "note": (decision.comment if decision else "") or check.message.en,
    }


def _summary(reviewed: Reviewed, name: str, applied: Applied, found: Sequence[Json]) -> Labelled:
    kinds = [record["kind"] for record in found]
    indicators = sum(1 for label in applied.labels if label.why is None)
    return Labelled(
        report=reviewed.report,
        name=name,
        confirmed=reviewed.confirmed,
        indicators=indicators,
        others=len(applied.labels) - indicators,
        facts=kinds.count("fact"),
        checks=kinds.count("check"),
        undecided=undecided(reviewed),
        idle=len(applied.idle),
    )


def undecided(reviewed: Reviewed) -> int:
    """How many findings nobody decided; a score counts its conflicts among them as false alarms."""
    return sum(
        1
        for check in reviewed.reading.checks
        if check.verdict is not Verdict.AGREE
        and (check.id not in reviewed.decisions
             or reviewed.decisions[check.id].status is DecisionStatus.OPEN)
    )  # fmt: skip


def idle(reviewed: Reviewed) -> tuple[Corrected, ...]:
    """Corrections whose place, or what they correct at it, is there no more."""
    return apply(reviewed.reading, reviewed.corrections).idle


def _people(reviewed: Reviewed) -> str:
    """Who confirmed, corrected and decided, each once, in this order."""
    names = [each.confirmed_by for each in reviewed.confirmations if each.holds]
    if not names:
        names = [DRAFT]
    names += [each.corrected_by for each in reviewed.corrections]
    known = {check.id for check in reviewed.reading.checks}
    names += [d.decided_by for id_, d in sorted(reviewed.decisions.items()) if id_ in known]
    return ", ".join(dict.fromkeys(map(_cell, names)))


class _Index:
    """samples.tsv: who labelled which report, and what its files are called."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._comments: list[str] = []
        self._columns = list(_COLUMNS)
        self._rows: dict[str, dict[str, str]] = {}  # by name
        if path.is_file():
            self._read(path.read_text(encoding="utf-8"))

    def _read(self, text: str) -> None:
        lines = text.split("\n")
        self._comments = [line for line in lines if line.startswith("#")]
        rows = csv.DictReader(
            (line for line in lines if line and not line.startswith("#")),
            delimiter="\t",
            quoting=csv.QUOTE_NONE,
            restval="",
        )
        there = [column for column in rows.fieldnames or () if column]
        self._columns = [*there, *(column for column in _COLUMNS if column not in there)]
        for row in rows:
            self._rows[row.get("report", "")] = {c: row.get(c) or "" for c in self._columns}

    def name(self, key: str) -> str:
        """What the files of the report `key` are called: the same each time, no other's name."""
        for name, row in self._rows.items():
            if row["key"] == _cell(key):
                return name
        name = _safe(key)
        taken = {_alike(other) for other in self._rows}
        if _alike(name) in taken:
            name += "-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8]
        return name

    def put(self, name: str, key: str, people: str) -> None:
        """The part stays what a person made of it."""
        row = self._rows.setdefault(name, dict.fromkeys(self._columns, ""))
        row |= {"report": name, "part": row["part"] or PART}
        row |= {"labelled_by": people, "key": _cell(key)}

    def write(self) -> None:
        lines = [*self._comments, "\t".join(self._columns)]
        lines += ["\t".join(row[c] for c in self._columns) for row in self._rows.values()]
        _write(self._path, "\n".join(lines) + "\n")


def _safe(key: str) -> str:
    """A file name without its ending: 甲/报告.txt is 甲_报告, 报告.md stays, so that both are."""
    name = unicodedata.normalize("NFC", key.removesuffix(".txt"))
    name = _UNSAFE.sub("_", name).strip(" .")
    name = re.sub(r"^[#.]+", "_", name)  # a comment in samples.tsv; a hidden file
    while len(name.encode()) > _NAME_BYTES:
        name = name[:-1]
    return name.rstrip(" .") or "report"


def _alike(name: str) -> str:
    """Names that some file systems take for one."""
    return unicodedata.normalize("NFC", name).casefold()


def _cell(text: str) -> str:
    return utf8(" ".join(text.split()))


def _write(path: Path, text: str) -> None:
    """Whole or not at all."""
    made = path.with_name(f".{path.name}.new")
    with made.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    made.replace(path)
