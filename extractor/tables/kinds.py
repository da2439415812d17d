"""What a cell holds, told by its form alone: a number, a value, a name, a run of them, prose.

The kinds are what shifted columns are recovered by. A header may lie and a column may have
moved, but a bare number is never an explanation and a sentence is never a score.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from extractor.folding import is_cjk, view
from extractor.quantities import parse_value
from extractor.records import Span
from extractor.tables.lexicon import grades, is_sort

PROSE_MIN = 40  # a longer cell is prose even without punctuation, and no name or label
NAME_MAX = 12  # 考核结果应用率, 评价得分: too short to explain, whatever the word it begins with
_NUMBER = r"\d[\d,]{0,30}(?:\.\d{1,12})?"
_NUM = re.compile(rf"-?{_NUMBER}")
_UNIT = r"(?:[%‰‱℃°]|[^\W\d_]{1,3}|[a-zA-Z㎡㎥²³/μµ·]{1,8}|k?m[23]?)"
_VALUE = re.compile(
    r"(?:[≥≤><=≧≦约近达共超第前全]|不少于|不低于|不超过|不高于|不多于|不大于|不小于|至少|达到|"
    r"大于|小于|高于|低于|少于|多于|超过|控制在|全[市区省县国]第?|等于|增长|下降|减少|提高|提升){0,3}"
    rf"\s?-?{_NUMBER}(?:\s?[-~—至到]\s?{_NUMBER})?\s?[余多]?[百千万亿]{{0,2}}[余多]?\s?"
    rf"{_UNIT}?(?:人?次)?(?:/\s?{_UNIT})?(?:以上|以下|以内|左右|及以上|余|之间)?"
)
_HAN = "一二三四五六七八九十百千万两零〇"
_ORDINAL = re.compile(rf"(?:[全][^\W\d]{{1,2}})?(?:排名|并列)?[第前][{_HAN}\d]{{1,4}}名?")
# 万 and 亿 alone begin a unit: 万人次, 千瓦.
_HAN_VALUE = re.compile(
    rf"(?=[{_HAN}]{{0,5}}[一二三四五六七八九十两零〇])[{_HAN}]{{1,6}}[^\W\d{_HAN}]{{1,2}}"
)
_YEAR = re.compile(r"(?:19|20)\d\d(?:年度?)?(?:\d{1,2}月(?:\d{1,2}[日号])?)?")
_DASHES = frozenset("-—–/－―_*＼\\")
_STOPS = re.compile(r"[。；;，,：:!?！？]")
_SEPARATED = re.compile("[；;、]")  # ≥1100人；≥3000人次
_TOKEN = re.compile(r"\S+")
_DIGIT = re.compile(r"[0-9]")
# A value at the end of a clause that is otherwise a name: 签订率100%、满意度达95%以上.
_TAIL = re.compile(
    rf"^(?P<name>.*?[^\d\s.,%≥≤><=达为第前])(?:达到?|为|是|[:：])?\s?"
    rf"(?P<value>[≥≤><=]?{_NUMBER}\s?(?:%|‰|[余多]?[万亿]?[余多]?[^\W\d_]{{1,2}})(?:以上|以下|以内|左右)?)$",
    re.DOTALL,
)
_LABELLED = re.compile(r"(?P<label>[^:：\d]{2,20})[:：] ?(?P<value>[^:：]{1,20})")


class Kind(StrEnum):
    DASH = "dash"  # —, /: nothing is stated
    NUMBER = "number"  # 1.96: score, weight or bare amount
    VALUE = "value"  # ≥80%, 5次
    VALUES = "values"  # several of them
    GRADE = "grade"  # 优、清零
    DATE = "date"
    NAME = "name"  # a phrase without sentence punctuation
    NAMES = "names"  # several of them
    EXPLAINING = "explaining"  # prose that says what an indicator means or is scored by
    PROSE = "prose"
    LONG = "long"  # prose that cannot be a label


@lru_cache(maxsize=1 << 14)
def read(raw: str) -> str:
    """A cell's text without mark-up, widths folded, white space kept as single spaces."""
    return view(raw, [Span(0, len(raw))]).text


@lru_cache(maxsize=1 << 14)
def clean(raw: str) -> str:
    """A cell's text as a name or label: as `read`, without the spaces a line wrap left."""
    text = read(raw)
    return "".join(
        char
        for i, char in enumerate(text)
        if not char.isspace() or not (_close(text[i - 1]) or _close(text[i + 1]))
    )


def _close(char: str) -> bool:
    return is_cjk(char) or char in "，。、；：（）“”《》:"


@lru_cache(maxsize=1 << 14)
def kind_of(raw: str) -> Kind:
    text = read(raw)
    if not text or all(char in _DASHES for char in text):
        return Kind.DASH
    if len(text) <= PROSE_MIN * 4 and (simple := _simple(text)):
        return simple
    if is_sort(text, "explains") and (len(text) > NAME_MAX or _STOPS.search(text)):
        return Kind.EXPLAINING
    words = _TOKEN.findall(text)
    if _STOPS.search(text):
        return Kind.LONG if len(text) > PROSE_MIN else Kind.PROSE
    if len(text) <= PROSE_MIN:
        return Kind.NAMES if len(words) > 1 else Kind.NAME
    # names that were run together stay names, however many they are
    names = len(words) > 1 and all(4 <= len(word) <= PROSE_MIN for word in words)
    return Kind.NAMES if names else Kind.LONG


def _simple(text: str) -> Kind | None:
    if _NUM.fullmatch(text):
        return Kind.NUMBER
    if _YEAR.fullmatch(text):
        return Kind.DATE
    if is_value(text):
        return Kind.GRADE if text in grades() else Kind.VALUE
    tokens = [one for token in _TOKEN.findall(text) for one in _SEPARATED.split(token) if one]
    if len(tokens) > 1 and all(is_value(token) for token in tokens):
        return Kind.VALUES
    return None


def is_value(text: str) -> bool:
    """Whether `text` is one value and nothing else."""
    if text in grades():
        return True
    if len(text) > PROSE_MIN or (_YEAR.fullmatch(text) and len(text) > 4):
        return False
    if any(p.fullmatch(text) for p in (_VALUE, _ORDINAL, _HAN_VALUE)):
        return True
    value = parse_value(text) if _DIGIT.search(text) else None
    return value is not None and value.kind.measures


def tokens(text: str, span: Span) -> tuple[Span, ...]:
    """The spans of the words between white space and tags in `text` at `span`."""
    seen = view(text, [span])
    return tuple(seen.span(m.start(), m.end()) for m in _TOKEN.finditer(seen.text))


def labelled_value(text: str, span: Span) -> tuple[Span, Span] | None:
    """Label and amount of a cell that holds both, 单位数：5 or 得分：95.5分, or None."""
    seen = view(text, [span])
    found = _LABELLED.fullmatch(seen.text) if len(seen.text) <= PROSE_MIN else None
    if found is None or not _DIGIT.search(found["value"]):
        return None
    if kind_of(found["value"]) not in (Kind.NUMBER, Kind.VALUE):
        return None
    return seen.span(*found.span("label")), seen.span(*found.span("value"))


def tail_value(text: str, span: Span) -> tuple[Span, Span] | None:
    """Name and value of a clause such as 签订率100%, or None."""
    seen = view(text, [span])
    if len(seen.text) > PROSE_MIN or _STOPS.search(seen.text.replace(",", "")):
        return None
    found = _TAIL.match(seen.text)
    if found is None:
        return None
    return seen.span(*found.span("name")), seen.span(*found.span("value"))
