"""Statements out of a model's quotes: each is found in the report word for word, or rejected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from extractor.errors import UnusableAnswer
from extractor.folding import View
from extractor.labelling.answers import parse_object
from extractor.labelling.grounding import find_in_view
from extractor.records import (
    Rejection,
    RejectionReason,
    SectionKind,
    Span,
    Statement,
    StatementKind,
)
from extractor.schemas import StatementsForm

# Characters asked about at once: the answer is as long as the text at most, and both must fit
# into the context of a small model.
_PART = 1200
_TITLES = {SectionKind.PROBLEM: "存在问题", SectionKind.MEASURE: "改进措施"}
_SENTENCE = re.compile(r"[^。！？!?；;]*[。！？!?；;]?")
_KEPT = 500

Part = tuple[tuple[SectionKind, View], ...]


def parts(passages: Sequence[tuple[SectionKind, View]]) -> Iterator[Part]:
    """Problem and measure passages packed into questions; a long passage is cut at sentences."""
    packed: list[tuple[SectionKind, View]] = []
    size = 0
    for section, view in passages:
        if section not in _TITLES or not view.text.strip():
            continue
        for piece in _pieces(view):
            if packed and size + len(piece.text) > _PART:
                yield tuple(packed)
                packed, size = [], 0
            packed.append((section, piece))
            size += len(piece.text)
    if packed:
        yield tuple(packed)


def _pieces(view: View) -> Iterator[View]:
    start = 0
    end = 0
    for match in _SENTENCE.finditer(view.text):
        if match.end() - start > _PART and end > start:
            yield view.cut(start, end)
            start = end
        end = match.end()
        while end - start > _PART:  # a sentence without an end
            yield view.cut(start, start + _PART)
            start += _PART
    if start < len(view.text):
        yield view.cut(start, len(view.text))


def asked(part: Part) -> list[dict[str, str]]:
    """`part` as the prompt wants it."""
    return [{"section": _TITLES[section], "text": view.text} for section, view in part]


def whole(part: Part) -> Span:
    """The canonical span from the first to the last character of `part`."""
    views = [view for _, view in part]
    return Span(min(view.starts[0] for view in views), max(view.ends[-1] for view in views))


@dataclass(slots=True)
class Found:
    """Statements in the order in which they were found; one a kind and place."""

    statements: list[Statement] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    def add(
        self, text: str, part: Part, kind: StatementKind, quote: str, about: Span | None = None
    ) -> Span | None:
        """Ground `quote`, and link it to the statement at `about`."""
        span = _find(part, quote)
        if span is None:
            self.rejections.append(
                Rejection(
                    reason=RejectionReason.QUOTE_NOT_IN_TEXT,
                    detail="引文不在原文中（只折叠全半角和空白）",
                    answer=quote[:_KEPT],
                    span=whole(part),
                )
            )
            return None
        links = (about,) if about is not None else ()
        for i, old in enumerate(self.statements):
            if (old.kind, old.span) == (kind, span):
                merged = tuple(dict.fromkeys((*old.links, *links)))
                self.statements[i] = Statement(kind=kind, span=span, text=old.text, links=merged)
                return span
        self.statements.append(Statement(kind=kind, span=span, text=span.of(text), links=links))
        return span


def read(text: str, part: Part, content: str, found: Found) -> None:
    """Add what `content` says of `part` to `found`. Raises UnusableAnswer if it fits no form."""
    try:
        form = StatementsForm.model_validate(parse_object(content))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise UnusableAnswer(f"回答不合表格：{first['msg']}", answer=content[:_KEPT]) from error
    for problem in form.problems:
        about = found.add(text, part, StatementKind.PROBLEM, problem.quote)
        for cause in problem.causes:
            found.add(text, part, StatementKind.CAUSE, cause, about)
        for measure in problem.measures:
            found.add(text, part, StatementKind.MEASURE, measure, about)
    for measure in form.measures:
        found.add(text, part, StatementKind.MEASURE, measure)


def _find(part: Part, quote: str) -> Span | None:
    for _, view in part:
        if span := find_in_view(view, quote):
            return span
    return None
