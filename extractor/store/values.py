"""What the store hands out: frozen, without sessions, rows or anything of SQLAlchemy.

Times are aware and in UTC. `report` is a report's key: its name unless the caller gave
another one, and the same over all runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from extractor.records import (
    Check,
    Extraction,
    Fact,
    Indicator,
    Op,
    Quantity,
    QuantityKind,
    Role,
    Rule,
    SectionKind,
    Severity,
    Span,
    Status,
    Verdict,
)


class DecisionStatus(StrEnum):
    OPEN = "open"  # not decided, or only commented on
    CONFIRMED = "confirmed"  # a person agrees that something is wrong
    DISMISSED = "dismissed"  # a false alarm, with a reason
    FIXED = "fixed"  # the report has been, or is being, corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One entry of the audit trail; entries are added and never changed, but for undo."""

    status: DecisionStatus
    comment: str
    decided_by: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A check of any verdict as it stands in the store, with the last decision on it."""

    id: int
    report: str
    check: Check
    present: bool  # False: an earlier run had it, the last one has not
    first_seen: datetime
    last_seen: datetime
    decision: Decision | None = None

    @property
    def status(self) -> DecisionStatus:
        return self.decision.status if self.decision else DecisionStatus.OPEN


@dataclass(frozen=True, slots=True, kw_only=True)
class SaveReport:
    """How the findings (conflict and review) of a run compare with those of the run before."""

    report: str
    first_run: bool
    text_changed: bool  # against the run before; False on a first run
    new: int
    still_there: int
    gone: int
    agreeing: int  # checks of this run that agree


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportSummary:
    report: str
    name: str
    sha256: str
    title: str
    organisation: str
    year: int | None
    chars: int  # code points of the canonical text
    status: Status
    backend: str
    model: str
    prompt_version: str
    code_version: str
    run_at: datetime
    verdicts: Mapping[Verdict, int]  # checks of the last run
    open: int  # of its conflicts and reviews, those that nobody has decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What `Store.queue` returns. An empty tuple does not filter; `present=None` neither."""

    reports: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    verdicts: tuple[Verdict, ...] = (Verdict.CONFLICT, Verdict.REVIEW)
    severities: tuple[Severity, ...] = ()
    statuses: tuple[DecisionStatus, ...] = (DecisionStatus.OPEN,)
    present: bool | None = True
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Of the checks of the last runs; `gone` are findings that those no longer have."""

    checks: Mapping[tuple[Verdict, DecisionStatus], int]  # only what occurs
    gone: int

    def verdict(self, verdict: Verdict) -> int:
        return sum(n for (each, _), n in self.checks.items() if each is verdict)

    def status(self, status: DecisionStatus) -> int:
        """Conflicts and reviews with this status."""
        return sum(
            n
            for (verdict, each), n in self.checks.items()
            if each is status and verdict is not Verdict.AGREE
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One report as exports take it, from the store or straight from a run."""

    report: str
    extraction: Extraction
    decisions: Mapping[str, Decision] = field(default_factory=dict)  # by Check.id
    prompt_version: str = ""  # of a model's run
    code_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a person says of one place of a report: None is "as the program says".

    A `why` says that the number is no indicator and what it is instead (a kind that does not
    measure), and goes with no other field. At a place where the program has no indicator, all
    fields of one are needed; `Store.correct` says which are missing.
    """

    span: Span
    text: str  # exactly the canonical text at `span`
    name: str | None = None
    role: Role | None = None
    section: SectionKind | None = None
    value: Decimal | None = None
    value_max: Decimal | None = None  # the upper end; makes a range of it unless `op` says else
    unit: str | None = None  # "" is a number without a unit
    op: Op | None = None
    why: QuantityKind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A correction that is kept; entries are added and never changed, but for undo."""

    id: int
    report: str
    correction: Correction  # its span is that of today's text, if attached
    attached: bool  # False: the lines around the place have changed since, or are gone
    line: int  # from 1, of the span
    corrected_by: str
    corrected_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The part of a run that a person stands behind who confirms a report."""

    quantities: tuple[Quantity, ...]  # those of narrative text
    indicators: tuple[Indicator, ...]
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """A person has read the report whole: what is not corrected is right."""

    id: int
    report: str
    holds: bool  # False: the report's text has changed since
    confirmed_by: str
    confirmed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """One report as labels are made of it.

    `reading` is what was confirmed last and still holds, whatever a newer run says, and the
    checks of newer runs that were decided; without a confirmation it is the last run.
    """

    report: str
    text: str
    reading: Reading
    decisions: Mapping[str, Decision]  # by Check.id
    corrections: tuple[Corrected, ...]
    confirmations: tuple[Confirmation, ...]  # oldest first

    @property
    def confirmed(self) -> bool:
        return any(confirmation.holds for confirmation in self.confirmations)
