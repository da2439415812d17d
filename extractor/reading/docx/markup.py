"""WordprocessingML as short names: `w:p` whichever of its two namespaces a file is written in.

ECMA-376 has a transitional form, which Word writes, and a strict one with other namespaces; the
elements are the same. XML is parsed here alone: no DTD, no entities, nothing fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from lxml import etree

Element = etree._Element

_OFFICE = "http://schemas.openxmlformats.org"
_STRICT = "http://purl.oclc.org/ooxml"
_SPACES = {
    f"{_OFFICE}/wordprocessingml/2006/main": "w",
    f"{_STRICT}/wordprocessingml/main": "w",
    f"{_OFFICE}/officeDocument/2006/math": "m",
    f"{_STRICT}/officeDocument/math": "m",
    f"{_OFFICE}/drawingml/2006/main": "a",
    f"{_STRICT}/drawingml/main": "a",
    f"{_OFFICE}/drawingml/2006/wordprocessingDrawing": "wp",
    f"{_STRICT}/drawingml/wordprocessingDrawing": "wp",
    f"{_OFFICE}/drawingml/2006/picture": "pic",
    f"{_STRICT}/drawingml/picture": "pic",
    f"{_OFFICE}/drawingml/2006/chart": "c",
    f"{_STRICT}/drawingml/chart": "c",
    f"{_OFFICE}/drawingml/2006/diagram": "dgm",
    f"{_STRICT}/drawingml/diagram": "dgm",
    f"{_OFFICE}/markup-compatibility/2006": "mc",
    f"{_OFFICE}/officeDocument/2006/relationships": "r",
    f"{_STRICT}/officeDocument/relationships": "r",
    f"{_OFFICE}/package/2006/relationships": "pr",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}
_BY_PREFIX: dict[str, tuple[str, ...]] = {
    prefix: tuple(space for space, short in _SPACES.items() if short == prefix)
    for prefix in set(_SPACES.values())
}
_OFF = frozenset({"0", "false", "off"})
_DIGITS = 9  # of the numbers that Word writes; more is damage


class DamagedPart(Exception):
    """XML that cannot be read; the message is for both languages."""


def parse(data: bytes) -> Element:
    """The root of `data`. libxml2 itself holds text to 10 MB and depth to 256."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedPart(str(error)) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DamagedPart("DTD")  # ECMA-376-2, 8.2.2: not allowed in a package
    return root


def name(element: Element) -> str:
    """`w:p`; the local name behind a colon for a namespace that is not known; "" for an entity."""
    tag = element.tag
    return _short(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=4096)
def _short(tag: str) -> str:
    space, _, local = tag.rpartition("}")
    return f"{_SPACES.get(space[1:], '')}:{local}"


def attribute(element: Element | None, attribute_name: str) -> str | None:
    """The value of `w:val` and the like; a name without a prefix is one without a namespace."""
    if element is None:
        return None
    prefix, colon, local = attribute_name.partition(":")
    if not colon:
        return element.get(prefix)
    for space in _BY_PREFIX[prefix]:
        value = element.get(f"{{{space}}}{local}")
        if value is not None:
            return value
    return None


def child(element: Element | None, *path: str) -> Element | None:
    """The first child, or by more names the first grandchild in it."""
    for step in path:
        if element is None:
            return None
        element = next((one for one in element if name(one) == step), None)
    return element


def descendants(element: Element, *names: str) -> Iterator[Element]:
    return (one for one in element.iter() if name(one) in names)


def value(element: Element | None, *path: str) -> str | None:
    """`w:val` of the element at `path`."""
    return attribute(child(element, *path), "w:val")


def number(text: str | None) -> int | None:
    """A whole number as Word writes it; None for anything else."""
    if text is None:
        return None
    digits = text.removeprefix("-").removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or len(digits) > _DIGITS:
        return None
    return -int(digits) if text.startswith("-") else int(digits)


def switch(element: Element | None, *path: str) -> bool | None:
    """An on-off property; None where nothing is said (ECMA-376-1, 17.17.4)."""
    found = child(element, *path)
    if found is None:
        return None
    return (attribute(found, "w:val") or "1").lower() not in _OFF


def branch(alternate: Element) -> Element | None:
    """The one branch of `mc:AlternateContent` that is read: the first that holds text.

    Word writes a text box twice, as DrawingML for itself and as VML for its older versions.
    """
    options = [one for one in alternate if name(one) in ("mc:Choice", "mc:Fallback")]
    for option in options:
        if any(one.text for one in descendants(option, "w:t", "m:t", "a:t", "w:sym")):
            return option
    return options[0] if options else None
