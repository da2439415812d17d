"""Bytes to text: byte-order mark, strict UTF-8, UTF-16 without a mark, a guess, GB18030."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from extractor.reading.kinds import looks_utf16
from extractor.records import Text

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16-LE, whose mark it starts with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A guess is taken only for these; anything else that a short text "is" is a false friend
# (a nine-character GBK string passes as utf_16_be and as big5).
_GUESSES = frozenset({"gb18030", "gbk", "gb2312", "big5", "big5hkscs", "cp950"})


class Decoded(NamedTuple):
    text: str  # without byte-order mark, line ends as they are
    encoding: str
    notes: tuple[Text, ...]


def decode(data: bytes) -> Decoded:
    """Decode a whole file; never raises: damaged bytes become U+FFFD and a note."""
    for mark, codec in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], codec)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", ())
    except UnicodeDecodeError:
        pass
    if codec16 := looks_utf16(data):
        return _lenient(data, codec16)
    try:
        return Decoded(data.decode("gb18030"), "gb18030", ())
    except UnicodeDecodeError:
        return _guess(data)


def _guess(data: bytes) -> Decoded:
    from charset_normalizer import from_bytes  # 0.1 s to import; rarely needed

    best = from_bytes(data, cp_isolation=sorted(_GUESSES)).best()
    if best is not None:
        try:
            return Decoded(data.decode(best.encoding), best.encoding, ())
        except UnicodeDecodeError:
            pass
    # Mostly valid UTF-8 with a few broken bytes is damaged UTF-8, not GB18030.
    as_utf8 = data.decode("utf-8", errors="replace")
    damaged = as_utf8.count("\ufffd")
    as_gb = data.decode("gb18030", errors="replace")
    return (
        _noted(as_utf8, "utf-8") if damaged <= as_gb.count("\ufffd") else _noted(as_gb, "gb18030")
    )


def _lenient(data: bytes, codec: str) -> Decoded:
    try:
        return Decoded(data.decode(codec), codec, ())
    except UnicodeDecodeError:
        return _noted(data.decode(codec, errors="replace"), codec)


def _noted(text: str, codec: str) -> Decoded:
    count = text.count("\ufffd")
    first = text.find("\ufffd")
    line = text.count("\n", 0, first) + 1
    note = Text(
        f"按 {codec} 解码时有 {count} 处字节损坏(首处在第{line}行),已标为 \ufffd;请核对原文件。",
        f"{count} damaged bytes while decoding as {codec} (first in line {line}), shown as \ufffd; "
        "check the original file.",
    )
    return Decoded(text, codec, (note,))
