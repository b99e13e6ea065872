"""Choose in which documents a question is searched: all of them, or those that a visitor named."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.errors import NothingChosen
from corpus.documents import DOCUMENT_ID
from corpus.engines.filters import Filter
from corpus.errors import UnknownDocument
from corpus.messages import Message
from corpus.store.document_names import none_fits

if TYPE_CHECKING:
    from bot.wording.labels import Labels
    from corpus.engines.document_store import DocumentStore

MOST_DOCUMENTS = 1_000
"""Most documents that a scope names."""
LONGEST_TEXT = 200
"""Characters of the text that titles, names of files and publishers are searched for."""
_LONGEST_JSON = 50_000
_UNREADABLE = Message("The choice of documents could not be read: choose again, or search in all of them.")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Documents that are searched: those named and those of the `collections` named, together.

    With none named, those that the page lists for `text`. Of these, only the ones of a day from `after` to `before`,
    both included. With `sample`, those of the sample library: alone, or together with the collections and documents
    that are named, or with all documents of the library where `own` says so.
    """

    documents: frozenset[str] = frozenset()
    text: str = ""
    after: str | None = None
    before: str | None = None
    collections: frozenset[str] = frozenset()
    sample: bool = False
    own: bool = False

    @classmethod
    def parse(cls, value: object) -> SearchScope:
        """Read what the page's script sends, in JSON; EVERYTHING where that is empty.

        Raises NothingChosen where it makes no sense, so that no question goes further than its visitor meant.
        """
        if value is None or value == "":
            return EVERYTHING
        if not isinstance(value, str) or len(value) > _LONGEST_JSON:
            raise NothingChosen(_UNREADABLE)
        try:
            said = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise NothingChosen(_UNREADABLE) from error
        if not isinstance(said, dict):
            raise NothingChosen(_UNREADABLE)
        documents, text = said.get("documents", []), said.get("text", "")
        collections, sample, own = said.get("collections", []), said.get("sample", False), said.get("own", False)
        is_clear = (
            _are_ids(documents) and _are_names(collections) and isinstance(sample, bool) and isinstance(own, bool)
        )
        if not is_clear or not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise NothingChosen(_UNREADABLE)
        return cls(
            frozenset(documents),
            text.strip(),
            iso_date(said.get("after")),
            iso_date(said.get("before")),
            frozenset(collections),
            sample,
            own,
        )

    def within(self, library: DocumentStore) -> Filter | None:
        """Return the filter that the documents of `library` that are meant fit; None for all of them.

        Raises NothingChosen where none fits.
        """
        if self == EVERYTHING:
            return None
        is_named = bool(self.documents or self.collections)
        wanted = Filter(
            ids=self.documents or None,
            after=self.after,
            before=self.before,
            collections=self.collections or None,
            text="" if is_named else self.text,
        )
        return _fitting_some(library, wanted)

    def beside_sample(self, own: DocumentStore, sample: DocumentStore) -> tuple[SearchScope | None, SearchScope]:
        """Return what is meant of a person's own library, None for nothing of it, and of the `sample` beside it.

        A document that is named narrows the library that it is in.
        """
        mine = frozenset(filter(own.list.holds, self.documents))
        if not (self.own or self.collections or mine):
            return None, replace(self, sample=False)
        named = (frozenset(), frozenset()) if self.own else (mine, self.collections)
        theirs = frozenset(filter(sample.list.holds, self.documents - mine))
        return (
            replace(self, documents=named[0], collections=named[1], sample=False, own=False),
            replace(self, documents=theirs, collections=frozenset(), sample=False, own=False),
        )

    def describe(self, labels: Labels) -> str:
        """Return the scope in words, for whoever reads an answer from a part of the library; "" for everything."""
        which = [labels.your_documents] if self.sample and self.own else []
        which += [labels.sample_library] if self.sample else []
        which += sorted(each or labels.no_collection for each in self.collections)
        if self.documents:
            count = len(self.documents)
            which.append(labels.one_document if count == 1 else labels.documents.format(labels.number(count)))
        elif self.text and not self.collections:
            which.append(labels.quotation.format(self.text))
        which += [f"{labels.after} {self.after}"] if self.after else []
        which += [f"{labels.before} {self.before}"] if self.before else []
        return " · ".join(which)


EVERYTHING = SearchScope()


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """Documents that are searched, as programs name them: those that fit `source`, `after` and `before`.

    `source` is a pattern with * and ?. Of these, only `documents`, by id, where they are given. Without `folders`, the
    pattern is compared with names alone, so that nobody learns by it where the files lie.
    """

    source: str | None = None
    after: str | None = None
    before: str | None = None
    documents: frozenset[str] | None = None
    folders: bool = True

    def within(self, library: DocumentStore) -> Filter | None:
        """Return the filter that the documents that are meant fit; None for all of them.

        Raises UnknownDocument for one that is not there, NothingChosen where none fits, or for what is no date.
        """
        wanted = document_filter(library, self.source, self.after, self.before, folders=self.folders)
        if self.documents is None:
            return wanted
        for each in sorted(self.documents):
            library.document(each)
        return _fitting_some(library, replace(wanted or Filter(), ids=self.documents))


def document_filter(
    library: DocumentStore,
    source: str | None = None,
    after: str | None = None,
    before: str | None = None,
    *,
    folders: bool = True,
) -> Filter | None:
    """Return the filter for what a person names; None for all documents, where nothing is given.

    Raises UnknownDocument where none fits, NothingChosen for what is no date.
    """
    wanted = Filter(pattern=source, after=iso_date(after), before=iso_date(before), folders=folders)
    if wanted == Filter(folders=folders):
        return None
    if not library.has_match(wanted):
        raise UnknownDocument(none_fits(wanted))
    return wanted


def _fitting_some(library: DocumentStore, wanted: Filter) -> Filter:
    if not library.has_match(wanted):
        raise NothingChosen(
            Message("No document fits your choice of documents: choose others, or search in all of them.")
        )
    return wanted


def _are_ids(documents: object) -> bool:
    return (
        isinstance(documents, list)
        and len(documents) <= MOST_DOCUMENTS
        and all(isinstance(each, str) and DOCUMENT_ID.fullmatch(each) for each in documents)
    )


def _are_names(collections: object) -> bool:
    return (
        isinstance(collections, list)
        and len(collections) <= MOST_DOCUMENTS
        and all(isinstance(each, str) and len(each) <= LONGEST_TEXT for each in collections)
    )


def iso_date(value: object) -> str | None:
    """Return a year, month or day as it is, None for nothing. Raises NothingChosen for anything else."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise NothingChosen(
            Message("“{written}” is no date: write it as YYYY, YYYY-MM or YYYY-MM-DD.", written=str(value)[:20])
        )
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError as error:
        raise NothingChosen(
            Message("{day} is no day of the calendar: correct it, or leave it empty.", day=value)
        ) from error
    return value
