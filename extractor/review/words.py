"""What the values of the records are called before people, in Chinese and English.

One table for the command line, the terminal queue and the views; a test holds that no value
is without a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from extractor.checking.coverage import FactField, Origin
from extractor.records import (
    Lang,
    QuantityKind,
    RejectionReason,
    Role,
    Rule,
    SectionKind,
    Severity,
    Source,
    StatementKind,
    Status,
    Text,
    Verdict,
)
from extractor.store.values import DecisionStatus

RULES: Mapping[Rule, Text] = {
    Rule.NARRATIVE_VS_TABLE: Text("文表相符", "narrative against table"),
    Rule.REPEAT: Text("前后一致", "stated twice"),
    Rule.RATIO: Text("比率计算", "ratio"),
    Rule.SUM: Text("合计与分项", "sum"),
    Rule.TARGET_VS_ACTUAL: Text("目标与完成值", "target against actual"),
    Rule.IMPLAUSIBLE: Text("数值合理", "plausible value"),
    Rule.UNIT: Text("计量单位", "unit"),
    Rule.UNEXPLAINED: Text("未达标说明", "missed targets explained"),
    Rule.SCORE: Text("评分与权重", "scores and weights"),
    Rule.RECOGNITION: Text("文字识别", "recognition"),
}
VERDICTS: Mapping[Verdict, Text] = {
    Verdict.AGREE: Text("一致", "agrees"),
    Verdict.REVIEW: Text("待核", "to review"),
    Verdict.CONFLICT: Text("矛盾", "conflict"),
}
SEVERITIES: Mapping[Severity, Text] = {
    Severity.HIGH: Text("高", "high"),
    Severity.MEDIUM: Text("中", "medium"),
    Severity.LOW: Text("低", "low"),
    Severity.NONE: Text("无", "none"),
}
DECISIONS: Mapping[DecisionStatus, Text] = {
    DecisionStatus.OPEN: Text("未处理", "open"),
    DecisionStatus.CONFIRMED: Text("已确认", "confirmed"),
    DecisionStatus.DISMISSED: Text("已排除", "dismissed"),
    DecisionStatus.FIXED: Text("已更正", "fixed"),
}
STATUSES: Mapping[Status, Text] = {
    Status.COMPLETE: Text("完整", "complete"),
    Status.PARTIAL: Text("部分", "partial"),
    Status.FAILED: Text("失败", "failed"),
}
ROLES: Mapping[Role, Text] = {
    Role.ACTUAL: Text("完成值", "actual"),
    Role.TARGET: Text("目标值", "target"),
    Role.BUDGET: Text("预算数", "budget"),
    Role.SPENT: Text("执行数", "spent"),
    Role.CHANGE: Text("增减", "change"),
    Role.RANK: Text("名次", "rank"),
    Role.SCORE: Text("得分", "score"),
    Role.BASELINE: Text("对比值", "baseline"),
    Role.CONTEXT: Text("背景", "context"),
}
SECTIONS: Mapping[SectionKind, Text] = {
    SectionKind.GOAL: Text("绩效目标", "goal"),
    SectionKind.COMPLETION: Text("完成情况", "completion"),
    SectionKind.PROBLEM: Text("存在问题", "problem"),
    SectionKind.MEASURE: Text("改进措施", "measure"),
    SectionKind.BASIS: Text("评分依据", "basis"),
    SectionKind.FINANCE: Text("收支情况", "finance"),
    SectionKind.OVERVIEW: Text("概况", "overview"),
    SectionKind.OTHER: Text("其他", "other"),
}
SOURCES: Mapping[Source, Text] = {
    Source.MODEL: Text("模型", "model"),
    Source.RULES: Text("规则", "rules"),
    Source.TABLE: Text("表格", "table"),
}
STATEMENTS: Mapping[StatementKind, Text] = {
    StatementKind.PROBLEM: Text("问题", "problem"),
    StatementKind.CAUSE: Text("原因", "cause"),
    StatementKind.MEASURE: Text("措施", "measure"),
}
REJECTIONS: Mapping[RejectionReason, Text] = {
    RejectionReason.MODEL_UNAVAILABLE: Text("模型不可用", "model not available"),
    RejectionReason.UNUSABLE_ANSWER: Text("回答无法使用", "unusable answer"),
    RejectionReason.TRUNCATED_ANSWER: Text("回答被截断", "answer cut off"),
    RejectionReason.UNASKED_KEY: Text("回答了未问的项", "answered what was not asked"),
    RejectionReason.MISSING_KEY: Text("漏答", "left out"),
    RejectionReason.QUOTE_NOT_IN_TEXT: Text("引文不在原文中", "quote not in the text"),
    RejectionReason.EMPTY_NAME: Text("名称为空", "empty name"),
    RejectionReason.NOT_A_NAME: Text("不是名称", "not a name"),
}
KINDS: Mapping[QuantityKind, Text] = {
    QuantityKind.COUNT: Text("数量", "count"),
    QuantityKind.MONEY: Text("金额", "money"),
    QuantityKind.RATIO: Text("比率", "ratio"),
    QuantityKind.AREA: Text("面积", "area"),
    QuantityKind.LENGTH: Text("长度", "length"),
    QuantityKind.MASS: Text("质量", "mass"),
    QuantityKind.VOLUME: Text("体积", "volume"),
    QuantityKind.DURATION: Text("时长", "duration"),
    QuantityKind.ENERGY: Text("能量", "energy"),
    QuantityKind.TEMPERATURE: Text("温度", "temperature"),
    QuantityKind.RANK: Text("名次", "rank"),
    QuantityKind.SCORE: Text("分数", "score"),
    QuantityKind.LEVEL: Text("等级", "level"),
    QuantityKind.NUMBER: Text("无单位数", "bare number"),
    QuantityKind.DATE: Text("日期", "date"),
    QuantityKind.DOCNUM: Text("文号", "document number"),
    QuantityKind.LISTNUM: Text("序号", "list number"),
    QuantityKind.SLOGAN: Text("口号", "slogan"),
    QuantityKind.NAME: Text("名称", "name"),
    QuantityKind.AGE: Text("年龄段", "age group"),
    QuantityKind.TIME: Text("时刻", "time of day"),
    QuantityKind.OTHER: Text("其他", "other"),
}
ORIGINS: Mapping[Origin, Text] = {
    Origin.PROSE: Text("文字", "prose"),
    Origin.TABLE: Text("表格", "table"),
}
FIELDS: Mapping[FactField, Text] = {
    FactField.TARGET: Text("目标值", "target"),
    FactField.ACTUAL: Text("完成值", "actual"),
    FactField.SCORE: Text("得分", "score"),
    FactField.WEIGHT: Text("权重", "weight"),
    FactField.VALUE: Text("数额", "value"),
}
# Two enums may have a value in common, and values of `StrEnum` are equal by their string.
_WORDS: Mapping[tuple[type[StrEnum], str], Text] = {
    (type(value), value.value): text
    for table in (
        RULES,
        VERDICTS,
        SEVERITIES,
        DECISIONS,
        STATUSES,
        ROLES,
        SECTIONS,
        SOURCES,
        STATEMENTS,
        REJECTIONS,
        KINDS,
        ORIGINS,
        FIELDS,
    )
    for value, text in table.items()
}


def word(value: StrEnum, lang: Lang) -> str:
    """What `value` is called; raises `KeyError` for an enum that is in no table above."""
    return _WORDS[type(value), value.value].in_(lang)
