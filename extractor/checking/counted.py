"""sum, the counted list: 内设机构8个，分别为甲、乙、… names as many things as it counts.

Only a list that says it is complete is doubted; one that is merely found to fit is reported
as fitting. 等 at its end leaves it open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checking import cards
from extractor.checking.layout import Figure, Run
from extractor.records import Check, Role, Rule, Text, Verdict

_MOST = 30  # nobody lists more in one sentence
_REACH = 300
_BRACKETS = dict(zip("（(“《【[", "）)”》】]", strict=True))
_LISTS = re.compile(
    r"^[^，,。；;：:、\d]{0,14}[，,。]?[^，,。；;：:、\d]{0,6}(?:分别[为是]?|具体包括|具体为|包括)[:：]?"
)
_END = re.compile(r"[。；;！\n]")
_OPEN = re.compile(r"等\s*(?:\d+|[一二三四五六七八九十]+)?[^、，,。；;]{0,6}$")
_JOINTS = re.compile(r"以及|和|及|与")
_CHAIN = re.compile(r"[“\"]([^”\"]{3,80})[”\"]$")
_DASH = re.compile(r"—+|→|-")


def counted(run: Run) -> Iterator[Check]:
    for figure in run.figures:
        if not _counts(figure):
            continue
        found = _listed_after(run, figure) or _listed_before(run, figure)
        if found is not None:
            yield found


def _counts(figure: Figure) -> bool:
    size = figure.size
    return (
        size.dimension in ("count", "level")
        and not size.hedged
        and figure.role not in (Role.RANK, Role.SCORE, Role.TARGET)
        and 2 <= size.point <= _MOST
        and size.point == size.point.to_integral_value()
    )


def _listed_after(run: Run, figure: Figure) -> Check | None:
    text = run.text[figure.at.end : figure.at.end + _REACH]
    said = _LISTS.match(text)
    if said is None:
        return None
    listed = _END.split(text[said.end() :], maxsplit=1)[0]
    items = _items(listed)
    wanted = int(figure.size.point)
    if len(items) < 2 or any(char.isdigit() for item in items for char in item[-3:]):
        return None
    joined = sum(len(_JOINTS.findall(item)) for item in items)
    fits = len(items) <= wanted <= len(items) + joined
    if not fits and (_OPEN.search(listed) or "，" in listed or "," in listed):
        return None
    return _check(figure, wanted if fits else len(items), fits)


def _listed_before(run: Run, figure: Figure) -> Check | None:
    """甲、乙两个接种点 and “街道—社区—网格”三层: only a fit is told."""
    lead = run.lead(figure)[-_REACH:]
    chain = _CHAIN.search(lead)
    items = _DASH.split(chain.group(1)) if chain else _items(run.lead(figure).split("，")[-1])
    wanted = int(figure.size.point)
    if len(items) != wanted or (len(items) == 1 or any(not item.strip() for item in items)):
        return None
    return _check(figure, wanted, True)


def _items(text: str) -> list[str]:
    """Split at 、 outside brackets and quotation marks."""
    items, closing = [""], ""
    for char in text:
        if closing:
            closing = "" if char == closing else closing
        elif char in _BRACKETS:
            closing = _BRACKETS[char]
        elif char == "、":
            items.append("")
            continue
        items[-1] += char
    return items


def _check(figure: Figure, listed: int, fits: bool) -> Check:
    said = cards.shown(figure)
    return cards.check(
        Rule.SUM,
        Verdict.AGREE if fits else Verdict.REVIEW,
        Text(f"所列{listed}项与{said}相符", f"{listed} are named, as {said} says")
        if fits
        else Text(f"写{said}，所列为{listed}项", f"{said} are stated, {listed} are named"),
        Text(
            f"所列项数 {listed} {'=' if fits else '≠'} {said}",
            f"named: {listed} {'=' if fits else '≠'} {said}",
        ),
        (figure,),
    )
