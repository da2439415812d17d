"""扣0.5分 in a row or in the text, against the weight and the points of the row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.layout import FactView, Figure, Run
from extractor.checking.naming import name
from extractor.checking.points.adding import terms
from extractor.checking.points.sheets import Scores
from extractor.records import Check, Rule, Text, Verdict

_TAKEN = re.compile(r"(?:扣除?|扣减|扣掉|失|丢|减)[了去]?(?:分)?$")

_BACK = 60  # characters before a score that may name its stage

_OWN_ROW = 0.5  # of the character pairs of a row's name


def deductions(run: Run, table: Scores) -> Iterator[Check]:
    """扣0.46分, in the row or where the text speaks of it, against its weight and its points."""
    taken = [f for f in run.figures if f.size.dimension == "score" and _TAKEN.search(run.lead(f))]
    if not taken:
        return
    place = run.passage.place
    own = [v for v in table.rows if place.row is not None and v.fact.place[1:3] == place[1:3]]
    if own:
        yield from _taken(taken, own[0])
        return
    for figure in taken:
        said = run.text[
            max(run.sentence(figure).start, figure.at.start - 2 * _BACK) : figure.at.end
        ]
        fits = [
            view for view in table.rows if _lost(view) == figure.size.point and _speaks(said, view)
        ]
        if len(fits) == 1:
            yield from _taken([figure], fits[0])


def _lost(view: FactView) -> Decimal | None:
    if view.weight is None or view.score is None:
        return None
    return view.weight.size.point - view.score.size.point


def _speaks(said: str, view: FactView) -> bool:
    """Whether words name the indicator of a row, or give its result."""
    grams = view.name.grams
    if grams and len(grams & name(said).grams) >= _OWN_ROW * len(grams):
        return True
    return any(actual.size.telling and actual.text in said for actual in view.actuals)


def _taken(taken: Sequence[Figure], view: FactView) -> Iterator[Check]:
    full, left, lost = view.weight, view.score, _lost(view)
    if full is None or left is None or lost is None:
        return
    made = sum((figure.size.point for figure in taken), Decimal(0))
    sign = "=" if made == lost else "≠"
    gap = cards.number(lost)
    yield cards.check(
        Rule.SCORE,
        Verdict.AGREE if made == lost else Verdict.REVIEW,
        Text(
            f"“{cards.called(left)}”扣分与得分{'相符' if made == lost else '不符：分值与得分相差' + gap}",
            f"“{cards.called(left)}” lost {gap} points; its deductions make {cards.number(made)}",
        ),
        cards.both(f"{cards.operand(full)} − {cards.operand(left)} = {gap} {sign} {terms(taken)}"),
        (*taken, full, left),
    )
