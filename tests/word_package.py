"""Small Word packages written by hand, for mark-up that no library writes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_OFFICE = "http://schemas.openxmlformats.org"
SPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "w": f"{_OFFICE}/wordprocessingml/2006/main",
        "m": f"{_OFFICE}/officeDocument/2006/math",
        "r": f"{_OFFICE}/officeDocument/2006/relationships",
        "mc": f"{_OFFICE}/markup-compatibility/2006",
        "wp": f"{_OFFICE}/drawingml/2006/wordprocessingDrawing",
        "a": f"{_OFFICE}/drawingml/2006/main",
        "pic": f"{_OFFICE}/drawingml/2006/picture",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "o": "urn:schemas-microsoft-com:office:office",
    }.items()
)
_RELATION = f"{_OFFICE}/officeDocument/2006/relationships"


def part(root: str, content: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {SPACES}>{content}</w:{root}>'.encode()


def relations(*targets: tuple[str, str, str]) -> bytes:
    """(id, kind, target) of each."""
    said = "".join(
        f'<Relationship Id="{at}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for at, kind, target in targets
    )
    space = f"{_OFFICE}/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{said}</Relationships>'.encode()


def package(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def docx(body: str, **parts: str) -> bytes:
    """A document with `body` and with styles=…, numbering=…, footnotes=…, header=…, footer=…"""
    kinds = {"header": "hdr", "footer": "ftr"}
    named = {kind: part(kinds.get(kind, kind), content) for kind, content in parts.items()}
    return package(
        {
            "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
            "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relations(
                *((f"{kind}1", kind, f"{kind}.xml") for kind in named)
            ),
            **{f"word/{kind}.xml": data for kind, data in named.items()},
        }
    )


def text(said: str) -> str:
    return f'<w:t xml:space="preserve">{said}</w:t>'


def run(said: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr>{text(said)}</w:r>"


def paragraph(*content: str, properties: str = "") -> str:
    """`content` is mark-up, or text where it has none."""
    inner = "".join(one if one.startswith("<") else run(one) for one in content)
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def cell(*content: str, properties: str = "") -> str:
    inner = "".join(one if one.startswith("<") else paragraph(one) for one in content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    inner = "".join(one if one.startswith("<") else cell(one) for one in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows: str, widths: tuple[int, ...] = ()) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def numbered(which: int, at: int = 0) -> str:
    """The properties of a paragraph of a list."""
    return f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{which}"/></w:numPr>'


def level(at: int, form: str, said: str, more: str = "", start: int | None = 1) -> str:
    begin = "" if start is None else f'<w:start w:val="{start}"/>'
    return (
        f'<w:lvl w:ilvl="{at}">{begin}<w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{said}"/>'
        "</w:lvl>"
    )


def lists(*kinds: str, overrides: Mapping[int, tuple[int, str]] | None = None) -> str:
    """`word/numbering.xml`: list n of kind n from 1, then `overrides`: list -> (kind, mark-up)."""
    made = "".join(
        f'<w:abstractNum w:abstractNumId="{at}">{levels}</w:abstractNum>'
        for at, levels in enumerate(kinds, 1)
    )
    plain = {at: (at, "") for at in range(1, len(kinds) + 1)}
    for which, (kind, more) in {**plain, **(overrides or {})}.items():
        made += f'<w:num w:numId="{which}"><w:abstractNumId w:val="{kind}"/>{more}</w:num>'
    return made
