"""Ratios that prose states in set phrases, whatever they are ratios of.

- completion: A …，完成全年B…任务的R%
- share: B，其中…A，占R%
- growth: A，比上年增加D，增长R%
- handled: 记录B条，其中…办结A1条，…办结A2条 … 办结率R%
- whole numbers: 27宗，同比下降34.1% needs a whole number to fall from (Brown & Heathers 2017,
  "The GRIM test": which means, or here rates, a count can have at all)
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.tolerance import Interval, compare, quotient, total
from extractor.records import Check, Op, Role, Rule, Severity, Text, Verdict

_HUNDRED = Decimal(100)
# Right after the target's number, in its own clause: 完成30万平方米拆违任务的101.1%.
_OF_TASK = re.compile(
    r"^[^，,。；;：:%]{0,20}(任务|目标|计划|指标|预算|定额|考核)[^，,。；;：:%]{0,12}的$"
)
_SHARE = re.compile(r"占(比|[^，。；;]{0,16}(比重|比例|的)|全部|总)?[为达约近]{0,2}$")
_OF_WHICH = re.compile(r"其中|包括|分别|含")
_HAN_PAIR = re.compile(r"(?=([\u4e00-\u9fff]{2}))")
_MORE = re.compile(r"(增加|增长|增收|增支|提高|上升|多)(额)?[了至约为]{0,2}$")
_LESS = re.compile(r"(减少|下降|降低|减收|减支|少)(额)?[了约为]{0,2}$")
_GROWS = re.compile(r"(增长|增加|上升|提高|增幅为?|增速为?)[了约达到为]{0,2}$")
_FALLS = re.compile(r"(下降|减少|降低|降幅为?)[了约达到为]{0,2}$")
_FROM = re.compile(r"[较比由从][^，。；;]{0,16}$")
_YEARLY = re.compile(r"同比|比上年|较上年|比去年|较去年")
# Growth of output is published at constant prices, and never follows from current values.
_CONSTANT_PRICES = re.compile(r"生产总值|增加值|总产值|GDP|可比价|不变价|实际增长|名义")
_MOST_BASE = 100_000  # above it some whole number always fits a rate of one or two decimals


class _Counted(NamedTuple):
    whole: Figure
    parts: tuple[Figure, ...]


class Completion(NamedTuple):
    actual: Figure
    target: Figure
    rate: Figure


def shares(sheet: Sheet) -> Iterator[Check]:
    for run in sheet.runs.values():
        for found in completions(run):
            yield _division(
                found.rate, (found.actual,), found.target, "完成比例", "completion rate"
            )
        yield from _parts_of_whole(run)
        yield from _growth(run)
    yield from _handled(sheet)


def completions(run: Run) -> Iterator[Completion]:
    """A …，完成B任务的R%: A is the nearest figure before B in B's unit."""
    for i, rate in enumerate(run.figures):
        if i < 2 or not rate.size.percent or not _OF_TASK.search(run.lead(rate)):
            continue
        target = run.figures[i - 1]
        sentence = run.sentence(rate)
        used = {target}
        for at in range(i - 2, max(0, i - 8) - 1, -1):
            actual = run.figures[at]
            if not sentence.holds(actual.at):
                break
            if actual.size.percent and at > 0:
                used.add(run.figures[at - 1])
                continue
            if actual not in used and actual.size.same_unit(target.size):
                yield Completion(actual, target, rate)
                break


def _division(
    rate: Figure,
    parts: tuple[Figure, ...],
    whole: Figure,
    zh: str,
    en: str,
    *,
    worst: Verdict = Verdict.CONFLICT,
) -> Check:
    """A check of parts ÷ whole against `rate`."""
    above = total(tuple(part.size.interval for part in parts))
    point = sum((part.size.point for part in parts), Decimal(0))
    share = quotient(above, _plan(whole))
    verdict = worst
    percent = Decimal(0)
    if share is not None:
        percent = point / whole.size.point * _HUNDRED if whole.size.point else Decimal(0)
        verdict = compare(share.scaled(_HUNDRED), rate.size.point, rate.size.slack)
    if verdict is Verdict.CONFLICT and (rate.size.hedged or any(p.size.hedged for p in parts)):
        verdict = Verdict.REVIEW
    if verdict is Verdict.CONFLICT:
        verdict = worst
    top = " + ".join(cards.operand(part) for part in parts)
    top = f"({top})" if len(parts) > 1 else top
    places = max(2, cards.decimals(rate.size))
    card = f"{top} ÷ {cards.operand(whole)} = {cards.number(percent, places)}%"
    said = cards.shown(rate)
    holds = {
        Verdict.AGREE: Text(f"{zh}{said}与所列数相符", f"{en} {said} follows from its operands"),
        Verdict.REVIEW: Text(
            f"{zh}报告写{said}，按所列数为{cards.number(percent, places)}%，差异可能出于截尾或口径",
            f"{en} is stated as {said}, the figures give {cards.number(percent, places)}%: cut off, or another scope",
        ),
        Verdict.CONFLICT: Text(
            f"{zh}报告写{said}，按所列数应为{cards.number(percent, places)}%",
            f"{en} is stated as {said}; the figures give {cards.number(percent, places)}%",
        ),
    }[verdict]
    return cards.check(
        Rule.RATIO,
        verdict,
        holds,
        Text(f"{card}（报告写 {said}）", f"{card} (stated {said})"),
        (rate, *parts, whole),
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
    )


