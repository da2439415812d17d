"""`python -m eval`: run the product on labelled reports, or take an export, and score it.

    python -m eval                                the rules backend on the committed samples
    python -m eval --backend local                the embedded model
    python -m eval --samples DIR                  your own labels (extractor labels export DIR)
    python -m eval --export DIR --name peer       what any system wrote in the export's form
    python -m eval --accept                       make this result the committed baseline

Only label files and the JSONL export are looked at. Written to `eval/results/`: NAME.json, and
NAME.html with every miss in its sentence; those of held-out reports are in NAME.held-out.html,
apart, so that nobody tunes on them unawares.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from eval import grounding, page, results, tables
from eval.misses import Miss, misses
from eval.reading import EvalError, Export, read_export
from eval.results import BASELINES, RESULTS
from eval.samples import HELD_OUT, SAMPLES, Sample, load, run
from eval.scoring import NOTHING, figure, score
from eval.seeding import seeded

_PER_KIND = 2  # plants of each kind in each report


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 where a score was printed, 1 where files or the run stood in the way."""
    options = _parser().parse_args(arguments)
    try:
        samples = load(options.samples, options.only)
        with tempfile.TemporaryDirectory(prefix="eval-") as folder:
            _evaluate(options, samples, Path(folder))
    except EvalError as error:
        print(f"eval: {error}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval", description=(__doc__ or "").split("\n")[0]
    )
    add = parser.add_argument
    add("--backend", default="rules", help="auto, openai, local or rules (default: rules)")
    add("--samples", type=Path, default=SAMPLES, help="folder with reports/ and labels/")
    add("--only", nargs="*", default=[], help="only reports whose name begins so")
    add("--export", type=Path, help="score this JSONL export and run nothing")
    add("--name", help="name of the result (default: the backend)")
    add("--keep", type=Path, help="keep the export of the run in this folder")
    add("--seeded", type=int, default=None, metavar="N", help=(
        f"plant N errors of each kind in each report (default: {_PER_KIND} with the committed "
        "samples by rules, else 0)"))  # fmt: skip
    add("--out", type=Path, default=RESULTS, help="folder for the JSON and the pages")
    add("--baseline", type=Path, help="result to compare with (default: the committed one)")
    add("--accept", action="store_true", help="write this result as the committed baseline")
    add("--brief", action="store_true", help="leave out the tables by role, section and report")
    add("run", nargs="*", help="after --: more options for `extractor run`")
    return parser


def _evaluate(options: argparse.Namespace, samples: Sequence[Sample], folder: Path) -> None:
    exported = options.export or run(
        [sample.path for sample in samples], folder, options.backend, options.run
    )
    if options.keep is not None:
        shutil.copytree(exported, options.keep, dirs_exist_ok=True)
    exports = read_export(exported)
    for sample in samples:
        if sample.report not in exports:
            print(f"eval: {sample.report} is not in the export: all missed", file=sys.stderr)
    found = {s.report: exports.get(s.report, NOTHING) for s in samples}
    name = options.name or (options.export.name if options.export else options.backend)
    result = results.content(
        name,
        samples,
        {s.report: score(s.labels, found[s.report]) for s in samples},
        **_more(options, samples, found, folder),
    )
    tables.print_result(result, slices=not options.brief)
    _compare(options, result, name)
    _write(options, samples, found, result, name)


def _more(
    options: argparse.Namespace,
    samples: Sequence[Sample],
    found: dict[str, Export],
    folder: Path,
) -> dict[str, Any]:
    """What needs more than one export: seeded errors, and the grounding of quotes."""
    if options.export:
        return {}
    more: dict[str, Any] = {
        "grounding": {
            "quotes": {name: figure(tally) for name, tally in grounding.tallies(samples).items()}
        }
    }
    per_kind = options.seeded
    if per_kind is None:
        whole = options.samples == SAMPLES and not options.only and options.backend == "rules"
        per_kind = _PER_KIND if whole else 0
    if per_kind:
        sown = seeded(samples, found, folder, options.backend, per_kind)
        more["seeded"] = {
            kind: {name: figure(tally) for name, tally in tallies.items()}
            for kind, tallies in sown.items()
        }
    return more


def _compare(options: argparse.Namespace, result: Mapping[str, Any], name: str) -> None:
    path = options.baseline or BASELINES / f"{name}.json"
    if options.baseline is None and (options.samples != SAMPLES or options.only):
        if options.accept:  # the committed baseline is of the committed samples, all of them
            print(
                "eval: not accepted: only a result over all committed samples is", file=sys.stderr
            )
        return
    if options.baseline is not None or path.is_file():
        tables.print_moved(results.moved(results.read(path), result), path.name)
    if options.accept:
        results.write(BASELINES / f"{name}.json", result)


def _write(
    options: argparse.Namespace,
    samples: Sequence[Sample],
    found: Mapping[str, Export],
    result: Mapping[str, Any],
    name: str,
) -> None:
    results.write(options.out / f"{name}.json", result)
    parts: dict[str, list[Miss]] = {}
    for sample in samples:
        made = misses(sample.labels, found[sample.report], sample.text)
        parts.setdefault(sample.part, []).extend(made)
    apart = parts.pop(HELD_OUT, None)
    pages = {f"{name}.html": parts, f"{name}.held-out.html": {HELD_OUT: apart or []}}
    for file, shown in pages.items():
        if shown and (apart is not None or "held-out" not in file):
            page.write(options.out / file, result, shown)
            print(f"→ {options.out / file}")


if __name__ == "__main__":
    sys.exit(main())
