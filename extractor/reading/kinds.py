"""What a file is, told by its content. A name proves nothing."""

from __future__ import annotations

import io
import re
import zipfile
from enum import Enum

from extractor.reading.limits import DEFAULT
from extractor.records import Text

_SAMPLE = 1 << 16
# Bytes that no text encoding of ours uses, NUL apart: C0 controls without \t \n \v \f \r and ESC.
_CONTROLS = frozenset(range(0x20)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B}
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


class Kind(Enum):
    """The value is what a user is told."""

    TEXT = Text("文本", "text")
    EMPTY = Text("空文件", "an empty file")
    DOCX = Text("Word 文档(docx)", "a Word document (docx)")
    DOC = Text("旧版 Word 或 WPS 文档(doc、wps)", "an old Word or WPS document (doc, wps)")
    RTF = Text("RTF 文档", "an RTF document")
    ODT = Text("ODF 文档(odt)", "an ODF document (odt)")
    XLSX = Text("Excel 工作簿(xlsx)", "an Excel workbook (xlsx)")
    XLSB = Text("Excel 二进制工作簿(xlsb)", "a binary Excel workbook (xlsb)")
    XLS = Text("旧版 Excel 或 WPS 表格(xls、et)", "an old Excel or WPS workbook (xls, et)")
    ODS = Text("ODF 表格(ods)", "an ODF spreadsheet (ods)")
    PDF = Text("PDF", "a PDF")
    HTML = Text("网页(html)", "a web page (html)")
    MHTML = Text("单文件网页(mht)", "a web page in one file (mht)")
    IMAGE = Text("图片", "an image")
    ARCHIVE = Text("zip 压缩包", "a zip archive")
    SLIDES = Text("演示文稿(ppt、pptx)", "slides (ppt, pptx)")
    OFD = Text("OFD 版式文档", "an OFD document")
    LOCKED = Text("有密码的 Office 文件", "an Office file with a password")
    OLE = Text("OLE 容器,不是 Word 或 Excel", "an OLE container, neither Word nor Excel")
    OFFICE_XML = Text("Office 2003 XML 文件", "an Office 2003 XML file")
    PACKED = Text("压缩文件(不是 zip)", "a compressed file (not zip)")
    BINARY = Text("二进制文件", "a binary file")


_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", Kind.ARCHIVE),
    (b"PK\x05\x06", Kind.ARCHIVE),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"%PDF-", Kind.PDF),
    (b"{\\rtf", Kind.RTF),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"\x1f\x8b\x08", Kind.PACKED),  # gzip
    (b"7z\xbc\xaf\x27\x1c", Kind.PACKED),
    (b"Rar!\x1a\x07", Kind.PACKED),
)
# Images whose first bytes are letters: "BM" may begin a text.
_IMAGES = (
    re.compile(
        rb"GIF8[79]a.{0,6}\x00", re.S
    ),  # sizes of less than 256 and the pixel ratio have NULs
    # BITMAPFILEHEADER: size, four reserved bytes that are 0, offset; then the length of the next
    # header: OS/2 1 and 2, Windows 3 to 5.
    re.compile(rb"BM.{4}\x00{4}.{4}[\x0c\x10\x28\x34\x38\x40\x6c\x7c]\x00{3}", re.S),
    re.compile(rb"RIFF.{4}WEBP", re.S),
)
# A member that only this kind of package has (ECMA-376 part 2, ODF 1.3 part 2, GB/T 33190-2016).
_MEMBERS: tuple[tuple[str, Kind], ...] = (
    ("word/document.xml", Kind.DOCX),
    ("word/document2.xml", Kind.DOCX),  # of Word for the web
    ("xl/workbook.xml", Kind.XLSX),
    ("xl/workbook.bin", Kind.XLSB),
    ("ppt/presentation.xml", Kind.SLIDES),
    ("OFD.xml", Kind.OFD),
)
_ODF = {
    b"application/vnd.oasis.opendocument.text": Kind.ODT,
    b"application/vnd.oasis.opendocument.spreadsheet": Kind.ODS,
}
# The stream that holds the document ([MS-DOC] 2.1, [MS-XLS] 2.1, [MS-PPT] 2.1, [MS-OFFCRYPTO] 1.3).
_STREAMS: tuple[tuple[str, Kind], ...] = (
    ("EncryptedPackage", Kind.LOCKED),
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.XLS),
    ("Book", Kind.XLS),
    ("PowerPoint Document", Kind.SLIDES),
)
_TAG = re.compile(rb"<([a-z][a-z0-9]{0,20})(?=[\s/>])", re.I)
# What only a web page begins with. A text may begin with <p>, left over by a conversion.
_PAGE = frozenset({b"html", b"head", b"body", b"meta", b"frameset"})
# What a page without a head begins with, which then ends as it begins: a table that a system
# calls report.xls, the copied part of a page.
_FRAGMENT = frozenset(
    {b"article", b"center", b"div", b"form", b"link", b"main", b"script", b"section", b"style"}
    | {b"table", b"title"}
)
_ENDS = re.compile(rb"(?:</[a-z][a-z0-9]{0,20}\s{0,9}>|-->)\s*\Z", re.I)
_DOCTYPE = re.compile(rb"<!doctype\s{1,9}html\b[^>]{0,400}>", re.I)
_OFFICE_XML = re.compile(
    rb"<\?mso-application|urn:schemas-microsoft-com:office:(?:spreadsheet|word)"
    rb"|schemas\.microsoft\.com/office/(?:word/2003/wordml|2006/xmlPackage)"
)
_HEADER = re.compile(rb"([\w-]{2,40}):[ \t]{0,9}(.{0,400})")
_MULTIPART = re.compile(rb"multipart/(?:related|mixed|alternative)|text/html", re.I)
_HEADERS = 60  # of an e-mail at most before its MIME headers


