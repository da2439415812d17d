"""What stands in the margins of most pages, and says nothing of its own: headers, page numbers."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

from extractor.reading.headings import unit_of
from extractor.reading.paper.lines import Line
from extractor.reading.paper.values import PageContent

# Running heads stand in the outer tenth of a page: Word sets them 1.5 cm from the edge, the text
# 2.54 cm (template Normal); GB/T 9704-2012 (7.5) has page numbers 7 mm below the text.
_ZONE = 0.1
_FIRST = 3  # lines at either end of a page that may be running heads
_SAME_HEIGHT = 4.0  # points
_MOST = 0.6  # of the pages of one size; odd and even pages may differ, so half of that from 6 on
_TITLE = 1.15  # of the usual size: a larger line is a title, which forms repeat on every page
_NUMBER = re.compile(
    r"[-—–·~_.\s]{0,6}(?:第\s?)?\d{1,4}(?:\s?页)?[-—–·~_.\s]{0,6}"
    r"|第\s?[\d一二三四五六七八九十]{1,4}\s?页[\s/,，、（(]{0,3}(?:共|总)\s?[\d一二三四五六七八九十]{1,4}\s?页[)）]?"
    r"|\d{1,4}\s?/\s?\d{1,4}|(?:page|p\.)\s?\d{1,4}(?:\s?(?:of|/)\s?\d{1,4})?",
    re.I,
)
_ANY_NUMBER = re.compile(r"\d+")


def without_running_heads(
    pages: Sequence[PageContent], lines: Mapping[int, list[Line]]
) -> dict[int, list[Line]]:
    """The lines of each page (by its index) that stand outside tables, running heads left out."""
    sizes = [line.size for found in lines.values() for line in found]
    usual = median(sizes) if sizes else 0.0
    marginal: dict[tuple[str, bool, int, int], list[tuple[int, Line]]] = defaultdict(list)
    dropped: set[tuple[int, int]] = set()
    for index, page in enumerate(pages):
        for line in _at_the_ends(page, lines.get(index, [])):
            if _is_number(line):
                dropped.add((index, id(line)))
            elif line.size <= _TITLE * usual and not unit_of(line.text):
                said = _ANY_NUMBER.sub("#", "".join(line.text.split()))
                top = line.middle < page.height / 2
                key = (said, top, round(page.width), round(page.height))
                marginal[key].append((index, line))
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for page in pages:
        counts[round(page.width), round(page.height)] += 1
    for (_, _, width, height), found in marginal.items():
        count = counts[width, height]
        share = _MOST if count < 6 else _MOST / 2
        level = median(line.middle for _, line in found)
        same = [(i, line) for i, line in found if abs(line.middle - level) <= _SAME_HEIGHT]
        if len({i for i, _ in same}) >= max(2, share * count):
            dropped.update((i, id(line)) for i, line in same)
    return {
        index: [line for line in found if (index, id(line)) not in dropped]
        for index, found in lines.items()
    }


def _at_the_ends(page: PageContent, lines: Sequence[Line]) -> list[Line]:
    ordered = sorted(lines, key=lambda line: line.middle)
    zone = _ZONE * page.height
    first = [line for line in ordered[:_FIRST] if line.middle < zone]
    last = [line for line in ordered[-_FIRST:] if line.middle > page.height - zone]
    return first + [line for line in last if line not in first]


def _is_number(line: Line) -> bool:
    return bool(_NUMBER.fullmatch(line.text.strip()))
