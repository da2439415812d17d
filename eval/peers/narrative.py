"""What a peer is given of a report: its narrative, and the way back from there to the file.

Narrative is as samples/SPEC.md has it: a run between tabs and line ends of at least 12 characters
that are no white space, with a Chinese one among them, and not only bare values. Lines of text
that was wrapped by force are one run, however short the last. The runs are joined by line ends,
nothing else of them is changed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from eval.reading import Offsets

LEAST = 12  # characters that are no white space (samples/SPEC.md, "Narrative text")
CHUNK = (
    260  # characters that a model is asked about at once; those of LangExtract in PEERS' figures
)
_RUN = re.compile(r"[^\t\r\n\v\f\x85\u2028\u2029]+")
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
# A bare value with at most four characters of unit: "≥80%", "2处", "1.96".
_BARE = re.compile(r"[≥≤><=＞＜约近]{0,2}[\d,.，．]+[^\d,.，．]{0,4}")
_ENDS = "。；：！？;:!?"
_SENTENCE_ENDS, _CLAUSE_ENDS = "\n。！？；;", "，、,："


@dataclass(frozen=True, slots=True)
class Narrative:
    text: str  # the runs, joined by "\n"
    runs: tuple[Offsets, ...]  # of each run in the file
    _starts: tuple[int, ...] = field(repr=False)  # of each run in `text`

    def place(self, start: int, end: int) -> Offsets | None:
        """Where `text[start:end]` lies in the file; None for nothing, or across two runs."""
        if not 0 <= start < end <= len(self.text):
            return None
        i = bisect_right(self._starts, start) - 1
        run, shift = self.runs[i], self.runs[i].start - self._starts[i]
        return Offsets(start + shift, end + shift) if end + shift <= run.end else None

    def each(self) -> Iterator[tuple[int, str]]:
        """(start in `text`, text) of each run."""
        for start, run in zip(self._starts, self.runs, strict=True):
            yield start, self.text[start : start + run.end - run.start]

    def chunks(self, limit: int = CHUNK) -> Iterator[Offsets]:
        """`text` in pieces of at most `limit` characters, cut behind sentences where that can be.

        Else behind a clause, else anywhere. Short runs share a piece.
        """
        start = 0
        while start < len(self.text):
            end = _cut(self.text, start, limit)
            if self.text[start:end].strip():
                yield Offsets(start, end)
            start = end


def of(text: str) -> Narrative:
    runs: list[Offsets] = []
    for match in _RUN.finditer(text):
        run = Offsets(*match.span())
        if runs and _continues(text, runs[-1], run):
            runs[-1] = Offsets(runs[-1].start, run.end)
        elif is_narrative(match.group()):
            runs.append(run)
    starts, at = [], 0
    for run in runs:
        starts.append(at)
        at += run.end - run.start + 1
    return Narrative("\n".join(text[r.start : r.end] for r in runs), tuple(runs), tuple(starts))


def _continues(text: str, last: Offsets, run: Offsets) -> bool:
    """Whether a line goes on with the sentence of the line above: no cells, no indent, no end."""
    return (
        text[last.end : run.start] in ("\n", "\r\n")
        and text[run.end : run.end + 1] != "\t"
        and text[last.start - 1 : last.start] in ("", "\n")
        and text[last.end - 1] not in _ENDS
        and not text[run.start].isspace()
    )


def is_narrative(run: str) -> bool:
    words = run.split()
    if sum(map(len, words)) < LEAST or not _HAN.search(run):
        return False
    return not all(_BARE.fullmatch(word) for word in words)


def _cut(text: str, start: int, limit: int) -> int:
    if len(text) - start <= limit:
        return len(text)
    for ends in (_SENTENCE_ENDS, _CLAUSE_ENDS):
        last = max(text.rfind(char, start, start + limit) for char in ends)
        if last >= start + limit // 2:  # a shorter piece would cost more calls than it saves
            return last + 1
    return start + limit
