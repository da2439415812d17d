"""An HTML page as a tree of what it shows: decoded first, hidden parts taken out."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from extractor.errors import UnreadableReport
from extractor.reading.charset import Decoded, decode
from extractor.reading.limits import Limits
from extractor.records import Text

# A byte of text may come with twenty of mark-up: pages saved by Word have ten.
_MARKUP = 20
_HEAD = 4_096  # bytes in which a page must name its charset: 1,024 by the standard, more in life
_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([\w-]{2,20})", re.I)
# Names of charsets that a Chinese page may bear (WHATWG Encoding Standard, 4.2) and Python's.
_CODECS = {
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cp950"), "big5hkscs"),
}
_CHINESE = re.compile("[\u4e00-\u9fff\u3000-\u303f\uff00-\uffef]")
_DATA = re.compile(r"data:[\w.+/-]{0,99};base64,[A-Za-z0-9+/=\s]{99,}")  # pictures inside the page
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,400}>", re.I)
_CONTROLS = {code: " " for code in (*range(0x20), *range(0x7F, 0xA0)) if code not in b"\t\n\f\r"}
_BLANKED = str.maketrans({**_CONTROLS, **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")})
# What is no character of XML 1.0, 2.2.
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# Never shown. <select> shows the chosen option alone, see `html_blocks`.
_UNSEEN = frozenset(
    {"head", "script", "style", "noscript", "template", "object", "embed", "applet", "audio"}
    | {"video", "canvas", "svg", "map", "datalist", "button", "xml", "del", "rp"}
)
_HIDDEN = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|mso-hide:all|mso-element:comment-list)"
)
_NO_SIZE = re.compile(r"(?:^|;)font-size:0(?:\.0*)?(?:p[xt]|r?em|%)?(?:!important)?(?:;|$)")
_SIZE = re.compile(r"(?:^|;)font-size:(?!0(?:\.0*)?(?:p[xt]|r?em|%)?(?:!|;|$))")
_SYMBOLS = re.compile(r"wingdings|symbol|webdings", re.I)
TOO_DEEP = Text(
    "网页的标签嵌套过深,2048 层以下的内容没有读到;请核对原网页。",
    "tags are nested too deep; what stands below 2,048 levels was not read; check the page.",
)


def decoded(data: bytes, name: str, limits: Limits, declared: str = "") -> Decoded:
    """The page as text. `declared` is the charset that its envelope names, if any.

    Bytes tell more than names: a page moved between servers keeps a `meta` that is false. The
    name decides only what bytes leave open: GBK that is UTF-8 by chance reads as Latin or Greek
    letters there, never as Chinese, and Big5 reads as rare characters in GB18030.
    """
    if len(data) > limits.chars * _MARKUP:
        raise _too_long(name, len(data), limits)
    said = decode(data)
    named = _CODECS.get((declared or _named(data)).lower())
    if named is None or named == said.encoding or said.encoding not in {"utf-8", "gb18030"}:
        return said
    if said.encoding == "utf-8" and (said.text.isascii() or _CHINESE.search(said.text)):
        return said
    if said.encoding == "gb18030" and named != "big5hkscs":
        return said
    try:
        return Decoded(data.decode(named), named, ())
    except UnicodeDecodeError:
        return said


def _named(data: bytes) -> str:
    found = _CHARSET.search(data[:_HEAD])
    return found.group(1).decode("ascii") if found else ""


def _too_long(name: str, size: int, limits: Limits) -> UnreadableReport:
    most = limits.chars * _MARKUP
    return UnreadableReport(
        Text(
            f"{name}: 网页 {size:,} 字节,最多 {most:,} 字节",
            f"{name}: a web page of {size:,} bytes, expected at most {most:,}",
        ),
        hint=Text("请把网页拆成单份报告", "split the page into single reports"),
    )


def parsed(text: str) -> tuple[HtmlElement | None, tuple[Text, ...]]:
    """The root of a page, hidden parts and all; None where there is nothing to parse."""
    text = _DECLARATION.sub("", text.translate(_BLANKED), count=1)
    # huge_tree: 2,048 levels, not 256, and text of any length; `decoded` has bounded the whole.
    parser = HTMLParser(huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = document_fromstring(_DATA.sub("", text), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None, ()
    deep = any("depth" in error.message for error in parser.error_log)
    return root, (TOO_DEEP,) if deep else ()


def shown(root: HtmlElement) -> HtmlElement | None:
    """The body of a page without what is hidden. Changes the tree."""
    gone: list[HtmlElement] = []
    walk = etree.iterwalk(root, events=("start",))
    for _, element in walk:
        if _unseen(element) and element is not root:
            gone.append(element)
            walk.skip_subtree()
    taken_out(gone)
    body = root if root.tag == "body" else root.find("body")
    return body if body is not None or root.find("frameset") is not None else root


def taken_out(gone: Iterable[HtmlElement]) -> None:
    """Take elements out of their tree; the text after each stays.

    References such as &#1; put characters into the tree that lxml does not take back.
    """
    for element in gone:
        if element.tail:
            element.tail = _NO_XML.sub(" ", element.tail)
            before = element.getprevious()
            outer = element.getparent()
            if before is not None and before.tail:
                before.tail = _NO_XML.sub(" ", before.tail)
            elif before is None and outer is not None and outer.text:
                outer.text = _NO_XML.sub(" ", outer.text)
        element.drop_tree()


def _unseen(element: HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag in _UNSEEN:
        return True
    given = element.attrib
    if not given:
        return False
    if "hidden" in given or given.get("aria-hidden", "").strip().lower() == "true":
        return True
    if not (style := style_of(element)):
        return False
    if _HIDDEN.search(style):
        return True
    if "mso-list:ignore" in style and _SYMBOLS.search(_styles(element)):
        return True  # a bullet: a letter that a font of symbols shows as a dot
    # a list may have no size for want of gaps between items, whose letters have one
    return bool(_NO_SIZE.search(style)) and not any(
        _SIZE.search(style_of(e)) for e in element.iterdescendants()
    )


def _styles(element: HtmlElement) -> str:
    outer = element.getparent()
    around = style_of(outer) if outer is not None else ""
    return around + style_of(element) + "".join(style_of(e) for e in element.iter("span"))


def style_of(element: HtmlElement) -> str:
    """Its own style without white space, in lower case."""
    return "".join(element.get("style", "").split()).lower()
