"""Kinds are told by content: real files of every kind under wrong names, and texts that pretend."""

from __future__ import annotations

import io
import struct
import time
import zipfile
from collections.abc import Callable
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import docx
import openpyxl
import pytest
import xlwt  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from extractor.errors import UnreadableReport
from extractor.reading import READERS, Kind, read_bytes
from extractor.reading.kinds import kind_of

HTML = '<html><head><meta charset="{}"></head><body><p>预算执行率96.68%</p></body></html>'


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    made = io.BytesIO()
    save(made)
    return made.getvalue()


def _xls() -> bytes:
    book = xlwt.Workbook()
    book.add_sheet("自评表").write(0, 0, "执行率")
    return _saved(book.save)


def _ole(stream: str) -> bytes:
    """A compound file with one stream of this name: that of xlwt, called otherwise."""
    old, new = ("Workbook\0".encode("utf-16-le"), f"{stream}\0".encode("utf-16-le"))
    data = _xls()
    at = data.index(old)
    entry = new.ljust(64, b"\0") + struct.pack("<H", len(new))
    return data[:at] + entry + data[at + len(entry) :]


def _pdf() -> bytes:
    def draw(file: io.BytesIO) -> None:
        canvas = Canvas(file)
        canvas.drawString(72, 720, "96.68%")
        canvas.save()

    return _saved(draw)


def _image(format_: str) -> bytes:
    return _saved(lambda file: Image.new("RGB", (40, 20), "white").save(file, format_))


def _zip(**members: str) -> bytes:
    def pack(file: io.BytesIO) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            for name, text in members.items():
                archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)

    return _saved(pack)


def _mht() -> bytes:
    whole = MIMEMultipart("related", type="text/html")
    whole["From"] = "<Saved by a browser>"
    whole["Subject"] = "=?utf-8?B?5oql5ZGK?="
    whole.attach(MIMEText(HTML.format("utf-8"), "html", "utf-8"))
    return whole.as_bytes()


