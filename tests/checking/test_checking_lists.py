"""Lists and their totals: 其中 of the next sentence, totals that a slip misses, several breakdowns."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builder import ReportBuilder

from extractor.records import Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT
Told = list[tuple[Verdict, str]]


def _told(text: str) -> Told:
    found = ReportBuilder().prose(text).checks(Rule.SUM)
    return [(check.verdict, check.formula.zh) for check in found]


LETTERS = "其中网上信访432件、来访23件、电话852件。"
NEXT = [
    (f"全年受理信访事项1,307件。{LETTERS}", AGREE, "432件 + 23件 + 852件 = 1,307件"),
    (f"全年受理信访事项1,307件，办结率96%。{LETTERS}", AGREE, "432件 + 23件 + 852件 = 1,307件"),
    (
        "全年受理信访事项1,307件。其中网上信访432件、来访23件、电话825件。",
        REVIEW,
        "432件 + 23件 + 825件 = 1,280件 ≠ 1,307件",
    ),
    (
        "全年受理信访事项1,307件。其中网上信访1,432件、来访23件。",
        CONFLICT,
        "1,432件 > 1,307件",
    ),
    ("全年受理信访事项1,307件。其中网上信访432件。", AGREE, "432件 ≤ 1,307件"),
]


@pytest.mark.parametrize(("text", "verdict", "card"), NEXT)
def test_of_which_in_the_next_sentence(text: str, verdict: Verdict, card: str) -> None:
    assert _told(text) == [(verdict, card)]


@pytest.mark.parametrize(
    "text",
    [
        f"全年受理信访事项1,207件。各科室认真办理。{LETTERS}",  # a sentence stands between
        "全年受理信访事项1,207件。网上信访432件、来访23件、电话852件。",  # nobody says 其中
        "全年培训86期、受理信访1,207件。其中网上信访432件、来访23件。",  # of the second figure
    ],
)
def test_of_which_is_of_the_subject_of_the_sentence_before(text: str) -> None:
    assert {verdict for verdict, _ in _told(text)} <= {AGREE}


SCHOOLS = "2,250个 + 2,800个 + 1,200个 = 6,250个"
LIST = "小学2,250个、初中2,800个、公办园1,200个"
TOTALS = [
    (f"新增学位{LIST}，合计6,250个。", [(AGREE, SCHOOLS)]),
    (f"新增学位{LIST}，合计6,150个。", [(CONFLICT, f"{SCHOOLS} ≠ 6,150个")]),
    (f"新增学位{LIST}，共计6,520个。", [(CONFLICT, f"{SCHOOLS} ≠ 6,520个")]),
    (f"新增学位6,250个（{LIST}）。", [(AGREE, SCHOOLS)]),
    (f"新增学位6,150个（{LIST}）。", [(CONFLICT, f"{SCHOOLS} ≠ 6,150个")]),
    (f"新增学位6,250个，分别为{LIST}。", [(AGREE, SCHOOLS)]),
    (f"新增学位6,150个，分别为{LIST}。", [(CONFLICT, f"{SCHOOLS} ≠ 6,150个")]),
    (f"新增学位6,150个，按学段分为{LIST}。", [(CONFLICT, f"{SCHOOLS} ≠ 6,150个")]),
    (f"新增学位6,150个，其中{LIST}。", [(CONFLICT, f"{SCHOOLS} > 6,150个")]),
    (f"新增学位6,150个，{LIST}。", [(REVIEW, f"{SCHOOLS} ≠ 6,150个")]),  # nobody says all
    (
        "会议费12.35万元、培训费8.60万元、差旅费21.47万元，合计44.22万元。",
        [(CONFLICT, "12.35万元 + 8.60万元 + 21.47万元 = 42.42万元 ≠ 44.22万元")],
    ),
    (
        "修复草场3.2万公顷、湿地4.15万公顷和沙地1.08万公顷，共计8.34万公顷。",
        [(CONFLICT, "3.2万公顷 + 4.15万公顷 + 1.08万公顷 = 8.43万公顷 ≠ 8.34万公顷")],
    ),
    (  # one of them more than all: 2,250 with another digit
        "新增学位小学6,250个、初中2,800个、公办园1,200个，合计6,250个。",
        [(CONFLICT, "6,250个 + 2,800个 + 1,200个 = 10,250个 ≠ 6,250个")],
    ),
    (  # of two, either may be another thing
        "培训班学员25人、教师12人，合计38人。",
        [(REVIEW, "25人 + 12人 = 37人 ≠ 38人")],
    ),
    (
        "挖潜车位142个、划设车位96个、共享车位88个，新增车位326个。",
        [(AGREE, "142个 + 96个 + 88个 = 326个")],
    ),
]


@pytest.mark.parametrize(("text", "told"), TOTALS)
def test_a_list_and_its_total(text: str, told: Told) -> None:
    assert _told(text) == told


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("会议费12.35万元、培训费8.60万元、差旅费21.47万元，合计约44.22万元。", "about so much"),
        (
            "挖潜车位142个、划设车位96个、共享车位88个，新增车位362个。",
            "nobody says it is the total",
        ),
        ("检查企业320家、商户486家，发现隐患1,107处，整改1,098处。", "of other things"),
        ("惠及群众1,286人，涉及脱贫户486人、监测户152人等。", "far from all"),
        ("建成水窖42处、机井25处，管护水利设施76处。", "two digits meet too much by chance"),
        ("合格率小学92.5%、初中94.8%，综合合格率93.1%。", "rates do not add up"),
    ],
)
def test_what_is_no_total_is_passed_over(text: str, why: str) -> None:
    assert _told(text) == [], why


BREAKDOWNS = [
    (
        "下拨资金1,286.4万元，按来源分中央资金800万元、省级资金486.4万元；"
        "按用途分建设资金936.4万元、管护资金350万元。",
        ["800万元 + 486.4万元 = 1,286.4万元", "936.4万元 + 350万元 = 1,286.4万元"],
    ),
    (
        "在编人员186人，其中行政52人、事业134人，按学历分研究生37人、本科121人、专科28人。",
        ["52人 + 134人 = 186人", "37人 + 121人 + 28人 = 186人"],
    ),
]


@pytest.mark.parametrize(("text", "cards"), BREAKDOWNS)
def test_several_breakdowns_of_one_total(text: str, cards: list[str]) -> None:
    assert _told(text) == [(AGREE, card) for card in cards]


def test_the_list_of_another_total_is_no_slip_of_this_one() -> None:
    text = f"计划新增学位6,150个，{LIST}，实际新增6,250个。"
    assert REVIEW not in {verdict for verdict, _ in _told(text)}


parts = st.lists(st.integers(min_value=101, max_value=9_999), min_size=3, max_size=7)
FORMS = ("{items}，合计{total}个。", "共{total}个，分别为{items}。", "共{total}个（{items}）。")
KINDS = "甲乙丙丁戊己庚"


def _list(values: list[int], total: int, form: str) -> str:
    items = "、".join(f"{kind}类{value}个" for kind, value in zip(KINDS, values, strict=False))
    return form.format(items=items, total=total)


@settings(deadline=None, max_examples=60)
@given(values=parts, form=st.sampled_from(FORMS))
def test_a_list_that_adds_up_never_conflicts(values: list[int], form: str) -> None:
    verdicts = {verdict for verdict, _ in _told(_list(values, sum(values), form))}
    assert AGREE in verdicts
    assert CONFLICT not in verdicts


@settings(deadline=None, max_examples=60)
@given(
    values=parts,
    form=st.sampled_from(FORMS),
    which=st.integers(0, 6),
    at=st.integers(0, 3),
    add=st.integers(1, 9),
)
def test_one_digit_of_one_part_changed_is_noticed(
    values: list[int], form: str, which: int, at: int, add: int
) -> None:
    """Any digit of any part of a complete list, unless some of the parts now make the total."""
    which %= len(values)
    written = list(str(values[which]))
    at %= len(written)
    written[at] = str((int(written[at]) + add) % 10)
    changed, total = int("".join(written)), sum(values)
    if written[0] == "0":
        return
    told = [*values[:which], changed, *values[which + 1 :]]
    made = {sum(told[i:j]) for i in range(len(told)) for j in range(i + 1, len(told) + 1)}
    if total in made:
        return
    found = ReportBuilder().prose(_list(told, total, form)).checks(Rule.SUM)
    noticed = [check for check in found if check.verdict is not AGREE]
    assert noticed
    assert any(f"{changed}个" in {item.text for item in check.evidence} for check in noticed)
