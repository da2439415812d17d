"""Figures whose operands stand in another paragraph, or in a row: remainders, shares, gaps to targets."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builder import Names, ReportBuilder

from extractor.records import Role, Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT
A, BUDGET, SPENT = Role.ACTUAL, Role.BUDGET, Role.SPENT

NAMES: Names = {
    "186.15万元": ("项目预算数", BUDGET),
    "148.90万元": ("项目支出数", SPENT),
    "37.25万元": ("项目结转资金", A),
    "32.75万元": ("项目结转资金", A),
    "4,862.35万元": ("项目总预算", BUDGET),
    "1,286.45万元": ("中央资金", BUDGET),
    "26.46%": ("中央资金占比", A),
    "26.64%": ("中央资金占比", A),
    "4,218户": ("脱贫户数", A),
    "4,218所": ("小学数量", A),
    "3,915户": ("参保脱贫户数", A),
    "92.82%": ("脱贫户参保率", A),
    "92.28%": ("脱贫户参保率", A),
}


def _told(*paragraphs: str, row: tuple[str, str, str] | None = None) -> list[tuple[Verdict, str]]:
    """What sum and ratio say of paragraphs, and of a row of name, target and result before them."""
    report = ReportBuilder()
    if row is not None:
        report.row(row[0], target=row[1], actual=row[2])
    for text in paragraphs:
        report.prose(text, NAMES)
    found = report.checks()
    return [(c.verdict, c.formula.zh) for c in found if c.rule in (Rule.SUM, Rule.RATIO)]


LEFT = "186.15万元 − 148.90万元 = 37.25万元"
SHARE = "1,286.45万元 ÷ 4,862.35万元 = 26.46%"
INSURED = "3,915户 ÷ 4,218户 = 92.82%"
PARAGRAPHS = [
    (
        ("项目预算186.15万元，支出148.90万元。", "年末结转37.25万元，留待下年使用。"),
        [(AGREE, f"{LEFT}（报告写 37.25万元）")],
    ),
    (
        ("年末结转37.25万元，留待下年使用。", "项目预算186.15万元，支出148.90万元。"),
        [(AGREE, f"{LEFT}（报告写 37.25万元）")],
    ),
    (
        ("项目预算186.15万元。", "支出148.90万元，年末结转37.25万元。"),
        [(AGREE, f"{LEFT}（报告写 37.25万元）")],
    ),
    (
        ("项目总预算4,862.35万元。", "中央资金1,286.45万元，占26.46%。"),
        [(AGREE, f"{SHARE}（报告写 26.46%）")],
    ),
    (
        ("全县脱贫户4,218户。", "参保脱贫户3,915户，参保率92.82%。"),
        [(AGREE, f"{INSURED}（报告写 92.82%）")],
    ),
    (  # one slip, and the names say what it is a share of
        ("全县脱贫户4,218户。", "参保脱贫户3,915户，参保率92.28%。"),
        [(REVIEW, f"{INSURED}（报告写 92.28%）")],
    ),
]


@pytest.mark.parametrize(("paragraphs", "told"), PARAGRAPHS)
def test_operands_of_another_paragraph(
    paragraphs: tuple[str, ...], told: list[tuple[Verdict, str]]
) -> None:
    assert _told(*paragraphs) == told


SILENT = [
    (
        ("项目预算186.15万元，支出148.90万元。", "年末结转32.75万元，留待下年使用。"),
        "what stands elsewhere bears out, and never doubts",
    ),
    (
        ("项目预算186.15万元，支出148.90万元。", "办公费较上年增加37.25万元。"),
        "a change has its own two years",
    ),
    (
        ("合格率186.15‰，返修率148.90‰。", "年末结转37.25万元，留待下年使用。"),
        "rates leave no money",
    ),
    (
        ("项目预算186.15公里，支出148.90公里。", "年末结转37.25万元，留待下年使用。"),
        "of another unit",
    ),
    (("全县小学4,218所。", "参保脱贫户3,915户，参保率92.82%。"), "no share of schools"),
    (("全年培训4期，合计9场。", "剩余5场。"), "one digit is met by any two"),
]


@pytest.mark.parametrize(("paragraphs", "why"), SILENT)
def test_what_stands_elsewhere_is_of_something_else(paragraphs: tuple[str, ...], why: str) -> None:
    assert _told(*paragraphs) == [], why


MAIZE = ("种植青贮玉米面积", "3,200亩", "3,056亩")
TREATED = ("基层诊疗量占比", "65%", "64.3%")
ROWS = [
    (MAIZE, "种植青贮玉米面积完成率95.5%。", "3,056亩 ÷ 3,200亩 = 95.50%（报告写 95.5%）"),
    (MAIZE, "种植青贮玉米面积较目标少144亩。", "3,200亩 − 3,056亩 = 144亩（报告写 144亩）"),
    (
        TREATED,
        "基层诊疗量占比距目标差0.7个百分点。",
        "65% − 64.3% = 0.70个百分点（报告写 0.7个百分点）",
    ),
    (
        ("项目资金", "186.15万元", "148.90万元"),
        "年末结转37.25万元，留待下年使用。",
        f"{LEFT}（报告写 37.25万元）",
    ),
]


@pytest.mark.parametrize(("row", "text", "card"), ROWS)
def test_operands_of_a_row(row: tuple[str, str, str], text: str, card: str) -> None:
    assert _told(text, row=row) == [(AGREE, card)]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (MAIZE, "种植青贮玉米面积完成率94.5%。"),
        (MAIZE, "维修灌溉渠道长度完成率95.5%。"),
        (TREATED, "基层诊疗量占比距目标差1.7个百分点。"),
        (TREATED, "家庭医生签约率距目标差0.7个百分点。"),
    ],
)
def test_a_row_that_does_not_bear_a_figure_out_says_nothing(
    row: tuple[str, str, str], text: str
) -> None:
    assert _told(text, row=row) == []


def test_the_places_of_an_operand_are_told_with_it() -> None:
    names = NAMES | {"3,056亩": ("种植青贮玉米面积", A), "95.5%": ("种植青贮玉米完成率", A)}
    report = ReportBuilder().row(*MAIZE[:1], target=MAIZE[1], actual=MAIZE[2])
    report.prose("全年种植青贮玉米3,056亩，完成目标的95.5%。", names)
    (found,) = report.checks(Rule.RATIO)
    assert [item.text for item in found.evidence] == ["95.5%", "3,056亩", "3,200亩", "3,056亩"]


cents = st.integers(min_value=100_000, max_value=9_999_999)


@settings(deadline=None, max_examples=60)
@given(spent=cents, left=cents)
def test_a_remainder_of_figures_elsewhere_is_never_doubted(spent: int, left: int) -> None:
    budget, out, rest = (f"{n / 100:,.2f}万元" for n in (spent + left, spent, left))
    told = _told(f"项目预算{budget}，支出{out}。", f"年末结转{rest}，留待下年使用。")
    assert [verdict for verdict, _ in told] == [AGREE]
