"""Planted errors stand where they are said to stand, and break what held."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from eval.grounding import one_wrong_digit, quotes, spaced, tallies, widened
from eval.normalising import fold
from eval.reading import Offsets
from eval.samples import load
from eval.seeding import KINDS, Plant, plants
from extractor.labelling.grounding import find_quote
from extractor.records import Span

SAMPLES = load()


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda s: s.report[:3])
def test_one_place_is_changed_and_the_rest_is_as_it_was(sample: object) -> None:
    sample = next(s for s in SAMPLES if s is sample)
    for plant in plants(sample, 3, random.Random(1)):
        before, after = sample.text, plant.text
        start, end = plant.start, plant.start + plant.new
        assert after[:start] == before[:start]
        assert after[end:] == before[start + plant.old :]
        assert after[start:end] != before[start : start + plant.old]
        assert plant.kind in KINDS


def test_every_kind_is_planted_somewhere() -> None:
    made = {plant.kind for sample in SAMPLES for plant in plants(sample, 2, random.Random(1))}
    assert made == set(KINDS)


def test_plants_are_the_same_every_time() -> None:
    first = plants(SAMPLES[1], 3, random.Random(7))
    assert first == plants(SAMPLES[1], 3, random.Random(7))


@pytest.mark.parametrize(
    ("span", "moved"),
    [((0, 3), (0, 3)), ((10, 12), (10, 14)), ((10, 11), (10, 11)), ((20, 25), (22, 27))],
)
def test_spans_move_with_the_text(span: tuple[int, int], moved: tuple[int, int]) -> None:
    """万元 (10-12) became four characters."""
    plant = Plant("unit swapped", "x", "", start=10, old=2, new=4)
    assert plant.moved(Offsets(*span)) == moved
    assert plant.place == (10, 14)


def test_a_changed_number_is_another_number() -> None:
    for sample in SAMPLES:
        for plant in plants(sample, 4, random.Random(3)):
            if plant.kind in ("one digit changed", "two digits swapped"):
                was = fold(sample.text[plant.start : plant.start + plant.old]).replace(",", "")
                now = fold(plant.text[plant.start : plant.start + plant.new]).replace(",", "")
                assert Decimal(was) != Decimal(now)


def test_quotes_hold_their_number_whole_and_wrong_ones_differ_in_one_digit() -> None:
    chance = random.Random(5)
    for one in quotes(SAMPLES[0]):
        assert one.text[one.start : one.start + len(one.quote)] == one.quote
        wrong = one_wrong_digit(one.quote, chance)
        assert sum(a != b for a, b in zip(one.quote, wrong, strict=True)) == 1
        assert fold(widened(one.quote)) == fold(one.quote) == fold(spaced(one.quote, chance))


def test_grounding_of_the_samples() -> None:
    """The bar: over at least 400 quotes none with a wrong digit is taken, and no other refused."""
    found = tallies(SAMPLES)
    assert {name: tally.share for name, tally in found.items()} == dict.fromkeys(found, 1.0)
    assert min(tally.of for tally in found.values()) >= 400


def test_a_cut_number_is_no_quote() -> None:
    text = "完成投资12345.67万元"
    assert find_quote(text, "345.67万元", (Span(0, len(text)),)) is None
