"""Dates that were not brought up to date: cut-offs, captions, sentences, terms of measures."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builder import whole_report

from extractor.records import Check, Rule, Verdict

REVIEW, CONFLICT = Verdict.REVIEW, Verdict.CONFLICT


def _checks(heading: str, text: str) -> tuple[Check, ...]:
    report = f"平安县2023年度部门整体支出绩效自评报告\n{heading}\n{text}\n"
    return whole_report(report, rule=Rule.IMPLAUSIBLE)


ROWS = "三级指标\t目标值\t完成值\n培训农民人次\t2,000人次\t2,164人次"
OLD = [
    ("一、资金情况", "截至2022年12月31日，全年支出9,223.25万元。", CONFLICT, "2022年12月31日"),
    ("一、资金情况", "截止2022年12月底，全年支出9,223.25万元。", CONFLICT, "2022年12月底"),
    ("一、资金情况", "以2022年12月31日为基准，全年支出9,223.25万元。", CONFLICT, "2022年12月31日"),
    ("一、绩效目标", "2022年度绩效目标\n年内培训农民2,000人次。", CONFLICT, "2022年"),
    ("二、指标", f"部门整体支出绩效自评表（2022年度）\n{ROWS}", CONFLICT, "2022年"),
    ("二、指标", f"表1：2022年绩效指标完成情况\n{ROWS}", CONFLICT, "2022年"),
    ("二、完成情况", "对照2022年度绩效目标，本专项任务全部完成。", REVIEW, "2022年"),
    ("二、完成情况", "2022年部门整体支出绩效自评得分为94.5分，等级为优。", REVIEW, "2022年"),
    ("三、改进措施", "2023年9月底前补齐欠建的260个充电口。", CONFLICT, "2023年9月底前"),
    ("三、改进措施", "在编制2023年预算时细化各项绩效指标。", CONFLICT, "2023年预算时"),
]


@pytest.mark.parametrize(("heading", "text", "verdict", "date"), OLD)
def test_a_date_of_the_year_before(heading: str, text: str, verdict: Verdict, date: str) -> None:
    (found,) = _checks(heading, text)
    assert (found.verdict, found.evidence[0].text) == (verdict, date)
    assert "2023年度" in {item.text for item in found.evidence}  # where the report says its year


RIGHT = [
    ("一、资金情况", "截至2023年12月31日，全年支出9,223.25万元。"),
    ("一、资金情况", "上年截至2022年12月31日支出8,120.5万元。"),
    ("一、资金情况", "截至2022年12月31日，结转344.23万元，2023年全部使用完毕。"),
    ("一、资金情况", "截至2018年12月31日，累计投资9,223.25万元。"),  # history
    ("一、单位概况", "截至2022年12月31日，实有在编人员86人。"),  # often the setting
    ("一、绩效目标", "2023年度绩效目标\n年内培训农民2,000人次。"),
    ("二、指标", f"表1：2023年绩效指标完成情况\n{ROWS}"),
    ("二、指标", f"表1：2022年与上年相比绩效目标情况\n{ROWS}"),
    ("二、完成情况", "与上年2022年度绩效目标相比，各项任务全部完成。"),
    ("二、完成情况", "2023年部门整体支出绩效自评得分为94.5分，等级为优。"),
    ("三、改进措施", "2024年9月底前补齐欠建的260个充电口。"),
    ("三、改进措施", "针对2022年底前未完工的3个项目，加快推进。"),
    ("三、改进措施", "2022年底前已经完成的项目不再安排资金。"),
    ("三、改进措施", "在2023年底未支付的资金中统筹安排。"),
]


@pytest.mark.parametrize(("heading", "text"), RIGHT)
def test_a_date_that_is_right_or_looks_back(heading: str, text: str) -> None:
    assert _checks(heading, text) == ()


@pytest.mark.parametrize(
    ("heading", "text", "dates"),
    [
        (
            "一、资金情况",
            "截至2022年12月31日，支出9,223.25万元。截至2023年12月31日，固定资产1,200万元。",
            ["2022年12月31日", "2023年度", "2023年"],
        ),
        (
            "三、改进措施",
            "力争到2023年底建成充电站，到2024年底全部投用。",
            ["2023年底", "2023年度", "2024年"],
        ),
    ],
)
def test_the_right_year_beside_it_is_told(heading: str, text: str, dates: list[str]) -> None:
    (found,) = _checks(heading, text)
    assert [item.text for item in found.evidence] == dates


@settings(deadline=None, max_examples=30)
@given(said=st.integers(min_value=2005, max_value=2035), month=st.integers(1, 12))
def test_only_the_three_years_before_are_an_oversight(said: int, month: int) -> None:
    found = _checks("一、资金情况", f"截至{said}年{month}月底，全年支出9,223.25万元。")
    assert [check.verdict for check in found] == ([CONFLICT] if 2020 <= said <= 2022 else [])
