"""What the product reads from a report's file is what it reads from the report's text.

The files are written by `eval.formats` here and now; a format that this machine lacks something
for is skipped, saying so.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from docx import Document as word_file
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from openpyxl import load_workbook

from eval.formats.__main__ import FIVE, main
from eval.formats.comparing import Agreement, by_rules, compare, differences, plain
from eval.formats.layout import Box, Form, Piece, Words, lay_out, lines_of, said
from eval.formats.making import FORMATS, PLAIN, made, make
from eval.formats.missing import Missing
from eval.formats.paging import BOTTOM, HEIGHT, LEFT, TOP, WIDTH, paginate, wrap
from eval.formats.printed import font_file
from eval.formats.sheets import sheets_of
from eval.formats.typed import typed
from eval.samples import SAMPLES
from extractor.reading import read, read_bytes
from extractor.records import Extraction

SHORT = """某某县农业农村局部门整体支出绩效自评表（2023年度）
单位：万元
部门名称\t\t某某县农业农村局\t\t
部门资金情况\t整体支出年度预算数\t19,206.99\t整体支出年初预算数\t18,847.80
\t实际支出数\t18,570.21\t年度调整额\t359.19
\t预算完成率\t96.68%\t预算调整率\t1.91%
一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值
产出指标\t数量指标\t新建高标准农田面积\t≥1,200亩\t1,350亩
\t\t培训农户人次\t300人次\t312人次
\t质量指标\t项目验收合格率\t100%\t100%
效益指标\t满意度\t受益农户满意度\t≥90%\t93.5%
存在问题\t<p>一是部分项目开工较晚，影响了年度支出的进度。</p> <p>二是基层力量不足。</p>\t\t\t
一、主要工作成效
2023年，全县新建高标准农田1,350亩，完成投资<b>2,430</b>万元，整治面积8.6万m<sup>2</sup>，带动农户312户。
"""
# The least F1 of facts and of indicators.
_LEAST = {
    "docx": (0.99, 0.99),
    "xlsx": (0.99, 0.99),
    "html": (0.99, 0.99),
    "html-gbk": (0.99, 0.99),
    "pdf": (0.97, 0.97),
}
# One row of 003 lists six names in a narrow column; three of them end on full lines, which swallow
# the blanks that part them, and the row stays one fact.
_LEAST_OF = {("pdf", "003"): (0.91, 0.97)}


@pytest.fixture
def short(tmp_path: Path) -> Path:
    path = tmp_path / "901_short.txt"
    path.write_text(SHORT, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["docx", "xlsx", "xls", "html", "html-gbk", "pdf"])
def test_a_short_report_says_the_same_in_every_format(short: Path, name: str) -> None:
    text = by_rules(made(short, PLAIN, short.parent))
    other = by_rules(make(short, name, short.parent))
    assert plain(text.document.text)[-60:] in plain(other.document.text)
    for view in ("quantities", "facts", "checks"):
        lost, made_up = differences(text, other, view)
        # nothing tells the running header of a single page from the text: it may add a year
        assert not lost and (not made_up or (name, view) == ("pdf", "quantities"))
    assert len(text.facts) > 8 and len(text.indicators) >= 4


@cache
def _of_text(path: Path) -> Extraction:
    return by_rules(path)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


@pytest.mark.parametrize("stem", FIVE)
@pytest.mark.parametrize("name", _LEAST)
def test_the_reports_of_offices_say_the_same(texts: Path, name: str, stem: str) -> None:
    if name == "pdf" and font_file() is None:
        pytest.skip("no Chinese TrueType font here: pages would be laid out otherwise")
    report = next((SAMPLES / "reports").glob(f"{stem}*.txt"))
    text = _of_text(made(report, PLAIN, texts))
    compared = compare(text, by_rules(make(report, name, texts)))
    found = {view: agreement.f1 for view, agreement in compared.agreements.items()}
    facts, indicators = _LEAST_OF.get((name, stem), _LEAST[name])
    assert found["facts"] >= facts and found["quantities"] >= 0.97, found
    assert found["indicators"] >= indicators, found
    assert compared.likeness >= 0.98 and compared.lost <= 5


def test_every_format_is_made_or_says_what_it_lacks(short: Path) -> None:
    for name in FORMATS:
        try:
            data = make(short, name, short.parent).read_bytes()
        except Missing as missing:
            assert str(missing)
            continue
        assert data


def test_pictures_of_pages_hold_no_text(short: Path) -> None:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        paths = [make(short, name, short.parent) for name in ("scan", "bad")]
    except Missing as missing:
        pytest.skip(str(missing))
    for path in paths:
        document = pypdfium2.PdfDocument(path)
        assert all(not page.get_textpage().get_text_range().strip() for page in document)
        document.close()


def _form(text: str) -> Form:
    found = [p for p in lay_out(read_bytes(text.encode(), "x.txt")) if isinstance(p, Form)]
    assert len(found) == 1
    return found[0]


def _merged(form: Form) -> set[tuple[str, int, int]]:
    return {(b.text, b.rows, b.columns) for b in form.boxes if b.rows > 1 or b.columns > 1}


@pytest.mark.parametrize(
    ("text", "merged"),
    [
        ("产出指标\t数量指标\t甲\t1\n\t\t乙\t2\n\t质量指标\t丙\t3\n", {("产出指标", 3, 1), ("数量指标", 2, 1)}),
        # the left half of two is shorter: the cells under its values are empty, not merged
        ("上年结转\t837.20\t项目支出\t5\n\t\t年末结转\t6\n合计\t1\t合计\t11\n", set()),
        ("收入\t\t支出\t\n项目\t数\t项目\t数\n甲\t1\t乙\t2\n", {("收入", 1, 2), ("支出", 1, 2)}),
        (
            "存在问题\t一是部分项目开工较晚，影响了年度支出的进度。\t\t\n甲\t1\t2\t3\n",
            {("一是部分项目开工较晚，影响了年度支出的进度。", 1, 3)},
        ),
        ("甲\t乙\n丙\t丁\t1\t2\n", {("乙", 1, 3)}),  # a short row reaches to the edge
        ("甲\t\t\t乙\n丙\t丁\t戊\t己\n", {("甲", 1, 3)}),
        ("甲\t\t\t乙\n丙\t丁\t1\t2\n", set()),
        ("甲\t5\t\t6\n丙\t丁\t1\t2\n", set()),
    ],
)  # fmt: skip
def test_merged_cells_are_recovered_where_a_form_surely_has_them(
    text: str, merged: set[tuple[str, int, int]]
) -> None:
    assert _merged(_form(text)) == merged


@pytest.mark.parametrize(
    "path", sorted((SAMPLES / "reports").glob("*.txt")), ids=lambda p: p.stem[:3]
)
def test_boxes_cover_the_grid_once_and_keep_all_text(path: Path) -> None:
    document = read(path)
    parts = lay_out(document)
    for form in parts:
        if isinstance(form, Form):
            covered = [
                (row, column)
                for box in form.boxes
                for row in range(box.row, box.row + box.rows)
                for column in range(box.column, box.column + box.columns)
            ]
            assert sorted(covered) == [
                (r, c) for r in range(form.rows) for c in range(form.columns)
            ]
    words = "".join(
        said(p.line) if isinstance(p, Words) else "".join(box.text for box in p.boxes)
        for p in parts
    )
    assert plain(words) == plain(document.text)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("8.6万m<sup>2</sup>，", [[("8.6万m", "", False), ("2", "^", False), ("，", "", False)]]),
        ("<p>一</p> <p>二</p>", [[("一", "", False)], [("二", "", False)]]),
        ("## **一、概况**", [[("一、概况", "", True)]]),
        ("a < b，c > d", [[("a < b，c > d", "", False)]]),
        ("<p> </p>", []),
        ("", []),
    ],
)
def test_mark_up_is_read(text: str, lines: list[list[tuple[str, str, bool]]]) -> None:
    found = [
        [(piece.text, "^" if piece.raised else "", piece.bold) for piece in line]
        for line in lines_of(text)
    ]
    assert found == lines


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("96.68%", 0.9668, "0.00%"),
        ("100%", 1.0, "0%"),
        ("19,206.99", 19206.99, "#,##0.00"),
        ("12,345", 12345.0, "#,##0"),
        ("0.50", 0.5, "0.00"),
        ("2021", 2021, "General"),
        ("5", 5, "0"),
        ("≥80分/月", "≥80分/月", "General"),
        ("1,23", "1,23", "General"),
        ("007", "007", "General"),
        ("=1+1", "=1+1", "General"),
        ("2月30日", "2月30日", "General"),
        ("2023年2月30日", "2023年2月30日", "General"),
    ],
)
def test_what_a_person_types_into_a_sheet(text: str, value: object, shown: str) -> None:
    assert typed(text) == (value, shown)


@given(st.integers(-(10**9), 10**9), st.integers(0, 4))
def test_a_typed_number_shows_its_text(digits: int, places: int) -> None:
    number = Decimal(digits).scaleb(-places)
    for text in (f"{number:,.{places}f}", f"{number:.{places}f}", f"{number:.{places}f}%"):
        value, shown = typed(text)
        if isinstance(value, str):
            assert value == text
            continue
        assert isinstance(value, float | int)
        if shown.endswith("%"):
            assert f"{value:.{places}%}" == text
        else:
            assert f"{value:{',' if ',' in shown else ''}.{places}f}" == text


def test_merged_cells_are_merged_in_the_files(short: Path) -> None:
    """Told by the libraries of the formats, not by the product."""
    form = next(part for part in lay_out(read(short)) if isinstance(part, Form))
    spans = sorted((b.rows, b.columns) for b in form.boxes if b.rows > 1 or b.columns > 1)
    assert spans == [(1, 4), (2, 1), (3, 1), (3, 1)]

    page = html.fromstring(make(short, "html", short.parent).read_text(encoding="utf-8"))
    cells = [cell for cell in page.iter("td") if {"rowspan", "colspan"} & set(cell.keys())]
    assert sorted((int(c.get("rowspan", 1)), int(c.get("colspan", 1))) for c in cells) == spans

    sheet = load_workbook(make(short, "xlsx", short.parent)).worksheets[0]
    ranges = [r.size for r in sheet.merged_cells.ranges if r.min_row > 2]  # below title and unit
    assert (
        sorted((size["rows"], size["columns"]) for size in ranges if size["rows"] > 1) == spans[1:]
    )
    assert (sheet["C4"].value, sheet["C4"].number_format) == (19206.99, "#,##0.00")
    assert (sheet["C6"].value, sheet["C6"].number_format) == (0.9668, "0.00%")

    table = word_file(str(make(short, "docx", short.parent))).tables[0]
    assert table.cell(1, 0)._tc is table.cell(3, 0)._tc
    assert table.cell(9, 1)._tc is table.cell(9, 4)._tc
    assert [p.text[:2] for p in table.cell(9, 1).paragraphs] == ["一是", "二是"]


def _wide(text: str, size: float) -> float:
    return sum(size if char > "\u2e7f" else size / 2 for char in text)


def test_pages_hold_all_text_within_their_margins_and_cut_rows_and_repeat_heads() -> None:
    head = "一级指标\t指标名称\t指标值\t完成情况说明\n"
    prose = "完成情况良好，按期推进各项工作并取得实效" * 40  # three quarters of a page
    rows = "".join(f"\t指标{n}\t{n}%\t{prose}\n" for n in range(2, 6))
    form = _form(head + f"产出指标\t指标1\t1%\t{prose}\n" + rows)
    pages = paginate([form], _wide)
    text = "".join(said(ink.line) for page in pages for ink in page.inks)
    assert len(pages) >= 3
    assert text.count(prose[:20]) >= 5 and sum(map(len, [prose] * 5)) <= len(text)
    assert all("指标名称" in "".join(said(i.line) for i in page.inks) for page in pages)
    assert "".join(said(ink.line) for page in pages for ink in page.inks).count("产出指标") == 1
    for page in pages:
        for ink in page.inks:
            assert LEFT <= ink.x < WIDTH - LEFT and TOP <= ink.y <= HEIGHT - BOTTOM
        for frame in page.frames:
            assert TOP <= frame.top < frame.bottom <= HEIGHT - BOTTOM + 0.01


@given(st.text("预算完成率，。a1 9.%", max_size=60), st.floats(30, 200))
def test_wrapped_lines_lose_no_character(text: str, width: float) -> None:
    lines = wrap((Piece(text),), width, 10, _wide)
    assert "".join(map(said, lines)).replace(" ", "") == text.replace(" ", "")


def test_each_table_has_a_sheet_with_its_caption() -> None:
    table = Form(1, 2, (Box(0, 0, lines_of("甲")), Box(0, 1, lines_of("1"))))
    words = [Words(lines_of(text)[0], "body") for text in ("某报告" * 30, "表1", "表2", "单位：元")]
    sheets = sheets_of([words[0], words[1], table, words[0], words[2], words[3], table])
    assert [len(sheet.parts) for sheet in sheets] == [4, 3]
    assert [sheet.name for sheet in sheets] == ["表1", "表2"]


def test_what_is_lost_and_what_is_made_up_both_cost(tmp_path: Path) -> None:
    one, other = tmp_path / "a.txt", tmp_path / "b.txt"
    one.write_text(SHORT, encoding="utf-8")
    other.write_text(SHORT.replace("312人次", "321人次"), encoding="utf-8")
    text, changed = by_rules(one), by_rules(other)
    assert compare(text, text).gist == compare(text, text).likeness == 1.0
    compared = compare(text, changed)
    assert compared.agreements["facts"].f1 < 1 and (compared.lost, compared.extra) == (1, 1)
    lost, made_up = differences(text, changed, "facts")
    assert len(lost) == len(made_up) == 1 and "312人次" in lost[0] and "321人次" in made_up[0]
    assert Agreement(3, 4, 6).f1 == 0.6


def test_the_command_prints_figures_of_held_out_reports_and_none_of_their_text(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--formats", "txt", "--stems", "003,102", "--folder", str(tmp_path), "--show", "3"]
    assert main([*arguments, "--least", "0.5"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line[:14].split() for line in printed[1:]] == [["txt", "003"], ["txt", "102"]]
    assert main([*arguments[:3], "999"]) == 1
