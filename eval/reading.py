"""Label files and JSONL exports as records: the two things that a score is made of.

Both are read as any system may write them: unknown keys are ignored in exports, and a missing
key is its empty value. Label files are ours, and are held to their form.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

LABELS_SUFFIX = ".labels.jsonl"


class EvalError(Exception):
    """A label file or an export cannot be read; the message names file and line."""


class Offsets(NamedTuple):
    """Half-open, code points into the report's canonical text."""

    start: int
    end: int

    def overlaps(self, other: Offsets) -> bool:
        return self.start < other.end and other.start < self.end


def _number(value: object) -> object:
    """Decimals are written as strings, with or without thousands separators."""
    if isinstance(value, str):
        return value.replace(",", "").strip() or None
    return value


def _text(value: object) -> object:
    return "" if value is None else value


def _blank_as_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Number = Annotated[Decimal | None, BeforeValidator(_number)]
Word = Annotated[str, BeforeValidator(_text)]
CellText = Annotated[str | None, BeforeValidator(_blank_as_none)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


R = TypeVar("R", bound=_Record)


class Mention(_Record):
    """A gold mention, or an exported indicator."""

    start: int
    end: int
    text: str
    indicator: bool = True
    name: Word = ""
    value: Number = None
    value_max: Number = None
    unit: Word = ""
    op: Word = ""
    role: Word = ""
    section: Word = ""
    why: Word = ""  # gold only: what a number is that is no indicator
    source: Word = ""  # exports only

    @property
    def offsets(self) -> Offsets:
        return Offsets(self.start, self.end)


class FactRow(_Record):
    """A gold fact, or an exported one."""

    line: int  # from 1
    name: str
    target: CellText = None
    actual: CellText = None
    score: CellText = None
    weight: CellText = None
    value: CellText = None


class GoldCheck(_Record):
    rule: str
    verdict: Literal["agree", "review", "conflict"]
    spans: tuple[Offsets, ...]
    note: str = ""


class _Evidence(_Record):
    start: int
    end: int


class ExportedCheck(_Record):
    rule: Word = ""
    verdict: str
    message: Word = ""
    evidence: tuple[_Evidence, ...] = ()

    @property
    def spans(self) -> tuple[Offsets, ...]:
        return tuple(Offsets(e.start, e.end) for e in self.evidence)


class ReportRow(_Record):
    """Cost of one report, where the system says it."""

    report: str
    status: Word = ""
    backend: Word = ""
    model: Word = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    model_calls: int = 0
    cached_calls: int = 0
    seconds: float = 0.0
    prompt_version: Word = ""
    code_version: Word = ""


class Labels(NamedTuple):
    report: str  # the report's file name without its ending
    mentions: tuple[Mention, ...]
    facts: tuple[FactRow, ...]
    checks: tuple[GoldCheck, ...]


class Export(NamedTuple):
    """What a system says of one report."""

    indicators: tuple[Mention, ...]
    facts: tuple[FactRow, ...]
    checks: tuple[ExportedCheck, ...]
    row: ReportRow | None


def read_labels(path: Path) -> Labels:
    """One label file. Raises EvalError with file and line for a record in no known form."""
    mentions: list[Mention] = []
    facts: list[FactRow] = []
    checks: list[GoldCheck] = []
    for where, record in _lines(path):
        match record.get("kind"):
            case "mention":
                mentions.append(_parsed(Mention, record, where))
            case "fact":
                facts.append(_parsed(FactRow, record, where))
            case "check":
                checks.append(_parsed(GoldCheck, record, where))
            case other:
                raise EvalError(f"{where}: kind {other!r}, expected mention, fact or check")
    report = path.name.removesuffix(LABELS_SUFFIX)
    return Labels(report, tuple(mentions), tuple(facts), tuple(checks))


def read_export(folder: Path) -> dict[str, Export]:
    """Every report of an export folder, by file name without its ending.

    A file that is absent counts as empty (a peer may have no checks), except that one of
    indicators.jsonl and reports.jsonl must be there. Raises EvalError otherwise.
    """
    if not any((folder / name).is_file() for name in ("indicators.jsonl", "reports.jsonl")):
        raise EvalError(f"{folder}: neither indicators.jsonl nor reports.jsonl is there")
    indicators = _by_report(folder / "indicators.jsonl", Mention)
    facts = _by_report(folder / "facts.jsonl", FactRow)
    checks = _by_report(folder / "checks.jsonl", ExportedCheck)
    rows = _by_report(folder / "reports.jsonl", ReportRow)
    return {
        report: Export(
            tuple(i for i in indicators.get(report, ()) if i.source != "table"),
            tuple(facts.get(report, ())),
            tuple(checks.get(report, ())),
            rows[report][-1] if report in rows else None,
        )
        for report in sorted({*indicators, *facts, *checks, *rows})
    }


def _by_report(path: Path, kind: type[R]) -> dict[str, list[R]]:
    found: dict[str, list[R]] = {}
    if path.is_file():
        for where, record in _lines(path):
            report = Path(str(record.get("report", ""))).stem
            found.setdefault(report, []).append(_parsed(kind, record, where))
    return found


def _lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """(place for messages, object) of each line that is not blank."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise EvalError(f"{path}: cannot be read: {error.strerror}") from error
    # Not splitlines(): JSON strings may hold U+2028 and its like.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            where = f"{path.name}:{number}"
            try:
                record = json.loads(line)
            except ValueError as error:
                raise EvalError(f"{where}: not JSON: {error}") from error
            if not isinstance(record, dict):
                raise EvalError(f"{where}: {type(record).__name__}, expected an object")
            yield where, record


def _parsed(kind: type[R], record: dict[str, Any], where: str) -> R:
    try:
        return kind.model_validate(record)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise EvalError(f"{where}: {field}: {first['msg']}, got {first['input']!r}") from error
