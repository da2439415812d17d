"""Files of images become pictures of pages, none of them larger than the limits allow."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from extractor.errors import UnreadableReport
from extractor.reading.limits import Limits
from extractor.reading.ocr.engine import Image
from extractor.records import Text

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_FORMATS = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "MPO")  # MPO: JPEG of many telephones
_LEAST = 300  # pixels of the shorter side; less is a logo or an icon, no page
_SLIM = 20  # times the shorter side: the finder of lines enlarges by it, and takes gigabytes
_A4 = 595.3  # points of the shorter side of a sheet, where a file does not say how large it is
_SHEET = (200.0, 1_500.0)  # points of the shorter side that a scanner's dpi may make: A6 to A1
_DPI = 200  # that pages are read at: more makes letters larger than the reader takes them
_MANY = 1.6  # times that: smaller images are not worth being made smaller
_DAMAGED = Text(
    "请用看图软件打开检查,或重新扫描",
    "open it in a viewer to see whether it is whole, or scan it again",
)


class Sheet(NamedTuple):
    image: Image
    dpi: float


def frames(data: bytes, name: str, limits: Limits) -> Iterator[Sheet]:
    """The pages of the image file `data` as a viewer shows them, one after another."""
    with _no_warnings(), _opened(data, name) as picture:
        count = _count(picture, name)
        if count > limits.pages:
            raise _over(name, f"{count:,}", f"{limits.pages:,}", Text("页", "pages"))
    for number in range(count):
        with _no_warnings(), _opened(data, name) as picture:
            yield _frame(picture, number, name, limits)


def _count(picture: Picture, name: str) -> int:
    """How many pages a file has; an animation (GIF) repeats a page, and has no others."""
    if picture.format == "GIF":
        return 1
    try:
        return int(getattr(picture, "n_frames", 1))
    except Exception as error:  # it looks for the next page: many classes for what is damaged
        raise _damaged(name, error) from error


def _opened(data: bytes, name: str) -> Picture:
    from PIL import Image as pillow

    try:
        return pillow.open(io.BytesIO(data), formats=_FORMATS)
    except pillow.DecompressionBombError as error:  # a limit of its own, twice MAX_IMAGE_PIXELS
        most = 2 * (pillow.MAX_IMAGE_PIXELS or 0)
        more = Text("像素以上", "pixels or more")
        raise _over(name, f"{most:,}", f"{most:,}", more) from error
    except Exception as error:  # many classes for what is damaged
        raise _damaged(name, error) from error


def _frame(picture: Picture, number: int, name: str, limits: Limits) -> Sheet:
    from PIL import ImageOps

    try:
        picture.seek(number)
        width, height = picture.size
    except Exception as error:
        raise _damaged(name, error) from error
    if width * height > limits.pixels:
        raise _over(name, f"{width:,} × {height:,}", f"{limits.pixels:,}", Text("像素", "pixels"))
    if min(width, height) < _LEAST:
        raise UnreadableReport(
            Text(
                f"{name}: 图片只有 {width} × {height} 像素,短边至少要 {_LEAST}",
                f"{name}: an image of {width} × {height} pixels, "
                f"expected at least {_LEAST} on the shorter side",
            ),
            hint=Text(
                "这样小的图片看不清文字;请用 150 dpi 以上重新扫描",
                "letters cannot be told apart on it; scan the page at 150 dpi or more",
            ),
        )
    if max(width, height) > _SLIM * min(width, height):
        raise UnreadableReport(
            Text(
                f"{name}: 图片 {width:,} × {height:,} 像素,不像一页纸",
                f"{name}: an image of {width:,} × {height:,} pixels is no page",
            ),
            hint=Text("请按页裁开再运行", "cut it into pages and run again"),
        )
    dpi = _dpi(picture)
    if picture.format == "JPEG":  # decoded at a half, a quarter … where it is that much too large
        least = round(width * _DPI / dpi), round(height * _DPI / dpi)
        picture.draft("RGB", least)
        dpi *= picture.size[0] / width
    try:
        shown = ImageOps.exif_transpose(_flat(picture))
    except Exception as error:
        raise _damaged(name, error) from error
    if dpi > _DPI * _MANY:
        size = round(shown.width * _DPI / dpi), round(shown.height * _DPI / dpi)
        shown, dpi = shown.resize(size, reducing_gap=2.0), float(_DPI)
    return Sheet(np.ascontiguousarray(np.asarray(shown)[:, :, ::-1]), dpi)


def _flat(picture: Picture) -> Picture:
    """In colours, on white paper where it lets something through."""
    from PIL import Image as pillow

    if picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        grey = np.asarray(picture, dtype=np.float64)
        low, high = float(grey.min()), float(grey.max())
        scaled = (grey - low) * (255 / max(high - low, 1.0))
        return pillow.fromarray(scaled.astype(np.uint8)).convert("RGB")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = pillow.new("RGBA", layer.size, "white")
        flat = pillow.alpha_composite(paper, layer).convert("RGB")
    else:
        flat = picture.convert("RGB")
    flat.info["exif"] = picture.info.get("exif", b"")
    return flat


def _dpi(picture: Picture) -> float:
    """Pixels an inch: what the file says if that makes a sheet of paper, else as if it were A4."""
    short = min(picture.size)
    said: Any = picture.info.get("dpi", (0, 0))
    try:
        dpi = float(min(said))
    except (TypeError, ValueError):
        dpi = 0.0
    if dpi > 0 and _SHEET[0] <= short / dpi * 72 <= _SHEET[1]:
        return dpi
    return short * 72 / _A4


def rendered(data: bytes, pages: Sequence[int], limits: Limits) -> Iterator[tuple[int, Sheet]]:
    """The pages (numbers from 1) of a PDF as pictures, one after another."""
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise _damaged("PDF", error) from error
    try:
        for number in pages:
            yield number, _rendered(document, number, limits)
    finally:
        document.close()


def _rendered(document: Any, number: int, limits: Limits) -> Sheet:
    import pypdfium2

    try:
        page = document[number - 1]
        width, height = page.get_size()
        dpi = min(float(_DPI), 72 * (limits.pixels / max(1.0, width * height)) ** 0.5)
        bitmap = page.render(scale=dpi / 72, rev_byteorder=False, prefer_bgrx=False)
        image = np.asarray(bitmap.to_numpy())
        if image.ndim == 2 or image.shape[2] == 1:
            image = np.repeat(image.reshape(*image.shape[:2], 1), 3, axis=2)
        sheet = Sheet(np.ascontiguousarray(image[:, :, :3]), dpi)
        bitmap.close()
        page.close()
        return sheet
    except pypdfium2.PdfiumError as error:
        raise _damaged(f"PDF 第{number}页", error) from error


def _no_warnings() -> warnings.catch_warnings[None]:
    """Pillow warns of large images (the limits are ours) and of odd metadata."""
    return warnings.catch_warnings(action="ignore")


def _damaged(name: str, error: Exception) -> UnreadableReport:
    return UnreadableReport(
        Text(
            f"{name}: 图片损坏,打不开({type(error).__name__})",
            f"{name}: the image is damaged and cannot be opened ({type(error).__name__})",
        ),
        hint=_DAMAGED,
    )


def _over(name: str, got: str, most: str, what: Text) -> UnreadableReport:
    return UnreadableReport(
        Text(
            f"{name}: {got} {what.zh},最多 {most} {what.zh}",
            f"{name}: {got} {what.en}, expected at most {most}",
        ),
        hint=Text("请降低分辨率或拆成几个文件", "lower its resolution or split the file"),
    )
