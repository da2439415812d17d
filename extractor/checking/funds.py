"""sum, of budgets and funds: what is adjusted, what a row holds of the row above, columns and projects of one body."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.checking.identities import Part, part
from extractor.checking.layout import Field, Figure, Sheet
from extractor.checking.summing import LITTLE, card_of, incomplete, judged
from extractor.checking.tolerance import list_slipped
from extractor.folding import fold
from extractor.records import Check, Role

_PROJECT = re.compile(r"专项|项目")
_OWN_MONEY = re.compile(r"预算|支出|执行")  # what others invest is no part of the budget
_WHOLE_BODY = re.compile(r"整体支出|部门支出|单位支出|支出合计|本年支出|部门预算")

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


def funds(sheet: Sheet) -> Iterator[Check]:
    yield from _budget(sheet)
    yield from _parts_of_rows(sheet)
    yield from _structures(sheet)
    yield from _task_funds(sheet)
    yield from _projects(sheet)


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
    terms = (initial.size.point, sign * abs(change.size.point))
    slipped = list_slipped(terms, budget.size.point)
    if not slipped and abs(moved - abs(change.size.point)) > LITTLE * budget.size.point:
        return
    found = judged((initial, change), budget, complete=True, signs=(1, sign))
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
        found = judged((figure,), whole, complete=False)
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
                found = judged([*(columns[word] for word in parts), *carried], whole, complete=True)
                if found is not None:
                    yield found


def _nearer(parts: Sequence[Figure], carried: Sequence[Figure], whole: Figure) -> bool:
    """Whether a total called 支出合计 is the grand total all the same, as it stands beside 收入合计."""
    left = whole.size.point - sum((part.size.point for part in parts), Decimal(0))
    more = sum((part.size.point for part in carried), Decimal(0))
    return abs(left - more) < abs(left)


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
        found = incomplete(
            funds, spent[0], made, card_of(funds, spent[0], [1] * len(funds), made), None
        )
        if found is not None:
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
            found = incomplete(
                parts, wholes[0], made, card_of(parts, wholes[0], [1] * len(parts), made), None
            )
            if found is not None:
                yield found
