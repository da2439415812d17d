"""score, the sheet as a whole: points of rows, of stages (决策、过程、产出、效益) and of the report.

A row's points follow from its completion (定量指标 of 财预〔2020〕10号: 完成指标值的，记满分；未完成的，按完成值与指标值的比例记分);
those of a stage are the sum of its rows, and those of the report the sum of its stages. Prose and summary tables say them again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.columns import Entry, tabled
from extractor.checking.goals import of_figures
from extractor.checking.layout import FactView, Figure, Run, Sheet, at_line
from extractor.checking.naming import name
from extractor.checking.tolerance import Interval, compare
from extractor.folding import fold
from extractor.records import Check, Evidence, Rule, Severity, Span, Text, Verdict

TOTAL = re.compile(r"^(总分|总得分|合计|总计|自评总分|综合得分|综合评分)")
_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
_STAGE_END = re.compile(r"(?:一级)?(?:指标|情况|类|方面|部分|阶段)$")
_FULL_MARKS = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*分?\s*[）)]")
_FULL = re.compile(r"(满分|分值|权重|标准分)[^，,。；;]{0,6}$")
_TAKEN = re.compile(r"(?:扣除?|扣减|扣掉|失|丢|减)[了去]?(?:分)?$")
_OTHER = re.compile(r"(?:上年|去年|上一?轮|上期|比|较|平均|均)[^，,。；;]{0,8}$")
_CHANGE = re.compile(r"(?:高出?|低|提高|下降|多|少|增加|减少|相差|差)[了约]*$")
_RESULT = re.compile(r"(?:自评|评价|评定|评审|项目|绩效|总分|总得分)[^“”\"]*$")
_EXECUTION_MARKS = frozenset(map(Decimal, (5, 10, 15, 20)))  # of budget execution in such sheets
_LONGEST_STAGE = 24  # characters of a cell that names a stage
_ALL_POINTS = Decimal("0.5")  # of the sheet's weights: a stage has less
_HUNDRED = Decimal(100)
_MOST_ROWS = 200
_BACK = 60  # characters before a score that may name its stage
_OWN_ROW = 0.5  # of the character pairs of a row's name


class _Stage(NamedTuple):
    name: str
    rows: tuple[FactView, ...]  # each with its points
    declared: Evidence | None  # 25 of 过程（25分）
    marks: Decimal | None

    @property
    def points(self) -> Decimal:
        return _points(self.rows)


class _Execution(NamedTuple):
    """A row of money that scores its rate: 10 points, 97.34%, 9.73 points."""

    weight: Entry
    rate: Entry
    score: Entry


class _Scores(NamedTuple):
    """One table of points."""

    rows: tuple[FactView, ...]
    total: FactView | None
    stages: tuple[_Stage, ...]
    beside: _Execution | None  # what counts for the total and stands in another table

    @property
    def full(self) -> Decimal:
        own = sum((v.weight.size.point for v in self.rows if v.weight is not None), Decimal(0))
        return own + (self.beside.weight.size.point if self.beside is not None else 0)

    @property
    def whole(self) -> bool:
        """Whether no row is missing: its weights make 100 (财预〔2020〕10号)."""
        return self.full == _HUNDRED


class _Got(NamedTuple):
    figure: Figure
    stages: tuple[str, ...]  # of which it is the points; () of the whole report


def points(sheet: Sheet) -> Iterator[Check]:
    """Checks of each table of points and of what prose says of it."""
    executions = _executions(sheet)
    yield from map(_executed, executions)
    tables = _tables(sheet, executions)
    for table in tables:
        for row in table.rows:
            found = _row(row)
            if found is not None:
                yield found
        if len(table.rows) > 1:
            yield from _totals(table)
    several = [table for table in tables if len(table.rows) > 1]
    detailed = max(several, key=lambda table: len(table.rows), default=None)
    if detailed is None:
        return
    for table in several:
        if table is not detailed:
            yield from _summary(table, detailed)
    prose = [run for run in sheet.runs.values() if run.passage.place.row is None]
    got = [(run, _got(run, detailed)) for run in prose]
    for run in sheet.runs.values():
        yield from _deductions(run, detailed)
    for run, said in got:
        yield from _of_stages(said, detailed)
        yield from _rates(run, said, detailed)
    wholes = [
        (run, said, one) for run, said in got for one in said if _is_whole(run, one, detailed)
    ]
    same = [item for item in wholes if _equals(item[2], detailed)]
    for run, said, one in same or wholes[:1]:  # where one is the total, others are of other things
        yield from _whole(one.figure, detailed)
        yield from _parts(run, one, said)


def _executions(sheet: Sheet) -> list[_Execution]:
    """Rows whose points are their rate of their weight; a column each, in any order."""
    found: list[_Execution] = []
    for one in tabled(sheet):
        for line in one.lines:
            rates = [e for e in line.values() if e.size.percent and 0 < e.size.point <= _HUNDRED]
            bare = [e for e in line.values() if e.plain and not e.quantity.unit]
            for rate in rates:
                for weight, score in permutations(bare, 2):
                    if _points_of(weight, rate, score):
                        found.append(_Execution(weight, rate, score))
    return found


def _points_of(weight: Entry, rate: Entry, score: Entry) -> bool:
    """Whether `score` is `rate` of a weight of 5, 10 or 20 points, to its last digit."""
    if weight.size.point not in _EXECUTION_MARKS or score.size.point >= weight.size.point:
        return False
    made = weight.size.point * rate.size.point / _HUNDRED
    return score.size.place < 1 and abs(made - score.size.point) <= score.size.place / 2


def _executed(row: _Execution) -> Check:
    made = cards.number(row.weight.size.point * row.rate.size.point / _HUNDRED)
    return cards.check(
        Rule.SCORE,
        Verdict.AGREE,
        Text("得分与执行率相符", "the points follow from the rate"),
        cards.both(f"{row.weight.shown} × {row.rate.shown} = {made}"),
        (row.score.evidence, row.rate.evidence, row.weight.evidence),
    )


def _tables(sheet: Sheet, executions: Sequence[_Execution]) -> list[_Scores]:
    by_table: dict[object, dict[object, FactView]] = {}
    totals: dict[object, FactView] = {}
    for view in sheet.facts:
        if view.score is None:
            continue
        table = view.fact.place.table
        if TOTAL.match(view.name.text):
            totals.setdefault(table, view)
        else:  # a row of several indicators repeats its points; they count once
            by_table.setdefault(table, {}).setdefault(view.score.span, view)
    declared = _declared(sheet)
    tables = []
    for place, found in by_table.items():
        rows = tuple(found.values())[:_MOST_ROWS]
        one = _Scores(rows, totals.get(place), _stages(rows, declared), None)
        tables.append(one._replace(beside=_beside(one, executions)))
    return tables


def _beside(table: _Scores, executions: Sequence[_Execution]) -> _Execution | None:
    """The row of money that makes the weights 100, where the indicators alone do not."""
    own = {view.score.span for view in table.rows if view.score is not None}
    missing = _HUNDRED - table.full
    for row in executions:
        if row.weight.size.point == missing and row.score.quantity.span not in own:
            return row
    return None


_Declared = dict[str, Evidence]


def _declared(sheet: Sheet) -> _Declared:
    """What the cells that name a stage say it has: 25 of 过程（25分）, by the folded cell."""
    found: _Declared = {}
    for table in sheet.case.document.tables:
        for row in table.rows[:_MOST_ROWS]:
            for cell in row.cells:
                marks = _FULL_MARKS.search(cell.text)
                if marks is None or len(cell.text) > _LONGEST_STAGE:
                    continue
                start, end = (cell.span.start + at for at in marks.span(1))
                place = at_line(row.line, Text("分值", "weight"))
                evidence = Evidence(
                    span=Span(start, end),
                    text=marks.group(1),
                    name=stage_name(cell.text),
                    where=place,
                )
                found.setdefault(fold(cell.text), evidence)
    return found


def _stages(rows: Sequence[FactView], declared: _Declared) -> tuple[_Stage, ...]:
    by_label: dict[str, list[FactView]] = {}
    for view in rows:
        if view.fact.labels:
            by_label.setdefault(fold(view.fact.labels[0]), []).append(view)
    found = []
    for label, views in by_label.items():
        if len(stage_name(label)) >= 2:
            marks = declared.get(label)
            points = Decimal(marks.text) if marks is not None else None
            found.append(_Stage(stage_name(label), tuple(views), marks, points))
    return tuple(found)


def stage_name(label: str) -> str:
    """过程 of 过程（25分） and of 过程类指标."""
    text = re.sub(r"\s", "", _BRACKETS.sub("", fold(label)))
    while (shorter := _STAGE_END.sub("", text)) != text and len(shorter) >= 2:
        text = shorter
    return text


def _points(rows: Sequence[FactView]) -> Decimal:
    return sum((view.score.size.point for view in rows if view.score is not None), Decimal(0))


def _row(view: FactView) -> Check | None:
    """Points within the weight, and where they follow from the completion, so."""
    got, full = view.score, view.weight
    if got is None or full is None:
        return None
    if got.size.point > full.size.point:
        return cards.check(
            Rule.SCORE,
            Verdict.CONFLICT,
            Text(
                f"“{cards.called(got)}”得分{cards.shown(got)}超过分值{cards.shown(full)}",
                f"“{cards.called(got)}”: {cards.shown(got)} points exceed the weight {cards.shown(full)}",
            ),
            cards.both(f"{cards.operand(got)} > {cards.operand(full)}"),
            (got, full),
            severity=Severity.HIGH,
        )
    beside = _completion(view)
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
            left = f"{cards.operand(full)} × {cards.operand(actual)}"
            if target.size.point != _HUNDRED or not target.size.percent:
                left += f" ÷ {cards.operand(target)}"
            made = cards.number(full.size.point * share, max(2, cards.decimals(got.size)))
            card, evidence = f"{left} = {made}", (got, full, target, actual)
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


def _totals(table: _Scores) -> Iterator[Check]:
    whole, beside = table.total, table.beside
    weights: list[Figure | Entry] = [v.weight for v in table.rows if v.weight is not None]
    scores: list[Figure | Entry] = list(_scores(table.rows))
    complete = len(weights) == len(scores)
    if beside is not None:
        weights.insert(0, beside.weight)
        scores.insert(0, beside.score)
    if whole is not None and whole.score is not None:
        yield adds(scores, whole.score, _GOT_WORDS, sure=table.whole)
    if not complete:
        return
    if whole is not None and whole.weight is not None:
        yield adds(weights, whole.weight, _FULL_WORDS, sure=False)
    elif table.whole:
        yield _makes(weights, _HUNDRED, Text("分值", "weights"))
    marks = [stage.declared for stage in table.stages if stage.declared is not None]
    for stage in table.stages:
        full = [view.weight for view in stage.rows if view.weight is not None]
        if stage.declared is not None and stage.marks is not None and full:
            yield _makes(
                full,
                stage.marks,
                Text(f"“{cards.clip(stage.name)}”分值", f"weights of “{cards.clip(stage.name)}”"),
                stage.declared,
            )
    made = sum((stage.marks for stage in table.stages if stage.marks is not None), Decimal(0))
    if len(marks) > 1 and made == _HUNDRED and whole is not None and whole.weight is not None:
        yield _makes([*marks], _HUNDRED, _FULL_WORDS, whole.weight)


_GOT_WORDS, _FULL_WORDS = Text("自评得分", "points"), Text("分值", "weights")


def _makes(
    parts: Sequence[Figure | Entry | Evidence],
    wanted: Decimal,
    what: Text,
    *told: Figure | Evidence,
) -> Check:
    """Weights against a number that no cell states alone, with `told`, the place that states it."""
    made = sum(map(_point, parts), Decimal(0))
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
        cards.both(f"{_terms(parts)} = {cards.number(made)}" + ("" if holds else f" ≠ {total}")),
        (*map(_evidence, parts), *told),
    )


def _point(one: Figure | Entry | Evidence) -> Decimal:
    return Decimal(one.text) if isinstance(one, Evidence) else one.size.point


def _evidence(one: Figure | Entry | Evidence) -> Figure | Evidence:
    return one.evidence if isinstance(one, Entry) else one


def adds(parts: Sequence[Figure | Entry], whole: Figure, what: Text, *, sure: bool) -> Check:
    """Parts against their whole, exactly; a table that is cut off may miss some (`sure` is False)."""
    made = sum(map(_point, parts), Decimal(0))
    holds = made == whole.size.point
    left = f"{_terms(parts)} = {cards.number(made)}"
    gap = cards.number(abs(whole.size.point - made))
    verdict = Verdict.AGREE if holds else Verdict.CONFLICT if sure else Verdict.REVIEW
    return cards.check(
        Rule.SCORE,
        verdict,
        Text(
            f"{what.zh}各项之和等于{cards.shown(whole)}",
            f"{what.en} add up to {cards.shown(whole)}",
        )
        if holds
        else Text(
            f"{what.zh}各项之和为{cards.number(made)}，报告写{cards.shown(whole)}，相差{gap}分",
            f"{what.en} add up to {cards.number(made)}, the report says {cards.shown(whole)}: {gap} points apart",
        ),
        cards.both(left if holds else f"{left} ≠ {cards.operand(whole)}"),
        (*map(_evidence, parts), whole),
        severity=Severity.MEDIUM,
    )


def _terms(parts: Sequence[Figure | Entry | Evidence]) -> str:
    texts = [one.shown if isinstance(one, Entry) else cards.clip(one.text, 30) for one in parts]
    if len(texts) <= 12:
        return " + ".join(texts)
    return " + ".join(texts[:3]) + f" + … ({len(texts)})"


def _summary(table: _Scores, detailed: _Scores) -> Iterator[Check]:
    """A table of stages (过程 25 20.4) against the rows of each in the other table."""
    stages = {stage.name: stage for stage in detailed.stages}
    for view in table.rows:
        stage = stages.get(stage_name(view.name.text))
        if stage is None or view.score is None or len(stage.rows) < 2:
            continue
        yield adds(
            _scores(stage.rows),
            view.score,
            _of_stage(stage.name),
            sure=_complete(stage, view, detailed),
        )


def _complete(stage: _Stage, view: FactView, detailed: _Scores) -> bool:
    full = sum((v.weight.size.point for v in stage.rows if v.weight is not None), Decimal(0))
    return detailed.whole or (view.weight is not None and full == view.weight.size.point)


def _of_stage(called: str) -> Text:
    return Text(f"“{cards.clip(called)}”得分", f"points of “{cards.clip(called)}”")


def _scores(rows: Sequence[FactView]) -> list[Figure]:
    return [view.score for view in rows if view.score is not None]


def _got(run: Run, table: _Scores) -> list[_Got]:
    """The points that a passage says were reached, each with the stages that it names before."""
    figures = [f for f in run.figures if f.size.dimension == "score" and not f.size.hedged]
    got = [f for f in figures if f.size.point != table.full and not _no_points(run, f)]
    if not got:
        return []
    names = sorted((s.name for s in table.stages), key=len, reverse=True)
    if not names:
        return [_Got(figure, ()) for figure in got]
    known = re.compile("|".join(map(re.escape, names)))
    found: list[_Got] = []
    waiting: list[str] = []  # 产出类、效益类分别得30.96分和23.5分
    heading = run.text[: run.figures[0].at.start][:_BACK]
    last = 0
    for i, figure in enumerate(got):
        start = max(last, run.sentence(figure).start, figure.at.start - 2 * _BACK)
        said = known.findall(run.text[start : figure.at.start])
        last = figure.at.end
        follow = _following(run, got, i)
        if said:
            own, waiting = said, []
            if len(said) > 1 and len(said) == follow:
                own, waiting = said[:1], said[1:]
        elif waiting:
            own, waiting = waiting[:1], waiting[1:]
        else:
            own = known.findall(heading) if i == 0 else []
        found.append(_Got(figure, tuple(dict.fromkeys(own))))
    return found


def _following(run: Run, got: Sequence[Figure], at: int) -> int:
    """How many points are listed from `at` on: 14.5分、18.34分和29.46分 are three."""
    count = 1
    for one, two in zip(got[at:], got[at + 1 :], strict=False):
        if not re.fullmatch(r"[、，,和及与]+", run.text[one.at.end : two.at.start]):
            break
        count += 1
    return count


def _no_points(run: Run, figure: Figure) -> bool:
    lead = run.lead(figure)
    return bool(
        _FULL.search(lead) or _TAKEN.search(lead) or _CHANGE.search(lead) or _OTHER.search(lead)
    )


def _of_stages(got: Sequence[_Got], table: _Scores) -> Iterator[Check]:
    """What prose says of stages, against their rows."""
    stages = {stage.name: stage for stage in table.stages}
    for one in got:
        rows = [view for name in one.stages for view in stages[name].rows]
        if len(rows) >= 2 and not _all_points(one.figure, table):
            called = _of_stage("、".join(one.stages))
            yield adds(_scores(rows), one.figure, called, sure=table.whole)


def _rates(run: Run, got: Sequence[_Got], table: _Scores) -> Iterator[Check]:
    """得13.5分，得分率90%: of the marks that the sentence, or the stage's cell, gives."""
    for rate in run.figures:
        if not rate.size.percent or "得分率" not in run.lead(rate)[-6:]:
            continue
        before = [one for one in got if one.figure.at < rate.at]
        if not before:
            continue
        one = before[-1]
        full = _full_of(run, one, table)
        if full is None or full[0] <= 0:
            continue
        share = one.figure.size.point / full[0] * _HUNDRED
        verdict = compare(Interval(share, share), rate.quantity.value or share)
        value = cards.number(share, max(2, cards.decimals(rate.size)))
        left = f"{cards.operand(one.figure)} ÷ {cards.number(full[0])}"
        yield cards.check(
            Rule.RATIO,
            verdict,
            Text(
                f"得分率报告写{cards.shown(rate)}，按得分和满分为{value}%",
                f"the rate of points is stated as {cards.shown(rate)}, the points give {value}%",
            ),
            cards.both(f"{left} = {value}%"),
            (rate, one.figure, full[1]),
        )


