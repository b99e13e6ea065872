"""txtai's hybrid index, of vectors and BM25, over the same windows as LangChain's; re-ranked by its pipeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from txtai import Embeddings
from txtai.pipeline import Reranker, Similarity

from benchmarks.peers.windows import windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.peer import Found, Source


class TxtaiHybrid:
    def __init__(self, model: str, reranker: str | None) -> None:
        # The pipeline reads the texts from the index, which otherwise has none.
        self._embeddings = Embeddings(path=model, hybrid=True, gpu=False, content=reranker is not None)
        similarity = Similarity(reranker, crossencode=True, gpu=False) if reranker else None
        self._reranker = Reranker(self._embeddings, similarity) if similarity else None

    def index(self, documents: Sequence[Source]) -> None:
        self._windows = [window for document in documents for window in windows(document)]
        self._embeddings.index((number, each.text) for number, each in enumerate(self._windows))

    def ask(self, question: str, k: int) -> list[Found]:
        if self._reranker is None:
            return [self._windows[number] for number, _ in self._embeddings.search(question, k)]
        return [self._windows[int(row["id"])] for row in self._reranker(question, k, factor=1)]
