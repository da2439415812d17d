"""The tables of the workspace database. Rows are not records: they have ids and times.

Only types that SQLite and PostgreSQL share. Changing anything here needs a migration, which
a test holds in step.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

# Without names for constraints, SQLite cannot drop them in a later migration
# (Alembic, "The Importance of Naming Constraints").
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

# U+FDD0 is a noncharacter (Unicode 23.7): valid UTF-8, and not for use in text.
_ESCAPE = "\ufdd0"
_UNSTORABLE = re.compile("[\0\ud800-\udfff\ufdd0]")
_ESCAPED = re.compile(_ESCAPE + "([0-9a-f]{4})")


class AnyText(TypeDecorator[str]):
    """Text that may hold what a database refuses: PostgreSQL takes no NUL, none takes half a
    surrogate pair, and both can come in a report or in a model's answer. Each is written as
    U+FDD0 and four hexadecimal digits.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return _UNSTORABLE.sub(lambda found: f"{_ESCAPE}{ord(found[0]):04x}", value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None or _ESCAPE not in value:
            return value
        return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


class UtcTime(TypeDecorator[datetime]):
    """Aware times, kept in UTC; SQLite itself keeps no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 - declared so by SQLAlchemy
        str: AnyText,
        datetime: UtcTime,
        bool: Boolean,
        int: Integer,
        float: Float,
        Any: JSON,
    }


class ReportRow(Base):
    __tablename__ = "report"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    sha256: Mapped[str]
    title: Mapped[str]
    organisation: Mapped[str]
    year: Mapped[int | None]
    encoding: Mapped[str]
    text: Mapped[str]
    chars: Mapped[int]
    status: Mapped[str]
    backend: Mapped[str]
    model: Mapped[str]
    prompt_tokens: Mapped[int]
    completion_tokens: Mapped[int]
    model_calls: Mapped[int]
    cached_calls: Mapped[int]
    seconds: Mapped[float]
    prompt_version: Mapped[str]
    code_version: Mapped[str]
    notes: Mapped[Any]  # Extraction.notes
    payload: Mapped[Any]  # the records that no query looks into; see `saving.Payload`
    run_at: Mapped[datetime]


class FindingRow(Base):
    """A check of any verdict. `evidence` is JSON; `amount` a decimal string, in 万元."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("report_id", "check_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"))
    check_id: Mapped[str]
    rule: Mapped[str]
    verdict: Mapped[str]
    severity: Mapped[str]
    amount: Mapped[str | None]
    amount_order: Mapped[float]  # `amount` for sorting only, 0 where there is none
    message_zh: Mapped[str]
    message_en: Mapped[str]
    formula_zh: Mapped[str]
    formula_en: Mapped[str]
    evidence: Mapped[Any]
    position: Mapped[int]  # in Extraction.checks
    present: Mapped[bool]
    first_seen: Mapped[datetime]
    last_seen: Mapped[datetime]


class DecisionRow(Base):
    """Only ever added to; undoing one writes `undone_at`."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("finding.id"), index=True)
    status: Mapped[str]
    comment: Mapped[str]
    decided_by: Mapped[str]
    decided_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class CorrectionRow(Base):
    """What a person says of one place; only ever added to, undoing one writes `undone_at`.

    `start` is where the place was; `lines` to `text` are the `placing.Anchor` by which it is
    found in today's text. Values are decimal strings, NULL is "as the program says".
    """

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    start: Mapped[int]
    lines: Mapped[str]
    lines_nth: Mapped[int]
    lines_of: Mapped[int]
    at: Mapped[int]
    text: Mapped[str]
    name: Mapped[str | None]
    role: Mapped[str | None]
    section: Mapped[str | None]
    value: Mapped[str | None]
    value_max: Mapped[str | None]
    unit: Mapped[str | None]
    op: Mapped[str | None]
    why: Mapped[str | None]
    corrected_by: Mapped[str]
    corrected_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class ConfirmationRow(Base):
    """A person's word for a whole report, with what they stand behind; see `values.Reading`."""

    __tablename__ = "confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    text_sha256: Mapped[str]  # of the canonical text in UTF-8
    reading: Mapped[Any]
    confirmed_by: Mapped[str]
    confirmed_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class AnswerRow(Base):
    """What a model said to a prompt; `key` is made by who asks."""

    __tablename__ = "answer"

    key: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str]
    prompt: Mapped[str]  # the prompt's name and version
    answer: Mapped[str]
    prompt_tokens: Mapped[int]
    completion_tokens: Mapped[int]
    answered_at: Mapped[datetime]


Index("ix_finding_queue", FindingRow.present, FindingRow.verdict)
