"""What is left to ask a model about a chunk once the rules have read it.

Asking a model what the language has already settled costs time and invites mistakes: "第9名" is a
rank, "同比增长6.8%" a change. So a role that the rules settle is not asked, and the rules' name goes
along as a guess to confirm or correct. Measured with the 1.5B model on 53 labelled mentions
(every sixth chunk of reports 002 and 004): names right .87 without the guess, .94 with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.labelling.contract import Label
from extractor.labelling.rules import name_and_role
from extractor.records import Chunk, Role, SectionKind, Source
from extractor.schemas import keys_of

# In these sections a figure without any cue word is what the section is about; elsewhere it can
# be a result, a plan or the setting, and only the sense of the sentence tells.
_PLAIN = frozenset({SectionKind.COMPLETION, SectionKind.GOAL})
# A name by rules this sure (0 to 1) goes along with the question. On 51 names of report 120 (tuned;
# all below 0.80) the 1.5B model with all guesses was right on 33, without them on 35, rules on 37.
WORTH_A_HINT = Decimal("0.75")
_OPEN = (Role.ACTUAL, Role.TARGET, Role.BUDGET, Role.SPENT, Role.BASELINE, Role.CONTEXT)


@dataclass(frozen=True, slots=True)
class Question:
    """A chunk with what the rules say of each asked quantity; all three are aligned."""

    chunk: Chunk
    guesses: tuple[Label, ...]
    roles: tuple[tuple[Role, ...], ...]  # the possible ones; never none

    def part(self, indices: Sequence[int]) -> Question:
        """The same text, asking for some of it. The rules are not asked again: they saw all."""
        chunk = replace(
            self.chunk,
            asked=tuple(self.chunk.asked[i] for i in indices),
            places=tuple(self.chunk.places[i] for i in indices),
        )
        return Question(
            chunk,
            tuple(self.guesses[i] for i in indices),
            tuple(self.roles[i] for i in indices),
        )

    def unsure(self, sure: Decimal | None) -> tuple[int, ...]:
        """Which quantities the rules are less sure of than `sure`; all where it is None."""
        return tuple(
            i
            for i, guess in enumerate(self.guesses)
            if sure is None or guess.confidence is None or guess.confidence < sure
        )

    def marked(self) -> str:
        """The text with each quantity as 【its key｜the guess】: the model sees what it is asked.

        A guess that is likely wrong is left out: a small model copies what it is given.
        """
        text = self.chunk.text
        pieces: list[str] = []
        start = 0
        for key, place, guess in zip(
            keys_of(self.chunk), self.chunk.places, self.guesses, strict=True
        ):
            hint = f"｜{guess.name}" if (guess.confidence or 0) >= WORTH_A_HINT else ""
            pieces += [text[start : place.start], "【", key, hint, "】"]
            start = place.end
        return "".join(pieces) + text[start:]


def question(chunk: Chunk) -> Question:
    """All of `chunk.asked` as a question.

    Of 377 labelled mentions (reports 001, 002, 004, which the rules were written with in view)
    the rules settle 374 roles, 372 of them rightly; a 1.5B model that was asked: .91.
    """
    said = iter(
        name_and_role(
            chunk.text, chunk.places, chunk.asked, chunk.section, chunk.path, chunk.before
        )
    )
    guesses: list[Label] = []
    roles: list[tuple[Role, ...]] = []
    for quantity in chunk.asked:
        if not quantity.kind.measures:  # nobody asks for these, but the answer must be aligned
            guesses.append(Label(name=quantity.text, role=Role.CONTEXT, source=Source.RULES))
            roles.append((Role.CONTEXT,))
            continue
        name, role, confidence = next(said)
        guesses.append(Label(name=name, role=role, source=Source.RULES, confidence=confidence))
        roles.append(_OPEN if role is Role.ACTUAL and chunk.section not in _PLAIN else (role,))
    return Question(chunk, tuple(guesses), tuple(roles))
