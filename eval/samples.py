"""Labelled reports: where they are, which part each belongs to, and the product's run over them.

A folder of samples holds `reports/*.txt` and `labels/*.labels.jsonl`, or both side by side, and
may hold `samples.tsv` (columns `report` and `part` at least). Without it every report is of the
part `own`.
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.reading import LABELS_SUFFIX, EvalError, Labels, read_labels

SAMPLES = Path(__file__).resolve().parent / "samples"
TUNED, HELD_OUT, OWN = "tuned", "held-out", "own"
PARTS = (HELD_OUT, TUNED, OWN)  # in the order that they are shown: what counts comes first
_INCOMPLETE = 6  # extractor.errors.EXIT_INCOMPLETE: results are there, some of them partial


@dataclass(frozen=True, slots=True)
class Sample:
    labels: Labels
    path: Path  # of the report
    part: str

    @property
    def report(self) -> str:
        return self.labels.report

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")


def load(folder: Path = SAMPLES, only: Sequence[str] = ()) -> tuple[Sample, ...]:
    """The labelled reports of `folder`, by name; `only` keeps those whose name begins so.

    Raises EvalError where there are no labels, or labels without a report.
    """
    labels_folder = folder / "labels" if (folder / "labels").is_dir() else folder
    reports_folder = folder / "reports" if (folder / "reports").is_dir() else folder
    paths = sorted(labels_folder.glob(f"*{LABELS_SUFFIX}"))
    if not paths:
        raise EvalError(f"{labels_folder}: no *{LABELS_SUFFIX}")
    parts = parts_of(folder / "samples.tsv")
    found = []
    for path in paths:
        name = path.name.removesuffix(LABELS_SUFFIX)
        if only and not name.startswith(tuple(only)):
            continue
        report = reports_folder / f"{name}.txt"
        if not report.is_file():
            raise EvalError(f"labels without a report: {report}")
        found.append(Sample(read_labels(path), report, parts.get(name, OWN)))
    if not found:
        raise EvalError(f"{labels_folder}: no labels begin with {' or '.join(only)}")
    return tuple(found)


def parts_of(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(
            (line for line in file if not line.startswith("#")),
            delimiter="\t",
            quoting=csv.QUOTE_NONE,
        )
        parts = {}
        for row in rows:
            part = row.get("part") or ""
            if part not in PARTS:
                raise EvalError(f"{path}: part {part!r}, expected one of {', '.join(PARTS)}")
            parts[row.get("report") or ""] = part
    return parts


def run(reports: Sequence[Path], folder: Path, backend: str, more: Sequence[str] = ()) -> Path:
    """Run the product as a user does, by its command line; the folder of its JSONL export.

    `folder` takes a store and the export, so that nothing of the user's own is touched.
    Raises EvalError where the run fails.
    """
    export = folder / "export"
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "extractor"),
            "run",
            *map(str, reports),
            *("--backend", backend, "--out", str(export)),
            *("--store", f"sqlite:///{folder / 'eval.db'}"),
            *more,
        ],
        check=False,
        stdout=subprocess.PIPE,  # progress goes to stderr, and is seen as it comes
        text=True,
        encoding="utf-8",
    )
    if done.returncode not in (0, _INCOMPLETE):
        print(done.stdout, file=sys.stderr)
        raise EvalError(f"extractor run ended with exit code {done.returncode}, see above")
    return export
