"""Word documents (docx, docm), by their own mark-up: ECMA-376, transitional and strict.

Paragraphs are numbered as a person counts them: those of the body that say something, tables
apart. Tables are numbered in reading order, one in a cell after the one that holds it. Macros,
external links and embedded objects are not opened.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from extractor.errors import UnreadableReport
from extractor.reading.docx.body import Body
from extractor.reading.docx.inline import Inline, Seen
from extractor.reading.docx.margins import add_notes, margins
from extractor.reading.docx.markup import child
from extractor.reading.docx.numbering import numbering_of
from extractor.reading.docx.package import Package
from extractor.reading.docx.styles import styles_of
from extractor.reading.draft import Draft, DraftBlock, DraftTable, finish
from extractor.reading.limits import Limits
from extractor.records import Document, Text

__all__ = ["draft_docx", "read_docx"]

_SCARCE = 500  # characters; a report has thousands, so with pictures it may be a scan


def read_docx(data: bytes, name: str, limits: Limits) -> Document:
    """Raises `UnreadableReport` for what is damaged, locked, without text, or over a limit."""
    return finish(draft_docx(data, name, limits), data, name)


def draft_docx(data: bytes, name: str, limits: Limits) -> Draft:
    """As `read_docx`, before the canonical text is made; for what is turned into a docx first."""
    with Package(data, name, limits) as package:
        root = package.document()
        styles = styles_of(package.part("styles"))
        body = Body(name, limits, styles, numbering_of(package.part("numbering"), styles))
        content = child(root, "w:body")
        if content is not None:
            body.walk(content, Inline(root, styles, body.seen))
        add_notes(body, package)
        above, below = margins(root, body, package)
        blocks = [*above, *body.leveled(), *below]
        damaged = package.damaged
    count = sum(len(text.strip()) for text in _texts(blocks))
    if not count:
        raise _wordless(name, body.seen)
    return Draft(format="docx", blocks=blocks, notes=tuple(_notes(body.seen, damaged, count)))


def _texts(blocks: list[DraftBlock]) -> Iterator[str]:
    for block in blocks:
        for holder in block.cells if isinstance(block, DraftTable) else (block,):
            yield "".join(run.text for run in holder.runs)


def _wordless(name: str, seen: Seen) -> UnreadableReport:
    if seen.pictures:
        return UnreadableReport(
            Text(
                f"{name}: 文档里没有文字,只有 {seen.pictures} 张图片",
                f"{name}: no text in the document, only {seen.pictures} pictures",
            ),
            hint=Text(
                "请导出为 PDF 再运行,图片中的文字由 OCR 读取",
                "export it as PDF and run again: OCR reads the text of its pictures",
            ),
        )
    return UnreadableReport(
        Text(f"{name}: 文档里没有文字", f"{name}: no text in the document"),
        hint=Text("请确认选对了文件", "is it the right file?"),
    )


def _notes(seen: Seen, damaged: list[str], count: int) -> Iterator[Text]:
    if damaged:
        parts = "、".join(dict.fromkeys(damaged))
        yield Text(
            f"文档的部件损坏,没有读:{parts}", f"damaged parts of the document, not read: {parts}"
        )
    if seen.deleted:
        yield Text(
            f"有未接受的修订:删除的 {seen.deleted} 处没有读,插入的已按正文读",
            f"tracked changes: {seen.deleted} deletions left out, insertions read as text",
        )
    if seen.hidden:
        yield Text(
            f"有隐藏文字 {seen.hidden} 字,没有读", f"{seen.hidden} hidden characters left out"
        )
    if seen.objects:
        kinds = "、".join(f"{kind}×{many}" for kind, many in Counter(seen.objects).items())
        yield Text(f"嵌入的对象没有读:{kinds}", f"embedded objects, not read: {kinds}")
    if seen.imported:
        yield Text(
            f"链入的其他文档 {seen.imported} 处没有读",
            f"{seen.imported} other documents in it not read",
        )
    if seen.pictures and count < _SCARCE:
        yield Text(
            f"文字只有 {count} 字,另有 {seen.pictures} 张图片,图中的文字没有读",
            f"only {count} characters of text; the text in {seen.pictures} pictures was not read",
        )
