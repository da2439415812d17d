"""recognition: numbers of a scanned page of which the character reader is not sure.

A digit read wrong is a number that the report never stated. So what the reader doubts is asked
about, page by page, and no conflict rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

from extractor.checking import cards
from extractor.checking.layout import Figure, Sheet
from extractor.origins import confidence, origins_of
from extractor.records import Check, Document, Rule, Severity, Text, Verdict

# Of the least sure character of a number. Digits that the reader gave 0.9 or more were right but for one in a
# thousand on pages of 42 to 150 dpi, one in seven of the others was wrong.
LEAST = Decimal("0.90")
_MOST = 12  # numbers that one finding lists; a page full of them is to be scanned anew


def recognition(sheet: Sheet) -> Iterator[Check]:
    """One question a page."""
    document = sheet.case.document
    if not any(origin.confidence is not None for origin in document.origins):
        return
    doubtful = [
        (_page(document, figure), figure, sure)
        for figure in sheet.figures
        if (sure := confidence(document, figure.span)) is not None and sure < LEAST
    ]
    doubtful.sort(key=lambda item: (item[0], item[1].span))
    for page, found in groupby(doubtful, key=lambda item: item[0]):
        yield _question(page, [(figure, sure) for _, figure, sure in found])


def _page(document: Document, figure: Figure) -> int:
    return origins_of(document, figure.span)[0].page


def _question(page: int, found: list[tuple[Figure, Decimal]]) -> Check:
    listed = found[:_MOST]
    said = "、".join(f"{cards.shown(figure)}（{sure:.2f}）" for figure, sure in listed)
    more = "…" if len(found) > _MOST else ""
    message = Text(
        f"第{page}页有{len(found)}个数识别把握不足：{said}{more}，请对照原件",
        f"page {page} has {len(found)} numbers that were hard to read: {said}{more}; "
        "compare them with the original",
    )
    card = Text(f"识别把握 < {LEAST}", f"sureness of the characters < {LEAST}")
    evidence = [figure for figure, _ in listed]
    return cards.check(Rule.RECOGNITION, Verdict.REVIEW, message, card, evidence)


def doubted(checks: Iterable[Check], document: Document) -> Iterator[Check]:
    """`checks`, of which those conflicts that rest on a doubtful number are questions."""
    for check in checks:
        if check.verdict is not Verdict.CONFLICT:
            yield check
            continue
        sure = [confidence(document, item.span) for item in check.evidence]
        least = min((one for one in sure if one is not None), default=LEAST)
        if least >= LEAST:
            yield check
            continue
        message = Text(
            f"{check.message.zh}（所据数字识别把握仅{least:.2f}，先对照原件）",
            f"{check.message.en} (a number it rests on was hard to read, {least:.2f}: "
            "compare it with the original first)",
        )
        yield replace(check, verdict=Verdict.REVIEW, severity=Severity.LOW, message=message)
