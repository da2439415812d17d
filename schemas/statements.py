"""The form that is asked about problem and measure sections: what is wrong, why, and what is done.

Every string is a quote, word for word; a cause or a measure stands under the problem that it
explains or answers, so that links need no numbering that a model could get wrong.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

_QUOTE: dict[str, Any] = {"minLength": 2, "maxLength": 200}
_QUOTES: dict[str, Any] = {"items": {"type": "string", **_QUOTE}, "maxItems": 8}


class ProblemForm(BaseModel):
    """One problem with what the report says of it."""

    model_config = ConfigDict(extra="forbid")

    quote: str = Field(description="存在的问题，逐字摘抄原文", json_schema_extra=_QUOTE)
    causes: list[str] = Field(
        description="原文所说的原因，逐字摘抄；没有则为空", json_schema_extra=_QUOTES
    )
    measures: list[str] = Field(
        description="针对这个问题的改进措施，逐字摘抄；没有则为空", json_schema_extra=_QUOTES
    )


class StatementsForm(BaseModel):
    """The answer for one run of problem and measure passages."""

    model_config = ConfigDict(extra="forbid")

    problems: list[ProblemForm] = Field(description="各个问题", json_schema_extra={"maxItems": 12})
    measures: list[str] = Field(
        description="不针对上面哪个问题的改进措施，逐字摘抄", json_schema_extra=_QUOTES
    )
