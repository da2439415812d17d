"""What the words around a number say: the noun phrase before it and the noun after it.

Pure functions on short strings; `naming` puts their results together.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from extractor.labelling.segmenting import tokens
from extractor.labelling.wordlists import Words, tails, words
from extractor.records import Quantity, QuantityKind

# 形容“同比”的基准: 比上年、较去年同期、与2023年度相比.
_BASE = re.compile(
    r"(?:与|比|较|同比?)[^，。、比较]{0,12}?(?:年|期|期间|时期|月|季度|季|末|水平|平均|预算数?|度|标准|目标值?|计划|任务|要求|进度)"
    r"(?:相比|同期|相较|底|末|全年|均值)?(?:的?(?:比重|占比|增速|增幅|降幅))?$"
)
# 较2021年提高: the year is read as a date and taken out of the clause.
_DATED_BASE = re.compile(r"(?:较|(?<![同环占对配])比)$")
_AIMED = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:标准|目标值?|计划|任务|要求|合同价?|预算数?|平均水?平?|进度)$"
)
# A table keeps the words of the text here: 较上年增长率. 去年同期 and the like are its 同比.
_LAST_YEAR = re.compile(r"([与比较同])上一?年(?!同期|度同期)")
_YEAR_ON_YEAR = re.compile(r"(?:同比|去年|上年|同期)")
_BRACKET = re.compile(r"[（(\[【][^（）()\[\]【】]{3,}[）)\]】]|[（(][^（）()]{0,2}$")
_NUMBERING = re.compile(
    r"^(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,2}(?:[是要]|、(?![一二三四五六七八九十]))|[-—·•●■◆*#.．、:：\s]+"
    r"|[①-⑩]|第[一二三四五六七八九十]+[，,])"
)
_SCOPE = re.compile(
    r"(?:在)?(?:(?P<scope>(?:全|本|各)?(?:国|省|州|市|县|区|旗|街道?|镇|乡|行业|系统|部门|地市|县区|各区)"
    r"(?:各?街道?(?:[（(]镇[）)]|镇)?|各?镇街?)?)(?:中|内|里)?)?$"
)
# A report's own name at the head of a clause; a table of its indicators does not repeat it.
_ORGANISATION = re.compile(
    r"^[\u4e00-\u9fff]{2,14}?(?:省|市|区|县|州|镇|乡|街道)[\u4e00-\u9fff]{0,12}?"
    r"(?:街道办事处|办事处|人民政府(?![\u4e00-\u9fff]{2,6}(?:街道|镇|乡))|财政局|管委会|委员会|(?:[\u4e00-\u9fff]{2}[局厅委](?![部长域限面势员托])))(?:本级)?的?"
)
_OURSELVES = re.compile(r"我(?:街|镇|乡|区|市|县|省|局|校|院|厅|委|会|站|所|队|单位|部门|中心)")
# 根据《…》要求: the ground for doing it, not what is done.
_ACCORDING = re.compile(
    r"^(?:根据|按照|依据|参照|参考|结合|按|依照)[^》，]{0,60}》(?:等?文件)?的?(?:有关)?(?:要求|规定|精神|部署|标准)?"
)
# 完成率, 实现度, 完成情况: these bind the verb before them into a noun.
_BOUND = frozenset(("", *"率数度额量值情比进时及"))
_INNER = ("组织开展", "集中开展", "广泛开展", "开展", "进行", "实现", "完成")
_TOPIC = re.compile(r"^.*(?:开展|推进|推动|落实|进行|加强|做好|抓好|围绕|实施)")
# A clause of ground, cause or viewpoint says nothing of what is counted.
_NO_TOPIC = re.compile(
    r"^(?:因|由于|受|为了|经|按|根据|依据|对照|截至|截止|据|鉴于|随着|主要|虽|尽管|如|若|当|自|但(?=.{0,4}(?:是|因)))"
    r"|^[分从按].{0,6}看$|^[与同较比].{0,8}相?[比较]$"
)
# 增加到、下降至: what follows is where it arrived, not by how much it changed.
_SHARE_OF = re.compile(r"占(?P<whole>[^，占]*?)的?(?:比重|比例|比率|比)?(?:约|到)?(?:为|达|达到)?$")
_COUNTING = frozenset(
    [
        "累计",
        "合计",
        "共计",
        "总计",
        "已经",
        "平均",
        "基本",
        "力争",
        "实际",
        "最终",
        "直接",
        "分别",
        "主要是",
        "主要为",
        "现已",
        "均已",
        "仅为",
    ]
)
_INNER_ADVERBS = frozenset(
    [
        "只",
        "仅",
        "已",
        "也",
        "还",
        "仍",
        "则",
        "又",
        "再",
        "都",
        "就",
        "却",
        "仅有",
        "只有",
        "已经",
        "仍然",
        "逐一",
        "先后",
    ]
)
_VERBAL = frozenset(("v", "vd", "vi", "d", "ad", "p", "uj", "ul"))  # tags of what names no thing
_TRAILING = frozenset("只仅才也已均都应需尚仍还又再约共按由从于在对将拟却则") | {"全部", "基本"}
_LONG = 60  # characters of a clause that a pattern looks back over
_TO_LEVEL = re.compile(
    r"(?:增长|下降|提高|提升|上升|增加|减少|降低|扩大|压减|压降|压缩|缩短|缩小|延长|收窄|回落|回升|攀升|跃升"
    r"|前移|后移|上调|下调|调增|调减|降|增|升|涨|跌|提|减|压|缩)(?:到|至)(?:了|约|近)?$"
)
# 平均住院日|压到: the verb that brings a measure to its value is no part of its name.
_REACHED = re.compile(
    r"(?<=[\u4e00-\u9fff]{2})(?:压|降|升|增|提|减|缩|控|控制|保持|维持|稳定|回升|回落|压缩|缩短|延长|提高|增加|降低|下降|提升|减少|扩大|压减)(?:到|至|在)[了约近]?$"
)
# 甘财农〔2023〕41号文: the document that gave the money says who and when, not what.
_DOCUMENT = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,10}以)?[\u4e00-\u9fff]{2,10}[〔\[]\d{4}[〕\]]\d{0,4}号(?:文件?|通知)?"
)
# 来源为市财政…, 资金来源包括中央补助…: what follows is one of the sources.
_SOURCE = re.compile(r"^[\u4e00-\u9fff]{0,6}来源(?:主要)?(?:包括|为|是|有|于)")
# 按到位数计, 按实际支出测算: how it was reckoned.
_RECKONED = re.compile(
    r"^(?:按照?|以)[^，。、]{1,10}?(?:计算|测算|核算|统计|计|看|口径)(?=$|[\u4e00-\u9fff])"
)
# 石洋县应配…, 只到位…: a place or a body, and what it is to do.
_OWES = re.compile(
    r"^(?P<who>[\u4e00-\u9fff]{1,7}?(?:[县区市镇乡村局院]|街道|公司|中心|学校))(?:应|需|拟|尚|本应|计划)"
)
_MODAL = re.compile(r"(?:分别|累计|共|(?<!年)均|也|则|又|各|合计|总计|约|大幅|小幅|略)+$")


class Change(NamedTuple):
    """增长、下降: `rest` is what stands before, `word` the name's end (同比增长)."""

    rest: str
    word: str
    apart: bool  # 分别: the values that follow belong to several things


