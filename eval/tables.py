"""Results on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.metrics import RESAMPLES
from eval.results import Moved, shown

_CAVEAT = (
    "* above what two readers agree on: fit to one annotator, not better reading.\n"
    "tuned: the product was made with these reports in view; held-out: it was not (eval/README.md)."
)
_SLICED = ("recall", "value+unit", "op", "role", "section", "name")


def console() -> Console:
    return Console(width=None if sys.stdout.isatty() else 120, highlight=False)


def print_result(result: Mapping[str, Any], *, slices: bool) -> None:
    out = console()
    out.print(_metrics(result))
    if slices:
        for part, content in result["parts"].items():
            for by in ("roles", "sections"):
                out.print(_sliced(f"{part}, by {by[:-1]}", content[by]))
            out.print(_reports(part, content["reports"]))
    for group in ("seeded", "grounding"):
        if group in result:
            out.print(_grouped(group, result[group]))
    out.print(_CAVEAT, markup=False)
    for name, value in (*result["provenance"].items(), *result["cost"].items()):
        out.print(f"{name}: {value}", markup=False)


def _metrics(result: Mapping[str, Any]) -> Table:
    parts = result["parts"]
    table = _table(
        f"{result['provenance']['system']}: hits/denominator = share; "
        f"95% interval by bootstrap ({RESAMPLES} resamples)",
        "metric",
    )
    for part in parts:
        table.add_column(part, justify="right", no_wrap=True)
        table.add_column("95%", justify="right", no_wrap=True)
    names = [name for content in parts.values() for name in content["metrics"]]
    for name in dict.fromkeys(names):
        cells: list[str] = []
        above = False
        for content in parts.values():
            one = content["metrics"].get(name)
            cells += [shown(one), _interval(one)]
            above = above or _above_readers(one)
        table.add_row(f"{name} *" if above else name, *cells)
    return table


def _sliced(title: str, slices: Mapping[str, Any]) -> Table:
    table = _table(title, "")
    for name in _SLICED:
        table.add_column(name, justify="right", no_wrap=True)
    for value, metrics in slices.items():
        table.add_row(escape(value), *(shown(metrics.get(name)) for name in _SLICED))
    return table


def _reports(part: str, reports: Mapping[str, Any]) -> Table:
    names = ("detection F1", "value+unit", "op", "role", "name", "fact all fields")
    table = _table(f"{part}, by report", "")
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    for report, metrics in reports.items():
        table.add_row(escape(report), *(shown(metrics[name]) for name in names))
    return table


def _grouped(title: str, rows: Mapping[str, Mapping[str, Any]]) -> Table:
    table = _table(title, "")
    names = list(dict.fromkeys(name for metrics in rows.values() for name in metrics))
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    for row, metrics in rows.items():
        table.add_row(row, *(shown(metrics.get(name)) for name in names))
    return table


def print_moved(moved: Sequence[Moved], baseline: str) -> None:
    out = console()
    if not moved:
        out.print(f"as the baseline {baseline}: nothing moved", markup=False)
        return
    table = _table(f"moved against {baseline}", "")
    for title in ("metric", "was", "is"):
        table.add_column(title, no_wrap=True)
    for one in moved:
        style = "red" if one.worse else "green"
        table.add_row(one.part, one.metric, one.was, f"[{style}]{one.now}[/]")
    out.print(table)


def _table(title: str, first: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first)
    return table


def _interval(one: Mapping[str, Any] | None) -> str:
    if one is None or one["interval"] is None:
        return "null"
    low, high = one["interval"]
    return f"{low:.3f}-{high:.3f}"


def _above_readers(one: Mapping[str, Any] | None) -> bool:
    return bool(one and one["share"] is not None and one["share"] > one.get("readers", 1.0))
