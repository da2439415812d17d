from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console
from strategies import check, report

from extractor.records import Lang, Rule, Severity, Text, Verdict
from extractor.review.terminal import ReviewSummary, review
from extractor.store import DecisionStatus, Filters, Store, open_store, store_url

TEXT = (
    "一、概况\n全年预算数16898.11万元，实际支出16045.66万元，预算执行率为93.95%，"
    "与上年相比有所提高，主要原因是项目进度加快、资金支付及时、管理更加规范。\n受理咨询28家。"
)
RATIO = check(TEXT, "16045.66", "93.95", amount=Decimal("12.5"))
REPEAT = check(TEXT, "28", rule=Rule.REPEAT, verdict=Verdict.REVIEW, severity=Severity.LOW)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(store_url(tmp_path)) as store:
        store.save(report(TEXT, checks=[RATIO, REPEAT]), prompt_version="", code_version="")
        yield store


def run(
    store: Store,
    keys: str | Iterable[str],
    *lines: str,
    lang: Lang = "zh",
    by: str = "王审计",
    filters: Filters | None = None,
    read_key: Callable[[], str] | None = None,
) -> tuple[ReviewSummary, str]:
    screen = Console(file=io.StringIO(), width=200, force_terminal=False)
    pressed, written = iter(keys), iter(lines)
    summary = review(
        store,
        lang=lang,
        by=by,
        filters=filters,
        console=screen,
        read_key=read_key or (lambda: next(pressed)),
        read_line=lambda: next(written),
    )
    assert isinstance(screen.file, io.StringIO)
    return summary, screen.file.getvalue()


def statuses(store: Store) -> list[str]:
    return [f.status for f in store.queue(Filters(statuses=()))]


def test_a_card_shows_what_is_needed_to_decide(store: Store) -> None:
    _, shown = run(store, "q")
    assert "[1/2] 比率计算 矛盾 · 高 · 涉及金额 12.5 万元 · 报告.txt" in shown
    assert "16045.66、93.95对不上" in shown
    assert "1 第2行  执行率" in shown
    assert "一、概况 全年预算数16898.11万元，实际支出16045.66万元，预算执行率为93.95%" in shown
    assert "16045.66 ÷ 93.95 = ?" in shown
    assert "c 确认" in shown
    _, shown = run(store, "q", lang="en")
    assert "ratio conflict · high · amount at stake 12.5 万元" in shown
    assert "16045.66, 93.95 do not agree" in shown
    assert "line 2" in shown


def test_the_number_stands_out_in_forty_characters_of_context(store: Store) -> None:
    screen = Console(file=io.StringIO(), width=200, force_terminal=True, color_system="standard")
    review(store, lang="zh", by="王", console=screen, read_key=lambda: "q")
    assert isinstance(screen.file, io.StringIO)
    shown = screen.file.getvalue()
    assert "\x1b[1;7;31m16045.66\x1b[0m" in shown
    start = TEXT.index("93.95")
    assert "…" + TEXT[start - 40 : start].replace("\n", " ") in shown
    assert TEXT[start + 5 : start + 45].replace("\n", " ") + "…" in shown


def test_keys_decide_and_go_on(store: Store) -> None:
    summary, shown = run(store, "cd", "四舍五入")
    assert statuses(store) == ["confirmed", "dismissed"]
    assert summary == ReviewSummary(
        confirmed=1, dismissed=1, fixed=0, comments=0, skipped=0, undone=0, left=0
    )
    assert shown.index("[1/2]") < shown.index("→ 已确认") < shown.index("[2/2]")
    assert "全部看完" in shown
    last = store.queue(Filters(statuses=(DecisionStatus.DISMISSED,)))[0].decision
    assert last is not None
    assert (last.comment, last.decided_by) == ("四舍五入", "王审计")


def test_skipping_leaves_it_open(store: Store) -> None:
    summary, _ = run(store, "sf")
    assert statuses(store) == ["open", "fixed"]
    assert (summary.skipped, summary.fixed, summary.left) == (1, 1, 1)


def test_dismissing_needs_a_reason(store: Store) -> None:
    summary, shown = run(store, "dq", " \x1b[2J ")
    assert "没有理由" in shown
    assert summary.dismissed == 0
    assert statuses(store) == ["open", "open"]


