"""Write what can be written from code and results: docs/commands.md, docs/rules.md, parts of the README.

The README's table of settings comes from settings.py, its tables of accuracy from the committed
results of the evaluation (eval/baselines/).

    python scripts/make_docs.py            write
    python scripts/make_docs.py --check    write nothing; exit 1 where a file is stale

Pages are made from the commands themselves and not from the text of --help, whose line breaks
depend on the terminal.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typer

from extractor import rules
from extractor.cli import app
from extractor.settings import SETTINGS

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ROOT / "docs" / "commands.md"
RULES = ROOT / "docs" / "rules.md"
README = ROOT / "README.md"
BASELINES = ROOT / "eval" / "baselines"
_METRICS = (  # of a result, in the order of the README's table
    "detection precision", "detection recall", "detection F1", "value+unit", "op", "role", "section",
    "name", "fact found", "fact target", "fact actual", "fact score", "fact weight", "fact value",
    "conflict recall", "alarm precision", "agreement coverage",
)  # fmt: skip


def commands_page() -> str:
    """docs/commands.md: every command that is not hidden, in the order that --help shows."""
    root = typer.main.get_command(app)
    lines = [
        "# 命令 Commands",
        "",
        "<!-- Written by `make docs` from extractor/cli.py. Change it there. -->",
        "",
        *_paragraphs(root.help),
        *_table(root.params),
    ]
    for name, command in _walk("extractor", root):
        lines += [f"## `{name}`", "", *_paragraphs(command.help)]
        if not hasattr(command, "commands"):
            lines += ["```", _usage(name, command), "```", "", *_table(command.params)]
    if root.epilog:
        lines += ["---", "", *_paragraphs(root.epilog)]
    return "\n".join(lines).rstrip() + "\n"


def with_settings(readme: str) -> str:
    """The README's text with its settings table as settings.py has it now."""
    rows = [
        "| 设置 setting | 环境变量 environment | 默认 default | 说明 | what it does |",
        "|---|---|---|---|---|",
    ]
    for row in SETTINGS:
        names = " / ".join(f"`{name.strip()}`" for name in row.env.split(","))
        default = f"`{row.default}`" if row.default else ""
        rows.append(
            f"| `{row.name}` | {names} | {default} | {_cell(row.help_zh)} | {_cell(row.help_en)} |"
        )
    return _between(readme, "settings", rows)


def with_accuracy(readme: str) -> str:
    """The README's text with the held-out figures of the committed results."""
    results = {path.stem: _result(path) for path in sorted(BASELINES.glob("*.json"))}
    own = {name: result for name, result in results.items() if name in ("local", "rules")}
    readme = _between(readme, "accuracy", _accuracy(own, _METRICS))
    readme = _between(readme, "by-rule", _by_rule(results["rules"]["parts"]))
    peers = results.get("peers", {}).get("systems", {})
    metrics = [m for m in _METRICS if not m.startswith(("fact", "conflict", "alarm", "agreement"))]
    readme = _between(readme, "peers", _accuracy(peers, metrics) if peers else [])
    models = results.get("peers-models", {}).get("systems", {})
    return _between(readme, "peers-models", _accuracy(models, metrics) if models else [])


def _result(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _accuracy(results: Mapping[str, Any], metrics: Sequence[str]) -> list[str]:
    """A table: metrics by system, share (hits/of) and interval of the held-out part, and costs."""
    head = " | ".join(results)
    lines = [f"| held-out | {head} |", "|---" * (len(results) + 1) + "|"]
    parts = [result["parts"]["held-out"] for result in results.values()]
    for name in metrics:
        figures = " | ".join(_figure(part["metrics"].get(name)) for part in parts)
        lines.append(f"| {name} | {figures} |")
    for cost in ("model_calls", "prompt_tokens", "completion_tokens"):
        figures = " | ".join(f"{part['cost'].get(cost, 0):,}" for part in parts)
        lines.append(f"| {cost.replace('_', ' ')} | {figures} |")
    return lines


def _by_rule(parts: Mapping[str, Any]) -> list[str]:
    """A table: conflicts found, alarms that hold, agreement shown; tuned and held-out."""
    names = ("conflict recall", "alarm precision", "agreement coverage")
    head = " | ".join(f"{name}, {part}" for part in ("tuned", "held-out") for name in names)
    lines = [f"| rule | {head} |", "|---" * (1 + 2 * len(names)) + "|"]
    sliced = {part: parts[part].get("rules", {}) for part in ("tuned", "held-out")}
    for rule in sorted({rule for found in sliced.values() for rule in found}):
        cells = " | ".join(
            _share(found.get(rule, {}).get(name)) for found in sliced.values() for name in names
        )
        lines.append(f"| {rule} | {cells} |")
    return lines


def _share(one: Mapping[str, Any] | None) -> str:
    if one is None or one["share"] is None:
        return "–"
    return f"{one['share']:.2f} ({one['hits']}/{one['of']})"


def _figure(one: Mapping[str, Any] | None) -> str:
    if one is None or one["share"] is None:
        return "–"
    low, high = one["interval"]
    return f"{one['share']:.3f} ({one['hits']}/{one['of']}; {low:.3f}–{high:.3f})"


def _between(readme: str, mark: str, lines: Sequence[str]) -> str:
    """`readme` with `lines` between its marks. Raises SystemExit where they are not there."""
    opened, closed = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, begin, rest = readme.partition(opened)
    _, end, after = rest.partition(closed)
    if not begin or not end:
        raise SystemExit(f"README.md: {opened} … {closed} is not there")
    return "".join((before, opened, "\n", "\n".join(lines), "\n", closed, after))


# typer carries its own copy of click and does not export its types: hence Any.
def _walk(prefix: str, group: Any) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        if not command.hidden:
            full = f"{prefix} {name}"
            yield full, command
            if hasattr(command, "commands"):
                yield from _walk(full, command)


def _usage(name: str, command: Any) -> str:
    words = [name]
    if any(p.param_type_name == "option" and not p.hidden for p in command.params):
        words.append("[OPTIONS]")
    for param in command.params:
        if param.param_type_name == "argument":
            word = param.name.upper() + ("..." if param.nargs == -1 else "")
            words.append(word if param.required else f"[{word}]")
    return " ".join(words)


def _table(params: Sequence[Any]) -> list[str]:
    rows = [_row(param) for param in params if not param.hidden]
    if not rows:
        return []
    return ["| 参数 parameter | 默认 default | 说明 help |", "|---|---|---|", *rows, ""]


def _row(param: Any) -> str:
    if param.param_type_name == "argument":
        spelling = f"`{param.name.upper()}`"
    else:
        spelling = ", ".join(f"`{name}`" for name in (*param.opts, *param.secondary_opts))
    default = param.default
    shown = "" if default is None or default is False or callable(default) else f"`{default}`"
    if param.required:
        shown = "必填 required"
    return f"| {spelling} | {shown} | {_cell(param.help or '')} |"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _paragraphs(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").strip().splitlines()] + [""]


def main(arguments: Sequence[str]) -> int:
    check = "--check" in arguments
    readme = with_accuracy(with_settings(README.read_text(encoding="utf-8")))
    wanted = {COMMANDS: commands_page(), RULES: rules.page(), README: readme}
    stale = [
        path
        for path, text in wanted.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if check:
            print(f"{path.relative_to(ROOT)} is stale: run `make docs`")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    if not stale:
        print("generated documents are in step")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
