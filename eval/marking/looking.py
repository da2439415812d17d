"""What the embedded model makes of each report, kept in a folder: it takes a quarter of a minute each."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from eval.reading import EvalError
from eval.samples import Sample
from extractor.labelling.local import LocalLabeller
from extractor.labelling.states import States, joined
from extractor.reading import read
from extractor.understanding import prose, to_read, understand


def look(samples: Sequence[Sample], folder: Path) -> None:
    """A file of states in `folder` for each sample that has none there or has been changed since.

    Raises MissingExtra, ModelUnavailable or EvalError where the model cannot be used.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [sample for sample in samples if not _ready(sample, folder)]
    if wanted:
        asyncio.run(_look(wanted, folder))


def states_of(sample: Sample, folder: Path) -> dict[int, States]:
    """The states of the passages of a report, by their index. Raises OSError if they are not there."""
    with np.load(_file(sample, folder), allow_pickle=False) as kept:
        numbers = [int(name.removeprefix("rows")) for name in kept.files if name.startswith("rows")]
        return {n: States(kept[f"vectors{n}"], kept[f"rows{n}"]) for n in numbers}


def _file(sample: Sample, folder: Path) -> Path:
    return folder / f"{sample.report}.npz"


def _ready(sample: Sample, folder: Path) -> bool:
    file = _file(sample, folder)
    return file.is_file() and file.stat().st_mtime >= sample.path.stat().st_mtime


async def _look(samples: Sequence[Sample], folder: Path) -> None:
    async with LocalLabeller() as model:
        assert model.reader is not None  # the default model looks
        for number, sample in enumerate(samples, 1):
            print(f"{number}/{len(samples)} {sample.report}", file=sys.stderr)
            found: dict[int, States] = {}
            known = understand(read(sample.path))
            passages = prose(known)
            for index, chunks in to_read(known).items():
                seen = await model.reader.read(chunks)
                if seen.rejections:
                    raise EvalError(f"{sample.report} was not read: {seen.rejections[0].detail}")
                if None not in seen.states:
                    found[index] = joined(len(passages[index].text), chunks, seen.states)
            _keep(found, _file(sample, folder))


def _keep(states: dict[int, States], file: Path) -> None:
    tables: dict[str, NDArray[Any]] = {f"rows{n}": one.rows for n, one in states.items()}
    tables |= {f"vectors{n}": one.vectors for n, one in states.items()}
    with TemporaryDirectory(dir=file.parent) as folder:  # never half a file
        draft = Path(folder) / file.name
        np.savez(draft, allow_pickle=False, **tables)
        draft.replace(file)
