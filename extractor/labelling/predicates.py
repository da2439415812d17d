"""What is said of a quantity after it, and what it is compared with.

Pure functions on the clause around one quantity; `naming` joins what they find to the rest.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.labelling import phrases
from extractor.labelling.segmenting import tokens
from extractor.labelling.wordlists import tails, words

_TOPIC = 24  # characters of what a clause takes over from another
_PREDICATE = 16  # characters of a predicate that a name can carry
# 38个项目中的15个, 68户中有4户: a part of what was counted just before.
_PART = re.compile(
    r"^(?P<whole>[^，。；、]{0,14}?)(?:之?中|里|当中)(?:的|，|,)?(?:仅|只|已|还|尚|共|均)?有?$"
)
_REST = re.compile(
    r"^(?:其中|其余|余下|剩余|另外?|还|尚|仍|仅|只|共|已)?(?:的)?(?:仅|只|还|尚|仍|已)?有?$"
)
_OF_WHOLE = re.compile(r"(?:之?中|里|当中)(?:的|，|,)?(?:仅|只|已|还|尚|共|均)?有?$")
_PERIOD = (
    r"(?:上一?年度?|去年|前年|上上年|年初|期初|上年末|同期|上期|上月|上季度?|基期|计划|预算数?"
    r"|目标值?|平均)"
)
# 较上年203件, 上年为12941元, 由上年的410客: the value of another time.
_COMPARED = re.compile(
    rf"^(?:(?:而|虽)?(?:较|比|与|同)(?P<other>[^，。、]{{0,6}}?{_PERIOD}(?:同期|末|底|全年|期末)?(?:水平)?)"
    r"|(?:而|其中)?(?P<basis>(?:上年度?|去年|前年|上一年度?)(?:同期|末|底|全年)?|同期|年初|期初|上期|基期))"
    r"(?:的|为|是|仅为|仅有|只有|达)?$"
)
_FROM = re.compile(rf"(?:由|从|自)(?P<basis>{_PERIOD}?(?:同期|末|底|全年)?(?:初|时)?)(?:的|为)?$")
_SCORE = re.compile(
    r"^(?P<own>.*?)(?P<word>(?:综合|自评|评价|最终|实际)?得分|扣分|加分|分值|满分|权重|标准分|总分|得|扣|加)$"
)
_SCORE_WORDS = {"得": "得分", "扣": "扣分", "加": "加分", "权重": "分值", "标准分": "分值"}
_ANAPHOR = re.compile(
    r"^(?:该|本|此|这|上述|其)(?:一|个|项|类|部分|方面|维度|板块|[一-三]级)*(?P<what>指标)?$"
)
# 低于, 没有突破: the number after it is a limit or an aim and not the result.
_BEYOND = re.compile(
    r"(?P<verb>(?:均|都|全部|仍|也|还|虽|但|且|则|略|远|已)*(?:未|没有?|不|并未|尚未)?(?:低于|高于|高出|低出|领先于?|落后于?|超过|超出|超|达到?|突破|不及|优于|大于|小于|多于|少于|达|比|较|与|控制在|限定在))"
    r"(?P<aim>[^，。、]{0,14}?)(?:的)?$"
)
_AIM = re.compile(
    r"目标|任务|计划|预期|设定|标准|约定|要求|规定|控制|限额|上限|下限|定额|指标值|预算|合同|平均|水平"
)
# 4个10月以后才开工: what is left of the date.
_SINCE = re.compile(r"^(?:[以之]?[前后]|底前?|末前?)(?:才|就|已|均)?")
# 差额…为市财政未拨, 未支付的…为质保金: a remainder that the clause explains.
_IS = re.compile(r"^(?:主要)?(?:作为|为|是|系|属)(?P<what>[^，。；、：\d]{3,14})$")
_REMAINDER = re.compile(r"差额|余下|剩余|其余|余额|缺口|尾款|未|欠")
_RECKON = re.compile(
    r"(?:足额|据实|分别)?(?:计算|测算|核算|结算|核定|估算|换算|折算|统计|计$|计价|计取)"
)
# 问卷调查: to whom the sheets are given, and how many come back.
_ASKED = re.compile(
    r"(?:面向|向|对|针对|在)(?:全[省市县区镇乡]|各|部分|有关|相关)*(?P<who>[^，。、]{2,14}?)(?:中|随机|分别|共|累计)*"
    r"(?:发放|发出|派发|投放|开展|进行|组织)(?:了|的)?(?:满意度|调查|有效|电子|纸质|网上)*问卷"
)
_ANSWER = re.compile(r"满意(?!度|率|调)")
_WIDE = 40
_GIVES = re.compile(
    r"(?:共|累计)?(?:投入|安排|争取|落实|筹集|统筹|使用|拨付|支出)(?:各类|财政|专项)?(?:资金|经费)?"
)
_GOES_TO = re.compile(
    r"(?:，|,)?(?:，?用于|主要用于|实施|完成|支持|开展|推进|推动|保障|解决|对)"
    r"(?:了)?(?:[\d一二两三四五六七八九十百多余]+[个所处座条项家户台辆批]?)?(?P<what>[^，。；、：\d]{4,16})"
)
_PER = re.compile(
    r"^(?P<who>[^，。]{0,14}?)(?:按照?|以)(?P<what>[^，。每]{0,8})(?P<per>(?:每[^，。每的]{1,4}){1,2})$"
)
_WHOLE_AREA = re.compile(r"^全(?:省|州|市|县|区|旗|镇|乡|街道?)(?=[\u4e00-\u9fff]{4})")
_META_HEAD = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|第[一二三四五六七八九十]+[章节部分条]*|[一二三四五六七八九十]是)+"
)


_PER_UNIT = re.compile(
    r"^(?:平均)?(?:每(?!年|月|季|天|日|周)[\u4e00-\u9fff]|[人户亩生班台件篇村头次单]均|人次均|单[户个件位笔])"
)


class Beyond(NamedTuple):
    verb: str
    aim: str


def predicate(right: str) -> str:
    """What a clause says of the quantity that is its subject: 9处资产|未确权移交; "" if nothing."""
    text = phrases.tidy(right).strip("，,。；;、：: ")
    text = _SINCE.sub("", text)
    text = words("adverb", "aspect_adverb").without_head(text)
    found = tokens(text)
    if not found or not _starts_predicate(found[0].text, found[0].tag):
        return ""
    end = 0
    for token in found:
        if token.text in "、（(":
            return ""
        if token.end > _PREDICATE or token.text in "，。；：,;:":
            break
        end = token.end
    return text[:end].removesuffix("的").removesuffix("了").replace("了", "")


def _starts_predicate(word: str, tag: str) -> bool:
    if tails().tail(word) and tag != "v":
        return False
    if tag == "a" and word in words("action", "light"):
        return True  # 落实: the dictionary has the adjective
    return tag in ("v", "d", "vd", "vi", "p") or word in ("未", "不", "没有", "按", "按期", "按时")


def defined(left: str, right: str) -> str:
    """差额|9万元|为市财政未拨 -> 市财政未拨差额: what a remainder is said to be; "" if nothing."""
    match = _IS.match(right.strip())
    if not match or not (_REMAINDER.search(left) and len(left) <= 8):
        return ""
    said = words("adverb", "aspect_adverb").without_head(match.group("what"))
    if len(left) <= 2 or tails("complete").tail(said) == "":
        return said + left if tails("money").tail(left) or len(left) <= 2 else left + said
    return left + said


def reckoned(noun: str) -> bool:
    """Whether what follows a number says that it is reckoned by it: 按每平方米9元|计算."""
    verb = _RECKON.match(noun)
    return bool(verb) and "的" not in noun


def asked(left: str) -> str:
    """向受益群众发放问卷 -> 受益群众: whose satisfaction the figures that follow measure."""
    match = _ASKED.search(phrases.tidy(left)[-_WIDE:])
    return match.group("who") if match else ""


def answered(phrase: str) -> bool:
    """满意和基本满意: an answer is about those who were asked."""
    return bool(_ANSWER.search(phrase)) and not phrase.endswith(("度", "率"))


def spent_on(left: str, after: str) -> str:
    """投入资金|9万元|完成两所敬老院改造 -> 敬老院改造: what the money goes to (连动句); or ""."""
    if not _GIVES.fullmatch(left):
        return ""
    match = _GOES_TO.match(after.strip())
    if not match:
        return ""
    what = words("action").without_head(match.group("what"))
    return what if len(what) >= 3 and not phrases.bare(what) else match.group("what")


def aimed(noun: str) -> bool:
    """Whether a noun is that of an aim or a limit: 85%的目标."""
    return bool(_AIM.search(noun))


def done(left: str) -> str:
    """主体工程仅完成 -> 完成率: the degree of what the clause ends in; "" if it is no such verb."""
    text = words("adverb").without_tail(phrases.tidy(left).rstrip("为达了"))
    verb = next((verb for verb in ("执行", "完成", "到位") if text.endswith(verb)), "")
    return verb + "率" if verb else ""


def rate_per(left: str) -> str:
    """补奖资金按禁牧每亩 -> 禁牧每亩, 居民按每户 -> 居民每户: what a rate of money is for; or ""."""
    match = _PER.match(phrases.tidy(left))
    if not match:
        return ""
    who = phrases.core(match.group("who"))
    return (match.group("what") or who) + match.group("per")


def part_of(left: str) -> str | None:
    """The whole that the clause takes a part of: 小区中 -> 小区, 其余 -> ""; None if it does not."""
    text = phrases.tidy(left)
    if match := _PART.match(text):
        return match.group("whole")
    return None


def rest_of(left: str) -> bool:
    """Whether a count is of what was counted before, and says no more: 其余9个, 有3个."""
    return bool(_REST.match(phrases.tidy(left)))


def without_part(right: str) -> str:
    """项目中的 -> 项目: what was counted, before a part of it is."""
    return _OF_WHOLE.sub("", right)


def compared(left: str) -> str:
    """The other time that a number is given for: 较上年 -> 上年; "" if none."""
    match = _COMPARED.match(phrases.tidy(left))
    return (match.group("basis") or match.group("other")) if match else ""


def against_date(left: str) -> bool:
    """Whether the clause is 较2021年的, of which the date has been taken out."""
    return phrases.tidy(left) in ("较", "比", "较的", "比的", "与的", "同的")


def per_unit(phrase: str) -> bool:
    """户均补助, 每万人拥有: a measure of one of what the sentence is about."""
    return bool(_PER_UNIT.match(phrase))


def begun(left: str) -> tuple[str, str] | None:
    """日均供餐由上年的 -> (日均供餐, 上年): where a change starts from."""
    text = phrases.tidy(left)
    match = _FROM.search(text[-20:])
    if not match:
        return None
    return text[: len(text) - len(match.group())], match.group("basis")


def scored(left: str) -> tuple[str, str] | None:
    """该指标得 -> ("", 得分): what is scored, if the clause says it, and the name's end."""
    text = words("link").without_tail(phrases.tidy(left).rstrip("：:为是共 "))
    match = _SCORE.match(text)
    if not match:
        return None
    word = match.group("word")
    word = _SCORE_WORDS.get(word, word)
    own = match.group("own")
    if anaphor := _ANAPHOR.match(own):
        return "", (own[anaphor.start("what") :] if anaphor.group("what") else "") + word
    return phrases.core(own.lstrip("该本此")), word


