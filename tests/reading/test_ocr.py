"""Pages drawn here, as a scanner would hand them on, are read back as what was drawn."""

from __future__ import annotations

import io
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from extractor import origins
from extractor.errors import UnreadableReport
from extractor.reading import read_bytes
from extractor.reading.draft import DraftParagraph, Run
from extractor.reading.limits import DEFAULT
from extractor.reading.ocr import page_contents, read_image
from extractor.reading.ocr.engine import Engine, Reading, available, loaded, weights
from extractor.reading.ocr.ruled import rules
from extractor.reading.ocr.spacing import Glyphs, doubted, spaces, with_permille
from extractor.reading.ocr.upright import Turn, put_back, quarters, tilt
from extractor.records import Box, Document, Origin, Span

Picture = Image.Image

_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
_NAMES = ("wqy-microhei.ttc", "NotoSansCJK-Regular.ttc", "simsun.ttc", "PingFang.ttc")
_DPI = 150
_SIZE = 22  # pixels: 10.5 points

TITLE = "部门整体支出绩效自评表"
ROWS = (
    ("部门名称", "永和街道办事处", ""),
    ("指标名称", "预期实现值", "实际完成值"),
    ("整体支出数", "19,206.99", "18,570.21"),
    ("预算完成率", "≥95%", "96.68%"),
    ("完成情况", "82分 10% 5次", "3处 92% 12次"),
)
_LEFT, _TOP, _WIDE, _HIGH = 150, 240, 300, 60


@cache
def _font_file() -> str:
    for folder in _FOLDERS:
        for name in _NAMES:
            found = next(Path(folder).rglob(name), None) if Path(folder).is_dir() else None
            if found:
                return str(found)
    return ""


needs_font = pytest.mark.skipif(
    not _font_file(), reason=f"no Chinese font to draw with ({', '.join(_NAMES)})"
)
needs_engine = pytest.mark.skipif(not available(), reason="the extra `ocr` is not installed")


def _font(size: int = _SIZE) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(_font_file(), size)


def page(rows: tuple[tuple[str, ...], ...] = ROWS) -> Picture:
    """A title, a table with a merged cell in its first row, a sentence."""
    picture = Image.new("RGB", (1240, 900), "white")
    pen = ImageDraw.Draw(picture)
    pen.text((420, 130), TITLE, "black", _font(32))
    bottom = _TOP + _HIGH * len(rows)
    for number, row in enumerate(rows):
        top = _TOP + number * _HIGH
        pen.line((_LEFT, top, _LEFT + 3 * _WIDE, top), "black", 2)
        for column, text in enumerate(row):
            left = _LEFT + column * _WIDE
            pen.text((left + 12, top + 16), text, "black", _font())
            if not (number == 0 and column == 2):
                pen.line((left, top, left, top + _HIGH), "black", 2)
    pen.line((_LEFT, bottom, _LEFT + 3 * _WIDE, bottom), "black", 2)
    pen.line((_LEFT + 3 * _WIDE, _TOP, _LEFT + 3 * _WIDE, bottom), "black", 2)
    pen.text((_LEFT, bottom + 60), "全年新增企业28家，完成投资1.70亿元。", "black", _font())
    return picture


def written(picture: Picture, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, dpi=(_DPI, _DPI), **options)
    return file.getvalue()


def cells(document: Document) -> list[list[str]]:
    (table,) = document.tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def box_of(document: Document, text: str) -> Box:
    """Of the only mark of `text`, in pixels."""
    start = document.text.index(text)
    (mark,) = origins.parts_of(document, Span(start, start + len(text)))
    assert mark.box
    return Box(*(side * _DPI / 72 for side in mark.box))


def worn(picture: Picture) -> Picture:
    """Tilted, blurred and noisy."""
    from PIL import ImageFilter

    tilted = picture.rotate(-2.0, Image.Resampling.BICUBIC, fillcolor="white")
    grey = np.asarray(tilted.filter(ImageFilter.GaussianBlur(0.6)), dtype=np.float64)
    noise = np.random.default_rng(7).normal(0.0, 8.0, grey.shape)
    return Image.fromarray(np.clip(grey + noise, 0, 255).astype(np.uint8))


def sealed(picture: Picture) -> Picture:
    """With a red seal over lines and text, as ink that lets black through."""
    ink = Image.new("RGB", picture.size, "white")
    pen = ImageDraw.Draw(ink)
    pen.ellipse((880, 260, 1130, 510), outline=(230, 60, 60), width=8)
    from PIL import ImageChops

    return ImageChops.multiply(picture, ink)


