"""The glossary of names for one thing, and the words of scope that keep two figures apart."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder

from extractor.checking import lexicon
from extractor.checking.identities import identity, part
from extractor.checking.linking import STRONG
from extractor.checking.naming import closeness, name, scope_words, scopes_clash
from extractor.records import Role, Rule, Verdict

A = Role.ACTUAL

ONE_THING = [
    ("预算执行率", "预算完成率"),
    ("支出执行率", "预算支出完成率"),
    ("项目执行率", "预算执行率"),
    ("到位率", "资金到位率"),
    ("年初批复预算数", "年初预算数"),
    ("调整后预算数", "全年预算数"),
    ("项目支出决算数", "项目支出数"),
    ("全年执行数", "实际支出数"),
    ("专项资金到位数", "专项到位资金"),
    ("年末结转和结余", "年末结转结余"),
    ("上年结转结余", "年初结转和结余"),
    ("受益对象满意度", "服务对象满意度"),
    ("自评综合得分", "自评总分"),
]


@pytest.mark.parametrize(("one", "two"), ONE_THING)
def test_two_names_of_one_thing(one: str, two: str) -> None:
    assert closeness(name(one), name(two)) >= STRONG


TWO_THINGS = [
    ("年末结转", "年末结余"),
    ("年初预算数", "全年预算数"),
    ("支付进度率", "预算完成率"),
    ("人员到位率", "资金到位率"),
    ("患者满意度", "群众满意度"),
    ("到位资金", "预算资金"),
]


@pytest.mark.parametrize(("one", "two"), TWO_THINGS)
def test_two_things(one: str, two: str) -> None:
    assert closeness(name(one), name(two)) < STRONG


def test_every_row_has_its_source_and_one_spelling() -> None:
    variants = lexicon.mapping("synonyms", value=2)
    for variant, where, canonical, source in lexicon.rows("synonyms"):
        assert where in ("part", "whole"), variant
        assert source, variant
        assert variants.get(canonical, canonical) == canonical, variant


RATES = ("预算完成率", "资金到位率")
FUNDS = ("年初预算", "到位资金", "年末结转结余", "年初结转结余")


@pytest.mark.parametrize(
    ("variant", "canonical"),
    [(row[0], row[2]) for row in lexicon.rows("synonyms") if row[2] in RATES + FUNDS],
)
def test_the_budget_ratios_read_every_variant(variant: str, canonical: str) -> None:
    """`identities` tells the parts of a budget by the words before a number: its patterns know the glossary."""
    read = identity if canonical in RATES else part
    assert read(variant) is not None
    assert read(variant) is read(canonical)


CLASHES = [
    ("新增高效节水灌溉面积", "累计高效节水灌溉面积", True),
    ("第一针覆盖率", "第二针覆盖率", True),
    ("全县旅游收入", "全市旅游收入", True),
    ("拆除违建面积", "新增拆除违建面积", False),
]


@pytest.mark.parametrize(("one", "two", "expected"), CLASHES)
def test_words_of_scope_that_exclude_each_other(one: str, two: str, expected: bool) -> None:
    assert scopes_clash(name(one), name(two)) is expected


def test_words_of_scope_in_a_clause() -> None:
    assert scope_words("其中省级财政累计拨付") == {"其中", "省级", "累计"}
    assert scope_words("建成公园") == frozenset()


def test_a_slip_names_what_only_one_place_says() -> None:
    report = ReportBuilder().prose("其中开通公交线路217条。", {"217条": ("开通公交线路条数", A)})
    report.prose("开通公交线路271条。", {"271条": ("开通公交线路条数", A)})
    found = [check for check in report.checks(Rule.REPEAT) if check.verdict is Verdict.REVIEW]
    assert found
    assert all("口径词不同：其中" in check.message.zh for check in found)
    assert all("scope words differ: 其中" in check.message.en for check in found)


def test_a_difference_without_scope_words_names_none() -> None:
    report = ReportBuilder().prose("开通公交线路217条。", {"217条": ("开通公交线路条数", A)})
    report.prose("开通公交线路271条。", {"271条": ("开通公交线路条数", A)})
    assert all("口径" not in check.message.zh for check in report.checks(Rule.REPEAT))
