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
from dataclasses import replace

from extractor.labelling import nouns, phrases, predicates, relating
from extractor.labelling.clauses import Slot, slots
from extractor.labelling.coordination import Following, chain
from extractor.labelling.ellipsis import Memory
from extractor.labelling.named import LONGEST, Found, Named, alike, shortened
from extractor.labelling.wordlists import rows, tails, words
from extractor.records import Quantity, QuantityKind, Span

__all__ = ["Found", "Named", "label_of", "name_all"]

_SHORT = 3  # characters; a phrase of no more leaves something out
_LISTED = re.compile(r"(?:[和及与+]|以及)\s*$")
_GENERIC = frozenset(word for row in rows("labels") for word in row["words"].split())
# Columns that say why and on what ground; and titles, which are numbered (GB/T 9704).
_REMARK = re.compile(
    r"(?:报告|说明书?|自评表|情况表|通知|方案|原因|措施|说明|备注|依据|分析|标准|公式|方法|来源)$"
)
_TITLE = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十]+[章节部分])"
)
# 对9个市场开展整治, 选取4个项目开展评价: what is done names the figure, not what was chosen.
_PIVOT = re.compile(r"(?:已|共|先后|还)?(?:对|针对|组织|推动|督促|安排|选取|抽取|选择|确定)")
_ORDINAL = re.compile(r"首批|首次|第[一二三四五六七八九十]批|当年|当期|本期|首期|[一二三四]期")
_SPAN = re.compile(r"全年|年末|上半年|下半年|当年|上年")
_THERE = frozenset(("内设", "下设", "下辖", "设有", "辖", "所辖", "管辖"))  # 存现句
_EACH = frozenset(("户均", "人均", "亩均", "次均", "人次均", "家均", "生均"))
_CHOSEN = frozenset(("选取", "抽取", "选择", "确定"))
# Kinds whose clause says what happened rather than what is measured: 停工12天, 共计46,027.
_ODD = frozenset((QuantityKind.DURATION, QuantityKind.NUMBER))
# A measure noun that must stand alone, when nothing else is known.
_ALONE = {"": "数量", "数": "数量", "量": "数量", "率": "比率"}


def name_all(
    text: str,
    places: Sequence[Span],
    quantities: Sequence[Quantity],
    path: Sequence[str] = (),
) -> tuple[Named, ...]:
    """A name for each measuring quantity, in the order of the text."""
    namer = _Namer(label_of(path))
    found = list(slots(text, places, quantities))
    for at, slot in enumerate(found):
        following = [(later, quantities[later.number]) for later in found[at + 1 : at + 12]]
        namer.add(slot, quantities[slot.number], following)
    return tuple(_dated(namer.named))


def label_of(path: Sequence[str]) -> str:
    """The row label that names an indicator: the innermost that is no column or group name."""
    for label in reversed(path):
        if not label or label in _GENERIC or len(label) > LONGEST or _REMARK.search(label):
            continue
        if _TITLE.match(label):
            if topic := predicates.heading_topic(label):
                return topic
            continue
        return phrases.tidy(label)
    return ""


