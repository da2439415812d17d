"""What prose says of points: of the report, of its stages, and rates of points."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.layout import Figure, Run
from extractor.checking.points.adding import GOT_WORDS, adds, makes, of_stage
from extractor.checking.points.sheets import Scores, scores_of
from extractor.checking.tolerance import Interval, compare
from extractor.records import Check, Evidence, Rule, Severity, Span, Text, Verdict

_FULL = re.compile(r"(满分|分值|权重|标准分)[^，,。；;]{0,6}$")

_TAKEN = re.compile(r"(?:扣除?|扣减|扣掉|失|丢|减)[了去]?(?:分)?$")

_OTHER = re.compile(r"(?:上年|去年|上一?轮|上期|比|较|平均|均)[^，,。；;]{0,8}$")

_CHANGE = re.compile(r"(?:高出?|低|提高|下降|多|少|增加|减少|相差|差)[了约]*$")

_RESULT = re.compile(r"(?:自评|评价|评定|评审|项目|绩效|总分|总得分)[^“”\"]*$")

_ALL_POINTS = Decimal("0.5")  # of the sheet's weights: a stage has less

_HUNDRED = Decimal(100)

_BACK = 60  # characters before a score that may name its stage


class Got(NamedTuple):
    figure: Figure
    stages: tuple[str, ...]  # of which it is the points; () of the whole report


def got_in(run: Run, table: Scores) -> list[Got]:
    """The points that a passage says were reached, each with the stages that it names before."""
    figures = [f for f in run.figures if f.size.dimension == "score" and not f.size.hedged]
    got = [f for f in figures if f.size.point != table.full and not _no_points(run, f)]
    if not got:
        return []
    names = sorted((s.name for s in table.stages), key=len, reverse=True)
    if not names:
        return [Got(figure, ()) for figure in got]
    known = re.compile("|".join(map(re.escape, names)))
    found: list[Got] = []
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
        found.append(Got(figure, tuple(dict.fromkeys(own))))
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


def of_stages(got: Sequence[Got], table: Scores) -> Iterator[Check]:
    """What prose says of stages, against their rows."""
    stages = {stage.name: stage for stage in table.stages}
    for one in got:
        rows = [view for name in one.stages for view in stages[name].rows]
        if len(rows) >= 2 and not _all_points(one.figure, table):
            called = of_stage("、".join(one.stages))
            yield adds(scores_of(rows), one.figure, called, sure=table.whole)


def full_marks(run: Run, table: Scores) -> Iterator[Check]:
    """过程类满分20分 against the weights of its rows and what its cell says it has."""
    names = sorted((stage.name for stage in table.stages), key=len, reverse=True)
    if not names:
        return
    known = re.compile("|".join(map(re.escape, names)))
    stages = {stage.name: stage for stage in table.stages}
    for figure in run.figures:
        if figure.size.dimension != "score" or not _FULL.search(run.lead(figure)):
            continue
        start = max(run.sentence(figure).start, figure.at.start - _BACK)
        said = known.findall(run.text[start : figure.at.start])
        said = said or known.findall(run.text[: run.figures[0].at.start][:_BACK])[:1]
        if not said:
            continue
        stage = stages[said[-1]]
        weights = [view.weight for view in stage.rows if view.weight is not None]
        told = () if stage.declared is None else (stage.declared,)
        what = Text(f"“{stage.name}”分值", f"weights of “{stage.name}”")
        yield makes(weights, figure.size.point, what, figure, *told)


def rates(run: Run, got: Sequence[Got], table: Scores) -> Iterator[Check]:
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


def _full_of(run: Run, one: Got, table: Scores) -> tuple[Decimal, Figure | Evidence] | None:
    """The marks that points are of: before them in their sentence, or those of their stage."""
    sentence = run.sentence(one.figure)
    for figure in reversed(run.within(Span(sentence.start, one.figure.at.start))):
        if figure.size.dimension == "score" and _FULL.search(run.lead(figure)):
            return figure.size.point, figure
    for stage in table.stages:
        if one.stages == (stage.name,) and stage.declared is not None and stage.marks is not None:
            return stage.marks, stage.declared
    return None


def is_whole(run: Run, one: Got, table: Scores) -> bool:
    """Whether it is the result of this evaluation; 平安考核得分 is that of another."""
    figure = one.figure
    if one.stages or not _all_points(figure, table):
        return False
    if figure.size.point > max(table.full, _HUNDRED):
        return False
    start = max(run.sentence(figure).start, figure.at.start - _BACK)
    return equals(one, table) or _RESULT.search(run.text[start : figure.at.start]) is not None


def equals(one: Got, table: Scores) -> bool:
    total = table.total.score if table.total is not None else None
    return total is not None and total.size.point == one.figure.size.point


def _all_points(figure: Figure, table: Scores) -> bool:
    return figure.size.point > max(table.full, _HUNDRED) * _ALL_POINTS


def whole_check(said: Figure, table: Scores) -> Iterator[Check]:
    """自评得分98.2分 in prose against the total row; where it has none, against the rows."""
    total = table.total.score if table.total is not None else None
    if total is not None:
        yield _same(said, total)
    made = adds(scores_of(table.rows), said, GOT_WORDS, sure=table.whole)
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


def parts(run: Run, whole: Got, got: Sequence[Got]) -> Iterator[Check]:
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


def _joined(run: Run, one: Got, two: Got) -> bool:
    return "。" not in run.text[one.figure.at.end : two.figure.at.start]
