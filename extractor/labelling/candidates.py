"""Which roles a quantity can have at all, by its kind, its section and the words beside it.

Asking a model what the language has already settled costs time and invites mistakes: "第9名" is a
rank, "同比增长6.8%" a change. Where one role is left, the form asks for the name only; where
several are left, the form offers no others. What cue words mean is in `data/roles.tsv`.
"""

from __future__ import annotations

import re
from functools import cache

from extractor.labelling.clauses import Slot, slots
from extractor.labelling.wordlists import Words, rows
from extractor.records import Chunk, Op, Quantity, QuantityKind, Role, SectionKind

# A verb of change at the end of what stands before a ratio or an amount: 同比增长|6.8%.
_CHANGE = re.compile(
    r"(?:同比|环比|比上年|较上年|比去年|较去年)?"
    r"(?:增长|下降|上升|提高|提升|增加|减少|增幅|降幅|增速|增长率|下降率)(?:了|约|近|超|达|达到|为)?\s*$"
)
_COMPARED = re.compile(r"同比|环比|比上年|较上年|比去年|较去年|增速|增幅|降幅")
_BY_KIND = {QuantityKind.RANK: Role.RANK, QuantityKind.SCORE: Role.SCORE}
_MONEY = (Role.ACTUAL, Role.TARGET, Role.BUDGET, Role.SPENT, Role.CONTEXT)
_RESULTS = (Role.ACTUAL, Role.CONTEXT)
_PLANNED = (Op.GE, Op.GT, Op.LE, Op.LT)


def candidates(chunk: Chunk) -> tuple[tuple[Role, ...], ...]:
    """For each of `chunk.asked`, the roles that are possible; never none."""
    around = {slot.number: slot for slot in slots(chunk.text, chunk.places, chunk.asked)}
    return tuple(
        _roles(quantity, around.get(i), chunk.section) for i, quantity in enumerate(chunk.asked)
    )


def _roles(quantity: Quantity, slot: Slot | None, section: SectionKind) -> tuple[Role, ...]:
    if role := _BY_KIND.get(quantity.kind):
        return (role,)
    if section is SectionKind.GOAL:
        return (Role.TARGET,)
    left = slot.left if slot else ""
    if quantity.kind is QuantityKind.RATIO and _changes(quantity, left):
        return (Role.CHANGE,)
    cued = _cued(quantity, slot) if slot else ()
    if len(cued) == 1:
        return cued
    if quantity.op in _PLANNED:
        return (Role.TARGET, Role.ACTUAL)
    if quantity.kind is QuantityKind.MONEY:
        return _MONEY
    if section is SectionKind.COMPLETION:
        return (Role.ACTUAL,)
    return (Role.ACTUAL, Role.TARGET, Role.BASELINE, Role.CONTEXT)


def _changes(quantity: Quantity, left: str) -> bool:
    """Points of a percentage measure change or distance; percents do after a comparison.

    Without a comparison, 提高…率95% says the rate that was reached.
    """
    if not _CHANGE.search(left):
        return False
    return quantity.unit == "个百分点" or bool(_COMPARED.search(left))


def _cued(quantity: Quantity, slot: Slot) -> tuple[Role, ...]:
    """The role whose cue word stands directly before or after the quantity, if any does."""
    for role, side, kinds, cues in _cues():
        if kinds and quantity.kind.value not in kinds:
            continue
        if cues.tail(slot.left.rstrip("：: ")) if side == "left" else cues.head(slot.right):
            return (role,)
    return ()


@cache
def _cues() -> tuple[tuple[Role, str, frozenset[str], Words], ...]:
    return tuple(
        (
            Role(row["role"]),
            row["side"],
            frozenset(() if row["kinds"] == "*" else row["kinds"].split()),
            Words(row["words"].split()),
        )
        for row in rows("roles")
    )
