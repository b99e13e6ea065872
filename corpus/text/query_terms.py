"""Parse a question into words, each with the terms it may have in the documents' languages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.text.stop_words import STOP_WORDS
from corpus.text.terms import language_code, stop_words_in, words

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    Places = dict[tuple[int, int], list[str]]


@dataclass(frozen=True, slots=True)
class QueryTerms:
    """Words of a question that are no stop words, as they are written, each once, and for each the terms it may have.

    `language` is the question's own, as far as its stop words tell.
    """

    words: tuple[str, ...]
    terms: tuple[frozenset[str], ...]
    language: str = "en"

    def __post_init__(self) -> None:
        if len(self.words) != len(self.terms):
            raise ValueError(f"{len(self.words)} words with the terms of {len(self.terms)}")

    @property
    def columns(self) -> dict[str, tuple[int, ...]]:
        """Return for every term the numbers of the words that it stands for."""
        numbers: dict[str, tuple[int, ...]] = {}
        for number, terms in enumerate(self.terms):
            for term in terms:
                numbers[term] = (*numbers.get(term, ()), number)
        return numbers

    def expanded(self, more: Mapping[str, Iterable[int]]) -> QueryTerms:
        """Return these words with `more` terms or phrases, each for the words with its numbers.

        Example: "MEK" may have the phrase "mojahedin khalq" too; "irgc" may stand for each of the words that it is
        short for.
        """
        added: list[set[str]] = [set() for _ in self.words]
        for term, numbers in more.items():
            for number in numbers:
                added[number].add(term)
        terms = tuple(own | others for own, others in zip(self.terms, added, strict=True))
        return replace(self, terms=terms)


def query_terms(text: str, languages: Collection[str]) -> QueryTerms:
    """Return the words of `text` as documents in `languages`, the most frequent first, may have them.

    No languages mean English. Stop words are those of the question's own language: the one with most of them in the
    question, of the documents' languages where these have as many as any other. A question of nothing else keeps them.
    No term belongs to two words: words with a term in common, "Nation" and "Nationen", are one word, the first.

    Example: "Who lit the lamps?" has over English documents the words "lit" and "lamps", with the terms lit and lamp.
    """
    codes = list(dict.fromkeys(map(language_code, languages))) or ["en"]
    found = _places(text, codes)
    stop = {code: stop_words_in(text, found, code) for code in dict.fromkeys([*codes, *STOP_WORDS])}
    language = max(stop, key=lambda code: len(stop[code]))
    asked = {place: terms for place, terms in found.items() if place not in stop[language]} or found
    return replace(_distinct(text, asked), language=language)


def _places(text: str, codes: Iterable[str]) -> Places:
    """Return every word's place, in order, with its term in each language."""
    found: Places = {}
    for code in codes:
        for word in words(text, code):
            found.setdefault((word.start, word.end), []).append(word.term)
    return dict(sorted(found.items()))


def _distinct(text: str, found: Places) -> QueryTerms:
    number: dict[str, int] = {}
    written: list[str] = []
    for (start, end), terms in found.items():
        known = [number[term] for term in terms if term in number]
        if not known:
            written.append(text[start:end])
        for term in terms:
            number.setdefault(term, min(known, default=len(written) - 1))
    return QueryTerms(
        tuple(written),
        tuple(frozenset(term for term in number if number[term] == word) for word in range(len(written))),
    )
