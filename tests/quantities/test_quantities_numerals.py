from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.quantities import numerals

CASES = [
    ("零", "0"),
    ("十", "10"),
    ("十五", "15"),
    ("廿一", "21"),
    ("两百", "200"),
    ("二百五", "250"),
    ("二百零五", "205"),
    ("一千陆", "1600"),
    ("三万五", "35000"),
    ("九万四", "94000"),
    ("九万零四百", "90400"),
    ("一百零一万一千", "1011000"),
    ("四千零五万", "40050000"),
    ("五亿零六", "500000006"),
    ("四万亿", "4000000000000"),
    ("四万万", "400000000"),
    ("五兆六十二亿四万五千二", "5006200045200"),
    ("肆佰陸拾", "460"),
    ("壹仟零伍", "1005"),
    ("拾万零五十六", "100056"),
    ("兩千四百五", "2450"),
    ("负三十二", "-32"),
    ("二点五", "2.5"),
    ("零点五零", "0.50"),
    ("二点五万", "25000.0"),
    ("半", "0.5"),
    ("半百", "50"),
    ("十余万", "100000"),
    ("二十几万", "200000"),
    ("5万4千6百", "54600"),
    ("25万6千", "256000"),
    ("1千零20", "1020"),
    ("1,100万", "11000000"),
    ("12,666.80", "12666.80"),
    ("0.00", "0.00"),
    ("５６", "56"),
    ("一 百 五 十 二", "152"),
    ("二〇二一", "2021"),
    ("五分之一", "0.2"),
    ("一又二分之一", "1.5"),
    ("百分之五", "0.05"),
    ("3/5", "0.6"),
    ("1 3/5", "1.6"),
]


@pytest.mark.parametrize(("text", "value"), CASES, ids=[case[0] for case in CASES])
def test_numerals(text: str, value: str) -> None:
    assert str(numerals.parse(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "万",
        "人",
        "一个",
        "点",
        "一点",
        "分之",
        "零分之一",
        "1/0",
        "三三万万三十二三",
        "三万四万",
        "二百五百",
        "五十千",
        "一百两",
        "两三百",
        "3万五",
        "一" * 99,
    ],
)
def test_what_is_no_numeral(text: str) -> None:
    assert numerals.parse(text) is None


def spell(number: int) -> str:
    """The plain spelling of 0 <= number < 10**12, written independently of the parser."""
    if number == 0:
        return "零"
    words = ""
    gap = False
    for scale, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, number = divmod(number, scale)
        if section == 0:
            gap = bool(words)
            continue
        if words and (gap or section < 1000):
            words += "零"
        words += spell_section(section) + name
        gap = False
    return words


def spell_section(section: int) -> str:
    words = ""
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, section = divmod(section, place)
        if digit:
            words += "零一二三四五六七八九"[digit] + name
        elif words and section and not words.endswith("零"):
            words += "零"
    return words


@given(st.integers(0, 10**12 - 1))
def test_every_integer_comes_back(number: int) -> None:
    assert numerals.parse(spell(number)) == number


@given(st.decimals(0, 10**9, places=3))
def test_grouped_digits_come_back(number: Decimal) -> None:
    parsed = numerals.parse(f"{number:,}")
    assert parsed == number
    assert str(parsed) == str(number)


@given(st.text(alphabet=numerals.CHARS + "点分之又余几负0123456789.,/- ", max_size=30))
def test_never_raises(text: str) -> None:
    value = numerals.parse(text)
    assert value is None or value.is_finite()
