"""Files, folders and globs as a user types them, turned into jobs with stable keys."""

from __future__ import annotations

import glob
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from extractor.errors import ExtractorError
from extractor.reading import SUFFIXES, Limits
from extractor.reading.archive import members


class Job(NamedTuple):
    key: str  # how the report is called in results: its path below what the user named
    path: Path
    member: str = ""  # of a zip at `path`, as `reading.archive` names it


def find(given: Sequence[str]) -> tuple[Job, ...]:
    """Jobs in the order given, folders and globs sorted, each file once, each report of a zip one.

    A file that does not exist stays a job: running it tells the user so, and does not stop
    the others. In a folder only files with a known suffix count, and hidden ones do not.
    A key is the file's name, or its path below the folder given; two equal keys are told
    apart by as many parent folders as it takes.
    """
    found: dict[Path, Job] = {}
    for one in given:
        for job in _expand(one):
            found.setdefault(job.path.absolute(), job)
    return _distinct(tuple(job for whole in found.values() for job in _unfolded(whole)))


def _unfolded(job: Job) -> list[Job]:
    """A zip as the reports in it. One that has none or cannot be opened stays a job, whose
    reading tells why.
    """
    if job.path.suffix.lower() != ".zip":
        return [job]
    try:
        inside = members(job.path, job.key, Limits())
    except ExtractorError:
        inside = ()
    return [Job(f"{job.key}/{one.name}", job.path, one.name) for one in inside] or [job]


def _expand(given: str) -> list[Job]:
    path = Path(given).expanduser()
    if path.is_dir():
        files = sorted(
            file
            for file in path.rglob("*")
            if file.suffix.lower() in SUFFIXES
            and file.is_file()
            and not any(part.startswith(".") for part in file.relative_to(path).parts)
        )
        return [Job(file.relative_to(path).as_posix(), file) for file in files]
    if not path.exists() and glob.has_magic(given):
        matches = sorted(glob.glob(str(path), recursive=True))  # noqa: PTH207  # takes absolute patterns
        return [job for match in matches for job in _expand(match)] or [Job(path.name, path)]
    return [Job(path.name, path)]


def _distinct(jobs: tuple[Job, ...]) -> tuple[Job, ...]:
    depth = 1
    while True:
        counts = Counter(job.key for job in jobs)
        doubled = {key for key, count in counts.items() if count > 1}
        if not doubled:
            return jobs
        depth += 1
        jobs = tuple(
            Job("/".join((*job.path.absolute().parts[-depth:], job.member)).rstrip("/"), *job[1:])
            if job.key in doubled
            else job
            for job in jobs
        )
