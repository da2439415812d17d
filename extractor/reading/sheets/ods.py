"""OpenDocument spreadsheets (ods): ODF 1.3 part 3, chapters 9 and 19.

A cell holds its text as it was shown (`text:p`) beside its value, so that no number format has
to be applied. Empty cells and rows come as one element that says how often it is repeated: a
million of them cost nothing here.
"""

from __future__ import annotations

from xml.parsers import expat

from extractor.errors import UnreadableReport
from extractor.reading.draft import Draft, finish
from extractor.reading.limits import Limits
from extractor.reading.packages import checked_zip, read_member
from extractor.reading.sheets.blocks import blocks_of
from extractor.reading.sheets.form import (
    COLUMNS,
    ROWS,
    Book,
    Budget,
    Merge,
    Sheet,
    damaged,
)
from extractor.reading.sheets.number_formats import shown
from extractor.records import Document, Text

_WHAT = Text("ODF 表格结构损坏", "damaged as an ODF spreadsheet")
_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_NAMESPACES = {
    "urn:oasis:names:tc:opendocument:xmlns:office:1.0": "office",
    "urn:oasis:names:tc:opendocument:xmlns:table:1.0": "table",
    "urn:oasis:names:tc:opendocument:xmlns:text:1.0": "text",
    "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0": "draw",
    "urn:oasis:names:tc:opendocument:xmlns:style:1.0": "style",
}
# What stands in a sheet and is not seen in it: comments, deleted content, copies of other files.
_UNSEEN = frozenset(
    {
        "office:annotation",
        "office:event-listeners",
        "office:forms",
        "table:tracked-changes",
        "table:dde-links",
        "table:content-validations",
        "table:named-expressions",
        "text:ruby-text",
        "text:note",
    }
)
_SHAPES = frozenset(
    {"draw:text-box", "draw:custom-shape", "draw:rect", "draw:ellipse", "draw:caption", "draw:line"}
)


def read_ods(data: bytes, name: str, limits: Limits) -> Document:
    """Raises `UnreadableReport` for what is damaged, locked or over a limit."""
    budget = Budget(name, limits)
    try:
        with checked_zip(data, name, limits) as archive:
            if _MANIFEST in archive.namelist() and b"encryption-data" in read_member(
                archive, _MANIFEST, name
            ):
                raise UnreadableReport(
                    Text(f"{name}: 文件有密码,读不了", f"{name}: the file has a password"),
                    hint=Text("请先去掉密码再运行", "remove the password and run again"),
                )
            parser = _Parser(budget)
            with archive.open(_CONTENT) as file:
                parser.read(file)
        blocks, notes = blocks_of(Book("ods", parser.sheets), budget)
    except UnreadableReport:
        raise
    except Exception as error:  # whatever parsers make of what is no spreadsheet
        raise damaged(name, _WHAT, error) from error
    return finish(Draft(format="ods", blocks=blocks, notes=notes), data, name)


