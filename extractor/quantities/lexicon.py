"""Reads the tables under `data/`: tab-separated, one header row, every row with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files


def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `data/<name>.tsv`, each keyed by the header."""
    text = (files(__package__) / "data" / f"{name}.tsv").read_text(encoding="utf-8")
    header, *lines = text.splitlines()
    keys = header.split("\t")
    return tuple(dict(zip(keys, line.split("\t"), strict=True)) for line in lines if line)


def either(words: Iterable[str]) -> str:
    """A regex alternation of `words`, longest first, so that the longest one wins."""
    return "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word))))
