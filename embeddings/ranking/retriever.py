"""A question in, ranked passages out: candidates by vectors and by words, then the weighing of the evidence."""

from __future__ import annotations

from bisect import insort
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from corpus.store.word_index import WordIndex
from corpus.text.query_terms import query_terms
from embeddings.index.index_manager import IndexManager
from embeddings.ranking.alignment import aligned_spans
from embeddings.ranking.candidates import CandidateLoader, Query, shortlist
from embeddings.ranking.excerpts import expand_excerpt, further_excerpt, snippet_score
from embeddings.ranking.features import Feature
from embeddings.ranking.model import learned_weights, softmax, weigh
from embeddings.ranking.search_signals import search_signals
from embeddings.stopwatch import Stopwatch
from embeddings.store.token_vectors import Projection, decoded, projection_for
from embeddings.store.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from concurrent.futures import Future

    from numpy.typing import NDArray

    from corpus.documents import Span
    from corpus.store.library import Library, StoredPassage
    from corpus.store.word_index import TermStatistics
    from embeddings.encoders.base import Encoder, Encoding
    from embeddings.ranking.features import CandidateFeatures
    from embeddings.ranking.model import Weights
    from embeddings.ranking.search_signals import Signal
    from embeddings.store.encoder_records import EncoderRecord

