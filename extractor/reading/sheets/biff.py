"""The records of an xls file ([MS-XLS] 2.1.4), walked once before any library opens it.

Libraries make an object of every cell, blank ones included; here they are only counted. Text
boxes are read on the way, since no library gives them.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_HEAD = struct.Struct("<HH")
# Record types: [MS-XLS] 2.3.2.
_BOUNDSHEET, _FILEPASS, _CONTINUE, _OBJ, _TXO = 0x85, 0x2F, 0x3C, 0x5D, 0x1B6
_BOFS = (0x809, 0x409, 0x209, 0x09)
_CELLS = frozenset({0x06, 0x203, 0x204, 0x205, 0x27E, 0xFD, 0xD6, 0x02, 0x03, 0x04, 0x05, 0x206})
_MUL_RK, _MUL_BLANK = 0xBD, 0xBE
_MANY = {_MUL_RK: 6, _MUL_BLANK: 2}  # bytes a cell, behind six others
_WORKSHEET = 0  # BoundSheet8.dt
_NOTE = 0x19  # FtCmo.ot: a comment
_BLANKS = 10  # blank cells cost a tenth of others: a type and a style, no value


@dataclass(slots=True)
class Records:
    locked: bool = False
    cells: int = 0
    boxes: list[list[str]] = field(default_factory=list)  # of each worksheet, in order


def stream_of(data: bytes) -> bytes:
    """The Workbook or Book stream of an OLE container."""
    import olefile  # 0.1 s to import

    with olefile.OleFileIO(io.BytesIO(data)) as container:
        for name in ("Workbook", "Book"):
            if container.exists(name):
                return bytes(container.openstream(name).read())
    raise ValueError("no Workbook stream")


def walk(stream: bytes, most: int) -> Records:
    """What the records say, as far as they go; no further than `most` cells."""
    found = Records()
    sheets: list[int] = []  # where the worksheets begin
    boxes: dict[int, list[str]] = {}
    sheet = -1
    blanks = kind = 0
    for at, code, start, size in _records(stream):
        if code in _BOFS:
            sheet = at
        elif code in _CELLS or code in _MANY:
            count = (size - 6) // _MANY[code] if code in _MANY else 1
            if code == _MUL_BLANK:
                blanks += count
            else:
                found.cells += count
            if found.cells + blanks // _BLANKS > most:
                found.cells = most + 1
                return found
        elif code == _FILEPASS:
            found.locked = True
            return found
        elif code == _BOUNDSHEET and size >= 6 and stream[start + 5] == _WORKSHEET:
            sheets.append(struct.unpack_from("<I", stream, start)[0])
        elif code == _OBJ and size >= 6:
            (kind,) = struct.unpack_from("<H", stream, start + 4)
        elif code == _TXO and size >= 12 and kind != _NOTE:
            boxes.setdefault(sheet, []).extend(_text(stream, at).splitlines())
    found.boxes = [[t.strip() for t in boxes.get(at, []) if t.strip()] for at in sheets]
    return found


def _records(stream: bytes, at: int = 0) -> Iterator[tuple[int, int, int, int]]:
    """(offset, type, offset of the content, its size) of each record."""
    end = len(stream)
    while at + 4 <= end:
        code, size = _HEAD.unpack_from(stream, at)
        if at + 4 + size > end:
            return
        yield at, code, at + 4, size
        at += 4 + size


def _text(stream: bytes, at: int) -> str:
    """The text of the TXO record at `at`: it stands in the Continue records behind it, each
    with a byte that says whether its characters have one byte or two ([MS-XLS] 2.4.329).
    """
    records = _records(stream, at)
    _, _, start, _ = next(records)
    (left,) = struct.unpack_from("<H", stream, start + 10)
    said = []
    for _, code, start, size in records:
        if code != _CONTINUE or left <= 0 or size < 2:
            break
        wide = stream[start] & 1
        raw = stream[start + 1 : start + size]
        text = raw.decode("utf-16-le" if wide else "latin-1", errors="replace")[:left]
        said.append(text)
        left -= len(text)
    return "".join(said)
