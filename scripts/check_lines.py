"""Modules of at most 600 lines, functions of at most 80; `check_lines.py` names each that is longer.

A module that defines no function is a table (a lexicon), and may be as long as it must be. A
function is counted from `def` to its end without its docstring.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("extractor", "prompts", "schemas", "eval", "scripts", "tests")
MODULE_LIMIT = 600
FUNCTION_LIMIT = 80

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def faults(source: str) -> Iterator[tuple[int, str]]:
    """(line, what is too long) for one module."""
    functions = [n for n in ast.walk(ast.parse(source)) if isinstance(n, _Function)]
    length = len(source.splitlines())
    if functions and length > MODULE_LIMIT:
        yield 1, f"module of {length} lines, limit {MODULE_LIMIT}"
    for function in functions:
        if (length := _length(function)) > FUNCTION_LIMIT:
            yield function.lineno, f"{function.name}() of {length} lines, limit {FUNCTION_LIMIT}"


def _length(function: _Function) -> int:
    whole = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is None:
        return whole
    return whole - ((first.end_lineno or first.lineno) - first.lineno + 1)


def main() -> int:
    paths = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
    found = 0
    for path in paths:
        for line, fault in faults(path.read_text(encoding="utf-8")):
            print(f"{path.relative_to(ROOT)}:{line}: {fault}")
            found += 1
    if not found:
        print(f"{len(paths)} modules within the limits")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
