"""The elements of an HTML page as paragraphs and tables, in the order shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from extractor.reading.draft import DraftBlock, DraftCell, DraftParagraph, DraftTable, Run
from extractor.reading.headings import level_of
from extractor.reading.html_tables import Shape, astray, grid, shapes
from extractor.reading.html_text import Line, Numbering
from extractor.reading.html_tree import style_of
from extractor.records import Origin, Span

# HTML Standard, 15.3: what begins and ends a line of its own.
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details"}
    | {"dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "listing"}
    | {"main", "menu", "nav", "ol", "option", "p", "plaintext", "pre", "search", "section"}
    | {"select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr"}
    | {"ul", "xmp"}
)
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_KEPT = frozenset({"pre", "listing", "plaintext", "xmp", "textarea"})
_PRE_STYLE = "white-space:pre"  # pre-wrap, pre-line too
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_TYPED = frozenset({"", "text", "number", "date", "tel", "email", "url"})
_HEADING = 60  # characters; a longer <h3> is a paragraph in large type
_FOOTNOTES = "mso-element:footnote"
_NOWHERE = Span(0, 0)


def blocks_of(root: HtmlElement, limit: int) -> list[DraftBlock]:
    """What `root` shows. `TooManyCells` where its tables have more than `limit` in all."""
    return _Walker(shapes(root), limit).walk(root)


@dataclass(slots=True)
class _Inline:
    """Text as it is met, and what changes how it reads: lists, <pre>, <sup>."""

    line: Line = field(default_factory=Line)
    lists: list[Numbering] = field(default_factory=list)
    kept: bool = False  # inside <pre>
    outside: list[tuple[int, bool, int]] = field(default_factory=list)  # to come back to

    def enter(self, element: HtmlElement) -> str:
        """What `element` begins with: the number of a list's item, the value of a field."""
        tag, style = element.tag, style_of(element)
        self.outside.append((self.line.raised, self.kept, len(self.lists)))
        self.kept = self.kept or tag in _KEPT or _PRE_STYLE in style
        if tag == "sup" or "vertical-align:super" in style:
            self.line.raised += 1
        if tag in _LISTS:
            self.lists.append(Numbering.of(element))
        elif tag == "li" and self.lists and "list-style:none" not in style:
            return self.lists[-1].mark(element.get("value", ""))
        elif tag == "input" and element.get("type", "").strip().lower() in _TYPED:
            return str(element.get("value", ""))
        return ""

    def leave(self) -> None:
        self.line.raised, self.kept, depth = self.outside.pop()
        del self.lists[depth:]

    def lines(self, text: str) -> list[str]:
        """The lines of `text` where its breaks are shown, else one."""
        if not self.kept:
            return [text]
        return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def put(self, line: str) -> None:
        if self.kept:
            self.line.keep(line)
        else:
            self.line.add(line)


