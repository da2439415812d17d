"""The id of a finding: the same fault in the same report keeps its id from run to run.

Offsets take no part, so a line added above changes no id; nor does the order in which
the evidence was found. Equal findings are told apart by their order in the report.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from extractor.folding import fold
from extractor.records import Check

_DIGITS = 16


def identified(report: str, checks: Iterable[Check]) -> tuple[Check, ...]:
    """`checks` in reading order, each with its id.

    `report` is the name of the report, not its content: a corrected report must keep the
    ids of the findings that were not corrected.
    """
    ordered = sorted(checks, key=lambda check: (_first(check), check.rule.value))
    seen: Counter[str] = Counter()
    done = []
    for check in ordered:
        key = _key(report, check)
        seen[key] += 1
        done.append(replace(check, id=_digest(f"{key}\n{seen[key]}")))
    return tuple(done)


def _first(check: Check) -> tuple[tuple[int, int], ...]:
    return tuple((item.span.start, item.span.end) for item in check.evidence)


def _key(report: str, check: Check) -> str:
    evidence = sorted((fold(item.name), fold(item.text)) for item in check.evidence)
    return json.dumps([check.rule.value, report, evidence], ensure_ascii=False)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
