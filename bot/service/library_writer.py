"""What changes a library: files are added, removed and followed, and passages get their vectors.

What takes long to import is imported by the step that needs it.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import takewhile
from pathlib import Path
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, cast

from corpus.errors import CorpusError, DiskFull, UnknownDocument
from corpus.messages import Message

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from bot.service.embedder import BackgroundEmbedding, Embedder
    from bot.service.model_loader import ModelLoader
    from bot.wording.reporter import Reporter
    from corpus.engines.document_store import DocumentStore
    from corpus.folders.importer import FileOutcome
    from corpus.readers.sandbox.reader import Limits, Reader
    from corpus.web.fetcher import Fetcher
    from embeddings.encoders.base import Encoder
    from embeddings.store.removal import RemovedDocument

FOLLOWED_SECONDS = 2.0
"""Pause between two looks for passages that wait for their vectors."""
_LOOK_SECONDS = 0.2
"""Pause between two looks whether what is read is to end."""
EMBEDDED_AT_ONCE = 512
"""While files are added, passages get their vectors whenever so many wait for them."""


@dataclass(frozen=True, slots=True)
class Removal:
    """The receipts of what was removed. `clean` says that the library's files hold nothing of it any more.

    `deleted` are the paths of copies of web pages that went, too: Besa had made them. `server` is the address of the
    server on whose disk some of it stays until that is written anew; "" for a library in a folder.
    """

    receipts: tuple[RemovedDocument, ...]
    clean: bool
    deleted: tuple[str, ...] = ()
    server: str = ""


class PagesRecognised:
    """Counts the pages that are read as pictures, of all files together; any thread may count."""

    def __init__(self) -> None:
        self._of_files: dict[str, tuple[int, int]] = {}
        self._lock = Lock()

    def telling(self, advance: Callable[[int, int], None]) -> Callable[[str, int, int], None]:
        """Return what takes a file's path, the number of its pages that are read, and of all; it tells the sums."""

        def count(path: str, done: int, pages: int) -> None:
            with self._lock:
                self._of_files[path] = done, pages
                advance(*(sum(each) for each in zip(*self._of_files.values(), strict=True)))

        return count


