"""Where words begin and end, and what part of speech they are.

Chinese is written without spaces, so a list of words that may be cut off a phrase needs to know
whether 至 is a word (至年底) or a part of one (截至). rjieba (MIT; the dictionary and HMM of
jieba) says so. Its tags follow ICTCLAS (计算所汉语词性标记集): n noun, v verb, vn verbal noun, d
adverb, p preposition, c conjunction, m numeral, q classifier, r pronoun, t time, f locality, u
particle, x mark. The dictionary can be wrong, and gives each word its most frequent tag: what
is read here guards rules and helps them, and is never the only ground of one.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import rjieba

_CACHED = 1 << 14
_LONGEST = 400  # characters; what is read here is one clause


class Token(NamedTuple):
    text: str
    tag: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@lru_cache(maxsize=_CACHED)
def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text` with their tags; together they are `text`."""
    found: list[Token] = []
    start = 0
    for word, tag in rjieba.tag(text[:_LONGEST]):
        found.append(Token(word, tag, start))
        start += len(word)
    return tuple(found)


@lru_cache(maxsize=_CACHED)
def boundaries(text: str) -> frozenset[int]:
    """The offsets at which a word of `text` begins or ends."""
    return frozenset((0, len(text), *(token.end for token in tokens(text))))


def parts(text: str, at: int) -> bool:
    """Whether a word ends at offset `at` of `text`."""
    return at in boundaries(text)
