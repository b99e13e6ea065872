"""In which documents a question is searched: all of them, or those that a visitor chose."""

from __future__ import annotations

import glob
import json
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.errors import NothingChosen
from corpus.errors import UnknownDocument

if TYPE_CHECKING:
    from bot.wording.labels import Labels
    from corpus.store.library import Library

MOST_DOCUMENTS = 1_000
LONGEST_TEXT = 200
_LONGEST_ASKED = 50_000
_ID = re.compile(r"[0-9a-f]{12}")
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class SearchScope:
    """Only these documents, where some are named; else those with `text` in title, path or publisher.

    Of these, only the ones of a day from `after` to `before`, both included.
    """

    documents: frozenset[str] = frozenset()
    text: str = ""
    after: str | None = None
    before: str | None = None

    @classmethod
    def asked(cls, value: object) -> SearchScope:
        """What the page's script sends, in JSON; everything, where that says nothing.

        Raises NothingChosen where it makes no sense, so that no question goes further than its visitor meant.
        """
        if value is None or value == "":
            return EVERYTHING
        if not isinstance(value, str) or len(value) > _LONGEST_ASKED:
            raise NothingChosen("choice_unreadable")
        try:
            said = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise NothingChosen("choice_unreadable") from error
        if not isinstance(said, dict):
            raise NothingChosen("choice_unreadable")
        documents, text = said.get("documents", []), said.get("text", "")
        if not _are_ids(documents) or not isinstance(text, str) or len(text) > LONGEST_TEXT:
            raise NothingChosen("choice_unreadable")
        return cls(frozenset(documents), text.strip(), _date(said.get("after")), _date(said.get("before")))

    def ids(self, library: Library) -> frozenset[str] | None:
        """The documents of `library` that are meant; None for all. Raises NothingChosen where there are none."""
        if self == EVERYTHING:
            return None
        pattern = f"*{glob.escape(self.text)}*" if self.text and not self.documents else None
        try:
            found = library.names.matching(pattern, self.after, self.before)
        except UnknownDocument:
            found = frozenset()
        found = found & self.documents if self.documents else found
        if not found:
            raise NothingChosen("nothing_fits")
        return found

    def said(self, labels: Labels) -> str:
        """In words, for whoever reads an answer from a part of the library; empty for everything."""
        which: list[str] = []
        if self.documents:
            count = len(self.documents)
            which.append(labels.one_document if count == 1 else labels.documents.format(f"{count:,}"))
        elif self.text:
            which.append(labels.quotation.format(self.text))
        which += [f"{labels.after} {self.after}"] if self.after else []
        which += [f"{labels.before} {self.before}"] if self.before else []
        return " · ".join(which)


EVERYTHING = SearchScope()


def _are_ids(documents: object) -> bool:
    return (
        isinstance(documents, list)
        and len(documents) <= MOST_DOCUMENTS
        and all(isinstance(each, str) and _ID.fullmatch(each) for each in documents)
    )


def _date(value: object) -> str | None:
    """A year, month or day. Raises NothingChosen for anything else."""
    if value is None or value == "":
        return None
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        raise NothingChosen("no_date", str(value)[:20])
    try:
        date.fromisoformat(value + "-01-01"[len(value) - 4 :])
    except ValueError as error:
        raise NothingChosen("no_day", value) from error
    return value
