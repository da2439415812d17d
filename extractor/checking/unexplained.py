"""unexplained: a target missed, or work left undone, and nobody says why or what next.

The self-evaluation form of 财预〔2020〕10号 has a column for it: 偏差原因分析及改进措施. A reason counts when it
stands in the same row, or in a problem or measure section that names the thing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from decimal import Decimal

from extractor.checking import cards
from extractor.checking.echoes import of_cells
from extractor.checking.goals import Judged
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.linking import Link
from extractor.checking.naming import name, pairs
from extractor.checking.targets import missed
from extractor.folding import fold
from extractor.records import Check, Place, Role, Rule, SectionKind, StatementKind, Text, Verdict

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
_NAMES_IT = 0.6  # of an object's character pairs, which an explanation of it must hold
_NEAREST = 40  # explanations that share a pair with the object and are compared with it


def unexplained(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    said = _Explanations(sheet)
    reasons = _Reasons(sheet)
    for judged in missed(sheet, links):
        at = judged.evidence[0].span.start
        if not (reasons.explain(judged) or said.name(judged.name, at)):
            yield _missed(sheet, judged)
    for run in sheet.runs.values():
        yield from _low_rates(run, said)
        yield from _left_over(run, said)


class _Explanations:
    """Problem and measure passages, and what was found to be a problem, cause or measure.

    They are found by the character pairs of what they should name. Of those that share a pair
    with it, the `_NEAREST` in the text on either side are compared, and the others are not: in
    a file of many reports, a reason given hundreds of statements away is another report's.
    """

    def __init__(self, sheet: Sheet) -> None:
        texts = [
            (run.passage.pieces[0].start, run.text[:_MOST_RUN])
            for run in sheet.runs.values()
            if run.passage.section in (SectionKind.PROBLEM, SectionKind.MEASURE)
        ]
        texts += [
            (statement.span.start, fold(statement.text))
            for statement in sheet.case.statements
            if statement.kind in (StatementKind.PROBLEM, StatementKind.CAUSE, StatementKind.MEASURE)
        ]
        texts.sort(key=lambda item: item[0])
        self._starts = [start for start, _ in texts]
        self._pairs = [pairs(fold(text)) for _, text in texts]
        self._holders: dict[str, list[int]] = {}
        for i, held in enumerate(self._pairs):
            for pair in held:
                self._holders.setdefault(pair, []).append(i)

    def name(self, called: str, at: int) -> bool:
        """Whether some explanation names most of the object `called`, which stands at the offset
        `at`; a bare 党建 or 管理 is not enough."""
        wanted = name(called).grams
        if len(wanted) < 2:
            return False
        holders = sorted((self._holders.get(pair, []) for pair in wanted), key=len)
        # Who holds so many of the pairs holds one of the rarest, whichever those are.
        rarest = holders[: len(wanted) - int(len(wanted) * _NAMES_IT) + 1]
        here = bisect_left(self._starts, at)
        for among in rarest:
            middle = bisect_left(among, here)
            for i in among[max(0, middle - _NEAREST) : middle + _NEAREST]:
                if len(wanted & self._pairs[i]) / len(wanted) >= _NAMES_IT:
                    return True
        return False


class _Reasons:
    """Which rows and lines hold a reason, and where."""

    def __init__(self, sheet: Sheet) -> None:
        self._rows: dict[tuple[int | None, int], list[Run]] = {}
        self._lines: dict[int, list[Run]] = {}
        self._rowless: dict[int, list[Run]] = {}
        for run in sheet.runs.values():
            if run.passage.section is SectionKind.GOAL or not _REASON.search(run.text):
                continue
            place = run.passage.place
            self._lines.setdefault(place.line, []).append(run)
            if place.row is None:
                self._rowless.setdefault(place.line, []).append(run)
            else:
                self._rows.setdefault((place.table, place.row), []).append(run)

    def explain(self, judged: Judged) -> bool:
        """Whether a cell of the same row gives a reason, other than the target itself."""
        view = judged.view
        if view is None:
            return False
        target = view.fact.target
        return any(
            target is None or not any(target.span.holds(piece) for piece in run.passage.pieces)
            for run in self._beside(view.fact.place)
        )

    def _beside(self, place: Place) -> list[Run]:
        if place.row is None:
            return self._lines.get(place.line, [])
        row = self._rows.get((place.table, place.row), [])
        return row + self._rowless.get(place.line, [])


def _missed(sheet: Sheet, judged: Judged) -> Check:
    told = of_cells(sheet, (item.span for item in judged.evidence[:2]))
    called = cards.clip(judged.name)
    return cards.check(
        Rule.UNEXPLAINED,
        Verdict.CONFLICT,
        Text(
            f"“{called}”未达目标，同一行及问题、措施部分均未说明原因或改进措施",
            f"“{called}” misses its target; neither its row nor the problem and measure sections say why",
        ),
        judged.outcome.card,
        (*judged.evidence[:2], *told),
    )


def _low_rates(run: Run, said: _Explanations) -> Iterator[Check]:
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
        if _REASON.search(run.text[sentence.start : sentence.end]) or said.name(
            rate.name.text, rate.span.start
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


def _left_over(run: Run, said: _Explanations) -> Iterator[Check]:
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
        if _REASON.search(run.text[sentence.start : sentence.end]) or said.name(
            whole.name.text, whole.span.start
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
