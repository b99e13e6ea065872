"""Draws the pages of a library's PDFs, one at a time, and keeps the last ones."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.documents import PlaceKind
from corpus.errors import ReadError, UnknownDocument
from corpus.printed_layout import rectangles
from corpus.readers.sandbox.reader import Limits, Reader

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.documents import Document, Span
    from corpus.engines.document_store import DocumentStore
    from corpus.printed_layout import Rectangle

CACHED_IMAGES = 48
"""Pictures that are kept; one of a page of text takes about 150 kB."""
_SECONDS = 20.0
"""Most seconds that one picture may take to be drawn, and that another may wait for its turn."""


@dataclass(frozen=True, slots=True)
class PageImage:
    """A picture of a page, PNG, and a tag that changes when it does."""

    data: bytes
    tag: str


class PageImages:
    """Pictures of the pages as they were when the document was added; any thread may ask."""

    def __init__(self, library: DocumentStore, limits: Limits | None = None) -> None:
        self._library = library
        self._reader = Reader(limits or Limits(seconds=_SECONDS))
        self._turn = threading.Lock()
        self._kept: OrderedDict[object, PageImage] = OrderedDict()
        self._last: tuple[str, bytes] | None = None

    def close(self) -> None:
        """End the process that draws."""
        self._reader.close()

    def image(self, id: str, page: int, marks: Sequence[Span]) -> PageImage | None:
        """Return the page with `marks` of the document's text marked on it.

        None if there is no such page, its file has changed, is gone or cannot be drawn, or too many wait.
        """
        try:
            document = self._library.document(id)
        except UnknownDocument:
            return None
        if not any(each.kind is PlaceKind.PAGE and each.number == page for each in document.content.places):
            return None
        printed = self._library.printed_pages(id, [page])
        where = tuple(each for mark in marks for each in rectangles(printed, mark))
        if not self._turn.acquire(timeout=_SECONDS):
            return None
        try:
            return self._kept_or_drawn(document, page, where)
        finally:
            self._turn.release()

    def _kept_or_drawn(self, document: Document, page: int, where: tuple[Rectangle, ...]) -> PageImage | None:
        key = (document.sha256, page, where)
        if key not in self._kept:
            image = self._drawn(document, page, where)
            if image is None:
                return None
            self._kept[key] = image
        self._kept.move_to_end(key)
        if len(self._kept) > CACHED_IMAGES:
            self._kept.popitem(last=False)
        return self._kept[key]

    def _drawn(self, document: Document, page: int, where: tuple[Rectangle, ...]) -> PageImage | None:
        """Draw it from whichever path still has the file, or from the one that the server keeps."""
        for path in (document.path, *document.others):
            with suppress(ReadError):
                return _image(self._reader.page_image(Path(path), document.sha256, page, where))
        original = self._original(document)
        with suppress(ReadError):
            return _image(self._reader.drawn_page(original, document.path, page, where)) if original else None
        return None

    def _original(self, document: Document) -> bytes | None:
        """Return the file as the server keeps it; the last one again without asking: its other pages come next."""
        files = self._library.server_files
        if files is None:
            return None
        if self._last is None or self._last[0] != document.sha256:
            found = files.original(document.id)
            self._last = (document.sha256, found) if found is not None else None
        return self._last[1] if self._last else None


def _image(png: bytes) -> PageImage:
    return PageImage(png, hashlib.sha256(png).hexdigest()[:32])
