"""Places of a text: which one a person means, and where it is after the text has changed.

A place is known again by the whole lines that it stands in. Lines that came or went elsewhere
do not matter; where the lines themselves have changed, what was said of them is not known to
hold any more, and the place is not found.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple

from extractor.errors import UsageError
from extractor.folding import fold
from extractor.records import Span, Text

_AROUND = 12  # characters on either side, to tell two places of one line apart
_SHOWN = 60  # characters of a line in a message


class Anchor(NamedTuple):
    lines: str  # the whole lines that the place stands in, without "\\r" at their ends
    nth: int  # which of the places in the text with just these lines, from 0
    of: int  # how many there were; where there are more or fewer now, which one is unknown
    at: int  # where the place begins, from the beginning of the first line
    text: str


class Lines:
    """The lines of a text, ended by "\\n" as `extractor show` counts them."""

    def __init__(self, text: str) -> None:
        self.text = text
        raw = text.split("\n")
        self.contents = tuple(line.removesuffix("\r") for line in raw)
        self.starts = tuple(accumulate((len(line) + 1 for line in raw[:-1]), initial=0))
        self._where: dict[str, list[int]] = {}
        for i, line in enumerate(self.contents):
            self._where.setdefault(line, []).append(i)

    def number(self, offset: int) -> int:
        """The line, from 1, that holds the character at `offset`."""
        return bisect_right(self.starts, offset)

    def span(self, number: int) -> Span:
        """Of line `number`, from 1, without its end."""
        start = self.starts[number - 1]
        return Span(start, start + len(self.contents[number - 1]))

    def anchor(self, span: Span) -> Anchor:
        """What `find` needs; `span` is not empty."""
        first, last = self.number(span.start) - 1, self.number(span.end - 1) - 1
        lines = self.contents[first : last + 1]
        equal = self._equal(lines)
        return Anchor(
            lines="\n".join(lines),
            nth=equal.index(first),
            of=len(equal),
            at=span.start - self.starts[first],
            text=span.of(self.text),
        )

    def find(self, anchor: Anchor) -> Span | None:
        equal = self._equal(tuple(anchor.lines.split("\n")))
        if len(equal) != anchor.of:
            return None
        start = self.starts[equal[anchor.nth]] + anchor.at
        span = Span(start, start + len(anchor.text))
        return span if span.of(self.text) == anchor.text else None

    def _equal(self, lines: tuple[str, ...]) -> list[int]:
        """Where just these lines follow each other."""
        starts = self._where.get(lines[0], [])
        if len(lines) == 1:
            return starts
        return [i for i in starts if self.contents[i : i + len(lines)] == lines]


def place_meant(
    text: str, tagged: Iterable[Span], *, line: int, wanted: str, nth: int | None = None
) -> Span:
    """The place in line `line` that a person calls `wanted`; `nth`, from 1, where it is several.

    Quantities that are tagged come first, and may be typed without their mark-up and white
    space. Else any place in the line with just this text; inside or across a tagged quantity
    (家 of 28家, 约28家) only where there is no other. Raises `UsageError`.
    """
    lines = Lines(text)
    if not 1 <= line <= len(lines.contents):
        raise UsageError(
            Text(
                f"--line: 第 {line} 行不存在,全文共 {len(lines.contents)} 行",
                f"--line: there is no line {line}, the text has {len(lines.contents)}",
            ),
            hint=_SEE_LINES,
        )
    found = _found(text, lines.span(line), sorted(set(tagged)), wanted)
    if not found:
        shown = lines.contents[line - 1].strip()[:_SHOWN]
        raise UsageError(
            Text(
                f"--text: 第 {line} 行没有 {wanted!r},该行为:{shown}",
                f"--text: line {line} does not hold {wanted!r}; it reads: {shown}",
            ),
            hint=_SEE_LINES,
        )
    if nth is None and len(found) == 1:
        return found[0]
    if nth is None or not 1 <= nth <= len(found):
        raise _which(text, found, line, wanted, nth)
    return found[nth - 1]


_SEE_LINES = Text(
    "行号与原文见 extractor show 报告名", "extractor show REPORT prints the text with line numbers"
)


def _found(text: str, line: Span, tagged: Sequence[Span], wanted: str) -> list[Span]:
    here = [span for span in tagged if line.start <= span.start < line.end]
    folded = fold(wanted)
    if not folded:
        return []
    named = [span for span in here if fold(span.of(text)) == folded]
    plain = list(_occurrences(text, line, wanted))
    free = [span for span in plain if not any(span.overlaps(other) for other in here)]
    return sorted([*named, *free]) or plain


def _occurrences(text: str, line: Span, wanted: str) -> Iterable[Span]:
    start = text.find(wanted, line.start, line.end)
    while start >= 0:
        yield Span(start, start + len(wanted))
        start = text.find(wanted, start + len(wanted), line.end)


def _which(text: str, found: Sequence[Span], line: int, wanted: str, nth: int | None) -> UsageError:
    around = "; ".join(
        f"{i}: …{text[max(0, start - _AROUND) : end + _AROUND].strip()}…".replace("\n", " ")
        for i, (start, end) in enumerate(found, 1)
    )
    given = "" if nth is None else f" (--nth {nth})"
    return UsageError(
        Text(
            f"第 {line} 行有 {len(found)} 处 {wanted!r}{given}",
            f"line {line} holds {wanted!r} {len(found)} times{given}",
        ),
        hint=Text(f"请用 --nth 指明第几处 {around}", f"say which with --nth {around}"),
    )
