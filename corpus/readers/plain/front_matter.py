"""The YAML at the top of a Markdown file, read as strings, lists and mappings; no object is constructed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import yaml

from corpus.documents import Metadata, Source
from corpus.readers.common.metadata import bare_doi, iso_date, iso_moment, line_or_none, one_line
from corpus.web_address import web_address

if TYPE_CHECKING:
    from collections.abc import Mapping

_MAX_CHARACTERS = 65536
_MAX_SOURCES = 200
_FENCED = re.compile(
    r"\ufeff?---[ \t]*(?:\r\n|\n|\r)(.*?)(?:^|(?<=[\r\n]))(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|\Z)", re.DOTALL
)


def read_front_matter(text: str) -> tuple[Mapping[object, object], int]:
    r"""Return the fields and where the body starts; ({}, 0) if there is no front matter or it is broken.

    Example:
        >>> read_front_matter("---\ntitle: Bees\n---\nThey dance.")
        ({'title': 'Bees'}, 20)
    """
    found = _FENCED.match(text[:_MAX_CHARACTERS])
    if not found:
        return {}, 0
    try:
        fields = yaml.load(found[1], yaml.BaseLoader)  # noqa: S506 - the one loader that makes no objects at all
    except (yaml.YAMLError, RecursionError, ValueError):
        return {}, 0
    return (fields, found.end()) if isinstance(fields, dict) else ({}, 0)


def metadata_from(fields: Mapping[object, object], title: str) -> Metadata:
    """Return the metadata in these fields, without those of a wrong type; `title` is used if they name none."""
    return Metadata(
        title=_text_value(fields.get("title")) or title,
        author=_text_value(fields.get("author") or fields.get("authors")),
        publisher=_text_value(fields.get("publisher")),
        date=iso_date(fields.get("date")),
        url=web_address(fields.get("url")),
        language=_text_value(fields.get("language") or fields.get("lang")),
        sources=_source_list(fields.get("sources")),
        accessed=iso_moment(fields.get("accessed")),
        publication=_text_value(fields.get("publication") or fields.get("container-title")),
        doi=bare_doi(fields.get("doi")),
    )


def _source_list(value: object) -> tuple[Source, ...]:
    listed = value if isinstance(value, list) else [value]
    made = (_source(entry) for entry in listed[:_MAX_SOURCES])
    return tuple(source for source in made if source != Source())


def _source(entry: object) -> Source:
    if isinstance(entry, str):
        address = web_address(entry)
        return Source(url=address) if address else Source(title=_text_value(entry))
    if not isinstance(entry, dict):
        return Source()
    return Source(
        publisher=_text_value(entry.get("publisher")),
        title=_text_value(entry.get("title")),
        author=_text_value(entry.get("author")),
        date=iso_date(entry.get("date")),
        url=web_address(entry.get("url")),
    )


def _text_value(value: object) -> str | None:
    """Return a string, or the strings of a list joined by commas; None for YAML's ways to write nothing."""
    if isinstance(value, list):
        return line_or_none(", ".join(filter(None, map(one_line, value[:50]))))
    words = line_or_none(value)
    return None if words in {"~", "null", "Null", "NULL"} else words
