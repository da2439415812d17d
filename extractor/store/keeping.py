"""The store: the database of a workspace, behind methods that take and give plain values.

Each method is one transaction. Several processes may have the same store open and write at
once; a `Store` may be shared by threads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session, load_only, sessionmaker

from extractor.errors import StoreError
from extractor.records import Extraction, Status, Text, Verdict
from extractor.store import correcting, queueing, saving
from extractor.store.answers import AnswerStore
from extractor.store.opening import CHECK_DISK, open_engine, reading, writing
from extractor.store.rows import ReportRow
from extractor.store.values import (
    Confirmation,
    Corrected,
    Correction,
    Counts,
    Decision,
    DecisionStatus,
    Filters,
    Finding,
    Kept,
    ReportSummary,
    Reviewed,
    SaveReport,
)

_T = TypeVar("_T")
_READ = Text("读取", "read")
_WRITTEN = Text("写入", "written")


class Store:
    """Open one with `extractor.store.open_store`, and close it, or use it as a context."""

    def __init__(self, url: str) -> None:
        """Raises `StoreError`, or `MissingExtra` for PostgreSQL without psycopg."""
        self._engine = open_engine(url)
        self._read = sessionmaker(reading(self._engine))
        self._write = sessionmaker(writing(self._engine))
        self.url = self._engine.url.render_as_string(hide_password=True)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._engine.dispose()

    def answers(self) -> AnswerStore:
        """The cache of models' answers, on the same connections; usable until `close`."""
        return AnswerStore(self._engine)

    def save(
        self,
        extraction: Extraction,
        *,
        key: str | None = None,
        prompt_version: str,
        code_version: str,
    ) -> SaveReport:
        """Put a run's result in place of the last one of the same report.

        `key` says which report it is over all runs; without one, its name. Decisions stay
        with checks of the same id, also with those that this run no longer has.
        """
        name = extraction.document.name if key is None else key

        def work(session: Session) -> SaveReport:
            return saving.save(
                session,
                extraction,
                key=name,
                prompt_version=prompt_version,
                code_version=code_version,
                now=_now(),
            )

        return self._change(work)

    def load(self, key: str) -> Extraction:
        """The last run's result, equal to what was saved (but see `saving.distinct`)."""
        with self._reading() as session:
            return saving.load(session, _report(session, key))

    def text(self, key: str) -> str:
        """A report's canonical text, without the rest."""
        with self._reading() as session:
            found = session.scalar(select(ReportRow.text).where(ReportRow.key == key))
        if found is None:
            raise _no_report(key)
        return found

    def kept(self, *keys: str) -> Iterator[Kept]:
        """What exports take: the reports with these keys, or all, ordered by key."""
        for key in keys or tuple(summary.report for summary in self.reports()):
            with self._reading() as session:
                row = _report(session, key)
                kept = Kept(
                    report=key,
                    extraction=saving.load(session, row),
                    decisions=queueing.decisions(session, row.id),
                    prompt_version=row.prompt_version,
                    code_version=row.code_version,
                )
            yield kept

    def reports(self) -> tuple[ReportSummary, ...]:
        """Ordered by key, in the order of code points whatever the database's collation."""
        rows = select(ReportRow).options(load_only(*_SUMMARY))
        with self._reading() as session:
            counts = queueing.report_counts(session)
            found = [_summary(row, *counts.get(row.id, ({}, 0))) for row in session.scalars(rows)]
        return tuple(sorted(found, key=lambda summary: summary.report))

    def find(self, wanted: str) -> tuple[ReportSummary, ...]:
        """The reports that `wanted` can mean; empty if none, several if it is ambiguous.

        The first of these that finds any: the key, the name, a beginning of the key, the
        name or the digest of the file, a part of the key or name.
        """
        reports = self.reports()
        ways: tuple[Callable[[ReportSummary], bool], ...] = (
            lambda r: wanted == r.report,
            lambda r: wanted == r.name,
            lambda r: any(each.startswith(wanted) for each in (r.report, r.name, r.sha256)),
            lambda r: wanted in r.report or wanted in r.name,
        )
        for fits in ways if wanted else ():
            if found := tuple(report for report in reports if fits(report)):
                return found
        return ()

    def queue(self, filters: Filters | None = None) -> tuple[Finding, ...]:
        """The most urgent first; without filters the open conflicts and reviews."""
        with self._reading() as session:
            return queueing.queue(session, filters or Filters())

    def finding(self, finding_id: int) -> Finding:
        """As it stands now: another process may have decided on it. Raises `StoreError`."""
        with self._reading() as session:
            return queueing.finding(session, finding_id)

    def decide(
        self, finding_id: int, status: DecisionStatus, comment: str = "", *, by: str
    ) -> Finding:
        """Add a decision. `OPEN` with a comment is a remark that leaves the finding open."""
        _named(by)
        return self._change(
            lambda session: queueing.decide(session, finding_id, status, comment, by, _now())
        )

    def undo(self, by: str) -> Finding | None:
        """Take back the last decision of `by` that still counts, and give its finding."""
        return self._change(lambda session: queueing.undo(session, by, _now()))

    def history(self, finding_id: int) -> tuple[Decision, ...]:
        """The decisions on a finding that were not undone, oldest first."""
        with self._reading() as session:
            return queueing.history(session, finding_id)

    def counts(self) -> Counts:
        with self._reading() as session:
            return queueing.counts(session)

    def correct(self, key: str, correction: Correction, *, by: str) -> Corrected:
        """Keep what a person says of one place; it is found again in later runs' texts.

        Raises `UsageError` where the text at the span is another, nothing is said, or an
        indicator would lack a field. No result of a run is changed.
        """
        _named(by)
        return self._change(
            lambda session: correcting.correct(
                session, _report(session, key), correction, by, _now()
            )
        )

    def corrections(self, key: str) -> tuple[Corrected, ...]:
        """Of one report, those that were not undone, oldest first; see `applying.apply`."""
        with self._reading() as session:
            return correcting.corrections(session, _report(session, key))

    def undo_correction(self, key: str, *, by: str) -> Corrected | None:
        """Take back the last correction of `by` in a report; None if there is none."""
        return self._change(
            lambda session: correcting.undo(session, _report(session, key), by, _now())
        )

    def confirm(self, key: str, *, by: str) -> Confirmation:
        """`by` has read the report whole: what is not corrected, now or later, is right.

        Keeps the last run as it is now. Holds as long as the report's text stays the same.
        """
        _named(by)
        return self._change(
            lambda session: correcting.confirm(session, _report(session, key), by, _now())
        )

    def withdraw(self, key: str, *, by: str) -> Confirmation | None:
        """Take back what `by` confirmed of a report; None if there is nothing."""
        return self._change(
            lambda session: correcting.withdraw(session, _report(session, key), by, _now())
        )

    def confirmations(self, key: str) -> tuple[Confirmation, ...]:
        """Of one report, those that were not withdrawn, oldest first."""
        with self._reading() as session:
            return correcting.confirmations(session, _report(session, key))

    def reviewed(self, *keys: str) -> Iterator[Reviewed]:
        """What labels are made of: the reports with these keys, or all, ordered by key."""
        for key in keys or tuple(summary.report for summary in self.reports()):
            with self._reading() as session:
                found = correcting.reviewed(session, _report(session, key))
            yield found

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        try:
            with self._read() as session:
                yield session
        except DBAPIError as error:
            raise self._failed(_READ, error) from error

    def _change(self, work: Callable[[Session], _T]) -> _T:
        """Two processes can both find that a row is missing and add it; PostgreSQL then stops
        the second, which at its next attempt finds the row of the first.
        """
        for last in (False, True):
            try:
                with self._write.begin() as session:
                    return work(session)
            except IntegrityError as error:
                if last:
                    raise self._failed(_WRITTEN, error) from error
            except DBAPIError as error:
                raise self._failed(_WRITTEN, error) from error
        raise AssertionError("the loop returns or raises")

    def _failed(self, done: Text, error: DBAPIError) -> StoreError:
        reason = str(error.orig).strip()
        message = Text(
            f"结果库 {self.url} 无法{done.zh}:{reason}",
            f"the store {self.url} cannot be {done.en}: {reason}",
        )
        return StoreError(message, hint=CHECK_DISK)


