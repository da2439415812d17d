"""Several indicators in one row: their names in one cell, and a value for each in others.

Forms with room for one line are filled in so: 停车泊位、充电桩 | 2150个 1200个, or with a
sentence that states one quantity for each name. They are told apart only where every cell
that states anything states as many values as there are names; else the row stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from extractor.folding import View, fold, view
from extractor.quantities import tag
from extractor.records import Span
from extractor.tables.kinds import is_value, tokens

MOST = 12  # indicators in one row; what states more is a report of its own
# What parts names, the strongest first: a name may hold the weaker marks itself
# (数字创意、数字文化物业载体的数量，举办活动).
_PARTING = ("；;", " ", "，,", "、", "/", "；;，,、 ")
_VALUE_PARTING = ("；;，、 ", "；;，、 /")  # 5元/月 is one value, 2家/4个 are two
_LONGEST = 400  # characters; longer cells are accounts of the year
_OPEN, _CLOSE = "（(“「《【[", "）)”」》】]"
_NUMBERED = re.compile(r"(?:指标)?\s?(?:\d{1,2}|[①-⑳])\s?[:：、.．](?!\d)|[（(]\d{1,2}[)）]|[①-⑳]")
# How names of measures end: after such a word a space parts names, after another it is a wrap.
_MEASURE = re.compile(
    r"(?:率|数|数量|次数|人数|场次|人次|度|金额|面积|比例|比重|占比|等级|排名|情况|质量|水平|额|量)$"
)
_RATE = re.compile(r"(?:率|比例|比重|占比|度|增幅|增速)$")
# A document that is named as the ground of a target holds years and numbers of its own.
_CITED = re.compile(
    r"(?:根据|依据|按照|按|参照|依照)?《[^》]{0,200}》[^，。；;（(]{0,10}(?:[（(][^（）()]{0,60}[）)])?"
)
# 每月进行1场 is not 1场: how often is part of what is stated.
_OFTEN = re.compile(r"每(?:半年|季度?|月|周|旬|日|天|户|人|村|个?社区|家)[^\d，。；]{0,4}$")
_CLAUSE = re.compile(r"[^，。；;！？ ]+")


@dataclass(frozen=True, slots=True)
class Part:
    """One name, and what each of the cells states of it."""

    name: Span
    values: tuple[Span | None, ...]


@dataclass(frozen=True, slots=True)
class _Value:
    span: Span
    text: str
    clause: str  # what is said around it, "" where it stands alone


def unpack(text: str, name: Span, cells: Sequence[Span | None]) -> tuple[Part, ...]:
    """The indicators that `name` runs together, each with its value in each of `cells`.

    `cells` are spans of a row's target and result; None where the row has none. Returns ()
    if the row speaks of one indicator, or it cannot be told which value is whose.
    """
    runs = [None if cell is None else _run(text, cell) for cell in cells]
    counts = {len(run) for run in runs if run is not None}
    if not counts:
        return tuple(Part(one, (None,) * len(cells)) for one in _measures(text, name))
    count = counts.pop()
    if counts or not 2 <= count <= MOST:
        return ()
    for names in _namings(text, name, count):
        if all(run is None or _fits(text, names, run) for run in runs):
            ordered = [run and _ordered(text, names, run) for run in runs]
            return tuple(
                Part(one, tuple(run[i].span if run else None for run in ordered))
                for i, one in enumerate(names)
            )
    return ()


def bare_name(text: str, span: Span) -> Span:
    """`span` without the number that a list gives to a name: 指标1：, 2、"""
    seen = view(text, [span])
    found = _NUMBERED.match(seen.text)
    if found is None or len(seen.text) - found.end() < 2:
        return span
    return Span(seen.starts[found.end()], span.end)


def _namings(text: str, name: Span, count: int) -> Iterator[list[Span]]:
    seen = view(text, [name])
    for marks in _PARTING:
        names = list(_split(seen, marks))
        if len(names) == count and all(len(fold(one.of(text))) >= 2 for one in names):
            yield [bare_name(text, one) for one in names]
    if (joined := _grouped(text, tokens(text, name), count)) is not None:
        yield joined


def _measures(text: str, name: Span) -> list[Span]:
    """The words of a cell, if it states nothing else and each ends as a measure's name."""
    words = tokens(text, name)
    whole = len(words) > 1 and all(
        len(fold(word.of(text))) >= 4 and _MEASURE.search(fold(word.of(text))) for word in words
    )
    return list(words[:MOST]) if whole else []


