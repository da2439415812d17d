"""PDFs: real files drawn for each case, read as a user's file is."""

from __future__ import annotations

import base64
import io
import random
import sys
import time
import zlib
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
import pytest
from pdf_builder import FONT, HEIGHT, Draw, by_hand, drawn, lines, stream, table
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from eval.formats.printed import font_file
from extractor.errors import UnreadableReport
from extractor.origins import parts_of
from extractor.reading import read, read_bytes
from extractor.reading.limits import DEFAULT
from extractor.reading.pdf import read_pdf
from extractor.reading.pdf.picture import page_picture
from extractor.reading.picture import Mark, picture_of
from extractor.records import Box, Document, Heading, Span


def said(data: bytes) -> Document:
    return read_bytes(data, "报告.pdf")


def texts(document: Document) -> list[str]:
    return document.text.splitlines()


class TestText:
    def test_lines_are_paragraphs_and_numbers_of_headings_are_known(self) -> None:
        document = said(drawn(lines("一、基本情况", "预算执行率为98.5%。")))
        assert texts(document) == ["一、基本情况", "预算执行率为98.5%。"]
        assert isinstance(document.blocks[0], Heading)
        assert (document.format, document.notes) == ("pdf", ())

    def test_hard_wraps_are_joined_by_nothing_and_paragraphs_begin_at_indents(self) -> None:
        full = (
            "本单位围绕中心工作扎实推进各项任务共完成项目十二个预算执行率为百分之九十五以上效果好"
        )
        page = lines("　　" + full[:38], full[:40], full[:40], "完成。")
        document = said(drawn(page, page))
        assert texts(document) == [full[:38] + full[:40] * 2 + "完成。"] * 2

    def test_origins_say_where_every_character_stands(self) -> None:
        document = said(drawn(lines("共培训 523 人次")))
        at = document.text.index("523")
        mark = boxed(document, Span(at, at + 3))
        assert mark.page == 1
        # STSong-Light sets Han characters as wide as the font, digits half of that or less
        assert 72 + 3 * 10.5 < mark.box.left < mark.box.right < 72 + 6 * 10.5
        assert 75 < mark.box.top < 90 < mark.box.bottom < 95

    @pytest.mark.parametrize("quarters", [1, 2, 3])
    def test_a_page_shown_turned_reads_as_it_stands(self, quarters: int) -> None:
        upright = drawn(lines("预算执行率98.5%", "第二行"))
        document = pypdfium2.PdfDocument(upright)
        document[0].set_rotation(90 * quarters)
        out = io.BytesIO()
        document.save(out)
        document.close()
        read_ = said(out.getvalue())
        assert texts(read_) == ["预算执行率98.5%", "第二行"]
        mark = boxed(read_, Span(0, 5))
        width, height = (842, 595) if quarters % 2 else (595, 842)
        assert 0 <= mark.box.left < mark.box.right <= width
        assert 0 <= mark.box.top < mark.box.bottom <= height
        if quarters == 1:  # the top left of the page is now at its top right
            assert mark.box.left > 700 and mark.box.top < 80

    def test_a_page_set_sideways_is_read_like_an_upright_one(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.translate(500, 100)
            canvas.rotate(90)
            canvas.drawString(0, 0, "合计")
            canvas.drawString(0, -20, "支出12万元")

        document = said(drawn(draw))
        assert texts(document) == ["合计", "支出12万元"]
        mark = boxed(document, Span(0, 2))
        assert mark.box.right - mark.box.left < mark.box.bottom - mark.box.top  # runs upwards

    def test_what_the_crop_box_cuts_off_is_left_out_with_a_note(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.setCropBox((50, 400, 545, 842))
            canvas.drawString(100, 700, "看得见100元")
            canvas.drawString(100, 300, "看不见200元")

        document = said(drawn(draw))
        assert texts(document) == ["看得见100元"]
        assert "看不见" in document.notes[0].zh
        mark = boxed(document, Span(0, 3))
        assert mark.box.left == pytest.approx(50, abs=1)  # of the page as it is shown

    def test_text_that_does_not_show_is_left_out(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(100, 700, "正文一百元" * 7)
            canvas.saveState()
            hidden = canvas.beginText(100, 650)
            hidden.setTextRenderMode(3)
            hidden.textLine("隐藏")
            canvas.drawText(hidden)
            canvas.restoreState()
            canvas.setFillColorRGB(1, 1, 1)
            canvas.drawString(100, 600, "白字")
            canvas.setFillColorRGB(0, 0, 0.4)
            canvas.rect(90, 540, 200, 30, fill=1, stroke=0)
            canvas.setFillColorRGB(1, 1, 1)
            shown = canvas.beginText(100, 550)
            shown.setTextRenderMode(0)
            shown.textLine("深底白字")
            canvas.drawText(shown)

        assert texts(said(drawn(draw))) == ["正文一百元" * 7, "深底白字"]

    def test_bold_by_printing_twice_is_read_once_and_raised_digits_stay_in_line(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(100, 700, "加粗11元")
            canvas.drawString(100.4, 700, "加粗11元")
            canvas.drawString(100, 660, "面积50m")
            end = 100 + canvas.stringWidth("面积50m", FONT, 10.5)
            canvas.setFont(FONT, 6)
            canvas.drawString(end, 664, "2")
            canvas.setFont(FONT, 10.5)
            canvas.drawString(end + 3.5, 660, "以上")

        assert texts(said(drawn(draw))) == ["加粗11元", "面积50m2以上"]

    def test_a_watermark_is_no_text_and_a_filled_form_is(self) -> None:
        def draw(canvas: Canvas) -> None:
            lines(*["正文" * 20] * 4)(canvas)
            canvas.acroForm.textfield(x=160, y=650, width=200, height=20, value="Zhang 2023")
            canvas.translate(200, 300)
            canvas.rotate(45)
            canvas.drawString(0, 0, "样张")

        document = said(drawn(draw))
        assert "Zhang 2023" in document.text
        assert "样张" not in document.text
        assert document.notes == ()

    def test_running_heads_and_page_numbers_are_dropped(self) -> None:
        def page(number: int) -> Draw:
            def draw(canvas: Canvas) -> None:
                canvas.drawString(200, HEIGHT - 40, "某市财政局2023年度绩效自评")
                lines(f"第{number}部分正文，完成{number}项。")(canvas)
                canvas.drawString(280, 30, f"- {number} -")

            return draw

        document = said(drawn(*(page(number) for number in (1, 2, 3))))
        assert texts(document) == [f"第{n}部分正文，完成{n}项。" for n in (1, 2, 3)]


class TestTables:
    def test_merged_cells_span_what_no_line_parts(self) -> None:
        draw = table(
            (60, 160, 300, 420),
            (100, 130, 160, 190),
            {(0, 0): "部门名称", (0, 1): "某局", (1, 0): "产出", (1, 1): "培训人次", (1, 2): "523人次",
             (2, 1): "合格率", (2, 2): "96.5%"},
            no_right=[(0, 1)],
            no_floor=[(1, 0)],
        )  # fmt: skip
        document = said(drawn(draw))
        (found,) = document.tables
        assert [[c.text for c in row.cells] for row in found.rows] == [
            ["部门名称", "某局", ""],
            ["产出", "培训人次", "523人次"],
            ["", "合格率", "96.5%"],
        ]
        assert found.rows[0].cells[1].columns == 2
        assert found.rows[1].cells[0].rows == 2
        origin = next(o for o in document.origins if o.span.of(document.text) == "96.5%")
        assert (origin.table, origin.row, origin.column) == (1, 3, 3)

    def test_numbers_and_words_that_a_cell_wraps_are_whole(self) -> None:
        draw = table(
            (60, 105, 290),
            (100, 170, 240),
            {
                (0, 0): ["18,570.", "21"],
                (0, 1): ["持续学习贯彻新发展理念全面加强党", "建工作引领基层治理"],
                (1, 0): ["率", "良好"],
                (1, 1): ["走访企业次数", "召开会议场次"],
            },
        )
        (found,) = said(drawn(draw)).tables
        assert [c.text for row in found.rows for c in row.cells] == [
            "18,570.21",
            "持续学习贯彻新发展理念全面加强党建工作引领基层治理",
            "率 良好",
            "走访企业次数 召开会议场次",
        ]

    def test_a_row_that_a_page_break_cuts_is_one_row_and_its_header_is_said_once(self) -> None:
        xs = (60, 160, 310, 420)
        head = {(0, 0): "任务", (0, 1): "目标", (0, 2): "完成"}
        wrapped = "持续推进垃圾分类工作，不断"
        first = table(
            xs,
            (700, 730, 774),
            {**head, (1, 0): "环境整治", (1, 1): [wrapped, wrapped, wrapped], (1, 2): "5次"},
        )
        second = table(xs, (80, 110, 140, 170), {
            **head, (1, 1): "提高质量。", (2, 0): "平安创建", (2, 1): "巡逻", (2, 2): "100%",
        })  # fmt: skip
        (found,) = said(drawn(first, second)).tables
        assert [[c.text for c in row.cells] for row in found.rows] == [
            ["任务", "目标", "完成"],
            ["环境整治", wrapped * 3 + "提高质量。", "5次"],
            ["平安创建", "巡逻", "100%"],
        ]

    def test_a_group_label_over_a_page_break_does_not_glue_rows(self) -> None:
        xs = (60, 160, 310, 420)
        first = table(
            xs,
            (700, 730, 760, 786),
            {(0, 0): "任务", (0, 1): "目标", (0, 2): "完成", (1, 0): "产出", (1, 1): "培训人次",
             (1, 2): "523人次", (2, 1): "培训场次", (2, 2): "12场"},
            no_floor=[(1, 0)],
        )  # fmt: skip
        second = table(
            xs, (80, 110, 140), {(0, 1): "合格率", (0, 2): "96%", (1, 0): "效果", (1, 1): "满意度"}
        )
        (found,) = said(drawn(first, second)).tables
        assert [[c.text for c in row.cells] for row in found.rows][1:] == [
            ["产出", "培训人次", "523人次"],
            ["", "培训场次", "12场"],
            ["", "合格率", "96%"],
            ["效果", "满意度", ""],
        ]
        assert found.rows[1].cells[0].rows == 3

    def test_a_table_far_above_the_end_of_its_page_ends_there(self) -> None:
        one = table((60, 160, 420), (100, 130), {(0, 0): "甲", (0, 1): "1"})
        other = table((60, 160, 420), (80, 110, 780), {(0, 0): "乙", (0, 1): "2"})
        assert len(said(drawn(one, other)).tables) == 2

    def test_columns_without_lines_are_a_table_and_prose_is_not(self) -> None:
        rows = [("项目", "年初预算数", "决算数"), ("基本支出", "1,234.50", "1,200.00")]
        rows += [("项目支出", "500.00", "499.10"), ("合计", "1,734.50", "1,699.10")]

        def draw(canvas: Canvas) -> None:
            canvas.drawString(60, 780, "二、收支情况见下表，以下均为本年数。")
            for number, row in enumerate(rows):
                for x, text in zip((60, 240, 400), row, strict=True):
                    canvas.drawString(x, 750 - 18 * number, text)
            canvas.drawString(60, 650, "以上数据来源于部门决算报表。")

        document = said(drawn(draw))
        (found,) = document.tables
        assert [tuple(c.text for c in row.cells) for row in found.rows] == rows
        assert texts(document)[0] == "二、收支情况见下表，以下均为本年数。"
        assert texts(document)[-1] == "以上数据来源于部门决算报表。"

    def test_running_text_in_two_columns_is_read_one_after_the_other(self) -> None:
        line = "围绕中心工作扎实推进各项任务共完成项目十"

        def draw(canvas: Canvas) -> None:
            for number in range(10):
                canvas.drawString(60, 740 - 16 * number, line)
                canvas.drawString(320, 735 - 16 * number, line[::-1])

        assert texts(said(drawn(draw))) == [line * 10, line[::-1] * 10]

    @pytest.mark.parametrize("kind", ["map", "squared paper"])
    def test_drawings_do_not_take_minutes(self, kind: str) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(100, 700, "图上的文字")
            path = canvas.beginPath()
            chance = random.Random(1)
            if kind == "map":
                for _ in range(100_000):
                    x, y = chance.random() * 595, chance.random() * 842
                    path.moveTo(x, y)
                    path.lineTo(x + chance.choice((0, 3)), y + chance.choice((0, 3)))
            for i in range(0, 842, 3):
                path.moveTo(min(i, 595), 0)
                path.lineTo(min(i, 595), 842)
                path.moveTo(0, i)
                path.lineTo(595, i)
            canvas.drawPath(path)

        data = drawn(draw)
        start = time.monotonic()
        document = said(data)
        assert time.monotonic() - start < 20  # a second on the machine that this was written on
        assert texts(document) == ["图上的文字"]
        assert bool(document.notes) == (kind == "map")


class TestScans:
    @staticmethod
    def scan(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (60, 84), 200)), 0, 0, 595, 842)

    @pytest.fixture
    def without_ocr(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As where the extra is not installed."""
        monkeypatch.setitem(sys.modules, "rapidocr", None)

    @pytest.mark.usefixtures("without_ocr")
    def test_a_file_of_scans_is_refused_with_what_to_install(self) -> None:
        with pytest.raises(UnreadableReport, match="扫描件") as caught:
            said(drawn(self.scan, self.scan))
        assert "[ocr]" in caught.value.advice.en

    @pytest.mark.usefixtures("without_ocr")
    def test_scans_among_pages_of_text_are_noted(self) -> None:
        document = said(drawn(lines("正文"), self.scan, self.scan))
        assert texts(document) == ["正文"]
        assert document.notes[0].zh.startswith("第2、3页没有文字")

    @pytest.mark.skipif(font_file() is None, reason="no Chinese font to draw a page with")
    def test_pages_that_are_scans_go_to_the_character_reader(self) -> None:
        page, _ = page_picture(drawn(lines("全年培训523人次", "预算执行率98.5%")), 1)

        def scanned(canvas: Canvas) -> None:
            canvas.drawImage(ImageReader(page), 0, 0, 595, 842)

        document = said(drawn(lines("第一页有文字"), scanned))
        assert texts(document) == ["第一页有文字", "全年培训523人次", "预算执行率98.5%"]
        at = document.text.index("523")
        (origin,) = parts_of(document, Span(at, at + 3))
        assert (origin.page, document.notes) == (2, ())
        assert origin.confidence is not None and origin.confidence > Decimal("0.9")

    def test_the_invisible_text_behind_a_scan_is_its_text(self) -> None:
        def draw(canvas: Canvas) -> None:
            self.scan(canvas)
            text = canvas.beginText(100, 700)
            text.setFont(FONT, 10.5)
            text.setTextRenderMode(3)
            text.textLine("识别出来的文字，预算执行率为百分之九十八点五")
            canvas.drawText(text)

        document = said(drawn(draw))
        assert document.text.startswith("识别出来的文字")
        assert document.notes == ()


class TestBadFiles:
    PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
    ROOT = b"<</Type/Catalog/Pages 2 0 R>>"
    PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>"

    def test_a_password_for_opening_is_asked_to_be_removed(self) -> None:
        data = drawn(lines("秘密"), encrypt=StandardEncryption("abc", ownerPassword="xyz"))
        with pytest.raises(UnreadableReport, match="打开密码") as caught:
            said(data)
        assert "去掉" in caught.value.advice.zh

    def test_a_password_for_printing_does_not_matter(self) -> None:
        data = drawn(
            lines("公开100元"), encrypt=StandardEncryption("", ownerPassword="x", canPrint=0)
        )
        assert said(data).text == "公开100元\n"

    @pytest.mark.parametrize(
        "data",
        [
            b"%PDF-1.4\n",
            b"%PDF-1.4\n%%EOF",
            b"%PDF-1.7\n" + b"\xff\x00garbage" * 500,
            by_hand(ROOT),
            by_hand(ROOT, b"<</Type/Pages/Count 0/Kids[]>>"),
            by_hand(ROOT, b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]/Parent 2 0 R>>"),
            by_hand(ROOT, b"<</Type/Pages/Count 1/Kids[9 0 R]>>"),
            by_hand(ROOT, PAGES, PAGE, stream(b"")),
            by_hand(ROOT, PAGES, PAGE, stream(b"BT (no font) Tj ET q Q Q Q")),
            by_hand(ROOT, PAGES, PAGE, stream(b"\x78\x9cbroken", b"/Filter/FlateDecode")),
        ],
        ids=[f"bad{number}" for number in range(10)],
    )
    def test_what_cannot_be_read_says_so(self, data: bytes) -> None:
        with pytest.raises(UnreadableReport, match=r"报告\.pdf"):
            said(data)

    def test_every_truncation_is_read_in_part_with_a_note_or_refused(self) -> None:
        data = drawn(lines("第一页"), lines("第二页"))
        for end in range(9, len(data) - 8, 97):
            try:
                document = said(data[:end])
            except UnreadableReport:
                continue
            assert document.notes

    def test_damaged_bytes_never_raise_anything_else(self) -> None:
        data = bytearray(
            drawn(lines("第一页", "预算执行率98.5%"), table((60, 200, 400), (100, 130), {}))
        )
        chance = random.Random(7)
        for _ in range(60):
            broken = bytearray(data)
            for _ in range(20):
                broken[chance.randrange(9, len(broken))] = chance.randrange(256)
            with suppress(UnreadableReport):
                said(bytes(broken))

    def test_a_missing_index_is_rebuilt(self) -> None:
        data = drawn(lines("正文100元")).replace(b"startxref", b"startxxxx")
        assert "正文100元" in said(data).text

    def test_forms_that_hold_themselves_end(self) -> None:
        page = PAGE_WITH_FORM
        form = stream(
            b"q /F Do Q",
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 5 0 R>>>>",
        )
        with pytest.raises(UnreadableReport):
            said(by_hand(self.ROOT, self.PAGES, page, stream(b"/F Do"), form))

    @pytest.mark.parametrize(
        "box",
        [b"[0 0 1e9 1e9]", b"[0 0 0 0]", b"[5 5 -5 -5]", b"[0 0 1e-9 1e39]"],
        ids=["huge", "none", "turned", "line"],
    )
    def test_absurd_page_sizes_do_no_harm(self, box: bytes) -> None:
        page = self.PAGE.replace(b"[0 0 595 842]", box).replace(
            b"/Contents",
            b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Contents",
        )
        data = by_hand(self.ROOT, self.PAGES, page, stream(b"BT /F 12 Tf 1 1 Td (12%) Tj ET"))
        with suppress(UnreadableReport):
            assert "12%" in said(data).text

    def test_limits_of_pages_are_kept(self) -> None:
        with pytest.raises(UnreadableReport, match="3 页,最多 2 页"):
            read_pdf(drawn(*[lines("正文")] * 3), "报告.pdf", replace(DEFAULT, pages=2))

    def test_reading_stops_at_the_limit_of_characters(self) -> None:
        with pytest.raises(UnreadableReport, match="前 2 页已超过 3 字"):
            read_pdf(drawn(*[lines("正文")] * 9), "报告.pdf", replace(DEFAULT, chars=3))

    @pytest.mark.parametrize("layers", [1, 2])
    @pytest.mark.parametrize("text", [False, True])
    def test_bombs_are_refused_before_they_are_unpacked(self, layers: int, text: bool) -> None:
        content = b" " * (40 << 20)
        for _ in range(layers):
            content = zlib.compress(content, 9)
        filters = b"/FlateDecode" * layers
        if text:
            content, filters = base64.a85encode(content) + b"~>", b"/ASCII85Decode" + filters
        data = by_hand(self.ROOT, self.PAGES, self.PAGE, stream(content, b"/Filter[%s]" % filters))
        start = time.monotonic()
        with pytest.raises(UnreadableReport, match="解压"):
            read_pdf(data, "报告.pdf", replace(DEFAULT, unpacked=64 << 20))
        assert time.monotonic() - start < 10

    def test_scripts_and_attachments_are_no_text(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.drawString(100, 700, "正文")
            canvas.linkURL("javascript:alert(1)", (0, 0, 100, 100))

        data = drawn(draw).replace(
            b"/Type /Catalog", b"/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>> /Type /Catalog"
        )
        assert texts(said(data)) == ["正文"]


PAGE_WITH_FORM = TestBadFiles.PAGE.replace(
    b"/Contents", b"/Resources<</XObject<</F 5 0 R>>>>/Contents"
)


def boxed(document: Document, span: Span) -> Mark:
    """The one part of a page that has `span`."""
    (part,) = parts_of(document, span)
    assert part.box
    return Mark(part.page, part.box)


def page_png(data: bytes, page: int, boxes: list[Box]) -> bytes:
    return picture_of(data, "pdf", page, [Mark(page, box) for box in boxes])


class TestPicture:
    def test_marks_are_drawn_where_text_stands(self) -> None:
        data = drawn(lines("预算执行率98.5%"))
        document = said(data)
        at = document.text.index("98.5%")
        found = [boxed(document, Span(at, at + 5)).box]
        plain = Image.open(io.BytesIO(page_png(data, 1, [])))
        marked = Image.open(io.BytesIO(page_png(data, 1, found)))
        assert marked.size == plain.size == (1190, 1684)
        box = found[0]
        middle = (round(box.left + box.right), round(box.top + box.bottom))
        assert marked.getpixel((middle[0], round(2 * box.top))) != plain.getpixel(
            (middle[0], round(2 * box.top))
        )
        assert marked.getpixel((10, 10)) == plain.getpixel((10, 10))

    def test_large_pages_keep_the_limit_of_pixels(self) -> None:
        data = drawn(lines("一"), size=(14_400, 14_400))
        picture, _ = page_picture(data, 1, scale=4)
        assert picture.width * picture.height <= 41_000_000

    def test_there_is_no_page_five(self) -> None:
        with pytest.raises(UnreadableReport, match="共 1 页"):
            page_png(drawn(lines("一")), 5, [])


def test_a_file_is_told_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "报告.txt"
    path.write_bytes(drawn(lines("正文")))
    assert read(path).format == "pdf"
