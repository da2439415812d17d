from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from strategies import check, extractions, report

from extractor.errors import StoreError, UsageError
from extractor.exporting import FORMATS
from extractor.exporting.contract import FILES
from extractor.records import (
    Box,
    Extraction,
    Fact,
    Indicator,
    Op,
    Origin,
    Place,
    Quantity,
    QuantityKind,
    Quote,
    Rejection,
    RejectionReason,
    Role,
    SectionKind,
    Severity,
    Source,
    Span,
    Statement,
    StatementKind,
    Usage,
    Verdict,
)
from extractor.store import Decision, DecisionStatus, Kept, open_store, store_url
from scripts.make_contract import FOLDER, faults, schemas

TEXT = "受理咨询28-30家，预算执行率为93.950%。\u2028问题：人手不足。\n整治点位数\t≥2处\t2处\t10\t10"
Rows = dict[str, list[dict[str, Any]]]


def quote(text: str) -> Quote:
    start = TEXT.rindex(text)
    return Quote(span=Span(start, start + len(text)), text=text)


def extraction() -> Extraction:
    many = Quantity(
        span=quote("28-30家").span,
        text="28-30家",
        kind=QuantityKind.COUNT,
        value=Decimal("28"),
        value_max=Decimal("3E+1"),
        unit="家",
        op=Op.RANGE,
    )
    name = Quantity(span=quote("问").span, text="问", kind=QuantityKind.NAME, value=None, passage=1)
    cell = replace(many, span=quote("≥2处").span, text="≥2处", value=Decimal(2), value_max=None)
    problem = quote("人手不足")
    agrees = check(TEXT, "30", verdict=Verdict.AGREE, severity=Severity.NONE)
    return replace(
        report(TEXT, checks=[check(TEXT, "93.950"), agrees], quantities=[many, name, cell]),
        usage=Usage(backend="rules", seconds=0.25),
        indicators=(
            Indicator(
                quantity=many,
                name="受理咨询数",
                role=Role.ACTUAL,
                section=SectionKind.COMPLETION,
                source=Source.MODEL,
                confidence=Decimal("0.90"),
            ),
        ),
        facts=(
            Fact(
                name="整治点位数",
                name_span=quote("整治点位数").span,
                place=Place(2, 0, 0, 0),
                target=quote("≥2处"),
                actual=quote("2处"),
                weight=quote("10"),
            ),
        ),
        rejections=(
            Rejection(reason=RejectionReason.EMPTY_NAME, detail="x", answer="\ud800甲"),
            Rejection(reason=RejectionReason.MODEL_UNAVAILABLE, detail="x"),
        ),
        statements=(
            Statement(
                kind=StatementKind.PROBLEM,
                span=problem.span,
                text=problem.text,
                links=(Span(0, 2),),
            ),
        ),
    )


def read(folder: Path) -> Rows:
    rows: Rows = {}
    for file in FILES:
        raw = (folder / file).read_bytes()
        assert b"\r" not in raw
        text = raw.decode("utf-8")
        assert len(text.splitlines()) == text.count("\n")  # nothing inside ends a line
        rows[file] = [json.loads(line) for line in text.splitlines()]
    return rows


def export(*reports: Kept, folder: Path, lang: Any = "zh") -> Rows:
    FORMATS["jsonl"](reports, folder, lang)
    return read(folder)


