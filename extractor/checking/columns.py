"""sum and ratio in tables: columns that follow from others, and rows that make a total.

Nothing is read from the headings of columns: if 97.14% is the quotient of its two neighbours in this
row and the next and the next, the column is that quotient, and the row where it is not stands
out. A total is a row that calls itself one (合计), and its rows are those above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

from extractor.checking import cards
from extractor.checking.added import differences, of_which, totals
from extractor.checking.layout import Sheet
from extractor.checking.tabled import (
    LEAST,
    LEAST_UNMARKED,
    MOST_COLUMNS,
    NEARLY,
    OUTLIERS,
    Entry,
    Lines,
    tabled,
)
from extractor.checking.tolerance import compare, quotient
from extractor.records import (
    Check,
    Rule,
    Severity,
    Text,
    Verdict,
)

_HUNDRED = Decimal(100)


def columns(sheet: Sheet) -> Iterator[Check]:
    for _, lines, rows in tabled(sheet):
        rates = _rate_columns(lines)
        for (p, a, b), judged in rates.items():
            for line, verdict in judged:
                yield _quotient(line[p], line[a], line[b], verdict)
        yield from differences(lines)
        taken = {found[0] for found in rates}
        yield from totals(lines, rows, taken)
        yield from of_which(lines, taken)


def _rate_columns(
    lines: Lines,
) -> dict[tuple[int, int, int], list[tuple[dict[int, Entry], Verdict]]]:
    """Columns P, A, B with P = A ÷ B in percent, and the rows with what they say of it."""
    found: dict[tuple[int, int, int], list[tuple[dict[int, Entry], Verdict]]] = {}
    taken: set[int] = set()
    for p, a, b in _triples(lines):
        if p in taken or not _rate_like(lines, p):
            continue
        judged = []
        for line in lines:
            if all(c in line for c in (p, a, b)) and line[a].plain and line[b].plain:
                verdict = _is_quotient(line[p], line[a], line[b])
                if verdict is not None:
                    judged.append((line, verdict))
        right = [line for line, verdict in judged if verdict is Verdict.AGREE]
        # 100% of everything says nothing of which columns they are
        telling = [line for line in right if line[a].size.point != line[b].size.point]
        marked = any(not line[p].plain for line in right)
        least = LEAST if marked else LEAST_UNMARKED
        if len(telling) < least or (len(judged) - len(right)) * OUTLIERS > len(judged):
            continue
        taken.add(p)
        found[p, a, b] = judged
    return found


def _triples(lines: Lines) -> Iterator[tuple[int, ...]]:
    held = sorted({column for line in lines for column in line})
    return permutations(held[:MOST_COLUMNS], 3)


def _rate_like(lines: Lines, column: int) -> bool:
    values = [line[column] for line in lines if column in line]
    return any(not value.plain for value in values) or all(
        0 <= value.size.point <= 1000 for value in values
    )


def _is_quotient(p: Entry, a: Entry, b: Entry) -> Verdict | None:
    if not _might_be(p, a, b):
        return Verdict.CONFLICT if b.size.point > 0 and p.size.point else None
    share = quotient(a.size.interval, b.size.interval)
    if share is None or p.size.point == 0:
        return None
    return compare(share.scaled(_HUNDRED), p.size.point, p.size.slack)


def _might_be(p: Entry, a: Entry, b: Entry) -> bool:
    """By floats, before the exact arithmetic: most columns are no quotient of most others."""
    top, below, rate = float(a.size.point), float(b.size.point), float(p.size.point)
    return below > 0 and abs(100 * top / below - rate) <= max(NEARLY, NEARLY * abs(rate))


def _quotient(p: Entry, a: Entry, b: Entry, verdict: Verdict) -> Check:
    percent = a.size.point / b.size.point * _HUNDRED
    places = max(2, cards.decimals(p.size))
    value = f"{cards.number(percent, places)}%"
    card = f"{a.shown} ÷ {b.shown} = {value}"
    label = cards.clip(p.label)
    messages = {
        Verdict.AGREE: Text(
            f"“{label}”的比率{p.shown}与同行数值相符",
            f"the rate {p.shown} of “{label}” follows from its row",
        ),
        Verdict.REVIEW: Text(
            f"“{label}”的比率写{p.shown}，按同行数值为{value}，可能是截尾",
            f"the rate of “{label}” is {p.shown}, its row gives {value}: probably cut off",
        ),
        Verdict.CONFLICT: Text(
            f"“{label}”的比率写{p.shown}，按同行数值应为{value}",
            f"the rate of “{label}” is {p.shown}; its row gives {value}",
        ),
    }
    return cards.check(
        Rule.RATIO,
        verdict,
        messages[verdict],
        Text(f"{card}（报告写 {p.shown}）", f"{card} (stated {p.shown})"),
        (p.evidence, a.evidence, b.evidence),
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
    )
