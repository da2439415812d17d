"""The command line: parse, call, print. What is heavy is imported inside the commands."""

from __future__ import annotations

import os
import sys
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from extractor import __version__
from extractor.errors import EXIT_FINDINGS, EXIT_INCOMPLETE, ExtractorError

if TYPE_CHECKING:
    from extractor.records import Lang
    from extractor.settings import Settings

app = typer.Typer(
    name="extractor",
    help="预算绩效自评报告核对:找出每个数,核对每一处,疑点交人复核。\n\n"
    "Reads budget-performance self-evaluation reports, checks them against themselves, "
    "and queues what does not hold for a person.",
    epilog="退出码 exit codes: 0 完成 done · 2 用法 usage · 3 报告不可读 unreadable · 4 模型 model · "
    "5 结果库 store · 6 有报告未完成 incomplete · 7 有疑点(--fail-on)findings",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
model_app = typer.Typer(
    help="本地模型的权重。The local model's weights.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(model_app, name="model")
labels_app = typer.Typer(
    help="自己的标注:更正程序读错的数,确认整份报告,导出供评测。\n\n"
    "Labels of your own: correct what was read wrongly, confirm whole reports, export for eval.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(labels_app, name="labels")

Store = Annotated[
    str | None, typer.Option("--store", help="结果库地址 database URL (EXTRACTOR_STORE)")
]
Language = Annotated[str | None, typer.Option("--lang", help="zh 或 en (EXTRACTOR_LANG)")]
Report = Annotated[str, typer.Argument(help="报告名或其开头 report name or its start")]
By = Annotated[str | None, typer.Option(help="标注人 who says so (默认系统用户名)")]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"performance-report-extractor {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 version")
    ] = False,
) -> None:
    pass


@app.command()
def run(
    paths: Annotated[
        list[str], typer.Argument(help="报告文件、文件夹或通配符 files, folders, globs")
    ],
    backend: Annotated[
        str | None, typer.Option(help="auto、openai、local 或 rules (EXTRACTOR_BACKEND)")
    ] = None,
    model: Annotated[str | None, typer.Option(help="模型名 model name (EXTRACTOR_MODEL)")] = None,
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="OpenAI 兼容接口 endpoint (OPENAI_BASE_URL)")
    ] = None,
    store: Store = None,
    checks: Annotated[
        str | None,
        typer.Option("--checks", help="核对设置文件 TOML file of checks (EXTRACTOR_CHECKS)"),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="同时处理的报告数 reports at once")] = 2,
    out: Annotated[
        Path | None, typer.Option(help="另把结果写成 JSONL 到此文件夹 also write JSONL here")
    ] = None,
    lang: Language = None,
    fail_on: Annotated[
        str | None,
        typer.Option("--fail-on", help="conflict 或 review:有此类疑点则退出码为 7 exit 7 if found"),
    ] = None,
) -> None:
    """处理报告,结果存入结果库。Read reports, check them, keep the results."""
    from extractor.running import RunRequest, run_reports

    settings = _settings(
        backend=backend, model=model, base_url=base_url, store=store, checks=checks, lang=lang
    )
    request = RunRequest(paths=tuple(paths), jobs=jobs, out=out, fail_on=_fail_on(fail_on))
    result = run_reports(request, settings)
    if result.failed_all:
        raise typer.Exit(result.exit_code)
    if result.findings:
        raise typer.Exit(EXIT_FINDINGS)
    if result.incomplete:
        raise typer.Exit(EXIT_INCOMPLETE)


@app.command()
def show(
    report: Annotated[str, typer.Argument(help="报告名或其开头 report name or its start")],
    held: Annotated[
        bool, typer.Option("--held", help="列出核对一致之处及算式 list the checks that agree")
    ] = False,
    alone: Annotated[
        bool, typer.Option("--alone", help="列出未核对的数 list the figures that no check touches")
    ] = False,
    store: Store = None,
    lang: Language = None,
) -> None:
    """显示一份报告:原文标出数量与疑点。Show a report with its quantities and findings marked."""
    from extractor.running import show_report

    show_report(_settings(store=store, lang=lang), report, held=held, alone=alone)


