"""Every written number and percentage: tables by form, and what holds for any text."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from extractor.quantities import numerals
from extractor.quantities.numbers import Number, percents, scan
from extractor.quantities.writing import plain

NUMBERS = [
    # whole numbers, with and without places
    ("三千二百一十六户", "三千二百一十六=3216"),
    ("两百零六", "两百零六=206"),
    ("八万六", "八万六=86000"),
    ("百八", "百八=180"),
    ("廿三", "廿三=23"),
    ("卅五个", "卅五=35"),
    ("七十万零三百", "七十万零三百=700300"),
    ("三万万", "三万万=300000000"),
    ("二兆零三亿", "二兆零三亿=2000300000000"),
    ("三万四万", "三万=30000 四万=40000"),
    ("二百五百", "二百=200 五百=500"),
    ("六十千", "六十=60"),
    # formal and traditional
    ("贰仟零叁拾", "贰仟零叁拾=2030"),
    ("參佰萬", "參佰萬=3000000"),
    ("兩萬", "兩萬=20000"),
    # Arabic, grouped, full width, with scales
    ("３，２１６", "３，２１６=3216"),
    ("12,667.57", "12,667.57=12667.57"),
    ("3.6万亿", "3.6万亿=3600000000000.0"),
    ("2万3千5百", "2万3千5百=23500"),
    ("6千零50", "6千零50=6050"),
    ("500万3个", "500万=5000000 3=3"),
    ("30余万", "30余万=300000"),
    ("三十几亿", "三十几亿=3000000000"),
    ("六百多", "六百=600"),
    ("1.2.3", "1=1 2=2 3=3"),
    (".25", ".25=0.25"),
    # spaced
    ("三 百 六", "三 百 六=360"),
    ("2 万 3 千", "2 万 3 千=23000"),
    ("34 五点六", "34=34 五点六=5.6"),
    # decimals
    ("零点三五", "零点三五=0.35"),
    ("三万点二五", "三万点二五=30000.25"),
    ("二点五亿", "二点五亿=250000000.0"),
    ("八点三十", "八=8 三十=30"),
    # signs
    ("负四十", "负四十=-40"),
    ("增速-2.5", "-2.5=-2.5"),
    ("减负5个", "5=5"),
    ("3-5", "3=3 5=5"),
    ("--7", "7=7"),
    # fractions
    ("四分之三", "四分之三=0.75"),
    ("2又四分之一", "2又四分之一=2.25"),
    ("负八分之一", "负八分之一=-0.125"),
    ("7/8", "7/8=0.875"),
    ("2 1/4", "2 1/4=2.25"),
    ("1/0", "1=1 0=0"),
    # exponents, suffixes, dozens
    ("2^10", "2^10=1024"),
    ("3.5e4", "3.5e4=3.5E+4"),
    ("15k", "15k=15000"),
    ("3 M", "3 M=3000000"),
    ("9727m²", "9727=9727"),
    ("3t", "3=3"),
    ("两打", "两打=24"),
    ("一打开", ""),
    # ranges and digits read one by one are no one number
    ("两三个", ""),
    ("二三十", ""),
    ("九九", ""),
    # lone digits
    ("三台", "三=3"),
    ("答案是六。", "六=6"),
    ("“四”", "四=4"),
    ("一概", ""),
    ("统一的", ""),
    ("四川", ""),
    ("拾起", ""),
    ("百姓", ""),
    ("五元", ""),
    ("百分之三十五", "三十五=35"),
    ("https://example.org/5", ""),
]

PERCENTS = [
    ("百分之六", "百分之六=6"),
    ("百分之 三 十 五 点 二", "百分之 三 十 五 点 二=35.2"),
    ("百分之12.5", "百分之12.5=12.5"),
    ("百分之百", "百分之百=100"),
    ("百分百", "百分百=100"),
    ("千分之五", "千分之五=0.5"),
    ("万分之二", "万分之二=0.02"),
    ("百万分之三", "百万分之三=0.0003"),
    ("3‰", "3‰=0.3"),
    ("８５％", "８５％=85"),
    ("-3.5%", "-3.5%=-3.5"),
    ("负6%", "负6%=-6"),
    ("3-5%", "5%=5"),
    ("三个百分点", "三个百分点=3"),
    ("0.4 个百分点", "0.4 个百分点=0.4"),
    ("六成", "六成=60"),
    ("六成半", "六成半=65"),
    ("六成三", "六成三=63"),
    ("3.5成", "3.5成=35"),
    ("半成", "半成=5"),
    ("十成", "十成=100"),
    ("十一成", ""),
    ("六成为女性", ""),
    ("九折", "九折=90"),
    ("八五折", "八五折=85"),
    ("85折", "85折=85"),
    ("8.5折", "8.5折=85"),
    ("打对折", "对折=50"),
    ("对折", ""),
    ("十折", ""),
    ("三折扣", ""),
    ("百分之三四十", ""),
    ("四百分之三", ""),
    ("30个点", ""),
]


def written(text: str, found: tuple[Number, ...]) -> str:
    return " ".join(f"{text[one.start : one.end]}={one.value}" for one in found)


@pytest.mark.parametrize(("text", "expected"), NUMBERS, ids=[case[0] for case in NUMBERS])
def test_numbers(text: str, expected: str) -> None:
    assert written(text, scan(text)) == expected


@pytest.mark.parametrize(("text", "expected"), PERCENTS, ids=[case[0] for case in PERCENTS])
def test_percents(text: str, expected: str) -> None:
    found = percents(text)
    pairs = [expected.rsplit("=", 1)] if expected else []
    assert [text[one.start : one.end] for one in found] == [word for word, _ in pairs]
    assert [one.value for one in found] == [Decimal(value) for _, value in pairs]


DENSE = st.text(
    alphabet=st.sampled_from(
        numerals.CHARS + "点分之又半负-0123456789.,，/^eEkM%‰个百成折打对余多几来 　１２％的是"
    ),
    max_size=60,
)
TEXTS = st.one_of(st.text(max_size=80), DENSE)


@given(TEXTS)
@example("万" * 50)
@example("9^99" * 9)
@example("1e99")
@example("0^-1")
@example("半点五")
@example("9" * 70)
def test_any_text_gives_ordered_spans_whose_value_is_in_them(text: str) -> None:
    for found in (scan(text), percents(text)):
        end = 0
        for one in found:
            assert end <= one.start < one.end <= len(text)
            assert one.value.is_finite()
            end = one.end


@given(TEXTS)
def test_a_value_is_what_its_characters_say_alone(text: str) -> None:
    for one in scan(text):
        word = plain(text[one.start : one.end])
        bare = word.lstrip("负-− ")
        again = numerals.read(bare, 0, spaced=True)
        assert again is not None
        assert abs(again.value) == abs(one.value)
        assert again.end == len(bare)


@given(DENSE)
def test_width_and_script_make_no_difference(text: str) -> None:
    wide = text.translate({ord("0") + i: 0xFF10 + i for i in range(10)}).replace("万", "萬")
    assert scan(text) == scan(wide)
    assert percents(text) == percents(wide)


@pytest.mark.parametrize(
    "pattern",
    [
        "一",
        "一 ",
        "万",
        "一万",
        "1,234,",
        "十又",
        "1/",
        "百分之",
        "1e1",
        "2^",
        "点一",
        "几万",
        "9",
        "9 ",
        "三四",
    ],
)
def test_long_repetitions_end(pattern: str) -> None:
    text = pattern * (60_000 // len(pattern))
    assert all(one.end <= len(text) for found in (scan(text), percents(text)) for one in found)
