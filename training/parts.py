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
    """Of one document: its passages, their terms, and in how many passages each term stands, or stands or is above."""

    passages: int
    terms: int
    frequency: Counter[str]
    reach: Counter[str]


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
        length = sum(each.terms for each in counts) / max(1, passages)
        frequency, reach = (
            {term: total for term in columns if (total := sum(each[term] for each in counted))}
            for counted in ([each.frequency for each in counts], [each.reach for each in counts])
        )
        return TermStatistics(passages, length, frequency, reach)


def _count(library: Library, document: str) -> _Counts:
    passages = library.passages.terms(library.passages.ids([document])).values()
    texts = [each.sentences.split() for each in passages]
    above = [f"{each.title} {each.headings} {each.names}".split() for each in passages]
    return _Counts(
        len(texts),
        sum(map(len, texts)),
        Counter(term for text in texts for term in set(text)),
        Counter(term for text, others in zip(texts, above, strict=True) for term in {*text, *others}),
    )
