"""Cross-checks of one report: pure functions from a Case to Checks, one file a family.

`RULES` is the table: a new family is a new file and a row here. Checks that agree are kept, for
an auditor wants to see what was looked at. No rule raises on any text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from extractor.checking.accounts import accounts
from extractor.checking.case import Case
from extractor.checking.columns import columns
from extractor.checking.derived import derived, products, series
from extractor.checking.echoes import echoes
from extractor.checking.identity import identified
from extractor.checking.implausible import implausible
from extractor.checking.layout import Sheet, lay_out
from extractor.checking.linking import Link, linked
from extractor.checking.merging import merged, unexplained_only
from extractor.checking.narrative import narrative_vs_table
from extractor.checking.period import period
from extractor.checking.ratio import ratio
from extractor.checking.repeat import repeat
from extractor.checking.restated import restated
from extractor.checking.scores import score
from extractor.checking.sums import sums
from extractor.checking.targets import target_vs_actual
from extractor.checking.unexplained import unexplained
from extractor.checking.units import unit
from extractor.records import Check, Rule

__all__ = ["RULES", "Case", "check"]


class Family(NamedTuple):
    rule: Rule
    function: Callable[[Sheet, tuple[Link, ...]], Iterator[Check]]
    reason: str  # what the family rests on, for docs/rules.md


RULES: tuple[Family, ...] = (
    Family(Rule.RATIO, ratio, "比率应等于其分子与分母之商（允许四舍五入）"),
    Family(Rule.SUM, sums, "分项之和应等于合计；其中项不大于总数"),
    Family(Rule.TARGET_VS_ACTUAL, target_vs_actual, "实际完成值应达到年度指标值"),
    Family(Rule.NARRATIVE_VS_TABLE, narrative_vs_table, "文字与表格对同一指标的数值应一致"),
    Family(Rule.REPEAT, repeat, "同一指标多处出现，数值应一致"),
    Family(Rule.IMPLAUSIBLE, implausible, "部分不大于全体，支出不大于预算，数额不为负"),
    Family(Rule.UNIT, unit, "同一指标单位应一致，单位应与指标名相符"),
    Family(Rule.SCORE, score, "得分不超过分值，各项之和等于总分，未达目标不应满分"),
    Family(Rule.UNEXPLAINED, unexplained, "未达目标应说明原因和改进措施"),
)


# What finds by arithmetic which figures belong together, in prose and in tables. It bears out or
# doubts what the families say, and knows nothing of names.
FINDERS: tuple[Callable[[Sheet], Iterator[Check]], ...] = (
    derived,
    products,
    series,
    columns,
    echoes,
    restated,
    accounts,
    period,
)


def check(case: Case) -> tuple[Check, ...]:
    """All checks of one report in reading order, each with its id."""
    sheet = lay_out(case)
    links = linked(sheet)
    found = [item for family in RULES for item in family.function(sheet, links)]
    more = [item for finder in FINDERS for item in finder(sheet)]
    return identified(case.document.name, merged(unexplained_only(found, more)))
