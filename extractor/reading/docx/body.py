"""The body of a document in reading order: paragraphs, tables, text boxes, notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractor.errors import UnreadableReport
from extractor.reading.docx.grid import GridOf, grid_of, inside, widths
from extractor.reading.docx.inline import BREAK, Inline, Line, Seen, ends_nowhere
from extractor.reading.docx.markup import Element, branch, descendants, name
from extractor.reading.docx.numbering import Numbering
from extractor.reading.docx.styles import Styles
from extractor.reading.draft import NOWHERE, DraftBlock, DraftCell, DraftParagraph, DraftTable, Run
from extractor.reading.headings import level_of
from extractor.reading.limits import Limits
from extractor.records import Origin, Text

_SKIPPED = frozenset({"w:sectPr", "w:del", "w:moveFrom", "w:sdtPr", "w:sdtEndPr", "w:tblPr"})
_IMPORTED = frozenset({"w:altChunk", "w:subDoc"})
_HEADING_MAX = 60  # characters; a longer one in a heading's style is a paragraph of the body
_CLOSED = ("。", "；", ";", "！", "？")
_BOX = "文本框"
# What a typed line break parts: the line before it is finished, or the one after begins anew.
_FINISHED = re.compile(r"[。！？；：:]\s*$")
_ANEW = re.compile(
    r"\s*(?:第[一二三四五六七八九十]+[章部]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.．、](?!\d)|[①-⑳])"
)


@dataclass(slots=True)
class Body:
    """Walks one document. Lists count as it goes, so parts are walked in their order."""

    name: str
    limits: Limits
    styles: Styles
    numbering: Numbering
    seen: Seen = field(default_factory=Seen)
    blocks: list[DraftBlock] = field(default_factory=list)
    outlines: dict[int, int] = field(default_factory=dict)  # index of block -> level of its style
    references: list[Element] = field(default_factory=list)
    paragraphs: int = 0
    tables: int = 0
    cells: int = 0
    carried: str = ""  # of paragraphs whose end is deleted

    def walk(self, parent: Element, inline: Inline, at: Origin = NOWHERE) -> None:
        """Add all that stands in `parent`. `at` is the place, where that is not the body."""
        pending: list[Element] = []  # tables that touch
        for element in blocks_of(parent, self.seen):
            if name(element) == "w:tbl":
                if pending and not goes_on(pending[-1], element):
                    self.table(pending, inline, at)
                    pending = []
                pending.append(element)
                continue
            if pending:
                self.table(pending, inline, at)
                pending = []
            self.paragraph(element, inline, at)
        if pending:
            self.table(pending, inline, at)
        if self.carried.strip():
            self.paragraphs += at == NOWHERE
            self.say(_lines(self.carried), replace(at, paragraph=at.paragraph or self.paragraphs))
        self.carried = ""

    def paragraph(self, element: Element, inline: Inline, at: Origin) -> None:
        line, label, said = self.read(element, inline)
        lines = _lines(label + said) if said.strip() and not self.carried else []
        if at == NOWHERE:
            if not lines and not line.boxes:
                return
            self.paragraphs += 1
            at = replace(at, paragraph=self.paragraphs)
        if len(lines) == 1 and _could_head(lines[0]) and (level := self.styles.outline(element)):
            self.outlines[len(self.blocks)] = level
        self.say(lines, at)
        for box in line.boxes:
            self.box(box, inline, at)

    def read(self, element: Element, inline: Inline) -> tuple[Line, str, str]:
        """A paragraph, its number, and what it says after what was carried over from before.

        One whose end is deleted says nothing yet: the next one goes on with it.
        """
        line = inline.line(element)
        self.references += line.notes
        said, self.carried = self.carried + line.text, ""
        if ends_nowhere(element):
            self.carried = (self.numbering.label(element) if line.text.strip() else "") + said
            return line, "", ""
        label = self.numbering.label(element)
        if label and label[-1] in "0123456789." and said[:1].isdigit():
            label += " "  # 2. and 2023年 are not one number
        return line, label, said

    def say(self, lines: Iterable[str], at: Origin) -> None:
        self.blocks += [DraftParagraph((Run(line, at),)) for line in lines]

    def box(self, box: Element, inline: Inline, at: Origin) -> None:
        at = replace(at, part=at.part or _BOX)
        if name(box) == "a:txBody":
            self.say(_drawn(box), at)
        else:
            self.walk(box, inline, at)

    def table(self, tables: Sequence[Element], inline: Inline, at: Origin) -> None:
        """Tables that Word shows as one, and after them the tables in their cells."""
        self.tables += 1
        grid = grid_of(tables)
        self.afford(grid)
        at = Origin(span=at.span, table=self.tables, part=at.part)
        drafts: list[DraftCell] = []
        nested: list[Element] = []
        frame = grid.is_frame()
        for slot in grid.slots:
            place = replace(at, row=slot.row + 1, column=slot.column + 1)
            if frame:
                self.walk(slot.cell, inline, place)
                continue
            runs = _spaced(self.cell(slot.cell, inline, place, nested))
            drafts.append(DraftCell(slot.row, slot.column, runs, slot.rows, slot.columns))
        if drafts:
            self.blocks.append(DraftTable(tuple(drafts)))
        for element in nested:
            self.table([element], inline, Origin(span=at.span, part=at.part))

    def cell(self, cell: Element, inline: Inline, at: Origin, nested: list[Element]) -> list[Run]:
        """What the paragraphs and text boxes of a cell say; its tables are put into `nested`."""
        runs: list[Run] = []
        for element in blocks_of(cell, self.seen):
            if name(element) == "w:tbl":
                nested.append(element)
                continue
            line, label, said = self.read(element, inline)
            runs.append(Run(label + said, at))  # a number alone is what columns of numbers hold
            boxed = replace(at, part=at.part or _BOX)
            for box in line.boxes:
                if name(box) == "a:txBody":
                    runs += [Run(one, boxed) for one in _drawn(box)]
                else:
                    runs += self.cell(box, inline, boxed, nested)
        runs.append(Run(self.carried, at))
        self.carried = ""
        return runs

    def afford(self, grid: GridOf) -> None:
        self.cells += grid.rows * grid.width
        if self.cells > self.limits.cells:
            raise UnreadableReport(
                Text(
                    f"{self.name}: 表格有 {self.cells:,} 格,最多 {self.limits.cells:,} 格",
                    f"{self.name}: {self.cells:,} table cells, expected at most {self.limits.cells:,}",
                ),
                hint=Text("请把文件拆成单份报告", "split the file into single reports"),
            )

    def leveled(self) -> list[DraftBlock]:
        """The blocks, headings with their levels.

        A number says its level alone (`headings.level_of`). A heading without one takes the
        level of its style, counted as the numbered headings of the document are: where 一、 has
        the style of level 1, that is level 2.
        """
        blocks = list(self.blocks)
        shifts = Counter(
            level - outline
            for at, outline in self.outlines.items()
            if (level := level_of(_said(blocks[at])))
        )
        shift = max(0, shifts.most_common(1)[0][0]) if shifts else 0
        for at, outline in self.outlines.items():
            block = blocks[at]
            if isinstance(block, DraftParagraph) and not level_of(_said(block)):
                blocks[at] = replace(block, level=outline + shift)
        return blocks


def blocks_of(parent: Element, seen: Seen) -> Iterator[Element]:
    """The paragraphs and tables of a container, out of content controls and the like."""
    for element in parent:
        kind = name(element)
        if kind in ("w:p", "w:tbl"):
            yield element
        elif kind == "mc:AlternateContent":
            chosen = branch(element)
            if chosen is not None:
                yield from blocks_of(chosen, seen)
        elif kind in _IMPORTED:
            seen.imported += 1
        elif kind not in _SKIPPED:
            yield from blocks_of(element, seen)


def goes_on(before: Element, after: Element) -> bool:
    """Whether a table that touches the one before it is its continuation.

    Word shows such tables as one. They are two where the columns differ, and where the second
    begins like the first or with a title across.
    """
    if not widths(before) or widths(before) != widths(after):
        return False
    first, second = next(inside(before, "w:tr"), None), next(inside(after, "w:tr"), None)
    if first is None or second is None or len(list(inside(second, "w:tc"))) < 2:
        return False
    return _raw(first) != _raw(second)


def _raw(element: Element) -> str:
    return "".join(one.text or "" for one in descendants(element, "w:t"))


def _said(block: DraftBlock) -> str:
    return (
        "".join(run.text for run in block.runs).strip() if isinstance(block, DraftParagraph) else ""
    )


def _could_head(line: str) -> bool:
    line = line.strip()
    return len(line) <= _HEADING_MAX and not line.endswith(_CLOSED)


def _lines(said: str) -> list[str]:
    """A paragraph in the lines that typed breaks part it into, those within a sentence apart."""
    lines: list[str] = []
    for piece in said.split(BREAK):
        if not piece.strip():
            continue
        if lines and not _FINISHED.search(lines[-1]) and not _ANEW.match(piece):
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return lines


def _spaced(runs: Iterable[Run]) -> tuple[Run, ...]:
    """Runs that say something, one space between them, those of one place as one."""
    found: list[Run] = []
    for run in runs:
        said = run.text.strip()
        if not said:
            continue
        if found and found[-1].at == run.at:
            found[-1] = Run(f"{found[-1].text} {said}", run.at)
        else:
            found.append(Run(f" {said}" if found else said, run.at))
    return tuple(found)


def _drawn(body: Element) -> list[str]:
    """The paragraphs of text in a drawing of another program."""
    said = ("".join(t.text or "" for t in descendants(p, "a:t")) for p in descendants(body, "a:p"))
    return [one for one in said if one.strip()]
