"""Which two figures speak of the same thing.

Names are compared by object, with measure, scope and unit held apart (see `naming`). Pairs
are then chosen one to one between any two rows or passages, best first, so that 拆除违建292宗 goes to
拆除违法建设367宗 and 拆除河涌违建6宗 beside it stays alone. What stays doubtful is not linked:
two candidates that are equally good, generic names, objects of one or two characters.

Not every pair of a report is compared, so that time grows with its length alone: see `Alike`
for which names are held against each other, and `_NEAREST` for which figures of a name.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractor.checking.derived.cues import is_points
from extractor.checking.identities import identity, part
from extractor.checking.layout import Field, Figure, Sheet
from extractor.checking.naming import (
    Name,
    closeness,
    name,
    pairs,
    scope_difference,
    scopes_clash,
    similarity,
)
from extractor.checking.tolerance import one_slip
from extractor.records import Op, Role, SectionKind

# Chosen on the pairs of reports 001, 002 and 004: same-thing pairs lie above, rivals below.
STRONG = 0.8
_ALIKE = 0.75
_SIMILAR = 0.5
_IN_TASK = 0.6  # of a task's prose and its own cells
_TELLING = 0.3  # enough when a value of three digits and its unit agree as well
_SHORTEST_OBJECT = 3
_MOST_HOLDERS = 60  # objects with one character pair that are held against each other
_MOST_ALIKE = 60  # objects that one object is held against
# A figure is compared with so many figures of an object on the pages that follow, the nearest
# ones. A report states one thing two to four times; a name that it states more often is a column.
_NEAREST = 4
_MOST_CELLS = 60  # of a row, that prose in it is compared with
_MOST_LINKS = 12  # of one figure, the best first

_LINKED_ROLES = frozenset(
    {Role.ACTUAL, Role.SPENT, Role.BUDGET, Role.CHANGE, Role.RANK, Role.CONTEXT}
)
# What is promised, or blamed, is not a second statement of what was achieved.
_LINKED_SECTIONS = frozenset(
    {
        SectionKind.COMPLETION,
        SectionKind.OVERVIEW,
        SectionKind.FINANCE,
        SectionKind.BASIS,
        SectionKind.OTHER,
    }
)


_End = tuple[Figure, tuple[str, int, int]]


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    first: Figure  # in reading order
    second: Figure
    similarity: float
    strong: bool  # the objects are the same but for spelling
    scopes: tuple[str, ...]  # scope words that only one name has
    meets: bool  # the values agree, hedges and rounding allowed

    @property
    def comparable(self) -> bool:
        return self.first.size.compares(self.second.size)

    @property
    def unit_differs(self) -> bool:
        return not self.first.size.same_unit(self.second.size) or (
            self.first.size.per != self.second.size.per
        )


def linked(sheet: Sheet) -> tuple[Link, ...]:
    """All links of a report, in reading order."""
    found = [
        link
        for first, second in candidates(sheet)
        if (link := relate(sheet, first, second)) is not None
    ]
    found.sort(key=_preference)
    taken: set[_End] = set()
    links_of: Counter[Figure] = Counter()
    chosen = []
    for link in found:
        full = max(links_of[link.first], links_of[link.second]) >= _MOST_LINKS
        if full or any(end in taken for end in _ends(link)):
            continue
        taken.update(_ends(link))
        links_of.update((link.first, link.second))
        chosen.append(link)
    rivals: defaultdict[_End, list[Link]] = defaultdict(list)
    for link in found:
        for end in _ends(link):
            rivals[end].append(link)
    kept = [
        link
        for link in chosen
        if link.meets or not any(_ambiguous(link, rivals[end]) for end in _ends(link))
    ]
    kept = _without_series(kept)
    return tuple(sorted(kept, key=lambda link: (link.first.span, link.second.span)))


def _ends(link: Link) -> tuple[_End, _End]:
    """Each figure with the row or passage that it is linked to."""
    return (link.first, link.second.region), (link.second, link.first.region)


def _preference(link: Link) -> tuple[float, int, int]:
    score = (
        link.similarity
        + 0.2 * link.meets
        + 0.3 * (link.first.size.telling and link.first.size.point == link.second.size.point)
        + 0.1 * (link.first.name.text == link.second.name.text)
        + 0.5 * link.comparable
    )
    return (-score, link.first.span.start, link.second.span.start)


def _ambiguous(link: Link, rivals: Iterable[Link]) -> bool:
    """Whether one of `rivals`, figures of the same row, is as good a partner with as wrong a
    value."""
    return any(
        other is not link
        and other.comparable
        and abs(other.similarity - link.similarity) <= 0.05
        and (other.first is link.first or other.second is link.second)
        for other in rivals
    )


def _without_series(links: list[Link]) -> list[Link]:
    """Drop differences that only show that two texts have different subjects.

    A name with three values or more is a column that each place fills in for itself. Two
    paragraphs that differ in several indicators, and agree in fewer, report on two bodies.
    """
    values: defaultdict[str, set[Decimal]] = defaultdict(set)
    apart: Counter[tuple[int, int]] = Counter()
    for link in links:
        for figure in (link.first, link.second):
            values[figure.name.object + figure.size.unit].add(figure.size.point)
        if _both_prose(link):
            apart[link.first.run, link.second.run] += -1 if link.meets else 1

    def series(link: Link) -> bool:
        if not link.comparable or link.meets:
            return False
        keys = (figure.name.object + figure.size.unit for figure in (link.first, link.second))
        if any(len(values[key]) >= 3 for key in keys):
            return True
        return _both_prose(link) and apart[link.first.run, link.second.run] >= 2

    return [link for link in links if not series(link)]


def _both_prose(link: Link) -> bool:
    return not (link.first.tabular or link.second.tabular)


def candidates(sheet: Sheet) -> Iterator[tuple[Figure, Figure]]:
    """Pairs whose names share some character pair: all others cannot be alike.

    At most `_NEAREST` x `_MOST_ALIKE` pairs a figure, whatever the length of the report.
    """
    yield from _of_rows(sheet)
    figures = [figure for figure in sheet.figures if _may_link(figure)]
    places: dict[str, list[int]] = {}
    for i, figure in enumerate(figures):
        places.setdefault(figure.name.object, []).append(i)
    alike = Alike(places)
    for i, figure in enumerate(figures):
        later: list[int] = []
        for other in alike.to(figure.name.object):
            held = places[other]
            after = bisect_right(held, i)
            later += held[after : after + _NEAREST]
        yield from ((figure, figures[j]) for j in sorted(later))


class Alike:
    """Which objects share character pairs, each worked out once however often it is named.

    Objects stand in the order in which a report first names them. Where more than
    `_MOST_HOLDERS` share a pair, those nearest in this order are taken; of all that share any,
    the `_MOST_ALIKE` that share the most, the nearest of equals. The others are not compared.
    """

    def __init__(self, objects: Iterable[str]) -> None:
        self._objects = tuple(objects)
        self._number = {text: i for i, text in enumerate(self._objects)}
        self._pairs = [pairs(text) for text in self._objects]
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        for i, held in enumerate(self._pairs):
            for pair in held:
                self._holders[pair].append(i)
        self._known: dict[int, tuple[str, ...]] = {}

    def to(self, text: str) -> tuple[str, ...]:
        """The objects that `text`, one of them, is held against; itself too."""
        number = self._number[text]
        if number not in self._known:
            self._known[number] = tuple(self._objects[i] for i in self._nearest(number))
        return self._known[number]

    def _nearest(self, number: int) -> Sequence[int]:
        shared: Counter[int] = Counter()
        for pair in self._pairs[number]:
            holders = self._holders[pair]
            if len(holders) > _MOST_HOLDERS:
                middle = bisect_left(holders, number)
                half = _MOST_HOLDERS // 2
                holders = holders[max(0, middle - half) : middle + half]
            shared.update(holders)
        if len(shared) <= _MOST_ALIKE:
            return tuple(shared)
        size = len(self._pairs[number])
        return sorted(
            shared,
            key=lambda i: (-shared[i] / (size + len(self._pairs[i])), abs(i - number), i),
        )[:_MOST_ALIKE]


def _of_rows(sheet: Sheet) -> Iterator[tuple[Figure, Figure]]:
    """Prose and cells of one row whose names share nothing, for `_row_context` to judge."""
    rows: defaultdict[tuple[str, int, int], list[Figure]] = defaultdict(list)
    for figure in sheet.figures:
        if _may_link(figure) and figure.region[0] == "row":
            rows[figure.region].append(figure)
    for row in rows.values():
        cells = [figure for figure in row if figure.field is Field.ACTUAL]
        spans = [cell.span for cell in cells]
        for prose in row:
            if prose.field is not Field.PROSE:
                continue
            near = bisect_left(spans, prose.span)
            half = _MOST_CELLS // 2
            yield from (
                (prose, cell) if prose.span < cell.span else (cell, prose)
                for cell in cells[max(0, near - half) : near + half]
                if not prose.name.grams & cell.name.grams
            )


def _may_link(figure: Figure) -> bool:
    return (
        figure.labelled
        and figure.role in _LINKED_ROLES
        and figure.section in _LINKED_SECTIONS
        and figure.field in (Field.PROSE, Field.ACTUAL, Field.VALUE)
        and bool(figure.name.object)
    )


def relate(sheet: Sheet, first: Figure, second: Figure) -> Link | None:
    """How two figures relate, or None when they do not speak of one thing."""
    one, two = first.name, second.name
    within = first.run == second.run >= 0
    if within and not _may_repeat_within(sheet, first, second):
        return None
    likeness = _likeness(one, two)
    if likeness is None or _kinds_differ(first, second):
        return None
    if one.generic or two.generic:
        return _generic(first, second)
    score = max(likeness.score, _row_context(sheet, first, second))
    if score < _TELLING and first.text != second.text:
        return None  # nothing below accepts it
    comparable = first.size.compares(second.size)
    meets = comparable and first.size.interval.overlaps(second.size.interval)
    link = Link(first, second, score, likeness.strong, likeness.scopes, meets)
    if comparable and not meets and (within or _loose(first, second)):
        return None
    return link if _holds(link, comparable, _same_task(sheet, first, second)) else None


class _Likeness(NamedTuple):
    score: float
    strong: bool
    scopes: tuple[str, ...]


@lru_cache(maxsize=1 << 16)
def _likeness(one: Name, two: Name) -> _Likeness | None:
    """What the names alone say, None if they are of different things outright."""
    if one.growth != two.growth or scopes_clash(one, two):
        return None
    long_enough = min(len(one.object), len(two.object)) >= _SHORTEST_OBJECT
    return _Likeness(
        similarity(one, two),
        closeness(one, two) >= STRONG and long_enough,
        scope_difference(one, two),
    )


def _loose(first: Figure, second: Figure) -> bool:
    """派发宣传资料 of two campaigns: prose leaves out the object that tells them apart."""
    prose = Field.PROSE in (first.field, second.field)
    return prose and (first.name.vague or second.name.vague)


def _row_context(sheet: Sheet, first: Figure, second: Figure) -> float:
    """In one row, a cell's name may be spread around the number that prose gives:
    既有住宅加装电梯规划审批 and 推动37栋旧楼获得加装电梯规划审批."""
    if first.region != second.region or (first.field is Field.PROSE) == (
        second.field is Field.PROSE
    ):
        return 0.0
    prose, cell = (first, second) if first.field is Field.PROSE else (second, first)
    run = sheet.run(prose)
    if run is None or len(cell.name.grams) < 4:
        return 0.0
    around = name(run.clause_before(prose)[-30:] + run.tail(prose)[:30]).grams
    return 0.9 * len(around & cell.name.grams) / len(cell.name.grams)


def _same_task(sheet: Sheet, first: Figure, second: Figure) -> bool:
    """Whether a value cell and a prose cell stand in the rows of one task (主要任务)."""
    if (first.field is Field.PROSE) == (second.field is Field.PROSE):
        return False
    prose, cell = (first, second) if first.field is Field.PROSE else (second, first)
    run = sheet.run(prose)
    if run is None or cell.fact is None or prose.tabular:
        return False
    if first.region == second.region:
        return True
    return bool(
        cell.fact.labels and run.passage.path and cell.fact.labels[0] == run.passage.path[0]
    )


def _alike_in_task(link: Link) -> bool:
    """A task's prose and its cells report the same things, so there less likeness will do."""
    first, second = link.first.size, link.second.size
    if link.similarity < _IN_TASK or link.scopes or not first.same_unit(second):
        return False
    low, high = sorted((abs(first.point), abs(second.point)))
    return high <= 10 * low  # 4棵 beside 31834棵 is another kind of tree


