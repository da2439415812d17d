"""A text report as the paragraphs and tables that an office's file would have.

The texts are conversions: a merged cell's text stands once and the positions it covered are
empty cells, mark-up (`#`, `**`, `<p>`, `<sup>`) stands for what was formatted. Merges are
recovered only where a form surely has them; everything else stays as it is in the text, slips of
the conversion too, so that what a reader gets differs from the text by the reader's doing alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.reading.headings import unit_of
from extractor.records import Document, Heading, Paragraph, Row, Table

_TAGS = re.compile(r"</?(p|br|div|sup|b|strong)\b[^<>\n]{0,200}>|\*\*", re.I)
_ENDS = frozenset({"p", "br", "div"})  # what ends a paragraph of a cell
_HASHES = re.compile(r"\s*#{1,6}\s+")
_TITLE = re.compile(r"(报告|自评表|情况表|说明|总结)(\s*[(（].{0,12}[)）])?$")
_NUMBER = re.compile(r"[\d,.，%％±+\-−—~～≥≤<>＞＜\s]*\d[\d,.%％\s]*")
_NO_LIST = re.compile(
    r"[，。；：,;:]|\s\s|^\s|\s$|\*\*"
)  # prose, or spaces that mean something else
_LABEL_MAX = 60  # characters of a label that stands for the rows below; goals are longer
_HEAD_MAX = 12  # characters of a column's name
_PROSE_MIN = 20  # characters; a value or a name is shorter


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text in one look."""

    text: str
    bold: bool = False
    raised: bool = False  # superscript: the 2 of m2


Line = tuple[Piece, ...]  # one paragraph


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph outside tables."""

    line: Line
    look: str  # title, unit (a line such as 单位：万元), heading, body


@dataclass(frozen=True, slots=True)
class Box:
    """A cell: its place in the grid, from 0, and how many rows and columns it takes."""

    row: int
    column: int
    lines: tuple[Line, ...]
    rows: int = 1
    columns: int = 1

    @property
    def text(self) -> str:
        return " ".join(said(line) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Form:
    """A table: boxes that cover its grid exactly once, in reading order."""

    rows: int
    columns: int
    boxes: tuple[Box, ...]
    head: int = 0  # rows that are printed again after a page break


Part = Words | Form


def said(line: Line) -> str:
    return "".join(piece.text for piece in line)


def lay_out(document: Document) -> tuple[Part, ...]:
    """The paragraphs and tables of `document`, which was read from a text file."""
    parts: list[Part] = []
    for block in document.blocks:
        if isinstance(block, Table):
            parts.append(form(block))
        else:
            parts += _words(document, block, first=not parts)
    return tuple(parts)


def _words(document: Document, block: Heading | Paragraph, *, first: bool) -> Iterator[Words]:
    for line in lines_of(document.text[block.span.start : block.span.end]):
        text = said(line)
        if unit_of(text) and len(text) < _PROSE_MIN:
            look = "unit"
        elif first or (_TITLE.search(text) and block.line <= 4):
            look = "title"
        else:
            look = "heading" if isinstance(block, Heading) else "body"
        yield Words(line, look)


def lines_of(text: str) -> tuple[Line, ...]:
    """`text` with its mark-up read: paragraphs of pieces. Unknown tags are text."""
    text = _HASHES.sub("", text, count=1) if _HASHES.match(text) else text
    lines: list[list[Piece]] = [[]]
    bold = raised = False
    at = 0
    for mark in [*_TAGS.finditer(text), None]:
        end = mark.start() if mark else len(text)
        if end > at:
            lines[-1].append(Piece(text[at:end], bold, raised))
        if mark is None:
            break
        at = mark.end()
        tag = (mark.group(1) or "**").lower()
        if tag in _ENDS:
            lines.append([])
        elif tag == "sup":
            raised = not mark.group().startswith("</")
        else:
            bold = not bold if tag == "**" else not mark.group().startswith("</")
    return tuple(tuple(line) for line in lines if "".join(piece.text for piece in line).strip())


def form(table: Table) -> Form:
    """`table` with its merged cells. A short row's last cell reaches to the right edge."""
    width = max(len(row.cells) for row in table.rows)
    grid = [_listed([lines_of(cell.text) for cell in row.cells]) for row in table.rows]
    owners: dict[tuple[int, int], Box] = {}
    for at, row in enumerate(table.rows):
        upper = at == 0 and len(grid) > 1 and _is_upper_head(grid[0], grid[1])
        for box in _boxes(at, row, grid[at], width, upper=upper):
            owners[at, box.column] = box
        _joined_above(owners, at, width)
    boxes = tuple(owners[place] for place in sorted(owners))
    return Form(len(table.rows), width, boxes, head=1 if _is_head(boxes, width) else 0)


