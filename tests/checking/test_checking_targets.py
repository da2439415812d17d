"""Targets: bare cells, grades, ranks, zero goals, and prose against prose."""

from __future__ import annotations

import pytest
from report_builder import ReportBuilder, whole_report

from extractor.records import Role, Rule, Verdict

AGREE, REVIEW, CONFLICT = Verdict.AGREE, Verdict.REVIEW, Verdict.CONFLICT

CELLS = [
    ("环境整治次数", "5次", "5次", [AGREE]),
    ("场地增加数量", "3处", "2处", [CONFLICT]),
    ("信息登记率", "≥90%", "85%", [CONFLICT]),
    ("考评得分", "≥80分/月", "82分/月", [AGREE]),
    ("社区活动场次", "≥40场", "75场次", [AGREE]),
    ("新增就业人数", "800人以上", "1193人", [AGREE]),
    ("安全事故数", "0次", "0次", [AGREE]),
    ("安全事故数", "0次", "1次", [CONFLICT]),
    ("安全事故数", "≤3次", "2次", [AGREE]),
    ("公用经费成本", "100万元", "98万元", [AGREE]),
    ("公用经费成本", "100万元", "1.2亿元", [CONFLICT]),
    ("旧村拆迁", "清零", "清零", [AGREE]),
    ("疫情防控", "确保不发生疫情、不输入疫情", "确诊病例0例、疑似病例0例", [AGREE]),
    ("服务质量", "优", "优", [AGREE]),
    ("服务质量", "良好", "优秀", [AGREE]),
    ("服务质量", "优", "合格", [CONFLICT]),
    ("组织建设", "优", "获评创新案例", [REVIEW]),
    ("管养标准", "达到2级", "2级", [AGREE]),
    ("市容排名", "全区前三", "全区第二", [AGREE]),
    ("市容排名", "前3", "第5名", [CONFLICT]),
    ("城市管理排名", "前3", "前3", [AGREE]),
    ("改造完成率", "100%", "1", [REVIEW]),
    ("登记面积", "≥200亩", "20公顷", [AGREE]),
    ("宣传人次", "14人次", "14人", []),  # the business of `unit`
    ("满意度", "≥90%", "较好", []),
    ("积水片改造完工时间", "6月15日前", "6月10日", [AGREE]),
    ("积水片改造完工时间", "2023年6月底前", "6月", [AGREE]),
    ("积水片改造完工时间", "6月15日前", "7月上旬", [CONFLICT]),
    ("积水片改造完工时间", "2023年12月底前完成", "2024年1月15日完成", [CONFLICT]),
    ("积水片改造完工时间", "12月31日前", "次年1月5日", [CONFLICT]),
    ("积水片改造完工时间", "6月15日前", "6月", []),
    ("资金拨付时间", "每月10日前", "3月至12月", []),
    ("资金分解下达用时", "≤30日", "18日", [AGREE]),
    ("资金分解下达用时", "30日内", "42日", [CONFLICT]),
    ("万人有效发明专利拥有量", "18.5件", "19.34件", [AGREE]),
    ("每千人抽检量", "≥6批次", "5.06批次", [CONFLICT]),
    ("三公经费变动率", "≤0", "-14.93%", [AGREE]),
    ("三公经费变动率", "≤0", "4.93%", [CONFLICT]),
]


@pytest.mark.parametrize(("name", "target", "actual", "expected"), CELLS)
def test_bare_cells(
    name: str,
    target: str,
    actual: str,
    expected: list[Verdict],
) -> None:
    report = ReportBuilder().row(name, target=target, actual=actual)
    assert report.verdicts(Rule.TARGET_VS_ACTUAL) == expected


T, A = Role.TARGET, Role.ACTUAL

