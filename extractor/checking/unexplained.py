"""unexplained: a target missed, or work left undone, and nobody says why or what next.

The self-evaluation form of 财预〔2020〕10号 has a column for it: 偏差原因分析及改进措施. A reason counts when it
stands in the same row, or in a problem or measure section that names the thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.linking import Link
from extractor.checking.naming import name, pairs
from extractor.checking.targets import Judged, missed
from extractor.folding import fold
from extractor.records import Check, Role, Rule, SectionKind, StatementKind, Text, Verdict

# 因 and 受 stand in many words (因素, 受益) that give no reason.
_REASON = re.compile(
    r"原因|由于|因为|因[^素此而地]|受[^益理到助众惠表训让聘奖灾][^，。；]{0,20}影响|疫情影响|未达标|未完成的?原因"
)
_LOW = Decimal(60)  # below it more is left undone than a late start or rounding explains
_PARTIAL = re.compile(r"截至|截止|上半年|季度|\d月")  # not over yet
_GOOD_RANK = 3
_COMPLETES = re.compile(r"(完成|办结|整改|改|执行|处置|结案|签约|拆除)率")
_FOUND = re.compile(r"(发现|排查出|查出|受理|接到|收到)[^，。；]{0,12}$")
_FIXED = re.compile(r"(已?整改?|已?整治|已?办结|已?处理|已?完成|已?解决|已?消除)[^，。；率]{0,8}$")
_MOST_RUN = 20_000


def unexplained(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    said = _explanations(sheet)
    for judged in missed(sheet, links):
        if not (_row_explains(sheet, judged) or _named_in(judged.name, said)):
            yield _missed(judged)
    for run in sheet.runs.values():
        yield from _low_rates(run, said)
        yield from _left_over(run, said)


def _explanations(sheet: Sheet) -> list[str]:
    """Problem and measure passages, and what was found to be a problem, cause or measure."""
    runs = [
        run.text[:_MOST_RUN]
        for run in sheet.runs.values()
        if run.passage.section in (SectionKind.PROBLEM, SectionKind.MEASURE)
    ]
    return runs + [
        fold(statement.text)
        for statement in sheet.case.statements
        if statement.kind in (StatementKind.PROBLEM, StatementKind.CAUSE, StatementKind.MEASURE)
    ]


def _named_in(called: str, said: list[str]) -> bool:
    """Whether some explanation names most of the object; a bare 党建 or 管理 is not enough."""
    wanted = name(called).grams
    if len(wanted) < 2:
        return False
    return any(len(wanted & pairs(fold(text))) / len(wanted) >= 0.6 for text in said)


def _row_explains(sheet: Sheet, judged: Judged) -> bool:
    """A reason in a cell of the same row, other than the target itself."""
    view = judged.view
    if view is None:
        return False
    place, target = view.fact.place, view.fact.target
    for run in sheet.runs.values():
        there = run.passage.place
        same = (
            (there.table, there.row) == (place.table, place.row)
            if place.row is not None and there.row is not None
            else there.line == place.line
        )
        if not same or run.passage.section is SectionKind.GOAL:
            continue
        if target is not None and any(target.span.holds(piece) for piece in run.passage.pieces):
            continue
        if _REASON.search(run.text):
            return True
    return False


def _missed(judged: Judged) -> Check:
    called = cards.clip(judged.name)
    return cards.check(
        Rule.UNEXPLAINED,
        Verdict.CONFLICT,
        Text(
            f"“{called}”未达目标，同一行及问题、措施部分均未说明原因或改进措施",
            f"“{called}” misses its target; neither its row nor the problem and measure sections say why",
        ),
        judged.outcome.card,
        judged.evidence[:2],
    )


def _low_rates(run: Run, said: list[str]) -> Iterator[Check]:
    """A completion rate below 60% without a target, a good rank or a reason."""
    for i, rate in enumerate(run.figures):
        if (
            not rate.size.percent
            or not 0 <= rate.size.point < _LOW
            or rate.role in (Role.TARGET, Role.CHANGE)
        ):
            continue
        lead = run.lead(rate)
        if not _COMPLETES.search(lead[-12:]):
            continue
        rank = _rank_after(run, rate, i)
        if rank is not None and rank.size.point <= _GOOD_RANK:
            continue
        sentence = run.sentence(rate)
        if _PARTIAL.search(run.text[sentence.start : sentence.end]):
            continue
        if _REASON.search(run.text[sentence.start : sentence.end]) or _named_in(
            rate.name.text, said
        ):
            continue
        evidence = (rate, rank) if rank is not None else (rate,)
        yield cards.check(
            Rule.UNEXPLAINED,
            Verdict.REVIEW,
            Text(
                f"“{cards.called(rate)}”仅{cards.shown(rate)}，未写目标，也未说明原因",
                f"“{cards.called(rate)}” is only {cards.shown(rate)}; no target and no reason is given",
            ),
            cards.both(f"100% − {cards.shown(rate)} = {cards.number(100 - rate.size.point)}%"),
            evidence,
        )


def _rank_after(run: Run, rate: Figure, index: int) -> Figure | None:
    for other in run.figures[index + 1 : index + 2]:
        words = run.text[rate.at.end : other.at.end]
        if len(words) <= 24 and not other.size.percent and re.search(r"第|排名", words):
            return other
    return None


def _left_over(run: Run, said: list[str]) -> Iterator[Check]:
    """发现隐患2854处，已整改2522处: what became of the rest."""
    for whole, part in zip(run.figures, run.figures[1:], strict=False):
        if not whole.size.same_unit(part.size) or part.size.point >= whole.size.point:
            continue
        if whole.size.percent or whole.size.hedged or part.size.hedged:
            continue
        lead = run.lead(part)
        if len(lead) > 16 or "其中" in lead:
            continue
        if not (_FOUND.search(run.lead(whole)) and _FIXED.search(lead)):
            continue
        sentence = run.sentence(whole)
        if _REASON.search(run.text[sentence.start : sentence.end]) or _named_in(
            whole.name.text, said
        ):
            continue
        rest = whole.size.point - part.size.point
        share = part.size.point / whole.size.point * 100
        unit = whole.size.unit
        card = f"{cards.operand(whole)} − {cards.operand(part)} = {cards.number(rest)}{unit}"
        yield cards.check(
            Rule.UNEXPLAINED,
            Verdict.REVIEW,
            Text(
                f"尚有{cards.number(rest)}{unit}未处理（已处理{cards.number(share, 2)}%），未说明原因和措施",
                f"{cards.number(rest)}{unit} are left ({cards.number(share, 2)}% done); no reason and no measure is given",
            ),
            cards.both(card),
            (whole, part),
        )
