"""A model cut off behind some of its layers: a real GGUF file, only small."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from extractor.errors import ModelUnavailable
from extractor.labelling.shortened import shortened

gguf = pytest.importorskip("gguf")
LAYERS = 3


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "small.gguf"
    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_block_count(LAYERS)
    writer.add_name("small")
    writer.add_token_list(["一", "二", "<|end|>"])
    writer.add_token_types([1, 1, 3])
    writer.add_rope_freq_base(1e6)
    writer.add_tensor("token_embd.weight", np.arange(12, dtype=np.float32).reshape(3, 4))
    writer.add_tensor("output.weight", np.zeros((3, 4), np.float32))
    for layer in range(LAYERS):
        writer.add_tensor(f"blk.{layer}.ffn_up.weight", np.full((4, 4), layer, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def test_the_first_layers_are_kept_as_they_are(model: Path) -> None:
    path = shortened(model, 2, model.parent)
    read = gguf.GGUFReader(path)
    tables = {tensor.name: np.array(tensor.data) for tensor in read.tensors}
    assert set(tables) == {"token_embd.weight", "blk.0.ffn_up.weight", "blk.1.ffn_up.weight"}
    assert tables["token_embd.weight"].tolist() == np.arange(12).reshape(3, 4).tolist()
    assert (tables["blk.1.ffn_up.weight"] == 1).all()
    assert read.fields["qwen2.block_count"].contents() == 2
    assert read.fields["general.name"].contents() == "small"
    assert read.fields["tokenizer.ggml.tokens"].contents() == ["一", "二", "<|end|>"]
    assert read.fields["tokenizer.ggml.token_type"].contents() == [1, 1, 3]
    assert read.fields["qwen2.rope.freq_base"].contents() == 1e6


def test_it_is_written_once_for_each_source(model: Path) -> None:
    path = shortened(model, 2, model.parent)
    written = path.stat().st_mtime_ns
    assert shortened(model, 2, model.parent) == path
    assert path.stat().st_mtime_ns == written
    assert shortened(model, 1, model.parent) != path
    assert [file.suffix for file in path.parent.iterdir()] == [".gguf", ".gguf"]  # no drafts


@pytest.mark.parametrize(
    "content", [b"", b"GGUF", b"no model at all" * 100], ids=["empty", "magic", "text"]
)
def test_what_is_no_model_is_an_error_with_a_hint(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.gguf"
    path.write_bytes(content)
    with pytest.raises(ModelUnavailable) as caught:
        shortened(path, 2, tmp_path)
    assert str(path) in str(caught.value)
    assert caught.value.hint


def test_a_model_with_fewer_layers_is_an_error(model: Path) -> None:
    with pytest.raises(ModelUnavailable, match=str(LAYERS)):
        shortened(model, LAYERS + 1, model.parent)
    assert not list((model.parent / "shortened").glob("*.gguf"))


def test_another_folder_serves_where_the_first_may_not_be_written(
    model: Path, tmp_path: Path
) -> None:
    (model.parent / "shortened").write_text("a file where the folder should be")
    elsewhere = tmp_path / "cache"
    path = shortened(model, 2, elsewhere)
    assert path.parent == elsewhere / "shortened"
    assert shortened(model, 2, elsewhere) == path


def test_nowhere_to_write_is_an_error_that_names_the_folders(model: Path) -> None:
    (model.parent / "shortened").write_text("a file where the folder should be")
    with pytest.raises(ModelUnavailable) as caught:
        shortened(model, 2, model.parent)
    assert "shortened" in str(caught.value)
    assert "EXTRACTOR_CACHE" in str(caught.value.hint)