@needs_engine
@needs_font
@pytest.mark.parametrize(
    "change", [lambda picture: picture, worn, sealed], ids=["clean", "worn", "sealed"]
)
def test_a_table_is_read_as_it_is_drawn(change: Callable[[Picture], Picture]) -> None:
    document = read_bytes(written(change(page())), "扫描件.png")
    assert document.format == "image"
    assert not document.notes
    assert TITLE in document.text
    assert cells(document) == [list(row) for row in ROWS]
    assert "全年新增企业28家，完成投资1.70亿元。" in document.text


@needs_engine
@needs_font
def test_every_figure_has_its_place_and_its_confidence() -> None:
    document = read_image(written(page()), "a.png", DEFAULT)
    box = box_of(document, "18,570.21")
    left, top = _LEFT + 2 * _WIDE + 12, _TOP + 2 * _HIGH + 16
    right = left + _font().getlength("18,570.21")
    assert box == pytest.approx((left, top, right, top + _SIZE), abs=10)
    start = document.text.index("96.68%")
    sure = origins.confidence(document, Span(start, start + 6))
    assert sure is not None and Decimal("0.8") <= sure <= 1


@needs_engine
@needs_font
def test_places_on_a_tilted_page_are_those_of_the_page_as_it_is_shown() -> None:
    straight = box_of(read_image(written(page()), "a.png", DEFAULT), "18,570.21")
    box = box_of(read_image(written(worn(page())), "a.png", DEFAULT), "18,570.21")
    angle = np.radians(2.0)  # clockwise
    x, y = (straight.left + straight.right) / 2 - 620, (straight.top + straight.bottom) / 2 - 450
    middle = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    meant = (
        620 + x * np.cos(angle) - y * np.sin(angle),
        450 + x * np.sin(angle) + y * np.cos(angle),
    )
    assert middle == pytest.approx(meant, abs=6)


@needs_engine
@needs_font
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_on_its_side_or_head_is_turned(degrees: int) -> None:
    document = read_image(written(page().rotate(degrees, expand=True)), "a.png", DEFAULT)
    assert cells(document) == [list(row) for row in ROWS]
    upright = box_of(read_image(written(page()), "a.png", DEFAULT), "18,570.21")
    box = box_of(document, "18,570.21")
    wide, high = box.right - box.left, box.bottom - box.top
    assert (wide > high) == (degrees == 180)
    if degrees == 180:
        assert box.left == pytest.approx(1240 - upright.right, abs=8)
        assert box.top == pytest.approx(900 - upright.bottom, abs=8)


@needs_engine
@needs_font
def test_a_photograph_that_says_how_it_was_held_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter clockwise
    held = page().rotate(90, expand=True)
    document = read_image(written(held, "JPEG", quality=90, exif=exif), "a.jpg", DEFAULT)
    left = box_of(document, "18,570.21").left
    assert left == pytest.approx(_LEFT + 2 * _WIDE + 12, abs=8)


@needs_engine
@needs_font
def test_pages_of_a_tiff_follow_one_another() -> None:
    first, second = page(ROWS[:3]), page((("单位", "2021年", "2022年"), *ROWS[3:]))
    data = written(first, "TIFF", save_all=True, append_images=[second])
    document = read_image(data, "a.tif", DEFAULT)
    assert {origin.page for origin in document.origins} == {1, 2}
    assert document.text.index("19,206.99") < document.text.index("96.68%")


@needs_engine
@needs_font
def test_pages_of_a_pdf_are_read_in_points_of_the_page() -> None:
    file = io.BytesIO()
    page().save(file, "PDF", resolution=_DPI)
    (content,) = page_contents(file.getvalue(), [1], DEFAULT)
    assert (content.number, round(content.width)) == (1, round(1240 * 72 / _DPI))
    word = next(word for word in content.words if word.text == "18,570.21")
    assert word.box.left == pytest.approx((_LEFT + 2 * _WIDE + 12) * 72 / _DPI, abs=4)
    assert len(word.edges) == len(word.text) + 1
    assert len(content.rulings) >= 10


@needs_engine
@needs_font
def test_a_page_that_cannot_be_made_out_has_a_note() -> None:
    """As of 33 dpi: letters of five pixels."""
    small = page().resize((270, 196), Image.Resampling.BOX)
    blurred = small.resize((1240, 900), Image.Resampling.BICUBIC)
    document = read_image(written(blurred), "a.png", DEFAULT)
    assert any("第1页识别质量差" in note.zh for note in document.notes)


