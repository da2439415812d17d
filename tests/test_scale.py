"""A report twice as long costs about twice the work, whatever stands in it.

Work is counted, not timed: the lines of Python that run, and the pairs that are compared. What
runs inside the regex engine is no line of Python, so texts that a careless pattern would read
again from every character get a time limit, of a minute for what takes a second.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.checking import check
from extractor.checking.case import Case
from extractor.checking.layout import lay_out
from extractor.checking.linking import candidates
from extractor.folding import view
from extractor.labelling.statements import statements
from extractor.pipeline import label_by_rules
from extractor.reading import read_bytes
from extractor.records import Check, SectionKind, Span
from extractor.understanding import understand

REPORT = Path(__file__).parents[1] / "eval/samples/reports/001_5db012f121f01c6e.txt"
MOST = 2.3  # times the work for twice the text


def copies(count: int) -> str:
    """One real report over and over, each time with other figures."""
    text = REPORT.read_text(encoding="utf-8")

    def changed(copy: int) -> str:
        return re.sub(r"[1-8](?=\d)", lambda m: str((int(m.group()) + copy) % 9 + 1), text)

    return "\n".join(changed(copy) for copy in range(count))


def one_name(count: int) -> str:
    rows = (f"走访慰问困难群众人次\t≥{100 + i % 7}人次\t{100 + i % 11}人次" for i in range(count))
    return "指标名称\t年度指标值\t实际完成值\n" + "\n".join(rows)


def many_names(count: int) -> str:
    rows = (f"第{i}网格巡查处置事项数\t≥{i % 7}件\t{i % 11}件" for i in range(count))
    return "指标名称\t年度指标值\t实际完成值\n" + "\n".join(rows)


def one_paragraph(count: int) -> str:
    return "".join(
        f"全年走访慰问困难群众{1000 + i}人次，发放慰问金{i % 97}.{i % 10}万元，其中党员{i % 13}人，"
        for i in range(count)
    )


def short_values(count: int) -> str:
    values = "、".join(f"{i % 89 + 2}家" for i in range(count))
    return f"项目\t完成情况\n走访企业\t{values}\n"


def wide_row(count: int) -> str:
    cells = "\t".join(f"指标{i}\t{i % 97 + 1}" for i in range(count))
    totals = "\t".join(str(i % 89) for i in range(count))
    return f"项目\t{cells}\n总分\t{totals}\n"


def names_in_one_cell(count: int) -> str:
    names = " ".join(f"第{i}项工作完成率" for i in range(count))
    wanted, got = (" ".join(f"{i % 90 + more}%" for i in range(count)) for more in (5, 4))
    return f"指标名称\t年度指标值\t实际完成值\t得分\n{names}\t{wanted}\t{got}\t10\n"


def unexplained(count: int) -> str:
    rows = (f"慰问{chr(0x4E00 + i)}镇群众人次\t≥{99 + i}人次\t{9 + i}人次" for i in range(count))
    said = (f"（一）慰问{chr(0x4E00 + 7 * i)}镇群众工作进展较慢。" for i in range(count))
    table = "指标名称\t年度指标值\t实际完成值\n" + "\n".join(rows)
    return table + "\n三、存在问题\n" + "\n".join(said)


def handled(count: int) -> str:
    return "".join(
        f"记录{i + 9}条，其中办结{i + 3}条，{chr(0x4E00 + i)}{chr(0x4F00 + i)}率{i % 99}%，"
        for i in range(count)
    )


def budgets(count: int) -> str:
    rows = (
        f"第{i}项预算数\t{i + 9}\n第{i}项支出数\t{i + 3}\n执行率\t{i % 99}%" for i in range(count)
    )
    return "项目\t金额\n" + "\n".join(rows)


def tasks(count: int) -> str:
    goals = (f"全年走访慰问困难群众{i + 5}人次。" for i in range(count))
    done = (f"全年走访慰问困难群众{i + 7}人次。" for i in range(count))
    return "一、年度目标\n" + "\n".join(goals) + "\n二、完成情况\n" + "\n".join(done)


def cues(count: int) -> str:
    return "".join(f"第{i}项工作推进较慢，原因分析：受到影响推进{i}次，\n" for i in range(count))


def case_of(text: str) -> Case:
    known = understand(read_bytes(text.encode(), "report.txt"))
    sections = (SectionKind.PROBLEM, SectionKind.MEASURE)
    seen = [
        (passage.section, reading)
        for passage, reading in zip(known.passages, known.views, strict=True)
        if passage.narrative and passage.section in sections
    ]
    return Case(
        document=known.document,
        passages=known.passages,
        quantities=known.quantities,
        indicators=tuple(label_by_rules(known).values()),
        facts=known.facts,
        statements=statements(known.document.text, seen),
    )


def checked(text: str) -> tuple[Check, ...]:
    return check(case_of(text))


def lines_run(work: Callable[[], object]) -> int:
    """How many lines of the product's Python `work` runs through."""
    count = 0

    def local(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return local

    def entered(frame: FrameType, event: str, arg: Any) -> Any:
        return local if "extractor" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


# Sizes from which on the limits on what is compared are reached: below them work may grow faster.
SHAPES: tuple[tuple[Callable[[int], str], int], ...] = (
    (copies, 12),
    (one_name, 100),
    (many_names, 300),
    (one_paragraph, 200),
    (short_values, 300),
    (wide_row, 300),
    (names_in_one_cell, 150),
    (unexplained, 300),
    (handled, 400),
    (budgets, 150),
    (tasks, 60),
    (cues, 300),
)
NAMES = [shape.__name__ for shape, _ in SHAPES]


@pytest.mark.parametrize(
    ("shape", "size"), SHAPES, ids=lambda value: getattr(value, "__name__", "")
)
def test_twice_the_text_is_twice_the_work(shape: Callable[[int], str], size: int) -> None:
    checked(shape(2 * size))  # fills the caches of names, so that both find them full
    once, twice = (lines_run(partial(checked, shape(n))) for n in (size, 2 * size))
    assert twice <= MOST * once


@pytest.mark.parametrize(
    ("shape", "size"), SHAPES, ids=lambda value: getattr(value, "__name__", "")
)
def test_pairs_compared_grow_with_the_report(shape: Callable[[int], str], size: int) -> None:
    once, twice = (sum(1 for _ in candidates(lay_out(case_of(shape(n))))) for n in (size, 2 * size))
    assert twice <= MOST * once + 100


def test_a_name_in_every_row_is_compared_with_the_rows_that_follow() -> None:
    case = case_of(one_name(200))
    compared = {pair[0] for pair in candidates(lay_out(case))}
    assert len(compared) == 199  # all but the last have one after them


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "单位：" + " " * 100_000 + "x",
        "指标\t单位：" + " " * 100_000 + "x\t（单位" + " " * 100_000 + "\n率（单位" + "　" * 100_000 + "\t9",
        "指标名称\t年度指标值\n走访" + "</p>" * 50_000 + "x\t5次\n慰问" + " " * 100_000 + "x\t6次\n",
        "全年" + "123," * 20_000 + "12元。",
        "AB" + "1" * 100_000,
        "1+" * 50_000 + "1%",
        "第" + "1、" * 20_000,
        "指标名称\t年度指标值\n" + "\t" * 100_000 + "\n走访\t5次\n",
        "“" * 30_000 + "（" * 30_000 + "《" * 30_000 + "走访5次，" + "”" * 30_000,
        "<" * 100_000 + "*" * 100_001 + "_" * 100_001,
    ],
    ids=["unit line", "unit cells", "tags", "groups", "code", "slogan", "ordinals", "tabs",
         "brackets", "marks"],
)  # fmt: skip
def test_no_text_is_read_again_from_every_character(text: str) -> None:
    checked(text)


@given(st.text(alphabet="全年完成１2％　 \n\t\u200b,a", max_size=30), st.data())
def test_a_view_read_at_once_is_the_view_read_by_characters(text: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(text)))
    whole = view(text, [Span(0, len(text))])
    parts = view(text, [Span(0, cut), Span(cut, len(text))])
    assert whole.text == parts.text
    assert (list(whole.starts), list(whole.ends)) == (list(parts.starts), list(parts.ends))
