"""No check raises on any text, whatever words of the trade stand in it, in prose or in tables."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from report_builder import Names, ReportBuilder, whole_report

from extractor.records import Check, Role, SectionKind

TITLE = "平安县2023年度部门整体支出绩效自评报告\n一、完成情况\n"
# What the checks look for, and numbers that stretch them.
WORDS = (
    "合计 共 其中 其中： 分别为 包括 按来源分 （ ） 、 ， 。 ； ： \n \t 得分 分值 总分 满分 扣 得分率 决策 过程（25分） "
    "产出 目标 计划 任务 实际 完成 未达到 超出 低于 的规定时限 完成目标的 每户 户均 每万人 人均 /吨 较上年 比上年的 由 到 增长 下降 "
    "增加 减少 提高 占 占比 率 结转 结余 收入总计 本年收入 本年支出 年初结转和结余 年末结转和结余 截至 2022年度 绩效目标 2023年底前 预算时 "
    "年度指标值 实际完成值 计量单位 年度资金总额 合理 较合理 不够 开工 完工 第 名 约 近 余 不少于 "
    "0 1 2 7.5 10 100 97.34% 0% 300% -5.2% 1,284 1284 2,146 2,164 99999999999999999999 0.0000000001 4.00 "
    "分 万元 元 亿元 亩 万亩 公顷 斤 小时 日 天 人 人次 户 个 ‰ 个百分点 倍 万美元 平方米 公里 元/吨 ％ ．"
)
PIECES = WORDS.split(" ")
texts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
cells = st.lists(st.sampled_from(PIECES), max_size=4).map(
    lambda pieces: "".join(pieces).replace("\n", "").replace("\t", "")
)
tables = st.lists(st.lists(cells, min_size=1, max_size=6).map("\t".join), max_size=6).map("\n".join)


def _well_formed(found: tuple[Check, ...]) -> None:
    assert all(item.evidence and item.message.zh and item.formula.zh for item in found)
    assert len({item.id for item in found}) == len(found)


@settings(deadline=None, max_examples=80)
@given(text=texts, table=tables)
@example(text="", table="合计\t0\t0\n其中：\t0\t0\n0\t0\t0")
@example(text="共0个，分别为0个、0个。", table="分值\t得分\n0\t0\n总分\t0")
@example(text="由0万元增长到0万元，增长0%，户均0元。", table="年度指标值\t实际完成值\n0\t0")
def test_no_report_raises(text: str, table: str) -> None:
    _well_formed(whole_report(f"{TITLE}{text}\n二、指标表\n{table}\n"))


@settings(deadline=None, max_examples=80)
@given(
    paragraphs=st.lists(texts, max_size=4),
    sections=st.lists(st.sampled_from(SectionKind), min_size=4, max_size=4),
    called=st.lists(cells, min_size=6, max_size=6),
    roles=st.lists(st.sampled_from(Role), min_size=6, max_size=6),
)
def test_no_names_and_roles_raise(
    paragraphs: list[str], sections: list[SectionKind], called: list[str], roles: list[Role]
) -> None:
    numbers = ("2,146人次", "2,164人次", "97.34%", "1284户", "7.5万元", "100分")
    names: Names = {
        number: (name, role) for number, name, role in zip(numbers, called, roles, strict=True)
    }
    report = ReportBuilder().row("培训", target="2,164人次", actual="2,146人次", score="7.5")
    for text, section in zip(paragraphs, sections, strict=False):
        if text.strip():
            report.prose(f"{text}{'、'.join(numbers)}", names, section=section)
    _well_formed(report.checks())
