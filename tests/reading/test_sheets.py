"""Spreadsheets: every format gives the same text, forms are cut where they end, limits hold."""

from __future__ import annotations

import io
import struct
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

import pytest
import workbooks
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from workbooks import Box, Value

from extractor.errors import UnreadableReport
from extractor.origins import address, described, origins_of
from extractor.reading import read_bytes
from extractor.reading.limits import DEFAULT
from extractor.reading.sheets.biff import stream_of, walk
from extractor.reading.sheets.xlsx import read_xlsx
from extractor.records import Document, Heading, Origin, Paragraph, Table

FORM: list[list[Value]] = [
    ["部门整体支出绩效自评表", None, None],
    [None, None, "单位：万元"],
    ["名称", "预算数", "执行率"],
    ["甲街道", 18570.21, 0.9668000000000001],
    ["乙街道", 2, True],
]
TEXT = (
    "部门整体支出绩效自评表\n单位：万元\n名称\t预算数\t执行率\n"
    "甲街道\t18,570.21\t96.68%\n乙街道\t2\tTRUE\n"
)
MERGES: list[Box] = [(1, 1, 1, 3)]
SAID = [[str(value or "") for value in row] for row in FORM[:3]] + [
    ["甲街道", "18,570.21", "96.68%"],
    ["乙街道", "2", "TRUE"],
]
FILES: dict[str, Callable[[], bytes]] = {
    "xlsx": lambda: workbooks.xlsx(FORM, MERGES, {"B4": "#,##0.00", "C4": "0.00%"}),
    "xls": lambda: workbooks.xls(FORM, MERGES, {(4, 2): "#,##0.00", (4, 3): "0.00%"}),
    "xlsb": lambda: workbooks.xlsb(FORM, MERGES, ["#,##0.00", "0.00%"]),
    "ods": lambda: workbooks.ods(workbooks.ods_table(SAID, MERGES)),
    "csv": lambda: "\r\n".join(",".join(f'"{t}"' for t in row) for row in SAID).encode("gbk"),
    "tsv": lambda: "\n".join("\t".join(row) for row in SAID).encode("utf-8-sig"),
}


def _lines(document: Document) -> list[str]:
    return document.text.splitlines()


@pytest.mark.parametrize("kind", FILES)
def test_every_format_reads_alike(kind: str) -> None:
    document = read_bytes(FILES[kind](), f"Sheet.{kind}")
    assert document.text == TEXT
    assert document.format == ("csv" if kind == "tsv" else kind)
    assert document.notes == ()
    assert document.tables[0].unit == "万元"
    at = document.text.index("18,570.21")
    (origin,) = origins_of(document, document.tables[0].rows[1].cells[1].span)
    assert origin == Origin(
        span=document.tables[0].rows[1].cells[1].span, sheet="Sheet", row=4, column=2
    )
    assert origin.span.start == at
    assert address(origin) == "B4"
    assert described([origin]) is not None


