"""What a user says of the checks: rules that are off, tolerances, ratios and sums of their own.

Plain values that flow through `check`; how a file is read into them is the business of
`extractor.checks_file`. The defaults are what the checks do when nobody says anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractor.checking.identities import Formula


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    # Units of the last digit by which a rate or a total may be off and only be asked about: one, as
    # cutting off instead of rounding gives.
    last_place: Decimal = Decimal(1)
    # Percent of a quota from which a completion is asked about: three times, and the quota was
    # no plan, or a digit is wrong.
    completion: Decimal = Decimal(300)
    # 万元 at stake below which a conflict is only asked about.
    least_amount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRatio:
    """A rate in percent, by its names, and what the figures that it is made of are called."""

    names: tuple[str, ...]
    top: tuple[str, ...]  # in order of preference
    bottom: tuple[str, ...]
    formula: Formula = Formula.SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSum:
    total: str
    parts: tuple[str, ...]  # all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    off: frozenset[str] = frozenset()  # keys of `rulebook`
    tolerance: Tolerance = Tolerance()
    ratios: tuple[OwnRatio, ...] = ()
    sums: tuple[OwnSum, ...] = ()


DEFAULT = CheckOptions()
