"""The parts of a workbook's package (xlsx, xlsb): relations, small parts as trees, text boxes.

ECMA-376-2 (packages) and ECMA-376-1 part 1, 8 and 20.5 (drawings). Relations that lead out of the
package are not followed.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Callable, Iterator
from typing import NamedTuple
from xml.parsers import expat

from lxml import etree

from extractor.reading.packages import read_member

_TREE_MAX = 64 << 20  # bytes of a part that is read as a tree, which takes ten times its size


class Related(NamedTuple):
    kind: str  # the last word of its type: worksheet, drawing
    part: str


class Package:
    def __init__(self, archive: zipfile.ZipFile, name: str) -> None:
        self.archive = archive
        self.name = name  # of the report
        self.parts = set(archive.namelist())

    def of_kind(self, part: str, kind: str) -> str:
        """The part of one kind that `part` is related to; "" if there is none."""
        found = (one.part for one in self.related(part).values() if one.kind == kind)
        return next((one for one in found if one in self.parts), "")

    def related(self, part: str) -> dict[str, Related]:
        """What a part names as related to it, by id; links out of the package are left out."""
        folder, file = posixpath.split(part)
        relations = f"{folder}/_rels/{file}.rels"
        if relations not in self.parts:
            return {}
        return {
            entry.get("Id", ""): Related(
                entry.get("Type", "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, entry.get("Target", ""))).lstrip(
                    "/"
                ),
            )
            for entry in self.tree(relations).iterfind("{*}Relationship")
            if entry.get("TargetMode") != "External"
        }

    def tree(self, part: str) -> etree._Element:
        if self.archive.getinfo(part).file_size > _TREE_MAX:
            raise ValueError(f"{part}: more than {_TREE_MAX:,} bytes")
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
        )
        return etree.fromstring(read_member(self.archive, part, self.name), parser)

    def stream(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None],
        data: Callable[[str], None],
    ) -> None:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = data
        parser.StartDoctypeDeclHandler = _no_doctype
        with self.archive.open(part) as file:
            parser.ParseFile(file)

    def boxes(self, part: str) -> list[str]:
        """The paragraphs of the text boxes that are drawn on a sheet."""
        drawing = self.of_kind(part, "drawing")
        return list(_boxes(self.tree(drawing))) if drawing else []


def _no_doctype(*_: object) -> None:
    raise ValueError("a DOCTYPE, which no part of a package may have")  # ECMA-376-2 6.2.5


def _boxes(drawing: etree._Element) -> Iterator[str]:
    """The paragraphs of text boxes and shapes, of two renderings of one shape the first."""
    for paragraph in drawing.iter("{*}p"):
        above = {etree.QName(parent).localname for parent in paragraph.iterancestors()}
        if "Fallback" in above or "txBody" not in above:
            continue
        pieces = [
            " " if etree.QName(piece).localname == "br" else piece.text or ""
            for piece in paragraph.iter("{*}t", "{*}br")
        ]
        if text := "".join(pieces).strip():
            yield text
