"""Differences of which the sentence names all three numbers, and changes that go the other way."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder

from extractor.records import Rule, Verdict

REVIEW, CONFLICT = Verdict.REVIEW, Verdict.CONFLICT

DOUBTED = [
    (
        "“三公”经费支出21.6万元，较上年的48.9万元压减7.3万元。",
        REVIEW,
        "48.9万元 − 21.6万元 = 27.3万元",
    ),
    ("集中收集率由73.3%升至94.6%，提高1.3个百分点。", REVIEW, "94.6% − 73.3% = 21.3个百分点"),
    ("优良率由85.9%提高到88.7%，提高9.8个百分点。", CONFLICT, "88.7% − 85.9% = 2.8个百分点"),
    ("涉及2.16万元，已追回1.44万元，尚余0.92万元。", REVIEW, "2.16万元 − 1.44万元 = 0.72万元"),
    (
        "回收412份，回收率98.10%；剔除无效问卷7份后，有效问卷205份。",
        REVIEW,
        "412份 − 7份 = 405份",
    ),
    (
        "全年需723.20万元，实际投入628.00万元，相差59.20万元。",
        REVIEW,
        "723.20万元 − 628.00万元 = 95.2万元",
    ),
    (
        "收入合计2,486万元，总量比上年的9,272万元增加214万元。",
        REVIEW,
        "2,486万元 − 9,272万元 = -6,786万元",
    ),
    (
        "新增床位540张，全县床位由6,300张增加到6,850张。",
        REVIEW,
        "6,850张 − 6,300张 = 550张",
    ),
    (  # 草原 is no 原
        "草原综合植被盖度达到38.7%，比2022年的26.9%提高1.8个百分点。",
        REVIEW,
        "38.7% − 26.9% = 11.8个百分点",
    ),
    ("规上企业由59家增加到34家。", CONFLICT, "34家 ≤ 59家"),
    ("全县危桥由4座降至4座。", CONFLICT, "4座 ≥ 4座"),
    ("涉及资金3.27万元，已追回8.85万元。", REVIEW, "8.85万元 > 3.27万元"),
]
SILENT = [
    # the total of the list is the later value
    "中央资金12,864万元、省级1,537万元、县级395.4万元，较上年的14,612.8万元增加183.6万元。",
    "“三公”经费支出41.6万元，较上年的48.9万元压减7.3万元。",
    "考核由第9位升至第4位。",  # a better rank is a smaller number
    "涉及2.16万元，已追回1.44万元，尚余0.72万元。",
    "规上企业由59家增加到64家。",
    "到位8,284万元，市级实际拨付984万元，未到位的176万元为市级配套。",  # of what was planned
    "完成率由90%提高到95%，满意度提高4个百分点。",  # of another subject
    "收入486万元，户均187.6万元，总量比上年的272万元增加214万元。",  # a mean between
]


def _told(text: str) -> list[tuple[Verdict, str]]:
    found = ReportBuilder().prose(text).checks(Rule.SUM)
    return [
        (check.verdict, check.formula.zh.split("（报告")[0])
        for check in found
        if check.verdict is not Verdict.AGREE
    ]


@pytest.mark.parametrize(("text", "verdict", "card"), DOUBTED)
def test_a_difference_that_does_not_hold(text: str, verdict: Verdict, card: str) -> None:
    assert (verdict, card) in _told(text)


@pytest.mark.parametrize("text", SILENT)
def test_differences_that_hold_or_are_of_something_else(text: str) -> None:
    assert _told(text) == []


def test_a_balance_beside_the_rate_of_what_was_spent() -> None:
    text = "项目预算23,480万元。累计支出21,366.8万元，执行率91%，结转5,113.2万元。"
    assert (REVIEW, "23,480万元 − 21,366.8万元 = 2,113.2万元 ≠ 5,113.2万元") in _told(text)
    assert _told(text.replace("5,113.2", "2,113.2")) == []
