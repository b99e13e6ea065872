"""Choose in which documents a question is searched: all of them, or those that a visitor named."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from bot.errors import NothingChosen
from corpus.documents import DOCUMENT_ID
from corpus.errors import UnknownDocument
from corpus.messages import Message

if TYPE_CHECKING:
    from bot.wording.labels import Labels
    from corpus.store.library import Library

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

    def ids(self, library: Library) -> frozenset[str] | None:
        """Return the ids of the documents of `library` that are meant; None for all. Raises NothingChosen for none."""
        if self == EVERYTHING:
            return None
        try:
            found = library.names.matching(None, self.after, self.before)
        except UnknownDocument:
            found = frozenset()
        named = self.documents | (library.list.of_collections(self.collections) if self.collections else frozenset())
        is_named = bool(self.documents or self.collections)
        return _some(found & (named if is_named else library.list.fitting(self.text)))

    def beside_sample(self, own: Library, sample: Library) -> tuple[SearchScope | None, SearchScope]:
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

    def ids(self, library: Library) -> frozenset[str] | None:
        """Return the ids of the documents that are meant; None for all.

        Raises UnknownDocument for one that is not there, NothingChosen where none fits, or for what is no date.
        """
        fitting = fitting_documents(library, self.source, self.after, self.before, folders=self.folders)
        if self.documents is None:
            return fitting
        for each in sorted(self.documents):
            library.document(each)
        return _some(self.documents if fitting is None else fitting & self.documents)


def fitting_documents(
    library: Library,
    source: str | None = None,
    after: str | None = None,
    before: str | None = None,
    *,
    folders: bool = True,
) -> frozenset[str] | None:
    """Return the ids of the documents that `Library.matching` finds; None for all, where nothing is given.

    Raises UnknownDocument where none fits, NothingChosen for what is no date.
    """
    after, before = iso_date(after), iso_date(before)
    return None if source is after is before is None else library.names.matching(source, after, before, folders=folders)


def _some(found: frozenset[str]) -> frozenset[str]:
    if not found:
        raise NothingChosen(
            Message("No document fits your choice of documents: choose others, or search in all of them.")
        )
    return found


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
