"""Recognizers-Text, Chinese: number, percentage, currency and dimension. No model, no names.

Its hits overlap (1.70亿 is a number, 1.70亿元 a currency): the longest is kept. Value and unit are
those of its resolution; its English unit names are brought to Chinese ones. It finds every number,
a year as well as an indicator, so that its precision says little.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from eval.peers.answers import Stated
from eval.peers.narrative import Narrative
from eval.peers.peer import Answer, Reading, imported

_MODELS = (
    "recognize_number",
    "recognize_percentage",
    "recognize_currency",
    "recognize_dimension",
)
# Units of its Chinese dimension and currency models that public reports have.
_UNITS = {
    "Chinese yuan": "元", "Fen": "分", "Jiao": "角", "United States dollar": "美元",
    "Hong Kong dollar": "港元", "Euro": "欧元",
    "Square meter": "平方米", "Square kilometer": "平方公里", "Square centimeter": "平方厘米",
    "Hectare": "公顷", "Mu": "亩", "Kilometer": "公里", "Meter": "米", "Decimeter": "分米",
    "Centimeter": "厘米", "Millimeter": "毫米", "Li": "里", "Cubic meter": "立方米",
    "Liter": "升", "Milliliter": "毫升", "Ton": "吨", "Metric ton": "吨", "Kilogram": "千克",
    "Gram": "克", "Jin": "斤", "Catty": "斤", "Liang": "两", "Megabyte": "MB", "Gigabyte": "GB",
    "Terabyte": "TB", "Kilometer per hour": "公里/小时",
}  # fmt: skip


class Hit(NamedTuple):
    start: int
    end: int  # half-open; the library's own ends are inclusive
    value: str
    unit: str


@dataclass(slots=True)
class Recognizers:
    _suite: Any = field(init=False)

    def __post_init__(self) -> None:
        self._suite = imported("recognizers_suite")

    def read(self, narrative: Narrative) -> Reading:
        """Run by run: it takes no notice of line ends, and is slow on long texts."""
        reading = Reading()
        for at, run in narrative.each():
            for hit in longest(self._hits(run)):
                stated = Stated(run[hit.start : hit.end], value=hit.value, unit=hit.unit)
                reading.answers.append(Answer(at + hit.start, at + hit.end, stated))
        return reading

    def _hits(self, run: str) -> Iterable[Hit]:
        culture = self._suite.Culture.Chinese
        for model in _MODELS:
            for result in getattr(self._suite, model)(run, culture):
                if (hit := hit_of(result)) is not None:
                    yield hit


def hit_of(result: Any) -> Hit | None:
    """None where it resolves no value: a currency's name alone."""
    resolution = result.resolution or {}
    value = resolution.get("value")
    if value is None:
        return None
    unit = resolution.get("unit") or ""
    if str(value).endswith("%"):
        value, unit = str(value).removesuffix("%"), "%"
    return Hit(result.start, result.end + 1, str(value), _UNITS.get(unit, unit))


def longest(hits: Iterable[Hit]) -> list[Hit]:
    """Of hits that overlap the longest; of equally long ones the one with a unit, then the first."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (h.start - h.end, not h.unit, h.start)):
        if all(hit.end <= other.start or other.end <= hit.start for other in kept):
            kept.append(hit)
    return sorted(kept)