@dataclass(frozen=True, slots=True)
class LibraryWriter:
    """Changes one library, and tells `reporter` how far it is.

    What takes long ends early once `stop` is set: the file that is being read is left as it was, the one that is being
    stored, and the passages that are being embedded, are finished.
    """

    library: DocumentStore
    models: ModelLoader
    reporter: Reporter
    stop: Event = field(default_factory=Event)

    def add(
        self,
        paths: Sequence[Path],
        limits: Limits | None = None,
        *,
        prune: bool = False,
        addresses: Sequence[str] = (),
        encoding: str = "",
    ) -> Iterator[FileOutcome]:
        """Add files and folders; each outcome is yielded as soon as it is certain. Vectors follow batch by batch.

        With `prune`, files at and below these paths that are there no more are dropped. The pages at `addresses` are
        fetched from the web, which is for those alone that a person has asked for. `encoding` is the one that the
        person says text without a mark is in.
        """
        from corpus.folders.discovery import PassedOver
        from corpus.folders.importer import add_plan, files_to_add
        from corpus.folders.pruning import is_known
        from corpus.folders.pruning import prune as prune_files
        from corpus.readers.sandbox.reader import Reader

        plan, named = files_to_add(paths), {Path(path).absolute() for path in paths}
        self.reporter.passed_over(plan.passed_over)
        yield from (each for each in plan.failures if not (prune and is_known(self.library, Path(each.path))))
        embedder, waiting, unchanged = self._embedder(), 0, False
        pictures: list[PassedOver] = []
        pages = PagesRecognised()
        most = 1 if len(plan.files) < 2 else None
        with (
            self.reporter.steps() as advance,
            Reader(
                limits, encoding, at_once=most, on_recognised=pages.telling(partial(advance, "Recognising text"))
            ) as reader,
            self._ended_when_told(add_plan(self.library, plan, reader), reader) as outcomes,
        ):
            for done, outcome in enumerate(outcomes, 1):
                advance("Reading", done, len(plan.files))
                if outcome.is_picture and outcome.reason and Path(outcome.path) not in named:
                    pictures.append(PassedOver(Path(outcome.path), outcome.reason))
                    continue
                yield outcome
                unchanged |= outcome.status == "unchanged"
                waiting += outcome.passages if outcome.status in ("added", "updated") else 0
                if waiting >= EMBEDDED_AT_ONCE:
                    embedder.embed(partial(advance, "Embedding"), self._goes_on)
                    waiting = 0
            self.reporter.passed_over(pictures)
            for done, address in enumerate(takewhile(lambda _: self._goes_on(), addresses), 1):
                advance("Fetching", done, len(addresses))
                yield self.fetch(address, reader)
            gone = False
            for outcome in prune_files(self.library, paths) if prune and self._goes_on() else ():
                yield outcome
                gone |= outcome.status == "removed"
            embedder.embed(partial(advance, "Embedding"), self._goes_on)
        if gone:
            _purge(self.library)
        self.library.keep_room()
        if unchanged and (outdated := self.library.files.outdated()):
            self.reporter.say(f"{len(outdated):,} files here were read by an older Besa; read them anew: besa reread")

    def reread(self, paths: Sequence[str]) -> Iterator[FileOutcome]:
        """Read again what was read at these paths, though it has not changed; vectors follow at the end."""
        from corpus.folders.importer import reread
        from corpus.readers.sandbox.reader import Reader

        embedder, pages = self._embedder(), PagesRecognised()
        with (
            self.reporter.steps() as advance,
            Reader(at_once=None, on_recognised=pages.telling(partial(advance, "Recognising text"))) as reader,
            self._ended_when_told(reread(self.library, paths, reader), reader) as outcomes,
        ):
            for done, outcome in enumerate(outcomes, 1):
                advance("Reading", done, len(paths))
                yield outcome
            embedder.embed(partial(advance, "Embedding"), self._goes_on)
        self.library.keep_room()

    def remove(self, names: Sequence[str]) -> Removal:
        """Remove the documents that go by these names, and everything from which they could be read again.

        On a full disk, what can be made again makes room, and what is kept for this. Raises UnknownDocument and
        DiskFull, removing none.
        """
        from corpus.web.copies import CopyFolder
        from embeddings.engines.opening import engine_of, is_server

        for name in names:
            if Path(name).is_dir():
                raise UnknownDocument(
                    Message(
                        "{folder} is a folder; name its documents (besa sources --source '{path}/*' lists them), or "
                        "delete the files themselves and then: besa add --prune {folder}",
                        folder=name,
                        path=Path(name).absolute(),
                    )
                )
        engine = engine_of(self.library)
        ids = dict.fromkeys(id for name in names for id in self.library.names.find_file(name))
        try:
            removed = engine.remove(list(ids))
        except DiskFull:
            engine.make_room()
            removed = engine.remove(list(ids))
        copies = CopyFolder.of_library(self.library.local_folder)
        left = {each.path for each in removed if not self.library.files.holds(each.path)}
        deleted = tuple(path for path in sorted(left) if copies.drop(path))
        clean = _purge(self.library)
        self.library.keep_room()
        server = self.library.name if is_server(self.library.location) else ""
        return Removal(tuple(removed), clean, deleted, server)

    def fetch(self, address: str, reader: Reader) -> FileOutcome:
        """Fetch one page, because a person gave its address, and add it."""
        from corpus.web.adding import PageImporter

        return PageImporter(self.library, reader, _fetcher(reader)).add(address)

    def watch(self, folders: Sequence[Path], *, polling: bool = False) -> Iterator[FileOutcome]:
        """Keep the library in step with folders until `stop` is set; what changed is yielded as it happens."""
        from bot.service.embedder import BackgroundEmbedding
        from corpus.folders.watcher import FolderWatch, Pace
        from corpus.readers.sandbox.reader import Reader

        with Reader(at_once=None) as reader, BackgroundEmbedding(self._embedder(), self.reporter.warn) as embedding:
            embedding.wake()
            changes = FolderWatch(self.library, folders, reader, Pace(polling=polling)).changes(self.stop)
            with self._ended_when_told(changes, reader) as outcomes:
                for outcome in outcomes:
                    embedding.wake()
                    yield outcome

    def embed(self, name: str | None = None, *, follow: bool = False) -> None:
        """Give every passage its vectors: from the library's encoder, or from the one called `name` from now on.

        With `follow`, go on with what others add until `stop` is set; an outage is waited out.
        """
        self._embed_all(name)
        if follow and self._goes_on():
            self.reporter.say("Embedding what is added  (Ctrl+C ends it)")
            self._follow(self._embedder())

    def _follow(self, embedder: Embedder) -> None:
        """Embed what comes, until `stop` is set; what goes wrong is told once and tried again."""
        told = ""
        while not self.stop.wait(FOLLOWED_SECONDS):
            try:
                embedder.embed(lambda done, total: None, self._goes_on)
                told = ""
            except CorpusError as error:
                if str(error) != told:
                    self.reporter.warn(f"Embedding has stopped, and is tried again later: {error}")
                told = str(error)

    def _embed_all(self, name: str | None) -> None:
        from embeddings.embedding import change_encoder
        from embeddings.engines.opening import engine_of

        with self.reporter.progress("Embedding") as advance:
            queue = engine_of(self.library).queue()
            active = queue.encoder()
            encoder = self.models.encoder(name) if name is not None else None
            if encoder is not None and active is not None and active.name != encoder.name:
                change_encoder(self.library, encoder, advance, self._goes_on)
                return
            if encoder is not None:
                queue.use(encoder.name, encoder.dimension)
            self._embedder(encoder).embed(advance, self._goes_on)

    def embedding_in_background(self) -> BackgroundEmbedding | None:
        """Give passages that are found by words only their vectors, whenever it is woken; None where it may not."""
        from bot.service.embedder import BackgroundEmbedding

        if self.library.read_only:
            return None
        embedding = BackgroundEmbedding(self._embedder(), self.reporter.warn)
        embedding.start()
        return embedding

    def _goes_on(self) -> bool:
        return not self.stop.is_set()

    @contextmanager
    def _ended_when_told(self, outcomes: Iterator[FileOutcome], reader: Reader) -> Iterator[Iterator[FileOutcome]]:
        """Give the outcomes of what `reader` reads until `stop` is set; what it reads then ends."""
        left = Event()

        def end_what_is_read() -> None:
            while not left.wait(_LOOK_SECONDS):
                if self.stop.is_set():
                    reader.close()
                    return

        watching = Thread(target=end_what_is_read, name="ending", daemon=True)
        watching.start()
        try:
            with closing(_until(self.stop, outcomes)) as some:
                yield some
        finally:
            left.set()
            watching.join()

    def _embedder(self, encoder: Encoder | None = None) -> Embedder:
        from bot.service.embedder import Embedder

        return Embedder(self.library, self.models.encoder, encoder)


