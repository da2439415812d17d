"""`python -m eval.peers`: other systems on the labelled reports, scored like the product.

    python -m eval.peers run langextract --out DIR      its export, in the form of the product's
    python -m eval --export DIR --name langextract      ... which is scored like any other
    python -m eval.peers compare NAME=DIR NAME=DIR      exports that are there, in one table
    python -m eval.peers all --part held-out            run every system, then compare

`run` and `all` take reports by `--samples DIR`, `--only 101 102` and `--part held-out`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from eval.peers import comparing, running
from eval.peers.systems import NAMES
from eval.reading import EvalError
from eval.results import RESULTS, write
from eval.samples import PARTS, SAMPLES, Sample, load

OUT = Path(".build") / "peers-out"
_WIDE = 190  # columns where the output is no terminal: a column for each system, none cut


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0; 1 where files or a system stood in the way (the others are run all the same)."""
    options = _parser().parse_args(arguments)
    try:
        samples = _samples(options)
        if options.verb == "run":
            running.run(options.system, samples, options.out, resume=options.resume)
            return 0
        if options.verb == "compare":
            _compare(samples, dict(map(_named, options.exports)), options.json)
            return 0
        return _all(options, samples)
    except EvalError as error:
        print(f"eval.peers: {error}", file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m eval.peers", description=(__doc__ or "").split("\n")[0]
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    run = verbs.add_parser("run", help="run one system and write its export")
    run.add_argument("system", choices=NAMES)
    run.add_argument("--out", type=Path, required=True, help="folder of the export")
    compare = verbs.add_parser("compare", help="exports that are there, in one table")
    compare.add_argument("exports", nargs="+", metavar="NAME=DIR")
    every = verbs.add_parser("all", help="run every system, then compare")
    every.add_argument("--systems", nargs="+", choices=NAMES, default=list(NAMES))
    every.add_argument("--out", type=Path, default=OUT, help="folder of the exports' folders")
    for verb in (run, every):
        verb.add_argument("--resume", action="store_true", help="keep the reports already there")
    for verb in (compare, every):
        verb.add_argument("--json", type=Path, default=RESULTS / "peers.json", help="the result")
    for verb in (run, compare, every):
        verb.add_argument("--samples", type=Path, default=SAMPLES, help="reports/ and labels/")
        verb.add_argument("--only", nargs="*", default=[], help="reports whose name begins so")
        verb.add_argument("--part", choices=PARTS, help="reports of this part alone")
    return parser


def _samples(options: argparse.Namespace) -> tuple[Sample, ...]:
    found = load(options.samples, options.only)
    chosen = tuple(sample for sample in found if options.part in (None, sample.part))
    if not chosen:
        raise EvalError(f"{options.samples}: no report of the part {options.part}")
    return chosen


def _named(argument: str) -> tuple[str, Path]:
    name, equals, folder = argument.partition("=")
    if not equals or not name or not folder:
        raise EvalError(f"{argument!r}, expected NAME=DIR")
    return name, Path(folder)


def _all(options: argparse.Namespace, samples: Sequence[Sample]) -> int:
    """A system that cannot be run is named at the end, and keeps no other from its turn."""
    failed = {}
    for name in options.systems:
        print(f"{name} …", file=sys.stderr)
        try:
            running.run(name, samples, options.out / name, resume=options.resume)
        except EvalError as error:
            failed[name] = str(error)
    ran = {name: options.out / name for name in options.systems if name not in failed}
    if ran:
        _compare(samples, ran, options.json)
    for name, why in failed.items():
        print(f"eval.peers: {name} was not run: {why}", file=sys.stderr)
    return 1 if failed else 0


def _compare(samples: Sequence[Sample], folders: dict[str, Path], path: Path) -> None:
    found = comparing.compare(samples, folders)
    comparing.show(found, Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False))
    write(path, found)
    print(f"→ {path}")


if __name__ == "__main__":
    sys.exit(main())
