"""Plain formulas over all passages of a library, measured beside the product's own ranking."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.errors import MeasurementFailed
from benchmarks.libraries import default_reranker, encoder_of
from benchmarks.question_sets import fill_library
from benchmarks.results import Measured, once
from bot.evaluation.figures import Metric, ranking_figures
from bot.evaluation.metrics import TextRange
from bot.evaluation.question_set import read_question_set
from bot.evaluation.runner import DEPTH, judge
from bot.wording.terminal import progress
from corpus.store.word_index import WordIndex
from corpus.text.terms import terms
from embeddings.ranking.bm25 import bm25, count_terms, inverse_document_frequency
from embeddings.ranking.features import share_of_best
from embeddings.ranking.retriever import Retriever
from embeddings.store.vector_store import VectorStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from benchmarks.plan import Plan
    from bot.evaluation.question_set import GoldQuestion
    from bot.evaluation.results import Ranking
    from corpus.store.library import Library
    from embeddings.encoders.base import Encoder
    from embeddings.reranking.base import Reranker

    Array = NDArray[np.float64]
    Formula = Callable[["Plain"], Array]


@dataclass(frozen=True, slots=True)
class Plain:
    """What speaks for each of n passages, float64 (n,) each: the cosine, and BM25 of it and of its best sentence."""

    similarity: Array
    words: Array
    best_sentence_words: Array


def vectors_and_words(evidence: Plain) -> Array:
    return np.asarray(evidence.similarity + 0.5 * share_of_best(evidence.words))


def with_best_sentence(evidence: Plain) -> Array:
    return vectors_and_words(evidence) + 0.3 * share_of_best(evidence.best_sentence_words)


FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        "vectors only": lambda evidence: evidence.similarity,
        "BM25 only": lambda evidence: evidence.words,
        "cosine + 0.5 · BM25/max": vectors_and_words,
        "… + 0.3 · best sentence's BM25/max": with_best_sentence,
    }
)
PRODUCT, FIRST_STAGE = "Besa", "Besa, no re-ranker"
TITLE = "Plain formulas beside Besa's ranking, over the same passages"


def measure(plan: Plan) -> Iterator[Measured]:
    encoder, reranker = encoder_of(plan), default_reranker(plan.cache)
    for chosen in plan.sets:
        library = fill_library(chosen, plan.work / chosen.name, encoder)
        questions = read_question_set(chosen.questions, library)
        with progress(f"Ranking, {chosen.name}", len(questions)) as advance:
            rows = compare_rankings(library, encoder, reranker, questions, advance)
        about = f"{chosen.name}: {len(questions)} questions, {library.passages.count()} passages"
        library.close()
        for row in rows:
            yield Measured(
                row.ranking, tuple(once(name, "", value) for name, value in row.figures.items()), group=about
            )


@dataclass(frozen=True, slots=True)
class Row:
    """One ranking's figures by name, as `bot.evaluation.figures.ranking_figures` gives them."""

    ranking: str
    figures: Mapping[Metric, float]


def compare_rankings(
    library: Library,
    encoder: Encoder,
    reranker: Reranker,
    questions: Sequence[GoldQuestion],
    advance: Callable[[int, int], None],
) -> list[Row]:
    """One row for each of FORMULAS, over all passages, and two for the product, whose second stage is left out of one.

    `advance` hears (done, total).
    """
    collection = Collection(library, encoder)
    retrievers = {FIRST_STAGE: Retriever(library, encoder), PRODUCT: Retriever(library, encoder, reranker)}
    rankings: dict[str, list[Ranking]] = {name: [] for name in (*FORMULAS, *retrievers)}
    for done, asked in enumerate(questions, 1):
        evidence = collection.evidence(asked.question.text)
        for name, formula in FORMULAS.items():
            best = np.argsort(-formula(evidence), kind="stable")[:DEPTH]
            rankings[name].append(judge([collection.places[i] for i in best.tolist()], asked.answers))
        for name, retriever in retrievers.items():
            found = retriever.retrieve(asked.question.text, DEPTH)
            if found.unread:
                raise MeasurementFailed(found.unread)
            places = [TextRange(each.stored.document, each.stored.passage.span) for each in found.passages]
            rankings[name].append(judge(places, asked.answers))
        advance(done, len(questions))
    return [Row(name, ranking_figures(judged)) for name, judged in rankings.items()]


class Collection:
    """All passages of a library with their vectors, in memory."""

    def __init__(self, library: Library, encoder: Encoder) -> None:
        self._encoder = encoder
        self._words = WordIndex(library.store)
        store = VectorStore(library.store)
        stored = store.changes.everything(store.encoders.get_or_create(encoder.name, encoder.dimension))
        ids, vectors = stored.ids, stored.vectors
        passages = library.passages.get(ids.tolist())
        kept = [passages[id] for id in ids.tolist()]
        self._sentences = "\n".join([each.terms for each in kept])
        self._first = np.cumsum([0, *(len(each.sentence_kinds) for each in kept)])[:-1]
        self._vectors = vectors.astype(np.float32)
        self.places = [TextRange(each.document, each.passage.span) for each in kept]

    def evidence(self, question: str) -> Plain:
        """What speaks for each passage, in the order of `places`."""
        asked = {term: (number,) for number, term in enumerate(sorted(set(terms(question))))}
        statistics = self._words.statistics(asked)
        frequency = [statistics.document_frequency.get(term, 0) for term in asked]
        idf = inverse_document_frequency(frequency, statistics.passages)
        counts, sizes = count_terms(asked, len(asked), self._sentences)
        whole, lengths = np.add.reduceat(counts, self._first, axis=0), np.add.reduceat(sizes, self._first)
        sentences = bm25(counts, sizes, float(sizes.mean()), idf)
        return Plain(
            similarity=(self._vectors @ self._encoder.encode_question(question).vector).astype(np.float64),
            words=bm25(whole, lengths, statistics.mean_length, idf),
            best_sentence_words=np.maximum.reduceat(sentences, self._first),
        )
