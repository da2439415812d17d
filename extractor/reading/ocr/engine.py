"""RapidOCR behind two calls: where lines of text stand on an image, and what one line says.

The weights (PP-OCRv6 small) lie in its wheel and are named to it by their paths: it downloads a
model that it has to look up by itself and does not find.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from extractor.errors import UnreadableReport
from extractor.records import Text

Image = npt.NDArray[np.uint8]  # height x width x 3, blue green red
Quad = npt.NDArray[np.float32]  # 4 x 2: the corners of a line from its top left one, clockwise

_MODULES = ("rapidocr", "onnxruntime", "cv2")
_MODELS = (("Det", "*_det_*.onnx"), ("Rec", "*_rec_*.onnx"))
_NO_LIMIT = 100_000  # images come in the size that they are to be read in


class Reading(NamedTuple):
    """One line as read. White space is left out; `gaps` says where it stood."""

    text: str
    scores: tuple[float, ...]  # of every character, 0 to 1
    centres: tuple[float, ...]  # where they stand, as a share of the image's width
    gaps: frozenset[int]  # indexes of characters with white space before them


NOTHING = Reading("", (), (), frozenset())


class Engine:
    """One engine a process: 0.6 GB, and a second to load. Calls wait for each other."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        params: dict[str, Any] = {
            "Global.log_level": "error",
            "Global.use_cls": False,
            "Global.min_side_len": 1,
            "Global.max_side_len": _NO_LIMIT,
            "Det.limit_type": "max",
            "Det.limit_side_len": _NO_LIMIT,
            "EngineConfig.onnxruntime.intra_op_num_threads": _cores(),
        }
        for part, path in zip(("Det", "Rec"), weights(), strict=True):
            params[f"{part}.model_path"] = str(path)
        self._engine: Any = RapidOCR(params=params)
        self._lock = threading.Lock()

    def lines(self, image: Image) -> list[Quad]:
        """Where lines of text stand, top to bottom. It finds letters of 10 to 40 pixels best."""
        with self._lock:
            found = self._engine(image, use_det=True, use_cls=False, use_rec=False)
        boxes = getattr(found, "boxes", None)
        return [] if boxes is None else [np.asarray(box, dtype=np.float32) for box in boxes]

    def read(self, line: Image) -> Reading:
        """What the image of one line of text says."""
        with self._lock:
            found = self._engine(
                line, use_det=False, use_cls=False, use_rec=True, return_word_box=True
            )
        if not getattr(found, "txts", None) or not found.txts[0].strip():
            return NOTHING
        return _reading(found.txts[0], found.word_results[0])


def _reading(said: str, info: Any) -> Reading:
    """`info.confs` counts white space, `info.word_cols` does not; both go by columns of the net."""
    columns = [column for word in info.word_cols for column in word]
    kept = [at for at, char in enumerate(said) if not char.isspace()]
    width = info.line_txt_len
    if len(columns) != len(kept) or len(info.confs) != len(said) or not width:
        return NOTHING
    return Reading(
        text="".join(said[at] for at in kept),
        scores=tuple(float(info.confs[at]) for at in kept),
        centres=tuple(min(1.0, (column + 0.5) / width) for column in columns),
        gaps=frozenset(n for n, at in enumerate(kept) if n and kept[n - 1] != at - 1),
    )


def available() -> bool:
    """Whether the extra `ocr` is installed."""
    return all(importlib.util.find_spec(module) is not None for module in _MODULES)


@cache
def loaded() -> Engine:
    """The engine of this process; `UnreadableReport` where the extra is missing."""
    if not available():
        raise UnreadableReport(
            Text("识别图片中的文字需要 OCR 组件", "reading text in images needs an OCR engine"),
            hint=Text(
                "请运行:pip install 'performance-report-extractor[ocr]'",
                "run: pip install 'performance-report-extractor[ocr]'",
            ),
        )
    return Engine()


def weights() -> Sequence[Path]:
    """The models inside the installed package: of the finder of lines, and of the reader."""
    spec = importlib.util.find_spec("rapidocr")
    folder = Path(spec.origin).parent / "models" if spec and spec.origin else Path()
    found = [sorted(folder.glob(pattern)) for _, pattern in _MODELS]
    if not all(found):
        raise UnreadableReport(
            Text("OCR 组件缺少模型文件", "the OCR engine has no models in it"),
            hint=Text(
                "请重新安装:pip install --force-reinstall rapidocr",
                "install it again: pip install --force-reinstall rapidocr",
            ),
        )
    return [paths[-1] for paths in found]  # the newest, should there be several


def _cores() -> int:
    try:
        return max(1, len(os.sched_getaffinity(0)))
    except AttributeError:  # not on macOS and Windows
        return max(1, os.cpu_count() or 1)