class _Parser:
    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.sheets: list[Sheet] = []
        self.names: dict[str, str] = {}
        self.hidden_styles: set[str] = set()
        self.style = ""  # the style that is being defined
        self.unseen = 0  # depth of elements in what is not seen
        self.tables = 0  # depth; only the outermost is a sheet
        self.shapes = 0
        self.row = self.column = 0
        self.repeated = 1  # of the row
        self.cells: dict[int, str] = {}
        self.cell: dict[str, str] | None = None
        self.covered = False
        self.paragraphs: list[str] = []
        self.pieces: list[str] | None = None  # of the paragraph that is being read

    def read(self, file: object) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        parser.EntityDeclHandler = _no_entities
        parser.ParseFile(file)  # type: ignore[arg-type]

    def short(self, name: str) -> str:
        """office:body for the full name; known ones are looked up."""
        found = self.names.get(name)
        if found is None:
            namespace, _, local = name.rpartition(" ")
            found = f"{_NAMESPACES.get(namespace, '')}:{local}"
            self.names[name] = found
        return found

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = self.short(tag)
        if self.unseen or name in _UNSEEN:
            self.unseen += 1
            return
        own = {self.short(key): value for key, value in attributes.items()}
        if name == "text:p":
            self.pieces = []
        elif self.pieces is not None and name in ("text:s", "text:tab", "text:line-break"):
            self.pieces.append(" " * min(int(own.get("text:c", "1")), 100))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            if self.tables == 1 and not self.shapes:
                self.cell = own
                self.covered = name == "table:covered-table-cell"
                self.paragraphs = []
        elif name == "table:table-row" and self.tables == 1:
            self.begin_row(own)
        elif name == "table:table-column" and self.tables == 1:
            self.columns(own)
        elif name == "table:table":
            self.tables += 1
            if self.tables == 1:
                hidden = own.get("table:style-name", "") in self.hidden_styles
                self.sheets.append(Sheet(own.get("table:name", ""), hidden=hidden))
                self.row = self.column = 0
        elif name in _SHAPES:
            self.shapes += 1
        elif name == "style:style":
            self.style = own.get("style:name", "")
        elif name == "style:table-properties" and own.get("table:display") == "false":
            self.hidden_styles.add(self.style)

    def end(self, tag: str) -> None:
        if self.unseen:
            self.unseen -= 1
            return
        name = self.short(tag)
        if name == "text:p":
            self.end_paragraph()
        elif name in ("table:table-cell", "table:covered-table-cell"):
            if self.tables == 1 and not self.shapes and self.cell is not None:
                self.end_cell(self.cell)
                self.cell = None
        elif name == "table:table-row" and self.tables == 1:
            self.end_row()
        elif name == "table:table":
            self.tables -= 1
        elif name in _SHAPES:
            self.shapes -= 1

    def data(self, text: str) -> None:
        if self.pieces is not None and not self.unseen:
            self.pieces.append(text)

    def end_paragraph(self) -> None:
        text = "".join(self.pieces or ())
        self.pieces = None
        if self.shapes and self.sheets and text.strip():
            self.sheets[-1].boxes.append(text.strip())
        elif self.cell is not None and not self.shapes:
            self.paragraphs.append(text)

    def begin_row(self, own: dict[str, str]) -> None:
        self.repeated = max(1, int(own.get("table:number-rows-repeated", "1")))
        self.column = 0
        self.cells = {}
        if own.get("table:visibility", "visible") != "visible":
            rows = range(self.row, min(self.row + self.repeated, ROWS))
            self.sheets[-1].hidden_rows.update(rows)

    def end_row(self) -> None:
        if self.cells:
            for row in range(self.row, self.row + self.repeated):
                if row != self.row:
                    for text in self.cells.values():
                        self.budget.spend(text)
                if row >= ROWS:
                    raise ValueError(f"row {row + 1}")
                self.sheets[-1].rows[row] = self.cells
        self.row += self.repeated

    def columns(self, own: dict[str, str]) -> None:
        count = max(1, int(own.get("table:number-columns-repeated", "1")))
        if own.get("table:visibility", "visible") != "visible":
            columns = range(self.column, min(self.column + count, COLUMNS))
            self.sheets[-1].hidden_columns.update(columns)
        self.column += count

    def end_cell(self, own: dict[str, str]) -> None:
        count = max(1, int(own.get("table:number-columns-repeated", "1")))
        text = "\n".join(self.paragraphs) if self.paragraphs else _value(own)
        if text.strip() and not self.covered:
            if self.column + count > COLUMNS:
                raise ValueError(f"column {self.column + count}")
            for column in range(self.column, self.column + count):
                self.budget.spend(text)
                self.cells[column] = text
            rows = int(own.get("table:number-rows-spanned", "1"))
            columns = int(own.get("table:number-columns-spanned", "1"))
            if rows > 1 or columns > 1:
                self.sheets[-1].merges.append(Merge(self.row, self.column, rows, columns))
        self.column += count


def _value(own: dict[str, str]) -> str:
    """A value without its text, as programs other than offices write it."""
    kind = own.get("office:value-type", "")
    if kind in ("float", "currency", "percentage"):
        code = "0.00%" if kind == "percentage" else "General"
        return shown(float(own.get("office:value", "0")), code)
    if kind == "boolean":
        return own.get("office:boolean-value", "").upper()
    return next(
        (
            own[key]
            for key in ("office:string-value", "office:date-value", "office:time-value")
            if key in own
        ),
        "",
    )


def _no_entities(*_: object) -> None:
    raise ValueError("an entity declaration, which no ODF file needs")
