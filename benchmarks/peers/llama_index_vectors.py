"""LlamaIndex: a vector index over the chunks of its sentence splitter, cut to the 256 word pieces that the model reads.

Its starting chunk of 1,024 tokens would be cut off by the model at a quarter. Re-ranked by its postprocessor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.postprocessor import SentenceTransformerRerank
from llama_index.embeddings.huggingface import HuggingFaceEmbedding

from benchmarks.peers.peer import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.peer import Source

TOKENS, OVERLAP = 256, 50


class LlamaIndexVectors:
    def __init__(self, model: str, reranker: str | None) -> None:
        Settings.embed_model = HuggingFaceEmbedding(model_name=model, device="cpu")
        own = {"device": "cpu", "trust_remote_code": False}
        self._rerank = SentenceTransformerRerank(model=reranker, **own) if reranker else None

    def index(self, documents: Sequence[Source]) -> None:
        self._texts = {each.id: each.text for each in documents}
        splitter = SentenceSplitter(chunk_size=TOKENS, chunk_overlap=OVERLAP)
        given = [Document(text=each.text, id_=each.id) for each in documents]
        self._index = VectorStoreIndex.from_documents(given, transformations=[splitter])

    def ask(self, question: str, k: int) -> list[Found]:
        found = self._index.as_retriever(similarity_top_k=k).retrieve(question)
        if self._rerank is not None:
            self._rerank.top_n = k
            found = self._rerank.postprocess_nodes(found, query_str=question)
        return [
            Found(each.ref_doc_id, each.start_char_idx, each.end_char_idx, each.get_content(metadata_mode="none"))
            for each in (scored.node for scored in found)
        ]
