"""Which group label holds for each row, when it is written once for a span of rows.

Where groups and indicators both state points, arithmetic tells: a group holds as many
rows as add up to its points, wherever in its span the conversion left the label. Otherwise
a label holds from its row down to the next one of its level.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple


class Group(NamedTuple):
    row: int  # index into the rows of the table that carry indicators
    level: int  # from 0, the outermost
    label: str
    points: Decimal | None


def labels_of(points: Sequence[Decimal | None], groups: Sequence[Group]) -> list[tuple[str, ...]]:
    """For each row, its group labels, outermost first; unknown levels are left out."""
    levels = sorted({group.level for group in groups})
    by_level = []
    outer: list[int] = []
    for level in levels:
        own = [group for group in groups if group.level == level]
        by_level.append(_by_points(points, own) or _downwards(len(points), own, outer))
        outer += [group.row for group in own]
    return [
        tuple(label for labels in by_level if (label := labels[row])) for row in range(len(points))
    ]


def _by_points(points: Sequence[Decimal | None], groups: Sequence[Group]) -> list[str] | None:
    if any(own is None for own in points) or any(not group.points for group in groups):
        return None
    labels: list[str] = []
    for group in groups:
        start, total = len(labels), Decimal(0)
        assert group.points is not None
        while len(labels) < len(points) and total < group.points:
            total += points[len(labels)] or 0
            labels.append(group.label)
        if total != group.points or not start <= group.row < len(labels):
            return None
    return labels if len(labels) == len(points) else None


def _downwards(count: int, groups: Sequence[Group], outer: Sequence[int]) -> list[str]:
    """Each label down to the next; a new outer label ends an inner one."""
    labels = [""] * count
    marks = {group.row: group.label for group in groups}
    ends = set(outer)
    current = ""
    for row in range(count):
        current = marks.get(row, "" if row in ends else current)
        labels[row] = current
    return labels
