"""What commands and `import besa` work with: the libraries that are meant, models, and what answers from them.

What takes long to import is imported by the step that needs it.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Self

from platformdirs import user_cache_path, user_data_path

from bot.errors import NoLibrary
from bot.service.library_writer import LibraryWriter
from bot.service.model_loader import ModelLoader
from bot.service.sources import source_name
from bot.service.user_libraries import UserLibraries
from bot.wording.reporter import LOG, Reporter
from corpus.messages import Message
from corpus.postgres.address import is_address, shown
from embeddings.encoders.backend import Backend
from embeddings.errors import EmbeddingError

if TYPE_CHECKING:
    from types import TracebackType

    from bot.answering.answerer import Answerer
    from bot.service.answer_process import AnswerProcess
    from bot.service.library_service import Answers, LibraryService
    from corpus.engines.document_store import DocumentStore
    from embeddings.encoders.base import Encoder
    from embeddings.reranking.base import Reranker


class Workspace:
    """Libraries, models, and what works on them. Use it as a context manager, or close it.

    `library` is the folder or address that a person named, if any; `data` holds the others, `cache` what can be made
    again. `backend` is what runs the default encoder; `reranker` names what reads the best passages, the default one
    if it is None; `apart`: the page's questions are answered in a process of their own; `source` is whose
    paths are added, if not this machine's. What changes a library ends early once `stop` is set.
    """

    def __init__(
        self,
        library: str | Path | None,
        data: Path,
        cache: Path,
        backend: Backend = Backend.ONNX,
        apart: bool = False,
        reporter: Reporter = LOG,
        reranker: str | None = None,
        source: str = "",
        stop: Event | None = None,
    ) -> None:
        self.reporter = reporter
        self.models = ModelLoader(cache / "models", backend, reranker, reporter)
        self.libraries = UserLibraries(library, data, self.models, reporter, source)
        self.stop = stop or Event()
        self._apart = apart
        self._process_arguments = (str(data), str(cache), backend.value, reranker or "")
        self._process: AnswerProcess | None = None

    @classmethod
    def of_user(
        cls,
        library: str | os.PathLike[str] | None = None,
        *,
        backend: Backend = Backend.ONNX,
        apart: bool = False,
        reporter: Reporter = LOG,
        reranker: str | None = None,
        source: str = "",
        stop: Event | None = None,
    ) -> Self:
        """Return the workspace of whoever runs this process, over `library`.

        Without one, BESA_LIBRARY names the library; where it does not either, it lies in the user's data folder.
        Without the name of a `reranker`, BESA_RERANKER names it. `source`, or else BESA_SOURCE, says whose paths are
        added, if not this machine's. Raises NoLibrary for an address of something else, BotError for no
        name of a source.
        """
        named = _location(library or os.environ.get("BESA_LIBRARY"))
        reranker = reranker or os.environ.get("BESA_RERANKER") or None
        given = source or os.environ.get("BESA_SOURCE", "")
        source = source_name(given) if given else ""
        data, cache = user_data_path("besa"), user_cache_path("besa")
        return cls(named, data, cache, backend, apart, reporter, reranker, source, stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process that answers for the page, if there is one."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def writer(self, library: DocumentStore) -> LibraryWriter:
        """Return what changes a library."""
        return LibraryWriter(library, self.models, self.reporter, self.stop)

    def service(self, library: DocumentStore) -> LibraryService:
        """Return what the page asks about a library."""
        from bot.service.library_service import LibraryService

        return LibraryService(library, self.answers(library))

    def answers(self, library: DocumentStore) -> Answers:
        """Return what answers for the page, in a process of its own if that is wanted."""
        if not self._apart:
            return self.answerer(library)
        from bot.service.answer_process import AnswerProcess, RemoteAnswerer

        if self._process is None:
            self._process = AnswerProcess([*self._process_arguments, library.location])
        return RemoteAnswerer(self._process, library.location)

    def answerer(self, library: DocumentStore) -> Answerer:
        """Return an answerer of a library; its encoder and its re-ranker are loaded meanwhile."""
        encoder, reranker = self.models.answering_encoder(library), self.models.reranker()
        Thread(target=_warm_up, args=(encoder, reranker), name="warming up").start()
        from bot.answering.answerer import Answerer
        from embeddings.ranking.retriever import Retriever

        return Answerer(library, Retriever(library, encoder, reranker))


def _location(named: str | os.PathLike[str] | None) -> str | Path | None:
    """Return the folder or the address that is named. Raises NoLibrary."""
    if not named:
        return None
    if is_address(named):
        return Path(named).as_posix() if isinstance(named, os.PathLike) else named
    if "://" in str(named) or re.match(r"\w{2,}:/", str(named)):  # a path has lost one of the slashes
        raise NoLibrary(
            Message(
                "{name} cannot be opened: name the folder of a library, or the address of one: "
                "postgresql://USER@HOST/DATABASE",
                name=shown(str(named)),
            )
        )
    return Path(named).expanduser()


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
