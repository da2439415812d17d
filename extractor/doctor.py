"""`extractor doctor`: what is installed, reachable and configured, and how to get the rest."""

from __future__ import annotations

import asyncio
import platform
from dataclasses import dataclass, replace
from enum import Enum
from importlib.util import find_spec

from rich.text import Text as RichText

from extractor import __version__
from extractor.console import stdout
from extractor.errors import ExtractorError
from extractor.labelling import MemoryCache, choose_backend
from extractor.labelling.local import obstacle
from extractor.reading import FORMATS
from extractor.records import Lang, Text
from extractor.running import open_labeller, wish
from extractor.settings import Settings


class Health(Enum):
    OK = "✓"
    ABSENT = "–"  # optional, not there
    BROKEN = "✗"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    health: Health
    about: Text
    got: Text
    todo: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """An optional part: one row here, one extra in pyproject.toml."""

    extra: str
    package: str
    about: Text


EXTRAS: tuple[Extra, ...] = (
    Extra(extra="local", package="xllamacpp", about=Text("本地模型", "embedded local model")),
    Extra(extra="ocr", package="rapidocr", about=Text("文字识别", "character recognition")),
    Extra(extra="postgres", package="psycopg", about=Text("PostgreSQL 结果库", "PostgreSQL store")),
)


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Every finding, in the order a run would meet them. Makes at most one request."""
    return (
        _python(),
        *_formats(),
        *(_extra(row) for row in EXTRAS),
        _weights(settings),
        _endpoint(settings),
        _backend(settings),
        _store(settings),
    )


def report_on(findings: tuple[Finding, ...], lang: Lang) -> bool:
    """Print the findings; False when something that is configured does not work."""
    console = stdout()
    styles = {Health.OK: "green", Health.ABSENT: "yellow", Health.BROKEN: "red"}
    for finding in findings:
        line = RichText(f"{finding.health.value} ", style=styles[finding.health])
        line.append(f"{finding.about.in_(lang)}: {finding.got.in_(lang)}", style="default")
        console.print(line)
        if finding.todo is not None:
            console.print(RichText(f"    → {finding.todo.in_(lang)}"))
    return not any(finding.health is Health.BROKEN for finding in findings)


def _same(text: str) -> Text:
    return Text(text, text)


def _python() -> Finding:
    got = f"performance-report-extractor {__version__}, Python {platform.python_version()}"
    return Finding(health=Health.OK, about=Text("程序", "program"), got=_same(got))


def _formats() -> tuple[Finding, ...]:
    """What this installation reads, and a line for each thing that it would take to read more."""
    ready = [row for row in FORMATS if row.lacks() is None]
    said = " ".join(suffix for row in ready for suffix in row.suffixes)
    found = [Finding(health=Health.OK, about=Text("可读格式", "formats"), got=_same(said))]
    missing: dict[Text, list[str]] = {}
    for row in FORMATS:
        if (lack := row.lacks()) is not None:
            missing.setdefault(lack, []).extend(row.suffixes)
    for lack, suffixes in missing.items():
        got = " ".join(suffixes)
        about = Text("还不能读", "formats not read")
        found.append(Finding(health=Health.ABSENT, about=about, got=_same(got), todo=lack))
    return tuple(found)


def _extra(row: Extra) -> Finding:
    if find_spec(row.package) is None:
        return Finding(
            health=Health.ABSENT,
            about=row.about,
            got=Text("未安装", "not installed"),
            todo=_same(f"pip install 'performance-report-extractor[{row.extra}]'"),
        )
    if row.extra == "local" and (missing := obstacle()) is not None:
        return Finding(
            health=Health.BROKEN, about=row.about, got=missing.message, todo=missing.advice
        )
    return Finding(health=Health.OK, about=row.about, got=Text("已安装", "installed"))


def _weights(settings: Settings) -> Finding:
    from extractor.labelling.weights import DEFAULT, path_of

    about = Text("本地权重", "local weights")
    name = (settings.model if settings.backend == "local" else "") or DEFAULT
    path = path_of(name)
    if path is None:
        return Finding(
            health=Health.ABSENT,
            about=about,
            got=Text(f"没有 {name}", f"{name} is not here"),
            todo=Text("取得权重: extractor model fetch", "fetch them: extractor model fetch"),
        )
    return Finding(health=Health.OK, about=about, got=_same(str(path)))


def _endpoint(settings: Settings) -> Finding:
    about = Text("接口", "endpoint")
    if not settings.base_url and not settings.api_key.get_secret_value():
        return Finding(
            health=Health.ABSENT,
            about=about,
            got=Text("未配置", "not configured"),
            todo=Text(
                "设置 OPENAI_BASE_URL、OPENAI_API_KEY 与 EXTRACTOR_MODEL",
                "set OPENAI_BASE_URL, OPENAI_API_KEY and EXTRACTOR_MODEL",
            ),
        )
    try:
        where = asyncio.run(_knock(settings))
    except ExtractorError as error:
        return Finding(health=Health.BROKEN, about=about, got=error.message, todo=error.advice)
    return Finding(health=Health.OK, about=about, got=_same(where))


async def _knock(settings: Settings) -> str:
    """Ask the endpoint for one token; where it is, if it answers."""
    chosen = choose_backend(replace(wish(settings), backend="openai"))
    async with open_labeller(chosen, settings, MemoryCache()) as labeller:
        await labeller.probe()
    return f"{chosen.base_url} {chosen.model}"


def _backend(settings: Settings) -> Finding:
    about = Text("将使用的后端", "backend that a run would take")
    try:
        chosen = choose_backend(wish(settings))
    except ExtractorError as error:
        return Finding(health=Health.BROKEN, about=about, got=error.message, todo=error.advice)
    return Finding(health=Health.OK, about=about, got=chosen.reason)


def _store(settings: Settings) -> Finding:
    from extractor.store import open_store

    about = Text("结果库", "store")
    try:
        with open_store(settings.store) as store:
            count = len(store.reports())
    except ExtractorError as error:
        return Finding(health=Health.BROKEN, about=about, got=error.message, todo=error.advice)
    got = Text(f"{settings.store},{count} 份报告", f"{settings.store}, {count} reports")
    return Finding(health=Health.OK, about=about, got=got)
