"""Points and weights against what they are said to make."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.layout import Figure
from extractor.checking.tabled import Entry
from extractor.records import Check, Evidence, Rule, Severity, Text, Verdict

GOT_WORDS, FULL_WORDS = Text("自评得分", "points"), Text("分值", "weights")


def makes(
    parts: Sequence[Figure | Entry | Evidence],
    wanted: Decimal,
    what: Text,
    *told: Figure | Evidence,
) -> Check:
    """Weights against a number that no cell states alone, with `told`, the place that states it."""
    made = sum(map(point, parts), Decimal(0))
    holds = made == wanted
    total = cards.number(wanted)
    return cards.check(
        Rule.SCORE,
        Verdict.AGREE if holds else Verdict.REVIEW,
        Text(f"{what.zh}之和为{total}分", f"{what.en} add up to {total}")
        if holds
        else Text(
            f"{what.zh}写{total}分，所列之和为{cards.number(made)}",
            f"{what.en} are said to be {total}, the rows have {cards.number(made)}",
        ),
        cards.both(f"{terms(parts)} = {cards.number(made)}" + ("" if holds else f" ≠ {total}")),
        (*map(evidence, parts), *told),
    )


def point(one: Figure | Entry | Evidence) -> Decimal:
    return Decimal(one.text) if isinstance(one, Evidence) else one.size.point


def evidence(one: Figure | Entry | Evidence) -> Figure | Evidence:
    return one.evidence if isinstance(one, Entry) else one


def adds(
    parts: Sequence[Figure | Entry], whole: Figure | Entry, what: Text, *, sure: bool
) -> Check:
    """Parts against their whole, exactly; a table that is cut off may miss some (`sure` is False)."""
    made = sum(map(point, parts), Decimal(0))
    holds = made == whole.size.point
    left = f"{terms(parts)} = {cards.number(made)}"
    said, shown = terms([whole]), cards.shown(whole) if isinstance(whole, Figure) else whole.shown
    gap = cards.number(abs(whole.size.point - made))
    verdict = Verdict.AGREE if holds else Verdict.CONFLICT if sure else Verdict.REVIEW
    return cards.check(
        Rule.SCORE,
        verdict,
        Text(
            f"{what.zh}各项之和等于{shown}",
            f"{what.en} add up to {shown}",
        )
        if holds
        else Text(
            f"{what.zh}各项之和为{cards.number(made)}，报告写{shown}，相差{gap}分",
            f"{what.en} add up to {cards.number(made)}, the report says {shown}: {gap} points apart",
        ),
        cards.both(left if holds else f"{left} ≠ {said}"),
        (*map(evidence, parts), evidence(whole)),
        severity=Severity.MEDIUM,
    )


def terms(parts: Sequence[Figure | Entry | Evidence]) -> str:
    texts = [one.shown if isinstance(one, Entry) else cards.clip(one.text, 30) for one in parts]
    if len(texts) <= 12:
        return " + ".join(texts)
    return " + ".join(texts[:3]) + f" + … ({len(texts)})"


def of_stage(called: str) -> Text:
    return Text(f"“{cards.clip(called)}”得分", f"points of “{cards.clip(called)}”")