CANDIDATES = 60
"""How many passages the vectors may propose, and how many the words."""
NEARBY = 3
"""How many passages on either side of the best one its excerpt may grow into."""


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence by its place in its passage; `features` are those of `CandidateFeatures.features`.

    `probability` is that of being the answer, if one of the candidates' sentences is.
    """

    number: int
    probability: float
    features: Mapping[Feature, float]


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage and its sentences, in the order of the text; `probability` is the sum of theirs.

    `excerpt` is what is shown: the best passage with what stands around it, the likely sentences of others without
    what is shown there. `score` is what they are shown in the order of: the best one's probability; of others that of
    the sentences in the excerpt, less for a long one.
    `alike` are the places in the document of what matches the question in meaning, if the encoder is sure of it.
    """

    stored: StoredPassage
    probability: float
    sentences: tuple[RankedSentence, ...]
    excerpt: Span
    score: float
    alike: tuple[Span, ...]

    @property
    def best(self) -> RankedSentence:
        return max(self.sentences, key=lambda sentence: sentence.probability)

    def strengths(self) -> tuple[float, ...]:
        """How well each sentence matches by itself, more in words than in meaning, roughly 0 to 1."""
        features = [each.features for each in self.sentences]
        return tuple(0.3 * each[Feature.MAXSIM] + 0.7 * each[Feature.WORDS] for each in features)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The best passages for a question, best first, and the terms by which its words were matched.

    `signals` are those of the whole search (`embeddings.ranking.search_signals`); none where nothing was found.
    """

    terms: frozenset[str]
    passages: tuple[RankedPassage, ...]
    signals: Mapping[Signal, float]


class Retriever:
    """Finds passages of one library with one encoder."""

    def __init__(self, library: Library, encoder: Encoder, weights: Weights | None = None) -> None:
        self._library = library
        self._encoder = encoder
        self._weights = weights or learned_weights()
        self._words = WordIndex(library.store)
        self._vectors = VectorStore(library.store)
        self._snapshots = IndexManager(self._vectors)
        self._encoders = ThreadPoolExecutor(thread_name_prefix="question vector")

    def retrieve(
        self,
        question: str,
        limit: int,
        documents: Collection[str] | None = None,
        context: str = "",
        watch: Stopwatch | None = None,
    ) -> Retrieval:
        """At most `limit` passages, only of `documents` where they are given.

        `context` is what the question leans on: it is searched for too, but counts for less. A passage that has no
        vector yet is found by its words. `watch` times the steps. Raises EncoderMismatch.
        """
        watch = watch or Stopwatch()
        asked, passages, evidence = self._gathered(question, context, documents, watch)
        if evidence is None:
            return Retrieval(frozenset(asked.words.columns), (), {})
        features = evidence.features()
        scores = weigh(features, self._weights)
        likely = _Likelihoods(passages, evidence, features, softmax(scores))
        shown = self._shown(likely, limit)
        alike = self._alike(asked, [passages[each.number] for each in shown], evidence.token_weights)
        ranked = tuple(likely.ranked(each, alike.get(passages[each.number].id, ())) for each in shown)
        of_search = search_signals(evidence, features, scores, [passage.document for passage in passages])
        watch.lap("ranking")
        return Retrieval(frozenset(asked.words.columns), ranked, of_search)

    def candidates(
        self, question: str, documents: Collection[str] | None = None, statistics: TermStatistics | None = None
    ) -> tuple[list[StoredPassage], CandidateFeatures | None]:
        """What would be ranked, and by what evidence; None where nothing was found.

        `statistics` of the question's terms stand in for the library's, as if it were another one.
        """
        _, passages, evidence = self._gathered(question, "", documents, Stopwatch(), statistics)
        return passages, evidence

    def letters(self) -> set[str]:
        """The letters with which the library's words begin. It walks through the whole vocabulary."""
        return self._words.first_letters()

    def _shown(self, likely: _Likelihoods, limit: int) -> list[_Shown]:
        """The best excerpts, best first; no text is in two of them."""
        best = likely.best
        passage = likely.passages[best]
        first = expand_excerpt(passage, self._around(passage), likely.probability_of)
        others: list[_Shown] = []
        for i in likely.others():
            if len(others) >= limit - 1 and (limit == 1 or likely.of_passage(i) < others[limit - 2].score):
                break  # an excerpt is worth no more than its passage is likely
            if excerpt := likely.further(i, first):
                insort(others, excerpt, key=lambda each: (-each.score, each.number))
        return [_Shown(best, first, likely.of_passage(best)), *others][:limit]

    def _around(self, passage: StoredPassage) -> list[StoredPassage]:
        """The passages near to one, and itself, of the same section and the same row or slide."""
        nearby = self._library.passages(range(passage.id - NEARBY, passage.id + NEARBY + 1))
        section = (passage.document, passage.passage.heading)
        inside = [near for _, near in sorted(nearby.items()) if (near.document, near.passage.heading) == section]
        starts = [near.id for near in inside if near.begins_place]
        first = max((id for id in starts if id <= passage.id), default=0)
        after = min((id for id in starts if id > passage.id), default=passage.id + NEARBY + 1)
        return [near for near in inside if first <= near.id < after]

    def _alike(
        self, asked: Query, passages: Sequence[StoredPassage], weights: NDArray[np.float64]
    ) -> dict[int, tuple[Span, ...]]:
        """For each passage with token vectors, by its number, what matches in meaning."""
        if asked.encoder is None or asked.encoding is None:
            return {}
        question = projection_for(asked.encoder.name).of(asked.encoding.tokens)
        codes = self._vectors.token_codes(asked.encoder, [passage.id for passage in passages])
        return {
            passage.id: aligned_spans(tokens, question, weights, passage.passage.span.start)
            for passage in passages
            if (tokens := decoded(codes.get(passage.id))) is not None
        }

    def _gathered(
        self,
        question: str,
        context: str,
        documents: Collection[str] | None,
        watch: Stopwatch,
        statistics: TermStatistics | None = None,
    ) -> tuple[Query, list[StoredPassage], CandidateFeatures | None]:
        """The question, its most promising candidates and the evidence on them."""
        text = f"{question} ({context})" if context else question
        encoder = self._vectors.encoders.active()
        encoding = self._encoding(text) if encoder else None  # its words are searched for meanwhile
        words = query_terms(text, self._library.languages())
        statistics = statistics or self._words.statistics(words.columns)
        watch.lap("word counts")
        ids = set(self._words.search(list(words.columns), statistics, CANDIDATES, documents))
        found = self._found(ids, encoder)
        watch.lap("candidates by words")
        asked = Query(text, len(question), words, statistics, encoding.result() if encoding else None, encoder)
        watch.lap("question vector")
        found |= self._found(self._nearest(asked, documents) - ids, encoder)
        watch.lap("candidates by vectors")
        passages, evidence = self._evidence(asked, found)
        watch.lap("evidence")
        return asked, passages, evidence

    def _encoding(self, text: str) -> Future[Encoding]:
        """What another thread makes of the question. Raises EncoderMismatch."""
        self._vectors.encoders.get_or_create(self._encoder.name, self._encoder.dimension)
        return self._encoders.submit(self._encoder.encode_question, text)

    def _nearest(self, asked: Query, documents: Collection[str] | None) -> set[int]:
        """The candidates by vectors."""
        if asked.encoder is None or asked.encoding is None:
            return set()
        within = None if documents is None else np.array(self._library.passage_ids(documents), np.int64)
        index = self._snapshots.current(asked.encoder)
        return set(index.search(asked.encoding.vector, CANDIDATES, within).ids.tolist())

    def _found(self, ids: Collection[int], encoder: EncoderRecord | None) -> _Found:
        return _Found(self._library.terms(ids), self._vectors.vectors(encoder, ids) if encoder else {})

    def _evidence(self, asked: Query, found: _Found) -> tuple[list[StoredPassage], CandidateFeatures | None]:
        encoder = asked.encoder
        if encoder is None:
            fetch = CandidateLoader(self._library.passages, lambda ids: {})
            return shortlist(asked, found.terms, {}, fetch, Projection())
        fetch = CandidateLoader(self._library.passages, partial(self._vectors.token_codes, encoder))
        return shortlist(asked, found.terms, found.vectors, fetch, projection_for(encoder.name))