def _plan(figure: Figure) -> Interval:
    """A plan of 30万平方米 is exact, not rounded to 万."""
    point = figure.size.point
    if figure.quantity.op is Op.EQ and figure.role in (Role.TARGET, Role.BUDGET):
        return Interval(point, point)
    return figure.size.interval


def _parts_of_whole(run: Run) -> Iterator[Check]:
    """…合计B，其中：X A1，占R1%；Y A2，占R2%."""
    for i, rate in enumerate(run.figures):
        if i < 2 or not rate.size.percent or not _SHARE.search(run.lead(rate)[-24:]):
            continue
        part = run.figures[i - 1]
        if part.size.percent or len(run.lead(rate)) > 30:
            continue
        whole = _whole(run, part, i - 1)
        if whole is not None:
            yield _division(rate, (part,), whole, "占比", "share", worst=Verdict.REVIEW)


def _whole(run: Run, part: Figure, index: int) -> Figure | None:
    """The figure before 其中 that `part` is a part of."""
    for other in reversed(run.figures[max(0, index - 12) : index]):
        between = run.text[other.at.end : part.at.start]
        if "。" in between:
            return None
        if (
            other.size.same_unit(part.size)
            and other.size.point >= part.size.point
            and _OF_WHICH.match(between.lstrip("，,：:；;（( "))
        ):
            return other
    return None


def _growth(run: Run) -> Iterator[Check]:
    for i, rate in enumerate(run.figures):
        if not rate.size.percent or i == 0:
            continue
        lead = run.lead(rate)
        up, down = _GROWS.search(lead), _FALLS.search(lead)
        if not (up or down):
            continue
        before = run.figures[i - 1]
        change = run.lead(before)
        sign = 1 if up else -1
        moved = (_MORE if up else _LESS).search(change)
        if moved and i > 1 and len(lead) <= 8 and not before.size.percent:
            value = run.figures[i - 2]
            if value.size.same_unit(before.size) and run.sentence(rate).holds(value.at):
                yield _from_change(run, value, before, rate, sign)
        elif len(lead) <= 12 and _YEARLY.search(lead) and not before.size.percent:
            found = _whole_base(before, rate, sign)
            if found is not None:
                yield found


def _from_change(run: Run, value: Figure, change: Figure, rate: Figure, sign: int) -> Check:
    """D ÷ (A ∓ D): the base is this year's value without the change."""
    if _FROM.search(run.lead(value)) and len(run.lead(change)) <= 4:
        return _from_base(run, value, change, rate)
    base = value.size.point - sign * change.size.point
    sentence = run.sentence(rate)
    loose = bool(_CONSTANT_PRICES.search(run.text[sentence.start : sentence.end]))
    low, high = value.size.interval
    below = Interval(
        low - sign * (change.size.interval.high if sign > 0 else change.size.interval.low),
        high - sign * (change.size.interval.low if sign > 0 else change.size.interval.high),
    )
    share = quotient(change.size.interval, below)
    percent = change.size.point / base * _HUNDRED if base > 0 else Decimal(0)
    verdict = (
        compare(share.scaled(_HUNDRED), rate.size.point, rate.size.slack)
        if share
        else Verdict.REVIEW
    )
    if verdict is Verdict.CONFLICT and (loose or value.size.hedged or change.size.hedged):
        verdict = Verdict.REVIEW
    mark = "−" if sign > 0 else "+"
    card = (
        f"{cards.operand(change)} ÷ ({cards.operand(value)} {mark} {cards.operand(change)})"
        f" = {cards.number(percent, 2)}%"
    )
    said = cards.shown(rate)
    if verdict is Verdict.AGREE:
        message = Text(
            f"增减幅度{said}与增减额相符", f"the rate of change {said} follows from the change"
        )
    else:
        message = Text(
            f"增减幅度报告写{said}，按增减额应为{cards.number(percent, 2)}%",
            f"the rate of change is stated as {said}; the change gives {cards.number(percent, 2)}%",
        )
    return cards.check(
        Rule.RATIO,
        verdict,
        message,
        Text(f"{card}（报告写 {said}）", f"{card} (stated {said})"),
        (rate, value, change),
    )


def _from_base(run: Run, base: Figure, change: Figure, rate: Figure) -> Check:
    """较A增加D，增长R%: here the base itself is stated."""
    sentence = run.sentence(rate)
    loose = bool(_CONSTANT_PRICES.search(run.text[sentence.start : sentence.end]))
    worst = Verdict.REVIEW if loose else Verdict.CONFLICT
    return _division(rate, (change,), base, "增减幅度", "rate of change", worst=worst)


