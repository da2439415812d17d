"""Excel workbooks (xlsx, xlsm): ECMA-376-1, SpreadsheetML, transitional and strict.

Sheets and strings are read as a stream: a sheet of 50,000 rows is never in memory as a tree,
and `dimension`, which programs get wrong, is not looked at. Libraries were measured on 50,000 rows
of ten columns and fall short: openpyxl knows formats, merges and hidden rows only in the mode that
keeps all cells (3 times the memory), and shows no number by its format; calamine is the fastest by
far, but has no formats. Macros, links to other files and whatever else is in the package are not
touched.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

from extractor.errors import UnreadableReport
from extractor.reading.draft import Draft, finish
from extractor.reading.limits import Limits
from extractor.reading.packages import checked_zip
from extractor.reading.sheets.blocks import blocks_of
from extractor.reading.sheets.form import COLUMNS, ROWS, Book, Budget, Merge, Sheet, damaged
from extractor.reading.sheets.format_codes import BUILTIN
from extractor.reading.sheets.number_formats import shown, shown_text
from extractor.reading.sheets.package import Package
from extractor.records import Document, Text

_WORKBOOK = "xl/workbook.xml"
_RELATION = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ST_Xstring, ECMA-376-1 22.9.2.19
_REF = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WHAT = Text("工作簿结构损坏", "damaged as a workbook")


def read_xlsx(data: bytes, name: str, limits: Limits) -> Document:
    """Raises `UnreadableReport` for what is damaged, locked or over a limit."""
    budget = Budget(name, limits)
    try:
        with checked_zip(data, name, limits) as archive:
            book = Book("xlsx", list(_Workbook(archive, budget).sheets()))
        blocks, notes = blocks_of(book, budget)
    except UnreadableReport:
        raise
    except Exception as error:  # whatever parsers make of what is no workbook
        raise damaged(name, _WHAT, error) from error
    return finish(Draft(format="xlsx", blocks=blocks, notes=notes), data, name)


class _Workbook(Package):
    def __init__(self, archive: zipfile.ZipFile, budget: Budget) -> None:
        super().__init__(archive, budget.name)
        self.budget = budget

    def sheets(self) -> Iterator[Sheet]:
        workbook = self.tree(_WORKBOOK)
        related = self.related(_WORKBOOK)
        settings = workbook.find("{*}workbookPr")
        stored = settings.get("date1904", "0") if settings is not None else "0"
        from_1904 = stored in ("1", "true", "on")
        strings = self.strings(self.of_kind(_WORKBOOK, "sharedStrings"))
        codes = self.codes(self.of_kind(_WORKBOOK, "styles"))
        for entry in workbook.iterfind("{*}sheets/{*}sheet"):
            key = next((entry.get(at) for at in _RELATION if entry.get(at)), "")
            target = related.get(key or "")
            if target is None or target.kind != "worksheet":
                continue  # a sheet that is one chart
            sheet = Sheet(entry.get("name", ""), hidden=entry.get("state", "") in _HIDDEN)
            parser = _SheetParser(sheet, strings, codes, self.budget, from_1904=from_1904)
            self.stream(target.part, parser.start, parser.end, parser.data)
            sheet.boxes = self.boxes(target.part)
            yield sheet

    def strings(self, part: str) -> list[str]:
        if not part:
            return []
        parser = _StringsParser(Budget(self.name, self.budget.limits))
        self.stream(part, parser.start, parser.end, parser.data)
        return parser.found

    def codes(self, part: str) -> list[str]:
        """The format code of each style that a cell can name."""
        if not part:
            return []
        styles = self.tree(part)
        own = {
            int(entry.get("numFmtId", "0")): entry.get("formatCode", "General")
            for entry in styles.iterfind("{*}numFmts/{*}numFmt")
        }
        return [
            own.get(key) or BUILTIN.get(key, "General")
            for entry in styles.iterfind("{*}cellXfs/{*}xf")
            for key in (int(entry.get("numFmtId", "0")),)
        ]


_HIDDEN = ("hidden", "veryHidden")


class _StringsParser:
    """Shared strings: runs of rich text are joined, phonetic guides (rPh) left out."""

    def __init__(self, budget: Budget) -> None:
        self.found: list[str] = []
        self.budget = budget
        self.pieces: list[str] = []
        self.reading = False
        self.phonetic = 0

    def start(self, tag: str, _: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "si":
            self.pieces = []
        elif tag == "rPh":
            self.phonetic += 1
        elif tag == "t":
            self.reading = not self.phonetic

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "t":
            self.reading = False
        elif tag == "rPh":
            self.phonetic -= 1
        elif tag == "si":
            text = _unescaped("".join(self.pieces))
            self.budget.chars += len(text)
            if self.budget.chars > self.budget.limits.chars:
                self.budget.refuse()
            self.found.append(text)

    def data(self, text: str) -> None:
        if self.reading:
            self.pieces.append(text)


class _SheetParser:
    """One sheet's cells, merges and hidden rows and columns, as they come."""

    def __init__(
        self,
        sheet: Sheet,
        strings: list[str],
        codes: list[str],
        budget: Budget,
        *,
        from_1904: bool,
    ) -> None:
        self.sheet = sheet
        self.strings = strings
        self.codes = codes
        self.budget = budget
        self.from_1904 = from_1904
        self.letters: dict[str, int] = {}
        self.row = -1
        self.column = -1
        self.cells: dict[int, str] = {}
        self.kind = "n"
        self.code = "General"
        self.formula = False
        self.pieces: list[str] = []
        self.reading = False
        self.phonetic = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "c":
            ref = attributes.get("r")
            self.column = self.column_of(ref) if ref else self.column + 1
            self.kind = attributes.get("t", "n")
            style = int(attributes.get("s", "0"))
            self.code = self.codes[style] if style < len(self.codes) else "General"
            self.formula = False
            self.pieces = []
        elif tag == "v" or tag == "t":
            self.reading = not self.phonetic
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            at = attributes.get("r")
            self.row = int(at) - 1 if at else self.row + 1
            if not 0 <= self.row < ROWS:
                raise ValueError(f"row {self.row + 1}")
            self.column = -1
            self.cells = self.sheet.rows.get(self.row) or {}
            if attributes.get("hidden") in ("1", "true"):
                self.sheet.hidden_rows.add(self.row)
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "col":
            self.columns(attributes)
        elif tag == "mergeCell":
            self.merge(attributes.get("ref", ""))

    def end(self, tag: str) -> None:
        if ":" in tag:
            tag = tag.rpartition(":")[2]
        if tag == "v" or tag == "t":
            self.reading = False
        elif tag == "c":
            self.cell()
        elif tag == "row":
            if self.cells:
                self.sheet.rows[self.row] = self.cells
        elif tag == "rPh":
            self.phonetic = False

    def data(self, text: str) -> None:
        if self.reading:
            self.pieces.append(text)

    def cell(self) -> None:
        stored = "".join(self.pieces)
        if not stored:
            if self.formula and self.kind != "str":  # an empty text is a result too
                self.sheet.uncalculated += 1
            return
        text = self.shown(stored)
        if text.strip():
            self.budget.spend(text)
            self.cells[self.column] = text

    def shown(self, stored: str) -> str:
        kind = self.kind
        if kind == "s":
            return shown_text(self.strings[int(stored)], self.code)
        if kind == "n":
            return shown(float(stored), self.code, from_1904=self.from_1904)
        if kind in ("str", "inlineStr"):
            return shown_text(_unescaped(stored), self.code)
        if kind == "b":
            return "TRUE" if stored.strip() in ("1", "true") else "FALSE"
        return stored  # e: #DIV/0!, d: an ISO 8601 date

    def column_of(self, ref: str) -> int:
        letters = ref.rstrip("0123456789")
        column = self.letters.get(letters)
        if column is None:
            column = _column(letters)
            self.letters[letters] = column
        return column

    def columns(self, attributes: dict[str, str]) -> None:
        if attributes.get("hidden") in ("1", "true"):
            first, last = int(attributes["min"]), int(attributes["max"])
            self.sheet.hidden_columns.update(range(first - 1, min(last, COLUMNS)))

    def merge(self, ref: str) -> None:
        first, _, last = ref.replace("$", "").partition(":")
        corners = [_REF.fullmatch(corner) for corner in (first, last or first)]
        if not all(corners):
            raise ValueError(f"merged cells {ref[:40]}")
        (left, top), (right, bottom) = (
            (_column(found[1]), int(found[2]) - 1) for found in corners if found
        )
        if top <= bottom and left <= right:
            self.sheet.merges.append(Merge(top, left, bottom - top + 1, right - left + 1))


def _column(letters: str) -> int:
    """A is 0, AA is 26."""
    column = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(f"column {letters[:10]}")
        column = column * 26 + ord(letter) - ord("A") + 1
    if not 0 < column <= COLUMNS:
        raise ValueError(f"column {letters[:10]}")
    return column - 1


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text)
