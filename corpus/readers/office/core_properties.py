"""Metadata from the core properties that DOCX, PPTX and XLSX packages share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.documents import Metadata
from corpus.readers.common.placeholders import author_or_none, creation_date, title_or_none

if TYPE_CHECKING:
    from corpus.readers.office.package import OfficePackage

_KIND = "core-properties"


def ooxml_metadata(package: OfficePackage, *, untitled: str) -> Metadata:
    """Return the metadata of an Office document; `untitled` is its title if it names none."""
    root = package.parse_or_none(next(iter(package.targets("", _KIND)), None))
    if root is None:
        return Metadata(untitled)
    return Metadata(
        title=title_or_none(root.findtext("{*}title")) or untitled,
        author=author_or_none(root.findtext("{*}creator")),
        date=creation_date(root.findtext("{*}created")),
    )
