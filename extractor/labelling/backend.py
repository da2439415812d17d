"""Which backend labels: the one that was asked for, or the best that is there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from extractor.errors import SettingError
from extractor.labelling import local, weights
from extractor.records import Text

Backend = Literal["auto", "openai", "local", "rules"]
BACKENDS: tuple[Backend, ...] = ("auto", "openai", "local", "rules")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the settings say about backends."""

    backend: Backend = "auto"
    base_url: str = ""
    api_key: str = ""
    model: str = ""  # an endpoint's model, or a local model's name or path


class Choice(NamedTuple):
    backend: Literal["openai", "local", "rules"]
    model: str  # "" for rules
    base_url: str  # "" but for openai
    reason: Text


_HOSTED = "https://api.openai.com/v1"  # what openai's own client asks when only a key is set


def choose_backend(wish: Wish) -> Choice:
    """`wish.backend`, or for auto: a configured endpoint, else the embedded model, else rules.

    Looks at settings and files only; `probe()` of the opened labeller says whether it works.
    Raises SettingError for an endpoint without address or model.
    """
    if wish.backend == "openai" or (wish.backend == "auto" and _configured(wish)):
        return _endpoint(wish)
    if wish.backend == "local":
        name = wish.model or weights.DEFAULT
        return Choice(
            "local", name, "", Text(f"按设置使用内置模型 {name}", f"set: local model {name}")
        )
    if wish.backend == "rules":
        return Choice("rules", "", "", Text("按设置只用规则", "set: rules only"))
    name = wish.model or weights.DEFAULT
    if weights.path_of(name) is not None and local.obstacle() is None:
        reason = Text(
            f"没有配置模型接口；使用内置模型 {name}",
            f"no endpoint is configured; the embedded model {name} is there",
        )
        return Choice("local", name, "", reason)
    return Choice("rules", "", "", _why_rules(name))


def _configured(wish: Wish) -> bool:
    return bool(wish.base_url or wish.api_key)


def _endpoint(wish: Wish) -> Choice:
    if not _configured(wish):
        raise SettingError(
            Text("没有配置模型接口", "no endpoint is configured"),
            hint=Text(
                "请设置 OPENAI_BASE_URL 或 OPENAI_API_KEY", "set OPENAI_BASE_URL or OPENAI_API_KEY"
            ),
        )
    if not wish.model:
        raise SettingError(
            Text("没有指定模型接口的模型名", "the endpoint's model is not named"),
            hint=Text("请设置 --model 或 EXTRACTOR_MODEL", "set --model or EXTRACTOR_MODEL"),
        )
    url = wish.base_url or _HOSTED
    reason = Text(f"使用模型接口 {url} 的 {wish.model}", f"endpoint {url}, model {wish.model}")
    return Choice("openai", wish.model, url, reason)


def _why_rules(name: str) -> Text:
    if (missing := local.obstacle()) is not None:
        zh, en = (f"{missing.in_(lang)}({missing.advice.in_(lang)})" for lang in ("zh", "en"))
        return Text(
            f"没有配置模型接口;{zh};只用规则", f"no endpoint is configured; {en}; rules only"
        )
    return Text(
        f"没有配置模型接口，也没有 {name} 的权重（extractor model fetch）；只用规则",
        f"no endpoint is configured and the weights of {name} are not there; rules only",
    )
