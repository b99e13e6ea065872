"""Look up in the catalogue which documents a question is about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus.readers.formats import BY_SUFFIX
from corpus.store.catalogue.catalogue import CatalogueQuery
from corpus.text.terms import is_stop_word, normalise, terms

if TYPE_CHECKING:
    from bot.english.document_question import DocumentQuestion
    from bot.english.named_work import NamedWork
    from bot.facts import Asked
    from corpus.engines.document_store import CatalogueReader
    from corpus.store.catalogue.catalogue import CatalogueEntry, Order

LISTED = 20
"""Most documents that an answer names."""
_MEANT = 3
"""Most documents that a title, a topic or a file's name may mean: more, and it names none of them."""
_LOOKED_AT = 200
"""Most documents with the words of a title that are compared with it."""


@dataclass(frozen=True, slots=True)
class FoundDocuments:
    """Documents that fit, the first of `count`.

    `is_certain`: nothing else than these can be meant. `by_title`: their title, as the question has it, may also be
    what such a document is about.
    """

    entries: tuple[CatalogueEntry, ...]
    count: int
    is_certain: bool
    undated: int = 0
    by_title: bool = False


class Lookup:
    """Looks up documents in one catalogue; `documents` are the ids of those that are searched, None for all."""

    def __init__(self, catalogue: CatalogueReader, documents: frozenset[str] | None = None) -> None:
        self._catalogue = catalogue
        self._documents = documents

    def find(self, question: DocumentQuestion) -> FoundDocuments | None:
        """Return the documents that a question is about; None where the catalogue does not tell."""
        return self._named(question) if question.works else self._fitting(question)

    def _named(self, question: DocumentQuestion) -> FoundDocuments | None:
        """Return the documents that the first reading of a name finds, if they say what is asked."""
        for work in question.works:
            if entries := self._meant_by(work):
                telling = tuple(each for each in entries if _tells(each, question.asks))
                by_title = work.by == "title" and not work.is_certain
                return FoundDocuments(telling, len(telling), work.is_certain, by_title=by_title) if telling else None
        return None

    def _fitting(self, question: DocumentQuestion) -> FoundDocuments | None:
        people = self._catalogue.called(question.by) if question.by is not None else CatalogueQuery()
        if people is None:
            return None
        query = replace(people, documents=self._documents, media_types=question.media_types)
        if question.period is not None:
            query = replace(query, since=question.period.since, before=question.period.before)
        count = self._catalogue.count(query)
        if not count and not (question.is_certain and self._catalogue.count(CatalogueQuery(documents=self._documents))):
            return None
        undated = self._catalogue.count_undated(query) if question.asks_for_dates else 0
        if question.asks in ("newest", "oldest"):
            return self._extreme(question, query, undated)
        return FoundDocuments(tuple(self._catalogue.entries(query, LISTED)), count, question.is_certain, undated)

    def _extreme(self, question: DocumentQuestion, query: CatalogueQuery, undated: int) -> FoundDocuments | None:
        order: Order = "newest" if question.asks == "newest" else "oldest"
        first = [each for each in self._catalogue.entries(query, LISTED, order) if each.date]
        same = tuple(each for each in first if each.date == first[0].date)
        return FoundDocuments(same, len(same), question.is_certain, undated) if same else None

    def _meant_by(self, work: NamedWork) -> list[CatalogueEntry]:
        match work.by:
            case "file":
                found = self._filed_as(work.text)
            case "title":
                found = [each for each in self._with_words_of(work.text) if is_title(work.text, each.title)]
            case "topic":
                found = self._on(work)
            case "writer":
                found = self._written_by(work.text, LISTED)
            case "this":
                found = self._catalogue.entries(CatalogueQuery(documents=self._documents), 2)
                return found if len(found) == 1 else []
        return found if len(found) <= _MEANT else []

    def _filed_as(self, name: str) -> list[CatalogueEntry]:
        has_suffix = any(name.casefold().endswith(suffix) for suffix in BY_SUFFIX)
        return self._catalogue.filed_as(name, self._documents, _MEANT + 1) if has_suffix else []

    def _with_words_of(self, text: str) -> list[CatalogueEntry]:
        words = _content_words(text)
        exact = self._catalogue.titled(text, self._documents, _MEANT + 1)
        return exact or (self._catalogue.with_in_title(words, self._documents, _LOOKED_AT) if words else [])

    def _on(self, work: NamedWork) -> list[CatalogueEntry]:
        """Return the documents with all words of a topic in their title; those with no others, if there are any."""
        wanted = set(terms(work.text))
        found = [each for each in self._with_words_of(work.text) if wanted <= set(terms(each.title))]
        if work.writer is not None:
            theirs = {each.document for each in self._written_by(work.writer, _LOOKED_AT)}
            found = [each for each in found if each.document in theirs]
        return [each for each in found if wanted == set(terms(each.title))] or found

    def _written_by(self, name: str, most: int) -> list[CatalogueEntry]:
        people = self._catalogue.called(name)
        return [] if people is None else self._catalogue.entries(replace(people, documents=self._documents), most)


def is_title(text: str, title: str) -> bool:
    """Return whether `text` names a title whole, in any form of its words; an article counts if there is one word only.

    Example: "Water level of the Drin" names "Water levels of the Drin", but "the agreement" does not name "Agreement".
    """
    words = terms(title)
    if set(words) != set(terms(text)):
        return False
    return len(words) > 1 or normalise(text).split() == normalise(title).split()


def _tells(entry: CatalogueEntry, asked: Asked) -> bool:
    value = {"author": entry.author, "publisher": entry.publisher, "date": entry.date}
    return bool(value[asked])


def _content_words(text: str) -> list[str]:
    """Return the words of a text as they are written, without stop words unless there is nothing else."""
    words = re.findall(r"[^\W_]+", text)
    return [word for word in words if not is_stop_word(word)] or words
