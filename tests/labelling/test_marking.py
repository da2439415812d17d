"""The network that marks the words of a name: what it sees, and what is made of its marks."""

from __future__ import annotations

import re
from decimal import Decimal
from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.folding import view
from extractor.labelling.marking import Guess, Window, marked, windows
from extractor.labelling.marking.aligning import align
from extractor.labelling.marking.encoding import encode, gathered
from extractor.labelling.marking.naming import name_of
from extractor.labelling.marking.network import Network, shipped, split, together
from extractor.labelling.marking.window import AFTER, BEFORE, Part
from extractor.labelling.states import States
from extractor.labelling.unaided import Prose, labels
from extractor.quantities import tag
from extractor.records import Quantity, QuantityKind, Role, SectionKind, Span
from extractor.records import SectionKind as Section

NOTHING = Guess("", Role.ACTUAL, 0.0)


def tagged(text: str) -> tuple[str, tuple[Span, ...], tuple[Quantity, ...]]:
    seen = view(text, [Span(0, len(text))])
    found = tuple(tag(text, seen, passage=0))
    return seen.text, tuple(seen.locate(quantity.span) for quantity in found), found


def seen(text: str, path: tuple[str, ...] = (), guess: Guess = NOTHING) -> tuple[Window, ...]:
    reading, places, quantities = tagged(text)
    guesses = [guess] * sum(quantity.kind.measures for quantity in quantities)
    return tuple(windows(reading, places, quantities, Section.COMPLETION, path, guesses))


# --- aligning -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "centre", "taken", "ending"),
    [
        ("新建公厕数", "全年新建公厕\0\0\0", 6, "新建公厕", "数"),
        ("获奖企业数", "共有\0\0\0企业获奖", 2, "企业获奖", "数"),  # in another order
        ("公厕改造率", "公厕新建\0座，公厕改造\0", 11, "公厕改造", "率"),  # the nearest one
        ("满意度", "群众满意度\0\0", 5, "满意度", ""),
        ("数", "数据\0", 2, "", "数"),  # one character is found anywhere
        ("", "任何文字", 0, "", ""),
        ("完全不同", "任何文字\0", 4, "", "完全不同"),
    ],
)
def test_a_name_is_found_in_pieces(
    name: str, text: str, centre: int, taken: str, ending: str
) -> None:
    flags, rest = align(name, text, centre)
    assert "".join(c for c, flag in zip(text, flags, strict=True) if flag) == taken
    assert rest == ending


