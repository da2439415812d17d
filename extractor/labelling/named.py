"""What the rules say of one quantity, and how sure they are of it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from extractor.labelling.clauses import Slot
from extractor.records import Quantity, QuantityKind

LONGEST = 40  # characters; a longer phrase is not a name any more


class Found(Enum):
    """How a name was found, with how often such a name is right.

    The figures are what text shows that the rules were not written on: of the 287 names of
    eval/samples 121 and 122 before anyone had looked at them, .78 were right (bigram F1 of at
    least 0.5), where the tuned ones stand at .86. So each class lies six to ten points below
    its share among the 1676 names of 102, 105, 108, 111 and 113-122, the more so the fewer
    names it has. No two may be equal: an Enum would make them one.
    """

    LABEL = Decimal("0.51")  # the row label of the table
    CLAUSE = Decimal("0.87")  # the clause says it all
    ODD = Decimal("0.64")  # the same, of a kind that clauses seldom name well (days, bare numbers)
    BRIEF = Decimal("0.57")  # the same, but so short that something seems to be left out
    OBJECT = Decimal("0.60")  # with the noun after the number
    PREDICATE = Decimal("0.71")  # with what is said of the noun: 开展评价项目数
    SHARED = Decimal("0.63")  # with a subject taken from before
    SAME = Decimal("0.73")  # with what the same classifier counted before
    PER_UNIT = Decimal("0.76")  # 户均补助, with what it is of
    PART = Decimal("0.70")  # of what was counted just before
    TOTAL = Decimal("0.88")  # 收入总计, with what the sentence began with
    CHANGED = Decimal("0.83")  # 增长, of what was named
    RATE = Decimal("0.86")  # a share or a degree of completion, of what was named
    RANKED = Decimal("0.84")  # a rank, of what was named
    AGAIN = Decimal("0.92")  # another value of what was named
    SCORED = Decimal("0.79")  # points, of what was named
    QUEUED = Decimal("0.65")  # in order (分别)
    LIMIT = Decimal("0.50")  # what a value is held against
    GUESS = Decimal("0.10")  # nothing but the kind of number


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
    of: str = ""  # what has changed, if it is a change
    share: bool = False  # a share or a degree of completion
    thing: str = ""  # what is counted, without the verb
    than: str = ""  # the time that a change is counted from: 比2021年
    basis: bool = False  # a value of another time, which what follows is compared with


def shortened(phrase: str) -> str:
    """At most LONGEST characters, from the end: what counts stands next to the number."""
    phrase = phrase.strip("、，,:：;；的 ")
    if len(phrase) <= LONGEST - 4:
        return phrase
    cut = phrase[-(LONGEST - 4) :]
    return cut.partition("、")[2] or cut


def alike(whole: Quantity, part: Quantity) -> bool:
    """Whether two quantities can be a whole and a part: of one kind, and one classifier."""
    if whole.kind is not part.kind:
        return False
    unit = part.unit.removesuffix("次")
    return part.kind is QuantityKind.MONEY or bool(unit and whole.unit.startswith(unit))
