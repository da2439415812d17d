"""The budget ratios that every report of the kind states, as one table.

A number's part in them is told by words in its name, or right before it: 年初预算 is the
initial budget in any province. `OPERANDS` is read top down, first match wins; what a user adds
is a `Book` of the same kind (`own`). The formulas are those of the indicator explanations that
the reports are filled in by: 财预〔2013〕53号《预算绩效评价共性指标体系框架》, part 2
(部门整体支出绩效评价共性指标体系框架), unless a row says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache


class Part(StrEnum):
    ADJUSTMENT = "调整额"
    CARRIED_OUT = "年末结转结余"
    CARRIED_IN = "年初结转结余"
    INITIAL = "年初预算数"
    BUDGET = "预算数"
    SETTLED = "决算数"
    SPENT = "支出数"
    ARRIVED = "到位数"


class Formula(StrEnum):
    SHARE = "share"  # a ÷ b
    DEVIATION = "deviation"  # |a - b| ÷ b
    CARRY = "carry"  # a ÷ the sum of all b


# Part, words that tell it, words that untell it.
OPERANDS: tuple[tuple[Part, re.Pattern[str], re.Pattern[str] | None], ...] = (
    (
        Part.CARRIED_OUT,
        re.compile(r"[年期]末.{0,12}结[转余]|结转结余(资金|数|额|金额|总额)"),
        re.compile("年初|期初|上年"),
    ),
    (Part.CARRIED_IN, re.compile(r"(年初|期初|上年).{0,12}结[转余]"), None),
    (
        Part.ADJUSTMENT,
        re.compile(r"调整(额|金额|数)|(预算)?(调增|调减|追加|追减)"),
        re.compile(r"率"),
    ),
    (Part.INITIAL, re.compile(r"(年初|期初).{0,6}预算"), None),
    (
        Part.ARRIVED,
        re.compile(r"到位(资金|金额|数|额)?|下达(资金|金额|数)"),
        re.compile("应到位|率"),
    ),
    (Part.SETTLED, re.compile(r"决算(数|金额|支出|为|$)"), re.compile("差异")),
    (
        Part.SPENT,
        re.compile(
            r"执行(数|金额|额)|(实际)?(支出|支付|使用|采购)(数|金额|总额|额)|实际支出|实际支付|已支出|已支付|实际采购|实际使用|支出合计|完成(数|金额)$"
        ),
        re.compile("预算(数|安排)|年度预算|全年预算|率"),
    ),
    (
        Part.BUDGET,
        re.compile(r"预算|计划(数|金额|投资)|安排(数|金额|资金)|应到位"),
        re.compile(r"其中|率|一般公共预算$|政府性基金预算$"),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    result: re.Pattern[str]  # the name of the rate, folded, or the words before it
    formula: Formula
    top: tuple[str, ...]  # what `part` calls them, in order of preference
    bottom: tuple[str, ...]
    zh: str
    en: str
    reason: str


IDENTITIES: tuple[Identity, ...] = (
    Identity(
        result=re.compile(r"预决算差异率|差异率|偏离率"),
        formula=Formula.DEVIATION,
        top=(Part.SETTLED, Part.SPENT),
        bottom=(Part.BUDGET, Part.INITIAL),
        zh="差异率",
        en="deviation of the final account from the budget",
        reason="|决算数 - 预算数| ÷ 预算数；收入与支出同一算法",
    ),
    Identity(
        result=re.compile(r"预算调整率|调整率"),
        formula=Formula.SHARE,
        top=(Part.ADJUSTMENT,),
        bottom=(Part.INITIAL, Part.BUDGET),
        zh="预算调整率",
        en="budget adjustment rate",
        reason="预算调整数 ÷ 年初预算数，取绝对值；53号文以“预算数”为分母，各地以年初预算为准",
    ),
    Identity(
        result=re.compile(r"结转结余率|结余率|结转率"),
        formula=Formula.CARRY,
        top=(Part.CARRIED_OUT,),
        bottom=(Part.CARRIED_IN, Part.SETTLED),
        zh="结转结余率",
        en="carry-over rate",
        reason="年末结转结余 ÷ （年初结转结余 + 本年拨款），分母列出几项就加几项",
    ),
    Identity(
        result=re.compile(r"控制率"),
        formula=Formula.SHARE,
        top=(Part.SPENT, Part.SETTLED),
        bottom=(Part.BUDGET, Part.INITIAL),
        zh="经费控制率",
        en="expense control rate",
        reason="公用经费、三公经费控制率 = 实际支出数 ÷ 预算安排数",
    ),
    Identity(
        result=re.compile(r"(完成|占)(年初|全年|年度|调整后?)?预算数?的$"),
        formula=Formula.SHARE,
        top=(Part.SETTLED, Part.SPENT),
        bottom=(Part.INITIAL, Part.BUDGET),
        zh="完成预算比例",
        en="share of the budget carried out",
        reason="部门决算公开说明的固定句式：支出决算为A，完成年初预算B的R%",
    ),
    Identity(
        result=re.compile(r"资金到位率|到位率"),
        formula=Formula.SHARE,
        top=(Part.ARRIVED,),
        bottom=(Part.BUDGET, Part.INITIAL),
        zh="资金到位率",
        en="rate of funds received",
        reason="到位资金 ÷ 预算（计划）资金",
    ),
    Identity(
        result=re.compile(
            r"预算(支出)?(完成|执行)率|(支出|采购|资金|拨款)(预算)?(执行|完成|使用)?率|平均执行率|执行率|支付(进度|率)|支出进度|^完成率$"
        ),
        formula=Formula.SHARE,
        top=(Part.SPENT, Part.SETTLED),
        bottom=(Part.BUDGET, Part.INITIAL),
        zh="预算完成率",
        en="budget execution rate",
        reason="预算完成数 ÷ 预算数；执行率、支付进度是同一比值在不同表式里的名称",
    ),
)


@lru_cache(maxsize=1 << 16)  # asked again and again for the same names
def part(words: str) -> Part | None:
    """Which part of a budget `words` (folded) name, or None."""
    for found, yes, no in OPERANDS:
        if yes.search(words) and not (no is not None and no.search(words)):
            return found
    return None


@lru_cache(maxsize=1 << 16)
def identity(words: str) -> Identity | None:
    """Which ratio of the table `words` name."""
    return named_by(IDENTITIES, words)


def named_by(rows: Iterable[Identity], words: str) -> Identity | None:
    """The match that ends last is the one the number belongs to; of equals, the first row's."""
    best: tuple[int, Identity] | None = None
    for row in rows:
        for found in row.result.finditer(words):
            if best is None or found.end() > best[0]:
                best = (found.end(), row)
    return best[1] if best else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """How words are read as ratios, and as what ratios are made of."""

    identity: Callable[[str], Identity | None]
    part: Callable[[str], str | None]


BUILT_IN = Book(identity=identity, part=part)
