"""One table of settings: each is a field, an environment variable and a row in the README.

Order of precedence: command-line option, environment variable, default. Keys are read from
the environment only, never from a command line that a process list would show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from extractor.errors import SettingError
from extractor.records import Text

BackendName = Literal["auto", "openai", "local", "rules"]

DEFAULT_STORE = "sqlite:///workspace/extractor.db"


class Settings(BaseSettings):
    """What a run may be told; every field can be set as EXTRACTOR_<NAME>."""

    model_config = SettingsConfigDict(
        env_prefix="EXTRACTOR_", env_ignore_empty=True, extra="ignore", frozen=True
    )

    backend: BackendName = Field(
        default="auto",
        description="标注后端|labelling backend: auto, openai, local or rules",
    )
    base_url: str = Field(
        default="",
        validation_alias=AliasChoices("EXTRACTOR_BASE_URL", "OPENAI_BASE_URL"),
        description="OpenAI 兼容接口地址|address of an OpenAI-compatible endpoint",
    )
    api_key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias=AliasChoices("EXTRACTOR_API_KEY", "OPENAI_API_KEY"),
        description="接口密钥,只从环境变量读取|its key; read from the environment only",
    )
    model: str = Field(
        default="",
        description="模型名(接口)或权重名(本地)|model name at the endpoint, or name of local weights",
    )
    store: str = Field(
        default=DEFAULT_STORE,
        description="结果库地址|database of results and decisions (SQLAlchemy URL)",
    )
    checks: str = Field(
        default="",
        description="核对设置文件(TOML)|file of checks (TOML): rules, tolerances, ratios and sums of one's own",
    )
    lang: Literal["zh", "en"] = Field(
        default="zh", description="界面语言|language of what a reader sees"
    )
    concurrency: int = Field(
        default=8, ge=1, le=256, description="同时请求数|requests in flight at once"
    )
    requests_per_minute: int = Field(
        default=0, ge=0, description="每分钟请求上限,0 为不限|rate limit, 0 for none"
    )
    timeout: float = Field(
        default=120.0, gt=0, description="单次请求秒数上限|seconds allowed for one request"
    )
    attempts: int = Field(
        default=4, ge=1, le=20, description="单次请求尝试次数|tries for one request"
    )
    chunk_size: int = Field(
        default=120, ge=20, le=4000, description="每块字数|characters asked about in one request"
    )
    chunk_before: int = Field(
        default=60, ge=0, le=1000, description="前文字数|characters of text before, as context"
    )
    threads: int = Field(
        default=0, ge=0, description="本地模型线程数,0 为全部|threads of the local model, 0 for all"
    )
    max_chars: int = Field(
        default=5_000_000, ge=1, description="单份报告字数上限|longest report accepted, characters"
    )


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table that the README shows."""

    name: str
    env: str
    default: str
    help_zh: str
    help_en: str


def _rows() -> tuple[Setting, ...]:
    rows = []
    for name, field in Settings.model_fields.items():
        zh, _, en = (field.description or "").partition("|")
        alias = field.validation_alias
        envs = alias.choices if isinstance(alias, AliasChoices) else [f"EXTRACTOR_{name.upper()}"]
        default = field.default
        shown = "" if isinstance(default, SecretStr) else str(default)
        rows.append(Setting(name, ", ".join(str(env) for env in envs), shown, zh, en))
    rows.append(
        Setting(
            "cache",
            "EXTRACTOR_CACHE",
            "~/.cache/performance-report-extractor",
            "权重缓存文件夹",
            "folder for model weights",
        )
    )
    return tuple(rows)


SETTINGS = _rows()


def load(**given: Any) -> Settings:
    """Settings from the environment, overridden by what is given and not None.

    Raises `SettingError` naming the setting, the value got and the range expected.
    """
    chosen = {_field_key(name): value for name, value in given.items() if value is not None}
    try:
        return Settings(**chosen)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        got = first.get("input")
        raise SettingError(
            Text(f"设置 {name}: {got!r} 不可用", f"setting {name}: got {got!r}"),
            hint=Text(
                f"要求:{first['msg']};见 README 的设置表",
                f"{first['msg']}; see the settings table in the README",
            ),
        ) from error


def _field_key(name: str) -> str:
    """pydantic-settings takes init values by alias where a field has one."""
    alias = Settings.model_fields[name].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else name
