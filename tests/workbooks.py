"""Small workbooks for tests, in every format: by libraries where there are some, else by hand."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

import xlwt  # type: ignore[import-untyped]
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.utils import get_column_letter

Value = str | float | int | bool | date | None
Box = tuple[int, int, int, int]  # first row, first column, last row, last column, from 1
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(
    rows: Sequence[Sequence[Value]],
    merges: Sequence[Box] = (),
    formats: Mapping[str, str] | None = None,
    *,
    hidden_rows: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    name: str = "Sheet",
) -> bytes:
    """One sheet by openpyxl, rows and columns from 1; `formats` by address."""
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = name
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                cell = page.cell(row, column)
                assert isinstance(cell, Cell)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # never a formula
    for top, left, bottom, right in merges:
        page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    for address, code in (formats or {}).items():
        page[address].number_format = code
    for row in hidden_rows:
        page.row_dimensions[row].hidden = True
    for column in hidden_columns:
        page.column_dimensions[get_column_letter(column)].hidden = True
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def xls(
    rows: Sequence[Sequence[Value]],
    merges: Sequence[Box] = (),
    formats: Mapping[tuple[int, int], str] | None = None,
) -> bytes:
    """One sheet by xlwt; `formats` by row and column from 1."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Sheet")
    for row, values in enumerate(rows, start=1):
        for column, value in enumerate(values, start=1):
            style = xlwt.XFStyle()
            style.num_format_str = (formats or {}).get((row, column), "General")
            if value is not None:
                page.write(row - 1, column - 1, value, style)
    for top, left, bottom, right in merges:
        page.merge(top - 1, bottom - 1, left - 1, right - 1)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def package(parts: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def relations(*targets: tuple[str, str], mode: str = "") -> str:
    """(kind, target) of each, as rId1, rId2, …"""
    return (
        f'<Relationships xmlns="{_PACKAGE}">'
        + "".join(
            f'<Relationship Id="rId{i}" Type="{_REL}/{kind}" Target="{target}"{mode}/>'
            for i, (kind, target) in enumerate(targets, start=1)
        )
        + "</Relationships>"
    )


def raw_xlsx(sheet: str, parts: Mapping[str, str] | None = None, *, workbook: str = "") -> bytes:
    """A workbook whose only sheet has the XML `sheet` inside of its root element."""
    return package(
        {
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">{workbook}<sheets>'
            '<sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("worksheet", "worksheets/sheet1.xml"),
                ("sharedStrings", "/xl/sharedStrings.xml"),
                ("styles", "styles.xml"),
            ),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}">{sheet}</worksheet>',
            **(parts or {}),
        }
    )


_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def ods(tables: str, styles: str = "") -> bytes:
    """A spreadsheet with `tables` as content; prefixes as offices write them."""
    names = " ".join(
        f'xmlns:{prefix}="{_ODF}:{prefix if prefix != "draw" else "drawing"}:1.0"'
        for prefix in ("office", "table", "text", "draw", "style")
    )
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f"<office:document-content {names}>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def ods_table(rows: Sequence[Sequence[str]], merges: Sequence[Box] = ()) -> str:
    spans = {
        (top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in merges
    }
    lines = []
    for row, texts in enumerate(rows, start=1):
        cells = []
        for column, text in enumerate(texts, start=1):
            down, across = spans.get((row, column), (1, 1))
            span = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"'
            inner = f"<text:p>{escape(text)}</text:p>" if text else ""
            cells.append(
                f"<table:table-cell{span if down * across > 1 else ''}>{inner}</table:table-cell>"
            )
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return f"<table:table table:name={quoteattr('Sheet')}>{''.join(lines)}</table:table>"


def xlsb(rows: Sequence[Sequence[Value]], merges: Sequence[Box], codes: Sequence[str]) -> bytes:
    """[MS-XLSB] by hand: style n + 1 has the format code `codes[n]`, for the numbers in order."""
    strings: list[str] = []
    styles = iter(range(1, len(codes) + 1))
    used = struct.pack("<IIII", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = [_record(129), _record(148, used), _record(145)]
    for row, values in enumerate(rows):
        sheet.append(_record(0, struct.pack("<IIHBBB", row, 0, 300, 0, 0, 0) + bytes(4)))
        for column, value in enumerate(values):
            if isinstance(value, str):
                strings.append(value)
                cell = struct.pack("<III", column, 0, len(strings) - 1)
                sheet.append(_record(7, cell))
            elif isinstance(value, bool):
                sheet.append(_record(4, struct.pack("<IIB", column, 0, value)))
            elif isinstance(value, int | float):
                sheet.append(_record(5, struct.pack("<IId", column, next(styles, 0), value)))
    sheet.append(_record(146))
    sheet += [
        _record(176, struct.pack("<IIII", top - 1, bottom - 1, left - 1, right - 1))
        for top, left, bottom, right in merges
    ]
    formats = [
        _record(44, struct.pack("<H", 164 + i) + _wide(code)) for i, code in enumerate(codes)
    ]
    cells = [_record(47, struct.pack("<HH", 0, 0) + bytes(12))] + [
        _record(47, struct.pack("<HH", 0, 164 + i) + bytes(12)) for i in range(len(codes))
    ]
    return package(
        {
            "xl/workbook.bin": _record(131)
            + _record(153, bytes(8) + _wide(""))
            + _record(143)
            + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Sheet"))
            + _record(144)
            + _record(132),
            "xl/_rels/workbook.bin.rels": relations(
                ("worksheet", "worksheets/sheet1.bin"),
                ("sharedStrings", "sharedStrings.bin"),
                ("styles", "styles.bin"),
            ),
            "xl/worksheets/sheet1.bin": b"".join([*sheet, _record(130)]),
            "xl/sharedStrings.bin": _record(159, struct.pack("<II", len(strings), len(strings)))
            + b"".join(_record(19, b"\0" + _wide(text)) for text in strings)
            + _record(160),
            "xl/styles.bin": _record(278)
            + _record(615, struct.pack("<I", len(codes)))
            + b"".join(formats)
            + _record(616)
            + _record(617, struct.pack("<I", len(cells)))
            + b"".join(cells)
            + _record(618)
            + _record(279),
        }
    )


def _record(code: int, content: bytes = b"") -> bytes:
    head = bytes([code]) if code < 0x80 else bytes([(code & 0x7F) | 0x80, code >> 7])
    size, left = b"", len(content)
    while True:
        left, part = left >> 7, left & 0x7F
        size += bytes([part | (0x80 if left else 0)])
        if not left:
            return head + size + content


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
