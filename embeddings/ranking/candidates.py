"""From the passages that a search proposes to the most promising ones and their features."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from corpus.english.question_type import classify
from embeddings.ranking.alignment import aligned_spans
from embeddings.ranking.features import CandidateFeatures, share_of_best
from embeddings.ranking.late_interaction import match_tokens
from embeddings.ranking.word_matches import match_words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from corpus.documents import Span
    from corpus.store.stored_passages import PassageTerms, StoredPassage
    from embeddings.ranking.late_interaction import TokenMatches
    from embeddings.ranking.query import Query
    from embeddings.ranking.word_matches import WordMatches
    from embeddings.store.token_vectors import Projection

    Array = NDArray[np.float64]

SHORTLISTED_PASSAGES = 50
"""Candidates that are looked at token by token; more of them changed no figure."""


@dataclass(frozen=True, slots=True)
class CandidateLoader:
    """Functions that load more of the candidates that are kept, by passage id: the passages, and their token codes."""

    passages: Callable[[Sequence[int]], Mapping[int, StoredPassage]]
    token_codes: Callable[[Sequence[int]], Mapping[int, bytes]]


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that are ranked for a question, by id, with their features; `tokens` is None without an encoder."""

    passages: list[StoredPassage]
    features: CandidateFeatures
    tokens: TokenMatches | None

    def aligned(self, number: int) -> tuple[Span, ...]:
        """Locate what matches the question in meaning in the document of one candidate; nothing without its tokens."""
        stored = self.tokens.passages[number] if self.tokens else None
        if self.tokens is None or stored is None:
            return ()
        start = self.passages[number].passage.span.start
        return aligned_spans(self.tokens.of_passage(number), stored.places(), self.features.token_weights, start)


def shortlist(
    query: Query,
    terms: Mapping[int, PassageTerms],
    vectors: Mapping[int, NDArray[np.float32]],
    loader: CandidateLoader,
    projection: Projection,
) -> Candidates | None:
    """Keep the SHORTLISTED_PASSAGES most promising candidates, and compute their features; None without any.

    A passage without a vector yet is taken to be as near as the others are that have as many of the words.

    Args:
        query: The question.
        terms: The terms of each candidate and of what it stands under, by passage id.
        vectors: The stored vectors of candidates, float32 (dimension,), by passage id.
        loader: Loads passages and token codes; a passage that is gone meanwhile is left out.
        projection: The one by which the encoder's token vectors are stored.
    """
    if not terms:
        return None
    ids = sorted(terms)
    known = np.array([id in vectors for id in ids])
    idf = query.idf()
    words = match_words(query, idf, [terms[id] for id in ids])
    similarity = _estimate(_similarities(query, ids, vectors), known, words.passage_coverage())
    promising = _most_promising(similarity, words)
    passages = loader.passages([ids[i] for i in promising])
    kept = np.array([i for i in promising if ids[i] in passages], np.int64)
    if not kept.size:
        return None
    chosen = [passages[ids[i]] for i in kept]
    words = words.of_passages(kept)
    tokens = _match_tokens(query, chosen, words.sizes.tolist(), loader, projection)
    maxima = tokens.best_of_sentences().astype(np.float64) if tokens else np.zeros((len(words.sentences), 0))
    features = CandidateFeatures(
        similarity=similarity[kept],
        words=words.passages,
        sentence_words=words.sentences,
        present=words.present,
        titled=words.titled,
        headed=words.headed,
        idf=idf,
        named=query.named(),
        numbered=query.numbered(),
        tokens=_estimate(maxima, np.repeat(known[kept], words.sizes), words.coverage),
        token_weights=query.token_weights(),
        fitting=_fitting(query, chosen),
        first=words.first,
        follows=np.array([False, *(_continues(*pair) for pair in pairwise(chosen))]),
    )
    return Candidates(chosen, features, tokens)


def _most_promising(similarity: Array, words: WordMatches) -> NDArray[np.int64]:
    """Return the indices of the passages to keep, in ascending order: int64 (at most SHORTLISTED_PASSAGES,)."""
    promise = similarity + 0.5 * share_of_best(words.in_context) + 0.3 * share_of_best(words.best_sentences())
    return np.sort(np.argsort(-promise, kind="stable")[:SHORTLISTED_PASSAGES])


def _similarities(query: Query, ids: Sequence[int], vectors: Mapping[int, NDArray[np.float32]]) -> Array:
    """Return the cosines of the passages, float64 (n,); 0 without a vector."""
    if query.encoding is None:
        return np.zeros(len(ids))
    nothing = np.zeros_like(query.encoding.vector)
    similarities: Array = np.array([vectors.get(id, nothing) for id in ids]) @ query.encoding.vector
    return similarities.astype(np.float64)


def _match_tokens(
    query: Query,
    passages: Sequence[StoredPassage],
    sizes: Sequence[int],
    loader: CandidateLoader,
    projection: Projection,
) -> TokenMatches | None:
    if query.encoding is None:
        return None
    codes = loader.token_codes([passage.id for passage in passages])
    blobs = [codes.get(passage.id) for passage in passages]
    return match_tokens(projection.of(query.encoding.tokens), blobs, sizes)


def _estimate(values: Array, known: NDArray[np.bool_], coverage: Array) -> Array:
    """Put the rows of `values` (n, …) that are not `known` (n,) between the least and the greatest of those that are.

    How far up is the row's `coverage` (n,), 0 to 1. Without any known row all are left as they are.
    """
    if known.all() or not known.any():
        return values
    low, high = values[known].min(axis=0), values[known].max(axis=0)
    column = (-1,) + (1,) * (values.ndim - 1)
    return np.where(known.reshape(column), values, low + coverage.reshape(column) * (high - low))


def _fitting(query: Query, passages: Sequence[StoredPassage]) -> Array:
    """Return 1 for each sentence that holds the kind of answer that is asked for, else 0: float64 (s,)."""
    wanted = classify(query.text[: query.focus]).answer_type.value  # members of an enum are compared slowly
    kinds = [kind for passage in passages for kind in passage.sentence_kinds]
    return np.array([float(wanted & kind.value != 0) for kind in kinds])


def _continues(before: StoredPassage, after: StoredPassage) -> bool:
    """Return whether two passages are neighbours: those of a document are numbered in the order of its text.

    Two rows of a table are none, nor are two slides: what one says is not said of the other.
    """
    return before.document == after.document and before.id + 1 == after.id and not after.begins_place
