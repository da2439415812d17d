"""`extractor rules`: the rulebook as a table, as the page docs/rules.md, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rich.table import Table
from rich.text import Text as RichText

from extractor.checking.rulebook import ROWS, Row
from extractor.checks_file import tolerances
from extractor.console import paged, stdout
from extractor.errors import UsageError
from extractor.records import Lang, Text
from extractor.review.words import word
from extractor.review.wrapping import Folded

_HEAD = (
    "# 核对规则 Rules",
    "",
    "<!-- Written by `make docs` from extractor/checking/rulebook.py. Change it there. -->",
    "",
    "每条规则有一个键,可在核对设置文件(`--checks`)的 `[rules]` 中开关;例子都由测试照样运行过。",
    "",
    "Each rule has a key, by which a file of checks (`--checks`) switches it on and off under `[rules]`; a test runs every example.",
    "",
)


def print_rules(format_: str, lang: Lang) -> None:
    """Raises `UsageError` for a format that is not in the table."""
    if format_ not in _FORMATS:
        known = ", ".join(_FORMATS)
        raise UsageError(
            Text(f"--format: 不认识 {format_!r}", f"--format: got {format_!r}, not a format"),
            hint=Text(f"可用:{known}", f"expected one of {known}"),
        )
    _FORMATS[format_](lang)


def page() -> str:
    """docs/rules.md, in both languages."""
    lines = list(_HEAD)
    for row in ROWS:
        lines += _section(row)
    lines += [
        "## 容许 Tolerances",
        "",
        "`[tolerance]` 下的键 keys under `[tolerance]`:",
        "",
        "| 键 key | 默认 default | 说明 | what it does |",
        "|---|---|---|---|",
        *(f"| `{key}` | `{value}` | {said.zh} | {said.en} |" for key, value, said in tolerances()),
    ]
    return "\n".join(lines) + "\n"


def _section(row: Row) -> Iterator[str]:
    example = row.example
    yield from (f"## `{row.key}` {row.title.zh} · {row.title.en}", "")
    yield from (row.reason.zh, "", row.reason.en, "")
    if row.rules != (row.key,):
        filed = ", ".join(f"`{rule.value}`" for rule in row.rules)
        yield from (f"疑点归入 findings are filed under {filed}", "")
    if example.checks:
        yield from ("```toml", example.checks.rstrip("\n"), "```", "")
    if example.sureness:
        yield from (
            f"以 {example.sureness} 的把握识别 read from a picture, {example.sureness} sure:",
            "",
        )
    yield from ("```", example.text.rstrip("\n"), "```", "")
    for lang in ("zh", "en"):
        yield from (f"→ **{word(example.verdict, lang)}** {example.says.in_(lang)}", "")


def as_json() -> str:
    rules = [
        {
            "key": row.key,
            "rules": [rule.value for rule in row.rules],
            "title": row.title._asdict(),
            "reason": row.reason._asdict(),
            "example": {
                "text": row.example.text,
                "checks": row.example.checks,
                "sureness": row.example.sureness,
                "verdict": row.example.verdict.value,
                "says": row.example.says._asdict(),
            },
        }
        for row in ROWS
    ]
    known: list[dict[str, Any]] = [
        {"key": key, "default": value, "meaning": said._asdict()}
        for key, value, said in tolerances()
    ]
    return json.dumps({"rules": rules, "tolerances": known}, ensure_ascii=False, indent=2)


def _table(lang: Lang) -> Table:
    table = Table(show_lines=True, pad_edge=False, expand=True)
    table.add_column(Text("规则", "rule").in_(lang), no_wrap=True)
    table.add_column(Text("依据", "reason").in_(lang), ratio=1)
    table.add_column(Text("例", "example").in_(lang), ratio=1)
    for row in ROWS:
        example = row.example
        unsure = f"〔{example.sureness}〕\n" if example.sureness else ""
        given = (unsure + example.checks + example.text).rstrip("\n").replace("\t", " | ")
        says = f"→ {word(example.verdict, lang)}: {example.says.in_(lang)}"
        table.add_row(
            RichText(row.key),
            Folded(RichText(f"{row.title.in_(lang)}\n{row.reason.in_(lang)}")),
            Folded(RichText(f"{given}\n{says}")),
        )
    return table


def _print_table(lang: Lang) -> None:
    console = stdout()
    with paged(console):
        console.print(_table(lang))
        for key, value, said in tolerances():
            console.print(Folded(RichText(f"[tolerance] {key} = {value}  {said.in_(lang)}")))


# Written as they are, and not through rich, which would fold long lines.
_FORMATS: Mapping[str, Callable[[Lang], None]] = {
    "text": _print_table,
    "md": lambda _: print(page(), end=""),
    "json": lambda _: print(as_json()),
}
