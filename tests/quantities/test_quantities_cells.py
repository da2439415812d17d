from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.quantities import parse_value

CELLS = [
    ("≥80分/月", "≥80分/月|80||分/月|>=|score"),
    ("82分/月", "82分/月|82||分/月|=|score"),
    ("12,667.57", "12,667.57|12667.57|||=|number"),
    ("1", "1|1|||=|number"),
    ("1.96", "1.96|1.96|||=|number"),
    ("前3", "前3|3|||<=|rank"),
    ("全区第二", "第二|2|||=|rank"),
    ("第7名", "第7名|7||名|=|rank"),
    ("排名第3", "第3|3|||=|rank"),
    ("100%", "100%|100||%|=|ratio"),
    ("达到100%。", "100%|100||%|=|ratio"),
    ("95%以上", "95%以上|95||%|>=|ratio"),
    ("≥ 95 %", "≥ 95 %|95||%|>=|ratio"),
    ("-3.5%", "-3.5%|-3.5||%|=|ratio"),
    ("三成", "三成|3||成|=|ratio"),
    ("百 分 之 九 十", "百 分 之 九 十|90||%|=|ratio"),
    ("7.44万元", "7.44万元|7.44||万元|=|money"),
    ("12.5万", "12.5万|12.5||万|=|number"),
    ("不少于4个", "不少于4个|4||个|>=|count"),
    ("全年不少于12次", "不少于12次|12||次|>=|count"),
    ("每月2次", "2次|2||次|=|count"),
    ("一次", "一次|1||次|=|count"),
    ("三个", "三个|3||个|=|count"),
    ("过万人次", "过万人次|1||万人次|>|count"),
    ("上百家", "上百家|100||家|>=|count"),
    ("363610余剂次", "363610余剂次|363610||剂次|+|count"),
    ("五级", "五级|5||级|=|level"),
    ("3-5场", "3-5场|3|5|场|range|count"),
    ("3个月", "3个月|3||个月|=|duration"),
    ("清零", "清零|0|||=|number"),
    ("<p>2处</p>", "2处|2||处|=|count"),
    ("18万m<sup>2</sup>", "18万m<sup>2</sup>|18||万m2|=|area"),
    ("５次", "５次|5||次|=|count"),
]


@pytest.mark.parametrize(("text", "expected"), CELLS, ids=[case[0] for case in CELLS])
def test_cells(text: str, expected: str) -> None:
    quantity = parse_value(text)
    assert quantity is not None
    numbers = ("" if n is None else str(n) for n in (quantity.value, quantity.value_max))
    row = "|".join((quantity.text, *numbers, quantity.unit, quantity.op, quantity.kind))
    assert row == expected
    assert quantity.text == quantity.span.of(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "无",
        "良好",
        "2021年",
        "12月底前",
        "2处 92% 3家",
        "≥15次 ≥2.8万平方米",
        "完成率100%",
        "1、2",
        "第一书记",
    ],
)
def test_cells_without_one_value(text: str) -> None:
    assert parse_value(text) is None


@given(st.text(max_size=40))
def test_never_raises_and_quotes_exactly(text: str) -> None:
    quantity = parse_value(text)
    assert quantity is None or quantity.text == text[quantity.span.start : quantity.span.end]