def _full_of(run: Run, one: _Got, table: _Scores) -> tuple[Decimal, Figure | Evidence] | None:
    """The marks that points are of: before them in their sentence, or those of their stage."""
    sentence = run.sentence(one.figure)
    for figure in reversed(run.within(Span(sentence.start, one.figure.at.start))):
        if figure.size.dimension == "score" and _FULL.search(run.lead(figure)):
            return figure.size.point, figure
    for stage in table.stages:
        if one.stages == (stage.name,) and stage.declared is not None and stage.marks is not None:
            return stage.marks, stage.declared
    return None


def _is_whole(run: Run, one: _Got, table: _Scores) -> bool:
    """Whether it is the result of this evaluation; 平安考核得分 is that of another."""
    figure = one.figure
    if one.stages or not _all_points(figure, table):
        return False
    if figure.size.point > max(table.full, _HUNDRED):
        return False
    start = max(run.sentence(figure).start, figure.at.start - _BACK)
    return _equals(one, table) or _RESULT.search(run.text[start : figure.at.start]) is not None


def _equals(one: _Got, table: _Scores) -> bool:
    total = table.total.score if table.total is not None else None
    return total is not None and total.size.point == one.figure.size.point


def _all_points(figure: Figure, table: _Scores) -> bool:
    return figure.size.point > max(table.full, _HUNDRED) * _ALL_POINTS