@app.command()
def locate(
    file: Annotated[Path, typer.Argument(help="运行过的报告文件 a report file that was run")],
    finding: Annotated[
        int | None, typer.Option(help="只看这个疑点,号码见 show only this finding, as show counts")
    ] = None,
    page: Annotated[int | None, typer.Option(min=1, help="只画这一页 only this page")] = None,
    out: Annotated[
        Path | None, typer.Option(help="页面图片的文件夹 folder for the pictures (报告名.pages)")
    ] = None,
    store: Store = None,
    lang: Language = None,
) -> None:
    """在原件上指出疑点:页面图片,或单元格、段落的位置。Show where the findings stand in the file."""
    from extractor.locating import locate as locate_in

    locate_in(_settings(store=store, lang=lang), file, finding=finding, page=page, out=out)


@app.command()
def review(
    report: Annotated[str | None, typer.Option(help="只看这份报告 only this report")] = None,
    rule: Annotated[str | None, typer.Option(help="只看这类核对 only this rule")] = None,
    by: Annotated[str | None, typer.Option(help="复核人 who decides (默认系统用户名)")] = None,
    store: Store = None,
    lang: Language = None,
) -> None:
    """逐条复核疑点。Decide on the findings, one after another."""
    from extractor.running import review_queue

    review_queue(_settings(store=store, lang=lang), report=report, rule=rule, by=by)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="写到此文件夹 folder to write")],
    format_: Annotated[str, typer.Option("--format", help="jsonl")] = "jsonl",
    report: Annotated[str | None, typer.Option(help="只导出这份报告 only this report")] = None,
    store: Store = None,
    lang: Language = None,
) -> None:
    """导出结果与复核意见。Write results and decisions as files."""
    from extractor.running import export_store

    export_store(_settings(store=store, lang=lang), folder, format_, report)


@app.command()
def rules(
    format_: Annotated[
        str,
        typer.Option("--format", help="text、md 或 json;后两种兼有中英文 md and json are in both"),
    ] = "text",
    lang: Language = None,
) -> None:
    """列出核对规则:键、依据、例子。The rules, each with its key, its reason and an example."""
    from extractor.rules import print_rules

    print_rules(format_, _settings(lang=lang).lang)


@app.command()
def doctor(
    base_url: Annotated[
        str | None, typer.Option("--base-url", help="OpenAI 兼容接口 endpoint (OPENAI_BASE_URL)")
    ] = None,
    model: Annotated[str | None, typer.Option(help="模型名 model name (EXTRACTOR_MODEL)")] = None,
    store: Store = None,
    lang: Language = None,
) -> None:
    """检查安装、接口、权重、结果库,缺什么怎么补。What is there, what is missing, what to do."""
    from extractor.doctor import examine, report_on

    settings = _settings(base_url=base_url, model=model, store=store, lang=lang)
    if not report_on(examine(settings), settings.lang):
        raise typer.Exit(1)


@model_app.command("fetch")
def model_fetch(
    name: Annotated[str | None, typer.Argument(help="权重名 name of the weights")] = None,
    path: Annotated[
        Path | None, typer.Option(help="登记自有 GGUF 文件 use a GGUF file of your own")
    ] = None,
    url: Annotated[str | None, typer.Option(help="从此地址下载 download from this address")] = None,
) -> None:
    """取得并校验权重。Fetch weights and check their digest."""
    from extractor.console import fetch_weights

    fetch_weights(name, path, url)


@model_app.command("list")
def model_list() -> None:
    """列出已知与已有的权重。Weights that are known, and which are here."""
    from extractor.console import list_weights

    list_weights()


@model_app.command("path")
def model_path(
    name: Annotated[str | None, typer.Argument(help="权重名 name of the weights")] = None,
) -> None:
    """打印权重文件的位置。Print where the weights file is."""
    from extractor.console import print_weights_path

    print_weights_path(name)


