"""Pages that are set sideways: laid out as if upright, their places put back as they are shown.

A wide table is printed on an upright sheet with its text running up the page. Lines and columns
are found where text runs from left to right; what is marked on the page's picture stands as shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.reading.draft import DraftBlock, DraftParagraph, Run
from extractor.reading.pdf.glyphs import Glyph
from extractor.records import Box

_MOST = 0.6  # of the characters of a page, for it to be sideways


class Turn(NamedTuple):
    """An upright page of this size is shown turned by `quarters`, clockwise."""

    quarters: int
    width: float
    height: float

    def shown(self, box: Box) -> Box:
        left, top, right, bottom = box
        if self.quarters == 1:
            return Box(self.height - bottom, left, self.height - top, right)
        if self.quarters == 2:
            return Box(
                self.width - right, self.height - bottom, self.width - left, self.height - top
            )
        if self.quarters == 3:
            return Box(top, self.width - right, bottom, self.width - left)
        return box


def quarters_of(glyphs: Sequence[Glyph]) -> int:
    """How the text of a page is turned, clockwise: as most of its characters are."""
    counts = Counter(glyph.turned for glyph in glyphs)
    turned, count = max(counts.items(), key=lambda item: item[1], default=(0, 0))
    return turned if count > _MOST * len(glyphs) else 0


def put_back(blocks: Iterable[DraftBlock], turns: Mapping[int, Turn]) -> Iterator[DraftBlock]:
    """`blocks` with the places of their runs as the pages are shown; `turns` by page number."""
    for block in blocks:
        if not turns:
            yield block
        elif isinstance(block, DraftParagraph):
            yield replace(block, runs=_turned(block.runs, turns))
        else:
            cells = (replace(cell, runs=_turned(cell.runs, turns)) for cell in block.cells)
            yield replace(block, cells=tuple(cells))


def _turned(runs: Sequence[Run], turns: Mapping[int, Turn]) -> tuple[Run, ...]:
    return tuple(_run(run, turns) for run in runs)


def _run(run: Run, turns: Mapping[int, Turn]) -> Run:
    turn = turns.get(run.at.page)
    if turn is None or run.at.box is None:
        return run
    # characters run down or up the page: `edges`, which are from left to right, cannot say so
    return Run(run.text, replace(run.at, box=turn.shown(run.at.box), edges=()))
