"""Packages: what is unpacked is counted first, and what lies is refused by name."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import replace

import pytest

from extractor.errors import UnreadableReport
from extractor.reading.limits import DEFAULT
from extractor.reading.packages import checked_zip, read_member

SMALL = replace(DEFAULT, unpacked=1 << 20, members=5)


def _zip(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def _lying() -> bytes:
    """A member of 8 MB that claims to have as many bytes as it is packed to."""
    zeros = b"\0" * (8 << 20)
    data = _zip(("a.xml", zeros))
    packed = len(zlib.compress(zeros, 6)) - 6  # without header and checksum of zlib
    return data.replace((8 << 20).to_bytes(4, "little"), packed.to_bytes(4, "little"))


def _flagged(data: bytes) -> bytes:
    """With the bit for encryption set in both headers of the only member."""
    local, entry = bytearray(data), data.index(b"PK\x01\x02")
    local[6] |= 1
    local[entry + 8] |= 1
    return bytes(local)


def test_what_is_within_the_limits_is_opened() -> None:
    data = _zip(("word/document.xml", b"<a/>"), ("b/", b""), ("c..d", b"x"), ("e", b"\0" * 1000))
    with checked_zip(data, "r.docx", SMALL) as archive:
        assert read_member(archive, "word/document.xml", "r.docx") == b"<a/>"
        with pytest.raises(KeyError):
            read_member(archive, "none", "r.docx")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (_zip(("a", b"x"))[:-30], "damaged as a zip"),
        (b"PK\x03\x04", "damaged as a zip"),
        (_zip(*((str(i), b"") for i in range(6))), "6 members, expected at most 5"),
        (_zip(("a", b"\x01" * (1 << 19)), ("b", b"12" * (1 << 19))), "1,572,864 bytes"),
        (_zip(("a", b"\0" * (2 << 20))), "to 1, expected at most 1,000"),
        (_lying(), "more than the"),
        (_flagged(_zip(("a", b"x"))), "a in it has a password"),
        (_zip(("a", b"x"), method=zipfile.ZIP_LZMA), "method 14"),
        (_zip(("../a", b"x")), "outside"),
        (_zip(("b/../../a", b"x")), "outside"),
        (_zip(("/a", b"x")), "outside"),
        (_zip(("C:\\a", b"x")), "outside"),
        (_zip(("b\\..\\a", b"x")), "outside"),
    ],
    ids=[
        "cut",
        "empty",
        "members",
        "unpacked",
        "ratio",
        "lying",
        "password",
        "method",
        "up",
        "up-in-between",
        "absolute",
        "drive",
        "backslash",
    ],
)
def test_what_is_not_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableReport) as caught:
        checked_zip(data, "r.docx", SMALL)
    assert said in caught.value.in_("en")
    assert caught.value.in_("zh").startswith("r.docx: ")
    assert caught.value.hint


def test_a_damaged_member_does_not_keep_the_others_from_being_read() -> None:
    data = _zip(("a", b"first"), ("b", b"second" * 100))
    at = data.index(b"first") if b"first" in data else data.index(b"a", 30) + 1
    broken = data[:at] + b"\xff\xff" + data[at + 2 :]
    with checked_zip(broken, "r.zip", SMALL) as archive:
        assert read_member(archive, "b", "r.zip") == b"second" * 100
        with pytest.raises(UnreadableReport, match="a 损坏"):
            read_member(archive, "a", "r.zip")
