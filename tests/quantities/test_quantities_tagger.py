"""The tagger against a table of self-made sentences, and what holds for any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.folding import view
from extractor.quantities import tag
from extractor.records import Quantity, Span

TABLE = Path(__file__).parents[1] / "data" / "quantities.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]


def tagged(text: str) -> tuple[Quantity, ...]:
    return tag(text, view(text, (Span(0, len(text)),)))


def written(quantity: Quantity) -> str:
    """As in the table: text|value|value_max|unit|op|kind."""
    numbers = ("" if n is None else str(n) for n in (quantity.value, quantity.value_max))
    return "|".join((quantity.text, *numbers, quantity.unit, quantity.op, quantity.kind))


def test_the_table_is_long_and_each_row_gives_a_reason() -> None:
    assert len(ROWS) >= 150
    assert all(len(row) == 3 and row[2] for row in ROWS)
    assert len({row[0] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("text", "expected", "reason"), ROWS, ids=[row[0] for row in ROWS])
def test_table(text: str, expected: str, reason: str) -> None:
    assert " ; ".join(map(written, tagged(text))) == expected, reason


# Characters that numbers, units, marks and mark-up are made of, so that drawn texts are dense.
DENSE = st.text(
    alphabet=st.sampled_from(
        "0123456789.,，、-—~至到%‰+*×/=<>≥≤（）()〔〕【】“”《》 \n\t第前排名全区约近超过不余多几"
        "万亿千百十一二三两半年月日号期个项家人次元亩平方米千瓦时分之点岁小周条表图Abm²PM①１２％．"
    ),
    max_size=60,
)
TEXTS = st.one_of(st.text(max_size=80), DENSE)


@given(TEXTS)
@example("<p>1</p>")
@example("第" * 50)
@example("9" * 40)
def test_any_text_gives_ordered_exact_spans(text: str) -> None:
    end = 0
    for quantity in tagged(text):
        assert end <= quantity.span.start < quantity.span.end <= len(text)
        assert quantity.text == text[quantity.span.start : quantity.span.end]
        assert quantity.value is not None or not quantity.kind.measures
        assert quantity.value_max is None or quantity.value is not None
        end = quantity.span.end


@given(TEXTS)
def test_every_arabic_digit_that_is_read_is_covered(text: str) -> None:
    covered = {i for quantity in tagged(text) for i in range(*quantity.span)}
    seen = view(text, (Span(0, len(text)),))
    read = {
        start for char, start in zip(seen.text, seen.starts, strict=True) if char in "0123456789"
    }
    assert read <= covered


@given(DENSE)
def test_full_width_digits_give_the_same_values(text: str) -> None:
    wide = text.translate({ord("0") + i: 0xFF10 + i for i in range(10)})
    if "<" in text:  # a full-width digit cannot stand in a tag, a plain one can
        text = text.replace("<", "＜")
        wide = wide.replace("<", "＜")
    narrow = [(q.span, q.value, q.value_max, q.unit, q.op, q.kind) for q in tagged(text)]
    assert narrow == [(q.span, q.value, q.value_max, q.unit, q.op, q.kind) for q in tagged(wide)]


@given(st.sampled_from([row[0] for row in ROWS]), st.integers(1, 5))
def test_blank_lines_before_shift_spans_only(text: str, lines: int) -> None:
    moved = tagged("\n" * lines + text)
    assert [Span(q.span.start - lines, q.span.end - lines) for q in moved] == [
        q.span for q in tagged(text)
    ]
    assert [written(q) for q in moved] == [written(q) for q in tagged(text)]


@given(
    st.sampled_from([row[0] for row in ROWS]), st.sampled_from(["本街道按照要求。", "情况如下；"])
)
def test_a_sentence_before_shifts_spans_only(text: str, prefix: str) -> None:
    if text.startswith(("3.1", "增", "支出 1")):
        return  # headings stand at the start of a run; spaced-out stretches grow at their edge
    whole = prefix + text
    moved = tagged(whole)
    assert [written(q) for q in moved] == [written(q) for q in tagged(text)]
    assert all(q.text == q.span.of(whole) for q in moved)


def test_pieces_across_a_page_break_read_as_one() -> None:
    text = "完成投资1469.7\n\n（第3页）\n\n万元"
    first, second = Span(0, 11), Span(text.index("万元"), len(text))
    (quantity,) = tag(text, view(text, (first, second)), passage=4)
    assert (str(quantity.value), quantity.unit, quantity.passage) == ("1469.7", "万元", 4)
    assert quantity.span.of(text) == quantity.text


@pytest.mark.parametrize(
    "pattern",
    [
        "1",
        "1,",
        "1-",
        "1至",
        "一",
        "第1",
        "（1",
        "“",
        "《",
        "增 ",
        "2021年",
        "〔2021",
        "1万",
        "1+",
        "1.",
        "a@",
    ],
)
def test_long_repetitions_end(pattern: str) -> None:
    """A pattern that backtracks over itself would meet the time limit of the test run."""
    text = pattern * (30_000 // len(pattern))
    assert all(quantity.text == quantity.span.of(text) for quantity in tagged(text))
