"""The file of checks: what it says is done, and every fault in it is told with file, key and values."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from command_line import extractor

from extractor import checks_file
from extractor.checking.options import DEFAULT, OwnSum
from extractor.checking.rulebook import KEYS
from extractor.errors import SettingError

ROOT = Path(__file__).resolve().parent.parent

RATIO = '[[ratio]]\nname = "参训率"\naliases = ["培训到课率"]\ntop = ["实训人数"]\nbottom = ["应训人数"]\n'
SUM = '[[sum]]\ntotal = "培训总人次"\nparts = ["线上培训", "线下培训"]\n'


# A name and its wrong line, what the message names, and what the hint gives first.
FAULTS = [
    ("rulse = 1", ("rulse",), "rules"),
    ("[rules]\nratoi = false", ("[rules]", "ratoi"), "ratio"),
    ("[rules]\nratio = 'off'", ("[rules] ratio", "'off'", "true"), ""),
    ("[rules]\nratio = 0", ("[rules] ratio", "0", "true"), ""),
    ("rules = 3", ("[rules]", "3"), ""),
    ("[tolerance]\nlast_plaec = 1", ("[tolerance]", "last_plaec"), "last_place"),
    ("[tolerance]\nlast_place = 'two'", ("[tolerance] last_place", "'two'"), ""),
    ("[tolerance]\nlast_place = true", ("[tolerance] last_place", "True"), ""),
    ("[tolerance]\nlast_place = -1", ("[tolerance] last_place", "-1", "0"), ""),
    ("[tolerance]\nlast_place = nan", ("[tolerance] last_place", "NaN"), ""),
    ("[tolerance]\ncompletion = 99.5", ("[tolerance] completion", "99.5", "100"), ""),
    ("[[ratio]]\nname = '参训率'", ("[[ratio]] 1", "top"), ""),
    (RATIO + "colour = 'red'", ("[[ratio]] 1", "colour"), "name"),
    (RATIO + "formula = 'diff'", ("[[ratio]] 1 formula", "'diff'", "'share'"), ""),
    (RATIO.replace("参训率", "率"), ("[[ratio]] 1 name", "'率'", "2"), ""),
    (RATIO.replace('["实训人数"]', '"实训人数"'), ("[[ratio]] 1 top", "'实训人数'", "["), ""),
    (RATIO.replace('["实训人数"]', "[]"), ("[[ratio]] 1 top", "[]", "1"), ""),
    (RATIO.replace('["实训人数"]', "[12]"), ("[[ratio]] 1 top 1", "12"), ""),
    (RATIO.replace("实训人数", "应训人数"), ("[[ratio]] 1", "应训人数"), ""),
    (SUM + SUM.replace('"线上培训", ', ""), ("[[sum]] 2 parts", "2"), ""),
    (SUM.replace("线上培训", "培训总人次"), ("[[sum]] 1", "培训总人次"), ""),
    (SUM.replace("[[sum]]", "[sum]"), ("[[sum]]", "培训总人次"), ""),
    ("[rules\n", ("TOML", "line 1"), ""),
]


@pytest.mark.parametrize(("text", "named", "first"), FAULTS)
def test_a_fault_is_told(text: str, named: tuple[str, ...], first: str) -> None:
    with pytest.raises(SettingError) as caught:
        checks_file.parse(text, "my/checks.toml")
    error = caught.value
    for said in (error.in_("zh"), error.in_("en")):
        assert all(word in said for word in ("my/checks.toml", *named))
    assert error.advice.zh and error.advice.en
    if first:
        assert re.search(rf"one of {first}\b", error.advice.en)


def test_an_unknown_rule_is_met_with_all_that_are_known() -> None:
    with pytest.raises(SettingError) as caught:
        checks_file.parse("[rules]\nserie = false", "checks.toml")
    listed = caught.value.advice.en.removeprefix("expected one of ").split(", ")
    assert listed[0] == "series"
    assert sorted(listed) == sorted(KEYS)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("none.toml", None, "No such file"),
        ("folder.toml", "folder", "directory"),
        ("gbk.toml", "[[sum]] # 合计".encode("gbk"), "UTF-8"),
    ],
    ids=["none", "folder", "gbk"],
)
def test_a_file_that_cannot_be_read(
    tmp_path: Path, name: str, data: bytes | str | None, said: str
) -> None:
    path = tmp_path / name
    if isinstance(data, bytes):
        path.write_bytes(data)
    elif data:
        path.mkdir()
    with pytest.raises(SettingError) as caught:
        checks_file.load(str(path))
    assert name in caught.value.in_("zh")
    assert said in caught.value.in_("en")


def test_no_file_is_the_default(tmp_path: Path) -> None:
    assert checks_file.load("") is DEFAULT
    path = tmp_path / "checks.toml"
    path.write_bytes(b"\xef\xbb\xbf" + SUM.encode())  # as Windows editors write it
    assert checks_file.load(str(path)).sums == (
        OwnSum(total="培训总人次", parts=("线上培训", "线下培训")),
    )


def test_the_example_of_the_readme_is_read() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    block = readme.partition("<!-- checks -->")[2].partition("<!-- /checks -->")[0]
    read = checks_file.parse(block.replace("```toml", "").replace("```", ""), "README.md")
    assert read.off == {"unexplained"}
    assert read.tolerance.last_place == 2
    assert (len(read.ratios), len(read.sums)) == (1, 1)


LEVEL = "参训水平"  # no word of the product's own says that it is a rate
REPORT = """项目支出绩效自评报告