# One cell is one character of `rows`' texts where the layout is all that matters.
@pytest.mark.parametrize(
    ("rows", "merges", "expected"),
    [
        pytest.param(
            [["总结"], ["第一段。"], ["第二段。"]],
            [],
            "总结|第一段。|第二段。",
            id="one column is prose",
        ),
        pytest.param(
            [["标题", "", ""], ["名称", "数", "率"], ["甲", "1", "2"]],
            [],
            "标题|名称\t数\t率|甲\t1\t2",
            id="title in A1 alone",
        ),
        pytest.param(
            [["", "名称", "", "数"], [], ["", "甲", "", "1"]],
            [],
            "名称\t数|甲\t1",
            id="empty rows and columns go",
        ),
        pytest.param(
            [["名称", "数"], ["甲", "1"], ["二、项目情况", ""], ["项目", "完成率"], ["乙", "90%"]],
            [(3, 1, 3, 2)],
            "名称\t数|甲\t1|二、项目情况|项目\t完成率|乙\t90%",
            id="heading between two tables",
        ),
        pytest.param(
            [["名称", "数"], ["甲", "1"], ["二、产出指标", ""], ["乙", "2"], ["丙", "3"]],
            [(3, 1, 3, 2)],
            "名称\t数|甲\t1|二、产出指标\t|乙\t2|丙\t3",
            id="group of rows that go on",
        ),
        pytest.param(
            [["名称", "数", "率"], ["其中：人员", "", ""], ["甲", "1", "2"]],
            [],
            "名称\t数\t率|其中：人员\t\t|甲\t1\t2",
            id="label without values",
        ),
        pytest.param(
            [["名称", "数"], ["甲", "1"], ["注：数据截至年底", ""], ["填报人：张三", ""]],
            [],
            "名称\t数|甲\t1|注：数据截至年底|填报人：张三",
            id="notes and signatures below",
        ),
        pytest.param(
            [["名称", "数"], ["甲", "1"], ["", "单位：元"], ["项目", "金额"], ["乙", "2"]],
            [],
            "名称\t数|甲\t1|单位：元|项目\t金额|乙\t2",
            id="unit line at the right",
        ),
        pytest.param(
            [["问题", "一是人员不足。"], ["", "二是资金不足。"], ["措施", "增加"]],
            [(1, 1, 2, 1)],
            "问题\t一是人员不足。|\t二是资金不足。|措施\t增加",
            id="beside a label of two rows",
        ),
        pytest.param(
            [["甲", "1", "2"], [], ["乙", "3", "4"], [], ["表二", "", ""], ["丙", "5", ""]],
            [],
            "甲\t1\t2|乙\t3\t4|表二|丙\t5",
            id="blank rows between rows and before a title",
        ),
        pytest.param(
            [["情况说明\n第一行。\n第二行。", ""], ["名称", "两\n行"]],
            [(1, 1, 1, 2)],
            "情况说明|第一行。|第二行。|名称\t两 行",
            id="lines broken by hand",
        ),
    ],
)
def test_a_sheet_is_cut_into_paragraphs_and_tables(
    rows: list[list[Value]], merges: list[Box], expected: str
) -> None:
    rows = [[value or None for value in row] for row in rows]
    document = read_bytes(workbooks.xlsx(rows, merges), "r.xlsx")
    assert _lines(document) == expected.split("|")
    for block in document.blocks:
        one = document.text[slice(*block.span)]
        assert isinstance(block, Table) == ("\t" in one)


def test_merges_keep_their_spans_without_the_columns_that_hold_nothing() -> None:
    rows: list[list[Value]] = [
        ["指标", None, None, "数值", None],
        ["数量", "甲", None, "1", None],
        [None, "乙", None, "2", None],
    ]
    document = read_bytes(
        workbooks.xlsx(rows, [(1, 1, 1, 3), (2, 1, 3, 1), (1, 4, 1, 5), (2, 2, 2, 3)]), "r.xlsx"
    )
    header, first, second = document.tables[0].rows
    assert [(c.text, c.rows, c.columns) for c in header.cells] == [
        ("指标", 1, 2),
        ("", 1, 1),
        ("数值", 1, 1),
    ]
    assert [(c.text, c.rows) for c in first.cells] == [("数量", 2), ("甲", 1), ("1", 1)]
    assert [c.text for c in second.cells] == ["", "乙", "2"]


def test_sheets_in_order_with_names_that_say_something() -> None:
    book = Workbook()
    first, second, third, fourth = (
        book.active,
        book.create_sheet("收支情况"),
        book.create_sheet("词表"),
        book.create_sheet("项目支出绩效自评表"),
    )
    assert first is not None
    for page, row in ((first, ["甲", 1]), (second, ["乙", 2]), (third, ["丙", 3])):
        page.append(row)
    fourth.append(["项目支出绩效自评表(2023年度)"])
    fourth.append(["丁", 4])
    third.sheet_state = "veryHidden"
    document = read_bytes(workbooks.saved(book), "r.xlsx")
    assert _lines(document) == [
        "甲\t1",
        "收支情况",
        "乙\t2",
        "项目支出绩效自评表(2023年度)",
        "丁\t4",
    ]
    assert [type(block) for block in document.blocks] == [Table, Heading, Table, Paragraph, Table]
    assert "词表" in document.notes[0].zh
    assert len(document.notes) == 1


