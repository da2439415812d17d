"""A file becomes a `Document`. One file a format, one row in `READERS`.

The kind is told by the content (`kinds.py`), never by the name. A kind without a row gets an
`UnreadableReport` that names it and says what to do. What a reader needs is imported when it is
called: half a second of libraries for formats that a run may never meet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from extractor.errors import ReportNotFound, UnreadableReport
from extractor.reading.kinds import Kind, kind_of
from extractor.reading.limits import DEFAULT, Limits
from extractor.reading.text import digest, read_text
from extractor.records import Document, Text

__all__ = ["MAX_CHARS", "READERS", "SUFFIXES", "Kind", "Limits", "digest", "read", "read_bytes"]

MAX_CHARS = DEFAULT.chars

# (bytes of the whole file, name of the report, limits) -> Document; raises UnreadableReport
Reader = Callable[[bytes, str, Limits], Document]


def _text(data: bytes, name: str, limits: Limits) -> Document:
    if len(data) > limits.chars * 4:  # no encoding needs more bytes a character
        raise _too_long(name, Text(f"{len(data):,} 字节", f"{len(data):,} bytes"), limits)
    return read_text(data, name)


def _image(data: bytes, name: str, limits: Limits) -> Document:
    from extractor.reading.ocr import read_image

    return read_image(data, name, limits)


READERS: dict[Kind, Reader] = {
    Kind.TEXT: _text,
    Kind.IMAGE: _image,
}
SUFFIXES = (
    *(".txt", ".md", ".text", ".markdown"),
    *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".gif"),
)  # what a folder is searched for

_EMPTY = Text("文件里没有内容,请确认选对了文件", "nothing is in it; is it the right file?")
_CONVERT = Text(
    "请另存为 docx、xlsx、pdf 或 txt 后再运行", "save it as docx, xlsx, pdf or txt and run again"
)
_UNLOCK = Text("请先去掉密码再运行", "remove the password and run again")
_HINTS = {Kind.EMPTY: _EMPTY, Kind.LOCKED: _UNLOCK}


def read(path: Path, name: str | None = None, *, max_chars: int = MAX_CHARS) -> Document:
    """Read one report.

    Raises `ReportNotFound`, or `UnreadableReport` for what is empty, binary, in a format
    without a reader, damaged, locked, or over a limit.
    """
    name = name or path.name
    limits = replace(DEFAULT, chars=max_chars)
    try:
        size = path.stat().st_size
        if size > limits.size:
            raise _too_big(name, size, limits)
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
    return _read(data, name, limits)


def read_bytes(data: bytes, name: str, *, max_chars: int = MAX_CHARS) -> Document:
    """As `read`, from the bytes of a file called `name`."""
    return _read(data, name, replace(DEFAULT, chars=max_chars))


def _read(data: bytes, name: str, limits: Limits) -> Document:
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
        raise _too_long(name, Text(f"{count:,} 字", f"{count:,} characters"), limits)
    return document


def _too_big(name: str, size: int, limits: Limits) -> UnreadableReport:
    return UnreadableReport(
        Text(
            f"{name}: {size:,} 字节,最多 {limits.size:,} 字节",
            f"{name}: {size:,} bytes, expected at most {limits.size:,}",
        ),
        hint=Text("请把文件拆成单份报告", "split the file into single reports"),
    )


def _too_long(name: str, got: Text, limits: Limits) -> UnreadableReport:
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
