"""What the two model peers are told: one text and one worked example for both.

It gives them what the product's own prompt gives (prompts/label.v1.jinja): what a table's
indicator name is made of, the roles, and a self-made example with parallel and ranked values;
and, because they find and read the quantities themselves, what a quantity is, and how value, unit
and op are written (samples/SPEC.md). The example has headings and clauses without a number, as
reports do: with one that had only quantities the small model cited every clause of the text.
"""

from __future__ import annotations

from typing import NamedTuple

from eval.peers.answers import Stated

# {quote} is what the peer calls the text that it cites.
RULES = """\
从预算绩效自评报告里，按先后摘出每个数量指标，一个不漏，输出 JSON。
{quote}：只摘数字和单位，逐字照抄，不摘整句，如“36场”“约1.2万人次”“第4”。没有数字的句子、标题、年份、日期、文号、序号和年龄段都不摘。
name：像绩效表里的指标名，限定词+动作+对象+度量，照抄原文的词，8到20个字，不写数值和单位；项目、地段、“新增”“累计”“剩余”“其中”等限定词不能丢；度量写在末尾，如“数”“次数”“人次”“面积”“金额”“率”“占比”“排名”；并列的数量共用前面的主语或动作；排名、增长率的名称是它所说的指标名加“排名”“增长率”。
value：数值；区间写“2-3”。unit：单位，连同“万”“亿”；没有则为空。
op：= 等于；>= 不少于、至少；> 超过；<= 不超过；< 低于；~ 约、近；+ 余、多；range 区间。
role：actual 实际完成；target 目标、计划、标准；budget 预算或计划投资的钱；spent 支出的钱；change 增减幅度；rank 名次；score 得分；baseline 上期或别处的对比值；context 背景情况。
section：goal 年度目标；completion 完成情况；problem 问题和原因；measure 改进措施；basis 评分依据；finance 收支情况；overview 概况；other 其他。"""


class Example(NamedTuple):
    text: str
    found: tuple[Stated, ...]


EXAMPLES = (
    Example(
        "二、坚持文化惠民, 提升服务水平。2022年率先建成“一站式”志愿服务中心, 举办讲座36场(目标不少于30场)、"
        "展览5场, 慰问困难职工28名, 吸引群众约1.2万人次参加; “邻里互助”模式获得群众充分肯定; 群众满意度达97.5%, "
        "同比提高3.1个百分点, 在全市排名第4。扎实推进城市更新, 东湖片区改造项目已投入1.5亿元; "
        "查处违建70余宗, 其中占道经营3宗。三、坚持安全发展, 守住安全底线。",
        (
            Stated("36场", "举办讲座场数", "36", "场", "=", "actual", "completion"),
            Stated("不少于30场", "举办讲座场数", "30", "场", ">=", "target", "completion"),
            Stated("5场", "举办展览场数", "5", "场", "=", "actual", "completion"),
            Stated("28名", "慰问困难职工数", "28", "名", "=", "actual", "completion"),
            Stated("约1.2万人次", "吸引群众参加人次", "1.2", "万人次", "~", "actual", "completion"),
            Stated("97.5%", "群众满意度", "97.5", "%", "=", "actual", "completion"),
            Stated("3.1个百分点", "群众满意度同比提高幅度", "3.1", "个百分点", "=", "change", "completion"),
            Stated("第4", "群众满意度全市排名", "4", "", "=", "rank", "completion"),
            Stated("1.5亿元", "东湖片区改造项目已投入金额", "1.5", "亿元", "=", "spent", "completion"),
            Stated("70余宗", "查处违建宗数", "70", "宗", "+", "actual", "completion"),
            Stated("3宗", "查处占道经营宗数", "3", "宗", "=", "actual", "completion"),
        ),
    ),
)  # fmt: skip
