"""Corrections and confirmations, each test on SQLite and on PostgreSQL where there is one."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from labelled_report import TEXT, extraction, span

import extractor.store.migrations as migrations
from extractor.errors import StoreError, UsageError
from extractor.records import Extraction, Op, QuantityKind, Role, SectionKind, Span, Status
from extractor.store import Correction, DecisionStatus, Filters, Store, open_store
from extractor.store.applying import Label, apply
from extractor.store.opening import open_engine, writing

KEY = "报告.txt"


def save(store: Store, run: Extraction | None = None) -> None:
    store.save(run or extraction(), prompt_version="", code_version="0.1.0")


def say(store: Store, wanted: str, *, by: str = "甲", **fields: Any) -> None:
    place = span(wanted, store.text(KEY))
    store.correct(KEY, replace(Correction(span=place, text=wanted), **fields), by=by)


def labels(store: Store) -> dict[str, Label]:
    (reviewed,) = store.reviewed(KEY)
    found = apply(reviewed.reading, reviewed.corrections).labels
    assert [label.span for label in found] == sorted(label.span for label in found)
    for label in found:
        assert label.span.of(reviewed.text) == label.text
        assert not label.missing
    return {label.text: label for label in found}


def test_without_corrections_a_label_is_what_the_program_says(store: Store) -> None:
    save(store)
    found = labels(store)
    assert list(found) == ["2023年", "28家", "95.0%"]  # a bare cell is a fact, and no label
    assert found["2023年"].why is QuantityKind.DATE
    assert found["28家"].name == "走访企业数"


def test_fields_are_corrected_one_by_one_and_runs_are_not(store: Store) -> None:
    save(store)
    say(store, "28家", role=Role.TARGET)
    say(store, "28家", name=" 走访数 ", value=Decimal("28.0"), unit="", by="乙")
    say(store, "95.0%", value_max=Decimal("96"))
    found = labels(store)
    one = found["28家"]
    assert (one.name, one.role, one.section) == ("走访数", Role.TARGET, SectionKind.COMPLETION)
    assert (str(one.value), one.unit, one.op) == ("28.0", "", Op.EQ)
    assert (found["95.0%"].op, found["95.0%"].value_max) == (Op.RANGE, Decimal(96))
    assert store.load(KEY) == extraction()
    entries = store.corrections(KEY)
    assert [(e.corrected_by, e.line, e.attached) for e in entries] == [
        ("甲", 1, True), ("乙", 1, True), ("甲", 1, True),
    ]  # fmt: skip


def test_a_number_that_is_no_indicator_and_one_again(store: Store) -> None:
    save(store)
    say(store, "28家", why=QuantityKind.NAME)
    assert labels(store)["28家"].why is QuantityKind.NAME
    say(store, "28家", role=Role.CONTEXT)
    again = labels(store)["28家"]
    assert (again.why, again.name, again.role) == (None, "走访企业数", Role.CONTEXT)


def test_a_number_that_was_missed(store: Store) -> None:
    save(store)
    with pytest.raises(UsageError, match=r"还须给出 --name, --role, --value$"):
        say(store, "三成", unit="成")
    say(store, "三成", name="走访商户占比", role=Role.ACTUAL, value=Decimal(3), unit="成")
    found = labels(store)["三成"]
    assert found.section is SectionKind.PROBLEM  # where it stands
    (kept,) = store.corrections(KEY)
    assert kept.correction.op is Op.EQ  # what is kept says all, whatever a later run tags
    say(store, "三成", op=Op.ABOUT)
    assert labels(store)["三成"].op is Op.ABOUT


def test_a_date_that_is_an_indicator(store: Store) -> None:
    save(store)
    with pytest.raises(UsageError, match="--name, --role, --value"):
        say(store, "2023年", section=SectionKind.OTHER)
    say(store, "2023年", name="年数", role=Role.CONTEXT, value=Decimal(2023), unit="年")
    assert labels(store)["2023年"].why is None


def test_a_cell_lends_its_number(store: Store) -> None:
    save(store)
    with pytest.raises(UsageError, match=r"--name$") as caught:
        say(store, "≥30家", role=Role.TARGET)
    assert "表格事实" in caught.value.hint
    say(store, "≥30家", role=Role.TARGET, name="走访企业数")
    one = labels(store)["≥30家"]
    assert one.value == 30
    assert (one.unit, one.op, one.section) == ("家", Op.GE, SectionKind.GOAL)


def test_other_ends_replace_what_they_overlap_and_the_last_word_stands(store: Store) -> None:
    save(store)
    said: dict[str, Any] = {"name": "走访数", "role": Role.ACTUAL, "value": Decimal(28)}
    say(store, "28家企业", unit="家企业", **said)
    assert list(labels(store)) == ["2023年", "28家企业", "95.0%"]
    say(store, "28", unit="", **said)
    assert list(labels(store)) == ["2023年", "28", "95.0%"]
    say(store, "28家", role=Role.TARGET)
    assert list(labels(store)) == ["2023年", "28家", "95.0%"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "没有说明要更正什么"),
        ({"why": QuantityKind.NAME, "name": "甲"}, "--not-indicator 不能与 --name 同用"),
        ({"why": QuantityKind.COUNT}, "count 是可作指标的一类数"),
        ({"name": " "}, "名称为空"),
        ({"op": Op.RANGE}, "--value-max"),
        ({"text": "29家", "role": Role.TARGET}, "不是 '29家'"),
        ({"text": "", "span": Span(3, 3), "role": Role.TARGET}, "不是 ''"),
        ({"span": Span(9000, 9003), "role": Role.TARGET}, "第 9000 字起不是"),
    ],
)
def test_what_cannot_be_said(store: Store, fields: dict[str, Any], said: str) -> None:
    save(store)
    with pytest.raises(UsageError, match=said):
        say(store, "28家", **fields)
    assert store.corrections(KEY) == ()


def test_corrections_survive_runs_and_move_with_their_lines(store: Store) -> None:
    save(store)
    say(store, "28家", role=Role.TARGET)
    say(store, "三成", why=QuantityKind.OTHER)
    save(store)
    assert labels(store)["28家"].role is Role.TARGET
    changed = "新的一行。\n" + TEXT.replace("三成商户", "三成商户和居民")
    save(store, extraction(changed))
    first, second = store.corrections(KEY)
    assert (first.attached, first.line, first.correction.span) == (True, 2, span("28家", changed))
    assert (second.attached, second.correction.text) == (False, "三成")
    assert labels(store)["28家"].role is Role.TARGET
    (reviewed,) = store.reviewed(KEY)
    assert apply(reviewed.reading, reviewed.corrections).idle == (second,)
    save(store)  # the old text is back
    assert [c.attached for c in store.corrections(KEY)] == [True, True]


def test_a_correction_of_what_a_later_run_no_longer_has_is_idle(store: Store) -> None:
    save(store)
    say(store, "28家", role=Role.TARGET)
    save(store, replace(extraction(), indicators=()))
    (reviewed,) = store.reviewed(KEY)
    assert len(apply(reviewed.reading, reviewed.corrections).idle) == 1


def test_undo_takes_back_ones_own_last(store: Store) -> None:
    save(store)
    say(store, "28家", role=Role.TARGET)
    say(store, "28家", role=Role.SCORE, by="乙")
    say(store, "95.0%", role=Role.RANK)
    undone = store.undo_correction(KEY, by="甲")
    assert undone is not None
    assert undone.correction.text == "95.0%"
    assert labels(store)["28家"].role is Role.SCORE
    assert store.undo_correction(KEY, by="甲") is not None
    assert store.undo_correction(KEY, by="甲") is None
    assert [c.corrected_by for c in store.corrections(KEY)] == ["乙"]


def test_what_was_confirmed_stays_when_the_program_changes(store: Store) -> None:
    save(store)
    confirmation = store.confirm(KEY, by="甲")
    assert confirmation.holds
    save(store, replace(extraction(name="别的名称"), checks=(), facts=()))
    (reviewed,) = store.reviewed(KEY)
    assert reviewed.confirmed
    assert reviewed.reading.facts == extraction().facts
    assert [check.id for check in reviewed.reading.checks] == ["a", "b", "c"]
    assert labels(store)["28家"].name == "走访企业数"
    say(store, "28家", role=Role.TARGET)  # corrects what was confirmed
    assert labels(store)["28家"].name == "走访企业数"
    store.confirm(KEY, by="乙")  # and now what the program says today
    assert labels(store)["28家"].name == "别的名称"


def test_checks_of_later_runs_that_were_decided_are_added(store: Store) -> None:
    run = extraction()
    save(store, replace(run, checks=run.checks[1:]))
    store.confirm(KEY, by="甲")
    save(store)
    (before,) = store.reviewed(KEY)
    assert [check.id for check in before.reading.checks] == ["b", "c"]
    (finding,) = store.queue(Filters(reports=(KEY,)))
    store.decide(finding.id, DecisionStatus.CONFIRMED, by="甲")
    (after,) = store.reviewed(KEY)
    assert [check.id for check in after.reading.checks] == ["b", "c", "a"]


def test_a_confirmation_is_of_one_text(store: Store) -> None:
    save(store)
    store.confirm(KEY, by="甲")
    save(store, extraction(TEXT + "改\n"))
    assert [c.holds for c in store.confirmations(KEY)] == [False]
    (reviewed,) = store.reviewed(KEY)
    assert not reviewed.confirmed
    assert reviewed.reading.facts[0].weight is not None


def test_a_confirmation_is_withdrawn_by_who_gave_it(store: Store) -> None:
    save(store)
    store.confirm(KEY, by="甲")
    store.confirm(KEY, by="乙")
    store.confirm(KEY, by="甲")
    assert store.withdraw(KEY, by="丙") is None
    taken = store.withdraw(KEY, by="甲")
    assert taken is not None
    assert not taken.holds
    assert [c.confirmed_by for c in store.confirmations(KEY)] == ["乙"]


def test_a_report_that_failed_is_not_confirmed(store: Store) -> None:
    save(store, replace(extraction(), status=Status.FAILED))
    with pytest.raises(UsageError, match="未能读取"):
        store.confirm(KEY, by="甲")


def test_what_is_not_there_is_said(store: Store) -> None:
    said = Correction(span=Span(0, 1), text="走", role=Role.TARGET)
    for ask in (
        lambda: store.correct("丁", said, by="甲"),
        lambda: store.corrections("丁"),
        lambda: store.undo_correction("丁", by="甲"),
        lambda: store.confirm("丁", by="甲"),
        lambda: store.withdraw("丁", by="甲"),
        lambda: store.confirmations("丁"),
        lambda: list(store.reviewed("丁")),
    ):
        with pytest.raises(StoreError, match="结果库里没有"):
            ask()


def test_a_name_is_needed(store: Store) -> None:
    save(store)
    with pytest.raises(ValueError, match="name"):
        say(store, "28家", role=Role.TARGET, by="")
    with pytest.raises(ValueError, match="name"):
        store.confirm(KEY, by="")


def test_odd_characters_are_kept(store: Store) -> None:
    odd = TEXT.replace("企业，", "企\0业\ud800，")
    save(store, extraction(odd))
    say(store, "28家", name="\0\ud800甲", by="\ud800")
    store.confirm(KEY, by="甲")
    assert labels(store)["28家"].name == "\0\ud800甲"
    (kept,) = store.corrections(KEY)
    assert (kept.attached, kept.corrected_by) == (True, "\ud800")


def test_a_store_of_the_first_version_is_brought_up_to_date(url: str) -> None:
    with open_store(url) as store:
        save(store)
        store.decide(store.queue()[0].id, DecisionStatus.FIXED, by="甲")
    engine = open_engine(url)
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    with writing(engine).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    engine.dispose()
    with open_store(url) as store:
        assert store.load(KEY) == extraction()
        assert next(store.kept(KEY)).decisions["a"].status is DecisionStatus.FIXED
        say(store, "28家", role=Role.TARGET)
        assert labels(store)["28家"].role is Role.TARGET
