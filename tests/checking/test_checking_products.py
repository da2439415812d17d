"""So many at so much each: number, price and amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builder import ReportBuilder

from extractor.records import Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT

SAID = [
    (
        "草原禁牧3.2万亩，每亩补助7.5元，兑付24万元。",
        AGREE,
        "24万元 ÷ 3.2万亩 = 7.50元（报告写 7.5元）",
    ),
    (
        "收购储备粮1.2万吨，收购价2,850元/吨，支付收购款3,420万元。",
        AGREE,
        "1.2万吨 × 2,850元/吨 = 3,420.00万元（报告写 3,420万元）",
    ),
    (
        "种植青贮玉米1,240亩，亩均投入860元，总投入106.64万元。",
        AGREE,
        "106.64万元 ÷ 1,240亩 = 860元（报告写 860元）",
    ),
    (
        "新建暖棚186座，每座补助3.6万元，兑付补助资金669.6万元。",
        AGREE,
        "669.6万元 ÷ 186座 = 3.60万元（报告写 3.6万元）",
    ),
    ("培训36期，每期62人，共培训2,232人。", AGREE, "2,232人 ÷ 36期 = 62人（报告写 62人）"),
    (
        "新建暖棚186座，每座补助3.6万元，兑付补助资金696.6万元。",
        CONFLICT,
        "186座 × 3.6万元 = 669.60万元（报告写 696.6万元）",
    ),
    (
        "收购储备粮1.2万吨，收购价2,850元/吨，支付收购款3,240万元。",
        CONFLICT,
        "1.2万吨 × 2,850元/吨 = 3,420.00万元（报告写 3,240万元）",
    ),
    (
        "种植青贮玉米1,240亩，亩均投入860元，总投入160.64万元。",
        CONFLICT,
        "1,240亩 × 860元 = 106.64万元（报告写 160.64万元）",
    ),
    (
        "培训36期，每期62人，共培训2,322人。",
        CONFLICT,
        "36期 × 62人 = 2,232.00人（报告写 2,322人）",
    ),
    (
        "救助困难家庭85户，每户5,000元，共45.2万元。",
        CONFLICT,
        "85户 × 5,000元 = 42.50万元（报告写 45.2万元）",
    ),
    (  # further off than a slip: other money may be in it
        "新建暖棚186座，每座补助3.6万元，兑付补助资金745.2万元。",
        REVIEW,
        "186座 × 3.6万元 = 669.60万元（报告写 745.2万元）",
    ),
]


@pytest.mark.parametrize(("text", "verdict", "card"), SAID)
def test_number_by_price(text: str, verdict: Verdict, card: str) -> None:
    (found,) = ReportBuilder().prose(text).checks(Rule.RATIO)
    assert (found.verdict, found.formula.zh) == (verdict, card)


# Sentences in which the three do not make a product, and why.
SILENT = [
    ("新建暖棚186座，每座补助3.6万元，下达专项资金2,450万元。", "the money is of more than these"),
    ("为312名特困人员每人每月发放820元，全年发放307.01万元。", "a month, and a year"),
    ("每百户配备2名网格员，共有网格员64名。", "a price for a hundred, and no number of them"),
    ("人均收入1.62万元，户均增收3,200元。", "nothing but means"),
    ("新建暖棚186座，每只羔羊补助360元，兑付补助资金745.2万元。", "a price of something else"),
    ("新建暖棚186座，每座补助不超过3.6万元，兑付补助资金602.6万元。", "a limit is no price"),
    ("新建暖棚186座，每座补助占35%，兑付补助资金602.6万元。", "a share is no price"),
]


@pytest.mark.parametrize(("text", "why"), SILENT)
def test_what_is_no_product_is_passed_over(text: str, why: str) -> None:
    found = ReportBuilder().prose(text).verdicts(Rule.RATIO)
    assert not {CONFLICT, REVIEW} & set(found), why


def test_an_amount_that_is_planned_is_no_result() -> None:
    text = "新建暖棚186座，每座补助3.6万元，拟兑付补助资金696.6万元。"
    assert ReportBuilder().prose(text).verdicts(Rule.RATIO) == []


numbers = st.integers(min_value=11, max_value=999)
prices = st.integers(min_value=1001, max_value=9999)  # rounding moves them by 0.05% at most


@settings(deadline=None, max_examples=60)
@given(number=numbers, price=prices)
def test_a_product_that_holds_is_never_doubted(number: int, price: int) -> None:
    amount = Decimal(number * price) / 10_000
    text = f"救助困难家庭{number}户，每户补助{price}元，共支出{amount.normalize():f}万元。"
    assert ReportBuilder().prose(text).verdicts(Rule.RATIO) == [AGREE]


@settings(deadline=None, max_examples=60)
@given(number=numbers, price=prices, at=st.integers(0, 2), add=st.integers(1, 9))
def test_one_digit_of_the_amount_changed_is_not_borne_out(
    number: int, price: int, at: int, add: int
) -> None:
    """One of its first three digits, which moves it by 0.1% at least."""
    digits = list(str(number * price))
    digits[at] = str((int(digits[at]) + add) % 10)
    if digits[0] == "0":
        return
    text = f"救助困难家庭{number}户，每户补助{price}元，共支出{''.join(digits)}元。"
    assert AGREE not in ReportBuilder().prose(text).verdicts(Rule.RATIO)
