"""Folders of reports as zip files: which reports are in one, and the bytes of one of them.

Nothing is written to disk, so the names in a zip are only names: they are made safe to show and to
be keys of results. Zips made by Windows in China have names in GBK and say nothing of it (APPNOTE
4.4.4, bit 11 off); Python reads those as cp437.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from extractor.errors import UnreadableReport
from extractor.reading import SUFFIXES
from extractor.reading.kinds import package_of
from extractor.reading.limits import Limits
from extractor.records import Text

_ENTRY = b"PK\x01\x02"  # of the directory, APPNOTE 4.3.12
_CHUNK = 1 << 20
_HARMLESS = 1 << 20  # bytes; a smaller member may be packed as tightly as it likes
_UTF8, _ENCRYPTED = 0x800, 0x1  # APPNOTE 4.4.4
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029:*?\"<>|]")
_LONGEST = 120  # characters of one part of a name
_UNTRUSTED = Text(
    "请确认文件来源可靠;如确是报告,请解压后给出其中的文件",
    "is its source to be trusted? if it holds reports indeed, unpack it and give the files",
)
_REPACK = Text("请解压后给出其中的文件", "unpack it and give the files in it")


class Member(NamedTuple):
    """A report in a zip. `name` is its path with `/`, through zips in the zip; each is distinct."""

    name: str
    size: int  # bytes, as the zip says


@dataclass(slots=True)
class _Budget:
    """What all zips of one file may hold together."""

    name: str  # of the outermost
    limits: Limits
    entries: int = 0
    unpacked: int = 0
    known: set[str] = field(default_factory=set)

    def open(self, file: BinaryIO) -> zipfile.ZipFile:
        """`file` as a zip, its entries counted before any is made an object of."""
        self.entries += _entries(file)
        if self.entries > self.limits.members:
            raise self.over(
                Text(f"{self.entries:,} 个文件", f"{self.entries:,} files"),
                Text(f"{self.limits.members:,} 个", f"{self.limits.members:,}"),
            )
        try:
            return zipfile.ZipFile(file)
        except Exception as error:  # BadZipFile, and struct, Unicode and OS errors of damaged ones
            raise UnreadableReport(
                Text(
                    f"{self.name}: zip 结构损坏:{error}", f"{self.name}: damaged as a zip: {error}"
                ),
                hint=Text("文件可能没有下载完整,请重新获取", "get it again: it may be incomplete"),
            ) from error

    def take(self, size: int) -> None:
        self.unpacked += size
        if self.unpacked > self.limits.unpacked:
            raise self.over(
                Text(f"解压后 {self.unpacked:,} 字节", f"{self.unpacked:,} bytes when unpacked"),
                Text(f"{self.limits.unpacked:,} 字节", f"{self.limits.unpacked:,}"),
            )

    def distinct(self, name: str) -> str:
        path = PurePosixPath(name)
        made, count = name, 1
        while made in self.known:
            count += 1
            made = str(path.with_name(f"{path.stem} ({count}){path.suffix}"))
        self.known.add(made)
        return made

    def over(self, got: Text, most: Text) -> UnreadableReport:
        return UnreadableReport(
            Text(
                f"{self.name}: 压缩包内{got.zh},最多 {most.zh}",
                f"{self.name}: {got.en} in the archive, expected at most {most.en}",
            ),
            hint=_UNTRUSTED,
        )


class _Found(NamedTuple):
    member: Member
    archive: zipfile.ZipFile
    info: zipfile.ZipInfo


def members(source: Path | bytes, name: str, limits: Limits) -> tuple[Member, ...]:
    """The reports in a zip, by suffix as in a folder, in the order of the zip.

    None for an Office document, which is a zip too. `UnreadableReport` for what is damaged or
    over a limit.
    """
    with _opened(source, name, limits) as file:
        return tuple(found.member for found in _walk(file, _Budget(name, limits)))


def member_bytes(source: Path | bytes, name: str, member: str, limits: Limits) -> bytes:
    """The bytes of the member that `members` calls `member`. Raises `UnreadableReport`."""
    with _opened(source, name, limits) as file:
        for found in _walk(file, _Budget(name, limits)):
            if found.member.name == member:
                return _unpacked(found.archive, found.info, f"{name}/{member}", limits)
    raise UnreadableReport(
        Text(f"{name}: 里面没有 {member}", f"{name}: {member} is not in it"),
        hint=Text("压缩包可能已被改动,请重新运行", "the archive may have changed; run again"),
    )


def only_report(data: bytes, name: str, limits: Limits) -> bytes:
    """The bytes of the one report in a zip; `UnreadableReport` where there is not exactly one."""
    found = members(data, name, limits) if limits.depth > 0 else ()
    if len(found) == 1:
        return member_bytes(data, name, found[0].name, limits)
    said = Text("没有报告", "no report") if not found else _counted(len(found))
    raise UnreadableReport(
        Text(f"{name}: zip 压缩包里{said.zh}", f"{name}: a zip archive with {said.en} in it"),
        hint=Text(
            f"文件名以 .zip 结尾时,run 会逐份读出其中的报告({' '.join(SUFFIXES)})",
            "where its name ends with .zip, `run` reads each of the reports in it"
            f" ({' '.join(SUFFIXES)})",
        ),
    )


def _counted(count: int) -> Text:
    return Text(f"有 {count} 份报告", f"{count} reports")


def _opened(source: Path | bytes, name: str, limits: Limits) -> BinaryIO:
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        size = source.stat().st_size
        if size > limits.size:
            raise _too_big(name, size, limits)
        return source.open("rb")
    except OSError as error:
        raise UnreadableReport(
            Text(f"{name}: 读不了:{error.strerror}", f"{name}: cannot be read: {error.strerror}")
        ) from error


def _entries(file: BinaryIO) -> int:
    """Entries of the directory, and what looks like one: never fewer than `ZipFile` makes."""
    count, end = 0, b""
    file.seek(0)
    while block := file.read(_CHUNK):
        block = end + block
        count += block.count(_ENTRY)
        end = block[-3:]
    file.seek(0)
    return count


def _walk(file: BinaryIO, budget: _Budget, inside: str = "", depth: int = 0) -> Iterator[_Found]:
    with budget.open(file) as archive:
        if package_of(archive) is not None:
            return
        for info in archive.infolist():
            name = _name(info)
            if info.filename.endswith("/") or _skipped(name):
                continue
            suffix = PurePosixPath(name).suffix.lower()
            if suffix not in SUFFIXES:
                continue
            budget.take(info.file_size)
            name = inside + name
            if suffix == ".zip" and depth < budget.limits.depth:
                yield from _nested(archive, info, name, budget, depth)
            else:
                yield _Found(Member(budget.distinct(name), info.file_size), archive, info)


def _nested(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, budget: _Budget, depth: int
) -> Iterator[_Found]:
    """The reports of a zip in a zip; one that does not open stands for itself, to be told of."""
    try:
        data = _unpacked(archive, info, name, budget.limits)
    except UnreadableReport:
        data = b""
    if not _is_folder(data):
        yield _Found(Member(budget.distinct(name), info.file_size), archive, info)
        return
    yield from _walk(io.BytesIO(data), budget, f"{budget.distinct(name)}/", depth + 1)


def _is_folder(data: bytes) -> bool:
    """Whether `data`, called a zip, opens and is no Office document."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return package_of(archive) is None
    except Exception:  # its reader says what is wrong with it
        return False


