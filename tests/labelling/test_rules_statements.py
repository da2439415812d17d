"""Problems, causes and measures without a model: verbatim, linked, nothing invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.folding import view
from extractor.labelling.statements import statements
from extractor.records import SectionKind, Span, StatementKind

PROBLEM, MEASURE = SectionKind.PROBLEM, SectionKind.MEASURE


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        (
            PROBLEM,
            "一是预算编制不够精准。二是培训不足，由于人手紧张，效果有限。",
            [
                ("problem", "一是预算编制不够精准"),
                ("problem", "二是培训不足，由于人手紧张，效果有限"),
                ("cause", "由于人手紧张，效果有限"),
            ],
        ),
        (
            MEASURE,
            "（一）加强培训，每季度一次。（二）按月通报执行进度。",
            [("measure", "（一）加强培训，每季度一次"), ("measure", "（二）按月通报执行进度")],
        ),
        (PROBLEM, "进度偏慢。资料归档不及时！", [("problem", "资料归档不及时！")]),
        (SectionKind.COMPLETION, "一是完成12项。", []),
        (PROBLEM, "无", []),
    ],
)
def test_items(section: SectionKind, text: str, expected: list[tuple[str, str]]) -> None:
    found = statements(text, [(section, view(text, [Span(0, len(text))]))])
    assert [(s.kind.value, s.text) for s in found] == expected


def test_a_cause_links_to_its_problem() -> None:
    text = "一是执行率偏低，主要原因是项目启动较晚。"
    problem, cause = statements(text, [(PROBLEM, view(text, [Span(0, len(text))]))])
    assert cause.kind is StatementKind.CAUSE
    assert cause.links == (problem.span,)


@given(st.text(alphabet="一二是、。；（）由于因原因是，abc <p>\n1.", max_size=120))
def test_every_statement_is_verbatim(text: str) -> None:
    for statement in statements(text, [(PROBLEM, view(text, [Span(0, len(text))]))]):
        assert statement.span.of(text) == statement.text
        assert statement.text.strip()
