"""Lists that miss their total: where it stands, what calls them whole, and what must stay silent."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder

from extractor.records import Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT

USES = "人员经费9,712万元，药品及材料费8,046万元，其他商品和服务支出2,118万元，资本性支出2,220万元"
MADE = "9,712万元 + 8,046万元 + 2,118万元 + 2,220万元 = 22,096万元 ≠ 22,116万元"
DOUBTED = [
    # behind its total, in the sentence or after it, whatever joins its items
    (f"全年支出22,116万元，预算执行率97%，按用途分，{USES}。", CONFLICT, MADE),
    (f"全年支出22,116万元，预算执行率97%。从用途看，{USES}。", CONFLICT, MADE),
    (f"全年支出22,116万元，预算执行率97%。其中：{USES}。", REVIEW, MADE),
    (
        "高标准农田40260亩，其中新建32180亩、改造8080亩。分乡镇看，坝尾镇12360亩、龙塘镇9740亩、大田乡18060亩。",
        CONFLICT,
        "12360亩 + 9740亩 + 18060亩 = 40,160亩 ≠ 40260亩",  # 亩, though 平方米 have other digits
    ),
    (
        "高企保有量达638家，较上年557家净增81家；按属地分，高新区246家、东埔区187家、西澳区118家、其余镇街78家。",
        CONFLICT,
        "246家 + 187家 + 118家 + 78家 = 629家 ≠ 638家",
    ),
    (
        "车辆共17辆，机要用车2辆、应急用车5辆、执法用车8辆、其他用车3辆。",  # 其他 ends a whole list
        CONFLICT,
        "2辆 + 5辆 + 8辆 + 3辆 = 18辆 ≠ 17辆",
    ),
    (
        "新增耕地2,936亩（水浇地3,184亩、旱地1,752亩）。",
        REVIEW,
        "3,184亩 + 1,752亩 = 4,936亩 ≠ 2,936亩",
    ),
    (
        "受理的1,372件信访事项中，来信来访914件、网上信访768件、热线转办390件。",
        REVIEW,
        "914件 + 768件 + 390件 = 2,072件 ≠ 1,372件",
    ),
    # before it
    (
        "就业资金6840万元、养老资金2460万元、优抚资金9355万元，三项共18675万元。",
        CONFLICT,
        "6840万元 + 2460万元 + 9355万元 = 18,655万元 ≠ 18675万元",
    ),
    (
        "核查用人单位12家、行政村9个、培训机构3家，共计25个点位。",  # counted otherwise
        REVIEW,
        "12家 + 9个 + 3家 = 24个 ≠ 25个",
    ),
    # one part ten times too large
    (
        "预算4,560.00万元，资金来源为市级补助1,200.00万元、区级财政33,600.0万元。",
        REVIEW,
        "1,200.00万元 + 33,600.0万元 = 34,800万元 ≠ 4,560.00万元",
    ),
    (
        "城乡低保对象19120户26442人，其中城市低保1284户2317人，农村低保9836户24125人。",
        REVIEW,
        "1284户 + 9836户 = 11,120户 ≠ 19120户",
    ),
]
SILENT = [
    f"全年支出22,096万元，按用途分，{USES}。",
    "全年支出22,116万元，其中人员经费9,712万元、公用经费8,046万元。",  # some of it
    "27项任务，开展检查11次、培训4次和演练7次。",
    "9台（套）装备、4项材料和2项软件通过认定，合计15项。",  # the last two items of three
    "全年支出312.5万元，较上年的290.4万元增加22.1万元，培训费100.2万元、会议费80.6万元、差旅费56.3万元。",
    "年末床位456张，其中护理床位120张、康复床位80张。",
    "受理诉求1088条，其中平台办结915条，部门办结166条。",  # what came of it
]


def _told(text: str) -> list[tuple[Verdict, str]]:
    found = ReportBuilder().prose(text).checks(Rule.SUM)
    return [(check.verdict, check.formula.zh) for check in found if check.verdict is not AGREE]


@pytest.mark.parametrize(("text", "verdict", "card"), DOUBTED)
def test_a_list_that_misses_its_total(text: str, verdict: Verdict, card: str) -> None:
    assert (verdict, card) in _told(text)


@pytest.mark.parametrize("text", SILENT)
def test_lists_of_something_else(text: str) -> None:
    assert _told(text) == []


def test_items_counted_otherwise_agree_with_their_total() -> None:
    found = (
        ReportBuilder().prose("购置磁共振1台、胃肠镜4套、呼吸机2台，共7台（套）。").checks(Rule.SUM)
    )
    assert [check.formula.zh for check in found if check.verdict is AGREE] == [
        "1台 + 4套 + 2台 = 7台(套)"
    ]


OTHERS = [
    # an item of a list: 其中 speaks of all four
    "受益38.62万人，四县分别为12.36万人、9.84万人、8.95万人和7.47万人，其中脱贫人口11.2万人。",
    # what is owed is no part of what is lacking
    "市县少到位724.5万元，占应配套额的23%，其中石洋县应配860万元，只到位301万元。",
    # other things with the same counter
    "6个学校建设项目完成投资9,480万元，其中新增学位5,940个。",
    # two of three items, and far from the third
    "其中，保洁支出4,986.4万元，占57.23%，分类和公厕两块分别支出1,742.5万元、638万元。",
]


@pytest.mark.parametrize("text", OTHERS)
def test_what_follows_is_of_something_else(text: str) -> None:
    assert _told(text) == []
