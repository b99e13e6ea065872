"""From stored passages to evidence: words counted, vectors compared, what is not known yet estimated."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from corpus.answer_types import AnswerType, asked_for
from embeddings.bm25 import bm25, count_terms, inverse_document_frequency
from embeddings.evidence import Evidence
from embeddings.question_tokens import token_weights
from embeddings.token_vectors import sentence_similarities

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from corpus.document_store import StoredPassage
    from corpus.question_words import QuestionWords
    from corpus.word_index import Statistics
    from embeddings.encoder import Encoding
    from embeddings.token_vectors import Projection
    from embeddings.vector_store import EncoderRecord

    Array = NDArray[np.float64]

CONTEXT = 0.5
"""What a word of the context counts, compared with one that is asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is searched for; `encoding` and `encoder` are None while the library has no vectors.

    What is asked are the first `focus` characters of `text`; what follows is the context that it leans on.
    """

    text: str
    focus: int
    words: QuestionWords
    statistics: Statistics
    encoding: Encoding | None
    encoder: EncoderRecord | None


def gather(
    asked: Asked,
    passages: Sequence[StoredPassage],
    vectors: Mapping[int, NDArray[np.float32]],
    token_codes: Mapping[int, bytes],
    projection: Projection,
) -> Evidence:
    """The evidence on `passages` (not empty), from what is stored of them by passage number.

    A passage without a vector yet is taken to be as near as the others are that have as many of the words.
    """
    statistics, columns = asked.statistics, asked.words.columns
    frequency = [max(map(statistics.document_frequency.get, terms, [0] * len(terms))) for terms in asked.words.terms]
    idf = inverse_document_frequency(frequency, statistics.passages)
    idf *= [1.0 if word in asked.text[: asked.focus] else CONTEXT for word in asked.words.words]
    sentences = [terms for passage in passages for terms in passage.sentence_terms]
    sizes = [len(passage.sentence_terms) for passage in passages]
    first = np.cumsum([0, *sizes[:-1]])
    counts = count_terms(columns, len(idf), sentences)
    lengths = np.array([len(sentence) for sentence in sentences], np.float64)
    known = np.array([passage.id in vectors for passage in passages])
    present = counts > 0
    similarity, tokens, weights = _compared(asked, passages, vectors, token_codes, projection)
    if not known.all():
        covered = present @ idf / max(idf.sum(), 1e-9)
        of_passage = np.maximum.reduceat(covered, first)
        similarity = _estimated(similarity[:, None], known, of_passage)[:, 0]
        tokens = _estimated(tokens, np.repeat(known, sizes), covered)
    wanted = asked_for(asked.text[: asked.focus])
    kinds = [kind for passage in passages for kind in passage.sentence_kinds]
    return Evidence(
        similarity=similarity,
        words=bm25(
            np.add.reduceat(counts, first, axis=0), np.add.reduceat(lengths, first), statistics.mean_length, idf
        ),
        sentence_words=bm25(counts, lengths, float(lengths.mean()), idf),
        present=present,
        idf=idf,
        tokens=tokens,
        token_weights=weights,
        lengths=lengths,
        fitting=np.array([float(wanted & kind != AnswerType.NONE) for kind in kinds]),
        first=first,
        follows=np.array([False, *(_goes_on(*pair) for pair in pairwise(passages))]),
    )


def _goes_on(before: StoredPassage, after: StoredPassage) -> bool:
    """Whether two passages are neighbours: those of a document are numbered in the order of its text."""
    return before.document == after.document and before.id + 1 == after.id


def _compared(
    asked: Asked,
    passages: Sequence[StoredPassage],
    vectors: Mapping[int, NDArray[np.float32]],
    token_codes: Mapping[int, bytes],
    projection: Projection,
) -> tuple[Array, Array, Array]:
    """Cosines (n,) of the passages, cosines (s, t) of their sentences' tokens, and the tokens' weights (t,)."""
    sizes = [len(passage.sentence_terms) for passage in passages]
    if asked.encoding is None:
        return np.zeros(len(passages)), np.zeros((sum(sizes), 0)), np.zeros(0)
    nothing = np.zeros_like(asked.encoding.vector)
    similarity = np.array(
        [vectors.get(passage.id, nothing) @ asked.encoding.vector for passage in passages], np.float64
    )
    codes = [token_codes.get(passage.id) for passage in passages]
    tokens = sentence_similarities(projection.of(asked.encoding.tokens), codes, sizes)
    statistics = asked.statistics
    weights = token_weights(asked.text, asked.encoding, statistics.document_frequency, statistics.passages)
    weights *= np.where(asked.encoding.offsets[:, 0] < asked.focus, 1.0, CONTEXT)
    weights /= max(weights.sum(), 1e-9)
    return similarity, tokens.astype(np.float64), weights


def _estimated(values: Array, known: NDArray[np.bool_], coverage: Array) -> Array:
    """`values` (n, k) with the rows that are not `known` (n,) put between the least and the most known ones.

    How far up is the row's `coverage` (n,), 0 to 1. Without any known row all are left as they are.
    """
    if not known.any():
        return values
    low, high = values[known].min(axis=0), values[known].max(axis=0)
    return np.where(known[:, None], values, low + coverage[:, None] * (high - low))
