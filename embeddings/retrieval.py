"""A question in, ranked passages out: candidates by vectors and by words, then the weighing of the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.question_words import question_words
from corpus.word_index import WordIndex
from embeddings.gathering import Asked, gather
from embeddings.ranking import learned_weights, softmax, weigh
from embeddings.snapshots import Snapshots
from embeddings.token_vectors import projection_for
from embeddings.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from corpus.document_store import Library, StoredPassage
    from embeddings.encoder import Encoder
    from embeddings.evidence import Evidence
    from embeddings.ranking import Weights

CANDIDATES = 60
"""How many passages the vectors may propose, and how many the words."""


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence by its place in its passage; `features` are those of `Evidence.features`.

    `probability` is that of being the answer, if one of the candidates' sentences is.
    """

    number: int
    probability: float
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage and its sentences, in the order of the text; `probability` is the sum of theirs."""

    stored: StoredPassage
    probability: float
    sentences: tuple[RankedSentence, ...]

    @property
    def best(self) -> RankedSentence:
        return max(self.sentences, key=lambda sentence: sentence.probability)

    def strengths(self) -> tuple[float, ...]:
        """How well each sentence matches by itself, in meaning and words, roughly 0 to 1."""
        return tuple(0.7 * each.features["maxsim"] + 0.3 * each.features["words"] for each in self.sentences)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The best passages for a question, best first, and the terms by which its words were matched."""

    terms: frozenset[str]
    passages: tuple[RankedPassage, ...]


class Retriever:
    """Finds passages of one library with one encoder."""

    def __init__(self, library: Library, encoder: Encoder, weights: Weights | None = None) -> None:
        self._library = library
        self._encoder = encoder
        self._weights = weights or learned_weights()
        self._words = WordIndex(library.store)
        self._vectors = VectorStore(library.store)
        self._snapshots = Snapshots(library.store, self._vectors)

    def retrieve(self, question: str, limit: int, documents: Collection[str] | None = None) -> Retrieval:
        """At most `limit` passages, only of `documents` where they are given.

        A passage that has no vector yet is found by its words. Raises EncoderMismatch.
        """
        asked = self._asked(question)
        passages, evidence = self._candidates(asked, documents)
        ranked = () if evidence is None else _ranked(passages, evidence, self._weights, limit)
        return Retrieval(frozenset(asked.words.columns), ranked)

    def candidates(
        self, question: str, documents: Collection[str] | None = None
    ) -> tuple[list[StoredPassage], Evidence | None]:
        """What would be ranked, and by what evidence; None where nothing was found."""
        return self._candidates(self._asked(question), documents)

    def letters(self) -> set[str]:
        """The letters with which the library's words begin. It walks through the whole vocabulary."""
        return self._words.first_letters()

    def _asked(self, question: str) -> Asked:
        words = question_words(question, self._library.languages())
        statistics = self._words.statistics(words.columns)
        encoder = self._vectors.active()
        if encoder is None:
            return Asked(question, words, statistics, None, None)
        self._vectors.require(self._encoder.name, self._encoder.dimension)
        return Asked(question, words, statistics, self._encoder.encode_question(question), encoder)

    def _candidates(
        self, asked: Asked, documents: Collection[str] | None
    ) -> tuple[list[StoredPassage], Evidence | None]:
        ids = set(self._words.search(list(asked.words.columns), asked.statistics, CANDIDATES, documents))
        if asked.encoder is not None and asked.encoding is not None:
            within = None if documents is None else np.array(self._library.passage_ids(documents), np.int64)
            index = self._snapshots.current(asked.encoder)
            ids |= set(index.search(asked.encoding.vector, CANDIDATES, within).ids.tolist())
        found = self._library.passages(ids)
        passages = [found[id] for id in sorted(found)]
        if not passages:
            return [], None
        if asked.encoder is None:
            return passages, gather(asked, passages, {}, {}, projection_for(""))
        vectors = self._vectors.vectors(asked.encoder, found)
        codes = self._vectors.token_codes(asked.encoder, found)
        return passages, gather(asked, passages, vectors, codes, projection_for(asked.encoder.name))


def _ranked(
    passages: Sequence[StoredPassage], evidence: Evidence, weights: Weights, limit: int
) -> tuple[RankedPassage, ...]:
    features = evidence.features()
    of_sentences = softmax(weigh(features, weights))
    of_passages = np.add.reduceat(of_sentences, evidence.first)
    ends = [*evidence.first[1:].tolist(), len(of_sentences)]
    return tuple(
        RankedPassage(
            stored=passages[i],
            probability=float(of_passages[i]),
            sentences=tuple(
                RankedSentence(
                    number=number,
                    probability=float(of_sentences[s]),
                    features={name: float(values[s]) for name, values in features.items()},
                )
                for number, s in enumerate(range(evidence.first[i], ends[i]))
            ),
        )
        for i in np.argsort(-of_passages, kind="stable")[:limit].tolist()
    )
