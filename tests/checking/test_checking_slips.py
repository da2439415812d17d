"""Figures that one slip of the pen keeps from following, and means in 元 that are in 万元."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builder import Names, ReportBuilder

from extractor.records import Role, Rule, SectionKind, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT

# No word of these sentences says what the figure was worked out from: a slip is asked about.
SLIPS = [
    (
        "全县草场3.72万亩已流转，可利用草场8.24万亩，流转占比46.15%。",
        Rule.RATIO,
        "3.72万亩 ÷ 8.24万亩 = 45.15%（报告写 46.15%）",
    ),
    (
        "全年收入4,586.2万元，药品收入1,486.3万元，药占比32.14%。",
        Rule.RATIO,
        "1,486.3万元 ÷ 4,586.2万元 = 32.41%（报告写 32.14%）",
    ),
    (
        "预算1,426.35万元，支出1,379.12万元，结余42.73万元。",
        Rule.SUM,
        "1,426.35万元 − 1,379.12万元 = 47.23万元（报告写 42.73万元）",
    ),
    (
        "预算1,426.35万元，支出1,379.12万元，尚有42.73万元未支出。",
        Rule.SUM,
        "1,426.35万元 − 1,379.12万元 = 47.23万元（报告写 42.73万元）",
    ),
    (
        "计划改造3,200户，完成2,748户，还差425户。",
        Rule.SUM,
        "3,200户 − 2,748户 = 452户（报告写 425户）",
    ),
]


@pytest.mark.parametrize(("text", "rule", "card"), SLIPS)
def test_a_slip_that_no_word_explains_is_asked_about(text: str, rule: Rule, card: str) -> None:
    (found,) = ReportBuilder().prose(text).checks(rule)
    assert (found.verdict, found.formula.zh) == (REVIEW, card)


# What the sentence itself says to be a share of what is called wrong.
STATED = [
    ("可利用草场8.24万亩，流转3.72万亩，占46.15%。", "3.72万亩 ÷ 8.24万亩 = 45.15%"),
    ("全年受理信访486件，按期办结472件，办结率97.21%。", "472件 ÷ 486件 = 97.12%"),
    ("抽检农产品1,248批次，合格1,236批次，合格率98.04%。", "1,236批次 ÷ 1,248批次 = 99.04%"),
    ("收治患者3,462人次，床位248张，床均收治13.69人次。", "3,462人次 ÷ 248张 = 13.96人次"),
    ("救助困难群众2,846人次，支出救助金412.67万元，人均救助1,540元。", "412.67万元 ÷ 2,846人次 = 1,450元"),
    ("救助困难群众2,486人次，支出救助金412.67万元，人均救助1,450元。", "412.67万元 ÷ 2,486人次 = 1,659.98元"),
    ("新建储备林22,360亩，为计划26,900亩的86.0%。", "22,360亩 ÷ 26,900亩 = 83.12%"),
    ("技改投资由76.0亿元增至86.4亿元，增长13.7%，占工业投资205.8亿元的43.2%。", "86.4亿元 ÷ 205.8亿元 = 41.98%"),
    ("体检3,260人，其中女性1,874人，比重为54.7%。", "1,874人 ÷ 3,260人 = 57.48%"),
    ("采购预算7.28亿元，实际采购6.79亿元，节约4,900万元，节约率7.6%。", "4,900万元 ÷ 7.28亿元 = 6.73%"),
    ("盗窃立案386起，同比下降29.51%（上年521起）。", "|386起 − 521起| ÷ 521起 = 25.91%"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "card"), STATED)
def test_a_slip_that_the_sentence_explains_is_wrong(text: str, card: str) -> None:
    told = ReportBuilder().prose(text).checks(Rule.RATIO)
    (found,) = [check for check in told if check.verdict is not AGREE]
    assert found.verdict is CONFLICT
    assert found.formula.zh.startswith(card)


MEANS = [
    (
        "公务用车9辆，运行维护费27.18万元，车均3.02元。",
        "27.18万元 ÷ 9辆 = 3.02万元（报告写 3.02元）",
    ),
    (
        "会议室7间，改造费用16.38万元，间均2.34元。",
        "16.38万元 ÷ 7间 = 2.34万元（报告写 2.34元）",
    ),
    (
        "救助困难群众2,846人次，支出救助金412.67万元，人均救助0.145元。",
        "412.67万元 ÷ 2,846人次 = 0.145万元（报告写 0.145元）",
    ),
]


@pytest.mark.parametrize(("text", "card"), MEANS)
def test_a_mean_that_lost_its_ten_thousand(text: str, card: str) -> None:
    (found,) = ReportBuilder().prose(text).checks(Rule.UNIT)
    assert (found.verdict, found.formula.zh) == (CONFLICT, card)
    assert len(found.evidence) == 3


def test_a_rate_in_per_mille_that_is_in_percent() -> None:
    text = "抽检农产品486件，其中不合格12件，不合格率2.47‰。"
    (found,) = ReportBuilder().prose(text).checks(Rule.UNIT)
    assert (found.verdict, found.formula.zh) == (
        CONFLICT,
        "12件 ÷ 486件 = 2.47%（报告写 2.47‰）",
    )


# Far off by what the sentence names: an operand that has slipped is named, else the question is left open.
OPERANDS = [
    ("“三公”经费由上年的76.35万元压减到41.20万元，降幅11.11%。", "41.20万元、76.35万元 ⇏ 11.11%", "46.35"),
    ("受理投诉267件，办结164件，办结率98.88%。", "164件、267件 ⇏ 98.88%", "264"),
    ("发现隐患5,230处，已整改8,157处，整改率98.6%。", "8,157处、5,230处 ⇏ 98.6%", "5,157"),
    ("门诊次均费用218.4元，比上年的209.6元上涨1.9%。", "|218.4元 − 209.6元| ÷ 209.6元 = 4.20%（报告写 1.9%）", "4.20"),
    ("渔民人均收入45,860元，比上年的93,346元增长5.8%。",
     "|45,860元 − 93,346元| ÷ 93,346元 = 50.87%（报告写 5.8%）", "50.87"),
    ("资金5,015万元，其中中央2,864万元、省级2,151万元，较上年的4,612.8万元增长8.27%。",
     "|5,015万元 − 4,612.8万元| ÷ 4,612.8万元 = 8.72%（报告写 8.27%）", "8.72"),
    ("开行列车14列，运送游客9,860人，平均每列约620人。", "9,860人 ÷ 14 = 704.29人（报告写 约620人）", "704"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "card", "named"), OPERANDS)
def test_what_is_far_off_by_its_own_operands_is_asked_about(
    text: str, card: str, named: str
) -> None:
    (found,) = ReportBuilder().prose(text).checks(Rule.RATIO)
    assert (found.verdict, found.formula.zh) == (REVIEW, card)
    assert named in found.message.zh


# The words name the whole, which stands in another paragraph; or the share beside it has shown it.
WHOLES = [
    ("全县常住人口38.6万人。", "受益人口9.3万人，占全县常住人口的26.09%。", "9.3万人 ÷ 38.6万人 = 24.09%（报告写 26.09%）"),
    ("辖区有小区146个。", "推行信托制物业小区23个，占小区总数的17.75%。", "23个 ÷ 146个 = 15.75%（报告写 17.75%）"),
    ("本年无其他情况。", "处置火警1,246起，上年1,392起。电气故障514起，占41.25%；用火不慎302起，占42.24%。",
     "302起 ÷ 1,246起 = 24.24%（报告写 42.24%）"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "then", "card"), WHOLES)
def test_a_share_of_a_whole_that_is_named_elsewhere(first: str, then: str, card: str) -> None:
    found = ReportBuilder().prose(first).prose(then).checks(Rule.RATIO)
    assert [(c.verdict, c.formula.zh) for c in found if c.verdict is not AGREE] == [(REVIEW, card)]


UNRELATED = [
    "受理工单11,720件，办结11,486件，满意率86.1%。",  # people are asked for it
    "矛盾纠纷428起，其中婚姻126起、邻里157起，土地88起，化解率96.96%。",  # of a list
    "平均住院日由9.2天缩短为8.7天，床位使用率76.9%。",
]


@pytest.mark.parametrize("text", UNRELATED)
def test_a_rate_of_something_else_is_passed_over(text: str) -> None:
    found = ReportBuilder().prose(text).checks(Rule.RATIO)
    assert [check for check in found if check.verdict is not AGREE] == []


RIGHT = [
    ("公务用车9辆，运行维护费27.18万元，车均3.02万元。", Rule.RATIO),
    ("救助困难群众2,846人次，支出救助金412.67万元，人均救助1,450元。", Rule.RATIO),
    ("全县草场3.72万亩已流转，可利用草场8.24万亩，流转占比45.15%。", Rule.RATIO),
    ("全年收入4,586.2万元，药品收入1,486.3万元，药占比32.41%。", Rule.RATIO),
    ("预算1,426.35万元，支出1,379.12万元，结余47.23万元。", Rule.SUM),
]


@pytest.mark.parametrize(("text", "rule"), RIGHT)
def test_the_figure_without_its_slip_agrees(text: str, rule: Rule) -> None:
    report = ReportBuilder().prose(text)
    assert (report.verdicts(rule), report.verdicts(Rule.UNIT)) == ([AGREE], [])


SILENT = [
    ("公务用车9辆，运行维护费27.18万元，车均约3.02元。", "about so much"),
    ("公务用车9辆，运行维护费27.18万元，车均3.5元。", "of other things"),
    ("实有人数86人，公用经费137.6万元，人均1.61元。", "no unit makes it exact"),
    ("培训费12.48万元，公用经费137.6万元，占比32.5%。", "of other things"),
    ("预算1,426.35万元，支出1,379.12万元，结余约42.73万元。", "about so much"),
    ("项目覆盖12个乡镇、96个村，覆盖率93.39%。", "nothing comes near"),
    ("全年收入458.6万元，药品收入148.3万元，药占比62%。", "two digits are another number"),
]


@pytest.mark.parametrize(("text", "why"), SILENT)
def test_what_no_single_slip_explains_is_passed_over(text: str, why: str) -> None:
    report = ReportBuilder().prose(text)
    found = {check.verdict for check in report.checks()}
    assert not {CONFLICT, REVIEW} & found, why


@pytest.mark.parametrize(
    ("text", "section", "told"),
    [
        ("可利用草场8.24万亩，流转3.72万亩，占46.15%。", SectionKind.COMPLETION, [CONFLICT]),
        ("可利用草场8.24万亩，流转3.72万亩，占46.15%。", SectionKind.GOAL, [CONFLICT]),
        ("可利用草场8.24万亩，流转3.72万亩，流转率46.15%。", SectionKind.MEASURE, [CONFLICT]),
        ("可利用草场8.24万亩，用于放牧3.72万亩，利用率46.15%。", SectionKind.MEASURE, []),
        ("可利用草场8.24万亩，流转3.72万亩，目标占比46.15%。", SectionKind.COMPLETION, []),
        ("可利用草场8.24万亩，流转3.72万亩，力争占46.15%。", SectionKind.COMPLETION, []),
    ],
)
def test_a_rate_that_is_aimed_at_has_not_slipped(
    text: str, section: SectionKind, told: list[Verdict]
) -> None:
    """Its words and its section say so; what a labeller calls it does not count."""
    for role in (Role.ACTUAL, Role.TARGET):
        report = ReportBuilder().prose(text, {"46.15%": ("流转率", role)}, section=section)
        assert report.verdicts(Rule.RATIO) == told


def test_an_operand_of_a_like_name_in_another_passage() -> None:
    names: Names = {
        "1,246人": ("职工人数", Role.ACTUAL),
        "1,072人": ("培训职工人数", Role.ACTUAL),
        "86.14%": ("职工培训率", Role.ACTUAL),
    }
    report = ReportBuilder().prose("年末实有职工1,246人，均已参保。", names)
    report.prose("参加培训职工1,072人，职工培训率86.14%。", names)
    (found,) = report.checks(Rule.RATIO)
    assert found.verdict is REVIEW
    assert found.formula.zh == "1,072人 ÷ 1,246人 = 86.04%（报告写 86.14%）"


amounts = st.integers(min_value=200_000, max_value=900_000)


@settings(deadline=None, max_examples=60)
@given(budget=amounts, share=st.integers(60, 97), at=st.integers(0, 2), add=st.integers(1, 9))
def test_a_balance_with_another_digit_is_never_borne_out(
    budget: int, share: int, at: int, add: int
) -> None:
    spent = budget * share // 100
    left = str(budget - spent)
    slipped = left[:at] + str((int(left[at]) + add) % 10) + left[at + 1 :]
    text = "预算{:.2f}万元，支出{:.2f}万元，结余{:.2f}万元。".format(
        *(Decimal(value) / 100 for value in (budget, spent, int(slipped)))
    )
    assert AGREE not in ReportBuilder().prose(text).verdicts(Rule.SUM)
