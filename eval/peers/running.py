"""A system over labelled reports, and its export: indicators.jsonl and reports.jsonl.

The export is written anew after each report, so that a run that is stopped keeps what it has;
`resume` goes on from there.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eval.peers import answers, narrative
from eval.peers.counting import CountingProxy, Usage
from eval.peers.peer import Kind, Model, Peer, Reading
from eval.peers.systems import OURS, PEERS
from eval.reading import EvalError
from eval.samples import Sample
from eval.samples import run as run_product
from extractor.errors import ExtractorError
from extractor.labelling import weights
from extractor.labelling.local import LocalServer

Line = dict[str, Any]
_FILES = ("indicators.jsonl", "reports.jsonl")
_SAID_EVERY = 5  # calls: a minute or two on two cores


def run(name: str, samples: Sequence[Sample], out: Path, *, resume: bool = False) -> None:
    """Write the export of system `name` to the folder `out`. Raises EvalError."""
    if name in OURS:
        _run_ours(name, samples, out)
    else:
        _run_peer(PEERS[name], samples, out, resume)


def _run_ours(name: str, samples: Sequence[Sample], out: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        export = run_product([sample.path for sample in samples], Path(folder), OURS[name])
        shutil.copytree(export, out, dirs_exist_ok=True)


def _run_peer(kind: Kind, samples: Sequence[Sample], out: Path, resume: bool) -> None:
    export = Export(out, resume)
    left = [sample for sample in samples if not export.has(sample)]
    if not left:
        return
    with _model(kind) as (model, take):
        peer = kind.open(model)
        for sample in left:
            found, row = read(kind, peer, sample, take, model)
            export.add(found, row)
            print(said(row, len(sample.text)), file=sys.stderr)


def read(
    kind: Kind, peer: Peer, sample: Sample, take: Callable[[], Usage], model: Model | None
) -> tuple[list[Line], Line]:
    """One report: its lines of indicators.jsonl, and its line of reports.jsonl."""
    text = sample.text
    told = narrative.of(text)
    take()  # what is left of another report's
    began = time.perf_counter()
    reading = peer.read(told)
    seconds = time.perf_counter() - began
    found = []
    for start, end, stated in sorted(reading.answers):
        if (place := told.place(start, end)) is None:
            reading.ungrounded += 1
        else:
            found.append(answers.line(sample.path.name, text, place.start, place.end, stated))
    row = row_of(kind, sample, reading, take(), model)
    return found, {**row, "indicators": len(found), "seconds": round(seconds, 3)}


def row_of(kind: Kind, sample: Sample, reading: Reading, used: Usage, model: Model | None) -> Line:
    """The keys of the product's export; then what it has no need of: answers that came to nothing."""
    status = "failed" if reading.failure else "partial" if reading.failed_chunks else "complete"
    return {
        "report": sample.path.name,
        "status": status,
        "backend": kind.name,
        "model": model.name if model else None,
        "prompt_tokens": used.prompt_tokens,
        "completion_tokens": used.completion_tokens,
        "model_calls": used.calls,
        "cached_calls": 0,
        "code_version": kind.about,
        "cached_tokens": used.cached_tokens,
        "cut_off_answers": used.cut_off,
        "refused_calls": used.refused,
        "ungrounded": reading.ungrounded,
        "failed_chunks": reading.failed_chunks,
        "failure": reading.failure,
        "notes": reading.notes,
    }


def said(row: Line, chars: int) -> str:
    parts = [
        f"{row['backend']}: {row['report']} ({chars} characters)",
        f"{row['indicators']} indicators in {row['seconds']} s",
        f"{row['model_calls']} calls",
    ]
    for key in ("ungrounded", "failed_chunks", "cut_off_answers", "refused_calls", "failure"):
        if row[key]:
            parts.append(f"{key.replace('_', ' ')}: {row[key]}")
    return ", ".join(parts)


class Export:
    """The two files of a peer's export."""

    def __init__(self, folder: Path, resume: bool) -> None:
        self._folder = folder
        self._lines: dict[str, list[Line]] = {name: [] for name in _FILES}
        if resume:
            for name in _FILES:
                self._lines[name] = _read(folder / name)

    def has(self, sample: Sample) -> bool:
        """Whether a run before this one has read the report; a failed one is read again."""
        return any(
            row["report"] == sample.path.name and row["status"] != "failed"
            for row in self._lines["reports.jsonl"]
        )

    def add(self, found: Sequence[Line], row: Line) -> None:
        for name, more in zip(_FILES, (found, [row]), strict=True):
            kept = [line for line in self._lines[name] if line["report"] != row["report"]]
            self._lines[name] = [*kept, *more]
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, lines in self._lines.items():
            part = self._folder / f"{name}.part"
            part.write_text(
                "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines),
                encoding="utf-8",
            )
            part.replace(self._folder / name)


def _read(path: Path) -> list[Line]:
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")  # JSON strings may hold U+2028
    return [json.loads(line) for line in lines if line]


def _progress(used: Usage) -> None:
    if used.calls % _SAID_EVERY == 0:
        print(f"  {used.calls} calls, {used.completion_tokens} tokens written", file=sys.stderr)


@contextmanager
def _model(kind: Kind) -> Iterator[tuple[Model | None, Callable[[], Usage]]]:
    """The product's own embedded model behind the counting proxy, where the peer needs one."""
    if not kind.model:
        yield None, Usage
        return
    path = weights.path_of(weights.DEFAULT)
    if path is None:
        raise EvalError(f"the weights of {weights.DEFAULT} are not here: extractor model fetch")
    server = LocalServer(path, path.stem)
    try:
        address = f"{server.start()}/v1"
    except ExtractorError as error:
        raise EvalError(str(error)) from error
    try:
        with CountingProxy(address, _progress) as proxy:
            yield Model(proxy.base_url, path.stem, server.api_key), proxy.take
    finally:
        server.stop()
