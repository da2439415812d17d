import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from extractor.review.wrapping import Folded, breaks


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("预算执行率", ["预算执行", "率"]),
        ("执行数为16045.66万元", ["执行数为", "16045.66", "万元"]),
        ("逐条：--held", ["逐条：", "--held"]),  # an option is copied whole
        ("内设机构 8 个部门", ["内设机构", "8 个部门"]),
        ("完成值为，五处", ["完成值", "为，五处"]),
        ("一\n\n二三四五六", ["一", "", "二三四五", "六"]),
        ("123456789.5万", ["12345678", "9.5万"]),  # wider than the screen
    ],
)
def test_lines(text: str, lines: list[str]) -> None:
    screen = Console(file=io.StringIO(), width=8)
    screen.print(Folded(Text(text)))
    assert isinstance(screen.file, io.StringIO)
    assert [line.rstrip() for line in screen.file.getvalue().splitlines()] == lines


@given(st.text("预算，。 8.5%ab\t", max_size=60), st.integers(4, 30))
def test_nothing_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    cuts = [0, *breaks(text, width), len(text)]
    assert cuts == sorted(cuts)
    assert len(set(cuts)) == len(cuts) or not text
    screen = Console(file=io.StringIO(), width=width)
    screen.print(Folded(Text(text)))
    assert isinstance(screen.file, io.StringIO)
    shown = screen.file.getvalue()
    assert "".join(shown.split()) == "".join(text.split())
    assert all(cell_len(line) <= width for line in shown.splitlines())
