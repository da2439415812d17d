"""implausible, dates: a cut-off before the year of the report, a plan that is due in the past, an
old year in a heading.

A report copied from last year's keeps its dates. Only years of four digits are judged, and only where
the words ahead do not themselves look back (上年, 较2022年, 针对2022年底前未完工的项目).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.checking import cards
from extractor.checking.layout import Lines, Run, Sheet, at_line
from extractor.folding import view
from extractor.records import Check, Evidence, Rule, SectionKind, Severity, Span, Text, Verdict

# The cut-off of a result: 截至2022年12月31日, 截至2022年底.
_CUT_OFF = re.compile(r"(?:截至|截止)到?(20\d\d)年(?:(?:1[0-2]|[1-9])月)?(?:\d{1,2}日|[底末])?")
# A term: 2023年10月底前, 到2023年底; 编制2021年预算.
_TERM = re.compile(
    r"(20\d\d)年(?:(?:1[0-2]|[1-9])月)?(?:[底末]|[一二三四]季度|上半年|下半年|\d{1,2}日)?(?:之?前|底|预算时?)"
)
# A heading or a caption of what the year of the report is told of.
_CAPTION = re.compile(
    r"(20\d\d)年度?[^，,。；;：:\n]{0,14}(?:绩效目标|绩效自评|自评表|指标自评|自评综合得分|自评得分)"
)
_BACK = re.compile(
    r"上年|去年|较|比|同期|此前|历年|以来|已于|原定|原计划|遗留|始建|建成于|批复|截至|截止|针对|对照|按照|根据|依据|关于|开展|组织"
)
_NOT_DONE = re.compile(r"[未已]")
_PAUSES = re.compile(r"[，,。；;：:\n]")
_STOPS = re.compile(r"[。；;\n]")
_FURTHEST = 40  # characters around a date
_HEADING = 40  # characters of a line that is a heading or a caption
_OLDEST = 3  # years back; what is older is history, and no oversight


class _Date(NamedTuple):
    year: int
    span: Span
    kind: Text


_DUE = Text("措施的期限", "the term of a measure")
_AS_OF = Text("数据的截止日", "the cut-off of its figures")
_NAMED = Text("标题或表头的年度", "the year of a heading")


def period(sheet: Sheet) -> Iterator[Check]:
    year = sheet.case.document.year
    if year is None:
        return
    found = [
        *_captions(sheet, year),
        *(date for run in sheet.runs.values() for date in _of(sheet, run, year)),
    ]
    if found:
        lines = Lines(sheet.case.document.text)
        title = _title_year(sheet.case.document.text, year)
        for date in found:
            yield _check(sheet.case.document.text, lines, year, date, title)


def _of(sheet: Sheet, run: Run, year: int) -> Iterator[_Date]:
    if run.passage.section is SectionKind.OVERVIEW:
        return  # the setting is often that of the year before
    ahead = run.passage.section is SectionKind.MEASURE
    matches = list((_TERM if ahead else _CUT_OFF).finditer(run.text))
    if not matches:
        return
    seen = view(sheet.case.document.text, run.passage.pieces)
    for found in matches:
        said = int(found.group(1))
        last = year if ahead else year - 1
        if not year - _OLDEST <= said <= last or _looks_back(run.text, found, year, ahead=ahead):
            continue
        yield _Date(said, seen.span(found.start(1), found.end()), _DUE if ahead else _AS_OF)


def _looks_back(text: str, found: re.Match[str], year: int, *, ahead: bool) -> bool:
    start = found.start(1)
    around = text[max(0, start - _FURTHEST) : start]
    if ahead:
        after = _PAUSES.split(text[found.end() : found.end() + _FURTHEST])[0]
        return bool(_BACK.search(_PAUSES.split(around)[-1]) or _NOT_DONE.search(after))
    clause = _PAUSES.split(around)[-1].replace("截至", "").replace("截止", "")
    sentence = _STOPS.split(text[found.end() :], maxsplit=1)[0]
    return bool(_BACK.search(clause)) or f"{year}年" in sentence


def _captions(sheet: Sheet, year: int) -> Iterator[_Date]:
    """2022年度绩效目标 in a report for 2023: a heading or a caption that was not brought up to date."""
    text = sheet.case.document.text
    for found in _CAPTION.finditer(text):
        said = int(found.group(1))
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.end())
        line = text[start : end if end >= 0 else len(text)]
        short = len(line) <= _HEADING and "。" not in line
        if year - _OLDEST <= said < year and short and not _BACK.search(line):
            yield _Date(said, Span(found.start(1), found.end(1) + 1), _NAMED)


def _check(text: str, lines: Lines, year: int, date: _Date, title: Span | None) -> Check:
    written = date.span.of(text)
    said = cards.clip(written)
    message = Text(
        f"{year}年度报告中{date.kind.zh}为“{said}”，疑未更新",
        f"{date.kind.en} is “{said}” in the report for {year}: probably not brought up to date",
    )
    sign = "≤" if date.kind is _DUE else "<"
    spans = [date.span, *([title] if title is not None else [])]
    return cards.check(
        Rule.IMPLAUSIBLE,
        Verdict.CONFLICT,
        message,
        cards.both(f"{date.year} {sign} {year}"),
        [
            Evidence(
                span=span,
                text=span.of(text),
                name="",
                where=at_line(lines.number(span.start), Text("日期", "date")),
            )
            for span in spans
        ],
        severity=Severity.MEDIUM,
    )


def _title_year(text: str, year: int) -> Span | None:
    """Where the report first names its year."""
    start = text.find(f"{year}年")
    if start < 0:
        return None
    end = start + len(f"{year}年")
    return Span(start, end + text.startswith("度", end))
