"""Excel workbooks (xlsx, xlsm): ECMA-376-1, SpreadsheetML, transitional and strict.

Sheets and strings are read as a stream: a sheet of 50,000 rows is never in memory as a tree,
and `dimension`, which programs get wrong, is not looked at. Macros, links to other files and
whatever else is in the package are not touched.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.parsers import expat

from lxml import etree

from extractor.errors import UnreadableReport
from extractor.reading.draft import Draft, finish
from extractor.reading.limits import Limits
from extractor.reading.packages import checked_zip, read_member
from extractor.reading.sheets.blocks import blocks_of
from extractor.reading.sheets.form import COLUMNS, ROWS, Book, Budget, Merge, Sheet, damaged
from extractor.reading.sheets.format_codes import BUILTIN
from extractor.reading.sheets.number_formats import shown, shown_text
from extractor.records import Document, Text

_WORKBOOK = "xl/workbook.xml"
_TREE_MAX = 64 << 20  # bytes of a part that is read as a tree, which takes ten times its size
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
            book = Book("xlsx", list(_Package(archive, name, budget).sheets()))
        blocks, notes = blocks_of(book, budget)
    except UnreadableReport:
        raise
    except Exception as error:  # whatever parsers make of what is no workbook
        raise damaged(name, _WHAT, error) from error
    return finish(Draft(format="xlsx", blocks=blocks, notes=notes), data, name)


class _Related(NamedTuple):
    kind: str  # the last word of its type: worksheet, drawing
    part: str


class _Package:
    def __init__(self, archive: zipfile.ZipFile, name: str, budget: Budget) -> None:
        self.archive = archive
        self.name = name
        self.budget = budget
        self.parts = set(archive.namelist())

    def sheets(self) -> Iterator[Sheet]:
        workbook = self.tree(_WORKBOOK)
        related = self.related(_WORKBOOK)
        settings = workbook.find("{*}workbookPr")
        stored = settings.get("date1904", "0") if settings is not None else "0"
        from_1904 = stored in ("1", "true", "on")
        by_kind = {one.kind: one.part for one in related.values()}
        strings = self.strings(by_kind.get("sharedStrings", ""))
        codes = self.codes(by_kind.get("styles", ""))
        for entry in workbook.iterfind("{*}sheets/{*}sheet"):
            key = next((entry.get(at) for at in _RELATION if entry.get(at)), "")
            target = related.get(key or "")
            if target is None or target.kind != "worksheet":
                continue  # a sheet that is one chart
            sheet = Sheet(entry.get("name", ""), hidden=entry.get("state", "") in _HIDDEN)
            parser = _SheetParser(sheet, strings, codes, self.budget, from_1904=from_1904)
            self.stream(target.part, parser.start, parser.end, parser.data)
            for one in self.related(target.part).values():
                if one.kind == "drawing" and one.part in self.parts:
                    sheet.boxes += _boxes(self.tree(one.part))
            yield sheet

    def strings(self, part: str) -> list[str]:
        if part not in self.parts:
            return []
        parser = _StringsParser(Budget(self.name, self.budget.limits))
        self.stream(part, parser.start, parser.end, parser.data)
        return parser.found

    def codes(self, part: str) -> list[str]:
        """The format code of each style that a cell can name."""
        if part not in self.parts:
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

    def related(self, part: str) -> dict[str, _Related]:
        """What a part names as related to it, by id; links out of the package are left out."""
        folder, file = posixpath.split(part)
        relations = f"{folder}/_rels/{file}.rels"
        if relations not in self.parts:
            return {}
        return {
            entry.get("Id", ""): _Related(
                entry.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, entry.get("Target", ""))).lstrip(
                    "/"
                ),
            )
            for entry in self.tree(relations).iterfind("{*}Relationship")
            if entry.get("TargetMode") != "External"
        }

    def tree(self, part: str) -> etree._Element:
        if self.archive.getinfo(part).file_size > _TREE_MAX:
            raise ValueError(f"{part}: more than {_TREE_MAX:,} bytes")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
        )
        return etree.fromstring(read_member(self.archive, part, self.name), parser)

    def stream(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        data: Callable[[str], None],
    ) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = data
        parser.StartDoctypeDeclHandler = _no_doctype
        with self.archive.open(part) as file:
            parser.ParseFile(file)


_HIDDEN = ("hidden", "veryHidden")


def _no_doctype(*_: object) -> None:
    raise ValueError("a DOCTYPE, which no part of a package may have")  # ECMA-376-2 6.2.5


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


def _boxes(drawing: etree._Element) -> Iterator[str]:
    """The paragraphs of text boxes and shapes, of two renderings of one shape the first."""
    for paragraph in drawing.iter("{*}p"):
        above = {etree.QName(parent).localname for parent in paragraph.iterancestors()}
        if "Fallback" in above or "txBody" not in above:
            continue
        pieces = [
            " " if etree.QName(piece).localname == "br" else piece.text or ""
            for piece in paragraph.iter("{*}t", "{*}br")
        ]
        if text := "".join(pieces).strip():
            yield text
