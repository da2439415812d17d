"""Scans and photographs of pages: words and ruling lines by OCR, then as any page (`pages.py`).

What an upright page is made of is decided there for scans and for PDFs with text alike; here an
image becomes a page, and places go back to where they are on the image as it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from extractor.reading.draft import Draft, DraftBlock, finish
from extractor.reading.limits import Limits
from extractor.reading.ocr.engine import available, loaded
from extractor.reading.ocr.images import frames, rendered
from extractor.reading.ocr.page import ScannedPage, scanned
from extractor.reading.ocr.upright import Turn, put_back
from extractor.reading.pages import PageContent, blocks_of
from extractor.records import Document, Text

__all__ = ["Scan", "ScannedPage", "available", "page_contents", "read_image"]

# Mean score of the characters of a page. Scans of 60 dpi and more, tilted or noisy, have 0.98 and
# above; at 50 dpi (0.86 to 0.95) one digit in a hundred is wrong, at 42 (0.6 to 0.83) one in 25.
_POOR = 0.85


class Scan:
    """Pages on their way to `blocks_of`, and what must be known of them afterwards."""

    def __init__(self) -> None:
        self._turns: dict[int, Turn] = {}
        self._notes: list[Text] = []

    def watched(self, pages: Iterable[PageContent]) -> Iterator[PageContent]:
        """`pages` as they are; those that were scanned are remembered."""
        for page in pages:
            if isinstance(page, ScannedPage):
                self._turns[page.number] = page.turn
                self._notes.extend(_notes(page))
            yield page

    def put_back(self, blocks: Iterable[DraftBlock]) -> list[DraftBlock]:
        """`blocks` of the watched pages with their places on the pages as they are shown."""
        return [put_back(block, self._turns) for block in blocks]

    @property
    def notes(self) -> tuple[Text, ...]:
        return tuple(self._notes)


def read_image(data: bytes, name: str, limits: Limits) -> Document:
    """An image of one page, or of several (TIFF), as a `Document`."""
    reader = loaded()
    scan = Scan()
    pages = (
        scanned(reader, sheet.image, number, sheet.dpi)
        for number, sheet in enumerate(frames(data, name, limits), start=1)
    )
    blocks = scan.put_back(blocks_of(scan.watched(pages)))
    return finish(Draft(format="image", blocks=blocks, notes=scan.notes), data, name)


def page_contents(data: bytes, pages: Sequence[int], limits: Limits) -> Iterator[ScannedPage]:
    """The pages (numbers from 1) of a PDF, read from their pictures, one at a time.

    They are set upright: `Scan` puts the places of what is made of them back.
    """
    reader = loaded()
    for number, sheet in rendered(data, pages, limits):
        yield scanned(reader, sheet.image, number, sheet.dpi)


def _notes(page: ScannedPage) -> Iterator[Text]:
    if page.score < _POOR:
        share = f"{page.score:.0%}"
        yield Text(
            f"第{page.number}页识别质量差(平均可信度 {share}),数字请对照原件",
            f"page {page.number} was read badly (mean confidence {share}): "
            "compare figures with the original",
        )