def test_a_remark_stays_on_the_finding_and_is_shown_next_time(store: Store) -> None:
    summary, _ = run(store, "mmq", "", "问财务科")
    assert summary.comments == 1
    assert statuses(store) == ["open", "open"]
    _, shown = run(store, "q")
    assert "上次处理: 未处理 王审计" in shown
    assert "问财务科" in shown


def test_undo_within_a_sitting_and_of_an_earlier_one(store: Store) -> None:
    summary, shown = run(store, "cuq")
    assert (summary.confirmed, summary.undone) == (1, 1)
    assert shown.count("[1/2]") == 2
    assert statuses(store) == ["open", "open"]
    run(store, "cq")
    summary, shown = run(store, "uuq")
    assert "已撤销" in shown
    assert "没有可撤销的决定" in shown
    assert "[1/2] 比率计算" in shown
    assert statuses(store) == ["open", "open"]


def test_help_and_keys_that_mean_nothing(store: Store) -> None:
    _, shown = run(store, ["x", "？", "\x1b[A", "q"])
    assert shown.count("没有这个键") == 2
    assert "排除:不是问题,需写理由" in shown
    _, shown = run(store, "?q", lang="en")
    assert "dismiss: nothing is wrong, with a reason" in shown


def test_keys_of_an_input_method_that_is_on(store: Store) -> None:
    run(store, "ｃＣ")
    assert statuses(store) == ["confirmed", "confirmed"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, EOFError])
def test_interrupts_quit(store: Store, error: type[BaseException]) -> None:
    def interrupted() -> str:
        raise error

    summary, _ = run(store, "", read_key=interrupted)
    assert summary.left == 2


def test_the_end_of_input_quits(store: Store) -> None:
    summary, _ = run(store, "", read_key=lambda: "")
    assert summary.left == 2


def test_an_interrupted_reason_goes_back_to_the_keys(store: Store) -> None:
    def interrupted() -> str:
        raise KeyboardInterrupt

    keys = iter("dcq")
    screen = Console(file=io.StringIO())
    review(
        store,
        lang="zh",
        by="王",
        console=screen,
        read_key=lambda: next(keys),
        read_line=interrupted,
    )
    assert statuses(store) == ["confirmed", "open"]


def test_what_somebody_else_decides_meanwhile_is_passed_over(store: Store) -> None:
    keys = iter("cq")
    second = store.queue()[1]

    def press() -> str:
        if store.finding(second.id).decision is None:
            store.decide(second.id, DecisionStatus.FIXED, by="李")
        return next(keys)

    summary, shown = run(store, "", read_key=press)
    assert "已处理或已不在报告中,略过: 28对不上 李" in shown
    assert (summary.confirmed, summary.left) == (1, 0)


def test_a_run_meanwhile_may_take_a_finding_away(store: Store) -> None:
    keys = iter("cq")

    def press() -> str:
        store.save(report(TEXT + "改", checks=[RATIO]), prompt_version="", code_version="")
        return next(keys)

    _, shown = run(store, "", read_key=press)
    assert "略过: 28对不上" in shown


def test_filters_and_an_empty_queue(store: Store) -> None:
    _, shown = run(store, "q", filters=Filters(rules=(Rule.REPEAT,)))
    assert "[1/1] 前后一致" in shown
    summary, shown = run(store, "", filters=Filters(rules=(Rule.SUM,)))
    assert "没有待处理的问题" in shown
    assert summary.left == 0


def test_a_report_cannot_draw_on_the_screen(store: Store) -> None:
    text = "甲\x1b[2J[bold red]预算\u202e28\x1b]0;x\x07家[/bold red][link=http://a]乙\x07"
    bad = replace(
        check(text, "28"),
        message=Text("\x1b[31m[red]坏[/red]:smile:", "bad"),
        formula=Text("[/red]\x1b[0m1", ""),
    )
    name = "\x1b[1m[blink]坏.txt"
    store.save(report(text, name=name, checks=[bad]), prompt_version="", code_version="")
    screen = Console(file=io.StringIO(), width=120, force_terminal=False)
    review(
        store,
        lang="zh",
        by="王",
        filters=Filters(reports=(name,)),
        console=screen,
        read_key=lambda: "q",
    )
    assert isinstance(screen.file, io.StringIO)
    shown = screen.file.getvalue()
    assert not set(shown) & set("\x1b\x07\u202e")
    assert "[red]坏[/red]:smile:" in shown
    assert "甲[bold red]预算28家[/bold red][link=http://a]乙" in shown
    assert "[blink]坏.txt" in shown
