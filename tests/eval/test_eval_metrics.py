from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics import (
    Detection,
    Tally,
    bootstrap,
    check_tallies,
    covers,
    detection,
    fact_tallies,
    label_tallies,
    pair_facts,
    pair_mentions,
)
from eval.reading import ExportedCheck, FactRow, GoldCheck, Mention, Offsets

TEXT = "新增28家企业, 培训3-5场, 拆除违法建设约5万平方米, 覆盖率168%。"


def mention(text: str, **more: object) -> Mention:
    start = TEXT.index(text)
    return Mention.model_validate({"start": start, "end": start + len(text), "text": text, **more})


def check(verdict: str, *spans: tuple[int, int], rule: str = "ratio") -> ExportedCheck:
    evidence = [{"start": start, "end": end} for start, end in spans]
    return ExportedCheck.model_validate({"rule": rule, "verdict": verdict, "evidence": evidence})


def gold_check(verdict: str, *spans: tuple[int, int], rule: str = "ratio") -> GoldCheck:
    return GoldCheck.model_validate({"rule": rule, "verdict": verdict, "spans": spans})


@pytest.mark.parametrize(
    ("gold", "found", "matched"),
    [
        ("28家", "28家", True),
        ("28家", "28", True),
        ("28家", "新增28家企业", True),
        ("28家", "家企业", False),  # shares a character, and no digit
        ("28家", "8", True),
        ("3-5场", "5场", True),
        ("约5万平方米", "万平方米", True),  # 万 is a numeral
        ("约5万平方米", "平方米", False),
        ("28家", "168%", False),
    ],
)
def test_a_match_shares_a_digit_or_numeral(gold: str, found: str, matched: bool) -> None:
    assert bool(pair_mentions([mention(gold)], [mention(found)])) is matched


def test_matching_is_one_to_one_and_the_closest_wins() -> None:
    gold = [mention("3-5场"), mention("28家")]
    found = [mention("28家"), mention("3"), mention("3-5场"), mention("5")]
    pairs = pair_mentions(gold, found)
    assert [(pair.gold.text, pair.found.text) for pair in pairs] == [
        ("3-5场", "3-5场"),
        ("28家", "28家"),
    ]
    assert detection(gold, found) == Detection(matched=2, spurious=2, missed=0)


def test_gold_mentions_that_are_no_indicators_are_not_asked_for() -> None:
    gold = [mention("28家", indicator=False), mention("168%")]
    assert detection(gold, [mention("28家")]) == Detection(matched=0, spurious=1, missed=1)


def test_detection_shares() -> None:
    found = Detection(matched=3, spurious=1, missed=2)
    assert (found.precision.hits, found.precision.of) == (3, 4)
    assert (found.recall.hits, found.recall.of) == (3, 5)
    assert found.share == pytest.approx(6 / 9)
    assert Detection().share is None
    assert Detection().precision.share is None


def test_labels_of_a_pair() -> None:
    gold = mention(
        "约5万平方米",
        name="拆除违法建设面积",
        value="5",
        unit="万m<sup>2</sup>",
        op="~",
        role="actual",
        section="completion",
    )
    found = mention(
        "约5万平方米",
        name="违法建设拆除面积",
        value="50000",
        unit="平方米",
        op="=",
        role="actual",
        section="goal",
    )
    tallies = label_tallies(pair_mentions([gold], [found]))
    assert {name: tally.hits for name, tally in tallies.items()} == {
        "value+unit": 1,
        "value": 1,
        "unit": 1,
        "op": 0,
        "role": 1,
        "section": 0,
        "name": 1,
    }


@pytest.mark.parametrize(
    ("value_max", "right"), [(Decimal(5), True), (None, False), (Decimal(4), False)]
)
def test_a_range_needs_both_ends(value_max: Decimal | None, right: bool) -> None:
    gold = mention("3-5场", value="3", value_max="5", unit="场")
    found = mention("3-5场", value="3", value_max=value_max, unit="场")
    assert label_tallies(pair_mentions([gold], [found]))["value+unit"].outcomes == (right,)


def fact(line: int, name: str, **fields: str | None) -> FactRow:
    return FactRow.model_validate({"line": line, "name": name, **fields})


def test_facts_pair_on_their_line_by_likeness_of_name() -> None:
    gold = [fact(8, "整体支出年度预算数"), fact(8, "整体支出年初预算数"), fact(9, "实际支出数")]
    found = [fact(8, "整体支出年初预算数"), fact(8, "整体支出年度预算数"), fact(7, "实际支出数")]
    assert pair_facts(gold, found) == (found[1], found[0], None)


