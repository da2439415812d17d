"""Rows, results, values and paragraphs that were copied and left as they were."""

from __future__ import annotations

import pytest
from report_builder import whole_report

from extractor.records import Check, Rule, Verdict

_HEAD = "三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
_PARAGRAPH = "全年开展各类培训46期，覆盖2,318人次，群众反映良好，培训取得了预期的成效。\n"
_RESULT = "开展检查14次，发现问题36个并整改到位"


def _found(text: str) -> list[Check]:
    repeats = whole_report(text, rule=Rule.REPEAT)
    return [check for check in repeats if "复制" in check.message.zh or "重复" in check.message.zh]


def _table(*rows: str) -> str:
    return "平安县2023年度部门整体支出绩效自评报告\n" + _HEAD + "".join(f"{row}\n" for row in rows)


TOLD = [
    (_table("新建公厕\t12座\t12座\t5\t5", "新建公厕\t12座\t12座\t5\t5"), "“新建公厕”一行重复列示"),
    (
        _table(
            "疏浚河道长度\t≥1,200米\t1,284.37米\t10\t10",
            "栽植乔木株数\t≥900株\t963株\t10\t10",
            "护岸整治长度\t≥900米\t1,284.37米\t10\t10",
        ),
        "疑为复制未改",
    ),
    (
        _table("抽检合格率\t≥95%\t97.46%\t10\t10", "游客满意度\t≥90%\t97.46%\t10\t10"),
        "完成值同为97.46%",
    ),
    (
        _table(
            f"开展检查\t按季度检查并整改到位\t{_RESULT}\t5\t5",
            f"举办培训\t分期分批举办各类培训\t{_RESULT}\t5\t5",
        ),
        "完成情况文字相同",
    ),
    (f"一、概况\n{_PARAGRAPH}\n二、成效\n{_PARAGRAPH}", "段落文字相同"),
    (f"一、概况\n1.{_PARAGRAPH}\n二、成效\n（二）{_PARAGRAPH}", "段落文字相同"),
]


@pytest.mark.parametrize(("text", "says"), TOLD)
def test_what_was_copied_is_asked_about(text: str, says: str) -> None:
    (found,) = _found(text)
    assert (found.rule, found.verdict) == (Rule.REPEAT, Verdict.REVIEW)
    assert says in found.message.zh
    assert len(found.evidence) == 2
    for item in found.evidence:
        assert text[item.span.start : item.span.end] == item.text


SILENT = [
    # other rows under the same name, and a row under another label
    _table("新建公厕\t12座\t12座\t5\t5", "新建公厕\t12座\t13座\t5\t5"),
    "项目\t来源\t预算数\t支出数\n道路\t财政拨款\t120\t115\n桥梁\t财政拨款\t120\t115\n",
    "项目\t来源\t预算数\t支出数\n道路\t财政拨款\t120\t115\n桥梁\t\t130\t125\n\t财政拨款\t120\t115\n",
    # a heading over each page, and a row of nothing
    _table("新建公厕\t12座\t12座\t5\t5") + _HEAD,
    "项目\t来源\t预算数\t支出数\n其他\t无\t0\t0\n其他\t无\t0\t0\n",
    # one goal, few digits, one thing in two words, and money that is cost and spending
    _table("疏浚河道长度\t≥900米\t1,284.37米\t10\t10", "护岸整治长度\t≥900米\t1,284.37米\t10\t10"),
    _table("疏浚河道长度\t≥12米\t13米\t10\t10", "护岸整治长度\t≥9米\t13米\t10\t10"),
    _table("疏浚河道长度\t≥1,200米\t1,284.37米\t10\t10", "河道疏浚长度\t≥900米\t1,284.37米\t10\t10"),
    _table("项目总成本\t≤480万元\t462.725万元\t10\t10", "工程款支付\t≥460万元\t462.725万元\t10\t10"),
    # a goal or a date told twice, and one cell over three rows
    _table("开展检查\t12月31日前全部完成检查\t检查14次\t5\t5", "举办培训\t12月31日前全部完成检查\t培训3期\t5\t5"),
    _table(*(f"{name}\t按季度{name}到位\t{_RESULT}\t5\t5" for name in ("检查", "培训", "宣传"))),
    # paragraphs that differ, or are short
    f"一、概况\n{_PARAGRAPH}\n二、成效\n{_PARAGRAPH.replace('46期', '47期')}",
    "一、概况\n全年培训46期。\n\n二、成效\n全年培训46期。\n",
]  # fmt: skip


@pytest.mark.parametrize("text", SILENT)
def test_what_may_stand_twice_is_passed_over(text: str) -> None:
    assert _found(text) == []


def test_a_form_that_repeats_itself_is_not_told() -> None:
    rows = [f"指标{sign}\t12座\t12座\t5\t5" for sign in "甲乙丙丁戊己"]
    assert _found(_table(*rows, *rows)) == []
