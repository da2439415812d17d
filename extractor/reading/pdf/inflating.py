"""PDF streams that unpack to absurd sizes are refused before a library unpacks them.

pdfium unpacks a stream whole: three kilobytes packed twice took 2.5 GB. Here compressed streams are
unpacked in small pieces that are thrown away, only to be counted. Filters are those of ISO 32000-1,
7.4; of these only Flate packs densely enough to matter. Streams of encrypted files show nothing.
"""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator

from extractor.errors import UnreadableReport
from extractor.reading.limits import Limits
from extractor.records import Text

_STREAM = re.compile(rb"\bstream\r?\n")
_FILTER = re.compile(rb"/(FlateDecode|Fl|ASCII85Decode|A85|ASCIIHexDecode|AHx)(?![A-Za-z])")
_IMAGE = re.compile(rb"/Subtype\s*/Image")
_DICTIONARY = 2_048  # bytes before a stream that may say how it is packed
_PIECE = 1 << 20
_LAYERS = 3  # filters one upon the other; real files have two
_PART = 4  # one stream that is no image may take this part of what the file may unpack to


def refuse_bombs(data: bytes, name: str, limits: Limits) -> None:
    """Raise `UnreadableReport` if the streams of `data` unpack to more than `limits` allow."""
    total = 0
    for found in _STREAM.finditer(data):
        about = data[max(0, found.start() - _DICTIONARY) : found.start()]
        about = about[about.rfind(b"obj") + 1 :]
        filters = _FILTER.findall(about)
        size = 0
        for piece in _unpacked(data, found.end(), filters):
            size += len(piece)
            share = 1 if _IMAGE.search(about) else _PART
            if size > limits.unpacked // share or total + size > limits.unpacked:
                raise _too_big(name, limits)
        total += size
        if len(filters) > _LAYERS:
            raise _too_big(name, limits)


def _unpacked(data: bytes, start: int, filters: Iterable[bytes]) -> Iterator[bytes]:
    """The content of the stream at `start` in pieces, `filters` undone in their order."""
    end = data.find(b"endstream", start)
    end = len(data) if end < 0 else end
    pieces: Iterator[bytes] = (data[at : min(at + _PIECE, end)] for at in range(start, end, _PIECE))
    unpacking = False
    for filter_ in filters:
        if filter_ in (b"FlateDecode", b"Fl"):
            pieces, unpacking = _inflated(pieces), True
        elif not unpacking:  # text that holds binary data, never larger than itself
            pieces = iter([_plain(b"".join(pieces), filter_)])
    if unpacking:
        yield from pieces


def _plain(packed: bytes, filter_: bytes) -> bytes:
    try:
        if filter_ in (b"ASCII85Decode", b"A85"):
            return base64.a85decode(packed.split(b"~>")[0].strip())
        return bytes.fromhex(packed.split(b">")[0].decode("ascii"))
    except ValueError:  # not what it says: pdfium will not unpack it either
        return b""


def _inflated(pieces: Iterable[bytes]) -> Iterator[bytes]:
    unpack = zlib.decompressobj()
    try:
        for piece in pieces:
            rest = piece
            while rest and not unpack.eof:
                out = unpack.decompress(rest, _PIECE)
                rest = unpack.unconsumed_tail
                if out:
                    yield out
    except zlib.error:  # damaged: what can be unpacked was counted
        return


def _too_big(name: str, limits: Limits) -> UnreadableReport:
    return UnreadableReport(
        Text(
            f"{name}: PDF 里的数据解压后大得不正常(整个文件最多 {limits.unpacked:,} 字节)",
            f"{name}: data in the PDF unpacks to an absurd size (at most {limits.unpacked:,} bytes "
            "for the whole file)",
        ),
        hint=Text(
            "正常的报告没有这么大,请确认文件来源,或拆成单份报告",
            "no report is so large: check where the file comes from, or split it",
        ),
    )