def _split(seen: View, marks: str) -> Iterator[Span]:
    """The pieces of `seen` between `marks` that no bracket or quotation mark encloses."""
    start = depth = 0
    for i, char in enumerate(seen.text + marks[0]):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif i == len(seen.text) or (char in marks and not depth):
            while start < i and seen.text[start] == " ":
                start += 1
            last = i
            while last > start and seen.text[last - 1] == " ":
                last -= 1
            if start < last:
                yield seen.span(start, last)
            start = i + 1


def _run(text: str, cell: Span) -> tuple[_Value, ...]:
    """The values of a cell: one after another, or one in each clause of a sentence."""
    seen = view(text, [cell])
    if is_value(seen.text) or len(seen.text) > _LONGEST:
        return ()
    for marks in _VALUE_PARTING:
        bare = tuple(_Value(span, fold(span.of(text)), "") for span in _split(seen, marks))
        if len(bare) > 1 and all(is_value(value.text) for value in bare):
            return bare
    return tuple(_stated(text, seen))


def _stated(text: str, seen: View) -> Iterator[_Value]:
    cited = [Span(*found.span()) for found in _CITED.finditer(seen.text)]
    clauses = [Span(*found.span()) for found in _CLAUSE.finditer(seen.text)]
    for quantity in tag(text, seen):
        if not quantity.kind.measures:
            continue
        at = seen.locate(quantity.span)
        if any(at.overlaps(place) for place in cited):
            continue
        around = next((clause for clause in clauses if clause.overlaps(at)), at)
        span = quantity.span
        if often := _OFTEN.search(seen.text, around.start, at.start):
            span = Span(seen.starts[often.start()], span.end)
        yield _Value(span, fold(span.of(text)), around.of(seen.text))


def _fits(text: str, names: Sequence[Span], run: Sequence[_Value]) -> bool:
    """Whether what is said around each value speaks of the name that has its place."""
    return all(
        not value.clause or _pairs(fold(name.of(text))) & _pairs(fold(value.clause))
        for name, value in zip(names, run, strict=True)
    )


@lru_cache(maxsize=256)
def _pairs(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 2] for i in range(len(text) - 1))


def _ordered(text: str, names: Sequence[Span], run: Sequence[_Value]) -> list[_Value]:
    """`run` in the order of the names, which the form leaves to who fills it in: a rate
    takes a percentage. Only where there are as many rates as percentages.
    """
    rates = [bool(_RATE.search(fold(name.of(text)))) for name in names]
    shares = [value.text.rstrip("以上下内左右").endswith(("%", "‰", "百分点")) for value in run]
    if rates == shares or sum(rates) != sum(shares) or any(value.clause for value in run):
        return list(run)
    of_rates = iter([value for value, share in zip(run, shares, strict=True) if share])
    others = iter([value for value, share in zip(run, shares, strict=True) if not share])
    return [next(of_rates) if rate else next(others) for rate in rates]


def _grouped(text: str, words: Sequence[Span], count: int) -> list[Span] | None:
    """`words` as `count` names. A line wrap can leave a space inside a name: then a new
    name starts only after a word that ends as names of measures do (率, 数, 情况…).
    """
    names: list[Span] = []
    ended = True
    for word in words:
        if ended:
            names.append(word)
        else:
            names[-1] = Span(names[-1].start, word.end)
        ended = bool(_MEASURE.search(fold(word.of(text))))
    return names if len(names) == count else None
