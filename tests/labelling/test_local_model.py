"""The embedded model itself, where its weights are."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from marked_chunks import chunk_of, standing

from extractor.labelling import MemoryCache, local, weights
from extractor.labelling.local import LocalLabeller
from extractor.pipeline import extract
from extractor.reading import read_bytes
from extractor.records import Role, Source

pytestmark = [
    pytest.mark.model,
    pytest.mark.timeout(600),
    pytest.mark.skipif(local.obstacle() is not None, reason="xllamacpp cannot be used here"),
    pytest.mark.skipif(
        weights.path_of() is None, reason=f"no weights of {weights.DEFAULT}: extractor model fetch"
    ),
]


@pytest.fixture
def another(tmp_path: Path) -> str:
    """The same model under another name: one that is asked, not looked into."""
    path = weights.path_of()
    assert path is not None
    link = tmp_path / "another.gguf"
    link.symlink_to(path)
    return str(link)


async def test_another_model_labels_a_chunk(another: str) -> None:
    chunk = chunk_of("新建社区图书馆【3座】，读者满意度【96.5%】，全区排名【第2名】。")
    unsure = [said._replace(name_confidence=Decimal(0)) for said in standing(chunk)]
    async with LocalLabeller(another, cache=MemoryCache()) as model:
        assert not model.looks
        await model.probe()
        labelled = await model.label(chunk, unsure)
        again = await model.label(chunk, unsure)
    first, second, third = labelled.labels
    assert first and "图书馆" in first.name
    assert second and "满意度" in second.name
    assert third and third.role is Role.RANK
    assert labelled.rejections == ()
    assert labelled.usage.completion_tokens > 0
    assert (labelled.usage.backend, labelled.usage.model) == ("local", "another")
    assert again.labels == labelled.labels
    assert again.usage.cached_calls == 1


async def test_the_default_model_reads_a_report() -> None:
    text = (
        "一、完成情况\n全年新建社区图书馆3座，接待读者1.2万人次，读者满意度96.5%，比上年提高2.1个百分点。\n\n"
        "二、存在问题\n图书更新率仅为62%，未达到80%的目标，原因是采购推迟。\n"
    )
    async with LocalLabeller() as model:
        assert model.looks
        await model.probe()
        found = await extract(read_bytes(text.encode(), "report.txt"), model)
    assert {one.source for one in found.indicators} == {Source.MODEL}
    assert "读者" in next(i.name for i in found.indicators if i.quantity.text == "96.5%")
    assert (found.usage.backend, found.usage.model) == ("local", weights.DEFAULT)
    assert found.usage.prompt_tokens > 100
    assert found.rejections == ()
