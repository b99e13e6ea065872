"""What commands and `import besa` work with: the library that is meant, its encoder, its answerer.

What takes long to import is imported by the step that needs it.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Self

from platformdirs import user_cache_path, user_data_path

from bot.errors import NoLibrary
from bot.wording.reporter import LOG, Reporter
from corpus.errors import UnknownDocument
from corpus.messages import Message
from embeddings.encoders.backend import Backend
from embeddings.errors import EmbeddingError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from threading import Event

    from bot.answering.answerer import Answerer
    from bot.service.answer_process import AnswerProcess
    from bot.service.embedder import BackgroundEmbedding, Embedder
    from bot.service.library_service import Answers, LibraryService
    from corpus.folders.importer import FileOutcome
    from corpus.readers.sandbox.reader import Limits
    from corpus.store.library import Library
    from embeddings.encoders.base import Encoder
    from embeddings.reranking.base import Reranker
    from embeddings.store.removal import RemovedDocument

EMBEDDED_AT_ONCE = 512
"""While files are added, passages get their vectors whenever so many wait for them."""

_MIGRATING = "This library was made by an earlier Besa; it is brought up to date with all it holds, which is done once."


@dataclass(frozen=True, slots=True)
class Removal:
    """The receipts of what was removed. `clean` says that the library's files hold nothing of it any more."""

    receipts: tuple[RemovedDocument, ...]
    clean: bool


