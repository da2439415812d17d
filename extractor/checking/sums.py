"""sum: parts and the total that they are stated to make, in prose.

Lists that say they are complete (分别为, 由…组成, 包括) must add up; 其中 only promises parts of the
whole, so there the parts must not exceed it. A list after 其中 that falls short by little is
asked about, for one digit changed in any part looks just like that. Budgets and funds are in `funds`, lists
that call themselves nothing in `derived.series`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import pairwise

from extractor.checking.counted import counted
from extractor.checking.derived.cues import clause, is_mean
from extractor.checking.derived.missed import OUTCOME
from extractor.checking.funds import funds
from extractor.checking.layout import Figure, Run, Sheet
from extractor.checking.linking import Link
from extractor.checking.summing import MANY, judged
from extractor.checking.tolerance import total
from extractor.records import Check, Role, Span, Verdict

_OF_WHICH = re.compile(r"(?:^|[，,：:；;。（(])\s*(其中|包括|包含|含|分别)")
_NEXT = re.compile(r"[^。]*。\s*其中")
_COMPLETE = re.compile(r"(?:^|[，,：:；;。（(])\s*(包括|分别|由|分为)")
_OTHERS = re.compile(r"(?:(?:比|较|上年|去年|同期|相当于)[^，,。；;]{0,12}|20\d\d年的?)$")
_ENUMERATES, _PAUSE = re.compile(r"^(?:、|和|及|与)|、"), re.compile(r"[，,；;。]")
_MOST_PARTS = 12
_BETWEEN = 8  # figures of other units between a total and 其中


def sums(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    yield from funds(sheet)
    for run in sheet.runs.values():
        yield from _lists(run)
        yield from counted(run)


def _lists(run: Run) -> Iterator[Check]:
    """A total and what follows 其中, 包括 or 分别 in its sentence, in its unit."""
    figures = run.figures
    for i, whole in enumerate(figures[:-1]):
        if whole.size.percent or whole.role in (Role.RANK, Role.CHANGE, Role.TARGET, Role.SCORE):
            continue
        if (
            whole.size.dimension in ("score", "rank")
            or is_mean(run, whole)
            or _compared(run, whole)
        ):
            continue  # points are the business of `scores`
        first = _first_part(run, i, run.sentence(whole))
        if first is None:
            continue
        sentence = run.sentence(figures[first])
        lead = run.lead(figures[first])
        parts = []
        for other in figures[first : first + _MOST_PARTS]:
            if not sentence.holds(other.at):
                break
            if _nested(run.text[figures[first].at.start : other.at.start]):
                continue
            if other.size.same_unit(whole.size) and other.role is not Role.TARGET:
                parts.append(other)
            elif _OF_WHICH.search(run.lead(other)) and parts:
                break
        parts = _one_list(run, parts)
        if parts and not _of_another(run, i, parts[0]):
            said = "".join(run.lead(figure) for figure in parts)
            yield from _of_list(run, parts, whole, said, complete=bool(_COMPLETE.search(lead)))


def _first_part(run: Run, at: int, sentence: Span) -> int | None:
    """The figure after 其中; what stands between it and the total is of another unit
    (全年完成4.05万亩，为任务的96.43%，其中人工造林1.12万亩), or in the sentence that opens with 其中."""
    whole = run.figures[at]
    for i in range(at + 1, min(len(run.figures), at + 1 + _BETWEEN)):
        other = run.figures[i]
        if not sentence.holds(other.at):
            break
        if _OF_WHICH.search(run.lead(other)):
            return i
        if other.size.same_unit(whole.size) and not _compared(run, other):
            break
    after = bisect_left(run.starts, sentence.end)
    if after < len(run.figures) and _opens(run, whole, run.figures[after]):
        return after
    return None


def _opens(run: Run, whole: Figure, other: Figure) -> bool:
    """Whether `other` is the first figure of the next sentence, which says 其中 of the subject of
    the one before, which is its first figure."""
    before = run.within(run.sentence(whole))
    between = run.text[before[-1].at.end : other.at.start]
    return before[0] is whole and between.count("。") == 1 and _NEXT.match(between) is not None


def _one_list(run: Run, parts: list[Figure]) -> list[Figure]:
    """A list whose items are joined by 、 ends where a comma follows: 19起、14起、15起，已办结45起."""
    joined = [run.text[a.at.end : b.at.start] for a, b in pairwise(parts)]
    if not joined or not _ENUMERATES.search(joined[0]) or _PAUSE.search(joined[0]):
        return parts
    for count, text in enumerate(joined, 1):
        if _PAUSE.search(text) or not _ENUMERATES.search(text):
            return parts[:count]
    return parts


def _of_another(run: Run, at: int, part: Figure) -> bool:
    """Whether a greater part is none of figure `at`: that is an item of a list itself (四县分别为…和7.47万人，其中
    脱贫人口11.2万人), or the part is what is owed (少到位724.5万元，其中石洋县应配860万元)."""
    whole = run.figures[at]
    if part.size.point <= whole.size.point:
        return False
    before = run.figures[at - 1] if at else None
    joint = run.text[before.at.end : whole.at.start] if before is not None else ""
    item = before is not None and before.size.same_unit(whole.size) and _ENUMERATES.search(joint)
    owed = "应" in clause(run, part) and "应" not in clause(run, whole)
    return bool(item and not _PAUSE.search(joint)) or owed


def _compared(run: Run, figure: Figure) -> bool:
    """Another year's value, or another area's, has no parts here."""
    return figure.role is Role.BASELINE or _OTHERS.search(clause(run, figure)) is not None


def _nested(text: str) -> bool:
    """Whether `text` leaves a bracket open: what follows is a part of a part."""
    return text.count("（") + text.count("(") > text.count("）") + text.count(")")


def _of_list(
    run: Run, parts: list[Figure], whole: Figure, said: str, *, complete: bool
) -> Iterator[Check]:
    for count in range(len(parts), 1, -1):
        rest = (
            run.text[parts[count - 1].at.end : parts[count].at.start] if count < len(parts) else ""
        )
        if rest and _ENUMERATES.search(rest) and not _PAUSE.search(rest):
            continue  # some items of a list are no list
        made = total(tuple(figure.size.interval for figure in parts[:count]))
        if made.meets(whole.size.interval) and not any(f.size.hedged for f in parts[:count]):
            found = judged(parts[:count], whole, complete=True)
            break
    else:
        found = judged(parts, whole, complete=complete and len(parts) > 1)
    outcome = len(parts) < MANY and OUTCOME.search(said) is not None
    if found is None or (found.verdict is Verdict.REVIEW and outcome):
        return
    yield found
