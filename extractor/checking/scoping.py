"""Which words of scope only one of two differing figures has: 累计, 上年, 其中, 省级.

Two figures that go by one name may differ because they speak of another year, of a part or of another
body. `data/scopes.tsv` is the table; what only one of them says, in its name or in the words right
before it, is told with the difference, so that a reader need not look for it.
"""

from __future__ import annotations

from extractor.checking.layout import Figure, Sheet
from extractor.checking.naming import scope_words
from extractor.checking.tabled import Entry
from extractor.records import Text

_BEFORE = 30  # characters before a number that say what it counts


def figure_scopes(sheet: Sheet, figure: Figure) -> frozenset[str]:
    run = sheet.run(figure)
    before = run.clause_before(figure)[-_BEFORE:] if run else ""
    return scope_words(figure.name.text) | scope_words(before)


def entry_scopes(entry: Entry) -> frozenset[str]:
    return scope_words(entry.label) | scope_words(entry.named) | scope_words(entry.header)


def hint(one: frozenset[str], two: frozenset[str]) -> Text:
    """What is added to a message, with its own stop; empty where neither says more than the other."""
    words = sorted(one ^ two)
    if not words:
        return Text("", "")
    return Text(f"；口径词不同：{'、'.join(words)}", f"; scope words differ: {'、'.join(words)}")


def apart(sheet: Sheet, one: Figure, two: Figure) -> Text:
    """`hint` of two figures."""
    return hint(figure_scopes(sheet, one), figure_scopes(sheet, two))
