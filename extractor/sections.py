"""Blocks and grids to passages: each run of text once, whole, and with its section.

A paragraph that a page break or a hard line wrap cut is put together again, since a number
and what it measures may stand on both sides of the cut. A cell in which a basis, a reason
and a measure follow each other with their cue words is taken apart. Nothing is left out: a
run in which no mention is sought is a passage too, with `narrative` False.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from extractor.folding import fold, is_cjk
from extractor.records import (
    CellRole,
    Document,
    Grid,
    GridCell,
    Heading,
    Paragraph,
    Passage,
    Place,
    SectionKind,
    Span,
    Table,
)
from extractor.tables.kinds import Kind, is_value, kind_of, tail_value
from extractor.tables.lexicon import rows

NARRATIVE_MIN = 12  # characters that are not white space: the rule of the labels' SPEC, part 1
PATH_MAX = 40  # characters of one part of a path

_BY_ROLE = {
    CellRole.TARGET: SectionKind.GOAL,
    CellRole.GOAL: SectionKind.GOAL,
    CellRole.ACTUAL: SectionKind.COMPLETION,
    CellRole.COMPLETION: SectionKind.COMPLETION,
    CellRole.BASIS: SectionKind.BASIS,
    CellRole.PROBLEM: SectionKind.PROBLEM,
    CellRole.MEASURE: SectionKind.MEASURE,
    CellRole.VALUE: SectionKind.FINANCE,
    CellRole.FUNDS: SectionKind.FINANCE,
}
_BARE = frozenset({Kind.DASH, Kind.NUMBER, Kind.VALUE, Kind.VALUES, Kind.GRADE, Kind.DATE})
_NAMING = frozenset({CellRole.NAME, CellRole.HEADER, CellRole.LABEL})

# Cue words that open a part of their own, at the start or after a stop, with a colon.
# The words are those of the Ministry of Finance's form for 部门决算公开 (项目绩效自评综述).
_CUES = (
    (SectionKind.COMPLETION, r"(?:项目)?(?:绩效)?目标(?:的)?完成情况|主要产出[和及]效[果益]"),
    (SectionKind.BASIS, r"(?:评分|评价|文件|政策)?依据"),
    (SectionKind.PROBLEM, r"未(?:能)?(?:完成|达标|达到|实现)(?:目标|指标)?(?:的)?原因"),
    (
        SectionKind.PROBLEM,
        r"(?:偏差|扣分|失分)(?:的)?原因(?:分析)?|原因分析"
        r"|(?:发现|存在|主要|突出)(?:的)?(?:主要|突出)?(?:问题|不足|困难)(?:[及和与](?:其)?原因(?:分析)?)?(?:是|有)?",
    ),
    (
        SectionKind.MEASURE,
        r"(?:改进|整改)(?:的)?(?:措施|意见|建议|计划)|下一步(?:工作)?(?:的)?(?:改进|整改)?(?:计划|措施|打算|安排|建议)",
    ),
)
_CUE = re.compile(
    r"(?:^|(?<=[\s。；;，,>！!]))(?:"
    + "|".join(f"(?P<c{i}>{pattern})" for i, (_, pattern) in enumerate(_CUES))
    + r")\s{0,3}[:：]|(?:^|(?<=[。；;！!\n]))(?P<next>"
    r"(?:下一步|下一阶段|今后)[，,]|20\d\d\s?年[，,]?(?:拟|将|力争)|(?:明年|下一?年度?|来年)[，,]?(?:拟|将|力争|计划|要|继续))"
    r"|(?<=[。；;])(?P<back>[二三四五六七八九十]是)"
)
_NEXT = SectionKind.MEASURE  # what is to be done from now on

# A paragraph that begins with its heading: （三）改进建议。细化项目库… The four ways of numbering
# are those of GB/T 9704-2012, 7.3.3, in their order.
_RUN_IN = re.compile(
    r"(?:\*\*|__)?(?:(?P<l1>[一二三四五六七八九十]{1,3}[、.．])|(?P<l2>[（(][一二三四五六七八九十]{1,3}[）)])"
    r"|(?P<l3>\d{1,2}[、．.](?!\d))|(?P<l4>[（(]\d{1,2}[）)]))\s{0,3}(?P<title>[^。：:，,；;\n]{2,24}[。：:])?"
)
_OF_SECTIONS = (
    1,
    2,
)  # levels; items below them are topics (3.政府采购。) of the section they are in
_ANYWHERE = frozenset({SectionKind.PROBLEM, SectionKind.MEASURE})
_MONEY_WORD = re.compile(r"预算|决算|支出|收入|拨款|结转|结余|[“”]?三公[“”]?|经费|资金")
_AMOUNT = re.compile(r"\d\s?(?:[万亿]|千|百)?元")
_ANY_NUMBER = re.compile(r"\d[\d.,，]*")
_MONEY_WORDS = 2  # fewer can be the cost of one thing among results

# How a new paragraph begins: numbers of GB/T 9704-2012, 7.3.3, bullets, captions, notes.
_STARTS_ANEW = re.compile(
    r"(?:\*\*|__)?(?:第[一二三四五六七八九十百]+[章节条部]|[（(]?[一二三四五六七八九十]{1,3}[）)、.．]|"
    r"[（(]\d{1,2}[）)]|\d{1,2}[）)、．]|\d{1,2}\.(?!\d)|[①-⑳]|[—–-]{2}|[•·●◆■□★※►▪*-]\s|"
    r"[图表]\s?\d|附[件表录注]|注\s?[:：1]|单位\s?[:：]|[一二三四五六七八九十]{1,2}是)"
)
_CONTINUES = re.compile(r"[。，、；：！？）》”’」』】,;:!?)%‰℃]")
_FINAL = "。！？；：…!?;:．."
_CLOSERS = "”’」』）)】》*_"
_PAGE_NUMBER = re.compile(
    r"[-—–·~\s]{0,5}\d{1,4}[-—–·~\s]{0,5}|第\s?\d{1,4}\s?页(?:\s?[/共,，]{0,2}\s?共?\s?\d{1,4}\s?页)?|\d{1,4}\s?/\s?\d{1,4}"
)
_GAPS = re.compile(r"\S[ \u3000]{2,}(?=\S)")
_UNIT_LINE = re.compile(
    r"(?:金额)?单位\s{0,9}[:：]\s{0,9}(?:人民币)?\s{0,9}(亿元|万元|千元|百元|元)"
)
_TITLE = re.compile(r"(?:报告|自评表|公开|总结|(?<!情况)说明)$")
# In columns of a fixed font, where a Han character is two.
_WRAPPED_MAX = 120  # the longest line that a page of body text holds
_CUT_MIN = 60  # a shorter line without a stop is a title or a signature, not a cut sentence


def passages(document: Document, grids: tuple[Grid, ...]) -> tuple[Passage, ...]:
    """Every cell that is not empty, every paragraph and every heading, in the order of the text.

    `grids` are those of the document's tables. Indices count from 0. Never raises.
    """
    found = list(_Walk(document, grids).passages())
    found.sort(key=lambda passage: passage.pieces[0])
    return tuple(replace(passage, index=i) for i, passage in enumerate(found))


@lru_cache(maxsize=4096)
def kind_of_heading(text: str) -> SectionKind | None:
    """The kind of section that a heading opens; None if its words do not say."""
    folded = fold(text)
    if _TITLE.search(folded):
        return None
    kinds = [kind for pattern, kind in _headings() if pattern.search(folded)]
    if SectionKind.MEASURE in kinds and SectionKind.PROBLEM in kinds:
        return SectionKind.PROBLEM  # 存在问题及改进措施: each problem, then what is done about it
    return kinds[0] if kinds else None


@cache
def _headings() -> tuple[tuple[re.Pattern[str], SectionKind], ...]:
    return tuple((re.compile(row["pattern"]), SectionKind(row["kind"])) for row in rows("sections"))


class _Walk:
    def __init__(self, document: Document, grids: tuple[Grid, ...]) -> None:
        self.text = document.text
        self.blocks = document.blocks
        self.grids = {grid.table.index: grid for grid in grids}
        self.headings: list[Heading] = []
        self.run_ins: list[tuple[int, SectionKind]] = []  # (level of numbering, kind)
        self.unit = ""
        self.headed = bool(document.tables) or any(
            kind_of_heading(b.text) for b in document.blocks if isinstance(b, Heading)
        )
        lines = (b.span.of(self.text) for b in document.blocks if isinstance(b, Paragraph))
        self.width = _wrap_width([_width(line) for line in lines if not _columns(line)])

    def passages(self) -> Iterator[Passage]:
        run: list[Paragraph] = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                if _PAGE_NUMBER.fullmatch(block.span.of(self.text)):
                    yield self.passage((block.span,), Place(block.line), narrative=False)
                    continue
                if run and not self.joins(run[-1], block):
                    yield from self.paragraph(run)
                    run = []
                run.append(block)
                continue
            if run:
                yield from self.paragraph(run)
                run = []
            if isinstance(block, Heading):
                yield self.heading(block)
            else:
                yield from self.table(block)
        if run:
            yield from self.paragraph(run)

    def passage(
        self,
        pieces: tuple[Span, ...],
        place: Place,
        *,
        narrative: bool,
        section: SectionKind | None = None,
        path: tuple[str, ...] = (),
        unit: str | None = None,
    ) -> Passage:
        return Passage(
            index=0,
            pieces=pieces,
            section=section or self.section(),
            path=tuple(part[:PATH_MAX] for part in (*(h.text for h in self.headings), *path)),
            place=place,
            unit=self.unit if unit is None else unit,
            narrative=narrative,
        )

    def section(self) -> SectionKind:
        """What the innermost heading that says anything says."""
        if self.run_ins:
            return self.run_ins[-1][1]
        for heading in reversed(self.headings):
            if kind := kind_of_heading(heading.text):
                return kind
        return SectionKind.OTHER

    def heading(self, heading: Heading) -> Passage:
        while self.headings and self.headings[-1].level >= heading.level:
            self.headings.pop()
        self.headings.append(heading)
        self.run_ins = []
        self.unit = ""
        return self.passage(
            (heading.span,),
            Place(heading.line),
            narrative=_long_enough([heading.text]) and _counts(heading.text),
        )

    def paragraph(self, run: Sequence[Paragraph]) -> Iterator[Passage]:
        raw = [paragraph.span.of(self.text) for paragraph in run]
        self.run_in(raw[0])
        if found := _UNIT_LINE.search(raw[0]):
            self.unit = found.group(1)
        whole = self.passage(
            tuple(paragraph.span for paragraph in run),
            Place(run[0].line),
            narrative=_long_enough(raw) and kind_of(raw[0]) not in _BARE and not _set_row(raw[0]),
            section=self.of_content("".join(raw)),
        )
        yield from self.parts(whole)

    def run_in(self, raw: str) -> None:
        """Note the heading that a numbered paragraph begins with, until one of its rank follows."""
        found = _RUN_IN.match(raw)
        if found is None:
            return
        level = next(i for i in range(1, 5) if found[f"l{i}"])
        self.run_ins = [one for one in self.run_ins if one[0] < level]
        kind = kind_of_heading(found["title"].rstrip("。：:")) if found["title"] else None
        open_ = self.section() is SectionKind.OTHER
        if kind and (open_ or level in _OF_SECTIONS or kind in _ANYWHERE):
            self.run_ins.append((level, kind))

    def of_content(self, raw: str) -> SectionKind:
        """The section of a paragraph; where the heading says little, by what it speaks of.

        概况 holds the year's budget in many forms. A text without any heading (a summary, a page
        of a bulletin) states results.
        """
        section = self.section()
        if section not in (SectionKind.OVERVIEW, SectionKind.OTHER):
            return section
        if _of_money(raw):
            return SectionKind.FINANCE
        if section is SectionKind.OTHER and not self.headed:
            return SectionKind.COMPLETION
        return section

    def table(self, table: Table) -> Iterator[Passage]:
        grid = self.grids.get(table.index)
        cells: Iterable[GridCell] = grid.cells if grid else _without_roles(table)
        for cell in cells:
            raw = cell.cell.text
            kind = kind_of(raw)
            bare = kind in _BARE or (cell.role in _NAMING and _names_only(raw, kind))
            header = (cell.header,) if cell.header and cell.role is not CellRole.NAME else ()
            whole = self.passage(
                (cell.cell.span,),
                Place(table.rows[cell.row].line, table.index, cell.row, cell.cell.column),
                narrative=_long_enough([raw]) and not bare,
                section=_BY_ROLE.get(cell.role, SectionKind.OTHER),
                path=(*cell.labels, *header),
                unit=table.unit,
            )
            yield from self.parts(whole)

    def parts(self, whole: Passage) -> Iterator[Passage]:
        """`whole` cut where a cue word opens a reason or a measure of its own."""
        if not whole.narrative:
            yield whole
            return
        cuts: list[tuple[int, SectionKind]] = []
        for piece in whole.pieces:
            for found in _CUE.finditer(piece.of(self.text)):
                if found["back"] is None:
                    cuts.append((piece.start + found.start(), _cued(found)))
                elif whole.section is not _NEXT and self.interrupted(
                    Span(whole.pieces[0].start, piece.start + found.start()), cuts
                ):
                    cuts.append((piece.start + found.start(), whole.section))  # the next problem
        if not cuts:
            yield self.part(whole, whole.pieces, whole.section)
            return
        sections = (whole.section, *(kind for _, kind in cuts))
        parts = _cut(whole.pieces, [at for at, _ in cuts], self.text)
        for section, pieces in zip(sections, parts, strict=True):
            if pieces:
                yield self.part(whole, pieces, section)

    def interrupted(self, before: Span, cuts: Sequence[tuple[int, SectionKind]]) -> bool:
        """Whether the last cut in `before` broke into a list that had begun: 一是…。明年将…。二是…, and not
        下一步改进措施：一是…；二是…, whose items are its own.
        """
        if not cuts or cuts[-1][1] is not _NEXT:
            return False
        return self.text.rfind("一是", *before) < cuts[-1][0]

    def part(self, whole: Passage, pieces: Sequence[Span], section: SectionKind) -> Passage:
        return replace(
            whole,
            pieces=tuple(pieces),
            section=section,
            narrative=_long_enough([piece.of(self.text) for piece in pieces]),
        )

    def joins(self, before: Paragraph, after: Paragraph) -> bool:
        """Whether `after` goes on with the sentence that `before` leaves open."""
        left, right = before.span.of(self.text), after.span.of(self.text)
        if _CONTINUES.match(right):
            return True
        if _STARTS_ANEW.match(right) or _UNIT_LINE.search(left):
            return False
        if _columns(left) or _columns(right):
            return False
        end = left.rstrip(_CLOSERS)
        if not end or end[-1] in _FINAL:
            return False
        full = _width(left) + self.indent(before) >= (self.width * 0.7 if self.width else _CUT_MIN)
        if self.indent(after) > self.indent(before) + 1 and left[-1] not in "，、,":
            return False
        if end != left and left[-1] in "”’」』）)】》":
            return bool(self.width) and full
        return full or left[-1] in "，、,（(“《"

    def indent(self, paragraph: Paragraph) -> int:
        """White space left of the paragraph on its line, a full-width space as two."""
        at = paragraph.span.start
        start = at
        while start > 0 and self.text[start - 1] in " \u3000\t":
            start -= 1
        return sum(2 if char == "\u3000" else 1 for char in self.text[start:at])


def _of_money(raw: str) -> bool:
    """Whether most numbers of a paragraph are amounts, and it speaks of budgets or accounts."""
    text = fold(raw)
    amounts = len(_AMOUNT.findall(text))
    words = len(_MONEY_WORD.findall(text))
    rates = text.count("%")
    numbers = len(_ANY_NUMBER.findall(_YEARS.sub("", text))) - rates
    return words >= _MONEY_WORDS and amounts > 0 and 2 * amounts >= numbers


def _wrap_width(lengths: Sequence[int]) -> int:
    """How wide the lines are where paragraphs are wrapped hard; 0 where they are not."""
    if len(lengths) < 4:
        return 0
    wide = sorted(lengths)[len(lengths) * 9 // 10]
    return wide if wide <= _WRAPPED_MAX else 0


def _width(line: str) -> int:
    """In columns; only as far as a line of a page can be."""
    return sum(1 if char.isascii() else 2 for char in line[: _WRAPPED_MAX + 1])


def _columns(raw: str) -> bool:
    """Whether a line is a table row set with spaces."""
    return len(_GAPS.findall(raw)) >= 2


def _set_row(raw: str) -> bool:
    """Whether a line is a table row of values set with spaces."""
    words = raw.split()
    return _columns(raw) and 2 * sum(is_value(word) for word in words) >= len(words)


def _long_enough(raw: Iterable[str]) -> bool:
    folded = "".join(fold(part) for part in raw)
    return len(folded) >= NARRATIVE_MIN and any(is_cjk(char) for char in folded)


_LIST_NUMBER = re.compile(r"[（(]?[\d一二三四五六七八九十]{1,3}[）)、.．]")
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-—–~至]\s?(?:19|20)\d\d)?\s?年?")


def _counts(heading: str) -> bool:
    """Whether a heading states a figure: then it is a list item that looks like a heading."""
    rest = _YEARS.sub("", _LIST_NUMBER.sub("", heading, count=1))
    return any(char.isdecimal() for char in rest)


def _names_only(raw: str, kind: Kind) -> bool:
    """Whether a label or name says nothing but a name, no value run into it."""
    return kind is not Kind.LONG and tail_value(raw, Span(0, len(raw))) is None


def _cued(found: re.Match[str]) -> SectionKind:
    group = found.lastgroup or "c0"
    return _NEXT if group == "next" else _CUES[int(group[1:])][0]


def _cut(pieces: Sequence[Span], cuts: Sequence[int], text: str) -> list[list[Span]]:
    """`pieces` before, between and after the offsets `cuts`, which stand in order in them;
    parts of white space alone are left out.
    """
    parts: list[list[Span]] = [[]]
    for piece in pieces:
        start = piece.start
        while len(parts) <= len(cuts) and cuts[len(parts) - 1] < piece.end:
            at = cuts[len(parts) - 1]
            parts[-1] += _not_blank(Span(start, at), text)
            parts.append([])
            start = at
        parts[-1] += _not_blank(Span(start, piece.end), text)
    return parts


def _not_blank(span: Span, text: str) -> tuple[Span, ...]:
    return (span,) if span.start < span.end and span.of(text).strip() else ()


def _without_roles(table: Table) -> Iterator[GridCell]:
    for index, row in enumerate(table.rows):
        for cell in row.cells:
            if cell.text:
                yield GridCell(cell=cell, role=CellRole.OTHER, row=index, header="", labels=())
