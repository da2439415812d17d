"""Stored numbers as a spreadsheet program shows them: 0.9668000000000001 under "0.00%" is 96.68%.

By ECMA-376-1 18.8.31, and where it is silent, by what Excel does: numbers have 15 significant
digits and are rounded half away from zero; General shows at most eleven characters; the year
1900 has a 29 February. Colours are dropped, a fill (`*x`) shows nothing and a space as wide as a
character (`_x`) is a space. A point without a digit behind it (5. under 0.##) is left out, as
LibreOffice does: it says nothing, and the number would read as that of a list.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

from extractor.reading.sheets.chinese_numerals import digits_in, number_in
from extractor.reading.sheets.dates import shown_date
from extractor.reading.sheets.format_codes import Part, Section, Token, sections_of

# Excel keeps 15 digits: "Excel specifications and limits", number precision; IEEE 754 has up to 17.
_KEPT = Context(prec=15, rounding=ROUND_HALF_UP)
_WIDE = Context(prec=400, rounding=ROUND_HALF_UP)  # 1E+308 with 30 decimals (the most there are)
_GENERAL_WIDTH = 11  # characters, the sign apart


def _quantum(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


_QUANTA = tuple(map(_quantum, range(8)))


def shown(value: float, code: str, *, from_1904: bool = False) -> str:
    """A stored number under a format code, without white space at both ends."""
    exact = _KEPT.create_decimal(repr(value))
    if not exact.is_finite():
        return ""
    section, exact = _chosen(sections_of(code), exact)
    if section.is_date:
        text = shown_date(exact, section, from_1904=from_1904)
        return general(exact) if text is None else text.strip()
    sign = "-" if exact < 0 else ""
    return (sign + _number(section, abs(exact))).strip()


def shown_text(text: str, code: str) -> str:
    """A stored text under a format code; most codes leave texts alone."""
    sections = sections_of(code)
    own = sections[3] if len(sections) == 4 else sections[-1]
    if len(sections) < 4 and not own.has(Part.TEXT):
        return text
    return "".join(
        text if token.part is Part.TEXT else token.text
        for token in own.tokens
        if token.part in (Part.TEXT, Part.LITERAL)
    )


def general(value: Decimal) -> str:
    """As under General, in a column that is wide enough: at most eleven characters."""
    size = abs(value)
    sign = "-" if value < 0 else ""
    if not size:
        return "0"
    power = size.adjusted()
    if -4 <= power <= 10:
        return sign + _fixed(size, _GENERAL_WIDTH - 2 - max(power, 0))
    if -9 <= power < 0 and len(text := _fixed(size, 12)) <= _GENERAL_WIDTH:
        return sign + text
    return sign + _scientific(size, 5)


def _fixed(value: Decimal, decimals: int) -> str:
    rounded = value.quantize(_quantum(max(decimals, 0)), context=_WIDE)
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _scientific(value: Decimal, decimals: int) -> str:
    value = Context(prec=decimals + 1, rounding=ROUND_HALF_UP).plus(value)
    power = value.adjusted()
    return f"{_fixed(value.scaleb(-power), decimals)}E{'-' if power < 0 else '+'}{abs(power):02d}"


def _chosen(sections: Sequence[Section], value: Decimal) -> tuple[Section, Decimal]:
    """The section for `value`, and the number that it shows: without the sign where the
    section is for negative numbers alone and so says by itself that they are.
    """
    numeric = sections[:3]
    if len(numeric) > 1 and len(sections) < 4 and sections[-1].has(Part.TEXT):
        numeric = numeric[:-1] if len(sections) <= 3 else numeric
    if any(section.condition for section in numeric):
        return _by_condition(numeric, value)
    if value < 0 and len(numeric) > 1:
        return numeric[1], -value
    if value == 0 and len(numeric) > 2:
        return numeric[2], value
    return numeric[0], value


def _by_condition(sections: Sequence[Section], value: Decimal) -> tuple[Section, Decimal]:
    for at, section in enumerate(sections):
        condition = section.condition
        if condition is not None and not condition.holds(value):
            continue
        if condition is None and at == 1 and len(sections) > 2 and value >= 0:
            continue  # [>100]a;b;c: the second section without a condition is for those below 0
        own = condition is not None and condition.op in ("<", "<=") and condition.limit <= 0
        rest = condition is None and at > 0 and _leaves_negative(sections[:at])
        return section, abs(value) if own or rest or (
            condition is None and at == 1 and len(sections) > 2
        ) else value
    return sections[-1], value


def _leaves_negative(before: Sequence[Section]) -> bool:
    """Whether only numbers below zero are left after the sections `before`."""
    first = before[0].condition
    return len(before) == 1 and first is not None and first.op in (">", ">=") and first.limit == 0


def _number(section: Section, value: Decimal) -> str:
    if plain := section.plain:
        quantum = _QUANTA[plain.places] if plain.places < len(_QUANTA) else _quantum(plain.places)
        value = value.scaleb(plain.shift).quantize(quantum, context=_WIDE)
        return f"{plain.before}{value:{',f' if plain.grouped else 'f'}}{plain.after}"
    tokens = section.tokens
    if section.has(Part.GENERAL):
        said = number_in(value, section.numerals) if section.numerals else general(value)
        return "".join(
            said if token.part is Part.GENERAL else token.text
            for token in tokens
            if token.part in (Part.GENERAL, Part.LITERAL, Part.PERCENT)
        )
    if not section.has(Part.DIGIT):
        around = "".join(t.text for t in tokens if t.part is not Part.TEXT)
        return around + (general(value) if section.has(Part.TEXT) else "")
    value = value.scaleb(2 * sum(token.part is Part.PERCENT for token in tokens))
    if (slash := _fraction_at(tokens)) is not None:
        return _fraction(tokens, slash, value)
    value = value.scaleb(-3 * _scaling(tokens))
    exponent = next((i for i, t in enumerate(tokens) if t.part is Part.EXPONENT), None)
    said = _decimal(tokens, value) if exponent is None else _exponential(tokens, exponent, value)
    return digits_in(said, section.numerals) if section.numerals else said


def _scaling(tokens: Sequence[Token]) -> int:
    """Commas right of a part's last digit: each divides by a thousand."""
    commas = 0
    for i, token in enumerate(tokens):
        if token.part is not Part.COMMA:
            continue
        before = any(t.part is Part.DIGIT for t in tokens[:i])
        point = next((j for j in range(i, len(tokens)) if tokens[j].part is Part.POINT), None)
        after = any(t.part is Part.DIGIT for t in tokens[i:point])
        commas += before and not after
    return commas


