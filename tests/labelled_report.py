"""A small report with what a run makes of it: a date, two indicators, a bare cell, checks."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from strategies import check, report

from extractor.records import (
    Extraction,
    Fact,
    Indicator,
    Op,
    Passage,
    Place,
    Quantity,
    QuantityKind,
    Quote,
    Role,
    Rule,
    SectionKind,
    Severity,
    Source,
    Span,
    Verdict,
)

TEXT = "2023年共走访28家企业，办结率为95.0%。\n走访三成商户。\n走访企业数\t≥30家\t28家\t10\n"


def span(wanted: str, text: str = TEXT) -> Span:
    start = text.index(wanted)
    return Span(start, start + len(wanted))


def quantity(
    wanted: str,
    kind: QuantityKind,
    value: str | None,
    unit: str = "",
    *,
    text: str = TEXT,
    op: Op = Op.EQ,
    passage: int = 0,
) -> Quantity:
    return Quantity(
        span=span(wanted, text),
        text=wanted,
        kind=kind,
        value=None if value is None else Decimal(value),
        unit=unit,
        op=op,
        passage=passage,
    )


def indicator(of: Quantity, name: str) -> Indicator:
    return Indicator(
        quantity=of,
        name=name,
        role=Role.ACTUAL,
        section=SectionKind.COMPLETION,
        source=Source.RULES,
    )


def extraction(text: str = TEXT, *, name: str = "走访企业数") -> Extraction:
    """`text` holds the numbers of `TEXT`, in its order; `name` is what the program calls 28家."""
    count = quantity("28家", QuantityKind.COUNT, "28", "家", text=text)
    ratio = quantity("95.0%", QuantityKind.RATIO, "95.0", "%", text=text)
    cell = quantity("≥30家", QuantityKind.COUNT, "30", "家", text=text, op=Op.GE, passage=2)
    first = text.index("2023年")
    pieces = (
        Span(first, text.index("走访三成")),
        Span(text.index("走访三成"), text.index("走访企业数")),
    )
    cells = Span(text.index("走访企业数"), len(text))
    passages = tuple(
        Passage(index=i, pieces=(piece,), section=section, path=(), place=Place(i + 1), narrative=i < 2)
        for i, (piece, section) in enumerate(
            zip((*pieces, cells), (SectionKind.COMPLETION, SectionKind.PROBLEM, SectionKind.GOAL),
                strict=True)
        )
    )  # fmt: skip
    line = text.count("\n", 0, cells.start) + 1
    made = report(
        text,
        checks=[
            check(text, "28家", "≥30家", id="a", rule=Rule.TARGET_VS_ACTUAL),
            check(text, "95.0", id="b", verdict=Verdict.AGREE, severity=Severity.NONE),
            check(text, "28", id="c", rule=Rule.REPEAT, verdict=Verdict.AGREE, severity=Severity.NONE),
        ],
        quantities=[quantity("2023年", QuantityKind.DATE, None, text=text), count, ratio, cell],
    )  # fmt: skip
    return replace(
        made,
        passages=passages,
        indicators=(indicator(count, name), indicator(ratio, "办结率")),
        facts=(
            Fact(
                name="走访企业数",
                name_span=span("走访企业数", text),
                place=Place(line, 0, 0, 0),
                target=Quote(span=span("≥30家", text), text="≥30家"),
                weight=Quote(span=Span(len(text) - 3, len(text) - 1), text="10"),
            ),
        ),
    )
