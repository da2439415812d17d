"""Fields: a page shows their results, never their instructions. ECMA-376-1, 17.16."""

from __future__ import annotations

import re

from extractor.reading.docx.markup import (
    Element,
    attribute,
    child,
    descendants,
    name,
    number,
    switch,
)

_SHOWN = ("w:t", "w:tab", "w:br", "w:sym", "w:noBreakHyphen")
_PAGE = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES)\b", re.I)
# EQ \o\ac(○,3): what Word's and WPS's 带圈字符 leave behind, a field without a result.
_CIRCLED = re.compile(r"\s*EQ\s*\\o\s*\\ac\s*\(\s*[○〇□△◇]\s*[,，]\s*(\S{1,2}?)\s*\)\s*", re.I)
_CIRCLES = 20  # ① to ⑳
_OPEN = 64  # fields in fields; Word has 20, and fields that never end add up


class Fields:
    """The fields of one part: what of it is instruction, and what shows without a result."""

    def __init__(self, root: Element) -> None:
        self.instructions: set[Element] = set()  # elements that would be text, and are not
        self.pages: set[Element] = set()  # results that are page numbers
        self.instead: dict[Element, str] = {}  # end of a field -> what it shows
        open_fields: list[_Field] = []
        for element in descendants(root, "w:fldChar", "w:instrText", *_SHOWN):
            kind = name(element)
            if kind == "w:fldChar":
                self._step(element, open_fields)
            elif kind == "w:instrText":
                if open_fields:
                    open_fields[-1].instruction += element.text or ""
            else:
                for one in open_fields:
                    (one.result if one.separated else one.hidden).append(element)

    def _step(self, element: Element, open_fields: list[_Field]) -> None:
        kind = attribute(element, "w:fldCharType")
        if kind == "begin":
            open_fields.append(_Field())
            del open_fields[:-_OPEN]
        elif kind == "separate" and open_fields:
            open_fields[-1].separated = True
        elif kind == "end" and open_fields:  # one that never ends hides nothing
            closed = open_fields.pop()
            self.instructions.update(closed.hidden)
            if _PAGE.match(closed.instruction):
                self.pages.update(closed.result)
            if not closed.separated and (found := _CIRCLED.fullmatch(closed.instruction)):
                self.instead[element] = _circled(found[1])


class _Field:
    def __init__(self) -> None:
        self.instruction = ""
        self.separated = False
        self.hidden: list[Element] = []
        self.result: list[Element] = []


def is_page_number(simple: Element) -> bool:
    """Whether `w:fldSimple` is a page number."""
    return bool(_PAGE.match(attribute(simple, "w:instr") or ""))


def form_field(begin: Element) -> str:
    """What an old form field shows that has no result: a box, the choice of a list (17.16.17)."""
    box = child(begin, "w:ffData", "w:checkBox")
    if box is not None:
        ticked = switch(box, "w:checked")
        return "☑" if (switch(box, "w:default") if ticked is None else ticked) else "☐"
    choices = child(begin, "w:ffData", "w:ddList")
    if choices is None:
        return ""
    entries = [attribute(one, "w:val") or "" for one in choices if name(one) == "w:listEntry"]
    said = [
        number(attribute(child(choices, which), "w:val")) for which in ("w:result", "w:default")
    ]
    at = next((one for one in said if one is not None), 0)
    return entries[at] if 0 <= at < len(entries) else ""


def _circled(said: str) -> str:
    at = number(said)
    return chr(ord("①") + at - 1) if at and 0 < at <= _CIRCLES else said
