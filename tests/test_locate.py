"""`extractor locate`: the findings of a report in the file that it was read from."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from command_line import extractor
from docx import Document as new_docx
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from extractor.reading.picture import Mark, picture_of, pictured
from extractor.records import Box, Verdict

LINES = (
    "某街道办事处2023年部门整体支出绩效自评报告",
    "一、工单处理情况",
    "全年处理工单1307宗，分别为违建432宗、噪声819宗、油烟76宗。",
)


def pdf(path: Path) -> Path:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4)
    canvas.showPage()  # a blank page first
    canvas.setFont("STSong-Light", 12)
    for number, line in enumerate(LINES):
        canvas.drawString(72, 760 - 24 * number, line)
    canvas.save()
    return path


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = pdf(tmp_path / "报告.pdf")
    assert extractor(tmp_path, "run", str(path), "--backend", "rules").code in (0, 6)
    return path


def test_a_page_is_drawn_with_its_findings(tmp_path: Path, report: Path) -> None:
    ran = extractor(tmp_path, "locate", str(report))
    assert ran.code == 0
    assert "1307宗  第2页" in ran.out
    assert [path.name for path in (tmp_path / "报告.pages").iterdir()] == ["报告-2.png"]
    picture = Image.open(tmp_path / "报告.pages" / "报告-2.png").convert("RGB")
    colours = {colour for _, colour in picture.getcolors(1 << 24) or ()}
    assert (215, 40, 40) in colours  # the outline of a conflict's mark
    left, top, right, bottom = (
        round(2 * side) for side in (70, 842 - 760 + 34, 520, 842 - 760 + 54)
    )
    assert any(
        picture.getpixel((x, y)) == (215, 40, 40)
        for x in range(left, right)
        for y in range(top, bottom)
    )  # in its line


def test_one_finding_one_page_and_a_folder_of_ones_own(tmp_path: Path, report: Path) -> None:
    ran = extractor(tmp_path, "locate", str(report), "--finding", "1", "--page", "1", "--out", "图")
    assert ran.code == 0
    assert [path.name for path in (tmp_path / "图").iterdir()] == ["报告-1.png"]


def test_a_file_is_known_by_its_content_not_by_its_name(tmp_path: Path, report: Path) -> None:
    moved = report.rename(tmp_path / "改名.pdf")
    assert extractor(tmp_path, "locate", str(moved)).code == 0
    moved.write_bytes(moved.read_bytes() + b"%")
    ran = extractor(tmp_path, "locate", str(moved))
    assert (ran.code, "extractor run" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("没有.pdf",), 3, "没有.pdf"),
        (("报告.pdf", "--finding", "99"), 2, "99"),
        (("报告.pdf", "--page", "7"), 3, "没有第 7 页"),
        (("报告.pdf", "--out", "报告.pdf"), 2, "--out"),
    ],
)
def test_what_is_not_there(
    tmp_path: Path, report: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    ran = extractor(tmp_path, "locate", *arguments)
    assert (ran.code, said in ran.err) == (code, True), ran.err


def test_a_file_without_pages_is_told_by_paragraphs_and_cells(tmp_path: Path) -> None:
    document = new_docx()
    for line in LINES:
        document.add_paragraph(line)
    document.save(str(tmp_path / "r.docx"))
    assert extractor(tmp_path, "run", "r.docx", "--backend", "rules").code == 0
    ran = extractor(tmp_path, "locate", "r.docx")
    assert ran.code == 0
    assert "1307宗  第3段" in ran.out
    assert not (tmp_path / "r.pages").exists()


def test_marks_of_one_place_are_one() -> None:
    page = io.BytesIO()
    canvas = Canvas(page, pagesize=(200, 100))
    canvas.drawString(10, 50, "x")
    canvas.save()
    box = Box(40, 30, 90, 50)
    marks = [Mark(1, box, "1", Verdict.REVIEW), Mark(1, box, "2", Verdict.CONFLICT)]
    both = picture_of(page.getvalue(), "pdf", 1, marks)
    assert both == picture_of(page.getvalue(), "pdf", 1, [Mark(1, box, "1,2")])
    assert both != picture_of(page.getvalue(), "pdf", 1, marks[:1])
    assert picture_of(page.getvalue(), "pdf", 1, [Mark(1, Box(9, 9, 1, 1))])  # nothing to draw
    assert pictured("pdf") and not pictured("xlsx")
