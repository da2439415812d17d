"""What people say of a report's numbers, and the reports that they stand behind.

Corrections are kept beside the runs, as decisions are: a second run changes none of them, and
none of them changes a run. A confirmation keeps what was confirmed, so that a later version of
the program is scored on what the person saw, and not on what it says itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.errors import UsageError
from extractor.records import (
    Extraction,
    Op,
    QuantityKind,
    Role,
    SectionKind,
    Span,
    Status,
    Text,
)
from extractor.store import applying, queueing, saving
from extractor.store.codec import decode, encode
from extractor.store.placing import Anchor, Lines
from extractor.store.rows import ConfirmationRow, CorrectionRow, ReportRow
from extractor.store.values import (
    Confirmation,
    Corrected,
    Correction,
    Decision,
    Reading,
    Reviewed,
)

# Field of a correction: how the command line calls it.
OPTIONS = {
    "name": "--name",
    "role": "--role",
    "section": "--section",
    "value": "--value",
    "value_max": "--value-max",
    "unit": "--unit",
    "op": "--op",
}


def correct(
    session: Session, row: ReportRow, correction: Correction, by: str, now: datetime
) -> Corrected:
    """Raises `UsageError` where the text is another, or an indicator would lack a field."""
    if not correction.text or correction.span.of(row.text) != correction.text:
        raise UsageError(
            Text(
                f"{row.key} 第 {correction.span.start} 字起不是 {correction.text!r}",
                f"{row.key}: the text at {correction.span.start} is not {correction.text!r}",
            )
        )
    _refuse_empty(correction)
    lines = Lines(row.text)
    anchor = lines.anchor(correction.span)
    kept = _row(row.id, _resolved(session, row, correction), anchor, by, now)
    session.add(kept)
    session.flush()
    return _corrected(kept, row.key, lines)


def corrections(session: Session, row: ReportRow) -> tuple[Corrected, ...]:
    """Those that were not undone, oldest first."""
    lines = Lines(row.text)
    rows = session.scalars(
        select(CorrectionRow)
        .where(CorrectionRow.report_id == row.id, CorrectionRow.undone_at.is_(None))
        .order_by(CorrectionRow.id)
    )
    return tuple(_corrected(each, row.key, lines) for each in rows)


def undo(session: Session, row: ReportRow, by: str, now: datetime) -> Corrected | None:
    """Take back the last correction of this person in this report that still counts."""
    last = session.scalar(
        select(CorrectionRow)
        .where(
            CorrectionRow.report_id == row.id,
            CorrectionRow.corrected_by == by,
            CorrectionRow.undone_at.is_(None),
        )
        .order_by(CorrectionRow.id.desc())
        .limit(1)
        .with_for_update()
    )
    if last is None:
        return None
    last.undone_at = now
    session.flush()
    return _corrected(last, row.key, Lines(row.text))


def confirm(session: Session, row: ReportRow, by: str, now: datetime) -> Confirmation:
    """Raises `UsageError` for a report that could not be read."""
    if row.status == Status.FAILED.value:
        raise UsageError(
            Text(f"{row.key} 未能读取,无从确认", f"{row.key} could not be read: nothing to confirm")
        )
    kept = ConfirmationRow(
        report_id=row.id,
        text_sha256=_digest(row.text),
        reading=encode(_reading(saving.load(session, row))),
        confirmed_by=by,
        confirmed_at=now,
    )
    session.add(kept)
    session.flush()
    return _confirmation(kept, row)


def withdraw(session: Session, row: ReportRow, by: str, now: datetime) -> Confirmation | None:
    """Take back all that this person confirmed of the report; gives the last."""
    rows = [each for each in _confirmations(session, row) if each.confirmed_by == by]
    for each in rows:
        each.undone_at = now
    session.flush()
    return _confirmation(rows[-1], row) if rows else None


def reviewed(session: Session, row: ReportRow) -> Reviewed:
    run = saving.load(session, row)
    decisions = queueing.decisions(session, row.id)
    rows = _confirmations(session, row)
    confirmations = tuple(_confirmation(each, row) for each in rows)
    reading = _reading(run)
    for kept, confirmation in zip(rows, confirmations, strict=True):
        if confirmation.holds:
            reading = _with_decided(decode(Reading, kept.reading), run, decisions)
    return Reviewed(
        report=row.key,
        text=row.text,
        reading=reading,
        decisions=decisions,
        corrections=corrections(session, row),
        confirmations=confirmations,
    )


def _refuse_empty(correction: Correction) -> None:
    given = [name for name in OPTIONS if getattr(correction, name) is not None]
    if correction.why is None and not given:
        raise UsageError(
            Text("没有说明要更正什么", "what is wrong is not said"),
            hint=", ".join([*OPTIONS.values(), "--not-indicator"]),
        )
    if correction.why is not None and given:
        said = OPTIONS[given[0]]
        raise UsageError(
            Text(f"--not-indicator 不能与 {said} 同用", f"--not-indicator does not go with {said}")
        )
    if correction.why is not None and correction.why.measures:
        raise UsageError(
            Text(
                f"{correction.why.value} 是可作指标的一类数",
                f"{correction.why.value} is a kind of number that can be an indicator",
            )
        )
    if correction.name is not None and not correction.name.strip():
        raise UsageError(Text("--name: 名称为空", "--name: the name is empty"))


def _resolved(session: Session, row: ReportRow, correction: Correction) -> Correction:
    """The correction as it is kept: where the program has no indicator, one that stands alone."""
    now = reviewed(session, row)
    program = applying.by_program(now.reading).get(correction.span)
    said = {label.span: label for label in applying.apply(now.reading, now.corrections).labels}
    run = saving.load(session, row)
    before = said.get(correction.span) or program or _unnamed(run, correction)
    if before.section is None:
        before = replace(before, section=_section(run, correction.span))
    after = applying.corrected(before, correction)
    if after.missing:
        lacking = ", ".join(OPTIONS[field] for field in after.missing)
        raise UsageError(
            Text(
                f"{correction.text!r} 要作为指标,还须给出 {lacking}",
                f"for {correction.text!r} to be an indicator, also give {lacking}",
            ),
            hint=Text(
                "表格中只有数值的单元格属于表格事实,不作指标标注",
                "cells that hold only a value are facts of a table, and get no label of this kind",
            ),
        )
    alone = correction.why is None and (program is None or program.why is not None)
    return applying.whole(after) if alone else correction


def _unnamed(run: Extraction, correction: Correction) -> applying.Label:
    """What is known of a place where the program has no indicator: its number, if it is tagged."""
    for quantity in run.quantities:
        if quantity.span == correction.span:
            return applying.of_quantity(quantity, None)
    return applying.Label(span=correction.span, text=correction.text)


def _section(run: Extraction, span: Span) -> SectionKind | None:
    for passage in run.passages:
        if any(piece.overlaps(span) for piece in passage.pieces):
            return passage.section
    return None


def _reading(run: Extraction) -> Reading:
    narrative = {passage.index for passage in run.passages if passage.narrative}
    return Reading(
        quantities=tuple(each for each in run.quantities if each.passage in narrative),
        indicators=run.indicators,
        facts=run.facts,
        checks=run.checks,
    )


def _with_decided(reading: Reading, run: Extraction, decisions: dict[str, Decision]) -> Reading:
    known = {check.id for check in reading.checks}
    more = tuple(c for c in run.checks if c.id in decisions and c.id not in known)
    return replace(reading, checks=reading.checks + more)


def _confirmations(session: Session, row: ReportRow) -> list[ConfirmationRow]:
    found = session.scalars(
        select(ConfirmationRow)
        .where(ConfirmationRow.report_id == row.id, ConfirmationRow.undone_at.is_(None))
        .order_by(ConfirmationRow.id)
    )
    return list(found)


def confirmations(session: Session, row: ReportRow) -> tuple[Confirmation, ...]:
    """Those that were not withdrawn, oldest first."""
    return tuple(_confirmation(each, row) for each in _confirmations(session, row))


def _confirmation(kept: ConfirmationRow, row: ReportRow) -> Confirmation:
    return Confirmation(
        id=kept.id,
        report=row.key,
        holds=kept.undone_at is None and kept.text_sha256 == _digest(row.text),
        confirmed_by=kept.confirmed_by,
        confirmed_at=kept.confirmed_at,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _row(
    report_id: int, correction: Correction, anchor: Anchor, by: str, now: datetime
) -> CorrectionRow:
    return CorrectionRow(
        report_id=report_id,
        start=correction.span.start,
        lines=anchor.lines,
        lines_nth=anchor.nth,
        lines_of=anchor.of,
        at=anchor.at,
        text=correction.text,
        name=None if correction.name is None else correction.name.strip(),
        role=correction.role,
        section=correction.section,
        value=_string(correction.value),
        value_max=_string(correction.value_max),
        unit=correction.unit,
        op=correction.op,
        why=correction.why,
        corrected_by=by,
        corrected_at=now,
    )


def _string(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _corrected(row: CorrectionRow, report: str, lines: Lines) -> Corrected:
    found = lines.find(Anchor(row.lines, row.lines_nth, row.lines_of, row.at, row.text))
    span = found or Span(row.start, row.start + len(row.text))
    return Corrected(
        id=row.id,
        report=report,
        correction=Correction(
            span=span,
            text=row.text,
            name=row.name,
            role=Role(row.role) if row.role is not None else None,
            section=SectionKind(row.section) if row.section is not None else None,
            value=Decimal(row.value) if row.value is not None else None,
            value_max=Decimal(row.value_max) if row.value_max is not None else None,
            unit=row.unit,
            op=Op(row.op) if row.op is not None else None,
            why=QuantityKind(row.why) if row.why is not None else None,
        ),
        attached=found is not None,
        line=lines.number(span.start),
        corrected_by=row.corrected_by,
        corrected_at=row.corrected_at,
    )
