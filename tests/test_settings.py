"""Settings: environment, precedence, and errors that name the setting."""

from __future__ import annotations

import pytest

from extractor.errors import SettingError
from extractor.settings import SETTINGS, Settings, load


def test_defaults_and_precedence(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load().backend == "auto"
    monkeypatch.setenv("EXTRACTOR_BACKEND", "rules")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    assert load().backend == "rules"
    assert load().base_url == "http://127.0.0.1:1/v1"
    assert load(backend="local", base_url=None).backend == "local"
    assert load(base_url="http://127.0.0.1:2/v1").base_url == "http://127.0.0.1:2/v1"


@pytest.mark.parametrize(
    ("name", "value"),
    [("EXTRACTOR_BACKEND", "cloud"), ("EXTRACTOR_CHUNK_SIZE", "3"), ("EXTRACTOR_TIMEOUT", "soon")],
)
def test_a_bad_value_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingError) as caught:
        load()
    assert name.removeprefix("EXTRACTOR_").lower() in str(caught.value)
    assert value in str(caught.value)


def test_a_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-hidden-value")
    assert "sk-hidden-value" not in repr(load())


def test_every_setting_has_a_row_with_both_languages() -> None:
    assert {row.name for row in SETTINGS} == {*Settings.model_fields, "cache"}
    assert all(row.help_zh and row.help_en and row.env for row in SETTINGS)
