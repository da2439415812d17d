"""`extractor locate`: the findings of a report, shown in the file that it was read from.

The file is given again and known by its digest, so that it may have been moved since the run. A
page becomes a picture with the numbers of each finding marked; a sheet, a table or a paragraph is
named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.table import Table as RichTable
from rich.text import Text as RichText

from extractor.console import stdout
from extractor.errors import ReportNotFound, UsageError
from extractor.origins import parts_of
from extractor.reading import digest
from extractor.reading.picture import Mark, picture_of, pictured
from extractor.records import Check, Document, Lang, Text, Verdict
from extractor.review.plain import clean_line
from extractor.review.words import word
from extractor.settings import Settings
from extractor.store import Kept, Store, open_store

_COLUMNS = (
    Text("号", "no."),
    Text("结论", "verdict"),
    Text("规则", "rule"),
    Text("数字与位置", "numbers and places"),
)


class Numbered(NamedTuple):
    """A finding, with the number that `extractor show` gives it."""

    number: int
    check: Check


def locate(
    settings: Settings, path: Path, *, finding: int | None, page: int | None, out: Path | None
) -> None:
    """Raises `ReportNotFound`, `UsageError` for a file that no run has read, or a wrong number."""
    data = _bytes(path)
    with open_store(settings.store) as store:
        kept = _of_file(store, digest(data), path)
    document = kept.extraction.document
    found = _wanted(kept, finding)
    console = stdout()
    console.print(_table(found, settings.lang))
    if not pictured(document.format):
        return
    folder = out or path.with_name(f"{path.stem}.pages")
    marks = list(_marks(document, found))
    for number in [page] if page else sorted({mark.page for mark in marks}):
        here = [mark for mark in marks if mark.page == number]
        picture = picture_of(data, document.format, number, here)
        written = _write(folder, f"{path.stem}-{number}.png", picture)
        console.print(RichText(str(written)), soft_wrap=True)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ReportNotFound(
            Text(f"{path}: 读不了:{error.strerror}", f"{path}: cannot be read: {error.strerror}")
        ) from error


def _of_file(store: Store, sha256: str, path: Path) -> Kept:
    for summary in store.find(sha256):
        if summary.sha256 == sha256:
            (kept,) = store.kept(summary.report)
            return kept
    raise UsageError(
        Text(f"{path}: 结果库里没有这个文件", f"{path}: not among the results"),
        hint=Text(
            f"请先运行 extractor run {path};文件改动过的也要重新运行",
            f"run extractor run {path} first; a file that was changed has to be run again",
        ),
    )


def _wanted(kept: Kept, finding: int | None) -> list[Numbered]:
    checks = (c for c in kept.extraction.checks if c.verdict is not Verdict.AGREE)
    found = [Numbered(number, check) for number, check in enumerate(checks, 1)]
    if finding is None:
        return found
    if not 1 <= finding <= len(found):
        raise UsageError(
            Text(
                f"--finding: 没有第 {finding} 号,共 {len(found)} 个疑点",
                f"--finding: no number {finding}, there are {len(found)} findings",
            ),
            hint=Text(
                f"号码见 extractor show {kept.report}",
                f"extractor show {kept.report} numbers them",
            ),
        )
    return [found[finding - 1]]


def _marks(document: Document, found: Sequence[Numbered]) -> Iterator[Mark]:
    for number, check in found:
        for evidence in check.evidence:
            for part in parts_of(document, evidence.span):
                if part.page and part.box:
                    yield Mark(part.page, part.box, str(number), check.verdict)


def _table(found: Sequence[Numbered], lang: Lang) -> RichTable:
    table = RichTable(show_lines=True)
    for column in _COLUMNS:
        table.add_column(column.in_(lang), overflow="fold")
    for number, check in found:
        places = "\n".join(
            f"{clean_line(item.text)}  {clean_line(item.where.in_(lang))}"
            for item in check.evidence
        )
        table.add_row(
            str(number), word(check.verdict, lang), word(check.rule, lang), RichText(places)
        )
    return table


def _write(folder: Path, name: str, data: bytes) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    except OSError as error:
        raise UsageError(
            Text(
                f"{folder}: 写不了:{error.strerror}",
                f"{folder}: cannot be written: {error.strerror}",
            ),
            hint=Text("请用 --out 另指一个文件夹", "name another folder with --out"),
        ) from error
    return folder / name
