"""Reports as documents of Word: plain paragraphs, as offices number and centre them by hand, and
tables with merged cells. No heading styles: official reports seldom have any.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from eval.formats.layout import Box, Form, Line, Part, Words

_BODY, _TITLE, _CELL = 14, 20, 9  # points; GB/T 9704 asks 16 for the body and 22 for the title
_FONT = "宋体"
_LONG = 20  # characters: a longer cell is set from the left, a shorter one centred


def write_docx(parts: Sequence[Part]) -> bytes:
    document: WordDocument = new_document()
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(_BODY)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.5)
    _number_pages(page.footer.paragraphs[0])
    for part in parts:
        if isinstance(part, Words):
            _words(document.add_paragraph(), part)
        else:
            _form(document, part)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _number_pages(paragraph: Paragraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("- ")
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)
    paragraph.add_run(" -")


def _words(paragraph: Paragraph, words: Words) -> None:
    if words.look == "title":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    elif words.look == "unit":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    else:
        paragraph.paragraph_format.first_line_indent = Pt(2 * _BODY)
    _put(paragraph, words.line, size=_TITLE if words.look == "title" else 0)
    if words.look in ("title", "heading"):
        for run in paragraph.runs:
            run.bold = True


def _put(paragraph: Paragraph, line: Line, size: int = 0) -> None:
    for piece in line:
        run = paragraph.add_run(piece.text)
        if piece.bold:
            run.bold = True
        if piece.raised:
            run.font.superscript = True
        if size:
            run.font.size = Pt(size)


def _form(document: WordDocument, form: Form) -> None:
    table = document.add_table(form.rows, form.columns)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    cells = _grid(table)
    for box in form.boxes:
        cell = cells[box.row][box.column]
        if box.rows > 1 or box.columns > 1:
            cell = cell.merge(cells[box.row + box.rows - 1][box.column + box.columns - 1])
        _fill(cell, box)
    for row in table.rows[: form.head]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _grid(table: Table) -> list[list[_Cell]]:
    # Table.cell() reads the whole grid each time; merges below keep the cells of this one alive
    flat = table._cells
    width = len(table.columns)
    return [flat[at : at + width] for at in range(0, len(flat), width)]


def _fill(cell: _Cell, box: Box) -> None:
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    short = len(box.text) <= _LONG
    for at, line in enumerate(_some(box.lines)):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(0)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if short else WD_ALIGN_PARAGRAPH.LEFT
        _put(paragraph, line, size=_CELL)


def _some(lines: Iterable[Line]) -> list[Line]:
    return list(lines) or [()]
