"""Small libraries out of a large one: what a part of its documents would be, if there were no others."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corpus.store.word_index import TermStatistics
from corpus.text.query_terms import query_terms

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from corpus.store.library import Library

SIZES = (1, 2, 5, 16)
"""In documents."""


@dataclass(frozen=True, slots=True)
class _Counts:
    """Of one document: its passages, the terms in them, and in how many of them each term stands."""

    passages: int
    terms: int
    frequency: Counter[str]


class Parts:
    """Parts of one library, the same ones in the same order each time."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._choice = np.random.default_rng(0)
        self._turn = 0
        self._counts = {record.id: _count(library, record.id) for record in library.documents()}

    def draw(self, wanted: Collection[str]) -> tuple[list[str], list[str]]:
        """Some documents with the `wanted` ones among them, and as many without; of the SIZES in turn."""
        others = sorted(self._counts.keys() - set(wanted))
        size = min(SIZES[self._turn % len(SIZES)], len(others))
        self._turn += 1
        without = [others[i] for i in self._choice.permutation(len(others))[:size].tolist()]
        return [*sorted(wanted), *without[len(wanted) :]], without

    def statistics(self, question: str, documents: Sequence[str]) -> TermStatistics:
        """Those of the question's terms, of a library of these `documents`."""
        counts = [self._counts[document] for document in documents]
        passages = sum(each.passages for each in counts)
        columns = query_terms(question, self._library.languages()).columns
        frequency = {term: sum(each.frequency[term] for each in counts) for term in columns}
        occurring = {term: count for term, count in frequency.items() if count}
        return TermStatistics(passages, sum(each.terms for each in counts) / max(1, passages), occurring, occurring)


def _count(library: Library, document: str) -> _Counts:
    texts = [
        [term for sentence in passage.sentence_terms for term in sentence]
        for passage in library.passages.get(library.passages.ids([document])).values()
    ]
    return _Counts(len(texts), sum(map(len, texts)), Counter(term for text in texts for term in set(text)))