def tidy(text: str) -> str:
    """`text` without long brackets and without the spaces of a hard wrap."""
    text = _BRACKET.sub("", text)
    return re.sub(r"(?<![A-Za-z]) | (?![A-Za-z])", "", text).strip()


def core(left: str) -> str:
    """The noun phrase (or verb and object) of the clause before a quantity."""
    text = _OURSELVES.sub("", _ACCORDING.sub("", _paragraph(left)))
    text = _REACHED.sub("", text.rstrip("、，,:：= "))
    text = text.removesuffix("按") if len(text) > 2 else text
    text = words("link").without_tail(text, _solid())
    verb = words("light").head(words("adverb").without_head(text))
    for _ in range(8):
        before = text
        text = _headless(
            _ORGANISATION.sub("", _unsourced(_NUMBERING.sub("", text))).lstrip("的、，, ")
        )
        if text == before:
            break
    text = _without_adverbs(_without_inner_verbs(text))
    return verb + text if text in words("event") and len(text) == 2 else text


def _unsourced(text: str) -> str:
    """`text` without the document, the source or the way of reckoning at its head."""
    return _RECKONED.sub("", _SOURCE.sub("", _DOCUMENT.sub("", text)))


def _paragraph(left: str) -> str:
    """The last paragraph of a long clause, if a space of the conversion parts it off."""
    start, space, end = left.rpartition(" ")
    if space and len(start) > 20 and len(end) > 4 and not bare(end):
        return tidy(end)
    return tidy(left)


