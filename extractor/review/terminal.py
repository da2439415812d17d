"""The review queue at a terminal: one finding at a time, one key to decide on it.

Every decision is in the store before the next finding is shown, so that quitting, or a
terminal that dies, loses nothing. Findings that somebody else decided on in the meantime
are passed over.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import typer
from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text as Rich

from extractor.records import Check, Evidence, Lang, Text, Verdict
from extractor.review.plain import clean, clean_line
from extractor.review.words import word
from extractor.review.wrapping import Folded
from extractor.store import DecisionStatus, Filters, Finding, Store

CONTEXT = 40  # characters of the report on each side of a quoted number
STYLES = {Verdict.CONFLICT: "bold red", Verdict.REVIEW: "bold yellow", Verdict.AGREE: "green"}

_HELP = (
    ("c", Text("确认:确有问题", "confirm: something is wrong")),
    ("d", Text("排除:不是问题,需写理由", "dismiss: nothing is wrong, with a reason")),
    ("f", Text("已更正:报告已改或正在改", "fixed: the report is being corrected")),
    ("m", Text("备注:写一句,问题仍未处理", "comment: a remark, the finding stays open")),
    ("s", Text("跳过:留待以后", "skip: leave it for later")),
    ("u", Text("撤销:收回自己的上一个决定", "undo: take back your last decision")),
    ("q", Text("退出:已作决定均已保存", "quit: all decisions are kept")),
    ("?", Text("帮助", "help")),
)
_KEYS = Text(
    "c 确认  d 排除  f 已更正  m 备注  s 跳过  u 撤销  q 退出  ? 帮助",
    "c confirm  d dismiss  f fixed  m comment  s skip  u undo  q quit  ? help",
)
_REASON = Text("排除的理由: ", "Reason to dismiss: ")
_REMARK = Text("备注: ", "Comment: ")
_NO_REASON = Text("没有理由,未排除。", "No reason given, not dismissed.")
_NO_REMARK = Text("没有内容,未备注。", "Nothing written, no comment.")
_REMARKED = Text("已备注。", "Comment kept.")
_UNDONE = Text("已撤销。", "Undone.")
_NOTHING = Text("没有可撤销的决定。", "There is no decision to undo.")
_UNKNOWN = Text("没有这个键,按 ? 看帮助。", "No such key; ? for help.")
_PASSED = Text("已处理或已不在报告中,略过: ", "Decided on, or gone, passed over: ")
_EMPTY = Text("没有待处理的问题。", "There is nothing to review.")
_DONE = Text("全部看完。", "That was the last one.")
_AMOUNT = Text("涉及金额", "amount at stake")
_FORMULA = Text("验算", "formula")
_LAST = Text("上次处理", "last decision")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSummary:
    confirmed: int
    dismissed: int
    fixed: int
    comments: int
    skipped: int
    undone: int
    left: int  # findings that the same filters still find


def review(
    store: Store,
    *,
    lang: Lang,
    by: str,
    filters: Filters | None = None,
    console: Console,
    read_key: Callable[[], str] | None = None,
    read_line: Callable[[], str] = input,
) -> ReviewSummary:
    """Go through the queue as `by`, until its end or `q`.

    `read_key` returns one key press without Enter, "" at the end of input (None: of the terminal, or
    what is piped in, where white space is no key); `read_line` a line
    for a reason or a comment. Ctrl-C and Ctrl-D (`KeyboardInterrupt`, `EOFError`) quit at a key,
    and go back to the keys in a line.
    """
    desk = _Desk(store, lang, by, filters or Filters(), console, read_line)
    if not desk.findings:
        desk.say(_EMPTY)
    while (finding := desk.next()) is not None:
        desk.show(finding)
        while not desk.press(_key(read_key or pressed), finding):
            pass
    return desk.summary()


class _Desk:
    """What is on the table: the queue as it was at the start, and how far one has come."""

    def __init__(
        self,
        store: Store,
        lang: Lang,
        by: str,
        filters: Filters,
        console: Console,
        read_line: Callable[[], str],
    ) -> None:
        self._store = store
        self._lang = lang
        self._by = by
        self._filters = filters
        self._console = console
        self._read_line = read_line
        self._at = 0
        self._quit = False
        self._done: Counter[str] = Counter()
        self._text = ("", "")  # a report's key and text; the queue often stays in one report
        self.findings = [finding.id for finding in store.queue(filters)]

    def next(self) -> Finding | None:
        """The next finding that is still to be decided on; None at the end."""
        while not self._quit and self._at < len(self.findings):
            finding = self._store.finding(self.findings[self._at])
            if self._waits(finding):
                return finding
            who = finding.decision.decided_by if finding.decision else ""
            self.say(_PASSED, f"{finding.check.message.in_(self._lang)} {who}")
            self._at += 1
        if self.findings and not self._quit:
            self.say(_DONE)
        return None

    def press(self, key: str, finding: Finding) -> bool:
        """Do what `key` says; whether that is all with this finding for now."""
        match key:
            case "c":
                return self._decide(finding, DecisionStatus.CONFIRMED)
            case "f":
                return self._decide(finding, DecisionStatus.FIXED)
            case "d":
                return self._dismiss(finding)
            case "m":
                return self._remark(finding)
            case "s":
                self._done["skipped"] += 1
                self._at += 1
                return True
            case "u":
                return self._undo()
            case "q":
                self._quit = True
                return True
            case "?":
                self._help()
            case _:
                self.say(_UNKNOWN)
        return False

    def summary(self) -> ReviewSummary:
        return ReviewSummary(
            confirmed=self._done[DecisionStatus.CONFIRMED],
            dismissed=self._done[DecisionStatus.DISMISSED],
            fixed=self._done[DecisionStatus.FIXED],
            comments=self._done["comments"],
            skipped=self._done["skipped"],
            undone=self._done["undone"],
            left=len(self._store.queue(self._filters)),
        )

    def say(self, text: Text, more: str = "") -> None:
        self._console.print(Rich(text.in_(self._lang) + clean_line(more)))

    def show(self, finding: Finding) -> None:
        check = finding.check
        place = f"{self._at + 1}/{len(self.findings)}"
        parts: list[RenderableType] = [header(check, finding.report, self._lang, place)]
        parts.append(Folded(Rich(clean(check.message.in_(self._lang)))))
        text = self._report(finding.report)
        for number, evidence in enumerate(check.evidence, 1):
            parts.append(quote(evidence, text, self._lang, number, STYLES[check.verdict]))
        parts.append(formula_card(check, self._lang))
        if finding.decision:
            parts.append(self._last(finding))
        parts.append(Rich(_KEYS.in_(self._lang), style="dim"))
        self._console.print()
        self._console.print(Group(*parts))

    def _decide(self, finding: Finding, status: DecisionStatus, comment: str = "") -> bool:
        self._store.decide(finding.id, status, comment, by=self._by)
        self._done[status] += 1
        self._at += 1
        self._console.print(Rich(f"→ {word(status, self._lang)}"))
        return True

    def _dismiss(self, finding: Finding) -> bool:
        reason = self._line(_REASON)
        if reason:
            return self._decide(finding, DecisionStatus.DISMISSED, reason)
        self.say(_NO_REASON)
        return False

    def _remark(self, finding: Finding) -> bool:
        remark = self._line(_REMARK)
        if not remark:
            self.say(_NO_REMARK)
            return False
        self._store.decide(finding.id, finding.status, remark, by=self._by)
        self._done["comments"] += 1
        self.say(_REMARKED)
        return False

    def _undo(self) -> bool:
        undone = self._store.undo(self._by)
        if undone is None:
            self.say(_NOTHING)
            return False
        self._done["undone"] += 1
        self.say(_UNDONE)
        if undone.id not in self.findings:  # of an earlier sitting: look at it again now
            self.findings.insert(self._at, undone.id)
        self._at = self.findings.index(undone.id)
        return True

    def _help(self) -> None:
        for key, text in _HELP:
            self._console.print(Rich(f"  {key}  {text.in_(self._lang)}"))

    def _line(self, prompt: Text) -> str:
        self._console.print(Rich(prompt.in_(self._lang)), end="")
        with _back_on_interrupt():
            return clean_line(self._read_line()).strip()
        self._console.print()
        return ""

    def _waits(self, finding: Finding) -> bool:
        filters = self._filters
        return (not filters.statuses or finding.status in filters.statuses) and (
            filters.present is None or finding.present == filters.present
        )

    def _report(self, key: str) -> str:
        if self._text[0] != key:
            self._text = (key, self._store.text(key))
        return self._text[1]

    def _last(self, finding: Finding) -> Rich:
        decision = finding.decision
        if decision is None:
            return Rich()
        return Rich(
            f"{_LAST.in_(self._lang)}: {word(decision.status, self._lang)} "
            f"{clean_line(decision.decided_by)} {decision.decided_at:%Y-%m-%d %H:%M}Z "
            f"{clean_line(decision.comment)}",
            style="italic",
        )


def header(check: Check, report: str, lang: Lang, place: str) -> Rich:
    """Position, rule, verdict, severity, amount at stake, report."""
    line = Rich(f"[{place}] ")
    line.append(f"{word(check.rule, lang)} ", style="bold")
    line.append(word(check.verdict, lang), style=STYLES[check.verdict])
    line.append(f" · {word(check.severity, lang)}")
    if amount := at_stake(check, lang):
        line.append(f" · {amount}")
    line.append(f" · {clean_line(report)}")
    return line


def at_stake(check: Check, lang: Lang) -> str:
    """涉及金额 12.5 万元; "" where no money is at stake."""
    return "" if check.amount is None else f"{_AMOUNT.in_(lang)} {check.amount:,f} 万元"


def quote(evidence: Evidence, text: str, lang: Lang, number: int, style: str) -> Group:
    """The place, then the number in its context; without one if `text` has changed since."""
    where = Rich(f"  {number} {clean_line(evidence.where.in_(lang))}")
    if evidence.name:
        where.append(f"  {clean_line(evidence.name)}", style="italic")
    shown = Rich()
    start, end = evidence.span
    if evidence.span.of(text) != evidence.text:
        shown.append(clean_line(evidence.text), style=style)
    else:
        before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        shown.append(("…" if start > CONTEXT else "") + clean_line(before).lstrip())
        shown.append(clean_line(evidence.text), style=f"{style} reverse")
        shown.append(clean_line(after).rstrip() + ("…" if end + CONTEXT < len(text) else ""))
    return Group(where, Padding(Folded(shown), (0, 0, 0, 4)))


def formula_card(check: Check, lang: Lang) -> Panel:
    return Panel(
        Rich(clean(check.formula.in_(lang))),
        title=Rich(_FORMULA.in_(lang)),
        title_align="left",
        expand=False,
    )


def pressed() -> str:
    """A key of the terminal; without one (cron, a pipe) the next character of standard input."""
    if sys.stdin.isatty():
        return typer.getchar()
    while (key := sys.stdin.read(1)).isspace():
        pass
    return key


def _key(read_key: Callable[[], str]) -> str:
    """One key in lower case and half width, as an input method may be on; "q" at the end."""
    with _back_on_interrupt():
        key = read_key()
        return unicodedata.normalize("NFKC", key).lower() if key else "q"
    return "q"


@contextmanager
def _back_on_interrupt() -> Iterator[None]:
    try:
        yield
    except (KeyboardInterrupt, EOFError):
        return
