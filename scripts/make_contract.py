"""Write the JSON Schemas of the exported files to schemas/contract/, or compare with `--check`.

Draft 2020-12, one `<file>.schema.json` for a line of each file of `contract.FILES`. With
`--check` nothing is written; the exit code is 1, and what differs is named.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from extractor.exporting.contract import FILES

FOLDER = Path(__file__).resolve().parent.parent / "schemas" / "contract"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, str]:
    """File name to content."""
    made = {}
    for file, line in FILES.items():
        schema = {"$schema": _DIALECT, **line.model_json_schema(), "title": file}
        name = f"{Path(file).stem}.schema.json"
        made[name] = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
    return made


def faults(folder: Path = FOLDER) -> list[str]:
    """What in `folder` is not as `schemas()`, in words."""
    made = schemas()
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
    return [
        *(f"{name} is missing" for name in sorted(made.keys() - there.keys())),
        *(f"{name} belongs to no file" for name in sorted(there.keys() - made.keys())),
        *(f"{name} differs" for name in sorted(made) if there.get(name, made[name]) != made[name]),
    ]


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        found = faults()
        for fault in found:
            print(f"schemas/contract: {fault}; run scripts/make_contract.py", file=sys.stderr)
        return 1 if found else 0
    if arguments:
        print("usage: make_contract.py [--check]", file=sys.stderr)
        return 2
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
