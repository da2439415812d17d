"""The word tables of the checks, read once from `data/*.tsv`.

Each row ends with the reason why the word stands there; a row that starts with `#` names
the columns. The tables are data, so that a word can be added without reading any code.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of `data/<name>.tsv`, without comments, in the order of the file."""
    text = files("extractor.checking").joinpath("data", f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(
        tuple(line.split("\t"))
        for line in text.splitlines()
        if line.strip() and not line.startswith("#")
    )


@cache
def mapping(name: str, *, value: int = 1) -> dict[str, str]:
    """First column to column `value`."""
    return {row[0]: row[value] for row in rows(name)}


@cache
def words(name: str, kind: str = "") -> frozenset[str]:
    """First column, of the rows whose second column is `kind` (of all rows when it is empty)."""
    return frozenset(row[0] for row in rows(name) if not kind or row[1] == kind)


@cache
def pattern(name: str, kind: str = "") -> re.Pattern[str]:
    """Any word of a table, longest first, so that 违法建设 is not read as 违建 inside."""
    ordered = sorted(words(name, kind), key=lambda word: (-len(word), word))
    return re.compile("|".join(map(re.escape, ordered)))