def _whole(said: Figure, table: _Scores) -> Iterator[Check]:
    """自评得分98.2分 in prose against the total row; where it has none, against the rows."""
    total = table.total.score if table.total is not None else None
    if total is not None:
        yield _same(said, total)
    made = adds(_scores(table.rows), said, _GOT_WORDS, sure=table.whole)
    if total is None or made.verdict is Verdict.AGREE:
        yield made


def _same(said: Figure, total: Figure) -> Check:
    holds = said.size.point == total.size.point
    sign = "=" if holds else "≠"
    return cards.check(
        Rule.NARRATIVE_VS_TABLE,
        Verdict.AGREE if holds else Verdict.CONFLICT,
        Text(
            f"总得分文字为{cards.shown(said)}，表格为{cards.shown(total)}，{'一致' if holds else '不一致'}",
            f"the total is {cards.shown(said)} in the text and {cards.shown(total)} in the table",
        ),
        cards.both(f"{cards.shown(said)} {sign} {cards.shown(total)}"),
        (said, total),
        severity=Severity.HIGH,
    )


def _parts(run: Run, whole: _Got, got: Sequence[_Got]) -> Iterator[Check]:
    """得分94.1分，其中：决策14分、过程18.1分…: the stages that the passage lists after it."""
    most = whole.figure.size.point
    after = [o for o in got if o.figure.at > whole.figure.at and o.figure.size.point < most]
    listed = after[
        : next(
            (i for i, one in enumerate(after) if i and not _joined(run, after[i - 1], one)),
            len(after),
        )
    ]
    if len(listed) < 3 or sum(bool(one.stages) for one in listed) < 2:
        return
    yield adds(
        [one.figure for one in listed],
        whole.figure,
        Text("各部分得分", "points of the stages"),
        sure=True,
    )


def _joined(run: Run, one: _Got, two: _Got) -> bool:
    return "。" not in run.text[one.figure.at.end : two.figure.at.start]


def _deductions(run: Run, table: _Scores) -> Iterator[Check]:
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
        cards.both(f"{cards.operand(full)} − {cards.operand(left)} = {gap} {sign} {_terms(taken)}"),
        (*taken, full, left),
    )
