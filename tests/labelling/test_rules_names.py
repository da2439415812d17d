"""Names and roles that the rules give, clause by clause."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.labelling.rules import name_and_role
from extractor.records import Op, Quantity, QuantityKind, Role, SectionKind, Span

K = QuantityKind
_KINDS = {
    "%": K.RATIO,
    "个百分点": K.RATIO,
    "万元": K.MONEY,
    "亿元": K.MONEY,
    "平方米": K.AREA,
    "亩": K.AREA,
    "公里": K.LENGTH,
    "公斤": K.MASS,
    "分": K.SCORE,
    "日": K.DATE,
    "年": K.DATE,
    "岁": K.AGE,
    "热线": K.NAME,
    "级": K.LEVEL,
}
# A quantity is written in braces: {28家}. The tagger has its own tests; here its answer is given.
_MARKED = re.compile(r"\{((第?)[≥<]?([\d.]+)([^{}]*))\}")


def labelled(
    marked: str, section: SectionKind = SectionKind.COMPLETION, path: tuple[str, ...] = ()
) -> list[tuple[str, Role]]:
    text = ""
    places: list[Span] = []
    quantities: list[Quantity] = []
    last = 0
    for match in _MARKED.finditer(marked):
        written, rank, number, unit = match.groups()
        text += marked[last : match.start()]
        place = Span(len(text), len(text) + len(written))
        text += written
        last = match.end()
        kind = K.RANK if rank else _KINDS.get(unit, K.COUNT if unit else K.NUMBER)
        places.append(place)
        quantities.append(
            Quantity(
                span=place,
                text=written,
                kind=kind,
                value=Decimal(number),
                unit=unit,
                op=Op.GE if written.startswith("≥") else Op.LT if "<" in written else Op.EQ,
            )
        )
    text += marked[last:]
    found = name_and_role(text, tuple(places), tuple(quantities), section, path)
    return [(name, role) for name, role, _ in found]


def names(marked: str, path: tuple[str, ...] = ()) -> list[str]:
    return [name for name, _ in labelled(marked, path=path)]


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        # the clause before the number, and the measure noun of the unit
        ("召开党建工作会议{10次}", ["召开党建工作会议次数"]),
        ("文园南苑片房屋动迁签约率达{90%}。", ["文园南苑片房屋动迁签约率"]),
        ("确诊病例{0例}、疑似病例{0例}", ["确诊病例数", "疑似病例数"]),
        ("涉及金额{1469.7万元}", ["涉及金额"]),
        ("移交集体土地{150亩}", ["集体土地移交面积"]),
        ("巡查出租屋{205304套次}", ["巡查出租屋套次"]),
        ("党群服务中心数量{5个}", ["党群服务中心数量"]),
        ("我街建筑工地共立案处理{7宗}", ["建筑工地立案处理宗数"]),
        ("对新入职人员进行谈话{10人次}", ["新入职人员谈话人次"]),
        ("劝导违规行为{1351宗}", ["劝导违规行为宗数"]),
        ("报到党员{8名}", ["报到党员数"]),
        ("更新房屋信息{12154套}", ["更新房屋信息套数"]),
        ("新培育社会组织{3家}", ["新培育社会组织数"]),
        # the noun after the number
        ("我街辖内新增{28家}企业", ["辖内新增企业数"]),
        ("创建{15个}“充分就业社区”，", ["“充分就业社区”创建数"]),
        ("打造东平广场、哪吒宫等{3个}景观节点", ["景观节点打造数"]),
        ("建成占地面积{2000平方米}的党群服务中心", ["党群服务中心占地面积"]),
        ("{100%}完成企业统计数据上报", ["企业统计数据上报完成率"]),
        ("社会工作服务{100%}覆盖", ["社会工作服务覆盖率"]),
        (
            "{149家}四上企业累计总产值增长{52.61%}",
            ["四上企业数", "四上企业累计总产值增长率"],
        ),
        ("检查{12062家}住户、{930家}场所", ["检查住户数", "场所检查数"]),
        # what is left out stands before (承前省略)
        ("收到锦旗{56面}、感谢信{800份}", ["收到锦旗数", "收到感谢信数"]),
        (
            "粤宝中心项目总投资{3亿元}，目前投资{2.27亿元}",
            ["粤宝中心项目总投资", "粤宝中心项目目前投资"],
        ),
        ("拆除违法建设{367宗}，面积{3290平方米}", ["拆除违法建设宗数", "拆除违法建设面积"]),
        ("开展“散乱污”整治，共排查整治{138家}，完成率{100%}", None),
        (
            "60岁以上老年人第一针覆盖率{70%}，第二针覆盖率全区排名{第9名}",
            ["60岁以上老年人第一针覆盖率", "60岁以上老年人第二针覆盖率全区排名"],
        ),
        ("加强针完成率达{28.90%}, 全区排名{第3}", ["加强针完成率", "加强针完成率全区排名"]),
        ("行政执法案件完成率{57.1%}（{第17名}）", None),
        ("在考核中排全市{第29名}，全区{第4}", None),
        ("新登记来穗人员{22006人}，注销{29375人}", ["新登记来穗人员数", "注销来穗人员数"]),
        ("无偿献血活动{3次}共{319人}参与", ["无偿献血活动次数", "无偿献血活动参与人数"]),
        # change
        (
            "完成财政收入{24076万元}，同比增长{6.2%}；实现税收收入{22232万元}，增长{7.1%}",
            ["财政收入", "财政收入同比增长率", "税收收入", "税收收入增长率"],
        ),
        ("粮食产量{36公斤}，比上年增加{1.8公斤}", ["粮食产量", "粮食产量比上年增加量"]),
        ("增速比上年提高{1.5个百分点}", ["增速比上年提高百分点"]),
        ("企业从{1832户}增加到{3382户}", ["企业户数", "企业户数"]),
        # parts of a whole
        (
            "处理群众投诉案件{1307宗}，其中{12319热线}投诉{432宗}、交办{19宗}",
            ["处理群众投诉案件宗数", "12319热线投诉案件宗数", "交办投诉案件宗数"],
        ),
        (
            "总支出{10万元}，其中：基本支出{7万元}，占{70%}；项目支出{3万元}，占{30%}",
            ["总支出", "基本支出", "基本支出占比", "项目支出", "项目支出占比"],
        ),
        # in order (分别)
        ("小麦、玉米单产分别为{384公斤}、{440公斤}", ["小麦单产", "玉米单产"]),
        (
            "第一、二、三产业占比分别为{12%}、{35%}和{53%}",
            ["第一产业占比", "第二产业占比", "第三产业占比"],
        ),
        (
            "接待游客{17人次}、旅游收入{1亿元}，分别增长{32.9%}、{41.6%}",
            ["接待游客人次", "旅游收入", "接待游客增长率", "旅游收入增长率"],
        ),
        # part of a goal
        (
            "拆除违建{30平方米}，完成全年{20平方米}拆违目标任务的{150%}",
            ["违建拆除面积", "拆违目标任务面积", "拆违目标任务完成率"],
        ),
        ("基本支出{5万元}，为预算的{97%}", ["基本支出", "基本支出预算完成率"]),
        ("三次产业比重为{6.8}：{77.3}：{15.9}", ["三次产业比重"] * 3),
        # function words are cut off only where a word ends
        ("问题整改及时率{95%}", ["问题整改及时率"]),
        ("渠道工程按期完工率{90%}", ["渠道工程按期完工率"]),
        ("在用电梯{80台}，定期检验率{98%}", ["在用电梯数", "定期检验率"]),
        ("路演现场签约{9个}", ["路演现场签约数"]),
        ("截至{2022年}底，水库蓄水量{7亩}", ["水库蓄水量面积"]),
        # a part of what was counted, and what is said of it
        (
            "抽取{38个}项目中的{15个}开展现场核查",
            ["项目抽取数", "开展现场核查项目数"],
        ),
        ("东河县{15个}小区中{4个}未完工", ["东河县小区数", "未完工小区数"]),
        ("{9处}资产未确权移交", ["未确权移交资产数"]),
        ("选取{4个}重大项目开展重点监控", ["开展重点监控重大项目数"]),
        ("发放问卷{320份}，收回{307份}", ["发放问卷数", "收回问卷数"]),
        ("获省科学技术奖{9项}（一等奖{1项}、二等奖{3项}）", None),
        ("选派特派员{39名}，包括省级{8名}、市级{31名}", None),
        ("到位衔接资金{9万元}，其中：省级{5万元}、州级{4万元}", None),
        # against another value
        (
            "初次信访{164件}，较上年{203件}减少{39件}，下降{19.2%}",
            ["初次信访件数", "上年初次信访件数", "初次信访减少件数", "初次信访下降率"],
        ),
        (
            "农户人均纯收入{9万元}，上年为{8万元}，增长{12.5%}",
            ["农户人均纯收入", "上年农户人均纯收入", "农户人均纯收入增长率"],
        ),
        ("食堂日均供餐由上年的{410份}增至{670份}", ["上年食堂日均供餐数", "食堂日均供餐数"]),
        ("普及率{96%}，较{2021年}提高{3.7个百分点}", ["普及率", "普及率提高百分点"]),
        ("贷款逾期率{1.8%}，低于{5%}的控制线", ["贷款逾期率", "贷款逾期率控制线"]),
        ("项目完工率{86%}，未达{95%}", None),
        (
            "抽检食品{24批次}，为年度任务{20批次}的{120%}",
            ["抽检食品批次", "年度任务批次", "抽检食品年度任务完成率"],
        ),
        # points are of the indicator that was named
        (
            "（一）过程情况。该指标分值{25分}，得{20.1分}",
            ["过程指标分值", "过程指标得分"],
        ),
        ("预算执行率{97%}，得{9.77分}", ["预算执行率", "预算执行率得分"]),
        # in order
        (
            "东区、北区分别完工{22个}和{17个}小区",
            ["东区完工小区数", "北区完工小区数"],
        ),
        (
            "小学、初中生均公用经费定额分别为{6万元}和{8万元}",
            ["小学生均公用经费定额", "初中生均公用经费定额"],
        ),
        (
            "新区一般债务、专项债务余额分别为{1亿元}、{8亿元}",
            ["新区一般债务余额", "新区专项债务余额"],
        ),
        # totals, and one of what the sentence is about
        (
            "全县公共预算收入{5亿元}，加上上级补助收入、上年结余等{1亿元}，收入总计{6亿元}",
            None,
        ),
        ("公厕运行支出{40万元}，平均每座{3万元}", None),
        # what each of several places is given
        (
            "奖补资金按因素法切块，甲县{6万元}、乙县{5万元}",
            ["甲县奖补资金", "乙县奖补资金"],
        ),
        ("受益人口{38万人}，甲县、乙县分别为{12万人}、{26万人}", None),
        # of each of what was counted or listed
        (
            "工程划为{2个}标段，中标价依次为{27万元}、{26万元}",
            ["工程划标段数", "第一标段中标价", "第二标段中标价"],
        ),
        # a clause that goes on about the part before it, and a measure that its part keeps
        ("其中丙县应配{8万元}，只到位{3万元}，到位率{38%}", None),
        ("新增灌溉面积{6亩}，其中滴灌{4亩}、管灌{2亩}", None),
        # what the money goes to, and what a remainder is
        ("投入资金{9万元}完成养老院改造", ["养老院改造投入资金"]),
        ("差额{9万元}为市财政未拨", ["市财政未拨差额"]),
        ("补贴按每户{2万元}的标准发放", ["补贴每户标准"]),
        # answers are about those who were asked
        (
            "向受益群众发放问卷{60份}，收回{58份}，满意{54份}，满意度{93%}",
            ["群众发放问卷数", "收回问卷数", "满意问卷数", "受益群众满意度"],
        ),
        # 存现句
        ("养老中心{5处}，设床位{86张}", ["养老中心数", "养老中心床位数"]),
        # a code of accounts is no quantity of the clause
        ("渔业发展（{2130135}）{42万元}", ["渔业发展数", "渔业发展金额"]),
    ],
)
def test_names(marked: str, expected: list[str] | None) -> None:
    known = {
        "开展“散乱污”整治": ["“散乱污”整治排查整治数", "“散乱污”整治完成率"],
        "行政执法案件": ["行政执法案件完成率", "行政执法案件完成率排名"],
        "在考核中": ["考核全市排名", "考核全区排名"],
        "获省": ["获省科学技术奖数", "获省科学技术奖一等奖数", "获省科学技术奖二等奖数"],
        "选派": ["选派特派员数", "省级特派员数", "市级特派员数"],
        "到位": ["到位衔接资金", "省级资金", "州级资金"],
        "项目完工": ["项目完工率", "项目完工率目标值"],
        "全县": ["全县公共预算收入", "上级补助收入、上年结余等金额", "全县公共预算收入总计"],
        "受益": [f"{who}受益人口" for who in ("", "甲县", "乙县")],
        "其中丙": ["丙县应配金额", "丙县到位金额", "丙县到位率"],
        "新增灌": ["新增灌溉面积", "新增滴灌面积", "新增管灌面积"],
        "公厕": ["公厕运行支出", "公厕运行每座金额"],
    }
    if expected is None:
        expected = next(value for key, value in known.items() if marked.startswith(key))
    assert names(marked) == expected


def test_row_label_names_a_value_that_stands_alone() -> None:
    path = ("产出指标", "数量指标", "社区活动场次", "实际完成值")
    assert names("{75场次}，均按计划开展", path) == ["社区活动场次"]


def test_names_that_differ_by_year_only_carry_it() -> None:
    assert names("{2022年}预算执行率为{95%}，{2023年}预算执行率为{77%}") == [
        "2022年预算执行率",
        "2023年预算执行率",
    ]


def test_no_name_is_empty() -> None:
    assert names("{12}") == ["数量"]
    assert names("{12%}") == ["比率"]


@pytest.mark.parametrize(
    ("marked", "section", "expected"),
    [
        ("全区排名{第3}", SectionKind.COMPLETION, [Role.RANK]),
        ("自评得分{91.3分}", SectionKind.OTHER, [Role.SCORE]),
        ("财政收入{5万元}，同比增长{6.2%}", SectionKind.COMPLETION, [Role.ACTUAL, Role.CHANGE]),
        ("产值增速{25%}", SectionKind.COMPLETION, [Role.CHANGE]),
        ("全年预算数{5万元}，执行数为{4万元}", SectionKind.FINANCE, [Role.BUDGET, Role.SPENT]),
        ("一般公共预算收入{77亿元}", SectionKind.FINANCE, [Role.ACTUAL]),
        ("项目计划投资{3亿元}，目前投资{2亿元}", SectionKind.COMPLETION, [Role.BUDGET, Role.SPENT]),
        ("开展宣传活动{15次}", SectionKind.GOAL, [Role.TARGET]),
        ("对辖区{2个}作业点督查", SectionKind.GOAL, [Role.CONTEXT]),
        ("预计年产值{10亿元}", SectionKind.COMPLETION, [Role.TARGET]),
        ("完成全年{30亩}拆违目标任务的{101%}", SectionKind.COMPLETION, [Role.TARGET, Role.ACTUAL]),
        ("计划补助企业{16家}、实际完成{19家}", SectionKind.COMPLETION, [Role.TARGET, Role.ACTUAL]),
        ("共有民营医院{5家}、药企{7家}", SectionKind.COMPLETION, [Role.CONTEXT, Role.CONTEXT]),
        ("内设机构{8个}", SectionKind.OVERVIEW, [Role.CONTEXT]),
        ("上年同期为{9.8%}", SectionKind.COMPLETION, [Role.BASELINE]),
        ("上年结余{46亿元}", SectionKind.FINANCE, [Role.ACTUAL]),
        ("企业从{1832户}增加到{3382户}", SectionKind.COMPLETION, [Role.BASELINE, Role.ACTUAL]),
        ("结转结余率{0.04%}{<10%}", SectionKind.BASIS, [Role.ACTUAL, Role.TARGET]),
    ],
)
def test_roles(marked: str, section: SectionKind, expected: list[Role]) -> None:
    assert [role for _, role in labelled(marked, section)] == expected


_SCRAPS = st.sampled_from(
    [
        "完成",
        "新增",
        "同比增长",
        "分别",
        "为",
        "其中",
        "的",
        "、",
        "，",
        "。",
        "（",
        "）",
        "“",
        "”",
        "《",
        "》",
        "：",
        "占",
        "排名",
        "企业",
        "收入",
        "面积",
        "率",
        "及",
        "和",
        "等",
        "到",
        "从",
        "较上年",
        "{5个}",
        "{3%}",
        "{2万元}",
        "{第3}",
        "{7亩}",
        "{2021年}",
        "{4}",
        "{≥5次}",
        "我街",
        "全区",
        "\n",
    ]
)


@given(st.lists(_SCRAPS, max_size=30))
def test_every_measuring_quantity_gets_a_name_whatever_the_text(scraps: list[str]) -> None:
    marked = "".join(scraps)
    measuring = [m for m in _MARKED.finditer(marked) if _KINDS.get(m.group(4)) is not K.DATE]
    found = labelled(marked)
    assert len(found) == len(measuring)
    assert all(name and len(name) <= 60 for name, _ in found)
