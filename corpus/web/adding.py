"""Add a page of the web to a library: fetched, kept as the original of what is cited, and read like any file."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import FetchError, ReadError
from corpus.folders.importer import FileOutcome, add_loaded
from corpus.messages import Message
from corpus.readers.loaded_file import LoadedFile
from corpus.web.copies import CopyFolder, known_versions
from corpus.web.page_url import PageUrl

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corpus.documents import Part
    from corpus.engines.document_store import DocumentStore
    from corpus.readers.sandbox.reader import Reader
    from corpus.store.file_records import FileRecord
    from corpus.web.fetched_page import FetchedPage, Versions
    from corpus.web.fetcher import Fetcher


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FetchedBefore:
    """Gives the page that was fetched already, and asks nobody."""

    page: FetchedPage | None

    def fetch(self, _address: str, _known: Versions | None = None) -> FetchedPage | None:
        """Return the page."""
        return self.page


@dataclass(frozen=True, slots=True)
class PageImporter:
    """Adds pages to one library. It fetches what it is given, so it is given only what a person asked for."""

    library: DocumentStore
    reader: Reader
    fetcher: Fetcher | FetchedBefore
    now: Callable[[], datetime] = _now

    def add(self, address: str) -> FileOutcome:
        """Fetch a page and add it, or replace the version that the library has; "unchanged" where that is the same.

        What cannot be fetched or read fails, and the version before stays. Raises the LibraryErrors of the library.
        """
        try:
            return replace(self._added(PageUrl.parse(address)), url=address)
        except (FetchError, ReadError) as error:
            return FileOutcome(address, "failed", reason=error.message, url=address)
        except OSError as error:
            reason = Message("the copy cannot be kept ({error}); check the disk", error=error.strerror or str(error))
            return FileOutcome(address, "failed", reason=reason, url=address)

    def _added(self, url: PageUrl) -> FileOutcome:
        copies = CopyFolder.of_library(self.library.local_folder)
        kept = self._kept(copies, url)
        intact = kept if kept is not None and self._is_intact(kept) else None
        fetched = self.fetcher.fetch(str(url), known_versions(Path(intact.path)) if intact else None)
        if fetched is None and intact is not None:
            return _unchanged(intact)
        if fetched is None:  # a server that answers "unchanged" to who has not said what it knows
            raise FetchError(
                Message("the host cannot give it just now (status {status}); try again later", status="304")
            )
        path = copies.path_of(url, fetched)
        partial = copies.write(url, fetched, self.now())
        try:
            return self._replaced(copies, partial, path, kept, intact)
        finally:
            copies.drop(partial)

    def _replaced(
        self, copies: CopyFolder, partial: Path, path: Path, kept: FileRecord | None, intact: FileRecord | None
    ) -> FileOutcome:
        """Put a page that has come into the library, and in the place of its copy, unless it says the same."""
        file = replace(self.reader.load(partial), path=str(path))
        if intact is not None and file.sha256 == self.reader.load(Path(intact.path)).sha256:
            return _unchanged(intact)
        parts = list(self.reader.parse(file))
        if intact is not None and self._says_the_same(intact, parts):
            return _unchanged(intact, Message("the page is another, its text the same"))
        if kept is not None and kept.path != file.path:
            self.library.files.move(kept.path, file.path, "")
        outcome = add_loaded(self.library, replace(file, stamp=""), lambda _: iter(parts))
        copies.install(partial, path)
        if kept is not None and kept.path != file.path:
            copies.drop(kept.path)
        return outcome

    def _kept(self, copies: CopyFolder, url: PageUrl) -> FileRecord | None:
        """Return the file that the library has of an address."""
        known = self.library.files.below(str(copies.folder))
        path = next((each for each in known if copies.is_of(each, str(url))), None)
        return self.library.files.get(path) if path else None

    def _is_intact(self, kept: FileRecord) -> bool:
        """Return whether the copy on the disk is what the library holds."""
        try:
            return self.reader.load(Path(kept.path)).fingerprint == kept.fingerprint
        except ReadError:
            return False

    def _says_the_same(self, kept: FileRecord, parts: Sequence[Part]) -> bool:
        """Return whether title and text are those that the library holds: many pages are never twice the same bytes."""
        stored = [self.library.document(id) for id in self.library.names.find_all(kept.path)]
        before = Counter((each.metadata.title, each.text) for each in stored)
        return before == Counter((each.content.metadata.title, each.content.text) for each in parts)


def add_first_page(address: str, reader: Reader, fetcher: Fetcher, begin: Callable[[], DocumentStore]) -> FileOutcome:
    """Fetch a page, and add it to the library that `begin` makes, which is not made for one that cannot be read."""
    try:
        url = PageUrl.parse(address)
        fetched = fetcher.fetch(str(url))
        if fetched is not None:
            name = CopyFolder(Path()).path_of(url, fetched).name
            list(reader.parse(LoadedFile(name, fetched.data, hashlib.sha256(fetched.data).hexdigest(), "")))
    except (FetchError, ReadError) as error:
        return FileOutcome(address, "failed", reason=error.message, url=address)
    return PageImporter(begin(), reader, FetchedBefore(fetched)).add(address)


def _unchanged(kept: FileRecord, reason: Message | None = None) -> FileOutcome:
    return FileOutcome(kept.path, "unchanged", kept.document, kept.documents, kept.passages, reason)
