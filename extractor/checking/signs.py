"""The bound of a goal whose sign stands in a cell of its own: ‰ | ≤ | 21.

The form of 财预〔2020〕10号 has its goals with a sign; the systems that reports are printed from (预算管理一体化)
split it into 指标性质, 计量单位 and 指标值. Without the sign 21 would read as at least 21.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from extractor.folding import fold
from extractor.records import Fact, Op, Quantity, Table

_SIGNS = {
    "≥": Op.GE,
    "≤": Op.LE,
    ">": Op.GT,
    "<": Op.LT,
    "大于等于": Op.GE,
    "小于等于": Op.LE,
    "大于": Op.GT,
    "小于": Op.LT,
    "不低于": Op.GE,
    "不少于": Op.GE,
    "不高于": Op.LE,
    "不超过": Op.LE,
}


def bounded_by_its_row(target: Quantity, fact: Fact, tables: Mapping[int, Table]) -> Quantity:
    """`target`, which states no bound, with the sign that the nearest cell before it holds."""
    table = tables.get(fact.place.table if fact.place.table is not None else -1)
    if target.op is not Op.EQ or table is None or fact.place.row is None:
        return target
    for cell in reversed(table.rows[fact.place.row].cells):
        if cell.span.end <= target.span.start and (sign := _SIGNS.get(fold(cell.text))):
            return replace(target, op=sign)
    return target
