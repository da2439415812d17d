"""`python -m eval.suites`: the grammar of numbers against the Chinese suites of Recognizers-Text.

    python -m eval.suites                    both suites; the failed cases one by one
    python -m eval.suites --folder DIR       where the suites are, ../shared/suites unless told
    python -m eval.suites --all              every case, passed ones as well
    python -m eval.suites --json out.json    write the figures as well

The suites (Microsoft/Recognizers-Text, Specs/Number/Chinese, MIT licence) are no part of this
repository; where they are absent the run says so and measures nothing. A case passes when the
list of results agrees: each in text, offsets (`End` is the last character) and value. Cases that
do not apply are named with a reason in `suites_not_applicable.tsv`, and nowhere else.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from extractor.quantities.numbers import Number, percents, scan

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "suites"
NOT_APPLICABLE = Path(__file__).with_name("suites_not_applicable.tsv")
BAR = Decimal("0.979")  # of the cases that apply
# The reference computes in binary floating point: 1.1 to the 23rd ends in 239 there, 2373 in truth.
_TOLERANCE = Decimal("1e-14")

READERS: Mapping[str, Callable[[str], tuple[Number, ...]]] = {
    "recognizers_number_zh": scan,
    "recognizers_percent_zh": percents,
}


class Result(BaseModel):
    """One result of a case; `End` is the offset of the last character."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(alias="Text")
    start: int = Field(alias="Start")
    end: int = Field(alias="End")
    resolution: dict[str, str] = Field(alias="Resolution")

    @property
    def value(self) -> Decimal:
        return Decimal(self.resolution["value"].removesuffix("%"))


class Case(BaseModel):
    model_config = ConfigDict(extra="ignore")
    input: str = Field(alias="Input")
    results: tuple[Result, ...] = Field(alias="Results")


class Outcome(NamedTuple):
    """One case. `reason` says why it does not apply, "" where it does."""

    place: int  # in the file, from 0
    case: Case
    found: tuple[Number, ...]
    passed: bool
    reason: str


class Tally(NamedTuple):
    passed: int
    failed: int
    not_applicable: int

    @property
    def share(self) -> Decimal | None:
        """Of the cases that apply; None where none does."""
        return Decimal(self.passed) / of if (of := self.passed + self.failed) else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit code 0 at or above the bar, or where there is nothing to run; 1 below it."""
    parser = argparse.ArgumentParser(prog="eval.suites", description=__doc__.split("\n")[0])
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the suites are")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    parser.add_argument("--all", action="store_true", help="show passed cases as well")
    options = parser.parse_args(arguments)
    paths = {name: options.folder / f"{name}.json" for name in READERS}
    absent = [path.name for path in paths.values() if not path.is_file()]
    if absent:
        print(f"eval: not run: no {' and no '.join(absent)} in {options.folder}")
        return 0
    outcomes = {name: run(name, path) for name, path in paths.items()}
    for name, ran in outcomes.items():
        show(name, ran, everything=options.all)
    whole = tally([one for ran in outcomes.values() for one in ran])
    print(_line("all", whole))
    if options.json:
        options.json.write_text(
            json.dumps(figures(outcomes), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    return 0 if whole.share is None or whole.share >= BAR else 1


def run(name: str, path: Path) -> list[Outcome]:
    """Every case of one suite, in the order of the file."""
    cases = TypeAdapter(list[Case]).validate_json(path.read_bytes())
    reasons = not_applicable(name)
    if missing := [index for index in reasons if index >= len(cases)]:
        raise ValueError(f"{NOT_APPLICABLE.name}: {name} has no case {missing}")
    outcomes = []
    for index, case in enumerate(cases):
        found = READERS[name](case.input)
        outcomes.append(Outcome(index, case, found, agrees(case, found), reasons.get(index, "")))
    return outcomes


def not_applicable(name: str) -> dict[int, str]:
    """Reason by index of the cases of one suite that do not apply."""
    header, *lines = NOT_APPLICABLE.read_text(encoding="utf-8").splitlines()
    assert header == "suite\tindex\treason"
    rows = [line.split("\t") for line in lines]
    return {int(index): reason for suite, index, reason in rows if suite == name}


def agrees(case: Case, found: Sequence[Number]) -> bool:
    """Whether the results are those of the case, in number and in each text, offset and value."""
    return len(found) == len(case.results) and all(
        (number.start, number.end) == (result.start, result.end + 1)
        and _folded(case.input[number.start : number.end]) == _folded(result.text)
        and abs(number.value - result.value) <= abs(result.value) * _TOLERANCE
        for number, result in zip(found, case.results, strict=True)
    )


def _folded(text: str) -> str:
    """The suites state the text in half width and lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def tally(outcomes: Sequence[Outcome]) -> Tally:
    apply = [one for one in outcomes if not one.reason]
    passed = sum(one.passed for one in apply)
    return Tally(passed, len(apply) - passed, len(outcomes) - len(apply))


def show(name: str, outcomes: Sequence[Outcome], *, everything: bool = False) -> None:
    for one in outcomes:
        if one.reason:
            print(f"  not applicable {one.place}: {one.case.input!r}: {one.reason}")
        elif everything or not one.passed:
            wanted = [(r.start, r.end + 1, str(r.value)) for r in one.case.results]
            got = [(n.start, n.end, str(n.value)) for n in one.found]
            word = "passed" if one.passed else "FAILED"
            print(f"  {word} {one.place}: {one.case.input!r}: wanted {wanted}, found {got}")
    print(_line(name, tally(outcomes)))


def _line(name: str, tally_: Tally) -> str:
    share = "null" if tally_.share is None else f"{tally_.share:.4f}"
    of = tally_.passed + tally_.failed
    return (
        f"{name}: {tally_.passed}/{of} = {share} passed, {tally_.failed} failed, "
        f"{tally_.not_applicable} not applicable"
    )


def figures(outcomes: Mapping[str, Sequence[Outcome]]) -> dict[str, object]:
    """What `--json` writes: the tally of each suite, failed and not applicable cases by index."""
    return {
        name: {
            **tally(ran)._asdict(),
            "cases": len(ran),
            "failed_cases": [one.place for one in ran if not (one.passed or one.reason)],
            "not_applicable_cases": {str(one.place): one.reason for one in ran if one.reason},
        }
        for name, ran in outcomes.items()
    }


if __name__ == "__main__":
    sys.exit(main())
