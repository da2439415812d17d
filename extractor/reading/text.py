"""Text and Markdown: the canonical text is the decoded file itself, offsets are its own."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.reading.charset import decode
from extractor.reading.headings import level_of, unit_of
from extractor.reading.identity import identify
from extractor.records import Block, Cell, Document, Heading, Paragraph, Row, Span, Table

_LINE = re.compile(r"[^\r\n\x0c\x85\u2028\u2029]+")
_MARKDOWN = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_BOLD = re.compile(r"^(\*\*|__)(.*?)(\*\*|__)$")
_PIPES = re.compile(r"\|.*\|$")
_RULE_ROW = re.compile(r"[|\s:\-]+$")


class Line(NamedTuple):
    number: int  # from 1
    span: Span


def read_text(data: bytes, name: str) -> Document:
    """A text or Markdown file as a `Document`; damaged bytes are a note, never an error."""
    decoded = decode(data)
    blocks = tuple(_blocks(decoded.text))
    who = identify(decoded.text, blocks)
    return Document(
        name=name,
        sha256=digest(data),
        text=decoded.text,
        blocks=blocks,
        encoding=decoded.encoding,
        title=who.title,
        organisation=who.organisation,
        year=who.year,
        notes=decoded.notes,
    )


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def lines(text: str) -> Iterator[Line]:
    """The lines that are not blank, with numbers counted as a text editor does."""
    number, counted = 1, 0
    for match in _LINE.finditer(text):
        number += _breaks(text, counted, match.start())
        counted = match.start()
        if match.group().strip():
            yield Line(number, Span(match.start(), match.end()))


def _breaks(text: str, start: int, end: int) -> int:
    # \r\n counts once; \r alone (old Mac files) counts where no \n is near
    newlines = text.count("\n", start, end)
    return newlines or text.count("\r", start, end)


def _blocks(text: str) -> Iterator[Block]:
    rows: list[Row] = []
    unit = ""
    tables = 0
    for line in lines(text):
        raw = line.span.of(text)
        row = _row(text, line)
        if row is not None:
            unit = unit_of(raw) or unit
            rows.append(row)
            continue
        if _is_rule_row(raw):
            continue
        if rows:
            yield _table(rows, tables, unit)
            tables, rows = tables + 1, []
        unit = unit_of(raw) or unit
        yield _heading(text, line) or Paragraph(span=_trim(text, line.span), line=line.number)
    if rows:
        yield _table(rows, tables, unit)


def _is_rule_row(raw: str) -> bool:
    raw = raw.strip()
    return bool(_PIPES.match(raw)) and "-" in raw and bool(_RULE_ROW.match(raw))


def _table(rows: list[Row], index: int, unit: str) -> Table:
    span = Span(rows[0].span.start, rows[-1].span.end)
    return Table(span=span, index=index, rows=tuple(rows), unit=unit)


def _row(text: str, line: Line) -> Row | None:
    raw = line.span.of(text)
    if "\t" in raw:
        pieces = _split(raw, "\t")
    elif _PIPES.match(raw.strip()) and raw.count("|") >= 3 and not _is_rule_row(raw):
        pieces = _split(raw, "|")[1:-1]
    else:
        return None
    cells = []
    for column, (start, end) in enumerate(pieces):
        span = _trim(text, Span(line.span.start + start, line.span.start + end))
        cells.append(Cell(span=span, text=span.of(text), column=column))
    return Row(span=line.span, line=line.number, cells=tuple(cells))


def _split(raw: str, separator: str) -> list[tuple[int, int]]:
    pieces, start = [], 0
    for match in re.finditer(re.escape(separator), raw):
        pieces.append((start, match.start()))
        start = match.end()
    return [*pieces, (start, len(raw))]


def _trim(text: str, span: Span) -> Span:
    raw = span.of(text)
    left = len(raw) - len(raw.lstrip())
    right = len(raw.rstrip())
    return Span(span.start + left, span.start + max(left, right))


def _heading(text: str, line: Line) -> Heading | None:
    span = _trim(text, line.span)
    raw = span.of(text)
    level = 0
    if mark := _MARKDOWN.match(raw):
        level = len(mark.group(1))
        span = _trim(text, Span(span.start + mark.end(), span.end))
        raw = span.of(text)
    if bold := _BOLD.match(raw):
        span = Span(span.start + bold.start(2), span.start + bold.end(2))
        raw = span.of(text)
    if not level:
        level = level_of(raw)
        if not level:
            return None
    if not raw:
        return None
    return Heading(span=span, text=" ".join(raw.split()), level=level, line=line.number)
