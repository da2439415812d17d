"""score: points against weights, and points against their total (100 points: 财预〔2020〕10号)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from extractor.checking import cards
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.linking import Link
from extractor.checking.points import adds, points
from extractor.checking.targets import missed
from extractor.records import Check, Rule, Severity, Text, Verdict

_FULL = re.compile(r"(总分|满分|分值|权重)[^，,。；;]{0,6}$")
_GOT = re.compile(r"(得分|自评分?|得|评分)[为是]?[^，,。；;]{0,4}$")
_PARTS = re.compile(r"其中|分别|包括")
_MOST_PARTS = 60  # blocks after a total that can be its parts: no form of 100 points has more


@dataclass(frozen=True, slots=True)
class _Block:
    full: Figure
    got: Figure


def score(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    yield from points(sheet)
    for run in sheet.runs.values():
        yield from _prose(run)
    yield from _full_but_missed(sheet, links)


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
        yield adds([b.got for b in parts], block.got, Text("得分", "points"), sure=True)
        yield adds([b.full for b in parts], block.full, Text("满分", "full marks"), sure=True)
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
