"""One run's result into rows and back: `Store.save` and `Store.load` without the store.

A check is known again by its report and its id. What the last run no longer has stays, with
its decisions, and is marked as not present.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from extractor.records import (
    Block,
    Check,
    Document,
    Evidence,
    Extraction,
    Fact,
    Indicator,
    Origin,
    Passage,
    Quantity,
    Rejection,
    Rule,
    Severity,
    Statement,
    Status,
    Text,
    Usage,
    Verdict,
)
from extractor.store.codec import decode, encode
from extractor.store.rows import FindingRow, ReportRow
from extractor.store.values import SaveReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """The part of an extraction that has no column of its own."""

    blocks: tuple[Block, ...]
    reading_notes: tuple[Text, ...]  # Document.notes
    passages: tuple[Passage, ...]
    quantities: tuple[Quantity, ...]
    indicators: tuple[Indicator, ...]
    facts: tuple[Fact, ...]
    rejections: tuple[Rejection, ...]
    statements: tuple[Statement, ...]
    format: str = "text"
    origins: tuple[Origin, ...] = ()


def save(
    session: Session,
    extraction: Extraction,
    *,
    key: str,
    prompt_version: str,
    code_version: str,
    now: datetime,
) -> SaveReport:
    """`session` is in a transaction that writes; the caller commits."""
    row = session.scalar(select(ReportRow).where(ReportRow.key == key).with_for_update())
    first_run = row is None
    if row is None:
        row = ReportRow(key=key, text="")
        session.add(row)
    text_changed = not first_run and row.text != extraction.document.text
    _fill_report(row, extraction, now)
    row.prompt_version = prompt_version
    row.code_version = code_version
    session.flush()
    before = {
        finding.check_id: finding
        for finding in session.scalars(select(FindingRow).where(FindingRow.report_id == row.id))
    }
    had = {id_ for id_, finding in before.items() if finding.present and _is_finding(finding)}
    checks = distinct(extraction.checks)
    has = {check.id for check in checks if check.verdict is not Verdict.AGREE}
    _write_checks(session, row.id, checks, before, now)
    return SaveReport(
        report=key,
        first_run=first_run,
        text_changed=text_changed,
        new=len(has - had),
        still_there=len(has & had),
        gone=len(had - has),
        agreeing=len(checks) - len(has),
    )


def distinct(checks: Iterable[Check]) -> tuple[Check, ...]:
    """The checks with ids that differ: the second of two equal ids becomes one made from it.

    A report may hold the same table twice, and then the same evidence. The order of equal
    checks follows the text, so that the made id is as stable as the first.
    """
    seen: Counter[str] = Counter()
    found = []
    for check in checks:
        seen[check.id] += 1
        if seen[check.id] > 1:
            made = hashlib.sha256(f"{check.id}:{seen[check.id]}".encode()).hexdigest()[:16]
            check = replace(check, id=made)
        found.append(check)
    return tuple(found)


def load(session: Session, row: ReportRow) -> Extraction:
    findings = session.scalars(
        select(FindingRow)
        .where(FindingRow.report_id == row.id, FindingRow.present)
        .order_by(FindingRow.position)
    )
    payload: Payload = decode(Payload, row.payload)
    return Extraction(
        document=_document(row, payload),
        status=Status(row.status),
        passages=payload.passages,
        quantities=payload.quantities,
        indicators=payload.indicators,
        facts=payload.facts,
        checks=tuple(check_of(finding) for finding in findings),
        rejections=payload.rejections,
        statements=payload.statements,
        notes=decode(tuple[Text, ...], row.notes),
        usage=Usage(**{f.name: getattr(row, f.name) for f in fields(Usage)}),
    )


def check_of(row: FindingRow) -> Check:
    return Check(
        id=row.check_id,
        rule=Rule(row.rule),
        verdict=Verdict(row.verdict),
        severity=Severity(row.severity),
        message=Text(row.message_zh, row.message_en),
        formula=Text(row.formula_zh, row.formula_en),
        evidence=decode(tuple[Evidence, ...], row.evidence),
        amount=None if row.amount is None else Decimal(row.amount),
    )


def _document(row: ReportRow, payload: Payload) -> Document:
    return Document(
        name=row.name,
        sha256=row.sha256,
        text=row.text,
        blocks=payload.blocks,
        encoding=row.encoding,
        title=row.title,
        organisation=row.organisation,
        year=row.year,
        notes=payload.reading_notes,
        format=payload.format,
        origins=payload.origins,
    )


def _fill_report(row: ReportRow, extraction: Extraction, now: datetime) -> None:
    document = extraction.document
    row.name = document.name
    row.sha256 = document.sha256
    row.title = document.title
    row.organisation = document.organisation
    row.year = document.year
    row.encoding = document.encoding
    row.text = document.text
    row.chars = len(document.text)
    row.status = extraction.status.value
    for usage in fields(Usage):
        setattr(row, usage.name, getattr(extraction.usage, usage.name))
    row.notes = encode(extraction.notes)
    row.payload = encode(
        Payload(
            blocks=document.blocks,
            reading_notes=document.notes,
            passages=extraction.passages,
            quantities=extraction.quantities,
            indicators=extraction.indicators,
            facts=extraction.facts,
            rejections=extraction.rejections,
            statements=extraction.statements,
            format=document.format,
            origins=document.origins,
        )
    )
    row.run_at = now


def _write_checks(
    session: Session,
    report_id: int,
    checks: tuple[Check, ...],
    before: dict[str, FindingRow],
    now: datetime,
) -> None:
    for position, check in enumerate(checks):
        row = before.pop(check.id, None)
        if row is None:
            row = FindingRow(report_id=report_id, check_id=check.id, first_seen=now)
            session.add(row)
        _fill_finding(row, check)
        row.position = position
        row.present = True
        row.last_seen = now
    for row in before.values():
        row.present = False


def _fill_finding(row: FindingRow, check: Check) -> None:
    row.rule = check.rule.value
    row.verdict = check.verdict.value
    row.severity = check.severity.value
    row.message_zh, row.message_en = check.message
    row.formula_zh, row.formula_en = check.formula
    row.evidence = encode(check.evidence)
    row.amount = None if check.amount is None else str(check.amount)
    row.amount_order = _sortable(check.amount)


def _sortable(amount: Decimal | None) -> float:
    return float(abs(amount)) if amount is not None and amount.is_finite() else 0.0


def _is_finding(row: FindingRow) -> bool:
    return row.verdict != Verdict.AGREE.value
