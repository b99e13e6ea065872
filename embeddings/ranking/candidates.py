"""From stored passages to evidence: words counted, vectors compared, what is not known yet estimated."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from corpus.text.answer_types import asked_for
from embeddings.ranking.bm25 import bm25, count_terms, inverse_document_frequency
from embeddings.ranking.features import CandidateFeatures, maximum_of_each, share_of_best
from embeddings.ranking.token_weights import token_weights
from embeddings.store.token_vectors import sentence_similarities

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from corpus.store.library import StoredPassage
    from corpus.store.word_index import TermStatistics
    from corpus.text.query_terms import QueryTerms
    from embeddings.encoders.base import Encoding
    from embeddings.store.encoder_records import EncoderRecord
    from embeddings.store.token_vectors import Projection

    Array = NDArray[np.float64]

KEPT = 50
"""So many candidates are looked at token by token; more of them changed no figure."""
CONTEXT = 0.5
"""What a word of the context counts, compared with one that is asked."""


@dataclass(frozen=True, slots=True)
class CandidateLoader:
    """How more is learned of the candidates that are kept, by number: the passages, and their token codes."""

    passages: Callable[[Sequence[int]], Mapping[int, StoredPassage]]
    token_codes: Callable[[Sequence[int]], Mapping[int, bytes]]


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it is searched for; `encoding` and `encoder` are None while the library has no vectors.

    What is asked are the first `focus` characters of `text`; what follows is the context that it leans on.
    """

    text: str
    focus: int
    words: QueryTerms
    statistics: TermStatistics
    encoding: Encoding | None
    encoder: EncoderRecord | None


