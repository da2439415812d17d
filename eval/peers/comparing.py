"""Exports of several systems under the same metrics: one table, and one JSON file.

A metric of a field that a system does not state is null ("not stated"), never 0. Beside the
metrics of `python -m eval`, of which those on fields are shares of the matched mentions, three are
shares of all gold mentions, so that a system cannot look well by finding only the easy ones; and
two are of the mentions of money alone, for the peer that looks for nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.metrics import NAME_F1, Pair, Tally, pair_mentions, same_values
from eval.normalising import base_unit, bigram_f1, same_unit
from eval.peers.systems import states
from eval.reading import Export, Mention, read_export
from eval.results import shown
from eval.samples import PARTS, Sample
from eval.scoring import NOTHING, cost, figure, score, total

_FIELDS = ("value+unit", "value", "unit", "op", "role", "section", "name")
_COSTS = (
    "status", "prompt_tokens", "completion_tokens", "model_calls", "seconds",
    "tokens_per_indicator", "seconds_per_indicator",
)  # fmt: skip
# What a peer's own reports.jsonl says beside the product's keys, added up over the reports.
_LOSSES = ("cached_tokens", "cut_off_answers", "refused_calls", "ungrounded", "failed_chunks")
_NOTE = (
    "hits/denominator = share. value+unit to name: of the mentions that the system found; "
    "'of all': of all gold mentions.\n"
    "not stated: the system does not give this field. recognizers finds every number and jionlp "
    "money alone: read the precision of\nthe one and the recall of the other by that "
    "(eval/peers/README.md)."
)


def compare(samples: Sequence[Sample], folders: Mapping[str, Path]) -> dict[str, Any]:
    """The result of every export folder, by the system's name. Raises EvalError."""
    return {"systems": {name: result(name, samples, path) for name, path in folders.items()}}


def result(name: str, samples: Sequence[Sample], folder: Path) -> dict[str, Any]:
    exports = read_export(folder)
    losses = _losses(folder)
    parts = {}
    for part in PARTS:
        chosen = [sample for sample in samples if sample.part == part]
        if chosen:
            parts[part] = _part(name, chosen, exports, losses)
    return {
        "states": sorted(states(name)),
        "missing": [s.report for s in samples if s.report not in exports],
        "parts": parts,
    }


def _part(
    name: str,
    samples: Sequence[Sample],
    exports: Mapping[str, Export],
    losses: Mapping[str, Mapping[str, int]],
) -> dict[str, Any]:
    found = {sample.report: exports.get(sample.report, NOTHING) for sample in samples}
    whole = total([score(sample.labels, found[sample.report]) for sample in samples])
    metrics: dict[str, Any] = {
        "detection precision": figure(whole.detection.precision),
        "detection recall": figure(whole.detection.recall),
        "detection F1": figure(whole.detection),
        **{field: figure(whole.tallies[field]) for field in _FIELDS},
    }
    more: dict[str, Tally] = {}
    for sample in samples:
        each = of_all(sample.labels.mentions, found[sample.report].indicators)
        more = {key: more.get(key, Tally()) + tally for key, tally in each.items()}
    metrics |= {key: figure(tally) for key, tally in more.items()}
    spent: dict[str, Any] = {
        **cost(whole),
        **{key: sum(losses.get(s.report, {}).get(key, 0) for s in samples) for key in _LOSSES},
    }
    return {
        "metrics": {m: f if _stated(name, m) else None for m, f in metrics.items()},
        "cost": spent,
    }


def of_all(gold: Sequence[Mention], found: Sequence[Mention]) -> dict[str, Tally]:
    """Of all gold indicators, and of those of money: how many were found with the field right."""
    wanted = [mention for mention in gold if mention.indicator]
    partner = {(pair.gold.start, pair.gold.end): pair for pair in pair_mentions(gold, found)}
    money = [mention for mention in wanted if base_unit(mention.unit)[1] == "元"]

    def tally(mentions: Sequence[Mention], right: Callable[[Pair], bool]) -> Tally:
        pairs = (partner.get((mention.start, mention.end)) for mention in mentions)
        return Tally(tuple(pair is not None and right(pair) for pair in pairs))

    return {
        "value+unit, of all": tally(wanted, _amount),
        "role, of all": tally(wanted, lambda pair: pair.gold.role == pair.found.role),
        "name, of all": tally(wanted, _name),
        "money found": tally(money, lambda pair: True),
        "money value+unit, of all": tally(money, _amount),
    }


def _amount(pair: Pair) -> bool:
    return same_values(*pair) and same_unit(pair.gold.unit, pair.found.unit)


def _name(pair: Pair) -> bool:
    return bigram_f1(pair.gold.name, pair.found.name) >= NAME_F1


def _stated(system: str, metric: str) -> bool:
    """Whether the system gives the field that a metric is of: role, of all is of role."""
    field = metric.removesuffix(", of all")
    return field not in {"op", "role", "section", "name"} or field in states(system)


def _losses(folder: Path) -> dict[str, dict[str, int]]:
    path = folder / "reports.jsonl"
    if not path.is_file():
        return {}
    lines = [line for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]
    rows = [json.loads(line) for line in lines]
    return {Path(row["report"]).stem: {key: row.get(key, 0) for key in _LOSSES} for row in rows}


def show(found: Mapping[str, Any], console: Console) -> None:
    """One table for each part of the samples: a line for each metric, a column for each system."""
    systems = found["systems"]
    for part in PARTS:
        columns = {
            name: one["parts"][part] for name, one in systems.items() if part in one["parts"]
        }
        if columns:
            console.print(_table(part, columns))
    console.print(_NOTE, markup=False)
    for name, one in systems.items():
        for report in one["missing"]:
            console.print(f"{name}: {report} is not in its export: all missed", markup=False)


def _table(part: str, columns: Mapping[str, Any]) -> Table:
    table = Table(title=part, title_justify="left")
    table.add_column("")
    for name in columns:
        table.add_column(escape(name), justify="right", no_wrap=True)
    first = next(iter(columns.values()))
    for metric in first["metrics"]:
        cells = [one["metrics"][metric] for one in columns.values()]
        table.add_row(metric, *("not stated" if cell is None else shown(cell) for cell in cells))
    table.add_section()
    for key in (*_COSTS, *_LOSSES):
        cells = [one["cost"].get(key) for one in columns.values()]
        table.add_row(key.replace("_", " "), *map(_cell, cells))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, dict):
        return " ".join(f"{word} {count}" for word, count in value.items())
    return f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