def _name(info: zipfile.ZipInfo) -> str:
    """The path of a member as its maker wrote it, made safe to be shown and to be a key."""
    name = info.orig_filename
    if not info.flag_bits & _UTF8:
        name = _renamed(name)
    parts = (_ODD.sub("_", part).strip()[-_LONGEST:] for part in name.replace("\\", "/").split("/"))
    return "/".join(part for part in parts if part not in {"", ".", ".."})


def _renamed(name: str) -> str:
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for codec in ("utf-8", "gb18030"):  # zips made by macOS are in UTF-8 without the bit
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return name


def _skipped(name: str) -> bool:
    """What a system leaves in folders: ._ files of macOS, locks of Office (~$), hidden ones."""
    parts = name.split("/")
    return not name or any(part.startswith((".", "~$")) or part == "__MACOSX" for part in parts)


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, limits: Limits) -> bytes:
    """The bytes of one member, no more than it claims and than may be."""
    size, packed = info.file_size, max(1, info.compress_size)
    if info.flag_bits & _ENCRYPTED:
        raise UnreadableReport(
            Text(f"{name}: 压缩包有密码", f"{name}: its archive has a password"),
            hint=Text("请解压后给出其中的文件", "unpack it and give the files in it"),
        )
    if size > limits.size:
        raise _too_big(name, size, limits)
    if size > _HARMLESS and size > limits.ratio * packed:
        raise UnreadableReport(
            Text(
                f"{name}: 压缩比 {size // packed:,},最多 {limits.ratio:,}",
                f"{name}: packed {size // packed:,} to 1, expected at most {limits.ratio:,}",
            ),
            hint=_UNTRUSTED,
        )
    try:
        with archive.open(info) as member:  # gives no more than `size` bytes, and checks the sum
            return b"".join(iter(lambda: member.read(_CHUNK), b""))
    except Exception as error:  # a wrong checksum, damaged data, a method that is not supported
        raise UnreadableReport(
            Text(f"{name}: 在压缩包里已损坏:{error}", f"{name}: damaged in its archive: {error}"),
            hint=_REPACK,
        ) from error


def _too_big(name: str, size: int, limits: Limits) -> UnreadableReport:
    return UnreadableReport(
        Text(
            f"{name}: {size:,} 字节,最多 {limits.size:,} 字节",
            f"{name}: {size:,} bytes, expected at most {limits.size:,}",
        ),
        hint=_REPACK,
    )
