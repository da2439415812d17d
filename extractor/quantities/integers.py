"""Whole numbers as 十百千 make sections and 万亿兆 close them: the core of the grammar.

`integer` reads one from a text, token by token, and never looks back: each state that may be
the end of a number is kept, and the last one is what was read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal

from extractor.quantities.lexicon import rows

_ROWS = rows("numerals")


def _role(role: str) -> dict[str, int]:
    return {row["word"]: int(row["value"]) for row in _ROWS if row["role"] == role}


DIGITS = _role("digit")
PLACES = _role("place")
SCALES = _role("scale")
_TENS = _role("ten")
_VAGUE = _role("vague")
_NOUGHT = "零〇"
_TWO = "两俩"  # never the last digit of a numeral: 一百两 is a hundred, and a weight

GAP = r"\s{0,8}"
_GAP = re.compile(GAP)
_NO_GAP = re.compile("")
_RUN = re.compile(f"[{''.join(DIGITS)}]+")
ARABIC = re.compile(
    # At most 40 groups: a longer run is no number, and must not be read again from each comma.
    r"(?P<grouped>\d{1,3}(?:[,，]\d{3}){1,40}(?!\d|[,，]\d)(?:\.\d+(?!\.?\d))?)"
    r"|(?<!\d\.)\d+\.\d+(?!\.?\d)|\d+|(?<![\d.])\.\d+(?!\.?\d)",
    re.A,
)
_TOKENS = 40  # more of them are no number that anyone states
_LONG = 60  # Arabic digits in one go; more of them are a code
_EXACT = Context(prec=120)
_ONE, _TEN = Decimal(1), Decimal(10)


@dataclass(frozen=True, slots=True)
class Numeral:
    """Characters [start, end) of a text write `value`.

    `high` is the upper end of 两三百. `scale` is the 万 or 亿 that the numeral ends with, and is
    part of the value: value_of(scale) divides it out. `head` is where the first Arabic digits end.
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None
    scale: str = ""
    more: bool = False  # 余, 多 or 几 stands within: 十余万
    arabic: bool = False  # begins with Arabic digits
    head: int = 0
    parts: int = 1  # digits, or groups of them
    bare: bool = False  # a place or scale without a digit: 百, 千万
    run: bool = False  # digits without a place, read one by one (二〇二一, 七五), or a code
    fraction: bool = False
    suffix: str = ""  # k of 40k


def value_of(scale: str) -> Decimal:
    """万亿 is 10**12; "" is one."""
    value = _ONE
    for char in scale:
        value = _EXACT.multiply(value, Decimal(SCALES[char]))
    return value


def integer(text: str, start: int, spaced: bool) -> Numeral | None:
    """The whole number (or the Arabic number, with its decimals) that begins at `start`."""
    half = _half(text, start)
    if half is not None:
        return half
    low = _Sum(text, start, spaced, upper=False).read()
    if low is None or low.high is None:
        return low
    high = _Sum(text, start, spaced, upper=True).read()
    return replace(low, high=high.value if high else None)


def _half(text: str, start: int) -> Numeral | None:
    for word, value in (("半百", Decimal(50)), ("一半", Decimal("0.5")), ("半", Decimal("0.5"))):
        if text.startswith(word, start):
            return Numeral(start, start + len(word), value, parts=len(word))
    return None


def neighbours(pair: str) -> bool:
    """Whether two digits side by side give a range: 两三, 七八, and 三五 by custom."""
    first, second = (DIGITS[char] for char in pair)
    return first > 0 and (second == first + 1 or pair in ("三五", "叁伍"))


