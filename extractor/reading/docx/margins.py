"""What stands around the body: footnotes and endnotes, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.reading.docx.body import Body
from extractor.reading.docx.inline import Inline
from extractor.reading.docx.markup import Element, attribute, descendants, name
from extractor.reading.docx.numbering import numbering_of
from extractor.reading.docx.package import Package
from extractor.reading.draft import DraftBlock, DraftTable
from extractor.records import Origin, Span

_NOTES = (("footnotes", "w:footnoteReference", "脚注"), ("endnotes", "w:endnoteReference", "尾注"))
_MARGINS = (("w:headerReference", "页眉"), ("w:footerReference", "页脚"))
# What is left of a page number when its figure is gone: 第 页 共 页, — —.
_OF_PAGES = re.compile(r"[\W\d_]|[第页共]|page|of", re.I)
_WORTH = 2  # characters
_SPAN = Span(0, 0)  # set when the text is put together


def add_notes(body: Body, package: Package) -> None:
    """The notes that the text refers to, in its order; the nth has the paragraph number n."""
    for part, reference, called in _NOTES:
        root = package.part(part)
        if root is None:
            continue
        by_id = {attribute(note, "w:id"): note for note in root}
        inline = Inline(root, body.styles, body.seen)
        wanted = [attribute(one, "w:id") for one in body.references if name(one) == reference]
        for at, said in enumerate(dict.fromkeys(wanted), 1):
            note = by_id.get(said)
            if note is not None:
                body.walk(note, inline, Origin(span=_SPAN, paragraph=at, part=called))


def margins(
    root: Element, body: Body, package: Package
) -> tuple[list[DraftBlock], list[DraftBlock]]:
    """What headers and footers say that the body does not, without page numbers."""
    known = _squeezed(body.blocks)
    found: tuple[list[DraftBlock], list[DraftBlock]] = ([], [])
    for (reference, called), kept in zip(_MARGINS, found, strict=True):
        members = [package.related(one) for one in descendants(root, reference)]
        for member in dict.fromkeys(members):
            part = package.root(member)
            for block in _margin(part, body, package, called) if part is not None else ():
                said = _squeezed([block])
                if len(_OF_PAGES.sub("", said)) >= _WORTH and said not in known:
                    known += said
                    kept.append(block)
    return found


def _margin(part: Element, body: Body, package: Package, called: str) -> Sequence[DraftBlock]:
    """One header or footer, read by itself: its lists and tables are not counted with the body's."""
    numbering = numbering_of(package.part("numbering"), body.styles)
    alone = Body(body.name, body.limits, body.styles, numbering)
    inline = Inline(part, body.styles, alone.seen, pages=False)
    alone.walk(part, inline, Origin(span=_SPAN, part=called))
    return alone.blocks


def _squeezed(blocks: Sequence[DraftBlock]) -> str:
    said: list[str] = []
    for block in blocks:
        if isinstance(block, DraftTable):
            said += [run.text for cell in block.cells for run in cell.runs]
        else:
            said += [run.text for run in block.runs]
    return "".join("".join(said).split())
