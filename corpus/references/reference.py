"""A reference: a work as a library of references describes it, with the files in which it can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.documents import Metadata
from corpus.readers.common.metadata import bare_doi, iso_date, iso_moment, line_or_none
from corpus.text.languages import declared
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

MAX_BYTES = 64 * 2**20
"""Size that a file of references may have."""
_MOST_AUTHORS = 50
_ZEROS = re.compile(r"(-00)+(?=\Z|\D)")


@dataclass(frozen=True, slots=True)
class Reference:
    """What is said of a work, and its files, whether they are there or not."""

    metadata: Metadata
    files: tuple[Path, ...] = ()


def described(
    title: object,
    authors: Iterable[str | None],
    date: object,
    publication: object,
    publisher: object,
    doi: object,
    url: object,
    language: object,
    accessed: object,
) -> Metadata:
    """Return the metadata in the fields of a reference, each made fit to show; what is none is left out.

    Example:
        >>> described("Bees", ["Ana Leka"], "2020-05-00 May 2020", None, None, "doi:10.1/a", None, "sq", None).date
        '2020-05'
    """
    names = [name for name in map(line_or_none, authors) if name]
    shown = [*names[:_MOST_AUTHORS], *(["et al."] if len(names) > _MOST_AUTHORS else [])]
    return Metadata(
        title=line_or_none(title) or "",
        author=line_or_none(", ".join(shown)),
        publisher=line_or_none(publisher),
        date=_day(date),
        url=web_address(url),
        language=declared(line_or_none(language)),
        accessed=_moment(accessed),
        publication=line_or_none(publication),
        doi=bare_doi(doi),
    )


def full_name(given: object, family: object) -> str:
    """Return a person's name as it is said; of what is no string nothing."""
    return " ".join(part for part in map(line_or_none, (given, family)) if part)


def first_given(values: Sequence[object]) -> object:
    """Return the first of these values that is not empty; None if all are."""
    return next((value for value in values if value), None)


def _day(value: object) -> str | None:
    """Return a date; a month or day of 00, as Zotero writes what is not known, counts as none."""
    return iso_date(_ZEROS.sub("", value).split(" ")[0]) or iso_date(value) if isinstance(value, str) else None


def _moment(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)Z?", value.strip())
    return iso_moment(f"{found[1]}T{found[2]}Z" if found else value)
