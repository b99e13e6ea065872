"""A library's tables on a server, lent to the classes of the store rooms as a folder's file is."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from corpus.errors import LibraryNotWritable
from corpus.messages import Message
from corpus.postgres.migrations import ServerSchema, ensure, is_there
from corpus.postgres.server import Server
from corpus.store.database import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.postgres.address import Address
    from corpus.store.migrations import Progress, Schema

CORPUS_TABLES = ServerSchema("corpus", 1, Path(__file__).parent)
"""The tables of documents, passages and words."""
FOLDED_EVERY = 200
"""Transactions of a process after which it sums up the counts that were appended."""


class PostgresStore(Store):
    """One library on a server. Safe to use from several threads.

    `folder` is where this machine keeps files beside the library. Statements are those of the store rooms.
    """

    def __init__(self, server: Server, folder: Path, *, source: str, read_only: bool) -> None:
        self.server = server
        self.folder = folder
        self.source = source
        self.read_only = read_only
        self._written = 0

    @classmethod
    def open_at(
        cls, address: Address, folder: Path, *schemas: ServerSchema, source: str = "", make: bool = True
    ) -> Self:
        """Open the library at an address for the files of `source`, made where there is none and `make` says so.

        Raises LibraryErrors: where the server does not answer, where there is no library, or one of a newer Besa.
        """
        server = Server(address)
        try:
            server.require_versions()
            read_only = _may_only_read(server)
            ensure(server, CORPUS_TABLES, *schemas, make=make and not read_only)
            return cls(server, folder, source=source, read_only=read_only or not _may_write(server))
        except BaseException:
            server.close()
            raise

    @property
    def location(self) -> str:
        """The address of the library, without a password."""
        return self.server.address.shown

    def close(self) -> None:
        """Close the connections."""
        self.server.close()

    def ensure(self, *schemas: Schema, progress: Progress | None = None) -> None:
        """Do nothing: opening has made the tables of all packages."""

    @contextmanager
    def reading(self) -> Iterator[Any]:
        """Lend a connection to read from, with what the store rooms use of sqlite3's. Raises LibraryErrors."""
        with self.server.connection() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Lend a connection for one transaction: the server has all of it when the block ends, or none of it.

        Several may write at the same time, here and elsewhere. Raises LibraryNotWritable.
        """
        if self.read_only:
            raise LibraryNotWritable(
                Message(
                    "The user in {library} may only read. Name one who may write, in the address after --library.",
                    library=self.location,
                )
            )
        with self.server.transaction() as connection:
            yield connection
        self._written += 1
        if self._written % FOLDED_EVERY == 0:
            self.fold_counts()

    def fold_counts(self) -> None:
        """Sum up the counts that changes have appended, unless another is at it."""
        with self.server.connection() as connection:
            if not connection.in_transaction:
                connection.run("SELECT fold_counts()")

    def purge(self) -> bool:
        """Return False: what was removed is not found any more, and is on the server's disk until it rewrites that."""
        return False

    def keep_room(self) -> None:
        """Sum up what was appended; a server's disk is its own affair."""
        if not self.read_only and self._written:
            self.fold_counts()

    def make_room(self) -> None:
        """Do nothing, for the same reason."""


def holds_library(address: Address) -> bool:
    """Return whether there is a library at an address. Raises LibraryError where the server does not answer."""
    server = Server(address)
    try:
        return is_there(server)
    finally:
        server.close()


def _may_only_read(server: Server) -> bool:
    """Return whether the server itself takes no changes: a standby, or one that is told so."""
    with server.connection() as connection:
        row = connection.run("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::bool").fetchone()
        return bool(row and row[0])


def _may_write(server: Server) -> bool:
    """Return whether the user may change documents."""
    with server.connection() as connection:
        row = connection.run("SELECT has_table_privilege('documents', 'INSERT, DELETE')").fetchone()
        return bool(row and row[0])
