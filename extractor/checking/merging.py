"""One fault, one finding: what several roads led to is said once."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.records import Check, Rule, Span, Verdict

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


def unexplained_only(known: Iterable[Check], more: Iterable[Check]) -> list[Check]:
    """All checks, without the doubts about a result (a ratio's first evidence) that another bears
    out, and without those of `more` that explain a result anew.
    """
    known, more = list(known), list(more)
    before = _explained(known)
    after = before | _explained(more)
    doubted = {_first(check) for check in more}
    once = (check for check in known if check.verdict is Verdict.AGREE or not _told(check, doubted))
    return [
        check
        for check in (*once, *(one for one in more if _first(one) not in before))
        if check.verdict is Verdict.AGREE
        or check.rule is not Rule.RATIO
        or not any(item.span in after for item in check.evidence)
    ]


def _explained(checks: Iterable[Check]) -> set[Span]:
    return {
        span
        for check in checks
        if check.verdict is Verdict.AGREE and (span := _first(check)) is not None
    }


def _told(check: Check, results: set[Span | None]) -> bool:
    """One wrong rate is one finding, by what was found to be its operands."""
    return (result := _first(check)) is not None and result in results


def _first(check: Check) -> Span | None:
    """What a ratio is about; None for other checks."""
    return check.evidence[0].span if check.rule is Rule.RATIO else None
