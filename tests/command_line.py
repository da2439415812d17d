"""The command line as a user starts it: a process of its own, without settings of the machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


class Ran:
    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.code, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def all(self) -> str:
        return self.out + self.err


def extractor(folder: Path, *args: str, keys: str = "", **env: str) -> Ran:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("EXTRACTOR_", "OPENAI_"))}
    clean.update(env, COLUMNS="200", NO_COLOR="1", PYTHONUTF8="1")
    done = subprocess.run(
        [sys.executable, "-m", "extractor", *args],
        cwd=folder,
        env=clean,
        input=keys,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    ran = Ran(done)
    assert "Traceback" not in ran.all
    return ran
