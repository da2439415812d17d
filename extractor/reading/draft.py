"""What a reader finds in a file, and the one way that it becomes a `Document`.

A reader knows its format: it hands on paragraphs and tables in reading order, each run of
text with the place it was read from. What is canonical text is decided here alone, so that all
formats look alike to the rooms after: one line a paragraph, one line a table row with a tab
between cells, and a cell for every column of the grid, of which the merged ones are empty.

Every character that a reader hands on is one character of the canonical text, white space at the
ends of paragraphs and cells apart. Line breaks, tabs and controls inside them read as a space.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractor.reading.headings import level_of, unit_of
from extractor.reading.identity import identify
from extractor.reading.text import digest
from extractor.records import (
    Block,
    Cell,
    Document,
    Heading,
    Origin,
    Paragraph,
    Row,
    Span,
    Table,
    Text,
)

NOWHERE = Origin(span=Span(0, 0))
# Line breaks of every kind, tabs, controls, and halves of surrogate pairs, which no database takes.
_BLANKED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HALVES = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Run:
    """Text that stands in one place. The span of `at` is not read.

    `at.edges`, where known, has one number more than `text` has characters.
    """

    text: str
    at: Origin = NOWHERE


@dataclass(frozen=True, slots=True)
class DraftParagraph:
    """Runs are joined as they are. `level` from 1 where the format says that it is a heading."""

    runs: tuple[Run, ...]
    level: int = 0


@dataclass(frozen=True, slots=True)
class DraftCell:
    """A cell at its place in the grid, from 0; what it spans must not hold another cell."""

    row: int
    column: int
    runs: tuple[Run, ...]
    rows: int = 1
    columns: int = 1

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class DraftTable:
    """Cells in any order; empty ones may be left out."""

    cells: tuple[DraftCell, ...]


DraftBlock = DraftParagraph | DraftTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    format: str
    blocks: Sequence[DraftBlock]
    notes: tuple[Text, ...] = ()
    encoding: str = "utf-8"


def finish(draft: Draft, data: bytes, name: str) -> Document:
    """`draft` as a `Document` called `name`; `data` are the bytes of its file."""
    page = _Page()
    for block in draft.blocks:
        if isinstance(block, DraftParagraph):
            page.paragraph(block)
        else:
            page.table(block)
    text = "".join(page.parts)
    who = identify(text, page.blocks)
    return Document(
        name=name,
        sha256=digest(data),
        text=text,
        blocks=tuple(_untitled(page.blocks, who.title)),
        encoding=draft.encoding,
        title=who.title,
        organisation=who.organisation,
        year=who.year,
        notes=draft.notes,
        format=draft.format,
        origins=tuple(page.origins),
    )


def _untitled(blocks: Sequence[Block], title: str) -> Iterator[Block]:
    """The report's title is no heading: it opens no section, and stands over all of them.

    In a text file it is a line as any other; what a format's style calls it must not matter.
    """
    for block in blocks:
        if isinstance(block, Heading) and block.text == title:
            yield Paragraph(span=block.span, line=block.line)
        else:
            yield block


@dataclass(slots=True)
class _Page:
    """The canonical text as it grows."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    length: int = 0
    line: int = 1
    tables: int = 0
    unit: str = ""

    def paragraph(self, block: DraftParagraph) -> None:
        start, line = self.length, self.line
        raw = self.runs(block.runs)
        if not raw:
            return
        span = Span(start, self.length)
        self.end_line()
        self.unit = unit_of(raw) or self.unit
        level = block.level or level_of(raw)
        if level:
            said = " ".join(raw.split())
            self.blocks.append(Heading(span=span, text=said, level=level, line=line))
        else:
            self.blocks.append(Paragraph(span=span, line=line))

    def table(self, block: DraftTable) -> None:
        grid = sorted(
            (cell for cell in block.cells if cell.text.strip()),
            key=lambda cell: (cell.row, cell.column),
        )
        if not grid:
            return
        width = max(cell.column + cell.columns for cell in block.cells)
        first = True
        rows: list[Row] = []
        for cells in _by_row(grid):
            if first and (title := _across(cells, width)):
                self.paragraph(DraftParagraph(title.runs))
                continue
            first = False
            rows.append(self.row(cells, width))
        if rows:
            span = Span(rows[0].span.start, rows[-1].span.end)
            self.blocks.append(
                Table(span=span, index=self.tables, rows=tuple(rows), unit=self.unit)
            )
            self.tables += 1

    def row(self, cells: Sequence[DraftCell], width: int) -> Row:
        start, line = self.length, self.line
        found = {cell.column: cell for cell in cells}
        kept: list[Cell] = []
        for column in range(width):
            if column:
                self.put("\t")
            at = self.length
            cell = found.get(column)
            text = self.runs(cell.runs) if cell else ""
            kept.append(
                Cell(
                    span=Span(at, self.length),
                    text=text,
                    column=column,
                    rows=cell.rows if cell else 1,
                    columns=cell.columns if cell else 1,
                )
            )
            self.unit = unit_of(text) or self.unit
        span = Span(start, self.length)
        self.end_line()
        return Row(span=span, line=line, cells=tuple(kept))

    def runs(self, runs: Sequence[Run]) -> str:
        """Put `runs`, without white space at both ends; what they say."""
        said = []
        for run in _trimmed([_plain(run) for run in runs]):
            span = Span(self.length, self.length + len(run.text))
            self.origins.append(replace(run.at, span=span))
            self.put(run.text)
            said.append(run.text)
        return "".join(said)

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def end_line(self) -> None:
        self.put("\n")
        self.line += 1


def _by_row(cells: Iterable[DraftCell]) -> Iterator[list[DraftCell]]:
    row: list[DraftCell] = []
    for cell in cells:
        if row and cell.row != row[0].row:
            yield row
            row = []
        row.append(cell)
    if row:
        yield row


def _across(cells: Sequence[DraftCell], width: int) -> DraftCell | None:
    """The only cell of a row if it spans the whole grid: a title, a unit line, prose."""
    if len(cells) == 1 and width > 1 and cells[0].columns >= width:
        return cells[0]
    return None


def _plain(run: Run) -> Run:
    text = run.text
    if text.isprintable():
        return run
    return Run(_HALVES.sub("\ufffd", _BLANKED.sub(" ", text)), run.at)


def _trimmed(runs: list[Run]) -> list[Run]:
    """`runs` without white space before the first and after the last character."""
    while runs and not runs[0].text.strip():
        runs = runs[1:]
    while runs and not runs[-1].text.strip():
        runs = runs[:-1]
    if not runs:
        return []
    runs = [run for run in runs if run.text]
    first = runs[0]
    runs[0] = _cut(first, len(first.text) - len(first.text.lstrip()), len(first.text))
    last = runs[-1]
    runs[-1] = _cut(last, 0, len(last.text.rstrip()))
    return runs


def _cut(run: Run, start: int, end: int) -> Run:
    if (start, end) == (0, len(run.text)):
        return run
    edges = run.at.edges[start : end + 1] if len(run.at.edges) == len(run.text) + 1 else ()
    at = replace(run.at, edges=edges)
    if edges and at.box:
        at = replace(at, box=at.box._replace(left=edges[0], right=edges[-1]))
    return Run(run.text[start:end], at)
