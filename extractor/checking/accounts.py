"""sum, the two sides of final accounts: 收入总计 is this year's income and what was carried in, 支出总计 this
year's spending and what is carried out (部门决算报表, 收入支出决算总表; 政府会计制度, 财会〔2017〕25号).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.layout import Figure, Sheet
from extractor.checking.tolerance import one_slip, total
from extractor.records import Check, Rule, Severity, Text, Verdict

_TO = r"(?:决算)?[数额]?(?:均?为|是|达|共)?(?:各为)?$"
_TOTAL = re.compile(
    r"(?:收入、?支出|收、?支|收入|支出)(?:决算)?(?:总计|总额|总量)[^，,。；;\d]{0,10}$"
)
_SIDES = tuple(
    (re.compile(year + _TO), re.compile(carried + _TO))
    for year, carried in (
        (r"本年收入(?:合计)?", r"(?:年初|上年|期初)结转(?:和|及|与|、)?(?:结余)?"),
        (
            r"本年支出(?:合计)?",
            r"(?:(?:年末|期末)结转(?:和|及|与|、)?(?:结余)?|结转下年)",
        ),
    )
)
_LEAD = 24  # characters before an amount that call it something
_LITTLE = Decimal("0.02")  # of the total; more, and something else was meant


def accounts(sheet: Sheet) -> Iterator[Check]:
    """The first figure that is called each; a report of one body has one of each."""
    money = [
        (
            figure,
            run.text[max(run.sentence(figure).start, figure.at.start - _LEAD) : figure.at.start],
        )
        for run in sheet.runs.values()
        for figure in run.figures
        if figure.size.money and not figure.size.hedged and figure.place.row is None
    ]
    whole = _first(money, _TOTAL)
    if whole is None:
        return
    for year, carried in _SIDES:
        parts = [_first(money, year), _first(money, carried)]
        held = [part for part in parts if part is not None]
        if len(held) == len(parts) and whole not in held:
            check = _judged(held, whole)
            if check is not None:
                yield check


def _first(money: list[tuple[Figure, str]], called: re.Pattern[str]) -> Figure | None:
    return next((figure for figure, said in money if called.search(said)), None)


def _judged(parts: list[Figure], whole: Figure) -> Check | None:
    made = total(tuple(part.size.interval for part in parts))
    point = sum((part.size.point for part in parts), Decimal(0))
    holds = made.meets(whole.size.interval)
    near = abs(point - whole.size.point) <= _LITTLE * whole.size.point
    if not holds and not near and not one_slip(point, whole.size.point):
        return None
    factor = whole.size.point / (whole.quantity.value or Decimal(1)) or Decimal(1)
    value = cards.number(point / factor) + whole.quantity.unit
    left = " + ".join(cards.operand(part) for part in parts)
    said = cards.shown(whole)
    return cards.check(
        Rule.SUM,
        Verdict.AGREE if holds else Verdict.REVIEW,
        Text(
            f"收支总计{said}等于本年数与结转之和",
            f"the total {said} is the year's and what was carried",
        )
        if holds
        else Text(
            f"收支总计写{said}，本年数与结转之和为{value}，是否另有结余或分配待核",
            f"the total is {said}; the year's and what was carried make {value}",
        ),
        cards.both(f"{left} = {value}" + ("" if holds else f" ≠ {said}")),
        (*parts, whole),
        severity=None if holds else Severity.MEDIUM,
    )
