"""The wheel holds what the checkout holds, under one name, and nothing else."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Folder in the checkout -> where it stands in the wheel (docs/adr/0001).
MAPPED = {"extractor": "extractor", "prompts": "extractor/prompts", "schemas": "extractor/schemas"}
# For checkers in a checkout only; in the wheel the real package is there.
_LEFT_OUT = {"extractor/schemas.pyi"}


def _expected() -> set[str]:
    """Every file of the three folders, code and data alike, by its name in the wheel."""
    found = set()
    for folder, name in MAPPED.items():
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                found.add(f"{name}/{path.relative_to(ROOT / folder).as_posix()}")
    return found - _LEFT_OUT


def test_every_package_is_named_in_pyproject() -> None:
    setuptools = PROJECT["tool"]["setuptools"]
    there = {
        ".".join(Path(name).parent.parts) for name in _expected() if name.endswith("__init__.py")
    }
    assert sorted(setuptools["packages"]) == sorted(there)
    assert {k: v.replace(".", "/") for k, v in setuptools["package-dir"].items()} == {
        name.replace("/", "."): folder for folder, name in MAPPED.items()
    }


@pytest.mark.slow
def test_the_wheel_holds_every_module_and_data_file(tmp_path: Path) -> None:
    """Built from a copy, through the sdist: stale builds in the checkout play no part."""
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, copy)
    for folder in MAPPED:
        shutil.copytree(
            ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
        )
    built = subprocess.run(
        # Without isolation: the build then needs no network. setuptools is in the dev group.
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", tmp_path / "dist", copy],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert built.returncode == 0, built.stdout[-3000:] + built.stderr[-3000:]
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        shipped = {name for name in names if ".dist-info/" not in name}
        (metadata,) = (name for name in names if name.endswith(".dist-info/METADATA"))
        about = archive.read(metadata).decode("utf-8")
        (entries,) = (name for name in names if name.endswith("entry_points.txt"))
        scripts = archive.read(entries).decode("utf-8")
    assert shipped == _expected()
    assert re.search(r"^Name: performance-report-extractor$", about, re.M)
    assert re.search(r"^License-Expression: Apache-2.0$", about, re.M)
    assert "extractor = extractor.cli:main" in scripts
