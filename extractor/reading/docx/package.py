"""The parts of a docx that are read, and how one leads to the next.

A package that Word opens is read even where it is not quite what the standard asks: parts that
a relationship names and that are not there (`NULL` as a target is a known habit of converters),
relationships without a file of their own. What is outside of the file is never looked for.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable
from functools import cache
from urllib.parse import unquote

from extractor.errors import UnreadableReport
from extractor.reading.docx.markup import DamagedPart, Element, attribute, name, parse
from extractor.reading.limits import Limits
from extractor.reading.packages import checked_zip, read_member
from extractor.records import Text

_USUAL = "word/document.xml"
_PART_MAX = 256 << 20  # bytes of XML in one part; a tree in memory takes some six times as many
_MENDED = Text(
    "请用 Word 或 WPS 打开后另存为 docx 再运行;打不开则请重新获取文件",
    "open it in Word or WPS and save it anew as docx; if that fails, get the file again",
)


class Package:
    """One docx, open as long as its `with`."""

    def __init__(self, data: bytes, file_name: str, limits: Limits) -> None:
        self.file_name = file_name
        self.archive: zipfile.ZipFile = checked_zip(data, file_name, limits)
        self.members = {info.filename: info.file_size for info in self.archive.infolist()}
        self.damaged: list[str] = []  # parts that a document can be read without
        self.main = ""
        self.relations: Callable[[str], dict[str, tuple[str, str]]] = cache(self._relations)

    def __enter__(self) -> Package:
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()

    def document(self) -> Element:
        """The root of the main part. Raises `UnreadableReport`."""
        self.main = next(iter(self.targets("", "officeDocument")), _USUAL)
        if self.main not in self.members:
            self.main = _USUAL
        if self.main not in self.members:
            raise UnreadableReport(
                Text(
                    f"{self.file_name}: 其中没有正文(应有 {_USUAL})",
                    f"{self.file_name}: no document in it (expected {_USUAL})",
                ),
                hint=_MENDED,
            )
        try:
            root = self._parsed(self.main)
        except DamagedPart as error:
            raise UnreadableReport(
                Text(
                    f"{self.file_name}: 正文 {self.main} 不是完好的 XML:{error}",
                    f"{self.file_name}: {self.main} is not sound XML: {error}",
                ),
                hint=_MENDED,
            ) from error
        if name(root) != "w:document":
            raise UnreadableReport(
                Text(
                    f"{self.file_name}: {self.main} 的根元素是 {root.tag},应为 w:document",
                    f"{self.file_name}: the root of {self.main} is {root.tag}, expected w:document",
                ),
                hint=_MENDED,
            )
        return root

    def part(self, kind: str) -> Element | None:
        """The root of the part that the document names as its styles, numbering, …"""
        usual = f"{posixpath.dirname(self.main)}/{kind}.xml"
        return self.root(next(iter(self.targets(self.main, kind)), usual))

    def root(self, member: str) -> Element | None:
        """The root of a part that is not needed; damage is remembered and reads as absence."""
        if member not in self.members:
            return None
        try:
            return self._parsed(member)
        except (DamagedPart, UnreadableReport):
            self.damaged.append(member)
            return None

    def targets(self, member: str, kind: str) -> list[str]:
        """The members that `member` relates to by `kind`, the last part of a type's address."""
        return [
            target for _, (said, target) in sorted(self.relations(member).items()) if said == kind
        ]

    def _relations(self, member: str) -> dict[str, tuple[str, str]]:
        """Id -> (kind, member) of the inner relationships of `member`; of the package for ""."""
        folder, base = posixpath.split(member)
        root = self.root(posixpath.join(folder, "_rels", f"{base}.rels"))
        found: dict[str, tuple[str, str]] = {}
        for relation in root if root is not None else ():
            mode, target = relation.get("TargetMode"), relation.get("Target")
            if name(relation) != "pr:Relationship" or mode == "External" or not target:
                continue
            kind = (relation.get("Type") or "").rpartition("/")[2]
            path = posixpath.normpath(posixpath.join("/", folder, unquote(target)))
            found[relation.get("Id") or ""] = (kind, path.lstrip("/"))
        return found

    def related(self, element: Element) -> str:
        """The member that `r:id` of an element of the document names, "" if none."""
        return self.relations(self.main).get(attribute(element, "r:id") or "", ("", ""))[1]

    def _parsed(self, member: str) -> Element:
        size = self.members[member]
        if size > _PART_MAX:
            raise UnreadableReport(
                Text(
                    f"{self.file_name}: {member} 有 {size:,} 字节,最多 {_PART_MAX:,} 字节",
                    f"{self.file_name}: {member} has {size:,} bytes, expected at most {_PART_MAX:,}",
                ),
                hint=Text("请把文件拆成单份报告", "split the file into single reports"),
            )
        return parse(read_member(self.archive, member, self.file_name))
