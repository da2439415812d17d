"""The role of a quantity (result, target, budget …) from its kind, section and cue words.

A role is said once and holds on: for the values of a list (分别低3.7个和3.2个百分点), for the
parts of a whole (预算数100万元, 其中中央资金60万元), and for amounts of money until the text
turns from plan to spending or back. Within a clause the word nearest the number decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extractor.labelling import phrases
from extractor.labelling.naming import Named
from extractor.labelling.wordlists import Words, rows, tails
from extractor.records import Op, QuantityKind, Role, SectionKind

_NEAR = 24  # characters before a quantity in which a cue governs it
_CHANGE_NOUNS = Words(("增速", "增幅", "降幅", "涨幅", "增长率", "下降率", "增长幅度", "下降幅度"))
# 30万平方米拆违目标任务的, 26万元的控制数, 5‰的控制线
_OF_TARGET = re.compile(
    r"[^，。；、\d]{0,8}(?:任务|目标|计划)(?:数|量|值)?的?$|的[^，。；、\d]{0,4}要求"
    r"|的?(?:控制(?:数|线|价|目标|指标)|目标值|任务数?|标准|上限|底线|红线)"
)
# 目标为…, 低于年初设定的90%, 未达到设计要求的20兆帕, 基准定额分别为650元
_TO_TARGET = re.compile(
    r"(?:任务|目标|要求|标准|指标)(?:(?:值|数|量)(?:分别)?(?:的|为|是)?|(?:分别)?(?:的|为|是))$"
    r"|(?:定额|上限|下限|红线|控制(?:价|数|线)|原定|原计划|序时进度)(?:分别)?(?:的|为|是)?$"
    r"|(?:设定|规定|要求|约定|核定)的$|未达(?:到)?$|(?:年度|目标|计划)任务$"
)
# 按每生每天5元…的标准, 按每亩每年15元计提: a rate that is laid down
_RATE_BY = re.compile(r"(?:按|按照)[^，。；]{0,16}$")
_RATE_AS = re.compile(
    r"(?:的|、[^，。；]{0,14}的)?(?:标准|比例|价格|综合单价)|(?:计列|计提|核定|计算|测算|安排|给予|奖|补)"
)
_PRICES = ("控制价", "拦标价", "中标价", "合同价")  # of a contract, not of a unit
_EACH = re.compile(r"每[^，。；\d均]{1,6}$")
_FROM = re.compile(
    r"(?:从|由|自)(?:(?:上年|去年|上季度|年初|原来)的?|每[^，。、]{0,6}|[^，。、]{0,8}的)?$"
)  # 从874亿元增加到1112亿元, 由每人每月645元提高到665元
_TO = re.compile(r"[^，。、\d]{0,4}(?:到|至|为)")
_CHANGE_NAME = re.compile(r"(?:增长|下降|提高|上升|增加|减少|降低|回落|收窄)(?:率|百分点)$")
# 比上年多1.7张, 较2022年缩短1.2天, 较上年净减57人: a difference against another period
_AGAINST = re.compile(
    r"(?:比|较|与)[^，。；]{0,6}(?:年|年度|年初|年末|年底|同期|季度|期|前|月)(?:同期|末|初|底|的)?[^，。；]{0,10}?"
    r"(?:多|少|高|低|快|慢|增|减|短|长|升|降|移|涨|跌|退|增加|减少|相差)(?:了|出|支出|收)?(?:约|近|超)?$"
)
_ROSE = re.compile(r"(?:增收|减收|增支|减支|增产|减产)(?:[^，。；\d]{0,4})$")
_PULLS = re.compile(r"(?:拉动|贡献)[^，。；\d]{0,12}$")  # 拉动全市投资10.7个百分点
_YEARLY = re.compile(r"(?:同比|环比)$")
_BY = Words(
    (
        "提高",
        "提升",
        "上升",
        "增加",
        "增长",
        "净增",
        "下降",
        "降低",
        "减少",
        "净减",
        "缩短",
        "延长",
        "回落",
        "收窄",
    )
)
# （同期为下降31.9%、去年全年下降39.7%）: the other period's own rate
_THEN = re.compile(
    r"(?<![比较与])(?:上年|去年|前年|同期|上季度|一季度|上半年)(?:全年|同期)?(?:为|是)(?:同比)?(?:增长|下降)?$"
    r"|(?<![比较与])(?:去年|前年)(?:全年|同期)(?:增长|下降)$"
    r"|(?:比|较|与)(?:上年|去年|上年度|上年同期|去年同期|年初|年|年度)?的$"  # 较2021年的4286件
)
_CARRIED_OVER = re.compile(r"(?:上年|去年|年初|年末)(?:结余|结转)")  # a title of accounts
# 21个项目中2个, 38个村中只有17个: the number that a part is taken of
_OF_WHICH = re.compile(
    r"[^，。；、\d]{0,14}(?:中|里|之中|当中)(?:的|有|仅|只有|仅有|，)?[^，。；\d]{0,6}$"
)
_SURVEY = re.compile(r"问卷|受访|访谈|样本|抽样调查|入户走访|有效回收率|电话访问|现场核查")
_ALL_OF = re.compile(r"[^，。；、\d]{0,14}(?:中|里)$")  # 五个项目中，
_PER_HEAD = re.compile(r"每[百千万]?[人名户][^，。；]{0,8}$")
_DONE = ("已", "均已", "表示", "全部", "完成", "得到")
# 较预算数45万元, 控制在年初预算46.80万元以内: an aside, after which the text goes on as before
_ASIDE = re.compile(r"(?:比|较|与|控制在|占|为)[^，。；]{0,12}$")
_BRACKETS = re.compile(r"[（(][^（）()]{0,24}[）)]\s*$")
# What came in; what is left over (结转, 节约, 拖欠) is an aside, and the text goes on as before.
_CAME = re.compile(r"到位|收入|筹集|争取")
_RECIPIENT = re.compile(r"(?:^|[，。；、])(?:已|共|累计|分别)*[向为对]$")  # 向8463户企业返还…
_AT_END = re.compile(r"年末|年底|期末|截至|目前|现|达到|增至|扩大到")
_WHOLE = re.compile(r"占(?!地|用|道)[^，。；、]{0,12}$")  # 占有效灌溉面积118.6万亩的51.69%
_ARRIVED = re.compile(r"(?:到|至)(?:了|约|近|超|超过)?$")
_LISTING = re.compile(
    r"(?:分别|依次|等|等共|共|共计|合计|小计|总计|为|是|达|约|各|的|了|累计|[:： ])+$"
)
_HELD = (Role.BUDGET, Role.SPENT, Role.TARGET, Role.CONTEXT, Role.BASELINE, Role.CHANGE)
_TOLD = (SectionKind.COMPLETION, SectionKind.PROBLEM)  # where 不足三成 is how it was
# 中央财政资金、县级配套: where money comes from; what came of it is said by a verb (到位, 支出)
_SOURCE = re.compile(
    r"(?:中央|省|自治区|市|州|盟|县|区|旗|乡镇|地方|各级|上级|本级|财政|自筹|其他|社会|一般公共预算|政府性基金)"
    r"[^，。；、]{0,10}(?:资金|补助|拨款|配套|专款|债券|投资)$"
)
_MONEY_HELD = (Role.BUDGET, Role.SPENT)


def roles(named: Sequence[Named], section: SectionKind) -> tuple[Role, ...]:
    """The role of each named quantity of a passage, in order."""
    found: list[Role] = []
    money = _Money(None, -1)
    for i, item in enumerate(named):
        said = _role(item, section)
        if said is None and _whole_of(item, named[i + 1 : i + 2], section):
            said = Role.CONTEXT
        role = said or _held(item, named, found, money, section)
        if item.quantity.kind is QuantityKind.MONEY:
            money = _told(item, role, money, said is not None)
        found.append(role)
    return tuple(found)


class _Money(NamedTuple):
    """Which money is being told of, a plan or spending, and in which sentence it was said."""

    role: Role | None
    sentence: int


def _told(item: Named, role: Role, money: _Money, said: bool) -> _Money:
    if not said or not item.level or (money.role and _ASIDE.search(item.slot.left)):
        return money
    if role in _MONEY_HELD or (role is Role.ACTUAL and _CAME.search(item.slot.left)):
        return _Money(role, item.slot.sentence)
    return money


def _held(
    item: Named,
    named: Sequence[Named],
    found: list[Role],
    money: _Money,
    section: SectionKind,
) -> Role:
    """The role of a quantity whose own clause does not say it."""
    kind = item.quantity.kind
    if found and _continues(item, named[len(found) - 1], found[-1]) and _may_hold(found[-1], kind):
        return found[-1]
    if kind is QuantityKind.MONEY:
        if money.role and _same_money(item, named, len(found), money, section):
            return money.role
        if _SOURCE.search(_LISTING.sub("", _BRACKETS.sub("", item.slot.left))):
            return Role.BUDGET
        if _cost(item):
            return Role.SPENT
    if 0 <= item.parent < len(found) and _may_hold(found[item.parent], kind):
        whole = found[item.parent]
        if named[item.parent].quantity.kind is kind and not (
            whole is Role.CONTEXT and _acted(item)
        ):
            return whole
    if section is SectionKind.MEASURE:
        return Role.TARGET  # what is to be done
    return Role.ACTUAL


def _may_hold(role: Role, kind: QuantityKind) -> bool:
    return role in _HELD and (kind is QuantityKind.MONEY or role not in _MONEY_HELD)


def _same_money(
    item: Named, named: Sequence[Named], at: int, money: _Money, section: SectionKind
) -> bool:
    """Whether the amount goes on with what was told of money: in the sentence, or after an amount."""
    if section is SectionKind.MEASURE or "均" in item.name or _PER_HEAD.search(item.slot.left):
        return False
    listed = at > 0 and named[at - 1].quantity.kind is QuantityKind.MONEY
    return listed or item.slot.sentence == money.sentence or item.parent >= 0 or _cost(item)


def _acted(item: Named) -> bool:
    """Whether something was done to it, so that it is a result: 其中398户已消除风险."""
    return bool(phrases.verb_of(item.phrase)) or item.slot.right.lstrip().startswith(_DONE)


def _whole_of(item: Named, following: Sequence[Named], section: SectionKind) -> bool:
    """38个项目按期完工34个: the number that the next one is a part of."""
    if section is SectionKind.GOAL or phrases.verb_of(item.left or item.phrase) or not following:
        return False
    part = following[0]
    return (
        part.slot.joint == ""
        and part.slot.sentence == item.slot.sentence
        and bool(item.quantity.unit)
        and part.quantity.unit == item.quantity.unit
        and not item.slot.left.strip()
        and len(part.slot.left) > 3
    )


def _continues(item: Named, before: Named, found: Role) -> bool:
    """Whether `item` is the next value of a list that `before` is in: …个、…个和…个."""
    slot = item.slot
    if before.quantity.kind is not item.quantity.kind and before.quantity.unit:
        return before.slot.sentence == slot.sentence and slot.joint == "、"
    bare = slot.joint == "，" and not slot.left.strip()  # 8个行政村，1个社区，20个自然屯
    if found is Role.CONTEXT and before.slot.sentence == slot.sentence and not _acted(item):
        return slot.joint == "、" or bare
    if found is Role.TARGET and slot.joint == "、" and _EACH.search(slot.left):
        return True  # 禁牧每亩6.5元、草畜平衡每亩2.5元
    joined = slot.left.strip() in ("", "和", "及", "与", "以及")
    near = slot.place.start - before.slot.place.end <= 3
    return joined and (near or slot.joint == "、")


def _role(named: Named, section: SectionKind) -> Role | None:
    """What the clause itself says; None if nothing in it does."""
    quantity, slot = named.quantity, named.slot
    kind = quantity.kind
    if kind is QuantityKind.RANK:
        return Role.RANK
    if kind is QuantityKind.SCORE or "得分率" in named.name[-4:]:
        return Role.SCORE
    left = phrases.grounds(slot.left)[-_NEAR:]
    if (difference := _difference(named, left)) is not None:
        aimed = section in (SectionKind.GOAL, SectionKind.MEASURE) or (
            quantity.op in (Op.LE, Op.GE) and section is not SectionKind.COMPLETION
        )
        return Role.TARGET if aimed and difference is Role.CHANGE else difference
    if kind is QuantityKind.RATIO and phrases.rate_of(slot.left):
        return Role.ACTUAL  # 完成年度任务的101%
    if _FROM.search(slot.left) and _TO.match(slot.right):
        return Role.BASELINE
    if "百分点" in quantity.unit and section is not SectionKind.GOAL:
        return Role.ACTUAL  # 低于目标1.8个百分点: a distance, and neither the target nor a baseline
    if _cue(Role.BASELINE, "left", kind, left) and not _CARRIED_OVER.search(left):
        return Role.BASELINE
    if kind is not QuantityKind.RATIO and _WHOLE.search(left) and slot.right.startswith("的"):
        return Role.CONTEXT
    if kind is QuantityKind.MONEY and left.endswith(_PRICES) and "/" not in quantity.unit:
        return Role.BUDGET
    if _aimed(named, left):
        return Role.TARGET
    if section is SectionKind.GOAL:
        return Role.CONTEXT if left.endswith(("辖区", "辖内", "现有")) else Role.TARGET
    if (
        _SURVEY.search(left + slot.right[:8]) or (left.endswith("收回") and quantity.unit == "份")
    ) and "满意" not in left:
        return Role.CONTEXT
    if kind is QuantityKind.MONEY and (role := _money(left)):
        hoped = role is Role.ACTUAL and _cue(Role.TARGET, "left", kind, left)
        return Role.TARGET if hoped else role
    if _cue(Role.ACTUAL, "left", kind, left[-6:]):
        return Role.ACTUAL
    if _cue(Role.TARGET, "left", kind, left):
        return Role.TARGET
    if quantity.op in (Op.GE, Op.LE) and section not in _TOLD:
        return Role.TARGET
    if kind is not QuantityKind.MONEY and _context(named, section, left):
        return Role.CONTEXT
    return None


def _difference(named: Named, left: str) -> Role | None:
    """CHANGE or BASELINE where the clause compares two periods."""
    slot, quantity = named.slot, named.quantity
    if _THEN.search(left):
        return Role.BASELINE
    if _ARRIVED.search(left):
        return None
    if phrases.change(slot.left, quantity) or _AGAINST.search(left) or _YEARLY.search(left):
        return Role.CHANGE
    verb = _BY.tail(left)
    alone = left == verb and slot.joint == ""
    if verb and (alone or "百分点" in quantity.unit):
        return Role.CHANGE  # 由38.6%升至52.4%，提高13.8个百分点; 较上年203件减少39件
    if quantity.kind in (QuantityKind.RATIO, QuantityKind.NUMBER):
        changed = _CHANGE_NOUNS.tail(named.phrase) or _CHANGE_NAME.search(named.name)
        if changed or _PULLS.search(left) or _ROSE.search(left):
            return Role.CHANGE
        return None
    return Role.CHANGE if _ROSE.search(left) else None


def _aimed(named: Named, left: str) -> bool:
    """Whether the clause says that the number is a target, a standard or a limit."""
    slot, quantity = named.slot, named.quantity
    kind = quantity.kind
    if _OF_TARGET.match(slot.right) or _TO_TARGET.search(left):
        return True
    if _cue(Role.TARGET, "right", kind, slot.right.lstrip()[:8]):
        return True
    if slot.joint in "“‘：:" and _TO_TARGET.search(slot.lead):
        return True  # 年度目标为“带动企业新增业务收入20亿元”
    if _RATE_BY.search(left) and (_RATE_AS.match(slot.after) or _EACH.search(left)):
        return True
    return quantity.op in (Op.LT, Op.GT) and not slot.left and not slot.joint  # 0.04%<10%


def _money(left: str) -> Role | None:
    """The cue that stands nearest to the number decides between planned and spent money."""
    text = _LISTING.sub("", _BRACKETS.sub("", left))
    ends = [
        (len(word), role)
        for role in (Role.BUDGET, Role.SPENT, Role.ACTUAL)
        if (word := _cues(role, "left", "money").tail(text))
    ]
    if ends:
        return max(ends)[1]
    verbs = [
        (at, role)
        for role in (Role.BUDGET, Role.SPENT, Role.ACTUAL)
        if (at := _last_in(_cues(role, "verb", "money"), text)) >= 0
    ]
    return max(verbs)[1] if verbs else None


def _last_in(cues: Words, text: str) -> int:
    """Where the last of `cues` begins in `text`, or -1."""
    return next((i for i in reversed(range(len(text))) if cues.head(text, i)), -1)


def _cost(named: Named) -> bool:
    """Whether the amount is named as a cost (接待费, 公用经费): what accounts record as spent."""
    return named.phrase.endswith(("费", "费用", "经费", "支出", "工资", "薪酬", "津贴", "补助金"))


def _context(named: Named, section: SectionKind, left: str) -> bool:
    """Existing stock, an overview, or a count that only limits the subject of another figure."""
    kind = named.quantity.kind
    slot = named.slot
    if section is SectionKind.OVERVIEW and (kind is not QuantityKind.RATIO or "占" in left):
        return True
    if _PER_HEAD.search(left) or _RECIPIENT.search(left) or _AT_END.search(left):
        return False
    if _cue(Role.CONTEXT, "left", kind, left):
        return True
    if kind is QuantityKind.RATIO:
        return False
    if _ALL_OF.match(slot.right) or (slot.shared and _OF_WHICH.match(slot.right)):
        return True
    follows = slot.right.lstrip()
    return (
        slot.shared
        and len(follows) > 4
        and bool(tails("ratio").tail(follows) or tails("money").tail(follows) or "增长" in follows)
    )


def _cue(role: Role, side: str, kind: QuantityKind, text: str) -> bool:
    cues = _cues(role, side, kind.value)
    return bool(cues.head(text)) if side == "right" else cues.first_in(text) >= 0


@cache
def _cues(role: Role, side: str, kind: str) -> Words:
    return Words(
        word
        for row in rows("roles")
        if row["role"] == role and row["side"] == side
        if row["kinds"] == "*" or kind in row["kinds"].split()
        for word in row["words"].split()
    )
