"""A sheet as paragraphs and tables.

Forms in sheets are laid out for the eye: a title across the columns (or in A1 alone), a unit line
at the right, a form, a heading, a note, a second form, signatures. All of that is one grid in the
file. What becomes a paragraph of its own is a row of one cell that heads a table, reads as running
text, or parts two tables; what only looks so (the name of a group between rows that go on as
before, a label whose value is empty) stays in its table, under its header.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import chain

from extractor.errors import UnreadableReport
from extractor.reading.draft import DraftBlock, DraftCell, DraftParagraph, DraftTable, Run
from extractor.reading.headings import level_of, unit_of
from extractor.reading.sheets.form import Book, Budget, Sheet
from extractor.reading.sheets.grid import Line, Placed, seen
from extractor.records import Origin, Span, Text

_NOWHERE = Span(0, 0)
TEXT_BOX = "文本框"
# Names that programs give by themselves, in English and in Chinese versions of Excel and WPS.
_UNNAMED = re.compile(r"(?:sheet|chart|工作表|图表|表|页)?\s?[(（]?\d{0,4}[)）]?", re.I)
_SENTENCE = re.compile(r"[。；！？;!?]")
_STATED = re.compile(r"[:：]\s*\S")  # 填报人：张三
_NOTE = re.compile(r"(?:备?注|说明|填表说明)\s?\d?\s?[:：.、]")
_LONG = 40  # characters; longer is prose, as for the kinds of cells in tables/kinds.py
_NUMBER = re.compile(r"\d")
_ALIKE = 0.6  # share of columns that two rows of one table have in common


def blocks_of(book: Book, budget: Budget) -> tuple[list[DraftBlock], tuple[Text, ...]]:
    """What is seen of all sheets, in order, and notes on what is not."""
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    views = [(sheet, seen(sheet)) for sheet in shown]
    filled = [sheet for sheet, view in views if view.lines or sheet.boxes]
    blocks: list[DraftBlock] = []
    notes = list(book.notes)
    cells = 0
    for sheet, view in views:
        own = list(_cut(sheet.name, view.lines))
        cells += sum(_size(block) for block in own if isinstance(block, DraftTable))
        budget.room_for(cells)
        if len(filled) > 1 and (own or sheet.boxes):
            blocks += _named(sheet.name, own)
        blocks += own
        at = Origin(span=_NOWHERE, sheet=sheet.name, part=TEXT_BOX)
        blocks += [DraftParagraph((Run(text, at),)) for text in sheet.boxes]
        notes += _notes(sheet, view.left_out)
    notes = [*_unseen(book.sheets), *notes]
    if not blocks:
        raise _empty(budget.name, notes)
    return blocks, tuple(notes)


def _empty(name: str, notes: Sequence[Text]) -> UnreadableReport:
    said = Text(" ".join(note.zh for note in notes), " ".join(note.en for note in notes))
    return UnreadableReport(
        Text(
            f"{name}: 工作簿里没有可见的文字。{said.zh}",
            f"{name}: no text is to be seen in the workbook. {said.en}".rstrip(),
        ),
        hint=Text("请确认选对了文件", "is it the right file?"),
    )


def _size(table: DraftTable) -> int:
    rows = len({cell.row for cell in table.cells})
    return rows * max(cell.column + cell.columns for cell in table.cells)


def _named(name: str, own: Sequence[DraftBlock]) -> Iterator[DraftParagraph]:
    """The sheet's name as a heading, if it says more than the title that follows."""
    first = own[0] if own else None
    title = "".join(run.text for run in first.runs) if isinstance(first, DraftParagraph) else ""
    if not _UNNAMED.fullmatch(name.strip()) and name.strip() not in title:
        yield DraftParagraph((Run(name, Origin(span=_NOWHERE, sheet=name)),), level=1)


def _cut(sheet: str, lines: Sequence[Line]) -> Iterator[DraftBlock]:
    table: list[Line] = []
    first = 0  # the leftmost column of `table`
    reach = -1  # the last row that a cell above covers
    for at, line in enumerate(lines):
        after = lines[at + 1] if at + 1 < len(lines) else None
        gap = bool(table) and line.row > reach + 1
        if gap and not _alike(table[-1], line):
            yield _table(sheet, table)
            table = []
        alone = len(line.cells) == 1 and line.row > reach
        if alone and after is not None and after.row <= line.cells[0].last_row:
            alone = False  # a label of several rows, of which the first is empty
        if alone and (not table or gap or _apart(line.cells[0], first, table[-1], after)):
            if table:
                yield _table(sheet, table)
                table = []
            yield from _paragraphs(sheet, line.cells[0])
        else:
            column = line.cells[0].column
            first = min(first, column) if table else column
            table.append(line)
        reach = max(reach, *(cell.last_row for cell in line.cells))
    if table:
        yield _table(sheet, table)