def _listed(cells: list[tuple[Line, ...]]) -> list[tuple[Line, ...]]:
    """Give names and values that are listed side by side their paragraphs back.

    A conversion puts one space where a cell had paragraphs, as in "重点项目完工率 居民满意度" beside
    "100% 93%". Two cells of a row with as many words are such lists; one alone may be any text.
    """
    words = [_words_of(lines) for lines in cells]
    counts = Counter(map(len, words))
    return [
        tuple((Piece(word),) for word in mine) if len(mine) > 1 and counts[len(mine)] > 1 else lines
        for lines, mine in zip(cells, words, strict=True)
    ]


def _words_of(lines: tuple[Line, ...]) -> list[str]:
    text = said(lines[0]) if len(lines) == 1 and len(lines[0]) == 1 else ""
    return [] if _NO_LIST.search(text) else text.split(" ")


def _boxes(
    at: int, row: Row, cells: Sequence[tuple[Line, ...]], width: int, *, upper: bool
) -> Iterator[Box]:
    filled = [i for i, lines in enumerate(cells) if lines]
    if filled == [0] and len(cells[0]) == 1 and at == 0:
        yield Box(at, 0, cells[0], columns=width)  # the form's title
        return
    column = 0
    while column < len(row.cells):
        columns = 1
        if column in filled and (upper or (column > 0 and _is_prose_row(cells, filled))):
            following = [i for i in filled if i > column]
            columns = (following[0] if following else len(cells)) - column
        if column + columns == len(row.cells):
            columns = width - column
        yield Box(at, column, cells[column], columns=columns)
        column += columns


def _is_upper_head(upper: Sequence[tuple[Line, ...]], lower: Sequence[tuple[Line, ...]]) -> bool:
    """收入 and 支出 over a row that names every column: each reaches over the empty cells after it."""
    heads = [lines for lines in (*upper, *lower) if lines]
    words = all(_length(one) <= _HEAD_MAX and not _NUMBER.fullmatch(said(one[0])) for one in heads)
    return words and bool(upper[0]) and not all(upper) and all(lower)


def _is_prose_row(cells: Sequence[tuple[Line, ...]], filled: Sequence[int]) -> bool:
    """Prose beside a label or below one, as 存在问题: it takes the empty cells after it."""
    prose = [i for i in filled if i > 0]
    return prose[:1] == [1] and all(_length(cells[i]) >= _PROSE_MIN for i in prose)


def _joined_above(owners: dict[tuple[int, int], Box], row: int, width: int) -> None:
    """Give the empty cells that a row begins with to the labels above them.

    Only if all of them have a text above that is no number: a table of two halves (收入, 支出) of
    which the left one is shorter has empty cells under values, which are not merged.
    """
    lead: list[Box] = []
    for column in range(width):
        box = owners.get((row, column))
        if box is None or box.lines or box.columns > 1:
            break
        lead.append(box)
    else:
        return  # an empty row
    above = [_above(owners, box) for box in lead]
    if not lead or not all(box and _is_label(box) for box in above):
        return
    for mine, theirs in zip(lead, above, strict=True):
        if theirs:
            del owners[row, mine.column]
            owners[theirs.row, theirs.column] = replace(theirs, rows=theirs.rows + 1)


def _above(owners: dict[tuple[int, int], Box], box: Box) -> Box | None:
    """The box that ends right above `box` and is as wide."""
    for row in range(box.row - 1, -1, -1):
        found = owners.get((row, box.column))
        if found:
            fits = found.row + found.rows == box.row and found.columns == box.columns
            return found if fits else None
    return None


def _is_label(box: Box) -> bool:
    """A text that can stand for several rows: a group's name, a task, a task's goal."""
    text = box.text
    if not text or _NUMBER.fullmatch(text):
        return False
    return box.column > 0 or len(text) <= _LABEL_MAX or box.rows > 1


def _is_head(boxes: Sequence[Box], width: int) -> bool:
    first = [box for box in boxes if box.row == 0]
    return len(first) == width > 2 and all(0 < len(box.text) <= _HEAD_MAX for box in first)


def _length(lines: tuple[Line, ...]) -> int:
    return sum(len(said(line)) for line in lines)
