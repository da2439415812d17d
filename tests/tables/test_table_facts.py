"""Layouts of self-evaluation tables, each as small as it can be, and the facts they state.

The forms follow 财预〔2020〕10号 and the provincial 部门整体支出绩效自评表; the numbers and
names are made up.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from extractor.reading import read, read_bytes
from extractor.records import CellRole, Document, Fact, Quote, Table
from extractor.tables import facts, lay_out

REPORTS = Path(__file__).parents[2] / "eval" / "samples" / "reports"

PROJECT_FORM = """\
项目支出绩效自评表
项目名称\t社区养老服务专项\t\t\t\t\t\t\t
主管部门\t某区民政局\t\t\t实施单位\t某区养老中心\t\t\t
项目资金（万元）\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\t
\t年度资金总额\t120.00\t110.00\t105.60\t10\t96.00%\t9.60\t
\t上年结转资金\t20.00\t20.00\t20.00\t—\t100.00%\t—\t
年度总体目标\t预期目标\t\t\t\t实际完成情况\t\t\t
\t为老年人提供助餐服务，新建长者饭堂2家。\t\t\t\t新建长者饭堂2家，服务3120人次。\t\t\t
绩效指标\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施
\t产出指标\t数量指标\t新建长者饭堂数量\t2家\t2家\t15\t15\t
\t\t\t服务人次\t≥3000人次\t3120人次\t15\t15\t
\t\t时效指标\t项目按时完成率\t≥95%\t90%\t10\t9\t个别点位施工延误，已督促整改。
\t效益指标\t社会效益指标\t老年人生活便利程度\t有所提升\t达成预期指标\t30\t28\t
总分\t\t\t\t\t\t100\t96.6\t
"""

# What a line states: (line, name): target, actual, score, weight, value
Stated = dict[tuple[int, str], tuple[str | None, ...]]


def document_of(text: str) -> Document:
    return read_bytes(text.encode(), "self-made.txt")


def facts_of(document: Document) -> tuple[Fact, ...]:
    grids = tuple(lay_out(block) for block in document.blocks if isinstance(block, Table))
    found = facts(document, grids)
    for fact in found:
        for quote in (fact.target, fact.actual, fact.score, fact.weight, fact.value):
            if quote is not None:
                assert quote.span.of(document.text) == quote.text
    return found


def stated(found: tuple[Fact, ...]) -> Stated:
    def text(quote: Quote | None) -> str | None:
        return None if quote is None else quote.text

    return {
        (fact.place.line, fact.name): tuple(
            text(quote) for quote in (fact.target, fact.actual, fact.score, fact.weight, fact.value)
        )
        for fact in found
    }


def test_project_form_states_amounts_indicators_and_total() -> None:
    found = facts_of(document_of(PROJECT_FORM))
    assert stated(found) == {
        (5, "年度资金总额年初预算数"): (None, None, None, None, "120.00"),
        (5, "年度资金总额全年预算数"): (None, None, None, None, "110.00"),
        (5, "年度资金总额全年执行数"): (None, None, None, None, "105.60"),
        (5, "年度资金总额执行率"): (None, None, "9.60", "10", "96.00%"),
        (6, "上年结转资金年初预算数"): (None, None, None, None, "20.00"),
        (6, "上年结转资金全年预算数"): (None, None, None, None, "20.00"),
        (6, "上年结转资金全年执行数"): (None, None, None, None, "20.00"),
        (6, "上年结转资金执行率"): (None, None, None, None, "100.00%"),
        (10, "新建长者饭堂数量"): ("2家", "2家", "15", "15", None),
        (11, "服务人次"): ("≥3000人次", "3120人次", "15", "15", None),
        (12, "项目按时完成率"): ("≥95%", "90%", "9", "10", None),
        (13, "老年人生活便利程度"): ("有所提升", "达成预期指标", "28", "30", None),
        (14, "总分"): (None, None, "96.6", "100", None),
    }
    by_name = {fact.name: fact for fact in found}
    assert by_name["服务人次"].labels == ("绩效指标", "产出指标", "数量指标")
    assert by_name["老年人生活便利程度"].labels == ("绩效指标", "效益指标", "社会效益指标")
    assert by_name["年度资金总额全年预算数"].unit == "万元"
    assert by_name["年度资金总额执行率"].unit == ""


CASES: dict[str, tuple[str, Stated]] = {
    "pipes, a number column, a total": (
        "| 序号 | 指标名称 | 权重 | 目标值 | 完成值 | 自评得分 |\n|---|---|---|---|---|---|\n"
        "| 1 | 培训场次 | 20 | 12场 | 14场 | 20 |\n| 2 | 培训合格率 | 30 | ≥95% | 93.5% | 28 |\n"
        "| 合计 | | 50 | | | 48 |\n",
        {
            (3, "培训场次"): ("12场", "14场", "20", "20", None),
            (4, "培训合格率"): ("≥95%", "93.5%", "28", "30", None),
            (5, "合计"): (None, None, "48", "50", None),
        },
    ),
    "roles in another order": (
        "权重\t指标名称\t评分标准\t得分\t实际完成值\t计划值\n"
        "20\t修缮道路长度\t每少1公里扣2分\t18\t9公里\t10公里\n",
        {(2, "修缮道路长度"): ("10公里", "9公里", "18", "20", None)},
    ),
    "two levels only, result called 全年实际值": (
        "一级指标\t二级指标\t指标内容\t目标值\t全年实际值\t备注\n产出\t数量\t发放补贴人数\t500人\t512人\t\n",
        {(2, "发放补贴人数"): ("500人", "512人", None, None, None)},
    ),
    "a row that fell one column left": (
        "年度关键指标\t关键指标\t预期实现值\t指标完成情况\n\t开工率\t100%\t98%\n满意度\t≥80%\t85%\t\n",
        {
            (2, "开工率"): ("100%", "98%", None, None, None),
            (3, "满意度"): ("≥80%", "85%", None, None, None),
        },
    ),
    "results in words are not names": (
        "年度关键指标\t关键指标\t预期实现值\t指标完成情况\n\t防控工作情况\t确保不发生、不输入\t新增0例、疑似0例\n",
        {(2, "防控工作情况"): ("确保不发生、不输入", "新增0例、疑似0例", None, None, None)},
    ),
    "names and values run together": (
        "主要任务\t预期目标\t目标完成情况\t关键指标\t指标完成情况\t任务涉及资金\n"
        "设施建设\t做好建设。\t已经建成。\t新建场地数量 群众满意度 走访次数\t2处 92% 300\t879.73\n",
        {
            (2, "新建场地数量"): (None, "2处", None, None, None),
            (2, "群众满意度"): (None, "92%", None, None, None),
            (2, "走访次数"): (None, "300", None, None, None),
            (2, "任务涉及资金"): (None, None, None, None, "879.73"),
        },
    ),
    "as many values as names, or none is told apart": (
        "主要任务\t关键指标\t指标完成情况\n设施建设\t新建场地数量 群众满意度\t2处 92% 5次\n",
        {(2, "新建场地数量群众满意度"): (None, "2处 92% 5次", None, None, None)},
    ),
    "names with a mark between them, values in the same order": (
        "三级指标\t年度指标值\t实际完成值\t分值\t得分\n"
        "停车位、充电桩\t200个 120个\t206个 86个\t4\t3.4\n"
        "新建食堂/助餐点\t2家/4个\t2家/5个\t6\t6\n"
        "巡查次数；整改率\t≥1,100次；100%\t1,126次；98%\t5\t5\n",
        {
            (2, "停车位"): ("200个", "206个", "3.4", "4", None),
            (2, "充电桩"): ("120个", "86个", "3.4", "4", None),
            (3, "新建食堂"): ("2家", "2家", "6", "6", None),
            (3, "助餐点"): ("4个", "5个", "6", "6", None),
            (4, "巡查次数"): ("≥1,100次", "1,126次", "5", "5", None),
            (4, "整改率"): ("100%", "98%", "5", "5", None),
        },
    ),
    "values in another order than the names: the rate takes the percentage": (
        "三级指标\t年度指标值\t实际完成值\n验收合格率、返工点位、处罚企业\t100% 0处 0家\t2处 92% 3家\n",
        {
            (2, "验收合格率"): ("100%", "92%", None, None, None),
            (2, "返工点位"): ("0处", "2处", None, None, None),
            (2, "处罚企业"): ("0家", "3家", None, None, None),
        },
    ),
    "names in one cell, sentences that state one quantity for each": (
        "三级指标\t年度指标值\t实际完成值\t得分\n"
        "新增就业人数、失业人员再就业人数\t新增就业人数800人以上；帮扶450人以上失业人员再就业。"
        "根据《2021年就业要点》（就〔2021〕2号）。\t1、新增就业1193人；2、失业人员再就业817人。\t2\n"
        "宣传场次，查获案件数量\t每月宣传1场，查获案件12件及以上\t宣传12场，查获案件43宗\t1\n",
        {
            (2, "新增就业人数"): ("800人以上", "1193人", "2", None, None),
            (2, "失业人员再就业人数"): ("450人以上", "817人", "2", None, None),
            (3, "宣传场次"): ("每月宣传1场", "12场", "1", None, None),
            (3, "查获案件数量"): ("12件及以上", "43宗", "1", None, None),
        },
    ),
    "a list inside brackets, and a sentence with more to say, are one indicator": (
        "三级指标\t年度指标值\t实际完成值\n改造管网（雨水、污水）\t62公里\t雨水19公里 污水21公里\n"
        "建设、维护道路\t2条\t投入5万元，完成2条\n",
        {
            (2, "改造管网（雨水、污水）"): ("62公里", "雨水19公里 污水21公里", None, None, None),
            (3, "建设、维护道路"): ("2条", "投入5万元，完成2条", None, None, None),
        },
    ),
    "names run together where only points are stated": (
        "三级指标\t分值\t得分\n项目完成率 种植面积\t15\t13.2\n部门 协作机制\t5\t5\n",
        {
            (2, "项目完成率"): (None, None, "13.2", "15", None),
            (2, "种植面积"): (None, None, "13.2", "15", None),
            (3, "部门协作机制"): (None, None, "5", "5", None),
        },
    ),
    "numbered names, years in the header, a subtotal that is none": (
        "三级指标\t2023年目标值\t2023年完成值\t权重\t得分\n"
        "指标1：修路长度\t≥10公里\t12公里\t10\t10\n小计\t\t\t10\t10\n",
        {(2, "修路长度"): ("≥10公里", "12公里", "10", "10", None)},
    ),
    "a header of two rows, and a remark at the foot": (
        "二级指标\t三级指标\t绩效目标\t\t完成情况\t\t分值\t得分\n\t\t年初目标值\t调整目标值\t实际完成值\t完成率\t\t\n"
        "数量指标\t补助人数\t5000人\t5100人\t5080人\t99.61%\t20\t19.9\n说明\t审计没有发现问题。\n",
        {(3, "补助人数"): ("5000人", "5080人", "19.9", "20", "99.61%")},
    ),
    "a sum beside its parts is an amount, a sum of points a score": (
        "资金来源\t财政拨款\t100\t自筹\t30\t合计\t130\n总分\t95\t\t\t\t\t\n",
        {
            (1, "财政拨款"): (None, None, None, None, "100"),
            (1, "自筹"): (None, None, None, None, "30"),
            (1, "合计"): (None, None, None, None, "130"),
            (2, "总分"): (None, None, "95", None, None),
        },
    ),
    "a column of units, bare numbers beside it": (
        "指标内容\t度量单位\t年度指标值\t实际完成值\t完成率\t分值\t得分\n培训人数\t人\t500\t520\t104%\t10\t10\n",
        {(2, "培训人数"): ("500", "520", "10", "10", "104%")},
    ),
    "headers of an assessment, words that could explain": (
        "序号\t考核内容\t考核目标\t完成情况\t自评分\t考核分值\n1\t考核结果应用率\t100%\t80%\t4\t5\n",
        {(2, "考核结果应用率"): ("100%", "80%", "4", "5", None)},
    ),
    "a change in percentage points is a value": (
        "三级指标\t目标值\t完成值\t得分\n热线满意率\t提高≥1个百分点\t提高0.4个百分点\t9\n",
        {(2, "热线满意率"): ("提高≥1个百分点", "提高0.4个百分点", "9", None, None)},
    ),
    "two tables of amounts side by side, with numbers of rows and columns": (
        "收入\t\t\t支出\t\t\n科目\t行次\t决算数\t科目\t行次\t决算数\n栏次\t\t1\t栏次\t\t2\n"
        "财政拨款\t1\t1,200.5\t基本支出\t9\t800\n事业收入\t2\t30\t项目支出\t10\t\n\t\t\t年末结转\t11\t430.5\n"
        "合计\t4\t1,230.5\t合计\t12\t1,230.5\n",
        {
            (4, "财政拨款决算数"): (None, None, None, None, "1,200.5"),
            (4, "基本支出决算数"): (None, None, None, None, "800"),
            (5, "事业收入决算数"): (None, None, None, None, "30"),
            (6, "年末结转决算数"): (None, None, None, None, "430.5"),
            (7, "收入合计决算数"): (None, None, None, None, "1,230.5"),
            (7, "支出合计决算数"): (None, None, None, None, "1,230.5"),
        },
    ),
    "amounts with letters and units in the header, blanks, remarks and a score": (
        "资金来源\t预算数（A）\t执行数(万元)\t执行率（B/A）\t得分\t备注\n"
        "年度资金总额：\t110\t105.6\t96%\t9.6\t\n其中：财政拨款\t90\t85.6\t95.11%\t\t余款结转\n"
        "上年结转\t\t\t\t\t\n其他资金\t20\t20\t100%\t\t\n",
        {
            (2, "年度资金总额预算数"): (None, None, None, None, "110"),
            (2, "年度资金总额执行数"): (None, None, None, None, "105.6"),
            (2, "年度资金总额执行率"): (None, None, "9.6", None, "96%"),
            (3, "其中：财政拨款预算数"): (None, None, None, None, "90"),
            (3, "其中：财政拨款执行数"): (None, None, None, None, "85.6"),
            (3, "其中：财政拨款执行率"): (None, None, None, None, "95.11%"),
            (5, "其他资金预算数"): (None, None, None, None, "20"),
            (5, "其他资金执行数"): (None, None, None, None, "20"),
            (5, "其他资金执行率"): (None, None, None, None, "100%"),
        },
    ),
    "years as rows and as columns, what was done between name and amounts": (
        "年度\t预算数\t决算数\n2022年\t120\t119\n\n指标\t单位\t2022年\t2023年\n接待游客\t万人次\t120.5\t150.2\n\n"
        "年度主要任务\t完成情况\t预算资金\t执行资金\n学校建设\t新建学校3所，新增学位4200个。\t1200\t1150\n",
        {
            (2, "2022年预算数"): (None, None, None, None, "120"),
            (2, "2022年决算数"): (None, None, None, None, "119"),
            (5, "接待游客2022年"): (None, None, None, None, "120.5"),
            (5, "接待游客2023年"): (None, None, None, None, "150.2"),
            (8, "学校建设预算资金"): (None, None, None, None, "1200"),
            (8, "学校建设执行资金"): (None, None, None, None, "1150"),
        },
    ),
    "a line wrap inside one of the names": (
        "主要任务\t关键指标\t指标完成情况\n设施建设\t新建活动 场地数量 群众满意度\t2处 92%\n",
        {
            (2, "新建活动场地数量"): (None, "2处", None, None, None),
            (2, "群众满意度"): (None, "92%", None, None, None),
        },
    ),
    "the money of a task with several rows names the task": (
        "主要任务\t预期目标\t目标完成情况\t关键指标\t指标完成情况\t任务涉及资金\n"
        "垃圾分类\t做好分类。\t全面推开。\t数量指标\t宣传96场，覆盖8个社区\t137.70\n"
        "\t\t时效指标\t按期完成，无延误\t\t\n\t\t\t\t责任书签订率100%\t\n\t\t\t满意度指标\t\t\n",
        {
            (2, "数量指标"): (None, "宣传96场，覆盖8个社区", None, None, None),
            (2, "任务涉及资金（垃圾分类）"): (None, None, None, None, "137.70"),
            (3, "时效指标"): (None, "按期完成，无延误", None, None, None),
            (4, "责任书签订率"): (None, "100%", None, None, None),
        },
    ),
    "a header that says 指标解释 over target and result, the score between them": (
        "三级指标\t分值\t指标解释\t得分\t评分依据\n"
        "走访次数\t2\t全年走访不少于5次。\t2\t全年走访6次，均有记录。\t根据《走访办法》。\n"
        "宣传场次\t2\t\t全年宣传10场以上。\t2\t已宣传12场。\t根据《宣传方案》。\n",
        {
            (2, "走访次数"): ("全年走访不少于5次。", "全年走访6次，均有记录。", "2", "2", None),
            (3, "宣传场次"): ("全年宣传10场以上。", "已宣传12场。", "2", "2", None),
        },
    ),
    "a header that says 指标解释 and means it": (
        "三级指标\t分值\t指标解释\t得分\t评分依据\n"
        "预算完成率\t2\t反映预算完成程度。\t1.96\t预算100万元，执行98万元。\n",
        {(2, "预算完成率"): (None, None, "1.96", "2", None)},
    ),
    "labels and amounts, a number that names something is no amount": (
        "单位名称\t某街道办事处\t\t单位数：5\t单位：万元\n资金情况\t年度预算数\t1,616.28\t年初预算数\t1,500.00\n"
        "\t其中: 一般公共预算\t1266.5\t\t\n联系人\t张三\t联系电话\t02012345678\n填报日期：2023年3月21日\t联系电话：0550-3020117\n自评得分\t95.5\t等级\t优\n",
        {
            (1, "单位数"): (None, None, None, None, "5"),
            (2, "年度预算数"): (None, None, None, None, "1,616.28"),
            (2, "年初预算数"): (None, None, None, None, "1,500.00"),
            (3, "其中:一般公共预算"): (None, None, None, None, "1266.5"),
            (6, "自评得分"): (None, None, "95.5", None, None),
        },
    ),
    "a matrix with two header rows and moved columns": (
        "支出规模(万元)\t按资金来源\t\t\t按结构\t\n\t财政拨款\t\t其他资金\t基本支出\t项目支出\n"
        "\t全年预算数\t80.5\t4.5\t15\t70\n完成率\t97.87%\t100%\t98%\t99%\t\n",
        {
            (3, "财政拨款全年预算数"): (None, None, None, None, "80.5"),
            (3, "其他资金全年预算数"): (None, None, None, None, "4.5"),
            (3, "基本支出全年预算数"): (None, None, None, None, "15"),
            (3, "项目支出全年预算数"): (None, None, None, None, "70"),
            (4, "财政拨款完成率"): (None, None, None, None, "97.87%"),
            (4, "其他资金完成率"): (None, None, None, None, "100%"),
            (4, "基本支出完成率"): (None, None, None, None, "98%"),
            (4, "项目支出完成率"): (None, None, None, None, "99%"),
        },
    ),
    "tags around and inside a cell": (
        "关键指标\t年度指标值\t指标完成情况\n<p>宣传活动</p>\t<p>≥3场</p>\t<p>开展4场</p> <p>派发20份，覆盖全街</p>\n",
        {(2, "宣传活动"): ("≥3场", "开展4场</p> <p>派发20份，覆盖全街", None, None, None)},
    ),
    "nothing stated": ("三级指标\t年度指标值\t实际完成值\n数量指标\t\t\n质量指标\t—\t—\n", {}),
}


@pytest.mark.parametrize("case", CASES)
def test_layout(case: str) -> None:
    text, expected = CASES[case]
    assert stated(facts_of(document_of(text))) == expected


def test_units_come_from_the_label_before_the_table() -> None:
    text = "单位：元\n项目资金（万元）\t\t年初预算数\t决算数\n\t总额\t12\t13.5\n\n指标\t完成值\n办件量\t5\n"
    found = facts_of(document_of(text))
    assert {fact.unit for fact in found if fact.value} == {"万元"}
    assert {fact.labels for fact in found if fact.value} == {("总额",)}


def test_bare_numbers_have_the_unit_of_their_column_or_name() -> None:
    found = facts_of(document_of(
        "单位：万元\n指标内容\t度量单位\t年度指标值\t实际完成值\n培训人数\t人\t500\t520\n\n"
        "指标名称\t目标值\t完成值\n修路长度（公里）\t12\t13.5\n办结率\t95%\t97%\n\n"
        "指标\t单位\t2022年\t2023年\n接待游客\t万人次\t120.5\t150.2\n"
    ))  # fmt: skip
    assert [fact.unit for fact in found] == ["人", "公里", "", "万人次", "万人次"]


def test_prose_between_a_task_and_its_money_keeps_its_role() -> None:
    document = document_of(
        CASES["years as rows and as columns, what was done between name and amounts"][0]
    )
    cells = [
        c for block in document.blocks if isinstance(block, Table) for c in lay_out(block).cells
    ]
    (told,) = [cell for cell in cells if cell.cell.text.startswith("新建学校")]
    assert (told.role, told.labels) == (CellRole.COMPLETION, ("学校建设",))


def test_matrix_labels_name_group_and_column() -> None:
    found = facts_of(document_of(CASES["a matrix with two header rows and moved columns"][0]))
    assert [fact.labels for fact in found[:4]] == [
        ("按资金来源", "财政拨款"),
        ("按资金来源", "其他资金"),
        ("按结构", "基本支出"),
        ("按结构", "项目支出"),
    ]


def test_group_labels_hold_for_the_rows_that_add_up_to_their_points() -> None:
    text = (
        "一级指标\t分值\t二级指标\t分值\t三级指标\t分值\t得分\n"
        "管理\t5\t预算\t5\t编制\t2\t2\n\t\t\t\t执行\t3\t3\n"
        "\t\t\t\t走访\t4\t4\n履职\t10\t民生\t10\t慰问\t6\t5\n"
    )
    found = facts_of(document_of(text))
    assert [(fact.name, fact.labels) for fact in found] == [
        ("编制", ("管理", "预算")),
        ("执行", ("管理", "预算")),
        ("走访", ("履职", "民生")),
        ("慰问", ("履职", "民生")),
    ]


def test_a_header_goes_on_after_a_page_number() -> None:
    document = document_of(
        "三级指标\t年度指标值\t实际完成值\n走访次数\t5次\t6次\n— 2 —\n宣传场次\t10场\t9场\n"
    )
    first, second = [block for block in document.blocks if isinstance(block, Table)]
    found = facts(document, (lay_out(first), lay_out(second, first)))
    assert stated(found)[4, "宣传场次"] == ("10场", "9场", None, None, None)
    pairs = document_of("联系人\t张三\n")
    (other,) = [block for block in pairs.blocks if isinstance(block, Table)]
    assert all(cell.role is not CellRole.NAME for cell in lay_out(other, first).cells)


def test_prose_rows_after_the_indicators_keep_their_roles() -> None:
    document = document_of(
        "主要任务\t预期目标\t目标完成情况\t关键指标\t指标完成情况\n建设\t做好。\t建成。\t数量\t2处\n"
        "存在问题\t一是进度偏慢。\t\t\t\n改进措施\t二是加快进度。\t\t\t\n"
    )
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    roles = {cell.cell.text: cell.role for cell in lay_out(table).cells}
    assert roles["一是进度偏慢。"] is CellRole.PROBLEM
    assert roles["二是加快进度。"] is CellRole.MEASURE
    assert roles["做好。"] is CellRole.GOAL
    assert roles["建成。"] is CellRole.COMPLETION


def report(number: str) -> Document:
    (found,) = REPORTS.glob(f"{number}_*.txt")
    return read(found)


def test_scores_and_points_of_a_whole_report_add_up_as_it_states() -> None:
    found = facts_of(report("000"))
    # a row of several indicators repeats its points
    rows = {fact.weight.span: fact for fact in found if fact.weight and fact.name != "总分"}
    scored = list(rows.values())
    points: dict[str, Decimal] = {}
    total = Decimal(0)
    for fact in scored:
        assert fact.weight is not None
        assert fact.score is not None
        points[fact.labels[0]] = points.get(fact.labels[0], Decimal(0)) + Decimal(fact.weight.text)
        total += Decimal(fact.score.text)
    assert points == {"管理效能": 45, "履职效能": 50, "加减分项": 5}
    assert total == Decimal("94.22")
    assert stated(found)[84, "总分"] == (None, None, "94.22", "100", None)


def test_amounts_of_a_whole_report_stand_under_their_columns() -> None:
    found = stated(facts_of(report("000")))
    assert [found[11, f"{whose}全年预算数"][-1] for whose in (
        "财政拨款", "其他资金", "基本支出", "项目支出", "本部门支出",
    )] == ["18005.56", "4.43", "2972.6", "15037.38", "18009.98"]  # fmt: skip