FILES: dict[str, tuple[bytes, Kind]] = {
    "docx": (_saved(docx.Document().save), Kind.DOCX),
    "xlsx": (_saved(openpyxl.Workbook().save), Kind.XLSX),
    "xls": (_xls(), Kind.XLS),
    "doc": (_ole("WordDocument"), Kind.DOC),
    "ppt": (_ole("PowerPoint Document"), Kind.SLIDES),
    "locked": (_ole("EncryptedPackage"), Kind.LOCKED),
    "msi": (_ole("Something"), Kind.OLE),
    "xlsb": (_zip(**{"xl__workbook.bin": ""}), Kind.XLSB),
    "pptx": (_zip(ppt__presentation_xml="<p/>"), Kind.SLIDES),
    "ofd": (_zip(OFD_xml="<OFD/>", Doc_0__Document_xml="<D/>"), Kind.OFD),
    "odt": (_zip(mimetype="application/vnd.oasis.opendocument.text"), Kind.ODT),
    "ods": (_zip(mimetype="application/vnd.oasis.opendocument.spreadsheet"), Kind.ODS),
    "epub": (_zip(mimetype="application/epub+zip"), Kind.ARCHIVE),
    "zip": (_zip(a="1", b="2"), Kind.ARCHIVE),
    "pdf": (_pdf(), Kind.PDF),
    "pdf after a header": (b"HTTP/1.1 200 OK\r\n\r\n" + _pdf(), Kind.PDF),
    "rtf": (rb"{\rtf1\ansi\ansicpg936 \u39044?}", Kind.RTF),
    **{one: (_image(one), Kind.IMAGE) for one in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")},
    "html": (HTML.format("utf-8").encode(), Kind.HTML),
    "html in GBK": (HTML.format("gbk").encode("gbk"), Kind.HTML),
    "html in UTF-16": (HTML.format("utf-16").encode("utf-16"), Kind.HTML),
    "html in UTF-16 without a mark": (HTML.encode("utf-16-le"), Kind.HTML),
    "html with a doctype": (b"\xef\xbb\xbf \n<!DOCTYPE html PUBLIC 'x'>\n<p>1", Kind.HTML),
    "html of a saved page": (b"<!-- saved from url=(0014)about:internet -->\r\n<HTML>1", Kind.HTML),
    "xhtml": (b"<?xml version='1.0' encoding='gbk'?><!-- x --><html xmlns='x'>1", Kind.HTML),
    "xls that is a table": (b"<style>td{}</style><table><tr><td>1</table>\r\n", Kind.HTML),
    "part of a page": (b'<div class="a"><p>1</p></div>', Kind.HTML),
    "mht": (_mht(), Kind.MHTML),
    "eml of one part": (MIMEText("<p>1", "html").as_bytes(), Kind.MHTML),
    "Excel 2003 XML": (
        b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>\n'
        b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
        Kind.OFFICE_XML,
    ),
    "gzip": (b"\x1f\x8b\x08\x00" + bytes(9), Kind.PACKED),
    "7z": (b"7z\xbc\xaf\x27\x1c\x00\x04", Kind.PACKED),
    "rar": (b"Rar!\x1a\x07\x01\x00", Kind.PACKED),
    "nothing": (b"", Kind.EMPTY),
    "blanks": (b"\x00\x00 \r\n\t", Kind.EMPTY),
    "bytes": (bytes(range(256)) * 4, Kind.BINARY),
    "text": ("预算执行率96.68%\n".encode(), Kind.TEXT),
    "text in GBK": ("预算执行率96.68%\n".encode("gbk"), Kind.TEXT),
    "text in UTF-16": ("预算执行率96.68%\n".encode("utf-16"), Kind.TEXT),
    "text in UTF-32": ("预算执行率96.68%\n".encode("utf-32"), Kind.TEXT),
}


@pytest.mark.parametrize(("data", "kind"), FILES.values(), ids=FILES)
def test_the_kind_of_real_files(data: bytes, kind: Kind) -> None:
    assert kind_of(data) is kind


@pytest.mark.parametrize(
    "text",
    [
        "<p>一、基本情况</p>\n全年预算数100万元。\n",
        "<table>\n| 指标 | 值 |\n正文在表后,共12项。\n",
        "正文\n<html>\n<body>\n<p>x</p></body></html>\n",
        "# 报告\n<!DOCTYPE html>\n",
        "<!-- 草稿 -->\n# 报告\n完成12项。\n",
        "<12个月的项目共3个,>12个月的共4个。",
        "<报告>\n全文\n",
        "<div>说明\n</div>\n全年完成12项。\n",
        "BM25算法用于检索,共12项。",
        "BMW 采购3辆。" + "\n正文" * 20,
        "MM年度目标:12项。",
        "II*级指标12项",
        "GIF89a是一种图片格式,共12张图片。",
        "GIF8 files",
        "Rar!是压缩格式",
        "7z文件12个",
        "PK赛12场",
        "RIFFxxxxWAVE 12",
        "本系统导出%PDF-1.7格式的文件12份。",
        "From: 张三\nTo: 李四\n\n执行率96.68%",
        "Content-Type: multipart/related 是邮件的头\n12项",
        "MIME-Version: 1.0\n执行率96.68%\n",
        "项目:河道整治\n金额:12万元\n",
    ],
    ids=lambda text: text[:20].replace("\n", "↵"),
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030"])
def test_texts_that_look_like_something_else_stay_texts(text: str, codec: str) -> None:
    assert kind_of(text.encode(codec)) is Kind.TEXT


def test_a_name_proves_nothing() -> None:
    for name in ("r.docx", "r.pdf", "r.txt", "r"):
        assert read_bytes(FILES["text"][0], name).format == "text"
        assert read_bytes(FILES["html in GBK"][0], name).format == "html"


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in READERS])
def test_a_kind_without_a_reader_is_named_with_what_to_do(kind: Kind) -> None:
    data = next((data for data, one in FILES.values() if one is kind), None)
    if data is None:
        pytest.skip("no such file here")
    with pytest.raises(UnreadableReport) as caught:
        read_bytes(data, "r.x")
    assert kind.value.zh in caught.value.in_("zh")
    assert caught.value.hint


@given(st.binary(max_size=600))
def test_any_bytes_have_a_kind(data: bytes) -> None:
    assert isinstance(kind_of(data), Kind)


@given(st.sampled_from([data for data, _ in FILES.values() if data]), st.data())
def test_any_damage_leaves_a_kind(data: bytes, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, min(len(data), 2_000) - 1))
    put = draw.draw(st.binary(max_size=8))
    assert isinstance(kind_of(data[:at] + put + data[at + len(put) :]), Kind)
    assert isinstance(kind_of(data[:at]), Kind)


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "<!---->",
            "<!-- -->",
            "<!--",
            "<?xml ",
            "<?xml?>",
            "<![if x]>",
            "<!doctype ",
            "<",
            " ",
            "\n",
        ),
        *(
            "a:\n",
            "a-b: c\n",
            "mime-version: x\n",
            "content-type:",
            "\n ",
            "<a ",
            "</a",
            "%PDF-",
            "BM",
            "\0a",
        ),
    ],
    ids=repr,
)
def test_telling_the_kind_is_linear(unit: str) -> None:
    for head in ("", "<table>", "<!DOCTYPE", "MIME-Version: 1.0\n"):
        data = (head + unit * ((1 << 18) // len(unit))).encode()
        started = time.perf_counter()
        kind_of(data)
        assert time.perf_counter() - started < 1
