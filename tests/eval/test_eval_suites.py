"""The run over a suite, on cases of our own; on the real suites where they are there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval import suites

# A case of one suite, and whether the grammar gives what it wants.
CASES = [
    ("三台电脑", [("三", 0, 0, "3")], True),
    ("１２个", [("12", 0, 1, "12")], True),
    ("没有", [], True),
    ("三台电脑", [], False),
    ("三台电脑", [("三", 0, 1, "3")], False),
    ("三台电脑", [("三", 0, 0, "4")], False),
    ("三台电脑", [("四", 0, 0, "3")], False),
]


def write(
    folder: Path, name: str, cases: list[tuple[str, list[tuple[str, int, int, str]]]]
) -> None:
    rows = [
        {
            "Input": text,
            "Results": [
                {"Text": word, "Start": start, "End": end, "Resolution": {"value": value}}
                for word, start, end, value in results
            ],
        }
        for text, results in cases
    ]
    path = folder / f"{name}.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize(("text", "results", "passes"), CASES)
def test_a_case_passes_when_text_offsets_and_value_agree(
    text: str, results: list[tuple[str, int, int, str]], passes: bool, tmp_path: Path
) -> None:
    write(tmp_path, "recognizers_number_zh", [(text, results)])
    (outcome,) = suites.run("recognizers_number_zh", tmp_path / "recognizers_number_zh.json")
    assert outcome.passed is passes
    assert suites.tally([outcome]) == (int(passes), int(not passes), 0)


def test_an_absent_folder_is_said_and_is_no_failure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert suites.main(["--folder", str(tmp_path)]) == 0
    assert "not run: no recognizers_number_zh.json" in capsys.readouterr().out


def test_figures_and_exit_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, "recognizers_number_zh", [(text, results) for text, results, _ in CASES])
    write(tmp_path, "recognizers_percent_zh", [("增长5%", [("5%", 2, 3, "5%")])])
    written = tmp_path / "figures.json"
    assert suites.main(["--folder", str(tmp_path), "--json", str(written), "--all"]) == 1
    figures = json.loads(written.read_text(encoding="utf-8"))
    assert figures["recognizers_number_zh"]["failed_cases"] == [3, 4, 5, 6]
    assert figures["recognizers_percent_zh"]["passed"] == 1
    out = capsys.readouterr().out
    assert "FAILED 3" in out
    assert "all: 4/8 = 0.5000 passed, 4 failed, 0 not applicable" in out


def test_what_does_not_apply_is_a_short_list_with_reasons() -> None:
    reasons = {name: suites.not_applicable(name) for name in suites.READERS}
    assert all(reason for rows in reasons.values() for reason in rows.values())
    assert sum(map(len, reasons.values())) < 52  # a tenth of the 517 cases


def test_the_real_suites_stay_above_the_bar(capsys: pytest.CaptureFixture[str]) -> None:
    if not (suites.FOLDER / "recognizers_number_zh.json").is_file():
        pytest.skip("the suites of Recognizers-Text are not beside the repository")
    assert suites.main([]) == 0, capsys.readouterr().out
