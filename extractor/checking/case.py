"""What a check is given: one report as read, labelled and tabulated."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.records import Document, Fact, Indicator, Passage, Quantity, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    document: Document
    passages: tuple[Passage, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    facts: tuple[Fact, ...] = ()
    statements: tuple[Statement, ...] = ()
