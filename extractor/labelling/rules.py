"""Labels without a model: the backend that is always there, and the floor for any model."""

from __future__ import annotations

from decimal import Decimal

from extractor.labelling.naming import name_all
from extractor.labelling.roles import roles
from extractor.records import Quantity, Role, SectionKind, Span


def name_and_role(
    view_text: str,
    places: tuple[Span, ...],
    quantities: tuple[Quantity, ...],
    section: SectionKind,
    path: tuple[str, ...],
) -> tuple[tuple[str, Role, Decimal | None], ...]:
    """Name, role and confidence (0 to 1) of every quantity whose kind measures.

    `view_text` is the folded reading of a whole passage, `places` are the spans of all its
    quantities in it, dates and names of things too: they are read over. The results stand
    in the order of `quantities`, one for each with `kind.measures`. `path` holds headings
    and row and column labels. A name is never empty.
    """
    named = name_all(view_text, places, quantities, path)
    by_number = {
        item.slot.number: (item.name, role, item.found.value)
        for item, role in zip(named, roles(named, section), strict=True)
    }
    return tuple(by_number[i] for i, quantity in enumerate(quantities) if quantity.kind.measures)