@dataclass(frozen=True, slots=True)
class _Found:
    """Candidates by their numbers: `StoredPassage.terms`, and the vectors of those that have one."""

    terms: dict[int, str]
    vectors: dict[int, NDArray[np.float32]]

    def __or__(self, more: _Found) -> _Found:
        return _Found(self.terms | more.terms, self.vectors | more.vectors)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A candidate by its number, what is shown of it, and what it is shown in the order of."""

    number: int
    excerpt: Span
    score: float


class _Likelihoods:
    """The candidates of one question with the probabilities of their sentences and passages."""

    def __init__(
        self,
        passages: Sequence[StoredPassage],
        evidence: CandidateFeatures,
        features: Mapping[Feature, NDArray[np.float64]],
        probabilities: NDArray[np.float64],
    ) -> None:
        self.passages = passages
        self._features = features
        self._sentences = probabilities
        self._passages = np.add.reduceat(probabilities, evidence.first)
        self._ends = [*evidence.first.tolist(), len(probabilities)]
        self.best = int(self._passages.argmax())
        best = passages[self.best].document
        self._by_place = {
            span: float(probabilities[start + number])
            for passage, start in zip(passages, self._ends, strict=False)
            for number, span in enumerate(passage.passage.sentences)
            if passage.document == best
        }

    def probability_of(self, sentence: Span) -> float:
        """That of a sentence of the best passage's document; 0 for one that is no candidate."""
        return self._by_place.get(sentence, 0.0)

    def of_passage(self, i: int) -> float:
        """The probability of a candidate."""
        return float(self._passages[i])

    def others(self) -> list[int]:
        """All candidates but the best, likeliest first."""
        order: list[int] = np.argsort(-self._passages, kind="stable").tolist()
        return [i for i in order if i != self.best]

    def further(self, i: int, first: Span) -> _Shown | None:
        """What is shown of a candidate after the `first` excerpt, that of the best one; None if hardly anything."""
        passage = self.passages[i]
        probabilities = self._sentences[self._ends[i] : self._ends[i + 1]].tolist()
        elsewhere = passage.document != self.passages[self.best].document
        excerpt = further_excerpt(passage, probabilities, None if elsewhere else first)
        return None if excerpt is None else _Shown(i, excerpt.span, snippet_score(excerpt))

    def ranked(self, shown: _Shown, alike: tuple[Span, ...]) -> RankedPassage:
        i = shown.number
        sentences = tuple(
            RankedSentence(
                number=number,
                probability=float(self._sentences[s]),
                features={name: float(values[s]) for name, values in self._features.items()},
            )
            for number, s in enumerate(range(self._ends[i], self._ends[i + 1]))
        )
        return RankedPassage(self.passages[i], float(self._passages[i]), sentences, shown.excerpt, shown.score, alike)
