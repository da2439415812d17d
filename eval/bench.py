"""`python -m eval.bench`: how long the rules take on this machine.

    python -m eval.bench                  five reports, a million characters, --help
    python -m eval.bench --chars 4000000  a longer text

Figures of speed are read here and compared by hand; the tests count work instead
(tests/test_scale.py). The long text is the sample reports over and over with other digits.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import cycle
from pathlib import Path

from extractor.pipeline import run_report

REPORTS = Path(__file__).resolve().parent / "samples" / "reports"
_CHARS = 1_000_000
_CHANGED = 0.1  # of the digits of each copy
_INCOMPLETE = 6  # extractor.errors.EXIT_INCOMPLETE: results are there, some of them partial


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0; 1 where the command line did not run."""
    parser = argparse.ArgumentParser(prog="eval.bench", description=__doc__.split("\n")[0])
    parser.add_argument("--chars", type=int, default=_CHARS, help="length of the long text")
    options = parser.parse_args(arguments)
    reports = sorted(REPORTS.glob("*.txt"))
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        long = folder / "long.txt"
        long.write_text(long_text(reports, options.chars), encoding="utf-8")
        try:
            _tell("--help", _command(["--help"], folder))
            _tell(f"{len(reports)} reports, command line", _command(_run(reports, folder), folder))
        except subprocess.CalledProcessError as error:
            print(f"bench: {error}", file=sys.stderr)
            return 1
        _tell(f"{len(reports)} reports, library", _library(reports))
        _tell(f"{options.chars:,} characters, library", _library([long]))
    return 0


def long_text(reports: Sequence[Path], chars: int) -> str:
    """`chars` characters of the reports in turn; the same at every call."""
    chance = random.Random(0)

    def changed(found: re.Match[str]) -> str:
        return str(chance.randint(1, 9)) if chance.random() < _CHANGED else found.group()

    def copies() -> Iterator[str]:
        texts = [report.read_text(encoding="utf-8") for report in reports]
        length = 0
        for text in cycle(texts):
            yield re.sub("[1-9]", changed, text)
            length += len(text) + 1
            if length >= chars:
                return

    return "\n".join(copies())[:chars]


def _run(reports: Sequence[Path], folder: Path) -> list[str]:
    store = f"sqlite:///{folder / 'bench.db'}"
    return ["run", *map(str, reports), "--backend", "rules", "--store", store]


def _command(arguments: Sequence[str], folder: Path) -> float:
    started = time.perf_counter()
    done = subprocess.run(
        [str(Path(sys.executable).parent / "extractor"), *arguments],
        check=False,
        cwd=folder,
        capture_output=True,
    )
    if done.returncode not in (0, _INCOMPLETE):
        raise subprocess.CalledProcessError(done.returncode, done.args, stderr=done.stderr)
    return time.perf_counter() - started


def _library(paths: Sequence[Path]) -> float:
    started = time.perf_counter()
    for path in paths:
        run_report(path)
    return time.perf_counter() - started


def _tell(what: str, seconds: float) -> None:
    print(f"{what:<36}{seconds:8.2f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
