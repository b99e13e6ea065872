"""What a question needs of a library, whichever engine holds it: candidates, and what they are ranked by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from contextlib import AbstractContextManager

    import numpy as np
    from numpy.typing import NDArray

    from corpus.engines.filters import Filter
    from corpus.store.stored_passages import PassageTerms, StoredPassage
    from corpus.store.word_index import TermStatistics
    from embeddings.store.coverage import Coverage
    from embeddings.store.encoder_records import EncoderRecord


class VocabularyReader(Protocol):
    """The library's own words, with the number of passages that have each."""

    def spelt_like(self, term: str) -> dict[str, int]:
        """Return the terms that `term` may be a misspelling of: those with its first two letters, or nearly so."""
        ...

    def beginning_with(self, term: str, letters: int) -> dict[str, int]:
        """Return the terms that begin with `term` and have at least so many more `letters`."""
        ...

    def ending_with(self, term: str, letters: int) -> dict[str, int]:
        """Return the terms that end with `term` and have at least so many more `letters`."""
        ...

    def written(self, term: str) -> list[str]:
        """Return the words that have this term in a few passages, as they are written there, each once."""
        ...


class PassageIndex(Protocol):
    """Proposes passages for a question, and fetches what they are ranked by; several threads may ask.

    It decides nothing: what is proposed is weighed from what was stored, by one formula for every engine. Passages
    that are gone are left out without a word; LibraryDamaged is raised for what is not as it was stored.
    """

    def encoder(self) -> EncoderRecord | None:
        """Return the encoder whose vectors answer; None in a library that has never had a vector."""
        ...

    def snapshot(self) -> AbstractContextManager[None]:
        """Let all that this thread asks for in the block be of one state of the library, as near as the engine can."""
        ...

    def term_statistics(self, terms: Collection[str]) -> TermStatistics:
        """Count the passages of the whole library with each of these terms; one with spaces in it is a phrase."""
        ...

    def lexical(
        self, words: Sequence[Collection[str]], statistics: TermStatistics, limit: int, within: Filter | None = None
    ) -> list[int]:
        """Return the passages with most of the words, best first; each word is given by its terms, which count as one.

        `statistics` are those of the terms, perhaps of another library. Only passages of documents `within` a filter.
        """
        ...

    def dense(self, vector: NDArray[np.float32], limit: int, within: Filter | None = None) -> list[int]:
        """Return the passages whose vectors are nearest to one of the encoder that answers, nearest first."""
        ...

    def candidates(self, ids: Collection[int]) -> tuple[Mapping[int, PassageTerms], Mapping[int, NDArray[np.float32]]]:
        """Return the terms of passages by ascending number, and the vectors of those of them that have one."""
        ...

    def passages(self, ids: Collection[int]) -> Mapping[int, StoredPassage]:
        """Return the passages with these numbers."""
        ...

    def token_codes(self, ids: Collection[int]) -> Mapping[int, bytes]:
        """Return the token vectors of passages as they are stored; one without any is left out."""
        ...

    def counterparts(self, asked: Collection[str]) -> dict[str, tuple[str, ...]]:
        """Return what counts as the same as each of these terms or phrases: what a document says is short for what."""
        ...

    def vocabulary(self) -> VocabularyReader:
        """Return the library's own words."""
        ...

    def first_letters(self) -> set[str]:
        """Return the letters with which the library's terms begin; may walk through the whole vocabulary."""
        ...

    def coverage(self) -> Coverage:
        """Return how many of the passages have a vector of the encoder that answers."""
        ...
