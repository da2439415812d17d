"""What a paragraph or a run has from its styles: outline level, list, hidden text.

ECMA-376-1, 17.7: a property that is set nearer wins, paragraph before style before the style
that it is based on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor.reading.docx.markup import (
    Element,
    attribute,
    child,
    name,
    number,
    switch,
    value,
)

_BODY = 9  # outline level of body text, 17.3.1.20
_DEEPEST = 64  # styles that are based on each other; a longer chain is no one's work


@dataclass(frozen=True, slots=True)
class Style:
    id: str
    based_on: str
    paragraph: Element | None  # w:pPr
    run: Element | None  # w:rPr


@dataclass(slots=True)
class Styles:
    found: dict[str, Style] = field(default_factory=dict)
    default: str = ""  # of paragraphs

    def chain(self, style: str) -> Iterator[Style]:
        """`style` and what it is based on, nearest first."""
        seen: set[str] = set()
        while style in self.found and style not in seen and len(seen) < _DEEPEST:
            seen.add(style)
            yield self.found[style]
            style = self.found[style].based_on

    def of(self, paragraph: Element) -> str:
        """The id of a paragraph's style."""
        said = value(paragraph, "w:pPr", "w:pStyle")
        return said if said in self.found else self.default

    def outline(self, paragraph: Element) -> int:
        """From 1; 0 for body text."""
        own = child(paragraph, "w:pPr")
        for properties in (own, *(style.paragraph for style in self.chain(self.of(paragraph)))):
            level = number(value(properties, "w:outlineLvl"))
            if level is not None:
                return level + 1 if 0 <= level < _BODY else 0
        return 0

    def hidden(self, run: Element | None, paragraph_style: str) -> bool:
        """Whether the run properties hide text. Styles of both kinds toggle, 17.7.3."""
        said = switch(run, "w:vanish")
        if said is not None:
            return said
        character = value(run, "w:rStyle") or ""
        return self._vanish(character) != self._vanish(paragraph_style)

    def _vanish(self, style: str) -> bool:
        for one in self.chain(style):
            said = switch(one.run, "w:vanish")
            if said is not None:
                return said
        return False


def styles_of(root: Element | None) -> Styles:
    """The styles of `word/styles.xml`; none where there is no such part."""
    styles = Styles()
    for element in root if root is not None else ():
        said = attribute(element, "w:styleId")
        if name(element) != "w:style" or not said:
            continue
        styles.found[said] = Style(
            id=said,
            based_on=value(element, "w:basedOn") or "",
            paragraph=child(element, "w:pPr"),
            run=child(element, "w:rPr"),
        )
        is_default = (attribute(element, "w:default") or "0").lower() in ("1", "true", "on")
        if is_default and attribute(element, "w:type") == "paragraph":
            styles.default = said
    return styles
