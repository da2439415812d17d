"""`python -m eval.score`: run the product on the labelled samples, or take an export, and score it.

    python -m eval.score --backend rules            run the product, then score
    python -m eval.score --export DIR               score what any system wrote in the export's form
    python -m eval.score --json out.json            write the figures as well

The product is run as a user runs it, by its command line, in a store of its own that is thrown
away. Only the label files and the JSONL export are looked at.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from eval.metrics import READERS, RESAMPLES, Detection, Tally
from eval.reading import LABELS_SUFFIX, EvalError, Labels, read_export, read_labels
from eval.scoring import NOTHING, Score, cost, figures, score, total

SAMPLES = Path(__file__).resolve().parent / "samples"
_CAVEAT = (
    "* above what two readers agree on: fit to one annotator, not better reading.\n"
    "The committed samples are a development set, tuned on; see eval/README.md."
)
_INCOMPLETE = 6  # extractor.errors.EXIT_INCOMPLETE: results are there, some of them partial


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 where a score was printed, 1 where files or the run stood in the way."""
    options = _parser().parse_args(arguments)
    try:
        labels = _labels(options.labels)
        if options.export is not None:
            scores = _scores(labels, options.export)
        else:
            with tempfile.TemporaryDirectory(prefix="eval-") as folder:
                _run(labels, options.reports, options.backend, Path(folder), options.run)
                if options.keep is not None:
                    shutil.copytree(Path(folder) / "export", options.keep, dirs_exist_ok=True)
                scores = _scores(labels, Path(folder) / "export")
    except EvalError as error:
        print(f"eval: {error}", file=sys.stderr)
        return 1
    whole = total(list(scores.values()))
    _print(scores, whole, options.export or options.backend)
    if options.json is not None:
        _write(options.json, scores, whole)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.score", description=__doc__.split("\n")[0]
    )
    add = parser.add_argument
    add("--backend", default="rules", help="auto, openai, local or rules (default: rules)")
    add("--labels", type=Path, default=SAMPLES / "labels", help="folder of *.labels.jsonl")
    add("--reports", type=Path, default=SAMPLES / "reports", help="folder of the reports' .txt")
    add("--export", type=Path, help="score this JSONL export and run nothing")
    add("--keep", type=Path, help="keep the export of the run in this folder")
    add("--json", type=Path, help="write the figures to this file")
    add("run", nargs="*", help="after --: more options for `extractor run`")
    return parser


def _labels(folder: Path) -> tuple[Labels, ...]:
    paths = sorted(folder.glob(f"*{LABELS_SUFFIX}"))
    if not paths:
        raise EvalError(f"{folder}: no *{LABELS_SUFFIX}")
    return tuple(read_labels(path) for path in paths)


def _run(
    labels: Sequence[Labels], reports: Path, backend: str, folder: Path, more: Sequence[str]
) -> None:
    files = [reports / f"{one.report}.txt" for one in labels]
    if absent := [str(f) for f in files if not f.is_file()]:
        raise EvalError(f"labels without a report: {', '.join(absent)}")
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "extractor"),
            "run",
            *map(str, files),
            *("--backend", backend, "--out", str(folder / "export")),
            *("--store", f"sqlite:///{folder / 'eval.db'}"),
            *more,
        ],
        check=False,
        stdout=subprocess.PIPE,  # progress goes to stderr, and is seen as it comes
        text=True,
        encoding="utf-8",
    )
    print(done.stdout, file=sys.stderr)
    if done.returncode not in (0, _INCOMPLETE):
        raise EvalError(f"extractor run ended with exit code {done.returncode}, see above")


def _scores(labels: Sequence[Labels], export: Path) -> dict[str, Score]:
    found = read_export(export)
    for one in labels:
        if one.report not in found:
            print(f"eval: {one.report} is not in the export: all missed", file=sys.stderr)
    return {one.report: score(one, found.get(one.report, NOTHING)) for one in labels}


def _print(scores: dict[str, Score], whole: Score, what: object) -> None:
    table = Table(
        title=f"{what}: hits/denominator = share; 95% interval by bootstrap ({RESAMPLES} resamples)",
        title_justify="left",
    )
    table.add_column("metric")
    for name in scores:
        table.add_column(name.split("_")[0], justify="right", no_wrap=True)
    table.add_column("all", justify="right", no_wrap=True)
    table.add_column("95%", justify="right", no_wrap=True)
    columns = [one.metrics() for one in scores.values()]
    for name, metric in whole.metrics().items():
        interval = metric.interval()
        table.add_row(
            f"{name} *" if _above_readers(name, metric) else name,
            *(_cell(column[name]) for column in columns),
            _cell(metric),
            f"{interval.low:.3f}-{interval.high:.3f}" if interval else "null",
        )
    console = Console(width=None if sys.stdout.isatty() else 120, highlight=False)
    console.print(table)
    console.print(_CAVEAT, markup=False)
    for name, value in cost(whole).items():
        console.print(f"{name}: {value}", markup=False)


def _above_readers(name: str, metric: Tally | Detection) -> bool:
    return metric.share is not None and metric.share > READERS.get(name, 1.0)


def _cell(metric: Tally | Detection) -> str:
    share = "null" if metric.share is None else f"{metric.share:.3f}"
    return f"{metric.hits}/{metric.of} = {share}"


def _write(path: Path, scores: dict[str, Score], whole: Score) -> None:
    content = {
        "all": figures(whole),
        "cost": cost(whole),
        "reports": {name: figures(one) for name, one in scores.items()},
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
