"""Text that a conversion has spaced out: 增 加 值 增 长 4 . 5 % reads as 增加值增长4.5%."""

from __future__ import annotations

import re

from extractor.folding import View, is_cjk

# Five or more single characters, each followed by one space. Justified lines look like this.
_SPACED = re.compile(r"(?<!\S)(?:\S ){4,}\S(?!\S)|(?:\S ){5,}")
_ENOUGH = 3  # Chinese characters: a row of figures alone is a table and stays as it is


def tighten(view: View) -> View:
    """`view` without the spaces of spaced-out stretches; spans still map to the text."""
    if _SPACED.search(view.text) is None:
        return view
    drop: set[int] = set()
    for match in _SPACED.finditer(view.text):
        if sum(map(is_cjk, match.group())) >= _ENOUGH:
            drop.update(i for i in range(*match.span()) if view.text[i] == " ")
    keep = [i for i in range(len(view.text)) if i not in drop]
    return View(
        "".join(view.text[i] for i in keep),
        tuple(view.starts[i] for i in keep),
        tuple(view.ends[i] for i in keep),
    )