def _headless(text: str) -> str:
    """`text` without the words at its head that belong to no name, unless nothing else is left."""
    kept = words("action", "attributive", "solid")
    short = words("connector", "adverb", "time", "self", "light").without_head(text, kept)
    if len(short) <= 4 and tails("ratio").tail(short) and words("adverb").tail(text[: -len(short)]):
        adverb = words("adverb").tail(text[: -len(short)])
        return short if len(adverb) < 2 or adverb in _COUNTING else adverb + short  # 定期检验率
    if short in ("", text) or not tails().cover(short):
        return short
    classes = ("connector", "self") if short[:1] in _BOUND else ("connector", "self", "light")
    return words(*classes).without_head(text, kept)  # 全年预算数, 完成率


def _without_inner_verbs(text: str) -> str:
    """对新入职人员进行谈话 -> 新入职人员谈话: a light verb inside the clause goes."""
    for verb in _INNER:
        at = text.find(verb, 2)
        rest = text[at + len(verb) :]
        if at > 0 and rest[:1] not in _BOUND and not (verb == "完成" and tails().cover(rest)):
            before = re.sub(r"(?:共|累计|已|均)?(?:组织)?$", "", text[:at])
            if "、" in before or (words("action", "causative").head(before) and len(before) > 4):
                before = ""
            text = before.removeprefix("对") + rest
            break
    return re.sub(
        r"中?(?:(?<!公)共(?![享建同治产青])|累计)(?=[\u4e00-\u9fff]{2})", _before_verb, text
    )


def _without_adverbs(text: str) -> str:
    """县级配套只到位 -> 县级配套到位: adverbs of degree and scope inside a clause go."""
    if len(text) < 4 or not any(char in text for char in _INNER_ADVERBS):
        return text
    return "".join(
        ""
        if token.text in _INNER_ADVERBS and token.start > 0 and token.end < len(text)
        else token.text
        for token in tokens(text)
    )


def _before_verb(match: re.Match[str]) -> str:
    """Drops 共 and 累计 inside a clause where a verb follows (共处理), keeps 累计总产值."""
    return "" if words("action").head(match.string, match.end()) else match.group()


def grounds(left: str) -> str:
    """`left` without the document that it cites as its ground."""
    return _ACCORDING.sub("", tidy(left))


def topic(lead: str) -> str:
    """What a clause without a number says that the sentence is about."""
    if _NO_TOPIC.match(tidy(lead)):
        return ""
    text = _TOPIC.sub("", tidy(lead)) if _TOPIC.match(tidy(lead)) else core(lead)
    text = words("connector", "adverb").without_head(text, _solid())
    end = words("stop", "adverb").first_in(text, 3)
    text = (text if end < 0 else text[:end]).removesuffix("情况").removesuffix("工作")
    text = text.removesuffix("方面").removesuffix("上")
    return "" if verbs_only(text) else text


def nominal_head(clause: str) -> str:
    """中央资金按因素法切块 -> 中央资金: the noun phrase that a clause begins with."""
    text = core(clause)
    for token in tokens(text):
        if token.start and (token.tag in ("p", "d") or token.text in words("action", "light")):
            return text[: token.start]
    return text


def _solid() -> Words:
    return words("solid", "attributive")


