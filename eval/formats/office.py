"""What LibreOffice makes of a file: the PDF that an office saves, and the formats before 2007."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.formats.missing import Missing

_SECONDS = 180.0  # 2 to 20 for a report on a slow machine


def converted(data: bytes, suffix: str, to: str) -> bytes:
    """`data`, a file with `suffix`, as `to`. Raises Missing where LibreOffice is not installed."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise Missing("LibreOffice (soffice) is not installed")
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / f"report.{suffix}"
        source.write_bytes(data)
        done = subprocess.run(
            [
                office,
                "--headless",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",  # two runs never share one
                "--convert-to",
                to,
                "--outdir",
                str(folder / "out"),
                str(source),
            ],
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        made = folder / "out" / f"report.{to}"
        if not made.exists():  # it exits 0 even if it could not load the file
            raise Missing(f"LibreOffice made no {to}: {done.stderr.strip() or done.stdout.strip()}")
        return made.read_bytes()