@dataclass(slots=True)
class _Walker:
    shapes: dict[HtmlElement, Shape]
    limit: int
    inline: _Inline = field(default_factory=_Inline)
    blocks: list[DraftBlock] = field(default_factory=list)
    tabbed: list[list[str]] = field(default_factory=list)  # lines of <pre> that are rows
    level: int = 0  # of the heading that is open
    part: str = ""
    paragraphs: int = 0
    tables: int = 0
    area: int = 0

    def walk(self, root: HtmlElement) -> list[DraftBlock]:
        for event, element in _steps(root, self.shapes):
            if event == "text":
                self.text(element)
            elif event == "end":
                self.end(element)
            elif event == "start":
                self.start(element)
            else:
                self.flush()
                self.table(element)
        self.flush()
        return self.blocks

    def start(self, element: HtmlElement) -> None:
        tag = element.tag
        if tag == "br" and self.level:
            self.inline.line.gap()
        elif tag == "br" or tag in BLOCKS:
            self.flush()
        self.level = _LEVELS.get(tag, self.level)
        if _FOOTNOTES in style_of(element):
            self.part = "脚注"
        self.inline.line.add(self.inline.enter(element))

    def end(self, element: HtmlElement) -> None:
        if element.tag in BLOCKS:
            self.flush()
        if element.tag in _LEVELS:
            self.level = 0
        if _FOOTNOTES in style_of(element):
            self.part = ""
        self.inline.leave()

    def text(self, text: str) -> None:
        for at, line in enumerate(self.inline.lines(text)):
            if at:
                self.flush(tabbed=True)
            self.inline.put(line)

    def flush(self, *, tabbed: bool = False) -> None:
        """End the paragraph. `tabbed`: it was a line of <pre>, where tabs make cells."""
        said = self.inline.line.take()
        if tabbed or (self.inline.kept and "\t" in said):
            if "\t" in said:
                self.tabbed.append(said.split("\t"))
                return
            if not said:
                return
        self._end_rows()
        if said.strip():
            self.paragraphs += 1
            origin = Origin(span=_NOWHERE, paragraph=self.paragraphs, part=self.part)
            self.blocks.append(DraftParagraph((Run(said, origin),), self._level(said)))

    def _level(self, said: str) -> int:
        """A number tells more than a tag: sites set 一、 as <h3> here and as bold text there."""
        if not self.level or len(said) > _HEADING or said.rstrip().endswith(("。", "；", ";")):
            return 0
        if self.level == 1 and not self.blocks:
            return 0  # the first h1 of a page is its title, in whatever words, and no section's
        return level_of(said.strip()) or self.level

    def _end_rows(self) -> None:
        if not self.tabbed:
            return
        self.tables += 1
        cells = [
            self._cell(row, column, said)
            for row, line in enumerate(self.tabbed)
            for column, said in enumerate(line)
        ]
        self.tabbed.clear()
        self.blocks.append(DraftTable(tuple(cells)))

    def table(self, table: HtmlElement) -> None:
        for said in astray(table):
            self.inline.line.add(said)
            self.flush()
        placed = grid(table, self.limit - self.area)
        self.area += sum(one.rows * one.columns for one in placed)
        self.tables += 1
        cells = [
            self._cell(one.row, one.column, _said(one.cell), one.rows, one.columns)
            for one in placed
        ]
        self.blocks.append(DraftTable(tuple(cells)))

    def _cell(self, row: int, column: int, said: str, rows: int = 1, columns: int = 1) -> DraftCell:
        origin = Origin(
            span=_NOWHERE, table=self.tables, row=row + 1, column=column + 1, part=self.part
        )
        runs = (Run(said, origin),) if said.strip() else ()
        return DraftCell(row=row, column=column, runs=runs, rows=rows, columns=columns)


def _said(cell: HtmlElement) -> str:
    """The text of a cell: its paragraphs, lines and nested tables with one space between them."""
    inline = _Inline()
    for event, element in _steps(cell, {}):
        if event == "text":
            for at, line in enumerate(inline.lines(element)):
                if at:
                    inline.line.gap()
                inline.put(line.replace("\t", " "))
            continue
        if element.tag in BLOCKS or (element.tag == "br" and event == "start"):
            inline.line.gap()
        if event == "start":
            inline.line.add(inline.enter(element))
        else:
            inline.leave()
    return inline.line.take()


def _steps(root: HtmlElement, shapes: Mapping[HtmlElement, Shape]) -> Iterator[tuple[str, Any]]:
    """("start", element), ("text", str), ("end", element) in order; ("table", element) alone for
    one of `shapes` that holds data. Options of <select> that are not chosen are left out.
    """
    skipped: HtmlElement | None = None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            if element is not skipped:
                yield "end", element
            if element is not root and element.tail:
                yield "text", element.tail
            continue
        shape = shapes.get(element)
        if (shape and shape.data) or (element.tag == "option" and "selected" not in element.attrib):
            if shape:
                yield "table", element
            skipped = element
            walk.skip_subtree()
            continue
        yield "start", element
        if element.text:
            yield "text", element.text
