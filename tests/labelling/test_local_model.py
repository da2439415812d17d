"""The embedded model itself, where its weights are."""

from __future__ import annotations

import pytest
from marked_chunks import chunk_of

from extractor.labelling import MemoryCache, local, weights
from extractor.labelling.local import LocalLabeller
from extractor.records import Role

pytestmark = [
    pytest.mark.model,
    pytest.mark.timeout(600),
    pytest.mark.skipif(local.obstacle() is not None, reason="xllamacpp cannot be used here"),
    pytest.mark.skipif(
        weights.path_of() is None, reason=f"no weights of {weights.DEFAULT}: extractor model fetch"
    ),
]


async def test_labels_a_chunk() -> None:
    chunk = chunk_of("新建社区图书馆【3座】，读者满意度【96.5%】，全区排名【第2名】。")
    cache = MemoryCache()
    async with LocalLabeller(cache=cache, sure=None) as model:
        await model.probe()
        labelled = await model.label(chunk)
        again = await model.label(chunk)
    first, second, third = labelled.labels
    assert first and "图书馆" in first.name
    assert second and "满意度" in second.name
    assert third and third.role is Role.RANK
    assert labelled.rejections == ()
    assert labelled.usage.completion_tokens > 0
    assert (labelled.usage.backend, labelled.usage.model) == ("local", weights.DEFAULT)
    assert again.labels == labelled.labels
    assert again.usage.cached_calls == 1
