"""Binary Excel workbooks (xlsb): [MS-XLSB], the package of xlsx with parts of binary records.

A record is its type and its size, each in bytes of seven bits, then its content (2.1.4).
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator

from extractor.errors import UnreadableReport
from extractor.reading.draft import Draft, finish
from extractor.reading.limits import Limits
from extractor.reading.packages import checked_zip, read_member
from extractor.reading.sheets.blocks import blocks_of
from extractor.reading.sheets.form import COLUMNS, ROWS, Book, Budget, Merge, Sheet, damaged
from extractor.reading.sheets.format_codes import BUILTIN
from extractor.reading.sheets.number_formats import shown, shown_text
from extractor.reading.sheets.package import Package
from extractor.records import Document, Text

_WORKBOOK = "xl/workbook.bin"
_WHAT = Text("二进制工作簿结构损坏", "damaged as a binary workbook")
# Types of records: 2.3.2, by number.
_ROW = 0
_BLANK, _RK, _ERROR, _BOOLEAN, _REAL, _STRING, _SHARED = range(1, 8)
_BY_FORMULA = {8: _STRING, 9: _REAL, 10: _BOOLEAN, 11: _ERROR}
_SHORT = {12 + i: kind for i, kind in enumerate(range(_BLANK, _SHARED + 1))}  # right of the last
_RICH_STRING = 62
_SST_ITEM, _FORMAT, _STYLE, _CELL_STYLES, _CELL_STYLES_END = 19, 44, 47, 617, 618
_COLUMNS_INFO, _WORKBOOK_INFO, _SHEET, _MERGE = 60, 153, 156, 176
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # 2.5.97.2


def read_xlsb(data: bytes, name: str, limits: Limits) -> Document:
    """Raises `UnreadableReport` for what is damaged, locked or over a limit."""
    budget = Budget(name, limits)
    try:
        with checked_zip(data, name, limits) as archive:
            book = Book("xlsb", list(_Workbook(archive, budget).sheets()))
        blocks, notes = blocks_of(book, budget)
    except UnreadableReport:
        raise
    except Exception as error:  # struct and index errors of what is no workbook
        raise damaged(name, _WHAT, error) from error
    return finish(Draft(format="xlsb", blocks=blocks, notes=notes), data, name)


class _Workbook(Package):
    def __init__(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        super().__init__(archive, budget.name)
        self.budget = budget
        self.from_1904 = False
        self.strings: list[str] = []
        self.codes: list[str] = []

    def sheets(self) -> Iterator[Sheet]:
        self.strings = list(self.shared())
        self.codes = list(self.formats())
        related = self.related(_WORKBOOK)
        for code, content in self.records(_WORKBOOK):
            if code == _WORKBOOK_INFO:
                self.from_1904 = bool(content[0] & 1)
            elif code == _SHEET:
                (state,) = struct.unpack_from("<I", content)
                key, at = _string(content, 8)
                title, _ = _string(content, at)
                target = related.get(key)
                if target is None or target.kind != "worksheet":
                    continue  # a sheet that is one chart
                sheet = Sheet(title, hidden=state != 0)
                self.fill(sheet, target.part)
                sheet.boxes = self.boxes(target.part)
                yield sheet

    def records(self, part: str) -> Iterator[tuple[int, memoryview]]:
        raw = memoryview(read_member(self.archive, part, self.name))
        at = 0
        while at < len(raw):
            code = raw[at]
            at += 1
            if code & 0x80:
                code = (code & 0x7F) | (raw[at] & 0x7F) << 7
                at += 1
            size = 0
            for shift in range(0, 28, 7):
                byte = raw[at]
                at += 1
                size |= (byte & 0x7F) << shift
                if not byte & 0x80:
                    break
            yield code, raw[at : at + size]
            at += size

    def shared(self) -> Iterator[str]:
        chars = 0
        if part := self.of_kind(_WORKBOOK, "sharedStrings"):
            for code, content in self.records(part):
                if code == _SST_ITEM:
                    text, _ = _string(content, 1)
                    chars += len(text)
                    if chars > self.budget.limits.chars:
                        self.budget.chars = chars
                        self.budget.refuse()
                    yield text

    def formats(self) -> Iterator[str]:
        """The format code of each style that a cell can name."""
        own: dict[int, str] = {}
        inside = False
        if part := self.of_kind(_WORKBOOK, "styles"):
            for code, content in self.records(part):
                if code == _FORMAT:
                    own[struct.unpack_from("<H", content)[0]] = _string(content, 2)[0]
                elif code in (_CELL_STYLES, _CELL_STYLES_END):
                    inside = code == _CELL_STYLES
                elif code == _STYLE and inside:
                    (key,) = struct.unpack_from("<H", content, 2)
                    yield own.get(key) or BUILTIN.get(key, "General")

    def fill(self, sheet: Sheet, part: str) -> None:
        row = column = -1
        for code, content in self.records(part):
            if code == _ROW:
                (row,) = struct.unpack_from("<I", content)
                column = -1
                if row >= ROWS:
                    raise ValueError(f"row {row + 1}")
                if content[11] & 0x10:  # fDyZero: no height
                    sheet.hidden_rows.add(row)
            elif code <= _SHARED or code in _BY_FORMULA or code in _SHORT or code == _RICH_STRING:
                short = code in _SHORT
                column = column + 1 if short else struct.unpack_from("<I", content)[0]
                if column >= COLUMNS or row < 0:
                    raise ValueError(f"column {column + 1}")
                kind = _SHORT.get(code) or _BY_FORMULA.get(code, code)
                text = self.shown(kind, content[0 if short else 4 :])
                if text.strip():
                    self.budget.spend(text)
                    sheet.rows.setdefault(row, {})[column] = text
            elif code == _COLUMNS_INFO:
                first, last = struct.unpack_from("<II", content)
                if content[16] & 1:  # fHidden
                    sheet.hidden_columns.update(range(first, min(last + 1, COLUMNS)))
            elif code == _MERGE:
                top, bottom, left, right = struct.unpack_from("<IIII", content)
                if top <= bottom and left <= right:
                    sheet.merges.append(Merge(top, left, bottom - top + 1, right - left + 1))

    def shown(self, kind: int, content: memoryview) -> str:
        """A cell from its style on (2.5.9, without the column)."""
        if kind == _BLANK:
            return ""
        style = int.from_bytes(content[:3], "little")
        code = self.codes[style] if style < len(self.codes) else "General"
        value = content[4:]
        if kind == _SHARED:
            return shown_text(self.strings[struct.unpack_from("<I", value)[0]], code)
        if kind == _STRING:
            return shown_text(_string(value, 0)[0], code)
        if kind == _RICH_STRING:
            return shown_text(_string(value, 1)[0], code)
        if kind == _BOOLEAN:
            return "TRUE" if value[0] else "FALSE"
        if kind == _ERROR:
            return _ERRORS.get(value[0], "#N/A")
        number = _rk(value) if kind == _RK else struct.unpack_from("<d", value)[0]
        return shown(number, code, from_1904=self.from_1904)


def _string(content: memoryview, at: int) -> tuple[str, int]:
    """An XLWideString (2.5.169) and where it ends; the size of NULL is 0xFFFFFFFF."""
    (size,) = struct.unpack_from("<I", content, at)
    if size == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * size
    if end > len(content):
        raise ValueError("a text beyond its record")
    return bytes(content[at + 4 : end]).decode("utf-16-le", errors="replace"), end


def _rk(content: memoryview) -> float:
    """An RkNumber (2.5.123): 30 bits of a float or an integer, perhaps in hundredths."""
    (raw,) = struct.unpack_from("<i", content)
    if raw & 2:
        number = float(raw >> 2)
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (raw & 0xFFFFFFFC) << 32))
    return number / 100 if raw & 1 else number
