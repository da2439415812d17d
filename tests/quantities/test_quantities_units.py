from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.quantities import lexicon, units
from extractor.quantities.units import UNITS, dimension, same_dimension, to_base

BASES = [
    ("24.95", "万平方米", "249500", "平方米"),
    ("14.9", "亿元", "1490000000", "元"),
    ("8500", "人次", "8500", "人次"),
    ("3", "万人", "30000", "人"),
    ("1", "千元", "1000", "元"),
    ("5", "角", "0.5", "元"),
    ("18", "万m<sup>2</sup>", "180000", "平方米"),
    ("1", "公顷", "10000", "平方米"),
    ("15", "亩", "10000", "平方米"),
    ("152.7", "千公顷", "1527000000", "平方米"),
    ("12", "万斤", "60000", "千克"),
    ("91.0", "万吨", "910000000", "千克"),
    ("11.4", "公里", "11400", "米"),
    ("6.80", "亿立方米", "680000000", "立方米"),
    ("7035.2", "万千瓦", "70352000", "千瓦"),
    ("5", "千瓦时", "5", "千瓦时"),
    ("6", "‰", "0.6", "%"),
    ("3", "成", "30", "%"),
    ("8", "折", "80", "%"),
    ("2", "个季度", "6", "月"),
    ("30", "万", "300000", ""),
    ("7", "", "7", ""),
    ("82", "分/月", "82", "分/月"),
    ("3.5", "元/㎡", "3.5", "元/平方米"),
    ("0.35", "万元/m2", "3500", "元/平方米"),
]


@pytest.mark.parametrize(("value", "unit", "result", "base"), BASES)
def test_to_base(value: str, unit: str, result: str, base: str) -> None:
    assert to_base(Decimal(value), unit) == (Decimal(result), base)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("万元", "亿元", True),
        ("亩", "公顷", True),
        ("㎡", "平米", True),
        ("m²", "万m<sup>2</sup>", True),
        ("%", "％", True),
        ("人", "人次", False),
        ("剂", "剂次", False),
        ("栋", "梯", False),
        ("%", "个百分点", False),
        ("元", "美元", False),
        ("千瓦", "千瓦时", False),
        ("天", "工作日", False),
        ("分", "分/月", False),
        ("元", "不知", False),
        ("不知", "不知", False),
    ],
)
def test_same_dimension(a: str, b: str, same: bool) -> None:
    assert same_dimension(a, b) is same
    assert same_dimension(b, a) is same


def test_dimension() -> None:
    assert [dimension(u) for u in ("亿元", "亩", "人次", "", "万", "不知")] == [
        "money",
        "area",
        "count",
        "number",
        "number",
        None,
    ]


@pytest.mark.parametrize(
    "table",
    [
        *("units", "bounds", "idioms", "followers", "accomplishments", "neighbours"),
        *("numerals", "characters", "currencies", "lone"),
    ],
)
def test_tables_name_nothing_twice_and_give_reasons(table: str) -> None:
    rows = lexicon.rows(table)
    keys = [next(iter(row.values())) for row in rows]
    if table in ("bounds", "neighbours"):
        keys = [row["word"] + (row.get("place") or row["use"]) for row in rows]
    assert len(set(keys)) == len(keys)
    assert all(list(row.values())[-1] for row in rows)


def test_units_are_sound() -> None:
    assert all(unit.factor > 0 for unit in UNITS.values())
    assert sum(unit.dimension == "count" for unit in UNITS.values()) >= 140
    for unit in UNITS.values():
        found = units.resolve(unit.name)
        assert found is not None
        assert found[0] == unit.dimension
        base = UNITS.get(unit.base)
        assert base is None or (base.base == unit.base and base.factor == 1), unit.name


@given(st.decimals(0, 10**6, places=2), st.sampled_from(sorted(UNITS)))
def test_scales_multiply_out(value: Decimal, unit: str) -> None:
    plain, scaled = to_base(value * 10000, unit), to_base(value, "万" + unit)
    assert plain is not None
    assert scaled is not None
    assert plain[1] == scaled[1]
    assert abs(plain[0] - scaled[0]) <= abs(plain[0]) * Decimal("1e-25")


@given(st.text(max_size=12))
def test_never_raises(unit: str) -> None:
    found = to_base(Decimal("1.5"), unit)
    assert (found is None) == (dimension(unit) is None)
