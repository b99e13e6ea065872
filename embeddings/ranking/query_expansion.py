"""What a question's words are searched for beside themselves: what is short for what, and parts of compounds.

And what they are searched for instead, where the library has none of them: the words that it has in their place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.text.spelling import distance, meant, misspelt_question_word, most_wrong
from corpus.text.terms import innermost, is_stop_word, normalise, terms, words
from embeddings.ranking.corrections import Correction

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from corpus.text.query_terms import QueryTerms
    from embeddings.encoders.base import Encoding
    from embeddings.engines.passage_index import PassageIndex

LONGEST_NAME = 8
"""Words of a question that are looked up together, as what something may be short for."""
JOINING = frozenset({"de", "nl", "da", "sv", "no", "fi", "hu", "et"})
"""Languages that write a noun and what it is made for as one word."""
SHORTEST_PART = 5
"""Letters of a word that is looked for as part of a longer one ..."""
SHORTEST_REST = 3
"""... which has so many more: fewer are an ending."""
NEAR_FORM = 2
"""Letters by which a misspelt word, or a third of a long one, may differ from how the other is written: with stems
alone, "motivates" would be motifs."""
MOST_COMPOUNDS = 12
"""Compounds that one word is searched in, those of most passages."""


@dataclass(frozen=True, slots=True)
class Respelling:
    """A question with its words corrected, and where in it the asked part ends that the context follows."""

    text: str
    focus: int
    corrections: tuple[Correction, ...]


class QueryExpansion:
    """Expands the questions that are asked of one library."""

    def __init__(self, index: PassageIndex) -> None:
        self._vocabulary = index.vocabulary()
        self._counterparts_of = index.counterparts

    def respell(
        self, text: str, focus: int, asked: QueryTerms, known: Collection[str], encoding: Encoding | None
    ) -> Respelling:
        """Correct the words of a question that are not among the `known` terms, and that the encoder does not know.

        Names, numbers and codes stay as they are, and so does a word that is like none in the library.
        """
        unknown = (word for word, forms in zip(asked.words, asked.terms, strict=True) if forms.isdisjoint(known))
        made = {word: other for word in unknown if (other := self._meant(word, text, asked.language, encoding))}
        if not made:
            return Respelling(text, focus, ())
        asking, context = (_replaced(part, made) for part in (text[:focus], text[focus:]))
        corrections = tuple(Correction(*pair) for pair in made.items())
        return Respelling(asking + context, len(asking), corrections)

    def expand(self, text: str, asked: QueryTerms, languages: Iterable[str]) -> QueryTerms:
        """Return the words of a question with what else stands for each in this library.

        Example: "What is the MEK?" looks for "Mojahedin-e-Khalq" too, where a document introduces it as "the MEK".
        """
        more: dict[str, Iterable[int]] = {}
        for language in dict.fromkeys(languages):
            more |= self._counterparts(text, asked, language)
        if asked.language in JOINING:
            more |= self._compounds(asked)
        return asked.expanded(more) if more else asked

    def _meant(self, word: str, text: str, language: str, encoding: Encoding | None) -> str | None:
        """Return the word that was probably meant by one that the library does not have; None to keep it."""
        if not word.isalpha() or (word[0].isupper() and not text.startswith(word)) or not _whole(word).search(text):
            return None
        if asking := misspelt_question_word(word.casefold(), language):
            return asking
        return None if _is_one_piece(word, text, encoding) else self._respelt(word, language)

    def _respelt(self, word: str, language: str) -> str | None:
        """Return the likeliest of the library's words by its stem, if some document writes it nearly like `word`."""
        for term in filter(most_wrong, terms(word, language)):
            for other in meant(term, self._vocabulary.spelt_like(term)):
                forms = ((_apart(word, form), form[0].isupper(), form) for form in self._vocabulary.written(other))
                if (best := min(forms, default=None)) and best[0] <= max(NEAR_FORM, len(word) // 3):
                    return best[2]
        return None

    def _counterparts(self, text: str, asked: QueryTerms, language: str) -> dict[str, Iterable[int]]:
        """Return the other forms of what the question names, each with the numbers of the words that it stands for."""
        numbered = list(_numbered(text, asked, language))
        runs = {
            " ".join(term for term, _ in numbered[start:end]): [number for _, number in numbered[start:end]]
            for start in range(len(numbered))
            for end in range(start + 1, min(start + LONGEST_NAME, len(numbered)) + 1)
        }
        found = self._counterparts_of(runs)
        return {counterpart: runs[run] for run, counterparts in found.items() for counterpart in counterparts}

    def _compounds(self, asked: QueryTerms) -> dict[str, Iterable[int]]:
        found: dict[str, Iterable[int]] = {}
        for number, word in enumerate(asked.words):
            if word.isalpha() and len(word) >= SHORTEST_PART:
                found |= {term: [number] for term in self._compounds_with(word, asked.language)}
        return found

    def _compounds_with(self, word: str, language: str) -> list[str]:
        holding: dict[str, int] = {}
        for term in terms(word, language):
            if len(term) >= SHORTEST_PART:
                holding |= self._vocabulary.beginning_with(term, SHORTEST_REST)
                holding |= self._vocabulary.ending_with(term, SHORTEST_REST)
        return sorted(holding, key=lambda each: (-holding[each], each))[:MOST_COMPOUNDS]


def _numbered(text: str, asked: QueryTerms, language: str) -> Iterator[tuple[str, int]]:
    """Yield the terms of a question's words in a language, without stop words, with the numbers of the words."""
    columns = asked.columns
    for word in innermost(words(text, language)):
        if word.term in columns and not is_stop_word(text[word.start : word.end], language):
            yield word.term, columns[word.term][0]


def _is_one_piece(word: str, text: str, encoding: Encoding | None) -> bool:
    """Return whether the encoder has a token for a word of `text` as a whole: then it is one, though not used here."""
    found = _whole(word).search(text)
    if encoding is None or found is None:
        return False
    return int(((encoding.offsets[:, 0] < found.end()) & (encoding.offsets[:, 1] > found.start())).sum()) == 1


def _replaced(text: str, made: Mapping[str, str]) -> str:
    """Return `text` with the words that have another in place of them, whole words only."""
    for word, other in made.items():
        text = _whole(word).sub(other, text)
    return text


def _whole(word: str) -> re.Pattern[str]:
    """Return what matches a word where it stands whole."""
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")


def _apart(word: str, other: str) -> int:
    one, another = normalise(word), normalise(other)
    found = distance(one, another, max(len(one), len(another)))
    return len(one) + len(another) if found is None else found
