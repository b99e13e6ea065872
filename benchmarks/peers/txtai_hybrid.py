"""txtai's hybrid index, of vectors and BM25, over the same windows as LangChain's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txtai import Embeddings

from benchmarks.peers.windows import windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.peer import Found, Source


class TxtaiHybrid:
    def __init__(self, model: str) -> None:
        self._embeddings = Embeddings(path=model, hybrid=True, gpu=False)

    def index(self, documents: Sequence[Source]) -> None:
        self._windows = [window for document in documents for window in windows(document)]
        self._embeddings.index((number, each.text) for number, each in enumerate(self._windows))

    def ask(self, question: str, k: int) -> list[Found]:
        return [self._windows[number] for number, _ in self._embeddings.search(question, k)]
