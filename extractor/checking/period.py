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
from extractor.checking.layout import Lines, Run, Sheet
from extractor.checking.places import at_line
from extractor.folding import view
from extractor.records import Check, Evidence, Rule, SectionKind, Severity, Span, Text, Verdict

# The cut-off of a result: 截至2022年12月31日, 截至2022年底.
_CUT_OFF = re.compile(
    r"(?:截至|截止(?:时间|日期|日|时点)?[为是]?|以(?=20\d\d年[\d月]{1,4}\d{1,2}日为基准))到?(20\d\d)年(?:(?:1[0-2]|[1-9])月)?(?:\d{1,2}日|[底末])?"
)
# A term: 2023年10月底前, 到2023年底; 编制2021年预算.
_TERM = re.compile(
    r"(20\d\d)年(?:(?:1[0-2]|[1-9])月)?(?:[底末]|[一二三四]季度|上半年|下半年|\d{1,2}日)?(?:之?前|底|预算时?)"
)
# A heading or a caption of what the year of the report is told of.
_CAPTION = re.compile(
    r"(20\d\d)年度?[^，,。；;：:\n]{0,14}(?:绩效目标|绩效自评|自评表|指标自评|自评综合得分|自评得分)"
    r"|(?:绩效目标|自评|评分|情况)[表册]?[（(](20\d\d)年度?[）)]|^表\s*[\d一二三四五六七八九十]+[：:\s]*(20\d\d)年",
    re.M,
)
# The same in a sentence, where it may also be told of another year: a question.
_SENTENCE = re.compile(
    r"(20\d\d)年度?(?:部门整体支出|项目支出|部门|项目|整体支出)?(?:绩效自评(?:综合)?得分|绩效目标)"
)
_BACK = re.compile(
    r"上年|去年|较|比|同期|此前|历年|以来|已于|原定|原计划|遗留|始建|建成于|批复|截至|截止|针对|对照|按照|根据|依据|关于|开展|组织"
)

_OTHERS = re.compile(r"上年|去年|较|比|同期|此前|历年|以来|开展|组织")
_YEAR = re.compile(r"(20\d\d)年")
_NOT_DONE = re.compile(r"[未已]")
_PAUSES = re.compile(r"[，,。；;：:\n]")
_STOPS = re.compile(r"[。；;\n]")
_FURTHEST = 40  # characters around a date
_SUBJECT, _SAME = 8, 2  # characters after a date that say of what
_USED = re.compile(r"上年结转|已于本年|已于当年|结转资金")
_HEADING = 40  # characters of a line that is a heading or a caption
_OLDEST = 3  # years back; what is older is history, and no oversight


class _Date(NamedTuple):
    year: int
    span: Span
    kind: Text
    beside: Span | None = None  # the right year in the same passage
    sure: bool = True


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
    ahead = run.passage.section is SectionKind.MEASURE
    matches = list((_TERM if ahead else _CUT_OFF).finditer(run.text))
    if not ahead:
        yield from _in_sentences(sheet, run, year)
    if not matches:
        return
    seen = view(sheet.case.document.text, run.passage.pieces)
    years = [(int(m.group(1)), m.span()) for m in _YEAR.finditer(run.text)]
    for found in matches:
        said = int(found.group(1))
        last = year if ahead else year - 1
        if not year - _OLDEST <= said <= last or _looks_back(run.text, found, year, ahead=ahead):
            continue
        right = [at for one, at in years if one >= year and one > said and at[0] != found.start(1)]
        if run.passage.section is SectionKind.OVERVIEW and not right:
            continue  # the setting is often that of the year before
        beside = seen.span(*right[0]) if right else None
        at = seen.span(found.start(1), found.end())
        sure = run.passage.section is not SectionKind.OVERVIEW
        yield _Date(said, at, _DUE if ahead else _AS_OF, beside, sure)


def _in_sentences(sheet: Sheet, run: Run, year: int) -> Iterator[_Date]:
    """对照2023年度绩效目标，本专项当年…: of the year before, in a passage that names no other."""
    for found in _SENTENCE.finditer(run.text):
        said = int(found.group(1))
        around = run.text[max(0, found.start() - _FURTHEST) : found.start()]
        if not year - _OLDEST <= said < year or _OTHERS.search(_PAUSES.split(around)[-1]):
            continue
        seen = view(sheet.case.document.text, run.passage.pieces)
        at = seen.span(found.start(1), found.end(1) + 1)
        yield _Date(said, at, _NAMED, None, False)


def _looks_back(text: str, found: re.Match[str], year: int, *, ahead: bool) -> bool:
    start = found.start(1)
    around = text[max(0, start - _FURTHEST) : start]
    if ahead:
        after = _PAUSES.split(text[found.end() : found.end() + _FURTHEST])[0]
        return bool(_BACK.search(_PAUSES.split(around)[-1]) or _NOT_DONE.search(after))
    clause = _PAUSES.split(around)[-1].replace("截至", "").replace("截止", "")
    sentence = _STOPS.split(text[found.end() :], maxsplit=1)[0]
    compared = _told_of(text, found, year)
    return (
        bool(_BACK.search(clause))
        or f"{year}年" in sentence
        or compared
        or _USED.search(sentence) is not None
    )


def _told_of(text: str, found: re.Match[str], year: int) -> bool:
    """Whether the passage says the same of this year: 截至2022年底固定资产…；截至2023年底固定资产…."""
    mine = text[found.end() : found.end() + _SUBJECT].lstrip("，,：:")
    again = (m for m in _CUT_OFF.finditer(text) if int(m.group(1)) == year)
    return any(
        bool(mine) and text[m.end() :].lstrip("，,：:").startswith(mine[:_SAME]) for m in again
    )


def _captions(sheet: Sheet, year: int) -> Iterator[_Date]:
    """2022年度绩效目标 in a report for 2023: a heading or a caption that was not brought up to date."""
    text = sheet.case.document.text
    for found in _CAPTION.finditer(text):
        group = found.lastindex or 1
        said = int(found.group(group))
        start = text.rfind("\n", 0, found.start()) + 1
        end = text.find("\n", found.end())
        line = text[start : end if end >= 0 else len(text)]
        short = len(line) <= _HEADING and "。" not in line
        if year - _OLDEST <= said < year and short and not _BACK.search(line):
            yield _Date(said, Span(found.start(group), found.end(group) + 1), _NAMED)


def _check(text: str, lines: Lines, year: int, date: _Date, title: Span | None) -> Check:
    written = date.span.of(text)
    said = cards.clip(written)
    message = Text(
        f"{year}年度报告中{date.kind.zh}为“{said}”，疑未更新",
        f"{date.kind.en} is “{said}” in the report for {year}: probably not brought up to date",
    )
    sign = "≤" if date.kind is _DUE else "<"
    spans = [one for one in (date.span, title, date.beside) if one is not None]
    return cards.check(
        Rule.IMPLAUSIBLE,
        Verdict.CONFLICT if date.sure else Verdict.REVIEW,
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
        severity=Severity.MEDIUM if date.sure else Severity.LOW,
    )


def _title_year(text: str, year: int) -> Span | None:
    """Where the report first names its year."""
    start = text.find(f"{year}年")
    if start < 0:
        return None
    end = start + len(f"{year}年")
    return Span(start, end + text.startswith("度", end))
