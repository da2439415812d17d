"""From what a model said to labels and rejections, one answer at a time.

An answer is read field by field: one bad field must not cost the good ones. Models wrap JSON in
code fences or think aloud before it, so the object is looked for in the text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from extractor.errors import UnusableAnswer
from extractor.folding import is_cjk, view
from extractor.labelling.contract import Label
from extractor.quantities import tag
from extractor.records import (
    Chunk,
    Op,
    Quantity,
    Rejection,
    RejectionReason,
    Role,
    Source,
    Span,
    Text,
)
from extractor.schemas import NAME_LIMIT, LabelForm, keys_of

_THINKING = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.S | re.I)
_TRIES = 50  # places at which an object is tried; a longer ramble holds none
_KEPT = 500  # characters of an answer that a rejection keeps


class Read(NamedTuple):
    labels: tuple[Label | None, ...]  # one for each of chunk.asked
    missing: tuple[int, ...]  # indices that may be asked again
    rejections: tuple[Rejection, ...]


def parse_object(content: str) -> dict[str, Any]:
    """The last outermost JSON object in `content`. Raises UnusableAnswer.

    The last one: a model that thinks aloud ends with its answer.
    """
    found: dict[str, Any] | None = None
    for found in _objects(_THINKING.sub("", content)):  # noqa: B007 - the last one counts
        pass
    if found is None:
        raise UnusableAnswer(
            Text("模型的回答里没有 JSON 对象", "the model's answer holds no JSON object"),
            answer=content[:_KEPT],
        )
    return found


def _objects(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    start = text.find("{")
    for _ in range(_TRIES):
        if start < 0:
            return
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield value
        start = text.find("{", end)


def read(chunk: Chunk, roles: Sequence[Sequence[Role]], content: str) -> Read:
    """Labels of `chunk.asked` out of `content`. Raises UnusableAnswer if it holds no object."""
    given = parse_object(content)
    keys = keys_of(chunk)
    labels: list[Label | None] = []
    missing: list[int] = []
    rejections: list[Rejection] = []
    for i, key in enumerate(keys):
        answer = given.get(key)
        got = _label(answer, roles[i], chunk.asked[i])
        labels.append(got if isinstance(got, Label) else None)
        if got is None:
            missing.append(i)
        elif isinstance(got, RejectionReason):
            rejections.append(_rejection(got, key, answer, chunk.asked[i].span))
    whole = Span(chunk.asked[0].span.start, chunk.asked[-1].span.end)
    for key in (key for key in given if key not in keys):
        rejections.append(_rejection(RejectionReason.UNASKED_KEY, key, given[key], whole))
    return Read(tuple(labels), tuple(missing), tuple(rejections))


def _label(
    answer: Any, allowed: Sequence[Role], quantity: Quantity
) -> Label | RejectionReason | None:
    """None: nothing that can be used, worth asking again."""
    if len(allowed) == 1:  # the role is settled; some models answer with the longer form anyway
        name = answer.get("name") if isinstance(answer, dict) else answer
        answer = {"name": name, "role": allowed[0]}
    try:
        form = LabelForm.model_validate(answer)
    except ValidationError:
        return None
    if form.role not in allowed:
        return None
    name = tidy_name(form.name)
    if not name:
        return RejectionReason.EMPTY_NAME
    if not is_name(name, quantity.text):
        return RejectionReason.NOT_A_NAME
    return Label(name=name, role=form.role, source=Source.MODEL)


def tidy_name(name: str) -> str:
    """`name` in one line, without surrounding punctuation, at most NAME_LIMIT characters."""
    return " ".join(name.split()).strip(" ,，。；;：:、|")[:NAME_LIMIT].rstrip()


def is_name(name: str, quantity: str) -> bool:
    """Whether `name` can be one: no value in it, no second clause, and nothing said twice.

    Small models fall into these where a sentence is dense: they copy the clause with its number
    (引进博士2名), or repeat themselves until the answer ends.
    """
    if quantity in name or _CLAUSES.search(name) or _STUTTER.search(name):
        return False
    return not any(
        one.kind.measures and one.unit and one.op is Op.EQ and is_cjk(name[one.span.start - 1])
        for one in tag(name, view(name, [Span(0, len(name))]))
        if one.span.start
    )


_CLAUSES = re.compile(r"[，。；,;！!？?]")
_STUTTER = re.compile(r"(.{3,})\1")
_WHY = {
    RejectionReason.EMPTY_NAME: "模型没有给出名称",
    RejectionReason.NOT_A_NAME: "模型给出的不是名称",
    RejectionReason.UNASKED_KEY: "模型回答了没有问的字段",
    RejectionReason.MISSING_KEY: "模型两次都没有给出可用的回答",
}


def _rejection(reason: RejectionReason, key: str, answer: Any, span: Span) -> Rejection:
    said = json.dumps(answer, ensure_ascii=False, default=str)[:_KEPT]
    return Rejection(reason=reason, detail=f"{_WHY[reason]}：{key[:_KEPT]}", answer=said, span=span)


def missing(chunk: Chunk, index: int) -> Rejection:
    """The rejection of a quantity that stays without an answer."""
    quantity = chunk.asked[index]
    return _rejection(RejectionReason.MISSING_KEY, quantity.text, None, quantity.span)
