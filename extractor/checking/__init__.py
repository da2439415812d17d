"""Cross-checks of one report: pure functions from a Case to Checks, one file a family.

`rulebook` is the table: a new family is a new file and a row there. Checks that agree are kept, for
an auditor wants to see what was looked at. No rule raises on any text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from extractor.checking.case import Case
from extractor.checking.identity import identified
from extractor.checking.layout import lay_out
from extractor.checking.linking import linked
from extractor.checking.merging import merged, unexplained_only
from extractor.checking.options import DEFAULT, CheckOptions
from extractor.checking.own import yielding
from extractor.checking.places import located
from extractor.checking.recognition import doubted
from extractor.checking.rulebook import FINDERS, OWN, RULES
from extractor.records import Check, Severity, Verdict

__all__ = ["FINDERS", "RULES", "Case", "CheckOptions", "check"]


def check(case: Case, options: CheckOptions = DEFAULT) -> tuple[Check, ...]:
    """All checks of one report in reading order, each with its id.

    A rule that is off takes part all the same, as its checks bear out or doubt those of others; they
    are left out at the end. So nothing but the checks of that rule is gone.
    """
    sheet = lay_out(case, options)
    links = linked(sheet)
    found = {row.key: list(row.function(sheet, links)) for row in RULES}
    more = {row.key: list(row.function(sheet)) for row in FINDERS}
    mine = [] if OWN.key in options.off else list(OWN.function(sheet))
    # By identity: two rules may say the very same, and one of them may be on.
    off = {id(item) for key in options.off for item in (found.get(key) or more.get(key) or ())}
    kept = unexplained_only(
        yielding(_all(found.values()), mine), [*yielding(_all(more.values()), mine), *mine]
    )
    shown = [_asked(item, options) for item in kept if id(item) not in off]
    sure = doubted(merged(shown), case.document)
    return identified(case.document.name, located(sure, case.document))


def _all(groups: Iterable[list[Check]]) -> list[Check]:
    return [item for group in groups for item in group]


def _asked(item: Check, options: CheckOptions) -> Check:
    """A conflict over less than a user cares for is a question."""
    small = item.amount is not None and item.amount < options.tolerance.least_amount
    if not small or item.verdict is not Verdict.CONFLICT:
        return item
    return replace(item, verdict=Verdict.REVIEW, severity=Severity.LOW)
