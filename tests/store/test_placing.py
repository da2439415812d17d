from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import spans

from extractor.errors import UsageError
from extractor.records import Span
from extractor.store.placing import Lines, place_meant

TEXT = "一、概况\n新增28家企业，共128家，服务28家。\n新增28家企业，共128家，服务28家。\n约 28\n家"


def at(text: str, wanted: str, nth: int = 0) -> Span:
    start = -1
    for _ in range(nth + 1):
        start = text.index(wanted, start + 1)
    return Span(start, start + len(wanted))


@st.composite
def texts_with_a_place(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(st.text("ab1 \n\r\t", min_size=1, max_size=40))
    return text, draw(spans(text, least=1))


@given(texts_with_a_place(), st.text("xy\n", max_size=10))
def test_a_place_is_found_again_wherever_its_lines_have_gone(
    given_: tuple[str, Span], above: str
) -> None:
    text, span = given_
    anchor = Lines(text).anchor(span)
    assert Lines(text).find(anchor) == span
    if "\n" in anchor.text and not anchor.lines.replace("\n", ""):
        return  # only blank lines: the inserted ones may be just such
    more = above + "x\n"  # no line of `text` has an x
    if anchor.lines.split("\n")[0]:
        moved = Span(span.start + len(more), span.end + len(more))
        assert Lines(more + text).find(anchor) == moved


@pytest.mark.parametrize(
    ("then", "found"),
    [
        (TEXT, True),
        ("标题\n" + TEXT.replace("一、概况", "一、基本概况"), True),
        (TEXT.replace("\n", "\r\n"), True),
        (
            TEXT.replace("服务28家。\n新增", "服务28家！\n新增"),
            False,
        ),  # one of two equal lines is gone
        (TEXT + "\n新增28家企业，共128家，服务28家。", False),  # which one it was is not known
        ("", False),
    ],
)
def test_the_lines_around_a_place_decide(then: str, found: bool) -> None:
    span = at(TEXT, "28家", 4)  # 128家 of the second of two equal lines
    place = Lines(then).find(Lines(TEXT).anchor(span))
    assert (place is not None) == found
    if place is not None:
        assert place.of(then) == "28家"
        assert then[place.start - 2 : place.start] == "共1"


TAGGED = (at(TEXT, "28家"), at(TEXT, "128家"), at(TEXT, "28家", 2), at(TEXT, "28\n家"))


@pytest.mark.parametrize(
    ("line", "wanted", "nth", "found"),
    [
        (2, "28家", 1, at(TEXT, "28家")),
        (2, "28家", 2, at(TEXT, "28家", 2)),  # 28家 of 128家 is no candidate
        (2, "２８ 家", 2, at(TEXT, "28家", 2)),
        (2, "128家", None, at(TEXT, "128家")),
        (2, "新增28家", None, at(TEXT, "新增28家")),  # other ends than the tagger found
        (2, "企业", None, at(TEXT, "企业")),
        (4, "28家", None, at(TEXT, "28\n家")),  # a hard wrap inside
        (3, "128", None, at(TEXT, "128", 1)),
    ],
)
def test_what_a_person_means(line: int, wanted: str, nth: int | None, found: Span) -> None:
    assert place_meant(TEXT, TAGGED, line=line, wanted=wanted, nth=nth) == found


@pytest.mark.parametrize(
    ("line", "wanted", "nth", "said"),
    [
        (0, "28家", None, "第 0 行不存在,全文共 5 行"),
        (6, "28家", None, "第 6 行不存在"),
        (1, "28家", None, "第 1 行没有 '28家',该行为:一、概况"),
        (1, "", None, "没有 ''"),
        (1, " ", None, "没有 ' '"),
        (2, "28家", None, "第 2 行有 2 处 '28家'"),
        (2, "28家", 3, r"第 2 行有 2 处 '28家' \(--nth 3\)"),
        (2, "28家", 0, "--nth 0"),
        (2, "128家", 2, "--nth 2"),
    ],
)
def test_what_nobody_can_mean_is_told(line: int, wanted: str, nth: int | None, said: str) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        place_meant(TEXT, TAGGED, line=line, wanted=wanted, nth=nth)
    assert caught.value.hint
