"""The noun that a number counts, and the noun of the measure that its unit stands for."""

from __future__ import annotations

import re

from extractor.folding import is_cjk
from extractor.labelling.phrases import tidy
from extractor.labelling.segmenting import parts, tokens
from extractor.labelling.wordlists import rows, tails, words
from extractor.records import Quantity, QuantityKind

_COUNTED = re.compile(r"^[万亿千百十余多几\s]*")
_PART = re.compile(
    r"^(?P<whole>[^，。]{1,12}?)(?:之中|当中|(?<![集途初高年其空水期])中|里)(?:(?:仅|只|已|还|尚|共|均|才)?有|使用|尚|还|仍|已|未)?(?:$|(?<=[有用尚还仍已未]))"
)
_JOINED = re.compile(r"(?:以及|[和与及])(?!谐|平|睦)")
_NOT_YET = re.compile(r"[未不无]")
# These stand inside a noun phrase, whatever they are tagged: 60岁以上老人.
_INSIDE = frozenset(["共", "和", "与", "及", "以上", "以下", "左右", "以内", "内", "外"])
_PARTING = frozenset(
    ("d", "ad", "p", "f", "c", "a")
)  # tags of what begins a predicate after a noun


def noun_after(right: str, after: str) -> str:
    """The noun that a quantity counts, if one follows it at once (28家企业), else ""."""
    text = re.sub(r"^(?:的|为|是|属于)", "", right.lstrip())
    start = text[:1]
    if _JOINED.match(text):
        return ""  # 配套9万元|和债券1亿元: the next of a list
    if not start or not (is_cjk(start) or start in "“《‘「"):
        return ""
    if _no_noun(text):
        return ""
    following = after.lstrip()
    attribute = re.match(r"[^，。；！？\d\s]{1,20}的(?=[^，。；！？\d\s]{2})", following)
    if attribute and "、" in attribute.group():
        text = re.split(r"[，。；、！？\s（(]", following[attribute.end() :])[0]
    end = words("stop").first_in(text, 2)
    while end > 0 and (words("solid").head(text, end - 1) or not parts(text, end)):
        end = words("stop").first_in(text, end + 1)
    said = _said(text if end < 0 else text[:end])
    end = said if said > 0 else end
    head = re.split(r"[\d+]", tidy(text if end < 0 else text[:end]))[0]
    listed = re.match(r"[^、，。；\d\s]{1,3}、[^，。；、\d\s（(]{2,20}(?=[，。；\s]|$)", following)
    if listed and len(head) <= 3:
        head = listed.group()
    if "的" in head[2:-2] and len(head) > 12:
        head = head.rpartition("的")[2]
    head = re.sub(r"(?:的|和|及|(?<!参)与|\+)+$", "", head)
    if words("link", "adverb").cover(head):
        return ""
    head = _without_part(head)
    return head.removesuffix("工作") or head


def _no_noun(text: str) -> bool:
    """Whether a predicate and no noun begins here: 28家|已开工; but 9个|未完工小区."""
    if _NOT_YET.match(text) and any(token.tag[:1] == "n" for token in tokens(text)[2:3]):
        return False
    if words("aspect").head(text) and not words("solid", "attributive").head(text):
        return True
    if words("change").head(text) or len(words("weakchange").head(text)) > 1:
        return True
    return bool(words("stop").head(text) and not words("action", "light").head(text))


def _without_part(head: str) -> str:
    """村中只有 -> 村: what was counted, before a part of it is."""
    if match := _PART.match(head):
        return match.group("whole")
    rest = words("link", "adverb")
    for token in tokens(head)[1:]:
        if token.text in ("中", "里", "当中", "之中") and rest.cover(head[token.end :]):
            return head[: token.start]
    return head


def _said(text: str) -> int:
    """Where a noun phrase ends and what is said of it begins, or -1: 项目|按期完工, 小区|中."""
    seen = False
    found = tokens(text)
    for token, following in zip(found, [*found[1:], None], strict=True):
        if token.text in "，。；、（(":
            return -1
        solid = words("solid", "attributive").head(token.text) or token.text in _INSIDE
        if seen and token.tag in _PARTING and not solid:
            return token.start
        last_verb = following is None and token.tag == "v" and len(token.text) == 2
        measure_noun = tails().tail(token.text) or words("action").head(token.text)
        if seen and last_verb and token.start >= 2 and not measure_noun:
            return token.start
        seen = seen or token.tag[:1] in ("n", "j")
    return -1


def measure(name: str, quantity: Quantity, *, noun: bool = False) -> str:
    """The measure noun that `name` still lacks: 数, 次数, 面积, 金额, 率 … or ""."""
    kind = quantity.kind
    unit = _COUNTED.sub("", quantity.unit)
    if kind in (QuantityKind.COUNT, QuantityKind.NUMBER):
        return _counted(name, unit, noun)
    fixed = _MEASURES.get(kind, "")
    if kind is QuantityKind.LEVEL and unit in _UNIT_NOUNS:
        return _UNIT_NOUNS[unit]
    own = tails(kind.value)
    if kind is QuantityKind.MONEY and "/" in unit:
        return "" if name.endswith(("价", "标准", "价格")) else "单价"
    if kind is QuantityKind.MONEY and tails("complete").tail(name):
        return ""
    return "" if own.tail(name) or tails().tail(name) in ("标准", "上限", "数") else fixed


_MEASURES = {
    QuantityKind.MONEY: "金额",
    QuantityKind.AREA: "面积",
    QuantityKind.LENGTH: "长度",
    QuantityKind.MASS: "量",
    QuantityKind.VOLUME: "量",
    QuantityKind.DURATION: "时长",
    QuantityKind.ENERGY: "量",
    QuantityKind.TEMPERATURE: "温度",
    QuantityKind.RATIO: "率",
    QuantityKind.RANK: "排名",
    QuantityKind.SCORE: "得分",
    QuantityKind.LEVEL: "等级",
}


def people(first: Quantity, second: Quantity) -> bool:
    """惠及居民9户、8人: the same ones, counted by household and by head."""
    return all(item.unit.lstrip("万余多几")[:1] in ("户", "人", "名") for item in (first, second))


def _counted(name: str, unit: str, noun: bool) -> str:
    if (tails("count").tail(name) and not words("solid").tail(name)) or (
        not unit and tails().tail(name)
    ):
        return ""
    if len(unit) > 1 and unit.endswith("次"):
        return "" if name.endswith(unit) else unit  # 人次、场次、家次
    if unit == "人" and name.endswith(("户", "户数")):
        return "人数"
    if unit == "人":
        return "数" if words("person").tail(name) else "人数"
    from_table = _UNIT_NOUNS.get(unit, "数")
    return "数" if noun and unit not in ("次", "场", "户") else from_table


_UNIT_NOUNS = {row["unit"]: row["noun"] for row in rows("units")}
