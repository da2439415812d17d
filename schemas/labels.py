"""The form that is asked about one chunk: exactly one required field for each quantity.

The key of a field is the quantity itself, numbered ("2. 52.61%"): it tells a small model
where it is in the text, and leaves no room for a number of its own. A key that was not
asked for, or one left out, is a validation error, and never passes silently.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from extractor.records import Chunk, Role

NAME_LIMIT = 60  # characters of a name; a table's indicator names stay well below
_KEY_LIMIT = 24  # characters of the quantity in a key; longer ones are cut, the number stays

# Bounds what a grammar-constrained model can write when it starts to ramble. It is stated in
# the schema only: a longer name from another model is cut, not refused.
_BOUNDED: dict[str, Any] = {"minLength": 1, "maxLength": NAME_LIMIT}


class LabelForm(BaseModel):
    """What a number measures, and which part it plays."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(
        description="指标名称：限定词+对象+动作+度量，尽量用原文的词，不含数字和单位",
        json_schema_extra=_BOUNDED,
    )
    role: Role = Field(description="数量的角色，见说明")


def keys_of(chunk: Chunk) -> tuple[str, ...]:
    """The form's keys for `chunk.asked`, in order: "1. 28家"."""
    return tuple(
        f"{i}. {_key_text(place.of(chunk.text))}" for i, place in enumerate(chunk.places, start=1)
    )


def _key_text(text: str) -> str:
    """The quantity without what JSON would escape or a schema could trip over."""
    return " ".join(text.replace('"', "").replace("\\", "").split())[:_KEY_LIMIT]


def form_for(chunk: Chunk, roles: Sequence[Sequence[Role]] = ()) -> type[BaseModel]:
    """A form with one required field for each quantity of `chunk.asked`, aliased by `keys_of`.

    `roles[i]`, where given, are the roles that quantity i can have. A quantity with one
    possible role is asked for its name only (a plain string): each answer saved is time.
    """
    fields: dict[str, Any] = {}
    for i, key in enumerate(keys_of(chunk)):
        allowed = tuple(roles[i]) if roles else tuple(Role)
        fields[f"q{i + 1}"] = (_answer(allowed), Field(alias=key, description=_DESCRIPTION))
    return create_model("Answer", __config__=ConfigDict(extra="forbid"), **fields)


_DESCRIPTION = "指标名称"  # short: some servers put the schema into the prompt, once a field


def _answer(allowed: tuple[Role, ...]) -> Any:
    if len(allowed) == 1:
        return Annotated[str, Field(json_schema_extra=_BOUNDED)]
    if set(allowed) == set(Role):
        return LabelForm
    role: Any = (Literal[allowed], Field(description="数量的角色，见说明"))
    title = "Label_" + "_".join(each.value for each in allowed)
    return create_model(title, __base__=LabelForm, role=role)