def bare(text: str) -> bool:
    """Whether a phrase names no object: only measure nouns, modifiers and verbs (办结率)."""
    if tails("complete").tail(text) or (words("light").head(text) and _event(text)):
        return False
    return _objectless().cover(text) or verbs_only(text)


@cache
def _objectless() -> Words:
    return tails() | words(
        "modifier", "action", "light", "adverb", "link", "time", "syllable", "event"
    )


def _event(text: str) -> bool:
    """开展活动: a light verb and an event that has no name of its own."""
    return text[len(words("light").head(text)) :] in words("event")


def verbs_only(text: str) -> bool:
    if not text:
        return False
    known = words("action", "adverb", "light", "causative", "syllable")
    return known.cover(text) or all(
        known.cover(token.text) or (token.tag in _VERBAL and not tails().tail(token.text))
        for token in tokens(text)
    )


def measured_tail(text: str, quantity: Quantity) -> str:
    """中央资金支付 -> 资金支付: the measure that `text` ends with, with the verb of its flow.

    What is left of `text` names one of several, so a part of the measure stays with it.
    """
    own = tails(quantity.kind.value)
    tail = own.tail(text)
    if not tail or tail in words("action"):
        before = own.tail(text[: len(text) - len(tail or words("action").tail(text))])
        tail = text[len(text) - len(tail or words("action").tail(text)) - len(before) :]
    return tail if len(tail) < len(text) else ""


def verb_of(text: str) -> str:
    """The verbs that a phrase begins with (收集认领), without those that only qualify a noun."""
    end = 0
    while word := words("action", "attributive").head(text, end):
        end += len(word)
    return text[:end] if end < len(text) else ""


def subject_of(text: str) -> str:
    """What a phrase is about: 粤宝中心项目总计划投资 -> 粤宝中心项目."""
    if match := _OWES.match(text):
        return match.group("who")
    if tails("complete").tail(text):
        return text
    if _event(text):
        return text[len(words("light").head(text)) :]
    rest = text[: len(text) - len(tails().tail(text))]
    if rest.endswith(("完成", "达标", "覆盖")) or text.endswith("率"):
        rest = words("modifier", "action", "light", "link").without_tail(rest, _solid())
    elif rest == text and not verb_of(text):
        rest = words("action").without_tail(text, _solid())
    rest = words("modifier", "link").without_tail(rest, _solid()).removesuffix("情况")
    rest = trimmed(rest)
    if len(rest) <= 4 and all(token.tag[:1] in ("m", "q", "d", "t") for token in tokens(rest)):
        return ""  # 一次|验收合格, 首批
    return "" if bare(rest) and rest not in words("event") else rest


def trimmed(subject: str) -> str:
    """工程按标段 -> 工程, 县级配套只 -> 县级配套: without the beginning of a predicate."""
    found = tokens(subject)
    end = len(subject)
    for token in found[1:]:
        if token.text in ("按", "按照", "由", "从") and token.start >= 2:
            end = token.start
            break
    for token in reversed(found):
        if token.end != end or not token.start:
            continue
        if token.tag in ("d", "p", "c") and token.text in _TRAILING:
            end = token.start
        else:
            break
    return subject[:end].rstrip("的、，, ")