@given(st.text("甲乙丙丁\0", max_size=12), st.text("甲乙丙丁\0，", max_size=60))
def test_what_is_taken_is_there_once(name: str, text: str) -> None:
    flags, rest = align(name, text, len(text) // 2)
    assert len(flags) == len(text)
    assert name.endswith(rest)
    assert sum(flags) + len(rest) <= len(name)


# --- windows --------------------------------------------------------------------------------------


def test_a_window_holds_headings_and_the_text_around() -> None:
    first, second = seen("全年新建公厕12座，投入36.5万元。", path=("环境", "", "公厕革命"))
    assert first.text == "环境＞公厕革命\n全年新建公厕\0\0\0，投入\0\0\0\0\0\0。"
    assert first.text[first.centre : first.centre + 3] == "\0\0\0"
    assert second.words[second.target].part is Part.TARGET
    assert second.words[second.target].tag == QuantityKind.MONEY.value
    assert [word.part for word in first.words[:3]] == [Part.HEADING] * 3


def test_numbers_cannot_be_told_apart() -> None:
    """Which number it is must not change a name."""
    one, other = seen("新建公厕12座")[0], seen("新建公厕97座")[0]
    assert one.words == other.words and one.text == other.text


def test_a_window_ends_where_it_is_told_to() -> None:
    (window,) = seen("群众，" * 130 + "办结12件" + "，群众" * 130)
    ahead = sum(len(w.text) for w in window.words[: window.target])
    behind = sum(len(w.text) for w in window.words[window.target + 1 :])
    assert BEFORE <= ahead <= BEFORE + 4 and AFTER <= behind <= AFTER + 4


def test_what_the_rules_marked_is_seen() -> None:
    (window,) = seen("全年新建公厕12座", guess=Guess("新建公厕数", Role.ACTUAL, 0.9))
    shares = dict(zip((w.text for w in window.words), window.guessed, strict=True))
    assert shares["新建"] == 1 and shares["全年"] == 0


# --- the network ----------------------------------------------------------------------------------


def test_padding_changes_nothing() -> None:
    """A window alone, and beside a longer one."""
    short = seen("办结12件")[0]
    long = seen("全年共受理群众来信来访三百余批，" * 6 + "按期办结12件，办结率98.5%")[0]
    network = shipped()
    alone = network(encode([short], network.vocabulary))
    beside = network(encode([short, long], network.vocabulary))
    n = len(short.words)
    assert np.allclose(alone.words[0, :n], beside.words[0, :n], atol=1e-5)
    assert np.allclose(alone.roles[0], beside.roles[0], atol=1e-5)
    assert np.allclose(beside.words[0, n:], 0)


def test_marks_are_shares() -> None:
    found = shipped()(encode(seen("新建公厕12座，改造5座，投入30万元"), shipped().vocabulary))
    assert np.all((found.words >= 0) & (found.words <= 1))
    assert np.allclose(found.roles.sum(1), 1, atol=1e-5)
    assert np.allclose(found.endings.sum(1), 1, atol=1e-5)


@pytest.mark.parametrize(
    ("marks", "ending", "name"),
    [
        ((0, 1, 1, 0), "数", "新建公厕数"),
        ((0, 1, 1, 1), "数", "新建公厕数"),  # the quantity itself never
        ((1, 1, 1, 0), "", "全年新建公厕"),
        ((0, 0, 0, 1), "数", ""),  # an ending alone is no name
        ((0.1, 0.9, 0.5, 0), "数", "新建公厕数"),  # half as likely as the F1 that can be hoped for
        ((0.1, 0.9, 0.3, 0), "数", "新建数"),
        ((0, 0.2, 0.2, 0), "数", "新建公厕数"),  # uncertain as a whole, and still the best
        ((0, 0, 1, 0), "厕数", "公厕数"),  # what it ends with already is not said twice
    ],
)
def test_a_name_is_made_of_marked_words(marks: tuple[float, ...], ending: str, name: str) -> None:
    (window,) = seen("全年新建公厕12座")
    assert [word.text for word in window.words] == ["全年", "新建", "公厕", ""]
    assert name_of(window, marks, ending) == name


def test_the_order_of_the_windows_is_kept() -> None:
    found = seen("门诊3.2万人次。" + "全院" * 30 + "开展手术512台，占比12.5%，支出86万元。")
    all_ = marked(found)
    assert all_ == tuple(one for window in found for one in marked([window]))


# --- with the states of a model ---------------------------------------------------------------------


def read_of(text: str, width: int = 1536) -> States:
    """Some state for each character."""
    vectors = np.random.default_rng(0).normal(size=(len(text), width)).astype(np.float16)
    return States(vectors, np.arange(len(text), dtype=np.int32))


def looked(text: str, states: States) -> tuple[Window, ...]:
    reading, places, quantities = tagged(text)
    guesses = [NOTHING] * sum(quantity.kind.measures for quantity in quantities)
    path = ("一、完成情况",)
    return tuple(windows(reading, places, quantities, Section.COMPLETION, path, guesses, states))


def test_a_word_has_the_state_of_its_last_character() -> None:
    text = "全年新建公厕12座，改造5座"
    states = read_of(text)
    for window in looked(text, states):
        for word, row in zip(window.words, window.tokens, strict=True):
            if word.part is Part.HEADING:
                assert row == -1
            elif word.part is Part.TEXT:
                assert text[row] == word.text[-1]
            else:
                assert text[row] == "座"


def test_what_was_not_read_counts_for_nothing() -> None:
    text = "全年新建公厕12座"
    nothing = States(np.ones((1, 1536), np.float16), np.full(len(text), -1, np.int32))
    (window,) = looked(text, nothing)
    assert set(window.tokens) == {-1}
    assert not gathered([window], nothing.vectors).any()


def test_states_are_heard() -> None:
    text = "全年新建公厕12座，改造5座，投入30万元"
    one, other = read_of(text), read_of(text)
    other.vectors[:] = -other.vectors
    said = marked(looked(text, one), one)
    assert said == marked(looked(text, one), one)
    assert said != marked(looked(text, other), other)


def test_several_networks_are_as_their_mean() -> None:
    batch = encode(seen("新建公厕12座，改造5座"), shipped().vocabulary)
    with (files("extractor.labelling") / "data" / "marking.npz").open("rb") as file:
        tables = np.load(file)
        weights, *_ = split({name: tables[name] for name in tables.files})
    other = {name: -table for name, table in weights.items()}
    vocabulary = shipped().vocabulary
    both = Network([weights, other], vocabulary)(batch)
    apart = [Network([one], vocabulary)(batch) for one in (weights, other)]
    for mean, first, second in zip(both, *apart, strict=True):
        assert np.allclose(mean, (first + second) / 2, atol=1e-6)
    assert split(together([weights, other]))[1].keys() == other.keys()


# --- both together --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names", "roles"),
    [
        ("全年新建公厕12座，投入资金36.5万元。", ("新建公厕数", "投入资金"), ("actual", "spent")),
        (
            "群众满意度达96.5%，较上年提高2.1个百分点。",
            ("群众满意度", "满意度"),
            ("actual", "change"),
        ),
        ("年初预算120万元，支出决算118.6万元。", ("年初预算", "支出决算"), ("budget", "spent")),
    ],
)
def test_plain_sentences(text: str, names: tuple[str, ...], roles: tuple[str, ...]) -> None:
    reading, places, quantities = tagged(text)
    found = labels(Prose(reading, places, quantities, SectionKind.COMPLETION, ()))
    assert [said.role.value for said in found] == list(roles)
    assert all(part in said.name for part, said in zip(names, found, strict=True))


@given(st.text("全年新建公厕改造的和、，。；12座%万元（）“”率\n \t<>【】", max_size=120))
def test_any_text_is_named_without_numbers(text: str) -> None:
    reading, places, quantities = tagged(text)
    found = labels(Prose(reading, places, quantities, SectionKind.OTHER, ("表1", "")))
    assert len(found) == sum(quantity.kind.measures for quantity in quantities)
    for said in found:
        assert said.name and not re.search(r"[\0\n]", said.name)
        assert 0 <= said.name_confidence <= 1 and 0 <= said.role_confidence <= Decimal(1)


def test_a_list_without_end_is_left_to_the_rules() -> None:
    reading, places, quantities = tagged("走访企业" + "3家、" * 1001)
    found = labels(Prose(reading, places, quantities, SectionKind.OTHER, ()))
    assert len(found) == 1001 and found[0].name == "走访企业数"
