"""Answers that were paid for once: asked again with the same words, they are not asked again.

The key covers all that shapes an answer, so a changed prompt, form, model or parameter
misses by itself. What comes out of a cache is validated like an answer that just arrived.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol


class AnswerCache(Protocol):
    """What the workspace store implements (`extractor.store`), and MemoryCache for one run."""

    def get(self, key: str) -> str | None:
        """The answer's text, None where it is not there."""

    def put(
        self,
        key: str,
        answer: str,
        *,
        model: str,
        prompt: str,
        prompt_tokens: int,
        completion_tokens: int,
    ) -> None:
        """Keep `answer`; the rest says what it cost and where it came from."""


@dataclass(slots=True)
class MemoryCache:
    """An AnswerCache that lasts as long as the process."""

    answers: dict[str, str] = field(default_factory=dict)

    def get(self, key: str) -> str | None:
        return self.answers.get(key)

    def put(
        self,
        key: str,
        answer: str,
        *,
        model: str,
        prompt: str,
        prompt_tokens: int,
        completion_tokens: int,
    ) -> None:
        self.answers[key] = answer


def answer_key(
    *,
    model: str,
    prompt: str,
    messages: Sequence[Mapping[str, str]],
    schema: Mapping[str, object],
    params: Mapping[str, object],
) -> str:
    """sha256, in hex, over everything that the answer depends on."""
    asked = {
        "model": model,
        "prompt": prompt,
        "messages": [dict(message) for message in messages],
        "schema": schema,
        "params": dict(params),
    }
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
