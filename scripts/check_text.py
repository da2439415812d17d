"""What no file of this repository may have; `check_text.py FILE...` names each and exits 1.

Files are read as bytes, so that a file in no encoding is named and does not end the run.
Binary files (with a NUL byte) are held to their size only.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

MAX_BYTES = 500_000  # weights, databases and builds do not belong into a checkout
# What may be larger, by the end of its name, and why: the network that ships (docs/adr/0013).
_LARGER = {"labelling/data/marking.npz": 8_000_000, "labelling/data/marking-states.npz": 12_000_000}
_MERGE_MARK = re.compile(rb"^(<{7} |={7}$|>{7} )", re.M)
# .md: two spaces at the end of a line are a line break.
_TRAILING_SPACE_ALLOWED = frozenset({".md", ".tsv"})


def faults(name: str, data: bytes) -> Iterator[str]:
    """What is wrong with a file of this name and content; in words, without the name."""
    most = next((size for end, size in _LARGER.items() if name.endswith(end)), MAX_BYTES)
    if len(data) > most:
        yield f"{len(data)} bytes, more than {most}"
    if b"\0" in data or not data:
        return
    if b"\r\n" in data:
        yield "CRLF line ends"
    if not data.endswith(b"\n"):
        yield "no newline at the end"
    if data.endswith(b"\n\n"):
        yield "blank lines at the end"
    if Path(name).suffix not in _TRAILING_SPACE_ALLOWED and re.search(rb"[ \t]+$", data, re.M):
        yield "white space at the end of a line"
    if _MERGE_MARK.search(data):
        yield "a merge mark"
    if Path(name).suffix == ".py" and re.search(rb"^\s*breakpoint\(\)", data, re.M):
        yield "a breakpoint"


def main(names: list[str]) -> int:
    found = [(n, fault) for n in names for fault in faults(n, Path(n).read_bytes())]
    for name, fault in found:
        print(f"{name}: {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