def beyond(left: str) -> Beyond | None:
    """低于目标 -> (低于, 目标); None where the clause compares with no limit or aim."""
    text = phrases.tidy(left)
    match = _BEYOND.match(text)
    if not match or words("solid").head(text):
        return None
    aim = match.group("aim")
    if aim and not _AIM.search(aim):
        return None
    return Beyond(match.group("verb"), aim)


def heading_topic(heading: str, *, strict: bool = True) -> str:
    """What a title names: （三）“三公”经费 -> “三公”经费; "" if it is no noun or names no thing.

    Not `strict`: any title, for what a title alone can name (决策情况: 该指标得18分).
    """
    text = _META_HEAD.sub("", heading)
    text = text.rpartition("（类）")[2] or text  # 《政府收支分类科目》: 类、款、项
    text = phrases.tidy(text).strip("：:。 ")
    for tail in (
        "完成情况",
        "执行情况",
        "使用情况",
        "收支情况",
        "开展情况",
        "情况",
        "方面",
        "分析",
        "部分",
        "指标",
    ):
        text = text.removesuffix(tail)
    found = tokens(text)
    if not strict:
        return text if len(text) <= _TOPIC else ""
    if not found or words("meta").cover(text) or phrases.bare(text) or len(text) > _TOPIC:
        return ""
    if any(token.tag == "d" or token.text in ("有", "是", "不", "未") for token in found):
        return ""
    last = found[-1]
    named = last.tag[:1] in ("n", "j", "l", "s") or last.tag in ("vn", "x", "an")
    return text if named or tails().tail(last.text) else ""


