"""What a passage has said so far, and what a clause may leave out because of it (承前省略)."""

from __future__ import annotations

import re

from extractor.labelling import phrases, predicates
from extractor.labelling.clauses import Slot
from extractor.labelling.named import Found, Named, alike, shortened
from extractor.labelling.wordlists import tails, words
from extractor.records import Quantity, QuantityKind

_BRACKET = 12  # characters between a whole and the first part of it in brackets
_NEAR = 12  # items back that something left out is looked for in
_ORDINALS = re.compile(r"[一二三四五六七八九十\d]{2}")  # 第一针, 第二针: of one series
_TOTAL = re.compile(r"(?P<noun>收入|支出|资金|投入|投资|来源|总)(?:总计|合计|共计|总额|计)")
_BESIDE = re.compile(r"另有|另外|另|还有|此外|加上")  # no part of what went before
_OPENED = re.compile(r"(?:其中|包括|包含|含|分为|分别是|即)")
PLANNED = re.compile(r"任务|目标|计划|预算")  # what was meant to be is not what is counted on


class Memory:
    """The names of one passage in order, and the names set aside for the values that follow."""

    def __init__(self, label: str, about: str) -> None:
        self.named: list[Named] = []
        self.label = label  # the row's or the title's
        self.about = about  # the subject of the text before
        self.waiting: list[tuple[str, bool, Found]] = []  # name, level and how it was found

    def near(self) -> list[Named]:
        """The items that something left out is looked for in."""
        return self.named[-_NEAR:]

    def last(self, slot: Slot, *, level: bool = False) -> Named | None:
        """The last item of the sentence, or the last of all if there is none."""
        near = reversed(self.named[-_NEAR:])
        return next((item for item in near if item.level or not level), None)

    def subject(self, slot: Slot) -> str:
        """What the clause is about if it does not say so itself."""
        if not slot.lead and (title := self.title(slot)):
            return title
        before = self._before(slot)
        return predicates.topic_of(before) if before else self.label

    def _before(self, slot: Slot) -> str:
        last = self.last(slot)
        if last and last.slot.sentence == slot.sentence and last.slot.lead == slot.lead:
            return last.subject
        if slot.lead and (topic := phrases.topic(slot.lead)):
            return topic
        if last and last.parent >= 0:
            return self.named[last.parent].subject
        return last.subject if last else self.about

    def title(self, slot: Slot) -> str:
        """What the title says that the clause is the first after: 3.学生资助。全年发放…"""
        last = self.last(slot)
        new = slot.heading and (not last or last.slot.heading != slot.heading)
        return predicates.heading_topic(slot.heading) if new else ""

    def counted(self, slot: Slot, quantity: Quantity) -> str:
        """What the same classifier counted before in this paragraph (量词承前省略名词)."""
        unit = quantity.unit.lstrip("余多几")
        return next(
            (
                item.thing
                for item in reversed(self.named[-_NEAR:])
                if item.thing
                and item.level
                and not PLANNED.search(item.phrase)
                and item.quantity.unit.lstrip("余多几") == unit
                and slot.sentence - item.slot.sentence <= 1
            ),
            "",
        )

    def complete(self, slot: Slot, quantity: Quantity, left: str) -> bool:
        """Whether a phrase of measure nouns stands for itself, as at the head of a sentence."""
        if slot.lead or slot.joint not in "；;。^\n" or self.title(slot):
            return False
        return len(left) >= (5 if quantity.kind is QuantityKind.RATIO else 3)

    def total(self, slot: Slot, left: str) -> str:
        """收入总计 after 全市公共预算收入…，加上…: of what the sentence began with."""
        match = _TOTAL.fullmatch(left)
        if not match:
            return ""
        noun = match.group("noun")
        here = (item for item in self.named[-_NEAR:] if item.slot.sentence == slot.sentence)
        for item in here:
            if item.level and noun in item.phrase:
                return item.phrase[: item.phrase.rindex(noun)] + left
        return ""

    def parallel(self, slot: Slot, left: str, quantity: Quantity) -> str:
        """`left` with the beginning that it shares with the item before it."""
        last = self.last(slot)
        if not last or last.slot.sentence != slot.sentence or last.parent >= 0:
            return left
        same = last.quantity.kind is quantity.kind
        if slot.joint == "、" and same and not phrases.verb_of(left):
            verb = phrases.verb_of(last.phrase)
            return (verb if not words("attributive").cover(verb) else "") + left
        twin = last.phrase[-len(left) :]
        others = [a + b for a, b in zip(twin, left, strict=False) if a != b]
        series = others and all(_ORDINALS.fullmatch(pair) for pair in others)
        if len(left) >= 3 and len(last.phrase) > len(left) and series:
            return last.phrase[: -len(left)] + left
        if left.endswith(("占比", "比重", "比例")) and len(left) <= 4:
            return last.subject + left
        return left

    def parent(self, slot: Slot, quantity: Quantity) -> int:
        """The index of the whole, if the slot lists a part of it."""
        last = self.last(slot)
        opened = slot.lead.endswith("其中")
        if last and self._bracketed(slot, last) and alike(last.quantity, quantity):
            return len(self.named) - 1  # 规上企业7家（工业2家、服务业4家）
        if opened and last and last.parent >= 0 and last.slot.lead == slot.lead:
            return last.parent
        if opened or _OPENED.match(slot.left):
            return next(
                (i for i in reversed(range(len(self.named))[-_NEAR:]) if self.named[i].level), -1
            )
        if _BESIDE.match(slot.left):
            return -1
        if (
            last
            and last.parent >= 0
            and slot.joint in "，,、；;"
            and slot.sentence == last.slot.sentence
        ):
            return last.parent
        return -1

    def _bracketed(self, slot: Slot, last: Named) -> bool:
        near = slot.joint in ("（", "(") and slot.place.start - last.slot.place.end < _BRACKET
        return near and last.level and bool(slot.left)

    def part(self, phrase: str, quantity: Quantity, whole: Named) -> str:
        """盗窃类568宗 of 案件类总警情: the part takes the head noun of the whole."""
        if not alike(whole.quantity, quantity) or whole.phrase in phrase:
            return phrase
        if quantity.kind is QuantityKind.MONEY or phrase.startswith("第"):
            tail = tails(quantity.kind.value).tail(whole.phrase)
            if tails(quantity.kind.value).tail(phrase) or tails("complete").tail(phrase):
                return phrase
            return whole.subject + phrase if phrase.startswith("第") else phrase + tail
        head = predicates.head_of(whole.thing or whole.phrase)
        if tails().tail(phrase) or head[-2:] in phrase or (len(head) < 3 and head in phrase):
            return phrase
        if phrase.endswith(head[-1:]) and len(phrase) < 4:
            return (whole.thing or whole.phrase) + phrase  # 科学技术奖9项（一等奖1项）
        shared = max((k for k in range(len(head)) if phrase.endswith(head[:k])), default=0)
        return phrase + head[shared:]  # 热线投诉|投诉案件: said once

    def ready(
        self, slot: Slot, quantity: Quantity, name: str, found: Found, *, level: bool = True
    ) -> Named:
        name = shortened(name) or "数量"
        last = self.last(slot)
        same = last and last.slot.sentence == slot.sentence and not level
        subject = last.subject if last and same else phrases.subject_of(name)
        parent = last.parent if last and same else -1
        return Named(slot, quantity, name, name, subject, found, level, parent, stem=name)
