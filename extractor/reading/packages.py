"""Zip files and the packages made of them (docx, xlsx): opened only if they are what they say.

Every member's true size is counted, a chunk at a time, before anything is unpacked: the sizes in
a zip's directory are claims of whoever wrote it, and libraries allocate by them or without them.
What `checked_zip` returns is safe to hand to any library, as bytes or as a `ZipFile`.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from extractor.errors import UnreadableReport
from extractor.reading.limits import Limits
from extractor.records import Text

# Of APPNOTE.TXT: 4.3.7 and 4.3.12 (signatures), 4.4.4 (flags), 4.4.5 (methods).
_ENTRY = b"PK\x01\x02"
_LOCAL = 30  # bytes of a local header before its name
_ENCRYPTED = 0x1
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # all that packages use, ECMA-376-2 annex B
_CHUNK = 1 << 20
_HARMLESS = 1 << 20  # bytes; a smaller member may be packed as tightly as it likes
_OUTSIDE = re.compile(r"[/\\]|[A-Za-z]:|(?:.*[/\\])?\.\.(?:[/\\]|$)", re.S)

_DAMAGED = Text(
    "文件可能没有下载完整;请重新获取,或用 Office、WPS 打开后另存",
    "the download may be incomplete; get it again, or open it in Office or WPS and save it anew",
)
_SPLIT = Text(
    "请确认文件来源可靠;如确是报告,请拆分后再运行",
    "is its source to be trusted? if it is a report indeed, split it and run again",
)


def checked_zip(data: bytes, name: str, limits: Limits) -> zipfile.ZipFile:
    """`data` opened as a zip within `limits`; the caller closes it.

    Raises `UnreadableReport` for what is damaged, locked, too much, or names a place outside.
    """
    # Before the directory is parsed: `ZipFile` makes an object of each entry.
    entries = data.count(_ENTRY)
    if entries > limits.members:
        raise _over(
            name,
            Text(f"{entries:,} 个成员", f"{entries:,} members"),
            Text(f"最多 {limits.members:,} 个", f"at most {limits.members:,}"),
        )
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # BadZipFile, and struct, Unicode and OS errors of damaged ones
        raise UnreadableReport(
            Text(f"{name}: zip 结构损坏:{error}", f"{name}: damaged as a zip: {error}"),
            hint=_DAMAGED,
        ) from error
    try:
        _check(archive, data, name, limits)
    except UnreadableReport:
        archive.close()
        raise
    return archive


def read_member(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    """The bytes of `member` of the report called `name`. `KeyError` where there is none."""
    info = archive.getinfo(member)
    try:
        return archive.read(info)
    except Exception as error:  # a wrong checksum, damaged deflate, a header elsewhere
        raise UnreadableReport(
            Text(f"{name}: 其中的 {member} 损坏:{error}", f"{name}: {member} is damaged: {error}"),
            hint=_DAMAGED,
        ) from error


def _check(archive: zipfile.ZipFile, data: bytes, name: str, limits: Limits) -> None:
    members = archive.infolist()
    for info in members:
        _check_header(info, name)
        size, packed = info.file_size, max(1, info.compress_size)
        if size > _HARMLESS and size > limits.ratio * packed:
            raise _over(
                name,
                Text(
                    f"成员 {info.filename} 压缩比 {size // packed:,}",
                    f"member {info.filename} is packed {size // packed:,} to 1",
                ),
                Text(f"最多 {limits.ratio:,}", f"at most {limits.ratio:,}"),
            )
    most = Text(f"最多 {limits.unpacked:,} 字节", f"at most {limits.unpacked:,} bytes")
    claimed = sum(info.file_size for info in members)
    if claimed > limits.unpacked:
        raise _over(
            name,
            Text(f"解压后 {claimed:,} 字节", f"{claimed:,} bytes when unpacked"),
            most,
        )
    for info in members:
        if _true_size(info, data) > info.file_size:
            raise _over(
                name,
                Text(
                    f"成员 {info.filename} 解压后超过自称的 {info.file_size:,} 字节",
                    f"member {info.filename} unpacks to more than the {info.file_size:,} bytes it claims",
                ),
                Text("不超过", "no more"),
            )


def _check_header(info: zipfile.ZipInfo, name: str) -> None:
    member = info.filename
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableReport(
            Text(f"{name}: 其中的 {member} 有密码", f"{name}: {member} in it has a password"),
            hint=Text("请先去掉密码再运行", "remove the password and run again"),
        )
    if info.compress_type not in _METHODS:
        raise UnreadableReport(
            Text(
                f"{name}: 其中的 {member} 压缩方法为 {info.compress_type},应为 0 或 8(deflate)",
                f"{name}: {member} is packed by method {info.compress_type}, expected 0 or 8 (deflate)",
            ),
            hint=Text("请重新打包为普通 zip", "pack it again as a plain zip"),
        )
    if _OUTSIDE.match(member):
        raise UnreadableReport(
            Text(
                f"{name}: 成员名 {member} 指向压缩包之外",
                f"{name}: the member name {member} points outside of the archive",
            ),
            hint=_SPLIT,
        )


def _true_size(info: zipfile.ZipInfo, data: bytes) -> int:
    """Bytes that a member unpacks to, counted no further than just past what it claims.

    Damaged data count as far as they go: whether that matters is known when the member is read.
    """
    header = data[info.header_offset : info.header_offset + _LOCAL]
    if len(header) < _LOCAL:
        return 0
    start = info.header_offset + _LOCAL
    start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    packed = memoryview(data)[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        return len(packed)
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    size, at = 0, 0
    pending = b""
    try:
        while size <= info.file_size and not stream.eof:
            if not pending:
                pending = bytes(packed[at : at + _CHUNK])
                at += len(pending)
                if not pending:
                    break
            size += len(stream.decompress(pending, _CHUNK))
            pending = stream.unconsumed_tail
    except zlib.error:
        pass
    return size


def _over(name: str, got: Text, most: Text) -> UnreadableReport:
    return UnreadableReport(
        Text(f"{name}: {got.zh},{most.zh}", f"{name}: {got.en}, expected {most.en}"), hint=_SPLIT
    )
