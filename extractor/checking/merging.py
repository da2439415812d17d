"""One fault, one finding: what several roads led to is said once."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.records import Check, Span, Verdict

_ORDER = {Verdict.CONFLICT: 0, Verdict.REVIEW: 1, Verdict.AGREE: 2}


def merged(checks: Iterable[Check]) -> list[Check]:
    """Of checks with one rule and the same evidence, the gravest; the first of equals.

    An agreeing check whose evidence is part of another agreeing check of the rule is kept: it
    says something of its own.
    """
    kept: dict[tuple[str, frozenset[Span]], Check] = {}
    for check in checks:
        key = (check.rule.value, frozenset(item.span for item in check.evidence))
        known = kept.get(key)
        if known is None or _ORDER[check.verdict] < _ORDER[known.verdict]:
            kept[key] = check
    return list(kept.values())
