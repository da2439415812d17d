"""`python -m eval.checks`: checks by rule on labelled reports, and what was missed.

python -m eval.checks                                     by rules, on the reports of eval/marking
python -m eval.checks --stems 203-284                     some of them, by the number that they begin with
python -m eval.checks --show conflict ratio --most 20     labelled conflicts of ratios that were not raised

The kinds are those of EVALUATION: conflict (recall), alarm (precision), agree (coverage); and comfort, the
labelled conflicts that an agreeing check bears out. Evidence is matched as in `eval.metrics`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.metrics import judge_checks, met
from eval.reading import ExportedCheck, GoldCheck, Offsets
from eval.samples import Sample, load
from extractor.pipeline import run_report
from extractor.records import Check

FOLDER = Path(__file__).resolve().parent / "marking"
KINDS = ("conflict", "alarm", "agree", "comfort")
_NUMBER = re.compile(r"\d+")
_WIDE = 120  # columns where the output is no terminal
_AROUND = 40  # characters of context


class Seen(NamedTuple):
    """One labelled or raised check, and whether its partner was found."""

    kind: str
    rule: str
    report: str
    right: bool
    spans: tuple[Offsets, ...]
    note: str


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m eval.checks", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--samples", type=Path, default=FOLDER, help="reports/ and labels/")
    parser.add_argument(
        "--stems", help="FIRST-LAST, by the number that a report's name begins with"
    )
    parser.add_argument("--show", nargs=2, metavar=("KIND", "RULE"), help="those that are missing")
    parser.add_argument("--most", type=int, default=20, help="how many to show")
    options = parser.parse_args(arguments)
    samples = [s for s in load(options.samples) if _within(s.report, options.stems)]
    with ProcessPoolExecutor() as pool:
        seen = [one for found in pool.map(judged, samples) for one in found]
    console = Console(width=None if sys.stdout.isatty() else _WIDE)
    console.print(_table(seen))
    if options.show:
        texts = {sample.report: sample.text for sample in samples}
        wrong = options.show[0] == "comfort"  # borne out though labelled a conflict
        missing = [s for s in seen if [s.kind, s.rule] == options.show and s.right is wrong]
        for one in missing[: options.most]:
            console.print(f"\n[bold]{one.report}[/] {escape(one.note)}")
            for span in one.spans:
                console.print("  " + escape(_around(texts[one.report], span)))
    return 0


def judged(sample: Sample) -> list[Seen]:
    """All labelled checks of a report and all conflicts raised, by rules."""
    return list(_judged(sample, run_report(sample.path).checks))


def _judged(sample: Sample, checks: Sequence[Check]) -> Iterator[Seen]:
    found = list(map(_exported, checks))
    agreed = [check for check in found if check.verdict == "agree"]
    for one in judge_checks(sample.labels.checks, found):
        check = one.check
        note = check.note if isinstance(check, GoldCheck) else check.message
        seen = Seen(one.kind, check.rule, sample.report, one.right, check.spans, note)
        yield seen
        if isinstance(check, GoldCheck) and check.verdict == "conflict":
            yield seen._replace(kind="comfort", right=met(check, agreed))


def _exported(check: Check) -> ExportedCheck:
    """As an export gives it."""
    return ExportedCheck.model_validate(
        {
            "rule": check.rule.value,
            "verdict": check.verdict.value,
            "message": check.message.zh,
            "evidence": [{"start": e.span.start, "end": e.span.end} for e in check.evidence],
        }
    )


def _within(report: str, stems: str | None) -> bool:
    if stems is None:
        return True
    first, _, last = stems.partition("-")
    number = _NUMBER.match(report)
    return number is not None and int(first) <= int(number.group()) <= int(last or first)


def _table(seen: Sequence[Seen]) -> Table:
    table = Table("rule", *KINDS, title=f"{len({one.report for one in seen})} reports, by rules")
    for rule in ("", *sorted({one.rule for one in seen})):
        cells = []
        for kind in KINDS:
            here = [one.right for one in seen if one.kind == kind and rule in ("", one.rule)]
            share = f"{sum(here) / len(here):.3f}" if here else "–"
            cells.append(f"{share} ({sum(here)}/{len(here)})")
        table.add_row(rule or "all", *cells)
    return table


def _around(text: str, span: Offsets) -> str:
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - _AROUND)
    end = text.find("\n", span.end)
    end = min(len(text) if end < 0 else end, span.end + _AROUND)
    line = text.count("\n", 0, span.start) + 1
    marked = f"{text[start : span.start]}【{text[span.start : span.end]}】{text[span.end : end]}"
    return f"{line}: {marked}".replace("\t", " ⇥ ")


if __name__ == "__main__":
    sys.exit(main())