@dataclass(slots=True)
class Workspace:
    """Opens libraries and makes what works on them: encoders, answerers, the process that answers for the page.

    `library` is the folder that a person named, if any; `data` holds the others, `cache` what can be made again.

    `backend` is what runs the default encoder; `reranker` names what reads the best passages, the default one if it is
    None; `apart`: the page's questions are answered in a process of their own.
    An encoder that answers is loaded once, whichever libraries it answers from; one that embeds is another, for its
    batches would hold questions up.
    """

    library: Path | None
    data: Path
    cache: Path
    backend: Backend = Backend.ONNX
    apart: bool = False
    reporter: Reporter = LOG
    reranker: str | None = None
    _process: AnswerProcess | None = field(default=None, init=False, repr=False, compare=False)
    _encoders: dict[str, Encoder] = field(default_factory=dict, init=False, repr=False, compare=False)
    _reranker: Reranker | None = field(default=None, init=False, repr=False, compare=False)

    @classmethod
    def of_user(
        cls,
        library: str | os.PathLike[str] | None = None,
        *,
        backend: Backend = Backend.ONNX,
        apart: bool = False,
        reporter: Reporter = LOG,
        reranker: str | None = None,
    ) -> Self:
        """Return the workspace of whoever runs this process, over `library`.

        Without one, BESA_LIBRARY names the library; where it does not either, it lies in the user's data folder.
        Without the name of a `reranker`, BESA_RERANKER names it.
        Raises NoLibrary for the address of a server.
        """
        named = library or os.environ.get("BESA_LIBRARY")
        if isinstance(named, str) and "://" in named:
            raise NoLibrary(Message("{name} cannot be opened: name the folder of a library.", name=named))
        folder = Path(named).expanduser() if named else None
        reranker = reranker or os.environ.get("BESA_RERANKER") or None
        return cls(folder, user_data_path("besa"), user_cache_path("besa"), backend, apart, reporter, reranker)

    @property
    def folder(self) -> Path:
        """Folder of the library, whether it is there or not."""
        return self.library or self.data / "library"

    @property
    def uploads(self) -> Path:
        """Folder of the files that come through the page: beside the library, not among a person's own files."""
        return self.folder.with_name(f"{self.folder.name}-uploads")

    def open_to_read(self, *, sample_will_do: bool = False) -> tuple[Library, bool]:
        """Open the library to read from; True beside it for the sample, which is read while there is no other.

        Raises NoLibrary if a library was named that is not there, unless the sample will do.
        """
        if self.is_there():
            return self._open(self.folder), False
        if self.library is not None and not sample_will_do:
            raise NoLibrary(
                Message(
                    "There is no library in {folder}. Make it with: besa add --library {folder} PATH",
                    folder=self.folder,
                )
            )
        self.reporter.say("There is no library yet: this is the sample library. Make your own with: besa add PATH")
        return self.open_sample(), True

    def open_to_write(self, *, make: bool = False) -> Library:
        """Open the library to change. Raises NoLibrary if there is none and none is to be made."""
        if not make and not self.is_there():
            raise NoLibrary(Message("There is no library in {folder}. Make it with: besa add PATH", folder=self.folder))
        return self._open(self.folder)

    def add(
        self, library: Library, paths: Sequence[Path], limits: Limits | None = None, *, prune: bool = False
    ) -> Iterator[FileOutcome]:
        """Add files and folders; each outcome is yielded as soon as it is certain. Vectors follow batch by batch.

        With `prune`, files at and below these paths that are there no more are dropped.
        """
        from corpus.folders.importer import add_plan, files_to_add
        from corpus.folders.pruning import is_known
        from corpus.folders.pruning import prune as prune_files
        from corpus.readers.sandbox.reader import Reader

        plan = files_to_add(paths)
        self.reporter.passed_over(plan.passed_over)
        yield from (each for each in plan.failures if not (prune and is_known(library, Path(each.path))))
        embedder, waiting = self._embedder(library), 0
        with Reader(limits) as reader, self.reporter.steps() as advance:
            for done, outcome in enumerate(add_plan(library, plan, reader), 1):
                advance("Reading", done, len(plan.files))
                yield outcome
                waiting += outcome.passages if outcome.status in ("added", "updated") else 0
                if waiting >= EMBEDDED_AT_ONCE:
                    embedder.embed(partial(advance, "Embedding"))
                    waiting = 0
            gone = False
            for outcome in prune_files(library, paths) if prune else ():
                yield outcome
                gone |= outcome.status == "removed"
            embedder.embed(partial(advance, "Embedding"))
        if gone:
            _purge(library)

    def remove(self, library: Library, names: Sequence[str]) -> Removal:
        """Remove the documents that go by these names, and everything from which they could be read again.

        Raises UnknownDocument, removing none.
        """
        from embeddings.store.removal import remove_documents

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
        ids = dict.fromkeys(id for name in names for id in library.names.find_file(name))
        removed = remove_documents(library.store, list(ids))
        return Removal(tuple(removed), _purge(library))

    def watch(
        self, library: Library, folders: Sequence[Path], stop: Event, *, polling: bool = False
    ) -> Iterator[FileOutcome]:
        """Keep the library in step with folders until `stop` is set; what changed is yielded as it happens."""
        from bot.service.embedder import BackgroundEmbedding
        from corpus.folders.watcher import FolderWatch, Pace
        from corpus.readers.sandbox.reader import Reader

        with Reader() as reader, BackgroundEmbedding(self._embedder(library), self.reporter.warn) as embedding:
            embedding.wake()
            for outcome in FolderWatch(library, folders, reader, Pace(polling=polling)).changes(stop):
                embedding.wake()
                yield outcome

    def embed(self, library: Library, name: str | None = None) -> None:
        """Give every passage its vectors: from the library's encoder, or from the one called `name` from now on."""
        from embeddings.embedding import change_encoder
        from embeddings.store.vector_store import VectorStore

        with self.reporter.progress("Embedding") as advance:
            active = VectorStore(library.store).encoders.active()
            encoder = self._encoder(name) if name is not None else None
            if encoder is not None and active is not None and active.name != encoder.name:
                change_encoder(library, encoder, advance)
                return
            if encoder is not None:
                VectorStore(library.store).encoders.get_or_create(encoder.name, encoder.dimension)
            self._embedder(library, encoder).embed(advance)

    def embedding_in_background(self, library: Library) -> BackgroundEmbedding | None:
        """Give passages that are found by words only their vectors, whenever it is woken; None where it may not."""
        from bot.service.embedder import BackgroundEmbedding

        if library.store.read_only:
            return None
        embedding = BackgroundEmbedding(self._embedder(library), self.reporter.warn)
        embedding.start()
        return embedding

    def service(self, library: Library) -> LibraryService:
        """Return what the page asks about a library."""
        from bot.service.library_service import LibraryService

        return LibraryService(library, self.answers(library))

    def answers(self, library: Library) -> Answers:
        """Return what answers for the page, in a process of its own if that is wanted."""
        if not self.apart:
            return self.answerer(library)
        from bot.service.answer_process import AnswerProcess, RemoteAnswerer

        folder = library.store.folder.absolute()
        if self._process is None:
            arguments = (self.data, self.cache, self.backend.value, self.reranker or "", folder)
            self._process = AnswerProcess([*map(str, arguments)])
        return RemoteAnswerer(self._process, folder)

    def close(self) -> None:
        """End the process that answers for the page, if there is one."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def answerer(self, library: Library) -> Answerer:
        """Return an answerer of a library; its encoder and its re-ranker are loaded meanwhile."""
        encoder, reranker = self.encoder_of(library), self.reranker_of_user()
        Thread(target=_warm_up, args=(encoder, reranker), name="warming up").start()
        from bot.answering.answerer import Answerer
        from embeddings.ranking.retriever import Retriever

        return Answerer(library, Retriever(library, encoder, reranker))

    def encoder_of(self, library: Library) -> Encoder:
        """Return the encoder whose vectors the library has; the default one if it has none."""
        from embeddings.encoders.registry import DEFAULT_ENCODER
        from embeddings.store.vector_store import VectorStore

        active = VectorStore(library.store).encoders.active()
        name = active.name if active else DEFAULT_ENCODER
        if name not in self._encoders:
            self._encoders[name] = self._encoder(name)
        return self._encoders[name]

    def reranker_of_user(self) -> Reranker | None:
        """Return what reads the best passages, always the same one; None where none is wanted."""
        from embeddings.reranking.registry import load_reranker

        if self._reranker is None:
            self._reranker = load_reranker(self.reranker, self.cache / "models", report=self.reporter.say)
        return self._reranker

    def is_there(self) -> bool:
        """Return whether there is a library in the folder, not counting the sample library."""
        from corpus.store.database import DATABASE

        return (self.folder / DATABASE).exists()

    def _open(self, folder: Path) -> Library:
        from corpus.store.library import Library
        from embeddings.store.schema import EMBEDDINGS

        with self.reporter.late_progress(_MIGRATING, "Updating") as advance:
            return Library.open(folder, EMBEDDINGS, progress=advance)

    def open_sample(self) -> Library:
        """Return the sample library, made or brought up to date first. Raises LibraryErrors."""
        from corpus.folders.samples import fill_with_samples
        from corpus.readers.sandbox.reader import Reader

        library = self._open(self.data / "sample-library")
        with Reader() as reader, self.reporter.progress("Reading the sample library") as advance:
            fill_with_samples(library, reader, advance)
        self.embed(library)
        return library

    def _embedder(self, library: Library, encoder: Encoder | None = None) -> Embedder:
        from bot.service.embedder import Embedder

        return Embedder(library, self._encoder, encoder)

    def _encoder(self, name: str | None) -> Encoder:
        from embeddings.encoders.registry import load_encoder

        return load_encoder(name, self.cache / "models", backend=self.backend, report=self.reporter.say)


def _warm_up(encoder: Encoder, reranker: Reranker | None) -> None:
    """Load both while other things are made ready; what is wrong with them is said to who asks first.

    RuntimeError is what a program gets that ends meanwhile, as after a question that was refused: it may not start
    threads any more.
    """
    with suppress(EmbeddingError, OSError, ValueError, RuntimeError):
        encoder.encode_question("")
    if reranker is not None:
        with suppress(EmbeddingError, OSError, ValueError, RuntimeError):
            reranker.score("", [""])


def _purge(library: Library) -> bool:
    """Make what was removed illegible in the library's files; False where another process still holds some of it."""
    from embeddings.index.index_manager import IndexManager
    from embeddings.store.vector_store import VectorStore

    IndexManager(VectorStore(library.store)).drop()
    return library.store.purge()
