"""The word lists are well formed, and matching takes the longest word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.labelling.named import Found
from extractor.labelling.segmenting import boundaries, parts, tokens
from extractor.labelling.wordlists import Words, rows
from extractor.records import QuantityKind, Role


@pytest.mark.parametrize("table", ["words", "tails", "roles", "units", "labels"])
def test_every_line_says_why(table: str) -> None:
    for row in rows(table):
        assert None not in row, row
        assert all(row.values()), row


@pytest.mark.parametrize("table", ["words", "tails", "roles"])
def test_no_word_stands_twice_in_a_line(table: str) -> None:
    for row in rows(table):
        found = row["words"].split()
        assert sorted(found) == sorted(set(found)), {w for w in found if found.count(w) > 1}


def test_roles_and_kinds_exist() -> None:
    for row in rows("roles"):
        Role(row["role"])
        assert row["side"] in ("left", "right", "verb")
        for kind in row["kinds"].split():
            assert kind == "*" or QuantityKind(kind)
    for row in rows("tails"):
        assert row["kind"] == "complete" or QuantityKind(row["kind"])


def test_the_longest_word_wins() -> None:
    words = Words(["完成", "完成率", "率"])
    assert words.head("完成率达") == "完成率"
    assert words.tail("预算完成率") == "完成率"
    assert words.without_tail("预算完成率") == "预算"
    assert words.without_head("更新", Words(["更新"])) == "更新"
    assert Words(["更"]).without_head("更新", Words(["更新"])) == "更新"
    assert words.cover("完成完成率")
    assert not words.cover("完成数")
    assert words.first_in("预算完成", 1) == 2
    assert words.first_in("预算") == -1


@given(st.lists(st.sampled_from(["a", "ab", "bc", "c"]), max_size=8))
def test_any_join_of_words_is_covered(parts: list[str]) -> None:
    assert Words(["a", "ab", "bc", "c"]).cover("".join(parts))


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("完成支付共", "完成支付"),
        ("现场签约", "现场签约"),  # 约 belongs to 签约
        ("截至", "截至"),
        ("预算执行率为", "预算执行率"),  # after a measure noun it is a word, whatever is said
    ],
)
def test_one_character_is_cut_off_only_where_a_word_ends(text: str, kept: str) -> None:
    assert Words(["共", "约", "至", "为"]).without_tail(text) == kept


def test_one_character_is_kept_at_the_head_of_a_word() -> None:
    assert Words(["及", "同", "人"]).without_head("及时率") == "及时率"
    assert Words(["及", "同", "人"]).without_head("人均收入") == "人均收入"


@given(st.text(max_size=60))
def test_the_words_of_a_text_are_the_text(text: str) -> None:
    found = tokens(text)
    assert "".join(token.text for token in found) == text
    assert all(text[token.start : token.end] == token.text for token in found)
    assert {0, len(text)} <= boundaries(text)
    assert parts(text, 0)
    assert parts(text, len(text))


def test_every_way_of_finding_a_name_has_its_own_figure() -> None:
    """Two members of one value would be one member: the second a mere alias."""
    assert list(Found.__members__.values()) == list(Found)
    assert all(0 < found.value < 1 for found in Found)
