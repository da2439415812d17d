"""Names of values that are given in relation to another: a change, a rank, a share, a part, a limit."""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.labelling import nouns, phrases, predicates
from extractor.labelling.clauses import Slot
from extractor.labelling.coordination import Following, chain, distribute
from extractor.labelling.ellipsis import PLACE, PLANNED, Memory
from extractor.labelling.named import Found, Named
from extractor.labelling.segmenting import tokens
from extractor.labelling.wordlists import words
from extractor.records import Quantity, QuantityKind

IN_ORDER = re.compile(r"分别|依次")
_REMAINING = ("其余", "余下", "剩余")
_MISSED = ("未达", "未达到", "没有达到", "不及", "未及")
_CHANGE_ENDS = {QuantityKind.RATIO: "率", QuantityKind.MONEY: "额", QuantityKind.MASS: "量"}


def score(memory: Memory, slot: Slot, quantity: Quantity, own: str, word: str) -> Named:
    """该指标分值15分，得13.5分: of what the clause, the sentence before or the title names."""
    last = memory.last(slot)
    here = last is not None and last.slot.sentence == slot.sentence
    if own and (not phrases.bare(own) or len(own) >= 4):
        subject = own
    elif here and last is not None:
        subject = last.subject if last.quantity.kind is QuantityKind.SCORE else last.stem
    else:
        plain = word in ("得分", "分值", "扣分") or word.startswith("指标")
        title = predicates.heading_topic(slot.heading, strict=not plain)
        subject = memory.label or title or memory.subject(slot)
        subject = subject or own
    named = memory.ready(slot, quantity, subject + word, Found.SCORED)
    what = "指标" if word.startswith("指标") else ""
    return replace(named, subject=subject + what)


def taken(memory: Memory, slot: Slot, quantity: Quantity) -> Named | None:
    """38个项目中的15个, 其余9个: a part of what was counted before."""
    if quantity.kind not in (QuantityKind.COUNT, QuantityKind.DURATION) or not quantity.unit:
        return None
    whole = predicates.part_of(slot.left) if not slot.joint else None
    if whole is None and not (slot.left and predicates.rest_of(slot.left)):
        return None
    said = predicates.predicate(slot.right)
    noun = nouns.noun_after(slot.right, slot.after)
    if noun and not (said and (whole is not None or slot.left.startswith(_REMAINING))):
        return None
    last = memory.last(slot)
    thing = (last.thing or whole) if last and whole is not None else memory.counted(slot, quantity)
    if not thing or not (said or whole is not None):
        return None
    phrase = said + thing
    name = phrase + nouns.measure(phrase, quantity, noun=True)
    named = memory.ready(slot, quantity, name, Found.PART)
    return replace(named, phrase=phrase, subject=thing, stem=phrase, thing=thing)


def limit(memory: Memory, slot: Slot, quantity: Quantity) -> Named | None:
    """低于5‰的控制线, 未达95%: what the value before it is held against."""
    last = memory.last(slot, level=True)
    right = slot.right.lstrip()
    found = predicates.beyond(slot.left)
    silent = not slot.left or (phrases.bare(slot.left) and len(slot.left) < 3)
    if not found and silent and right.startswith("的") and quantity.kind is not QuantityKind.COUNT:
        found = predicates.Beyond("", "")  # 没有突破26万元的控制数
    if not found or not last or last.slot.sentence != slot.sentence:
        return None
    noun = nouns.noun_after(slot.right, slot.after) if right.startswith("的") else ""
    if not noun and found.verb.endswith(_MISSED) and not found.aim:
        found = predicates.Beyond(found.verb, "目标值")  # 未达95%
    if not noun and (not found.aim or found.verb in ("比", "较", "与")):
        return None
    if "百分点" in quantity.unit or (found.aim and right[:2] in ("个百", "百分")):
        name = last.stem + found.verb + found.aim + "百分点"
        return memory.ready(slot, quantity, name, Found.LIMIT, level=False)
    aim = noun or found.aim
    subject = last.stem if last.quantity.kind is quantity.kind else last.subject
    named = memory.ready(slot, quantity, subject + aim, Found.LIMIT, level=False)
    return replace(named, basis=True)


