"""Numbers that name, date or order something and measure nothing.

Each recogniser is one regex over a view's text, and claims what it matches before any
number is read as a measure; the first claim stands. All are linear: no quantifier is nested
in another over the same characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from extractor.quantities.lexicon import either, rows
from extractor.quantities.units import SCALES, pattern
from extractor.records import QuantityKind

_K = QuantityKind
_FOLLOWERS = rows("followers")
_UNIT = pattern()
_MEASURE = pattern(classifiers=False)


class Claim(NamedTuple):
    """View characters [start, end) are taken by something that measures nothing."""

    start: int
    end: int
    kind: QuantityKind


def _followed_by(kind: QuantityKind) -> str:
    return "(?:" + either(row["word"] for row in _FOLLOWERS if row["kind"] == kind) + ")"


# --- dates -------------------------------------------------------------------------------
_YEAR = r"(?:19|20)\d\d"
_CN_QUARTER = r"(?:第?[一二三四1-4]|前[一二三四1-4]|[1-4] ?[-—~至] ?[1-4]) ?季度"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_PART = r"(?:份|底|初|末|中旬|上旬|下旬|上半月|下半月)"
_JOIN = r" ?(?:[-–—~]{1,2}|至|到) ?"
_MONTH_DAY = (
    rf"{_MONTH}(?: ?[、] ?{_MONTH}){{0,3}}(?:{_JOIN}{_MONTH})? ?月(?!饼|球|亮)"
    rf" ?(?:{_DAY}(?:{_JOIN}{_DAY})? ?[日号](?!线|楼)|{_PART})?"
)
_YEAR_TAIL = rf"(?:度|初|底|末|上半年|下半年|{_CN_QUARTER}|{_MONTH_DAY})"
_DATE_WITH_YEAR = rf"{_YEAR}(?:[、]{_YEAR}){{0,5}}(?:{_JOIN}{_YEAR})? ?(?:年|財年|财年|学年) ?(?:度 ?)?{_YEAR_TAIL}?"
_DATE_POINT = rf"(?:{_DATE_WITH_YEAR}|{_MONTH_DAY})"
_DATE = (
    rf"(?:(?<!\d){_DATE_WITH_YEAR}|(?<!\d)(?<!\d\.){_MONTH_DAY})"
    rf"(?:{_JOIN}(?:(?:今年|当年|次年|同年|本年|去年|明年) ?)?(?:{_DATE_POINT}|{_DAY} ?日))?"
)
_YEAR_RANGE = rf"(?<![\d.]){_YEAR} ?年? ?[-–—~至] ?{_YEAR}(?![\d.]) ?(?:年度?|学年|财年)?"
_AMOUNTS = r"(?:[万亿千百元吨亩米户人件个]|公[里顷斤]|平方|立方)"  # 支出2018.05万元 is no month
_NUMERIC_DATE = (
    rf"(?<![\d.]){_YEAR}([-/.]){_MONTH}\1{_DAY}(?!\d)"
    rf"|(?<![\d.]){_YEAR}[./-](?:0[1-9]|1[0-2])(?![\d.%％])(?! ?{_AMOUNTS})"
    rf"|(?<![\d.]){_YEAR}/[1-9](?![\d./%])"
)
_BARE_YEAR = rf"[（(【〔\[] ?{_YEAR} ?[)）】〕\]]"
_PERIOD = r"(?:近|前|过去|最近|未来) ?\d{1,2} ?(?:年|个月|个季度)(?:来|间|内)?"
_DAY_ALONE = rf"(?<![\d.]){_DAY} ?日(?! ?(?:内|以内|之内|均|常|游|托))"
_HOLIDAY = (
    r"(?<![\d.])\d{1,2} ?[·・•] ?\d{1,2}(?!\d)"
    r"|(?<![\d.])\d{1,2}\.\d{1,2} ?[”’]?(?:(?:妇女|儿童|劳动|青年|建军|教师|国庆)节|(?:国际|世界|全国)[\u4e00-\u9fff]{2,6}日|晚会|专案)"
)
_SHORT_YEAR = r"(?<![\d.])(?:1\d|2\d) ?年(?=度|底|初|末|[1-9]\d?月|预算|决算|以来|全年|上半年|下半年)(?:度|底|初|末)?"
_YEAR_ALONE = (
    r"(?<![\d.,共达计为约超近≥≤<>])(?:19[5-9]\d|20(?:0[1-9]|[1-4]\d))(?= ?[\u4e00-\u9fff]{2}|$)"
    rf"(?! ?(?:[余多几]|{SCALES}|{_UNIT}))"
)

# --- documents ---------------------------------------------------------------------------
_DOCNUM = rf"[〔\[【（(〈［<{{] ?{_YEAR} ?[〕\]】）)〉］>}}] ?第? ?\d+(?: ?[-—] ?\d+)? ?(?:号文|号|期|次)?"
_STANDARD = r"(?<![A-Za-z])[A-Z]{2,6}\d{0,6}(?:/[A-Z\d]{1,6})? ?\d{1,9}(?:\.\d{1,6})? ?[-—–] ?(?:19|20)\d\d(?!\d)"
_ARTICLE = r"第 ?\d+(?: ?[、-] ?\d+)* ?(?:号令|号文|号|期|条|款|章|节|页|卷|号公告|次会议|次常委会|次党组会)"
_REFERENCE = (
    r"(?:(?<![代发填报])表|附表|附件|附图|(?<![地意])图|编号|序号|编码|代码|邮编|案例|专栏)[:：]? ?"
    rf"\d{{1,20}}(?:[-–—.]\d{{1,3}}){{0,3}}(?!\d)(?![.%‰]\d?)(?! ?(?:{SCALES}|{_UNIT}))"
)

# --- list numbers: at the start of a clause ------------------------------------------------
_CLAUSE = r"(?:^|(?<=[\s。；;：:！!？?”」>])(?<![第约共达为] ))"
_LIST = (
    rf"{_CLAUSE}\d{{1,2}}(?:\.\d{{1,2}}){{0,3}} ?[、．）)](?!\d)"
    r"|(?<![\d.])\d{1,2}\.(?= ?[\u4e00-\u9fff“”‘’《（(【])"
    rf"|{_CLAUSE}\d{{1,2}}\.(?= |$|(?:19|20)\d\d ?年)"
    rf"|(?:^|(?<=[。；;]))\d{{1,2}}、(?=\d{{4}} ?年|\d+ ?{_UNIT})"
    rf"|(?:^|(?<=[。；]))\d{{1,2}}(?:\.\d{{1,2}}){{1,3}} ?(?=[\u4e00-\u9fff])(?! ?(?:{SCALES}|{_MEASURE}))"
    r"|[（(] ?\d{1,2} ?[)）]|[①-⑳⓪㈠-㈩⑴-⒇]"
    rf"|{_CLAUSE}[（(][一二三四五六七八九十]{{1,3}}[)）]"
)

# --- slogans, names, ages, times -------------------------------------------------------------
_SLOGAN = (
    r"(?<![\d.])\d+ ?(?:\+ ?(?:\d+|[NnXx]) ?)+(?![\d.%])|(?<=[“‘「])[\dNnXx+]{1,9}(?=[”’」])"
    rf"|(?<![\d.])\d{{3,4}} ?[”’]? ?{_followed_by(_K.SLOGAN)}"
)
# “1镇1站”, “蓝剑2023”: in quotation marks a row of numbers with nouns, or a year, is a name
_COINED = (
    r"(?<=[“‘「])(?:\d{1,2}[\u4e00-\u9fff]{1,3}){2,6}(?=[”’」])"
    r"|(?<=[“‘「])[^“”‘’「」\n]{1,12} ?20\d\d(?=[”’」])"
)
# 10万元以上的村, 300万元以上的产业项目: the size of a group, and no figure of its own
_SIZE = (
    rf"(?<![\d.])\d[\d.,]{{0,12}} ?(?:{SCALES})?(?:元|平方米|亩|公里|千米|海里|吨|千瓦|米)(?:及?以上|以下|以内)的?"
    r"(?=(?:大|中|小|规上|重点|在建|新建)?(?:村|户|企业|项目|产业项目|工程|单位|渔船|海域|设备|合同|采购|桥梁|河流|水库|农户|大户))"
    r"|(?<![\d.])\d{1,5} ?吨级"
    r"|(?<![\d.])\d{1,2} ?小时内(?=[\u4e00-\u9fff]{2,6}率)"
)
_RATIO_OF_ONE = r"(?<![\d.:：∶])1 ?[:：∶] ?\d{1,3}(?:\.\d{1,3})?(?![\d:：∶])"  # 按1:0.5的比例
_ACCOUNT = (
    r"(?<=[\u4e00-\u9fff][（(])\d{5}(?:\d\d)?(?=[)）])"  # 行政运行（2130101）: 政府收支分类科目
)
_HOTLINE = (
    rf"(?<![\d.])(?:1(?:1[0249]|20|22)|12\d{{3}}|955\d\d|10086|1000[01])(?: ?[”’])?(?= ?{_followed_by(_K.NAME)})"
    rf"|(?<![\d.,])(?:12[1-5]\d\d)(?![\d.,%])(?! ?[余多几]?(?:{SCALES}|{_UNIT}))"
)
_NAMED = (
    rf"(?<![\d.])\d{{1,4}}[A-Z]? ?(?:{_followed_by(_K.NAME)}|号(?!召|称))"
    r"|(?<![\d.])\d{1,5} ?(?:米|公里|千米) ?(?:范围|半径|内(?!容|部|外|地))"
    rf"|(?<![\d.])\d{{1,3}} ?米 ?(?:以上|以下|以内|宽) ?的?(?:市政|内街|主次|城市)?(?:道路|巷道|街巷|车行道|主干道|马路)"
)
_CODE = (
    r"https?://[!-~]+|[\w.]{1,64}@[\w.]{1,64}|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)0\d{2,3}-\d{7,8}(?!\d)"
    r"|(?<![\d.,])\d{12,32}(?![\d.,])"
)
_POINTS = r"(?<!\d)\d{1,6}(?:\.\d{1,6}){2,9}(?!\d)"
_LATIN = (
    rf"(?<![A-Za-z\d万亿千百])[A-Za-z]{{1,12}}-?\d+(?:\.\d+)?(?!\d|\.\d)(?! ?(?:{SCALES}|{_UNIT}))[A-Za-z]{{0,4}}(?:\d[A-Za-z\d]{{0,4}})?"
    r"|(?<![A-Za-z])(?:PM|CO|SO|NO|DN|O|Q) ?\d{1,4}(?:\.\d)?(?![\d.])"
    rf"|(?<![\d.])\d{{1,4}}(?!{_UNIT})[A-Z]{{1,4}}(?![A-Za-z])"
)
_AGE = r"(?<![\d.])\d{1,3}(?: ?(?:[-–—~]{1,2}|至|到) ?\d{1,3})? ?周?岁(?: ?(?:及以上|以上|及以下|以下|以内))?"
_TIME = (
    r"(?<![\d.])(?:7 ?[×xX*] ?)?24 ?个?小时(?! ?(?:内|以内|之内|/|左右|以上|以下))"
    r"|(?<![\d.:：比例按])(?:[01]?\d|2[0-4])[:：][0-5]\d(?![\d:：.])"
    r"|(?<![\d.])(?:[01]?\d|2[0-4]) ?时(?: ?[0-5]?\d ?分)?(?= ?(?:[-—~至到、，。；,;）)”前后许整起]|$))"
    r"|(?:上午|下午|晚上|早上|凌晨|每天|中午) ?\d{1,2} ?[点时](?:\d{1,2}分|半)?"
)
_ORDINAL = r"第 ?\d+(?: ?[、-] ?\d+)* ?(?:届|批次?|轮|次|针|剂|类|种|代|师|团|方阵|产业|阶段|标段|组|梯队|项|个|人民医院|中学|小学|小组|分局|医院|党支部|社区|居委会?|村|网格|所|大队|中队|支队|联队)"

_EQUATION = (
    r"(?<![\d.])\d+ ?= ?\d+(?: ?[/×*+-] ?\d+)+|[*×] ?100 ?%"
    r"|(?:^|(?<=\s))[—–-] ?\d{1,4} ?[—–-](?=\s|$)"  # a page number
)
_DISCOURSE = r"(?<![\d.])\d{1,2} ?个(?:大?方面|层面|维度|角度|环节|步骤)"

# In order: an earlier recogniser wins where two overlap.
_RECOGNISERS: tuple[tuple[QuantityKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(source, re.A))
    for kind, source in (
        (_K.NAME, _CODE),
        (_K.DOCNUM, _DOCNUM),
        (_K.DOCNUM, _STANDARD),
        (_K.DATE, _NUMERIC_DATE),
        (_K.DATE, _YEAR_RANGE),
        (_K.DATE, _DATE),
        (_K.DATE, _SHORT_YEAR),
        (_K.DATE, _BARE_YEAR),
        (_K.DATE, _PERIOD),
        (_K.DATE, _CN_QUARTER),
        (_K.DOCNUM, _ARTICLE),
        (_K.OTHER, _ORDINAL),
        (_K.OTHER, _REFERENCE),
        (_K.OTHER, _EQUATION),
        (_K.SLOGAN, _COINED),
        (_K.OTHER, _ACCOUNT),
        (_K.OTHER, _RATIO_OF_ONE),
        (_K.NAME, _SIZE),
        (_K.NAME, _HOTLINE),
        (_K.SLOGAN, _SLOGAN),
        (_K.AGE, _AGE),
        (_K.TIME, _TIME),
        (_K.NAME, _NAMED),
        (_K.NAME, _HOLIDAY),
        (_K.NAME, _LATIN),
        (_K.LISTNUM, _LIST),
        (_K.NAME, _POINTS),
        (_K.OTHER, _DISCOURSE),
        (_K.DATE, _DAY_ALONE),
        (_K.DATE, _YEAR_ALONE),
    )
)
_DIGIT = re.compile(r"[0-9]|[①-⑳⓪㈠-㈩⑴-⒇]|^[（(]")
_CLAIMABLE = re.compile(r"[0-9①-⑳⓪㈠-㈩⑴-⒇（(]")  # one of them is in whatever is claimed


def claims(text: str) -> Iterator[Claim]:
    """Every claim on `text`, in the order of the recognisers; they may overlap."""
    if _CLAIMABLE.search(text) is None:
        return
    for kind, recogniser in _RECOGNISERS:
        for match in recogniser.finditer(text):
            if match.end() > match.start() and _DIGIT.search(match.group()):
                yield Claim(match.start(), match.end(), kind)
