"""sum: parts and the total that they are stated to make.

Lists that say they are complete (分别为, 由…组成, 包括) must add up; 其中 only promises parts of the
whole, so there the parts must not exceed it. A list after 其中 that falls short by little is
asked about, for one digit changed in any part looks just like that.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from extractor.checking import cards
from extractor.checking.counted import counted
from extractor.checking.derived.cues import clause, is_mean
from extractor.checking.identities import Part, part
from extractor.checking.layout import Field, Figure, Run, Sheet
from extractor.checking.linking import Link
from extractor.checking.tolerance import Interval, digits, one_slip, total
from extractor.folding import fold
from extractor.records import Check, Role, Rule, Severity, Span, Text, Verdict

_OF_WHICH = re.compile(r"(?:^|[，,：:；;。（(])\s*(其中|包括|包含|含|分别)")
_NEXT = re.compile(r"[^。]*。\s*其中")
_COMPLETE = re.compile(r"(?:^|[，,：:；;。（(])\s*(包括|分别|由|分为)")
_LITTLE = Decimal(
    "0.1"
)  # of the whole: the most that a list after 其中 may lack and be asked about
_OTHERS = re.compile(r"(?:(?:比|较|上年|去年|同期|相当于)[^，,。；;]{0,12}|20\d\d年的?)$")
_TELLING = 3  # digits of a total that a slip can be told by: 1000 and 1100 are round
_OVER = 3  # times the whole: a later figure that is more is no part of it
_ENUMERATES, _PAUSE = re.compile(r"^(?:、|和|及|与)|、"), re.compile(r"[，,；;。]")
_EXCESS = Decimal("0.25")  # of the whole: parts that exceed it by more are of something else
_MANY = 3  # parts, before a gap of one digit is taken for a slip
_MOST_PARTS = 12
_BETWEEN = 8  # figures of other units between a total and 其中
_PROJECT = re.compile(r"专项|项目")
_OWN_MONEY = re.compile(r"预算|支出|执行")  # what others invest is no part of the budget
_WHOLE_BODY = re.compile(r"整体支出|部门支出|单位支出|支出合计|本年支出|部门预算")
# 其中…办结915条 is what came of the whole, not a breakdown of it.
_OUTCOME = re.compile(r"办结|整改|完成|解决|处理|合格|达标|通过|验收|回收|落实")

# Columns of one row that make up its total: 按资金来源 and 按资金结构 of the self-evaluation form.
_STRUCTURES: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("财政拨款", "其他资金"), ("本部门支出", "部门支出", "合计", "总计")),
    (
        ("基本支出", "项目支出"),
        ("本部门支出", "部门支出", "合计", "总计", "支出合计", "本年支出合计"),
    ),
    (("人员经费", "公用经费"), ("基本支出",)),
    (("人员支出", "公用支出"), ("基本支出",)),
)
# What a grand total of income and spending holds beside spending (部门决算: 收入支出决算总表).
_CARRIED = ("年末结转", "年末结转和结余", "年末结转结余", "结余分配")
_GRAND = ("合计", "总计")


def sums(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    yield from _budget(sheet)
    yield from _parts_of_rows(sheet)
    yield from _structures(sheet)
    yield from _task_funds(sheet)
    for run in sheet.runs.values():
        yield from _lists(run)
        yield from counted(run)
    yield from _projects(sheet)


def _judged(
    parts: Sequence[Figure],
    whole: Figure,
    *,
    complete: bool,
    signs: Sequence[int] = (),
) -> Check | None:
    """Parts against their whole; None when the parts are merely some of it and fit."""
    signs = signs or [1] * len(parts)
    terms = [
        figure.size.interval
        if sign > 0
        else Interval(-figure.size.interval.high, -figure.size.interval.low)
        for figure, sign in zip(parts, signs, strict=True)
    ]
    made = total(tuple(terms))
    point = sum((s * f.size.point for f, s in zip(parts, signs, strict=True)), Decimal(0))
    meets = made.meets(whole.size.interval)
    slack = max(f.size.slack for f in (*parts, whole))
    close = made.widened(slack).meets(whole.size.interval)
    card = _card(parts, whole, signs, point)
    evidence = (*parts, whole)
    stake = _stake(whole, point)
    exactly = point == whole.size.point
    if meets:
        return cards.check(
            Rule.SUM,
            Verdict.AGREE,
            Text(
                f"分项之和等于合计{cards.shown(whole)}", f"the parts add up to {cards.shown(whole)}"
            ),
            cards.both(
                f"{card[0]} = {card[1]}" + ("" if exactly else f" ≈ {cards.operand(whole)}")
            ),
            evidence,
        )
    if not complete:
        return _incomplete(parts, whole, point, card, stake)
    exact = whole.size.dimension == "count" and all(f.size.dimension == "count" for f in parts)
    doubtful = (close and not exact) or any(f.size.hedged for f in evidence)
    verdict = Verdict.REVIEW if doubtful else Verdict.CONFLICT
    return cards.check(
        Rule.SUM,
        verdict,
        Text(
            f"分项之和{card[1]}，合计写{cards.shown(whole)}，相差{cards.number(abs(whole.size.point - point))}{whole.size.unit}",
            f"the parts make {card[1]}, the total says {cards.shown(whole)}",
        ),
        Text(
            f"{card[0]} = {card[1]} ≠ {cards.operand(whole)}",
            f"{card[0]} = {card[1]} ≠ {cards.operand(whole)}",
        ),
        evidence,
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
        amount=stake,
    )


def _incomplete(
    parts: Sequence[Figure],
    whole: Figure,
    point: Decimal,
    card: tuple[str, str],
    stake: Decimal | None,
) -> Check | None:
    """Parts after 其中 that do not make the whole."""
    over = [
        figure
        for figure in parts
        if figure.size.interval.low > whole.size.interval.high
        and (figure is parts[0] or figure.size.point <= _OVER * whole.size.point)
    ]
    if over:
        one = over[0]
        hedged = whole.size.hedged or one.size.hedged
        return cards.check(
            Rule.SUM,
            Verdict.REVIEW if hedged else Verdict.CONFLICT,
            Text(
                f"其中一项{cards.shown(one)}大于总数{cards.shown(whole)}",
                f"a part, {cards.shown(one)}, exceeds its whole, {cards.shown(whole)}",
            ),
            cards.both(f"{cards.operand(one)} > {cards.operand(whole)}"),
            (one, whole),
            severity=Severity.LOW if hedged else Severity.HIGH,
            amount=stake,
        )
    excess = point > whole.size.interval.high
    lack = whole.size.point - point
    if excess and _may_be_parts(parts, whole, point):
        return _exceeds(parts, whole, card, stake)
    asked = len(parts) >= 2 and abs(lack) <= whole.size.point * _LITTLE
    # One digit changed in one number leaves a gap of one digit and zeros: 852 read as 552.
    slipped = digits(lack) == 1 and whole.size.telling
    asked = asked or (len(parts) >= _MANY and slipped)
    if asked and not any(f.size.hedged for f in (*parts, whole)):
        return cards.check(
            Rule.SUM,
            Verdict.REVIEW,
            Text(
                f"所列分项之和{card[1]}，{'大于' if excess else '略小于'}总数{cards.shown(whole)}，是否另有分项或互有重叠待核",
                f"the parts listed make {card[1]}, the whole is {cards.shown(whole)}: a part may be missing, or parts overlap",
            ),
            Text(
                f"{card[0]} = {card[1]} ≠ {cards.operand(whole)}",
                f"{card[0]} = {card[1]} ≠ {cards.operand(whole)}",
            ),
            (*parts, whole),
            amount=stake,
        )
    if excess:
        return None
    return cards.check(
        Rule.SUM,
        Verdict.AGREE,
        Text(
            f"其中各项不超过总数{cards.shown(whole)}",
            f"no part exceeds the whole, {cards.shown(whole)}",
        ),
        cards.both(
            f"{card[0]} = {card[1]} ≤ {cards.operand(whole)}"
            if len(parts) > 1
            else f"{card[0]} ≤ {cards.operand(whole)}"
        ),
        (*parts, whole),
    )


def _may_be_parts(parts: Sequence[Figure], whole: Figure, point: Decimal) -> bool:
    """Whether parts that together exceed their whole are parts of it at all."""
    exact = not any(figure.size.hedged for figure in (*parts, whole))
    return exact and len(parts) >= 2 and point <= whole.size.point * (1 + _EXCESS)


def _exceeds(
    parts: Sequence[Figure], whole: Figure, card: tuple[str, str], stake: Decimal | None
) -> Check:
    made = sum((figure.size.point for figure in parts), Decimal(0))
    told = digits(whole.size.point) >= _TELLING
    slipped = told and one_slip(made, whole.size.point)
    return cards.check(
        Rule.SUM,
        Verdict.CONFLICT if slipped else Verdict.REVIEW,
        Text(
            f"其中各项之和{card[1]}，大于总数{cards.shown(whole)}，是否互有重叠待核",
            f"the parts make {card[1]}, more than their whole, {cards.shown(whole)}: do they overlap",
        ),
        cards.both(f"{card[0]} = {card[1]} > {cards.operand(whole)}"),
        (*parts, whole),
        severity=Severity.HIGH if slipped else Severity.LOW,
        amount=stake,
    )


def _stake(whole: Figure, point: Decimal) -> Decimal | None:
    if not whole.size.money or whole.size.unit != "元":
        return None
    return (abs(whole.size.point - point) / 10000).quantize(Decimal("0.01"))


def _card(
    parts: Sequence[Figure], whole: Figure, signs: Sequence[int], point: Decimal
) -> tuple[str, str]:
    """The left side as written, and its value in the unit of the whole."""
    text = cards.operand(parts[0])
    for figure, sign in zip(parts[1:], signs[1:], strict=True):
        text += f" {'+' if sign > 0 else '−'} {cards.operand(figure)}"
    same = {figure.quantity.unit for figure in (*parts, whole)}
    if len(same) == 1 and whole.quantity.value:
        factor = whole.size.point / whole.quantity.value if whole.quantity.value else Decimal(1)
        return text, cards.number(point / factor) + fold(whole.quantity.unit)
    return text, cards.number(point) + whole.size.unit


def _budget(sheet: Sheet) -> Iterator[Check]:
    """年初预算数 ± 调整额 = 年度预算数, in a table or in one sentence."""
    values = [f for f in sheet.figures if f.field is Field.VALUE and not f.size.percent]
    tables: dict[object, list[Figure]] = {}
    for figure in values:
        tables.setdefault(
            (figure.place.table, figure.fact.labels[-1:] if figure.fact else ()), []
        ).append(figure)
    for group in tables.values():
        yield from _adjusted([(f, part(f.name.text)) for f in group])
    for run in sheet.runs.values():
        by_sentence: dict[object, list[Figure]] = {}
        for figure in run.figures:
            if figure.size.money:
                by_sentence.setdefault(run.sentence(figure), []).append(figure)
        for group in by_sentence.values():
            yield from _adjusted([(f, part(run.lead(f)[-24:]) or part(f.name.text)) for f in group])


def _adjusted(named: Sequence[tuple[Figure, Part | None]]) -> Iterator[Check]:
    def first(kind: Part) -> Figure | None:
        return next((figure for figure, said in named if said is kind), None)

    initial, change, budget = first(Part.INITIAL), first(Part.ADJUSTMENT), first(Part.BUDGET)
    if initial is None or change is None or budget is None:
        return
    sizes = (initial.size, change.size, budget.size)
    if any(not sizes[0].compares(size) for size in sizes[1:]):
        return
    sign = 1 if budget.size.point >= initial.size.point or change.size.point < 0 else -1
    moved = abs(budget.size.point - initial.size.point)
    if any(figure.size.point == moved for figure, _ in named if figure is not change):
        return  # another figure states the whole change; this one is a part of it
    if abs(moved - abs(change.size.point)) > _LITTLE * budget.size.point:
        return
    found = _judged((initial, change), budget, complete=True, signs=(1, sign))
    if found is not None:
        yield found


def _parts_of_rows(sheet: Sheet) -> Iterator[Check]:
    """A row named 其中 is a part of the nearest plain row above it."""
    values = [f for f in sheet.figures if f.field is Field.VALUE and not f.size.percent]
    for i, figure in enumerate(values):
        if not figure.name.text.startswith("其中"):
            continue
        above = [
            other
            for other in values[max(0, i - 6) : i]
            if other.place.table == figure.place.table
            and other.size.compares(figure.size)
            and not other.name.text.startswith("其中")
        ]
        if figure.place.column is not None:  # income and spending stand side by side
            above = [other for other in above if other.place.column == figure.place.column]
        if not above:
            continue
        last = above[-1].place.line
        whole = next(other for other in above if other.place.line == last)
        found = _judged((figure,), whole, complete=False)
        if found is not None:
            yield found


def _structures(sheet: Sheet) -> Iterator[Check]:
    rows: dict[object, dict[str, Figure]] = {}
    for figure in sheet.figures:
        if figure.field is Field.VALUE and figure.fact and not figure.size.percent:
            key = (figure.place.table, figure.name.text)
            for label in (fold(figure.fact.labels[-1]),) if figure.fact.labels else ():
                row = (key[0], key[1].removeprefix(label))
                rows.setdefault(row, {}).setdefault(label, figure)
    for columns in rows.values():
        for parts, wholes in _STRUCTURES:
            whole = next((columns[word] for word in wholes if word in columns), None)
            if whole is not None and all(word in columns for word in parts):
                left = [columns[word] for word in _CARRIED if word in columns]
                carried = left if fold(whole.name.text).startswith(_GRAND) else []
                found = _judged(
                    [*(columns[word] for word in parts), *carried], whole, complete=True
                )
                if found is not None:
                    yield found


def _task_funds(sheet: Sheet) -> Iterator[Check]:
    """Funds of tasks are a part of all spending; nobody says that the tasks are all there is."""
    funds = [f for f in sheet.figures if f.field is Field.VALUE and "涉及资金" in f.name.text]
    spent = [
        f
        for f in sheet.figures
        if f.field is Field.VALUE and part(f.name.text) is Part.SPENT and not f.size.percent
    ]
    if len(funds) < 2 or not spent or any(not f.size.compares(spent[0].size) for f in funds):
        return
    made = sum((f.size.point for f in funds), Decimal(0))
    if made > spent[0].size.point:
        found = _incomplete(
            funds, spent[0], made, _card(funds, spent[0], [1] * len(funds), made), None
        )
        if found is not None:
            yield found


def _lists(run: Run) -> Iterator[Check]:
    """A total and what follows 其中, 包括 or 分别 in its sentence, in its unit."""
    figures = run.figures
    for i, whole in enumerate(figures[:-1]):
        if whole.size.percent or whole.role in (Role.RANK, Role.CHANGE, Role.TARGET, Role.SCORE):
            continue
        if (
            whole.size.dimension in ("score", "rank")
            or is_mean(run, whole)
            or _compared(run, whole)
        ):
            continue  # points are the business of `scores`
        first = _first_part(run, i, run.sentence(whole))
        if first is None:
            continue
        sentence = run.sentence(figures[first])
        lead = run.lead(figures[first])
        parts = []
        for other in figures[first : first + _MOST_PARTS]:
            if not sentence.holds(other.at):
                break
            if _nested(run.text[figures[first].at.start : other.at.start]):
                continue
            if other.size.same_unit(whole.size) and other.role is not Role.TARGET:
                parts.append(other)
            elif _OF_WHICH.search(run.lead(other)) and parts:
                break
        parts = _one_list(run, parts)
        if parts:
            said = "".join(run.lead(figure) for figure in parts)
            yield from _of_list(run, parts, whole, said, complete=bool(_COMPLETE.search(lead)))


def _first_part(run: Run, at: int, sentence: Span) -> int | None:
    """The figure after 其中; what stands between it and the total is of another unit
    (全年完成4.05万亩，为任务的96.43%，其中人工造林1.12万亩), or in the sentence that opens with 其中."""
    whole = run.figures[at]
    for i in range(at + 1, min(len(run.figures), at + 1 + _BETWEEN)):
        other = run.figures[i]
        if not sentence.holds(other.at):
            break
        if _OF_WHICH.search(run.lead(other)):
            return i
        if other.size.same_unit(whole.size) and not _compared(run, other):
            break
    after = bisect_left(run.starts, sentence.end)
    if after < len(run.figures) and _opens(run, whole, run.figures[after]):
        return after
    return None


def _opens(run: Run, whole: Figure, other: Figure) -> bool:
    """Whether `other` is the first figure of the next sentence, which says 其中 of the subject of
    the one before, which is its first figure."""
    before = run.within(run.sentence(whole))
    between = run.text[before[-1].at.end : other.at.start]
    return before[0] is whole and between.count("。") == 1 and _NEXT.match(between) is not None


def _one_list(run: Run, parts: list[Figure]) -> list[Figure]:
    """A list whose items are joined by 、 ends where a comma follows: 19起、14起、15起，已办结45起."""
    joined = [run.text[a.at.end : b.at.start] for a, b in pairwise(parts)]
    if not joined or not _ENUMERATES.search(joined[0]) or _PAUSE.search(joined[0]):
        return parts
    for count, text in enumerate(joined, 1):
        if _PAUSE.search(text) or not _ENUMERATES.search(text):
            return parts[:count]
    return parts


def _compared(run: Run, figure: Figure) -> bool:
    """Another year's value, or another area's, has no parts here."""
    return figure.role is Role.BASELINE or _OTHERS.search(clause(run, figure)) is not None


def _nested(text: str) -> bool:
    """Whether `text` leaves a bracket open: what follows is a part of a part."""
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")


def _of_list(
    run: Run, parts: list[Figure], whole: Figure, said: str, *, complete: bool
) -> Iterator[Check]:
    for count in range(len(parts), 1, -1):
        rest = (
            run.text[parts[count - 1].at.end : parts[count].at.start] if count < len(parts) else ""
        )
        if rest and _ENUMERATES.search(rest) and not _PAUSE.search(rest):
            continue  # some items of a list are no list
        made = total(tuple(figure.size.interval for figure in parts[:count]))
        if made.meets(whole.size.interval) and not any(f.size.hedged for f in parts[:count]):
            found = _judged(parts[:count], whole, complete=True)
            break
    else:
        found = _judged(parts, whole, complete=complete and len(parts) > 1)
    outcome = len(parts) < _MANY and _OUTCOME.search(said) is not None
    if found is None or (found.verdict is Verdict.REVIEW and outcome):
        return
    yield found


def _projects(sheet: Sheet) -> Iterator[Check]:
    """Budgets (and spending) of named projects are a part of the whole department's."""
    for kind in (Role.BUDGET, Role.SPENT):
        figures = [f for f in sheet.figures if f.labelled and f.role is kind and f.size.money]
        wholes = [f for f in figures if _WHOLE_BODY.search(f.name.text)]
        if not wholes:
            continue
        by_place: dict[tuple[object, object], list[Figure]] = {}
        for figure in figures:
            named = figure.name.text
            if figure.field is Field.PROSE and _PROJECT.search(named) and _OWN_MONEY.search(named):
                by_place.setdefault((figure.run, part(figure.name.text)), []).append(figure)
        for parts in by_place.values():
            made = sum((f.size.point for f in parts), Decimal(0))
            same = all(f.size.compares(wholes[0].size) for f in parts)
            if not same or wholes[0] in parts or len(parts) < 2:
                continue
            found = _incomplete(
                parts, wholes[0], made, _card(parts, wholes[0], [1] * len(parts), made), None
            )
            if found is not None:
                yield found
