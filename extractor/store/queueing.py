"""Which findings a person should look at, in which order, and what was decided on them.

The status of a finding is that of the last decision on it that was not undone. Nothing
else holds it, so that two people who decide at once cannot leave it torn.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from extractor.errors import StoreError
from extractor.records import Rule, Severity, Text, Verdict
from extractor.store.rows import DecisionRow, FindingRow, ReportRow
from extractor.store.saving import check_of
from extractor.store.values import Counts, Decision, DecisionStatus, Filters, Finding

# What comes first in the queue: by the first row, then within it by the second, and so on. A value
# that no row names comes last. Ties are parted by the amount at stake, then by place.
ORDER: tuple[tuple[InstrumentedAttribute[str], tuple[tuple[str, ...], ...]], ...] = (
    (FindingRow.verdict, ((Verdict.CONFLICT,), (Verdict.REVIEW,), (Verdict.AGREE,))),
    (
        FindingRow.rule,
        (
            (
                Rule.RATIO,
                Rule.SUM,
                Rule.NARRATIVE_VS_TABLE,
                Rule.REPEAT,
                Rule.IMPLAUSIBLE,
                Rule.UNIT,
                Rule.SCORE,
            ),  # money, ratios and what else figures say of each other
            (Rule.TARGET_VS_ACTUAL,),  # missed targets
            (Rule.UNEXPLAINED, Rule.RECOGNITION),  # wording, and what is to be read again
        ),
    ),
    (
        FindingRow.severity,
        ((Severity.HIGH,), (Severity.MEDIUM,), (Severity.LOW,), (Severity.NONE,)),
    ),
)


def queue(session: Session, filters: Filters) -> tuple[Finding, ...]:
    """As `ORDER` has it; then by the amount at stake, the largest first and those without one
    last; then report by report, as read.
    """
    found = _with_decisions()
    chosen = [
        (ReportRow.key, filters.reports),
        (FindingRow.rule, filters.rules),
        (FindingRow.verdict, filters.verdicts),
        (FindingRow.severity, filters.severities),
    ]
    for column, values in chosen:
        if values:
            found = found.where(column.in_([str(value) for value in values]))
    if filters.statuses:
        found = found.where(_has_status(filters.statuses))
    if filters.present is not None:
        found = found.where(FindingRow.present == filters.present)
    found = found.order_by(
        *(_rank(column, tiers) for column, tiers in ORDER),
        case((FindingRow.amount.is_(None), 1), else_=0),
        FindingRow.amount_order.desc(),
        ReportRow.key,
        FindingRow.position,
        FindingRow.id,
    ).limit(filters.limit)
    return tuple(_finding(*row) for row in session.execute(found))


def finding(session: Session, finding_id: int) -> Finding:
    """Raises `StoreError` where there is none."""
    row = session.execute(_with_decisions().where(FindingRow.id == finding_id)).first()
    if row is None:
        raise StoreError(
            Text(f"结果库里没有疑点 {finding_id}", f"the store has no finding {finding_id}")
        )
    return _finding(*row)


def decide(
    session: Session,
    finding_id: int,
    status: DecisionStatus,
    comment: str,
    by: str,
    now: datetime,
) -> Finding:
    finding(session, finding_id)
    session.add(
        DecisionRow(
            finding_id=finding_id,
            status=status.value,
            comment=comment,
            decided_by=by,
            decided_at=now,
        )
    )
    session.flush()
    return finding(session, finding_id)


def undo(session: Session, by: str, now: datetime) -> Finding | None:
    """Take back the last decision of this person that still counts; None if there is none."""
    row = session.scalar(
        select(DecisionRow)
        .where(DecisionRow.decided_by == by, DecisionRow.undone_at.is_(None))
        .order_by(DecisionRow.id.desc())
        .limit(1)
        .with_for_update()
    )
    if row is None:
        return None
    row.undone_at = now
    session.flush()
    return finding(session, row.finding_id)


def history(session: Session, finding_id: int) -> tuple[Decision, ...]:
    """All decisions that were not undone, oldest first."""
    rows = session.scalars(
        select(DecisionRow)
        .where(DecisionRow.finding_id == finding_id, DecisionRow.undone_at.is_(None))
        .order_by(DecisionRow.id)
    )
    return tuple(_decision(row) for row in rows)


def decisions(session: Session, report_id: int) -> dict[str, Decision]:
    """By check id, of one report: what exports write."""
    rows = session.execute(_with_decisions().where(ReportRow.id == report_id))
    return {row.check_id: _decision(last) for row, _, last in rows if last is not None}


def counts(session: Session) -> Counts:
    last = _last_decision()
    status = func.coalesce(DecisionRow.status, DecisionStatus.OPEN.value)
    rows = session.execute(
        select(FindingRow.verdict, status, func.count())
        .outerjoin(last, last.c.finding_id == FindingRow.id)
        .outerjoin(DecisionRow, DecisionRow.id == last.c.id)
        .where(FindingRow.present)
        .group_by(FindingRow.verdict, status)
    )
    gone = session.scalar(
        select(func.count())
        .select_from(FindingRow)
        .where(~FindingRow.present, FindingRow.verdict != Verdict.AGREE.value)
    )
    return Counts(
        checks={(Verdict(v), DecisionStatus(s)): n for v, s, n in rows},
        gone=gone or 0,
    )


def report_counts(session: Session) -> dict[int, tuple[dict[Verdict, int], int]]:
    """By report id: checks of each verdict, and how many findings nobody has decided."""
    last = _last_decision()
    undecided = and_(FindingRow.verdict != Verdict.AGREE.value, _has_status((DecisionStatus.OPEN,)))
    rows = session.execute(
        select(
            FindingRow.report_id,
            FindingRow.verdict,
            func.count(),
            func.sum(case((undecided, 1), else_=0)),
        )
        .outerjoin(last, last.c.finding_id == FindingRow.id)
        .outerjoin(DecisionRow, DecisionRow.id == last.c.id)
        .where(FindingRow.present)
        .group_by(FindingRow.report_id, FindingRow.verdict)
    )
    found: dict[int, tuple[dict[Verdict, int], int]] = {}
    for report_id, verdict, number, open_ in rows:
        verdicts, total = found.get(report_id, ({}, 0))
        found[report_id] = ({**verdicts, Verdict(verdict): number}, total + int(open_))
    return found


def _last_decision() -> Subquery:
    return (
        select(DecisionRow.finding_id, func.max(DecisionRow.id).label("id"))
        .where(DecisionRow.undone_at.is_(None))
        .group_by(DecisionRow.finding_id)
        .subquery()
    )


def _with_decisions() -> Select[FindingRow, str, DecisionRow]:
    """Findings with their report's key and last decision; the latter is None without one."""
    last = _last_decision()
    return (
        select(FindingRow, ReportRow.key, DecisionRow)
        .join(ReportRow, ReportRow.id == FindingRow.report_id)
        .outerjoin(last, last.c.finding_id == FindingRow.id)
        .outerjoin(DecisionRow, DecisionRow.id == last.c.id)
    )


def _has_status(statuses: tuple[DecisionStatus, ...]) -> ColumnElement[bool]:
    decided = DecisionRow.status.in_([status.value for status in statuses])
    if DecisionStatus.OPEN in statuses:
        return or_(decided, DecisionRow.id.is_(None))
    return decided


def _rank(
    column: InstrumentedAttribute[str], tiers: tuple[tuple[str, ...], ...]
) -> ColumnElement[int]:
    ranks = {str(value): rank for rank, tier in enumerate(tiers) for value in tier}
    return case(ranks, value=column, else_=len(tiers))


def _finding(row: FindingRow, report: str, last: DecisionRow | None) -> Finding:
    return Finding(
        id=row.id,
        report=report,
        check=check_of(row),
        present=row.present,
        first_seen=row.first_seen,
        last_seen=row.last_seen,
        decision=None if last is None else _decision(last),
    )


def _decision(row: DecisionRow) -> Decision:
    return Decision(
        status=DecisionStatus(row.status),
        comment=row.comment,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
    )
