"""The errors of the product, and the exit codes that the command line gives them.

    ExtractorError                exit 1
    ├── UsageError                exit 2   the command or a setting is wrong
    │   ├── SettingError
    │   └── MissingExtra                   an optional package is not installed
    ├── InputError                exit 3   a report cannot be read
    │   ├── ReportNotFound
    │   └── UnreadableReport
    ├── ModelError                exit 4   the labelling backend
    │   ├── ModelUnavailable               not reachable, refused the key, no weights
    │   ├── UnusableAnswer                 answered, but not with an answer to the form
    │   └── WeightsError                   a weights file is missing, short or altered
    └── StoreError                exit 5   the workspace database

Two more codes are results and not errors: 6, a run in which some report ended
partial or failed; 7, findings at or above what `--fail-on` names.

Every message says what failed, where, what was got against what was expected, and
what to do (`hint`), in Chinese and English. They are caught in two places only: `cli.main`,
and the engines' loop over reports, where one bad report must not stop the others.
"""

from __future__ import annotations

from extractor.records import Lang, Text

EXIT_INCOMPLETE = 6  # some report ended partial or failed
EXIT_FINDINGS = 7  # `--fail-on`


class ExtractorError(Exception):
    """Base of all errors that a user can meet. A plain string serves for both languages."""

    exit_code = 1

    def __init__(self, message: str | Text, *, hint: str | Text = "") -> None:
        self.message = both(message)
        self.advice = both(hint)
        super().__init__(self.message.zh)

    @property
    def hint(self) -> str:
        return self.advice.zh

    def in_(self, lang: Lang) -> str:
        return self.message.in_(lang)


def both(text: str | Text) -> Text:
    return text if isinstance(text, Text) else Text(text, text)


class UsageError(ExtractorError):
    """The command line or a setting asks for something that cannot be done."""

    exit_code = 2


class SettingError(UsageError):
    """A setting has a value that is out of its range."""


class MissingExtra(UsageError):
    """A feature needs an optional package; the hint holds the install command."""


class InputError(ExtractorError):
    """A report cannot be read."""

    exit_code = 3


class ReportNotFound(InputError):
    """No file at the path that was given."""


class UnreadableReport(InputError):
    """The file is there, and is empty, binary, too large or in no known encoding."""


class ModelError(ExtractorError):
    """The labelling backend failed."""

    exit_code = 4


class ModelUnavailable(ModelError):
    """The endpoint cannot be reached, refuses the key, or the local model is not there."""


class UnusableAnswer(ModelError):
    """The model answered, and the answer does not fit the form after the allowed attempts.

    `answer` keeps what it said, for the rejection that is shown to the user.
    """

    def __init__(self, message: str | Text, *, answer: str = "", hint: str | Text = "") -> None:
        super().__init__(message, hint=hint)
        self.answer = answer


class WeightsError(ModelError):
    """A weights file is missing, short, or does not have the digest it must have."""


class StoreError(ExtractorError):
    """The workspace database cannot be opened, migrated or written."""

    exit_code = 5
