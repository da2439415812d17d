"""Reports as workbooks of Excel: titles across the columns, numbers as numbers with a format.

A form is one sheet. A report with several tables has a sheet for the text up to the first one and
a sheet from each table's caption on, so that the sheets in order read as the report does.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import xlwt  # type: ignore[import-untyped]
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from eval.formats.layout import Box, Form, Line, Part, Words, said
from eval.formats.typed import typed

_CAPTION_MAX = 40  # characters: 表2 …, 单位：万元; prose is longer
_PER_ROW = 100  # characters that a row across the whole sheet shows in one line
_CHOICES = ("正向指标", "反向指标", "是", "否", "已完成", "未完成")
_MAX_TEXT = 32_767  # characters of a cell, Excel's limit


class Sheet(NamedTuple):
    name: str
    width: int  # columns
    parts: tuple[Part, ...]


class Placed(NamedTuple):
    """A box where it stands in the sheet, from 0, and the look that it has."""

    box: Box
    look: str  # of Words, or "cell"


def sheets_of(parts: Sequence[Part]) -> list[Sheet]:
    groups: list[list[Part]] = [[]]
    for part in parts:
        if isinstance(part, Form) and any(isinstance(other, Form) for other in groups[-1]):
            caption = _captions(groups[-1])
            groups.append(groups[-1][len(groups[-1]) - caption :])
            if caption:
                del groups[-2][-caption:]
        groups[-1].append(part)
    sheets = []
    for at, group in enumerate(groups, start=1):
        width = max((part.columns for part in group if isinstance(part, Form)), default=8)
        sheets.append(Sheet(f"表{at}" if len(groups) > 1 else "绩效自评表", width, tuple(group)))
    return sheets


def _captions(parts: Sequence[Part]) -> int:
    """How many short lines the group ends with, two at most."""
    count = 0
    for part in reversed(parts):
        if not isinstance(part, Words) or len(said(part.line)) > _CAPTION_MAX or count == 2:
            break
        count += 1
    return count


def placed(sheet: Sheet) -> Iterator[Placed]:
    row = 0
    for part in sheet.parts:
        if isinstance(part, Words):
            yield Placed(Box(row, 0, (part.line,), columns=sheet.width), part.look)
            row += 1
            continue
        for box in part.boxes:
            yield Placed(Box(box.row + row, box.column, box.lines, box.rows, box.columns), "cell")
        row += part.rows


def _content(lines: Iterable[Line]) -> str:
    """The text of a cell: paragraphs are line breaks (Alt+Enter), superscripts are typed plain."""
    text = "\n".join(said(line) for line in lines)
    if len(text) > _MAX_TEXT:
        raise ValueError(f"a cell of {len(text)} characters, expected at most {_MAX_TEXT}")
    return text


def write_xlsx(parts: Sequence[Part]) -> bytes:
    book = Workbook()
    sheets = sheets_of(parts)
    for at, sheet in enumerate(sheets):
        page: Worksheet = book.active if at == 0 else book.create_sheet()  # type: ignore[assignment]
        page.title = sheet.name
        for one in placed(sheet):
            _to_xlsx(page, one)
        for column in range(1, sheet.width + 1):
            page.column_dimensions[get_column_letter(column)].width = 18
    _add_choices(book)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _add_choices(book: Workbook) -> None:
    """The hidden sheet with the choices of drop-down lists, which forms of finance bureaus have."""
    page = book.create_sheet("下拉选项")
    page.sheet_state = "hidden"
    for at, choice in enumerate(_CHOICES, start=1):
        page.cell(at, 1, choice)


_THIN = Side(style="thin")
_FRAME = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


def _to_xlsx(page: Worksheet, one: Placed) -> None:
    box, look = one
    if box.rows > 1 or box.columns > 1:
        page.merge_cells(
            start_row=box.row + 1,
            start_column=box.column + 1,
            end_row=box.row + box.rows,
            end_column=box.column + box.columns,
        )
    cell = page.cell(box.row + 1, box.column + 1)
    assert isinstance(cell, Cell)
    text = _content(box.lines)
    what = typed(text) if look == "cell" else typed("")
    cell.value = what.value if look == "cell" and text else text or None
    if isinstance(cell.value, str):
        cell.data_type = "s"  # never a formula, whatever it begins with
    cell.number_format = what.format
    cell.font = Font(name="宋体", size=18 if look == "title" else 11, bold=look != "cell")
    aside = {"title": "center", "unit": "right", "cell": "center"}.get(look, "left")
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=aside)
    if look == "cell":
        cell.border = _FRAME
    elif len(text) > _PER_ROW:
        page.row_dimensions[box.row + 1].height = min(409, 15 * (len(text) // _PER_ROW + 1))


def write_xls(parts: Sequence[Part]) -> bytes:
    """As `write_xlsx`, for Excel 97 to 2003."""
    book = xlwt.Workbook(encoding="utf-8")
    styles: dict[tuple[str, str], xlwt.XFStyle] = {}
    for sheet in sheets_of(parts):
        page = book.add_sheet(sheet.name)
        for box, look in placed(sheet):
            text = _content(box.lines)
            what = typed(text if look == "cell" else "")
            value: object = what.value if look == "cell" else text
            if isinstance(value, date):
                value = (value - date(1899, 12, 30)).days  # Excel's count of days
            style = styles.setdefault((look, what.format), _xls_style(look, what.format))
            last_row, last_column = box.row + box.rows - 1, box.column + box.columns - 1
            page.write_merge(box.row, last_row, box.column, last_column, value, style)
        for column in range(sheet.width):
            page.col(column).width = 18 * 256  # 1/256 of a character
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _xls_style(look: str, number_format: str) -> xlwt.XFStyle:
    aside = {"title": "center", "unit": "right", "cell": "center"}.get(look, "left")
    border = "; border: left thin, right thin, top thin, bottom thin" if look == "cell" else ""
    bold = "" if look == "cell" else "font: bold on; "
    style = xlwt.easyxf(f"{bold}align: wrap on, vert center, horiz {aside}{border}")
    style.num_format_str = number_format
    return style
