"""PDFs that hold their text: words and lines of each page, then as any page (`reading.pages`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from extractor.errors import UnreadableReport
from extractor.reading.draft import Draft, finish
from extractor.reading.limits import Limits
from extractor.reading.ocr import Scan, ScannedPage, available, page_contents
from extractor.reading.pages import PageContent, blocks_of
from extractor.reading.pdf.opening import damaged, opened
from extractor.reading.pdf.sheets import Sheet, scanned_pages, sheet_of
from extractor.reading.pdf.turning import put_back
from extractor.records import Document, Text

_FEW = 0.02  # of the characters; fewer that do not show are crop marks and the like
_LISTED = 12  # pages named in a message


def read_pdf(data: bytes, name: str, limits: Limits) -> Document:
    """A PDF with text as a `Document`; pages that are images alone are noted, or refused if there
    are no others.
    """
    with opened(data, name, limits) as document:
        sheets = list(_sheets(document, name, limits))
    scans = scanned_pages(sheets)
    scan = Scan()
    recognised = _recognised(data, scans, limits)
    contents = [
        recognised.get(sheet.content.number) or _content(sheet, sheet.content.number in scans)
        for sheet in sheets
    ]
    if not any(content.words for content in contents):
        raise _nothing_to_read(name, scans, recognised)
    turns = {
        sheet.content.number: sheet.turn
        for sheet in sheets
        if sheet.turn and sheet.content.number not in recognised
    }
    blocks = scan.put_back(put_back(blocks_of(scan.watched(contents)), turns))
    unread = [number for number in scans if number not in recognised]
    notes = (*_notes(data, sheets, unread), *scan.notes)
    return finish(Draft(format="pdf", blocks=blocks, notes=notes), data, name)


def _recognised(data: bytes, scans: Sequence[int], limits: Limits) -> dict[int, ScannedPage]:
    """The pages that are images, as a character reader sees them; none where there is none."""
    if not scans or not available():
        return {}
    return {page.number: page for page in page_contents(data, scans, limits)}


def _sheets(document: Any, name: str, limits: Limits) -> Iterator[Sheet]:
    """The pages, one at a time in memory; a damaged page is an empty one, unless all are."""
    from pypdfium2 import PdfiumError  # type: ignore[import-untyped]

    broken = characters = 0
    for index in range(len(document)):
        if characters > limits.chars:
            raise _too_long(name, index, limits)
        try:
            sheet = sheet_of(document, index)
            characters += sheet.characters
            yield sheet
        except (PdfiumError, RecursionError, ValueError, OverflowError):
            broken += 1
            if broken == len(document):
                raise damaged(name) from None
            yield Sheet(PageContent(index + 1, 0.0, 0.0, ()), damaged=True)


def _too_long(name: str, pages: int, limits: Limits) -> UnreadableReport:
    return UnreadableReport(
        Text(
            f"{name}: 前 {pages:,} 页已超过 {limits.chars:,} 字",
            f"{name}: the first {pages:,} pages have more than {limits.chars:,} characters",
        ),
        hint=Text("请把文件拆成单份报告", "split the file into single reports"),
    )


def _content(sheet: Sheet, scanned: bool) -> PageContent:
    """What a page gives to the text: of a scan nothing, its words are noise or stamps."""
    content = sheet.content
    if scanned and sheet.garbled:
        return PageContent(content.number, content.width, content.height, ())
    return content


def _nothing_to_read(
    name: str, scans: Sequence[int], recognised: Mapping[int, ScannedPage]
) -> UnreadableReport:
    if not scans or recognised:
        return UnreadableReport(
            Text(f"{name}: PDF 里没有文字", f"{name}: there is no text in the PDF"),
            hint=Text("请确认选对了文件", "is it the right file?"),
        )
    return UnreadableReport(
        Text(
            f"{name}: PDF 里没有文字,{len(scans)} 页都是扫描件",
            f"{name}: there is no text in the PDF, its {len(scans)} pages are scans",
        ),
        hint=_OCR,
    )


_OCR = Text(
    "请安装文字识别:pip install 'performance-report-extractor[ocr]',或提供有文字的 PDF、docx",
    "install character recognition: pip install 'performance-report-extractor[ocr]', or give a "
    "PDF with text or a docx",
)


def _notes(data: bytes, sheets: Sequence[Sheet], scans: Sequence[int]) -> Iterator[Text]:
    if scans:
        which = _listed(scans)
        yield Text(
            f"第{which.zh}页没有文字(扫描件),未读;{_OCR.zh}",
            f"{which.en} not read: no text (a scan); {_OCR.en}",
        )
    if broken := [sheet.content.number for sheet in sheets if sheet.damaged]:
        which = _listed(broken)
        yield Text(f"第{which.zh}页已损坏,未读", f"{which.en} not read: damaged")
    if crowded := [sheet.content.number for sheet in sheets if sheet.crowded]:
        which = _listed(crowded)
        yield Text(
            f"第{which.zh}页线条太多(图形),只读了文字,没有识别表格",
            f"{which.en}: too many lines (a drawing), text was read without tables",
        )
    count = sum(sheet.characters for sheet in sheets)
    if (garbled := sum(s.garbled for s in sheets if s.content.number not in scans)) > _FEW * count:
        yield Text(
            f"{garbled:,} 个字符的字体没有编码信息,读不出来",
            f"{garbled:,} characters could not be read: their font does not tell what they are",
        )
    if (unseen := sum(sheet.unseen for sheet in sheets)) > _FEW * count:
        yield Text(
            f"{unseen:,} 个字符在页面上看不见(页边以外、白字或隐藏),未读",
            f"{unseen:,} characters do not show on their page (outside of it, white or hidden) and "
            "were left out",
        )
    if b"%%EOF" not in data[-4096:]:
        yield Text(
            "文件结尾不完整,可能只下载了一部分",
            "the end of the file is missing: a partial download?",
        )


def _listed(pages: Sequence[int]) -> Text:
    shown = [str(page) for page in pages[:_LISTED]]
    more = len(pages) - len(shown)
    zh = "、".join(shown) + (f"等 {len(pages)} " if more else "")
    noun = "page" if len(pages) == 1 else "pages"
    en = f"{noun} {', '.join(shown)}" + (f" and {more} more" if more else "")
    return Text(zh, en)
