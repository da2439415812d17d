"""A view reads what a person reads, and every character of it maps back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.folding import fold, view
from extractor.records import Span


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("约18万m<sup>2</sup>违法", "约18万m2违法"),
        ("<p>一</p> <p>二</p>", "一 二"),
        ("工业总产值\n\n115894 万元", "工业总产值 115894 万元"),
        ("行稳\n致远", "行稳致远"),
        ("处 新增", "处 新增"),
        ("１２．５％", "12.5%"),
        ("a < b, c > d", "a < b, c > d"),
        ("**一是**好", "一是好"),
        ("零\u200b宽", "零宽"),
        ("  两端  ", "两端"),
        ("", ""),
    ],
)
def test_what_is_read(text: str, seen: str) -> None:
    assert view(text, [Span(0, len(text))]).text == seen


def test_pieces_are_one_run_and_spans_reach_across() -> None:
    text = "总产值\n\n页脚\n\n12万元"
    seen = view(text, [Span(0, 3), Span(9, 13)])
    assert seen.text == "总产值12万元"
    assert seen.span(2, 4) == Span(2, 10)


def test_tags_inside_a_number_belong_to_its_span() -> None:
    text = "拆除18万m<sup>2</sup>违法"
    seen = view(text, [Span(0, len(text))])
    at = seen.text.index("18万m2")
    assert seen.span(at, at + 5).of(text) == "18万m<sup>2"


@given(st.text(max_size=200))
def test_every_character_maps_back(text: str) -> None:
    seen = view(text, [Span(0, len(text))])
    assert len(seen.text) == len(seen.starts) == len(seen.ends)
    for i in range(len(seen.text)):
        span = seen.span(i, i + 1)
        assert seen.locate(span) == Span(i, i + 1)
        original = span.of(text)
        assert seen.text[i] == original or fold(seen.text[i]) == fold(original)
    assert seen.text == seen.text.strip()


@given(st.text(max_size=100))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