def test_what_is_hidden_is_left_out_with_a_note() -> None:
    rows: list[list[Value]] = [["名称", "旧", "数"], ["甲", 1, 2], ["乙", 3, 4], ["丙", 5, 6]]
    data = workbooks.xlsx(rows, hidden_rows=[3], hidden_columns=[2])
    document = read_bytes(data, "r.xlsx")
    assert _lines(document) == ["名称\t数", "甲\t2", "丙\t6"]
    assert "6 cells" in document.notes[0].en
    merged = workbooks.xlsx([["题", None], ["甲", 1], ["乙", 2]], [(1, 1, 2, 1)], hidden_rows=[1])
    assert _lines(read_bytes(merged, "r.xlsx")) == ["题\t1", "乙\t2"]


def test_dates_times_errors_and_formulas() -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><f>1/0</f></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
        '<c r="C1" s="1"><v>45000</v></c><c r="D1" t="b"><v>1</v></c>'
        '<c r="E1" t="str"><f>""</f><v></v></c><c r="F1" t="d"><v>2023-12-31</v></c>'
        '<c r="G1" t="inlineStr"><is><r><t>富</t></r><rPh><t>fu</t></rPh><r><t>文本</t></r></is></c>'
        '<c r="H1" t="s"><v>0</v></c><c><v>7</v></c></row><row><c t="n"><v>8</v></c></row></sheetData>'
    )
    parts = {
        "xl/styles.xml": '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
        "xl/sharedStrings.xml": "<sst><si><r><t>共</t></r><r><t>享_x0041_</t></r></si></sst>",
    }
    document = read_bytes(workbooks.raw_xlsx(sheet, parts), "r.xlsx")
    assert _lines(document) == [
        "\t".join(["#DIV/0!", "2023/3/15", "TRUE", "2023-12-31", "富文本", "共享A", "7"]).join(
            ["\t", ""]
        ),
        "8" + "\t" * 7,
    ]
    assert "1 formulas" in document.notes[0].en
    old = workbooks.raw_xlsx(sheet, parts, workbook='<workbookPr date1904="1"/>')
    assert "2027/3/16" in read_bytes(old, "r.xlsx").text


def test_text_boxes_follow_their_sheet_once() -> None:
    drawing = (
        '<xdr:wsDr xmlns:xdr="x" xmlns:a="a" xmlns:mc="mc"><mc:AlternateContent><mc:Choice>'
        "<xdr:sp><xdr:txBody><a:p><a:r><a:t>说明：</a:t></a:r><a:r><a:t>见附件</a:t></a:r></a:p>"
        "<a:p/></xdr:txBody></xdr:sp></mc:Choice><mc:Fallback><xdr:sp><xdr:txBody><a:p><a:r>"
        "<a:t>说明：见附件</a:t></a:r></a:p></xdr:txBody></xdr:sp></mc:Fallback>"
        "</mc:AlternateContent></xdr:wsDr>"
    )
    data = workbooks.raw_xlsx(
        '<sheetData><row><c><v>1</v></c><c><v>2</v></c></row></sheetData><drawing r="rId1"/>'.replace(
            ' r="rId1"', ""
        ),
        {
            "xl/worksheets/_rels/sheet1.xml.rels": workbooks.relations(
                ("drawing", "../drawings/drawing1.xml")
            ),
            "xl/drawings/drawing1.xml": drawing,
        },
    )
    document = read_bytes(data, "r.xlsx")
    assert _lines(document) == ["1\t2", "说明：见附件"]
    assert document.origins[-1].part == "文本框"
    assert document.origins[-1].sheet == "表"


