"""Lines of Chinese broken where Chinese breaks them.

Rich breaks at spaces only, so that a paragraph with one space in it ends a line after two
characters. Here a line may end behind any character, but not inside a number, a Latin word
or an option of ours, and none begins with a mark that closes (GB/T 15834-2011, 5.1: 标点不居行首).
"""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text as Rich

_CLOSING = "，。、；：？！”’）》〉】」』〕…％%,.;:?!)]}"
_PIECE = re.compile(rf"\s|(?:(?:--)?[0-9A-Za-z][0-9A-Za-z.,]*|.)[{re.escape(_CLOSING)}]*", re.S)


class Folded:
    """`text` as a rich renderable that fills the width it is given."""

    def __init__(self, text: Rich) -> None:
        self._text = text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for line in self._text.split("\n", allow_blank=True):
            for part in line.divide(breaks(line.plain, options.max_width)):
                part.rstrip()
                part.overflow = "fold"  # a piece that is wider than the screen
                yield part


def breaks(text: str, width: int) -> list[int]:
    """Where the lines after the first begin, if `width` cells are a line."""
    found: list[int] = []
    used = 0
    for piece in _PIECE.finditer(text):
        cells = cell_len(piece[0])
        if used and used + cells > width and not piece[0].isspace():
            found.append(piece.start())
            used = 0
        # A number wider than the screen is folded by rich; its rest begins the next line.
        used = used + cells if cells <= width else cells % width
    return found
