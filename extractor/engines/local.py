"""Reports run on this machine: one event loop for a model, a process pool for rules alone."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass

from extractor.engines.finding import Job
from extractor.errors import ExtractorError
from extractor.labelling import Labeller
from extractor.pipeline import Options, Progress, extract
from extractor.reading import read
from extractor.records import Extraction, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one job: an extraction, or the error that stood in its way."""

    job: Job
    extraction: Extraction | None = None
    error: Text | None = None
    hint: Text | None = None


# Reports. `extractor run` over 35 copies of the samples, two cores: 5.8 s alone, 5.4 s by two.
_POOL_PAYS = 32
OnOutcome = Callable[[Outcome], None]
OnProgress = Callable[[Progress], None]


def run_rules(
    jobs: Sequence[Job],
    *,
    workers: int,
    max_chars: int,
    on_outcome: OnOutcome,
    options: Options | None = None,
) -> tuple[Outcome, ...]:
    """Rules only, `workers` reports at a time; outcomes in the order of the jobs.

    Few reports are done faster in this process than processes can be started. Workers are
    spawned, not forked: this process has threads (the progress bar) and an open database.
    """
    if workers <= 1 or len(jobs) < _POOL_PAYS:
        outcomes = []
        for job in jobs:
            outcome = run_one(job, max_chars, options)
            on_outcome(outcome)
            outcomes.append(outcome)
        return tuple(outcomes)
    done: dict[Job, Outcome] = {}
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
        futures = [pool.submit(run_one, job, max_chars, options) for job in jobs]
        for future in as_completed(futures):
            outcome = future.result()
            on_outcome(outcome)
            done[outcome.job] = outcome
    return tuple(done[job] for job in jobs)


def run_one(job: Job, max_chars: int, options: Options | None = None) -> Outcome:
    """One report with rules only, in this process."""
    return asyncio.run(_outcome(job, max_chars, lambda read_: extract(read_, options=options)))


async def run_model(
    jobs: Sequence[Job],
    labeller: Labeller,
    *,
    at_once: int,
    options: Options,
    max_chars: int,
    on_outcome: OnOutcome,
    on_progress: OnProgress,
) -> tuple[Outcome, ...]:
    """With a model; `at_once` reports share its slots, so that none waits for a straggler."""
    gate = asyncio.Semaphore(max(1, at_once))

    async def one(job: Job) -> Outcome:
        async with gate:
            outcome = await _outcome(
                job,
                max_chars,
                lambda document: extract(
                    document, labeller, options=options, on_progress=on_progress
                ),
            )
            on_outcome(outcome)
            return outcome

    return tuple(await asyncio.gather(*(one(job) for job in jobs)))


async def _outcome(job: Job, max_chars: int, work: Callable[..., Awaitable[Extraction]]) -> Outcome:
    try:
        document = read(job.path, job.key, member=job.member, max_chars=max_chars)
        return Outcome(job=job, extraction=await work(document))
    except ExtractorError as error:
        return Outcome(job=job, error=error.message, hint=error.advice)