def test_fact_fields_fold_width_space_and_tags() -> None:
    gold = [fact(3, "巡查次数", target="≥100 次", actual="<p>120次</p>", weight=None)]
    found = [fact(3, "巡查次数", target="≥１００次", actual="120 次", weight="  ")]
    tallies = fact_tallies(gold, found)
    assert tallies["fact target"].outcomes == (True,)
    assert tallies["fact actual"].outcomes == (True,)
    assert tallies["fact all fields"].outcomes == (True,)
    assert tallies["fact weight"].share is None  # stated by neither: nothing was asked


def test_a_spurious_field_a_missed_fact_and_a_spurious_fact_count() -> None:
    gold = [fact(3, "巡查次数", actual="120次"), fact(4, "走访户数", actual="7户")]
    found = [fact(3, "巡查次数", actual="120次", score="5"), fact(9, "其他", actual="1")]
    tallies = fact_tallies(gold, found)
    assert tallies["fact found"].outcomes == (True, False)
    assert tallies["fact precision"].outcomes == (True, False)
    assert tallies["fact actual"].outcomes == (True, False)
    assert tallies["fact score"].outcomes == (False,)
    assert tallies["fact all fields"].outcomes == (False, False)


@pytest.mark.parametrize(
    ("evidence", "spans", "covered"),
    [
        ([(0, 5), (9, 12)], [(2, 4), (9, 12)], True),
        ([(0, 5)], [(2, 4), (9, 12)], False),
        ([(0, 12)], [(2, 4), (9, 12)], True),
        ([(4, 6)], [(2, 4)], False),  # half-open: they touch
        ([(0, 1), (2, 3)], [(2, 4)], True),
        ([], [(2, 4)], False),
        ([(2, 4)], [], False),
    ],
)
def test_evidence_covers_every_gold_span(
    evidence: list[tuple[int, int]], spans: list[tuple[int, int]], covered: bool
) -> None:
    assert covers([Offsets(*e) for e in evidence], [Offsets(*s) for s in spans]) is covered


def test_conflicts_and_alarms() -> None:
    gold = [
        gold_check("conflict", (0, 2), (5, 7)),
        gold_check("conflict", (10, 12)),
        gold_check("review", (20, 22)),
    ]
    found = [
        check("review", (0, 2), (5, 7)),  # finds the first
        check("conflict", (20, 22), rule="sum"),  # a right alarm: gold says review
        check("conflict", (30, 32)),  # a false one
        check("agree", (10, 12)),  # finds nothing
    ]
    tallies = check_tallies(gold, found)
    assert tallies["conflict recall"].outcomes == (True, False)
    assert tallies["alarm precision"].outcomes == (True, False)
    assert tallies["agreement coverage"].share is None


def test_agreements_are_wanted_of_some_rules_only() -> None:
    gold = [
        gold_check("agree", (0, 2), (5, 7), rule="repeat"),
        gold_check("agree", (10, 12), rule="implausible"),
        gold_check("agree", (20, 22), rule="sum"),
    ]
    found = [check("agree", (0, 2), (5, 7), rule="narrative_vs_table"), check("conflict", (20, 22))]
    tallies = check_tallies(gold, found)
    assert tallies["agreement coverage"].outcomes == (True, False)
    assert tallies["agreement coverage, same rule"].outcomes == (False, False)


def test_a_metric_of_nothing_is_none() -> None:
    assert Tally().share is None
    assert Tally().interval() is None
    assert Detection().interval() is None


def test_intervals_are_the_same_every_time_and_hold_the_share() -> None:
    tally = Tally((True,) * 30 + (False,) * 10)
    first, second = tally.interval(), tally.interval()
    assert first == second
    assert first is not None
    # Normal approximation: .75 ± 1.96 · sqrt(.75 · .25 / 40) = .616 … .884
    assert first.low == pytest.approx(0.616, abs=0.03)
    assert first.high == pytest.approx(0.884, abs=0.03)


@given(st.lists(st.booleans(), min_size=1, max_size=20))
def test_a_bootstrap_stays_within_what_is_possible(outcomes: list[bool]) -> None:
    interval = bootstrap(outcomes, lambda sample: sum(sample) / len(sample))
    assert interval is not None
    assert 0 <= interval.low <= interval.high <= 1


@given(st.data())
def test_found_as_labelled_is_found_whole(data: st.DataObject) -> None:
    texts = data.draw(
        st.lists(st.sampled_from(["28家", "3-5场", "约5万平方米", "168%"]), unique=True)
    )
    gold = [mention(text) for text in texts]
    found = data.draw(st.permutations(gold))
    assert detection(gold, found) == Detection(matched=len(gold))
    assert all(pair.gold == pair.found for pair in pair_mentions(gold, found))
