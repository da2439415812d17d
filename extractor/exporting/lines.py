"""What the writers of JSON lines share: decimals, lines that every reader can part, and a folder's error."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from extractor.errors import UsageError
from extractor.records import Text

# Half a surrogate pair, as a model may answer, has no UTF-8: U+FFFD stands for it.
_HALF_A_PAIR = re.compile("[\ud800-\udfff]")
# Valid in JSON, and yet ends of lines to `str.splitlines` and some editors.
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


def utf8(text: str) -> str:
    return _HALF_A_PAIR.sub("\ufffd", text)


def json_line(record: Mapping[str, object]) -> str:
    """`record` as one line without its end."""
    text = utf8(json.dumps(record, ensure_ascii=False))
    return _LINE_ENDS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def plain(value: Decimal | None) -> str | None:
    """In plain notation, with the digits as written."""
    return None if value is None else format(value, "f")


def unwritable(folder: Path, error: OSError) -> UsageError:
    return UsageError(
        Text(
            f"文件夹 {folder} 无法写入:{error.strerror or error}",
            f"the folder {folder} cannot be written: {error.strerror or error}",
        ),
        hint=Text("请另指一个文件夹", "name another folder"),
    )
