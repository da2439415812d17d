"""A verbatim quote is always found; one with a changed or cut digit never is."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from extractor.labelling.grounding import find_quote
from extractor.records import Span

WORDS = [
    "整改完成率",
    "经费投入",
    "，",
    "。",
    "万元",
    "家",
    "个百分点",
    "其中",
    "；",
    "、“两个中心”",
]
NUMBERS = st.integers(0, 99_999).map(str) | st.decimals(0, 999, places=2).map(str)
SENTENCE = st.lists(st.sampled_from(WORDS) | NUMBERS, min_size=3, max_size=14).map("".join)
FULL = str.maketrans("0123456789%.", "０１２３４５６７８９％．")


def whole(text: str) -> tuple[Span, ...]:
    return (Span(0, len(text)),)


def cuts_number(text: str, at: int) -> bool:
    """An independent statement of the rule: a number is a run of digits and inner points."""
    part = "0123456789."
    return 0 < at < len(text) and text[at - 1] in part and text[at] in part


@given(SENTENCE, st.data())
def test_every_verbatim_quote_is_found(text: str, data: st.DataObject) -> None:
    cuts = [at for at in range(len(text) + 1) if not cuts_number(text, at)]
    start, end = sorted(
        data.draw(st.lists(st.sampled_from(cuts), min_size=2, max_size=2, unique=True))
    )
    found = find_quote(text, text[start:end], whole(text))
    assert found is not None
    assert found.of(text) == text[start:end]


@given(SENTENCE, st.data())
def test_width_and_white_space_do_not_matter(text: str, data: st.DataObject) -> None:
    loose = "".join(char + data.draw(st.sampled_from(["", "", " ", "　"])) for char in text)
    for quote, place in ((text.translate(FULL), text), (text, loose), (loose, text)):
        found = find_quote(place, quote, whole(place))
        assert found is not None
        assert found.of(place).strip() == place.strip()


@given(SENTENCE, st.data())
def test_one_changed_digit_is_refused(text: str, data: st.DataObject) -> None:
    digits = [i for i, char in enumerate(text) if char.isdigit()]
    assume(digits)
    at = data.draw(st.sampled_from(digits))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != text[at]]))
    assert find_quote(text, text[:at] + other + text[at + 1 :], whole(text)) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("新增企业25家", "5家"),
        ("新增企业25家", "新增企业2"),
        ("完成率12.75%", "75%"),
        ("完成率12.75%", "完成率12"),
        ("支出1,234万元", "234万元"),
        ("整改已完成", ""),
        ("整改已完成", " 　"),
        ("面积10²", "面积102"),
    ],
)
def test_refused(text: str, quote: str) -> None:
    assert find_quote(text, quote, whole(text)) is None


def test_only_within() -> None:
    text = "培训不足。培训不足。"
    assert find_quote(text, "培训不足", [Span(5, 10)]) == Span(5, 9)
    assert find_quote(text, "培训不足", [Span(1, 5)]) is None


def test_across_a_page_break() -> None:
    text = "宣传力度\n\n【页脚】\n\n不够"
    found = find_quote(text, "宣传力度不够", [Span(0, 4), Span(12, len(text))])
    assert found == Span(0, len(text))


@given(st.text(), st.text())
def test_any_text(text: str, quote: str) -> None:
    found = find_quote(text, quote, whole(text))
    assert found is None or 0 <= found.start < found.end <= len(text)
