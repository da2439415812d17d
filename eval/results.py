"""What an evaluation writes, and what moved against the committed baseline.

A result is one JSON object: `provenance` (what was run), `parts` (metrics of the held-out, tuned
or own reports, each with slices by role, section and report), `cost`, `seeded`, `grounding`.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from eval.reading import EvalError
from eval.samples import PARTS, Sample
from eval.scoring import Score, cost, figures, slice_figures, total

BASELINES = Path(__file__).resolve().parent / "baselines"
RESULTS = Path(__file__).resolve().parent / "results"
_UNKNOWN = "unknown"
# Metrics of which a smaller share is the better one.
_LESS_IS_BETTER = frozenset({"new false alarms per plant"})


class Moved(NamedTuple):
    """One metric that is not what the baseline has."""

    part: str
    metric: str
    was: str  # "348/372 = 0.935", or "absent"
    now: str
    worse: bool


def content(
    system: str, samples: Sequence[Sample], scores: Mapping[str, Score], **more: Any
) -> dict[str, Any]:
    """The result of one system over `samples`; `scores` by report. `more`: seeded, grounding."""
    parts = {}
    for part in PARTS:
        names = [s.report for s in samples if s.part == part]
        if names:
            parts[part] = _part({name: scores[name] for name in names})
    whole = total(list(scores.values()))
    return {
        "provenance": _provenance(system, samples, whole),
        "parts": parts,
        "cost": cost(whole),
        **{name: value for name, value in more.items() if value},
    }


def _part(scores: Mapping[str, Score]) -> dict[str, Any]:
    whole = total(list(scores.values()))
    return {
        "metrics": figures(whole),
        "roles": slice_figures(whole.roles),
        "sections": slice_figures(whole.sections),
        "rules": slice_figures(whole.rules),
        "reports": {name: figures(one) for name, one in scores.items()},
        "cost": cost(whole),
    }


def _provenance(system: str, samples: Sequence[Sample], whole: Score) -> dict[str, str]:
    def said(values: Iterator[str]) -> str:
        return ", ".join(sorted({value for value in values if value}))

    digest = hashlib.sha256()
    for sample in samples:
        digest.update(f"{sample.report}\n{sample.text}\n{sample.labels!r}".encode())
    return {
        "system": system,
        "backend": said(row.backend for row in whole.rows),
        "model": said(row.model for row in whole.rows),
        "prompts": said(row.prompt_version for row in whole.rows),
        "version": said(row.code_version for row in whole.rows),
        "commit": _commit(),
        "samples": f"{len(samples)} reports, sha256 {digest.hexdigest()[:12]}",
        "python": platform.python_version(),
    }


def _commit() -> str:
    """The commit, with `+` where files differ from it; `unknown` outside a repository."""
    here = Path(__file__).resolve().parent
    try:
        done = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--abbrev=10", "--exclude=*"],
            cwd=here, capture_output=True, text=True, check=True,
        )  # fmt: skip
    except (OSError, subprocess.CalledProcessError):
        return _UNKNOWN
    return done.stdout.strip() or _UNKNOWN


def write(path: Path, result: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read(path: Path) -> dict[str, Any]:
    """Raises EvalError where the file is no result."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EvalError(f"{path}: no result of an evaluation: {error}") from error
    if not isinstance(found, dict) or "parts" not in found:
        raise EvalError(f"{path}: no result of an evaluation: it has no parts")
    return found


def moved(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Moved, ...]:
    """Every metric that differs, with its denominators; costs are not compared."""
    old, new = dict(_metrics(before)), dict(_metrics(now))
    found = []
    for key in [*new, *(k for k in old if k not in new)]:
        was, is_ = old.get(key), new.get(key)
        if _same(was, is_):
            continue
        part, metric = key
        found.append(Moved(part, metric, shown(was), shown(is_), _worse(metric, was, is_)))
    return tuple(found)


def _metrics(result: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], Mapping[str, Any]]]:
    for part, content_ in result.get("parts", {}).items():
        for name, one in content_["metrics"].items():
            yield (part, name), one
    for group in ("seeded", "grounding"):
        for name, one in result.get(group, {}).items():
            for metric, figure in one.items():
                yield (f"{group}: {name}", metric), figure


def _same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one["hits"], one["of"]) == (other["hits"], other["of"])


def _worse(metric: str, was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> bool:
    before, after = (None if x is None else x["share"] for x in (was, now))
    if before is None or after is None:
        return before is not None
    return bool(after > before if metric in _LESS_IS_BETTER else after < before)


def shown(one: Mapping[str, Any] | None) -> str:
    if one is None:
        return "absent"
    share = "null" if one["share"] is None else f"{one['share']:.3f}"
    return f"{one['hits']}/{one['of']} = {share}"
