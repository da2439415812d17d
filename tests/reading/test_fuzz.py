"""The fuzzer itself: runs can be made again, a crash and a slow reader are told."""

from __future__ import annotations

import os
import random
import signal
from pathlib import Path

import pytest

from extractor.reading import READERS
from extractor.reading.kinds import kind_of
from scripts import fuzz


@pytest.mark.parametrize("name", [name for name in fuzz.SEEDS if name != "doc"])
def test_a_run_is_its_number(name: str) -> None:
    for make in fuzz.SEEDS[name]:
        seed = make()
        made = [fuzz.damaged(seed, random.Random(n)) for n in range(30)]
        assert made == [fuzz.damaged(seed, random.Random(n)) for n in range(30)]
        assert len({*made, seed}) > 20


@pytest.mark.parametrize("name", [name for name in fuzz.SEEDS if name not in {"doc", "image"}])
def test_seeds_are_read(name: str) -> None:
    for make in fuzz.SEEDS[name]:
        seed = make()
        if kind_of(seed) in READERS:
            assert fuzz.answer_of(seed).outcome == "read"


def test_a_short_run(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert fuzz.main(["--seconds", "2", "--format", "text,html", "--out", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "text" in said
    assert "html" in said
    assert fuzz.main(["--format", "nothing"]) == 2


def test_a_file_is_read_again(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"PK\x03\x04")
    assert fuzz.main(["--file", str(tmp_path / "a")]) == 0
    assert "refused" in capsys.readouterr().out


def test_a_process_that_dies_is_a_finding_and_the_next_run_has_another() -> None:
    reader = fuzz.Reader(limit=30, memory=4096)
    assert reader.read(b"a" * 9).outcome == "read"
    assert reader.process is not None
    assert reader.process.pid is not None
    os.kill(reader.process.pid, signal.SIGKILL)
    assert reader.read(b"a" * 9).outcome == "crashed"
    assert reader.read(b"a" * 9).outcome == "read"
    reader.close()


def test_a_failure_is_saved_once_a_place(tmp_path: Path) -> None:
    reader = fuzz.Reader(limit=30, memory=1)  # a megabyte: nothing more can be imported
    tally = fuzz.fuzz("text", ["执行率".encode("gbk")], 0.5, 0, reader, tmp_path)
    reader.close()
    assert tally.findings.total() > len(tally.findings) > 0
    assert len(list(tmp_path.iterdir())) == len(tally.findings)


def test_a_slow_reader_is_a_finding() -> None:
    reader = fuzz.Reader(limit=0.0, memory=4096)
    answer = reader.read(b"a" * 9)
    reader.close()
    assert answer.outcome == "slow"
