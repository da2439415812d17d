"""The checks that `make check` is made of find what they are for."""

from __future__ import annotations

import itertools

import pytest

from scripts import check_lines, check_text
from scripts.make_docs import commands_page, with_settings

LONG = check_lines.FUNCTION_LIMIT + 1


def _function(lines: int, docstring: int = 0) -> str:
    doc = ['    """Why.', *["    more"] * (docstring - 2), '    """'] if docstring else []
    return "\n".join(["def f() -> None:", *doc, *["    print()"] * (lines - 1)]) + "\n"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (_function(LONG - 1), []),
        (_function(LONG), [(1, f"f() of {LONG} lines, limit 80")]),
        (_function(LONG - 1, docstring=10), []),  # a docstring is not counted
        (_function(5) * 130, [(1, "module of 650 lines, limit 600")]),
        ("ROW = 1\n" * 650, []),  # a table
    ],
)
def test_sizes(source: str, found: list[tuple[int, str]]) -> None:
    assert list(check_lines.faults(source)) == found


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("a.py", b"x = 1\n", []),
        ("a.py", b"", []),
        ("a.py", b"x = 1", ["no newline at the end"]),
        ("a.py", b"x = 1\n\n", ["blank lines at the end"]),
        ("a.py", b"x = 1 \n", ["white space at the end of a line"]),
        ("a.md", b"two  \nlines\n", []),
        ("a.tsv", b"unit\t\n", []),
        ("a.txt", b"x\r\n", ["CRLF line ends"]),
        ("a.py", b"<<<<<<" + b"< ours\n", ["a merge mark"]),
        ("a.py", b"    breakpoint()\n", ["a breakpoint"]),
        ("a.bin", b"\0" * 500_001, ["500001 bytes, more than 500000"]),
    ],
    ids=itertools.count(),  # pytest makes no id of bytes when ids are not escaped
)
def test_faults_of_text(name: str, data: bytes, found: list[str]) -> None:
    assert list(check_text.faults(name, data)) == found


def test_the_settings_table_is_written_between_its_marks_and_nowhere_else() -> None:
    begin, end = "<!-- settings -->", "<!-- /settings -->"
    page = with_settings(f"before {begin} old {end} after")
    assert page.startswith(f"before {begin}\n|")
    assert page.endswith(f"|\n{end} after")
    assert with_settings(page) == page


def test_a_readme_without_marks_is_refused() -> None:
    with pytest.raises(SystemExit, match="is not there"):
        with_settings("no marks")


def test_the_page_of_commands_has_every_command() -> None:
    page = commands_page()
    for command in ("run", "show", "review", "export", "doctor", "model fetch", "model list"):
        assert f"\n## `extractor {command}`\n" in page
