"""Places in a ranking: 排名第9名, 全区第一, 居全省前10位, 排全市29名.

第 also numbers things that are no result (第一书记, 第二针, 第三产业): a rank has 名 or 位, or
a word of comparison before it in the same clause and nothing named after it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.quantities import numerals
from extractor.quantities.reading import Reading
from extractor.records import Op, QuantityKind

_CN = "[一二三四五六七八九十百]{1,5}"
_PLACE = re.compile(
    rf"第 ?(?P<number>\d{{1,4}}|{_CN})(?: ?[-—~至] ?(?P<last>\d{{1,4}}))?(?: ?(?P<unit>名|位))?"
)
_FRONT = re.compile(rf"前 ?(?P<number>\d{{1,4}}(?:\.\d+)?|{_CN})(?: ?(?P<unit>名|位|强|%))?")
_CUE = re.compile(
    r"排|名列|位列|位居|列|居|跃升|升至|移至|升到|降至|退至|名次|位次|[全各][国省市区县州镇街球乡旗盟][^，。；,;]{0,6}$"
    r"|全自治[区州县]|各(?:区|县|市|镇街|街镇)|同类|世界|省内|市内|区内|综合|得分|进度|前列"
)
_BOUNDARY = re.compile(r"\s*(?:[，。；、,;：:！!（(）)”’》<|/\s]|的|和|以来|并|$)")
_MOVED = re.compile("(?:前移|后移|上升|下降|跃升|提升|升|降|退)(?:至|到)第")  # 由第9位前移至第7位
_STOP = re.compile(r"[。；;！!？?]")
_WINDOW = 16  # characters: a cue stands in the same clause
# 排…29名 without 第; 排查 and 排除 are other words, 提升3位 is a change of place.
_STANDS = re.compile(
    r"(?:排(?![查除放污水]|练)|位列|位居|名列|列居)[^，。；,;、0-9升降进退提前后]{0,8}$"
)
_STANDS_BARE = re.compile(r"排名[^，。；,;、0-9升降进退提前后]{0,6}$")


def ranks(text: str, owned: bytearray) -> Iterator[Reading]:
    """The ranks written with 第 or 前 in `text`, outside `owned`."""
    for match in _PLACE.finditer(text):
        if 1 in owned[match.start() : match.end()]:
            continue
        if _ranked(text, match):
            yield _reading(match, Op.EQ)
        elif match["number"][0].isascii():
            yield _reading(match, Op.EQ)._replace(kind=QuantityKind.OTHER)
    for match in _FRONT.finditer(text):
        if 1 not in owned[match.start() : match.end()] and _ranked(text, match):
            yield _reading(match, Op.LE)


def stands(text: str, start: int, unit: str) -> bool:
    """Whether the words before `start` make a number with `unit` a rank."""
    before = text[max(0, start - 12) : start]
    if unit in ("名", "位"):
        return _STANDS.search(before) is not None
    return unit == "" and _STANDS_BARE.search(before) is not None


def _ranked(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - _WINDOW) : match.start()]
    clause = _STOP.split(before)[-1]
    cue = _CUE.search(clause) is not None or _MOVED.match(text, match.end()) is not None
    named = match["unit"] in ("名", "强") or (match["unit"] in ("位", "%") and cue)
    if named:
        return True
    return cue and match["unit"] is None and _BOUNDARY.match(text, match.end()) is not None


def _reading(match: re.Match[str], op: Op) -> Reading:
    number = match["number"]
    value = Decimal(number) if number[0].isascii() else numerals.parse(number)
    last = match["last"] if "last" in match.re.groupindex else None
    if last and value is not None and Decimal(last) > value:
        return Reading(
            *match.span(), QuantityKind.RANK, value, Decimal(last), match["unit"] or "", Op.RANGE
        )
    return Reading(*match.span(), QuantityKind.RANK, value, None, match["unit"] or "", op)
