"""Chunks: every measuring quantity once, whole, in order, and within the size."""

from __future__ import annotations

import re
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.chunking import chunk
from extractor.folding import view
from extractor.records import (
    Chunk,
    Document,
    Passage,
    Place,
    Quantity,
    QuantityKind,
    SectionKind,
    Span,
)

_NUMBER = re.compile(r"\d[\d,.、]*\d(?:万元|家|％|年)?|\d(?:万元|家|％|年)?")


def passage_of(*pieces: Span, narrative: bool = True) -> Passage:
    return Passage(
        index=3,
        pieces=pieces,
        section=SectionKind.COMPLETION,
        path=("主要任务", "目标完成情况"),
        place=Place(1),
        unit="万元",
        narrative=narrative,
    )


def quantities_in(text: str) -> tuple[Quantity, ...]:
    return tuple(
        Quantity(
            span=Span(*match.span()),
            text=match.group(),
            kind=QuantityKind.DATE if match.group().endswith("年") else QuantityKind.COUNT,
            value=Decimal(1),
            passage=3,
        )
        for match in _NUMBER.finditer(text)
    )


def chunks_of(text: str, size: int = 120, before: int = 60) -> tuple[Chunk, ...]:
    document = Document(name="r.txt", sha256="0" * 64, text=text, blocks=())
    passages = (passage_of(Span(0, len(text))),)
    return chunk(document, passages, quantities_in(text), size=size, before=before)


def test_sentences_are_packed_up_to_the_size() -> None:
    text = "新增28家。巡查9家！整改7家；复查3家。"
    assert [c.text for c in chunks_of(text, size=12)] == [
        "新增28家。巡查9家！",
        "整改7家；复查3家。",
    ]


def test_what_came_before_is_given_from_a_clause_on() -> None:
    first, second = chunks_of("我街全年工作顺利，新增28家。巡查9家。", size=15, before=10)
    assert (first.before, first.text) == ("", "我街全年工作顺利，新增28家。")
    assert (second.before, second.text) == ("新增28家。", "巡查9家。")


def test_before_never_begins_inside_a_number() -> None:
    chunks = chunks_of("合计1234567890123456789家。巡查9家。", size=10, before=8)
    assert [c.before for c in chunks] == ["", ""]


def test_long_sentences_are_cut_at_commas_then_at_items() -> None:
    text = "收到锦旗56、感谢信80、表扬信91，巡查出租屋1234家"
    assert [c.text for c in chunks_of(text, size=12)] == [
        "收到锦旗56、",
        "感谢信80、表扬信91，",
        "巡查出租屋1234家",
    ]


def test_numbers_are_never_cut() -> None:
    text = "一共" + "1,234,567家、" * 30
    for found in chunks_of(text, size=5):
        assert all(place.of(found.text) == "1,234,567家" for place in found.places)


def test_only_measuring_quantities_are_asked_and_chunks_without_any_are_dropped() -> None:
    (found,) = chunks_of("按照2021年部署推进。新增28家。到2022年底结束。", size=10)
    assert [q.text for q in found.asked] == ["28家"]


def test_section_path_and_unit_are_copied() -> None:
    (found,) = chunks_of("新增28家。")
    assert found.section is SectionKind.COMPLETION
    assert found.path == ("主要任务", "目标完成情况")
    assert (found.passage, found.unit) == (3, "万元")


def test_text_is_the_folded_reading_of_the_pieces() -> None:
    text = "完成率９５％，<p>新增\n\n页 2\n\n28家</p>"
    document = Document(name="r.txt", sha256="0" * 64, text=text, blocks=())
    pieces = (Span(0, text.index("\n")), Span(text.index("28"), len(text)))
    found = tuple(q for q in quantities_in(text) if q.text in ("９５％", "28家"))
    (part,) = chunk(document, (passage_of(*pieces),), found)
    assert part.text == "完成率95%， 新增28家"
    assert [place.of(part.text) for place in part.places] == ["95%", "28家"]


def test_cells_that_are_not_narrative_are_not_asked_about() -> None:
    document = Document(name="r.txt", sha256="0" * 64, text="28家", blocks=())
    passages = (passage_of(Span(0, 3), narrative=False),)
    assert chunk(document, passages, quantities_in("28家")) == ()


@pytest.mark.timeout(60)
def test_a_long_passage_is_cut_in_linear_time() -> None:
    def seconds(repeats: int) -> float:
        text = "拆除违法建设367宗，面积3290万元；" * repeats
        start = time.process_time()
        chunks_of(text)
        return time.process_time() - start

    seconds(100)
    assert seconds(8_000) < 30 * max(seconds(1_000), 0.01)


_texts = st.lists(
    st.sampled_from(
        [
            "新增",
            "28家",
            "1,234万元",
            "９５％",
            "2021年",
            "，",
            "、",
            "/",
            "。",
            "；",
            "\n",
            " ",
            "”",
            "<p>",
        ]
    ),
    max_size=60,
).map("".join)


@given(_texts, st.integers(min_value=1, max_value=40), st.integers(min_value=0, max_value=20))
def test_every_measuring_quantity_is_asked_once_and_whole(
    text: str, size: int, before: int
) -> None:
    found = chunks_of(text, size, before)
    measuring = [q for q in quantities_in(text) if q.kind.measures]
    assert [q for c in found for q in c.asked] == measuring
    for part in found:
        assert part.asked
        assert len(part.before) <= before
        for quantity, place in zip(part.asked, part.places, strict=True):
            assert place.of(part.text) == view(text, (quantity.span,)).text
        assert len(part.text) <= size or not _could_be_cut(part)


def _could_be_cut(part: Chunk) -> bool:
    """Whether a mark stands inside `part` that no quantity holds and no digits surround."""
    marks = (m.start() for m in re.finditer(r"[。；，、/](?=[^”。；，、/\s])", part.text[:-1]))
    whole = [place for c in [part] for place in c.places]
    dates = [Span(*m.span()) for m in re.finditer(r"\d[\d,.、]*(?:万元|家|%|年)?", part.text)]
    return any(
        not any(place.start <= mark < place.end for place in [*whole, *dates]) for mark in marks
    )
