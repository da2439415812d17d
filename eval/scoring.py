"""A label file and an export put together: every metric of one report, and of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from eval.metrics import (
    READERS,
    Detection,
    Tally,
    check_tallies,
    detection,
    fact_tallies,
    label_tallies,
    pair_mentions,
    rule_tallies,
)
from eval.reading import Export, Labels, ReportRow
from eval.slicing import Slices, by, joined

NOTHING = Export((), (), (), None)


@dataclass(frozen=True, slots=True)
class Score:
    detection: Detection = field(default_factory=Detection)
    tallies: dict[str, Tally] = field(default_factory=dict)
    rows: tuple[ReportRow, ...] = ()
    roles: Slices = field(default_factory=dict)
    sections: Slices = field(default_factory=dict)
    rules: Slices = field(default_factory=dict)

    def __add__(self, other: Score) -> Score:
        names = [*self.tallies, *(n for n in other.tallies if n not in self.tallies)]
        none = Tally()
        return Score(
            self.detection + other.detection,
            {n: self.tallies.get(n, none) + other.tallies.get(n, none) for n in names},
            self.rows + other.rows,
            joined(self.roles, other.roles),
            joined(self.sections, other.sections),
            joined(self.rules, other.rules),
        )

    def metrics(self) -> dict[str, Tally | Detection]:
        """Every metric by name, in the order that they are shown."""
        return {
            "detection precision": self.detection.precision,
            "detection recall": self.detection.recall,
            "detection F1": self.detection,
            **self.tallies,
        }


def score(labels: Labels, export: Export) -> Score:
    """A report that the export does not hold is scored as `NOTHING`: all missed."""
    pairs = pair_mentions(labels.mentions, export.indicators)
    return Score(
        detection(labels.mentions, export.indicators),
        {
            **label_tallies(pairs),
            **fact_tallies(labels.facts, export.facts),
            **check_tallies(labels.checks, export.checks),
        },
        (export.row,) if export.row else (),
        by(labels.mentions, pairs, lambda mention: mention.role),
        by(labels.mentions, pairs, lambda mention: mention.section),
        rule_tallies(labels.checks, export.checks),
    )


def total(scores: Sequence[Score]) -> Score:
    whole = Score()
    for one in scores:
        whole += one
    return whole


def cost(whole: Score) -> dict[str, Any]:
    """Tokens, calls and seconds of all reports together, and per correctly found indicator."""
    if not whole.rows:
        return {}
    rows, found = whole.rows, whole.detection.matched
    tokens = sum(r.prompt_tokens + r.completion_tokens for r in rows)
    seconds = sum(r.seconds for r in rows)
    return {
        "reports": len(rows),
        "backend": "/".join(sorted({r.backend for r in rows})),
        "model": "/".join(sorted({r.model for r in rows if r.model})),
        "status": {s: sum(r.status == s for r in rows) for s in sorted({r.status for r in rows})},
        "prompt_tokens": sum(r.prompt_tokens for r in rows),
        "completion_tokens": sum(r.completion_tokens for r in rows),
        "model_calls": sum(r.model_calls for r in rows),
        "cached_calls": sum(r.cached_calls for r in rows),
        "seconds": round(seconds, 3),
        "tokens_per_indicator": round(tokens / found, 1) if found else None,
        "seconds_per_indicator": round(seconds / found, 4) if found else None,
    }


def figures(scored: Score) -> dict[str, Any]:
    """The metrics as JSON: hits, denominator, share and interval, `null` for nothing."""
    return {name: figure(metric, READERS.get(name)) for name, metric in scored.metrics().items()}


def slice_figures(slices: Slices) -> dict[str, Any]:
    return {
        value: {name: figure(tally) for name, tally in tallies.items()}
        for value, tallies in slices.items()
    }


def figure(metric: Tally | Detection, readers: float | None = None) -> dict[str, Any]:
    """One metric as JSON; `readers` is what two people agree on, where it was measured."""
    interval = metric.interval()
    found = {
        "hits": metric.hits,
        "of": metric.of,
        "share": None if metric.share is None else round(metric.share, 4),
        "interval": None if interval is None else [round(x, 4) for x in interval],
    }
    return found if readers is None else {**found, "readers": readers}
