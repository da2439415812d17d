"""The first layers of the embedded model as a file of their own, for reading without answering."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractor.errors import ModelUnavailable
from extractor.records import Text

_BLOCK = "blk."  # how the tensors of a layer are called: blk.NUMBER.WHAT (ggml docs/gguf.md)
_OUTPUT = "output.weight"  # from the last layer to the next token, the largest table of all
_COUNT = ".block_count"


def shortened(path: Path, layers: int, elsewhere: Path) -> Path:
    """`path` cut off behind its first `layers` layers, in the folder `shortened` beside it.

    It is written there, or where that may not be in `elsewhere`, unless it is there already.
    Raises ModelUnavailable where it cannot be written or `path` is no GGUF file of a model with
    so many layers.
    """
    name = f"{path.stem}.first{layers}.gguf"
    folders = [parent / "shortened" for parent in (path.parent, elsewhere)]
    for folder in folders:
        if _is_newer(folder / name, path):
            return folder / name
    reasons: list[OSError] = []
    for folder in folders:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            return _written(path, layers, folder / name)
        except OSError as error:
            reasons.append(error)
        except (ValueError, KeyError, IndexError) as error:
            raise ModelUnavailable(
                Text(
                    f"{path} 不能截取前 {layers} 层:{error}",
                    f"the first {layers} layers of {path} cannot be taken: {error}",
                ),
                hint=Text(
                    "文件可能不完整;extractor model fetch 可以重新取得",
                    "it may be incomplete; extractor model fetch gets it anew",
                ),
            ) from error
    tried = "; ".join(
        f"{folder}: {reason}" for folder, reason in zip(folders, reasons, strict=True)
    )
    raise ModelUnavailable(
        Text(
            f"模型的前 {layers} 层无处可写({tried})",
            f"there is nowhere to write the model's first {layers} layers ({tried})",
        ),
        hint=Text(
            "需要约 0.6 GB 空间和写权限;EXTRACTOR_CACHE 可以指定别的文件夹",
            "some 0.6 GB and the right to write are needed; EXTRACTOR_CACHE names another folder",
        ),
    )


def _is_newer(ready: Path, source: Path) -> bool:
    return ready.is_file() and ready.stat().st_mtime >= source.stat().st_mtime


def _written(path: Path, layers: int, ready: Path) -> Path:
    import gguf

    source = gguf.GGUFReader(path)
    with tempfile.TemporaryDirectory(dir=ready.parent, ignore_cleanup_errors=True) as folder:
        draft = Path(folder) / ready.name
        _write(gguf, source, layers, draft)
        try:
            draft.replace(ready)
        except PermissionError:  # Windows, where another process reads the file that is there
            if not _is_newer(ready, path):
                raise
    return ready


def _write(gguf: Any, source: Any, layers: int, draft: Path) -> None:
    architecture = source.fields["general.architecture"].contents()
    count = f"{architecture}{_COUNT}"
    if source.fields[count].contents() < layers:
        raise ValueError(f"it has {source.fields[count].contents()} layers")
    writer = gguf.GGUFWriter(draft, architecture)
    for name, field in source.fields.items():
        if name.startswith("GGUF.") or name == "general.architecture":
            continue  # the writer's own
        value = layers if name == count else field.contents()
        inner = field.types[-1] if field.types[0] == gguf.GGUFValueType.ARRAY else None
        writer.add_key_value(name, value, field.types[0], inner)
    for tensor in _kept(source.tensors, layers):
        writer.add_tensor(tensor.name, tensor.data, raw_dtype=tensor.tensor_type)
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
    finally:
        writer.close()


def _kept(tensors: Any, layers: int) -> Iterator[Any]:
    for tensor in tensors:
        if tensor.name == _OUTPUT:
            continue
        if tensor.name.startswith(_BLOCK) and int(tensor.name.split(".")[1]) >= layers:
            continue
        yield tensor
