"""A document as lists know it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from corpus.documents import full_path

if TYPE_CHECKING:
    from corpus.documents import Metadata


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """What lists, choices and filters need of a document, without a look at its text: the fields of DocumentRecord."""

    id: str
    path: str
    metadata: Metadata
    others: tuple[str, ...] = ()
    part: str = ""
    added: str = ""
    collections: frozenset[str] = frozenset({""})
    """Names of the folders that it was added with as a whole; "" for what was added by itself."""

    @property
    def file_name(self) -> str:
        """Return its file's name, with its own name in there where the file holds many documents."""
        return full_path(PurePath(self.path).name, self.part)

    @property
    def kind(self) -> str:
        """Return the suffix of its file's name in capitals, as "PDF"; "" where it has none."""
        return PurePath(self.file_name).suffix[1:].upper()

    def names(self) -> tuple[str, ...]:
        """Return all that it goes by, but for the folders that its file lies in."""
        about = self.metadata
        files = dict.fromkeys((self.file_name, *(PurePath(path).name for path in (self.path, *self.others))))
        return (self.id, *files, *filter(None, (about.title, about.publisher, about.url)))
