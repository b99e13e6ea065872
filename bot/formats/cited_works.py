"""The works that answers cite, one for each document, as lists of references and reference managers take them."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import count
from pathlib import PurePath
from typing import TYPE_CHECKING
from unicodedata import category

from bot.wording.markup import without_surrogates
from corpus.text.languages import detect
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.answers import Citation

_TOLD_APART = 5
"""Hexadecimal digits of a key that stand for the document's content."""


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A cited document with the places that were quoted. `key` is unique among the works of one file.

    A document that stays as it is has the same key in every file. `language` is that of what was quoted, where it can
    be told. `file` is the name by which a document that is at no address is found.
    """

    key: str
    title: str
    author: str | None
    publisher: str | None
    date: tuple[int, ...]
    url: str | None
    path: str
    sha256: str
    pages: tuple[int, ...]
    accessed: tuple[int, ...]
    publication: str | None
    doi: str | None
    places: tuple[tuple[int, int], ...]
    language: str | None
    file: str

    @property
    def note(self) -> str:
        """Places of the quotations, and the digest of the file, for the note of the work."""
        where = ", ".join(f"{start}-{end}" for start, end in self.places)
        return f"characters {where} of {self.path}; SHA-256 {self.sha256}"


def cited_works(citations: Sequence[Citation]) -> list[CitedWork]:
    """Return one work for each document that is cited, in the order in which they first are."""
    keys: set[str] = set()
    return [_work(cited, _unique(_key(cited[0]), keys)) for cited in by_document(citations)]


def by_document(citations: Sequence[Citation]) -> list[list[Citation]]:
    """Group citations by the document, as it was when it was cited, in the order in which they first are."""
    groups: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.document, citation.sha256), []).append(citation)
    return list(groups.values())


def parse_date(date: str | None) -> tuple[int, ...]:
    """Return the year, month and day of an ISO 8601 date, as far as it goes; () for anything else.

    Example: "2020-01" is (2020, 1).
    """
    match = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", date or "")
    return tuple(int(part) for part in match.groups() if part) if match else ()


def link(url: str) -> str:
    """Return the URL with what could end the brackets around it percent-encoded."""
    return re.sub(r"[\s<>{}\\]", lambda match: f"%{ord(match[0]):02X}", url)


def _work(cited: Sequence[Citation], key: str) -> CitedWork:
    first = cited[0]
    return CitedWork(
        key=key,
        title=_line(first.title) or first.document,
        author=_line(first.author or "") or None,
        publisher=_line(first.publisher or "") or None,
        date=parse_date(first.date),
        url=link(first.url) if first.url and web_address(first.url) else None,
        path=_line(first.full_path),
        sha256=first.sha256,
        accessed=parse_date(first.accessed),
        publication=_line(first.publication or "") or None,
        doi=_line(first.doi or "") or None,
        pages=tuple(sorted({c.page for c in cited if c.page is not None})),
        places=tuple(dict.fromkeys((c.start, c.end) for c in cited)),
        language=detect(" ".join(each.excerpt for each in cited)),
        file=_line(first.in_archive or PurePath(first.path).name),
    )


def _line(text: str) -> str:
    """Return the text on one line without control characters, which no reader of these formats expects."""
    return " ".join("".join(" " if category(each) == "Cc" else each for each in without_surrogates(text)).split())


def _key(citation: Citation) -> str:
    """Return a key that a person can read and that no other document has: who, when, what, and of which content.

    Example: "keeper2020bees-4f2a9".
    """
    who = citation.author or citation.publisher or citation.title
    year = parse_date(citation.date)[:1]
    words = re.findall(r"[a-z0-9]+", f"{who.split()[-1] if who.split() else ''} {citation.title}".casefold())
    named = "".join([*words[:1], *map(str, year), *words[1:2]]) or "document"
    content = hashlib.sha256(f"{citation.sha256}\0{citation.part}".encode("utf-8", "surrogatepass"))
    return f"{named}-{content.hexdigest()[:_TOLD_APART]}"


def _unique(key: str, taken: set[str]) -> str:
    name = next(name for number in count(1) if (name := key if number == 1 else f"{key}-{number}") not in taken)
    taken.add(name)
    return name
