"""Formulas of Office Math on one line: 预算完成率=预算完成数/预算数×100%. ECMA-376-1, 22.1."""

from __future__ import annotations

from extractor.reading.docx.markup import Element, attribute, child, name

_RAISED = dict(zip("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", strict=True))
_COMPOUND = frozenset("+-−×÷*/=＋－")
_TEXTS = frozenset({"m:t", "w:t"})


def formula(element: Element) -> str:
    """The text of a formula or of a part of one."""
    kind = name(element)
    if kind in _TEXTS:
        return element.text or ""
    if kind.endswith("Pr") or kind in ("w:del", "w:moveFrom"):
        return ""
    if kind == "m:f":
        return f"{_operand(element, 'm:num')}/{_operand(element, 'm:den')}"
    if kind == "m:rad":
        return f"{_part(element, 'm:deg')}√{_operand(element, 'm:e')}"
    if kind == "m:sSup":
        return _part(element, "m:e") + _raised(_part(element, "m:sup"))
    if kind == "m:d":
        return _bracketed(element)
    if kind == "m:nary":
        sign = _sign(element, "m:naryPr", "m:chr", "∫")
        return sign + "".join(_part(element, part) for part in ("m:sub", "m:sup", "m:e"))
    if kind in ("m:eqArr", "m:m"):
        return " ".join(formula(row) for row in element if not name(row).endswith("Pr"))
    return "".join(formula(one) for one in element)


def _part(element: Element, part: str) -> str:
    found = child(element, part)
    return "" if found is None else formula(found)


def _operand(element: Element, part: str) -> str:
    said = _part(element, part)
    return f"({said})" if _COMPOUND & set(said) else said


def _raised(said: str) -> str:
    if said and all(char in _RAISED for char in said):
        return "".join(_RAISED[char] for char in said)
    return f"^{said}" if said else ""


def _bracketed(element: Element) -> str:
    parts = [formula(one) for one in element if name(one) == "m:e"]
    left = _sign(element, "m:dPr", "m:begChr", "(")
    right = _sign(element, "m:dPr", "m:endChr", ")")
    return left + _sign(element, "m:dPr", "m:sepChr", "|").join(parts) + right


def _sign(element: Element, properties: str, which: str, default: str) -> str:
    said = attribute(child(element, properties, which), "m:val")
    return default if said is None else said
