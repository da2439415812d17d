"""Comma-separated values (csv, tsv): RFC 4180, with semicolons and tabs as well.

A report in prose has commas too. So a file is a table only if it is called one and its content
is one: nearly every record has the same number of fields, and none has more.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import PurePath

from extractor.reading.charset import decode
from extractor.reading.draft import Draft, finish
from extractor.reading.limits import Limits
from extractor.reading.sheets.blocks import blocks_of
from extractor.reading.sheets.form import Book, Budget, Sheet
from extractor.records import Document

_DELIMITERS = {".csv": ",;\t", ".tsv": "\t,;"}  # those that the name speaks for come first
_REGULAR = 0.9  # share of records with the most frequent number of fields


def read_csv(data: bytes, name: str, limits: Limits) -> Document | None:
    """None for what is no delimited table, which is then read as text."""
    decoded = decode(data)
    records = _records(decoded.text, PurePath(name).suffix.lower())
    if records is None:
        return None
    budget = Budget(name, limits)
    sheet = Sheet(PurePath(name).stem)  # as spreadsheet programs call it
    for row, fields in enumerate(records):
        cells = {column: text for column, text in enumerate(fields) if text.strip()}
        for text in cells.values():
            budget.spend(text)
        if cells:
            sheet.rows[row] = cells
    blocks, notes = blocks_of(Book("csv", [sheet]), budget)
    draft = Draft(
        format="csv", blocks=blocks, notes=(*decoded.notes, *notes), encoding=decoded.encoding
    )
    return finish(draft, data, name)


def _records(text: str, suffix: str) -> list[list[str]] | None:
    found = [
        (regular, -at, records)
        for at, delimiter in enumerate(_DELIMITERS.get(suffix, ""))
        if (records := _parsed(text, delimiter)) and (regular := _regularity(records)) >= _REGULAR
    ]
    return max(found)[2] if found else None


def _parsed(text: str, delimiter: str) -> list[list[str]] | None:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:  # a quote inside of a field, a field of more than 131,072 characters
        return None


def _regularity(records: list[list[str]]) -> float:
    """The share of records that have the most frequent number of fields; 0 where that is one,
    or where a record has more, as a sentence with commas does.
    """
    counts = Counter(len(fields) for fields in records if any(field.strip() for field in fields))
    if not counts:
        return 0.0
    width, times = counts.most_common(1)[0]
    return times / counts.total() if width > 1 and max(counts) == width else 0.0
