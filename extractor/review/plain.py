"""Text of reports and models made safe for a terminal.

A report can hold escape sequences that move the cursor or set the title, and characters that
turn the direction of writing, so that a figure shows otherwise than it is (Unicode TR 36,
3.3; CVE-2021-42574). None of them reaches the screen. Rich mark-up is no danger as long as
text goes into `rich.text.Text` and never into a mark-up string.
"""

from __future__ import annotations

import re
import unicodedata

# ECMA-48: control sequences (5.4), and operating system commands and other strings (5.6).
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\n]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)
_LINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Control, format (direction marks, zero width), half a surrogate pair. Characters of no known
# category stay: Chinese ones are still added to Unicode.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


def clean(text: str) -> str:
    """`text` with line breaks and tabs, and without anything else that does not show."""
    text = _LINES.sub("\n", _SEQUENCE.sub("", text))
    return "".join(
        char for char in text if char in "\n\t" or unicodedata.category(char) not in _UNSEEN
    )


def clean_line(text: str) -> str:
    """`clean`, with a run of white space as one space: for a name, a cell, a context."""
    return re.sub(r"\s+", " ", clean(text))
