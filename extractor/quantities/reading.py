"""A quantity as found in a view, before its span is brought back to the document."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from extractor.records import Op, QuantityKind


class Reading(NamedTuple):
    """View characters [start, end)."""

    start: int
    end: int
    kind: QuantityKind
    value: Decimal | None
    value_max: Decimal | None = None
    unit: str = ""
    op: Op = Op.EQ


def decide(before: Op | None, after: Op | None, more: bool) -> Op:
    """One op of what stands before a number, after it, and 余 or 多 within.

    A bound before the number is the plainest statement (不少于4个以上, 约4000余人), then one
    after it, then 余 and 多.
    """
    return before or after or (Op.OVER if more else Op.EQ)
