"""A model that lies about names and roles: no conflict whose formula does not hold, and none hidden."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_builder import Names, ReportBuilder

from extractor.records import Check, Role, Verdict

# A fault that arithmetic alone finds, and the figures that a conflict or review must hold.
FAULTS = [
    ("镇区120户、村组230户和农场35户，合计395户。", {"395户"}),
    ("三个标段中标价依次为276.8万元、268.4万元、218.5万元，合计736.7万元。", {"736.7万元"}),
    ("“三公”经费支出6.84万元，比上年的7.92万元增长13.64%。", {"13.64%"}),
    ("由上年的45.2%提高到49.8%，提高5.6个百分点。", {"5.6个百分点"}),
    ("查出隐患412处，已整改386处，整改率96.3%。", {"96.3%"}),
    ("出院31864人次，较上年增加1924人次，增幅6.04%。", {"6.04%"}),
]
_LIES = st.sampled_from(
    ["预算执行率", "满意度", "违法建设拆除宗数", "第一名", "总得分", "户数", "x"]
)
_LIE = st.tuples(_LIES, st.sampled_from(list(Role)))
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def _figures(text: str) -> list[str]:
    return re.findall(r"\d+(?:\.\d+)?(?:万元|个百分点|人次|户|处|%)", text)


@pytest.mark.parametrize(("text", "wanted"), FAULTS)
@given(lies=st.lists(_LIE, min_size=8, max_size=8))
def test_a_fault_found_by_arithmetic_cannot_be_hidden(
    text: str, wanted: set[str], lies: list[tuple[str, Role]]
) -> None:
    names: Names = dict(zip(_figures(text), lies, strict=False))
    raised = _raised(ReportBuilder().prose(text, names).checks())
    assert any(wanted <= {item.text for item in check.evidence} for check in raised)


TRUE = [
    "镇区120户、村组230户和农场35户，合计385户。",
    "全年支出7038.6万元，占预算7260万元的96.95%，结余221.4万元。",
    "由上年的45.2%提高到49.8%，提高4.6个百分点。",
]


@pytest.mark.parametrize("text", TRUE)
@given(lies=st.lists(_LIE, min_size=8, max_size=8))
def test_no_lie_makes_a_conflict_whose_formula_does_not_hold(
    text: str, lies: list[tuple[str, Role]]
) -> None:
    names: Names = dict(zip(_figures(text), lies, strict=False))
    report = (
        ReportBuilder().prose(text, names).row("违法建设拆除宗数", target="≥30宗", actual="35宗")
    )
    for check in report.checks():
        if check.verdict is Verdict.CONFLICT:
            assert _differs(check), check


def _raised(checks: tuple[Check, ...]) -> list[Check]:
    return [check for check in checks if check.verdict is not Verdict.AGREE]


def _differs(check: Check) -> bool:
    """Whether the card states an inequality that its two sides bear out."""
    card = check.formula.en.replace(",", "")
    found = re.search(r"([\d.]+)[^\d≠<>]*([≠<>])[^\d]*([\d.]+)", card)
    if found is None:
        return False
    left, sign, right = Decimal(found[1]), found[2], Decimal(found[3])
    return {"≠": left != right, "<": left < right, ">": left > right}[sign]
