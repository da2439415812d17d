"""score, the sheet as a whole: points of rows, of stages (决策、过程、产出、效益) and of the report.

A row's points follow from its completion (定量指标 of 财预〔2020〕10号: 完成指标值的，记满分；未完成的，按完成值与指标值的比例记分);
those of a stage are the sum of its rows, and those of the report the sum of its stages. Prose and summary tables say them again.
"""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checking.layout import Sheet
from extractor.checking.points.adding import adds
from extractor.checking.points.levels import in_columns, subtotals
from extractor.checking.points.rows import executed, row_check, summary, totals
from extractor.checking.points.said import (
    equals,
    full_marks,
    got_in,
    is_whole,
    of_stages,
    parts,
    rates,
    whole_check,
)
from extractor.checking.points.sheets import Scores, executions, in_names, tables_of
from extractor.checking.points.taken import deductions
from extractor.folding import fold
from extractor.records import Check

__all__ = ["adds", "points"]


def points(sheet: Sheet) -> Iterator[Check]:
    """Checks of each table of points and of what prose says of it."""
    executed_rows = executions(sheet)
    yield from map(executed, executed_rows)
    labels = {fold(label) for view in sheet.facts for label in view.fact.labels}
    tables = tables_of(sheet, executed_rows, in_columns(sheet, labels) | in_names(sheet))
    for table in tables:
        yield from filter(None, map(row_check, table.rows))
        if len(table.rows) > 1:
            yield from totals(table)
            yield from subtotals(sheet, table)
    several = [table for table in tables if len(table.rows) > 1]
    detailed = max(several, key=lambda table: len(table.rows), default=None)
    if detailed is None:
        return
    for table in several:
        if table is not detailed:
            yield from summary(table, detailed)
    yield from _told(sheet, detailed)


def _told(sheet: Sheet, detailed: Scores) -> Iterator[Check]:
    """What prose says of the table that has the most rows."""
    for run in sheet.runs.values():
        yield from deductions(run, detailed)
    prose = [run for run in sheet.runs.values() if run.passage.place.row is None]
    got = [(run, got_in(run, detailed)) for run in prose]
    for run, said in got:
        yield from of_stages(said, detailed)
        yield from rates(run, said, detailed)
        yield from full_marks(run, detailed)
    wholes = [(run, said, one) for run, said in got for one in said if is_whole(run, one, detailed)]
    same = [item for item in wholes if equals(item[2], detailed)]
    for run, said, one in same or wholes[:1]:  # where one is the total, others are of other things
        yield from whole_check(one.figure, detailed)
        yield from parts(run, one, said)
