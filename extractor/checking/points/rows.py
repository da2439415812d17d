"""What the tables of points say of themselves: rows, totals, stages, summaries."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.goals import of_figures
from extractor.checking.layout import FactView, Figure
from extractor.checking.points.adding import FULL_WORDS, GOT_WORDS, adds, makes, of_stage
from extractor.checking.points.sheets import Execution, Scores, Stage, scores_of, stage_name
from extractor.checking.tabled import Entry
from extractor.checking.tolerance import one_slip, rounded
from extractor.records import Check, Rule, Severity, Text, Verdict

_HUNDRED = Decimal(100)
_FINE = Decimal("0.01")  # points


def row_check(view: FactView) -> Check | None:
    """Points within the weight, and where they follow from the completion, so."""
    got, full = view.score, view.weight
    if got is None or full is None:
        return None
    if not 0 <= got.size.point <= full.size.point:
        beyond = got.size.point > full.size.point
        return cards.check(
            Rule.SCORE,
            Verdict.CONFLICT,
            Text(
                f"“{cards.called(got)}”得分{cards.shown(got)}超过分值{cards.shown(full)}",
                f"“{cards.called(got)}”: {cards.shown(got)} points exceed the weight {cards.shown(full)}",
            )
            if beyond
            else Text(f"“{cards.called(got)}”得分为负", f"“{cards.called(got)}”: points below 0"),
            cards.both(
                f"{cards.operand(got)} {'>' if beyond else '<'} {cards.operand(full) if beyond else 0}"
            ),
            (got, full),
            severity=Severity.HIGH,
        )
    beside = _completion(view)
    if beside is not None and _of_rate(got, full, beside[1]):
        beside = (*beside[:2], beside[1].size.point / _HUNDRED)
    card = f"{cards.operand(got)} ≤ {cards.operand(full)}"
    evidence: tuple[Figure, ...] = (got, full)
    if beside is not None:
        target, actual, share = beside
        if share >= 1 and got.size.point == full.size.point:
            card, evidence = (
                f"{cards.operand(got)} = {cards.operand(full)}",
                (got, full, target, actual),
            )
        elif share < 1 and abs(full.size.point * share - got.size.point) <= got.size.place / 2:
            of_rate = actual.size.percent and share == actual.size.point / _HUNDRED
            # a limit: the less, the better
            over = actual.size.point > target.size.point and not of_rate
            top, bottom = (target, actual) if over else (actual, target)
            left = f"{cards.operand(full)} × {cards.operand(top)}"
            if over or not of_rate:
                left += f" ÷ {cards.operand(bottom)}"
            made = cards.number(full.size.point * share, max(2, cards.decimals(got.size)))
            card, evidence = f"{left} = {made}", (got, full, target, actual)
        elif _worked_out(got) and got.size.point < full.size.point:
            return _unlike(got, full, target, actual, share)
    return cards.check(
        Rule.SCORE,
        Verdict.AGREE,
        Text(
            f"“{cards.called(got)}”得分与分值相符",
            f"“{cards.called(got)}”: points in line with the weight",
        ),
        cards.both(card),
        evidence,
    )


def _of_rate(got: Figure, full: Figure, actual: Figure) -> bool:
    """Whether a rate gives so many of its points, be its target below 100 or not: 9.67 of 10 for 96.67%."""
    made = full.size.point * actual.size.point / _HUNDRED
    fits = abs(made - got.size.point) <= got.size.place / 2
    return actual.size.percent and _worked_out(got) and fits and actual.size.point < _HUNDRED


def _worked_out(got: Figure) -> bool:
    """Whether points were worked out and not given: nobody gives 3.67 of 4."""
    place = got.size.place
    return place <= _FINE and got.size.point % (10 * place) != 0


def _unlike(got: Figure, full: Figure, target: Figure, actual: Figure, share: Decimal) -> Check:
    """Points to the hundredth that are not the weight by the completion: one of the four is wrong."""
    made = rounded(full.size.point * share, got.size.place)
    slip = one_slip(made, got.size.point)
    said = cards.number(made, cards.decimals(got.size))
    return cards.check(
        Rule.SCORE,
        Verdict.CONFLICT if slip else Verdict.REVIEW,
        Text(
            f"“{cards.called(got)}”得分写{cards.shown(got)}，按完成情况和分值为{said}",
            f"“{cards.called(got)}”: {cards.shown(got)} points are stated, completion and weight give {said}",
        ),
        cards.both(
            f"{cards.operand(full)}、{cards.operand(target)}、{cards.operand(actual)} → {said} ≠ {cards.operand(got)}"
        ),
        (got, full, target, actual),
    )


def _completion(view: FactView) -> tuple[Figure, Figure, Decimal] | None:
    """Target, actual and what share of the target was reached, 1 where it was met."""
    if len(view.targets) != 1 or not view.actuals or view.fact.target is None:
        return None
    target, actual = view.targets[0], view.actuals[0]
    outcome = of_figures(target, actual, each=view.name.text)
    if outcome is None or target.size.point <= 0 or actual.size.point < 0:
        return None
    if outcome.verdict is Verdict.AGREE:
        return target, actual, Decimal(1)
    if actual.size.point > target.size.point:  # a limit that was exceeded
        return target, actual, target.size.point / actual.size.point
    return target, actual, actual.size.point / target.size.point


def totals(table: Scores) -> Iterator[Check]:
    whole, beside = table.total, table.beside
    weights: list[Figure | Entry] = [v.weight for v in table.rows if v.weight is not None]
    scores: list[Figure | Entry] = list(scores_of(table.rows))
    complete = len(weights) == len(scores)
    if beside is not None:
        weights.insert(0, beside.weight)
        scores.insert(0, beside.score)
    if whole is not None and whole.score is not None:
        yield adds(scores, whole.score, GOT_WORDS, sure=table.whole)
    if complete and whole is not None and whole.weight is not None:
        yield adds(weights, whole.weight, FULL_WORDS, sure=False)
    elif complete and table.whole:
        yield makes(weights, _HUNDRED, Text("分值", "weights"))
    yield from _of_stages(table)


def _of_stages(table: Scores) -> Iterator[Check]:
    """What the names of stages say that they have (产出指标（50分）) against their rows, and together."""
    said = table.total.weight if table.total is not None else None
    marks = [stage.declared for stage in table.stages if stage.declared is not None]
    for stage in table.stages:
        full = [view.weight for view in stage.rows if view.weight is not None]
        known = len(full) == len(stage.rows)
        if stage.declared is not None and stage.marks is not None and known:
            yield makes(
                full,
                stage.marks,
                Text(f"“{cards.clip(stage.name)}”分值", f"weights of “{cards.clip(stage.name)}”"),
                stage.declared,
            )
    made = sum((stage.marks for stage in table.stages if stage.marks is not None), Decimal(0))
    if len(marks) > 1 and said is not None and made == _HUNDRED == said.size.point:
        yield makes([*marks], _HUNDRED, FULL_WORDS, said)


def summary(table: Scores, detailed: Scores) -> Iterator[Check]:
    """A table of stages (过程 25 20.4) against the rows of each in the other table."""
    stages = {stage.name: stage for stage in detailed.stages}
    for view in table.rows:
        stage = stages.get(stage_name(view.name.text))
        if stage is None or view.score is None or len(stage.rows) < 2:
            continue
        yield adds(
            scores_of(stage.rows),
            view.score,
            of_stage(stage.name),
            sure=_complete(stage, view, detailed),
        )


def _complete(stage: Stage, view: FactView, detailed: Scores) -> bool:
    full = sum((v.weight.size.point for v in stage.rows if v.weight is not None), Decimal(0))
    return detailed.whole or (view.weight is not None and full == view.weight.size.point)


def executed(row: Execution) -> Check:
    made = cards.number(row.weight.size.point * row.rate.size.point / _HUNDRED)
    return cards.check(
        Rule.SCORE,
        Verdict.AGREE,
        Text("得分与执行率相符", "the points follow from the rate"),
        cards.both(f"{row.weight.shown} × {row.rate.shown} = {made}"),
        (row.score.evidence, row.rate.evidence, row.weight.evidence),
    )