def test_xls_dates_errors_and_what_is_hidden() -> None:
    import xlwt  # type: ignore[import-untyped]

    book = xlwt.Workbook(encoding="utf-8")
    page, other = book.add_sheet("主表"), book.add_sheet("参数")
    day = xlwt.easyxf(num_format_str='yyyy"年"m"月"d"日"')
    page.write(0, 0, date(2023, 12, 31), day)
    page.write(0, 1, xlwt.Formula("1/0"))
    page.write(0, 2, False)
    page.write(1, 0, "藏")
    page.row(1).hidden = True
    page.col(3).hidden = True
    page.write(0, 3, "藏")
    other.write(0, 0, "参1")
    other.visibility = 2
    file = io.BytesIO()
    book.save(file)
    document = read_bytes(file.getvalue(), "r.et")
    assert document.format == "xls"
    assert document.text.startswith("2023年12月31日\t")
    assert "FALSE" in document.text
    assert "藏" not in document.text
    assert [("参数" in note.zh, "2 个单元格" in note.zh) for note in document.notes] == [
        (True, False),
        (False, True),
    ]


def test_xls_with_a_password_says_so() -> None:
    data = workbooks.xls(FORM)
    locked = data.replace(b"\x3d\x00\x12\x00", b"\x2f\x00\x12\x00", 1)  # Window1 to FilePass
    assert walk(stream_of(locked), 100).locked
    with pytest.raises(UnreadableReport, match="有密码") as caught:
        read_bytes(locked, "r.xls")
    assert "密码" in caught.value.hint


def test_ods_repeats_spans_comments_and_hidden_sheets() -> None:
    tables = (
        '<table:table table:name="甲" table:style-name="ta1"><table:shapes><draw:custom-shape>'
        "<text:p>框</text:p></draw:custom-shape></table:shapes>"
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:visibility="collapse"/>'
        '<table:table-row><table:table-cell table:number-columns-spanned="2">'
        "<office:annotation><text:p>批注</text:p></office:annotation>"
        "<text:p>年<text:s/>度</text:p><text:p>指标</text:p></table:table-cell>"
        "<table:covered-table-cell><text:p>盖</text:p></table:covered-table-cell>"
        "<table:table-cell><text:p>藏</text:p></table:table-cell>"
        "<table:table-cell><text:p>值</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="2"><text:p>同</text:p></table:table-cell>'
        "<table:table-cell/>"
        '<table:table-cell office:value-type="percentage" office:value="0.5"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
        '<table:table table:name="密" table:style-name="ta2"><table:table-row><table:table-cell>'
        "<text:p>密 1</text:p></table:table-cell></table:table-row></table:table>"
    )
    styles = (
        '<style:style style:name="ta1"><style:table-properties table:display="true"/></style:style>'
        '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'
    )
    document = read_bytes(workbooks.ods(tables, styles), "r.ods")
    assert _lines(document) == ["年 度 指标\t\t值", "同\t同\t50.00%", "同\t同\t50.00%", "框"]
    assert [("密" in note.zh, "1 个单元格" in note.zh) for note in document.notes] == [
        (True, False),
        (False, True),
    ]


def test_prose_with_commas_is_text_whatever_it_is_called() -> None:
    prose = "某街道,2023年度自评报告\n一、概况\n全年支出1,234.50万元,执行率96.68%,较上年增长。\n"
    assert read_bytes(prose.encode(), "r.csv").format == "text"
    table = "名称,数\n甲,1\n乙,2\n"
    assert read_bytes(table.encode(), "r.txt").format == "text"
    assert read_bytes(table.encode(), "R.CSV").format == "csv"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('名称,数\n"甲,乙",1\n"丙\n丁","2""x"\n', ["名称\t数", "甲,乙\t1", '丙 丁\t2"x']),
        ("名称;数\n甲;1,5\n乙;2,5\n", ["名称\t数", "甲\t1,5", "乙\t2,5"]),
        ("标题,,\n\n名称,数,率\n甲,1,\n", ["标题", "名称\t数\t率", "甲\t1\t"]),
    ],
)
def test_delimited_text_honours_quotes_and_finds_its_delimiter(
    text: str, expected: list[str]
) -> None:
    assert _lines(read_bytes(text.encode(), "r.csv")) == expected


def test_a_dimension_that_lies_and_distant_cells_cost_nothing() -> None:
    sheet = (
        '<dimension ref="A1:XFD1048576"/><cols><col min="3" max="16384" hidden="1"/></cols>'
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">'
        '<c r="B1048576"><v>2</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="B2:XFD1048575"/></mergeCells>'
    )
    assert _lines(read_bytes(workbooks.raw_xlsx(sheet), "r.xlsx")) == ["1", "2"]


