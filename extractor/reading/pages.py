"""Words and ruling lines of pages become paragraphs and tables.

Whoever reads pages (a PDF's own text, a character reader over images) says where words stand
and where lines are drawn (`paper.values`); nothing here or in `paper` knows a library. All
measures are points (1/72 inch) from the top left corner of the page as it is shown, so that the
boxes of words serve as marks on its picture.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractor.reading.draft import DraftBlock, DraftParagraph
from extractor.reading.paper.cells import PageTable, filled
from extractor.reading.paper.columns import in_columns, parts_of
from extractor.reading.paper.continued import Sheet
from extractor.reading.paper.grids import LineGrid, grids_of
from extractor.reading.paper.lines import Line, lines_of
from extractor.reading.paper.margins import without_running_heads
from extractor.reading.paper.paragraphs import margins_of, paragraphs
from extractor.reading.paper.values import PageContent, Ruling, Word

__all__ = ["PageContent", "Ruling", "Word", "blocks_of"]

_SIDE = 4.0  # points that the sides of one table differ from page to page
_AROUND = 2  # pages before and after one that show how far down text goes


@dataclass(slots=True)
class _Leaf:
    """A page: its tables with lines, and the lines of text outside of them."""

    content: PageContent
    grids: list[LineGrid]
    lines: list[Line] = field(default_factory=list)

    @property
    def foot(self) -> float:
        lines = (line.bottom for line in self.lines)
        return max((*lines, *(grid.bottom for grid in self.grids)), default=0.0)


def blocks_of(pages: Iterable[PageContent]) -> Iterator[DraftBlock]:
    """Paragraphs and tables of `pages` (in order, gaps in their numbers allowed), in reading order.

    Running headers and footers that repeat and page numbers are dropped, tables and paragraphs
    that a page break cut are put together. Every run has the page, the box and the edges of its
    characters. Never raises for any words and lines.
    """
    leaves = [_Leaf(page, _with_text(page)) for page in pages]
    _drop_frames(leaves)
    found = {
        index: lines_of(leaf.content.number, _outside(leaf)) for index, leaf in enumerate(leaves)
    }
    kept = without_running_heads([leaf.content for leaf in leaves], found)
    for index, leaf in enumerate(leaves):
        leaf.lines = kept[index]
    yield from _bound(leaves)


def _with_text(page: PageContent) -> list[LineGrid]:
    grids = grids_of(page.rulings)
    return [grid for grid in grids if any(_holds(grid, word) for word in page.words)]


def _outside(leaf: _Leaf) -> list[Word]:
    words = leaf.content.words
    return [word for word in words if not any(_holds(grid, word) for grid in leaf.grids)]


def _holds(grid: LineGrid, word: Word) -> bool:
    return grid.holds((word.box.left + word.box.right) / 2, word.middle)


def _drop_frames(leaves: Sequence[_Leaf]) -> None:
    """Drop the frames (grids of one column), whose content is text, but for those that go on
    with a table over a page break: a row of it may span all columns.
    """
    kept: set[int] = set()
    for at_top in (True, False):
        neighbour: LineGrid | None = None
        for leaf in leaves if at_top else reversed(leaves):
            if not leaf.grids:
                neighbour = None
                continue
            near, far = leaf.grids[0], leaf.grids[-1]
            if not at_top:
                near, far = far, near
            if near.single and neighbour and _same_sides(near, neighbour):
                kept.add(id(near))
            neighbour = far if not far.single or id(far) in kept else None
    for leaf in leaves:
        leaf.grids = [grid for grid in leaf.grids if not grid.single or id(grid) in kept]


def _same_sides(one: LineGrid, other: LineGrid) -> bool:
    return abs(one.left - other.left) <= _SIDE and abs(one.right - other.right) <= _SIDE


def _bound(leaves: Sequence[_Leaf]) -> Iterator[DraftBlock]:
    """The blocks of all pages, tables over page breaks put together."""
    sheet: Sheet | None = None
    number = 0
    foot = 0.0
    margins = _margins(leaves)
    for index, leaf in enumerate(leaves):
        for first, item in _numbered(_items(leaf, margins)):
            if isinstance(item, PageTable) and sheet and first and sheet.takes(item, foot):
                sheet.add(item, foot)
                continue
            if sheet:
                number += 1
                yield sheet.draft(number)
                sheet = None
            if isinstance(item, PageTable):
                sheet = Sheet(item)
            else:
                yield item
        foot = _foot(leaves, index)
    if sheet:
        yield sheet.draft(number + 1)


def _numbered(
    items: Iterable[DraftParagraph | PageTable],
) -> Iterator[tuple[bool, DraftParagraph | PageTable]]:
    """Each item, and whether it is the first."""
    for number, item in enumerate(items):
        yield number == 0, item


def _foot(leaves: Sequence[_Leaf], index: int) -> float:
    """How far down the text of a page may go, by the pages of its size around it."""
    own = leaves[index].content
    return max(
        leaf.foot
        for leaf in leaves[max(0, index - _AROUND) : index + _AROUND + 1]
        if abs(leaf.content.width - own.width) < 1 and abs(leaf.content.height - own.height) < 1
    )


def _margins(leaves: Sequence[_Leaf]) -> dict[tuple[int, int], tuple[float, float]]:
    """The left and right margin of the text, for each size of pages."""
    by_size: dict[tuple[int, int], list[Line]] = {}
    for leaf in leaves:
        by_size.setdefault(_size(leaf), []).extend(leaf.lines)
    return {size: margins_of(lines, size[0]) for size, lines in by_size.items()}


def _size(leaf: _Leaf) -> tuple[int, int]:
    return round(leaf.content.width), round(leaf.content.height)


def _items(
    leaf: _Leaf, margins: Mapping[tuple[int, int], tuple[float, float]]
) -> Iterator[DraftParagraph | PageTable]:
    """What stands on a page, in reading order; lines beside a table stand before it."""
    lines = list(leaf.lines)
    for grid in leaf.grids:
        above = [line for line in lines if line.middle < grid.bottom]
        yield from _text(above, leaf, margins[_size(leaf)])
        lines = [line for line in lines if line.middle >= grid.bottom]
        inside = [word for word in leaf.content.words if _holds(grid, word)]
        yield filled(leaf.content.number, grid, inside)
    yield from _text(lines, leaf, margins[_size(leaf)])


def _text(
    lines: Sequence[Line], leaf: _Leaf, margins: tuple[float, float]
) -> Iterator[DraftParagraph | PageTable]:
    parts = in_columns(lines, leaf.content.width)
    for part in parts:
        left, right = margins
        if len(parts) > 1:
            left, right = min(line.left for line in part), max(line.right for line in part)
        for stretch in parts_of(part):
            if stretch.table:
                yield stretch.table
            else:
                yield from paragraphs(stretch.lines, left, right)
