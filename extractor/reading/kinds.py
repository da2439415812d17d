"""What a file is, told by its first bytes. A name proves nothing."""

from __future__ import annotations

from enum import Enum

from extractor.records import Text

_SAMPLE = 1 << 16
# Bytes that no text encoding of ours uses, NUL apart: C0 controls without \t \n \v \f \r and ESC.
_CONTROLS = frozenset(range(0x20)) - {0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B}
_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")


class Kind(Enum):
    """The value is what a user is told."""

    TEXT = Text("文本", "text")
    EMPTY = Text("空文件", "an empty file")
    ZIP = Text(
        "zip 容器(docx、xlsx、wps 或压缩包)", "a zip container (docx, xlsx, wps, an archive)"
    )
    OLE = Text("OLE 容器(doc、xls 或 wps)", "an OLE container (doc, xls or wps)")
    PDF = Text("PDF", "a PDF")
    IMAGE = Text("图片", "an image")
    PACKED = Text("压缩文件", "a compressed file")
    BINARY = Text("二进制文件", "a binary file")


_MAGIC: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", Kind.ZIP),
    (b"PK\x05\x06", Kind.ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Kind.OLE),
    (b"%PDF-", Kind.PDF),
    (b"\x89PNG\r\n\x1a\n", Kind.IMAGE),
    (b"\xff\xd8\xff", Kind.IMAGE),
    (b"GIF8", Kind.IMAGE),
    (b"II*\x00", Kind.IMAGE),
    (b"MM\x00*", Kind.IMAGE),
    (b"\x1f\x8b", Kind.PACKED),
    (b"7z\xbc\xaf\x27\x1c", Kind.PACKED),
    (b"Rar!", Kind.PACKED),
)


def kind_of(data: bytes) -> Kind:
    """The kind of a whole file; UTF-16 with or without a byte-order mark is text."""
    if not data.strip(b"\x00 \t\r\n"):
        return Kind.EMPTY
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    sample = data[:_SAMPLE]
    if sample.startswith(_BOMS):
        return Kind.TEXT
    nul_even, nul_odd = sample[0::2].count(0), sample[1::2].count(0)
    if nul_even or nul_odd:
        return Kind.TEXT if looks_utf16(sample) else Kind.BINARY
    controls = sum(sample.count(byte) for byte in _CONTROLS)
    return Kind.BINARY if controls > len(sample) // 100 else Kind.TEXT


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
