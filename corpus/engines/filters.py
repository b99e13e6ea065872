"""A filter: which documents a search stays in. It travels as it was asked for; the engine finds out what fits it."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Self

from corpus.documents import full_path

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from corpus.store.document_line import DocumentLine


@dataclass(frozen=True, slots=True)
class Filter:
    """Documents that fit all that is given; without anything given, all of them.

    `ids` are those of documents. `pattern`, with * and ?, is one for a path, file name, title, publisher, web address
    or id; capitals and small letters are the same. Without `folders`, no path is compared, so that who may not know
    where the files lie learns nothing of it. `after` and `before` are ISO dates, both included, each as precise as it
    is: a document that says 2020 only may be of any day of it, and one without a date is of none. `collections` are
    the folders that were added as a whole, by name, "" for what was added by itself; of `ids` and `collections`,
    where both are given, one has to fit. `text` is a part of a name by which the page lists the document.
    """

    ids: frozenset[str] | None = None
    pattern: str | None = None
    after: str | None = None
    before: str | None = None
    collections: frozenset[str] | None = None
    text: str = ""
    folders: bool = True

    @classmethod
    def of(cls, documents: Collection[str]) -> Self:
        """Return the filter that these documents fit, by id."""
        return cls(frozenset(documents))

    @property
    def names_only_ids(self) -> bool:
        """Whether nothing but ids is given, so that no document needs to be looked at."""
        return self.ids is not None and self == Filter(self.ids)

    def fits(self, document: DocumentLine, shown_names: Mapping[str, str]) -> bool:
        """Return whether a document fits; `shown_names` are the names of files that lists show, by document."""
        return (
            self._is_chosen(document)
            and (self.pattern is None or _fits_pattern(document, self.pattern.casefold(), folders=self.folders))
            and is_of_time(document.metadata.date, self.after, self.before)
            and (not self.text or _has_in_name(document, self.text.strip().casefold(), shown_names))
        )

    def _is_chosen(self, document: DocumentLine) -> bool:
        if self.ids is None and self.collections is None:
            return True
        return document.id in (self.ids or ()) or not document.collections.isdisjoint(self.collections or ())


def is_of_time(date: str | None, after: str | None, before: str | None) -> bool:
    """Return whether some day that `date` may mean lies between two dates, each as precise as it is."""
    if after is None and before is None:
        return True
    if date is None:
        return False
    return (after is None or date + "-99-99"[len(date) - 4 :] >= after) and (
        before is None or date[: len(before)] <= before
    )


def _fits_pattern(document: DocumentLine, wanted: str, *, folders: bool) -> bool:
    paths = (document.path, *document.others, full_path(document.path, document.part)) if folders else ()
    return any(fnmatchcase(name.casefold(), wanted) for name in (*paths, *document.names()))


def _has_in_name(document: DocumentLine, wanted: str, shown_names: Mapping[str, str]) -> bool:
    return any(wanted in name.casefold() for name in (*document.names(), shown_names.get(document.id, "")))
