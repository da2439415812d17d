"""repeat, where words or a value stand a second time in a place where they can hardly be right.

Forms are filled in by copying the row above: a row that stands twice, the result of one indicator left
under another, a value of many digits under two indicators of different goals, a paragraph pasted again.
Nothing here is wrong for certain, so all of it is asked about. What may well stand twice is passed over:
goals, standards of scoring and dates, money that is both spent and what a thing cost, and what more than
two rows say, which is one cell over all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from extractor.checking import cards
from extractor.checking.layout import FactView, Figure, Run, Sheet
from extractor.checking.naming import similarity
from extractor.checking.places import mark
from extractor.checking.tabled import Entry, tabled
from extractor.checking.tolerance import digits
from extractor.folding import fold
from extractor.records import Check, Evidence, Row, Rule, SectionKind, Text, Verdict

_SENTENCE = 12  # characters of a result that is told twice
_PARAGRAPH = 30
_MANY = 5  # digits of a value that two results do not share by chance
_MANY_OF_RATE = 4  # 97.46%
_UNLIKE = 0.5  # similarity of two names that speak of two things
_LEAST = 2  # digits: 0 and 1 stand in many a row
_FEWEST_CELLS = 3
_MOST = 5  # of each kind in a report: what recurs more often is the form
_NUMBERING = re.compile(r"^[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]\s*")
# What is spent is also what a thing cost, and stands in several rows.
_MONEY_NAME = re.compile(r"金额|资金|支出|预算|决算|经费|成本|投资|结余|结转|执行|支付|到位")


def copied(sheet: Sheet) -> Iterator[Check]:
    for kind in (_rows, _results, _values, _paragraphs):
        found = list(kind(sheet))
        yield from found if len(found) <= _MOST else ()


def _rows(sheet: Sheet) -> Iterator[Check]:
    """A row that stands twice in its table, under the same first label."""
    for one in tabled(sheet):
        seen: dict[tuple[str, ...], list[tuple[Row, Entry]]] = {}
        label = ""
        for row, line in zip(one.rows, one.lines, strict=True):
            cells = [fold(cell.text) for cell in row.cells]
            label = cells[0] if cells and cells[0] else label
            told = [e for e in line.values() if digits(e.quantity.value or Decimal(0)) >= _LEAST]
            if told and sum(map(bool, cells)) >= _FEWEST_CELLS:
                seen.setdefault((label, *cells[1:]), []).append((row, told[0]))
        for same in seen.values():
            if len(same) > 1:
                yield _row_again([row for row, _ in same], [entry for _, entry in same])


def _row_again(rows: Sequence[Row], entries: Sequence[Entry]) -> Check:
    called = cards.clip(entries[0].named or entries[0].label)
    zh, en = _lines([row.line for row in rows])
    return _check(
        Text(
            f"“{called}”一行重复列示：{zh}完全相同，计入合计时会重复",
            f"the row “{called}” stands {len(rows)} times: {en} are the same, and count twice in a total",
        ),
        Text(f"{zh}相同", f"{en} are the same"),
        [entry.evidence for entry in entries],
    )


def _results(sheet: Sheet) -> Iterator[Check]:
    """What was achieved, told in the very same words under two indicators of one table."""
    held: dict[tuple[int, str], dict[int, Figure]] = {}
    for run in sheet.runs.values():
        place, section = run.passage.place, run.passage.section
        if place.table is None or place.row is None or section is not SectionKind.COMPLETION:
            continue
        for words, figure in _sentences(run):
            held.setdefault((place.table, words), {}).setdefault(place.row, figure)
    told: set[tuple[int, int]] = set()
    for (_, words), by_row in held.items():
        rows = tuple(by_row)
        if len(rows) != 2 or (pair := (rows[0], rows[1])) in told:
            continue
        one, two = (by_row[row] for row in rows)
        if _path(sheet, one) != _path(sheet, two):
            told.add(pair)
            yield _told_twice(words, [one, two], "完成情况", "result")


def _path(sheet: Sheet, figure: Figure) -> tuple[str, ...]:
    run = sheet.run(figure)
    return run.passage.path if run else ()


def _sentences(run: Run) -> Iterator[tuple[str, Figure]]:
    """The sentences that hold a figure, each with its first."""
    seen = set()
    for figure in run.figures:
        span = run.sentence(figure)
        words = span.of(run.text).strip()
        if span not in seen and len(words) >= _SENTENCE:
            seen.add(span)
            yield words, figure


def _values(sheet: Sheet) -> Iterator[Check]:
    """1,284.37 as the result of two indicators that have little to do with each other."""
    held: dict[tuple[Decimal, str], list[FactView]] = {}
    for view in sheet.facts:
        if view.plain and view.fact.place.row is not None and _telling(view.actuals[0]):
            actual = view.actuals[0]
            held.setdefault((actual.size.point, actual.size.unit), []).append(view)
    for same in held.values():
        for one, two in combinations(same, 2) if len(same) == 2 else ():
            if _unlike(one, two):
                yield _value_again(one, two)


def _telling(actual: Figure) -> bool:
    told = digits(actual.quantity.value or Decimal(0))
    return told >= (_MANY_OF_RATE if actual.size.percent else _MANY)


def _unlike(one: FactView, two: FactView) -> bool:
    """Two goals of two things in one table."""
    places = one.fact.place, two.fact.place
    goals = one.targets[0].size, two.targets[0].size
    return (
        places[0].table == places[1].table
        and places[0].row != places[1].row
        and goals[0].point != goals[1].point
        and similarity(one.name, two.name) < _UNLIKE
        and not any(_MONEY_NAME.search(view.name.text) for view in (one, two))
    )


def _value_again(one: FactView, two: FactView) -> Check:
    names = cards.clip(one.name.text), cards.clip(two.name.text)
    first, second = one.actuals[0], two.actuals[0]
    goals = cards.operand(one.targets[0]), cards.operand(two.targets[0])
    value = cards.shown(first)
    return _check(
        Text(
            f"“{names[0]}”与“{names[1]}”完成值同为{value}，目标却是{goals[0]}和{goals[1]}，疑为复制未改",
            f"“{names[0]}” and “{names[1]}” both come to {value}, with the goals {goals[0]} and {goals[1]}: "
            "probably copied",
        ),
        cards.both(f"{value} = {cards.shown(second)}; {goals[0]} ≠ {goals[1]}"),
        [first, second],
    )


def _paragraphs(sheet: Sheet) -> Iterator[Check]:
    """A paragraph that stands twice, however it is numbered."""
    held: dict[str, list[Figure]] = {}
    for run in sheet.runs.values():
        words = _NUMBERING.sub("", run.text.strip())
        if run.passage.place.table is None and len(words) >= _PARAGRAPH and run.figures:
            held.setdefault(words, []).append(run.figures[0])
    for words, figures in held.items():
        if len(figures) > 1:
            yield _told_twice(words, figures, "段落", "paragraph")


def _told_twice(words: str, figures: Sequence[Figure], what: str, what_en: str) -> Check:
    zh, en = _lines([figure.place.line for figure in figures])
    said = cards.clip(words)
    return _check(
        Text(
            f"{zh}{what}文字相同，疑为复制未改：“{said}”",
            f"{en}: the same {what_en}, probably copied: “{said}”",
        ),
        Text(f"{zh}相同", f"{en} are the same"),
        figures,
    )


def _lines(lines: Sequence[int]) -> tuple[str, str]:
    return (
        "、".join(mark(line) for line in lines),
        ", ".join(mark(line) for line in lines),
    )


def _check(message: Text, card: Text, evidence: Sequence[Figure | Evidence]) -> Check:
    return cards.check(Rule.REPEAT, Verdict.REVIEW, message, card, evidence)
