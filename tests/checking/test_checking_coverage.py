"""Which figures some check has looked at, and which stand alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import labelled_report
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import check, extractions, report

from extractor.checking.coverage import (
    Coverage,
    FactField,
    Origin,
    Share,
    Touch,
    coverage,
    overlaps,
)
from extractor.records import (
    Evidence,
    Extraction,
    Indicator,
    QuantityKind,
    Quote,
    Role,
    Rule,
    SectionKind,
    Severity,
    Source,
    Span,
    Text,
    Verdict,
)

TEXT = labelled_report.TEXT


def by_text(found: Coverage) -> dict[str, list[tuple[str, str]]]:
    return {
        figure.text: [(touch.rule.value, touch.verdict.value) for touch in figure.touches]
        for figure in found.figures
    }


def test_each_figure_has_the_checks_that_touch_it() -> None:
    made = labelled_report.extraction()
    (fact,) = made.facts
    found = coverage(made)
    assert by_text(found) == {
        "28家": [("target_vs_actual", "conflict"), ("repeat", "agree")],
        "95.0%": [("ratio", "agree")],
        "≥30家": [("target_vs_actual", "conflict")],
    }
    first, _, cell = found.figures
    assert (first.name, first.origin, first.field) == ("走访企业数", Origin.PROSE, None)
    assert (cell.name, cell.origin, cell.field) == (fact.name, Origin.TABLE, FactField.TARGET)
    assert cell.touches == (Touch("a", Rule.TARGET_VS_ACTUAL, Verdict.CONFLICT),)
    assert found.agreeing == ((Rule.REPEAT, 1), (Rule.RATIO, 1))
    assert found.share(Origin.PROSE) == Share(2, 2)
    assert found.share(Origin.TABLE) == Share(1, 1)
    assert found.alone == ()


def test_what_no_check_touches_stands_alone() -> None:
    made = replace(labelled_report.extraction(), checks=(check(TEXT, "≥30家"),))
    found = coverage(made)
    assert [figure.text for figure in found.alone] == ["28家", "95.0%"]
    assert (found.share(Origin.PROSE), found.share(Origin.TABLE)) == (Share(0, 2), Share(1, 1))
    assert found.agreeing == ()


@pytest.mark.parametrize(
    ("cell", "in_tables"),
    [
        ("28家", []),  # the number of an indicator, which tells of it
        ("共走访28家企业", []),
        ("办结率为95.0%", ["办结率为95.0%"]),
        ("走访三成商户", []),  # no number was found in it
    ],
)
def test_a_place_is_told_once(cell: str, in_tables: list[str]) -> None:
    """28家 is an indicator, 95.0% a quantity and none; two facts of a row say the same."""
    made = labelled_report.extraction()
    fact = replace(made.facts[0], target=None, actual=quoted(cell))
    found = coverage(replace(made, indicators=made.indicators[:1], facts=(fact, fact)))
    assert [f.text for f in found.figures if f.origin is Origin.PROSE] == ["28家"]
    assert [f.text for f in found.figures if f.origin is Origin.TABLE] == in_tables


def quoted(wanted: str) -> Quote:
    return Quote(span=labelled_report.span(wanted), text=wanted)


def test_a_report_without_figures() -> None:
    assert coverage(report("没有数字。")) == Coverage(figures=(), agreeing=())


@given(extractions())
def test_any_report_has_coverage(made: Extraction) -> None:
    found = coverage(made)
    assert [figure.span for figure in found.figures] == sorted(f.span for f in found.figures)
    for figure in found.figures:
        assert figure.span.of(made.document.text) == figure.text
        touching = [
            one.id
            for one in made.checks
            if any(_share(figure.span, evidence.span) for evidence in one.evidence)
        ]
        assert [touch.id for touch in figure.touches] == touching
    shares = [found.share(origin) for origin in Origin]
    assert sum(share.of - share.checked for share in shares) == len(found.alone)
    assert sum(n for _, n in found.agreeing) == sum(
        1 for one in made.checks if one.verdict is Verdict.AGREE
    )


_spans = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 12)).map(lambda two: Span(two[0], sum(two)))
)


@given(_spans, _spans)
def test_the_sweep_finds_what_comparing_all_finds(left: list[Span], right: list[Span]) -> None:
    wanted = [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if _share(a, b)]
    assert sorted(overlaps(left, right)) == wanted


def _share(a: Span, b: Span) -> bool:
    return max(a.start, b.start) < min(a.end, b.end)


def test_a_report_of_five_million_characters_is_covered_in_a_moment() -> None:
    """60,000 figures, each in a check of its own, and one piece of evidence over all the text."""
    many, width = 60_000, 80
    text = ("全年走访企业28家".ljust(width - 1, "，") + "\n") * many
    places = [Span(at * width + 6, at * width + 9) for at in range(many)]
    agrees = check(text, "28家", verdict=Verdict.AGREE, severity=Severity.NONE)
    whole = Evidence(span=Span(0, len(text)), text=text, name="", where=Text("全文", "all"))
    number = labelled_report.quantity("28家", QuantityKind.COUNT, "28", "家", text=text)
    checks = [
        replace(agrees, evidence=(replace(agrees.evidence[0], span=place),)) for place in places
    ]
    made = replace(
        report(text, checks=[*checks, replace(agrees, evidence=(whole,))]),
        indicators=tuple(
            Indicator(
                quantity=replace(number, span=place, value=Decimal(28)),
                name="走访企业数",
                role=Role.ACTUAL,
                section=SectionKind.COMPLETION,
                source=Source.RULES,
            )
            for place in places
        ),
    )
    found = coverage(made)
    assert found.share(Origin.PROSE) == Share(many, many)
    assert {len(figure.touches) for figure in found.figures} == {2}
