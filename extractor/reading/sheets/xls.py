"""Excel 97 to 2003 and Kingsoft (xls, et): by xlrd, which knows number formats.

Where it cannot make out the formats of a file, values are as stored, and a note says so. No other
library is asked then: calamine gives no formats at all, and one wrong byte of an xls file can make
it end the whole process (it asks for as much memory as the file says).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from extractor.errors import UnreadableReport
from extractor.reading.draft import Draft, finish
from extractor.reading.limits import Limits
from extractor.reading.sheets.biff import Records, stream_of, walk
from extractor.reading.sheets.blocks import blocks_of
from extractor.reading.sheets.form import Book, Budget, Merge, Sheet, damaged
from extractor.reading.sheets.format_codes import BUILTIN
from extractor.reading.sheets.number_formats import shown, shown_text
from extractor.records import Document, Text

_WHAT = Text("不是可读的 xls 工作簿", "not a workbook that can be read (xls)")
# Formats that follow the system's locale and stand in no file: dates and times of every kind.
_BY_LOCALE = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR = 1, 2, 3, 4, 5  # xlrd's types of cells
_UNFORMATTED = Text(
    "数字格式、合并单元格和隐藏的行列读不出:数字按存储值读,百分数可能显示为小数;请核对原文件。",
    "Number formats, merged cells and hidden rows could not be read: numbers are as stored, "
    "percentages may show as fractions; check the original file.",
)


def read_xls(data: bytes, name: str, limits: Limits) -> Document:
    """Raises `UnreadableReport` for what is damaged, locked or over a limit."""
    budget = Budget(name, limits)
    try:
        records = walk(stream_of(data), limits.cells)
        if records.locked:
            raise _locked(name)
        budget.room_for(records.cells)
        blocks, notes = blocks_of(_book(data, budget, records), budget)
    except UnreadableReport:
        raise
    except Exception as error:  # whatever libraries make of what is no workbook
        raise damaged(name, _WHAT, error) from error
    return finish(Draft(format="xls", blocks=blocks, notes=notes), data, name)


def _locked(name: str) -> UnreadableReport:
    return UnreadableReport(
        Text(f"{name}: 工作簿有密码,读不了", f"{name}: the workbook has a password"),
        hint=Text("请先去掉密码再运行", "remove the password and run again"),
    )


def _book(data: bytes, budget: Budget, records: Records) -> Book:
    book = _opened(data)
    sheets = []
    for at in range(book.nsheets):
        boxes = records.boxes[at] if at < len(records.boxes) else []
        sheets.append(_sheet(book, book.sheet_by_index(at), boxes, budget))
    return Book("xls", sheets, () if book.formatting_info else (_UNFORMATTED,))


def _opened(data: bytes) -> Any:
    """By xlrd, with ever less asked of the file: its container sound, its formats readable."""
    import xlrd  # type: ignore[import-untyped]

    first: Exception | None = None
    for formats, corrupt in ((True, False), (True, True), (False, True)):
        try:
            return xlrd.open_workbook(
                file_contents=data,
                formatting_info=formats,
                ignore_workbook_corruption=corrupt,
                ragged_rows=True,
                logfile=io.StringIO(),
            )
        except Exception as error:  # assertions and index errors of every kind
            first = first or error
    assert first is not None
    raise first


def _sheet(book: Any, page: Any, boxes: list[str], budget: Budget) -> Sheet:
    sheet = Sheet(page.name, hidden=page.visibility != 0, boxes=boxes)
    codes: dict[tuple[int, int], str] = {}
    for row in range(page.nrows):
        cells: dict[int, str] = {}
        for column, (kind, value, style) in enumerate(_cells(page, row)):
            if kind not in (_TEXT, _NUMBER, _DATE, _BOOLEAN, _ERROR):
                continue
            if (code := codes.get((style, kind))) is None:
                code = codes[style, kind] = _code(book, style, kind)
            text = _shown(kind, value, code, from_1904=book.datemode == 1)
            if text.strip():
                budget.spend(text)
                cells[column] = text
        if cells:
            sheet.rows[row] = cells
    for top, bottom, left, right in page.merged_cells:
        if top < bottom and left < right:
            sheet.merges.append(Merge(top, left, bottom - top, right - left))
    sheet.hidden_rows = {row for row, info in page.rowinfo_map.items() if info.hidden}
    sheet.hidden_columns = {at for at, info in page.colinfo_map.items() if info.hidden}
    return sheet


def _cells(page: Any, row: int) -> Iterator[tuple[int, Any, int]]:
    for column in range(page.row_len(row)):
        yield (
            page.cell_type(row, column),
            page.cell_value(row, column),
            page.cell_xf_index(row, column) if page.formatting_info else 0,
        )


def _code(book: Any, style: int, kind: int) -> str:
    if not book.formatting_info:
        return "yyyy/m/d" if kind == _DATE else "General"
    key = book.xf_list[style].format_key
    if key in _BY_LOCALE:
        return BUILTIN[key]
    known = book.format_map.get(key)
    return known.format_str if known else BUILTIN.get(key, "General")


def _shown(kind: int, value: Any, code: str, *, from_1904: bool) -> str:
    if kind == _TEXT:
        return shown_text(value, code)
    if kind == _BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == _ERROR:
        import xlrd

        return str(xlrd.error_text_from_code.get(value, "#N/A"))
    return shown(value, code, from_1904=from_1904)
