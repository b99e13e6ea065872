"""What a search returns: passages with the probability that the answer stands there, sentence by sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.documents import Span
    from corpus.store.stored_passages import StoredPassage
    from embeddings.ranking.corrections import Correction
    from embeddings.ranking.features import Feature
    from embeddings.ranking.search_signals import Signal


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence by its place in its passage; `features` are those of `CandidateFeatures.features`.

    `probability` is that of being the answer, if one of the candidates' sentences is. `score` is what the re-ranker
    says, a logit; None where it did not read the sentence.
    """

    number: int
    probability: float
    features: Mapping[Feature, float]
    score: float | None = None


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A passage and its sentences, in the order of the text; `probability` is the sum of theirs.

    `excerpt` is what is shown: the best passage with what stands around it, the likely sentences of others without
    what is shown there. Passages are shown by `score`: the best one's probability; of others that of the sentences in
    the excerpt, less for a long one.
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
        """Return the likeliest sentence."""
        return max(self.sentences, key=lambda sentence: sentence.probability)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """The best passages for a question, best first, and the terms by which its words were matched.

    `signals` are those of the whole search (`embeddings.ranking.search_signals`); none where nothing was found.
    `unread` says why the re-ranker that was wanted read nothing; "" if it did, or if none was wanted.
    `corrections` are the words of the question that the library does not have, with those that were searched instead.
    """

    terms: frozenset[str]
    passages: tuple[RankedPassage, ...]
    signals: Mapping[Signal, float]
    unread: str = ""
    corrections: tuple[Correction, ...] = ()
