"""The values that flow through the rooms: frozen, pure, without ids of any store.

Every span is half-open, in code points of `Document.text`; every quoted text is exactly
`document.text[span.start:span.end]`. Numbers are `Decimal` as written: the exponent keeps
how many digits the report states, and checks round by it. Percent is the number written
(95 with unit "%"), never 0.95. 万 and 亿 stay in the unit ("万元"), so that `value` is what
a reader sees.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]


class SectionKind(StrEnum):
    GOAL = "goal"  # 年度目标、预期目标、年度指标值
    COMPLETION = "completion"  # 完成情况、实际完成
    PROBLEM = "problem"  # 存在问题、未达标原因
    MEASURE = "measure"  # 改进措施
    BASIS = "basis"  # 评分依据、文件依据、指标解释
    FINANCE = "finance"  # 收支情况
    OVERVIEW = "overview"  # 概况
    OTHER = "other"


class Op(StrEnum):
    EQ = "="
    GE = ">="
    GT = ">"
    LE = "<="
    LT = "<"
    ABOUT = "~"  # 约、近、左右
    OVER = "+"  # 余、多
    RANGE = "range"


class Role(StrEnum):
    ACTUAL = "actual"
    TARGET = "target"
    BUDGET = "budget"
    SPENT = "spent"
    CHANGE = "change"
    RANK = "rank"
    SCORE = "score"
    BASELINE = "baseline"
    CONTEXT = "context"


class QuantityKind(StrEnum):
    """What the tagger knows a number to be, before anyone is asked what it measures."""

    COUNT = "count"  # 28家、144次
    MONEY = "money"
    RATIO = "ratio"  # %、‰、个百分点、倍、成、折
    AREA = "area"
    LENGTH = "length"
    MASS = "mass"
    VOLUME = "volume"
    DURATION = "duration"  # 3个月、2小时 as a measured length of time
    ENERGY = "energy"
    TEMPERATURE = "temperature"
    RANK = "rank"  # 第9名、前三
    SCORE = "score"  # 82分
    LEVEL = "level"  # 2级、五层
    NUMBER = "number"  # no unit written
    DATE = "date"
    DOCNUM = "docnum"  # 〔2021〕13号、第10期
    LISTNUM = "listnum"  # 1. （一） ①
    SLOGAN = "slogan"  # 1+1+9
    NAME = "name"  # 105国道、PM2.5、12345热线
    AGE = "age"  # 18-59岁 as the name of a group
    TIME = "time"  # 24小时值班
    OTHER = "other"

    @property
    def measures(self) -> bool:
        """Whether a number of this kind can be an indicator at all."""
        return self not in _NOT_INDICATORS


_NOT_INDICATORS = frozenset(
    {
        QuantityKind.DATE,
        QuantityKind.DOCNUM,
        QuantityKind.LISTNUM,
        QuantityKind.SLOGAN,
        QuantityKind.NAME,
        QuantityKind.AGE,
        QuantityKind.TIME,
        QuantityKind.OTHER,
    }
)


class Source(StrEnum):
    MODEL = "model"
    RULES = "rules"
    TABLE = "table"


class Rule(StrEnum):
    NARRATIVE_VS_TABLE = "narrative_vs_table"
    REPEAT = "repeat"
    RATIO = "ratio"
    SUM = "sum"
    TARGET_VS_ACTUAL = "target_vs_actual"
    IMPLAUSIBLE = "implausible"
    UNIT = "unit"
    UNEXPLAINED = "unexplained"
    SCORE = "score"
    RECOGNITION = "recognition"  # of scanned pages alone


class Verdict(StrEnum):
    AGREE = "agree"
    REVIEW = "review"
    CONFLICT = "conflict"


class Severity(StrEnum):
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    NONE = "none"  # agreeing checks


class Status(StrEnum):
    COMPLETE = "complete"
    PARTIAL = "partial"
    FAILED = "failed"


class StatementKind(StrEnum):
    PROBLEM = "problem"
    CAUSE = "cause"
    MEASURE = "measure"


class RejectionReason(StrEnum):
    MODEL_UNAVAILABLE = "model_unavailable"  # endpoint down, key refused
    UNUSABLE_ANSWER = "unusable_answer"  # not an answer to the form
    TRUNCATED_ANSWER = "truncated_answer"
    UNASKED_KEY = "unasked_key"  # the model answered a field that was not in the form
    MISSING_KEY = "missing_key"
    QUOTE_NOT_IN_TEXT = "quote_not_in_text"
    EMPTY_NAME = "empty_name"
    NOT_A_NAME = "not_a_name"  # a value, a sentence or a stutter in place of a name


class Text(NamedTuple):
    """A sentence for the report's reader, in both languages."""

    zh: str
    en: str

    def in_(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en


class Span(NamedTuple):
    start: int
    end: int

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class Place(NamedTuple):
    """Where a cell or paragraph stands: line from 1; table, row, column from 0, or None."""

    line: int
    table: int | None = None
    row: int | None = None
    column: int | None = None


NOWHERE = Place(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    span: Span
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    span: Span  # without the mark-up around it
    text: str  # mark-up and white space folded
    level: int  # from 1
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    span: Span
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    span: Span  # the content without surrounding white space; empty cells have start == end
    text: str  # exactly Document.text at span
    column: int  # as in the file, from 0, before any shift is recovered
    rows: int = 1  # that it spans, where the format says so; the others are empty cells
    columns: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    span: Span
    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Ragged rows as they stand in the file; a blank line does not end a table."""

    span: Span
    index: int  # from 0 in the document
    rows: tuple[Row, ...]
    unit: str  # from a line such as 单位：万元 above or in the table, else ""


Block = Heading | Paragraph | Table


class Box(NamedTuple):
    """On a page as it is shown, in points (1/72 inch) from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a run of the canonical text stands in the file that it was read from.

    Only what the format knows is set: pages have boxes, sheets have cells, a document of Word has
    paragraphs and tables. All counts are from 1, as a person counts; 0 is unknown.
    """

    span: Span
    page: int = 0
    box: Box | None = None
    edges: tuple[float, ...] = ()  # where its characters begin, left to right, and the last ends
    sheet: str = ""
    table: int = 0
    row: int = 0
    column: int = 0
    paragraph: int = 0
    part: str = ""  # outside the body: 脚注、文本框
    confidence: Decimal | None = None  # of a character reader (OCR), the least of the run, 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    name: str  # how the report is called in results: the file name
    sha256: str  # of the file's bytes
    text: str  # canonical; see the module docstring
    blocks: tuple[Block, ...]  # in order, not overlapping
    encoding: str = "utf-8"
    title: str = ""
    organisation: str = ""
    year: int | None = None
    notes: tuple[Text, ...] = ()  # what reading had to guess or could not do; any note = partial
    format: str = "text"  # reading.kinds.Kind, lower case: docx, pdf, …
    origins: tuple[Origin, ...] = ()  # in the order of the text, not overlapping; none for text

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Table))


class CellRole(StrEnum):
    """What a table cell says, after header roles and shifted columns are understood."""

    HEADER = "header"  # a column header or a group label
    LABEL = "label"  # a row label: 部门名称, 存在问题, a task's name, 数量指标
    NAME = "name"  # an indicator's name
    TARGET = "target"  # 预期实现值、年度指标值
    ACTUAL = "actual"  # 指标完成情况、实际完成值
    SCORE = "score"
    WEIGHT = "weight"
    VALUE = "value"  # a plain money or ratio field
    GOAL = "goal"  # prose: 年度整体目标、预期目标
    COMPLETION = "completion"  # prose: 目标完成情况
    BASIS = "basis"  # prose: 评分依据、指标解释、备注
    PROBLEM = "problem"
    MEASURE = "measure"
    FUNDS = "funds"  # 任务涉及资金
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class GridCell:
    cell: Cell
    role: CellRole
    row: int  # index into Table.rows
    header: str  # the column header that governs it, "" if none
    labels: tuple[str, ...]  # group and row labels, outermost first, folded


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table with the role of every cell that is not empty, in reading order."""

    table: Table
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One run of text to be read as a whole: a cell, or a paragraph and what a page break
    cut off it. `pieces` are joined in order; nothing stands between them for the reader.
    """

    index: int
    pieces: tuple[Span, ...]
    section: SectionKind
    path: tuple[str, ...]  # headings, group, row and column labels, outermost first
    place: Place  # of the first piece
    unit: str = ""  # the unit line in force, for bare numbers
    narrative: bool = True  # False: a bare value cell, no mentions are sought in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    span: Span
    text: str
    kind: QuantityKind
    value: Decimal | None  # None only where kind.measures is False
    value_max: Decimal | None = None  # the upper end of a range
    unit: str = ""  # as written, mark-up removed: "万元", "万m2", "家次"
    op: Op = Op.EQ
    passage: int = 0  # Passage.index


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What is asked about in one go. `text` is the folded reading of whole sentences of one
    passage; `asked` are the quantities to label, with their place in `text`.
    """

    passage: int
    section: SectionKind
    path: tuple[str, ...]
    unit: str
    before: str  # the end of the text before, as context only
    text: str
    asked: tuple[Quantity, ...]
    places: tuple[Span, ...]  # of each asked quantity, in `text`
    start: int = 0  # where `text` begins in the folded reading of its passage


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    quantity: Quantity
    name: str
    role: Role
    section: SectionKind
    source: Source
    path: tuple[str, ...] = ()
    place: Place = NOWHERE
    confidence: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One indicator of a table row. Rows that hold several repeat weight and score."""

    name: str
    name_span: Span | None  # None: the name is a column header's
    place: Place
    target: Quote | None = None
    actual: Quote | None = None
    score: Quote | None = None
    weight: Quote | None = None
    value: Quote | None = None
    unit: str = ""  # the unit line in force, for bare numbers
    labels: tuple[str, ...] = ()  # group and row labels, outermost first


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    span: Span
    text: str
    name: str  # the indicator it belongs to
    where: Text  # for people: 第33行·指标完成情况


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    id: str  # rule + report + normalised evidence, 16 hex digits; stable across runs
    rule: Rule
    verdict: Verdict
    severity: Severity
    message: Text
    formula: Text  # a card that a person can redo with a calculator
    evidence: tuple[Evidence, ...]
    amount: Decimal | None = None  # at stake, in 万元


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    kind: StatementKind
    span: Span
    text: str
    links: tuple[Span, ...] = ()  # spans of the statements it answers or explains


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """What a model said that the text does not bear out, or failed to say. Never dropped."""

    reason: RejectionReason
    detail: str
    answer: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    backend: str
    model: str = ""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    model_calls: int = 0
    cached_calls: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that came of one report: what the store keeps, exports write and eval reads."""

    document: Document
    status: Status
    passages: tuple[Passage, ...]
    quantities: tuple[Quantity, ...]
    indicators: tuple[Indicator, ...]
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]
    rejections: tuple[Rejection, ...] = ()
    statements: tuple[Statement, ...] = ()
    notes: tuple[Text, ...] = ()
    usage: Usage = field(default_factory=lambda: Usage(backend="rules"))
