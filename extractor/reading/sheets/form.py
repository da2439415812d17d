"""What every spreadsheet format is read into: sheets of texts as shown, merges, what is hidden."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.errors import UnreadableReport
from extractor.reading.limits import Limits
from extractor.records import Text

ROWS, COLUMNS = 1_048_576, 16_384  # of a sheet at most: ECMA-376-1 18.3.1.73, 18.3.1.13

HINT_RESAVE = Text(
    "请用 Excel 或 WPS 打开后另存为 xlsx 再运行", "open it in Excel or WPS, save as xlsx, run again"
)
_HINT_SPLIT = Text(
    "请把报告所在的工作表另存为单独的文件", "save the sheets of the report as a file of their own"
)


class Merge(NamedTuple):
    """From 0; at least two cells."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(slots=True)
class Sheet:
    """Rows and columns count from 0. `rows` holds no empty texts; a row may hold no cell."""

    name: str
    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False
    boxes: list[str] = field(default_factory=list)  # text boxes, a paragraph each
    uncalculated: int = 0  # formulas without a stored result


@dataclass(frozen=True, slots=True)
class Book:
    format: str
    sheets: Sequence[Sheet]
    notes: tuple[Text, ...] = ()
    encoding: str = "utf-8"


@dataclass(slots=True)
class Budget:
    """Cells and characters that may still be read: kept while reading, before memory is spent."""

    name: str
    limits: Limits
    cells: int = 0
    chars: int = 0

    def spend(self, text: str) -> None:
        self.cells += 1
        self.chars += len(text)
        if self.cells > self.limits.cells or self.chars > self.limits.chars:
            self.refuse()

    def room_for(self, cells: int) -> None:
        """Refuse a grid of so many cells, empty ones included."""
        if cells > self.limits.cells:
            self.cells = cells
            self.refuse()

    def refuse(self) -> None:
        if self.cells > self.limits.cells:
            raise UnreadableReport(
                Text(
                    f"{self.name}: 表格超过 {self.limits.cells:,} 个单元格",
                    f"{self.name}: more than {self.limits.cells:,} cells in its tables",
                ),
                hint=_HINT_SPLIT,
            )
        raise UnreadableReport(
            Text(
                f"{self.name}: 单元格里的文字超过 {self.limits.chars:,} 字",
                f"{self.name}: more than {self.limits.chars:,} characters in its cells",
            ),
            hint=_HINT_SPLIT,
        )


def damaged(name: str, what: Text, error: BaseException) -> UnreadableReport:
    """For whatever a library or a parser says of a file that is not as it should be."""
    said = " ".join(str(error).split())[:200] or type(error).__name__
    return UnreadableReport(
        Text(f"{name}: {what.zh}:{said}", f"{name}: {what.en}: {said}"), hint=HINT_RESAVE
    )
