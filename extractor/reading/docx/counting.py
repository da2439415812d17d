"""Numbers of lists as Word shows them: 一, （一）'s 一, ①, iv. ECMA-376-1, 17.18.59 (ST_NumberFormat)."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_LETTERS_MAX = 780  # as Word, which repeats the letter: 27 is AA, 28 is BB, 780 thirty Z
_MOST = 9999  # of numbers in words; none of a report is near it


def shown(number: int, form: str) -> str:
    """`number` in a format of `w:numFmt`; as digits where the format is not known."""
    if form == "none":
        return ""
    render = _FORMS.get(form)
    return render(number) if render and 0 < number <= _MOST else str(number)


def _chinese(number: int, digits: str = _DIGITS, units: str = "十百千", *, one: bool = True) -> str:
    """一百零一; 10 to 19 without 一 but in formal numerals; `one` False leaves it out always."""
    said, gap = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(said)
            continue
        if gap:
            said += "零" if one else ""
        bare = digit == 1 and place and (not one or (place == 1 and not said and digits == _DIGITS))
        said += ("" if bare else digits[digit]) + (units[place - 1] if place else "")
        gap = False
    return said


def _formal(number: int) -> str:
    return _chinese(number, _FORMAL, "拾佰仟")


def _japanese(number: int) -> str:
    return _chinese(number, one=False)


def _positions(number: int) -> str:
    """一〇, 一一: a character a digit."""
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    said = ""
    for worth, letters in _ROMAN:
        said += letters * (number // worth)
        number %= worth
    return said


def _letters(number: int) -> str:
    if number > _LETTERS_MAX:
        return str(number)
    return chr(ord("A") + (number - 1) % 26) * (1 + (number - 1) // 26)


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if number <= len(signs) else str(number)


def _row(first: str, count: int) -> str:
    return "".join(chr(ord(first) + at) for at in range(count))


def _cycle(number: int) -> str:
    """甲子, 乙丑: the cycle of sixty."""
    return _STEMS[(number - 1) % 10] + _BRANCHES[(number - 1) % 12]


def _ordinal(number: int) -> str:
    teen = number % 100 // 10 == 1
    return f"{number}" + ("th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th"))


def _wide(number: int) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in str(number))


_CIRCLED = _one_of(_row("①", 20))
_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedFullstop": _one_of(_row("⒈", 20)),
    "decimalEnclosedParen": _one_of(_row("⑴", 20)),
    "ordinal": _ordinal,
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "japaneseCounting": _japanese,
    "japaneseDigitalTenThousand": _positions,
    "ideographDigital": _positions,
    "taiwaneseDigital": _positions,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": lambda number: _chinese(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟"),
    "ideographTraditional": _one_of(_STEMS),
    "ideographZodiac": _one_of(_BRANCHES),
    "ideographZodiacTraditional": _cycle,
    "ideographEnclosedCircle": _one_of(_row("㊀", 10)),
}
