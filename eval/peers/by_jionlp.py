"""JioNLP's extraction of money, Chinese. No model, no names, and no quantities but money.

It has no extractor of other numbers: read its recall against the money among the mentions. Value
and unit are those that it resolves to (170000000.00 元 for 1.70亿元).
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from eval.peers.answers import Stated
from eval.peers.narrative import Narrative
from eval.peers.peer import Answer, Reading, imported


@dataclass(slots=True)
class JioNLP:
    _extract: Any = field(init=False)

    def __post_init__(self) -> None:
        with contextlib.redirect_stdout(io.StringIO()):  # it greets on import
            self._extract = imported("jionlp").ner.extract_money

    def read(self, narrative: Narrative) -> Reading:
        reading = Reading()
        for at, run in narrative.each():
            try:
                found = self._extract(run, with_parsing=True)
            except (ValueError, IndexError, KeyError, TypeError) as error:
                # Some texts are too much for its parser (人民币叁拾万元整): the run is lost.
                reading.failed_chunks += 1
                kind = type(error).__name__
                reading.notes[kind] = reading.notes.get(kind, 0) + 1
                found = []
            for each in found:
                start, end = each["offset"]
                reading.answers.append(Answer(at + start, at + end, stated_of(each)))
        return reading


def stated_of(found: Mapping[str, Any]) -> Stated:
    """Its `num` is one decimal string, or two for a range; `case` is the currency."""
    detail = found.get("detail") or {}
    number = detail.get("num")
    if isinstance(number, (list, tuple)):
        number = "-".join(map(str, number))
    return Stated(
        str(found["text"]),
        value="" if number is None else str(number),
        unit=str(detail.get("case") or ""),
    )
