"""What is said of each place of a report: by the program, and then by people.

Corrections are applied field by field, the oldest first. Nothing here is part of a run: a run
says what it says, and labels are made of that and of the corrections.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from extractor.records import Indicator, Op, Quantity, QuantityKind, Role, SectionKind, Source, Span
from extractor.store.values import Corrected, Correction, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One place. `why` says what a number is that is no indicator; else it is one."""

    span: Span
    text: str
    name: str = ""
    role: Role | None = None
    section: SectionKind | None = None
    value: Decimal | None = None
    value_max: Decimal | None = None
    unit: str = ""
    op: Op = Op.EQ
    why: QuantityKind | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that an indicator must have, and this one has not."""
        if self.why is not None:
            return ()
        wanted = {
            "name": self.name,
            "role": self.role,
            "section": self.section,
            "value": self.value is not None,
            "value_max": self.op is not Op.RANGE or self.value_max is not None,
        }
        return tuple(field for field, there in wanted.items() if not there)

    def same_number(self, other: Label) -> bool:
        """Whether both are an indicator with one value and unit, or both are none."""
        if (self.why is None) != (other.why is None):
            return False
        mine, theirs = ((each.value, each.value_max, each.unit, each.op) for each in (self, other))
        return self.why is not None or mine == theirs


class Applied(NamedTuple):
    labels: tuple[Label, ...]  # in text order, not overlapping where a person spoke
    changed: tuple[Span, ...]  # places where a person says another number, or none, or one anew
    idle: tuple[Corrected, ...]  # whose place, or what they correct at it, is there no more


def apply(reading: Reading, corrections: Iterable[Corrected]) -> Applied:
    """The labels of a report. Where places overlap, what was said last stands alone."""
    program = by_program(reading)
    said: dict[Span, list[Corrected]] = {}
    idle: list[Corrected] = []
    for one in sorted(corrections, key=lambda corrected: corrected.id):
        if one.attached:
            said.setdefault(one.correction.span, []).append(one)
        else:
            idle.append(one)
    labels, changed = dict(program), []
    for span, entries in sorted(said.items(), key=lambda item: item[1][-1].id):
        label = program.get(span) or Label(span=span, text=entries[0].correction.text)
        for entry in entries:
            label = corrected(label, entry.correction)
        if label.missing:
            idle += entries
            continue
        for other in [other for other in labels if other != span and other.overlaps(span)]:
            del labels[other]
        labels[span] = label
        if span not in program or not label.same_number(program[span]):
            changed.append(span)
    return Applied(tuple(labels[span] for span in sorted(labels)), tuple(changed), tuple(idle))


def by_program(reading: Reading) -> Mapping[Span, Label]:
    """What the program says of the quantities of narrative text."""
    found = {label.span: label for label in map(_of_number, reading.quantities) if label.why}
    for indicator in reading.indicators:
        if indicator.source is not Source.TABLE:  # those are facts
            label = _of_indicator(indicator)
            found[label.span] = label
    return found


def corrected(label: Label, correction: Correction) -> Label:
    """`label` with what a person says of it."""
    if correction.why is not None:
        return replace(label, why=correction.why)
    if correction.op is not None:
        op = correction.op
    else:
        op = label.op if correction.value_max is None else Op.RANGE
    upper = correction.value_max if correction.value_max is not None else label.value_max
    return replace(
        label,
        why=None,
        name=correction.name or label.name,
        role=correction.role or label.role,
        section=correction.section or label.section,
        value=label.value if correction.value is None else correction.value,
        value_max=upper if op is Op.RANGE else None,
        unit=label.unit if correction.unit is None else correction.unit,
        op=op,
    )


def whole(label: Label) -> Correction:
    """A correction that stands on its own: all of `label`."""
    if label.why is not None:
        return Correction(span=label.span, text=label.text, why=label.why)
    return Correction(
        span=label.span,
        text=label.text,
        name=label.name,
        role=label.role,
        section=label.section,
        value=label.value,
        value_max=label.value_max,
        unit=label.unit,
        op=label.op,
    )


def of_quantity(quantity: Quantity, section: SectionKind | None) -> Label:
    """The number of a quantity, without a word on what it measures."""
    return Label(
        span=quantity.span,
        text=quantity.text,
        section=section,
        value=quantity.value,
        value_max=quantity.value_max,
        unit=quantity.unit,
        op=quantity.op,
    )


def _of_number(quantity: Quantity) -> Label:
    label = of_quantity(quantity, None)
    return label if quantity.kind.measures else replace(label, why=quantity.kind)


def _of_indicator(indicator: Indicator) -> Label:
    label = of_quantity(indicator.quantity, indicator.section)
    return replace(label, name=indicator.name, role=indicator.role)
