"""Goals of one paragraph and results of another, told in other words."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder

from extractor.records import Check, Role, Rule, SectionKind, Verdict

AGREE, REVIEW = Verdict.AGREE, Verdict.REVIEW
T, A, CHANGE = Role.TARGET, Role.ACTUAL, Role.CHANGE
Told = tuple[str, str, Role]  # value, name, role


def _found(goal: Told, *results: Told) -> list[Check]:
    report = ReportBuilder()
    report.prose(f"全年{goal[1]}{goal[0]}。", {goal[0]: goal[1:]}, section=SectionKind.GOAL)
    for value, name, role in results:
        report.prose(f"经核实，{name}为{value}。", {value: (name, role)})
    return list(report.checks(Rule.TARGET_VS_ACTUAL))


KEPT = [
    (("95%以上", "城乡居民医保征缴率", T), ("96.2%", "居民医保征缴率", A)),
    (("180万平方米", "城区集中供热面积", T), ("186.5万平方米", "集中供热面积", A)),
    (("5,400个以上", "新增学位数", T), ("5,940个", "新增学位数", A)),
    (("10%以上", "旅游投诉量下降率", T), ("14.6%", "旅游投诉量较上年下降率", CHANGE)),
    (("4%以内", "城镇登记失业率", T), ("2.86%", "年末城镇登记失业率", A)),
]


@pytest.mark.parametrize(("goal", "result"), KEPT)
def test_a_goal_that_was_kept(goal: Told, result: Told) -> None:
    (found,) = _found(goal, result)
    assert found.verdict is AGREE
    assert [item.text for item in found.evidence][1:] == [result[0]]


def test_a_result_that_is_told_twice_is_one_finding() -> None:
    result = ("186.5万平方米", "集中供热面积", A)
    (found,) = _found(("180万平方米", "城区集中供热面积", T), result, result)
    assert len(found.evidence) == 3


def test_a_miss_under_the_very_name_is_asked_about() -> None:
    goal = ("95%以上", "城乡居民医保征缴率", T)
    (found,) = _found(goal, ("92.7%", "城乡居民医保征缴率", A))
    assert found.verdict is REVIEW


SILENT: list[tuple[Told, tuple[Told, ...], str]] = [
    (
        ("95%以上", "城乡居民医保征缴率", T),
        (("92.7%", "医保征缴率", A),),
        "a miss under another name",
    ),
    (
        ("95%以上", "医保征缴率", T),
        (("96.2%", "城镇医保征缴率", A), ("97.3%", "乡村医保征缴率", A)),
        "two that are as much like it",
    ),
    (
        ("95%以上", "城乡居民医保征缴率", T),
        (("96.2%", "病虫害统防统治覆盖率", A),),
        "another thing",
    ),
    (
        ("10%以上", "旅游投诉量下降率", T),
        (("98.6%", "旅游投诉量办结率", A),),
        "a share and no change",
    ),
]


@pytest.mark.parametrize(("goal", "results", "why"), SILENT)
def test_what_may_be_another_thing_says_nothing(
    goal: Told, results: tuple[Told, ...], why: str
) -> None:
    assert _found(goal, *results) == [], why
