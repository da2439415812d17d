"""A plain instructor call: a free list of quantities for each piece of text, quotes searched.

What one writes in an afternoon with the same library that the product asks with: a pydantic form
with a list, JSON-schema mode, one second try where an answer does not validate. The product's own
way differs in that it finds the quantities first and asks about each in a field of its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from eval.peers.answers import Stated
from eval.peers.asking import EXAMPLES, RULES
from eval.peers.narrative import Narrative
from eval.peers.peer import MAX_TOKENS, Model, Reading, ground, imported

_TIMEOUT = 1800.0  # seconds: a slow machine is slow, not broken
_SECOND_TRY = 1  # instructor's `max_retries`: further tries after the first


class Item(BaseModel):
    """One quantity of the text."""

    model_config = ConfigDict(extra="forbid")

    quote: str
    name: str
    value: str
    unit: str
    op: Literal["=", ">=", ">", "<=", "<", "~", "+", "range"]
    role: Literal[
        "actual", "target", "budget", "spent", "change", "rank", "score", "baseline", "context"
    ]
    section: Literal[
        "goal", "completion", "problem", "measure", "basis", "finance", "overview", "other"
    ]


class Items(BaseModel):
    """All quantities of the text, in order."""

    model_config = ConfigDict(extra="forbid")

    items: list[Item]


@dataclass(slots=True)
class FreeList:
    model: Model
    _client: Any = field(init=False)
    _errors: tuple[type[Exception], ...] = field(init=False)

    def __post_init__(self) -> None:
        instructor, openai = imported("instructor"), imported("openai")
        client = openai.OpenAI(
            base_url=self.model.base_url, api_key=self.model.api_key, timeout=_TIMEOUT
        )
        self._client = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)
        core = imported("instructor.core")
        self._errors = (
            core.IncompleteOutputException,
            core.InstructorRetryException,
            openai.OpenAIError,
        )

    def read(self, narrative: Narrative) -> Reading:
        whole = Reading()
        for start, end in narrative.chunks():
            try:
                answer = self._ask(narrative.text[start:end])
            except self._errors as error:
                whole.failed_chunks += 1
                kind = type(error).__name__
                whole.notes[kind] = whole.notes.get(kind, 0) + 1
                continue
            found = ground(
                [Stated(**item.model_dump()) for item in answer.items], narrative, start, end
            )
            whole.answers += found.answers
            whole.ungrounded += found.ungrounded
        return whole

    def _ask(self, text: str) -> Items:
        answer: Items = self._client.chat.completions.create(
            model=self.model.name,
            messages=messages(text),
            response_model=Items,
            max_retries=_SECOND_TRY,
            temperature=0.0,
            max_tokens=MAX_TOKENS,
        )
        return answer


def messages(text: str) -> list[dict[str, str]]:
    """The rules, each example as a question that was answered, and last the one real question."""
    told = [{"role": "system", "content": RULES.format(quote="quote")}]
    for example in EXAMPLES:
        told.append({"role": "user", "content": example.text})
        told.append({"role": "assistant", "content": _answer(example.found)})
    return [*told, {"role": "user", "content": text}]


def _answer(found: Sequence[Stated]) -> str:
    return json.dumps({"items": [stated._asdict() for stated in found]}, ensure_ascii=False)
