"""target_vs_actual: whether what was promised was reached.

Bare cells are compared as they stand. Where a cell is prose, its figures are paired with those of
the other cell by unit and by the words around them; a doubtful pair says nothing, for a
missed target is a serious thing to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from extractor.checking import cards, lexicon
from extractor.checking.declared import Pair, declared
from extractor.checking.echoes import of_cells
from extractor.checking.goals import Judged, Outcome, of_figures, of_words
from extractor.checking.layout import FactView, Field, Figure, Run, Sheet
from extractor.checking.linking import Link
from extractor.checking.naming import dice, name
from extractor.checking.promised import promised
from extractor.checking.shares import completions
from extractor.checking.sizes import slip
from extractor.records import Check, Evidence, Op, Role, Rule, Span, Text, Verdict

_Told = tuple[Figure | Evidence, ...]
_ALIKE = 0.5  # of the words around two figures of prose, to call a miss a miss
_STARTED = re.compile(r"开工|启动|在建|立项|签约|招标")
_MOST_PROSE = 30  # figures of a cell that are paired


def target_vs_actual(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    for judged in comparisons(sheet, links):
        yield _check(sheet, judged)


def missed(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Judged]:
    """What was missed and not admitted in so many words."""
    return (
        judged
        for judged in comparisons(sheet, links)
        if judged.outcome.verdict is Verdict.CONFLICT and not judged.admitted
    )


def comparisons(sheet: Sheet, links: tuple[Link, ...]) -> tuple[Judged, ...]:
    return sheet.once(comparisons, lambda: tuple(_all(sheet, links)))


def _all(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Judged]:
    """Rows first; what prose says of a miss, or of what was met, that a row has told is no other."""
    said = {pair: judged for pair, judged in declared(sheet)}
    missed: set[Pair] = set()
    told: set[frozenset[Span]] = set()
    for judged in (*_rows(sheet, links), *_of_runs(sheet), *promised(sheet)):
        pair, spans = _pair(judged), frozenset(item.span for item in judged.evidence)
        if spans in told or (judged.outcome.verdict is Verdict.REVIEW and pair in missed):
            continue
        again = said.pop(pair, None) if pair is not None else None
        yield judged if again is None else _also(judged, again)
        told.add(spans)
        if pair is not None and judged.outcome.verdict is Verdict.CONFLICT:
            missed.add(pair)
    yield from said.values()


def _also(judged: Judged, again: Judged) -> Judged:
    """With the place where prose compares the same two, if it comes to the same."""
    if again.outcome.verdict is not judged.outcome.verdict:
        return judged
    return replace(judged, evidence=(*judged.evidence, *again.evidence))


def _pair(judged: Judged) -> Pair | None:
    """Goal and result, whichever is told first."""
    told = [item for item in judged.evidence if isinstance(item, Figure)][:2]
    if len(told) < 2:
        return None
    goal, actual = sorted(told, key=lambda one: one.role is not Role.TARGET)
    return goal.size.point, actual.size.point, goal.size.unit


def _rows(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Judged]:
    """The facts of the tables; several indicators of one row that are met are one check."""
    partners = _partners(links)
    met: dict[object, list[Judged]] = {}
    for view in sheet.facts:
        if view.fact.target is None or view.fact.actual is None:
            continue
        place = view.fact.place
        for judged in _of_view(sheet, view, partners):
            bare = view.plain and place.row is not None
            if bare and judged.outcome.verdict is Verdict.AGREE:
                met.setdefault((place.table, place.row), []).append(judged)
            else:
                yield judged
    for several in met.values():
        yield several[0] if len(several) == 1 else _together(several)


def _of_view(
    sheet: Sheet, view: FactView, partners: dict[Figure, list[Figure]]
) -> Iterator[Judged]:
    if not view.plain:
        yield from _worded(sheet, view)
    elif not slip(view.targets[0].quantity, view.actuals[0].quantity):  # else `units` says so
        yield from _plain(view, partners)


def _together(several: list[Judged]) -> Judged:
    first = several[0]
    cards_of = [judged.outcome.card for judged in several]
    card = Text("；".join(card.zh for card in cards_of), "; ".join(card.en for card in cards_of))
    names = dict.fromkeys(judged.name for judged in several)
    evidence = tuple(item for judged in several for item in judged.evidence)
    outcome = Outcome(Verdict.AGREE, card)
    return Judged(outcome, "、".join(names), first.line, evidence, first.view)


def _of_runs(sheet: Sheet) -> Iterator[Judged]:
    for run in sheet.runs.values():
        yield from _stated_tasks(run)
        yield from _each_month(run)


def _check(sheet: Sheet, judged: Judged) -> Check:
    outcome, called = judged.outcome, cards.clip(judged.name)
    messages = {
        Verdict.AGREE: Text(f"“{called}”达到目标", f"“{called}” meets its target"),
        Verdict.REVIEW: Text(
            f"“{called}”是否达到目标待核", f"“{called}”: whether the target is met needs a look"
        ),
        Verdict.CONFLICT: Text(f"“{called}”未达到目标", f"“{called}” misses its target"),
    }
    message = messages[outcome.verdict]
    if outcome.note is not None:
        message = Text(f"{message.zh}：{outcome.note.zh}", f"{message.en}: {outcome.note.en}")
    return cards.check(
        Rule.TARGET_VS_ACTUAL, outcome.verdict, message, outcome.card, _told(sheet, judged)
    )


def _told(sheet: Sheet, judged: Judged) -> tuple[Figure | Evidence, ...]:
    """The evidence; of a miss, also where the text says the same."""
    if judged.outcome.verdict is not Verdict.CONFLICT:
        return judged.evidence
    return (*judged.evidence, *of_cells(sheet, (item.span for item in judged.evidence)))


def _partners(links: tuple[Link, ...]) -> dict[Figure, list[Figure]]:
    found: dict[Figure, list[Figure]] = {}
    for link in links:
        if link.strong and not link.scopes:
            found.setdefault(link.first, []).append(link.second)
            found.setdefault(link.second, []).append(link.first)
    return found


def _plain(view: FactView, partners: dict[Figure, list[Figure]]) -> Iterator[Judged]:
    """Bare target and actual, and the same indicator where another table reports it."""
    target, actual = view.targets[0], view.actuals[0]
    assert view.fact.target is not None and view.fact.actual is not None
    outcome = of_words(view.fact.target.text, view.fact.actual.text)
    if outcome is None or (outcome.verdict is Verdict.REVIEW and target.size.compares(actual.size)):
        outcome = of_figures(target, actual, each=view.name.text)
    if outcome is None:
        return
    with_it: list[Figure] = []
    others: list[tuple[Figure, Outcome]] = []
    for other in partners.get(actual, ()):
        again = of_figures(target, other) if other.tabular and other.fact is not view.fact else None
        if again is None:
            continue
        if again.verdict is outcome.verdict:
            with_it.append(other)
        elif outcome.verdict is not Verdict.REVIEW or again.verdict is Verdict.AGREE:
            others.append((other, again))
    yield Judged(outcome, view.name.text, view.fact.place.line, (target, actual, *with_it), view)
    for other, again in others:
        verdict = Verdict.REVIEW if again.verdict is Verdict.CONFLICT else again.verdict
        yield Judged(
            Outcome(verdict, again.card), view.name.text, view.fact.place.line, (target, other)
        )


def _worded(sheet: Sheet, view: FactView) -> Iterator[Judged]:
    """Cells of words, else the figures in them, else what the points say of them."""
    found = _words(sheet, view)
    told = [found] if found is not None else list(_prose(sheet, view))
    yield from told
    if told or not _lost_points(view):
        return
    shown = tuple(cards.operand(one) for one in (view.score, view.weight) if one is not None)
    outcome = Outcome(
        Verdict.REVIEW,
        cards.both(" < ".join(shown)),
        Text("得分低于分值，完成情况与目标不同", "points were lost, and the result differs"),
    )
    wanted, got = _cells(sheet, view)
    yield Judged(outcome, view.name.text, view.fact.place.line, (*wanted, *got), view)


def _lost_points(view: FactView) -> bool:
    if view.score is None or view.weight is None:
        return False
    return view.score.size.point < view.weight.size.point


def _words(sheet: Sheet, view: FactView) -> Judged | None:
    """Cells of words; the evidence is their figures where they have any."""
    fact = view.fact
    assert fact.target is not None and fact.actual is not None
    outcome = of_words(fact.target.text, fact.actual.text)
    if outcome is None:
        return None
    wanted, got = _cells(sheet, view)
    return Judged(outcome, view.name.text, fact.place.line, (*wanted, *got), view)


def _cells(sheet: Sheet, view: FactView) -> tuple[_Told, _Told]:
    """Target and result: their figures where they have any, else the cells."""
    fact = view.fact
    assert fact.target is not None and fact.actual is not None
    wanted = view.targets or (sheet.quote(fact.target, fact, Field.TARGET),)
    got = view.actuals or (sheet.quote(fact.actual, fact, Field.ACTUAL),)
    return wanted, got


def _prose(sheet: Sheet, view: FactView) -> Iterator[Judged]:
    """Figures of a prose target cell, each with the figure of the actual cell it speaks of."""
    targets = [
        figure
        for figure in view.targets[:_MOST_PROSE]
        if figure.role in (Role.TARGET, Role.ACTUAL, Role.CONTEXT, Role.BUDGET)
    ]
    actuals = [figure for figure in view.actuals[:_MOST_PROSE] if figure.role is not Role.TARGET]
    actuals = _heads(sheet, actuals)
    unfinished = _unfinished(sheet, view, targets, actuals)
    if unfinished is not None:
        yield unfinished
        targets = [figure for figure in targets if figure is not unfinished.evidence[0]]
    for target, actual, alike in _pairs(sheet, targets, actuals):
        outcome = of_figures(target, actual, each=sheet.lead(target))
        if outcome is None:
            continue
        if outcome.verdict is Verdict.CONFLICT and not _sure_miss(
            target, actual, alike, targets, actuals
        ):
            continue
        yield Judged(
            outcome,
            target.name.text or view.name.text,
            view.fact.place.line,
            (target, actual),
            view,
        )


def _heads(sheet: Sheet, actuals: list[Figure]) -> list[Figure]:
    """Without what is part of another (48.7公里 其中雨水19.6公里), and of the stages of one thing
    (68个开工 59个完工) the one that was finished."""
    for i, figure in enumerate(actuals):
        if i and "其中" in sheet.lead(figure):
            actuals = actuals[:i]
            break
    done = lexicon.pattern("cues", "finished")
    finished = [figure for figure in actuals if done.match(_after(sheet, figure).strip())]
    if len(finished) != 1:
        return actuals
    stages = [f for f in actuals if f.size.same_unit(finished[0].size) and f not in finished]
    started = [f for f in stages if _STARTED.match(_after(sheet, f).strip())]
    return [figure for figure in actuals if figure not in started]


def _sure_miss(
    target: Figure, actual: Figure, alike: float, targets: list[Figure], actuals: list[Figure]
) -> bool:
    """Whether a pair that falls short is one thing: named alike, or alone of its unit in both cells."""
    sole = bool(target.quantity.unit) and all(
        sum(one.quantity.unit == target.quantity.unit for one in side) == 1
        for side in (targets, actuals)
    )
    rivals = [
        other
        for other in actuals
        if other is not actual
        and other.size.compares(target.size)
        and other.size.interval.high >= target.size.point
    ]
    if rivals or not target.size.same_unit(actual.size):
        return False
    return alike >= _ALIKE or (sole and alike > 0)


def _pairs(
    sheet: Sheet, targets: list[Figure], actuals: list[Figure]
) -> list[tuple[Figure, Figure, float]]:
    """One to one, the most alike first, and among equals those in the same order."""
    found = []
    for i, target in enumerate(targets):
        for j, actual in enumerate(actuals):
            if not target.size.compares(actual.size):
                continue
            alike = _alike(sheet, target, actual)
            same = target.size.same_unit(actual.size)
            sole = len(targets) == 1 and sum(target.size.same_unit(a.size) for a in actuals) == 1
            shared = not same and any(
                other is not target and other.size.same_unit(target.size) for other in targets
            )
            if shared:  # 1间站、15间室 against 16个: one number answers several goals
                continue
            if alike >= 0.25 or (same and sole):
                found.append((-(alike + 0.3 * same), abs(i - j), i, j, target, actual, alike))
    found.sort(key=lambda item: item[:4])
    used: set[Figure] = set()
    chosen = []
    for *_, target, actual, alike in found:
        if target in used or actual in used:
            continue
        used.update((target, actual))
        chosen.append((target, actual, alike))
    return chosen


def _alike(sheet: Sheet, target: Figure, actual: Figure) -> float:
    """Of names, and of the clauses around the numbers: the better of the two."""
    around = []
    for figure in (target, actual):
        run = sheet.run(figure)
        words = (run.clause_before(figure) + run.tail(figure)) if run else ""
        around.append(name(words[-40:]).grams)
    names = dice(target.name.grams, actual.name.grams)
    small = min(len(side) for side in around)
    shared = len(around[0] & around[1])
    return max(
        names,
        dice(*(frozenset(side) for side in around)),
        0.8 * shared / small if small >= 3 else 0,
    )


def _unfinished(
    sheet: Sheet, view: FactView, targets: list[Figure], actuals: list[Figure]
) -> Judged | None:
    """完成5项 against 2项已完成，3项正在推进: what is still under way was not done."""
    open_words = lexicon.pattern("cues", "unfinished")
    done_words = lexicon.pattern("cues", "finished")
    for target in targets:
        run = sheet.run(target)
        if run is None or target.size.percent:
            continue
        if not done_words.search(run.clause_before(target) + run.tail(target)):
            continue
        same = [figure for figure in actuals if figure.size.same_unit(target.size)]
        still = [f for f in same if open_words.search(_after(sheet, f))]
        done = [
            f
            for f in same
            if f not in still
            and done_words.search(_after(sheet, f))
            and f.size.point < target.size.point
        ]
        if not still:
            continue
        made = sum((figure.size.point for figure in done), Decimal(0))
        if made >= target.size.point or (not done and len(same) > len(still)):
            continue
        card = f"{' + '.join(cards.operand(f) for f in done) or '0'} < {cards.operand(target)}"
        rest = "、".join(cards.operand(f) for f in still)
        note = Text(f"{rest}尚未完成", f"{rest} not finished yet")
        whole = [f for f in same if f not in still and f not in done]
        outcome = Outcome(Verdict.CONFLICT, Text(card, card), note)
        return Judged(
            outcome,
            target.name.text or view.name.text,
            view.fact.place.line,
            (target, *whole[:1], *done, *still),
            view,
        )
    return None


def _after(sheet: Sheet, figure: Figure) -> str:
    run = sheet.run(figure)
    return run.tail(figure) if run else ""


def _stated_tasks(run: Run) -> Iterator[Judged]:
    """A …，完成全年B任务的R%: A against B."""
    for actual, target, _ in completions(run):
        outcome = of_figures(target, actual)
        if outcome is None:
            continue
        if outcome.verdict is Verdict.CONFLICT:  # the rate itself says that it fell short
            outcome = Outcome(Verdict.REVIEW, outcome.card)
        yield Judged(outcome, actual.name.text, actual.place.line, (actual, target))


def _each_month(run: Run) -> Iterator[Judged]:
    """每月至少1次、共16次."""
    for target, actual in zip(run.figures, run.figures[1:], strict=False):
        lead = run.lead(target)
        if "每" not in lead[-8:] or target.quantity.op not in (Op.GE, Op.GT):
            continue
        if not target.size.same_unit(actual.size) or "共" not in run.lead(actual)[-4:]:
            continue
        outcome = of_figures(target, actual, each=lead)
        if outcome is not None:
            yield Judged(outcome, actual.name.text, actual.place.line, (target, actual))
