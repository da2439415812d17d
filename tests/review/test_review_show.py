from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from strategies import check, extractions, report

from extractor.records import (
    Extraction,
    Fact,
    Indicator,
    Lang,
    Place,
    Quantity,
    QuantityKind,
    Quote,
    Rejection,
    RejectionReason,
    Role,
    SectionKind,
    Severity,
    Source,
    Span,
    Text,
    Verdict,
)
from extractor.review.show import render_report
from extractor.store import Decision, DecisionStatus

TEXT = "一、概况\n预算执行率为93.95%。\n受理咨询28家，表彰5人。\t2处"
CONFLICT = check(TEXT, "93.95")
AGREES = check(TEXT, "28", verdict=Verdict.AGREE, severity=Severity.NONE)


def quantity(text: str) -> Quantity:
    start = TEXT.index(text)
    return Quantity(
        span=Span(start, start + len(text)),
        text=text,
        kind=QuantityKind.COUNT,
        value=Decimal(text[:-1]),
        unit=text[-1],
    )


def extraction() -> Extraction:
    indicator = Indicator(
        quantity=quantity("28家"),
        name="受理咨询数",
        role=Role.ACTUAL,
        section=SectionKind.COMPLETION,
        source=Source.RULES,
    )
    made = report(TEXT, checks=[AGREES, CONFLICT], quantities=[quantity("28家"), quantity("5人")])
    return replace(
        made,
        indicators=(indicator,),
        facts=(
            Fact(
                name="整治点位数",
                name_span=None,
                place=Place(3),
                actual=Quote(span=Span(len(TEXT) - 2, len(TEXT)), text="2处"),
            ),
        ),
        rejections=(Rejection(reason=RejectionReason.EMPTY_NAME, detail="5人", answer="[b]"),),
        notes=(Text("猜了编码", "guessed"),),
    )


def render(made: Extraction, lang: Lang = "zh", *, colour: bool = False, **more: object) -> str:
    screen = Console(
        file=io.StringIO(),
        width=100,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
    )
    render_report(made, screen, lang, **more)  # type: ignore[arg-type]
    assert isinstance(screen.file, io.StringIO)
    return screen.file.getvalue()


def test_the_text_has_marks_and_margins() -> None:
    shown = render(extraction())
    assert "1 2 预算执行率为93.95[1]%。" in shown
    assert "3 受理咨询28家，表彰5人。  │ 2处" in shown
    coloured = render(extraction(), colour=True)
    assert "\x1b[1;31m93.95\x1b[0m" in coloured  # a conflict
    assert "\x1b[4;32m28\x1b[0m" in coloured  # agrees, and an indicator
    assert "\x1b[4;36m家\x1b[0m" in coloured
    assert "\x1b[36m5人\x1b[0m" in coloured  # a quantity without a name


def test_the_results_stand_below() -> None:
    shown = render(extraction())
    for words in (
        "发现 (1)", "矛盾", "比率计算", "93.95对不上", "93.95 = ?", "第2行",
        "表内指标 (1)", "整治点位数", "未采纳的回答 (1)", "名称为空", "[b]", "数字情况",
        "猜了编码",
    ):  # fmt: skip
        assert words in shown, words
    rows = [line.split("│")[1:3] for line in shown.splitlines() if line.startswith("│")]
    assert {name.strip(): n.strip() for name, n in rows}["已取得名称"] == "1"
    assert "Findings (1)" in render(extraction(), "en")


def test_what_held_and_what_stands_alone_is_counted_and_listed_when_asked_for() -> None:
    made = extraction()
    alone = replace(made.indicators[0], quantity=quantity("5人"), name="表彰人数")
    cell = replace(quantity("2处"), span=Span(len(TEXT) - 2, len(TEXT)))
    made = replace(
        made,
        indicators=(*made.indicators, alone),
        quantities=(*made.quantities, cell),
    )
    shown = render(made)
    assert shown.endswith(
        "核对一致：1 项（比率计算 1）  逐条：--held\n"
        "核对覆盖：文字指标 1/2、表格数 0/1 有核对；单独成立未核对 2 个  逐条：--alone\n"
    )
    assert "28 = ?" not in shown
    listed = render(made, held=True, alone=True)
    rows = [
        [cell.strip() for cell in line.strip("│\n").split("│", 3)]
        for line in listed[listed.index("核对一致 (1)") :].splitlines()
        if line.startswith("│")
    ]
    assert ["比率计算", "28 = ?"] in rows
    assert ["3", "文字", "表彰人数", "受理咨询28家，表彰5人。 2处"] in rows
    assert ["3", "表格·完成值", "整治点位数", "咨询28家，表彰5人。 2处"] in rows
    assert listed.endswith(
        "核对一致：1 项（比率计算 1）\n"
        "核对覆盖：文字指标 1/2、表格数 0/1 有核对；单独成立未核对 2 个\n"
    )
    english = " ".join(" ".join(render(made, "en").splitlines()[-3:]).split())
    assert "Checks that agree: 1 (ratio 1) to list them: --held" in english
    assert "Coverage: 1/2 indicators in prose and 0/1 figures in tables are checked" in english
    assert "2 stand alone, unchecked to list them: --alone" in english


def test_the_amount_at_stake_is_shown() -> None:
    costly = replace(CONFLICT, amount=Decimal("1234.5"))
    made = replace(extraction(), checks=(costly,))
    assert "涉及金额" not in render(extraction())
    assert "涉及金额 1,234.5 万元" in render(made)
    assert "amount at stake 1,234.5 万元" in render(made, "en")


def test_decisions_are_shown() -> None:
    decision = Decision(
        status=DecisionStatus.CONFIRMED,
        comment="[i]已核",
        decided_by="王审计",
        decided_at=datetime(2024, 1, 1, tzinfo=UTC),
    )
    shown = render(extraction(), decisions={CONFLICT.id: decision})
    assert "已确认 王审计 [i]已核" in shown


@settings(max_examples=50, deadline=None)
@given(extractions(), st.sampled_from(["zh", "en"]))
def test_any_report_can_be_shown(made: Extraction, lang: Lang) -> None:
    shown = render(made, lang, held=True, alone=True)
    assert not set(shown) & set("\0\x1b\u202e\ud800\u2028")
