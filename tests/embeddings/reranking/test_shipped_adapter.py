"""The adapter that is shipped."""

from __future__ import annotations

from pathlib import Path

from embeddings.reranking import adapter as adapters

SHIPPED = Path(adapters.__file__).with_name("adapter.npz")


def test_the_shipped_adapter_is_whole_and_small() -> None:
    shipped = adapters.read_adapter(SHIPPED)
    assert len(shipped) == 72
    assert all(up.shape[1] == down.shape[0] in {8, 16} for down, up in shipped.values())
    assert SHIPPED.stat().st_size < 3_000_000
