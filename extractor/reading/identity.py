"""Whose report this is: title, organisation and year, from the places where forms state them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from extractor.folding import fold
from extractor.records import Block, Heading, Paragraph, Row, Table

_TITLE = re.compile(r"(?:自评|绩效|决算|评价|总结|预算|目标)\S*(?:表|报告|说明|总结|材料|情况)")
_NOT_TITLE = re.compile(
    r"[。；;：:]|^(?:第[一二三四五六七八九十]+|[（(]?[一二三四五六七八九十]+[）)、])|[，,].*[，,]"
)
_TITLE_MAX = 60
_SEARCHED = 20  # blocks and rows from the top; a form states it in its head
# The labels of the forms in 财预〔2020〕10号 (附件) and their local variants.
_ORGANISATION = re.compile(
    r"^(?:预算)?(?:部门|单位|项目单位|实施单位|主管部门|填报单位|填报部门|项目实施单位|资金使用单位|评价单位)"
    r"(?:名称)?(?:[（(][^）)]*[）)])?[:：]?$"
)
_YEAR_LABEL = re.compile(r"^(?:被评价|预算|评价|自评|所属)?年[度份][:：]?$")
_YEAR = re.compile(r"(?<!\d)(20[0-4]\d)(?!\d)")
_YEAR_STATED = re.compile(r"(?<!\d)(20[0-4]\d)\s*(?:年度|年|年预算)")
_OWNER = re.compile(
    r"^[#\s*]*(?:20\d\d\s*年度?)?(?:关于)?(\S{2,40}?(?:办事处|政府|委员会|[局厅委办院校站队中心]))"
    r"(?=\s*20\d\d|\s*部门|\s*整体|\s*项目|\s*绩效|\s*预算)"
)


class Identity(NamedTuple):
    title: str
    organisation: str
    year: int | None


def identify(text: str, blocks: Sequence[Block]) -> Identity:
    """Empty strings and None where the report does not say."""
    head = list(_head(text, blocks))
    title = next((line for line in head if _is_title(line)), "")
    rows = [row for block in blocks if isinstance(block, Table) for row in block.rows[:_SEARCHED]]
    organisation = _beside(rows, _ORGANISATION)
    if not organisation and (owner := _OWNER.match(title)):
        organisation = owner.group(1)
    return Identity(title, organisation, _year(title, head, rows))


def _is_title(line: str) -> bool:
    return (
        len(line) <= _TITLE_MAX and bool(_TITLE.search(fold(line))) and not _NOT_TITLE.search(line)
    )


def _head(text: str, blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks[:_SEARCHED]:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Paragraph):
            yield " ".join(block.span.of(text).split())
        elif isinstance(block, Table):
            for row in block.rows[:_SEARCHED]:
                cells = [" ".join(cell.text.split()) for cell in row.cells if cell.text]
                if len(cells) == 1:  # a title that the conversion put into a merged row
                    yield cells[0]


def _beside(rows: Sequence[Row], label: re.Pattern[str]) -> str:
    """The first cell with content right of a label."""
    for row in rows:
        cells = [cell for cell in row.cells if cell.text]
        for left, right in pairwise(cells):
            if label.match(fold(left.text)) and len(right.text) <= _TITLE_MAX:
                return " ".join(right.text.split())
    return ""


def _year(title: str, head: Sequence[str], rows: Sequence[Row]) -> int | None:
    if found := _YEAR.search(title):
        return int(found.group(1))
    if found := _YEAR.search(_beside(rows, _YEAR_LABEL)):
        return int(found.group(1))
    for line in head:
        if len(line) <= _TITLE_MAX and (stated := _YEAR_STATED.search(line)):
            return int(stated.group(1))
        if line.isdecimal() and (bare := _YEAR.fullmatch(line)):
            return int(bare.group(1))
    return None
