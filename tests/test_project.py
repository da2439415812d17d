"""What the project says of itself is true: changelog, README, generated pages, tracked files."""

from __future__ import annotations

import itertools
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import extractor
from extractor import errors
from extractor.settings import SETTINGS
from scripts.check_text import faults

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

# Files of others, kept byte for byte.
_THEIRS = (
    *("eval/samples/reports/", "eval/samples/labels/"),
    *("eval/marking/reports/", "eval/marking/labels/", "LICENSE"),
)


def _tracked() -> list[Path]:
    """What is in the repository or about to be; without git, what lies in the known folders."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout.decode("utf-8")
        paths = [ROOT / name for name in listed.split("\0") if name]
    else:
        folders = ("extractor", "prompts", "schemas", "eval", "scripts", "tests", "docs")
        paths = [p for f in folders for p in (ROOT / f).rglob("*") if "__pycache__" not in p.parts]
        paths += ROOT.glob("*.*")
    return sorted(p for p in paths if p.is_file())


TRACKED = _tracked()


def _texts() -> Iterator[tuple[str, str]]:
    for path in TRACKED:
        name = path.relative_to(ROOT).as_posix()
        data = path.read_bytes()
        if not name.startswith(_THEIRS) and b"\0" not in data:
            yield name, data.decode("utf-8")


def test_the_changelog_is_at_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[(\d[^\]]*)\]", changelog, re.M)
    assert released[0] == PROJECT["project"]["version"] == extractor.__version__


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_the_readme_gives_the_two_commands(command: str) -> None:
    assert command in README


def test_the_readme_has_every_setting_with_its_variables() -> None:
    for setting in SETTINGS:
        assert f"| `{setting.name}` |" in README
        assert all(f"`{name.strip()}`" in README for name in setting.env.split(","))


def test_the_readme_has_every_exit_code() -> None:
    codes = {errors.EXIT_INCOMPLETE, errors.EXIT_FINDINGS, 0}
    kinds = [errors.ExtractorError]
    while kinds:
        kind = kinds.pop()
        codes.add(kind.exit_code)
        kinds += kind.__subclasses__()
    assert {int(code) for code in re.findall(r"^\| `(\d)` \|", README, re.M)} == codes


def test_paths_that_the_readme_names_exist() -> None:
    """`extractor/x.py`, `docs/y.md#part`: one that was moved must be moved in the README too."""
    folders = "extractor|prompts|schemas|eval|tests|docs|scripts"
    named = set(re.findall(rf"`((?:{folders})/[^`\s]*)`", README))
    named |= set(re.findall(rf"\]\(((?:{folders})/[^)\s#]*)", README))
    assert len(named) > 10
    gone = [name for name in sorted(named) if not list(ROOT.glob(name.rstrip("/")))]
    assert not gone


def test_make_help_has_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.M)
    explained = set(re.findall(r"^([a-z]+):.*## ", makefile, re.M))
    assert explained == set(phony.split())
    assert {name for name in re.findall(r"`make ([a-z]+)`", README)} <= explained


# Written in pieces, or this file would be the one that holds them.
_REGISTRIES = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"))]
_REGISTRIES += [
    ".".join(parts) for parts in (("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"))
]
_MACHINE = re.compile(r"(?<![\w.~/-])/(?:work|root|home|Users)/\w")


def test_no_registry_address_and_no_path_of_a_machine() -> None:
    found = [
        (name, line.strip()[:120])
        for name, text in _texts()
        for line in text.split("\n")
        if any(host in line for host in _REGISTRIES) or _MACHINE.search(line)
    ]
    assert not found


def test_the_lock_pins_every_dependency_and_holds_no_address() -> None:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.!+]+( ; .+)?", line) for line in pins)
    locked = {line.split("==")[0] for line in pins}
    project = PROJECT["project"]
    wanted = [
        *project["dependencies"],
        *itertools.chain.from_iterable(project["optional-dependencies"].values()),
        *PROJECT["dependency-groups"]["dev"],
    ]
    names = {re.split(r"[\[<>=!~; ]", line)[0].lower().replace("_", "-") for line in wanted}
    assert names <= locked, f"run `make lock`: {sorted(names - locked)}"


@pytest.mark.parametrize(
    "path", [p for p in TRACKED if p.suffix != ".md"], ids=lambda p: p.relative_to(ROOT).as_posix()
)
def test_tracked_files_end_and_are_sized_as_text_should(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    if not name.startswith(_THEIRS):
        assert not list(faults(name, path.read_bytes()))


@pytest.mark.parametrize("script", ["make_docs.py", "make_contract.py"])
def test_generated_files_are_in_step(script: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / script, "--check"],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr


# Each of these takes from 0.2 s to 2 s to import; --help needs none of them.
_HEAVY = (
    "openai instructor sqlalchemy alembic numpy ray xllamacpp onnxruntime rapidfuzz jinja2 "
    "pydantic_settings httpx"
)


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["run", "--help"]])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    code = (
        "import sys\n"
        f"sys.argv = ['extractor', *{arguments!r}]\n"
        "from extractor.cli import main\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        f"    heavy = sorted(set({_HEAVY!r}.split()) & set(sys.modules))\n"
        "    print('HEAVY', *heavy, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.split("HEAVY")[-1].split() == []
    assert "extractor" in done.stdout


def test_every_prompt_is_rendered_by_some_test() -> None:
    """A template that no test names has variables that nobody has seen filled."""
    tests = "\n".join(p.read_text(encoding="utf-8") for p in (ROOT / "tests").rglob("*.py"))
    templates = {p.stem for p in (ROOT / "prompts").glob("*.jinja") if not p.name.startswith("_")}
    assert {name for name in templates if name not in tests} == set()
