"""The words by which headers, row labels and graded results are told, as data.

Patterns are read in the order of the file and matched against a whole cell, brackets and
white space removed: the first that fits wins, so special words stand before general ones.
"""

from __future__ import annotations

import csv
import re
from functools import cache, lru_cache
from importlib.resources import files

from extractor.folding import fold
from extractor.records import CellRole

LABEL_MAX = 30  # folded characters; a longer cell is no header and no row label
_BRACKETS = re.compile(r"\([^()]{0,40}\)")
_YEAR = re.compile(r"^(?:19|20)\d\d年(?:度(?!总体|整体|目标|指标))?")
_ROLES = {
    "basis": CellRole.BASIS,
    "problem": CellRole.PROBLEM,
    "measure": CellRole.MEASURE,
    "score": CellRole.SCORE,
    "weight": CellRole.WEIGHT,
    "group": CellRole.HEADER,
    "name": CellRole.NAME,
    "actual": CellRole.ACTUAL,
    "target": CellRole.TARGET,
    "completion": CellRole.COMPLETION,
    "goal": CellRole.GOAL,
    "funds": CellRole.FUNDS,
    "label": CellRole.LABEL,
    "value": CellRole.VALUE,
    "other": CellRole.OTHER,
}


def rows(name: str) -> list[dict[str, str]]:
    """The rows of `data/<name>.tsv`, keyed by its first line."""
    path = files("extractor.tables").joinpath("data", f"{name}.tsv")
    lines = path.read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def _headers() -> tuple[tuple[re.Pattern[str], CellRole], ...]:
    return tuple((re.compile(row["pattern"]), _ROLES[row["role"]]) for row in rows("headers"))


@cache
def _sorts() -> dict[str, tuple[re.Pattern[str], ...]]:
    sorts: dict[str, tuple[re.Pattern[str], ...]] = {}
    for row in rows("row_labels"):
        sorts[row["sort"]] = (*sorts.get(row["sort"], ()), re.compile(row["pattern"], re.DOTALL))
    return sorts


@cache
def grades() -> frozenset[str]:
    return frozenset(row["word"] for row in rows("grades"))


def bare(text: str) -> str:
    """`text` as headers are compared: folded, without bracketed remarks and end colon."""
    folded = fold(text)
    if len(folded) > 3 * LABEL_MAX:
        return folded
    return _BRACKETS.sub("", folded).strip(":;、*")


@lru_cache(maxsize=4096)
def header_role(text: str) -> CellRole | None:
    """The role that a column header or row label with this text gives to its cells."""
    word = _YEAR.sub("", bare(text))  # 2023年目标值
    if not word or len(word) > LABEL_MAX:
        return None
    return next((role for pattern, role in _headers() if pattern.fullmatch(word)), None)


@lru_cache(maxsize=4096)
def is_sort(text: str, sort: str) -> bool:
    """Whether a cell is of a `sort` of row_labels.tsv: closing, total, identifier, category…"""
    word = bare(text)
    if len(word) > LABEL_MAX and sort != "explains":
        return False
    return any(pattern.fullmatch(word) for pattern in _sorts()[sort])
