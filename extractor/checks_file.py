"""The file of checks that a user may write, in TOML: which rules are on, tolerances, ratios and
sums of their own. It is read into `CheckOptions`, and every fault in it is a `SettingError`.
"""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    ValidationError,
    model_validator,
)

from extractor.checking.identities import Formula
from extractor.checking.options import DEFAULT, CheckOptions, OwnRatio, OwnSum, Tolerance
from extractor.checking.rulebook import KEYS
from extractor.errors import SettingError
from extractor.folding import fold
from extractor.records import Text

_SHORTEST, _LONGEST = 2, 20  # characters of a name: one ends too much, and a clause is no name
_FEWEST_PARTS = 2
_MOST_SHOWN = 60
_HINT = Text(
    "写法见 README 的“核对设置文件”;规则的键见 extractor rules",
    "see “核对设置文件 A file of checks” in the README; `extractor rules` lists the keys of rules",
)
_DEFAULTS = Tolerance()


def _number(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise ValueError("数|a number")
    return value


def _name(value: str) -> str:
    if not _SHORTEST <= len(fold(value)) <= _LONGEST:
        raise ValueError(f"{_SHORTEST} 到 {_LONGEST} 字|{_SHORTEST} to {_LONGEST} characters")
    return fold(value)


class _Twice(ValueError):
    """What is said of a name that has two parts to play."""


_Number = Annotated[Decimal, BeforeValidator(_number)]
_Name = Annotated[str, AfterValidator(_name)]
_Names = Annotated[tuple[_Name, ...], Field(min_length=1)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Tolerance(_Part):
    last_place: _Number = Field(
        default=_DEFAULTS.last_place,
        ge=0,
        le=100,
        description="比率、合计与复算结果相差不超过末位几个单位时只作待核(ratio、sum、derived、columns、own;清点的数不算)"
        "|units of the last digit by which a rate or a total may be off and only be asked about "
        "(ratio, sum, derived, columns, own; not of things that are counted)",
    )
    completion: _Number = Field(
        default=_DEFAULTS.completion,
        gt=100,
        le=100_000,
        description="完成率达到百分之几起待核,定额可能偏低或写错"
        "|percent of a quota from which a completion is asked about",
    )
    least_amount: _Number = Field(
        default=_DEFAULTS.least_amount,
        ge=0,
        description="涉及金额(万元)低于此数的矛盾改为待核"
        "|万元 at stake below which a conflict is only asked about",
    )


class _Ratio(_Part):
    name: _Name
    aliases: tuple[_Name, ...] = ()
    top: _Names
    bottom: _Names
    formula: Formula = Formula.SHARE

    @model_validator(mode="after")
    def _apart(self) -> _Ratio:
        _differ((self.name, *self.aliases, *self.top, *self.bottom))
        return self


class _Sum(_Part):
    total: _Name
    parts: Annotated[tuple[_Name, ...], Field(min_length=_FEWEST_PARTS)]

    @model_validator(mode="after")
    def _apart(self) -> _Sum:
        _differ((self.total, *self.parts))
        return self


def _differ(names: Sequence[str]) -> None:
    """A figure has one part to play."""
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise _Twice(
            f"名称 {twice} 用了两次,应各不相同|the name {twice} is there twice, and names must differ"
        )


class _File(_Part):
    rules: dict[str, StrictBool] = {}
    tolerance: _Tolerance = _Tolerance()
    ratio: tuple[_Ratio, ...] = ()
    sum: tuple[_Sum, ...] = ()


_KEYS: Mapping[str, Iterable[str]] = {
    "": _File.model_fields,
    "rules": KEYS,
    "tolerance": _Tolerance.model_fields,
    "ratio": _Ratio.model_fields,
    "sum": _Sum.model_fields,
}
# What was expected, by pydantic's name of the fault; {} are the values that it gives with it.
_EXPECTED: Mapping[str, Text] = {
    "bool_type": Text("true 或 false", "true or false"),
    "tuple_type": Text("列表 [ … ]", "a list [ … ]"),
    "string_type": Text("带引号的文字", "a text in quotes"),
    "too_short": Text("至少 {min_length} 项", "at least {min_length} items"),
    "greater_than": Text("大于 {gt} 的数", "a number above {gt}"),
    "greater_than_equal": Text("不小于 {ge} 的数", "a number of at least {ge}"),
    "less_than_equal": Text("不大于 {le} 的数", "a number of at most {le}"),
    "finite_number": Text("有限的数", "a finite number"),
    "enum": Text("{expected}", "{expected}"),
    "dict_type": Text("一张表 [ ]", "a table [ ]"),
    "model_type": Text("一张表 [ ]", "a table [ ]"),
}


def tolerances() -> tuple[tuple[str, str, Text], ...]:
    """Key, default and meaning of each tolerance, for `extractor rules`."""
    return tuple(
        (key, str(field.default), _both(field.description or ""))
        for key, field in _Tolerance.model_fields.items()
    )


def load(path: str) -> CheckOptions:
    """The options in the file at `path`; the defaults where no file is named. Raises `SettingError`."""
    if not path:
        return DEFAULT
    try:
        text = Path(path).expanduser().read_bytes().decode("utf-8-sig")
    except OSError as error:
        said = error.strerror or type(error).__name__
        raise _fault(path, Text(f"读不到:{said}", f"cannot be read: {said}")) from error
    except UnicodeDecodeError as error:
        raise _fault(path, Text("不是 UTF-8 编码", "is not in UTF-8")) from error
    return parse(text, path)


def parse(text: str, file: str) -> CheckOptions:
    """The options that `text` states; `file` is what its faults name. Raises `SettingError`."""
    try:
        given = tomllib.loads(text, parse_float=Decimal)
    except (tomllib.TOMLDecodeError, ArithmeticError, RecursionError) as error:
        raise _fault(file, Text(f"不是 TOML:{error}", f"is not TOML: {error}")) from error
    try:
        read = _File.model_validate(given)
    except ValidationError as error:
        raise _invalid(file, error.errors()[0]) from error
    for key in read.rules:
        if key not in KEYS:
            raise _unknown(file, ("rules", key))
    return CheckOptions(
        off=frozenset(key for key, on in read.rules.items() if not on),
        tolerance=Tolerance(**dict(read.tolerance)),
        ratios=tuple(
            OwnRatio(names=(r.name, *r.aliases), top=r.top, bottom=r.bottom, formula=r.formula)
            for r in read.ratio
        ),
        sums=tuple(OwnSum(total=s.total, parts=s.parts) for s in read.sum),
    )


def _invalid(file: str, error: Mapping[str, Any]) -> SettingError:
    """As pydantic tells the first fault; a ValueError of ours holds what was expected, as zh|en."""
    where = error["loc"]
    if error["type"] == "extra_forbidden":
        return _unknown(file, where)
    if error["type"] == "missing":
        lacks = where[-1]
        return _fault(file, Text(f"缺少 {lacks}", f"{lacks} is missing"), where[:-1])
    values: Mapping[str, Any] = error.get("ctx", {})
    own = values.get("error")
    if isinstance(own, _Twice):
        return _fault(file, _both(str(own)), where)
    expected = _EXPECTED.get(error["type"], _both(str(own or error["msg"])))
    got = _shown(error["input"])
    return _fault(
        file,
        Text(
            f"得到 {got},应为:{_filled(expected.zh, values)}",
            f"got {got}, expected {_filled(expected.en, values)}",
        ),
        where,
    )


def _unknown(file: str, where: Sequence[int | str]) -> SettingError:
    """A key that is not there: the known ones, those that look like it first."""
    key = str(where[-1])
    known = list(_KEYS[str(where[0]) if len(where) > 1 else ""])
    close = difflib.get_close_matches(key, known, n=2)
    listed = ", ".join([*close, *(one for one in known if one not in close)])
    return _fault(
        file,
        Text(f"没有 {key} 这个键", f"there is no key {key}"),
        where[:-1],
        Text(f"可用:{listed}", f"expected one of {listed}"),
    )


def _fault(
    file: str, said: Text, where: Sequence[int | str] = (), hint: Text = _HINT
) -> SettingError:
    at = _place(where)
    return SettingError(
        Text(f"核对设置 {file}: {at}{said.zh}", f"checks {file}: {at}{said.en}"), hint=hint
    )


def _place(where: Sequence[int | str]) -> str:
    """[tolerance] last_place, or [[ratio]] 2 top 1: as in the file, counted from 1."""
    if not where:
        return ""
    first = f"[[{where[0]}]]" if where[0] in ("ratio", "sum") else f"[{where[0]}]"
    rest = (str(one + 1 if isinstance(one, int) else one) for one in where[1:])
    return " ".join((first, *rest)) + ": "


def _filled(text: str, values: Mapping[str, Any]) -> str:
    return text.format_map({key: str(value) for key, value in values.items()}) if values else text


def _shown(value: object) -> str:
    said = str(value) if isinstance(value, Decimal) else repr(value)
    return said if len(said) <= _MOST_SHOWN else f"{said[: _MOST_SHOWN - 1]}…"


def _both(text: str) -> Text:
    zh, _, en = text.partition("|")
    return Text(zh, en or zh)
