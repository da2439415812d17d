"""What is left to ask a model about a chunk once it has been read without one.

Asking a model what is already settled costs time and invites mistakes: "第9名" is a rank,
"同比增长6.8%" a change. So a role that is as good as certain is not asked, and a name that is likely
right goes along as a guess to confirm or correct.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.labelling.contract import Label
from extractor.labelling.unaided import Said
from extractor.records import Chunk, Role, Source
from extractor.schemas import keys_of

# A role this sure (0 to 1) is not asked. On 1,441 quantities that the network was not trained on, 1,109
# were at 0.90 or above and .98 of them right; of those at 0.80 .85, below it .59 (make marking).
SETTLED = Decimal("0.80")
# A name this sure (0 to 1) goes along with the question. On 51 names of report 120 (tuned; all that
# the rules, before the network, gave below 0.80) the 1.5B model with all guesses was right on 33,
# without them on 35, rules on 37.
WORTH_A_HINT = Decimal("0.75")
_OPEN = (Role.ACTUAL, Role.TARGET, Role.BUDGET, Role.SPENT, Role.BASELINE, Role.CONTEXT)


@dataclass(frozen=True, slots=True)
class Question:
    """A chunk with what is known of each asked quantity; all three are aligned."""

    chunk: Chunk
    guesses: tuple[Label, ...]
    roles: tuple[tuple[Role, ...], ...]  # the possible ones; never none

    def part(self, indices: Sequence[int]) -> Question:
        """The same text, asking for some of it. What is known of it came from all."""
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
        """Which quantities are known less surely than `sure`; all where it is None."""
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


def question(chunk: Chunk, standing: Sequence[Said], *, settled: Decimal = SETTLED) -> Question:
    """All of `chunk.asked` as a question; `standing` is what is known of each without an answer.

    A role that is at least so sure as `settled` is not asked.
    """
    guesses: list[Label] = []
    roles: list[tuple[Role, ...]] = []
    for said in standing:
        sure = said.name_confidence
        guesses.append(Label(name=said.name, role=said.role, source=Source.RULES, confidence=sure))
        known = said.role_confidence >= settled or said.role not in _OPEN
        roles.append((said.role,) if known else _OPEN)
    return Question(chunk, tuple(guesses), tuple(roles))
