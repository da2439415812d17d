"""Problems, causes and measures without a model: whole sentences of their sections.

Reports list problems as 一是…；二是… or （一）…。, one statement an item; a clause that starts
with 由于/因 or follows 原因 is the cause of the item it stands in. What a model adds is finer
quotes and links across sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.folding import View
from extractor.records import SectionKind, Span, Statement, StatementKind

# An item starts at an ordinal of a list (《党政机关公文格式》 GB/T 9704 numbering, or 一是).
_ITEM = re.compile(
    r"[一二三四五六七八九十]是|(?:^|(?<=[。；;\s：:]))"
    r"(?:[（(][一二三四五六七八九十\d]{1,3}[)）]|[一二三四五六七八九十]、|\d{1,2}[.．、](?!\d))"
)
_CAUSE = re.compile(r"(?:主要)?原因(?:是|为|在于|：|:)|由于|因(?=\S{2,20}[，,])")
_SHORTEST = 6  # characters; less says nothing
_KINDS = {
    SectionKind.PROBLEM: StatementKind.PROBLEM,
    SectionKind.MEASURE: StatementKind.MEASURE,
}


def statements(text: str, passages: Sequence[tuple[SectionKind, View]]) -> tuple[Statement, ...]:
    """Statements of the problem and measure passages, in order; spans are canonical."""
    found: list[Statement] = []
    for section, view in passages:
        kind = _KINDS.get(section)
        if kind is None:
            continue
        for item in _items(view.text):
            whole = _statement(text, view, kind, item)
            if whole is None:
                continue
            found.append(whole)
            if kind is StatementKind.PROBLEM:
                found.extend(_causes(text, view, item, whole))
    return tuple(found)


def _items(text: str) -> Iterator[Span]:
    starts = [m.start() for m in _ITEM.finditer(text)]
    if not starts:
        yield from (Span(m.start(), m.end()) for m in re.finditer(r"[^。！？!?]+[。！？!?]?", text))
        return
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        yield Span(start, end)


def _causes(text: str, view: View, item: Span, whole: Statement) -> Iterator[Statement]:
    if cue := _CAUSE.search(view.text, item.start, item.end):
        stop = re.compile(r"[。；;]").search(view.text, cue.end(), item.end)
        end = stop.start() if stop else item.end
        cause = _statement(text, view, StatementKind.CAUSE, Span(cue.start(), end))
        if cause is not None:
            yield Statement(kind=cause.kind, span=cause.span, text=cause.text, links=(whole.span,))


def _statement(text: str, view: View, kind: StatementKind, item: Span) -> Statement | None:
    raw = item.of(view.text)
    left = item.start + len(raw) - len(raw.lstrip(" ，,；;。"))
    right = item.start + len(raw.rstrip(" ，,；;。"))
    if right - left < _SHORTEST:
        return None
    span = view.span(left, right)
    return Statement(kind=kind, span=span, text=span.of(text))
