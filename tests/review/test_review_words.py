import inspect
from enum import Enum, StrEnum

import pytest

from extractor import records
from extractor.checking.coverage import FactField, Origin
from extractor.review.words import word
from extractor.store import DecisionStatus

ENUMS = [
    enum
    for _, enum in inspect.getmembers(records, inspect.isclass)
    if issubclass(enum, StrEnum) and enum not in (StrEnum, records.Op, records.CellRole)
]


@pytest.mark.parametrize("enum", [*ENUMS, DecisionStatus, Origin, FactField])
def test_every_value_has_a_name_of_its_own_in_both_languages(enum: type[Enum]) -> None:
    for lang in ("zh", "en"):
        names = [word(value, lang) for value in enum]  # type: ignore[arg-type]
        assert all(names)
        assert len(set(names)) == len(names)
