"""Documents that come and go through the page: into the person's own library, and out of it again."""

from __future__ import annotations

import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from bot.errors import NameTaken, UploadRefused
from bot.service.library_writer import fetch_first_page
from bot.service.uploads import KnownName, UploadFolder, UploadRules, free_path, is_stored, stored_path
from corpus.engines.server_files import UPLOADS
from corpus.errors import LibraryError, ReadError
from corpus.file_identity import is_gone
from corpus.folders.importer import FileOutcome, add_loaded
from corpus.messages import Message, joined
from corpus.processes.capacity import processes_at_once
from corpus.readers.sandbox.reader import Limits, Reader
from corpus.web.copies import CopyFolder

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from bot.service.embedder import BackgroundEmbedding
    from bot.service.library_service import LibraryService
    from bot.service.uploads import UploadQuery
    from bot.service.workspace import Workspace
    from corpus.documents import Part
    from corpus.engines.document_store import DocumentStore
    from corpus.engines.server_files import ServerFiles
    from corpus.folders.importer import Status
    from corpus.readers.loaded_file import LoadedFile
    from corpus.store.file_records import FileRecord
    from embeddings.store.removal import RemovedDocument

_READ_SECONDS = 120.0
_READ_BYTES = 2 * 2**30
_PASSAGES = 100_000
_COLLECTED_EVERY = 3_600.0
_FEWEST_READERS = 2
"""One slow file does not keep the others waiting, on one processor either."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What went with a document. `clean`: nothing of it can be read from the library's files any more.

    `deleted`: its file went too, since it had come through the page or from the web. `on_server`: some of it stays on
    a server's disk until that is written anew.
    """

    removed: RemovedDocument
    clean: bool
    deleted: bool
    on_server: bool = False


