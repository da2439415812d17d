"""Records to JSON and back, without loss; the store's payload, and nobody else's format.

The code is driven by the annotations of the records, so that a new field or record needs
nothing here. Dataclasses are objects with every field, named tuples and tuples are arrays,
enums their value, `Decimal` a string that keeps its exponent ("1.70", "1E+3"). Where an
annotation is a union of dataclasses, the object says its class under "is". What files for
other programs look like is decided in `extractor.exporting`, not here.
"""

from __future__ import annotations

import dataclasses
from decimal import Decimal, InvalidOperation
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from extractor.errors import StoreError
from extractor.records import Text

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_CLASS = "is"


def encode(value: object) -> Json:
    """Raises `TypeError` for a value that is not made of records."""
    match value:
        case Enum():
            return encode(value.value)
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return str(value)
        case tuple():
            return [encode(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {_CLASS: type(value).__name__, **_fields(value)}
    raise TypeError(f"{type(value).__name__} is not made of records")


def _fields(value: Any) -> dict[str, Json]:
    """The fields but those that are empty by default: of a million cells, most say nothing."""
    said = ((f, getattr(value, f.name)) for f in dataclasses.fields(value))
    return {
        f.name: encode(own)
        for f, own in said
        if own or f.default is dataclasses.MISSING or own != f.default
    }


def decode(annotation: Any, data: Json) -> Any:
    """The value of type `annotation` that was encoded as `data`.

    A field that `data` lacks takes its default, so that records may gain fields. Raises
    `StoreError` where `data` does not fit: another version of the program wrote it.
    """
    try:
        return _decode(annotation, data)
    except (TypeError, ValueError, KeyError, InvalidOperation) as error:
        raise StoreError(
            Text(
                f"结果库里的一份报告与本版本不符:{type(error).__name__}: {error}",
                f"a stored report does not fit this version: {type(error).__name__}: {error}",
            ),
            hint=Text(
                "请重新运行该报告,或使用存入时的版本",
                "run the report again, or use the version that stored it",
            ),
        ) from error


def _decode(annotation: Any, data: Any) -> Any:
    origin = get_origin(annotation)
    if origin is tuple:
        return _decode_tuple(get_args(annotation), data)
    if origin in (Union, UnionType):
        return _decode(_member(get_args(annotation), data), data)
    if annotation is NoneType:
        return None
    if annotation is Decimal:
        return Decimal(_expect(str, data))
    if annotation is float:
        return float(_expect((int, float), data))
    if annotation in (bool, int, str):
        return _expect(annotation, data)
    if issubclass(annotation, Enum):
        return annotation(data)
    if dataclasses.is_dataclass(annotation):
        return _decode_dataclass(annotation, data)
    return _decode_named_tuple(annotation, _expect(list, data))


def _decode_tuple(items: tuple[Any, ...], data: Any) -> tuple[Any, ...]:
    if len(items) == 2 and items[1] is Ellipsis:
        return tuple(_decode(items[0], item) for item in _expect(list, data))
    return tuple(_decode(item, each) for item, each in zip(items, data, strict=True))


def _decode_named_tuple(record: Any, data: list[Any]) -> Any:
    hints = list(_hints(record).values())[: len(data)]  # fields gained since take their default
    return record(*[_decode(hint, item) for hint, item in zip(hints, data, strict=True)])


def _decode_dataclass(record: Any, data: Any) -> Any:
    hints = _hints(record)
    fields = {name: item for name, item in _expect(dict, data).items() if name != _CLASS}
    unknown = fields.keys() - hints.keys()
    if unknown:
        raise ValueError(f"{record.__name__} has no field {', '.join(sorted(unknown))}")
    return record(**{name: _decode(hints[name], item) for name, item in fields.items()})


def _member(members: tuple[Any, ...], data: Any) -> Any:
    """Which member of a union `data` is: None, the class that it names, or what is left."""
    if data is None and NoneType in members:
        return NoneType
    rest = [member for member in members if member is not NoneType]
    if len(rest) == 1:
        return rest[0]
    named = {member.__name__: member for member in rest}
    return named[_expect(dict, data)[_CLASS]]


def _expect(kinds: Any, data: Any) -> Any:
    if not isinstance(data, kinds):
        raise TypeError(f"expected {kinds}, got {type(data).__name__}")
    return data


@cache
def _hints(record: Any) -> dict[str, Any]:
    return get_type_hints(record)
