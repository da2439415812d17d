"""Web pages in one file (MHTML, RFC 2557), as browsers, Word and Excel save them; e-mails too."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from typing import NamedTuple
from urllib.parse import unquote

from lxml.html import HtmlElement, document_fromstring

from extractor.errors import UnreadableReport
from extractor.reading.draft import Draft, finish
from extractor.reading.html import blocks_in
from extractor.reading.html_tree import decoded, parsed
from extractor.reading.limits import Limits
from extractor.records import Document, Text

_MAX_PARTS = 1_000  # pages; a workbook has one a sheet, a page one a frame
_FRAMES = ("frame", "iframe")
_TABS = "tabstrip.htm"  # Excel's page of the names of sheets


class _Page(NamedTuple):
    names: tuple[str, ...]  # what a frame calls it: cid:…, its address
    root: HtmlElement


def read_mhtml(data: bytes, name: str, limits: Limits) -> Document:
    """A web page with its frames as a `Document`. Raises `UnreadableReport`."""
    parts = _parts(data, name)
    pages: list[_Page] = []
    notes: list[Text] = []
    encoding = "utf-8"
    for part in parts[:_MAX_PARTS]:
        payload = part.get_payload(decode=True)
        said = decoded(payload if isinstance(payload, bytes) else b"", name, limits, _charset(part))
        encoding = encoding if pages else said.encoding
        root, deep = parsed(said.text)
        notes += [*said.notes, *deep]
        if root is not None:
            pages.append(_Page(_names(part), root))
    whole = _assembled(pages)
    draft = Draft(
        format="mhtml",
        blocks=blocks_in(whole, name, limits),
        notes=tuple(dict.fromkeys(notes)),
        encoding=encoding,
    )
    return finish(draft, data, name)


def _parts(data: bytes, name: str) -> list[Message]:
    """The pages of the file, the first that is shown first."""
    try:
        message = message_from_bytes(data)
        found = [part for part in message.walk() if part.get_content_type() == "text/html"]
        first = str(message.get_param("start") or "")
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise UnreadableReport(
            Text(
                f"{name}: 单文件网页(mht)结构损坏",
                f"{name}: damaged as a web page in one file (mht)",
            ),
            hint=Text("请重新保存网页", "save the page anew"),
        ) from error
    if not found:
        raise UnreadableReport(
            Text(
                f"{name}: 单文件网页(mht)里没有 text/html 部分",
                f"{name}: a web page in one file (mht) without a part of text/html",
            ),
            hint=Text("请重新保存网页", "save the page anew"),
        )
    return sorted(found, key=lambda part: bool(first) and part.get("Content-ID") != first)


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (LookupError, ValueError, TypeError):  # an encoded word that is none
        return ""


def _names(part: Message) -> tuple[str, ...]:
    cid = str(part.get("Content-ID") or "").strip().strip("<>")
    location = str(part.get("Content-Location") or "").strip()
    return tuple(one for one in (f"cid:{cid}" if cid else "", unquote(location)) if one)


def _assembled(pages: list[_Page]) -> HtmlElement | None:
    """The first page, with the pages that its frames show in their places.

    Excel's first page shows one sheet by a frame and the others by a script: all are read.
    """
    if not pages:
        return None
    whole, rest = pages[0].root, pages[1:]
    if whole.find("frameset") is not None:
        whole = document_fromstring("<body></body>")
        for page in rest:
            if not any(name.endswith(_TABS) for name in page.names):
                _put(page.root, whole.find("body"))
        return whole
    for frame in [*whole.iter(*_FRAMES)]:
        source = unquote(frame.get("src", "").strip())
        shown = next((one for one in rest if source and _shows(source, one)), None)
        outer = frame.getparent()
        if shown is not None and outer is not None:
            rest.remove(shown)
            box = frame.makeelement("div")
            _put(shown.root, box)
            box.tail = frame.tail
            outer.replace(frame, box)
    return whole


def _shows(source: str, page: _Page) -> bool:
    return any(name == source or name.endswith("/" + source) for name in page.names)


def _put(root: HtmlElement, place: HtmlElement | None) -> None:
    body = root.find("body")
    if body is not None and place is not None:
        body.tag = "div"
        place.append(body)