@pytest.mark.parametrize(
    ("sheet", "said"),
    [
        (
            "<sheetData>"
            + "".join(
                f'<row r="{i}">' + "<c/>" * i + '<c t="b"><v>1</v></c><c t="b"><v>1</v></c></row>'
                for i in range(1, 1500)
            )
            + "</sheetData>",
            "more than 2,000,000 cells",
        ),
        ('<sheetData><row r="1048577"><c><v>1</v></c></row></sheetData>', "row 1048577"),
        ('<sheetData><row r="1"><c r="XFE1"><v>1</v></c></row></sheetData>', "column XFE"),
        ('<sheetData><row r="1"><c t="s"><v>9</v></c></row></sheetData>', "index out of range"),
        ('<sheetData><row r="1"><c><v>x</v></c></row></sheetData>', "could not convert"),
        ("<sheetData><row>", "mismatched tag"),
        ("<sheetData/>", "no text is to be seen"),
    ],
)
def test_what_is_too_much_or_damaged_is_refused_by_name(sheet: str, said: str) -> None:
    with pytest.raises(UnreadableReport) as caught:
        read_bytes(workbooks.raw_xlsx(sheet), "r.xlsx")
    assert said in caught.value.in_("en")
    assert caught.value.in_("en").startswith("r.xlsx: ")
    assert caught.value.hint


def test_an_entity_is_not_expanded_and_a_doctype_refused() -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    data = workbooks.raw_xlsx('<sheetData><row><c t="str"><v>1</v></c></row></sheetData>')
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = bomb + parts["xl/worksheets/sheet1.xml"]
    with pytest.raises(UnreadableReport, match="DOCTYPE"):
        read_bytes(workbooks.package(parts), "r.xlsx")


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods"])
def test_cells_are_counted_before_they_are_kept(kind: str) -> None:
    from extractor.reading import READERS, kinds

    data = FILES[kind]()
    reader = READERS[kinds.kind_of(data)]
    assert reader(data, "r", replace(DEFAULT, cells=15)).text == TEXT.replace("\r", "")
    with pytest.raises(UnreadableReport, match="超过 7 个单元格"):
        reader(data, "r", replace(DEFAULT, cells=7))
    with pytest.raises(UnreadableReport, match="超过 20 字"):
        reader(data, "r", replace(DEFAULT, chars=20))


@pytest.mark.parametrize("kind", ["xlsx", "xls", "xlsb", "ods"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_damaged_file_is_read_or_refused(kind: str, data: st.DataObject) -> None:
    whole = _WHOLE[kind]
    at = data.draw(st.integers(0, len(whole) - 1))
    if data.draw(st.booleans()):
        broken = whole[:at]
    else:
        broken = whole[:at] + bytes([data.draw(st.integers(0, 255))]) + whole[at + 1 :]
    try:
        read_bytes(broken, f"r.{kind}")
    except UnreadableReport as error:
        assert error.in_("en").startswith("r.")


_WHOLE = {kind: FILES[kind]() for kind in ("xlsx", "xls", "xlsb", "ods")}
_TEXTS = st.text(alphabet="甲乙丙123.%=-ab：。", min_size=1, max_size=6)


@st.composite
def _grids(draw: st.DrawFn) -> tuple[list[list[Value]], list[Box]]:
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 7))
    rows: list[list[Value]] = [
        [draw(st.none() | _TEXTS) for _ in range(width)] for _ in range(height)
    ]
    taken: set[tuple[int, int]] = set()
    merges = []
    for _ in range(draw(st.integers(0, 5))):
        top, left = draw(st.integers(1, height)), draw(st.integers(1, width))
        bottom, right = draw(st.integers(top, height)), draw(st.integers(left, width))
        box = {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)}
        if len(box) > 1 and not box & taken:
            taken |= box
            merges.append((top, left, bottom, right))
    return rows, merges