PROSE = [
    (
        "完成城镇新增就业人数800人以上；帮扶450人以上登记失业人员实现再就业。",
        "城镇新增就业人数1193人、登记失业人员实现就业人数817人。",
        {"800人以上": ("城镇新增就业人数", T), "450人以上": ("登记失业人员再就业人数", T)},
        {"1193人": ("城镇新增就业人数", A), "817人": ("登记失业人员就业人数", A)},
        [AGREE, AGREE],
    ),
    (
        "今年完成5项市政水务工程，项目完工并验收全部合格。",
        "实施工程共5项，2项现已基本完成，3项正在推进中。",
        {"5项": ("市政水务工程数", T)},
        {"5项": ("实施工程数", A), "2项": ("完成工程数", A), "3项": ("推进中工程数", A)},
        [CONFLICT],
    ),
    (
        "每月进行1场打假宣传活动。",
        "打假宣传活动举办12次。",
        {"1场": ("打假宣传活动场数", T)},
        {"12次": ("打假宣传活动次数", A)},
        [AGREE],
    ),
    (
        "开展禁毒宣传活动≥100场，提高识毒意识。",
        "开展禁毒宣传活动93场，群众识毒意识提高。",
        {"≥100场": ("禁毒宣传活动场数", T)},
        {"93场": ("禁毒宣传活动场数", A)},
        [CONFLICT],
    ),
    (
        "开展禁毒宣传活动≥100场，提高识毒意识。",
        "派发资料2000份，接待群众50人，效果良好。",
        {"≥100场": ("禁毒宣传活动场数", T)},
        {"2000份": ("派发资料数", A), "50人": ("接待群众数", A)},
        [],
    ),
]


@pytest.mark.parametrize(("target", "actual", "wanted", "got", "expected"), PROSE)
def test_prose_cells(
    target: str,
    actual: str,
    wanted: dict[str, tuple[str, Role]],
    got: dict[str, tuple[str, Role]],
    expected: list[Verdict],
) -> None:
    report = ReportBuilder().cells("任务", target, actual, wanted, got)
    assert report.verdicts(Rule.TARGET_VS_ACTUAL) == expected


def test_the_same_miss_in_another_table_is_one_finding() -> None:
    report = ReportBuilder().row("公建配套场地增加数量", target="3处", actual="2处")
    report.row("公建配套场地增加数量", actual="2处")
    (found,) = report.checks(Rule.TARGET_VS_ACTUAL)
    assert found.verdict is CONFLICT
    assert [item.text for item in found.evidence] == ["3处", "2处", "2处"]


def test_at_least_once_a_month_is_twelve_a_year() -> None:
    report = ReportBuilder().prose("带头人培训常态化，每月至少1次、共16次。")
    (found,) = report.checks(Rule.TARGET_VS_ACTUAL)
    assert found.verdict is AGREE
    assert found.formula.zh == "16次 ≥ 至少1次 × 12"


def test_a_task_stated_in_prose() -> None:
    report = ReportBuilder().prose("拆除面积303290.77平方米，完成全年30万平方米目标任务的101.1%。")
    assert report.verdicts(Rule.TARGET_VS_ACTUAL) == [AGREE]


_SIGNED = "平安县2023年度部门整体支出绩效自评报告\n指标名称\t计量单位\t指标性质\t指标值\t完成值\t权重\t得分\n"
# A row whose goal has its sign in a cell of its own.
SIGNED = [
    ("政府债务率\t%\t≤\t120\t116\t10\t10", [AGREE]),
    ("政府债务率\t%\t≤\t120\t126\t10\t9", [CONFLICT]),
    ("疫木除治数量\t株\t≥\t42000\t43618\t10\t10", [AGREE]),
    ("疫木除治数量\t株\t≥\t42000\t41618\t10\t9", [CONFLICT]),
    ("评审办结时限\t工作日\t小于等于\t18\t17\t10\t10", [AGREE]),
    ("疫木除治数量\t株\t=\t42000\t42000\t10\t10", [AGREE]),
]


@pytest.mark.parametrize(("row", "expected"), SIGNED)
def test_a_sign_in_a_cell_of_its_own(row: str, expected: list[Verdict]) -> None:
    found = whole_report(f"{_SIGNED}{row}\n", rule=Rule.TARGET_VS_ACTUAL)
    assert [check.verdict for check in found] == expected
