"""`python -m eval.bench`: how long the rules take on this machine.

    python -m eval.bench                  five reports, a million characters, --help, large files
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

from openpyxl import Workbook

from eval.formats.layout import lay_out
from eval.formats.printed import write_pdf
from extractor.pipeline import run_report
from extractor.reading import read

REPORTS = Path(__file__).resolve().parent / "samples" / "reports"
_CHARS = 1_000_000
_CHANGED = 0.1  # of the digits of each copy
_COPIES = 22  # of two reports, 14 pages each time
_READ = """
import resource, sys, time
from pathlib import Path
from extractor.reading import read
started = time.perf_counter()
read(Path(sys.argv[1]))
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
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
        for what, path in (
            ("300 pages of PDF", pdf(folder)),
            ("50,000 rows of xlsx", xlsx(folder)),
        ):
            seconds, megabytes = _reading(path)
            _tell(f"{what}, reading alone", seconds, megabytes)
    return 0


def pdf(folder: Path) -> Path:
    """300 pages and more: two reports over and over."""
    parts = [
        part for report in sorted(REPORTS.glob("00[24]_*.txt")) for part in lay_out(read(report))
    ]
    path = folder / "pages.pdf"
    path.write_bytes(write_pdf(parts * _COPIES))
    return path


def xlsx(folder: Path) -> Path:
    """50,000 rows of ten columns."""
    book = Workbook(write_only=True)
    page = book.create_sheet("明细")
    page.append(
        ["序号", "项目", "目标值", "完成值", "分值", "得分", "预算数", "执行数", "执行率", "备注"]
    )
    for row in range(50_000):
        paid = round(row % 97 + 0.37, 2)
        page.append([row, f"第{row}号", "≥5公里", "6公里", 10, 9.5, 98.4, paid, paid / 98.4, "无"])
    path = folder / "rows.xlsx"
    book.save(path)
    return path


def _reading(path: Path) -> tuple[float, float]:
    """Seconds, and the most megabytes that a process of its own took."""
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)], check=True, capture_output=True, text=True
    )
    seconds, kilobytes = done.stdout.split()
    return float(seconds), int(kilobytes) / 1024


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


def _tell(what: str, seconds: float, megabytes: float = 0) -> None:
    memory = f"{megabytes:8.0f} MB" if megabytes else ""
    print(f"{what:<36}{seconds:8.2f} s{memory}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