def _apart(cell: Placed, first: int, before: Line, after: Line | None) -> bool:
    """Whether the only cell of a row right below a table that begins in column `first` is a
    paragraph.
    """
    text = cell.text.strip()
    ends = after is None or after.row > cell.last_row + 1 or len(after.cells) == 1
    across = cell.column <= first and all(
        cell.last_column >= line.cells[-1].column for line in (before, after) if line
    )
    if unit_of(text) or len(text) > _LONG or _SENTENCE.search(text):
        return True
    if ends and cell.column <= first and (_STATED.search(text) or _NOTE.match(text)):
        return True
    if not (across and cell.last_column > cell.column) and not level_of(text):
        return False
    return ends or after is None or not _goes_on(before, after)


def _goes_on(before: Line, after: Line) -> bool:
    """Whether the row after a group's name goes on as the row before it: not with a new header."""
    headed = not any(map(_counts, after.cells)) and any(map(_counts, before.cells))
    return _alike(before, after) and not headed


def _counts(cell: Placed) -> bool:
    return bool(_NUMBER.search(cell.text))


def _alike(one: Line, other: Line) -> bool:
    """Whether two rows fill the same columns, as rows of one table do."""
    mine, theirs = ({cell.column for cell in line.cells} for line in (one, other))
    if len(mine) < 2 or len(theirs) < 2:
        return False
    return len(mine & theirs) >= _ALIKE * min(len(mine), len(theirs))


def _paragraphs(sheet: str, cell: Placed) -> Iterator[DraftParagraph]:
    """A paragraph for each line of the cell that was broken by hand (Alt+Enter)."""
    at = _origin(sheet, cell)
    for line in cell.text.splitlines():
        if line.strip():
            yield DraftParagraph((Run(line, at),))


def _table(sheet: str, lines: Sequence[Line]) -> DraftTable:
    """`lines` without the rows and columns in which no cell begins."""
    rows = [line.row for line in lines]
    columns = sorted({cell.column for line in lines for cell in line.cells})
    return DraftTable(
        tuple(
            DraftCell(
                row=at,
                column=(column := bisect_left(columns, cell.column)),
                runs=(Run(cell.text, _origin(sheet, cell)),),
                rows=bisect_right(rows, cell.last_row) - at,
                columns=bisect_right(columns, cell.last_column) - column,
            )
            for at, line in enumerate(lines)
            for cell in line.cells
        )
    )


def _origin(sheet: str, cell: Placed) -> Origin:
    return Origin(span=_NOWHERE, sheet=sheet, row=cell.row + 1, column=cell.column + 1)


def _notes(sheet: Sheet, left_out: int) -> Iterator[Text]:
    if left_out:
        yield Text(
            f"工作表“{sheet.name}”隐藏的行列里有 {left_out} 个单元格,没有读。",
            f"Sheet “{sheet.name}”: {left_out} cells in hidden rows or columns were left out.",
        )
    if sheet.uncalculated:
        yield Text(
            f"工作表“{sheet.name}”有 {sheet.uncalculated} 个公式没有保存结果,按空白读;"
            "请用 Excel 或 WPS 打开并保存后再运行。",
            f"Sheet “{sheet.name}”: {sheet.uncalculated} formulas have no stored result and read "
            "as empty; open the file in Excel or WPS, save it and run again.",
        )


def _unseen(sheets: Sequence[Sheet]) -> Iterator[Text]:
    """Hidden sheets that state figures; forms keep the words of their drop-down lists in others."""
    names = [sheet.name for sheet in sheets if sheet.hidden and _states_figures(sheet)]
    if names:
        yield Text(
            f"隐藏的工作表没有读:{'、'.join(names)}。",
            f"Hidden sheets were left out: {', '.join(names)}.",
        )


def _states_figures(sheet: Sheet) -> bool:
    cells = (text for row in sheet.rows.values() for text in row.values())
    return any(char.isdecimal() for text in chain(cells, sheet.boxes) for char in text)