一、绩效目标完成情况
应训人数150人，实训人数120人，参训水平85%。
疫苗第一针覆盖率达到168%。
"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    (tmp_path / "checks.toml").write_text(
        f"{RATIO.replace('参训率', LEVEL)}[rules]\nimplausible = false\n", encoding="utf-8"
    )
    return path


def _run(folder: Path, *more: str, **env: str) -> set[tuple[str, str, str]]:
    """Rule, verdict and formula of each exported check."""
    words = ("run", "report.txt", "--backend", "rules", "--out", "out", *more)
    assert extractor(folder, *words, **env).code == 0
    lines = (folder / "out" / "checks.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    return {(row["rule"], row["verdict"], row["formula"]) for row in rows}


OWN = ("ratio", "conflict", "120人 ÷ 150人 = 80.00%（报告写 85%）")
RATE = ("implausible", "conflict", "168% > 100%")


def test_run_with_a_file_of_checks(tmp_path: Path, report: Path) -> None:
    before = _run(tmp_path)
    assert (OWN in before, RATE in before) == (False, True)
    told = _run(tmp_path, "--checks", "checks.toml")
    assert (OWN in told, RATE in told) == (True, False)
    assert _run(tmp_path) == before  # reports are read anew, and nothing of the file stays


def test_run_with_a_file_of_checks_by_the_environment(tmp_path: Path, report: Path) -> None:
    assert OWN in _run(tmp_path, EXTRACTOR_CHECKS="checks.toml")


def test_a_fault_of_the_file_ends_the_run(tmp_path: Path, report: Path) -> None:
    (tmp_path / "checks.toml").write_text("[rules]\nimplausibel = false\n", encoding="utf-8")
    ran = extractor(tmp_path, "run", str(report), "--backend", "rules", "--checks", "checks.toml")
    assert ran.code == 2
    assert "checks.toml" in ran.err
    assert "implausible" in ran.err
    assert not (tmp_path / "workspace").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "比率计算"),
        (("--lang", "en"), "target against actual"),
        (("--format", "md"), "# 核对规则 Rules"),
        (("--format", "json"), '"key": "own"'),
    ],
)
def test_rules_are_listed(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    ran = extractor(tmp_path, "rules", *words)
    assert ran.code == 0
    assert said in ran.out


def test_a_format_that_is_not_there(tmp_path: Path) -> None:
    ran = extractor(tmp_path, "rules", "--format", "xml")
    assert ran.code == 2
    assert "md" in ran.err
