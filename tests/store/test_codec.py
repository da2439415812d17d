import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import extractions

from extractor.errors import StoreError
from extractor.records import Block, Extraction, Heading, Op, Paragraph, Quantity, Span
from extractor.store.codec import Json, decode, encode


@given(extractions())
def test_any_extraction_comes_back_equal(extraction: Extraction) -> None:
    data = json.loads(json.dumps(encode(extraction)))
    again = decode(Extraction, data)
    assert again == extraction
    assert repr(again) == repr(extraction)  # 1.70 and 1.7 are equal, and not the same


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_keep_their_digits(value: Decimal) -> None:
    assert decode(Decimal, encode(value)).as_tuple() == value.as_tuple()


def test_the_class_decides_in_a_union() -> None:
    heading = Heading(span=Span(0, 2), text="概况", level=1, line=1)
    blocks: tuple[Block, ...] = (heading, Paragraph(span=Span(3, 4), line=2))
    assert decode(tuple[Block, ...], encode(blocks)) == blocks


def test_a_field_that_was_not_there_takes_its_default() -> None:
    data: Json = {"span": [0, 1], "text": "5", "kind": "count", "value": "5"}
    assert decode(Quantity, data).op is Op.EQ


@pytest.mark.parametrize(
    "data",
    [
        {"span": [0, 1], "text": "5", "kind": "count"},
        {"span": [0, 1], "text": "5", "kind": "count", "value": "five"},
        {"span": [0, 1], "text": "5", "kind": "count", "value": 5},
        {"span": [0, 1], "text": "5", "kind": "colour", "value": "5"},
        {"span": [0], "text": "5", "kind": "count", "value": "5"},
        {"span": [0, 1, 2], "text": "5", "kind": "count", "value": "5"},
        {"span": [0, 1], "text": "5", "kind": "count", "value": "5", "colour": "red"},
        [],
        None,
    ],
)
def test_what_does_not_fit_is_a_store_error(data: object) -> None:
    with pytest.raises(StoreError, match="与本版本不符") as caught:
        decode(Quantity, data)  # type: ignore[arg-type]
    assert caught.value.hint


def test_only_records_are_encoded() -> None:
    with pytest.raises(TypeError, match="set is not made of records"):
        encode({1, 2})
