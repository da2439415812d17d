"""The form has one field a quantity; whatever comes back, each becomes a label or is accounted for."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marked_chunks import chunk_of, standing
from pydantic import ValidationError

from extractor.errors import UnusableAnswer
from extractor.labelling.answers import is_name, parse_object, read, tidy_name
from extractor.labelling.cache import MemoryCache, answer_key
from extractor.labelling.questions import question
from extractor.records import QuantityKind, Role, SectionKind
from extractor.schemas import LabelForm, ProblemForm, StatementsForm, form_for, keys_of

CHUNK = chunk_of(
    "检查【28家】，再查【28家】，合格率【９7%】，排名【第9名】，资金【3亿元】",
    section=SectionKind.OTHER,
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


def test_one_required_field_a_quantity() -> None:
    schema = form_for(CHUNK).model_json_schema()
    keys = ["1. 28家", "2. 28家", "3. ９7%", "4. 第9名", "5. 3亿元"]
    assert list(keys_of(CHUNK)) == keys
    assert schema["required"] == keys == list(schema["properties"])
    assert schema["additionalProperties"] is False


def test_settled_roles_ask_for_the_name_only() -> None:
    never = Decimal(2)  # surer than anything is: what is settled is so by the kind of quantity
    roles = question(CHUNK, standing(CHUNK), settled=never).roles
    schema = form_for(CHUNK, roles).model_json_schema()
    assert schema["properties"]["4. 第9名"]["type"] == "string"
    assert "$ref" in str(schema["properties"]["5. 3亿元"])


def test_forms_refuse_what_was_not_asked() -> None:
    roles = question(CHUNK, standing(CHUNK)).roles
    form = form_for(CHUNK, roles)
    good: dict[str, Any] = {
        key: "名称" if len(allowed) == 1 else {"name": "名称", "role": "budget"}
        for key, allowed in zip(keys_of(CHUNK), roles, strict=True)
    }
    form.model_validate(good)
    for bad in ({**good, "6. 1": "x"}, {k: v for k, v in good.items() if k != "1. 28家"}):
        with pytest.raises(ValidationError):
            form.model_validate(bad)


@pytest.mark.parametrize("form", [LabelForm, ProblemForm, StatementsForm, form_for(CHUNK)])
def test_every_field_is_described_in_chinese(form: Any) -> None:
    for name, field in form.model_fields.items():
        assert field.description and any("一" <= c <= "鿿" for c in field.description), name


def test_keys_hold_nothing_that_json_escapes() -> None:
    (key,) = keys_of(chunk_of('约【"3"\\家\t个】'))
    assert json.dumps(key, ensure_ascii=False) == f'"{key}"'


@given(st.dictionaries(st.sampled_from(keys_of(CHUNK)) | st.text(max_size=4), ANYTHING))
def test_every_quantity_is_accounted_for(answer: dict[str, Any]) -> None:
    result = read(CHUNK, question(CHUNK, standing(CHUNK)).roles, json.dumps(answer))
    refused = sum(r.reason.value in ("empty_name", "not_a_name") for r in result.rejections)
    unasked = sum(r.reason.value == "unasked_key" for r in result.rejections)
    labelled = sum(label is not None for label in result.labels)
    assert labelled + refused + len(result.missing) == len(CHUNK.asked)
    assert unasked == len(answer.keys() - set(keys_of(CHUNK)))
    for label, allowed in zip(result.labels, question(CHUNK, standing(CHUNK)).roles, strict=True):
        assert label is None or (label.role in allowed and 0 < len(label.name) <= 60)


@given(st.text())
def test_any_answer(content: str) -> None:
    try:
        assert isinstance(parse_object(content), dict)
    except UnusableAnswer as error:
        assert error.answer == content[:500]


def test_deep_nesting_and_many_braces() -> None:
    for content in ("{" * 100_000, '{"a":' * 100_000, "[" * 100_000):
        with pytest.raises(UnusableAnswer):
            parse_object(content)


@given(st.text())
def test_tidy_name(name: str) -> None:
    tidy = tidy_name(name)
    assert len(tidy) <= 60
    assert "\n" not in tidy
    assert tidy == tidy.strip()


@pytest.mark.parametrize(
    ("marked", "section", "kinds", "expected"),
    [
        ("全市排名【第9名】", "completion", (), {Role.RANK}),
        ("自评得分【91.3分】", "completion", (QuantityKind.SCORE,), {Role.SCORE}),
        ("全年计划新建公厕【3座】", "goal", (), {Role.TARGET}),
        ("营业收入同比增长【6.8%】", "completion", (), {Role.CHANGE}),
        ("全年群众满意度达到【95%】。", "completion", (), {Role.ACTUAL}),
        ("年初预算【80万元】", "finance", (), {Role.BUDGET}),
        ("实际支出【76万元】", "finance", (), {Role.SPENT}),
        ("检查企业【28家】", "completion", (), {Role.ACTUAL}),
    ],
)
def test_roles_that_the_language_settles(
    marked: str, section: str, kinds: tuple[QuantityKind, ...], expected: set[Role]
) -> None:
    chunk = chunk_of(marked, section=SectionKind(section), kinds=kinds)
    (roles,) = question(chunk, standing(chunk)).roles
    assert set(roles) == expected


def test_a_role_in_doubt_is_asked_where_the_model_may_know_better() -> None:
    chunk = chunk_of("【3座】")
    assert len(question(chunk, standing(chunk)).roles[0]) > 1
    assert len(question(chunk, standing(chunk), settled=Decimal(0)).roles[0]) == 1


@given(st.text(max_size=40), st.sampled_from(SectionKind), st.sampled_from(QuantityKind))
def test_some_role_is_always_possible(text: str, section: SectionKind, kind: QuantityKind) -> None:
    plain = text.replace("【", "").replace("】", "")
    chunk = chunk_of(f"{plain}【3】{plain}", section=section, kinds=(kind,))
    (roles,) = question(chunk, standing(chunk)).roles
    assert roles


def test_the_key_covers_all_that_shapes_an_answer() -> None:
    base: dict[str, Any] = {
        "model": "m",
        "prompt": "label.v1",
        "messages": [{"role": "user", "content": "甲"}],
        "schema": {"type": "object"},
        "params": {"temperature": 0},
    }
    changes: list[dict[str, Any]] = [
        {"model": "n"},
        {"prompt": "label.v2"},
        {"messages": [{"role": "user", "content": "乙"}]},
        {"schema": {"type": "array"}},
        {"params": {"temperature": 1}},
    ]
    keys = {answer_key(**base), *(answer_key(**{**base, **change}) for change in changes)}
    assert len(keys) == 6
    assert answer_key(**base) == answer_key(**dict(reversed(base.items())))


def test_memory_cache() -> None:
    cache = MemoryCache()
    assert cache.get("k") is None
    cache.put("k", "{}", model="m", prompt="p", prompt_tokens=1, completion_tokens=1)
    assert cache.get("k") == "{}"


@pytest.mark.parametrize(
    ("name", "quantity", "right"),
    [
        ("医师数", "352人", True),
        ("65岁以上老年人健康管理率", "71%", True),
        ("亿元以上项目数", "4个", True),
        ("90分以上项目数", "3个", True),
        ("T28项目投资额", "1亿元", True),
        ("“双百”“四史”课堂开设数", "130余堂", True),
        ("PM2.5平均浓度", "31微克", True),
        ("引进博士2名、硕士24名", "12家", False),  # the clause, with other numbers
        ("预约等候时间缩短到1.8天", "5.5天", False),
        ("新增企业28家", "28家", False),  # the quantity itself
        ("门急诊人次数,门急诊人次数", "4万人次", False),
        ("门急诊人次门急诊人次", "4万人次", False),
        ("完成改造。群众满意", "3处", False),
    ],
)
def test_what_can_be_a_name(name: str, quantity: str, right: bool) -> None:
    assert is_name(name, quantity) is right
