"""Whether one stated result meets one stated goal: bounds, ranks, grades, zero, equal words.

A goal without a bound means "at least" for what is wanted (5次) and "at most" for what is not
(0次, 事故, 成本). Grades are the four of 财预〔2020〕10号: 优, 良, 中, 差.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extractor.checking import lexicon
from extractor.checking.deadlines import in_time
from extractor.checking.layout import FactView, Figure
from extractor.folding import fold
from extractor.records import Evidence, Op, Text, Verdict

_DIGITS = {char: i for i, char in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_RANK_GOAL = re.compile(r"前([一二三四五六七八九十\d]{1,3})(?:名|位|强)?")
_RANK = re.compile(r"第\s?([一二三四五六七八九十\d]{1,3})(?:名|位)?")
_ZERO = re.compile(
    r"不发生|零发生|未发生|杜绝|清零|零新增|零事故|零感染|无新增|为零|不出现|^零$|^无$"
)
_NUMBERS = re.compile(r"\d+(?:\.\d+)?")
_DIGIT = re.compile(r"\d")
_MOST_WORDS = 30  # longer cells are prose, and prose is compared by its figures
_MONTHS = {"月": 12, "季度": 4, "季": 4, "周": 52, "年": 1}
_EACH = re.compile(r"每(?:个)?(月|季度|季|周|年)")


@dataclass(frozen=True, slots=True)
class Outcome:
    verdict: Verdict
    card: Text
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A comparison: what `unexplained` looks for reasons for when it is a miss."""

    outcome: Outcome
    name: str
    line: int
    evidence: tuple[Figure | Evidence, ...]
    view: FactView | None = None
    admitted: bool = False  # prose itself says that it was missed


def small_number(text: str) -> int | None:
    """第九, 前三, 第10: Chinese or Arabic, up to 99; None when it is neither."""
    if text.isdecimal():
        return int(text)
    if not text or any(char not in _DIGITS and char != "十" for char in text):
        return None
    if text.count("十") > 1:
        return None
    tens, mark, ones = text.partition("十")
    if not mark:
        return _DIGITS[text] if len(text) == 1 else None
    if len(tens) > 1 or len(ones) > 1:
        return None
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def of_words(target: str, actual: str) -> Outcome | None:
    """Two cells as words: equal, grades, ranks, zero goals. None: nothing to say."""
    wanted, got = fold(target), fold(actual)
    if not wanted or not got or len(wanted) > _MOST_WORDS or len(got) > 2 * _MOST_WORDS:
        return None
    return (
        _ranks(wanted, got)
        or _zero(wanted, got)
        or _grades(wanted, got)
        or _equal(wanted, got)
        or _deadlines(wanted, got)
        or _degrees(wanted, got)
    )


def _ranks(wanted: str, got: str) -> Outcome | None:
    goal, rank, top = _RANK_GOAL.search(wanted), _RANK.search(got), _RANK_GOAL.search(got)
    if goal is None:
        return None
    most = small_number(goal.group(1))
    reached = rank or top
    stands = small_number(reached.group(1)) if reached else None
    if most is None or stands is None:
        return None
    met = stands <= most
    sign = "≤" if met else ">"
    return Outcome(
        Verdict.AGREE if met else Verdict.CONFLICT,
        Text(f"第{stands}名 {sign} 前{most}名", f"rank {stands} {sign} {most}"),
    )


def _zero(wanted: str, got: str) -> Outcome | None:
    numbers = [Decimal(number) for number in _NUMBERS.findall(wanted)]
    if not _ZERO.search(wanted) or any(number != 0 for number in numbers):
        return None
    counted = [Decimal(number) for number in _NUMBERS.findall(got)]
    if wanted == got or (counted and not any(counted)):
        return Outcome(Verdict.AGREE, Text(f"{got} = 0", f"{got} = 0"))
    if not counted and (_ZERO.search(got) or got.startswith(("无", "未"))):
        return Outcome(Verdict.AGREE, Text(f"{got} = 0", f"{got} = 0"))
    return None


def _grades(wanted: str, got: str) -> Outcome | None:
    order = {row[0]: int(row[2]) for row in lexicon.rows("grades")}
    goal = order.get(wanted.removesuffix("以上").removesuffix("及").removesuffix("等级"))
    if goal is None:
        return None
    reached = order.get(got.removesuffix("等级"))
    if reached is None:
        return Outcome(
            Verdict.REVIEW,
            Text(
                f"目标“{wanted}”是等级，完成情况“{got}”不是",
                f"the goal {wanted} is a grade, the result is not",
            ),
        )
    met = reached <= goal
    return Outcome(
        Verdict.AGREE if met else Verdict.CONFLICT,
        Text(
            f"{got} {'不低于' if met else '低于'} {wanted}",
            f"{got} is {'not ' if met else ''}below {wanted}",
        ),
    )


