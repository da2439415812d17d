"""What the `labels` commands take and say: options to corrections, corrections to lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from extractor.errors import UsageError
from extractor.folding import fold
from extractor.records import Op, QuantityKind, Role, SectionKind, Span, Text
from extractor.review.words import word
from extractor.store.values import Confirmation, Corrected, Correction

CONFIRM_NEXT = Text(
    "通读全文并更正后,用 extractor labels confirm 确认整份报告",
    "when you have read the whole report: extractor labels confirm",
)
_NO_INDICATOR = tuple(kind for kind in QuantityKind if not kind.measures)
_DECIMAL = re.compile(r"-?\d+(\.\d+)?")
_E = TypeVar("_E", bound=StrEnum)


def correction_of(given: Mapping[str, str | None], span: Span, text: str) -> Correction:
    """Options as typed, by the name of the field (`not_indicator` is `why`).

    Values of a list may be given by their Chinese names too. Raises `UsageError`.
    """
    return Correction(
        span=span,
        text=text,
        name=given.get("name"),
        role=_one_of(tuple(Role), "--role", given.get("role")),
        section=_one_of(tuple(SectionKind), "--section", given.get("section")),
        value=_number("--value", given.get("value")),
        value_max=_number("--value-max", given.get("value_max")),
        unit=given.get("unit"),
        op=_one_of(tuple(Op), "--op", given.get("op")),
        why=_one_of(_NO_INDICATOR, "--not-indicator", given.get("not_indicator")),
    )


def correction_line(kept: Corrected) -> Text:
    said = kept.correction
    fields = {
        "name": said.name,
        "role": said.role,
        "section": said.section,
        "value": said.value,
        "value-max": said.value_max,
        "unit": said.unit,
        "op": said.op,
        "not-indicator": said.why,
    }
    what = " ".join(f"{field}={value}" for field, value in fields.items() if value is not None)
    end = f"{said.text}: {what} · {kept.corrected_by}"
    if kept.attached:
        return Text(f"第{kept.line}行 {end}", f"line {kept.line} {end}")
    return Text(
        f"原第{kept.line}行 {end} (该处原文已变,不再适用)",
        f"line {kept.line} as it was {end} (the text there has changed: holds no more)",
    )


def confirmation_line(one: Confirmation, *, withdrawn: bool = False) -> Text:
    said = Text("已确认", "confirmed")
    if withdrawn:
        said = Text("已撤回确认", "confirmation taken back")
    elif not one.holds:
        said = Text("确认已失效,原文已变", "confirmed before the text changed: holds no more")
    end = f"{one.confirmed_by} {one.confirmed_at.date().isoformat()}"
    return Text(f"{one.report}: {said.zh} · {end}", f"{one.report}: {said.en} · {end}")


def warnings(key: str, *, undecided: int, idle: int) -> Iterator[Text]:
    """What would make a score on these labels say less than it seems to."""
    if undecided:
        yield Text(
            f"! {key}: 有 {undecided} 处疑点未复核,不进入标注,评测会把其中的矛盾算作误报;"
            f"请先 extractor review --report {key}",
            f"! {key}: {undecided} findings are not decided and get no label; a score counts "
            f"conflicts among them as false alarms: extractor review --report {key}",
        )
    if idle:
        yield Text(
            f"! {key}: 有 {idle} 处更正在今天的原文或结果中已无所指,未采用;"
            "见 extractor labels list",
            f"! {key}: {idle} corrections fit nothing in today's text or results, and are "
            "not used: extractor labels list",
        )


def draft_note(reports: Sequence[str]) -> Text:
    names = ", ".join(reports[:5]) + (" …" if len(reports) > 5 else "")
    return Text(
        f"! {len(reports)} 份未经确认,只是程序的草稿,评测时不过是与自己相比:{names}",
        f"! {len(reports)} were not confirmed: drafts by the program, which score only against "
        f"themselves: {names}",
    )


def _one_of(allowed: Sequence[_E], option: str, given: str | None) -> _E | None:
    """The member that an option names, by its value or, where it has one, its Chinese name."""
    if given is None:
        return None
    for each in allowed:
        if given == each.value or (not isinstance(each, Op) and given == word(each, "zh")):
            return each
    known = ", ".join(each.value for each in allowed)
    raise UsageError(
        Text(f"{option}: 不认识 {given!r}", f"{option}: got {given!r}, not a value of it"),
        hint=Text(f"可用:{known}", f"expected one of {known}"),
    )


def _number(option: str, given: str | None) -> Decimal | None:
    if given is None:
        return None
    plain = fold(given).replace(",", "")
    if not _DECIMAL.fullmatch(plain):
        raise UsageError(
            Text(f"{option}: {given!r} 不是数值", f"{option}: got {given!r}, not a number"),
            hint=Text(
                "只写数字,单位用 --unit:1.70亿元 写作 --value 1.70 --unit 亿元",
                "digits only, the unit goes to --unit: 1.70亿元 is --value 1.70 --unit 亿元",
            ),
        )
    return Decimal(plain)
