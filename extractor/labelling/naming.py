"""Names of what the numbers of a passage measure, without a model.

A name is built as an auditor writes it in a table: the noun phrase of the clause, and the
noun of the measure that the unit stands for (平方米 -> 面积, 家 -> 数). Where the clause
leaves something out, Chinese takes it from what went before (承前省略), and so do we:
the subject (目前投资 after 粤宝中心项目总投资), the verb across 顿号 (收到锦旗56面、感谢信
800余份), the whole name (同比增长, 全区排名第3), and the whole of which 其中 lists parts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from extractor.labelling import phrases
from extractor.labelling.clauses import Slot, slots
from extractor.labelling.coordination import Following, chain, distribute
from extractor.labelling.wordlists import rows, tails, words
from extractor.records import Quantity, QuantityKind, Span

_NEAR = 12  # items back that something left out is looked for in
_ORDINALS = re.compile(r"[一二三四五六七八九十\d]{2}")  # 第一针, 第二针: of one series
LONGEST = 40  # characters; a longer phrase is not a name any more
_LISTED = re.compile(r"(?:[和及与+]|以及)\s*$")
_GENERIC = frozenset(word for row in rows("labels") for word in row["words"].split())


class Found(Enum):
    """How a name was found, with how often such a name is right.

    Two labelled reports gave 0.98, 0.86 and 0.92 for CLAUSE, OBJECT and SHARED (372 names,
    bigram F1 of at least 0.5); the figures here are lower, since other reports will be harder.
    """

    LABEL = Decimal("0.90")  # the row label of the table
    CLAUSE = Decimal("0.90")  # the clause says it all
    OBJECT = Decimal("0.80")  # with the noun after the number
    SHARED = Decimal("0.75")  # with something left out, taken from before
    GUESS = Decimal("0.30")  # nothing but the kind of number


@dataclass(frozen=True, slots=True)
class Named:
    slot: Slot
    quantity: Quantity
    name: str
    phrase: str  # the name before its measure noun
    subject: str  # what it is about, for those that come after
    found: Found
    level: bool = True  # False: a change, a rank or a share of another
    parent: int = -1  # index of the whole that 其中 opened
    stem: str = ""  # what a change or a rank that follows is of
    left: str = ""  # what stands before the number, where the thing counted follows it


def name_all(
    text: str,
    places: Sequence[Span],
    quantities: Sequence[Quantity],
    path: Sequence[str] = (),
    before: str = "",
) -> tuple[Named, ...]:
    """A name for each measuring quantity, in the order of the text."""
    namer = _Namer(label_of(path), phrases.subject_of(phrases.core(_last_clause(before))))
    found = list(slots(text, places, quantities))
    for at, slot in enumerate(found):
        following = [(later, quantities[later.number]) for later in found[at + 1 : at + 12]]
        namer.add(slot, quantities[slot.number], following)
    return tuple(_dated(namer.named))


def label_of(path: Sequence[str]) -> str:
    """The row label that names an indicator: the innermost that is no column or group name."""
    for label in reversed(path):
        if label and label not in _GENERIC and len(label) <= LONGEST:
            return phrases.tidy(label)
    return ""


def _last_clause(text: str) -> str:
    return re.split(r"[。！？；;，,\s]", text.rstrip("。！？；;，, "))[-1][-LONGEST:]


def _dated(named: list[Named]) -> list[Named]:
    """Names that only differ by a date get it: 2022年预算执行率, 2023年预算执行率."""
    dates: dict[str, set[str]] = {}
    for item in named:
        if item.slot.date:
            dates.setdefault(item.name, set()).add(item.slot.date)
    return [
        replace(item, name=(item.slot.date + item.name)[-LONGEST:])
        if item.slot.date and len(dates[item.name]) > 1
        else item
        for item in named
    ]


class _Namer:
    """Goes through the slots of one passage and remembers what may be left out later."""

    def __init__(self, label: str, topic: str) -> None:
        self.named: list[Named] = []
        self._label = label
        self._topic = topic
        self._queue: list[
            tuple[str, bool]
        ] = []  # names and levels set aside by 分别 for the values that follow

    def add(self, slot: Slot, quantity: Quantity, following: Following) -> None:
        self.named.append(self._name(slot, quantity, following))

    def _name(self, slot: Slot, quantity: Quantity, following: Following) -> Named:
        if self._queue:
            name, level = self._queue.pop(0)
            return self._ready(slot, quantity, name, Found.SHARED, level=level)
        if quantity.kind is QuantityKind.RANK:
            return self._rank(slot, quantity)
        if change := phrases.change(slot.left, quantity):
            return self._change(slot, quantity, change, following)
        if "分别" in slot.left[-4:] and (row := self._apart(slot, quantity, following)):
            self._queue = [(name, True) for name in row[1:]]
            return self._ready(slot, quantity, row[0], Found.SHARED)
        if quantity.kind is QuantityKind.RATIO and (share := phrases.rate_of(slot.left)):
            return self._share(slot, quantity, share)
        plain = self._said_again(slot, quantity) or self._plain(slot, quantity)
        self._queue = [(plain.name, True)] * chain(quantity, following)
        return plain

    # What is left out

    def _last(self, slot: Slot, *, level: bool = False) -> Named | None:
        """The last item of the sentence, or the last of all if there is none."""
        near = reversed(self.named[-_NEAR:])
        return next((item for item in near if item.level or not level), None)

    def _subject(self, slot: Slot) -> str:
        """What the clause is about if it does not say so itself."""
        last = self._last(slot)
        if last and last.slot.sentence == slot.sentence and last.slot.lead == slot.lead:
            return last.subject
        if slot.lead:
            return phrases.topic(slot.lead)
        if last and last.parent >= 0:
            return self.named[last.parent].subject
        return last.subject if last else self._topic or self._label

    # Kinds of clause

    def _rank(self, slot: Slot, quantity: Quantity) -> Named:
        what, ranking = phrases.ranking(slot.left)
        last = self._last(slot)
        if not what:
            what = last.stem if last else self._label
        elif phrases.bare(what):
            what = self._subject(slot) + what
        else:
            what = self._parallel(slot, what, quantity)
        return replace(
            self._ready(slot, quantity, what + ranking, Found.SHARED, level=False), stem=what
        )

    def _change(
        self, slot: Slot, quantity: Quantity, change: phrases.Change, following: Following
    ) -> Named:
        end = change.word + _CHANGE_ENDS.get(quantity.kind, "数")
        if "百分点" in quantity.unit:
            end = change.word + "百分点"
        count = 1 + chain(quantity, following)
        if change.apart and count > 1:
            parts = distribute(change.rest, count) if change.rest else ()
            levels = [item.stem for item in self.named[-_NEAR:] if item.level][-count:]
            row = [part + end for part in parts or levels]
            if len(row) == count:
                self._queue = [(name, False) for name in row[1:]]
                return self._ready(slot, quantity, row[0], Found.SHARED, level=False)
        return self._changed(slot, quantity, change, end, following)

    def _changed(
        self,
        slot: Slot,
        quantity: Quantity,
        change: phrases.Change,
        end: str,
        following: Following,
    ) -> Named:
        last = self._last(slot, level=True)
        stem = change.rest
        if not stem:
            stem = last.stem if last else self._label
        elif phrases.bare(stem) or words("causative").head(stem):
            stem = self._subject(slot) + stem
        self._queue = [(stem + end, False)] * chain(quantity, following)
        return self._ready(slot, quantity, stem + end, Found.SHARED, level=False)

    def _share(self, slot: Slot, quantity: Quantity, share: str) -> Named:
        last = self._last(slot, level=True)
        if share.startswith("占"):
            own = phrases.core(slot.left.partition("占")[0])
            stem = own or (last.stem if last else "")
            if last and own and len(own) <= 2 and slot.joint in "，,、":
                stem = last.subject + own
        else:
            generic = phrases.bare(share.removesuffix("完成率").replace("预算", ""))
            stem = last.stem if last and generic else ""
        return self._ready(slot, quantity, stem + share, Found.SHARED, level=False)

    def _apart(self, slot: Slot, quantity: Quantity, following: Following) -> list[str]:
        """Names for 小麦、玉米单产分别为384.4公斤、440.4公斤."""
        parts = distribute(phrases.core(slot.left), 1 + chain(quantity, following))
        return [part + phrases.measure(part, quantity) for part in parts]

    def _said_again(self, slot: Slot, quantity: Quantity) -> Named | None:
        """Another value of what was named just before: a proportion, 从…增加到…, 较上年的…."""
        last = self._last(slot, level=True)
        if not last:
            return None
        near = slot.place.start - last.slot.place.end < 3
        if near and slot.joint in ("：", ":") and not slot.left:
            return self._ready(slot, quantity, last.name, Found.SHARED)  # 11.1：30.1：58.8
        if phrases.arrived(slot.left):
            return self._ready(slot, quantity, last.name, Found.SHARED)
        if basis := phrases.compared(slot.left):
            return self._ready(slot, quantity, basis + last.name, Found.SHARED, level=False)
        return None

    def _plain(self, slot: Slot, quantity: Quantity) -> Named:
        noun = phrases.noun_after(slot.right, slot.after)
        left = phrases.core(slot.left)
        last = self._last(slot)
        listed = slot.joint == "、" and not left
        if noun.text and last and (listed or (_LISTED.search(slot.left) and not slot.joint)):
            left = last.left  # 检查12062家住户、930家场所
        if not left and not noun.text and self._label and not self.named:
            return self._ready(slot, quantity, self._label, Found.LABEL)
        parent = self._parent(slot)
        if noun.text:
            phrase, found = self._with_noun(slot, quantity, left, noun.text)
        elif parent >= 0 and left and not (phrases.bare(left) and tails().tail(left)):
            phrase, found = left, Found.CLAUSE
        else:
            phrase, found = self._without_noun(slot, quantity, left)
        if parent >= 0:
            phrase = self._part(phrase, quantity, self.named[parent])
        phrase = _shortened(phrase)
        if not phrase:
            noun_only = phrases.measure("", quantity)
            kind = _ALONE.get(noun_only, noun_only)
            return self._ready(slot, quantity, self._label or kind, Found.GUESS)
        name = phrase + phrases.measure(phrase, quantity, noun=bool(noun.text))
        return Named(
            slot=slot,
            quantity=quantity,
            name=name[:LONGEST],
            phrase=phrase,
            subject=self._carried(slot, phrase, left, found),
            found=found,
            parent=parent,
            stem=name if quantity.kind is QuantityKind.RATIO else phrase,
            left=left if noun.text else "",
        )

    def _carried(self, slot: Slot, phrase: str, left: str, found: Found) -> str:
        """What the item is about, for those after it: what it took over itself stays."""
        if found is Found.SHARED and left and phrase.endswith(left):
            subject = phrase[: -len(left)]
            if subject and not phrases.verbs_only(subject):
                return subject
        return phrases.subject_of(phrase) or self._subject(slot)

    def _with_noun(self, slot: Slot, quantity: Quantity, left: str, noun: str) -> tuple[str, Found]:
        if (verb := words("participle").head(noun)) and not words("person").tail(noun):
            own = words("causative").without_head(left) or self._subject(slot)
            return own + verb, Found.SHARED
        verb = words("relational").tail(noun)
        if verb and len(noun) > len(verb):
            return self._subject(slot) + verb + noun.removesuffix(verb), Found.SHARED
        if quantity.kind is QuantityKind.RATIO:
            verb = words("light", "action").head(noun)
            thing = noun[len(verb) :]
            return (thing + verb if thing and not left else left + thing + verb), Found.OBJECT
        left = phrases.without_list(left)
        if tail := tails(quantity.kind.value).tail(left):
            if slot.right.lstrip().startswith("的"):
                return noun + tail, Found.OBJECT
            return left, Found.CLAUSE
        if not left and noun in words("event"):
            return self._subject(slot).removesuffix(noun) + noun, Found.SHARED
        if words("attributive").cover(left) or not phrases.verbs_only(left):
            return left + noun, Found.OBJECT
        if words("person").tail(noun):
            return left + noun, Found.OBJECT
        return noun + words("light", "adverb").without_head(left), Found.OBJECT

    def _without_noun(self, slot: Slot, quantity: Quantity, left: str) -> tuple[str, Found]:
        if not left:
            last = self._last(slot)
            if last and not slot.joint:
                return ("" if last.found is Found.GUESS else last.stem), Found.SHARED
            same = (
                last and last.slot.sentence == slot.sentence and last.quantity.unit == quantity.unit
            )
            return (last.stem if last and same else self._subject(slot)), Found.SHARED
        last = self._last(slot)
        if last and not slot.joint and last.phrase.endswith(left):
            return last.phrase, Found.SHARED  # 拨付21个项目11208万元
        if words("relational").head(left) and slot.joint in "，, ":
            subject = self._subject(slot)
            return (subject if subject.endswith(left) else subject + left), Found.SHARED
        if (
            len(left) <= 2
            and phrases.verbs_only(left)
            and (thing := self._same_object(slot, quantity))
        ):
            return left + thing, Found.SHARED
        full = self._parallel(slot, left, quantity)
        if full != left:
            return full, Found.SHARED
        if phrases.bare(left) and not self._complete(slot, quantity, left):
            subject = self._subject(slot)
            return (subject if subject.endswith(left) else subject + left), Found.SHARED
        if quantity.kind in (QuantityKind.AREA, QuantityKind.LENGTH, QuantityKind.MASS):
            verb = phrases.verb_of(left)
            if verb and not tails(quantity.kind.value).tail(left):
                return left[len(verb) :] + verb, Found.CLAUSE
        return left, Found.CLAUSE

    # Ellipsis

    def _complete(self, slot: Slot, quantity: Quantity, left: str) -> bool:
        """Whether a phrase of measure nouns stands for itself, as at the head of a sentence."""
        if slot.lead or slot.joint not in "；;。^\n":
            return False
        return len(left) >= (5 if quantity.kind is QuantityKind.RATIO else 3)

    def _same_object(self, slot: Slot, quantity: Quantity) -> str:
        """新登记来穗人员22006人，注销29375人: the same unit counts the same thing."""
        last = self._last(slot)
        if not last or last.slot.sentence != slot.sentence or last.quantity.unit != quantity.unit:
            return ""
        return last.phrase[len(verb) :] if (verb := phrases.verb_of(last.phrase)) else ""

    def _parallel(self, slot: Slot, left: str, quantity: Quantity) -> str:
        """`left` with the beginning that it shares with the item before it."""
        last = self._last(slot)
        if not last or last.slot.sentence != slot.sentence or last.parent >= 0:
            return left
        alike = last.quantity.kind is quantity.kind
        if slot.joint == "、" and alike and not phrases.verb_of(left):
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

    def _parent(self, slot: Slot) -> int:
        """The index of the whole, if the slot lists a part of it."""
        last = self._last(slot)
        opened = slot.lead.endswith("其中")
        if opened and last and last.parent >= 0 and last.slot.lead == slot.lead:
            return last.parent
        if opened or "其中" in slot.left[:4]:
            return next(
                (i for i in reversed(range(len(self.named))[-_NEAR:]) if self.named[i].level), -1
            )
        if (
            last
            and last.parent >= 0
            and slot.joint in "，,、；;"
            and slot.sentence == last.slot.sentence
        ):
            return last.parent
        return -1

    def _part(self, phrase: str, quantity: Quantity, whole: Named) -> str:
        """盗窃类568宗 of 案件类总警情: the part takes the head noun of the whole."""
        unit = quantity.unit.removesuffix("次")
        if not unit or not whole.quantity.unit.startswith(unit) or whole.phrase in phrase:
            return phrase
        if quantity.kind is QuantityKind.MONEY or phrase.startswith("第"):
            tail = tails(quantity.kind.value).tail(whole.phrase)
            if tails(quantity.kind.value).tail(phrase) or tails("complete").tail(phrase):
                return phrase
            return whole.subject + phrase if phrase.startswith("第") else phrase + tail
        head = whole.phrase[len(phrases.verb_of(whole.phrase)) :][-2:]
        shared = any(char in phrase for char in head)
        return phrase if shared or tails().tail(phrase) else phrase + head

    def _ready(
        self, slot: Slot, quantity: Quantity, name: str, found: Found, *, level: bool = True
    ) -> Named:
        name = _shortened(name) or "数量"
        last = self._last(slot)
        same = last and last.slot.sentence == slot.sentence and not level
        subject = last.subject if last and same else phrases.subject_of(name)
        parent = last.parent if last and same else -1
        return Named(slot, quantity, name, name, subject, found, level, parent, stem=name)


# A measure noun that must stand alone, when nothing else is known.
_ALONE = {"": "数量", "数": "数量", "量": "数量", "率": "比率"}
_CHANGE_ENDS = {QuantityKind.RATIO: "率", QuantityKind.MONEY: "额", QuantityKind.MASS: "量"}


def _shortened(phrase: str) -> str:
    """At most LONGEST characters, from the end: what counts stands next to the number."""
    phrase = phrase.strip("、，,:：;；的 ")
    if len(phrase) <= LONGEST - 4:
        return phrase
    cut = phrase[-(LONGEST - 4) :]
    return cut.partition("、")[2] or cut