def fetch_first_page(address: str, reader: Reader, begin: Callable[[], DocumentStore]) -> FileOutcome:
    """Fetch one page as `LibraryWriter.fetch` does, and add it to the library that `begin` makes if it can be read."""
    from corpus.web.adding import add_first_page

    return add_first_page(address, reader, _fetcher(reader), begin)


def _fetcher(reader: Reader) -> Fetcher:
    """Return what fetches: the only place in Besa from which anything is."""
    from corpus.web import fetcher

    return fetcher.Fetcher(reader.limits.file_bytes)


def _until(stop: Event, outcomes: Iterator[FileOutcome]) -> Generator[FileOutcome, None, None]:
    """Yield them until `stop` is set; what has failed then may have failed by that, and is told the next time."""
    with closing(cast("Generator[FileOutcome, None, None]", outcomes)):
        for each in outcomes:
            if not stop.is_set() or each.status != "failed":
                yield each
            if stop.is_set():
                return


def _purge(library: DocumentStore) -> bool:
    """Make what was removed illegible in the library's files; False where some of it may be left.

    That is so where another process still holds some, or the disk has no room to write the rest anew.
    """
    from bot.service.shared_answers import SharedAnswers
    from embeddings.engines.opening import engine_of

    try:
        SharedAnswers.beside(library).forget_missing(lambda: {each.id for each in library.list.all()})
    except DiskFull:
        return False
    return engine_of(library).erase_removed()
