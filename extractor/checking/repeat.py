"""repeat: one indicator stated twice in tables, or twice in prose."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checking.layout import Sheet
from extractor.checking.linking import Link
from extractor.checking.pairing import judged
from extractor.records import Check, Rule


def repeat(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    for link in links:
        if link.first.tabular == link.second.tabular:
            found = judged(sheet, Rule.REPEAT, link)
            if found is not None:
                yield found
