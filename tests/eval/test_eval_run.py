"""The score of the product itself, run as a user runs it: rules, so that no model is needed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.reading import read_export
from eval.score import main


def test_the_product_is_run_and_scored(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept, written = tmp_path / "export", tmp_path / "figures.json"
    assert main(["--backend", "rules", "--keep", str(kept), "--json", str(written)]) == 0
    assert "detection F1" in capsys.readouterr().out
    assert set(read_export(kept)) == {
        "001_5db012f121f01c6e",
        "002_cbf94105f3fe6078",
        "004_9970a3a3f795190b",
    }
    figures = json.loads(written.read_text(encoding="utf-8"))
    assert figures["cost"]["reports"] == 3
    assert figures["cost"]["model_calls"] == 0
    # Not a goal but a floor: below it something is broken, and not merely worse.
    assert figures["all"]["detection F1"]["share"] > 0.5
    assert not list(tmp_path.glob("workspace*"))


def test_a_run_that_fails_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--backend", "nonsense"]) == 1
    assert "exit code 2" in capsys.readouterr().err


def test_labels_without_their_report_are_said_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--reports", str(tmp_path)]) == 1
    assert "labels without a report" in capsys.readouterr().err
