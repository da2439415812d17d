"""What a user typed becomes jobs with stable, distinct keys."""

from __future__ import annotations

from pathlib import Path

from extractor.engines.finding import find


def _make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def test_files_folders_globs(tmp_path: Path) -> None:
    _make(tmp_path, "a.txt", "sub/b.md", "sub/c.dat", ".hidden/d.txt")

    def keys(*given: str) -> list[str]:
        return [job.key for job in find(given)]

    assert keys(str(tmp_path)) == ["a.txt", "sub/b.md"]
    assert keys(str(tmp_path / "a.txt")) == ["a.txt"]
    assert keys(str(tmp_path / "*.txt")) == ["a.txt"]
    assert keys(str(tmp_path / "a.txt"), str(tmp_path)) == ["a.txt", "sub/b.md"]


def test_a_missing_file_stays_a_job(tmp_path: Path) -> None:
    (job,) = find([str(tmp_path / "none.txt")])
    assert job.key == "none.txt"


def test_equal_names_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    _make(tmp_path, "x/r.txt", "y/r.txt")
    jobs = find([str(tmp_path / "x" / "r.txt"), str(tmp_path / "y" / "r.txt")])
    assert [job.key for job in jobs] == ["x/r.txt", "y/r.txt"]
