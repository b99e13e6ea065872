"""Metadata from the core properties that DOCX, PPTX and XLSX packages share."""

from __future__ import annotations

from datetime import datetime

from corpus.documents import Metadata
from corpus.readers.common.metadata import line_or_none


def ooxml_metadata(
    title: object, author: object, created: object, *, untitled: str, no_author: str, no_title: str = ""
) -> Metadata:
    """Return the metadata of an Office document from its core properties, whatever their types.

    `untitled` is its title if it names none. `no_author` and `no_title` are what the library that wrote it puts where
    its user said nothing.
    """
    named, writer = line_or_none(title), line_or_none(author)
    return Metadata(
        title=untitled if named is None or named == no_title else named,
        author=None if writer == no_author else writer,
        date=created.date().isoformat() if isinstance(created, datetime) else None,
    )
