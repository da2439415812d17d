"""Results as files for other programs: what `extractor export --format NAME FOLDER` writes.

A format is a function and one row here. It takes the reports (`Store.kept()`, or `Kept` made
of a run without a store), the folder and the language of messages, and tells what it wrote.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from extractor.exporting import jsonl
from extractor.exporting.jsonl import Written
from extractor.records import Lang
from extractor.store.values import Kept

Export = Callable[[Iterable[Kept], Path, Lang], tuple[Written, ...]]

FORMATS: Mapping[str, Export] = {
    "jsonl": jsonl.export,
}
