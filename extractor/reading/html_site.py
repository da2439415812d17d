"""Which part of a page of a site is the report: without menus, footers and share buttons.

A page that only shows a report (saved by Word or Excel, an e-mail, an export) is read whole. On a
page of a site, what is surely furniture is taken out: by its element, by the names that sites of
Chinese offices give it (GB/T 39680's 网站标识码, 办 search boxes, 当前位置), by being links and
little else. Of the rest trafilatura tells the main part. Nothing of this may lose a table of
figures: a part that holds one is never furniture, and the report is the smallest element around
the main part and all such tables.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from extractor.reading.html_blocks import BLOCKS
from extractor.reading.html_tables import Shape, shapes
from extractor.reading.html_tree import taken_out

# How Office programs, LibreOffice and WPS sign a page that they save.
_OFFICE = re.compile(r"word|excel|wps|kingsoft|libreoffice|openoffice", re.I)
_LINKS = 3  # pages of sites have menus; a report may cite a law or two
_FIGURES = 3  # cells with digits, from which a table may be the report's
_COVERED = 0.6  # of the page's text that trafilatura must have found to be followed
_HOLDS = 0.95  # of the text found that the main part holds
# What a parent may add to the main part, in characters or of its length: a title, a date, a unit.
_NEAR = (120, 0.05)
_LARGEST = 2_000_000  # characters that are searched for signs of a site
_ELEMENTS = 100_000  # of a page for which trafilatura is asked: about a second
_NESTED = 2_000  # pairs of tables of which one is in the other; old sites have 50
_GRAM = 6  # characters by which a text is found again

_TAGS = frozenset({"nav", "footer", "aside"})
_LINES = frozenset({"div", "li", "p", "dd", "dt"})  # not the headings and cells that are links
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|crumbs?|position|location|sidebar|footer|foot"
    r"|header|top|banner|copyright|share|bdsharebuttonbox|toolbar|topbar|search|login|logo|qrcode|weixin|wechat"
    r"|related|recommend|friendlinks?|links|prevnext|pagenav|pager)(?:$|[\s_-])",
    re.I,
)
_HEADED = 30  # characters on lines without links among those of a menu: its headings
_SMALL = 0.3  # of the page's text: more is not furniture, whatever its name
_LINE = 300  # characters of a footer's line at most
_ANYWHERE = re.compile(r"ICP[备证]|公网安备|网站标识码|版权所有|copyright\s?(?:©|\(c\))", re.I)
_START = re.compile(
    r"(?:(?:当前|您(?:现在)?的|所在)位置|上一[篇条页]|下一[篇条页]|分享到|相关(?:链接|阅读|新闻|推荐|文章)"
    r"|责任编辑|扫一扫|友情链接|网站地图|设为首页|加入收藏|(?:浏览|点击|阅读|访问)(?:次数|量|数|率)?"
    r"|字体(?:大小)?|字号|打印本页|关闭(?:本页|窗口))\s?[:：>\[【(（]"
)
_BUTTONS = re.compile(
    r"(?:[\s\[\]【】()（）|｜/:：、>»]|打印(?:本[页文])?|关闭(?:本页|窗口)?|返回(?:顶部|首页|列表)?|收藏|分享到?"
    r"|字体|字号|大|中|小|微信|微博|QQ空间|上一[篇条页]|下一[篇条页]|首页|末页|无障碍(?:浏览)?|长者(?:模式|版)|繁体(?:版)?"
    r"|登录|注册|搜索|更多|展开|收起|扫一扫|T[+-])+"
)
_PUBLISHED = re.compile(
    r"(?:(?:发布|发文|更新)(?:时间|日期)|(?:信息|文章|稿件)?来源|发布机构|作者|日期|时间)\s?[:：]"
    r".{0,120}(?:浏览|点击|阅读|访问|字体|字号|打印|分享)",
    re.S,
)


@dataclass(slots=True)
class _Stat:
    """What an element shows. Lengths without white space."""

    length: int = 0
    linked: int = 0  # of that in links to other pages
    links: int = 0
    own: int = 0  # of that on its own lines, in no block inside it
    lines: int = 0  # with text
    alone: int = 0  # of that in blocks that are not made of links
    figures: int = 0  # cells with digits in its tables of data
    title: bool = False  # an <h1> that is no link

    @property
    def linky(self) -> bool:
        """Made of links: a menu, a list of news with their dates, both with their headings."""
        return self.links > 0 and 2 * self.linked >= self.length and self.alone <= _HEADED

    def add(self, text: str | None, links: int) -> None:
        if text:
            length = sum(map(len, text.split()))
            self.length += length
            self.own += length
            self.linked += length if links else 0

    def end(self, block: bool) -> None:
        """All of the element is counted."""
        self.lines += block and self.own > 0

    def take(self, inner: _Stat, block: bool) -> None:
        """Count an element inside this one, a block or a part of a line."""
        self.length += inner.length
        self.linked += inner.linked
        self.links += inner.links
        self.own += 0 if block else inner.own
        self.lines += inner.lines
        self.alone += inner.length if block and not inner.linky else inner.alone
        self.figures += inner.figures
        self.title |= inner.title


def report_of(body: HtmlElement) -> HtmlElement:
    """The element of `body` that is the report; furniture is taken out of the tree."""
    tables = shapes(body)
    stats = _stats(body, tables)
    whole = stats[body]
    if whole.links < _LINKS and not _ANYWHERE.search(_said(body, _LARGEST)):
        return body
    _weed(body, stats, tables)
    stats = _stats(body, tables)
    main = _main(body, stats) if _askable(body, stats) else None
    return body if main is None else _with_title(main, body, stats)


def by_office(root: HtmlElement) -> bool:
    """Whether a program of an office suite wrote the page, which then is the report and no more."""
    for meta in root.iter("meta"):
        name = meta.get("name", "").lower()
        if name in {"generator", "progid"} and _OFFICE.search(meta.get("content", "")):
            return True
    return False


def _stats(body: HtmlElement, tables: dict[HtmlElement, Shape]) -> dict[HtmlElement, _Stat]:
    found: dict[HtmlElement, _Stat] = {}
    open_: list[_Stat] = []
    links = 0  # depth
    for event, element in etree.iterwalk(body, events=("start", "end")):
        link = element.tag == "a" and not element.get("href", "#").startswith("#")
        if event == "start":
            stat = found[element] = _Stat()
            open_.append(stat)
            links += link
            shape = tables.get(element)
            stat.figures = shape.figures if shape and shape.data else 0
            stat.add(element.text, links)
            continue
        stat = open_.pop()
        block = element.tag in BLOCKS
        stat.links += link and stat.length > 0
        stat.title |= element.tag == "h1" and stat.length > 2 * stat.linked
        stat.end(block)
        links -= link
        if open_:
            open_[-1].take(stat, block)
            open_[-1].add(element.tail, links)
    return found


def _weed(
    body: HtmlElement, stats: dict[HtmlElement, _Stat], tables: dict[HtmlElement, Shape]
) -> None:
    """Take out what is surely furniture, the outermost element of each piece."""
    whole = stats[body].length
    gone: list[HtmlElement] = []
    walk = etree.iterwalk(body, events=("start",))
    for _, element in walk:
        stat = stats[element]
        if element is body or not stat.length:
            continue
        shape = tables.get(element)
        if shape and shape.data and shape.figures >= _FIGURES:
            walk.skip_subtree()  # nothing inside a table of figures is furniture
        elif stat.figures < _FIGURES and not stat.title and _furniture(element, stat, whole):
            gone.append(element)
            walk.skip_subtree()
    taken_out(gone)


def _furniture(element: HtmlElement, stat: _Stat, whole: int) -> bool:
    if element.tag in _TAGS or _menu(element, stat):
        return True
    if stat.length < _SMALL * whole and (element.tag == "header" or _named(element)):
        return True
    if element.tag == "a" or stat.length > _LINE:
        return False
    said = " ".join(_said(element, 2 * _LINE).split())
    if stat.lines > 1:
        return stat.length < _SMALL * whole and bool(_ANYWHERE.search(said))
    return bool(
        _ANYWHERE.search(said)
        or _START.match(said)
        or _PUBLISHED.match(said)
        or _BUTTONS.fullmatch(said)
    )


def _menu(element: HtmlElement, stat: _Stat) -> bool:
    """Links and little else: many, or one on a line of its own. A paragraph may cite two laws."""
    if not stat.linky:
        return False
    if stat.links == 1:
        return element.tag in _LINES and stat.linked == stat.length <= _HEADED
    return element.tag != "p" or (stat.links > 2 and stat.linked >= 0.8 * stat.length)


def _named(element: HtmlElement) -> bool:
    return bool(_NAMES.search(f"{element.get('class', '')} {element.get('id', '')}"))


def _said(element: HtmlElement, most: int) -> str:
    """The text of `element`, at least `most` characters of it where there are as many."""
    parts: list[str] = []
    length = 0
    for part in element.itertext():
        parts.append(part)
        length += len(part)
        if length > most:
            break
    return "".join(parts)


def _askable(body: HtmlElement, stats: dict[HtmlElement, _Stat]) -> bool:
    """Whether trafilatura answers within seconds: tables in tables cost it their squares."""
    if not stats[body].length or len(stats) > _ELEMENTS:
        return False
    nested = (outer for table in body.iter("table") for outer in table.iterancestors("table"))
    return next(islice(nested, _NESTED, None), None) is None


def _main(body: HtmlElement, stats: dict[HtmlElement, _Stat]) -> HtmlElement | None:
    """The smallest element that holds what trafilatura extracts and all tables of figures."""
    whole = stats[body]
    grams = _grams(_extracted(body))
    if not grams:
        return None
    held = _held(body, grams)
    if held[body] < _COVERED * whole.length:
        return None
    main = body
    while True:
        inner = next(
            (
                child
                for child in main
                if held[child] >= _HOLDS * held[body] and stats[child].figures == whole.figures
            ),
            None,
        )
        if inner is None:
            return main
        main = inner


def _extracted(body: HtmlElement) -> Iterable[str]:
    from trafilatura.core import bare_extraction  # 0.2 s to import

    # It warns of pages that it finds nothing on, which is no news to a user.
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())
    try:
        # By its own rules alone; what it falls back on finds less in tables.
        found = bare_extraction(deepcopy(body), fast=True, include_comments=False)
    except Exception:  # of lxml and its own, on trees that no site has
        return ()
    inner = getattr(found, "body", None)
    return () if inner is None else inner.itertext()


def _grams(texts: Iterable[str]) -> frozenset[str]:
    joined = "".join("".join(text.split()) for text in texts)
    return frozenset(joined[at : at + _GRAM] for at in range(len(joined) - _GRAM + 1))


def _held(body: HtmlElement, grams: frozenset[str]) -> dict[HtmlElement, int]:
    """How much of the text of each element trafilatura has kept, white space apart."""
    found: dict[HtmlElement, int] = {}
    open_: list[int] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if event == "start":
            open_.append(_kept(element.text, grams))
            continue
        found[element] = open_.pop()
        if open_:
            open_[-1] += found[element] + _kept(element.tail, grams)
    return found


def _kept(text: str | None, grams: frozenset[str]) -> int:
    tight = "".join(text.split()) if text else ""
    if len(tight) < _GRAM:
        return len(tight)  # numbers of cells, 甲: in doubt where they stand, they are kept
    return len(tight) if tight[:_GRAM] in grams or tight[-_GRAM:] in grams else 0


def _with_title(
    main: HtmlElement, body: HtmlElement, stats: dict[HtmlElement, _Stat]
) -> HtmlElement:
    """`main`, or what is around it as long as that adds little: a title, a unit line, a date."""
    while main is not body:
        outer = main.getparent()
        if outer is None:
            break
        added = stats[outer].length - stats[main].length
        if added > max(_NEAR[0], _NEAR[1] * stats[main].length) or outer.tag == "html":
            break
        main = outer
    return main
