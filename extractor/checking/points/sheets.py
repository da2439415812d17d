"""The tables of points of a report: rows, stages (决策、过程、产出、效益), totals, and the row of budget execution."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import permutations
from typing import NamedTuple

from extractor.checking.layout import FactView, Figure, Sheet
from extractor.checking.places import at_line
from extractor.checking.tabled import Entry, tabled
from extractor.folding import fold
from extractor.records import Evidence, Span, Text

TOTAL = re.compile(r"^(总分|总得分|合计|总计|自评总分|综合得分|综合评分)")

_BRACKETS = re.compile(r"[（(][^）)]*[）)]")

_STAGE_END = re.compile(r"(?:一级)?(?:指标|情况|类|方面|部分|阶段)$")

_FULL_MARKS = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*分?\s*[）)]")

_EXECUTION_MARKS = frozenset(map(Decimal, (5, 10, 15, 20)))  # of budget execution in such sheets

_LONGEST_STAGE = 24  # characters of a cell that names a stage

_HUNDRED = Decimal(100)

_MOST_ROWS = 200


class Stage(NamedTuple):
    name: str
    rows: tuple[FactView, ...]  # each with its points
    declared: Evidence | None  # 25 of 过程（25分）
    marks: Decimal | None


class Execution(NamedTuple):
    """A row of money that scores its rate: 10 points, 97.34%, 9.73 points."""

    weight: Entry
    rate: Entry
    score: Entry


class Scores(NamedTuple):
    """One table of points."""

    rows: tuple[FactView, ...]
    total: FactView | None
    stages: tuple[Stage, ...]
    beside: Execution | None  # what counts for the total and stands in another table

    @property
    def full(self) -> Decimal:
        own = sum((v.weight.size.point for v in self.rows if v.weight is not None), Decimal(0))
        return own + (self.beside.weight.size.point if self.beside is not None else 0)

    @property
    def whole(self) -> bool:
        """Whether no row is missing: its weights make 100 (财预〔2020〕10号)."""
        return self.full == _HUNDRED


def executions(sheet: Sheet) -> list[Execution]:
    """Rows whose points are their rate of their weight; a column each, in any order."""
    found: list[Execution] = []
    for one in tabled(sheet):
        for line in one.lines:
            rates = [e for e in line.values() if e.size.percent and 0 < e.size.point <= _HUNDRED]
            bare = [e for e in line.values() if e.plain and not e.quantity.unit]
            for rate in rates:
                for weight, score in permutations(bare, 2):
                    if _points_of(weight, rate, score):
                        found.append(Execution(weight, rate, score))
    return found


def _points_of(weight: Entry, rate: Entry, score: Entry) -> bool:
    """Whether `score` is `rate` of a weight of 5, 10 or 20 points, to its last digit."""
    if weight.size.point not in _EXECUTION_MARKS or score.size.point >= weight.size.point:
        return False
    made = weight.size.point * rate.size.point / _HUNDRED
    return score.size.place < 1 and abs(made - score.size.point) <= score.size.place / 2


def tables_of(
    sheet: Sheet, executions: Sequence[Execution], declared: Mapping[str, Evidence]
) -> list[Scores]:
    """`declared`: what stages say that they have, by their folded names (see `levels`)."""
    by_table: dict[object, dict[object, FactView]] = {}
    totals: dict[object, FactView] = {}
    for view in sheet.facts:
        if view.score is None:
            continue
        table = view.fact.place.table
        if TOTAL.match(view.name.text):
            totals.setdefault(table, view)
        else:  # a row of several indicators repeats its points; they count once
            by_table.setdefault(table, {}).setdefault(view.score.span, view)
    tables = []
    for place, found in by_table.items():
        rows = tuple(found.values())[:_MOST_ROWS]
        one = Scores(rows, totals.get(place), _stages(rows, declared), None)
        tables.append(one._replace(beside=_beside(one, executions)))
    return tables


def _beside(table: Scores, executions: Sequence[Execution]) -> Execution | None:
    """The row of money that makes the weights 100, where the indicators alone do not."""
    own = {view.score.span for view in table.rows if view.score is not None}
    missing = _HUNDRED - table.full
    for row in executions:
        if row.weight.size.point == missing and row.score.quantity.span not in own:
            return row
    return None


def in_names(sheet: Sheet) -> dict[str, Evidence]:
    """What the cells that name a stage say it has: 25 of 过程（25分）, by the folded cell."""
    found: dict[str, Evidence] = {}
    for table in sheet.case.document.tables:
        for row in table.rows[:_MOST_ROWS]:
            for cell in row.cells:
                marks = _FULL_MARKS.search(cell.text)
                if marks is None or len(cell.text) > _LONGEST_STAGE:
                    continue
                start, end = (cell.span.start + at for at in marks.span(1))
                place = at_line(row.line, Text("分值", "weight"))
                evidence = Evidence(
                    span=Span(start, end),
                    text=marks.group(1),
                    name=stage_name(cell.text),
                    where=place,
                )
                found.setdefault(fold(cell.text), evidence)
    return found


def _stages(rows: Sequence[FactView], declared: Mapping[str, Evidence]) -> tuple[Stage, ...]:
    by_label: dict[str, list[FactView]] = {}
    for view in rows:
        labels = [fold(label) for label in view.fact.labels]
        # 绩效指标 ⇥ 产出指标（50分） ⇥ 数量指标（20分）: each level that says what it has.
        for label in [label for label in labels if label in declared] or labels[:1]:
            by_label.setdefault(label, []).append(view)
    found = []
    for label, views in by_label.items():
        if len(stage_name(label)) >= 2:
            marks = declared.get(label)
            points = Decimal(marks.text) if marks is not None else None
            found.append(Stage(stage_name(label), tuple(views), marks, points))
    return tuple(found)


def stage_name(label: str) -> str:
    """过程 of 过程（25分） and of 过程类指标."""
    text = re.sub(r"\s", "", _BRACKETS.sub("", fold(label)))
    while (shorter := _STAGE_END.sub("", text)) != text and len(shorter) >= 2:
        text = shorter
    return text


def scores_of(rows: Sequence[FactView]) -> list[Figure]:
    return [view.score for view in rows if view.score is not None]