def _dated(named: Sequence[Named]) -> list[Named]:
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

    def __init__(self, label: str) -> None:
        self._memory = Memory(label)

    @property
    def named(self) -> tuple[Named, ...]:
        return tuple(self._memory.named)

    def add(self, slot: Slot, quantity: Quantity, following: Following) -> None:
        self._memory.named.append(self._name(slot, quantity, following))

    def _name(self, slot: Slot, quantity: Quantity, following: Following) -> Named:
        if self._memory.waiting:
            name, level, found = self._memory.waiting.pop(0)
            return self._memory.ready(slot, quantity, name, found, level=level)
        if quantity.kind is QuantityKind.RANK:
            return relating.rank(self._memory, slot, quantity)
        if quantity.kind is QuantityKind.SCORE and (scored := predicates.scored(slot.left)):
            return relating.score(self._memory, slot, quantity, *scored)
        if part := relating.taken(self._memory, slot, quantity):
            return part
        against = bool(self._memory.named and self._memory.named[-1].basis and not slot.joint)
        if change := phrases.change(slot.left, quantity, against=against):
            return relating.change_of(self._memory, slot, quantity, change, following)
        if relating.IN_ORDER.search(slot.left) and (
            row := relating.apart(self._memory, slot, quantity, following)
        ):
            self._memory.waiting = [(name, True, Found.QUEUED) for name in row[1:]]
            return self._memory.ready(slot, quantity, row[0], Found.QUEUED)
        if quantity.kind is QuantityKind.RATIO and (
            part := relating.share_of_last(self._memory, slot, quantity)
        ):
            return part
        if quantity.kind is QuantityKind.RATIO and (share := phrases.rate_of(slot.left)):
            return relating.share_of(self._memory, slot, quantity, share)
        plain = (
            relating.again(self._memory, slot, quantity)
            or self._begun(slot, quantity)
            or relating.limit(self._memory, slot, quantity)
            or self._plain(slot, quantity)
        )
        self._memory.waiting = [(plain.name, True, plain.found)] * chain(quantity, following)
        return plain

    def _begun(self, slot: Slot, quantity: Quantity) -> Named | None:
        """日均供餐由上年的410客增至670客: both are of the same measure, the first of another time."""
        begun = predicates.begun(slot.left)
        if not begun or not slot.shared or not phrases.arrives(slot.right):
            return None
        plain = self._plain(replace(slot, left=begun[0], right="", after=""), quantity)
        return replace(plain, slot=slot, name=(begun[1] + plain.name)[-LONGEST:], basis=True)

    def _plain(self, slot: Slot, quantity: Quantity) -> Named:
        noun = nouns.noun_after(slot.right, slot.after)
        left = phrases.core(slot.left)
        if quantity.kind is QuantityKind.MONEY and (what := predicates.spent_on(left, slot.after)):
            return self._memory.ready(slot, quantity, what + left, Found.PREDICATE)
        norm = quantity.kind is QuantityKind.MONEY and noun.startswith("标准")
        if norm or (predicates.per_unit(left) and words("action").cover(noun)):
            noun = ""  # 按每生每天9元的标准, 每人每月9元|安排
        money = quantity.kind is QuantityKind.MONEY and "的" not in noun
        if money and (rate := predicates.rate_per(slot.left)):
            left, noun, norm = rate, "", True  # 资金按禁牧每亩9元测算
        if noun and left.endswith("向"):
            left = ""  # 通过“一卡通”向9户|兑付
        if noun and predicates.reckoned(noun):
            noun = ""  # 按每平方米9元|计算
        if not slot.shared and (said := predicates.defined(left, slot.right)):
            return self._memory.ready(slot, quantity, said, Found.PREDICATE)
        if quantity.kind is QuantityKind.RATIO and not left and not noun:
            left = predicates.done(slot.left)
        elif quantity.kind is QuantityKind.RATIO and left and not tails().tail(left):
            left += predicates.done(slot.left)
            if slot.left.startswith("其中") and not tails().tail(left):
                left += "占比"
        last = self._memory.last(slot)
        listed = slot.joint == "、" and not left
        if noun and last and not slot.joint and last.left and left == last.thing:
            left = last.left  # 涉及9个乡镇38个行政村
        if noun and last and (listed or (_LISTED.search(slot.left) and not slot.joint)):
            left = last.left  # 检查12062家住户、930家场所
        if not left and not noun and self._memory.label and not self._memory.named:
            return self._memory.ready(slot, quantity, self._memory.label, Found.LABEL)
        parent = self._memory.parent(slot, quantity, noun=noun)
        if noun:
            phrase, found = self._with_noun(slot, quantity, left, noun)
        elif (
            parent >= 0
            and left
            and not predicates.per_unit(left)
            and not (phrases.bare(left) and tails().tail(left))
        ):
            phrase, found = left, Found.CLAUSE
        else:
            phrase, found = self._without_noun(slot, quantity, left)
        if parent >= 0:
            siblings = (item for item in self._memory.named[parent + 1 :] if item.parent == parent)
            wholes = (self._memory.named[parent], *siblings)
            whole = next((item for item in wholes if alike(item.quantity, quantity)), wholes[0])
            phrase = self._memory.part(phrase, quantity, whole)
        phrase = shortened(phrase)
        bound = ""
        if 0 < len(phrase) <= _SHORT and (span := _SPAN.match(phrases.tidy(slot.left))):
            bound = span.group()  # a name of one word keeps what bounds it: 全年支出
        if not phrase:
            noun_only = nouns.measure("", quantity)
            kind = _ALONE.get(noun_only, noun_only)
            return self._memory.ready(slot, quantity, self._memory.label or kind, Found.GUESS)
        if (asked := predicates.asked(slot.left)) and phrase.endswith("问卷"):
            phrase = predicates.head_of(asked)[-2:] + "发放问卷"
        elif phrase.endswith("发放问卷"):
            phrase = "发放问卷"  # 委托第三方发放问卷
            self._memory.asked = self._memory.asked or "服务对象"
        if norm and not phrase.endswith("标准"):
            phrase += "标准"
        name = bound + phrase + nouns.measure(phrase, quantity, noun=bool(noun))
        return Named(
            slot=slot,
            quantity=quantity,
            name=name[:LONGEST],
            phrase=phrase,
            subject=noun
            if found is Found.PREDICATE
            else self._carried(slot, quantity, phrase, left, found),
            found=found,
            parent=parent,
            stem=name if quantity.kind is QuantityKind.RATIO else phrase,
            left=left if noun else "",
            thing=self._memory.counted(slot, quantity)
            if found is Found.SAME
            else self._thing(noun, phrase, quantity),
        )

    def _thing(self, noun: str, phrase: str, quantity: Quantity) -> str:
        """What is counted: the noun after the number, or the object of the verb before it."""
        if quantity.kind not in (QuantityKind.COUNT, QuantityKind.DURATION):
            return ""
        if noun and not phrases.verbs_only(noun):
            return noun
        if phrase.endswith("问卷"):
            return "问卷"
        thing = predicates.object_of(phrase)
        return "" if words("action").tail(thing) and "”" in thing[-6:] else thing

    def _carried(self, slot: Slot, quantity: Quantity, phrase: str, left: str, found: Found) -> str:
        """What the item is about, for those after it: what it took over itself stays."""
        if asked := predicates.asked(slot.left):
            self._memory.asked = asked
            return asked
        if predicates.answered(phrase) and self._memory.asked:
            return self._memory.asked
        if found is Found.SAME and (thing := self._memory.counted(slot, quantity)):
            return thing
        if found is Found.SHARED and left and phrase.endswith(left):
            subject = phrase[: -len(left)]
            if subject and not phrases.verbs_only(subject):
                return subject
        own = phrases.subject_of(phrase)
        if not own and phrases.verb_of(phrase) and words("event").tail(phrase):
            own = phrase  # 储备项目9个、总投资8万元
        return own or self._memory.subject(slot)

    def _with_noun(self, slot: Slot, quantity: Quantity, left: str, noun: str) -> tuple[str, Found]:
        if (verb := words("participle").head(noun)) and not words("person").tail(noun):
            own = words("causative").without_head(left) or self._memory.subject(slot)
            return own + verb, Found.SHARED
        verb = words("relational").tail(noun)
        if verb and len(noun) > len(verb):
            return self._memory.subject(slot) + verb + noun.removesuffix(verb), Found.SHARED
        if quantity.kind is QuantityKind.RATIO:
            verb = words("light", "action").head(noun)
            thing = noun[len(verb) :]
            if (
                left
                and tails("ratio").tail(left)
                and slot.right.startswith("的")
                and not predicates.aimed(noun)
            ):
                return noun + left, Found.OBJECT  # 对执行率低于60%的项目
            return (thing + verb if thing and not left else left + thing + verb), Found.OBJECT
        left = phrases.without_list(left)
        listed = "、" in left and not phrases.verb_of(left)
        if "、" in left and left.endswith(("组成", "成立", "组建", "设立")):
            left = left[-2:]  # 抽调项目、财务人员组成两个小组
        pivot = bool(_PIVOT.match(slot.left)) or (left in _CHOSEN)
        alone = not left or listed or pivot or predicates.rest_of(slot.left)
        alone = alone and not slot.shared and slot.right.startswith(noun)
        if alone and (said := predicates.predicate(slot.right.removeprefix(noun))):
            return said + noun, Found.PREDICATE
        if tail := tails(quantity.kind.value).tail(left):
            if slot.right.lstrip().startswith("的"):
                return noun + tail, Found.OBJECT
            return left, Found.CLAUSE
        if not left and noun in words("event"):
            return self._memory.subject(slot).removesuffix(noun) + noun, Found.SHARED
        if words("attributive").cover(left) or left in _THERE or not phrases.verbs_only(left):
            return left + noun, Found.OBJECT
        if words("person").tail(noun):
            return left + noun, Found.OBJECT
        return noun + words("light", "adverb").without_head(left), Found.OBJECT

    def _without_noun(self, slot: Slot, quantity: Quantity, left: str) -> tuple[str, Found]:
        if not left:
            last = self._memory.last(slot)
            if last and not slot.joint:
                return ("" if last.found is Found.GUESS else last.stem), Found.SHARED
            same = (
                last
                and last.slot.sentence == slot.sentence
                and (last.quantity.unit == quantity.unit or nouns.people(last.quantity, quantity))
            )
            subject = self._memory.subject(slot)
            if last and not subject and slot.joint == "、":
                same = True  # 放贷9笔、8万元以上
            return (last.stem if last and same else subject), Found.SHARED
        last = self._memory.last(slot)
        if last and not slot.joint and last.phrase.endswith(left):
            whole = len(left) > 4 and phrases.verb_of(left)
            if whole and len(last.phrase) > 12 and tails(quantity.kind.value).tail(left):
                return left, Found.SHARED  # 向80周岁以上老人9人发放高龄津贴8万元
            return last.phrase, Found.SHARED  # 拨付21个项目11208万元
        if words("relational").head(left) and slot.joint in "，, " and "的" not in left:
            subject = self._memory.subject(slot)
            return (subject if subject.endswith(left) else subject + left), Found.SHARED
        single = slot.joint != "、" and phrases.verbs_only(left)
        if single and slot.joint in "；;" and quantity.unit.endswith("人次"):
            return left, Found.BRIEF  # the classifier says what is counted: 门急诊…；出院9人次
        if single and (thing := self._memory.counted(slot, quantity)):
            return left + thing, Found.SAME
        if total := self._memory.total(slot, phrases.tidy(slot.left).rstrip("为达是")):
            return total, Found.TOTAL
        if predicates.per_unit(left) and (slot.joint not in "^。；;" or self._memory.title(slot)):
            subject = self._memory.subject(slot)
            if left in _EACH and (spent := self._memory.spent(slot)):
                subject = spent  # 兑付补奖资金9万元，户均8元
            if subject and not subject.endswith(left):
                return subject + left, Found.PER_UNIT
        if self._memory.asked and phrases.bare(left) and "满意" in left:
            return self._memory.asked + left, Found.SHARED
        if last and _ORDINAL.fullmatch(left) and alike(last.quantity, quantity):
            return left + (last.thing or last.phrase), Found.SHARED  # 淘汰设备9台，首批8台
        if there := self._memory.there(slot, left, quantity):
            return there, Found.SHARED
        if measure := self._memory.shared_out(slot, left, quantity):
            return left + measure, Found.SHARED
        full = self._memory.parallel(slot, left, quantity)
        if full != left:
            return full, Found.SHARED
        if phrases.bare(left) and not self._memory.complete(slot, quantity, left):
            subject = self._memory.subject(slot)
            return (subject if subject.endswith(left) else subject + left), Found.SHARED
        if quantity.kind in (QuantityKind.AREA, QuantityKind.LENGTH, QuantityKind.MASS):
            verb = phrases.verb_of(left)
            if verb and not tails(quantity.kind.value).tail(left):
                return left[len(verb) :] + verb, Found.CLAUSE
        if quantity.kind in _ODD:
            if (
                last
                and last.slot.sentence == slot.sentence
                and last.quantity.kind is quantity.kind is QuantityKind.DURATION
                and slot.left.endswith("在")
            ):
                return left + (tails("duration").tail(last.stem) or last.stem), Found.ODD
            return left, Found.ODD
        return left, Found.BRIEF if len(left) <= _SHORT else Found.CLAUSE
