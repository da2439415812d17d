"""Which backend `auto` takes, and that it says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractor.errors import MissingExtra, ModelUnavailable, SettingError
from extractor.labelling import Wish, choose_backend, local, weights
from extractor.labelling.local import LocalLabeller


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXTRACTOR_CACHE", str(tmp_path))
    (tmp_path / "models").mkdir()
    return tmp_path / "models"


def test_endpoint_first(folder: Path) -> None:
    (folder / f"{weights.DEFAULT}.gguf").write_bytes(b"GGUF")
    choice = choose_backend(Wish(base_url="http://127.0.0.1:1/v1", model="m"))
    assert (choice.backend, choice.model) == ("openai", "m")
    assert "127.0.0.1" in choice.reason.zh and "127.0.0.1" in choice.reason.en


def test_a_key_alone_means_the_hosted_service() -> None:
    assert choose_backend(Wish(api_key="k", model="m")).base_url.startswith("https://")


@pytest.mark.skipif(local.obstacle() is not None, reason="xllamacpp cannot be used here")
def test_then_the_embedded_model(folder: Path) -> None:
    (folder / f"{weights.DEFAULT}.gguf").write_bytes(b"GGUF")
    choice = choose_backend(Wish())
    assert (choice.backend, choice.model) == ("local", weights.DEFAULT)
    assert weights.DEFAULT in choice.reason.zh


def test_then_rules() -> None:
    choice = choose_backend(Wish())
    assert choice.backend == "rules"
    assert "extractor" in choice.reason.zh  # how to get a model


@pytest.mark.parametrize(("backend", "expected"), [("local", "local"), ("rules", "rules")])
def test_as_told(backend: str, expected: str) -> None:
    wish = Wish(backend=backend, base_url="http://127.0.0.1:1/v1", model="m")  # type: ignore[arg-type]
    assert choose_backend(wish).backend == expected


@pytest.mark.parametrize("wish", [Wish(backend="openai"), Wish(base_url="http://127.0.0.1:1/v1")])
def test_half_a_wish(wish: Wish) -> None:
    with pytest.raises(SettingError) as raised:
        choose_backend(wish)
    assert raised.value.hint


async def test_no_weights() -> None:
    with pytest.raises((ModelUnavailable, MissingExtra)) as raised:
        async with LocalLabeller():
            pass
    assert "extractor model fetch" in raised.value.hint


async def test_not_a_model(folder: Path) -> None:
    (folder / "bad.gguf").write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises((ModelUnavailable, MissingExtra)) as raised:
        async with LocalLabeller("bad"):
            pass
    assert raised.value.hint


async def test_used_before_it_is_open() -> None:
    with pytest.raises(ModelUnavailable):
        await LocalLabeller().probe()
