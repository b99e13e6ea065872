"""What a command works with: the library that is meant, its encoder, its answerer; with progress in the terminal.

What takes long to import is imported by the step that needs it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import NoLibrary
from bot.terminal import progress, say

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from bot.answering import Answerer
    from bot.librarian import LibraryDesk
    from corpus.adding import Added
    from corpus.document_store import Library
    from corpus.reading import Limits
    from embeddings.encoder import Encoder


@dataclass(frozen=True, slots=True)
class Workroom:
    """`library` is the folder that a person named, if any; `data` holds the others, `cache` what can be made again."""

    library: Path | None
    data: Path
    cache: Path

    @property
    def folder(self) -> Path:
        return self.library or self.data / "library"

    def open_to_read(self, *, sample_will_do: bool = False) -> tuple[Library, bool]:
        """The library to read from, and whether it is the sample, which is read while there is no other.

        Raises NoLibrary where a library was named that is not there, unless the sample will do.
        """
        if self._is_there():
            return self._open(self.folder), False
        if self.library is not None and not sample_will_do:
            raise NoLibrary(
                f"There is no library in {self.folder}. Make it with: besa add --library {self.folder} PATH"
            )
        say("There is no library yet: this is the sample library. Make your own with: besa add PATH")
        return self._sample(), True

    def open_to_write(self, *, make: bool = False) -> Library:
        """The library to change. Raises NoLibrary where there is none and none is to be made."""
        if not make and not self._is_there():
            raise NoLibrary(f"There is no library in {self.folder}. Make it with: besa add PATH")
        return self._open(self.folder)

    def add(self, library: Library, paths: Sequence[Path], limits: Limits | None = None) -> Iterator[Added]:
        """Adds files and folders; each outcome is yielded as soon as it is certain."""
        from corpus.adding import add_files, files_to_add
        from corpus.reading import Reader

        files, failures = files_to_add(paths)
        yield from failures
        with Reader(limits) as reader, progress("Reading", len(files)) as advance:
            for done, outcome in enumerate(add_files(library, files, reader), 1):
                advance(done, len(files))
                yield outcome

    def embed(self, library: Library, name: str | None = None) -> None:
        """Gives every passage its vectors: from the library's encoder, or from the one called `name` from now on."""
        from embeddings.indexing import change_encoder, embed_pending
        from embeddings.vector_store import VectorStore

        vectors = VectorStore(library.store)
        active = vectors.active()
        if active is not None and name is None and not vectors.pending_count(active):
            return
        encoder = self._encoder(name or (active.name if active else None))
        with progress("Embedding") as advance:
            if active is not None and active.name != encoder.name:
                change_encoder(library, encoder, advance)
            else:
                record = vectors.require(encoder.name, encoder.dimension)
                embed_pending(library, encoder, record, advance)

    def embed_in_background(self, library: Library) -> None:
        """Lets passages that were found by words only so far get their vectors while something else is done."""
        if not library.store.read_only:
            threading.Thread(target=self.embed, args=(library,), name="embedding", daemon=True).start()

    def answerer(self, library: Library) -> Answerer:
        from bot.answering import Answerer
        from embeddings.retrieval import Retriever

        return Answerer(library, Retriever(library, self.encoder_of(library)))

    def desk(self, library: Library) -> LibraryDesk:
        from bot.librarian import LibraryDesk

        return LibraryDesk(library, self.answerer(library))

    def encoder_of(self, library: Library) -> Encoder:
        """The encoder whose vectors the library has; the default one where it has none."""
        from embeddings.vector_store import VectorStore

        active = VectorStore(library.store).active()
        return self._encoder(active.name if active else None)

    def _is_there(self) -> bool:
        from corpus.store import DATABASE

        return (self.folder / DATABASE).exists()

    def _open(self, folder: Path) -> Library:
        from corpus.document_store import Library

        return Library.open(folder)

    def _sample(self) -> Library:
        from corpus.reading import Reader
        from corpus.samples import fill_with_samples

        library = self._open(self.data / "sample-library")
        with Reader() as reader, progress("Reading the sample library") as advance:
            fill_with_samples(library, reader, advance)
        self.embed(library)
        return library

    def _encoder(self, name: str | None) -> Encoder:
        from embeddings.encoders import load_encoder

        return load_encoder(name, self.cache / "models", report=say)
