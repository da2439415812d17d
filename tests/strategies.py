"""Hypothesis strategies for records, and a builder for small reports with findings.

`extractions()` makes values that need not make sense, but are well formed: each quoted text
is `document.text` at its span. `report()` makes a small one that does make sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from extractor.records import (
    Block,
    Cell,
    Check,
    Document,
    Evidence,
    Extraction,
    Fact,
    Heading,
    Indicator,
    Op,
    Paragraph,
    Passage,
    Place,
    Quantity,
    QuantityKind,
    Quote,
    Rejection,
    RejectionReason,
    Role,
    Row,
    Rule,
    SectionKind,
    Severity,
    Source,
    Span,
    Statement,
    StatementKind,
    Status,
    Table,
    Text,
    Usage,
    Verdict,
)

# With what a terminal, a database and a line of JSON stumble over.
ODD = "\0\x1b[31m\u202e\u2028\x85\ud800\ufdd0\ufeff[red]<p>\\\t\n\r"
chars = st.one_of(st.sampled_from("预算完成率为万元％。，0123456789.%"), st.sampled_from(ODD))
words = st.text(chars, max_size=12)
texts = st.builds(Text, words, words)
small = st.integers(min_value=0, max_value=500)
places = st.builds(Place, small, st.none() | small, row=st.none() | small, column=st.none() | small)
decimals = st.decimals(allow_nan=False, allow_infinity=False)
paths = st.lists(words, max_size=3).map(tuple)


@st.composite
def spans(draw: st.DrawFn, text: str, *, least: int = 0) -> Span:
    """A span of `text`, of at least `least` characters."""
    start = draw(st.integers(0, len(text) - least))
    return Span(start, draw(st.integers(start + least, len(text))))


def quotes(text: str) -> st.SearchStrategy[Quote]:
    return spans(text).map(lambda span: Quote(span=span, text=span.of(text)))


def quantities(text: str) -> st.SearchStrategy[Quantity]:
    return spans(text, least=1).flatmap(
        lambda span: st.builds(
            Quantity,
            span=st.just(span),
            text=st.just(span.of(text)),
            kind=st.sampled_from(QuantityKind),
            value=st.none() | decimals,
            value_max=st.none() | decimals,
            unit=words,
            op=st.sampled_from(Op),
            passage=small,
        )
    )


def indicators(text: str) -> st.SearchStrategy[Indicator]:
    return st.builds(
        Indicator,
        quantity=quantities(text),
        name=words,
        role=st.sampled_from(Role),
        section=st.sampled_from(SectionKind),
        source=st.sampled_from(Source),
        path=paths,
        place=places,
        confidence=st.none() | decimals,
    )


def facts(text: str) -> st.SearchStrategy[Fact]:
    quote = st.none() | quotes(text)
    return st.builds(
        Fact,
        name=words,
        name_span=st.none() | spans(text),
        place=places,
        target=quote,
        actual=quote,
        score=quote,
        weight=quote,
        value=quote,
        unit=words,
        labels=paths,
    )


def evidence(text: str) -> st.SearchStrategy[Evidence]:
    return spans(text, least=1).flatmap(
        lambda span: st.builds(
            Evidence, span=st.just(span), text=st.just(span.of(text)), name=words, where=texts
        )
    )


def checks(text: str) -> st.SearchStrategy[Check]:
    return st.builds(
        Check,
        id=st.text("0123456789abcdef", min_size=16, max_size=16),
        rule=st.sampled_from(Rule),
        verdict=st.sampled_from(Verdict),
        severity=st.sampled_from(Severity),
        message=texts,
        formula=texts,
        evidence=st.lists(evidence(text), max_size=3).map(tuple),
        amount=st.none() | decimals,
    )


def statements(text: str) -> st.SearchStrategy[Statement]:
    return spans(text).flatmap(
        lambda span: st.builds(
            Statement,
            kind=st.sampled_from(StatementKind),
            span=st.just(span),
            text=st.just(span.of(text)),
            links=st.lists(spans(text), max_size=2).map(tuple),
        )
    )


def rejections(text: str) -> st.SearchStrategy[Rejection]:
    return st.builds(
        Rejection,
        reason=st.sampled_from(RejectionReason),
        detail=words,
        answer=words,
        span=st.none() | spans(text),
    )


def blocks(text: str) -> st.SearchStrategy[Block]:
    span = spans(text)
    cells = st.builds(Cell, span=span, text=words, column=small)
    rows = st.builds(Row, span=span, line=small, cells=st.lists(cells, max_size=2).map(tuple))
    table = st.builds(
        Table, span=span, index=small, rows=st.lists(rows, max_size=2).map(tuple), unit=words
    )
    heading = st.builds(Heading, span=span, text=words, level=small, line=small)
    return st.one_of(heading, st.builds(Paragraph, span=span, line=small), table)


def passages(text: str) -> st.SearchStrategy[Passage]:
    return st.builds(
        Passage,
        index=small,
        pieces=st.lists(spans(text), max_size=2).map(tuple),
        section=st.sampled_from(SectionKind),
        path=paths,
        place=places,
        unit=words,
        narrative=st.booleans(),
    )


def _some(
    records: st.SearchStrategy[object], most: int = 3
) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(records, max_size=most).map(tuple)


@st.composite
def extractions(draw: st.DrawFn) -> Extraction:
    """Check ids are distinct."""
    text = draw(st.text(chars, min_size=1, max_size=60))
    document = st.builds(
        Document,
        name=words,
        sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
        text=st.just(text),
        blocks=_some(blocks(text)),
        encoding=st.sampled_from(["utf-8", "gb18030"]),
        title=words,
        organisation=words,
        year=st.none() | st.integers(1900, 2100),
        notes=_some(texts),
    )
    usage = st.builds(
        Usage,
        backend=words,
        model=words,
        prompt_tokens=small,
        completion_tokens=small,
        model_calls=small,
        cached_calls=small,
        seconds=st.floats(0, 1e6),
    )
    return draw(
        st.builds(
            Extraction,
            document=document,
            status=st.sampled_from(Status),
            passages=_some(passages(text)),
            quantities=_some(quantities(text)),
            indicators=_some(indicators(text)),
            facts=_some(facts(text)),
            checks=st.lists(checks(text), max_size=4, unique_by=lambda c: c.id).map(tuple),
            rejections=_some(rejections(text)),
            statements=_some(statements(text)),
            notes=_some(texts),
            usage=usage,
        )
    )


def check(
    text: str,
    *numbers: str,
    id: str = "",
    rule: Rule = Rule.RATIO,
    verdict: Verdict = Verdict.CONFLICT,
    severity: Severity = Severity.HIGH,
    amount: Decimal | None = None,
) -> Check:
    """A check on the first place of each of `numbers` in `text`; its id is theirs."""
    return Check(
        id=id or "".join(f"{text.index(number):04x}" for number in numbers).rjust(16, "0")[:16],
        rule=rule,
        verdict=verdict,
        severity=severity,
        message=Text(f"{'、'.join(numbers)}对不上", f"{', '.join(numbers)} do not agree"),
        formula=Text(f"{' ÷ '.join(numbers)} = ?", f"{' ÷ '.join(numbers)} = ?"),
        evidence=tuple(_evidence(text, number) for number in numbers),
        amount=amount,
    )


def _evidence(text: str, number: str) -> Evidence:
    start = text.index(number)
    line = text.count("\n", 0, start) + 1
    where = Text(f"第{line}行", f"line {line}")
    return Evidence(span=Span(start, start + len(number)), text=number, name="执行率", where=where)


def report(
    text: str = "全年预算数16898.11万元，实际支出16045.66万元，预算执行率为93.95%。\n受理咨询28家。",
    *,
    name: str = "报告.txt",
    checks: Sequence[Check] = (),
    quantities: Sequence[Quantity] = (),
) -> Extraction:
    """An extraction of `text` with these checks."""
    document = Document(name=name, sha256=f"{len(text):064x}", text=text, blocks=())
    return Extraction(
        document=document,
        status=Status.COMPLETE,
        passages=(),
        quantities=tuple(quantities),
        indicators=(),
        facts=(),
        checks=tuple(checks),
    )
