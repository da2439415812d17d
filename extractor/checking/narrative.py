"""narrative_vs_table: what the prose claims against what a table cell reports."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.checking.echoes import in_other_unit
from extractor.checking.layout import Sheet
from extractor.checking.linking import Link
from extractor.checking.pairing import judged
from extractor.records import Check, Rule


def narrative_vs_table(sheet: Sheet, links: tuple[Link, ...]) -> Iterator[Check]:
    for link in links:
        if link.first.tabular != link.second.tabular and not in_other_unit(sheet, link):
            found = judged(sheet, Rule.NARRATIVE_VS_TABLE, link)
            if found is not None:
                yield found