_PLAIN = written(Image.new("RGB", (600, 600), "white"))


@pytest.mark.parametrize(
    ("data", "most", "said"),
    [
        pytest.param(_PLAIN, 100_000, "600 × 600", id="too many pixels"),
        pytest.param(
            written(Image.new("1", (30_000, 30_000))), 200_000_000, "178,956,970", id="a bomb"
        ),
        pytest.param(written(Image.new("RGB", (299, 900))), 10**9, "299 × 900", id="a logo"),
        pytest.param(_PLAIN[:200], 10**9, "损坏", id="cut off"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"x" * 99, 10**9, "损坏", id="not what it says"),
        pytest.param(b"II*\x00" + bytes(60), 10**9, "损坏", id="a TIFF without pages"),
    ],
)
@needs_engine
def test_what_is_too_large_too_small_or_damaged_is_refused(
    data: bytes, most: int, said: str
) -> None:
    with pytest.raises(UnreadableReport) as caught:
        read_image(data, "图.png", replace(DEFAULT, pixels=most))
    assert said in caught.value.in_("zh")
    assert caught.value.hint


@needs_engine
def test_too_many_pages_are_refused() -> None:
    sheet = Image.new("1", (400, 400), 1)
    data = written(sheet, "TIFF", save_all=True, append_images=[sheet] * 3)
    with pytest.raises(UnreadableReport, match="4"):
        read_image(data, "a.tif", replace(DEFAULT, pages=3))


@needs_engine
def test_an_empty_page_has_no_text() -> None:
    assert read_image(_PLAIN, "a.png", DEFAULT).text == ""