def _covered(merges: Sequence[Box]) -> set[tuple[int, int]]:
    return {
        (row, column)
        for top, left, bottom, right in merges
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


@settings(max_examples=150, deadline=None)
@given(_grids())
def test_any_grid_comes_back_once_and_in_place(grid: tuple[list[list[Value]], list[Box]]) -> None:
    rows, merges = grid
    hidden = _covered(merges)
    expected = Counter(
        (row, column, text)
        for row, values in enumerate(rows, start=1)
        for column, text in enumerate(values, start=1)
        if text is not None and (row, column) not in hidden
    )
    if not expected:
        with pytest.raises(UnreadableReport):
            read_bytes(workbooks.xlsx(rows, merges), "r.xlsx")
        return
    document = read_bytes(workbooks.xlsx(rows, merges), "r.xlsx")
    assert expected == Counter(
        (o.row, o.column, o.span.of(document.text)) for o in document.origins
    )
    assert "".join(document.text.split()) == "".join(
        str(text) for _, _, text in sorted(expected.elements(), key=lambda cell: cell[:2])
    )
    for table in document.tables:
        assert len({len(row.cells) for row in table.rows}) == 1
        _same_order(document, table)


def _same_order(document: Document, table: Table) -> None:
    """Cells left of each other in the sheet are so in the table, and above one another too."""
    places = {}
    for at, row in enumerate(table.rows):
        for cell in row.cells:
            if cell.text:
                (origin,) = origins_of(document, cell.span)
                places[origin.row, origin.column] = (at, cell.column)
    for sheet_axis in (0, 1):
        pairs = {(place[sheet_axis], found[sheet_axis]) for place, found in places.items()}
        assert (
            len({mine for mine, _ in pairs}) == len({theirs for _, theirs in pairs}) == len(pairs)
        )
        assert [theirs for _, theirs in sorted(pairs)] == sorted(theirs for _, theirs in pairs)


def test_reader_keeps_its_name_in_messages() -> None:
    with pytest.raises(UnreadableReport, match=r"^报告\.xlsx: "):
        read_xlsx(b"PK\x03\x04", "报告.xlsx", DEFAULT)


def test_xls_whose_styles_cannot_be_read_gives_values_and_a_note() -> None:
    data = FILES["xls"]().replace(b"\x93\x02\x04\x00\x00\x80", b"\x93\x02\x04\x00\x00\x00", 1)
    document = read_bytes(data, "r.xls")
    assert "甲街道\t18570.21\t0.9668" in document.text
    assert "percentages may show as fractions" in document.notes[0].en


def _records(*records: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", code, len(content)) + content for code, content in records)


def _shape(kind: int, *texts: bytes, chars: int) -> bytes:
    return _records(
        (0x5D, struct.pack("<HHH", 0x15, 0x12, kind) + bytes(16)),  # Obj with its FtCmo
        (0x1B6, bytes(10) + struct.pack("<HH", chars, 16) + bytes(4)),  # TxO
        *((0x3C, text) for text in texts),
        (0x3C, bytes(16)),  # formatting runs
    )


def test_text_boxes_of_xls_are_read_and_comments_are_not() -> None:
    bof, end = _records((0x809, bytes(16))), _records((0x0A, b""))
    head = len(bof) + 2 * 12 + len(end)
    first = bof + _shape(0x06, b"\1" + "说明：见".encode("utf-16-le"), b"\0(1)\nx", chars=9) + end
    first += _records((0x0A, b""))
    second = bof + _shape(0x19, b"\1" + "批注".encode("utf-16-le"), chars=2) + end
    sheets = _records(
        (0x85, struct.pack("<IBB", head, 0, 0) + b"\0\0"),
        (0x85, struct.pack("<IBB", head + len(first), 0, 0) + b"\0\0"),
    )
    found = walk(bof + sheets + end + first + second, 100)
    assert found.boxes == [["说明：见(1)", "x"], []]


def test_cells_of_xls_are_counted_blank_ones_by_the_tenth() -> None:
    stream = _records(
        (0x203, bytes(14)),
        (0xBD, bytes(6 + 6 * 5)),  # MulRk of five
        (0xBE, bytes(6 + 2 * 40)),  # MulBlank of forty
    )
    assert walk(stream, 10).cells == 6
    assert walk(stream, 9).cells == 10  # over: 6 and 4
