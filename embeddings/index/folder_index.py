"""Candidates from a library in a folder: words by FTS5, vectors by FAISS, both as the library is now."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus.store.short_forms import ShortForms
from corpus.store.vocabulary import Vocabulary
from corpus.store.word_index import WordIndex
from embeddings.index.index_manager import IndexManager
from embeddings.store.coverage import CoverageCount
from embeddings.store.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.engines.filters import Filter
    from corpus.store.library import Library
    from corpus.store.passage_set import PassageSet
    from corpus.store.stored_passages import PassageTerms, StoredPassage
    from corpus.store.word_index import TermStatistics
    from embeddings.store.coverage import Coverage
    from embeddings.store.encoder_records import EncoderRecord


class FolderIndex:
    """The PassageIndex of a library in a folder."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._words = WordIndex(library.store)
        self._vectors = VectorStore(library.store)
        self._index_manager = IndexManager(self._vectors)
        self._short_forms = ShortForms(library.store)
        self._vocabulary = Vocabulary(library.store)
        self._coverage = CoverageCount(library.store)
        self._asking = threading.local()
        self._chosen: tuple[int, Filter, PassageSet] | None = None

    def encoder(self) -> EncoderRecord | None:
        """Return the encoder whose vectors answer; None in a library that has never had a vector."""
        held: tuple[EncoderRecord | None] | None = getattr(self._asking, "encoder", None)
        return held[0] if held else self._vectors.encoders.active()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let one encoder answer throughout the block. What is removed meanwhile is left out, and no one waits."""
        self._asking.encoder = (self._vectors.encoders.active(),)
        try:
            yield
        finally:
            self._asking.encoder = None

    def term_statistics(self, terms: Collection[str]) -> TermStatistics:
        """Count the passages with each of these terms."""
        return self._words.statistics(terms)

    def lexical(
        self, words: Sequence[Collection[str]], statistics: TermStatistics, limit: int, within: Filter | None = None
    ) -> list[int]:
        """Return the passages that have most of the words, as `WordIndex.search` does."""
        return self._words.search(words, statistics, limit, self._within(within))

    def dense(self, vector: NDArray[np.float32], limit: int, within: Filter | None = None) -> list[int]:
        """Return the passages whose vectors are nearest, nearest first; none without an encoder that answers."""
        encoder, chosen = self.encoder(), self._within(within)
        if encoder is None:
            return []
        index = self._index_manager.current(encoder)
        found: list[int] = index.search(vector, limit, None if chosen is None else chosen.ids).ids.tolist()
        return found

    def candidates(self, ids: Collection[int]) -> tuple[dict[int, PassageTerms], dict[int, NDArray[np.float32]]]:
        """Return the terms of passages by ascending number, and the vectors of those of them that have one."""
        encoder = self.encoder()
        return self._library.passages.terms(ids), self._vectors.vectors(encoder, ids) if encoder else {}

    def passages(self, ids: Collection[int]) -> dict[int, StoredPassage]:
        """Return the passages with these numbers."""
        return self._library.passages.get(ids)

    def token_codes(self, ids: Collection[int]) -> dict[int, bytes]:
        """Return the token codes of passages; one without any is left out."""
        encoder = self.encoder()
        return self._vectors.token_codes(encoder, ids) if encoder else {}

    def counterparts(self, asked: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return what counts as the same as each of these terms or phrases."""
        return self._short_forms.counterparts(asked)

    def vocabulary(self) -> Vocabulary:
        """Return the library's own words."""
        return self._vocabulary

    def first_letters(self) -> set[str]:
        """Return the letters with which the library's terms begin; walks through the whole vocabulary."""
        return self._words.first_letters()

    def coverage(self) -> Coverage:
        """Return how many of the passages have a vector, counted anew only when the library has changed."""
        return self._coverage.current()

    def _within(self, within: Filter | None) -> PassageSet | None:
        """Return the passages of the documents that fit; the last that were asked for are known until a change."""
        if within is None:
            return None
        generation, held = self._library.generation(), self._chosen
        if held is None or held[:2] != (generation, within):
            chosen = self._library.passages.within(self._library.match(within))
            self._chosen = held = (generation, within, chosen)
        return held[2]
