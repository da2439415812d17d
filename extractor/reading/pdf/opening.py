"""A PDF file is opened, or refused with the reason."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from extractor.errors import UnreadableReport
from extractor.reading.limits import Limits
from extractor.reading.pdf.inflating import refuse_bombs
from extractor.records import Text

# pdfium keeps state of its own in the process: one document at a time (its README, "Threading").
LOCK = threading.RLock()

_AGAIN = Text(
    "请重新导出或重新下载这个 PDF,或用 WPS、Word 另存为 docx 后再运行",
    "export or download this PDF again, or save it as docx with WPS or Word, and run again",
)
_UNLOCK = Text("请先去掉打开密码再运行", "remove the password for opening it and run again")


@contextmanager
def opened(data: bytes, name: str, limits: Limits) -> Iterator[Any]:
    """The document of pypdfium2, closed at the end; `UnreadableReport` for what cannot be."""
    import pypdfium2  # type: ignore[import-untyped]

    with LOCK:
        refuse_bombs(data, name, limits)
        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise _refused(name, error) from error
        try:
            count = len(document)
            if count > limits.pages:
                raise UnreadableReport(
                    Text(
                        f"{name}: {count:,} 页,最多 {limits.pages:,} 页",
                        f"{name}: {count:,} pages, expected at most {limits.pages:,}",
                    ),
                    hint=Text("请把文件拆成单份报告", "split the file into single reports"),
                )
            if not count:
                raise UnreadableReport(
                    Text(f"{name}: PDF 里一页也没有", f"{name}: the PDF has no page"), hint=_AGAIN
                )
            yield document
        finally:
            document.close()


def damaged(name: str, number: int = 0) -> UnreadableReport:
    """The whole file, or page `number` of it, cannot be read."""
    where = Text(f"第 {number} 页", f"page {number}") if number else Text("PDF", "the PDF")
    return UnreadableReport(
        Text(
            f"{name}: {where.zh}已损坏,打不开", f"{name}: {where.en} is damaged, cannot be opened"
        ),
        hint=_AGAIN,
    )


def _refused(name: str, error: Exception) -> UnreadableReport:
    import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

    code = getattr(error, "err_code", None)
    if code == pdfium.FPDF_ERR_PASSWORD:
        return UnreadableReport(
            Text(f"{name}: PDF 有打开密码", f"{name}: the PDF has a password for opening it"),
            hint=_UNLOCK,
        )
    if code == pdfium.FPDF_ERR_SECURITY:
        return UnreadableReport(
            Text(
                f"{name}: PDF 用了读不了的加密方式",
                f"{name}: the PDF is encrypted in a way that cannot be read",
            ),
            hint=_UNLOCK,
        )
    return damaged(name)
