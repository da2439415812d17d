"""The command line with real files, a real store and real endpoints: what a user meets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from command_line import Ran, extractor
from pytest_httpserver import HTTPServer

ROOT = Path(__file__).parent.parent
REPORTS = ROOT / "eval" / "samples" / "reports"
GOOD = """项目支出绩效自评报告

一、绩效目标完成情况
2023年共开展培训12场次，培训人员1,530人次，满意度达95.5%；全年预算数200万元，执行数190万元，执行率95%。
"""


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_run_show_export(tmp_path: Path, good: Path) -> None:
    ran = extractor(tmp_path, "run", str(good), "--backend", "rules")
    assert ran.code == 0
    assert "good.txt" in ran.out
    assert (tmp_path / "workspace" / "extractor.db").exists()
    shown = extractor(tmp_path, "show", "good")
    assert shown.code == 0
    assert "1,530" in shown.out
    assert "核对覆盖：文字指标 3/6、表格数 0/0 有核对；单独成立未核对 3 个" in shown.out
    listed = extractor(tmp_path, "show", "good", "--held", "--alone").out
    assert "核对一致 (1)" in listed
    assert "单独成立未核对 (3)" in listed
    assert extractor(tmp_path, "export", "out", "--format", "jsonl").code == 0
    rows = (tmp_path / "out" / "indicators.jsonl").read_text(encoding="utf-8").splitlines()
    found = {json.loads(row)["text"] for row in rows}
    assert {"12场次", "1,530人次", "95.5%", "200万元", "190万元", "95%"} <= found
    checks = (tmp_path / "out" / "checks.jsonl").read_text(encoding="utf-8").splitlines()
    assert any(
        (row["rule"], row["verdict"]) == ("ratio", "agree") for row in map(json.loads, checks)
    )
    covered = (tmp_path / "out" / "coverage.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(row)["alone"] for row in covered] == [True, True, True, False, False, False]


def test_review_without_a_terminal_takes_its_keys_from_standard_input(
    tmp_path: Path, good: Path
) -> None:
    wrong = "全年处理工单1307宗，分别为违建432宗、噪声819宗、油烟76宗。\n"
    good.write_text(good.read_text(encoding="utf-8") + wrong, encoding="utf-8")
    extractor(tmp_path, "run", str(good), "--backend", "rules")
    assert extractor(tmp_path, "review").code == 0  # nothing comes: it ends
    decided = extractor(tmp_path, "review", keys="\nd 口径不同\nq")
    assert "1307宗" in decided.out
    extractor(tmp_path, "export", "out")
    rows = (tmp_path / "out" / "checks.jsonl").read_text(encoding="utf-8").splitlines()
    said = {(row["status"], row["comment"]) for row in map(json.loads, rows)}
    assert ("dismissed", "口径不同") in said


def test_a_second_language(tmp_path: Path, good: Path) -> None:
    ran = extractor(tmp_path, "run", str(good), "--backend", "rules", "--lang", "en")
    assert "to review the findings" in ran.out


BAD_FILES = {
    "empty.txt": (b"", 3, "空文件"),
    "binary.txt": (bytes(range(256)) * 40, 3, "二进制"),
    "word.txt": (b"PK\x03\x04" + b"0" * 200, 3, "zip"),
    "huge.txt": ("开展活动12次。".encode() * 1_000_000, 3, "EXTRACTOR_MAX_CHARS"),
    "no_narrative.txt": ("名称\t目标\t完成\n甲\t5次\t5次\n".encode(), 6, "叙述"),
    "damaged.txt": (GOOD.encode() + b"\xff\xfe\xff\n", 6, "字节"),
}


@pytest.mark.parametrize("name", sorted(BAD_FILES))
def test_a_bad_file_is_told_and_the_others_are_unaffected(
    tmp_path: Path, good: Path, name: str
) -> None:
    data, code, said = BAD_FILES[name]
    (tmp_path / name).write_bytes(data)
    alone = extractor(tmp_path, "run", name, "--backend", "rules", "--store", "sqlite:///a.db")
    assert alone.code == code
    assert said in alone.all
    assert name in alone.all
    both = extractor(tmp_path, "run", name, str(good), "--backend", "rules")
    assert both.code == 6
    assert said in both.all
    assert "1,530" in extractor(tmp_path, "show", "good").out


def test_a_missing_file(tmp_path: Path, good: Path) -> None:
    ran = extractor(tmp_path, "run", "none.txt", str(good), "--backend", "rules")
    assert ran.code == 6
    assert "none.txt" in ran.err
    assert extractor(tmp_path, "run", "none.txt", "--backend", "rules").code == 3


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    ran = extractor(tmp_path, "run", "folder", "--backend", "rules")
    assert ran.code == 2
    assert "folder" in ran.err


@pytest.mark.parametrize(
    ("args", "env", "said"),
    [
        (["run", "x.txt", "--backend", "cloud"], {}, "backend"),
        (["run", "x.txt", "--fail-on", "all"], {}, "--fail-on"),
        (["export", "out", "--format", "docx"], {}, "jsonl"),
        (["run", "x.txt"], {"EXTRACTOR_CHUNK_SIZE": "1"}, "chunk_size"),
        (["show", "nothing"], {}, "nothing"),
    ],
    ids=["backend", "fail-on", "format", "setting", "report"],
)
def test_wrong_use_is_told(tmp_path: Path, args: list[str], env: dict[str, str], said: str) -> None:
    ran = extractor(tmp_path, *args, **env)
    assert ran.code in (2, 5)
    assert said in ran.err


def test_fail_on_findings(tmp_path: Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text(GOOD.replace("执行率95%", "执行率59%"), encoding="utf-8")
    args = ["run", str(report), "--backend", "rules"]
    assert extractor(tmp_path, *args).code == 0
    assert extractor(tmp_path, *args, "--fail-on", "conflict").code == 7


def test_an_unreachable_endpoint(tmp_path: Path, good: Path) -> None:
    ran = extractor(
        tmp_path,
        "run",
        str(good),
        "--backend",
        "openai",
        "--base-url",
        "http://127.0.0.1:9/v1",
        OPENAI_API_KEY="k",
        EXTRACTOR_MODEL="m",
    )
    assert ran.code == 4
    assert "127.0.0.1:9" in ran.err


def test_a_wrong_key(tmp_path: Path, good: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/v1/models").respond_with_json(
        {"error": {"message": "bad key"}}, status=401
    )
    httpserver.expect_request("/v1/chat/completions").respond_with_json(
        {"error": {"message": "bad key"}}, status=401
    )
    ran = extractor(
        tmp_path,
        "run",
        str(good),
        "--backend",
        "openai",
        "--base-url",
        httpserver.url_for("/v1"),
        OPENAI_API_KEY="secret-k",
        EXTRACTOR_MODEL="m",
    )
    assert ran.code == 4
    assert "401" in ran.err or "key" in ran.err
    assert "secret-k" not in ran.all


def test_nonsense_answers_fall_back_to_rules_and_say_so(
    tmp_path: Path, good: Path, httpserver: HTTPServer
) -> None:
    httpserver.expect_request("/v1/models").respond_with_json({"data": [{"id": "m"}]})
    httpserver.expect_request("/v1/chat/completions").respond_with_json(
        {
            "id": "1",
            "object": "chat.completion",
            "created": 1,
            "model": "m",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {"role": "assistant", "content": "今天天气很好。"},
                }
            ],
            "usage": {"prompt_tokens": 5, "completion_tokens": 5, "total_tokens": 10},
        }
    )
    ran = extractor(
        tmp_path,
        "run",
        str(good),
        "--backend",
        "openai",
        "--out",
        "out",
        "--base-url",
        httpserver.url_for("/v1"),
        OPENAI_API_KEY="k",
        EXTRACTOR_MODEL="m",
    )
    assert ran.code == 6
    lines = (tmp_path / "out" / "indicators.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["source"] for line in lines} == {"rules"}
    assert (tmp_path / "out" / "rejections.jsonl").read_text(encoding="utf-8").strip()


def labels(folder: Path, *args: str) -> Ran:
    return extractor(folder, "labels", *args)


def test_labels_of_ones_own(tmp_path: Path, good: Path) -> None:
    """Correct, take back, confirm, export; a second run changes nothing that was said."""
    run = ("run", str(good), "--backend", "rules")
    assert extractor(tmp_path, *run).code == 0
    at = ("correct", "good", "--line", "4", "--by", "甲", "--text")
    ran = labels(tmp_path, *at, "1,530 人次", "--role", "目标值", "--value", "1,531")
    assert ran.code == 0, ran.all
    assert "第4行 1,530人次: role=target value=1531 · 甲" in ran.out
    assert "extractor labels confirm" in ran.out
    assert labels(tmp_path, *at, "95%", "--not-indicator", "other").code == 0
    assert labels(tmp_path, "undo", "good", "--by", "乙").code == 2
    assert "已撤回 第4行 95%" in labels(tmp_path, "undo", "good", "--by", "甲").out
    assert extractor(tmp_path, *run).code == 0
    refused = labels(tmp_path, "export", "own")
    assert refused.code == 2
    assert "extractor labels confirm" in refused.err
    assert "已确认 · 甲" in labels(tmp_path, "confirm", "good", "--by", "甲").out
    listed = labels(tmp_path, "list", "good").out.splitlines()
    assert [line.split(" · ")[0] for line in listed] == [
        "第4行 1,530人次: role=target value=1531",
        "good.txt: 已确认",
    ]
    done = labels(tmp_path, "export", "own", "--lang", "en")
    assert done.code == 0
    assert "python -m eval --samples own" in done.out
    text = (tmp_path / "own" / "reports" / "good.txt").read_text(encoding="utf-8")
    assert text == GOOD
    lines = (tmp_path / "own" / "labels" / "good.labels.jsonl").read_text(encoding="utf-8")
    mentions = {row["text"]: row for row in map(json.loads, lines.splitlines()) if "text" in row}
    assert (mentions["1,530人次"]["role"], mentions["1,530人次"]["value"]) == ("target", "1531")
    assert mentions["95%"]["indicator"]
    exported = extractor(tmp_path, "export", "out")  # a run is not changed by what people say
    assert exported.code == 0
    assert '"1531"' not in (tmp_path / "out" / "indicators.jsonl").read_text(encoding="utf-8")


def test_labels_that_nobody_confirmed_are_drafts(tmp_path: Path, good: Path) -> None:
    extractor(tmp_path, "run", str(good), "--backend", "rules")
    ran = labels(tmp_path, "export", "own", "--all")
    assert ran.code == 0
    assert "! 1 份未经确认,只是程序的草稿" in ran.out
    assert labels(tmp_path, "confirm", "good", "--by", "甲").code == 0
    assert labels(tmp_path, "confirm", "good", "--by", "乙", "--withdraw").code == 2
    assert "已撤回确认" in labels(tmp_path, "confirm", "good", "--by", "甲", "--withdraw").out
    assert labels(tmp_path, "export", "own", "--report", "good").code == 2


def test_findings_that_nobody_decided_are_told(tmp_path: Path) -> None:
    report = tmp_path / "r.txt"
    report.write_text(GOOD.replace("执行率95%", "执行率59%"), encoding="utf-8")
    extractor(tmp_path, "run", str(report), "--backend", "rules")
    for args in (["confirm", "r", "--by", "甲"], ["export", "own"]):
        assert "疑点未复核" in labels(tmp_path, *args).out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--line", "4", "--text", "99家", "--role", "target"], "第 4 行没有 '99家'"),
        (["--line", "99", "--text", "12场次", "--role", "target"], "第 99 行不存在"),
        (["--line", "4", "--text", "2", "--role", "target"], "--nth"),
        (["--line", "4", "--text", "12场次", "--nth", "2", "--role", "target"], "--nth 2"),
        (["--line", "4", "--text", "12场次", "--role", "boss"], "可用:actual, target"),
        (["--line", "4", "--text", "12场次", "--section", "boss"], "可用:goal"),
        (["--line", "4", "--text", "12场次", "--op", "=="], "可用:=, >="),
        (["--line", "4", "--text", "12场次", "--not-indicator", "count"], "可用:date"),
        (["--line", "4", "--text", "12场次", "--value", "12场"], "'12场' 不是数值"),
        (["--line", "4", "--text", "12场次"], "没有说明要更正什么"),
        (["--line", "4", "--text", "满意度", "--role", "target"], "还须给出 --name, --value"),
        (["--line", "4", "--role", "target"], "--text"),
    ],
)
def test_a_correction_that_cannot_be_is_told(
    tmp_path: Path, good: Path, args: list[str], said: str
) -> None:
    extractor(tmp_path, "run", str(good), "--backend", "rules")
    ran = labels(tmp_path, "correct", "good", *args)
    assert ran.code == 2
    assert said in ran.err


@pytest.mark.parametrize(
    "command", ["run", "show", "review", "export", "model", "doctor", "labels"]
)
def test_every_command_has_help(tmp_path: Path, command: str) -> None:
    ran = extractor(tmp_path, command, "--help")
    assert ran.code == 0
    assert len(ran.out.splitlines()) > 4


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys; sys.argv=['extractor','--help']\n"
        "from extractor.cli import main\n"
        "try:\n    main()\nexcept SystemExit: pass\n"
        "heavy={'openai','instructor','sqlalchemy','pydantic','jinja2','rapidfuzz','xllamacpp'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "1"},
        check=True,
    )
    assert done.stdout.strip().endswith("HEAVY []")


def test_doctor_says_what_to_do(tmp_path: Path) -> None:
    ran = extractor(tmp_path, "doctor", EXTRACTOR_CACHE=str(tmp_path / "cache"))
    assert ran.code == 0
    assert "extractor model fetch" in ran.out
    broken = extractor(
        tmp_path,
        "doctor",
        "--base-url",
        "http://127.0.0.1:9/v1",
        "--model",
        "m",
        OPENAI_API_KEY="k",
    )
    assert broken.code == 1
    assert "127.0.0.1:9" in broken.out


@pytest.mark.skipif(not REPORTS.exists(), reason="sample reports are not in this checkout")
def test_the_sample_reports_run_without_failure(tmp_path: Path) -> None:
    ran = extractor(tmp_path, "run", str(REPORTS), "--backend", "rules", "--out", "out")
    assert ran.code == 0, ran.all
    reports = (tmp_path / "out" / "reports.jsonl").read_text(encoding="utf-8").splitlines()
    statuses = [json.loads(line)["status"] for line in reports]
    assert statuses == ["complete"] * len(list(REPORTS.glob("*.txt")))


@pytest.mark.skipif(sys.platform == "darwin", reason="LibreOffice is found in its folder there")
def test_doctor_says_which_formats_are_read_and_how_to_get_the_others(tmp_path: Path) -> None:
    out = extractor(tmp_path, "doctor", PATH=str(tmp_path)).out
    read, missing = (out[out.index(words) :] for words in ("可读格式", "还不能读"))
    assert {".txt", ".docx", ".xlsx", ".xls", ".pdf", ".html", ".zip"} <= set(read.split())
    assert missing.split()[1:5] == [".doc", ".wps", ".rtf", ".odt"]
    assert "LibreOffice" in missing.splitlines()[1]
