"""The role of a quantity (result, target, budget …) from its kind, section and cue words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractor.labelling import phrases
from extractor.labelling.naming import Named
from extractor.labelling.wordlists import Words, rows, tails
from extractor.records import Op, QuantityKind, Role, SectionKind

_NEAR = 14  # characters before a quantity in which a cue governs it
_CHANGE_NOUNS = Words(("增速", "增幅", "降幅", "涨幅", "增长率", "下降率", "增长幅度", "下降幅度"))
_OF_TARGET = re.compile(
    r"[^，。；、\d]{0,8}(?:任务|目标|计划)(?:数|量)?的?$"
)  # 30万平方米拆违目标任务的
_FROM = re.compile(r"(?:从|由|自)(?:[^，。、]{0,8}的)?$")  # 从874亿元增加到1112亿元
_TO = re.compile(r"[^，。、\d]{0,4}(?:到|至|为)")
_CHANGE_NAME = re.compile(r"(?:增长|下降|提高|上升|增加|减少|降低|回落|收窄)(?:率|百分点)$")
_CARRIED_OVER = re.compile(r"(?:上年|去年|年初|年末)(?:结余|结转)")  # a title of accounts


def roles(named: Sequence[Named], section: SectionKind) -> tuple[Role, ...]:
    """The role of each named quantity of a passage, in order.

    Items joined by 顿号 share what is said of the first: 共有民营医院5家、医药企业7家.
    """
    found: list[Role] = []
    for item in named:
        role = _role(item, section)
        if found and item.slot.joint == "、" and role is Role.ACTUAL and found[-1] is Role.CONTEXT:
            role = Role.CONTEXT
        found.append(role)
    return tuple(found)


def _role(named: Named, section: SectionKind) -> Role:
    quantity, slot = named.quantity, named.slot
    kind = quantity.kind
    if kind is QuantityKind.RANK:
        return Role.RANK
    if kind is QuantityKind.SCORE:
        return Role.SCORE
    left = phrases.grounds(slot.left)[-_NEAR - 10 :]
    if phrases.change(slot.left, quantity) or _changed(named):
        return Role.CHANGE
    if kind is QuantityKind.RATIO and phrases.rate_of(slot.left):
        return Role.ACTUAL  # 完成年度任务的101%
    if _FROM.search(slot.left) and _TO.match(slot.right):
        return Role.BASELINE
    if _cue(Role.BASELINE, "left", kind, left) and not _CARRIED_OVER.search(left):
        return Role.BASELINE
    if _OF_TARGET.match(slot.right) or _cue(Role.TARGET, "right", kind, slot.right.lstrip()[:8]):
        return Role.TARGET
    if quantity.op in (Op.LT, Op.GT) and not slot.left and not slot.joint:
        return Role.TARGET  # 结转结余率0.04%<10%
    if section is SectionKind.GOAL:
        return Role.CONTEXT if left.endswith(("辖区", "辖内", "现有")) else Role.TARGET
    if kind is QuantityKind.MONEY and (role := _money(left)):
        return role
    if _cue(Role.ACTUAL, "left", kind, left[-6:]):
        return Role.ACTUAL
    if _cue(Role.TARGET, "left", kind, left) or quantity.op in (Op.GE, Op.LE):
        return Role.TARGET
    if kind not in (QuantityKind.RATIO, QuantityKind.MONEY) and _context(named, section, left):
        return Role.CONTEXT
    return Role.ACTUAL


def _changed(named: Named) -> bool:
    if named.quantity.kind not in (QuantityKind.RATIO, QuantityKind.NUMBER):
        return False
    return bool(_CHANGE_NOUNS.tail(named.phrase) or _CHANGE_NAME.search(named.name))


def _money(left: str) -> Role | None:
    """The cue that stands nearest to the number decides between planned and spent money."""
    text = left.rstrip("为是达约共的 ")
    found = [
        (len(word), role)
        for role in (Role.BUDGET, Role.SPENT)
        if (word := _cues(role, "left", "money").tail(text))
    ]
    return max(found)[1] if found else None


def _context(named: Named, section: SectionKind, left: str) -> bool:
    """Existing stock, an overview, or a count that only limits the subject of another figure."""
    if section is SectionKind.OVERVIEW or _cue(Role.CONTEXT, "left", named.quantity.kind, left):
        return True
    follows = named.slot.right.lstrip()
    return (
        named.slot.shared
        and len(follows) > 4
        and bool(tails("ratio").tail(follows) or tails("money").tail(follows) or "增长" in follows)
    )


def _cue(role: Role, side: str, kind: QuantityKind, text: str) -> bool:
    cues = _cues(role, side, kind.value)
    return bool(cues.head(text)) if side == "right" else cues.first_in(text) >= 0


@cache
def _cues(role: Role, side: str, kind: str) -> Words:
    return Words(
        word
        for row in rows("roles")
        if row["role"] == role and row["side"] == side
        if row["kinds"] == "*" or kind in row["kinds"].split()
        for word in row["words"].split()
    )
