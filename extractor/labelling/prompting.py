"""Prompts are files: `prompts/<task>.v<N>.jinja`, one id each ("label.v1"), never changed once used.

A prompt file defines a macro `system()`, a list `examples` and a macro `user(...)`. The examples
are put through the same `user` macro as the report, so they cannot drift from the real
thing; all that does not depend on the report stands first, so a server can keep it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypedDict

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

_DELIMITER = re.compile(r"<(?=\s*/?\s*(?:正文|原文|前文))")


class Message(TypedDict):
    role: Literal["system", "user", "assistant"]
    content: str


def render(name: str, **variables: object) -> tuple[Message, ...]:
    """The messages of prompt `name`: system, worked examples, and last the one real question.

    Raises jinja2.TemplateNotFound for an unknown id and UndefinedError for a missing variable.
    """
    module: Any = _template(name).module
    return (*_prefix(name), {"role": "user", "content": str(module.user(**variables)).strip()})


def examples(name: str) -> tuple[Mapping[str, Any], ...]:
    """The worked examples of prompt `name`, for the test that they are true of their text."""
    module: Any = _template(name).module
    return tuple(module.examples)


def names() -> tuple[str, ...]:
    """Ids of all prompts that are shipped."""
    folder = files("extractor.prompts")
    return tuple(
        sorted(f.name.removesuffix(".jinja") for f in folder.iterdir() if f.name.endswith(".jinja"))
    )


@cache
def _prefix(name: str) -> tuple[Message, ...]:
    return tuple(_constant(name))


def _constant(name: str) -> Iterator[Message]:
    module: Any = _template(name).module
    yield {"role": "system", "content": str(module.system()).strip()}
    for example in module.examples:
        yield {"role": "user", "content": str(module.user(**example["asks"])).strip()}
        answer = json.dumps(example["answer"], ensure_ascii=False)
        yield {"role": "assistant", "content": answer}


def _source(name: str) -> str | None:
    path = files("extractor.prompts").joinpath(name)
    return path.read_text(encoding="utf-8") if path.is_file() else None


@cache
def _template(name: str) -> Template:
    return _environment().get_template(f"{name}.jinja")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        autoescape=False,  # plain text for a model, not HTML
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["inert"] = _inert
    return environment


def _inert(text: str) -> str:
    """Report text that cannot close or open the tags between which it stands in a prompt."""
    return _DELIMITER.sub("＜", text)
