"""What holds for every test: no setting of the machine, and no workspace of a user, is in reach."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_OURS = ("EXTRACTOR_", "OPENAI_")
# Models stay in reach for tests marked `model`: they are read, and never written.
_KEPT = frozenset({"EXTRACTOR_CACHE"})


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(_OURS) and name not in _KEPT:
            monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _no_workspace_of_a_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The default store is workspace/ under the current folder: that folder is the test's own."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def httpserver_listen_address() -> tuple[str, int]:
    """By number: a container may have no /etc/hosts, and then no localhost."""
    return ("127.0.0.1", 0)
