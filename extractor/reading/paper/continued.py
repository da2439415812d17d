"""Tables that run over page breaks become one; rows that a break cut become whole again.

A row was cut if all of this holds (else the first row of the new page is a row of its own):

- the table reached the end of the text on its page: not even a line would have fitted below;
- the last row there and the first on the new page (a repeated header left out) have the same
  sides of cells;
- every cell of the new row that holds text has text above, of that row alone and down to its foot;
- that text breaks off without a stop on a full line in all these cells. It is enough that it does
  in one, and that the others have two lines, where a cell is empty below text of the old row
  alone; and that all have several lines, as lists have, where none breaks off.

A group label that spans rows is empty on the new page as well, but what stands beside it then
begins anew: names and values that are complete, in one line or two. The text of a cell that spans
rows may itself be cut, while the rows beside it are whole: then it alone is put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.reading.draft import DraftCell, DraftTable
from extractor.reading.paper.cells import Field, PageTable, room_of, runs_in
from extractor.reading.paper.items import amounts_in
from extractor.reading.paper.joining import ended

_SIDE = 4.0  # points that the sides of one table differ from page to page
_EDGE = 3.0  # points between two edges that are one
_SHARED = 0.6  # of the edges of the part with fewer, for two parts of one table
_HEADERS = 6  # rows of a header that is repeated, at most
_MANY = 4  # lines of a cell that is a list
_FINAL = "。！？!?"
_OPEN = "，、：,:（(“《"  # no text ends with these (GB/T 15834-2011), whatever room is left


class Sheet:
    """A table over one page or more; rows count from its first."""

    def __init__(self, first: PageTable) -> None:
        self.parts = [first]
        self.fields = list(first.fields)
        self.rows = first.rows

    @property
    def last(self) -> PageTable:
        return self.parts[-1]

    def takes(self, part: PageTable, foot: float) -> bool:
        """Whether `part`, first on the next page, goes on with this table, the text of whose
        page ends at `foot`: as much of it as a page holds is on the page before.
        """
        last = self.last
        if not (last.ruled and part.ruled and part.page == last.page + 1):
            return False
        if abs(last.left - part.left) > _SIDE or abs(last.right - part.right) > _SIDE:
            return False
        if not _alike(last.xs, part.xs):
            return False
        rows = _rows(part.fields, part.rows)
        new = rows[min(self.repeated(part), len(rows) - 1)]
        height = max((one.bottom - one.top for one in new), default=0.0)
        return foot - last.bottom < height + _line_height(part)

    def repeated(self, part: PageTable) -> int:
        """How many rows at the top of `part` say again what this table begins with."""
        own, again = _rows(self.fields, self.rows), _rows(part.fields, part.rows)
        count = 0
        for mine, other in zip(own[:_HEADERS], again, strict=False):
            said = [_folded(one.text) for one in mine]
            if not any(said) or said != [_folded(one.text) for one in other]:
                break
            count += 1
        return count if count < part.rows else 0

    def add(self, part: PageTable, foot: float) -> None:
        skip = self.repeated(part)
        first = [one for one in part.fields if one.row == skip]
        at_foot = foot - self.last.bottom < 2.5 * _line_height(part)
        above = _above(self, first)
        cut = bool(above) and at_foot and _is_cut(above)
        over = set() if cut else _group_over([above[id(one)] for one in first if above])
        shift = self.rows - skip - (1 if cut else 0)
        leading = True
        for one in sorted(part.fields, key=lambda one: (one.row, one.left)):
            if one.row < skip:
                continue
            upper = above.get(id(one), (None, one))[0]
            merged = id(one) in over or (
                upper is not None and at_foot and _goes_over(upper, one, labelled=not leading)
            )
            leading = leading and (merged or not one.lines)
            if upper is not None and (
                cut or merged or (leading and one.row == skip and upper.lines)
            ):
                upper.rows += one.rows - (1 if cut else 0)
                upper.lines = [*upper.lines, *one.lines]
                continue
            one.row += shift
            self.fields.append(one)
        self.rows += part.rows - skip - (1 if cut else 0)
        self.parts.append(part)

    def draft(self, number: int) -> DraftTable:
        """The grid; `number` of the table from 1."""
        edges = _edges(x for one in self.fields for x in (one.left, one.right))
        if not self.last.ruled:
            edges = list(self.last.xs)
            begins = sorted({_nearest_band(edges, one) for one in self.fields})
            spans = {id(one): (begins.index(_nearest_band(edges, one)), 1) for one in self.fields}
        else:
            used = sorted({_nearest(edges, one.left) for one in self.fields})
            spans = {}
            for one in self.fields:
                start = used.index(_nearest(edges, one.left))
                right = _nearest(edges, one.right)
                spans[id(one)] = start, max(1, sum(used[start] <= at < right for at in used))
        cells = []
        values: dict[int, int] = {}
        for one in self.fields:
            values[one.row] = max(values.get(one.row, 0), amounts_in(one.text))
        for one in sorted(self.fields, key=lambda one: (one.row, one.left)):
            column, columns = spans[id(one)]
            runs = runs_in(one, number, one.row + 1, column + 1, values[one.row])
            cells.append(DraftCell(one.row, column, runs, one.rows, columns))
        return DraftTable(tuple(cells))


def _above(sheet: Sheet, first: Sequence[Field]) -> dict[int, tuple[Field, Field]]:
    """For each of `first` (by its id): the cell right above it, and itself; none if the sides of
    the two rows differ.
    """
    last = [one for one in sheet.fields if one.row + one.rows >= sheet.rows]
    found: dict[int, tuple[Field, Field]] = {}
    for one in first:
        same = [
            upper
            for upper in last
            if abs(upper.left - one.left) <= _SIDE and abs(upper.right - one.right) <= _SIDE
        ]
        if same:
            found[id(one)] = (same[-1], one)
    return found if len(found) == len(first) == len(last) else {}


def _is_cut(above: dict[int, tuple[Field, Field]]) -> bool:
    """Whether the two rows are one; see the head of this module."""
    pairs = list(above.values())
    own = [(upper, one) for upper, one in pairs if upper.rows == one.rows == 1]
    going_on = [(upper, one) for upper, one in pairs if one.lines]
    if not going_on or any(not upper.lines or upper.rows > 1 for upper, _ in going_on):
        return False
    broken = [_breaks_off(upper, one) for upper, one in going_on]
    if not all(_reaches_foot(upper) for upper, _ in going_on):
        # set in the middle of its cell, beside longer text that does reach the foot
        longer = any(len(u.lines) > 1 and _reaches_foot(u) for u, one in own if not one.lines)
        several = all(
            len(upper.lines) > 1 for upper, _ in going_on
        )  # one line is whole, or a label
        return longer and several and all(broken) and 2 * len(going_on) <= len(pairs)
    if not any(upper.lines and not one.lines for upper, one in own):
        return all(broken)
    return all(
        off or len(upper.lines) >= (2 if any(broken) else _MANY)
        for off, (upper, _) in zip(broken, going_on, strict=True)
    )


def _group_over(pairs: Sequence[tuple[Field, Field]]) -> set[int]:
    """The cells (by their ids) of a group of rows that goes on over the break with its text.

    The cells at the left that span the same rows are of one group: all go on, or all are new. A
    break between rows leaves room at the foot. One cell that breaks off will do where the label is
    not said again; where the label has more to say too, an open end or two of them.
    """
    group = []
    for upper, one in sorted(pairs, key=lambda pair: pair[1].left):
        if one.rows != pairs[0][1].rows or upper.row != pairs[0][0].row:
            break
        group.append((upper, one))
    said = [(upper, one) for upper, one in group if upper.lines and one.lines]
    if not said or max(max(upper.rows, one.rows) for upper, one in said) == 1:
        return set()
    ends = [upper.lines[-1].text.rstrip()[-1:] for upper, _ in said]
    if any(end in _FINAL for end in ends):
        return set()
    off = sum(
        _breaks_off(upper, one) and _reaches_foot(upper) and len(upper.lines) > 1
        for upper, one in said
    )
    labelled = bool(group[0][1].lines)
    if off >= 2 or (off == 1 and (not labelled or any(end in _OPEN for end in ends))):
        return {id(one) for _, one in said}
    return set()


def _goes_over(upper: Field, one: Field, *, labelled: bool) -> bool:
    """Whether a cell that spans rows goes on, with its text, where other rows begin beside it.

    Where a cell left of it is said anew (`labelled`), it is new as well.
    """
    if labelled or len(upper.lines) < 2 or not one.lines or max(upper.rows, one.rows) == 1:
        return False
    return _reaches_foot(upper) and _breaks_off(upper, one)


def _reaches_foot(one: Field) -> bool:
    line = one.lines[-1]
    return one.bottom - line.bottom < 1.2 * max(line.size, line.bottom - line.top)


def _breaks_off(upper: Field, one: Field) -> bool:
    """Whether the text above ends in the middle of a sentence, on a line that was full."""
    line, after = upper.lines[-1], one.lines[0]
    last = line.text.rstrip()[-1:]
    if last in _FINAL or last in _OPEN:
        return last in _OPEN
    return not ended(room_of(upper, line, upper.left + upper.padding), line, after)


def _rows(fields: Sequence[Field], count: int) -> list[list[Field]]:
    """The cells that begin in each row, from the left."""
    rows: list[list[Field]] = [[] for _ in range(count)]
    for one in sorted(fields, key=lambda one: one.left):
        if 0 <= one.row < count:
            rows[one.row].append(one)
    return rows


def _alike(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether the inner edges of two parts agree; a part without any may belong to every table."""
    inner, others = one[1:-1], other[1:-1]
    if not inner or not others:
        return True
    fewer, more = sorted((inner, others), key=len)
    shared = sum(any(abs(x - y) <= _EDGE for y in more) for x in fewer)
    return shared >= _SHARED * len(fewer)


def _line_height(part: PageTable) -> float:
    heights = sorted(line.bottom - line.top for one in part.fields for line in one.lines)
    return heights[len(heights) // 2] if heights else 12.0


def _edges(xs: Iterator[float]) -> list[float]:
    edges: list[float] = []
    for x in sorted(xs):
        if not edges or x - edges[-1] > _EDGE:
            edges.append(x)
    return edges


def _nearest(edges: Sequence[float], x: float) -> int:
    return min(range(len(edges)), key=lambda i: abs(edges[i] - x))


def _nearest_band(edges: Sequence[float], one: Field) -> int:
    middle = (one.left + one.right) / 2
    return max((i for i, x in enumerate(edges[:-1]) if x <= middle), default=0)


def _folded(text: str) -> str:
    return "".join(text.split())
