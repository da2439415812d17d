"""ratio: a stated rate against the figures that it is made of.

Budget ratios come from the table in `identities`, over the rows of a table and over figures of
one sentence. The patterns of prose (完成…的101.1%, 占…, 增加…增长…) are in `shares`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.checking import cards, shares
from extractor.checking.identities import BUILT_IN, Book, Formula, Identity
from extractor.checking.layout import Field, Figure, Run, Sheet
from extractor.checking.linking import Link
from extractor.checking.sizes import in_ten_thousand_yuan
from extractor.checking.tolerance import Interval, compare, one_slip, quotient, rounded, total
from extractor.folding import fold
from extractor.records import Check, Op, Role, Rule, Severity, Span, Text, Verdict

_HUNDRED, _TWICE = Decimal(100), Decimal(2)
_TRIED = 3  # operands of each side that are tried; more would agree by chance
_FEW = 4  # pairs of operands of which one is plainly meant: two budgets, two sums spent
_MOST_TERMS = 8  # of a denominator that is a sum
_LINES = 8  # of a table on either side of a rate, of those that hold a part that it is made of
_A_LINE = 24  # operands of one line that are looked at

Distance = Callable[[Figure, Figure], int]
_Group = tuple[int | None, str, tuple[str, ...] | None]  # the last: any funds


@dataclass(frozen=True, slots=True)
class Sum:
    """A worked ratio: its operands in the order of the card."""

    identity: Identity
    result: Figure
    top: Figure
    bottom: tuple[Figure, ...]
    tried: int = 1  # pairs of operands that its names allow

    def value(self) -> tuple[Decimal, Interval] | None:
        """Percent, as a point and as an interval; None when it is not defined."""
        below = total(tuple(figure.size.interval for figure in self.bottom))
        point = sum((figure.size.point for figure in self.bottom), Decimal(0))
        above, high = self.top.size.point, self.top.size.interval
        if self.identity.formula is Formula.DEVIATION or above < 0:
            above, high = _distance(self.top, self.bottom[0], self.identity.formula)
        share = quotient(high, below)
        if share is None or point <= 0:
            return None
        return above / point * _HUNDRED, share.scaled(_HUNDRED)

    def card(self, percent: Decimal) -> str:
        top, below = cards.operand(self.top), [cards.operand(figure) for figure in self.bottom]
        if self.identity.formula is Formula.DEVIATION:
            top = f"|{top} − {below[0]}|"
        joined = " + ".join(below)
        bottom = f"({joined})" if len(below) > 1 else joined
        places = max(2, cards.decimals(self.result.size))
        return f"{top} ÷ {bottom} = {cards.number(percent, places)}%"


def _distance(top: Figure, bottom: Figure, formula: Formula) -> tuple[Decimal, Interval]:
    """|a - b| for a deviation; |a| for an adjustment written with its sign."""
    if formula is Formula.SHARE:
        low, high = top.size.interval
        return abs(top.size.point), Interval(min(abs(low), abs(high)), max(abs(low), abs(high)))
    point = abs(top.size.point - bottom.size.point)
    spread = (
        top.size.interval.high
        - top.size.interval.low
        + bottom.size.interval.high
        - bottom.size.interval.low
    ) / 2
    return point, Interval(max(point - spread, Decimal(0)), point + spread)


def ratio(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    for worked in budget_ratios(sheet):
        found = judged(worked)
        if found is not None:
            yield found
    yield from shares.shares(sheet)


def budget_ratios(sheet: Sheet) -> tuple[Sum, ...]:
    """Every budget ratio whose operands stand near it; also used by `implausible`."""
    return sheet.once(budget_ratios, lambda: tuple(ratios_of(sheet, BUILT_IN)))


def ratios_of(sheet: Sheet, book: Book, fields: Sequence[Field] = (Field.VALUE,)) -> Iterator[Sum]:
    """Every ratio of `book` whose operands stand near it, in cells of `fields` and in prose."""
    for field in fields:
        yield from _in_tables(sheet, book, field)
    for run in sheet.runs.values():
        yield from _in_prose(run, book)


def judged(worked: Sum) -> Check | None:
    value = worked.value()
    if value is None:
        return None
    percent, interval = value
    result = worked.result
    verdict = compare(interval, abs(result.size.point), result.size.slack)
    others = verdict is Verdict.CONFLICT and _of_others(percent, abs(result.size.point))
    if others and worked.tried > _FEW:
        return None
    if others:
        return _far_off(worked, percent)
    if verdict is Verdict.CONFLICT and any(f.size.hedged for f in (worked.top, *worked.bottom)):
        verdict = Verdict.REVIEW
    card = worked.card(percent)
    said = cards.shown(result)
    label = worked.identity
    messages = {
        Verdict.AGREE: Text(
            f"{label.zh}{said}与所列数额相符", f"{label.en} {said} follows from its operands"
        ),
        Verdict.REVIEW: Text(
            f"{label.zh}报告写{said}，与所列数额相差末位一个单位，可能是截尾",
            f"{label.en} is stated as {said}, one unit of the last digit off: probably cut off, not rounded",
        ),
        Verdict.CONFLICT: Text(
            f"{label.zh}报告写{said}，按所列数额应为{cards.number(percent, 2)}%",
            f"{label.en} is stated as {said}; its operands give {cards.number(percent, 2)}%",
        ),
    }
    return cards.check(
        Rule.RATIO,
        verdict,
        messages[verdict],
        Text(f"{card}（报告写 {said}）", f"{card} (stated {said})"),
        (result, worked.top, *worked.bottom),
        severity=Severity.HIGH if verdict is Verdict.CONFLICT else Severity.LOW,
        amount=_amount(worked),
    )


def _far_off(worked: Sum, percent: Decimal) -> Check:
    """A rate more than twice off the only operands that it may have: one of the three is wrong, or it is of others."""
    card, said, label = worked.card(percent), cards.shown(worked.result), worked.identity
    return cards.check(
        Rule.RATIO,
        Verdict.REVIEW,
        Text(
            f"{label.zh}报告写{said}，按所列数额为{cards.number(percent, 2)}%，相差一倍以上，某一数可能有误，或另有所指",
            f"{label.en} is stated as {said}; its operands give {cards.number(percent, 2)}%: more than twice off, "
            "one of them is wrong or others are meant",
        ),
        Text(f"{card}（报告写 {said}）", f"{card} (stated {said})"),
        (worked.result, worked.top, *worked.bottom),
        severity=Severity.LOW,
    )


def _of_others(percent: Decimal, stated: Decimal) -> bool:
    """So far off that other operands, or another unit, were meant; a moved point is a slip."""
    return not stated / _TWICE <= percent <= stated * _TWICE and not one_slip(
        rounded(percent, Decimal("0.01")), stated
    )


def _amount(worked: Sum) -> Decimal | None:
    """The stated rate times the base, against the stated top: what the error is worth."""
    below = sum((figure.size.point for figure in worked.bottom), Decimal(0))
    top = worked.top.size
    if not top.money or top.unit != "元":
        return None
    above = (
        abs(top.point - below) if worked.identity.formula is Formula.DEVIATION else abs(top.point)
    )
    return in_ten_thousand_yuan(abs(above - below * abs(worked.result.size.point) / _HUNDRED))


def _in_tables(sheet: Sheet, book: Book, field: Field) -> Iterator[Sum]:
    values = [figure for figure in sheet.figures if figure.field is field and figure.fact]
    operands = _Operands(values, book)
    for result in values:
        named = book.identity(_own_name(result)) if result.size.percent else None
        if named is None:
            continue
        found = _assemble(named, result, operands.near(named, result), _label_distance)
        if found is not None:
            yield found


class _Operands:
    """The parts of budgets in tables, by table, part and column of funds, and then by line.

    Of a long table, the `_LINES` nearest lines that hold a part are looked at above and below a
    rate, and of each its first `_A_LINE` operands; the others are not tried.
    """

    def __init__(self, values: Sequence[Figure], book: Book) -> None:
        self._groups: dict[_Group, dict[int, list[tuple[int, Figure]]]] = {}
        for i, figure in enumerate(values):
            said = None if figure.size.percent else book.part(figure.name.text)
            if said is None:
                continue
            for funds in (_funds(figure), None):
                lines = self._groups.setdefault((figure.place.table, said, funds), {})
                line = lines.setdefault(figure.place.line, [])
                if len(line) < _A_LINE:
                    line.append((i, figure))
        self._lines = {key: sorted(lines) for key, lines in self._groups.items()}

    def near(self, named: Identity, result: Figure) -> list[tuple[Figure, str]]:
        """The operands that `named` takes, in the table and the column of funds of `result`."""
        theirs = _funds(result)
        found: dict[int, tuple[Figure, str]] = {}
        for said in {*named.top, *named.bottom}:
            for funds in (theirs, ()) if theirs else (None,):
                key = (result.place.table, said, funds)
                lines = self._lines.get(key, [])
                at = bisect_left(lines, result.place.line)
                for line in lines[max(0, at - _LINES) : at + _LINES]:
                    for i, figure in self._groups[key][line]:
                        if _funds(figure) == theirs or figure.name.text not in theirs:
                            found[i] = (figure, said)
        return [found[i] for i in sorted(found)]


def _funds(figure: Figure) -> tuple[str, ...]:
    """The column of funds that the figure stands in, where its table has such columns."""
    return figure.fact.labels[-1:] if figure.fact and figure.field is Field.VALUE else ()


def _own_name(figure: Figure) -> str:
    """The row's name without the column's, which a matrix puts before it."""
    labels = figure.fact.labels if figure.fact else ()
    return figure.name.text.removeprefix(fold(labels[-1])) if labels else figure.name.text


def _label_distance(figure: Figure, result: Figure) -> int:
    return abs(figure.place.line - result.place.line)


def _in_prose(run: Run, book: Book) -> Iterator[Sum]:
    for result in run.figures:
        if not result.size.percent:
            continue
        if result.quantity.op in (Op.LE, Op.LT, Op.GE, Op.GT):
            continue  # 控制率50.61%<100%: the limit is not the rate
        lead = run.lead(result)
        named = book.identity(lead[-24:]) or (book.identity(result.name.text) if not lead else None)
        if named is None:
            continue
        pool = [
            (figure, said)
            for figure in run.within(_reach(run, result))
            if not figure.size.percent and (said := _part(run, figure, book)) is not None
        ]
        found = _assemble(named, result, pool, _distance_before)
        if found is None or not _one_scale(found):
            continue
        # A target rate need not follow from what was spent; one that does is no target, whatever
        # it was read as.
        if result.role not in (Role.TARGET, Role.CHANGE) or _bears_out(found):
            yield found


def _one_scale(worked: Sum) -> bool:
    """All operands are money; 14.7万 beside 7.44万元 has only lost its 元."""
    kinds = {figure.size.dimension for figure in (worked.top, *worked.bottom)}
    return len(kinds) == 1 or kinds == {"money", "number"}


def _reach(run: Run, result: Figure) -> Span:
    """The sentence up to a full stop: 预算数300万元；支出数299万元，执行率99.67% is one thought."""
    at = run.sentence(result)
    start = at.start
    while start > 0 and run.text[start - 1] in "；;" and at.end - start < 400:
        before = run.sentence_at(start - 1)
        if before.start >= start:
            break
        start = before.start
    return Span(start, at.end)


def _part(run: Run, figure: Figure, book: Book) -> str | None:
    """By the words right before the number, else by the name that it was given."""
    return book.part(run.lead(figure)[-24:]) or book.part(figure.name.text)


def _distance_before(figure: Figure, result: Figure) -> int:
    """Operands stand before their rate; what stands after it may belong to the next."""
    gap = result.at.start - figure.at.start
    return gap if gap >= 0 else 10_000 - gap


def _assemble(
    named: Identity,
    result: Figure,
    pool: Sequence[tuple[Figure, str]],
    distance: Distance,
) -> Sum | None:
    """Pick operands by part, nearest first; prefer a choice that bears the rate out."""

    def nearest(kinds: tuple[str, ...]) -> list[Figure]:
        found = [
            (rank, distance(figure, result), figure)
            for figure, said in pool
            for rank, kind in enumerate(kinds)
            if said == kind
        ]
        return [figure for *_, figure in sorted(found, key=lambda item: item[:2])]

    tops, bottoms = nearest(named.top), nearest(named.bottom)
    if not tops or not bottoms:
        return None
    if named.formula is Formula.CARRY:
        terms = sorted(bottoms[:_MOST_TERMS], key=lambda f: f.span)
        return Sum(named, result, tops[0], tuple(terms))
    tried = len(tops) * len(bottoms)
    choices = [Sum(named, result, t, (b,), tried) for t in tops[:_TRIED] for b in bottoms[:_TRIED]]
    return next((choice for choice in choices if _bears_out(choice)), choices[0])


def _bears_out(worked: Sum) -> bool:
    value = worked.value()
    return value is not None and (compare(value[1], abs(worked.result.size.point)) is Verdict.AGREE)
