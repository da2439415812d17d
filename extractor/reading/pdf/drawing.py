"""The lines that a PDF page draws, and how much of it is an image."""

from __future__ import annotations

import ctypes
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2.raw as pdfium  # type: ignore[import-untyped]

from extractor.reading.paper.values import Ruling
from extractor.reading.pdf.glyphs import Shown, address
from extractor.records import Box

_DEPTH = 8  # forms in forms
_MOST = 60_000  # parts of paths on a page: a page of tables has hundreds, a map a million
_OBJECTS = 200_000
_LEVEL = 1.0  # points between the ends of a line across
_THIN = 3.0  # points; a filled shape that is no thicker is a line, as Word and WPS draw borders
_LEAST = 1.0  # points; dashes are short
_SURROUNDS = 8.0  # points; lines right outside of the page are its cut edge


@dataclass(slots=True)
class Drawing:
    rulings: list[Ruling] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    # Text objects by their addresses, and where they begin: those of which pdfium tells no
    # character are spaces that stand alone.
    texts: dict[int | None, tuple[float, float]] = field(default_factory=dict)
    paths: int = 0
    parts: int = 0
    objects: int = 0

    @property
    def crowded(self) -> bool:
        """Whether there is too much to look at: a map, a plan, a scan traced to lines."""
        return self.parts > _MOST or self.objects > _OBJECTS

    def image_share(self, shown: Shown) -> float:
        """Of the page, that images cover; a scan may be many strips."""
        whole = shown.width * shown.height
        return min(1.0, sum(_area(box, shown) for box in self.images) / whole) if whole else 0.0

    def behind_image(self, box: Box) -> bool:
        x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
        return any(i.left <= x <= i.right and i.top <= y <= i.bottom for i in self.images)


Matrix = tuple[float, float, float, float, float, float]
_PLAIN: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def drawing_of(page: Any, shown: Shown) -> Drawing:
    found = Drawing()
    raw = page.raw
    count = pdfium.FPDFPage_CountObjects(raw)
    for index in range(count):
        _look(pdfium.FPDFPage_GetObject(raw, index), _PLAIN, 0, shown, found)
        if found.crowded:
            found.rulings.clear()
            break
    return found


def _look(item: Any, outer: Matrix, depth: int, shown: Shown, found: Drawing) -> None:
    found.objects += 1
    if found.crowded:
        return
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_PATH:
        found.paths += 1
        _path(item, _times(_matrix(item), outer), shown, found)
    elif kind == pdfium.FPDF_PAGEOBJ_TEXT:
        found.texts[address(item)] = _at(_times(_matrix(item), outer), 0.0, 0.0, shown)
    elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
        box = _placed(_times(_matrix(item), outer), shown)
        found.images.append(box)
        found.rulings += _thin(box)
    elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
        inner = _times(_matrix(item), outer)
        for index in range(pdfium.FPDFFormObj_CountObjects(item)):
            _look(pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1, shown, found)
            if found.crowded:
                return


def _matrix(item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return _PLAIN
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    """`inner`, then `outer` (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (
        a * p + b * r,
        a * q + b * s,
        c * p + d * r,
        c * q + d * s,
        e * p + f * r + t,
        e * q + f * s + u,
    )


def _placed(matrix: Matrix, shown: Shown) -> Box:
    """Where the unit square, on which images are painted, stands."""
    corners = [_at(matrix, x, y, shown) for x in (0.0, 1.0) for y in (0.0, 1.0)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _at(matrix: Matrix, x: float, y: float, shown: Shown) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return shown.point(a * x + c * y + e, b * x + d * y + f)


def _path(item: Any, matrix: Matrix, shown: Shown, found: Drawing) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(item, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    count = pdfium.FPDFPath_CountSegments(item)
    found.parts += max(count, 0)
    if found.crowded:
        return
    for points in _outlines(item, count, matrix, shown):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if stroke.value:
            for (x0, y0), (x1, y1) in itertools.pairwise(points):
                found.rulings += _ruling(x0, y0, x1, y1)
        else:
            found.rulings += _thin(Box(min(xs), min(ys), max(xs), max(ys)))


def _outlines(
    item: Any, count: int, matrix: Matrix, shown: Shown
) -> Iterator[list[tuple[float, float]]]:
    """The corners of each part of a path that is drawn without lifting the pen."""
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    for index in range(count):
        part = pdfium.FPDFPath_GetPathSegment(item, index)
        pdfium.FPDFPathSegment_GetPoint(part, ctypes.byref(x), ctypes.byref(y))
        point = _at(matrix, x.value, y.value, shown)
        if pdfium.FPDFPathSegment_GetType(part) == pdfium.FPDF_SEGMENT_MOVETO:
            if len(points) > 1:
                yield points
            points = []
        points.append(point)
        if pdfium.FPDFPathSegment_GetClose(part) and points[0] != points[-1]:
            points.append(points[0])
    if len(points) > 1:
        yield points


def _ruling(x0: float, y0: float, x1: float, y1: float) -> Iterator[Ruling]:
    x0, x1 = min(x0, x1), max(x0, x1)
    y0, y1 = min(y0, y1), max(y0, y1)
    if (x1 - x0 <= _LEVEL) != (y1 - y0 <= _LEVEL) and max(x1 - x0, y1 - y0) >= _LEAST:
        yield Ruling(x0, y0, x1, y1)


def _thin(box: Box) -> Iterator[Ruling]:
    """The line that a filled shape is, if it is one."""
    wide, high = box.right - box.left, box.bottom - box.top
    if min(wide, high) > _THIN or max(wide, high) < 2 * min(wide, high):
        return
    if wide >= high:
        middle = (box.top + box.bottom) / 2
        yield Ruling(box.left, middle, box.right, middle)
    else:
        middle = (box.left + box.right) / 2
        yield Ruling(middle, box.top, middle, box.bottom)


def _area(box: Box, shown: Shown) -> float:
    wide = min(box.right, shown.width) - max(box.left, 0.0)
    high = min(box.bottom, shown.height) - max(box.top, 0.0)
    return max(wide, 0.0) * max(high, 0.0)
