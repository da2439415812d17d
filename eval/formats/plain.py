"""Reports as plain text without mark-up: what every other format is compared with.

The texts of `eval/samples` hold Markdown and tags that no other file has (a `#` tells the title,
`<p>` the paragraphs of a cell), and what reading makes of those is no fault of another format's.
"""

from __future__ import annotations

from collections.abc import Sequence

from eval.formats.layout import Form, Part, Words, said


def write_txt(parts: Sequence[Part]) -> bytes:
    return "".join(
        said(p.line) + "\n" if isinstance(p, Words) else _form(p) for p in parts
    ).encode()


def _form(form: Form) -> str:
    grid = [[""] * form.columns for _ in range(form.rows)]
    for box in form.boxes:
        grid[box.row][box.column] = box.text
    return "".join("\t".join(row) + "\n" for row in grid)
