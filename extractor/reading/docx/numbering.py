"""Numbers that Word puts in front of paragraphs by itself: 一、, （二）, 1.2, ①.

They stand nowhere in the text of a file, and they are what tells its headings. ECMA-376-1, 17.9.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from extractor.reading.docx.counting import shown
from extractor.reading.docx.markup import (
    Element,
    attribute,
    child,
    descendants,
    name,
    number,
    switch,
    value,
)
from extractor.reading.docx.styles import Styles
from extractor.reading.docx.symbols import bullet

_LEVELS = 9
_LABEL_MAX = 255  # characters; it stands before every paragraph of its list
_HOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    start: int = 0  # 17.9.25: 0 where nothing is said
    form: str = "decimal"
    text: str = ""
    gap: str = "tab"  # after the number: tab, space, nothing
    restart: int | None = None  # 1-based level whose use restarts this one; 0 is never
    digits: bool = False  # numbers of all levels as 1, 2, 3
    style: str = ""  # the paragraph style that stands for this level


@dataclass(frozen=True, slots=True)
class _List:
    """`w:num`: a list of a kind (`w:abstractNum`), which lists with the same one share numbers with."""

    shared: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]  # where this list begins anew


@dataclass(slots=True)
class Numbering:
    """The lists of a document and how far each has counted: labels are asked for in order."""

    styles: Styles
    lists: Mapping[str, _List] = field(default_factory=dict)
    counts: dict[str, list[int | None]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, paragraph: Element) -> str:
        """What Word shows before the text of `paragraph`, and the gap after it; "" for none."""
        found = self.place(paragraph)
        if found is None:
            return ""
        which, at = found
        numbers = self.count(which, at)
        levels = self.lists[which].levels
        level = levels[at]
        if level.form == "bullet":
            sign = bullet(level.text)
            return f"{sign} " if sign else ""

        def put(holder: re.Match[str]) -> str:
            of = int(holder[1]) - 1
            if of > at or of not in levels:
                return ""
            return shown(numbers[of], "decimal" if level.digits else levels[of].form)

        said = _HOLDER.sub(put, level.text)
        return said + _gap(said, level.gap)

    def place(self, paragraph: Element) -> tuple[str, int] | None:
        """The list and the level of a paragraph, its own or its style's."""
        own = child(paragraph, "w:pPr", "w:numPr")
        which, at = value(own, "w:numId"), number(value(own, "w:ilvl"))
        style = self.styles.of(paragraph)
        if which is None:
            for one in self.styles.chain(style):
                said = child(one.paragraph, "w:numPr")
                which = value(said, "w:numId")
                if which is not None:
                    at = at if at is not None else self.level_of_style(which, style, one.id, said)
                    break
        if which is None or which not in self.lists:  # numId 0 takes a paragraph out of its list
            return None
        at = at or 0
        return (which, at) if at in self.lists[which].levels else None

    def level_of_style(self, which: str, style: str, owner: str, said: Element | None) -> int:
        """17.3.1.19: a style's level is the one that names the style, whatever its `w:ilvl`."""
        levels = self.lists[which].levels if which in self.lists else {}
        for sought in (style, owner):
            for at, level in levels.items():
                if level.style == sought:
                    return at
        return number(value(said, "w:ilvl")) or 0

    def count(self, which: str, at: int) -> Sequence[int]:
        """The numbers of all levels after one more paragraph at `at`."""
        found = self.lists[which]
        counts = self.counts.setdefault(found.shared, [None] * _LEVELS)
        before = counts[at]
        if at in found.starts and (which, at) not in self.begun:
            counts[at] = found.starts[at]
        else:
            counts[at] = found.levels[at].start if before is None else before + 1
        self.begun.add((which, at))
        for deeper in range(at + 1, _LEVELS):
            level = found.levels.get(deeper)
            restart = level.restart if level and level.restart is not None else deeper
            if at < restart:
                counts[deeper] = None
        return [
            found.levels[of].start if said is None and of in found.levels else said or 0
            for of, said in enumerate(counts)
        ]


def _gap(said: str, kind: str) -> str:
    """White space after a number; 、 and ） are wide enough to have it in themselves."""
    return "" if not said or kind == "nothing" or not said[-1].isascii() else " "


def numbering_of(root: Element | None, styles: Styles) -> Numbering:
    """The lists of `word/numbering.xml`; none where there is no such part."""
    if root is None:
        return Numbering(styles)
    kinds = {
        said: element
        for element in root
        if name(element) == "w:abstractNum" and (said := attribute(element, "w:abstractNumId"))
    }
    named = {
        link: said for said, kind in kinds.items() if (link := value(kind, "w:styleLink"))
    }  # 17.9.27: a list style's own definition
    lists: dict[str, _List] = {}
    for element in root:
        which, kind = attribute(element, "w:numId"), value(element, "w:abstractNumId")
        if name(element) != "w:num" or which is None or kind not in kinds:
            continue
        linked = value(kinds[kind], "w:numStyleLink")
        shared = named.get(linked, kind) if linked else kind
        lists[which] = _list(element, shared, kinds[shared])
    return Numbering(styles, lists)


def _list(element: Element, shared: str, kind: Element) -> _List:
    levels = _levels(kind)
    starts: dict[int, int] = {}
    for override in element:
        at = number(attribute(override, "w:ilvl"))
        if name(override) != "w:lvlOverride" or at is None:
            continue
        levels |= _levels(override)
        start = number(value(override, "w:startOverride"))
        if start is not None:
            starts[at] = start
    return _List(shared, levels, starts)


def _levels(parent: Element) -> dict[int, Level]:
    found: dict[int, Level] = {}
    for element in parent:
        at = number(attribute(element, "w:ilvl"))
        if name(element) == "w:lvl" and at is not None and 0 <= at < _LEVELS:
            found[at] = _level(element)
    return found


def _level(element: Element) -> Level:
    level = Level(
        start=number(value(element, "w:start")) or 0,
        form=_form(element),
        text=(value(element, "w:lvlText") or "")[:_LABEL_MAX],
        gap=value(element, "w:suff") or "tab",
        restart=number(value(element, "w:lvlRestart")),
        digits=switch(element, "w:isLgl") or False,
        style=value(element, "w:pStyle") or "",
    )
    if child(element, "w:lvlPicBulletId") is not None:
        return replace(level, form="bullet", text="•")
    return level


def _form(element: Element) -> str:
    """`w:numFmt`, which Word wraps with one for its older versions where it is of a new kind."""
    forms = [attribute(one, "w:val") or "" for one in descendants(element, "w:numFmt")]
    return next((form for form in forms if form != "custom"), "decimal")
