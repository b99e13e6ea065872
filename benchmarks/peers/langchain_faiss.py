"""LangChain with FAISS, as its tutorial on semantic search does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_community.vectorstores import FAISS
from langchain_huggingface import HuggingFaceEmbeddings

from benchmarks.peers.peer import Found
from benchmarks.peers.windows import windows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.peer import Source


class LangChainFaiss:
    def __init__(self, model: str) -> None:
        self._embeddings = HuggingFaceEmbeddings(model_name=model, model_kwargs={"device": "cpu"})

    def index(self, documents: Sequence[Source]) -> None:
        cut = [window for document in documents for window in windows(document)]
        places = [{"document": each.document, "start": each.start} for each in cut]
        self._store = FAISS.from_texts([each.text for each in cut], self._embeddings, places)

    def ask(self, question: str, k: int) -> list[Found]:
        return [
            Found(each.metadata["document"], start, start + len(each.page_content), each.page_content)
            for each in self._store.similarity_search(question, k=k)
            for start in [each.metadata["start"]]
        ]