def shortlist(
    asked: Query,
    candidates: Mapping[int, str],
    vectors: Mapping[int, NDArray[np.float32]],
    fetch: CandidateLoader,
    projection: Projection,
) -> tuple[list[StoredPassage], CandidateFeatures | None]:
    """The most promising of the `candidates`, KEPT at most, by number, and the evidence on them; None without any.

    `candidates` are their `StoredPassage.terms`, and `vectors` their stored vectors, by passage number. A passage
    without a vector yet is taken to be as near as the others are that have as many of the words.
    """
    if not candidates:
        return [], None
    ids = sorted(candidates)
    idf = _idf(asked)
    words = _count(asked, [candidates[id] for id in ids], idf)
    similarity = _similarities(asked, ids, vectors)
    known = np.array([id in vectors for id in ids])
    covered = words.present @ idf / max(idf.sum(), 1e-9)
    if not known.all():
        similarity = _estimated(similarity[:, None], known, maximum_of_each(covered, words.first))[:, 0]
    best_sentence = maximum_of_each(words.of_sentences, words.first)
    promise = similarity + 0.5 * share_of_best(words.of_passages) + 0.3 * share_of_best(best_sentence)
    kept = np.sort(np.argsort(-promise, kind="stable")[:KEPT])
    found = fetch.passages([ids[i] for i in kept])
    kept = np.array([i for i in kept if ids[i] in found], np.int64)
    if not kept.size:
        return [], None
    sentences = np.isin(np.repeat(np.arange(len(ids)), words.sizes), kept)
    chosen = [found[ids[i]] for i in kept]
    tokens, weights = _tokens(asked, chosen, words.sizes[kept].tolist(), fetch, projection)
    if not known.all():
        tokens = _estimated(tokens, np.repeat(known[kept], words.sizes[kept]), covered[sentences])
    wanted = asked_for(asked.text[: asked.focus]).value  # members of an enum are compared slowly
    kinds = [kind for passage in chosen for kind in passage.sentence_kinds]
    return chosen, CandidateFeatures(
        similarity=similarity[kept],
        words=words.of_passages[kept],
        sentence_words=words.of_sentences[sentences],
        present=words.present[sentences],
        idf=idf,
        named=np.array([_is_name(word, asked.text) for word in asked.words.words], bool),
        tokens=tokens,
        token_weights=weights,
        fitting=np.array([float(wanted & kind.value != 0) for kind in kinds]),
        first=np.cumsum([0, *words.sizes[kept][:-1]]),
        follows=np.array([False, *(_goes_on(*pair) for pair in pairwise(chosen))]),
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """BM25 of n passages (n,) and of their s sentences (s,), the words in each (s, q), and where these begin (n,)."""

    of_passages: Array
    of_sentences: Array
    present: NDArray[np.bool_]
    sizes: NDArray[np.int64]
    first: NDArray[np.int64]


def _idf(asked: Query) -> Array:
    """float64 (q,): the words' inverse document frequency, less for those of the context."""
    counts = asked.statistics.document_frequency
    frequency = [max((counts.get(term, 0) for term in terms), default=0) for terms in asked.words.terms]
    share = [1.0 if word in asked.text[: asked.focus] else CONTEXT for word in asked.words.words]
    idf: Array = inverse_document_frequency(frequency, asked.statistics.passages) * np.array(share)
    return idf


def _is_name(word: str, text: str) -> bool:
    """Whether a word of `text` has a capital that does not begin the text, or a digit."""
    return any(map(str.isdigit, word)) or (word[0].isupper() and not text.lstrip("\"'“‘¿¡( ").startswith(word))


def _count(asked: Query, passages: Sequence[str], idf: Array) -> _Words:
    sizes = np.array([terms.count("\n") + 1 for terms in passages])
    first = np.cumsum(sizes) - sizes
    counts, lengths = count_terms(asked.words.columns, len(idf), "\n".join(passages))
    of_passages = np.add.reduceat(counts, first, axis=0), np.add.reduceat(lengths, first)
    return _Words(
        of_passages=bm25(*of_passages, asked.statistics.mean_length, idf),
        of_sentences=bm25(counts, lengths, float(lengths.mean()), idf),
        present=counts > 0,
        sizes=sizes,
        first=first,
    )


def _goes_on(before: StoredPassage, after: StoredPassage) -> bool:
    """Whether two passages are neighbours: those of a document are numbered in the order of its text.

    Two rows of a table are none, nor are two slides: what one says is not said of the other.
    """
    return before.document == after.document and before.id + 1 == after.id and not after.begins_place


def _similarities(asked: Query, ids: Sequence[int], vectors: Mapping[int, NDArray[np.float32]]) -> Array:
    """float64 (n,): the cosines of the passages, 0 without a vector."""
    if asked.encoding is None:
        return np.zeros(len(ids))
    nothing = np.zeros_like(asked.encoding.vector)
    similarities: Array = np.array([vectors.get(id, nothing) for id in ids]) @ asked.encoding.vector
    return similarities.astype(np.float64)


def _tokens(
    asked: Query,
    passages: Sequence[StoredPassage],
    sizes: Sequence[int],
    fetch: CandidateLoader,
    projection: Projection,
) -> tuple[Array, Array]:
    """Cosines (s, t) of the sentences' tokens, `sizes` of each passage, with the question's; what these weigh (t,)."""
    if asked.encoding is None:
        return np.zeros((sum(sizes), 0)), np.zeros(0)
    codes = fetch.token_codes([passage.id for passage in passages])
    blobs = [codes.get(passage.id) for passage in passages]
    tokens = sentence_similarities(projection.of(asked.encoding.tokens), blobs, sizes)
    statistics = asked.statistics
    weights = token_weights(asked.text, asked.encoding, statistics.document_frequency, statistics.passages)
    weights *= np.where(asked.encoding.offsets[:, 0] < asked.focus, 1.0, CONTEXT)
    weights /= max(weights.sum(), 1e-9)
    return tokens.astype(np.float64), weights


def _estimated(values: Array, known: NDArray[np.bool_], coverage: Array) -> Array:
    """`values` (n, k) with the rows that are not `known` (n,) put between the least and the most known ones.

    How far up is the row's `coverage` (n,), 0 to 1. Without any known row all are left as they are.
    """
    if not known.any():
        return values
    low, high = values[known].min(axis=0), values[known].max(axis=0)
    return np.where(known[:, None], values, low + coverage[:, None] * (high - low))