def test_each_file(tmp_path: Path) -> None:
    decision = Decision(
        status=DecisionStatus.DISMISSED,
        comment="四舍五入",
        decided_by="王审计",
        decided_at=datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC),
    )
    made = extraction()
    kept = Kept(
        report="甲.txt",
        extraction=made,
        decisions={made.checks[0].id: decision},
        prompt_version="label.v1",
    )
    rows = export(kept, folder=tmp_path / "新" / "out")
    assert rows["reports.jsonl"] == [
        {
            "report": "甲.txt", "format": "text", "sha256": f"{len(TEXT):064x}", "title": None,
            "organisation": None, "year": None, "chars": len(TEXT), "status": "complete",
            "backend": "rules", "model": None, "prompt_tokens": 0, "completion_tokens": 0,
            "model_calls": 0, "cached_calls": 0, "seconds": 0.25,
            "prompt_version": "label.v1", "code_version": None,
        }
    ]  # fmt: skip
    assert rows["quantities.jsonl"][0] == {
        "report": "甲.txt", "start": 4, "end": 10, "text": "28-30家", "value": "28",
        "value_max": "30", "unit": "家", "op": "range", "kind": "count",
        "at": [],
    }  # fmt: skip
    assert rows["quantities.jsonl"][1]["value"] is None
    assert rows["indicators.jsonl"] == [
        {
            "report": "甲.txt", "start": 4, "end": 10, "text": "28-30家", "name": "受理咨询数",
            "value": "28", "value_max": "30", "unit": "家", "op": "range", "role": "actual",
            "section": "completion", "source": "model", "confidence": "0.90", "at": [],
        }
    ]  # fmt: skip
    (fact,) = rows["facts.jsonl"]
    assert fact["spans"].pop("target") == list(quote("≥2处").span)
    assert fact["spans"] == {
        "name": list(quote("整治点位数").span), "actual": list(quote("2处").span),
        "score": None, "weight": list(quote("10").span), "value": None,
    }  # fmt: skip
    assert set(map(str, fact.pop("at").values())) == {"[]"}
    del fact["spans"]
    assert fact == {
        "report": "甲.txt", "line": 2, "name": "整治点位数", "target": "≥2处", "actual": "2处",
        "score": None, "weight": "10", "value": None,
    }  # fmt: skip
    first, second = rows["checks.jsonl"]
    assert first == {
        "id": made.checks[0].id, "report": "甲.txt", "rule": "ratio", "verdict": "conflict",
        "severity": "high", "message": "93.950对不上", "formula": "93.950 = ?",
        "evidence": [{"start": 17, "end": 23, "text": "93.950", "where": "第1行", "at": []}],
        "status": "dismissed", "decided_by": "王审计",
        "decided_at": "2024-05-06T07:08:09+00:00", "comment": "四舍五入",
    }  # fmt: skip
    assert (second["verdict"], second["status"], second["decided_at"]) == ("agree", "open", None)
    assert rows["rejections.jsonl"] == [
        {"report": "甲.txt", "reason": "empty_name", "detail": "x", "answer": "\ufffd甲"},
        {"report": "甲.txt", "reason": "model_unavailable", "detail": "x", "answer": None},
    ]
    assert rows["statements.jsonl"][0]["links"] == [[0, 2]]


def test_what_agrees_is_exported_and_each_figure_says_which_checks_touch_it(tmp_path: Path) -> None:
    made = extraction()
    rows = export(Kept(report="甲.txt", extraction=made), folder=tmp_path)
    _, agrees = rows["checks.jsonl"]
    assert agrees == {
        "id": made.checks[1].id, "report": "甲.txt", "rule": "ratio", "verdict": "agree",
        "severity": "none", "message": "30对不上", "formula": "30 = ?",
        "evidence": [{"start": 7, "end": 9, "text": "30", "where": "第1行", "at": []}],
        "status": "open", "decided_by": None, "decided_at": None, "comment": None,
    }  # fmt: skip
    start, end = quote("≥2处").span
    assert rows["coverage.jsonl"] == [
        {
            "report": "甲.txt", "start": 4, "end": 10, "text": "28-30家", "name": "受理咨询数",
            "source": "prose", "field": None, "checks": [agrees["id"]], "verdicts": ["agree"],
            "alone": False,
        },
        {
            "report": "甲.txt", "start": start, "end": end, "text": "≥2处", "name": "整治点位数",
            "source": "table", "field": "target", "checks": [], "verdicts": [], "alone": True,
        },
    ]  # fmt: skip


def test_places_in_the_file_are_exported_a_line_each(tmp_path: Path) -> None:
    made = extraction()
    start, end = made.quantities[0].span
    lines = (
        Origin(
            span=Span(start - 2, start + 2),
            page=3,
            box=Box(10, 20, 50, 32),
            edges=(10, 20, 30, 40, 50),
            confidence=Decimal("0.91"),
        ),
        Origin(span=Span(start + 2, end + 1), page=4, box=Box(5, 6, 7, 8)),
    )
    cell = Origin(span=quote("≥2处").span, sheet="自评表", row=12, column=28)
    document = replace(made.document, format="pdf", origins=(*lines, cell))
    rows = export(
        Kept(report="甲.pdf", extraction=replace(made, document=document)), folder=tmp_path
    )
    nothing = dict.fromkeys(
        ("sheet", "cell", "table", "row", "column", "paragraph", "part", "confidence")
    )
    assert rows["quantities.jsonl"][0]["at"] == [
        {
            **nothing, "start": start, "end": start + 2, "page": 3, "box": [30, 20, 50, 32],
            "confidence": "0.91",
        },
        {**nothing, "start": start + 2, "end": end, "page": 4, "box": [5, 6, 7, 8]},
    ]  # fmt: skip
    (at,) = rows["facts.jsonl"][0]["at"]["target"]
    assert (at["sheet"], at["cell"], at["row"], at["column"]) == ("自评表", "AB12", 12, 28)
    assert rows["reports.jsonl"][0]["format"] == "pdf"


