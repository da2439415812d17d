"""A report before anyone is asked what its quantities measure: passages, quantities, table facts."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.chunking import chunk
from extractor.folding import View, view
from extractor.labelling import Prose, states
from extractor.quantities import tag
from extractor.records import Chunk, Document, Fact, Passage, Quantity
from extractor.sections import passages as find_passages
from extractor.tables import facts as find_facts
from extractor.tables import lay_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What is known of a report before anyone is asked what its quantities measure."""

    document: Document
    passages: tuple[Passage, ...]
    views: tuple[View, ...]  # one a passage
    quantities: tuple[Quantity, ...]
    facts: tuple[Fact, ...]


def understand(document: Document) -> Understanding:
    grids = tuple(lay_out(block) for block in document.tables)
    passages = find_passages(document, grids)
    views = tuple(view(document.text, passage.pieces) for passage in passages)
    quantities = tuple(
        quantity
        for passage, seen in zip(passages, views, strict=True)
        for quantity in tag(document.text, seen, passage=passage.index)
    )
    return Understanding(
        document=document,
        passages=passages,
        views=views,
        quantities=quantities,
        facts=find_facts(document, grids),
    )


def prose(known: Understanding) -> dict[int, Prose]:
    """The narrative passages that hold quantities, by their index, as they are labelled."""
    of_passage: dict[int, list[Quantity]] = {}
    for quantity in known.quantities:
        of_passage.setdefault(quantity.passage, []).append(quantity)
    return {
        passage.index: Prose(
            text=seen.text,
            places=tuple(seen.locate(quantity.span) for quantity in of_passage[passage.index]),
            quantities=tuple(of_passage[passage.index]),
            section=passage.section,
            path=passage.path,
        )
        for passage, seen in zip(known.passages, known.views, strict=True)
        if passage.narrative and passage.index in of_passage
    }


def to_read(known: Understanding) -> dict[int, list[Chunk]]:
    """What a model that looks reads, by the passage's index; nothing where nothing measures."""
    found: dict[int, list[Chunk]] = {}
    for one in chunks_of(known, states.SIZE, states.BEFORE):
        found.setdefault(one.passage, []).append(one)
    return found


def chunks_of(known: Understanding, size: int, before: int) -> tuple[Chunk, ...]:
    return chunk(known.document, known.passages, known.quantities, size=size, before=before)
