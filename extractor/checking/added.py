"""sum, in tables: columns that add up to another, rows that make a 合计, and what stands below 其中."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import permutations

from extractor.checking import cards
from extractor.checking.tabled import (
    LEAST,
    LEAST_UNMARKED,
    MOST_COLUMNS,
    NEARLY,
    OUTLIERS,
    POINTS,
    Entry,
    Lines,
)
from extractor.checking.tolerance import list_slipped, total
from extractor.folding import fold
from extractor.records import (
    Check,
    Row,
    Rule,
    Severity,
    Text,
    Verdict,
)

_TOTAL = re.compile(
    r"^(?:合计|总计|小计|共计|总额|合计数|总计数|.{0,6}资金总额|.{2,8}合计|.{2,8}总计)(?:[（(].*)?$"
)

_SUBTOTAL = re.compile(r"小计")
_LITTLE = Decimal("0.1")  # of a total: more is another scope, not a slip
_PART_ROW = re.compile(r"^其中")
_GIVEN = re.compile(rf"{POINTS.pattern}|目标|指标值|完成值|实际值")
_MOST_PARTS = 6  # rows from 其中 on


def differences(lines: Lines) -> Iterator[Check]:
    """A column that is the sum of the two or more right of it (or left), or of two others."""
    held = sorted(
        {
            column
            for line in lines
            for column, entry in line.items()
            if not _GIVEN.search(entry.header)
        }
    )[:MOST_COLUMNS]
    done: set[frozenset[int]] = set()
    for whole in held:
        for parts in _sides(held, whole):
            key = frozenset((whole, *parts))
            if key in done:
                continue
            judged = []
            for line in lines:
                if all(c in line and line[c].plain for c in (whole, *parts)) and not any(
                    line[c].size.hedged or line[c].quantity.unit for c in (whole, *parts)
                ):
                    judged.append((line, _adds_up([line[c] for c in parts], line[whole])))
            right = [line for line, holds in judged if holds]
            telling = {
                tuple(line[c].size.point for c in (whole, *parts))
                for line in right
                if sum(line[c].size.point != 0 for c in parts) >= 2
            }
            if len(telling) < LEAST or (len(judged) - len(right)) * OUTLIERS > len(judged):
                continue
            done.add(key)
            for line, holds in judged:
                if holds or len(telling) >= LEAST_UNMARKED:
                    yield _sum([line[c] for c in parts], line[whole])


def _sides(held: Sequence[int], whole: int) -> Iterator[tuple[int, ...]]:
    at = held.index(whole)
    for last in range(len(held), at + 2, -1):
        yield tuple(held[at + 1 : last])
    for first in range(0, at - 1):
        yield tuple(held[first:at])
    for one, two in permutations(held, 2):
        if one < two and whole not in (one, two):
            yield (one, two)


def _adds_up(parts: Sequence[Entry], whole: Entry) -> bool:
    made, said = sum(float(part.size.point) for part in parts), float(whole.size.point)
    if abs(made - said) > NEARLY * max(1.0, abs(said)):
        return False
    units = {one.quantity.unit for one in (*parts, whole)}
    if len(units) > 1 or any(one.size.hedged for one in (*parts, whole)):
        return False
    return total(tuple(part.size.interval for part in parts)).meets(whole.size.interval)


def totals(lines: Lines, rows: Sequence[Row], rates: set[int]) -> Iterator[Check]:
    """A row named 合计 against the rows above it, or below where it is the first."""
    names = [fold(next((c.text for c in row.cells if c.text.strip()), "")) for row in rows]
    for at, name in enumerate(names):
        if not _TOTAL.search(name) or not lines[at]:
            continue
        block = _block(lines, names, at)
        judged = []
        for column, whole in sorted(lines[at].items()):
            if column in rates or not whole.plain or POINTS.search(whole.header):
                continue
            parts = [lines[i][column] for i in block if column in lines[i]]
            parts = [part for part in parts if part.plain and part.size.compares(whole.size)]
            if len(parts) >= 2:
                judged.append((parts, whole, _adds_up(parts, whole)))
        right = sum(holds for *_, holds in judged)
        for parts, whole, holds in judged:
            if holds or _doubtful(parts, whole, right):
                yield _sum(parts, whole, sure=right > 0)


def of_which(lines: Lines, rates: set[int]) -> Iterator[Check]:
    """年度资金总额 above 其中：当年财政拨款, 上年结转资金 and 其他资金 (the form of 财预〔2020〕10号), 基本支出 above
    其中：人员经费 and 公用经费: as many rows from 其中 on as make the row above in most columns.
    """
    for at in range(1, len(lines)):
        held = [
            c
            for c, entry in sorted(lines[at].items())
            if entry.named.startswith("其中")
            and c not in rates
            and (whole := lines[at - 1].get(c)) is not None
            and whole.plain
            and entry.plain
            and not POINTS.search(whole.header)
        ]
        best: list[tuple[list[Entry], Entry, bool]] = []
        for count in range(2, _MOST_PARTS + 1):
            tried = _parts_below(lines, at, count, held)
            if tried and sum(holds for *_, holds in tried) >= sum(holds for *_, holds in best):
                best = tried
        right = sum(holds for *_, holds in best)
        for parts, whole, holds in best:
            if holds or right > 1 or _slipped(parts, whole):
                yield _sum(parts, whole, sure=right > 1)


def _parts_below(
    lines: Lines, at: int, count: int, held: Sequence[int]
) -> list[tuple[list[Entry], Entry, bool]]:
    found = []
    below = lines[at : at + count]
    for column in held:
        parts = [line[column] for line in below if column in line]
        whole = lines[at - 1][column]
        if len(parts) == count and all(part.size.compares(whole.size) for part in parts):
            found.append((parts, whole, _adds_up(parts, whole)))
    return found


def _slipped(parts: Sequence[Entry], whole: Entry) -> bool:
    return list_slipped([part.size.point for part in parts], whole.size.point)


def _made(parts: Sequence[Entry]) -> Decimal:
    return sum((part.size.point for part in parts), Decimal(0))


def _block(lines: Lines, names: Sequence[str], at: int) -> list[int]:
    """The rows that make the total of row `at`."""
    if _TOTAL.search(names[at]) and _SUBTOTAL.search(names[at]):
        return _run(lines, names, at, -1, _TOTAL)
    above = [i for i in _run(lines, names, at, -1, None) if not _SUBTOTAL.search(names[i])]
    every = above or _run(lines, names, at, 1, _TOTAL)
    return [i for i in every if not _PART_ROW.search(names[i])]


def _run(
    lines: Lines, names: Sequence[str], at: int, step: int, stop: re.Pattern[str] | None
) -> list[int]:
    """Rows with values from `at` on, up to one without any or another total."""
    found: list[int] = []
    i = at + step
    while 0 <= i < len(lines) and lines[i]:
        if stop is not None and stop.search(names[i]):
            break
        if stop is None and _TOTAL.search(names[i]) and not _SUBTOTAL.search(names[i]):
            break
        found.append(i)
        i += step
    return sorted(found)


def _doubtful(parts: Sequence[Entry], whole: Entry, right: int) -> bool:
    """Whether a total that its rows do not make is worth a word: other columns do, or it is close."""
    made = sum((part.size.point for part in parts), Decimal(0))
    if whole.size.point <= 0 or any(part.size.hedged for part in parts):
        return False
    apart = abs(made - whole.size.point)
    little = _LITTLE if right else _LITTLE / 2
    return _slipped(parts, whole) or apart <= little * whole.size.point


def _sum(parts: Sequence[Entry], whole: Entry, *, sure: bool = True) -> Check:
    """`sure`: other rows or columns bear out that these are its parts."""
    made = total(tuple(part.size.interval for part in parts))
    point = sum((part.size.point for part in parts), Decimal(0))
    factor = whole.size.point / whole.quantity.value if whole.quantity.value else Decimal(1)
    value = cards.number(point / factor if factor else point)
    left = " + ".join(part.shown for part in parts)
    evidence = (*(part.evidence for part in parts), whole.evidence)
    if made.meets(whole.size.interval):
        return cards.check(
            Rule.SUM,
            Verdict.AGREE,
            Text(f"分项之和等于合计{whole.shown}", f"the parts add up to {whole.shown}"),
            cards.both(f"{left} = {value}"),
            evidence,
        )
    place = max(one.size.place for one in (*parts, whole))
    slack = max(one.size.slack for one in (*parts, whole))
    close = made.widened(slack).meets(whole.size.interval)
    verdict = Verdict.REVIEW if not sure or (close and place < 1) else Verdict.CONFLICT
    return cards.check(
        Rule.SUM,
        verdict,
        Text(
            f"分项之和{value}，合计写{whole.shown}",
            f"the parts make {value}, the total says {whole.shown}",
        ),
        cards.both(f"{left} = {value} ≠ {whole.shown}"),
        evidence,
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
    )
