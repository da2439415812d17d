"""How a check says where: by line in a text file, by page, cell or paragraph in any other.

A rule knows the line of the canonical text and nothing of files. It writes a mark for the line,
and when all is checked each mark becomes what a person finds in the file at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from extractor.origins import described, origins_of
from extractor.records import Check, Document, Evidence, Span, Text

# Private use characters: no report's own words begin or end so.
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


def mark(line: int) -> str:
    """Stands for line `line`, from 1, in both languages until `located`."""
    return f"{_OPEN}{line}{_CLOSE}"


def at_line(line: int, words: Text) -> Text:
    return Text(f"{mark(line)}·{words.zh}", f"{mark(line)} · {words.en}")


def located(checks: Iterable[Check], document: Document) -> Iterator[Check]:
    """`checks` with every mark resolved: 第33行, or 工作表“自评表”C12 where the format has cells."""
    lines = _Lines(document)
    for check in checks:
        evidence = tuple(lines.evidence(item) for item in check.evidence)
        message, formula = check.message, check.formula
        if document.origins:  # a message that quotes a place quotes the exact one
            for old, new in zip(check.evidence, evidence, strict=True):
                message = Text(
                    message.zh.replace(old.where.zh, new.where.zh),
                    message.en.replace(old.where.en, new.where.en),
                )
        yield replace(
            check,
            evidence=evidence,
            message=lines.resolved(message),
            formula=lines.resolved(formula),
        )


class _Lines:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.starts = [0]
        if document.origins:
            breaks = re.finditer("\n", document.text)
            self.starts += [found.end() for found in breaks]

    def evidence(self, item: Evidence) -> Evidence:
        exact = described(origins_of(self.document, item.span))
        if exact is None:
            return replace(item, where=self.resolved(item.where))
        return replace(
            item,
            where=Text(
                _MARK.sub(lambda _: exact.zh, item.where.zh),
                _MARK.sub(lambda _: exact.en, item.where.en),
            ),
        )

    def resolved(self, text: Text) -> Text:
        if _OPEN not in text.zh and _OPEN not in text.en:
            return text
        return Text(
            _MARK.sub(lambda found: self.called(int(found[1])).zh, text.zh),
            _MARK.sub(lambda found: self.called(int(found[1])).en, text.en),
        )

    def called(self, line: int) -> Text:
        """A line as a whole: the row of a table, without its column."""
        if self.document.origins and 0 < line <= len(self.starts):
            start = self.starts[line - 1]
            end = self.starts[line] if line < len(self.starts) else len(self.document.text)
            first = origins_of(self.document, Span(start, max(start + 1, end)))[:1]
            said = described([replace(origin, column=0) for origin in first])
            if said is not None:
                return said
        return Text(f"第{line}行", f"line {line}")
