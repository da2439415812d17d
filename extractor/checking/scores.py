"""score: points against weights, and points against their total (100 points: 财预〔2020〕10号)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from extractor.checking import cards
from extractor.checking.layout import FactView, Figure, Run, Sheet
from extractor.checking.linking import Link
from extractor.checking.targets import missed
from extractor.records import Check, Rule, Severity, Text, Verdict

_TOTAL = re.compile(r"^(总分|总得分|合计|总计|自评总分|综合得分|综合评分)")
_FULL = re.compile(r"(总分|满分|分值|权重)[^，,。；;]{0,6}$")
_GOT = re.compile(r"(得分|自评分?|得|评分)[为是]?[^，,。；;]{0,4}$")
_PARTS = re.compile(r"其中|分别|包括")
_MOST_PARTS = 60  # blocks after a total that can be its parts: no form of 100 points has more


@dataclass(frozen=True, slots=True)
class _Block:
    full: Figure
    got: Figure


def score(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    scored = [view for view in sheet.facts if view.score is not None]
    rows = [view for view in scored if not _TOTAL.match(view.name.text)]
    totals = [view for view in scored if _TOTAL.match(view.name.text)]
    for view in _once_a_row(rows):
        if view.score is not None and view.weight is not None:
            yield _within(view.score, view.weight)
    for view in totals[:1]:
        yield from _totals(view, _once_a_row(rows))
    for run in sheet.runs.values():
        yield from _prose(run)
    yield from _full_but_missed(sheet, links)


def _once_a_row(views: list[FactView]) -> list[FactView]:
    """A row of several indicators repeats its points; they count once."""
    seen: dict[object, FactView] = {}
    for view in views:
        assert view.score is not None
        seen.setdefault(view.score.span, view)
    return list(seen.values())


def _within(got: Figure, full: Figure) -> Check:
    fits = got.size.point <= full.size.point
    sign = "≤" if fits else ">"
    return cards.check(
        Rule.SCORE,
        Verdict.AGREE if fits else Verdict.CONFLICT,
        Text(
            f"“{cards.called(got)}”得分未超过分值",
            f"“{cards.called(got)}”: points within the weight",
        )
        if fits
        else Text(
            f"“{cards.called(got)}”得分{cards.shown(got)}超过分值{cards.shown(full)}",
            f"“{cards.called(got)}”: {cards.shown(got)} points exceed the weight {cards.shown(full)}",
        ),
        cards.both(f"{cards.operand(got)} {sign} {cards.operand(full)}"),
        (got, full),
        severity=Severity.HIGH,
    )


def _totals(whole: FactView, rows: list[FactView]) -> Iterator[Check]:
    """The rows' points against the total's; a table that is cut off may miss some."""
    got = [view.score for view in rows if view.score is not None]
    if whole.score is not None and len(got) > 1:
        yield _adds(got, whole.score, Text("自评得分", "points"), sure=False)
    full = [view.weight for view in rows if view.weight is not None]
    if whole.weight is not None and len(full) > 1 and len(full) == len(got):
        yield _adds(full, whole.weight, Text("分值", "weights"), sure=False)


def _adds(parts: list[Figure], whole: Figure, what: Text, *, sure: bool) -> Check:
    made = sum((figure.size.point for figure in parts), Decimal(0))
    holds = made == whole.size.point
    text = _terms(parts)
    sign = "=" if holds else "≠"
    card = f"{text} = {cards.number(made)}" + ("" if holds else f" {sign} {cards.operand(whole)}")
    gap = cards.number(abs(whole.size.point - made))
    verdict = Verdict.AGREE if holds else Verdict.CONFLICT if sure else Verdict.REVIEW
    return cards.check(
        Rule.SCORE,
        verdict,
        Text(
            f"{what.zh}各项之和等于总分{cards.shown(whole)}",
            f"{what.en} add up to {cards.shown(whole)}",
        )
        if holds
        else Text(
            f"{what.zh}各项之和为{cards.number(made)}，总分写{cards.shown(whole)}，相差{gap}分",
            f"{what.en} add up to {cards.number(made)}, the total says {cards.shown(whole)}: {gap} points apart",
        ),
        cards.both(card),
        (*parts, whole),
        severity=Severity.MEDIUM,
    )


def _terms(parts: list[Figure]) -> str:
    texts = [cards.operand(figure) for figure in parts]
    if len(texts) <= 12:
        return " + ".join(texts)
    return " + ".join(texts[:3]) + f" + … ({len(texts)})"


def _prose(run: Run) -> Iterator[Check]:
    """总分100分，得分91.3分，其中：甲总分45分，得分42.3分；乙总分50分，得分49分."""
    figures = [f for f in run.figures if f.size.dimension == "score"]
    blocks = [
        _Block(full, got)
        for full, got in pairwise(figures)
        if _is_full(run, full) and _is_got(run, got)
    ]
    for block in blocks:
        yield _within(block.got, block.full)
    for i, block in enumerate(blocks[:-2]):
        after = blocks[i + 1 : i + 1 + _MOST_PARTS]
        if not _PARTS.search(run.text[block.got.at.end : after[0].full.at.start]):
            continue
        parts = [b for b in after if b.full.size.point < block.full.size.point]
        if len(parts) < 2:
            continue
        yield _adds([b.got for b in parts], block.got, Text("得分", "points"), sure=True)
        yield _adds([b.full for b in parts], block.full, Text("满分", "full marks"), sure=True)
        break


def _is_full(run: Run, figure: Figure) -> bool:
    return bool(_FULL.search(run.lead(figure)))


def _is_got(run: Run, figure: Figure) -> bool:
    return bool(_GOT.search(run.lead(figure)))


def _full_but_missed(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    for judged in missed(sheet, links):
        view = judged.view
        if view is None or view.score is None or view.weight is None:
            continue
        if view.score.size.point < view.weight.size.point or view.weight.size.point <= 0:
            continue
        yield cards.check(
            Rule.SCORE,
            Verdict.REVIEW,
            Text(
                f"“{cards.clip(judged.name)}”未达目标却得满分{cards.shown(view.score)}",
                f"“{cards.clip(judged.name)}” misses its target and scores full points",
            ),
            cards.both(f"{cards.operand(view.score)} = {cards.operand(view.weight)}"),
            (view.score, view.weight, *judged.evidence),
        )
