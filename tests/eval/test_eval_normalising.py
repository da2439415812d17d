from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.normalising import base_unit, bigram_f1, fold, has_numeral, same_unit, same_value


@pytest.mark.parametrize(
    ("unit", "factor", "base"),
    [
        ("", 1, ""),
        ("元", 1, "元"),
        ("万元", 10_000, "元"),
        ("亿元", 100_000_000, "元"),
        ("万亿元", 1_000_000_000_000, "元"),
        ("百万元", 1_000_000, "元"),
        ("万", 10_000, ""),
        ("万人次", 10_000, "人次"),
        ("m²", 1, "平方米"),
        ("㎡", 1, "平方米"),
        ("万m<sup>2</sup>", 10_000, "平方米"),
        ("万平方米", 10_000, "平方米"),
        ("平方公里", 1, "平方公里"),
        ("公里", 1000, "米"),
        ("千米", 1000, "米"),
        ("kg", 1000, "克"),
        ("千克", 1000, "克"),
        ("亩", 1, "亩"),
        ("％", 1, "%"),
        ("个百分点", 1, "个百分点"),
        ("百分点", 1, "个百分点"),
        ("人 次", 1, "人次"),
    ],
)
def test_units_have_one_form(unit: str, factor: int, base: str) -> None:
    assert base_unit(unit) == (Decimal(factor), base)


@pytest.mark.parametrize(
    ("one", "other"),
    [("人", "人次"), ("家", "家次"), ("栋", "梯"), ("%", "个百分点"), ("亩", "平方米"), ("", "个")],
)
def test_units_that_differ_stay_different(one: str, other: str) -> None:
    assert not same_unit(one, other)


@pytest.mark.parametrize(
    ("one", "one_unit", "other", "other_unit", "same"),
    [
        ("1.70", "亿元", "17000", "万元", True),
        ("5", "万m<sup>2</sup>", "50000", "平方米", True),
        ("2.50", "%", "2.5", "％", True),
        ("2", "万", "20000", "", True),
        ("1.70", "亿元", "1.71", "亿元", False),
        (None, "", None, "", True),
        (None, "", "3", "", False),
    ],
)
def test_values_are_compared_with_scale_multiplied_out(
    one: str | None, one_unit: str, other: str | None, other_unit: str, same: bool
) -> None:
    def number(text: str | None) -> Decimal | None:
        return None if text is None else Decimal(text)

    assert same_value(number(one), one_unit, number(other), other_unit) is same


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("28家", True),
        ("２８", True),
        ("两个", True),
        ("百分百", True),
        ("m²", False),
        ("家", False),
    ],
)
def test_numerals(text: str, holds: bool) -> None:
    assert has_numeral(text) is holds


@pytest.mark.parametrize(
    ("one", "other", "f1"),
    [
        ("新增企业数", "新增企业数", 1.0),
        ("新增 企业数", "<p>新增企业数</p>", 1.0),
        ("ＧＤＰ增速", "GDP增速", 1.0),
        ("预算完成率", "预算调整率", 0.25),  # 预算 of 预算 算完 完成 成率 against 算调 调整 整率
        ("数", "数", 1.0),
        ("", "", 0.0),
        ("新增", "", 0.0),
    ],
)
def test_bigram_f1(one: str, other: str, f1: float) -> None:
    assert bigram_f1(one, other) == pytest.approx(f1)


def test_repeated_bigrams_count_as_often_as_they_stand() -> None:
    assert bigram_f1("人人人", "人人") == pytest.approx(2 / 3)


@given(st.text(max_size=40), st.text(max_size=40))
def test_bigram_f1_is_symmetric_and_within_bounds(one: str, other: str) -> None:
    assert bigram_f1(one, other) == bigram_f1(other, one)
    assert 0 <= bigram_f1(one, other) <= 1


@given(st.text(max_size=60))
def test_any_text_folds_and_any_unit_has_a_form(text: str) -> None:
    assert not any(char.isspace() for char in fold(text))
    factor, _ = base_unit(text)
    assert factor >= 1