@needs_engine
def test_the_engine_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a connection was asked for")

    monkeypatch.setattr(socket.socket, "connect", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    reader = Engine()
    white = np.full((48, 200, 3), 255, np.uint8)
    assert reader.lines(white) == []
    assert reader.read(white).text == ""
    assert all("rapidocr" in path.parts for path in weights())


def test_a_missing_engine_is_named_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    assert not available()
    with pytest.raises(UnreadableReport) as caught:
        loaded.__wrapped__()
    assert "performance-report-extractor[ocr]" in caught.value.hint


def _glyphs(text: str, gaps: list[float]) -> Glyphs:
    """Characters of `text` with `gaps` in em between their ink."""
    starts, ends, at = [], [], 0.0
    for char, gap in zip(text, [*gaps, 0.0], strict=True):
        starts.append(at)
        at += 45.0 if char.isascii() else 85.0
        ends.append(at)
        at += gap * 100
    centres = tuple((a + b) / 2 / at for a, b in zip(starts, ends, strict=True))
    said = Reading(text, (1.0,) * len(text), centres, frozenset())
    return Glyphs(said, tuple(starts), tuple(ends), 100.0)


@pytest.mark.parametrize(
    ("text", "gaps", "found"),
    [
        ("5次94%", [0.1, 0.34, 0.08, 0.06], [2]),
        ("3005", [0.08, 0.08, 0.36], [3]),
        ("163", [0.57, 0.6], []),  # full-width digits
        ("13.8", [0.1, 0.3, 0.2], []),
        ("率环境", [0.37, 0.12], [1]),
        ("完成，", [0.1, 0.4], []),
        ("11家", [0.33, 0.2], []),
    ],
)
def test_a_gap_is_a_space_by_what_stands_beside_it(
    text: str, gaps: list[float], found: list[int]
) -> None:
    assert list(spaces(_glyphs(text, gaps))) == found


@pytest.mark.parametrize(
    ("text", "gap", "read"),
    [("5%0的", 0.05, "5‰的"), ("5%0的", 0.3, "5%0的"), ("5%05", 0.05, "5%05"), ("5%", 0.0, "5%")],
)
def test_a_sign_for_thousandths_is_put_together_and_doubtful(
    text: str, gap: float, read: str
) -> None:
    line = with_permille(_glyphs(text, [gap] * (len(text) - 1)))
    assert line.reading.text == read
    assert len(line.starts) == len(line.ends) == len(line.reading.scores) == len(read)
    assert ("‰" in read) == (min(line.reading.scores) < 0.8)


@pytest.mark.parametrize(
    ("text", "wide", "doubtful"),
    [("18,570", 3, {3}), ("18,570", None, set()), ("1.84%，低", 5, {4, 5}), ("84%低", 3, {2, 3})],
)
def test_ink_that_no_character_accounts_for_makes_a_figure_doubtful(
    text: str, wide: int | None, doubtful: set[int]
) -> None:
    line = _glyphs(text, [0.1] * (len(text) - 1))
    if wide is not None:
        ends = list(line.ends)
        ends[wide] = line.starts[wide] + 120
        line = line._replace(ends=tuple(ends))
    scores = doubted(line).reading.scores
    assert {at for at, score in enumerate(scores) if score < 0.8} == doubtful


def test_broken_and_double_lines_are_one_and_strokes_are_none() -> None:
    sheet = np.full((400, 700, 3), 255, np.uint8)
    for y in (100, 200, 300):
        sheet[y : y + 2, 50:650] = 0
    sheet[104:106, 50:650] = 0  # the first is double
    sheet[200:202, 300:305] = 255  # the second is broken
    for x in (50, 350, 648):
        sheet[100:302, x : x + 2] = 0
    sheet[150:152, 100:160] = 0  # a stroke that meets nothing
    found = rules(sheet, 22.0)
    assert [round(line.at / 100) for line in sorted(found.flat, key=lambda line: line.at)] == [
        1,
        2,
        3,
    ]
    assert [round(line.at) for line in sorted(found.upright, key=lambda line: line.at)] == [
        50,
        350,
        648,
    ]
    assert all(line.start == pytest.approx(50, abs=3) for line in found.flat)


@needs_font
@pytest.mark.parametrize("angle", [-4.0, -0.7, 0.0, 0.4, 3.0])
def test_the_tilt_of_a_page_is_measured(angle: float) -> None:
    tilted = page().rotate(-angle, Image.Resampling.BICUBIC, fillcolor="white")
    assert tilt(np.asarray(tilted)) == pytest.approx(angle, abs=0.1)


_points = st.tuples(st.floats(0, 900), st.floats(0, 600))


@given(count=st.integers(0, 7), point=_points)
def test_quarters_put_points_back_where_pixels_were(count: int, point: tuple[float, float]) -> None:
    image = np.zeros((600, 900, 3), np.uint8)
    turned, turn = quarters(image, count)
    x, y = turn.at(*point)
    assert turned.shape[:2] == ((600, 900) if count % 2 == 0 else (900, 600))
    again = quarters(turned, -count)[1].at(x, y)
    assert again == pytest.approx(point)


@given(
    one=st.builds(Turn, *[st.floats(-2, 2) for _ in range(6)]),
    two=st.builds(Turn, *[st.floats(-2, 2) for _ in range(6)]),
    point=_points,
)
def test_turns_follow_one_another(one: Turn, two: Turn, point: tuple[float, float]) -> None:
    assert two.after(one).at(*point) == pytest.approx(two.at(*one.at(*point)), abs=1e-6)


def test_what_runs_down_the_page_has_a_box_and_no_edges() -> None:
    box = Box(10, 20, 40, 30)
    run = Run("28家", Origin(span=Span(0, 0), page=1, box=box, edges=(10, 20, 30, 40)))
    turn = quarters(np.zeros((100, 200, 3), np.uint8), 1)[1]
    back = put_back(DraftParagraph((run,)), {1: turn})
    assert isinstance(back, DraftParagraph)
    at = back.runs[0].at
    assert at.box == Box(20, 60, 30, 90) and at.edges == ()
    assert put_back(DraftParagraph((run,)), {2: turn}) == DraftParagraph((run,))


@needs_engine
def test_a_file_whose_next_page_is_damaged_is_refused() -> None:
    out = io.BytesIO()
    Image.new("L", (400, 400), 255).save(out, "TIFF")
    data = bytearray(out.getvalue())
    directory = int.from_bytes(data[4:8], "little")
    after = directory + 2 + 12 * int.from_bytes(data[directory : directory + 2], "little")
    data[after : after + 4] = len(data).to_bytes(4, "little")  # a second page, of which
    data += struct.pack("<HHHIII", 1, 999, 3, 1, 0, 0)  # nothing but a tag unheard of is said
    with pytest.raises(UnreadableReport, match="损坏"):
        read_bytes(bytes(data), "扫描.tif")


@needs_engine
def test_a_strip_is_no_page() -> None:
    out = io.BytesIO()
    Image.new("L", (300, 6_001), 255).save(out, "PNG")
    with pytest.raises(UnreadableReport, match="不像一页纸"):
        read_bytes(out.getvalue(), "扫描.png")