@labels_app.command("correct")
def labels_correct(
    report: Report,
    line: Annotated[int, typer.Option(help="行号,见 extractor show;line number, as show prints")],
    text: Annotated[str, typer.Option(help='数的原文,如 "28家";the number as it is written')],
    nth: Annotated[int | None, typer.Option(help="该行有几处时,第几处 which of several")] = None,
    name: Annotated[str | None, typer.Option(help="指标名称 what it measures")] = None,
    role: Annotated[str | None, typer.Option(help="角色 role: actual、target、budget…")] = None,
    section: Annotated[str | None, typer.Option(help="章节 section: goal、completion…")] = None,
    value: Annotated[str | None, typer.Option(help="数值 value, as in 8500余人次: 8500")] = None,
    value_max: Annotated[
        str | None, typer.Option("--value-max", help="区间上限 the upper end of a range")
    ] = None,
    unit: Annotated[str | None, typer.Option(help='单位 unit, as in 1.70亿元: "亿元"')] = None,
    op: Annotated[str | None, typer.Option(help="= >= > <= < ~ + range")] = None,
    not_indicator: Annotated[
        str | None,
        typer.Option("--not-indicator", help="不是指标,而是 no indicator but: date、name…"),
    ] = None,
    by: By = None,
    store: Store = None,
    lang: Language = None,
) -> None:
    """更正一处数,或补上漏掉的数。Say what a number is, also one that was missed."""
    from extractor.running import correct_label

    given = {
        "name": name,
        "role": role,
        "section": section,
        "value": value,
        "value_max": value_max,
        "unit": unit,
        "op": op,
        "not_indicator": not_indicator,
    }
    settings = _settings(store=store, lang=lang)
    correct_label(settings, report, line=line, text=text, nth=nth, given=given, by=by)


@labels_app.command("undo")
def labels_undo(report: Report, by: By = None, store: Store = None, lang: Language = None) -> None:
    """撤回自己在一份报告上的最近一次更正。Take back your last correction in a report."""
    from extractor.running import undo_label

    undo_label(_settings(store=store, lang=lang), report, by=by)


@labels_app.command("list")
def labels_list(report: Report, store: Store = None, lang: Language = None) -> None:
    """列出一份报告的更正与确认。The corrections and confirmations of a report."""
    from extractor.running import list_labels

    list_labels(_settings(store=store, lang=lang), report)


@labels_app.command("confirm")
def labels_confirm(
    report: Report,
    by: By = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="撤回自己的确认 take back what you confirmed")
    ] = False,
    store: Store = None,
    lang: Language = None,
) -> None:
    """通读后确认:未更正之处都对。You have read it whole: what is not corrected is right."""
    from extractor.running import confirm_labels

    confirm_labels(_settings(store=store, lang=lang), report, by=by, withdraw=withdraw)


@labels_app.command("export")
def labels_export(
    folder: Annotated[Path, typer.Argument(help="写到此文件夹 folder to write")],
    report: Annotated[str | None, typer.Option(help="只导出这份报告 only this report")] = None,
    all_: Annotated[
        bool, typer.Option("--all", help="连同未确认的(程序草稿)drafts that nobody confirmed too")
    ] = False,
    store: Store = None,
    lang: Language = None,
) -> None:
    """导出标注,供 python -m eval --samples 评测。Write labels that eval scores on."""
    from extractor.running import export_labels

    export_labels(_settings(store=store, lang=lang), folder, report, drafts=all_)


def _settings(**given: object) -> Settings:
    from extractor.settings import load

    return load(**given)


def _fail_on(given: str | None) -> str | None:
    from extractor.errors import UsageError

    if given not in (None, "conflict", "review"):
        from extractor.records import Text

        raise UsageError(
            Text(
                f"--fail-on: {given!r} 应为 conflict 或 review",
                f"--fail-on: got {given!r}, expected conflict or review",
            )
        )
    return given


def _stop(error: ExtractorError) -> NoReturn:
    lang = _language(sys.argv)
    typer.echo(f"{'错误' if lang == 'zh' else 'error'}: {error.in_(lang)}", err=True)
    if hint := error.advice.in_(lang):
        typer.echo(f"{'提示' if lang == 'zh' else 'hint'}: {hint}", err=True)
    sys.exit(error.exit_code)


def _language(argv: list[str]) -> Lang:
    """As the settings would say; asked here again, since the settings may be what is wrong."""
    given = next((b for a, b in pairwise(argv) if a == "--lang"), "")
    given = given or os.environ.get("EXTRACTOR_LANG", "")
    return "en" if given == "en" or "--lang=en" in argv else "zh"


def main() -> None:
    """The console script. One of the two places where our errors are caught."""
    try:
        app()
    except ExtractorError as error:
        _stop(error)
    except BrokenPipeError:
        # `extractor show … | head` closes the pipe; that is not an error
        sys.stderr.close()
        sys.exit(0)