def test_the_language_is_that_of_messages(tmp_path: Path) -> None:
    (row, _) = export(Kept(report="甲", extraction=extraction()), folder=tmp_path, lang="en")[
        "checks.jsonl"
    ]
    assert row["message"] == "93.950 do not agree"
    assert row["evidence"][0]["where"] == "line 1"


@settings(max_examples=60, deadline=None)
@given(extractions())
def test_every_line_keeps_the_contract_and_every_span_its_text(made: Extraction) -> None:
    # Half a surrogate pair is in no decoded file; what becomes of it is another test's.
    text = made.document.text
    with tempfile.TemporaryDirectory() as folder:
        rows = export(Kept(report="甲", extraction=made), folder=Path(folder))
    for name, schema in schemas().items():
        validator = Draft202012Validator(
            json.loads(schema), format_checker=Draft202012Validator.FORMAT_CHECKER
        )
        for row in rows[name.replace(".schema.json", ".jsonl")]:
            validator.validate(row)
    quoted = [row for file in rows.values() for row in file if "start" in row]
    quoted += [evidence for row in rows["checks.jsonl"] for evidence in row["evidence"]]
    for row in quoted:
        assert row["text"] == text[row["start"] : row["end"]].replace("\ud800", "\ufffd")
    for row in rows["facts.jsonl"]:
        for field in ("target", "actual", "score", "weight", "value"):
            span = row["spans"][field]
            found = None if span is None else text[slice(*span)].replace("\ud800", "\ufffd")
            assert row[field] == found
    counts = (made.quantities, made.indicators, made.facts, made.checks, made.statements)
    files = ("quantities", "indicators", "facts", "checks", "statements")
    assert [len(rows[f"{file}.jsonl"]) for file in files] == [len(each) for each in counts]


@settings(max_examples=60)
@given(extractions())
def test_decimals_are_written_plainly_and_exactly(made: Extraction) -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = export(Kept(report="甲", extraction=made), folder=Path(folder))
    for row, quantity in zip(rows["quantities.jsonl"], made.quantities, strict=True):
        assert "E" not in (row["value"] or "")
        assert (None if row["value"] is None else Decimal(row["value"])) == quantity.value


def test_the_schemas_in_the_tree_are_those_of_the_code() -> None:
    assert faults() == []


def test_the_comparison_of_schemas_sees_what_differs(tmp_path: Path) -> None:
    for name, schema in schemas().items():
        (tmp_path / name).write_text(schema, encoding="utf-8")
    (tmp_path / "facts.schema.json").unlink()
    (tmp_path / "cheques.schema.json").write_text("{}", encoding="utf-8")
    (tmp_path / "checks.schema.json").write_text("{}", encoding="utf-8")
    assert faults(tmp_path) == [
        "facts.schema.json is missing",
        "cheques.schema.json belongs to no file",
        "checks.schema.json differs",
    ]


@pytest.mark.parametrize("file", FILES)
def test_schemas_are_valid_and_all_keys_are_required(file: str) -> None:
    path = FOLDER / file.replace(".jsonl", ".schema.json")
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert set(schema["required"]) == set(schema["properties"]) == set(FILES[file].model_fields)
    assert schema["additionalProperties"] is False


def test_from_a_store(tmp_path: Path) -> None:
    with open_store(store_url(tmp_path)) as store:
        for key in ("乙", "甲"):
            store.save(extraction(), key=key, prompt_version="", code_version="")
        finding = store.queue()[0]
        store.decide(finding.id, DecisionStatus.CONFIRMED, by="王")
        store.save(extraction(), key=finding.report, prompt_version="", code_version="")
        written = FORMATS["jsonl"](store.kept(), tmp_path / "out", "zh")
    rows = read(tmp_path / "out")
    assert {w.path.name: w.lines for w in written} == {f: len(rows[f]) for f in FILES}
    assert {row["report"] for row in rows["reports.jsonl"]} == {"甲", "乙"}
    decided = [row for row in rows["checks.jsonl"] if row["status"] != "open"]
    assert [(row["id"], row["report"], row["decided_by"]) for row in decided] == [
        (finding.check.id, finding.report, "王")
    ]


def test_a_failed_export_leaves_the_last_one(tmp_path: Path) -> None:
    export(Kept(report="甲", extraction=extraction()), folder=tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def broken() -> Iterator[Kept]:
        yield Kept(report="乙", extraction=extraction())
        raise StoreError("the disk is gone")

    with pytest.raises(StoreError):
        FORMATS["jsonl"](broken(), tmp_path, "zh")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_nothing_to_export_is_empty_files(tmp_path: Path) -> None:
    rows = export(folder=tmp_path)
    assert rows == {file: [] for file in FILES}


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="out 无法写入"):
        FORMATS["jsonl"]([], tmp_path / "out", "zh")