def change(left: str, quantity: Quantity, *, against: bool = False) -> Change | None:
    """The change that a quantity measures, if the clause before it ends in one.

    `against`: the quantity before it is the value of another time (较上年203件减少39件).
    """
    if _TO_LEVEL.search(tidy(left)):
        return None
    text = words("link").without_tail(tidy(left), _solid())
    text = text.removesuffix("率") if text.endswith(("增长率", "下降率")) else text
    verb = words("change", "weakchange").tail(text)
    if text.endswith(("同比", "环比")) and quantity.kind is QuantityKind.RATIO:
        return Change(core(text[:-2]), text[-2:] + "增长", apart=False)  # 同比-3.2%
    if not verb:
        return None
    modal = _MODAL.search(text[: -len(verb)])
    rest = text[: -len(verb)][: modal.start() if modal else None]
    basis = _BASE.search(rest) or _DATED_BASE.search(rest)
    if basis:
        rest, yearly = _yearly(rest[: basis.start()], basis.group())
    else:
        rest, yearly = _yearly(rest, "")
    compared = bool(basis) or bool(yearly) or against
    if basis and not yearly and (aim := _AIMED.search(basis.group())):
        yearly = "较" + aim.group()
    if verb in ("增加", "减少") and quantity.kind is QuantityKind.MONEY:
        compared = compared or not verb_of(
            core(rest)
        )  # 支出减少63万元: no basis, but something that changed
    if verb in ("增加", "减少", "上升", "下降") and tails().tail(core(rest)):
        compared = True  # 死亡人数减少3人: a measure is named, so it is the measure that changed
    if not compared and (verb in words("weakchange") or quantity.kind is not QuantityKind.RATIO):
        return None
    apart = bool(modal and "分别" in modal.group()) or rest.endswith("分别")
    if against and not rest.strip("的，, "):
        rest = ""
    return Change(core(rest.removesuffix("分别")), yearly + verb, apart)


def arrived(left: str) -> bool:
    """Whether the clause says where a value arrived (增加到) and not what it is of."""
    text = tidy(left)
    match = _TO_LEVEL.search(text)
    return match is not None and not core(text[: match.start()])


def arrives(left: str) -> bool:
    """Whether the clause ends in 增至, 降到, whatever stands before it."""
    return _TO_LEVEL.search(tidy(left)) is not None


def compared(left: str) -> str:
    """较“十三五”末的 -> “十三五”末: the other period that a number is given for, or ""."""
    match = re.match(r"^(?:较|比|与)(?P<basis>[^，。、]{2,14})(?:的|为)$", tidy(left))
    return match.group("basis") if match else ""


def _yearly(rest: str, basis: str) -> tuple[str, str]:
    for word in ("同比分别", "同比", "环比", "同口径", "年均"):
        if rest.endswith(word):
            return rest[: -len(word)] + ("分别" if "分别" in word else ""), word[:2]
    if match := _LAST_YEAR.match(basis):
        return rest, {"与": "较", "同": "较"}.get(match.group(1), match.group(1)) + "上年"
    return rest, "同比" if _YEAR_ON_YEAR.search(basis) else ""


def rate_of(left: str) -> str | None:
    """完成年初预算的 -> 年初预算完成率; 占支出总额的 -> 占支出总额比重; None for others."""
    text = tidy(left)
    if not text.endswith("的"):
        part = _SHARE_OF.search(text[-_LONG:])
        if not part or not (part.group("whole") == "" or "比" in part.group()):
            return None
        return f"占{part.group('whole')}比重" if part.group("whole") else "占比"
    text = words("connector", "adverb").without_head(text)[:-1]
    if "占" in text:
        return "占" + text.partition("占")[2] + "比重"
    goal = words("light", "link", "adverb").without_head(text)
    return f"{goal}完成率" if re.search(r"预算|任务|目标|计划|指标|考核", goal) else None


def ranking(left: str) -> tuple[str, str]:
    """What is ranked, and the scope with 排名: 覆盖率全区排名 -> 覆盖率, 全区排名."""
    text = tidy(left)
    text = re.sub(r"^在(.*)中(?=排|列|位|居)", r"\1", text)
    scope = ""
    for _ in range(4):
        before = text
        text = words("link").without_tail(text.rstrip("、，,"), _solid())
        text = words("rank").without_tail(text, _solid())
        match = _SCOPE.search(text)
        if match and match.group("scope") and not scope:
            scope, text = match.group("scope"), text[: match.start()]
        text = text.removesuffix("在")
        if text == before:
            break
    return core(text), scope + "排名"


def without_list(left: str) -> str:
    """打造东平党群文化广场、哪吒宫等 -> 打造: a list that the noun after the number sums up."""
    text = left.removesuffix("各").rstrip()
    if not text.endswith(("等", "等共")):
        return left
    first = text.partition("、")[0]
    verbs = [token for token in tokens(first) if token.tag == "v" and token.end < len(first)]
    return verb_of(text) or (verbs[-1].text if verbs else "")
