"""The library folder and its SQLite file: opening, the schema, transactions, and what can be wrong with it."""

from __future__ import annotations

import os
import sqlite3
import threading
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from corpus.errors import LibraryDamaged, LibraryError, LibraryNotWritable, LibraryOutdated, LibraryTooNew

if TYPE_CHECKING:
    from collections.abc import Iterator

DATABASE = "library.sqlite"
APPLICATION_ID = 0x42657361  # "Besa"
VERSION = 2
BUSY_SECONDS = 60.0
_SIGNS_OF_DAMAGE = ("malformed JSON", "Could not decode to UTF-8")


class Store:
    """One open library folder. Safe to use from several threads: each gets a connection of its own."""

    def __init__(self, folder: Path, *, read_only: bool) -> None:
        self.folder = folder
        self.read_only = read_only
        self._local = threading.local()
        self._connections: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Opens the library in `folder`, making folder and file where there are none.

        A folder that cannot be written to is opened for reading. Raises LibraryNotWritable when there is
        nothing to read either, LibraryDamaged, LibraryTooNew, LibraryOutdated.
        """
        database = folder / DATABASE
        read_only = database.exists() and not (os.access(folder, os.W_OK) and os.access(database, os.W_OK))
        store = cls(folder, read_only=read_only)
        if not read_only:
            store._make_folder()
        with store._explained():
            if not read_only:
                store._make_schema()
            store._check_version()
        return store

    def close(self) -> None:
        with self._lock:
            for connection in self._connections:
                connection.close()
            self._connections.clear()
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        with self._explained():
            yield self._connection()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on the disk when the block ends, or none of it."""
        if self.read_only:
            raise LibraryNotWritable(_not_writable(self.folder))
        with self._explained():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def generation(self) -> int:
        """Grows with every change of passages or vectors."""
        with self.reading() as connection:
            row = connection.execute("SELECT value FROM settings WHERE name = 'generation'").fetchone()
        return int(row[0])

    def purge(self) -> bool:
        """After this nothing that was removed can be read from the file any more, nor from its write-ahead log.

        False where another process kept the log in use for so long that it may still hold some of it.
        """
        with self.writing() as connection:  # FTS5 keeps the words of what is deleted until it merges its segments
            connection.execute("INSERT INTO word_index (word_index) VALUES ('optimize')")
        with self.reading() as connection:
            return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._connect()
            self._local.connection = connection
            with self._lock:
                self._connections.append(connection)
        return connection

    def _connect(self) -> sqlite3.Connection:
        uri = (self.folder / DATABASE).absolute().as_uri()
        if not self.read_only:
            connection = _connect(uri)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")  # a document reported as added survives a power cut
            connection.execute("PRAGMA foreign_keys = ON")
            connection.execute("PRAGMA secure_delete = ON")  # what is removed does not stay legible in free pages
            return connection
        try:
            connection = _connect(f"{uri}?mode=ro")
            connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        except sqlite3.OperationalError:  # WAL needs its shared-memory file, which nobody can make here
            connection = _connect(f"{uri}?immutable=1")
        return connection

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryNotWritable(_not_writable(self.folder)) from error

    def _make_schema(self) -> None:
        connection = self._connection()
        if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
            return
        schema = Path(__file__).with_name("schema.sql").read_text("utf-8")
        stamp = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"
        try:
            connection.executescript(f"BEGIN EXCLUSIVE; {schema} {stamp} COMMIT;")
        except sqlite3.OperationalError:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            if not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise  # else another process made it in the meantime

    def _check_version(self) -> None:
        connection = self._connection()
        owner = connection.execute("PRAGMA application_id").fetchone()[0]
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if owner != APPLICATION_ID:
            raise LibraryDamaged(f"{self.folder / DATABASE} is not a Besa library. Name another folder with --library.")
        if version > VERSION:
            raise LibraryTooNew(
                f"{self.folder} was made by a newer Besa (library version {version}, this one reads up to "
                f"{VERSION}). Update Besa, or name another folder with --library."
            )
        if version < VERSION:
            raise LibraryOutdated(
                f"{self.folder} was made by an earlier Besa (library version {version}, this one makes {VERSION}). "
                "Move the folder aside and add your documents again; the files themselves are untouched."
            )

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            name = error.sqlite_errorname.partition("_")[2]
            if name.startswith(("READONLY", "CANTOPEN", "PERM")):
                raise LibraryNotWritable(_not_writable(self.folder)) from error
            if name.startswith("BUSY"):
                raise LibraryError(
                    f"Another process has been writing to {self.folder} for over {BUSY_SECONDS:.0f} seconds. "
                    "Wait for it to end and try again."
                ) from error
            if name.startswith("IOERR"):
                raise LibraryError(
                    f"The disk of {self.folder} is full or failing ({error}). Make room or check it, and try again."
                ) from error
            if name.startswith("FULL"):
                raise LibraryError(f"The disk of {self.folder} is full. Make room and try again.") from error
            if str(error).startswith(_SIGNS_OF_DAMAGE):
                raise LibraryDamaged(_damaged(self.folder, error)) from error
            raise
        except sqlite3.IntegrityError:
            raise
        except sqlite3.DatabaseError as error:
            raise LibraryDamaged(_damaged(self.folder, error)) from error


def bump_generation(connection: sqlite3.Connection) -> None:
    connection.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")


def _connect(uri: str) -> sqlite3.Connection:
    # Each thread keeps to its own connection; only close() comes from another.
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)


def _damaged(folder: Path, error: Exception) -> str:
    return (
        f"{folder / DATABASE} is damaged ({error}). Move it aside and add your documents again; "
        "the files themselves are untouched."
    )


def _not_writable(folder: Path) -> str:
    return f"The library {folder} cannot be written to. Check the folder's permissions, or name another with --library."