def rank(memory: Memory, slot: Slot, quantity: Quantity) -> Named:
    what, ranking = phrases.ranking(slot.left)
    last = memory.last(slot)
    if not what:
        what = last.stem if last else memory.label
    elif phrases.bare(what):
        what = memory.subject(slot) + what
    else:
        what = memory.parallel(slot, what, quantity)
    return replace(
        memory.ready(slot, quantity, what + ranking, Found.RANKED, level=False), stem=what
    )


def change_of(
    memory: Memory, slot: Slot, quantity: Quantity, change: phrases.Change, following: Following
) -> Named:
    end = change.word + (_CHANGE_ENDS.get(quantity.kind) or nouns.measure("", quantity) or "数")
    if "百分点" in quantity.unit:
        end = change.word + "百分点"
    count = 1 + chain(quantity, following)
    if change.apart and count > 1:
        parts = distribute(change.rest, count) if change.rest else ()
        levels = [item.stem for item in memory.near() if item.level][-count:]
        row = [part + end for part in parts or levels]
        if len(row) == count:
            memory.waiting = [(name, False, Found.QUEUED) for name in row[1:]]
            return memory.ready(slot, quantity, row[0], Found.QUEUED, level=False)
    return _changed(memory, slot, quantity, change, end, following)


def _changed(
    memory: Memory,
    slot: Slot,
    quantity: Quantity,
    change: phrases.Change,
    end: str,
    following: Following,
) -> Named:
    last = memory.last(slot, level=True)
    latest = memory.last(slot)
    if latest and latest.share and "百分点" in quantity.unit:
        last = latest  # 占总支出的73.55%，较上年下降1.2个百分点: the share has changed
    stem = change.rest
    if latest and latest.basis and latest.found is Found.LIMIT and slot.left.startswith("的"):
        stem = latest.stem  # 满意度94%，比90%的目标值高4个百分点
    elif not stem:
        stem = last.stem if last else memory.label
    elif phrases.bare(stem) or words("causative").head(stem):
        stem = memory.subject(slot) + stem
    against = latest.than if latest else ""
    if latest and latest.basis and latest.slot.date and latest.slot.sentence == slot.sentence:
        against = "比" + latest.slot.date  # 比2021年的9万元增加1万元，增长11%
    if against and not change.rest and not change.word.startswith(("同比", "环比", "比", "较")):
        end = against + end
    memory.waiting = [(stem + end, False, Found.CHANGED)] * chain(quantity, following)
    named = memory.ready(slot, quantity, stem + end, Found.CHANGED, level=False)
    named = replace(named, than=against)
    return replace(named, of=stem)


def share_of(memory: Memory, slot: Slot, quantity: Quantity, share: str) -> Named:
    last = memory.last(slot, level=True)
    if share.startswith("占"):
        own = phrases.core(slot.left.partition("占")[0])
        latest = memory.last(slot)
        if latest and latest.of and latest.slot.sentence == slot.sentence:
            last = latest  # 工业增加值增长7%，占…的比重为25%: of what has changed
        stem = own or ((last.of or last.stem) if last else "")
        new = slot.lead and not (last and last.slot.sentence == slot.sentence)
        if not own and new and (topic := phrases.nominal_head(slot.lead)):
            stem = topic  # 自评结果作为依据，占因素权重的15%
        if last and own and len(own) <= 2 and slot.joint in "，,、":
            stem = last.subject + own
    else:
        generic = phrases.bare(share.removesuffix("完成率").replace("预算", ""))
        stem = last.stem if last and generic else ""
    named = memory.ready(slot, quantity, stem + share, Found.RATE, level=False)
    return replace(named, share=True)


