"""The formats as one table: kind by content, suffixes, reader, and what this machine lacks for it.

A new format is a new file with its reader and a row here. What a reader needs is imported when it
is called: half a second of libraries for formats that a run may never meet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import NamedTuple, cast

from extractor.errors import UnreadableReport
from extractor.reading.kinds import Kind, kind_of
from extractor.reading.limits import Limits
from extractor.reading.text import read_text
from extractor.records import Document, Text

# (bytes of the whole file, name of the report, limits) -> Document; raises UnreadableReport
Reader = Callable[[bytes, str, Limits], Document]


def _from(module: str, function: str) -> Reader:
    """The reader `function` of a module of this package, imported at its first call."""

    def reader(data: bytes, name: str, limits: Limits) -> Document:
        found = cast(Reader, getattr(import_module(f"extractor.reading.{module}"), function))
        return found(data, name, limits)

    return reader


def _text(data: bytes, name: str, limits: Limits) -> Document:
    if len(data) > limits.chars * 4:  # no encoding needs more bytes a character
        raise too_long(name, Text(f"{len(data):,} 字节", f"{len(data):,} bytes"), limits)
    if name.lower().endswith((".csv", ".tsv")):
        from extractor.reading.sheets.delimited import read_csv

        if document := read_csv(data, name, limits):
            return document
    return read_text(data, name)


def _archive(data: bytes, name: str, limits: Limits) -> Document:
    from extractor.reading.archive import only_report

    inner = replace(limits, depth=limits.depth - 1)
    return read_any(only_report(data, name, limits), name, inner)


def _nothing() -> Text | None:
    return None


def _office() -> Text | None:
    from extractor.reading.office import available

    if available():
        return None
    return Text(
        "需要 LibreOffice(Debian、Ubuntu: apt install libreoffice-writer-nogui)",
        "needs LibreOffice (Debian, Ubuntu: apt install libreoffice-writer-nogui)",
    )


def _ocr() -> Text | None:
    from extractor.reading.ocr.engine import available

    if available():
        return None
    install = "pip install 'performance-report-extractor[ocr]'"
    return Text(f"需要文字识别: {install}", f"needs character recognition: {install}")


class Format(NamedTuple):
    kind: Kind
    suffixes: tuple[str, ...]  # what a folder is searched for; the content decides what a file is
    reader: Reader
    lacks: Callable[[], Text | None] = _nothing


FORMATS: tuple[Format, ...] = (
    Format(Kind.TEXT, (".txt", ".md", ".text", ".markdown", ".csv", ".tsv"), _text),
    Format(Kind.DOCX, (".docx", ".docm"), _from("docx", "read_docx")),
    Format(Kind.DOC, (".doc", ".wps"), _from("office", "read_doc"), _office),
    Format(Kind.RTF, (".rtf",), _from("office", "read_rtf"), _office),
    Format(Kind.ODT, (".odt",), _from("office", "read_odt"), _office),
    Format(Kind.OFFICE_XML, (), _from("office", "read_xml"), _office),
    Format(Kind.XLSX, (".xlsx", ".xlsm"), _from("sheets.xlsx", "read_xlsx")),
    Format(Kind.XLS, (".xls", ".et"), _from("sheets.xls", "read_xls")),
    Format(Kind.XLSB, (".xlsb",), _from("sheets.xlsb", "read_xlsb")),
    Format(Kind.ODS, (".ods",), _from("sheets.ods", "read_ods")),
    Format(Kind.PDF, (".pdf",), _from("pdf", "read_pdf")),
    Format(Kind.HTML, (".html", ".htm"), _from("html", "read_html")),
    Format(Kind.MHTML, (".mht", ".mhtml"), _from("mhtml", "read_mhtml")),
    Format(
        Kind.IMAGE,
        (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"),
        _from("ocr", "read_image"),
        _ocr,
    ),
    Format(Kind.ARCHIVE, (".zip",), _archive),
)
READERS = {row.kind: row.reader for row in FORMATS}
SUFFIXES = tuple(suffix for row in FORMATS for suffix in row.suffixes)

_EMPTY = Text("文件里没有内容,请确认选对了文件", "nothing is in it; is it the right file?")
_CONVERT = Text(
    "请另存为 docx、xlsx、pdf 或 txt 后再运行", "save it as docx, xlsx, pdf or txt and run again"
)
_UNLOCK = Text("请先去掉密码再运行", "remove the password and run again")
_UNPACK = Text("请解压后给出其中的文件", "unpack it and give the files in it")
_HINTS = {Kind.EMPTY: _EMPTY, Kind.LOCKED: _UNLOCK, Kind.PACKED: _UNPACK}


def read_any(data: bytes, name: str, limits: Limits) -> Document:
    """The report in `data`, by the reader of its kind. Raises `UnreadableReport`."""
    kind = kind_of(data)
    reader = READERS.get(kind)
    if reader is None:
        raise UnreadableReport(
            Text(f"{name}: 是{kind.value.zh},读不了", f"{name}: {kind.value.en}, cannot be read"),
            hint=_HINTS.get(kind, _CONVERT),
        )
    document = reader(data, name, limits)
    if len(document.text) > limits.chars:
        count = len(document.text)
        raise too_long(name, Text(f"{count:,} 字", f"{count:,} characters"), limits)
    return document


def too_long(name: str, got: Text, limits: Limits) -> UnreadableReport:
    return UnreadableReport(
        Text(
            f"{name}: {got.zh},最多 {limits.chars:,} 字",
            f"{name}: {got.en}, expected at most {limits.chars:,} characters",
        ),
        hint=Text(
            "请把文件拆成单份报告,或调高 EXTRACTOR_MAX_CHARS",
            "split the file into single reports, or raise EXTRACTOR_MAX_CHARS",
        ),
    )
