"""How much one file may hold. A file over a limit is refused with a message, never read in part
without saying so: an attack (a zip bomb, a sheet of a million columns) looks like a mistake here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    chars: int = 5_000_000  # about 500 reports in one file; more is not a report
    size: int = 512 << 20  # bytes of the file
    unpacked: int = 1 << 30  # bytes that a zip, docx or xlsx may unpack to
    ratio: int = 1_000  # of a member: deflate reaches 1,032 on zeros, XML of real sheets 100
    members: int = 20_000  # files in one zip
    depth: int = 2  # zips in zips
    pages: int = 2_000
    cells: int = 2_000_000  # in all tables of one file, merged and empty ones too
    pixels: int = 200_000_000  # of an image, or of a page as drawn
    seconds: float = 120.0  # that another program (LibreOffice) may take


DEFAULT = Limits()
