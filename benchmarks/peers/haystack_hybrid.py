"""Haystack's hybrid retrieval, as its tutorial does it; without the model that ranks again there, ranks are fused.

Its splitter's 160 words are about 1,000 characters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.preprocessors import DocumentSplitter
from haystack.components.retrievers.in_memory import InMemoryBM25Retriever, InMemoryEmbeddingRetriever
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack.utils import ComponentDevice
from haystack_integrations.components.embedders.sentence_transformers import (
    SentenceTransformersDocumentEmbedder,
    SentenceTransformersTextEmbedder,
)
from haystack_integrations.components.rankers.sentence_transformers import SentenceTransformersSimilarityRanker

from benchmarks.peers.peer import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.peer import Source

WORDS, OVERLAP = 160, 32


class HaystackHybrid:
    def __init__(self, model: str, reranker: str | None) -> None:
        on = ComponentDevice.from_str("cpu")
        self._embedder = SentenceTransformersDocumentEmbedder(model=model, device=on, progress_bar=False)
        self._embedder.warm_up()
        self._store = InMemoryDocumentStore(embedding_similarity_function="cosine")
        self._pipeline = Pipeline()
        embedder = SentenceTransformersTextEmbedder(model=model, device=on, progress_bar=False)
        self._pipeline.add_component("question", embedder)
        self._pipeline.add_component("vectors", InMemoryEmbeddingRetriever(self._store))
        self._pipeline.add_component("words", InMemoryBM25Retriever(self._store))
        join = "concatenate" if reranker else "reciprocal_rank_fusion"
        self._pipeline.add_component("both", DocumentJoiner(join_mode=join))
        self._pipeline.connect("question.embedding", "vectors.query_embedding")
        self._pipeline.connect("vectors", "both")
        self._pipeline.connect("words", "both")
        self._last = "both"
        if reranker:
            ranker = SentenceTransformersSimilarityRanker(model=reranker, device=on)
            self._pipeline.add_component("ranker", ranker)
            self._pipeline.connect("both.documents", "ranker.documents")
            self._last = "ranker"

    def index(self, documents: Sequence[Source]) -> None:
        splitter = DocumentSplitter(split_by="word", split_length=WORDS, split_overlap=OVERLAP)
        given = [Document(content=each.text, meta={"document": each.id}) for each in documents]
        chunks = splitter.run(documents=given)["documents"]
        self._store.write_documents(self._embedder.run(documents=chunks)["documents"])
        self._pipeline.warm_up()

    def ask(self, question: str, k: int) -> list[Found]:
        asked = {
            "question": {"text": question},
            "vectors": {"top_k": k},
            "words": {"query": question, "top_k": k},
            **({"both": {"top_k": k}} if self._last == "both" else {"ranker": {"query": question, "top_k": k}}),
        }
        return [
            Found(each.meta["document"], start, start + len(each.content), each.content)
            for each in self._pipeline.run(asked)[self._last]["documents"]
            for start in [each.meta["split_idx_start"]]
        ]
