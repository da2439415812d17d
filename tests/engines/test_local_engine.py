"""Many reports on this machine: every job has an outcome, in order, whoever did the work."""

from __future__ import annotations

from pathlib import Path

from extractor.engines import local
from extractor.engines.finding import Job, find
from extractor.engines.local import Outcome, run_rules

TEXT = "全年共开展培训{n}场次，培训人员{n}0人次，满意度达95.5%。\n"


def _jobs(folder: Path, count: int) -> tuple[Job, ...]:
    for n in range(1, count + 1):
        (folder / f"r{n:02}.txt").write_text(TEXT.format(n=n), encoding="utf-8")
    (folder / "r03.txt").write_bytes(b"")
    return find([str(folder)])


def _run(jobs: tuple[Job, ...], workers: int) -> tuple[Outcome, ...]:
    told: list[Outcome] = []
    outcomes = run_rules(jobs, workers=workers, max_chars=10_000, on_outcome=told.append)
    assert sorted(o.job.key for o in told) == sorted(o.job.key for o in outcomes)
    return outcomes


def _said(outcomes: tuple[Outcome, ...]) -> list[list[str] | None]:
    return [
        [i.quantity.text for i in o.extraction.indicators] if o.extraction else None
        for o in outcomes
    ]


def test_processes_and_one_process_say_the_same(tmp_path: Path) -> None:
    jobs = _jobs(tmp_path, local._POOL_PAYS)
    alone = _run(jobs, workers=1)
    together = _run(jobs, workers=2)
    assert [o.job for o in together] == list(jobs)
    assert _said(alone) == _said(together)
    assert _said(alone)[2] is None  # the empty file, whose error is kept
    assert alone[2].error is not None
    assert _said(alone)[3] == ["4场次", "40人次", "95.5%"]
