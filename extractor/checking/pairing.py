"""What the rules narrative_vs_table and repeat say of a linked pair: one wording for both."""

from __future__ import annotations

from extractor.checking import cards
from extractor.checking.layout import Figure, Sheet
from extractor.checking.linking import Link
from extractor.checking.scoping import apart
from extractor.records import Check, Role, Rule, Severity, Text, Verdict

_SCOPE_HINT = Text("口径词不同", "scope words differ")


def judged(sheet: Sheet, rule: Rule, link: Link) -> Check | None:
    """agree, review or conflict for a pair whose units compare; None when there is no saying."""
    if not link.comparable:
        return None
    first, second = link.first, link.second
    evidence = (first, second)
    if link.meets:
        return cards.check(
            rule,
            Verdict.AGREE,
            Text(
                f"“{cards.called(first)}”两处一致：{_values(first, second, '与')}",
                f"“{cards.called(first)}” agrees in both places: {_values(first, second, ' and ')}",
            ),
            _card(first, second, "=" if first.size.point == second.size.point else "≈"),
            evidence,
        )
    reason = _doubt(link) or (_unsaid(link) if rule is Rule.REPEAT else None)
    verdict = Verdict.REVIEW if reason else Verdict.CONFLICT
    why = reason or Text("两处所指相同", "both speak of the same thing")
    more = apart(sheet, first, second) if reason and not link.scopes else Text("", "")
    return cards.check(
        rule,
        verdict,
        Text(
            f"“{cards.called(first)}”两处不一致：{first.where.zh}为{cards.shown(first)}，"
            f"{second.where.zh}“{cards.called(second)}”为{cards.shown(second)}（{why.zh}{more.zh}）",
            f"“{cards.called(first)}” differs: {cards.shown(first)} ({first.where.en}) against "
            f"{cards.shown(second)} for “{cards.called(second)}” ({second.where.en}); {why.en}{more.en}",
        ),
        _card(first, second, "≠"),
        evidence,
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
        amount=cards.at_stake(first.size, second.size),
    )


def _doubt(link: Link) -> Text | None:
    """Why a difference may be none: scope, hedges, a generic name. None: nothing excuses it."""
    if link.scopes:
        words = "、".join(link.scopes)
        return Text(f"{_SCOPE_HINT.zh}：{words}", f"{_SCOPE_HINT.en}: {words}")
    if link.first.name.generic or not link.strong:
        return Text("名称相近，对象是否相同待核", "names are alike; the objects may differ")
    if not (link.first.tabular or link.second.tabular):
        return Text(
            "两处均为叙述文字，所指是否相同待核", "both are prose; they may speak of two things"
        )
    setting = Text("一处为概况或上年数", "one is a setting, or last year's")
    if any(figure.role in (Role.CONTEXT, Role.BASELINE) for figure in (link.first, link.second)):
        return setting
    if link.first.size.hedged or link.second.size.hedged:
        return Text("至少一处为概数", "one of them is approximate")
    return None


def _unsaid(link: Link) -> Text | None:
    """820.5 of a column of money and 331户 of another table: a number without a unit may be of another
    thing that goes by the name."""
    if bool(link.first.size.unit) == bool(link.second.size.unit):
        return None
    return Text("一处未写单位，所计是否相同待核", "one has no unit, and may be of another thing")


def _values(first: Figure, second: Figure, joint: str) -> str:
    return f"{cards.shown(first)}{joint}{cards.shown(second)}"


def _card(first: Figure, second: Figure, sign: str) -> Text:
    left, right = first.size, second.size
    unit = left.unit or right.unit
    written = f"{cards.shown(first)} {sign} {cards.shown(second)}"
    if left.unit and right.unit and first.quantity.unit != second.quantity.unit:
        one, two = cards.number(left.point), cards.number(right.point)
        written = f"{one}{left.unit} {sign} {two}{right.unit}"
    if sign != "≠":
        return cards.both(written)
    gap, unit = _gap(first, second)
    return Text(f"{written}（相差 {gap}{unit}）", f"{written} (difference {gap}{unit})")


def _gap(first: Figure, second: Figure) -> tuple[str, str]:
    """The difference in the unit as written, when both are written in one."""
    left, right = first.size, second.size
    gap = abs(left.point - right.point)
    same = first.quantity.unit == second.quantity.unit
    if same and first.quantity.value and not left.percent and left.point:
        return cards.number(gap * first.quantity.value / left.point), first.quantity.unit
    if left.percent:
        return cards.number(gap), "个百分点"
    return cards.number(gap), left.unit or right.unit
