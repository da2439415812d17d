"""The page of misses: one HTML file that needs nothing else, safe for whatever a report holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jinja2

from eval.misses import KINDS, Miss

_TEMPLATE = Path(__file__).resolve().parent / "page.html.jinja"


def write(path: Path, results: Mapping[str, Any], parts: Mapping[str, Sequence[Miss]]) -> None:
    """`results` as `results.content` makes it; the misses of each part that is to be shown."""
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    template = environment.from_string(_TEMPLATE.read_text(encoding="utf-8"))
    sections = [
        {
            "part": part,
            "metrics": results["parts"][part]["metrics"],
            "kinds": [
                (kind, *KINDS[kind], [m for m in missed if m.kind == kind], count)
                for kind, count in _counted(missed)
            ],
            "reports": Counter(miss.report for miss in missed),
        }
        for part, missed in parts.items()
    ]
    page = template.render(provenance=results["provenance"], sections=sections)
    path.write_text(page, encoding="utf-8")


def _counted(missed: Sequence[Miss]) -> list[tuple[str, int]]:
    counts = Counter(miss.kind for miss in missed)
    return [(kind, counts[kind]) for kind in KINDS if counts[kind]]
