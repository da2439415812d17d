"""Names of indicators made comparable: object, measure, scope.

拆除违建宗数 and 全年拆除违法建设宗数 speak of one thing; 财政收入同比增长率 and
税收收入同比增长率 share most of their letters and do not. So the measure (宗数, 同比增长率)
and the scope (第一针, 剩余, 前三季度) are taken off before the objects are compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from rapidfuzz import fuzz

from extractor.checking import lexicon
from extractor.folding import fold

_MARKS = re.compile(r"[\s“”\"'‘’「」『』《》〈〉()（）\[\]【】:：,，、。;；.·*_—–\-/]+")
_AGES = re.compile(r"\d+(?:[-~至到]\d+)?(?:岁|周岁)(?:以上|以下|及以上)?")
_DIGITS = re.compile(r"\d+")
_MONTHS = re.compile(r"\d{1,2}(?:[-~至到]\d{1,2})?月份?")
_ASIDE = re.compile(r"[(（][^()（）]*[)）]")
_HEADS = re.compile("收入|支出|预算|决算|收支")
_LONGEST_NAME = 120  # a name longer than this is prose that slipped into a name column


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    text: str  # folded, as given
    object: str  # what is measured, without measure and scope
    measure: str  # class of the measure word, "" when there is none
    scopes: frozenset[str]
    grams: frozenset[str]  # character pairs of `object`
    generic: bool  # 数量指标, 满意度: says nothing by itself
    vague: bool  # 派发宣传资料: an activity whose object the context gives
    heads: frozenset[str]  # 收入, 支出, 预算, 决算: never the same account

    @property
    def growth(self) -> bool:
        return self.measure == "growth"


@lru_cache(maxsize=1 << 16)
def name(text: str) -> Name:
    """Read `text` as an indicator's name. Never raises; an empty text gives an empty name."""
    folded = fold(text)[:_LONGEST_NAME]
    plain = _MARKS.sub("", folded)
    scopes: set[str] = set()

    def take(found: re.Match[str]) -> str:
        scopes.add(found.group())
        return ""

    short = _AGES.sub(take, plain)
    short = _MONTHS.sub(take, short)
    short = _synonyms(short)
    bare = _MARKS.sub("", _ASIDE.sub("", folded))  # 任务涉及资金（某任务）
    generic = bool({short, plain, bare} & lexicon.words("generic"))
    short = lexicon.pattern("scopes", "name").sub(take, short)
    short, measure = _measure(short)
    scopes.update(_DIGITS.findall(short))
    short = lexicon.pattern("neutral").sub("", short) or short
    return Name(
        text=folded,
        object=short,
        measure=measure,
        scopes=frozenset(scopes),
        grams=frozenset(pairs(short)),
        generic=generic,
        vague=len(lexicon.pattern("vague").sub("", short)) < 2,
        heads=frozenset(_HEADS.findall(short)),
    )


def _synonyms(text: str) -> str:
    """`text` with every word of the glossary as its group calls it: 支出执行率 as 预算完成率."""
    canonical = lexicon.mapping("synonyms", value=2)
    if text in lexicon.words("synonyms", "whole"):
        return canonical[text]
    return lexicon.pattern("synonyms", "part").sub(lambda found: canonical[found.group()], text)


@lru_cache(maxsize=1 << 16)
def spelled(text: str) -> frozenset[str]:
    """Character pairs of a folded `text` as written, and as the glossary calls what it names."""
    return frozenset(pairs(text) | pairs(_synonyms(text)))


def _measure(text: str) -> tuple[str, str]:
    """`text` without its measure word, and the word's class. A rate keeps its stem:
    签约率 leaves 签约, so that 覆盖率 and 合格率 of one thing stay apart."""
    for suffix, kind in _measures():
        if text.endswith(suffix) and len(text) >= len(suffix):
            if suffix in {"占比", "比重", "比例"}:
                return text[: -len(suffix)] + "占", kind
            return (text[:-1] if kind == "rate" else text[: -len(suffix)]), kind
    return text, ""


@cache
def _measures() -> tuple[tuple[str, str], ...]:
    """Measure words and their classes, the longest word first."""
    rows = sorted(lexicon.rows("measures"), key=lambda row: -len(row[0]))
    return tuple((row[0], row[1]) for row in rows)


def pairs(text: str) -> set[str]:
    """Character pairs; a single character stands for itself."""
    if len(text) < 2:
        return {text} if text else set()
    return {text[i : i + 2] for i in range(len(text) - 1)}


def dice(left: frozenset[str], right: frozenset[str]) -> float:
    """2·|A∩B| ÷ (|A|+|B|) (Dice 1945), 0 when both are empty."""
    both = len(left) + len(right)
    return 2 * len(left & right) / both if both else 0.0


def similarity(left: Name, right: Name) -> float:
    """How alike the objects are, 0 to 1; measure and scope do not count.

    A name that stands whole inside a longer one scores at most .9, for the rest of the longer
    one may be another scope.
    """
    if not left.object or not right.object:
        return 0.0
    if left.object == right.object:
        return 1.0
    shared = len(left.grams & right.grams)
    shorter = min(len(left.grams), len(right.grams))
    contained = 0.9 * shared / shorter if shorter >= 3 else 0.0
    ordered = 0.95 * fuzz.ratio(left.object, right.object) / 100
    return max(dice(left.grams, right.grams), contained, ordered)


def closeness(left: Name, right: Name) -> float:
    """Dice of the objects alone: what says that two names mean the very same thing."""
    return 1.0 if left.object and left.object == right.object else dice(left.grams, right.grams)


_ACCOUNTS = frozenset({"收入", "支出", "收支"})
_OPPOSED = ("dose", "area", "period", "group", "cumulation")


def scopes_clash(left: Name, right: Name) -> bool:
    """Whether the names say outright that they are different things: 第一针 and 第二针."""
    if left.heads & _ACCOUNTS != right.heads & _ACCOUNTS and left.heads and right.heads:
        return True
    groups = lexicon.mapping("scopes", value=2)
    negated = [{s for s in side.scopes if groups.get(s) == "negation"} for side in (left, right)]
    if negated[0] != negated[1]:
        return True
    for group in _OPPOSED:
        mine = {scope for scope in left.scopes if groups.get(scope) == group}
        theirs = {scope for scope in right.scopes if groups.get(scope) == group}
        if mine and theirs and mine != theirs:
            return True
    ages = [
        {scope for scope in side.scopes if "岁" in scope or scope.isdigit()}
        for side in (left, right)
    ]
    return bool(ages[0] and ages[1] and ages[0] != ages[1])


def scope_words(text: str) -> frozenset[str]:
    """All words of a folded `text` that say of how much, of when or of whom a figure is."""
    return frozenset(lexicon.pattern("scopes").findall(text))


def scope_difference(left: Name, right: Name) -> tuple[str, ...]:
    return tuple(sorted(left.scopes ^ right.scopes))
