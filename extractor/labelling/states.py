"""What the embedded model makes of a text while it reads it: its states, one for each token.

A language model that has read half of its layers knows of each word what it stands for and what
it belongs to; the layers behind these turn that into the next word, which nobody needs here. So
the model is cut off in the middle (`shortened`), reads each text once, and says nothing: no
answer to wait for, none to check, and no number that could come from it. The network of `marking`
takes the states beside the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractor.records import Chunk, SectionKind

# Characters that are read in one go, and ahead of them as context. Part of what the network was
# trained on: with other numbers it has to be trained anew.
SIZE, BEFORE = 600, 120
_PATH = 120  # characters of the headings, the last ones
_EPSILON = 1e-5
_SECTIONS = {  # other words than those of the prompts, and trained on as well
    SectionKind.GOAL: "年度目标",
    SectionKind.COMPLETION: "完成情况",
    SectionKind.PROBLEM: "存在问题",
    SectionKind.MEASURE: "改进措施",
    SectionKind.BASIS: "依据",
    SectionKind.FINANCE: "收支情况",
    SectionKind.OVERVIEW: "概况",
    SectionKind.OTHER: "其他",
}


@dataclass(frozen=True, slots=True)
class States:
    """The states of a text, each brought to mean 0 and variance 1."""

    vectors: NDArray[np.float16]  # (tokens, width)
    rows: NDArray[np.int32]  # of each character its token's row in `vectors`; -1: it was not read


def prompt_of(chunk: Chunk) -> tuple[str, int]:
    """What the model reads of a chunk, and where in it the chunk's text begins."""
    path = " > ".join(label for label in chunk.path if label)[-_PATH:]
    ahead = f"章节：{_SECTIONS[chunk.section]}　标题：{path}\n原文：{chunk.before}"
    return ahead + chunk.text, len(ahead)


def states_of(
    prompt: str,
    begin: int,
    tokens: Sequence[Mapping[str, object]],
    vectors: Sequence[Sequence[float]],
) -> States:
    """The states of `prompt[begin:]`, which is not empty, from what llama.cpp gives of `prompt`.

    A token's "piece" is a string, or a list of bytes that are none. Raises ValueError if tokens and vectors are not those of `prompt`. A character whose bytes are
    several tokens has the last one's state, which has read it whole.
    """
    pieces = [_bytes(token["piece"]) for token in tokens]
    read = np.asarray(vectors, np.float32)
    if b"".join(pieces) != prompt.encode() or len(read) != len(pieces):
        raise ValueError(f"{len(pieces)} tokens and {len(read)} states of another text")
    token_of = np.repeat(np.arange(len(pieces)), [len(piece) for piece in pieces])
    ends = np.cumsum([len(character.encode()) for character in prompt]) - 1
    rows = token_of[ends[begin:]]
    first = int(rows[0])
    kept = read[first:]
    if not np.isfinite(kept).all():
        raise ValueError("states that are no numbers")
    kept = (kept - kept.mean(-1, keepdims=True)) / (kept.std(-1, keepdims=True) + _EPSILON)
    return States(kept.astype(np.float16), (rows - first).astype(np.int32))


def joined(length: int, chunks: Sequence[Chunk], parts: Sequence[States | None]) -> States:
    """The states of a passage of `length` characters from those of its chunks, at least one of them."""
    rows = np.full(length, -1, np.int32)
    vectors: list[NDArray[np.float16]] = []
    count = 0
    for chunk, part in zip(chunks, parts, strict=True):
        if part is not None:
            rows[chunk.start : chunk.start + len(part.rows)] = part.rows + count
            vectors.append(part.vectors)
            count += len(part.vectors)
    return States(np.concatenate(vectors), rows)


def _bytes(piece: object) -> bytes:
    return piece.encode() if isinstance(piece, str) else bytes(piece)  # type: ignore[call-overload]
