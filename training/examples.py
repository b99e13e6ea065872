"""Questions with known answers as training examples: the evidence on their candidates, and which are right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from bot.evaluation.metrics import TextRange, holds, sentence_hits
from corpus.engines.filters import Filter
from embeddings.ranking.features import Feature
from training.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from bot.evaluation.question_set import GoldQuestion
    from corpus.store.library import Library
    from embeddings.ranking.features import CandidateFeatures
    from embeddings.ranking.retriever import Retriever

    Array = NDArray[np.float64]

FOLDS = 5


@dataclass(frozen=True)
class Example:
    """One search for one question.

    features float64 (s, f): of its candidates' sentences. right bool (s,): the sentence answers. held bool (n,): the
    passage holds the answer. fold: the part of the set that the gold document belongs to. hidden: the gold documents
    were left out of the search. part: some documents only were searched, as if there were no others.
    """

    question: GoldQuestion
    evidence: CandidateFeatures
    features: Array
    places: tuple[TextRange, ...]
    right: NDArray[np.bool_]
    held: NDArray[np.bool_]
    fold: int
    hidden: bool
    part: bool

    @property
    def first(self) -> NDArray[np.int64]:
        return self.evidence.first

    def owners(self) -> NDArray[np.int64]:
        """int64 (s,): the number of each sentence's passage."""
        return np.repeat(np.arange(len(self.first)), np.diff([*self.first, len(self.right)]))


def gather_examples(
    library: Library,
    retriever: Retriever,
    questions: Sequence[GoldQuestion],
    advance: Callable[[int, int], None],
) -> list[Example]:
    """Four examples for each question that has an answer: of the whole library and of a part of it, with its gold
    documents there and with them hidden.
    """
    parts = Parts(library)
    ids = sorted(record.id for record in library.documents())
    found = []
    for done, gold in enumerate(questions, 1):
        if gold.answers:
            fold = ids.index(gold.answers[0].place.document) % FOLDS
            others = [id for id in ids if id not in gold.documents]
            found += [_example(retriever, gold, fold, within) for within in (None, others)]
            found += [_example(retriever, gold, fold, within, parts) for within in parts.draw(gold.documents)]
        advance(done, len(questions))
    return [example for example in found if example is not None]


def _example(
    retriever: Retriever,
    gold: GoldQuestion,
    fold: int,
    within: Sequence[str] | None,
    parts: Parts | None = None,
) -> Example | None:
    statistics = parts.statistics(gold.question.text, within) if parts and within else None
    candidates = retriever.candidates(gold.question.text, None if within is None else Filter.of(within), statistics)
    if candidates is None:
        return None
    features, passages = candidates.features.features(), candidates.passages
    places = [TextRange(each.document, each.passage.span) for each in passages]
    sentences = [
        TextRange(each.document, span) for each in passages for span in each.passage.sentences or [each.passage.span]
    ]
    return Example(
        question=gold,
        evidence=candidates.features,
        features=np.stack([features[name] for name in Feature], axis=1),
        places=tuple(places),
        right=np.array([any(sentence_hits(s, a.place) for a in gold.answers) for s in sentences]),
        held=np.array([any(holds(place, a.place) for a in gold.answers) for place in places]),
        fold=fold,
        hidden=within is not None and gold.documents.isdisjoint(within),
        part=parts is not None,
    )
