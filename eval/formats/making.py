"""Which formats there are, and how a report's file in each is made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from eval.formats.layout import Part, lay_out
from eval.formats.office import converted
from eval.formats.plain import write_txt
from eval.formats.printed import write_pdf
from eval.formats.scanned import write_bad_scan, write_scan
from eval.formats.sheets import write_xls, write_xlsx
from eval.formats.web import write_html, write_old_html
from eval.formats.word import write_docx
from extractor.reading import read


class Format(NamedTuple):
    suffix: str
    write: Callable[[Sequence[Part]], bytes]


PLAIN = "txt"  # what the others are compared with
FORMATS: dict[str, Format] = {
    PLAIN: Format("txt", write_txt),
    "docx": Format("docx", write_docx),
    "xlsx": Format("xlsx", write_xlsx),
    "xls": Format("xls", write_xls),
    "doc": Format("doc", lambda parts: converted(write_docx(parts), "docx", "doc")),
    "html": Format("html", write_html),
    "html-gbk": Format("html", write_old_html),
    "pdf": Format("pdf", write_pdf),
    "pdf-office": Format("pdf", lambda parts: converted(write_docx(parts), "docx", "pdf")),
    "scan": Format("pdf", write_scan),
    "bad": Format("pdf", write_bad_scan),
}


def file_of(report: Path, name: str, folder: Path) -> Path:
    return folder / name / f"{report.stem}.{FORMATS[name].suffix}"


def make(report: Path, name: str, folder: Path) -> Path:
    """Write `report`, a text, as the format `name`; the file. Raises Missing."""
    path = file_of(report, name, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(FORMATS[name].write(lay_out(read(report))))
    return path


def made(report: Path, name: str, folder: Path) -> Path:
    """The file that `make` wrote, now or before. Raises Missing."""
    path = file_of(report, name, folder)
    return path if path.exists() else make(report, name, folder)