def _whole_base(value: Figure, rate: Figure, sign: int) -> Check | None:
    """Whether a count can have grown (fallen) by exactly the stated rate from a whole number."""
    size = value.size
    if size.dimension != "count" or value.quantity.unit != size.unit or size.hedged:
        return None
    if size.point != size.point.to_integral_value() or not 0 < size.point <= _MOST_BASE:
        return None
    share = 1 + sign * rate.size.point / _HUNDRED
    if share <= 0:
        return None
    near = (size.point / share).to_integral_value()
    fits = next(
        (
            base
            for base in (near, near - 1, near + 1)
            if base > 0 and _rounds(size.point, base, rate, sign)
        ),
        None,
    )
    said, count = cards.shown(rate), cards.shown(value)
    if fits is not None:
        percent = abs(size.point - fits) / fits * _HUNDRED
        card = (
            f"|{cards.number(size.point)} − {cards.number(fits)}| ÷ {cards.number(fits)}"
            f" = {cards.number(percent, 2)}%"
        )
        return cards.check(
            Rule.RATIO,
            Verdict.AGREE,
            Text(
                f"{count}同比变动{said}可由整数基数{cards.number(fits)}得出",
                f"{count} changing by {said} follows from a whole base of {cards.number(fits)}",
            ),
            Text(f"{card}（报告写 {said}）", f"{card} (stated {said})"),
            (rate, value),
        )
    return cards.check(
        Rule.RATIO,
        Verdict.REVIEW,
        Text(
            f"没有整数基数能使{count}同比变动{said}",
            f"no whole base makes {count} a change of {said}",
        ),
        Text(
            f"{cards.number(size.point)} ÷ (1 {'+' if sign > 0 else '−'} {said}) ≈ {cards.number(size.point / share, 2)}，不是整数",
            f"{cards.number(size.point)} ÷ (1 {'+' if sign > 0 else '−'} {said}) ≈ {cards.number(size.point / share, 2)}, not a whole number",
        ),
        (rate, value),
    )


def _rounds(value: Decimal, base: Decimal, rate: Figure, sign: int) -> bool:
    percent = sign * (value - base) / base * _HUNDRED
    return compare(Interval(percent, percent), rate.size.point) is not Verdict.CONFLICT


_RATE_OF = re.compile(r"([\u4e00-\u9fff]{2})率(达到|[为达是约])?$")


def _handled(sheet: Sheet) -> Iterator[Check]:
    """办结率 from 记录1088条，其中…办结915条，…办结166条 in the same or the next rows."""
    rows: dict[tuple[int, int], list[Run]] = {}
    for run in sheet.runs.values():
        place = run.passage.place
        if place.table is not None and place.row is not None:
            rows.setdefault((place.table, place.row), []).append(run)
    counted: dict[int, dict[str, _Counted]] = {}
    for run in sheet.runs.values():
        for rate in run.figures:
            said = _RATE_OF.search(run.lead(rate)) if rate.size.percent else None
            if said is None or rate.size.point >= _HUNDRED:
                continue
            for other in _near(rows, run):
                at = other.passage.index
                if at not in counted:
                    counted[at] = _counted(other)
                found = counted[at].get(said.group(1))
                if found is not None and (other is not run or found[0].at.end <= rate.at.start):
                    whole, parts = found
                    check = _division(
                        rate, parts, whole, f"{said.group(1)}率", "rate", worst=Verdict.REVIEW
                    )
                    if (
                        other is run
                        or check.verdict is Verdict.AGREE
                        or _off_by_little(rate, parts, whole)
                    ):
                        yield check
                    break


def _off_by_little(rate: Figure, parts: tuple[Figure, ...], whole: Figure) -> bool:
    """In another row the rate may be of another thing, unless it is all but right."""
    percent = sum((p.size.point for p in parts), Decimal(0)) / whole.size.point * _HUNDRED
    return abs(percent - rate.size.point) <= 1


_ROWS_BACK = 2  # rows above in which the counts of a rate may stand
_MOST_CELLS = 20  # of each of these rows


def _near(rows: Mapping[tuple[int, int], Sequence[Run]], run: Run) -> Iterator[Run]:
    yield run
    place = run.passage.place
    if place.table is None or place.row is None:
        return
    for row in range(place.row - _ROWS_BACK, place.row + 1):
        yield from (
            other for other in rows.get((place.table, row), ())[:_MOST_CELLS] if other is not run
        )


def _counted(run: Run) -> dict[str, _Counted]:
    """For each verb (two characters), the first total followed by 其中 and by parts whose own
    words hold the verb."""
    found: dict[str, _Counted] = {}
    for i, whole in enumerate(run.figures[:-1]):
        first = run.figures[i + 1]
        if whole.size.point <= 0 or whole.size.percent:
            continue
        if not _OF_WHICH.match(run.lead(first).lstrip("，,：:；;（( ")):
            continue
        parts: dict[str, list[Figure]] = {}
        for other in run.within(run.sentence(whole)):
            if other.at.start >= first.at.start and other.size.same_unit(whole.size):
                for verb in set(_HAN_PAIR.findall(run.lead(other))):
                    parts.setdefault(verb, []).append(other)
        for verb, figures in parts.items():
            found.setdefault(verb, _Counted(whole, tuple(figures)))
    return found
