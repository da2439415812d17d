"""Characters of symbol fonts: a ≥ or a ticked box that is stored as a code of a font of its own.

Word stores them as `w:sym`, or as text in the font: code or code + U+F000. Fonts of this kind
show pictures for letters, so that R in Wingdings 2, which many forms use, is a ticked box.
"""

from __future__ import annotations

import re

# Unicode consortium, MAPPINGS/VENDORS/ADOBE/symbol.txt: 0x20 to 0x7e, 0xa0 to 0xfe.
_SYMBOL_LOW = (
    " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾"
    "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_SYMBOL_HIGH = (
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
    "◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪•〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
# Of Wingdings and its kin, those that text needs; after the Unicode consortium's L2/11-196.
_WINGDINGS = {
    **{0x81 + at: chr(ord("①") + at) for at in range(10)},
    **{0x8C + at: chr(ord("❶") + at) for at in range(10)},
    **{0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x72: "❒", 0x75: "◆", 0x76: "❖", 0x78: "☒"},
    **{0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xAB: "★", 0xD8: "➢", 0xDF: "←", 0xE0: "→"},
    **{0xE1: "↑", 0xE2: "↓", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑"},
}
_WINGDINGS_2 = {
    **{0x6A + at: chr(ord("①") + at) for at in range(10)},
    **{0x75 + at: chr(ord("❶") + at) for at in range(10)},
    **{0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "●"},
    **{0x98: "●", 0xA2: "■", 0xA3: "☐", 0xA4: "☐"},
}
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x67: "■", 0x72: "✗"}
_SYMBOL = {
    **dict(enumerate(_SYMBOL_LOW, 0x20)),
    **dict(enumerate(_SYMBOL_HIGH, 0xA0)),
}
_FONTS: dict[str, dict[int, str]] = {
    "symbol": _SYMBOL,
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "wingdings 3": {},
    "webdings": _WEBDINGS,
}
_OTHER = "•"  # some picture
_HEX = re.compile(r"[0-9A-Fa-f]{1,4}")
_PRIVATE = 0xF000


def symbol(font: str | None, code: str | None) -> str:
    """What `w:sym` shows."""
    if not code or not _HEX.fullmatch(code):
        return ""
    return in_font(chr(int(code, 16)), font)


def in_font(text: str, font: str | None) -> str:
    """`text` as it looks in `font`; unchanged in a font of letters."""
    signs = _FONTS.get((font or "").strip().lower())
    if signs is None:
        return text
    return "".join(_sign(char, signs) for char in text)


def _sign(char: str, signs: dict[int, str]) -> str:
    code = ord(char)
    if _PRIVATE <= code <= _PRIVATE + 0xFF:
        code -= _PRIVATE
    if code > 0xFF or char.isspace():
        return char
    return signs.get(code, _OTHER)


def bullet(text: str) -> str:
    """The sign of a list without numbers; most are codes of symbol fonts."""
    return "".join(_OTHER if _PRIVATE <= ord(c) <= _PRIVATE + 0xFF else c for c in text.strip())