_SUMMARY = (
    ReportRow.key,
    ReportRow.name,
    ReportRow.sha256,
    ReportRow.title,
    ReportRow.organisation,
    ReportRow.year,
    ReportRow.chars,
    ReportRow.status,
    ReportRow.backend,
    ReportRow.model,
    ReportRow.prompt_version,
    ReportRow.code_version,
    ReportRow.run_at,
)


def _summary(row: ReportRow, verdicts: dict[Verdict, int], open_: int) -> ReportSummary:
    return ReportSummary(
        report=row.key,
        name=row.name,
        sha256=row.sha256,
        title=row.title,
        organisation=row.organisation,
        year=row.year,
        chars=row.chars,
        status=Status(row.status),
        backend=row.backend,
        model=row.model,
        prompt_version=row.prompt_version,
        code_version=row.code_version,
        run_at=row.run_at,
        verdicts=verdicts,
        open=open_,
    )


def _named(by: str) -> None:
    if not by:
        raise ValueError("what a person says needs a name")


def _report(session: Session, key: str) -> ReportRow:
    row = session.scalar(select(ReportRow).where(ReportRow.key == key))
    if row is None:
        raise _no_report(key)
    return row


def _no_report(key: str) -> StoreError:
    return StoreError(Text(f"结果库里没有报告 {key!r}", f"the store has no report {key!r}"))


def _now() -> datetime:
    return datetime.now(UTC)
