"""Labels of one's own: what is written, and that the evaluation scores on it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled_report import extraction, span
from strategies import extractions, spans

from eval.__main__ import main
from eval.misses import misses
from eval.reading import Labels, read_export, read_labels
from eval.samples import SAMPLES, load
from eval.scoring import score
from extractor.errors import UsageError
from extractor.exporting.labels import Canonical, Labelled, export
from extractor.records import Extraction, Op, QuantityKind, Role, SectionKind, Span, Verdict
from extractor.store import (
    Confirmation,
    Corrected,
    Correction,
    Decision,
    DecisionStatus,
    Filters,
    Reading,
    Reviewed,
    Store,
    open_store,
    store_url,
)

WHEN = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)


def reviewed(
    made: Extraction | None = None,
    *,
    key: str = "报告.txt",
    corrections: tuple[Correction, ...] = (),
    decisions: dict[str, DecisionStatus] | None = None,
    confirmed: bool = True,
) -> Reviewed:
    made = made or extraction()
    narrative = {passage.index for passage in made.passages if passage.narrative}
    return Reviewed(
        report=key,
        text=made.document.text,
        reading=Reading(
            quantities=tuple(q for q in made.quantities if q.passage in narrative),
            indicators=made.indicators,
            facts=made.facts,
            checks=made.checks,
        ),
        decisions={
            id_: Decision(status=status, comment="", decided_by="丙", decided_at=WHEN)
            for id_, status in (decisions or {}).items()
        },
        corrections=tuple(
            Corrected(id=i, report=key, correction=one, attached=True, line=1,
                      corrected_by="乙", corrected_at=WHEN)
            for i, one in enumerate(corrections)
        ),
        confirmations=(
            Confirmation(id=1, report=key, holds=confirmed, confirmed_by="甲", confirmed_at=WHEN),
        ),
    )  # fmt: skip


def written(folder: Path, name: str = "报告") -> list[dict[str, Any]]:
    raw = (folder / "labels" / f"{name}.labels.jsonl").read_bytes().decode("utf-8")
    return [json.loads(line) for line in raw.split("\n") if line]


def checks(folder: Path) -> dict[str, str]:
    return {r["rule"]: r["verdict"] for r in written(folder) if r["kind"] == "check"}


def test_each_kind_of_record(tmp_path: Path) -> None:
    ranged = Correction(span=span("95.0%"), text="95.0%", value_max=Decimal("1E+2"))
    (one,) = export([reviewed(corrections=(ranged,))], tmp_path)
    assert (one.indicators, one.others, one.facts, one.checks) == (2, 1, 1, 1)
    assert written(tmp_path) == [
        {"kind": "mention", "start": 0, "end": 5, "text": "2023年", "indicator": False, "why": "date"},
        {
            "kind": "mention", "start": 8, "end": 11, "text": "28家", "indicator": True,
            "name": "走访企业数", "value": "28", "unit": "家", "op": "=", "role": "actual",
            "section": "completion",
        },
        {
            "kind": "mention", "start": 18, "end": 23, "text": "95.0%", "indicator": True,
            "name": "办结率", "value": "95.0", "value_max": "100", "unit": "%", "op": "range",
            "role": "actual", "section": "completion",
        },
        {
            "kind": "fact", "line": 3, "name": "走访企业数", "target": "≥30家", "actual": None,
            "score": None, "weight": "10", "value": None,
        },
        {
            "kind": "check", "rule": "repeat", "verdict": "agree", "spans": [[8, 10]],
            "note": "28 do not agree",
        },
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "target", "repeat"),
    [
        (None, None, "agree"),
        (DecisionStatus.OPEN, None, "agree"),  # a remark only
        (DecisionStatus.CONFIRMED, "conflict", "conflict"),
        (DecisionStatus.FIXED, "conflict", "conflict"),
        (DecisionStatus.DISMISSED, "agree", "agree"),
    ],
)
def test_what_a_decision_says(
    tmp_path: Path, status: DecisionStatus | None, target: str | None, repeat: str
) -> None:
    decisions = {} if status is None else {"a": status, "c": status}
    (one,) = export([reviewed(decisions=decisions)], tmp_path)
    assert checks(tmp_path).get("target_vs_actual") == target
    assert checks(tmp_path)["repeat"] == repeat
    assert one.undecided == (0 if target else 1)


@pytest.mark.parametrize("verdict", [Verdict.REVIEW, Verdict.CONFLICT])
def test_a_review_counts_as_a_finding(tmp_path: Path, verdict: Verdict) -> None:
    made = extraction()
    made = replace(made, checks=(replace(made.checks[0], verdict=verdict),))
    export([reviewed(made, decisions={"a": DecisionStatus.CONFIRMED})], tmp_path)
    assert checks(tmp_path) == {"target_vs_actual": "conflict"}


@pytest.mark.parametrize(
    ("correction", "vouched"),
    [
        (Correction(span=span("28家"), text="28家", role=Role.TARGET), True),
        (Correction(span=span("28家"), text="28家", value=Decimal(29)), False),
        (Correction(span=span("28家"), text="28家", why=QuantityKind.NAME), False),
        (Correction(span=span("28家"), text="28家", value=Decimal("28.0")), True),
    ],
)
def test_a_check_on_a_number_that_was_read_wrongly_is_not_vouched_for(
    tmp_path: Path, correction: Correction, vouched: bool
) -> None:
    export([reviewed(corrections=(correction,))], tmp_path)
    assert ("repeat" in checks(tmp_path)) == vouched


def test_a_draft_has_no_agreeing_checks_and_says_that_it_is_one(tmp_path: Path) -> None:
    (one,) = export([reviewed(confirmed=False)], tmp_path)
    assert not one.confirmed
    assert checks(tmp_path) == {}
    assert "报告\town\tdraft by the program\t报告.txt\n" in index(tmp_path)


def index(folder: Path) -> str:
    return (folder / "samples.tsv").read_text(encoding="utf-8")


KEYS = [
    ("报告.txt", "报告"),
    ("甲/报告.txt", "甲_报告"),
    ("报告.md", "报告.md"),
    ("../../报告", "_.._报告"),
    ("#1.txt", "_1"),
    ("a:b*c?.txt", "a_b_c_"),
    ("A.txt", "A"),
    ("/", "_"),
    (".txt", "report"),
    ("长" * 200, "长" * 60),
]


def test_names_are_safe_distinct_and_the_same_again(tmp_path: Path) -> None:
    # The name of the first is taken then; a and A are one file to some systems.
    keys = [*(key for key, _ in KEYS), "甲_报告.txt", "a.txt"]
    names = {one.report: one.name for one in export([reviewed(key=k) for k in keys], tmp_path)}
    assert len({name.casefold() for name in names.values()}) == len(keys)
    assert names.items() >= dict(KEYS).items()
    assert names["甲_报告.txt"].startswith("甲_报告-")
    assert names["a.txt"].startswith("a-")
    labels = {path.name for path in (tmp_path / "labels").iterdir()}
    assert labels == {f"{name}.labels.jsonl" for name in names.values()}
    assert {path.parent for path in tmp_path.rglob("*.txt")} == {tmp_path / "reports"}
    assert {sample.report for sample in load(tmp_path)} == set(names.values())
    again = [export([reviewed(key=key)], tmp_path)[0] for key in reversed(keys)]
    assert {one.report: one.name for one in again} == names


def test_what_is_in_the_folder_already_stays(tmp_path: Path) -> None:
    export([reviewed(), reviewed(key="乙.txt")], tmp_path)
    path = tmp_path / "samples.tsv"
    mine = "# mine\n" + index(tmp_path).replace("报告\town", "报告\theld-out").replace(
        "乙\town", "手工\town"
    )
    path.write_text(mine.replace("乙.txt", ""), encoding="utf-8")
    export(
        [reviewed(corrections=(Correction(span=span("28家"), text="28家", name="x"),))], tmp_path
    )
    assert index(tmp_path).split("\n") == [
        "# mine",
        "report\tpart\tlabelled_by\tkey",
        "报告\theld-out\t甲, 乙\t报告.txt",
        "手工\town\t甲\t",
        "",
    ]


def test_a_table_of_other_columns_keeps_them(tmp_path: Path) -> None:
    tmp_path.joinpath("samples.tsv").write_text(
        "report\tpart\tkind\n报告\ttuned\t手工\n", encoding="utf-8"
    )
    (one,) = export([reviewed()], tmp_path)
    assert one.name.startswith("报告-")  # 报告 is another's: no key says that it is ours
    assert index(tmp_path).split("\n")[:2] == [
        "report\tpart\tkind\tlabelled_by\tkey",
        "报告\ttuned\t手工\t\t",
    ]


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="无法写入") as caught:
        export([reviewed()], tmp_path / "out")
    assert caught.value.hint


@given(st.data())
def test_offsets_fit_the_text_as_the_evaluation_reads_it(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    text = data.draw(st.text("甲1\r\n\ufeff ", min_size=1, max_size=30))
    place = data.draw(spans(text, least=1))
    canonical = Canonical(text)
    path = tmp_path_factory.mktemp("labels") / "x.txt"
    path.write_text(canonical.text, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == canonical.text
    moved = canonical.span(place)
    want = text[place.start : place.end]
    marks = len(text) - len(text.lstrip("\ufeff"))
    if place.start >= marks and not want.startswith("\n") and not want.endswith("\r"):
        same = want.replace("\r\n", "\n").replace("\r", "\n")
        assert moved.of(canonical.text) == same


@given(extractions())
def test_any_result_is_written_and_read(
    tmp_path_factory: pytest.TempPathFactory, made: Extraction
) -> None:
    folder = tmp_path_factory.mktemp("labels")
    (one,) = export([reviewed(made, key=made.document.name)], folder)
    (sample,) = load(folder)
    assert sample.report == one.name
    for mention in sample.labels.mentions:
        assert sample.text[mention.start : mention.end] == mention.text


def label(folder: Path) -> Labels:
    return read_labels(next((folder / "labels").glob("*.jsonl")))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return open_store(store_url(tmp_path / "store"))


def test_the_round_trip(tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """Run, correct, decide, confirm, export, score: what the product said otherwise is a miss."""
    (sample,) = load(SAMPLES, ["002"])
    key = sample.path.name
    with store:
        first = _run(store, key, sample.path)
        one, two, three = first.indicators[3], first.indicators[10], first.indicators[20]
        store.correct(key, _of(one.quantity, role=_other(one.role)), by="甲")
        store.correct(key, _of(two.quantity, why=QuantityKind.NAME), by="甲")
        store.correct(key, _of(three.quantity, value=Decimal("123456789")), by="乙")
        text = first.document.text
        start = next(
            i for passage in first.passages if passage.narrative
            for i in range(*passage.pieces[0])
            if not any(q.span.start - 1 <= i < q.span.end + 1 for q in first.quantities)
            and text[i] in "一二三四五六七八九十"
        )  # fmt: skip
        missed = Correction(
            span=Span(start, start + 1), text=text[start], name="漏掉的", role=Role.ACTUAL,
            section=SectionKind.OTHER, value=Decimal(1), unit="个", op=Op.EQ,
        )  # fmt: skip
        store.correct(key, missed, by="甲")
        findings = store.queue(Filters(reports=(key,)))
        store.decide(findings[0].id, DecisionStatus.CONFIRMED, "真的", by="丙")
        store.decide(findings[1].id, DecisionStatus.DISMISSED, "四舍五入", by="丙")
        _run(store, key, sample.path)
        store.confirm(key, by="甲")
        (told,) = export(store.reviewed(key), tmp_path / "own")
        assert told == Labelled(
            report=key,
            name=sample.report,
            confirmed=True,
            indicators=len(first.indicators),  # one less, one more
            others=told.others,
            facts=len(first.facts),
            checks=told.checks,
            undecided=len(findings) - 2,
            idle=0,
        )
    assert index(tmp_path / "own").endswith(f"{sample.report}\town\t甲, 乙, 丙\t{key}\n")
    assert main(["--samples", str(tmp_path / "own"), "--out", str(tmp_path / "out"),
                 "--keep", str(tmp_path / "kept"), "--brief"]) == 0  # fmt: skip
    capsys.readouterr()
    labels = label(tmp_path / "own")
    product = read_export(tmp_path / "kept")[sample.report]
    result = score(labels, product).metrics()
    assert (result["detection recall"].hits, result["detection recall"].of) == (
        len(first.indicators) - 1,
        len(first.indicators),
    )
    wrong = [miss for miss in misses(labels, product, text) if "agreement" not in miss.kind]
    assert {miss.kind for miss in wrong} >= {"missed", "spurious", "value+unit", "role"}
    by_kind = {miss.kind: miss for miss in wrong}
    assert by_kind["missed"].pieces[0].marked == text[start]
    assert by_kind["spurious"].pieces[0].marked == two.quantity.text
    assert by_kind["role"].pieces[0].marked == one.quantity.text
    assert by_kind["value+unit"].pieces[0].marked == three.quantity.text
    assert not {"fact missed", "fact field", "fact spurious", "name", "section"} & by_kind.keys()
    assert result["conflict recall"].share == 1


def _run(store: Store, key: str, path: Path) -> Extraction:
    from extractor.pipeline import run_report

    made = run_report(path, name=key)
    store.save(made, key=key, prompt_version="", code_version="")
    return store.load(key)


def _of(quantity: Any, **fields: Any) -> Correction:
    return replace(Correction(span=quantity.span, text=quantity.text), **fields)


def _other(role: Role) -> Role:
    return Role.BASELINE if role is not Role.BASELINE else Role.ACTUAL
