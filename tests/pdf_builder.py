"""PDFs for tests: pages drawn by reportlab, and files put together by hand to be bad."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"
HEIGHT = 842.0
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

Draw = Callable[[Canvas], None]


def drawn(
    *pages: Draw, size: tuple[float, float] = (595, 842), encrypt: StandardEncryption | None = None
) -> bytes:
    """A PDF with a page for each of `pages`, which draw on a canvas with a font for Chinese."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size, encrypt=encrypt)
    for draw in pages:
        canvas.setFont(FONT, 10.5)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(*texts: str, left: float = 72, top: float = 90, pitch: float = 20) -> Draw:
    """Lines of text from `top` points below the upper edge of the page."""

    def draw(canvas: Canvas) -> None:
        for number, text in enumerate(texts):
            canvas.drawString(left, HEIGHT - top - number * pitch, text)

    return draw


def table(
    xs: Sequence[float],
    ys: Sequence[float],
    cells: dict[tuple[int, int], str | Sequence[str]],
    *,
    no_right: Sequence[tuple[int, int]] = (),
    no_floor: Sequence[tuple[int, int]] = (),
    above: Sequence[str] = (),
) -> Draw:
    """A table with lines at `xs` and `ys` (from the top); `cells` at (row, column), a text or
    its lines. `no_right` and `no_floor` are places without a line right of or below them.
    """

    def draw(canvas: Canvas) -> None:
        for number, title in enumerate(above):
            canvas.drawString(xs[0], HEIGHT - ys[0] + 40 - 18 * number, title)
        canvas.line(xs[0], HEIGHT - ys[0], xs[-1], HEIGHT - ys[0])
        canvas.line(xs[0], HEIGHT - ys[0], xs[0], HEIGHT - ys[-1])
        for row in range(len(ys) - 1):
            for column in range(len(xs) - 1):
                right, floor = xs[column + 1], HEIGHT - ys[row + 1]
                if (row, column) not in no_right:
                    canvas.line(right, HEIGHT - ys[row], right, floor)
                if (row, column) not in no_floor:
                    canvas.line(xs[column], floor, right, floor)
        for (row, column), text in cells.items():
            said = [text] if isinstance(text, str) else text
            for number, line in enumerate(said):
                canvas.drawString(xs[column] + 5.4, HEIGHT - ys[row] - 13 - 13 * number, line)

    return draw


def by_hand(*objects: bytes, tail: bytes = b"") -> bytes:
    """A PDF of `objects` numbered from 1, of which the first is the catalogue."""
    out = b"%PDF-1.4\n"
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return out + tail


def stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(content), about, content)