def _decimal(tokens: Sequence[Token], value: Decimal) -> str:
    point = next((i for i, t in enumerate(tokens) if t.part is Part.POINT), len(tokens))
    places = sum(t.part is Part.DIGIT for t in tokens[point:])
    rounded = value.quantize(_quantum(places), context=_WIDE)
    whole, _, rest = f"{rounded:f}".partition(".")
    return _whole(tokens[:point], whole.lstrip("0")) + _decimals(tokens[point:], rest)


def _whole(tokens: Sequence[Token], digits: str) -> str:
    """`digits` in the places left of the point; the first place takes all that are too many."""
    places = [i for i, t in enumerate(tokens) if t.part is Part.DIGIT]
    grouped = any(
        t.part is Part.COMMA and places and places[0] < i < places[-1] for i, t in enumerate(tokens)
    )
    shown: list[str] = []  # from right to left
    left, count = list(digits), 0

    def put(digit: str) -> None:
        nonlocal count
        if grouped and count and count % 3 == 0 and digit.strip():
            shown.append(",")
        shown.append(digit)
        count += 1

    for i in range(len(tokens) - 1, -1, -1):
        token = tokens[i]
        if token.part is Part.DIGIT:
            if left:
                put(left.pop())
            elif token.text != "#":
                put("0" if token.text == "0" else " ")
            while left and i == places[0]:
                put(left.pop())
        elif token.part is not Part.COMMA or not places or i < places[0]:
            shown.append(token.text[::-1])
    if not places and digits:  # ".00": no place left of the point shows what stands there
        shown.insert(0, digits[::-1])
    return "".join(shown)[::-1]


