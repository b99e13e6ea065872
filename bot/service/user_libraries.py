"""The libraries of whoever runs this process: the one that is meant, and the sample library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.errors import NoLibrary
from bot.service.library_writer import LibraryWriter
from bot.service.sources import machine_source
from corpus.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from bot.service.model_loader import ModelLoader
    from bot.wording.reporter import Reporter
    from corpus.engines.document_store import DocumentStore

_SAMPLE = "sample-library"
_MIGRATING = "This library was made by an earlier Besa; it is brought up to date with all it holds, which is done once."


@dataclass(frozen=True, slots=True)
class UserLibraries:
    """Opens libraries; whoever asks for one closes it. `named` is the folder or address that a person named, if any.

    The others lie in `data`. `named_source` is whose paths are added, if not this machine's.
    """

    named: str | Path | None
    data: Path
    models: ModelLoader
    reporter: Reporter
    named_source: str = ""

    @property
    def location(self) -> str | Path:
        """Folder or address of the library that is meant, whether it is there or not."""
        return self.named or self.data / "library"

    @property
    def name(self) -> str:
        """What a person knows the library by that is meant: never with a password."""
        from embeddings.engines.opening import shown_location

        return shown_location(self.location)

    @property
    def folder(self) -> Path:
        """Folder in which this machine keeps files of the library that is meant: its own, where it lies in one."""
        from embeddings.engines.opening import local_folder

        return local_folder(self.location)

    @property
    def source(self) -> str:
        """Whose paths the files are that are added: this machine's, unless a person named a source."""
        return self.named_source or machine_source(self.data)

    @property
    def uploads(self) -> Path:
        """Folder of the files that come through the page: beside the library, not among a person's own files."""
        return self.folder.with_name(f"{self.folder.name}-uploads")

    def is_there(self) -> bool:
        """Return whether there is a library in the folder, not counting the sample library."""
        from embeddings.engines.opening import is_library

        return is_library(self.location)

    def has_sample(self) -> bool:
        """Return whether the sample was made before, for a person who named no library: it stays beside theirs."""
        from embeddings.engines.opening import is_library

        return self.named is None and is_library(self.data / _SAMPLE)

    def require(self) -> None:
        """Raise NoLibrary if there is no library in the folder."""
        if not self.is_there():
            raise NoLibrary(Message("There is no library in {folder}. Make it with: besa add PATH", folder=self.name))

    @property
    def is_on_server(self) -> bool:
        """Whether the library that is meant lies on a server, not in a folder."""
        from embeddings.engines.opening import is_server

        return is_server(self.location)

    def open_to_read(self, *, sample_will_do: bool = False) -> tuple[DocumentStore, bool]:
        """Open the library to read from; True beside it for the sample, which is read while there is no other.

        Raises NoLibrary if a library was named that is not there, unless the sample will do.
        """
        if self.is_there():
            return self._open(self.location), False
        if self.named is not None and not sample_will_do:
            raise NoLibrary(
                Message(
                    "There is no library in {folder}. Make it with: besa add --library {folder} PATH",
                    folder=self.name,
                )
            )
        self.reporter.say("There is no library yet: this is the sample library. Make your own with: besa add PATH")
        return self.open_sample(), True

    def open_to_write(self, *, make: bool = False) -> DocumentStore:
        """Open the library to change. Raises NoLibrary if there is none and none is to be made."""
        if not make:
            self.require()
        return self._open(self.location)

    def open_sample(self) -> DocumentStore:
        """Return the sample library, made or brought up to date first. Raises LibraryErrors."""
        from corpus.folders.samples import fill_with_samples
        from corpus.readers.sandbox.reader import Reader

        library = self._open(self.data / _SAMPLE)
        with Reader() as reader, self.reporter.progress("Reading the sample library") as advance:
            fill_with_samples(library, reader, advance)
        LibraryWriter(library, self.models, self.reporter).embed()
        return library

    def _open(self, location: str | Path) -> DocumentStore:
        from embeddings.engines.opening import open_library

        with self.reporter.late_progress(_MIGRATING, "Updating") as advance:
            return open_library(location, source=self.source, progress=advance)
