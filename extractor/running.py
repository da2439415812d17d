"""What `run`, `review` and `export` do: jobs, a backend, a store and a console put together."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rich.text import Text as RichText

from extractor import __version__
from extractor.console import closing_table, print_troubles, progress_bar, stderr, stdout
from extractor.engines.finding import Job, find
from extractor.engines.local import Outcome, run_model, run_rules
from extractor.errors import ExtractorError, UsageError
from extractor.labelling import Backend, choose_backend
from extractor.pipeline import Options, Progress
from extractor.records import Lang, Status, Text, Verdict
from extractor.settings import Settings
from extractor.store import Store, open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    paths: tuple[str, ...]
    jobs: int
    out: Path | None
    fail_on: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    outcomes: tuple[Outcome, ...]
    fail_on: str | None

    @property
    def failed_all(self) -> bool:
        return all(outcome.extraction is None for outcome in self.outcomes)

    @property
    def exit_code(self) -> int:
        return 3 if self.failed_all else 0

    @property
    def incomplete(self) -> bool:
        return any(
            outcome.extraction is None or outcome.extraction.status is not Status.COMPLETE
            for outcome in self.outcomes
        )

    @property
    def findings(self) -> bool:
        counted = {
            "conflict": {Verdict.CONFLICT},
            "review": {Verdict.CONFLICT, Verdict.REVIEW},
        }.get(self.fail_on or "", set())
        return any(
            check.verdict in counted
            for outcome in self.outcomes
            if outcome.extraction
            for check in outcome.extraction.checks
        )


def run_reports(request: RunRequest, settings: Settings) -> RunResult:
    """Run, save each report as it is finished, print the closing table.

    Raises `UsageError` when nothing matches, `ModelUnavailable` when the backend that was
    asked for is not there, `StoreError`. A report that cannot be read is an outcome.
    """
    jobs = find(request.paths)
    if not jobs:
        raise UsageError(
            f"no report at {', '.join(request.paths)}",
            hint="give .txt or .md files, or a folder that holds some",
        )
    with open_store(settings.store) as store:
        chosen = choose_backend(settings, store.answers)
        stderr().print(RichText(chosen.reason.in_(settings.lang)))
        outcomes = _run(jobs, request, settings, store, chosen)
        _close(outcomes, settings, request, store)
    return RunResult(outcomes=outcomes, fail_on=request.fail_on)


def _run(
    jobs: tuple[Job, ...], request: RunRequest, settings: Settings, store: Store, chosen: Backend
) -> tuple[Outcome, ...]:
    with progress_bar() as bar:
        whole = bar.add_task(
            Text("全部报告", "all reports").in_(settings.lang), total=len(jobs), tokens=""
        )

        def on_outcome(outcome: Outcome) -> None:
            if outcome.extraction is not None:
                store.save(
                    outcome.extraction,
                    key=outcome.job.key,
                    prompt_version=chosen.prompt_version,
                    code_version=__version__,
                )
            bar.advance(whole)

        if chosen.name == "rules":
            return run_rules(
                jobs, workers=request.jobs, max_chars=settings.max_chars, on_outcome=on_outcome
            )

        tasks: dict[str, int] = {}

        def on_progress(at: Progress) -> None:
            if at.report not in tasks:
                tasks[at.report] = int(bar.add_task(at.report, total=at.total, tokens=""))
            bar.update(
                tasks[at.report],  # type: ignore[arg-type]  # rich's TaskID is an int NewType
                completed=at.done,
                tokens=f"{at.tokens:,} tok",
            )

        return asyncio.run(_with_model(jobs, request, settings, chosen, on_outcome, on_progress))


async def _with_model(
    jobs: tuple[Job, ...],
    request: RunRequest,
    settings: Settings,
    chosen: Backend,
    on_outcome: Callable[[Outcome], None],
    on_progress: Callable[[Progress], None],
) -> tuple[Outcome, ...]:
    async with chosen.open() as labeller:
        return await run_model(
            jobs,
            labeller,
            at_once=request.jobs,
            options=Options(chunk_size=settings.chunk_size, chunk_before=settings.chunk_before),
            max_chars=settings.max_chars,
            on_outcome=on_outcome,
            on_progress=on_progress,
        )


def _close(
    outcomes: tuple[Outcome, ...], settings: Settings, request: RunRequest, store: Store
) -> None:
    console = stdout()
    console.print(closing_table(outcomes, settings.lang))
    print_troubles(outcomes, settings.lang, stderr())
    done = [outcome.job.key for outcome in outcomes if outcome.extraction]
    if request.out is not None and done:
        from extractor.exporting import FORMATS

        FORMATS["jsonl"](store, request.out, settings.lang, keys=done)
    if done:
        console.print(RichText(_next_step(settings).in_(settings.lang)))


def _next_step(settings: Settings) -> Text:
    from extractor.settings import DEFAULT_STORE

    where = "" if settings.store == DEFAULT_STORE else f" --store {settings.store}"
    return Text(
        f"复核疑点: extractor review{where}", f"to review the findings: extractor review{where}"
    )


def review_queue(
    settings: Settings, *, report: str | None, rule: str | None, by: str | None
) -> None:
    """`extractor review`: the terminal queue, until it is empty or the person stops."""
    import click

    from extractor.records import Rule
    from extractor.review.terminal import review

    if rule is not None and rule not in {known.value for known in Rule}:
        known = ", ".join(one.value for one in Rule)
        raise UsageError(f"--rule: got {rule!r}, expected one of {known}")
    with open_store(settings.store) as store:
        review(
            store,
            lang=settings.lang,
            by=by or _user(),
            report=store.find(report) if report else None,
            rule=Rule(rule) if rule else None,
            console=stdout(),
            read_key=click.getchar,
        )


def export_store(settings: Settings, folder: Path, format_: str, report: str | None) -> None:
    """`extractor export`. Raises `UsageError` for a format that is not in the table."""
    from extractor.exporting import FORMATS

    if format_ not in FORMATS:
        raise UsageError(f"--format: got {format_!r}, expected one of {', '.join(FORMATS)}")
    with open_store(settings.store) as store:
        keys = [store.find(report)] if report else None
        FORMATS[format_](store, folder, settings.lang, keys=keys)
    stdout().print(RichText(_written(folder, settings.lang)))


def _written(folder: Path, lang: Lang) -> str:
    return Text(f"已写到 {folder}", f"written to {folder}").in_(lang)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise ExtractorError(
            "the system does not say who you are", hint="give a name with --by"
        ) from error
