"""Web pages (HTML): pages of offices' sites, and reports that Word, Excel or a system saved as one."""

from __future__ import annotations

from lxml.html import HtmlElement

from extractor.errors import UnreadableReport
from extractor.reading.draft import Draft, DraftBlock, finish
from extractor.reading.html_blocks import blocks_of
from extractor.reading.html_site import by_office, report_of
from extractor.reading.html_tables import TooManyCells
from extractor.reading.html_tree import decoded, parsed, shown
from extractor.reading.limits import Limits
from extractor.records import Document, Text

_FRAMES = Text(
    "内容在框架引用的另一文件里(另存的网页旁有 .files 文件夹);请直接给出那个文件,或另存为单个文件的网页(mht)",
    "its content is in a file that a frame shows (in a folder .files beside a saved page); give that"
    " file, or save the page as one file (mht)",
)
_SAVE = Text(
    "页面可能由脚本生成;请在浏览器中打开后打印为 PDF,或把正文复制到 Word 中保存",
    "scripts may have to draw it; open it in a browser and print it as PDF, or copy the text to Word",
)


def read_html(data: bytes, name: str, limits: Limits) -> Document:
    """A web page as a `Document`. Raises `UnreadableReport` where it shows no text."""
    said = decoded(data, name, limits)
    root, notes = parsed(said.text)
    blocks = blocks_in(root, name, limits)
    draft = Draft(format="html", blocks=blocks, notes=(*said.notes, *notes), encoding=said.encoding)
    return finish(draft, data, name)


def blocks_in(root: HtmlElement | None, name: str, limits: Limits) -> list[DraftBlock]:
    """What the page `root` says; at least one block."""
    framed = root is not None and any(True for _ in root.iter("frame", "iframe"))
    whole = root is None or by_office(root)
    body = None if root is None else shown(root)
    blocks: list[DraftBlock] = []
    if body is not None:
        try:
            blocks = blocks_of(body if whole else report_of(body), limits.cells)
        except TooManyCells:
            raise _too_many(name, limits) from None
    if not blocks:
        raise UnreadableReport(
            Text(f"{name}: 网页上没有文字", f"{name}: a web page that shows no text"),
            hint=_FRAMES if framed else _SAVE,
        )
    return blocks


def _too_many(name: str, limits: Limits) -> UnreadableReport:
    return UnreadableReport(
        Text(
            f"{name}: 表格单元格超过 {limits.cells:,} 个(合并的也计入)",
            f"{name}: more than {limits.cells:,} cells in tables, merged ones counted out",
        ),
        hint=Text("请把网页拆成单份报告", "split the page into single reports"),
    )
