"""A passage as slots: each measuring quantity with the clause that stands around it.

Punctuation parts clauses (GB/T 15834-2011), with three provisos: a quotation and a bracket
without a quantity are one word of the clause; 顿号 parts only what follows a quantity
(锦旗56面、感谢信800余份), not a list of nouns before one; and the space that a text
conversion leaves between two paragraphs of a cell parts like a full stop.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.folding import is_cjk
from extractor.labelling.segmenting import parts
from extractor.labelling.wordlists import words
from extractor.records import Quantity, QuantityKind, Span

FULL_STOPS = "。！？!?\n"
_MARKS = frozenset(FULL_STOPS + "；;，,：:、（）()【】[]“”‘’「」『』《》〈〉—①②③④⑤⑥⑦⑧⑨⑩")
_WHOLE = re.compile(
    r"“[^“”\n]{0,60}”|‘[^‘’\n]{0,60}’|「[^「」\n]{0,60}」|《[^《》\n]{0,80}》"
    r"|（[^（）()\n]{0,60}）|\([^（）()\n]{0,60}\)|\[[^\[\]\n]{0,60}\]|【[^【】\n]{0,60}】"
)
# 一是、二是 … count as the beginning of a sentence: what follows is a new topic.
_ORDINAL = re.compile(
    r"[一二三四五六七八九十](?:是|要(?!素|点|件|求|约))|[（(][一二三四五六七八九十\d]{1,3}[）)]"
)
_LEAD_LENGTH = 32  # a longer clause is no topic
# What may follow a date that has been taken out: 2021年|度, 10月|底.
_DATED = re.compile(
    r"(?:截至|截止到?|于|在|(?<![\u4e00-\u9fff])[到至])?\0+(?:年?度|年?底|年?末|年?初(?!预算)|日?止|以来|至今|期间|前后?|份)?"
)
_HEADING_LENGTH = 16  # characters; a longer sentence says something and is no title
_FAR = 400  # how much of a clause can matter to a name


@dataclass(frozen=True, slots=True)
class Slot:
    """`joint` is the mark before `left`: "" directly after a quantity, "^" at the start."""

    number: int  # index into the passage's quantities
    place: Span
    left: str  # the clause before the quantity, from the quantity before it on
    right: str  # the clause after it, up to the next quantity
    after: str  # what follows on, across clauses
    joint: str
    sentence: int
    lead: str  # the last clause of the sentence that holds no quantity: its topic
    date: str  # a date in the clause, which is not part of `left`
    shared: bool  # `right` ends at another quantity
    heading: str = ""  # the last sentence without a quantity that is as short as a title


def slots(text: str, places: Sequence[Span], quantities: Sequence[Quantity]) -> Iterator[Slot]:
    """The slots of the measuring quantities, in the order of the text."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    measuring = [i for i in order if quantities[i].kind.measures]
    starts = [places[i].start for i in measuring]
    counting = [i for i in measuring if not _code(text, places[i], quantities[i])]
    plain = _without_dates(text, places, quantities)
    lead = heading = ""
    sentence = 0
    for mark, segment in _segments(text, places, quantities, [places[i] for i in counting]):
        if mark in FULL_STOPS or mark == " ":
            sentence, lead = sentence + 1, ""
        here = measuring[bisect_left(starts, segment.start) : bisect_left(starts, segment.end)]
        if not here:
            lead = _lead(lead, segment.of(plain))
            alone = mark in FULL_STOPS + "^ " and text[segment.end : segment.end + 1] in "。 "
            clause = segment.of(plain).replace("\0", "").strip()
            if alone and 2 < len(clause) <= _HEADING_LENGTH:
                heading = clause
            continue
        edge, joint = segment.start, mark
        for number, following in zip(here, [*here[1:], -1], strict=True):
            place = places[number]
            stop = places[following].start if following >= 0 else segment.end
            yield Slot(
                number=number,
                place=place,
                left=_left(plain, max(edge, place.start - _FAR), place.start).strip(),
                right=_left(plain, place.end, min(stop, place.end + _FAR)),
                after=_DATED.sub("", plain[place.end : place.end + 30]),
                joint=joint,
                sentence=sentence,
                lead=lead,
                date=_date(edge, place.start, places, quantities, order, text),
                shared=following >= 0,
                heading=heading,
            )
            if not _code(text, place, quantities[number]):
                edge, joint = place.end, ""


