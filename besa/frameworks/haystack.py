"""A retriever of Haystack: `pip install "besa[haystack]"`."""

from __future__ import annotations

from typing import Any

from haystack import Document, component, default_from_dict, default_to_dict

from besa.frameworks.excerpts import excerpt_id, excerpts
from besa.library import OpenLibrary, open


@component
class BesaRetriever:
    """Returns at most `top_k` excerpts of a library, of the documents that fit.

    `library` is the folder of a library, or one that `besa.open` opened; without it, your own. A pipeline that is saved
    remembers the folder. Raises `besa.QuestionError` for what cannot be asked.
    """

    def __init__(
        self,
        library: OpenLibrary | str | None = None,
        top_k: int = 5,
        source: str | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> None:
        self._library = library if isinstance(library, OpenLibrary) else None
        self._folder = None if isinstance(library, OpenLibrary) else library
        self._top_k = top_k
        self._filters: dict[str, Any] = {"source": source, "after": after, "before": before}

    def warm_up(self) -> None:
        """Open the library."""
        if self._library is None:
            self._library = open(self._folder)

    @component.output_types(documents=list[Document])
    def run(self, query: str, top_k: int | None = None) -> dict[str, list[Document]]:
        """Return the excerpts, best first, as `documents`."""
        self.warm_up()
        assert self._library is not None
        answer = self._library.ask(query, top=top_k or self._top_k, **self._filters)
        found = [
            Document(id=excerpt_id(citation), content=citation.excerpt, meta=metadata, score=citation.score)
            for citation, metadata in excerpts(answer)
        ]
        return {"documents": found}

    def to_dict(self) -> dict[str, Any]:
        """Return what a saved pipeline remembers."""
        folder = self._folder if self._library is None else str(self._library.info().library)
        saved: dict[str, Any] = default_to_dict(self, library=folder, top_k=self._top_k, **self._filters)
        return saved

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> BesaRetriever:
        """Return the retriever that was saved."""
        made: BesaRetriever = default_from_dict(cls, data)
        return made
