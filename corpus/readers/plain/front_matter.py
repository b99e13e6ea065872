"""The YAML at the top of a Markdown file, read as strings, lists and mappings; no object is constructed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from corpus.documents import Metadata, Source
from corpus.readers.common.metadata import iso_date, line_or_none, one_line
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 65536
_MOST_SOURCES = 200
_FENCED = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n|\n|\r)(.*?)(?:^|(?<=[\r\n]))(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.DOTALL
)


def front_matter(text: str) -> tuple[Mapping[object, object], int]:
    """The fields and where the body starts; none and 0 where there is no front matter or it is broken."""
    found = _FENCED.match(text[:_LONGEST])
    if not found:
        return {}, 0
    try:
        fields = yaml.load(found[1], yaml.BaseLoader)  # noqa: S506 - the one loader that makes no objects at all
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}, 0
    return (fields, found.end()) if isinstance(fields, dict) else ({}, 0)


def metadata_from(fields: Mapping[object, object], title: str) -> Metadata:
    """Fields of a wrong type are left out; `title` is what the document is called if they name none."""
    return Metadata(
        title=_words(fields.get("title")) or title,
        author=_words(fields.get("author") or fields.get("authors")),
        publisher=_words(fields.get("publisher")),
        date=iso_date(fields.get("date")),
        url=web_address(fields.get("url")),
        language=_words(fields.get("language") or fields.get("lang")),
        sources=_sources(fields.get("sources")),
    )


def _sources(value: object) -> tuple[Source, ...]:
    listed = value if isinstance(value, list) else [value]
    made = (_source(entry) for entry in listed[:_MOST_SOURCES])
    return tuple(source for source in made if source != Source())


def _source(entry: object) -> Source:
    if isinstance(entry, str):
        address = web_address(entry)
        return Source(url=address) if address else Source(title=_words(entry))
    if not isinstance(entry, dict):
        return Source()
    return Source(
        publisher=_words(entry.get("publisher")),
        title=_words(entry.get("title")),
        author=_words(entry.get("author")),
        date=iso_date(entry.get("date")),
        url=web_address(entry.get("url")),
    )


def _words(value: object) -> str | None:
    """A string, or strings of a list joined by commas; YAML's ways to write nothing count as nothing."""
    if isinstance(value, list):
        return line_or_none(", ".join(filter(None, map(one_line, value[:50]))))
    words = line_or_none(value)
    return None if words in {"~", "null", "Null", "NULL"} else words