def kind_of(data: bytes) -> Kind:
    """The kind of a whole file; UTF-16 with or without a byte-order mark is text."""
    if not data.strip(b"\x00 \t\r\n"):
        return Kind.EMPTY
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            look = _INSIDE.get(kind)
            return look(data) if look else kind
    if any(image.match(data) for image in _IMAGES):
        return Kind.IMAGE
    if _late_pdf(data):
        return Kind.PDF
    sample = data[:_SAMPLE]
    kind = _text_or_binary(sample)
    return _marked_up(sample, data[-_SAMPLE:]) if kind is Kind.TEXT else kind


def _late_pdf(data: bytes) -> bool:
    """ISO 32000-1, annex H: a header within 1,024 bytes is one. A text may speak of %PDF-1.7."""
    return bool(re.search(rb"%PDF-\d", data[:1024])) and (b"startxref" in data or b" obj" in data)


def package_of(archive: zipfile.ZipFile) -> Kind | None:
    """The kind of document that a zip is, None for a zip of files, or too damaged to tell."""
    names = set(archive.namelist())
    for member, kind in _MEMBERS:
        if member in names:
            return kind
    if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
        try:
            return _ODF.get(archive.read("mimetype").strip())
        except (
            Exception
        ):  # zlib's, struct's and others of damaged ones: a reader says what is wrong
            return None
    return None


def _packed(data: bytes) -> Kind:
    if data.count(b"PK\x01\x02") > DEFAULT.members:  # an object each; `packages` says so
        return Kind.ARCHIVE
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return package_of(archive) or Kind.ARCHIVE
    except Exception:  # of many classes, for damaged zips; their reader says what is wrong
        return Kind.ARCHIVE


def _compound(data: bytes) -> Kind:
    import olefile  # 0.1 s to import

    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            for stream, kind in _STREAMS:
                if container.exists(stream):
                    return kind
    except Exception:  # damaged containers raise errors of many classes
        pass
    return Kind.OLE


_INSIDE = {Kind.ARCHIVE: _packed, Kind.OLE: _compound}


def _text_or_binary(sample: bytes) -> Kind:
    if sample.startswith(_BOMS):
        return Kind.TEXT
    nul_even, nul_odd = sample[0::2].count(0), sample[1::2].count(0)
    if nul_even or nul_odd:
        return Kind.TEXT if looks_utf16(sample) else Kind.BINARY
    controls = sum(sample.count(byte) for byte in _CONTROLS)
    return Kind.BINARY if controls > len(sample) // 100 else Kind.TEXT


def _marked_up(sample: bytes, end: bytes) -> Kind:
    """A text with tags in it is text; one that begins as a web page is a web page."""
    plain = sample.replace(b"\x00", b"").lstrip(b"\xff\xfe\xef\xbb\xbf")
    at, declared = _prologue(plain)
    if declared:
        return Kind.HTML
    tag = _TAG.match(plain, at)
    name = tag.group(1).lower() if tag else b""
    if name in _PAGE:
        return Kind.HTML
    if _OFFICE_XML.search(plain[:2_000]) and plain.startswith(b"<"):
        return Kind.OFFICE_XML
    if name in _FRAGMENT and _ENDS.search(end.replace(b"\x00", b"")[-200:]):
        return Kind.HTML
    return Kind.MHTML if _enveloped(plain) else Kind.TEXT


def _prologue(plain: bytes) -> tuple[int, bool]:
    """Where the first element may begin, after what stands before it: comments, an XML
    declaration, <!DOCTYPE>; and whether one was met that declares HTML.
    """
    at = 0
    while True:
        at = _past_space(plain, at)
        if plain.startswith(b"<!--", at):
            end, length = plain.find(b"-->", at), 3
        elif plain.startswith((b"<?", b"<!["), at):
            end, length = plain.find(b">", at), 1
        else:
            return at, bool(_DOCTYPE.match(plain, at))
        if end < 0:
            return at, False
        at = end + length


def _past_space(plain: bytes, at: int) -> int:
    found = re.compile(rb"\s*").match(plain, at)
    return found.end() if found else at


def _enveloped(plain: bytes) -> bool:
    """Whether a text begins with the headers of a MIME message that holds a web page."""
    versioned = paged = False
    for line in plain.lstrip().splitlines()[:_HEADERS]:
        if line[:1] in (b" ", b"\t"):
            continue
        header = _HEADER.match(line)
        if header is None:
            break
        key = header.group(1).lower()
        versioned |= key == b"mime-version"
        paged |= key == b"content-type" and bool(_MULTIPART.match(header.group(2)))
    return versioned and paged


def looks_utf16(sample: bytes) -> str | None:
    """The byte order of UTF-16 text without a mark, or None.

    Text of a report has line breaks, digits or spaces: ASCII, so one byte of the pair is NUL
    for them in one and the same position (the other position has few: 一 is U+4E00), and the
    decoded text holds no controls.
    """
    even = sample[: len(sample) // 2 * 2]
    for codec, zeros, other in (
        ("utf-16-le", even[1::2].count(0), even[0::2].count(0)),
        ("utf-16-be", even[0::2].count(0), even[1::2].count(0)),
    ):
        if zeros > 2 * other:
            text = even.decode(codec, errors="replace")
            bad = sum(1 for c in text if (ord(c) < 0x20 and c not in "\t\n\r\f") or c == "\ufffd")
            if bad <= len(text) // 100:
                return codec
    return None
