"""A library on a server in the file of a backup, and back: by way of a folder, whose rows are compared by hash."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from bot.service.backup import back_up, require_free
from bot.service.folder_beside import folder_beside
from bot.service.restore import drop_library, restore
from corpus.errors import LibraryError
from corpus.messages import Message
from embeddings.engines.opening import open_library, transfer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from bot.service.backup import BackupManifest
    from bot.service.doctor import Diagnosis
    from bot.service.user_libraries import UserLibraries


def back_up_server(libraries: UserLibraries, file: Path, version: str, *, force: bool = False) -> BackupManifest:
    """Write a backup of the library on a server, as it is at one moment, in the format of a folder's.

    It is copied beside `file` for as long as that takes. Raises what `back_up` raises, and LibraryErrors.
    """
    require_free(file, force=force)
    with folder_beside(file) as beside:
        copy = beside / "library"
        with (
            closing(libraries.open_to_write()) as library,
            closing(open_library(copy)) as folder,
            libraries.reporter.progress("Copying") as advance,
        ):
            transfer(library, folder, advance)
        return back_up(copy, file, version, libraries.reporter, force=force, beside=libraries.folder)


def restore_to_server(libraries: UserLibraries, file: Path, *, force: bool = False) -> Iterator[Diagnosis]:
    """Put the library of a backup onto a server, into a schema without documents, once it was examined.

    The files that were kept for it go where this machine keeps those of the library on the server. Yields what is found
    of it. Raises what `restore` raises, and LibraryErrors.
    """
    from bot.service.doctor import Doctor

    with closing(libraries.open_to_write(make=True)) as library:
        if library.list.count():
            raise LibraryError(
                Message("{library} has documents already; name a library that has none.", library=library.name)
            )
        folder = libraries.folder
        restore(file, folder, libraries.reporter, force=force)
        try:
            yield from Doctor(folder, libraries.models, libraries.reporter, False, libraries.source).examine()
            with closing(open_library(folder)) as restored, libraries.reporter.progress("Copying") as advance:
                transfer(restored, library, advance)
        finally:
            drop_library(folder)
