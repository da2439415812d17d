"""Changes told the wrong way, rates by the wrong base, levels after a fall, means of many."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builder import ReportBuilder

from extractor.records import Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT
FELL, ROSE = "|6.84万元 − 7.92万元| ÷ 7.92万元", "|7.92万元 − 6.84万元| ÷ 6.84万元"
APART = "7.92万元 − 6.84万元 = 1.08万元（报告写 1.08万元）"

# What is told, and what the words say of the direction: right first, then turned.
TURNED = [
    ("公务接待费6.84万元，比上年的7.92万元{}13.64%。", "下降", "增长", Rule.RATIO),
    ("公务接待费7.92万元，比上年的6.84万元{}15.79%。", "增长", "下降", Rule.RATIO),
    ("公务接待费6.84万元，比上年的7.92万元{}1.08万元。", "减少", "增加", Rule.SUM),
    ("公务接待费7.92万元，比上年的6.84万元{}1.08万元。", "增加", "减少", Rule.SUM),
    ("新增经营主体1,142户，上年1,286户，{}11.2%。", "下降", "增长", Rule.RATIO),
    ("投诉由312件下降到286件，{}8.33%。", "下降", "增长", Rule.RATIO),
    ("合格率为90.1%，比上年的95.2%{}5.1个百分点。", "降低", "提高", Rule.SUM),
    ("合格率由95.2%变为90.1%，{}5.1个百分点。", "降低", "提高", Rule.SUM),
]


@pytest.mark.parametrize(("text", "right", "wrong", "rule"), TURNED)
def test_a_change_that_is_told_the_wrong_way(text: str, right: str, wrong: str, rule: Rule) -> None:
    (agreed,) = ReportBuilder().prose(text.format(right)).checks(rule)
    (turned,) = ReportBuilder().prose(text.format(wrong)).checks(rule)
    assert (agreed.verdict, turned.verdict) == (AGREE, CONFLICT)
    assert agreed.formula == turned.formula
    assert "方向" in turned.message.zh and "the other way" in turned.message.en


def test_a_negative_rise_is_a_fall() -> None:
    text = "全年用电486.2万千瓦时，较上年512.7万千瓦时增长-5.17%。"
    assert ReportBuilder().prose(text).verdicts(Rule.RATIO) == [AGREE]


def test_what_is_aimed_at_need_not_follow() -> None:
    text = "公务接待费6.84万元，比上年的7.92万元下降，下年力争下降15.79%。"
    assert ReportBuilder().prose(text).verdicts(Rule.RATIO) == []


BASES = [
    (
        "公务接待费7.92万元，较上年6.84万元增加1.08万元，增长15.79%。",
        [(AGREE, "1.08万元 ÷ 6.84万元 = 15.79%（报告写 15.79%）")],
    ),
    (  # 1.08 ÷ 7.92
        "公务接待费7.92万元，较上年6.84万元增加1.08万元，增长13.64%。",
        [(CONFLICT, f"{ROSE} = 15.79%（报告写 13.64%）")],
    ),
    (  # 1.08 ÷ 6.84
        "公务接待费6.84万元，较上年7.92万元减少1.08万元，下降15.79%。",
        [(CONFLICT, f"{FELL} = 13.64%（报告写 15.79%）")],
    ),
    (
        "公务接待费7.92万元，较上年增加1.08万元，增长15.79%。",
        [(AGREE, "1.08万元 ÷ (7.92万元 − 1.08万元) = 15.79%（报告写 15.79%）")],
    ),
    (
        "公务接待费7.92万元，较上年增加1.08万元，增长13.64%。",
        [(CONFLICT, "1.08万元 ÷ (7.92万元 − 1.08万元) = 15.79%（报告写 13.64%）")],
    ),
    (
        "公务接待费6.84万元，较上年减少1.08万元，下降13.64%。",
        [(AGREE, "1.08万元 ÷ (6.84万元 + 1.08万元) = 13.64%（报告写 13.64%）")],
    ),
    (
        "公务接待费6.84万元，较上年减少1.08万元，下降15.79%。",
        [(CONFLICT, "1.08万元 ÷ (6.84万元 + 1.08万元) = 13.64%（报告写 15.79%）")],
    ),
    (
        "公务接待费7.92万元，比上年的6.84万元增长13.64%。",
        [(CONFLICT, f"{ROSE} = 15.79%（报告写 13.64%）")],
    ),
]


@pytest.mark.parametrize(("text", "told"), BASES)
def test_the_base_of_a_rate_is_the_earlier_value(
    text: str, told: list[tuple[Verdict, str]]
) -> None:
    found = ReportBuilder().prose(text).checks(Rule.RATIO)
    assert [(check.verdict, check.formula.zh) for check in found] == told


@pytest.mark.parametrize("text", [text for text, _ in BASES if "6.84万元增加" in text])
def test_the_change_itself_is_right_all_the_same(text: str) -> None:
    (found,) = ReportBuilder().prose(text).checks(Rule.SUM)
    assert (found.verdict, found.formula.zh) == (AGREE, APART)


@pytest.mark.parametrize(
    ("level", "told"),
    [
        ("25.1", [AGREE]),
        ("21.5", [REVIEW]),  # one slip
        ("18.8", []),  # of other land
    ],
)
def test_a_level_after_a_fall(level: str, told: list[Verdict]) -> None:
    text = f"违法建筑面积41.3万平方米，拆除16.2万平方米，压减到{level}万平方米。"
    assert ReportBuilder().prose(text).verdicts(Rule.SUM) == told


def test_a_level_after_a_fall_is_no_difference_of_it_and_another() -> None:
    text = "违法建筑面积从41.3万平方米压减到25.1万平方米。"
    assert ReportBuilder().prose(text).verdicts(Rule.SUM) == []


EACH = [
    (
        "全县常住人口12.4万人，医疗床位486张，每千人拥有床位3.92张。",
        AGREE,
        "486张 ÷ 12.4万人 × 1,000 = 3.92张（报告写 3.92张）",
    ),
    (
        "全县常住人口12.4万人，医疗床位486张，每千人拥有床位3.29张。",
        REVIEW,
        "486张 ÷ 12.4万人 × 1,000 = 3.92张（报告写 3.29张）",
    ),
    (
        "全县常住人口12.4万人，发明专利326件，每万人发明专利26.29件。",
        AGREE,
        "326件 ÷ 12.4万人 × 10,000 = 26.29件（报告写 26.29件）",
    ),
]


@pytest.mark.parametrize(("text", "verdict", "card"), EACH)
def test_a_mean_of_every_ten_thousand(text: str, verdict: Verdict, card: str) -> None:
    (found,) = ReportBuilder().prose(text).checks(Rule.RATIO)
    assert (found.verdict, found.formula.zh) == (verdict, card)


values = st.integers(min_value=1_000, max_value=99_999)


@settings(deadline=None, max_examples=60)
@given(now=values, before=values)
def test_only_one_direction_agrees(now: int, before: int) -> None:
    if now == before:
        return
    change = abs(now - before)
    verdicts = {
        word: ReportBuilder()
        .prose(f"受理{now}件，比上年的{before}件{word}{change}件。")
        .verdicts(Rule.SUM)
        for word in ("增加", "减少")
    }
    right, wrong = ("增加", "减少") if now > before else ("减少", "增加")
    assert verdicts[right] == [AGREE]
    assert AGREE not in verdicts[wrong]


@settings(deadline=None, max_examples=60)
@given(now=values, before=values)
def test_a_rate_of_change_that_was_rounded_agrees(now: int, before: int) -> None:
    share = Decimal(abs(now - before)) / before * 100
    if share < 1:
        return
    word = "增长" if now > before else "下降"
    text = f"受理{now}件，比上年的{before}件{word}{share:.2f}%。"
    assert ReportBuilder().prose(text).verdicts(Rule.RATIO) == [AGREE]
