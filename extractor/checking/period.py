"""implausible, dates: a cut-off before the year of the report, a plan that is due in the past.

A report copied from last year's keeps its dates. Only dates with a year of four digits are judged, and
only where the sentence does not itself look back (上年, 较2022年).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractor.checking import cards
from extractor.checking.layout import Sheet, at_line
from extractor.folding import fold, view
from extractor.records import Check, Evidence, Rule, SectionKind, Severity, Span, Text, Verdict

# The cut-off of a result: 截至2022年12月31日, 2022年底.
_CUT_OFF = re.compile(r"(?:截至|截止)到?(20\d\d)年(?:度?(?:1[0-2]|[1-9])月)?(?:\d{1,2}日|[底末])?")
# A term: 2023年10月底前, 到2023年底. What is promised lies ahead.
_TERM = re.compile(
    r"(?:于|在|到|力争|争取|确保|计划|拟|[，,；;。])?(20\d\d)年(?:(?:1[0-2]|[1-9])月)?"
    r"(?:底|末|[一二三四]季度|上半年|下半年|\d{1,2}日)?(?:之?前|底|编制|年度?预算|安排|计划|拟)"
)
_CAPTION = re.compile(
    r"(20\d\d)(年度?)[^，,。；;：:\n]{0,14}(?:绩效目标|绩效自评|自评表|指标自评|自评综合得分|自评得分)"
)
_BACK = re.compile(r"上年|去年|较|比|同期|此前|历年|以来|已于|原定|原计划|欠|遗留|始建|建成于|批复")
_PAUSES = re.compile(r"[，,。；;：:\n]")
_FURTHEST = 40  # characters before a date


def period(sheet: Sheet) -> Iterator[Check]:
    year = sheet.case.document.year
    if year is None:
        return
    yield from _captions(sheet, year)
    for run in sheet.runs.values():
        if run.passage.section is SectionKind.OVERVIEW:
            continue  # the setting is often that of the year before
        ahead = run.passage.section is SectionKind.MEASURE
        looked = _TERM if ahead else _CUT_OFF
        for found in looked.finditer(run.text):
            said = int(found.group(1))
            early = year - 3 <= said <= year if ahead else year - 3 <= said < year
            if not early or _BACK.search(_before(run.text, found)):
                continue
            seen = view(sheet.case.document.text, run.passage.pieces)
            at = found.start(1), found.end()
            yield _check(sheet, year, said, seen.span(*at), ahead=ahead)


def _captions(sheet: Sheet, year: int) -> Iterator[Check]:
    """2022年度绩效目标 in a report for 2023: a heading or a caption that was not brought up to date."""
    for found in _CAPTION.finditer(sheet.case.document.text):
        said = int(found.group(1))
        if year - 3 <= said < year and not _BACK.search(found.group()):
            yield _check(sheet, year, said, Span(found.start(1), found.end(2)), ahead=False)


def _before(text: str, found: re.Match[str]) -> str:
    """The words of its clause ahead of the date."""
    return _PAUSES.split(text[max(0, found.start(1) - _FURTHEST) : found.start(1)])[-1]


def _check(sheet: Sheet, year: int, said: int, span: Span, *, ahead: bool) -> Check:
    text = sheet.case.document.text
    written = text[span.start : span.end]
    message = (
        Text(
            f"{year}年度报告的措施以“{fold(written)}”为期，时间已过",
            f"a measure of the report for {year} is due by “{fold(written)}”, which has passed",
        )
        if ahead
        else Text(
            f"{year}年度报告的数据截至“{fold(written)}”，早于报告年度",
            f"the report for {year} gives figures as of “{fold(written)}”, before its year",
        )
    )
    return cards.check(
        Rule.IMPLAUSIBLE,
        Verdict.CONFLICT,
        message,
        Text(f"{said} {'≤' if ahead else '<'} {year}", f"{said} {'≤' if ahead else '<'} {year}"),
        (_evidence(text, span), *_title_year(text, year)),
        severity=Severity.MEDIUM,
    )


def _evidence(text: str, span: Span) -> Evidence:
    line = text.count("\n", 0, span.start) + 1
    where = at_line(line, Text("日期", "date"))
    return Evidence(span=span, text=text[span.start : span.end], name="", where=where)


def _title_year(text: str, year: int) -> Iterator[Evidence]:
    """Where the report first names its year."""
    if (start := text.find(f"{year}年")) >= 0:
        end = start + len(f"{year}年")
        yield _evidence(text, Span(start, end + text.startswith("度", end)))
