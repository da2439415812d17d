"""A file becomes a `Document`. One file a format, one row in `formats.FORMATS`.

The kind is told by the content (`kinds.py`), never by the name. All formats but text become
canonical text in one place (`draft.py`), and keep where each run of it stood.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from extractor.errors import ReportNotFound, UnreadableReport
from extractor.reading.formats import FORMATS, READERS, SUFFIXES, read_any
from extractor.reading.kinds import Kind
from extractor.reading.limits import DEFAULT, Limits
from extractor.reading.text import digest
from extractor.records import Document, Text

__all__ = [
    "FORMATS",
    "MAX_CHARS",
    "READERS",
    "SUFFIXES",
    "Kind",
    "Limits",
    "digest",
    "read",
    "read_bytes",
]

MAX_CHARS = DEFAULT.chars


def read(
    path: Path, name: str | None = None, *, member: str = "", max_chars: int = MAX_CHARS
) -> Document:
    """Read one report: the file at `path`, or `member` of it, as `archive.members` names it.

    Raises `ReportNotFound`, or `UnreadableReport` for what is empty, binary, in a format
    without a reader, damaged, locked, or over a limit.
    """
    name = name or path.name
    limits = replace(DEFAULT, chars=max_chars)
    try:
        size = path.stat().st_size
        if size > limits.size:
            raise _too_big(name, size, limits)
        data = _member(path, member, limits) if member else path.read_bytes()
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
    return read_any(data, name, limits)


def read_bytes(data: bytes, name: str, *, max_chars: int = MAX_CHARS) -> Document:
    """As `read`, from the bytes of a file called `name`."""
    return read_any(data, name, replace(DEFAULT, chars=max_chars))


def _member(path: Path, member: str, limits: Limits) -> bytes:
    from extractor.reading.archive import member_bytes

    return member_bytes(path, path.name, member, limits)


def _too_big(name: str, size: int, limits: Limits) -> UnreadableReport:
    return UnreadableReport(
        Text(
            f"{name}: {size:,} 字节,最多 {limits.size:,} 字节",
            f"{name}: {size:,} bytes, expected at most {limits.size:,}",
        ),
        hint=Text("请把文件拆成单份报告", "split the file into single reports"),
    )
