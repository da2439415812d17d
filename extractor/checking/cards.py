"""Checks as they are put together: figures written as in the report, formulas as cards.

A card holds what a person needs to redo the arithmetic with a calculator, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal

from extractor.checking import tolerance
from extractor.checking.layout import Figure
from extractor.checking.sizes import Size, in_ten_thousand_yuan
from extractor.folding import fold
from extractor.records import Check, Evidence, Rule, Severity, Span, Text, Verdict

_VERDICT_SEVERITY = {
    Verdict.AGREE: Severity.NONE,
    Verdict.REVIEW: Severity.LOW,
    Verdict.CONFLICT: Severity.MEDIUM,
}
_SHOWN = Context(prec=15)  # digits; 亩 in 平方米 have more than any report states
_MOST_NAME = 40
_MOST_TEXT = 60


def check(
    rule: Rule,
    verdict: Verdict,
    message: Text,
    formula: Text,
    evidence: Iterable[Figure | Evidence],
    *,
    severity: Severity | None = None,
    amount: Decimal | None = None,
) -> Check:
    """A check without its id, which `identity.identified` gives once all are known."""
    found: dict[Evidence, None] = {}
    for item in evidence:
        found[item.evidence() if isinstance(item, Figure) else item] = None
    ordered = _without_repeats(found)
    if verdict is Verdict.AGREE:
        severity, amount = Severity.NONE, None
    return Check(
        id="",
        rule=rule,
        verdict=verdict,
        severity=severity or _VERDICT_SEVERITY[verdict],
        message=message,
        formula=formula,
        evidence=ordered,
        amount=amount,
    )


def _without_repeats(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    spans: dict[Span, Evidence] = {}
    for item in evidence:
        spans.setdefault(item.span, item)
    return tuple(spans.values())


def both(text: str) -> Text:
    """A formula reads the same in both languages when it holds no words."""
    return Text(text, text)


def number(value: Decimal, places: int | None = None) -> str:
    """With thousands separators and without an exponent; `places` rounds."""
    value = _SHOWN.plus(value)
    if places is not None:
        value = tolerance.rounded(value, Decimal(1).scaleb(-places))
    elif value == value.to_integral_value():
        value = value.quantize(Decimal(1))
    else:
        value = value.normalize()
    return f"{value:,f}"


def shown(figure: Figure) -> str:
    """The figure as written, shortened."""
    return clip(figure.text, _MOST_TEXT)


def called(figure: Figure) -> str:
    return clip(figure.name.text, _MOST_NAME) or shown(figure)


def clip(text: str, most: int = _MOST_NAME) -> str:
    text = fold(text)
    return text if len(text) <= most else text[: most - 1] + "…"


def operand(figure: Figure) -> str:
    """The number alone, as a person types it into a calculator, scale kept beside it."""
    return clip(figure.text, 30)


def decimals(size: Size) -> int:
    return tolerance.decimals(size.place)


def at_stake(left: Size, right: Size) -> Decimal | None:
    """The difference of two sums of money in 万元; None for anything else."""
    if not (left.money and right.money and left.unit == right.unit == "元"):
        return None
    return in_ten_thousand_yuan(abs(left.point - right.point))
