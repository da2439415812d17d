"""What one paragraph says: its runs as Word shows them, without what is deleted or hidden."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractor.reading.docx.fields import Fields, form_field, is_page_number
from extractor.reading.docx.markup import (
    Element,
    attribute,
    branch,
    child,
    descendants,
    name,
    switch,
)
from extractor.reading.docx.maths import formula
from extractor.reading.docx.styles import Styles
from extractor.reading.docx.symbols import in_font, symbol

_SAID_NOWHERE = frozenset(
    {
        *("w:pPr", "w:rPr", "w:sdtPr", "w:sdtEndPr", "w:instrText", "w:delText", "w:rt"),
        *("w:delInstrText", "w:fldData", "w:footnoteRef", "w:endnoteRef", "w:pgNum"),
    }
)
_DELETED = frozenset({"w:del", "w:moveFrom"})
_BREAKS = frozenset({"w:br", "w:cr"})
_TABS = frozenset({"w:tab", "w:ptab"})
_BOXES = frozenset({"w:txbxContent", "a:txBody"})
_NOTES = frozenset({"w:footnoteReference", "w:endnoteReference"})
_WHITE = " \t\r\n"
BREAK = "\n"  # in `Line.text`: a line break that someone has typed


@dataclass(slots=True)
class Seen:
    """What a document has beside the text that is read; for its notes."""

    deleted: int = 0  # runs of text that are struck out as revisions
    hidden: int = 0  # characters
    objects: list[str] = field(default_factory=list)  # kinds of embedded things
    pictures: int = 0
    imported: int = 0  # w:altChunk, w:subDoc


@dataclass(slots=True)
class Line:
    text: str = ""
    boxes: list[Element] = field(default_factory=list)  # that are anchored in the paragraph
    notes: list[Element] = field(default_factory=list)  # references to footnotes and endnotes


class Inline:
    """Reads the paragraphs of one part."""

    def __init__(self, root: Element, styles: Styles, seen: Seen, *, pages: bool = True) -> None:
        self.fields = Fields(root)
        self.styles = styles
        self.seen = seen
        self.pages = pages  # whether page numbers are text

    def line(self, paragraph: Element) -> Line:
        line = Line()
        parts: list[str] = []
        self.walk(paragraph, line, parts, self.styles.of(paragraph), None)
        line.text = "".join(parts)
        return line

    def walk(
        self, parent: Element, line: Line, parts: list[str], style: str, run: Element | None
    ) -> None:
        """`run` are the properties of the run that `parent` is or stands in."""
        for element in parent:
            kind = name(element)
            if kind in _SAID_NOWHERE:
                continue
            if kind in _DELETED:
                self.seen.deleted += any(
                    one.text for one in descendants(element, "w:delText", "w:t", "w:delInstrText")
                )
            elif kind == "w:r":
                self.run(element, line, parts, style)
            elif kind == "mc:AlternateContent":
                chosen = branch(element)
                if chosen is not None:
                    self.walk(chosen, line, parts, style, run)
            elif kind in _BOXES:
                line.boxes.append(element)
            elif kind in _NOTES:
                line.notes.append(element)
            elif kind in ("m:oMath", "m:oMathPara"):
                parts.append(formula(element))
            elif (said := self.said(element, kind, run)) is not None:
                parts.append(said)
            elif not (kind == "w:fldSimple" and not self.pages and is_page_number(element)):
                self.thing(element, kind)
                if kind in ("w:drawing", "w:pict") and _unseen(element):
                    continue
                self.walk(element, line, parts, style, run)

    def run(self, element: Element, line: Line, parts: list[str], style: str) -> None:
        properties = child(element, "w:rPr")
        if self.styles.hidden(properties, style):
            self.seen.hidden += sum(len(one.text or "") for one in descendants(element, "w:t"))
            return
        self.walk(element, line, parts, style, properties)

    def said(self, element: Element, kind: str, run: Element | None) -> str | None:
        """The text of an element that is text; None for all others."""
        if kind == "w:fldChar":
            if attribute(element, "w:fldCharType") == "begin":
                return form_field(element)
            return self.fields.instead.get(element, "")
        if kind == "w:t":
            said = in_font(_text(element), _font(run))
        elif kind in _TABS:
            said = "\t"
        elif kind in _BREAKS:
            said = BREAK
        elif kind == "w:sym":
            said = symbol(attribute(element, "w:font"), attribute(element, "w:char"))
        elif kind == "w:noBreakHyphen":
            said = "-"
        else:
            return None
        if element in self.fields.instructions:
            return ""
        return "" if not self.pages and element in self.fields.pages else said

    def thing(self, element: Element, kind: str) -> None:
        if kind == "o:OLEObject":
            self.seen.objects.append(element.get("ProgID") or "OLE")
        elif kind in ("c:chart", "dgm:relIds"):
            self.seen.objects.append("chart" if kind == "c:chart" else "SmartArt")
        elif kind in ("pic:pic", "v:imagedata"):
            self.seen.pictures += 1


def _text(element: Element) -> str:
    """17.3.3.31: white space at the ends counts only if it is declared to."""
    said = element.text or ""
    keep = element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve"
    return said if keep else said.strip(_WHITE)


def _font(run: Element | None) -> str | None:
    fonts = child(run, "w:rFonts")
    return attribute(fonts, "w:ascii") or attribute(fonts, "w:hAnsi")


def _unseen(drawing: Element) -> bool:
    """Whether a drawing is set not to show."""
    return any(one.get("hidden") in ("1", "true") for one in descendants(drawing, "wp:docPr"))


def ends_nowhere(paragraph: Element) -> bool:
    """Whether a paragraph's end is deleted or hidden: the next one goes on with its line."""
    mark = child(paragraph, "w:pPr", "w:rPr")
    if mark is None:
        return False
    if any(child(mark, gone) is not None for gone in _DELETED):
        return True
    return bool(switch(mark, "w:vanish") or switch(mark, "w:specVanish"))