def _holds(link: Link, comparable: bool, same_task: bool) -> bool:
    first, second = link.first, link.second
    if not comparable:
        if not _rival_units(first, second):
            return False
        same_row = first.region == second.region and first.size.point == second.size.point
        return (link.strong and not link.scopes) or (same_row and link.similarity >= _SIMILAR)
    if not link.meets:
        return link.strong or _slip(link) or (same_task and _alike_in_task(link))
    telling = first.size.telling and first.size.point == second.size.point
    return (
        link.similarity >= _ALIKE
        or (link.similarity >= _SIMILAR and not link.scopes)
        or (telling and link.similarity >= _TELLING)
        or (telling and first.text == second.text and _inside(link))
    )


def _slip(link: Link) -> bool:
    """Names alike, and values that one slip of the pen sets apart: worth a question.

    Two numbers of three digits or more are that close by chance in a few of a hundred pairs.
    """
    first, second = link.first.size, link.second.size
    if link.similarity < _SIMILAR or link.scopes or not first.same_unit(second):
        return False
    if identity(link.first.name.text) and identity(link.second.name.text):
        return False  # rates of several budgets lie close, and each is checked by `ratio`
    return first.telling and second.telling and one_slip(first.point, second.point)


def _inside(link: Link) -> bool:
    """近140场次 of 活动 and 近140场次 of 系列庆祝活动: one name is the head of the other."""
    one, two = link.first.name.object, link.second.name.object
    return min(len(one), len(two)) >= 2 and (one.endswith(two) or two.endswith(one))