def object_of(phrase: str) -> str:
    """What a verb is done to: 面向群众发放问卷 -> 问卷; "" if the phrase names no thing.

    Verbs are cut off at the head of the phrase, behind adverbials of time and place, and after
    a prepositional phrase; inside a noun phrase (供养对象) they belong to it.
    """
    found = tokens(phrase)
    if not found or (found[-1].tag in ("v", "d", "p") and not tails().tail(found[-1].text)):
        return ""
    start = len(phrases.verb_of(phrase))
    governed = found[0].tag == "p" or found[0].text in ("面向", "向", "通过", "针对")
    leading = True
    for token in found[:-1]:
        verb = token.tag in ("v", "vd") and not tails().tail(token.text)
        if verb and (leading or governed):
            start = max(start, token.end)
        leading = leading and (verb or token.tag in ("t", "m", "d", "s", "r", "f", "ad"))
    thing = phrase[start:].lstrip("的了")
    if len(thing) < 2:  # 管护|员: the verb belongs to the noun
        thing = phrase[len(words("attributive").head(phrase)) :]
        thing = "" if words("action", "attributive").cover(phrase) else thing
    return "" if phrases.bare(thing) else thing


def topic_of(subject: str) -> str:
    """`subject` if it can stand before another measure: a noun phrase, or a verb and its object.

    A list, or a clause with a preposition or adverb of its own, is cut to its object.
    """
    area = _WHOLE_AREA.match(subject)
    if area and tokens(subject[area.end() :])[0].tag == "v":
        subject = subject[area.end() :]  # 全县|发展魔芋
    joining = ("和", "与", "及")
    clause = any(
        t.tag in ("p", "d", "c") and t.text not in joining and not words("solid").head(t.text)
        for t in tokens(subject)
    )
    listed = "、" in subject or "等" in subject[1:]
    if len(subject) <= _TOPIC and not clause and not listed:
        return subject
    thing = object_of(subject)
    if "、" in thing or "等" in thing[1:]:
        return ""
    return thing if len(thing) <= _TOPIC else head_of(thing)


def head_of(thing: str) -> str:
    """The last words of a noun phrase, which its parts share: 民办科技特派员 -> 科技特派员."""
    found = tokens(thing)
    if not found:
        return ""
    start = found[-1].start
    for token in reversed(found[:-1]):
        length = len(thing) - token.start
        if length > 6 or len(thing) - start >= 4 or token.tag[:1] not in ("n", "j", "l", "v"):
            break
        start = token.start
    return thing[start:]
