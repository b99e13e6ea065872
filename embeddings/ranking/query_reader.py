"""A question as it is asked, made into one as it is searched for."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from corpus.text.query_terms import query_terms
from corpus.text.terms import language_code
from embeddings.ranking.query import Query
from embeddings.ranking.query_expansion import QueryExpansion, Respelling

if TYPE_CHECKING:
    from concurrent.futures import Future

    from corpus.engines.document_store import DocumentStore
    from corpus.store.word_index import TermStatistics
    from corpus.text.query_terms import QueryTerms
    from embeddings.encoders.base import Encoder, Encoding
    from embeddings.engines.passage_index import PassageIndex
    from embeddings.store.encoder_records import EncoderRecord


class QueryReader:
    """Reads questions that are asked of one library, with one encoder."""

    def __init__(self, library: DocumentStore, index: PassageIndex, encoder: Encoder) -> None:
        self._library = library
        self._index = index
        self._encoder = encoder
        self._expansion = QueryExpansion(index)
        self._encoding_pool = ThreadPoolExecutor(thread_name_prefix="question vector")

    def read(
        self, text: str, focus: int | None, encoder: EncoderRecord | None, statistics: TermStatistics | None = None
    ) -> tuple[Query, Future[Encoding] | None]:
        """Return a question as it is searched for, without its vectors, and these on their way with an `encoder`.

        What is asked are the first `focus` characters, or all. Nothing is corrected with `statistics` of another
        library, for what stands in this one says nothing then, nor in a question in none of its languages.
        """
        languages = self._library.languages()
        encoding = self._encode(text) if encoder else None  # the words are looked up meanwhile
        asked = Respelling(text, len(text) if focus is None else focus, ())
        words = query_terms(text, languages)
        if statistics is None and words.language in map(language_code, languages):
            asked = self._respell(asked, words, encoding)
        if asked.corrections:
            words = query_terms(asked.text, languages)
            encoding = self._encode(asked.text) if encoder else None
        words = self._expansion.expand(asked.text, words, languages)
        statistics = statistics or self._index.term_statistics(words.columns)
        return Query(asked.text, asked.focus, words, statistics, None, encoder, asked.corrections), encoding

    def _respell(self, asked: Respelling, words: QueryTerms, encoding: Future[Encoding] | None) -> Respelling:
        known = self._index.term_statistics(words.columns).reach
        if not any(forms.isdisjoint(known) for forms in words.terms):
            return asked
        encoded = encoding.result() if encoding else None
        return self._expansion.respell(asked.text, asked.focus, words, known, encoded)

    def _encode(self, text: str) -> Future[Encoding]:
        """Let another thread encode the question."""
        return self._encoding_pool.submit(self._encoder.encode_question, text)
