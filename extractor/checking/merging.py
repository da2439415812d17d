"""One fault, one finding: what several roads led to is said once."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.records import Check, Rule, Span, Verdict

_ORDER = {Verdict.CONFLICT: 0, Verdict.REVIEW: 1, Verdict.AGREE: 2}


def merged(checks: Iterable[Check]) -> list[Check]:
    """Of checks with one rule and the same evidence, the gravest; the first of equals.

    An agreeing check whose evidence is part of another agreeing check of the rule is kept, as it
    says something of its own; but for a sum, which is the other's told in part.
    """
    kept: dict[tuple[str, frozenset[Span]], Check] = {}
    for check in checks:
        key = (check.rule.value, _spans(check))
        known = kept.get(key)
        if known is None or _ORDER[check.verdict] < _ORDER[known.verdict]:
            kept[key] = check
    return _whole_sums(list(kept.values()))


def _whole_sums(checks: list[Check]) -> list[Check]:
    """Without the sums that hold within another that holds."""
    holding = [_spans(check) for check in checks if _sum_holds(check)]
    by_span: dict[Span, list[frozenset[Span]]] = {}
    for spans in holding:
        for span in spans:
            by_span.setdefault(span, []).append(spans)

    def within(spans: frozenset[Span]) -> bool:
        return any(spans < other for other in by_span[min(spans)])

    return [check for check in checks if not (_sum_holds(check) and within(_spans(check)))]


def _sum_holds(check: Check) -> bool:
    return check.rule is Rule.SUM and check.verdict is Verdict.AGREE


def _spans(check: Check) -> frozenset[Span]:
    return frozenset(item.span for item in check.evidence)


def unexplained_only(known: Iterable[Check], more: Iterable[Check]) -> list[Check]:
    """All checks, without the doubts about a result (a ratio's first evidence) that another bears
    out, and without those of `more` that explain a result anew. Of two doubts about one result the
    graver is kept, of equals that of `more`, which has looked for its operands.
    """
    known, more = list(known), list(more)
    before = _of(known, Verdict.AGREE)
    borne_out = before | _of(more, Verdict.AGREE)
    conflicts = _of(more, Verdict.CONFLICT)
    graver = _of(known, Verdict.CONFLICT) - conflicts
    asked = _of(more, Verdict.REVIEW)

    def keeps(check: Check, theirs: bool) -> bool:
        result = _result(check)
        if result is None:
            return True
        if check.verdict is Verdict.AGREE:
            return not theirs or result not in before
        if result in borne_out:
            return False
        if theirs:
            return check.verdict is Verdict.CONFLICT or result not in graver
        return result not in conflicts and (
            check.verdict is Verdict.CONFLICT or result not in asked
        )

    return [
        *(check for check in known if keeps(check, False)),
        *(check for check in more if keeps(check, True)),
    ]


def _of(checks: Iterable[Check], verdict: Verdict) -> set[Span]:
    """The results that ratios of `verdict` are about."""
    return {
        span
        for check in checks
        if check.verdict is verdict and (span := _result(check)) is not None
    }


def _result(check: Check) -> Span | None:
    """What a ratio is about; None for other checks."""
    return check.evidence[0].span if check.rule is Rule.RATIO else None
