"""What is written, what moved, and what a page shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eval import page
from eval.metrics import Tally, pair_mentions
from eval.misses import KINDS, Miss, Piece, misses
from eval.reading import EvalError, Export, ExportedCheck, FactRow, GoldCheck, Labels, Mention
from eval.results import moved, read, shown
from eval.scoring import figure
from eval.slicing import by, joined

TEXT = "概况\n新增28家企业，培训3-5场，覆盖率168%。\n满意度\t≥90%\t95%\n"


def mention(text: str, **more: object) -> Mention:
    start = TEXT.index(text)
    return Mention.model_validate({"start": start, "end": start + len(text), "text": text, **more})


def result(**shares: tuple[int, int]) -> dict[str, Any]:
    metrics = {
        name: figure(Tally((1,) * hits + (0,) * (of - hits))) for name, (hits, of) in shares.items()
    }
    return {"parts": {"held-out": {"metrics": metrics}}}


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ((3, 4), (3, 4), []),
        ((3, 4), (4, 4), [("3/4 = 0.750", "4/4 = 1.000", False)]),
        ((3, 4), (2, 4), [("3/4 = 0.750", "2/4 = 0.500", True)]),
        ((0, 0), (2, 4), [("0/0 = null", "2/4 = 0.500", False)]),
        ((2, 4), (0, 0), [("2/4 = 0.500", "0/0 = null", True)]),
        ((6, 8), (3, 4), [("6/8 = 0.750", "3/4 = 0.750", False)]),  # other denominators
    ],
)
def test_what_moved(
    was: tuple[int, int], now: tuple[int, int], expected: list[tuple[str, str, bool]]
) -> None:
    found = moved(result(name=was), result(name=now))
    assert [(m.was, m.now, m.worse) for m in found] == expected


def test_a_metric_that_came_or_went_is_told() -> None:
    found = moved(result(role=(1, 2)), result(name=(1, 2)))
    assert [(m.metric, m.was, m.now) for m in found] == [
        ("name", "absent", "1/2 = 0.500"),
        ("role", "1/2 = 0.500", "absent"),
    ]


def test_more_alarms_are_worse() -> None:
    def sown(alarms: int) -> dict[str, Any]:
        return {
            "parts": {},
            "seeded": {"all kinds": {"new false alarms per plant": figure(Tally((alarms, 0)))}},
        }

    assert [m.worse for m in moved(sown(1), sown(3))] == [True]
    assert [m.worse for m in moved(sown(3), sown(1))] == [False]
    assert shown(sown(3)["seeded"]["all kinds"]["new false alarms per plant"]) == "3/2 = 1.500"


@pytest.mark.parametrize("text", ["{", "[]", "{}"])
def test_a_file_that_is_no_result_is_said_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EvalError, match=r"x\.json: no result"):
        read(path)


def test_slices_count_what_was_missed_and_what_was_wrong() -> None:
    gold = [
        mention("28家", name="新增企业数", value="28", unit="家", op="=", role="actual"),
        mention("3-5场", name="培训场次", role="target"),
        mention("168%", name="覆盖率", value="168", unit="%", op="=", role="actual"),
    ]
    found = [
        mention("28家", name="新增企业数", value="28", unit="家", op="=", role="target"),
        mention("168%", name="别的", value="168", unit="%", op="=", role="actual"),
    ]
    slices = by(gold, pair_mentions(gold, found), lambda m: m.role)
    assert slices["actual"]["recall"].outcomes == (True, True)
    assert slices["actual"]["role"].outcomes == (False, True)
    assert slices["actual"]["name"].outcomes == (True, False)
    assert slices["target"]["recall"].outcomes == (False,)
    assert slices["target"]["name"].share is None
    both = joined(slices, {"change": slices["target"]})
    assert set(both) == {"actual", "change", "target"}
    assert both["actual"]["recall"].of == 2


def check(verdict: str, text: str) -> dict[str, Any]:
    start = TEXT.index(text)
    return {"rule": "ratio", "verdict": verdict, "start": start, "end": start + len(text)}


def gold_check(verdict: str, text: str) -> GoldCheck:
    one = check(verdict, text)
    return GoldCheck(rule="ratio", verdict=one["verdict"], spans=((one["start"], one["end"]),))


def exported(verdict: str, text: str) -> ExportedCheck:
    one = check(verdict, text)
    return ExportedCheck.model_validate({**one, "evidence": [one]})


def everything_wrong() -> tuple[Miss, ...]:
    gold = Labels(
        "x",
        (
            mention("28家", name="新增企业数", value="28", unit="家", op="=", role="actual"),
            mention("3-5场"),
        ),
        (FactRow(line=3, name="满意度", target="≥90%"), FactRow(line=3, name="办结率")),
        (gold_check("conflict", "168%"), gold_check("agree", "28家")),
    )
    found = Export(
        (
            mention("28", name="别的", value="8", unit="", op="~", role="target", section="goal"),
            mention("168%"),
        ),
        (FactRow(line=3, name="满意度", target="90%"), FactRow(line=2, name="新增")),
        (exported("conflict", "3-5场"),),
        None,
    )
    return misses(gold, found, TEXT)


def test_every_kind_of_miss_is_told_with_its_place() -> None:
    found = everything_wrong()
    assert [miss.kind for miss in found] == list(KINDS)
    first = found[0]
    assert first.pieces == (Piece(2, "新增28家企业，培训", "3-5场", "，覆盖率168%。"),)
    wrong = next(m for m in found if m.kind == "value+unit")
    assert (wrong.gold, wrong.found) == ("28家", "8")
    field = next(m for m in found if m.kind == "fact field")
    assert (field.gold, field.found) == ("满意度 · target=≥90%", "满意度 · target=90%")


def test_a_page_shows_them_and_runs_nothing_of_a_report(tmp_path: Path) -> None:
    evil = Miss("x", "name", (Piece(1, "<script>alert(1)</script>", "<b>", "&"),), "a", "b")
    made = {
        "provenance": {"system": "<i>rules</i>"},
        "parts": {"own": {"metrics": {"name": figure(Tally((True, False)))}}},
    }
    path = tmp_path / "page.html"
    page.write(path, made, {"own": [*everything_wrong(), evil]})
    html = path.read_text(encoding="utf-8")
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "<i>" not in html
    assert "<mark>3-5场</mark>" in html
    assert "0.500" in html


def test_a_page_of_nothing_says_so(tmp_path: Path) -> None:
    made = {"provenance": {}, "parts": {"own": {"metrics": {"name": figure(Tally())}}}}
    page.write(tmp_path / "page.html", made, {"own": []})
    assert "null" in (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "Nothing was missed" in (tmp_path / "page.html").read_text(encoding="utf-8")
