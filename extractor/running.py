"""What `run`, `review`, `export` and `labels` do: jobs, a backend, a store and a console."""

from __future__ import annotations

import asyncio
import getpass
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rich.text import Text as RichText

from extractor import __version__, checks_file
from extractor.console import (
    closing_table,
    cost_table,
    paged,
    print_changes,
    print_troubles,
    progress_bar,
    stderr,
    stdout,
)
from extractor.engines.finding import Job, find
from extractor.engines.local import Outcome, run_model, run_rules
from extractor.errors import UsageError
from extractor.labelling import AnswerCache, Choice, Labeller, Wish, choose_backend, weights
from extractor.pipeline import Options, Progress
from extractor.records import Document, Extraction, Lang, Status, Text, Verdict
from extractor.review.plain import clean
from extractor.settings import Settings
from extractor.store import Filters, SaveReport, Store, open_store


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
    asked for is not there, `SettingError` for a fault in the file of checks, `StoreError`. A report
    that cannot be read is an outcome.
    """
    jobs = find(request.paths)
    if not jobs:
        where = ", ".join(request.paths)
        raise UsageError(
            Text(f"{where} 处没有报告", f"no report at {where}"),
            hint=Text(
                "请给出报告文件(docx、xlsx、pdf、html、txt …),或放有这些文件的文件夹、zip",
                "give report files (docx, xlsx, pdf, html, txt …), or a folder or zip of some",
            ),
        )
    options = Options(
        chunk_size=settings.chunk_size,
        chunk_before=settings.chunk_before,
        checks=checks_file.load(settings.checks),
    )
    with open_store(settings.store) as store:
        chosen = choose_backend(wish(settings))
        keeper = _Keeper(store=store, prompts=_prompts(chosen))
        stderr().print(RichText(chosen.reason.in_(settings.lang)))
        outcomes = _run(jobs, request, settings, options, keeper, chosen)
        _close(outcomes, settings, request, keeper)
    return RunResult(outcomes=outcomes, fail_on=request.fail_on)


def _run(
    jobs: tuple[Job, ...],
    request: RunRequest,
    settings: Settings,
    options: Options,
    keeper: _Keeper,
    chosen: Choice,
) -> tuple[Outcome, ...]:
    with progress_bar() as bar:
        whole = bar.add_task(
            Text("全部报告", "all reports").in_(settings.lang), total=len(jobs), tokens=""
        )

        def on_outcome(outcome: Outcome) -> None:
            keeper.keep(outcome)
            bar.advance(whole)

        if chosen.backend == "rules":
            return run_rules(
                jobs,
                workers=request.jobs,
                max_chars=settings.max_chars,
                on_outcome=on_outcome,
                options=options,
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

        labeller = open_labeller(chosen, settings, keeper.store.answers())
        return asyncio.run(
            _with_model(jobs, request, settings, options, labeller, on_outcome, on_progress)
        )


def wish(settings: Settings) -> Wish:
    """What the settings say about backends, for `choose_backend`."""
    return Wish(
        backend=settings.backend,
        base_url=settings.base_url,
        api_key=settings.api_key.get_secret_value(),
        model=settings.model,
    )


def open_labeller(chosen: Choice, settings: Settings, answers: AnswerCache) -> Labeller:
    """The labeller of a choice that is not `rules`; to be entered, then probed."""
    if chosen.backend == "local":
        from extractor.labelling.local import LocalLabeller

        return LocalLabeller(model=chosen.model, cache=answers, threads=settings.threads)
    from extractor.labelling.calls import Endpoint
    from extractor.labelling.endpoint import EndpointLabeller

    endpoint = Endpoint(
        base_url=chosen.base_url,
        model=chosen.model,
        api_key=settings.api_key.get_secret_value(),
        concurrency=settings.concurrency,
        per_minute=settings.requests_per_minute,
        timeout=settings.timeout,
        attempts=settings.attempts,
    )
    return EndpointLabeller(endpoint, answers)


def _prompts(chosen: Choice) -> str:
    if chosen.backend == "rules":
        return ""
    from extractor.labelling.endpoint import LABEL_PROMPT, STATEMENTS_PROMPT
    from extractor.labelling.looking import PROMPT

    looks = chosen.backend == "local" and chosen.model == weights.DEFAULT
    return f"{PROMPT if looks else LABEL_PROMPT},{STATEMENTS_PROMPT}"


async def _with_model(
    jobs: tuple[Job, ...],
    request: RunRequest,
    settings: Settings,
    options: Options,
    labeller: Labeller,
    on_outcome: Callable[[Outcome], None],
    on_progress: Callable[[Progress], None],
) -> tuple[Outcome, ...]:
    async with labeller:
        await labeller.probe()
        return await run_model(
            jobs,
            labeller,
            at_once=request.jobs,
            options=options,
            max_chars=settings.max_chars,
            on_outcome=on_outcome,
            on_progress=on_progress,
        )


@dataclass(slots=True)
class _Keeper:
    """Saves each report as it is finished, so that a run that is cut keeps what it has."""

    store: Store
    prompts: str
    saved: dict[str, SaveReport] = field(default_factory=dict)

    def keep(self, outcome: Outcome) -> None:
        extraction = outcome.extraction
        if extraction is None:
            if any(outcome.job.key == known.report for known in self.store.reports()):
                return  # a file that cannot be read today does not undo yesterday's findings
            extraction = _failed(outcome)
        self.saved[outcome.job.key] = self.store.save(
            extraction,
            key=outcome.job.key,
            prompt_version=self.prompts,
            code_version=__version__,
        )


def _failed(outcome: Outcome) -> Extraction:
    """A report that could not be read, as a row among the results."""
    document = Document(name=outcome.job.key, sha256="", text="", blocks=())
    return Extraction(
        document=document,
        status=Status.FAILED,
        passages=(),
        quantities=(),
        indicators=(),
        facts=(),
        checks=(),
        notes=(outcome.error,) if outcome.error else (),
    )


def _close(
    outcomes: tuple[Outcome, ...], settings: Settings, request: RunRequest, keeper: _Keeper
) -> None:
    console = stdout()
    console.print(closing_table(outcomes, settings.lang))
    if (cost := cost_table(outcomes, settings.lang)) is not None:
        console.print(cost)
    print_troubles(outcomes, settings.lang, stderr())
    print_changes(keeper.saved.values(), settings.lang, console)
    if request.out is not None:
        from extractor.exporting import FORMATS

        keys = [outcome.job.key for outcome in outcomes if outcome.job.key in keeper.saved]
        kept = keeper.store.kept(*keys) if keys else ()
        FORMATS["jsonl"](kept, request.out, settings.lang)
    if any(outcome.extraction for outcome in outcomes):
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
    from extractor.records import Rule
    from extractor.review.terminal import review

    if rule is not None and rule not in {known.value for known in Rule}:
        known = ", ".join(one.value for one in Rule)
        raise UsageError(
            Text(f"--rule: {rule!r} 不是核对类别", f"--rule: got {rule!r}, not a rule"),
            hint=Text(f"可用:{known}", f"expected one of {known}"),
        )
    with open_store(settings.store) as store:
        review(
            store,
            lang=settings.lang,
            by=by or _user(),
            filters=Filters(
                reports=(one_report(store, report),) if report else (),
                rules=(Rule(rule),) if rule else (),
            ),
            console=stdout(),
        )


def export_store(settings: Settings, folder: Path, format_: str, report: str | None) -> None:
    """`extractor export`. Raises `UsageError` for a format that is not in the table."""
    from extractor.exporting import FORMATS

    if format_ not in FORMATS:
        known = ", ".join(FORMATS)
        raise UsageError(
            Text(f"--format: 不认识 {format_!r}", f"--format: got {format_!r}, not a format"),
            hint=Text(f"可用:{known}", f"expected one of {known}"),
        )
    with open_store(settings.store) as store:
        keys = [one_report(store, report)] if report else []
        FORMATS[format_](store.kept(*keys), folder, settings.lang)
    stdout().print(RichText(_written(folder, settings.lang)))


def show_report(settings: Settings, report: str, *, held: bool, alone: bool) -> None:
    """`extractor show`; `held` and `alone` as in `render_report`."""
    from extractor.review.show import render_report

    console = stdout()
    with open_store(settings.store) as store:
        (kept,) = store.kept(one_report(store, report))
    with paged(console):
        render_report(
            kept.extraction,
            console,
            settings.lang,
            decisions=kept.decisions,
            held=held,
            alone=alone,
        )


def correct_label(
    settings: Settings,
    report: str,
    *,
    line: int,
    text: str,
    nth: int | None,
    given: Mapping[str, str | None],
    by: str | None,
) -> None:
    """`extractor labels correct`. `given` are the options as typed; raises `UsageError`."""
    from extractor.review.labels import CONFIRM_NEXT, correction_line, correction_of
    from extractor.store.placing import place_meant

    with open_store(settings.store) as store:
        key = one_report(store, report)
        run = store.load(key)
        tagged = (quantity.span for quantity in run.quantities)
        whole = run.document.text
        span = place_meant(whole, tagged, line=line, wanted=text, nth=nth)
        said = correction_of(given, span, span.of(whole))
        _print(settings, correction_line(store.correct(key, said, by=by or _user())))
        if not any(each.holds for each in store.confirmations(key)):
            _print(settings, CONFIRM_NEXT)


def undo_label(settings: Settings, report: str, *, by: str | None) -> None:
    """`extractor labels undo`."""
    from extractor.review.labels import correction_line

    who = by or _user()
    with open_store(settings.store) as store:
        undone = store.undo_correction(one_report(store, report), by=who)
    if undone is None:
        nothing = f"{who} 没有可撤回的更正", f"there is no correction of {who} to take back"
        raise UsageError(Text(*nothing))
    line = correction_line(undone)
    _print(settings, Text(f"已撤回 {line.zh}", f"taken back: {line.en}"))


def list_labels(settings: Settings, report: str) -> None:
    """`extractor labels list`."""
    from extractor.review.labels import confirmation_line, correction_line

    with open_store(settings.store) as store:
        key = one_report(store, report)
        corrections, confirmations = store.corrections(key), store.confirmations(key)
    for line in (*map(correction_line, corrections), *map(confirmation_line, confirmations)):
        _print(settings, line)
    if not confirmations:
        _print(settings, Text("尚无人确认整份报告", "nobody has confirmed the whole report"))


def confirm_labels(settings: Settings, report: str, *, by: str | None, withdraw: bool) -> None:
    """`extractor labels confirm`."""
    from extractor.exporting.labels import idle, undecided
    from extractor.review.labels import confirmation_line, warnings

    who = by or _user()
    with open_store(settings.store) as store:
        key = one_report(store, report)
        done = store.withdraw(key, by=who) if withdraw else store.confirm(key, by=who)
        (now,) = store.reviewed(key)
    if done is None:
        raise UsageError(Text(f"{who} 没有确认过 {key}", f"{who} has not confirmed {key}"))
    _print(settings, confirmation_line(done, withdrawn=withdraw))
    if not withdraw:
        for line in warnings(key, undecided=undecided(now), idle=len(idle(now))):
            _print(settings, line)


def export_labels(settings: Settings, folder: Path, report: str | None, *, drafts: bool) -> None:
    """`extractor labels export`. Raises `UsageError` where no report is confirmed."""
    from extractor.exporting.labels import export
    from extractor.review.labels import draft_note, warnings

    with open_store(settings.store) as store:
        keys = [one_report(store, report)] if report else [s.report for s in store.reports()]
        if not drafts:
            keys = [k for k in keys if any(each.holds for each in store.confirmations(k))]
        if not keys:
            raise UsageError(
                Text("没有已确认的报告可导出", "there is no confirmed report to export"),
                hint=Text(
                    "通读后用 extractor labels confirm 报告名 确认;--all 连同程序草稿",
                    "read one whole and say so: extractor labels confirm REPORT; --all adds drafts",
                ),
            )
        written = export(store.reviewed(*keys), folder)
    for one in written:
        _print(settings, one.line)
        if one.confirmed:
            for line in warnings(one.report, undecided=one.undecided, idle=one.idle):
                _print(settings, line)
    if unread := [one.report for one in written if not one.confirmed]:
        _print(settings, draft_note(unread))
    stdout().print(RichText(_written(folder, settings.lang)))
    score = f"python -m eval --samples {folder}"
    _print(settings, Text(f"评测: {score}", f"to score: {score}"))


def _print(settings: Settings, line: Text) -> None:
    # soft_wrap: a command that is to be copied stays on one line
    stdout().print(RichText(clean(line.in_(settings.lang))), soft_wrap=True)


def one_report(store: Store, wanted: str) -> str:
    """The key of the one report that `wanted` means; `UsageError` for none or several."""
    found = store.find(wanted)
    if len(found) == 1:
        return found[0].report
    if not found:
        known = [summary.report for summary in store.reports()][:5]
        raise UsageError(
            Text(f"结果库里没有报告 {wanted!r}", f"no report {wanted!r} in the store"),
            hint=Text(
                f"已有:{'、'.join(known) or '无,请先 extractor run'}",
                f"there are: {', '.join(known) or 'none; extractor run comes first'}",
            ),
        )
    names = ", ".join(summary.report for summary in found[:5])
    raise UsageError(
        Text(f"{wanted!r} 可指 {len(found)} 份报告", f"{wanted!r} can mean {len(found)} reports"),
        hint=names,
    )


def _written(folder: Path, lang: Lang) -> str:
    return Text(f"已写到 {folder}", f"written to {folder}").in_(lang)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise UsageError(
            Text("系统没有给出当前用户名", "the system does not say who you are"),
            hint=Text("请用 --by 写明复核人", "give a name with --by"),
        ) from error
