"""Reading: every encoding gives the same text, bad input gives a clear error, spans hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.errors import ReportNotFound, UnreadableReport
from extractor.reading import read, read_bytes
from extractor.records import Document, Heading, Paragraph, Table

SAMPLE = "某街道办事处2023年部门整体支出绩效自评报告\n\n一、基本情况\n全年预算数1,234.50万元，执行率96.68%。\n"


@pytest.mark.parametrize(
    ("codec", "mark", "encoding"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
        ("gb18030", b"", "gb18030"),
        ("gbk", b"", "gb18030"),  # GBK is a subset of GB18030
    ],
    ids=[
        "utf8",
        "utf8-mark",
        "utf16le",
        "utf16be",
        "utf16le-bare",
        "utf16be-bare",
        "gb18030",
        "gbk",
    ],
)
def test_every_encoding_reads_alike(codec: str, mark: bytes, encoding: str) -> None:
    document = read_bytes(mark + SAMPLE.encode(codec), "r.txt")
    assert document.text == SAMPLE
    assert document.encoding == encoding
    assert document.notes == ()


def test_damaged_bytes_are_a_note_and_the_rest_is_read() -> None:
    data = SAMPLE.encode("utf-8")
    broken = data[:60] + b"\xff\xfe\xfd" + data[60:]
    document = read_bytes(broken, "r.txt")
    assert "\ufffd" in document.text
    assert "执行率96.68%" in document.text
    assert len(document.notes) == 1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \n\t\n", "empty"),
        (b"PK\x03\x04rest", "zip"),
        (b"%PDF-1.7 rest", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "OLE"),
        (b"\x89PNG\r\n\x1a\nrest", "image"),
        (bytes(range(256)) * 20, "binary"),
        (b"\x01\x02\x03\x04\x05\x06" * 50, "binary"),
    ],
    ids=["none", "blank", "zip", "pdf", "ole", "png", "bytes", "controls"],
)
def test_what_is_not_text_is_refused_by_name(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableReport) as caught:
        read_bytes(data, "report.txt")
    assert said in caught.value.in_("en")
    assert "report.txt" in caught.value.in_("zh")


def test_missing_file_folder_and_length(tmp_path: Path) -> None:
    with pytest.raises(ReportNotFound):
        read(tmp_path / "none.txt")
    with pytest.raises(UnreadableReport, match="文件夹"):
        read(tmp_path)
    long = tmp_path / "long.txt"
    long.write_text("汉" * 101, encoding="utf-8")
    with pytest.raises(UnreadableReport, match="最多 100 字"):
        read(long, max_chars=100)


def test_twenty_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_bytes(b"a" * 20_000_001)
    with pytest.raises(UnreadableReport) as caught:
        read(big)
    assert "EXTRACTOR_MAX_CHARS" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "title", "organisation", "year"),
    [
        (SAMPLE, "某街道办事处2023年部门整体支出绩效自评报告", "某街道办事处", 2023),
        (
            "项目支出绩效自评表\n\n主管部门\t某县水利局\n年度\t2022年\n",
            "项目支出绩效自评表",
            "某县水利局",
            2022,
        ),
        ("2021\n\n单位名称\t某镇人民政府\t\t单位数:5\n", "", "某镇人民政府", 2021),
        (
            "# 某市财政局2020年度部门决算公开说明\n",
            "某市财政局2020年度部门决算公开说明",
            "某市财政局",
            2020,
        ),
        ("今天天气很好。\n", "", "", None),
    ],
)
def test_whose_report_it_is(text: str, title: str, organisation: str, year: int | None) -> None:
    document = read_bytes(text.encode(), "r.txt")
    assert (document.title, document.organisation, document.year) == (title, organisation, year)


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ("一、基本情况", 2),
        ("（三）部门整体收支情况", 3),
        ("1.数量指标", 4),
        ("## 四、下一步改进措施", 2),
        ("### **（三）部门整体收支情况**", 3),
        ("**二、综合评价分析**", 2),
        ("一、坚持党建引领，开展活动12次。", None),
        ("1.5万元", None),
        ("全年完成12项。", None),
    ],
)
def test_headings(line: str, level: int | None) -> None:
    (block,) = read_bytes(line.encode(), "r.txt").blocks
    assert (block.level if isinstance(block, Heading) else None) == level


def test_tables_keep_columns_lines_and_units() -> None:
    text = "单位：万元\n\n甲\t\t1,234.5\n\n乙\t 5次 \n说明文字\n| a | b |\n|---|---|\n| c | 2 |\n"
    document = read_bytes(text.encode(), "r.md")
    first, second = document.tables
    assert first.unit == "万元"
    assert [row.line for row in first.rows] == [3, 5]
    assert [[cell.text for cell in row.cells] for row in first.rows] == [
        ["甲", "", "1,234.5"],
        ["乙", "5次"],
    ]
    assert [[cell.text for cell in row.cells] for row in second.rows] == [["a", "b"], ["c", "2"]]
    assert second.index == 1


def test_unit_count_is_not_a_unit_line() -> None:
    (table,) = read_bytes("单位名称\t某镇\t单位数:5\n".encode(), "r.txt").tables
    assert table.unit == ""


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_any_text_reads_and_every_span_holds(text: str) -> None:
    try:
        document = read_bytes(text.encode(), "r.txt")
    except UnreadableReport:
        return
    _check_spans(document)


@settings(deadline=None)  # what begins like RTF is given to LibreOffice
@given(st.binary(max_size=400))
def test_any_bytes_read_or_are_refused(data: bytes) -> None:
    try:
        document = read_bytes(data, "r.txt")
    except UnreadableReport:
        return
    _check_spans(document)


@given(
    st.lists(st.sampled_from(["甲\t乙", "", "正文", "一、标题", "# 题", "| a | b |"]), max_size=12)
)
def test_line_numbers_are_those_of_the_file(lines: list[str]) -> None:
    text = "\n".join(lines)
    if not text.strip():
        return
    document = read_bytes(text.encode(), "r.txt")
    for block in document.blocks:
        line = block.rows[0].line if isinstance(block, Table) else block.line
        assert lines[line - 1].strip()
        assert text.count("\n", 0, block.span.start) == line - 1


def _check_spans(document: Document) -> None:
    end = 0
    for block in document.blocks:
        assert end <= block.span.start <= block.span.end <= len(document.text)
        end = block.span.end
        if isinstance(block, Paragraph | Heading):
            assert block.span.of(document.text)
        else:
            for row in block.rows:
                for cell in row.cells:
                    assert cell.span.of(document.text) == cell.text
