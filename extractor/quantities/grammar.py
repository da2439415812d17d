"""How a quantity is written: bound, number, 余/多, scale, unit, rate, 以上/左右.

`amount` reads the part from the number to the unit; `lower_bound` and `upper_bound` read
what stands around it. Nothing here looks further than a few characters, so that a scan is linear.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from extractor.quantities import numerals, ratios
from extractor.quantities.integers import ARABIC
from extractor.quantities.lexicon import either, rows
from extractor.quantities.units import (
    SCALES,
    UNITS,
    pattern,
    rate_pattern,
    resolve,
    same_dimension,
    to_base,
)
from extractor.records import Op

LONGEST = 30  # digits; a longer run is a code and no number that anyone states
_UNIT = pattern()
# 513,47万元, 5,3277.4万元: a misplaced separator, read as one number only where a unit follows the last group.
_MISPLACED = re.compile(
    rf"\d{{1,3}}(?:,\d{{2,4}}){{1,40}}(?:\.\d{{1,4}})?(?![\d,.])(?= ?(?:{SCALES}|{_UNIT}))", re.A
)
_MISPLACED_DIGITS = 5  # 1,3个 is a list
# 1 088条: groups of three parted by a space (GB/T 15835-2011, 千分空), where a unit follows.
_PARTED = re.compile(
    rf"\d{{1,3}}(?: \d{{3}}){{1,5}}(?:\.\d{{1,9}})?(?![\d.,])(?= ?(?:{SCALES}|{_UNIT}))", re.A
)
_BEFORE_PARTED = re.compile(r"[\u4e00-\u9fff（(：:≥≤><]$")  # a space before may be a cell's edge
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+", re.A)
_MORE = r"(?:余(?!额|款|热|粮)|多|几|来(?=[个位名家次天人元吨亩户])|\+(?! ?[\dNnXx]))"
_TAIL = re.compile(
    rf"(?: ?(?P<more>{_MORE}))?(?: ?(?P<scale>{SCALES}))?(?: ?(?P<again>余(?!额)|多|\+(?! ?[\dNnXx])))?"
    rf"(?: ?(?P<unit>{_UNIT})(?P<second>[（(](?:{_UNIT})[)）])?(?: ?/ ?(?P<rate>{rate_pattern()})(?![A-Za-z0-9]))?)?(?P<late>余(?!额)|多(?!次|个|种|家|人|元|方|处| ?\d))?"
)
_HALF = re.compile(r" ?(?P<counter>个?)半(?P<unit>月|小时|年|天)")  # 3个半月, 2年半 is another form
_LATE = re.compile(r"余(?!额)|多(?!次|个|种|家|人|元|方|处| ?\d)")
JOIN = re.compile(r" ?(?:[（(]不?含[)）])? ?(?:[-–—~～〜－]{1,2}|至|到) ?")

_BOUNDS = rows("bounds")
_BEFORE_OP = {row["word"]: Op(row["op"]) for row in _BOUNDS if row["place"] == "before"}
_AFTER_OP = {row["word"]: Op(row["op"]) for row in _BOUNDS if row["place"] == "after"}
_GUARDED = {row["word"]: row["not_after"] for row in _BOUNDS if row["not_after"]}
_BEFORE = re.compile(
    "("
    + "|".join(
        [either(word for word in _BEFORE_OP if word not in _GUARDED)]
        + [f"(?<![{chars}]){re.escape(word)}" for word, chars in _GUARDED.items()]
    )
    + ")[了有为]? ?$"
)
_AFTER = re.compile(rf" ?({either(_AFTER_OP)})")
# 3元5角, 8角5分, 壹元零伍分 (《人民币管理条例》第四条: 元, 角, 分).
_COIN = r"(?:\d{1,2}|[一二两三四五六七八九壹贰叁肆伍陆柒捌玖])"
_FEN = rf"零?(?P<rest>{_COIN})分(?![{UNITS['分'].not_before}])"
_JIAO = rf"(?P<tenths>{_COIN})角(?![{UNITS['角'].not_before}])"
_COINS = {
    "元": re.compile(rf"(?={_COIN}|零)(?:{_JIAO})?(?:{_FEN})?", re.A),
    "圆": re.compile(rf"(?={_COIN}|零)(?:{_JIAO})?(?:{_FEN})?", re.A),
    "角": re.compile(rf"(?P<tenths>){_FEN}", re.A),
}
_NAMING = ("M", "G", "T")  # 100M, 5G: bandwidths and generations in prose
_WIDEST = 9  # characters: the longest bound with its guard and a space
_SIGN = re.compile(r"(?:(?<![减税抱肩自背担胜欠])负|[-−]) ?$")


_FROM = re.compile(r"[从由自][^，。；,;]{0,8}$")


class Amount(NamedTuple):
    """A number with its unit. `end` is after the unit; `more` says 余 or 多 was written."""

    value: Decimal | None  # None: too long to be a number
    unit: str
    more: bool
    end: int


def amount(text: str, start: int, owned: bytearray) -> Amount:
    """The amount whose digits begin at `start`; characters set in `owned` are not read."""
    if parted := _parted(text, start, owned):
        return parted
    figure = ARABIC.match(text, start)
    assert figure is not None, "called at a digit"
    if len(figure.group()) > LONGEST:
        return Amount(None, "", False, figure.end())
    tenth = ratios.tenths(text, start)
    if tenth and tenth.high is None and 1 not in owned[start : tenth.end]:
        late = _LATE.match(text, tenth.end)
        return Amount(tenth.value, tenth.unit, bool(late), late.end() if late else tenth.end)
    number = numerals.simple(text, start)
    if number is None or 1 in owned[start : number.end]:
        plain = _PLAIN.match(text, start)
        assert plain is not None, "called at a digit"
        return _with_tail(text, owned, _decimal(plain.group()), plain.end())
    if (number.parts == 1 and not number.more) or number.suffix in _NAMING:
        return _with_tail(text, owned, _decimal(figure.group()), number.head)
    return _compound(text, owned, number)


def _compound(text: str, owned: bytearray, number: numerals.Numeral) -> Amount:
    """1亿2000万元 is 12000 万元; 5千4百元 is 5400 元: only 万 and 亿 are units of account."""
    value = numerals.scaled_down(number)
    read = _with_tail(text, owned, value, number.end - len(number.scale))
    return read._replace(more=read.more or number.more)


def _parted(text: str, start: int, owned: bytearray) -> Amount | None:
    """1 088条 and 2 345.6万元, in a sentence or with a group that is no number of its own (088)."""
    match = _PARTED.match(text, start)
    if match is None:
        match = _MISPLACED.match(text, start)
        figure = ARABIC.match(text, start)
        if match is None or figure is None or figure["grouped"]:
            return None
        if sum(map(str.isdigit, match.group())) < _MISPLACED_DIGITS:
            return None
    elif not (" 0" in match.group() or _BEFORE_PARTED.search(text[max(0, start - 1) : start])):
        return None
    if 1 in owned[start : match.end()]:
        return None
    return _with_tail(text, owned, _decimal(match.group()), match.end())


def _with_tail(text: str, owned: bytearray, value: Decimal, end: int) -> Amount:
    """The amount of `value`, whose digits end at `end`."""
    if (half := _HALF.match(text, end)) and 1 not in owned[end : half.end()]:
        return Amount(value + Decimal("0.5"), half["counter"] + half["unit"], False, half.end())
    tail = _TAIL.match(text, end)
    assert tail is not None, "every part is optional"
    if 1 in owned[end : tail.end()]:
        return Amount(value, "", False, end)
    scale = tail["scale"] or ""
    unit = scale + (tail["unit"] or "") + (tail["second"] or "")  # 台（套）, 项（次）
    unit += f"/{tail['rate']}" if tail["rate"] else ""
    if scale and tail["unit"] and UNITS[tail["unit"]].dimension == "level":
        return Amount(value, scale, bool(tail["more"]), tail.end("scale"))  # 3000万级
    if unit in ("成", "折"):
        return Amount(value, "", False, end)  # `ratios` has read the tenths that there are
    more = bool(tail["more"] or tail["again"] or tail["late"])
    if tail["more"] == "几" and not scale:
        return Amount(value, "", False, end)
    if not more and 1 not in owned[end : (coined := coins(text, tail.end(), unit))[1]]:
        return Amount(value + coined[0], unit, False, coined[1])
    return Amount(value, unit, more, tail.end())


def coins(text: str, end: int, unit: str) -> tuple[Decimal, int]:
    """What 角 and 分 after an amount in 元 or 角 add to it, in `unit`, and where they end."""
    found = _COINS[unit].match(text, end) if unit in _COINS else None
    if found is None:
        return Decimal(0), end
    parts = (numerals.parse(part) if part else None for part in (found["tenths"], found["rest"]))
    tenths, rest = (part or Decimal(0) for part in parts)
    return tenths / 10 + rest / (10 if unit == "角" else 100), found.end()


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace("，", "").replace(" ", ""))


def lower_bound(text: str, start: int, lowest: int) -> tuple[int, Op | None]:
    """Where a bound or hedge before `start` begins, not before `lowest`, and what it says."""
    window = max(lowest, start - _WIDEST)
    found = _BEFORE.search(text[window:start])
    if found is None:
        return start, None
    return window + found.start(), _BEFORE_OP[found.group(1)]


def upper_bound(text: str, end: int) -> tuple[int, Op | None]:
    """Where a bound or hedge after `end` ends, and what it says."""
    found = _AFTER.match(text, end)
    return (end, None) if found is None else (found.end(), _AFTER_OP[found.group(1)])


def sign(text: str, start: int, lowest: int, unit: str) -> int:
    """Where a minus before `start` begins, or `start`.

    A dash between two figures joins them; after a Chinese word it is a minus only before an
    amount with a unit (支出-3150万元, not 天河-3).
    """
    found = _SIGN.search(text[max(lowest, start - 3) : start])
    if found is None:
        return start
    begin = max(lowest, start - 3) + found.start()
    before = text[begin - 1] if begin else ""
    if text[begin] != "负" and (
        (before.isascii() and before.isalnum()) or (before and before in "）)%％-−")
    ):
        return start
    if text[begin] != "负" and begin == lowest and lowest:
        return start
    return begin if unit or not ("\u4e00" <= before <= "\u9fff") else start


def joint(text: str, start: int, lowest: int, end: int) -> int | None:
    """Where the upper end of a range begins, if a number from `start` to `end` may be its lower one."""
    join = JOIN.match(text, end)
    if join is None or join.end() >= len(text):
        return None
    if join.group().strip() in "至到" and _FROM.search(text[max(lowest, start - 10) : start]):
        return None  # 从30家到50家 is a change, not a range
    return join.end()


def interval(low: Decimal, low_unit: str, high: Decimal, unit: str) -> Decimal | None:
    """The lower end of a range in the unit of the upper one, or None where it is no range.

    3-5万元 is 3 to 5 万元; 8000元至1.2万元 is 0.8 to 1.2 万元, and so is 8000-12000元 of one unit;
    in 5000-1万元 the lower end is the greater number and has no scale of its own.
    """
    if unit.startswith(low_unit) and low < high:
        return low
    if not low_unit:
        bare = unit.lstrip("十百千万亿")
        low_unit = bare if bare != unit and to_base(low, bare) else low_unit
        if low < 100 or not low_unit:
            return None
    if not low_unit or low_unit == unit or not same_dimension(low_unit, unit):
        return None
    one, other = resolve(low_unit), resolve(unit)
    assert one is not None and other is not None, "they are of one dimension"
    exact = Fraction(low) * one[2] / other[2]
    value = Decimal(exact.numerator) / Decimal(exact.denominator)
    return value if Fraction(value) == exact and value < high else None
