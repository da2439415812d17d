"""Where a check says that it is: by line in a text, by cell or page in any other file."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal

from extractor.pipeline import extract
from extractor.reading import read_bytes
from extractor.reading.draft import Draft, DraftCell, DraftTable, Run, finish
from extractor.records import Check, Document, Origin, Rule, Span, Verdict

ROWS = (
    ("三级指标", "年度指标值", "实际完成值", "分值", "得分"),
    ("新增停车位", "≥300个", "210个", "10", "10"),
)


def sheet(confidence: str = "") -> Document:
    """One missed target with full points, as a worksheet or, with a confidence, as a scan."""
    cells = []
    for r, row in enumerate(ROWS):
        for c, text in enumerate(row):
            at = Origin(span=Span(0, 0), sheet="自评表", row=r + 3, column=c + 2)
            if confidence:
                at = Origin(span=Span(0, 0), page=2, confidence=Decimal(confidence))
            cells.append(DraftCell(r, c, (Run(text, at),)))
    return finish(Draft(format="xlsx", blocks=[DraftTable(tuple(cells))]), b"", "r.xlsx")


def missed(document: Document) -> Check:
    found = asyncio.run(extract(document)).checks
    return next(item for item in found if item.rule is Rule.TARGET_VS_ACTUAL)


def test_a_cell_is_called_by_its_address() -> None:
    found = missed(sheet())
    assert found.verdict is Verdict.CONFLICT
    assert [item.where.zh for item in found.evidence] == [
        "工作表“自评表”C4·目标值",
        "工作表“自评表”D4·完成情况",
    ]
    assert found.evidence[1].where.en == "sheet “自评表” D4 · actual"


def test_a_page_is_called_by_its_number_in_the_message_too() -> None:
    text = "\t".join(ROWS[0]) + "\n" + "\t".join(ROWS[1]) + "\n" + "\t".join(ROWS[1])
    plain = read_bytes(text.encode(), "r.txt")
    page = replace(plain, origins=(Origin(span=Span(0, len(text)), page=7),))
    by_line = [c for c in asyncio.run(extract(plain)).checks if c.rule is Rule.REPEAT]
    by_page = [c for c in asyncio.run(extract(page)).checks if c.rule is Rule.REPEAT]
    assert any("第2行、第3行" in item.message.zh for item in by_line)
    assert any(
        "lines" not in item.message.en and "line 2, line 3" in item.message.en for item in by_line
    )
    assert any("第7页" in item.message.zh for item in by_page)
    for item in (*by_line, *by_page):
        assert not set(item.message.zh + item.message.en + item.formula.zh) & {"\ue000", "\ue001"}


def test_no_conflict_rests_on_a_number_that_was_hard_to_read() -> None:
    sure, unsure = missed(sheet("0.93")), missed(sheet("0.55"))
    assert (sure.verdict, unsure.verdict) == (Verdict.CONFLICT, Verdict.REVIEW)
    assert "把握仅0.55" in unsure.message.zh
    asked = [c for c in asyncio.run(extract(sheet("0.55"))).checks if c.rule is Rule.RECOGNITION]
    assert [item.verdict for item in asked] == [Verdict.REVIEW]
    assert asked[0].evidence[0].where.zh.startswith("第2页")
