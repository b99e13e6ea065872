"""LangChain with FAISS, as its tutorial on semantic search does it; re-ranked, as its page on cross-encoders does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_classic.retrievers import ContextualCompressionRetriever
from langchain_classic.retrievers.document_compressors import CrossEncoderReranker
from langchain_community.cross_encoders import HuggingFaceCrossEncoder
from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings

from benchmarks.peers.peer import Found
from benchmarks.peers.windows import windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from langchain_core.documents import Document

    from benchmarks.peers.peer import Source


class LangChainFaiss:
    def __init__(self, model: str, reranker: str | None) -> None:
        on = {"device": "cpu"}
        self._embeddings = HuggingFaceEmbeddings(model_name=model, model_kwargs=on)
        self._reranker = HuggingFaceCrossEncoder(model_name=reranker, model_kwargs=on) if reranker else None

    def index(self, documents: Sequence[Source]) -> None:
        cut = [window for document in documents for window in windows(document)]
        places = [{"document": each.document, "start": each.start} for each in cut]
        self._store = FAISS.from_texts([each.text for each in cut], self._embeddings, places)

    def ask(self, question: str, k: int) -> list[Found]:
        return [
            Found(each.metadata["document"], start, start + len(each.page_content), each.page_content)
            for each in self._search(question, k)
            for start in [each.metadata["start"]]
        ]

    def _search(self, question: str, k: int) -> Sequence[Document]:
        if self._reranker is None:
            nearest: Sequence[Document] = self._store.similarity_search(question, k=k)
            return nearest
        retriever = ContextualCompressionRetriever(
            base_compressor=CrossEncoderReranker(model=self._reranker, top_n=k),
            base_retriever=self._store.as_retriever(search_kwargs={"k": k}),
        )
        found: Sequence[Document] = retriever.invoke(question)
        return found
