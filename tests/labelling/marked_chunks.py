"""Chunks for the tests of this room, from text in which 【】 marks what is asked."""

from __future__ import annotations

import re
from decimal import Decimal

from extractor.labelling.unaided import Prose, Said, labels
from extractor.records import Chunk, Quantity, QuantityKind, Role, SectionKind, Span

_KINDS = {"%": QuantityKind.RATIO, "元": QuantityKind.MONEY, "名": QuantityKind.RANK}


def chunk_of(
    marked: str,
    *,
    section: SectionKind = SectionKind.COMPLETION,
    kinds: tuple[QuantityKind, ...] = (),
) -> Chunk:
    """The chunk of `marked` with its brackets removed; kinds by the last character if not given."""
    text = marked.replace("【", "").replace("】", "")
    places: list[Span] = []
    for i, match in enumerate(re.finditer(r"【(.*?)】", marked)):
        start = match.start() - 2 * i
        places.append(Span(start, start + len(match.group(1))))
    asked = tuple(
        Quantity(
            span=place,
            text=place.of(text),
            kind=kinds[i] if kinds else _KINDS.get(place.of(text)[-1], QuantityKind.COUNT),
            value=Decimal(1),
        )
        for i, place in enumerate(places)
    )
    return Chunk(
        passage=0,
        section=section,
        path=(),
        unit="",
        before="",
        text=text,
        asked=asked,
        places=tuple(places),
    )


def standing(chunk: Chunk) -> tuple[Said, ...]:
    """What is known of each asked quantity before a model is; of one that measures nothing, nothing."""
    given = Prose(chunk.text, chunk.places, chunk.asked, chunk.section, chunk.path)
    said = iter(labels(given))
    nothing = Decimal(0)
    return tuple(
        next(said)
        if quantity.kind.measures
        else Said(quantity.text, Role.CONTEXT, nothing, nothing)
        for quantity in chunk.asked
    )
