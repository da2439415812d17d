"""Values as they are stored, by calamine: for files of which number formats cannot be had."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from extractor.reading.sheets.form import Budget, Merge, Sheet
from extractor.reading.sheets.number_formats import shown

Value = str | float | int | bool | date | datetime | time | timedelta


def stored_sheets(data: bytes, budget: Budget) -> list[Sheet]:
    """Raises whatever calamine raises, and `UnreadableReport` over a limit."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for about in book.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet:
                continue
            page = book.get_sheet_by_name(about.name)
            sheet = Sheet(about.name, hidden=about.visible is not SheetVisibleEnum.Visible)
            rows = page.to_python(skip_empty_area=False)
            for row, values in enumerate(rows):
                if cells := _cells(values, budget):
                    sheet.rows[row] = cells
            for (top, left), (bottom, right) in page.merged_cell_ranges or ():
                sheet.merges.append(Merge(top, left, bottom - top + 1, right - left + 1))
            sheets.append(sheet)
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of Rust: no Exception, yet only bad input
            raise ValueError(str(error)) from error
        raise
    return sheets


def _cells(values: Iterable[Value], budget: Budget) -> dict[int, str]:
    cells = {}
    for column, value in enumerate(values):
        text = said(value)
        if text.strip():
            budget.spend(text)
            cells[column] = text
    return cells


def said(value: Value) -> str:
    """A value without its format: numbers as under General, dates as 2023-12-31."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        day = value.date().isoformat()
        return day if value.time() == time() else f"{day} {value.time().isoformat('seconds')}"
    if isinstance(value, float | int):
        return shown(value, "General")
    return str(value)