def _decimals(tokens: Sequence[Token], digits: str) -> str:
    """The point and what is right of it. Zeros at the end show in places 0 only."""
    places = [t for t in tokens if t.part is Part.DIGIT]
    last = len(places)
    while last and digits[last - 1] == "0" and places[last - 1].text != "0":
        last -= 1
    shown, at = [], 0
    for token in tokens:
        if token.part is Part.DIGIT:
            if at < last:
                shown.append(digits[at])
            elif token.text == "?":
                shown.append(" ")
            at += 1
        elif token.part is Part.POINT:
            shown.append("." if last or any(t.text == "?" for t in places) else "")
        elif token.part is not Part.COMMA:
            shown.append(token.text)
    return "".join(shown)


def _exponential(tokens: Sequence[Token], exponent: int, value: Decimal) -> str:
    mantissa = tokens[:exponent]
    point = next((i for i, t in enumerate(mantissa) if t.part is Part.POINT), len(mantissa))
    step = max(1, sum(t.part is Part.DIGIT for t in mantissa[:point]))
    places = sum(t.part is Part.DIGIT for t in mantissa[point:])
    power = 0
    if value:
        power = value.adjusted() // step * step
        quantum = _quantum(places)
        if value.scaleb(-power).quantize(quantum, context=_WIDE).adjusted() >= step:
            power += step
    after = tokens[exponent + 1 :]
    sign = "-" if power < 0 else "+" if tokens[exponent].text.endswith("+") else ""
    return (
        _decimal(mantissa, value.scaleb(-power))
        + "E"
        + sign
        + _whole(after, str(abs(power)).lstrip("0"))
    )


def _fraction_at(tokens: Sequence[Token]) -> int | None:
    """The index of the slash of a fraction: digits right before it and right after it."""
    for i, token in enumerate(tokens):
        if token.part is Part.SLASH and 0 < i < len(tokens) - 1:
            after = tokens[i + 1]
            if tokens[i - 1].part is Part.DIGIT and (
                after.part is Part.DIGIT or after.text.isdecimal()
            ):
                return i
    return None


def _fraction(tokens: Sequence[Token], slash: int, value: Decimal) -> str:
    """# ?/? and # ?/8: the nearest fraction, its whole number apart where there is a place for it."""
    start = slash
    while start and tokens[start - 1].part is Part.DIGIT:
        start -= 1
    end = slash + 1
    while end < len(tokens) and (tokens[end].part is Part.DIGIT or tokens[end].text.isdecimal()):
        end += 1
    below = "".join(token.text for token in tokens[slash + 1 : end])
    mixed = any(token.part is Part.DIGIT for token in tokens[:start])
    exact = Fraction(value)
    whole = int(exact) if mixed else 0
    part = exact - whole
    if below.strip("0#?"):
        denominator = int("".join(c if c.isdecimal() else "0" for c in below)) or 1
        numerator = int(part * denominator + Fraction(1, 2))
    else:
        nearest = part.limit_denominator(10 ** min(len(below), 7) - 1)
        numerator, denominator = nearest.numerator, nearest.denominator
    if mixed and numerator == denominator:
        whole, numerator = whole + 1, 0
    left = _whole(tokens[:start], str(whole) if whole or not numerator else "") if mixed else ""
    right = "".join(token.text for token in tokens[end:])
    if mixed and not numerator:
        return left.rstrip() + right
    if not mixed:
        left = "".join(token.text for token in tokens[:start])
    return f"{left}{numerator}/{denominator}{right}"
