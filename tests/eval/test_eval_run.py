"""The score of the product itself, run as a user runs it: rules, so that no model is needed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from eval.__main__ import main
from eval.reading import read_export
from eval.samples import SAMPLES


def test_the_product_is_run_scored_seeded_and_shown(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kept, out = tmp_path / "export", tmp_path / "results"
    arguments = ["--only", "001", "--keep", str(kept), "--out", str(out), "--seeded", "1"]
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert "detection F1" in printed
    assert "one digit changed" in printed
    assert set(read_export(kept)) == {"001_5db012f121f01c6e"}
    result = json.loads((out / "rules.json").read_text(encoding="utf-8"))
    assert result["provenance"]["backend"] == "rules"
    assert result["provenance"]["version"]
    assert result["cost"]["reports"] == 1
    assert result["cost"]["model_calls"] == 0
    assert result["grounding"]["quotes"]["one wrong digit refused"]["share"] == 1
    assert result["seeded"]["all kinds"]["detected"]["of"] >= 3
    # Not a goal but a floor: below it something is broken, and not merely worse.
    assert result["parts"]["tuned"]["metrics"]["fact found"]["share"] > 0.5
    assert "<mark>" in (out / "rules.html").read_text(encoding="utf-8")
    assert not list(tmp_path.glob("workspace*"))


def test_a_run_that_fails_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--backend", "nonsense", "--only", "001", "--out", str(tmp_path)]) == 1
    assert "exit code 2" in capsys.readouterr().err


def test_a_folder_of_ones_own_is_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Labels beside their reports, without samples.tsv: every report is of the part `own`."""
    for file in SAMPLES.glob("*/001*"):
        shutil.copy(file, tmp_path)
    assert main(["--samples", str(tmp_path), "--out", str(tmp_path / "out"), "--brief"]) == 0
    result = json.loads((tmp_path / "out" / "rules.json").read_text(encoding="utf-8"))
    assert set(result["parts"]) == {"own"}
    assert "moved" not in capsys.readouterr().out  # the committed baseline is of other reports


def test_labels_without_their_report_are_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(next(SAMPLES.glob("labels/001*")), tmp_path)
    assert main(["--samples", str(tmp_path)]) == 1
    assert "labels without a report" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("rows", "message"),
    [("report\tpart\n001_5db012f121f01c6e\tbest\n", "part 'best', expected one of")],
)
def test_a_part_that_is_none_is_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str, message: str
) -> None:
    for file in SAMPLES.glob("*/001*"):
        shutil.copy(file, tmp_path)
    (tmp_path / "samples.tsv").write_text(rows, encoding="utf-8")
    assert main(["--samples", str(tmp_path)]) == 1
    assert message in capsys.readouterr().err
