"""A retriever of LangChain: `pip install "besa[langchain]"`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from besa.frameworks.excerpts import excerpt_id, excerpts
from besa.library import OpenLibrary  # noqa: TC001  pydantic reads the annotations

if TYPE_CHECKING:
    from langchain_core.callbacks import CallbackManagerForRetrieverRun


class BesaRetriever(BaseRetriever):
    """Returns at most `top` excerpts of a library that `besa.open` opened, of the documents that fit.

    Raises `besa.QuestionError` for what cannot be asked.
    """

    library: OpenLibrary
    top: int = 5
    source: str | None = None
    after: str | None = None
    before: str | None = None

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        answer = self.library.ask(query, source=self.source, after=self.after, before=self.before, top=self.top)
        return [
            Document(id=excerpt_id(citation), page_content=citation.excerpt, metadata=metadata)
            for citation, metadata in excerpts(answer)
        ]
