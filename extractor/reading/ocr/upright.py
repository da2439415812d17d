"""A page that lies on its side, on its head or askew is set upright, and its places put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractor.reading.draft import DraftBlock, DraftCell, DraftParagraph, DraftTable, Run
from extractor.reading.ocr.engine import Image, Quad
from extractor.records import Box

_WIDEST = 6.0  # degrees that a sheet lies askew in a feeder or under a hand; more is no scan
_LEAST = 0.05  # degrees: one pixel in the width of a page
_PROFILED = 900  # pixels of the long side of the picture that the tilt is measured on
_TALL = 1.5  # of its width: a line of text that stands on its end
_LONG = 3.0  # of their own height: lines that say which way a page lies


@dataclass(frozen=True, slots=True)
class Turn:
    """How an upright page of `width` x `height` lies on the page as it is shown.

    A point (x, y) of the upright page is at (a·x + b·y + c, d·x + e·y + f) of the shown one.
    """

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 0.0
    e: float = 1.0
    f: float = 0.0

    @property
    def still(self) -> bool:
        return self == STILL

    @property
    def level(self) -> bool:
        """Whether text still runs from left to right, so that edges of characters mean something."""
        return self.a > 0.9

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def scaled(self, unit: float) -> Turn:
        """The same in another unit: `unit` of it make one of the present."""
        return replace(self, c=self.c * unit, f=self.f * unit)

    def after(self, first: Turn) -> Turn:
        """`first`, then this."""
        x, y = self.at(first.c, first.f)
        return Turn(
            self.a * first.a + self.b * first.d,
            self.a * first.b + self.b * first.e,
            x,
            self.d * first.a + self.e * first.d,
            self.d * first.b + self.e * first.e,
            y,
        )


STILL = Turn()


def quarters(image: Image, count: int) -> tuple[Image, Turn]:
    """`image` turned `count` quarters clockwise, and how that lies on it."""
    height, width = image.shape[:2]
    turns = {
        0: STILL,
        1: Turn(0, 1, 0, -1, 0, height),
        2: Turn(-1, 0, width, 0, -1, height),
        3: Turn(0, -1, width, 1, 0, 0),
    }
    count %= 4
    return np.ascontiguousarray(np.rot90(image, -count)), turns[count]


def on_its_side(quads: Sequence[Quad]) -> bool:
    """Whether most of the length of lines on a page runs downwards.

    Letters one below another in a narrow cell are tall as well, and a few lines only.
    """
    up = down = 0.0
    for quad in quads:
        width = float(np.linalg.norm(quad[1] - quad[0]))
        height = float(np.linalg.norm(quad[3] - quad[0]))
        if height > _LONG * width:
            down += height
        elif width > _LONG * height:
            up += width
    return down > up


def straightened(image: Image) -> tuple[Image, Turn]:
    """`image` with level lines, and how it lies on the given one."""
    import cv2

    angle = tilt(image)
    if abs(angle) < _LEAST:
        return image, STILL
    height, width = image.shape[:2]
    forth = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    level = cv2.warpAffine(
        image, forth, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    back = cv2.invertAffineTransform(forth)
    (a, b, c), (d, e, f) = back.tolist()
    return np.asarray(level, dtype=np.uint8), Turn(a, b, c, d, e, f)


def tilt(image: Image) -> float:
    """Degrees by which lines fall to the right (they rise: below 0).

    Rows of pixels alternate most between much and no ink where lines are level.
    """
    import cv2

    ink = _ink(image)
    height, width = ink.shape

    def alternation(angle: float) -> float:
        shear = np.array([[1, 0, 0], [-np.tan(np.radians(angle)), 1, 0]], dtype=np.float64)
        shear[1, 2] = -shear[1, 0] * width / 2
        rows = cv2.warpAffine(ink, shear, (width, height)).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best = 0.0
    for step, reach in ((0.5, _WIDEST), (0.1, 0.5), (0.02, 0.1)):
        angles = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(angles, key=alternation))
    return best if alternation(best) > alternation(0.0) else 0.0


def _ink(image: Image) -> Image:
    """Dark on light as 255 on 0, at the size that the tilt is measured on."""
    import cv2

    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    scale = min(1.0, _PROFILED / max(grey.shape))
    grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15
    )
    return np.asarray(ink, dtype=np.uint8)


def put_back(block: DraftBlock, turns: dict[int, Turn]) -> DraftBlock:
    """`block`, read from upright pages, with its places on the pages as they are shown."""
    if isinstance(block, DraftParagraph):
        return replace(block, runs=_runs(block.runs, turns))
    return DraftTable(tuple(_cell(cell, turns) for cell in block.cells))


def _cell(cell: DraftCell, turns: dict[int, Turn]) -> DraftCell:
    return replace(cell, runs=_runs(cell.runs, turns))


def _runs(runs: Sequence[Run], turns: dict[int, Turn]) -> tuple[Run, ...]:
    return tuple(_run(run, turns.get(run.at.page, STILL)) for run in runs)


def _run(run: Run, turn: Turn) -> Run:
    box = run.at.box
    if box is None or turn.still:
        return run
    corners = [turn.at(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
    across, down = zip(*corners, strict=True)
    hull = Box(min(across), min(down), max(across), max(down))
    edges: tuple[float, ...] = ()
    if turn.level:
        middle = (box.top + box.bottom) / 2
        edges = tuple(turn.at(x, middle)[0] for x in run.at.edges)
    return replace(run, at=replace(run.at, box=hull, edges=edges))
