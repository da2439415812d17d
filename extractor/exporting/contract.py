"""The public contract: one model for the lines of each exported file.

Keys are always present, and null when there is nothing. Offsets are code points of the
report's canonical text, half-open; for a .txt or .md file those of the decoded file.
Decimals are strings in plain notation with the digits as written. JSON Schemas are made of
these models into schemas/contract/ by scripts/make_contract.py, and a test holds them in step:
a change here is a change for whoever reads the files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from extractor.checking.coverage import FactField, Origin
from extractor.exporting.lines import utf8
from extractor.records import (
    Op,
    QuantityKind,
    RejectionReason,
    Role,
    Rule,
    SectionKind,
    Severity,
    Source,
    StatementKind,
    Status,
    Verdict,
)
from extractor.store.values import DecisionStatus


def _utf8(value: object) -> object:
    return utf8(value) if isinstance(value, str) else value


String = Annotated[str, BeforeValidator(_utf8)]
DecimalString = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?$")]
Report = Annotated[
    String, Field(description="Which report: its file name, or path where names are the same.")
]
Start = Annotated[int, Field(ge=0, description="First code point in the canonical text.")]
End = Annotated[int, Field(ge=0, description="Code point behind the last.")]
Quoted = Annotated[String, Field(description="The canonical text from start to end.")]
Value = Annotated[
    DecimalString | None,
    Field(description="The number as written, in its unit: 95 for 95%, 1.70 for 1.70亿元."),
]
ValueMax = Annotated[DecimalString | None, Field(description="The upper end of a range.")]
Unit = Annotated[String, Field(description='As written: "万元", "家次"; "" if none is.')]
SpanPair = Annotated[tuple[Start, End], Field(description="[start, end) in the canonical text.")]


class Line(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlaceItem(Line):
    """A part of a quoted text in the file it was read from. What the format does not have is null:
    pages have boxes, sheets have cells, a document of Word has paragraphs and tables."""

    start: Start
    end: End
    page: int | None = Field(description="From 1.")
    box: tuple[float, float, float, float] | None = Field(
        description="Left, top, right, bottom, in points from the top left corner of the page."
    )
    sheet: String | None
    cell: String | None = Field(description="As spreadsheets call it: C12.")
    table: int | None = Field(description="From 1, in the order of the file.")
    row: int | None = Field(description="Of the sheet or table, from 1.")
    column: int | None = Field(description="Of the sheet or table, from 1.")
    paragraph: int | None = Field(description="From 1, outside tables.")
    part: String | None = Field(description="Outside the body: 脚注, 文本框.")
    confidence: DecimalString | None = Field(
        description="Of the characters, where they were read from a picture: 0 to 1."
    )


At = Annotated[
    tuple[PlaceItem, ...],
    Field(description="Where it stands in the file, a line each; none for .txt and .md."),
]


class ReportLine(Line):
    report: Report
    format: String = Field(description="Of the file, told by its content: text, docx, pdf, …")
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Of the file's bytes.")
    title: String | None
    organisation: String | None
    year: int | None
    chars: int = Field(ge=0, description="Code points of the canonical text.")
    status: Status
    backend: String
    model: String | None
    prompt_tokens: int = Field(ge=0)
    completion_tokens: int = Field(ge=0)
    model_calls: int = Field(ge=0)
    cached_calls: int = Field(ge=0)
    seconds: float = Field(ge=0)
    prompt_version: String | None = Field(description="Of the prompts; null without a model.")
    code_version: String | None = Field(description="Of the program that read the report.")


class QuantityLine(Line):
    """Every quantity that was tagged, whether it can be an indicator or not."""

    report: Report
    start: Start
    end: End
    text: Quoted
    value: Value
    value_max: ValueMax
    unit: Unit
    op: Op
    kind: QuantityKind
    at: At


class IndicatorLine(Line):
    """A quantity with what it measures. Those of table cells are in facts.jsonl."""

    report: Report
    start: Start
    end: End
    text: Quoted
    name: String
    value: Value
    value_max: ValueMax
    unit: Unit
    op: Op
    role: Role
    section: SectionKind
    source: Source
    confidence: DecimalString | None
    at: At


class FactSpans(Line):
    """Where the fields of a fact stand; null where there is none."""

    name: SpanPair | None = Field(description="Null where the name is a column header's.")
    target: SpanPair | None
    actual: SpanPair | None
    score: SpanPair | None
    weight: SpanPair | None
    value: SpanPair | None


class FactPlaces(Line):
    """Where the fields of a fact stand in the file."""

    name: At
    target: At
    actual: At
    score: At
    weight: At
    value: At


class FactLine(Line):
    """One indicator of a table row; rows that hold several repeat weight and score."""

    report: Report
    line: int = Field(ge=0, description="In the canonical text, from 1.")
    name: String
    target: String | None
    actual: String | None
    score: String | None
    weight: String | None
    value: String | None = Field(description="Of a plain money or ratio field.")
    spans: FactSpans
    at: FactPlaces


class EvidenceItem(Line):
    start: Start
    end: End
    text: Quoted
    where: String = Field(description="For people: 第33行·指标完成情况, 工作表“自评表”C12·得分.")
    at: At


class CheckLine(Line):
    """A comparison of the last run, also where it agrees, with the last decision on it."""

    id: str = Field(description="Stable across runs.")
    report: Report
    rule: Rule
    verdict: Verdict
    severity: Severity
    message: String
    formula: String
    evidence: tuple[EvidenceItem, ...]
    status: DecisionStatus
    decided_by: String | None
    decided_at: str | None = Field(
        description="UTC, ISO 8601.", json_schema_extra={"format": "date-time"}
    )
    comment: String | None


class CoverageLine(Line):
    """A figure with the checks that touch it: an indicator, or the number of a fact's field.

    Each place stands once. Cells whose numbers are in indicators.jsonl are told by those.
    """

    report: Report
    start: Start
    end: End
    text: Quoted
    name: String
    source: Origin
    field: FactField | None = Field(description="Of the fact that states it; null in prose.")
    checks: tuple[String, ...] = Field(description="Ids of lines of checks.jsonl.")
    verdicts: tuple[Verdict, ...] = Field(description="Of each of `checks`.")
    alone: bool = Field(description="No check touches it.")


class RejectionLine(Line):
    """What a model said that the text does not bear out, or failed to say."""

    report: Report
    reason: RejectionReason
    detail: String
    answer: String | None


class StatementLine(Line):
    report: Report
    kind: StatementKind
    start: Start
    end: End
    text: Quoted
    links: tuple[SpanPair, ...] = Field(
        description="Spans of the statements that this one answers or explains."
    )
    at: At


FILES: Mapping[str, type[Line]] = {
    "reports.jsonl": ReportLine,
    "quantities.jsonl": QuantityLine,
    "indicators.jsonl": IndicatorLine,
    "facts.jsonl": FactLine,
    "checks.jsonl": CheckLine,
    "coverage.jsonl": CoverageLine,
    "rejections.jsonl": RejectionLine,
    "statements.jsonl": StatementLine,
}
