"""Who may import whom. A room sees what flows through it, and not the rooms beside it.

The direction (docs/adr/0009): records, errors, folding ◀ quantities, reading, schemas, checking
◀ labelling, tables ◀ sections, chunking ◀ understanding ◀ pipeline ◀ engines, store, exporting, review ◀ the
command line. Imports inside functions and under TYPE_CHECKING count: what a room is told of in
a signature, it depends on.
"""

from __future__ import annotations

import ast
import itertools
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

BASE = frozenset({"records", "errors", "folding", "origins"})
# What answers are asked for, understood and checked with.
FIRST = BASE | {"quantities", "reading", "schemas", "checking"}

# Room -> the rooms that it may import, beside itself. A room that is not here fails the test.
MAY_IMPORT: dict[str, frozenset[str]] = {
    "records": frozenset(),
    "errors": frozenset({"records"}),
    "origins": frozenset({"records"}),
    "folding": frozenset({"records"}),
    "quantities": BASE,
    "reading": BASE,
    "schemas": frozenset({"records"}),
    "prompts": frozenset(),
    "checking": BASE | {"quantities"},
    "settings": frozenset({"records", "errors"}),
    "checks_file": BASE | {"checking"},
    "labelling": BASE | {"quantities", "schemas", "prompts", "settings"},
    "tables": BASE | {"quantities"},
    "sections": BASE | {"tables"},
    "chunking": BASE,
    "understanding": BASE | {"quantities", "labelling", "tables", "sections", "chunking"},
    "pipeline": FIRST | {"labelling", "understanding"},
    "engines": FIRST | {"labelling", "pipeline"},
    "store": BASE,
    "exporting": BASE | {"store", "schemas", "checking"},
    "review": BASE | {"store", "checking"},
}
# The command line and what it is made of: they put the rooms together.
TOP = frozenset({"cli", "running", "locating", "console", "doctor", "rules", "__main__"})

# Imports of other people's packages that are one room's business alone.
ONLY_IN = {
    "sqlalchemy": {"store"},
    "alembic": {"store"},
    "openai": {"labelling"},
    "instructor": {"labelling"},
    "xllamacpp": {"labelling", "doctor"},
    "ray": {"engines"},
    "lxml": {"reading"},
    "olefile": {"reading"},
    "pypdfium2": {"reading"},
    "rapidocr": {"reading"},
    "trafilatura": {"reading"},
    "xlrd": {"reading"},
    "typer": {"cli", "review"},
    "pydantic": {"schemas", "settings", "checks_file", "labelling", "exporting"},  # docs/adr/0007
    "pydantic_settings": {"settings"},
}


def _modules() -> Iterator[tuple[str, Path]]:
    """(dotted name without `extractor.`, path) of every module of the product."""
    for folder, prefix in (("extractor", ""), ("schemas", "schemas"), ("prompts", "prompts")):
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT / folder).with_suffix("").parts
            yield ".".join(p for p in (prefix, *parts) if p and p != "__init__"), path


MODULES = [(name, path) for name, path in _modules() if name]


def _imports(path: Path) -> set[str]:
    """Dotted names of what is imported; `from extractor import store` is extractor.store."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            if node.module == "extractor":
                found |= {f"extractor.{a.name}" for a in node.names if not a.name.startswith("__")}
            else:
                found.add(node.module)
    return found


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_a_module_imports_only_what_its_room_may(name: str, path: Path) -> None:
    room = name.split(".")[0]
    if room in TOP:
        return
    assert room in MAY_IMPORT, f"{room} has no row: say what it may import"
    allowed = MAY_IMPORT[room] | {room}
    ours = {i.split(".")[1] for i in _imports(path) if i.startswith("extractor.")}
    assert ours <= allowed, f"extractor.{name} must not import {sorted(ours - allowed)}"


@pytest.mark.parametrize(("name", "path"), MODULES, ids=[name for name, _ in MODULES])
def test_a_dependency_stays_in_its_room(name: str, path: Path) -> None:
    room = name.split(".")[0]
    used = {i.split(".")[0] for i in _imports(path)}
    stray = {package for package in used & ONLY_IN.keys() if room not in ONLY_IN[package]}
    assert not stray, f"extractor.{name} must not import {sorted(stray)}"


def test_the_table_has_no_cycle_and_no_room_that_is_gone() -> None:
    rooms = {name.split(".")[0] for name, _ in MODULES}
    assert set(MAY_IMPORT) <= rooms
    seen: set[str] = set()
    while ready := {room for room in MAY_IMPORT.keys() - seen if MAY_IMPORT[room] <= seen}:
        seen |= ready
    assert seen == set(MAY_IMPORT), f"a cycle among {sorted(set(MAY_IMPORT) - seen)}"


def test_every_dependency_is_declared() -> None:
    """An import that only another package's dependency brings is gone the day that one changes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    lines = [*project["dependencies"], *itertools.chain.from_iterable(extras)]
    declared = {_package(line) for line in lines}
    declared |= {_CALLED[name] for name in declared & _CALLED.keys()}
    used = {i.split(".")[0] for _, path in MODULES for i in _imports(path)}
    foreign = used - sys.stdlib_module_names - {"extractor", "__future__"}
    assert foreign <= declared, f"not in pyproject: {sorted(foreign - declared)}"


# Packages that are imported by another name, and cv2, which rapidocr is made on and brings.
_CALLED = {"pillow": "PIL", "rapidocr": "cv2"}


def _package(requirement: str) -> str:
    """The import name of a requirement line: theirs differ from it in the hyphen only."""
    name = requirement
    for sign in "[<>=!~; ":
        name = name.split(sign)[0]
    return name.lower().replace("-", "_")
