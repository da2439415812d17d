"""The rules as one table: what each is called, what it rests on, an example, and its function.

`RULES` are the families, each of which gives checks of its own kind. `FINDERS` find by arithmetic
which figures belong together, in prose and in tables, and know nothing of names; they bear out or
doubt what the families say. `OWN` is what a user adds. A new family or finder is a new file and
a row here; `extractor rules` and docs/rules.md are written from the rows, and a test runs every
example through its function.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from extractor.checking.accounts import accounts
from extractor.checking.columns import columns
from extractor.checking.copied import copied
from extractor.checking.derived import anywhere, derived, products, relisted, series
from extractor.checking.echoes import echoes
from extractor.checking.implausible import implausible
from extractor.checking.layout import Sheet
from extractor.checking.linking import Link
from extractor.checking.narrative import narrative_vs_table
from extractor.checking.own import own
from extractor.checking.period import period
from extractor.checking.ratio import ratio
from extractor.checking.recognition import recognition
from extractor.checking.repeat import repeat
from extractor.checking.restated import restated
from extractor.checking.scores import score
from extractor.checking.sums import sums
from extractor.checking.targets import target_vs_actual
from extractor.checking.unexplained import unexplained
from extractor.checking.units import unit
from extractor.records import Check, Rule, Text, Verdict


class Example(NamedTuple):
    """A short report, and what the rule says of it, word for word."""

    text: str
    verdict: Verdict
    says: Text
    checks: str = ""  # the file of checks that it needs, as TOML
    sureness: str = ""  # with which it was read from a picture, 0 to 1; "" if it was not


class Family(NamedTuple):
    rule: Rule
    title: Text  # as `review.words` calls the rule
    function: Callable[[Sheet, tuple[Link, ...]], Iterator[Check]]
    reason: Text  # what the rule rests on
    example: Example

    @property
    def key(self) -> str:
        """What the rule is called in a file of checks; stable."""
        return self.rule.value

    @property
    def rules(self) -> tuple[Rule, ...]:
        return (self.rule,)


class Finder(NamedTuple):
    key: str  # stable, as that of a family
    rules: tuple[Rule, ...]  # of the checks that it gives
    title: Text
    function: Callable[[Sheet], Iterator[Check]]
    reason: Text
    example: Example


_YEAR = "平安县2023年度部门整体支出绩效自评报告\n"
_HEAD = "三级指标\t年度指标值\t实际完成值\t分值\t得分\n"


RULES: tuple[Family, ...] = (
    Family(
        Rule.RATIO,
        Text("比率计算", "ratio"),
        ratio,
        Text(
            "比率应等于其分子与分母之商，允许四舍五入（GB/T 8170-2008）。预算执行率、调整率、结转结余率等的算式见"
            "财预〔2013〕53号《预算绩效评价共性指标体系框架》；末位相差一个单位可能是截尾，只作待核。",
            "A rate equals its operands, within rounding (GB/T 8170-2008). The formulas of budget rates are those "
            "of 财预〔2013〕53号; one unit of the last digit off may be cut off, and is only asked about.",
        ),
        Example(
            "部门预算数1,200万元，部门决算数1,260万元，预决算差异率6.5%。\n",
            Verdict.CONFLICT,
            Text(
                "差异率报告写6.5%，按所列数额应为5.00%",
                "deviation of the final account from the budget is stated as 6.5%; its operands give 5.00%",
            ),
        ),
    ),
    Family(
        Rule.SUM,
        Text("合计与分项", "sum"),
        sums,
        Text(
            "会计恒等：分项之和等于合计。“分别为”“由…组成”是全部分项，应加得拢；“其中”只是一部分，不大于总数。",
            "An accounting identity: parts add up to their total. 分别为 and 由…组成 name all parts; 其中 names "
            "some, which must not exceed the whole.",
        ),
        Example(
            "全年处理工单1307宗，分别为违建432宗、噪声819宗、油烟76宗。\n",
            Verdict.CONFLICT,
            Text(
                "分项之和1,327宗，合计写1307宗，相差20宗",
                "the parts make 1,327宗, the total says 1307宗",
            ),
        ),
    ),
    Family(
        Rule.TARGET_VS_ACTUAL,
        Text("目标与完成值", "target against actual"),
        target_vs_actual,
        Text(
            "实际完成值应达到年度指标值：自评就是这样逐项比较的（财预〔2020〕10号《项目支出绩效评价管理办法》自评表）。",
            "A result reaches its target: that is what the self-evaluation form of 财预〔2020〕10号 compares.",
        ),
        Example(
            f"{_YEAR}{_HEAD}新增停车位数量\t≥300个\t280个\t10\t9\n",
            Verdict.CONFLICT,
            Text("“新增停车位数量”未达到目标", "“新增停车位数量” misses its target"),
        ),
    ),
    Family(
        Rule.NARRATIVE_VS_TABLE,
        Text("文表相符", "narrative against table"),
        narrative_vs_table,
        Text(
            "文字与表格说的是同一年的同一件事，同一指标的数值应一致。",
            "Text and tables tell of the same year: one indicator has one value.",
        ),
        Example(
            f"全年培训农民2,146人次。\n\n{_HEAD}培训农民人次\t≥2,000人次\t2,164人次\t10\t10\n",
            Verdict.CONFLICT,
            Text(
                "“培训农民人次”两处不一致：第1行·正文为2,146人次，第4行·完成情况“培训农民人次”为2,164人次（两处所指相同）",
                "“培训农民人次” differs: 2,146人次 (line 1 · text) against 2,164人次 for “培训农民人次” "
                "(line 4 · actual); both speak of the same thing",
            ),
        ),
    ),
    Family(
        Rule.REPEAT,
        Text("前后一致", "stated twice"),
        repeat,
        Text(
            "同一指标在报告中多处出现，数值应一致；都是叙述文字时，可能各有所指，只作待核。",
            "An indicator that is stated twice has one value; two sentences may speak of two things, and are only asked about.",
        ),
        Example(
            "一、完成情况\n全年拆除违法建设367宗。\n\n二、主要成效\n全年拆除违法建设292宗。\n",
            Verdict.REVIEW,
            Text(
                "“拆除违法建设宗数”两处不一致：第2行·完成情况为367宗，第5行·完成情况“拆除违法建设宗数”为292宗（两处均为叙述文字，所指是否相同待核）",
                "“拆除违法建设宗数” differs: 367宗 (line 2 · completion) against 292宗 for “拆除违法建设宗数” "
                "(line 5 · completion); both are prose; they may speak of two things",
            ),
        ),
    ),
    Family(
        Rule.IMPLAUSIBLE,
        Text("数值合理", "plausible value"),
        implausible,
        Text(
            "部分不大于全体，覆盖率、合格率不超过100%；支出以预算为依据（预算法第十三条），不大于预算；件数不为负，人、户、件为整数；"
            "千分位逗号三位一组（GB/T 15835-2011）；得分不超过满分。",
            "A part is no more than its whole; spending needs a budget (Budget Law, article 13); a count is not negative, and people, "
            "households and pieces are whole; commas part groups of three digits (GB/T 15835-2011); points end at the full mark.",
        ),
        Example(
            "疫苗第一针覆盖率达到168%。\n",
            Verdict.CONFLICT,
            Text(
                "“疫苗第一针覆盖率”为168%，部分与全体之比不应超过100%",
                "“疫苗第一针覆盖率” is 168%; a share of a whole cannot exceed 100%",
            ),
        ),
    ),
    Family(
        Rule.UNIT,
        Text("计量单位", "unit"),
        unit,
        Text(
            "同一指标单位应一致，单位应与指标名相符：比率用%，人次用人次。",
            "One indicator has one unit, and one that its name asks for.",
        ),
        Example(
            f"{_YEAR}{_HEAD}劳务收入\t≥30亿元\t31.28万元\t10\t10\n",
            Verdict.CONFLICT,
            Text(
                "“劳务收入”目标为≥30亿元，完成情况为31.28万元，数字相近而单位不同",
                "“劳务收入”: the target is ≥30亿元, the result 31.28万元; like digits with another unit",
            ),
        ),
    ),
    Family(
        Rule.SCORE,
        Text("评分与权重", "scores and weights"),
        score,
        Text(
            "自评满分100分（财预〔2020〕10号）：得分不超过分值，各项之和等于总分，未达目标不应得满分。",
            "Scores make 100 points (财预〔2020〕10号): none exceeds its weight, they add up, and a missed target does not score in full.",
        ),
        Example(
            f"{_YEAR}{_HEAD}新建公园数量\t≥3个\t3个\t10\t11\n",
            Verdict.CONFLICT,
            Text(
                "“新建公园数量”得分11超过分值10", "“新建公园数量”: 11 points exceed the weight 10"
            ),
        ),
    ),
    Family(
        Rule.UNEXPLAINED,
        Text("未达标说明", "missed targets explained"),
        unexplained,
        Text(
            "未达目标应说明原因和改进措施：自评表有“偏差原因分析及改进措施”一栏（财预〔2020〕10号）。",
            "A missed target has a reason and a remedy: the form of 财预〔2020〕10号 has a column for them.",
        ),
        Example(
            f"{_YEAR}{_HEAD}新增停车位数量\t≥300个\t280个\t10\t9\n",
            Verdict.CONFLICT,
            Text(
                "“新增停车位数量”未达目标，同一行及问题、措施部分均未说明原因或改进措施",
                "“新增停车位数量” misses its target; neither its row nor the problem and measure sections say why",
            ),
        ),
    ),
)


FINDERS: tuple[Finder, ...] = (
    Finder(
        "accounts",
        (Rule.SUM,),
        Text("收支总计两端", "both sides of final accounts"),
        accounts,
        Text(
            "会计恒等：收入总计等于本年收入加年初结转，支出总计等于本年支出加年末结转（部门决算报表；财会〔2017〕25号）。",
            "An accounting identity: total income is this year's and what was carried in, total spending this year's and what is carried out (财会〔2017〕25号).",
        ),
        Example(
            "一、总体情况\n收入总计5,250.5万元。\n\n二、收入情况\n本年收入5,000.3万元。\n\n三、结转情况\n年初结转和结余200.2万元。\n",
            Verdict.REVIEW,
            Text(
                "收支总计写5,250.5万元，本年数与结转之和为5,200.5万元，是否另有结余或分配待核",
                "the total is 5,250.5万元; the year's and what was carried make 5,200.5万元",
            ),
        ),
    ),
    Finder(
        "derived",
        (Rule.RATIO, Rule.SUM, Rule.UNIT),
        Text("推算数复算", "figures worked out again"),
        derived,
        Text(
            "语言：占、增长、减少、较上年多、户均、完成率等词说明一个数是怎样由别的数算出来的，照样再算一遍。由A增至B，B应大于A；"
            "较B增加D、已追回P尚余D等点明三数的，三数应加减相符。",
            "Language: words such as 占, 增长, 户均 say how a figure was worked out from others; it is worked out again. "
            "What 增至 leads to is more; where the words name all three of a difference, it holds.",
        ),
        Example(
            "惠及农户4,218户，兑付补贴1,190.4万元，户均2,282.2元。\n",
            Verdict.CONFLICT,
            Text(
                "平均数报告写2,282.2元，按所列数应为2,822.19元",
                "the mean is stated as 2,282.2元; the figures give 2,822.19元",
            ),
        ),
    ),
    Finder(
        "products",
        (Rule.RATIO,),
        Text("数量与单价", "number by price"),
        products,
        Text(
            "算术：金额等于数量乘单价（每座、每亩、人均、元/吨）。",
            "Arithmetic: an amount is the number by the price of each.",
        ),
        Example(
            "新建暖棚186座，每座补助3.6万元，兑付补助696.6万元。\n",
            Verdict.CONFLICT,
            Text(
                "金额报告写696.6万元，按数量和单价为669.60万元",
                "the amount is stated as 696.6万元; number by price gives 669.60万元",
            ),
        ),
    ),
    Finder(
        "series",
        (Rule.SUM,),
        Text("连列之和", "lists that add up"),
        series,
        Text(
            "算术：一个数前后连列的同单位各数加起来正好等于它，就是它的分项，不论用什么词连接。按…分、分…看、合计等点明是全部的，"
            "与近处的总数不符即存疑。",
            "Arithmetic: figures of one unit beside another that is their sum are its parts, whatever words stand between. "
            "A list that words such as 按…分 or 合计 call whole, and that misses the total near it, is doubted.",
        ),
        Example(
            "金牌27枚、银牌22枚、铜牌31枚，奖牌总数80枚。\n",
            Verdict.AGREE,
            Text("分项之和等于合计80枚", "the parts add up to 80枚"),
        ),
    ),
    Finder(
        "relisted",
        (Rule.UNIT,),
        Text("连列中的单位", "units in lists"),
        relisted,
        Text(
            "算术：各项按所写的数字加起来正好等于合计，而其中一个数的单位与同列各数不同（亿元与万元、户与人），就疑单位有误。",
            "Arithmetic: figures that make their total by their digits, of which one has another unit than all its fellows "
            "(亿元 and 万元, 户 and 人): the unit is doubted.",
        ),
        Example(
            "到位资金14,860万元，其中中央8,920万元、省级4,180万元、市级560万元、县级配套1,200亿元。\n",
            Verdict.CONFLICT,
            Text(
                "1,200亿元与所列数单位不一致，若为1,200万元则相符，疑其中一处单位有误",
                "1,200亿元 does not fit the figures beside it by its unit, 1,200万元 would: one of the units is probably wrong",
            ),
        ),
    ),
    Finder(
        "columns",
        (Rule.RATIO, Rule.SUM),
        Text("表格列间关系", "columns of tables"),
        columns,
        Text(
            "算术：某列在多数行里是另两列之商或之和，就应行行如此；“合计”行是其上各行之和。",
            "Arithmetic: a column that is the quotient or the sum of others in most rows is that in all; a row called 合计 is the sum of those above.",
        ),
        Example(
            f"{_YEAR}资金来源\t预算数\t支出数\t执行率\n"
            "中央财政\t3,200.00\t3,142.60\t98.21%\n"
            "省级财政\t2,940.00\t2,796.32\t96.11%\n"
            "县级配套\t1,600.00\t1,297.60\t81.10%\n",
            Verdict.CONFLICT,
            Text(
                "“省级财政”的比率写96.11%，按同行数值应为95.11%",
                "the rate of “省级财政” is 96.11%; its row gives 95.11%",
            ),
        ),
    ),
    Finder(
        "echoes",
        (Rule.NARRATIVE_VS_TABLE, Rule.UNIT),
        Text("文中数见于表格", "values of the text in tables"),
        echoes,
        Text(
            "同一数值在文字和表格中再次出现，所在行与其名称有共同的字，即为印证；数字相同而单位不同、或只差一处笔误，则存疑。",
            "A value of the text that stands again in a row that shares words with its name bears it out; "
            "the same digits with another unit, or one slip apart, are doubted.",
        ),
        Example(
            f"长者饭堂全年助餐11.7人次。\n\n{_HEAD}长者饭堂助餐人次\t≥10万人次\t11.7万人次\t10\t10\n",
            Verdict.CONFLICT,
            Text(
                "“长者饭堂助餐人次”文字为11.7人次，表格为11.7万人次，数字相同而单位不同",
                "“长者饭堂助餐人次”: 11.7人次 in the text, 11.7万人次 in the table; the same digits with another unit",
            ),
        ),
    ),
    Finder(
        "restated",
        (Rule.REPEAT, Rule.UNIT),
        Text("同一数再次出现", "values told again"),
        restated,
        Text(
            "同一数值在别的段落、别的表格中再次出现，名称有共同的字，即为印证；单位不同或只差一处笔误，则待核。",
            "A value told again in another paragraph or table under a like name bears itself out; another unit or one slip apart is asked about.",
        ),
        Example(
            "一、完成情况\n完成高标准农田建设21.6公顷。\n\n二、主要成效\n高标准农田建设21.6亩，群众受益。\n",
            Verdict.REVIEW,
            Text(
                "“高标准农田建设面积”一处为21.6公顷，一处为21.6亩，数字相同而单位不同",
                "“高标准农田建设面积” is 21.6公顷 here and 21.6亩 there: the same digits with another unit",
            ),
        ),
    ),
    Finder(
        "copy",
        (Rule.REPEAT,),
        Text("复制未改", "copied and left"),
        copied,
        Text(
            "表格多由上一行复制后改写：整行、整段重复，两项不同指标的完成情况一字不差，或目标不同而完成值的多位数完全相同，只作待核。",
            "Forms are filled in by copying the row above: a row or a paragraph that stands twice, one result under two indicators, "
            "or a value of many digits under two goals is asked about.",
        ),
        Example(
            f"{_YEAR}{_HEAD}疏浚河道长度\t≥1,200米\t1,284.37米\t10\t10\n栽植乔木成活株数\t≥900株\t963株\t10\t10\n护岸整治长度\t≥900米\t1,284.37米\t10\t10\n",
            Verdict.REVIEW,
            Text(
                "“疏浚河道长度”与“护岸整治长度”完成值同为1,284.37米，目标却是≥1,200米和≥900米，疑为复制未改",
                "“疏浚河道长度” and “护岸整治长度” both come to 1,284.37米, with the goals ≥1,200米 and ≥900米: probably copied",
            ),
        ),
    ),
    Finder(
        "period",
        (Rule.IMPLAUSIBLE,),
        Text("所属年度", "dates of the year"),
        period,
        Text(
            "自评按年度进行：数据截止日不应早于报告年度，改进措施的期限不应已过；照抄上年报告往往留下旧日期。",
            "A report is of one year: its figures are not cut off before it, nor are its measures due in it; a report copied from last year's keeps its dates.",
        ),
        Example(
            f"{_YEAR}一、资金情况\n截至2022年12月31日，全年支出9,223.25万元，执行率95.82%。\n",
            Verdict.CONFLICT,
            Text(
                "2023年度报告中数据的截止日为“2022年12月31日”，疑未更新",
                "the cut-off of its figures is “2022年12月31日” in the report for 2023: probably not brought up to date",
            ),
        ),
    ),
    Finder(
        "anywhere",
        (Rule.RATIO, Rule.SUM),
        Text("各处数间关系", "figures from anywhere"),
        anywhere,
        Text(
            "算术：指标行的比率、单价，以及没有说是差额的数，由报告各处的数算得，位数足够多、难以用巧合解释的，即为印证（a contrario 推理，Desolneux 等 2008）。",
            "Arithmetic: rates of rows, prices, and differences that no word announces, which figures anywhere in the report give; "
            "with digits enough that chance hardly explains it (a contrario reasoning, Desolneux et al. 2008).",
        ),
        Example(
            "本年财政拨款9,806.50万元。\n\n基金480.00万元。\n\n收入合计10,286.50万元。\n",
            Verdict.AGREE,
            Text(
                "差额9,806.50万元与所列数相符",
                "the difference 9,806.50万元 follows from its operands",
            ),
        ),
    ),
    Finder(
        "recognition",
        (Rule.RECOGNITION,),
        Text("文字识别", "recognition"),
        recognition,
        Text(
            "扫描件上的数字由识别得来：把握不足的逐页列出，请人对照原件；以它为据的矛盾也只作待核。",
            "The numbers of a scanned page were read from a picture: those that were hard to read are asked about, page by page, "
            "and a conflict that rests on one is a question.",
        ),
        Example(
            "全年支出9,223.25万元。\n",
            Verdict.REVIEW,
            Text(
                "第1页有1个数识别把握不足：9,223.25万元（0.62），请对照原件",
                "page 1 has 1 numbers that were hard to read: 9,223.25万元（0.62）; compare them with the original",
            ),
            sureness="0.62",
        ),
    ),
)


OWN = Finder(
    "own",
    (Rule.RATIO, Rule.SUM),
    Text("自定义比率与合计", "ratios and sums of your own"),
    own,
    Text(
        "使用者在核对设置文件中写下的算式，与内置算式同样核对；能算出时以它为准。",
        "Formulas that a user writes into a file of checks; where one can be worked out, it counts before all others.",
    ),
    Example(
        "全年到位资金500万元，实际使用资金430万元，专项资金使用率90%。\n",
        Verdict.CONFLICT,
        Text(
            "资金使用率报告写90%，按所列数额应为86.00%",
            "资金使用率 is stated as 90%; its operands give 86.00%",
        ),
        '[[ratio]]\nname = "资金使用率"\ntop = ["使用资金"]\nbottom = ["到位资金"]\n',
    ),
)

Row = Family | Finder
ROWS: tuple[Row, ...] = (*RULES, *FINDERS, OWN)
KEYS: tuple[str, ...] = tuple(row.key for row in ROWS)