class LibraryEditor:
    """Adds documents to the library, and removes them, for the page. One change at a time, whichever thread asks.

    Files that come at the same time are read at the same time, before it is their turn to change the library.

    Without a `library` the page shows the sample library; the first document that can be read begins the person's own.
    """

    def __init__(
        self,
        workspace: Workspace,
        service: LibraryService,
        library: DocumentStore | None,
        embedding: BackgroundEmbedding | None,
        rules: UploadRules | None = None,
    ) -> None:
        self.rules = rules or UploadRules()
        self.folder = UploadFolder(workspace.libraries.uploads)
        self._workspace = workspace
        self._service = service
        self._library = library
        self._embedding = embedding
        limits = Limits(self.rules.file_bytes, _READ_BYTES, _READ_SECONDS, passages=_PASSAGES)
        self._reader = Reader(limits, at_once=self.readers())
        self._taking: set[str] = set()
        self._collected = time.monotonic()
        self._lock = threading.Lock()
        self._closing = ExitStack()
        self._closing.callback(self._reader.close)
        self.collect_orphans()

    @staticmethod
    def readers() -> int:
        """Return how many files are read at a time."""
        return max(_FEWEST_READERS, processes_at_once(_READ_BYTES))

    @property
    def _server_files(self) -> ServerFiles | None:
        """What the library keeps beside its documents where it lies on a server; None where it does not."""
        return self._library.server_files if self._library is not None else None

    @property
    def may_remove(self) -> bool:
        """True if the library that is shown can be changed; the sample library cannot."""
        return self._library is not None

    def close(self) -> None:
        """End the process that reads; close the library that was begun here, and end what embeds it."""
        self._closing.close()

    def partial(self) -> Path:
        """Return a path to write a file to while it comes. Raises UploadRefused if there is no room for it."""
        if time.monotonic() - self._collected > _COLLECTED_EVERY:
            self.collect_orphans()
        self._require_room()
        return self.folder.partial()

    def fetch(self, address: str) -> FileOutcome:
        """Fetch a page of the web, because a person gave its address, and add it; one that is there is replaced.

        Raises UploadRefused if there is no room for it, and LibraryErrors.
        """
        self._require_room()
        library = self._library
        if library is None:
            outcome = fetch_first_page(address, self._reader, self._begun)
        else:
            outcome = self._workspace.writer(library).fetch(address, self._reader)
            library.keep_room()
        if self._embedding is not None:
            self._embedding.wake()
        return outcome

    def _require_room(self) -> None:
        """Raise UploadRefused if there is no room for one more file, copies of web pages counted."""
        copies = UploadFolder(CopyFolder.of_library(self._workspace.libraries.folder).folder)
        files = self._server_files
        stored = files.upload_bytes() if files is not None else 0
        if stored + self.folder.size() + copies.size() + self.rules.file_bytes > self.rules.total_bytes:
            raise UploadRefused(
                Message("There is no more room for documents that are added in this page: remove some of them first."),
                507,
            )

    def take(self, partial: Path, file: UploadQuery) -> FileOutcome:
        """Keep what has come under its name and add it; delete it where it cannot be read or is there already.

        Found by its words once this returns; the vectors follow. Raises NameTaken where another file of that name came
        before and is to be asked about, UploadRefused, and LibraryErrors.
        """
        place = self.rules.place_of(file)
        if self._workspace.libraries.is_on_server:
            return self._stored(partial, place, file.known)
        if file.known is not KnownName.BOTH and self._has_another(partial, place):
            if file.known is KnownName.ASK:
                raise _taken(place)
            return self._replaced(partial, place)
        return self._kept(partial, place)

    def _stored(self, partial: Path, place: PurePosixPath, known: KnownName) -> FileOutcome:
        """Keep what has come on the server, in the transaction of its documents; nothing of it stays on this machine.

        Raises NameTaken as `take` does, whichever machine took the file that came before.
        """
        path, library = stored_path(place), self._library
        try:
            file = replace(self._reader.load(partial), path=path, stamp="")
            held = self._held(file)
            if known is KnownName.ASK and not held and library is not None and library.files.holds(path):
                raise _taken(place)
            parts = None if held else list(self._reader.parse(file))
            with self._lock:
                library = self._library or self._opened()
                outcome = self._uploaded(library, file, parts, place, known)
                self._added_to(library)
        except ReadError as error:
            return FileOutcome(path, "failed", reason=error.message)
        kept = PurePosixPath(outcome.path).name
        if outcome.status == "added" and kept != place.name:
            return _explained(
                outcome, Message("kept as {name}, since there is another {kept}", name=kept, kept=place.name)
            )
        return outcome

    def _uploaded(
        self,
        library: DocumentStore,
        file: LoadedFile,
        parts: Sequence[Part] | None,
        place: PurePosixPath,
        known: KnownName,
    ) -> FileOutcome:
        """Put a file that came through the page on the server, under a name that no other has there."""
        assert library.server_files is not None
        uploads = library.of_source(UPLOADS)
        with library.server_files.uploading():
            there, held = uploads.files.get(file.path), bool(self._held(file, uploads))
            if there is not None and there.fingerprint != file.fingerprint:
                if known is KnownName.ASK and not held:
                    raise _taken(place)
                if known is not KnownName.REPLACE or held:
                    file = replace(file, path=free_path(place, uploads.files.holds))
            return self._put(uploads, file, parts, place, stored_path(PurePosixPath(place.parts[0])))

    def _has_another(self, partial: Path, place: PurePosixPath) -> bool:
        """Return whether another file came with that name before, unless what has come is in the library already."""
        path, library = self.folder.path_of(place), self._library
        if library is None or library.files.get(str(path)) is None:
            return False
        with suppress(ReadError):
            return not self._held(self._reader.load(partial))
        return True

    def _replaced(self, partial: Path, place: PurePosixPath) -> FileOutcome:
        """Put what has come in the place of the file that came before, which stays where this one cannot be read."""
        path = self.folder.path_of(place)
        try:
            file = replace(self._reader.load(partial), path=str(path), stamp="")
            parts = list(self._reader.parse(file))
        except ReadError as error:
            return FileOutcome(str(path), "failed", reason=error.message)
        with self._lock:
            outcome = self._added(file, parts, place)
            if outcome.status in ("added", "updated"):
                self.folder.replace(partial, path)
        return outcome

    def _kept(self, partial: Path, place: PurePosixPath) -> FileOutcome:
        kept, path = place.name, self.folder.keep(partial, place)
        self._taking.add(str(path))
        outcome = None
        try:
            file = self._reader.load(path)
            parts = None if self._held(file) else list(self._reader.parse(file))
            with self._lock:
                outcome = self._added(file, parts, place)
        except ReadError as error:
            outcome = FileOutcome(str(path), "failed", reason=error.message)
        finally:
            if outcome is None or outcome.status in ("failed", "unchanged"):
                self.folder.drop(str(path))
            self._taking.discard(str(path))
        if outcome.status == "added" and path.name != kept:
            return _explained(
                outcome, Message("kept as {name}, since there is another {kept}", name=path.name, kept=kept)
            )
        return outcome

    def collect_orphans(self) -> int:
        """Delete files that a killed process was taking, which no document names; return how many there were.

        They are an hour old, at least, and nobody is taking them here.
        """
        library, self._collected = self._library, time.monotonic()
        if library is None:
            return 0
        with self._lock, suppress(OSError, LibraryError):
            return self.folder.collect(lambda path: path in self._taking or library.files.holds(path))
        return 0

    def remove(self, id: str) -> Receipt:
        """Remove a document, and its file if that came through the page.

        Raises UnknownDocument, LibraryErrors, and UploadRefused for the sample library.
        """
        with self._lock:
            library = self._changeable()
            document = library.document(id)
            removal = self._workspace.writer(library).remove([id])
            left = [path for path in (document.path, *document.others) if not library.files.holds(path)]
            dropped = [self.folder.drop(path) or is_stored(path) for path in left]
        return Receipt(removal.receipts[0], removal.clean, any(dropped) or bool(removal.deleted), bool(removal.server))

    def rename(self, collection: str, to: str) -> str:
        """Call a collection otherwise, "" for none at all, and return the id of the change. Its files stay as they are.

        Raises LibraryErrors, and UploadRefused for the sample library.
        """
        return self._changeable().arrangements.rename(collection, to)

    def move(self, documents: Collection[str], to: str) -> str:
        """Put documents into a collection, and return the id of the change.

        A file of several documents goes as a whole. Raises UnknownDocument, and what `rename` does.
        """
        library = self._changeable()
        moved = [library.document(each) for each in documents]
        return library.arrangements.move([path for each in moved for path in (each.path, *each.others)], to)

    def undo(self, change: str) -> None:
        """Take back what `rename` or `move` did. Raises ArrangedSince where something else was changed since."""
        self._changeable().arrangements.undo(change)

    def _changeable(self) -> DocumentStore:
        """Return the person's own library. Raises UploadRefused for the sample library."""
        if self._library is None:
            raise UploadRefused(
                Message("The sample library stays as it is. Add a document, and your own library begins.")
            )
        return self._library

    def _held(self, file: LoadedFile, library: DocumentStore | None = None) -> list[FileRecord]:
        """Return the files of the library that hold just the same and are still there."""
        library = library or self._library
        if library is None:
            return []
        found = library.files.with_fingerprint(file.fingerprint)
        here = self._workspace.libraries.source if library.server_files is not None else None
        return [each for each in found if here not in (None, each.source) or not is_gone(each.path)]

    def _added(self, file: LoadedFile, parts: Sequence[Part] | None, place: PurePosixPath) -> FileOutcome:
        """Add what was read of a file; what could not be read begins no library.

        The folder that it came with is noted as added, so that names in it count as words, as for the command line.
        """
        library = self._library or self._opened()
        outcome = self._put(library, file, parts, place, str(self.folder.path_of(PurePosixPath(place.parts[0]))))
        self._added_to(library)
        return outcome

    def _put(
        self, library: DocumentStore, file: LoadedFile, parts: Sequence[Part] | None, place: PurePosixPath, top: str
    ) -> FileOutcome:
        """Add a file, or its path alone; `top` is the path of the first of the folders that it came in, if any."""
        if len(place.parts) > 1:
            library.files.note_folder(top)
        if there := self._held(file, library):
            return self._joined(library, file, there, top if len(place.parts) > 1 else None)
        return add_loaded(library, file, self._reader.parse if parts is None else lambda _: iter(parts))

    def _added_to(self, library: DocumentStore) -> None:
        """Go on with a library that something was added to: it is the one that is shown, and it is embedded."""
        library.keep_room()
        self._begin(library)
        if self._embedding is not None:
            self._embedding.wake()

    def _joined(
        self, library: DocumentStore, file: LoadedFile, there: Sequence[FileRecord], top: str | None
    ) -> FileOutcome:
        """Let what is in the library already stand at its new place, too, where that is of another collection."""
        first = there[0]
        is_new = top is not None and not any(Path(top) in Path(each.path).parents for each in there)
        if is_new:
            library.files.attach(file.path, file.fingerprint, file.stamp)
        reason = Message("the same as {path}", path=Path(first.path).name)
        status: Status = "added" if is_new else "unchanged"
        return FileOutcome(file.path, status, first.document, first.documents, first.passages, reason)

    def _begun(self) -> DocumentStore:
        """Return the person's own library, begun where there is none yet."""
        with self._lock:
            library = self._library or self._opened()
            self._begin(library)
        return library

    def _opened(self) -> DocumentStore:
        library = self._workspace.libraries.open_to_write(make=True)
        self._closing.callback(library.close)
        return library

    def _begin(self, library: DocumentStore) -> None:
        """Switch from the sample library to the person's own."""
        if self._library is not None:
            return
        self._service.switch_library(library, self._workspace.answers(library))
        self._embedding = self._workspace.writer(library).embedding_in_background()
        if self._embedding is not None:
            self._closing.callback(self._embedding.stop)
        self._library = library


def _taken(place: PurePosixPath) -> NameTaken:
    return NameTaken(Message("there is another {name} already", name=place.name))


def _explained(outcome: FileOutcome, reason: Message) -> FileOutcome:
    return replace(outcome, reason=joined([outcome.reason, reason]) if outcome.reason else reason)


def discard(partial: Path) -> None:
    """Delete what came of a file that is not kept."""
    with suppress(OSError):
        partial.unlink(missing_ok=True)
