"""The ways of writing one character: full width, traditional, lower case of nothing else.

Every character is read as exactly one, so that an offset in the reading is one in the text.
"""

from __future__ import annotations

from extractor.quantities.lexicon import rows

# FF01-FF5E are ASCII + 0xFEE0 (Unicode chart "Halfwidth and Fullwidth Forms"). Chinese commas and
# stops keep their width: they end sentences.
_WIDTH = {0xFEE0 + i: i for i in range(0x21, 0x7F) if chr(i) not in ",;:!?()"} | {0x3000: 0x20}
SIMPLIFIED = {ord(row["written"]): row["read"] for row in rows("characters")}
_READ = {**{code: chr(to) for code, to in _WIDTH.items()}, **SIMPLIFIED, ord("−"): "-"}


def simplified(text: str) -> str:
    """`text` with the traditional forms of what numbers and units are written with simplified."""
    return text.translate(SIMPLIFIED)


def plain(text: str) -> str:
    """`text` for the grammar of numerals: half-width, simplified; as long as it was."""
    return text.translate(_READ)
