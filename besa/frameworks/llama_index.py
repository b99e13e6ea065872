"""A retriever of LlamaIndex: `pip install "besa[llama-index]"`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeWithScore, TextNode

from besa.frameworks.excerpts import excerpt_id, excerpts

if TYPE_CHECKING:
    from llama_index.core.schema import QueryBundle

    from besa.library import OpenLibrary
    from bot.answers import Citation

_TOLD = frozenset({"title", "page", "heading", "date"})
"""What a language model is told of an excerpt with its text; the rest is for programs."""


class BesaRetriever(BaseRetriever):
    """Returns at most `top` excerpts of a library that `besa.open` opened, of the documents that fit.

    Raises `besa.QuestionError` for what cannot be asked.
    """

    def __init__(
        self,
        library: OpenLibrary,
        top: int = 5,
        source: str | None = None,
        after: str | None = None,
        before: str | None = None,
        **settings: Any,
    ) -> None:
        self._library = library
        self._wanted: dict[str, Any] = {"top": top, "source": source, "after": after, "before": before}
        super().__init__(**settings)

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        answer = self._library.ask(query_bundle.query_str, **self._wanted)
        return [
            NodeWithScore(node=_node(citation, metadata), score=citation.score)
            for citation, metadata in excerpts(answer)
        ]


def _node(citation: Citation, metadata: dict[str, Any]) -> TextNode:
    untold = [key for key in metadata if key not in _TOLD]
    return TextNode(
        id_=excerpt_id(citation),
        text=citation.excerpt,
        start_char_idx=citation.start,
        end_char_idx=citation.end,
        metadata=metadata,
        excluded_llm_metadata_keys=untold,
        excluded_embed_metadata_keys=untold,
    )