def _equal(wanted: str, got: str) -> Outcome | None:
    if wanted == got or wanted.removeprefix("达到") == got.removeprefix("达到"):
        return Outcome(Verdict.AGREE, Text(f"{got} = {wanted}", f"{got} = {wanted}"))
    return None


def _deadlines(wanted: str, got: str) -> Outcome | None:
    """6月15日前 and 6月10日."""
    met = in_time(wanted, got)
    if met is None:
        return None
    return Outcome(
        Verdict.AGREE if met else Verdict.CONFLICT,
        Text(
            f"{got} {'不晚于' if met else '晚于'} {wanted}",
            f"{got} is {'no ' if met else ''}later than {wanted}",
        ),
    )


def _degrees(wanted: str, got: str) -> Outcome | None:
    """较合理 and 不够健全 fall short of 合理 and 健全: a degree before the very word of the goal.

    定性指标 have three grades by 财预〔2020〕10号: 达成、部分达成并具有一定效果、未达成且效果较差.
    """
    goal = wanted.removeprefix("达到")
    if len(goal) < 2 or not got.endswith(goal) or _DIGIT.search(goal):
        return None
    degree = got[: -len(goal)]
    if degree not in lexicon.words("degrees"):
        return None
    fails = degree in lexicon.words("degrees", "fails")
    return Outcome(
        Verdict.CONFLICT if fails else Verdict.REVIEW,
        Text(f"“{got}”程度低于“{wanted}”", f"“{got}” is less than “{wanted}”"),
    )


def of_figures(target: Figure, actual: Figure, *, each: str = "") -> Outcome | None:
    """One figure against another; `each`: the words before the target (每月至少1次).

    None when the two do not measure on one scale.
    """
    want, got = target.size, actual.size
    nought = want.point == 0 and not want.unit  # 0 is 0 in any unit: ≤0 and -14.93%
    if want.percent != got.percent and not nought:
        return _bare_rate(target, actual)
    if not want.compares(got) and not nought:
        return None
    times = _per_year(each, actual)
    bound = want.interval.scaled(Decimal(times)) if times > 1 else want.interval
    point = want.point * times
    lower = _at_most(target)
    if target.quantity.op is Op.RANGE:
        met = got.interval.meets(bound)
        sign = "∈" if met else "∉"
    elif lower:
        met = got.interval.low <= point
        sign = "≤" if met else ">"
    else:
        met = got.interval.high >= point
        sign = "≥" if met else "<"
    wanted = fold(target.quantity.text) + (f" × {times}" if times > 1 else "")
    card = f"{fold(actual.quantity.text)} {sign} {wanted}"
    return Outcome(Verdict.AGREE if met else Verdict.CONFLICT, Text(card, card))


def _per_year(each: str, actual: Figure) -> int:
    """每月1次 asks for 12 a year, unless the result is said per month as well."""
    found = _EACH.search(each[-12:])
    if found is None or _EACH.search(fold(actual.quantity.text)) or actual.size.per:
        return 1
    return _MONTHS[found.group(1)]


def _bare_rate(target: Figure, actual: Figure) -> Outcome | None:
    """100% against 1: the cell lost its percent format, or it is one percent."""
    if not target.size.percent or actual.size.unit or actual.size.dimension not in ("", "number"):
        return None
    if not 0 <= actual.size.point <= 1:
        return None
    percent = actual.size.point * 100
    shown = f"{percent.normalize():f}%"
    if percent < target.size.point and target.quantity.op in (Op.EQ, Op.GE, Op.GT):
        return None
    return Outcome(
        Verdict.REVIEW,
        Text(
            f"{fold(actual.quantity.text)} × 100% = {shown}，写成“{fold(actual.quantity.text)}”缺百分号",
            f"{fold(actual.quantity.text)} × 100% = {shown}; the percent sign is missing",
        ),
    )


def _at_most(target: Figure) -> bool:
    op = target.quantity.op
    if op in (Op.LE, Op.LT):
        return True
    if op in (Op.GE, Op.GT, Op.OVER):
        return False
    return target.size.point == 0 or bool(lexicon.pattern("cues", "lower").search(target.name.text))