class _Sum:
    """One number as it grows. `read` gives it as it was at the last place where it may end."""

    def __init__(self, text: str, start: int, spaced: bool, *, upper: bool) -> None:
        self.text, self.start, self.upper = text, start, upper
        self.gap = _GAP if spaced else _NO_GAP
        self.total = self.section = self.closed = Decimal(0)
        self.digit: Decimal | None = None
        self.written = ""  # the digit as written
        self.place = 10**4  # the last place of this section: places fall
        self.last = 0  # the place or scale right before; 0 after 零
        self.scale_ = 0  # the scale that closed the last section
        self.scale = ""
        self.tokens = self.head = self.parts = 0
        self.arabic = self.mixed = self.pointed = False
        self.more = self.bare = self.range = self.vague = False
        self.best: Numeral | None = None
        self.before: Numeral | None = None  # the best without the digit read last

    def read(self) -> Numeral | None:
        position = self.start
        while self.tokens < _TOKENS:
            at = position
            if self.tokens:
                gap = self.gap.match(self.text, position)
                at = gap.end() if gap else position
            if at >= len(self.text):
                break
            end = self._take(at)
            if end is None:
                self._give_back(self.text[at])
                break
            self.tokens += 1
            position = end
            self._keep(end)
        return self.best

    def _give_back(self, char: str) -> None:
        """The last digit belongs to what follows: 三万四万 are two numbers, as are 二百五百."""
        if self.digit is not None and self.tokens > 1 and (char in PLACES or char in SCALES):
            self.best = self.before

    def _next(self, position: int) -> str:
        """The character after `position` and a gap, "" at the end."""
        gap = self.gap.match(self.text, position)
        at = gap.end() if gap else position
        return self.text[at : at + 1]

    def _keep(self, end: int) -> None:
        if self.vague:
            return
        value = self.total + self.section
        if self.digit is not None:
            if self._astray():
                return
            value = _EXACT.add(value, self._trailing())
        elif self.last == 0 and self.tokens:
            return  # after 零
        self.best = Numeral(
            self.start,
            end,
            value,
            high=value if self.range else None,
            scale=self.scale if self.digit is None else "",
            more=self.more,
            arabic=self.arabic,
            head=self.head,
            parts=self.parts,
            bare=self.bare,
        )

    def _astray(self) -> bool:
        """Whether the last digit cannot end the number: 一百两, 3万五."""
        if self.tokens == 1 or not self.written:
            return False
        return self.written[-1] in _TWO or (self.mixed and self.last >= 100)

    def _trailing(self) -> Decimal:
        """The last digit in its place: 5 of 三万五 is 5000."""
        assert self.digit is not None
        if self.written and not self.mixed and self.last >= 100:
            return self.digit * (self.last // 10)
        return self.digit

    def _take(self, at: int) -> int | None:
        char = self.text[at]
        if char in DIGITS:
            return self._take_digits(at)
        if ("0" <= char <= "9") or char == ".":
            return self._take_arabic(at)
        if char in PLACES:
            return self._take_place(at, PLACES[char])
        if char in SCALES:
            return self._take_scale(at, char)
        if char in _TENS:
            return self._take_tens(at, _TENS[char])
        if char in _VAGUE:
            return self._take_vague(at)
        return None

    def _take_digits(self, at: int) -> int | None:
        if self.digit is not None or (self.bare and self.scale):
            return None
        run = _RUN.match(self.text, at)
        assert run is not None
        word = run.group()
        nought = word[0] in _NOUGHT
        if nought and (self.tokens or (len(word) == 1 and self._next(at + 1) in ("十", "拾"))):
            return self._take_nought(at)
        if len(word) > 2 or (len(word) == 2 and not neighbours(word)):
            return self._take_run(at, word)
        self._begin_digit()
        self.range = self.range or len(word) == 2
        self.written = word
        self.digit = Decimal(DIGITS[word[-1] if self.upper else word[0]])
        return at + len(word)

    def _begin_digit(self) -> None:
        self.before = self.best
        self.parts += 1
        self.bare = False
        self.scale = ""

    def _take_run(self, at: int, word: str) -> int | None:
        if self.tokens:
            return None
        value = Decimal("".join(str(DIGITS[char]) for char in word))
        end = at + len(word)
        self.best = Numeral(self.start, end, value, parts=len(word), run=True)
        return None

    def _take_nought(self, at: int) -> int | None:
        follower = self._next(at + 1)
        if not follower or not (
            follower in DIGITS or follower in PLACES or follower in _VAGUE or "0" <= follower <= "9"
        ):
            return None
        self.last = 0
        return at + 1

    def _take_arabic(self, at: int) -> int | None:
        found = ARABIC.match(self.text, at)
        if found is None or self.digit is not None or self.bare:
            return None
        word = found.group()
        if len(word) > _LONG:
            if not self.tokens:
                self.best = Numeral(self.start, found.end(), Decimal(0), arabic=True, run=True)
            return None
        value = Decimal(word.replace(",", "").replace("，", ""))
        if not self.tokens:
            self.arabic, self.head = True, found.end()
            self.pointed = "." in word or bool(found["grouped"])
        elif not self._joins(word, value, found.end()):
            return None
        self._begin_digit()
        self.mixed = True
        self.digit, self.written = value, ""
        return found.end()

    def _joins(self, word: str, value: Decimal, end: int) -> bool:
        """Whether Arabic digits go on a number: 1亿2000, 5万4千, 1千零20; not 500万3个."""
        if self.last:
            follower = self._next(end)
            closes = follower in SCALES or (follower in PLACES and value < _TEN)
            if not closes and (len(word) < 2 or self.pointed):
                return False
            return closes or value < self.last
        return value < max(self.scale_, self.place)

    def _take_place(self, at: int, place: int) -> int | None:
        if self.digit is None:
            if not self.tokens:
                self.bare = place > 10
            elif place != 10 or self.place <= 10 or self.bare:
                return None
            self.digit = _ONE
        elif self.digit >= _TEN or place >= self.place:
            return None
        self.parts += self.parts == 0
        self.section = _EXACT.add(self.section, _EXACT.multiply(self.digit, Decimal(place)))
        self.digit, self.written, self.scale = None, "", ""
        self.place = self.last = place
        return at + 1

    def _take_tens(self, at: int, value: int) -> int | None:
        if self.digit is not None or self.place <= 10 or self.bare:
            return None
        self.section += value
        self.place = self.last = 10
        self.parts += 1
        return at + 1

    def _take_vague(self, at: int) -> int | None:
        if not self.tokens or self.vague or self.scale or self._next(at + 1) not in SCALES:
            return None
        self.more = self.vague = True
        self.bare = False
        return at + 1

    def _take_scale(self, at: int, char: str) -> int | None:
        scale = SCALES[char]
        factor = Decimal(scale)
        if not self.tokens:
            self.bare, self.closed = True, factor
            self.total = factor
        elif self.scale and self.digit is None and not self.section:  # 万亿
            if scale < self.scale_ or len(self.scale) > 1:
                return None
            self.total += _EXACT.multiply(self.closed, factor) - self.closed
            self.closed = _EXACT.multiply(self.closed, factor)
        else:
            pending = self.section + (self.digit or 0)
            if not pending or scale == self.scale_:
                return None  # 三万四万 are two numbers
            if scale > self.scale_ > 0:  # 一万五千亿
                pending += self.total % factor
                self.total -= self.total % factor
            self.closed = _EXACT.multiply(pending, factor)
            self.total = _EXACT.add(self.total, self.closed)
        self.scale = self.scale + char if self.scale and self.digit is None else char
        self.section, self.digit, self.written = Decimal(0), None, ""
        self.place, self.last, self.scale_ = 10**4, scale, scale
        self.vague = False
        return at + 1
