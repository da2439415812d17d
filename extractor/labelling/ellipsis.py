"""What a passage has said so far, and what a clause may leave out because of it (承前省略)."""

from __future__ import annotations

import re

from extractor.labelling import phrases, predicates
from extractor.labelling.clauses import Slot
from extractor.labelling.named import Found, Named, alike, shortened
from extractor.labelling.segmenting import parts
from extractor.labelling.wordlists import tails, words
from extractor.records import Quantity, QuantityKind

_BRACKET = 12  # characters between a whole and the first part of it in brackets
_NEAR = 12  # items back that something left out is looked for in
_ORDINALS = re.compile(r"[一二三四五六七八九十\d]{2}")  # 第一针, 第二针: of one series
_TOTAL = re.compile(r"(?P<noun>收入|支出|资金|投入|投资|来源|总)(?:总计|合计|共计|总额|计)")
_BESIDE = re.compile(r"另有|另外|另|还有|此外|加上")  # no part of what went before
_OPENED = re.compile(
    r"(?:其中|包括|包含|含|分为|分别是|即|属于?(?!地|性|实)|(?:资金)?来源(?:主要)?[为是有于])"
)
# 通名: what names of places and of bodies end with.
PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?:省|州|市|县|区|旗|镇|乡|街道|村|社区)"
    r"(?![\u4e00-\u9fff]{0,2}(?:级|直|属|内|外|均|域|间|民))"
)
_LAID_OUT = (QuantityKind.AREA, QuantityKind.LENGTH)  # 禁牧区9亩: what is measured is the zone
_THERE = ("设有", "设置", "设", "配有", "配备", "提供", "拥有", "可容纳", "可提供")
PLANNED = re.compile(r"任务|目标|计划|预算")  # what was meant to be is not what is counted on


class Memory:
    """The names of one passage in order, and the names set aside for the values that follow."""

    def __init__(self, label: str) -> None:
        self.named: list[Named] = []
        self.label = label  # the row's or the title's
        self.asked = ""  # whose satisfaction is measured
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
        return last.subject if last else ""

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

    def there(self, slot: Slot, left: str, quantity: Quantity) -> str:
        """日间照料中心5处，设床位: what is there, with where it is (存现句)."""
        last = self.last(slot)
        verb = next((word for word in _THERE if left.startswith(word)), "")
        if (
            not verb
            or quantity.kind is not QuantityKind.COUNT
            or not last
            or last.slot.sentence != slot.sentence
            or slot.joint not in "，,"
        ):
            return ""
        thing = left[len(verb) :]
        where = predicates.topic_of(last.subject)
        return where + thing if len(thing) >= 2 and where and not phrases.bare(where) else ""

    def spent(self, slot: Slot) -> str:
        """The money that the sentence last spoke of."""
        here = (item for item in reversed(self.near()) if item.slot.sentence == slot.sentence)
        return next((i.stem for i in here if i.level and i.quantity.kind is QuantityKind.MONEY), "")

    def shared_out(self, slot: Slot, left: str, quantity: Quantity) -> str:
        """中央资金按因素法切块，甲县9万元、乙县8万元: what each of the places is given."""
        if not PLACE.fullmatch(left) or quantity.kind in _LAID_OUT or phrases.verb_of(left):
            return ""
        last = self.last(slot)
        here = last is not None and last.slot.sentence == slot.sentence
        if last and here and alike(last.quantity, quantity):
            place = PLACE.match(last.phrase)
            if slot.joint == "、" and place:
                return last.phrase[place.end() :]
            return "" if last.parent >= 0 else last.stem
        return phrases.nominal_head(slot.lead) if slot.lead else ""

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

    def parent(self, slot: Slot, quantity: Quantity, *, noun: str = "") -> int:
        """The index of the whole, if the slot lists a part of it.

        `noun`: what the number counts, if it says so. A further clause with a noun or with a
        verb and its object of its own goes on about the whole and lists no part.
        """
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
            and not (slot.joint != "、" and (noun or self._goes_on(slot)))
        ):
            return last.parent
        return -1

    def _goes_on(self, slot: Slot) -> bool:
        """甲县应配9万元，只到位8万元: a verb alone says more of the part before it."""
        left = phrases.core(slot.left)
        return bool(left) and words("action", "light").cover(left)

    def _bracketed(self, slot: Slot, last: Named) -> bool:
        near = slot.joint in ("（", "(") and slot.place.start - last.slot.place.end < _BRACKET
        return near and last.level and bool(slot.left)

    def part(self, phrase: str, quantity: Quantity, whole: Named) -> str:
        """盗窃类568宗 of 案件类总警情: the part takes the head noun of the whole."""
        if not alike(whole.quantity, quantity) or whole.phrase in phrase:
            return phrase
        if quantity.kind is QuantityKind.MONEY or phrase.startswith("第"):
            tail = phrases.measured_tail(whole.phrase, quantity)
            if tails(quantity.kind.value).tail(phrase) or tails("complete").tail(phrase):
                return phrase
            if phrase.startswith("第"):
                return whole.subject + phrase
            return phrase if phrase.endswith(tail) else phrase + tail
        if quantity.kind not in (QuantityKind.COUNT, QuantityKind.DURATION):
            return self._measured_part(phrase, quantity, whole)
        head = predicates.head_of(whole.thing or whole.phrase)
        if tails().tail(phrase) or head[-2:] in phrase or (len(head) < 3 and head in phrase):
            return phrase
        if phrase.endswith(head[-1:]) and len(phrase) < 4:
            return (whole.thing or whole.phrase) + phrase  # 科学技术奖9项（一等奖1项）
        if phrases.verbs_only(whole.phrase):
            return whole.phrase + phrase  # 流失18人，其中医师11人
        ends = [k for k in range(len(head)) if phrase.endswith(head[:k])]
        shared = max((k for k in ends if not k or parts(phrase, len(phrase) - k)), default=0)
        return phrase + head[shared:]  # 热线投诉|投诉案件: said once

    def _measured_part(self, phrase: str, quantity: Quantity, whole: Named) -> str:
        """新增高效节水灌溉面积, 其中滴灌 -> 新增滴灌面积: the verb and the measure of the whole."""
        tail = tails(quantity.kind.value).tail(whole.phrase)
        if tails().tail(phrase):
            return phrase
        verb = phrases.verb_of(whole.phrase)
        if words("action", "attributive", "light").cover(phrase):
            return phrase + whole.phrase.removeprefix(verb)
        return verb + phrase + tail

    def ready(
        self, slot: Slot, quantity: Quantity, name: str, found: Found, *, level: bool = True
    ) -> Named:
        name = shortened(name) or "数量"
        last = self.last(slot)
        same = last and last.slot.sentence == slot.sentence and not level
        subject = last.subject if last and same else phrases.subject_of(name)
        parent = last.parent if last and same else -1
        return Named(slot, quantity, name, name, subject, found, level, parent, stem=name)
