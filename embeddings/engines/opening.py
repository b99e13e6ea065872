"""Where a library is opened, whatever engine holds it: a folder, or the address of a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import LibraryError
from corpus.messages import Message
from corpus.store.database import DATABASE
from corpus.store.library import Library
from embeddings.store.schema import EMBEDDINGS

if TYPE_CHECKING:
    from corpus.engines.document_store import DocumentStore
    from corpus.store.migrations import Progress
    from embeddings.engines.engine import Engine


def is_server(location: str | Path) -> bool:
    """Return whether a library's location is the address of a server, not a folder."""
    return isinstance(location, str) and "://" in location


def open_library(location: str | Path, *, source: str = "", progress: Progress | None = None) -> DocumentStore:
    """Open the library at a location, making one where there is none, for what `source` has put there.

    `progress` hears (done, total) while an older one is brought up to date. Raises LibraryErrors.
    """
    if is_server(location):
        raise _no_engine(str(location))
    return Library.open(Path(location), EMBEDDINGS, source=source, progress=progress)


def is_library(location: str | Path) -> bool:
    """Return whether there is a library at a location. Raises LibraryErrors where a server cannot be asked."""
    if is_server(location):
        raise _no_engine(str(location))
    return (Path(location) / DATABASE).exists()


def engine_of(library: DocumentStore) -> Engine:
    """Return what a library is asked, embedded and emptied with."""
    if not isinstance(library, Library):
        raise _no_engine(library.location)
    from embeddings.index.folder_engine import FolderEngine  # NumPy takes time to load

    return FolderEngine(library)


def folder_library(library: DocumentStore) -> Library:
    """Return a library that is known to lie in a folder. Raises LibraryError for one on a server."""
    if isinstance(library, Library):
        return library
    raise LibraryError(
        Message(
            "{library} lies on a server, and this works on the files of a library in a folder only.",
            library=library.location,
        )
    )


def _no_engine(location: str) -> LibraryError:
    return LibraryError(Message("{name} cannot be opened: name the folder of a library.", name=location))