def share_of_last(memory: Memory, slot: Slot, quantity: Quantity) -> Named | None:
    """占全县189个村的99.41%, 为年度任务2400批次的100.67%: a share of the value just before."""
    if slot.joint or not slot.left.endswith("的") or len(memory.named) < 1:
        return None
    last = memory.named[-1]
    of = [item for item in memory.near()[:-1] if item.slot.sentence == slot.sentence]
    level = next((item for item in reversed(of) if item.level), None)
    stem = level.stem if level else ""
    if "占" in last.slot.left:
        whole = phrases.core(last.slot.left.rpartition("占")[2] + slot.left.removesuffix("的"))
        return memory.ready(slot, quantity, f"{stem}占{whole}比重", Found.RATE, level=False)
    if level and PLANNED.search(last.slot.left) and not PLANNED.search(slot.left):
        goal = phrases.core(last.slot.left + slot.left.removesuffix("的"))
        goal = words("link").without_head(goal)
        return memory.ready(slot, quantity, f"{stem}{goal}完成率", Found.RATE, level=False)
    return None


def apart(memory: Memory, slot: Slot, quantity: Quantity, following: Following) -> list[str]:
    """Names for 小麦、玉米单产分别为384.4公斤、440.4公斤."""
    head, verb = IN_ORDER.split(slot.left)[-2:]
    verb = words("link").without_tail(verb)
    if len(verb) > 6 or "、" in verb:
        return []
    count = 1 + chain(quantity, following, summed=bool(verb))
    noun = ""
    if verb and count > 1:  # 甲区、乙区分别完工22个和17个小区
        end = following[count - 2][0]
        noun = nouns.noun_after(end.right, end.after)
    parts = [part + verb + noun for part in distribute(phrases.core(head), count)]
    if not parts and count > 1 and phrases.bare(phrases.core(head)):
        parts = _of_each(memory, phrases.core(head), count)
    if not parts and count > 1:
        parts = _numbered(memory, slot, phrases.core(head), verb + noun, count)
    whole = memory.last(slot, level=True)
    if parts and not verb + noun and whole and _places(parts):
        parts = [part + whole.stem for part in parts]  # 受益人口38万人，甲区、乙区分别为…
    return [part + nouns.measure(part, quantity) for part in parts]


def _places(parts: list[str]) -> bool:
    return all(PLACE.fullmatch(part) for part in parts)


def _numbered(memory: Memory, slot: Slot, head: str, verb: str, count: int) -> list[str]:
    """4个标段…中标价依次为…, 两批资金分别用时…: of the first, the second … of what was counted."""
    for item in reversed(memory.near()):
        if item.slot.sentence != slot.sentence or item.quantity.value != count or count > 10:
            continue
        unit = item.quantity.unit if item.quantity.unit in ("批", "期", "轮", "次") else ""
        first = tokens(item.thing)[0].text if item.thing else ""  # 标段|公开招标
        what = unit or (item.thing if len(item.thing) <= 4 else first)
        what = what if unit or len(what) > 1 else ""
        if what:
            return [f"第{numeral}{what}{head}{verb}" for numeral in "一二三四五六七八九十"[:count]]
    return []


def _of_each(memory: Memory, measure: str, count: int) -> list[str]:
    """甲资金支付9万元、乙资金8万元，执行率依次为…: of each of what was listed."""
    listed = [item for item in memory.near() if item.level][-count:]
    if len(listed) < count or any(not item.subject for item in listed):
        return []
    return [item.subject + measure for item in listed]


def again(memory: Memory, slot: Slot, quantity: Quantity) -> Named | None:
    """Another value of what was named just before: a proportion, 从…增加到…, 较上年的…."""
    last = memory.last(slot, level=True)
    if not last:
        return None
    near = slot.place.start - last.slot.place.end < 3
    if near and slot.joint in ("：", ":") and not slot.left:
        return memory.ready(slot, quantity, last.name, Found.AGAIN)  # 11.1：30.1：58.8
    if phrases.arrived(slot.left) or (last.basis and phrases.arrives(slot.left)):
        name = last.phrase + nouns.measure(last.phrase, quantity) if last.basis else last.name
        again = memory.ready(slot, quantity, name, Found.AGAIN)
        return replace(again, phrase=last.phrase, subject=last.subject, stem=last.stem)
    if nouns.noun_after(slot.right, slot.after):
        return None
    dated = slot.date if predicates.against_date(slot.left) else ""
    if basis := phrases.compared(slot.left) or predicates.compared(slot.left) or dated:
        named = memory.ready(slot, quantity, basis + last.name, Found.AGAIN, level=False)
        return replace(named, basis=True)
    return None
