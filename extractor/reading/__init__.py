"""A file becomes a `Document`. One file a format, one row in `READERS`.

The kind is told by the content (`kinds.py`); the suffix only decides between text and
Markdown, which are read alike. A format that is known but has no reader yet gets an
`UnreadableReport` that names it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

from extractor.errors import ReportNotFound, UnreadableReport
from extractor.reading.kinds import Kind, kind_of
from extractor.reading.text import read_text
from extractor.records import Document, Text

MAX_CHARS = 5_000_000  # about 500 reports in one file; more is not a report

Reader = Callable[[bytes, str], Document]

READERS: dict[Kind, Reader] = {
    Kind.TEXT: read_text,
}
SUFFIXES = (".txt", ".md", ".text", ".markdown")  # what a folder is searched for


def read(path: Path, name: str | None = None, *, max_chars: int = MAX_CHARS) -> Document:
    """Read one report.

    Raises `ReportNotFound`, or `UnreadableReport` for what is empty, binary, in a format
    without a reader, or longer than `max_chars` characters.
    """
    name = name or path.name
    try:
        size = path.stat().st_size
        if size > max_chars * 4:  # no encoding needs more bytes a character
            raise _too_long(name, Text(f"{size:,} 字节", f"{size:,} bytes"), max_chars)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise ReportNotFound(
            Text(f"{path}: 没有这个文件", f"{path}: no such file"),
            hint=Text(
                "请检查路径;可以给文件夹和通配符", "check the path; folders and globs are allowed"
            ),
        ) from error
    except IsADirectoryError as error:
        raise UnreadableReport(
            Text(f"{path}: 是文件夹,应为文件", f"{path}: a folder, expected a file")
        ) from error
    except OSError as error:
        raise UnreadableReport(
            Text(f"{path}: 读不了:{error.strerror}", f"{path}: cannot be read: {error.strerror}")
        ) from error
    return read_bytes(data, name, max_chars=max_chars)


def read_bytes(data: bytes, name: str, *, max_chars: int = MAX_CHARS) -> Document:
    """As `read`, from the bytes of a file called `name`."""
    kind = kind_of(data)
    reader = READERS.get(kind)
    if reader is None:
        raise UnreadableReport(
            Text(f"{name}: 是{kind.value.zh},应为文本", f"{name}: {kind.value.en}, expected text"),
            hint=_EMPTY if kind is Kind.EMPTY else _CONVERT,
        )
    document = reader(data, name)
    if len(document.text) > max_chars:
        count = len(document.text)
        raise _too_long(name, Text(f"{count:,} 字", f"{count:,} characters"), max_chars)
    return document


_EMPTY = Text("文件里没有内容,请确认选对了文件", "nothing is in it; is it the right file?")
_CONVERT = Text(
    "请另存为 .txt 或 .md(UTF-8 或 GB18030)后再运行",
    "save it as .txt or .md (UTF-8 or GB18030) and run again",
)


def _too_long(name: str, got: Text, max_chars: int) -> UnreadableReport:
    return UnreadableReport(
        Text(
            f"{name}: {got.zh},最多 {max_chars:,} 字",
            f"{name}: {got.en}, expected at most {max_chars:,} characters",
        ),
        hint=Text(
            "请把文件拆成单份报告,或调高 EXTRACTOR_MAX_CHARS",
            "split the file into single reports, or raise EXTRACTOR_MAX_CHARS",
        ),
    )


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
