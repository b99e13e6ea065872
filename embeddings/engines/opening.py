"""Where a library is opened, whatever engine holds it: a folder, or the address of a server."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from corpus.errors import LibraryError
from corpus.messages import Message
from corpus.postgres.address import Address, is_address
from corpus.store.database import DATABASE
from corpus.store.library import Library
from embeddings.store.schema import EMBEDDINGS

if TYPE_CHECKING:
    from types import ModuleType

    from corpus.engines.document_store import DocumentStore
    from corpus.store.migrations import Progress
    from embeddings.engines.engine import Engine
    from embeddings.postgres.transfer import Compared


def is_server(location: str | Path) -> bool:
    """Return whether a library's location is the address of a server, not a folder."""
    return is_address(location)


def shown_location(location: str | Path) -> str:
    """Return a location as people may see it: that of a server without its password. Raises LibraryError."""
    return Address.parse(str(location)).shown if is_server(location) else str(location)


def local_folder(location: str | Path) -> Path:
    """Return where this machine keeps files of its own that belong to a library. Raises LibraryError."""
    if not is_server(location):
        return Path(location)
    return user_data_path("besa") / "servers" / Address.parse(str(location)).digest


def open_library(location: str | Path, *, source: str = "", progress: Progress | None = None) -> DocumentStore:
    """Open the library at a location, making one where there is none, for what `source` has put there.

    `progress` hears (done, total) while an older one is brought up to date. Raises LibraryErrors.
    """
    if is_server(location):
        opened: DocumentStore = _postgres().open_server_library(str(location), local_folder(location), source=source)
        return opened
    return Library.open(Path(location), EMBEDDINGS, source=source, progress=progress)


def is_library(location: str | Path) -> bool:
    """Return whether there is a library at a location. Raises LibraryErrors where a server cannot be asked."""
    if is_server(location):
        return bool(_postgres().holds_library(Address.parse(str(location))))
    return (Path(location) / DATABASE).exists()


def engine_of(library: DocumentStore) -> Engine:
    """Return what a library is asked, embedded and emptied with."""
    if is_server(library.location):
        engine: Engine = _postgres().ServerEngine(library)
        return engine
    from embeddings.index.folder_engine import FolderEngine  # NumPy takes time to load

    return FolderEngine(folder_library(library))


def transfer(source: DocumentStore, target: DocumentStore, progress: Progress) -> list[Compared]:
    """Copy a library into another one that is empty, one of them on a server, and compare; see `postgres.transfer`."""
    compared: list[Compared] = _postgres().transfer(source, target, progress)
    return compared


def folder_library(library: DocumentStore) -> Library:
    """Return a library that is known to lie in a folder. Raises LibraryError for one on a server."""
    require_folder(library.location)
    if not isinstance(library, Library):
        raise TypeError(f"{library.name} is no library that lies in a folder")
    return library


def require_folder(location: str | Path) -> None:
    """Raise LibraryError for a library on a server, which keeps, copies and mends it with means of its own."""
    if is_server(location):
        raise LibraryError(
            Message(
                "{library} lies on a server, and this works on the files of a library in a folder only. Back it up and "
                "check it with the server's own programs (pg_dump, pg_amcheck), or bring it into a folder: besa "
                "migrate {library} FOLDER",
                library=shown_location(location),
            )
        )


def _postgres() -> ModuleType:
    """Return the engine for PostgreSQL. Raises LibraryError where it is not installed."""
    try:
        return import_module("embeddings.postgres.server_engine")
    except ImportError as error:
        raise LibraryError(
            Message("A library on a server needs more than is installed here: pip install 'besa[postgres]'")
        ) from error
