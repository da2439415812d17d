"""`python -m eval.formats`: a table of how far each format's reading is from the text's.

The text is the sample without its mark-up (`plain.py`); the row txt tells what the mark-up alone
makes of the sample itself. Files that are not in --folder yet are made there. Of held-out reports
only figures are shown.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from eval.formats.comparing import VIEWS, Comparison, by_rules, compare, differences
from eval.formats.making import FORMATS, PLAIN, made, make
from eval.formats.missing import Missing
from eval.samples import HELD_OUT, SAMPLES, parts_of
from extractor.errors import ExtractorError
from extractor.records import Extraction

FIVE = ("000", "001", "002", "003", "004")  # written by offices
_COLUMNS = ("quantities", "name", "role", "section", "indicators", "facts", "checks")


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    reports = [
        path
        for path in sorted((SAMPLES / "reports").glob("*.txt"))
        if path.name.startswith(tuple(options.stems))
    ]
    if not reports:
        print(f"no report begins with {' or '.join(options.stems)}", file=sys.stderr)
        return 1
    if options.write:
        for name in options.formats:
            for report in reports:
                _write(report, name, options.folder)
        return 0
    print(_line("format", "report", *_COLUMNS, "text", "lost", "extra", "checks by verdict", "s"))
    held_out = {
        name for name, part in parts_of(SAMPLES / "samples.tsv").items() if part == HELD_OUT
    }
    worst = 1.0
    for name in options.formats:
        for report in reports:
            worst = min(worst, _one(report, name, options, report.stem in held_out))
    return 0 if worst >= options.least else 1


def _write(report: Path, name: str, folder: Path) -> None:
    try:
        print(make(report, name, folder))
    except Missing as missing:
        print(f"{name}: {missing}", file=sys.stderr)


@cache
def _text_of(report: Path, folder: Path, *, original: bool) -> Extraction:
    return by_rules(report if original else made(report, PLAIN, folder))


def _one(report: Path, name: str, options: argparse.Namespace, held_out: bool) -> float:
    try:
        path = made(report, name, options.folder)
        started = time.monotonic()
        other = by_rules(path)
    except (Missing, ExtractorError) as error:
        print(_line(name, report.stem[:3], f"- {error}"))
        return 1.0 if isinstance(error, Missing) else 0.0
    seconds = time.monotonic() - started
    text = _text_of(report, options.folder, original=options.original or name == PLAIN)
    compared = compare(text, other)
    print(_figures(name, report.stem[:3], compared, seconds))
    for note in () if held_out else compared.notes:
        print(f"    note: {note}")
    if options.show and not held_out:
        for line in _shown(text, other, options.show):
            print(line)
    return compared.gist


def _figures(name: str, stem: str, compared: Comparison, seconds: float) -> str:
    figures = [f"{compared.agreements[column].f1:.4f}" for column in _COLUMNS]
    mine, theirs = compared.verdicts
    verdicts = " ".join(f"{verdict} {mine[verdict]}/{theirs[verdict]}" for verdict in mine | theirs)
    return _line(
        name,
        stem,
        *figures,
        f"{compared.likeness:.4f}",
        str(compared.lost),
        str(compared.extra),
        verdicts,
        f"{seconds:.1f}",
    )


def _shown(text: Extraction, other: Extraction, count: int) -> Iterator[str]:
    for view in VIEWS:
        if view in ("name", "role", "section"):
            continue  # `indicators` tells them together
        lost, extra = differences(text, other, view)
        yield from (f"    - {view}: {line}" for line in lost[:count])
        yield from (f"    + {view}: {line}" for line in extra[:count])


def _line(*cells: str) -> str:
    widths = (10, 6, *(10 for _ in _COLUMNS), 6, 5, 5, 30, 5)
    return " ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=False)).rstrip()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval.formats", description=__doc__)
    parser.add_argument("--formats", type=_listed, default=tuple(FORMATS), help="docx,html,…")
    parser.add_argument("--stems", type=_words, default=FIVE, help="001,002; default the five")
    parser.add_argument("--folder", type=Path, default=Path(".build/formats"))
    parser.add_argument("--show", type=int, default=0, metavar="N", help="N differences of a kind")
    parser.add_argument(
        "--original", action="store_true", help="compare with the sample, mark-up and all"
    )
    parser.add_argument("--write", action="store_true", help="only write the files, all anew")
    parser.add_argument(
        "--least", type=float, default=0.0, help="exit 1 if facts or indicators are below"
    )
    return parser


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split(",") if word)


def _listed(text: str) -> tuple[str, ...]:
    names = _words(text)
    for name in names:
        if name not in FORMATS:
            raise argparse.ArgumentTypeError(f"{name}: expected of {', '.join(FORMATS)}")
    return names


if __name__ == "__main__":
    raise SystemExit(main())