def _code(text: str, place: Span, quantity: Quantity) -> bool:
    """Whether a bare number is the code of an account in brackets: 行政运行（2130101）."""
    bracketed = (
        text[place.start - 1 : place.start] in "（(" and text[place.end : place.end + 1] in "）)"
    )
    return bracketed and place.end - place.start >= 5 and not quantity.unit


def _left(plain: str, start: int, end: int) -> str:
    """The clause before a quantity, with 约 where it belongs to a word (签约23个, 节约6万元)."""
    left = _DATED.sub("", plain[start:end])
    if plain[end : end + 1] == "约" and left and not parts(left[-4:] + "约", len(left[-4:])):
        return left + "约"
    return left


def _without_dates(text: str, places: Sequence[Span], quantities: Sequence[Quantity]) -> str:
    """`text` with dates and list numbers overwritten by NUL: they are no part of a name."""
    chars = list(text)
    for place, quantity in zip(places, quantities, strict=True):
        if quantity.kind in (QuantityKind.DATE, QuantityKind.LISTNUM):
            chars[place.start : place.end] = "\0" * (place.end - place.start)
    return "".join(chars)


def _lead(lead: str, clause: str) -> str:
    """The topic after `clause`: one that says what is being done stays until the next such."""
    clause = _DATED.sub("", clause).strip()
    if not clause or len(clause) > _LEAD_LENGTH:
        return lead
    starts = words("light", "adverb").head(clause)
    return clause if starts or not lead or not words("light", "adverb").head(lead) else lead


def _segments(
    text: str, places: Sequence[Span], quantities: Sequence[Quantity], measuring: list[Span]
) -> Iterator[tuple[str, Span]]:
    """The clauses of `text`, each with the mark before it."""
    held = sorted(places)
    ends = {place.end for place in measuring}
    whole = _wholes(text, measuring)
    resets = {m.start() for m in _ORDINAL.finditer(text)}
    resets |= {
        place.start
        for place, quantity in zip(places, quantities, strict=True)
        if quantity.kind is QuantityKind.LISTNUM
    }
    mark, start, counted = "^", 0, False
    i = 0
    next_place = 0
    next_whole = 0
    while i < len(text):
        while next_place < len(held) and held[next_place].end <= i:
            next_place += 1
        while next_whole < len(whole) and whole[next_whole].end <= i:
            next_whole += 1
        if i in resets and i > start:
            yield mark, Span(start, i)
            mark, start, counted = "\n", i, False
        if next_place < len(held) and held[next_place].start <= i < held[next_place].end:
            i = held[next_place].end
            counted = counted or i in ends
            continue
        if next_whole < len(whole) and whole[next_whole].start <= i < whole[next_whole].end:
            i = whole[next_whole].end
            continue
        if _parts(text, i, counted, i in ends):
            yield mark, Span(start, i)
            mark, start, counted = text[i], i + 1, False
        i += 1
    yield mark, Span(start, len(text))


def _parts(text: str, i: int, counted: bool, after_quantity: bool) -> bool:
    """Whether character `i` parts clauses, given that a quantity stands before it in this one."""
    char = text[i]
    if char == " ":
        word = i + 1 < len(text) and (is_cjk(text[i + 1]) or text[i + 1] in "“《")
        return word and (after_quantity or (counted and is_cjk(text[i - 1])))
    return char in _MARKS and (char != "、" or counted)


def _wholes(text: str, measuring: list[Span]) -> list[Span]:
    """Quotations and brackets that hold no measuring quantity."""
    starts = [place.start for place in measuring]
    found = []
    for match in _WHOLE.finditer(text):
        at = bisect_right(starts, match.start())
        if at == len(starts) or starts[at] >= match.end():
            found.append(Span(*match.span()))
    return found


def _date(
    start: int,
    end: int,
    places: Sequence[Span],
    quantities: Sequence[Quantity],
    order: list[int],
    text: str,
) -> str:
    at = bisect_left(order, start, key=lambda i: places[i].start)
    for number in order[at : at + 3]:
        if places[number].start >= end:
            break
        if quantities[number].kind is QuantityKind.DATE:
            return re.sub(r"\s", "", places[number].of(text))
    return ""
