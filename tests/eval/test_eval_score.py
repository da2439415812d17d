"""The score over files: the committed labels, exports made from them, and files that are not right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval.__main__ import main
from eval.reading import EvalError, read_export, read_labels
from eval.samples import SAMPLES
from eval.scoring import NOTHING, cost, figures, score, total

GIVEN = ("001", "002", "004")  # labels that are not ours, and do not change
LABELS = sorted(p for n in GIVEN for p in (SAMPLES / "labels").glob(f"{n}_*.labels.jsonl"))
EVERY = sorted((SAMPLES / "labels").glob("*.labels.jsonl"))


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line]


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


def perfect_export(folder: Path) -> Path:
    """What a system that reads as the annotator does would export."""
    files: dict[str, list[dict[str, Any]]] = {"mention": [], "fact": [], "check": []}
    for path in LABELS:
        report = path.name.replace(".labels.jsonl", ".txt")
        for record in records(path):
            record["report"] = report
            if record["kind"] == "check":
                record["evidence"] = [{"start": s, "end": e} for s, e in record.pop("spans")]
            if record.pop("indicator", True):
                files[record.pop("kind")].append(record)
    write(folder / "indicators.jsonl", files["mention"])
    write(folder / "facts.jsonl", files["fact"])
    write(folder / "checks.jsonl", files["check"])
    return folder


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name[:3])
def test_labels_stand_in_their_reports(path: Path) -> None:
    labels = read_labels(path)
    text = (SAMPLES / "reports" / f"{labels.report}.txt").read_text(encoding="utf-8")
    lines = text.split("\n")
    for mention in labels.mentions:
        assert text[mention.start : mention.end] == mention.text
    for check in labels.checks:
        assert all(0 <= start < end <= len(text) for start, end in check.spans)
    for fact in labels.facts:
        assert 1 <= fact.line <= len(lines)


def test_a_perfect_export_scores_one_everywhere(tmp_path: Path) -> None:
    export = read_export(perfect_export(tmp_path))
    labels = [read_labels(path) for path in LABELS]
    whole = total([score(one, export[one.report]) for one in labels])
    shares = {name: metric.share for name, metric in whole.metrics().items()}
    assert shares.pop("fact score") is None  # these tables have no such column
    assert shares.pop("fact weight") is None
    assert set(shares.values()) == {1.0}
    assert whole.metrics()["detection recall"].of == 377


def test_an_empty_export_finds_nothing_and_raises_no_alarm() -> None:
    whole = total([score(read_labels(path), NOTHING) for path in LABELS])
    found = figures(whole)
    assert found["detection recall"]["share"] == 0
    assert found["detection precision"] == {
        "hits": 0,
        "of": 0,
        "share": None,
        "interval": None,
    }
    assert found["alarm precision"]["share"] is None
    assert found["conflict recall"] == {
        "hits": 0,
        "of": 17,
        "share": 0.0,
        "interval": [0.0, 0.0],
    }


def test_a_score_is_printed_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export = perfect_export(tmp_path)
    rows = [{"report": "002_cbf94105f3fe6078.txt", "prompt_tokens": 3000, "completion_tokens": 770}]
    write(export / "reports.jsonl", rows)
    arguments = ["--export", str(export), "--name", "perfect", "--only", *GIVEN]
    assert main([*arguments, "--out", str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "377/377 = 1.000" in printed
    assert "0/0 = null" in printed
    assert "name *" in printed  # more than two readers agree on
    assert "tuned: the product was made" in printed
    written = json.loads((tmp_path / "perfect.json").read_text(encoding="utf-8"))
    assert written["parts"]["tuned"]["metrics"]["name"] == {
        "hits": 377,
        "of": 377,
        "share": 1.0,
        "interval": [1.0, 1.0],
        "readers": 0.926,
    }
    assert written["cost"]["tokens_per_indicator"] == 10.0
    assert set(written["parts"]["tuned"]["reports"]) == {
        path.name.removesuffix(".labels.jsonl") for path in LABELS
    }


def test_cost_of_nothing_found_is_null() -> None:
    assert cost(total([])) == {}


def test_table_indicators_take_no_part_in_detection(tmp_path: Path) -> None:
    row = {"report": "r.txt", "start": 0, "end": 2, "text": "3处", "source": "table"}
    write(tmp_path / "indicators.jsonl", [row, {**row, "source": "model"}])
    assert [i.source for i in read_export(tmp_path)["r"].indicators] == ["model"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "indicators.jsonl:1: not JSON"),
        ("[]", "indicators.jsonl:1: list, expected an object"),
        ('{"report": "a", "start": "x", "end": 1, "text": ""}', "indicators.jsonl:1: start: "),
    ],
)
def test_a_broken_export_names_file_and_line(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "indicators.jsonl").write_text(line + "\n", encoding="utf-8")
    with pytest.raises(EvalError) as caught:
        read_export(tmp_path)
    assert message in str(caught.value)


def test_what_is_no_export_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--export", str(tmp_path)]) == 1
    assert "neither indicators.jsonl nor reports.jsonl" in capsys.readouterr().err
    assert main(["--samples", str(tmp_path)]) == 1
    assert "no *.labels.jsonl" in capsys.readouterr().err


def test_a_label_of_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.labels.jsonl"
    path.write_text('{"kind": "guess"}\n', encoding="utf-8")
    with pytest.raises(EvalError, match=r"x\.labels\.jsonl:1: kind 'guess'"):
        read_labels(path)