def _rival_units(first: Figure, second: Figure) -> bool:
    """Counters that differ (人 and 人次) for one name; 宗 and 平方米 are two measures of it."""
    same_name = first.name.text == second.name.text
    counted = first.size.dimension == second.size.dimension == "count"
    one, two = first.name.measure, second.name.measure
    return same_name or (counted and (one == two or "count" in (one, two) or not (one and two)))


def _generic(first: Figure, second: Figure) -> Link | None:
    """满意度 of one row and 满意度 of another are two things; in one row they are one."""
    if not first.size.percent or not first.size.compares(second.size):
        return None
    if first.name.object != second.name.object or first.place.line <= 0:
        return None
    same_row = first.region == second.region
    meets = first.size.interval.overlaps(second.size.interval)
    if same_row and meets:
        return Link(first, second, 1.0, True, (), True)
    if not same_row and first.name.text == second.name.text and len(first.name.text) > 3:
        return Link(first, second, 0.75, False, (), meets)
    return None


def _kinds_differ(first: Figure, second: Figure) -> bool:
    """A rank is no count, money planned is no money spent, and 提高0.4个百分点 is no level of 96.1%."""
    if is_points(first) != is_points(second):
        return True
    ranks = [f.role is Role.RANK or f.name.measure == "rank" for f in (first, second)]
    if ranks[0] != ranks[1] or {first.role, second.role} == {Role.BUDGET, Role.SPENT}:
        return True
    parts = part(first.name.text), part(second.name.text)
    if None not in parts and parts[0] is not parts[1]:
        return True
    # Two columns of one row of a matrix are two things by construction, and two rows of a column.
    cells = first.field is second.field is Field.VALUE
    if cells and first.region != second.region and first.place.table == second.place.table:
        return _one_column(first, second)
    return cells and first.region == second.region and first.name.text != second.name.text


def _one_column(first: Figure, second: Figure) -> bool:
    return first.place.column is not None and first.place.column == second.place.column


def _may_repeat_within(sheet: Sheet, first: Figure, second: Figure) -> bool:
    """Inside one passage only the very same name in another sentence is a repetition."""
    run = sheet.run(first)
    if run is None or first.name.object != second.name.object:
        return False
    return run.sentence(first) != run.sentence(second) and first.name.scopes == second.name.scopes


def bounded(figure: Figure) -> bool:
    """Whether a figure is written as a bound (≥15次), and not as a value."""
    return figure.quantity.op in (Op.GE, Op.GT, Op.LE, Op.LT)
