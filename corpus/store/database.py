"""The library folder and its SQLite file: opening it, transactions, and what stands in it of which package."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from corpus.errors import DiskFull, LibraryDamaged, LibraryError, LibraryOutdated, LibraryTooNew
from corpus.messages import Message
from corpus.store.catalogue.schema import CATALOGUE
from corpus.store.connections import ConnectionPool, can_write, connect_to_read, connect_to_write, snapshot
from corpus.store.failures import not_writable, translated_errors
from corpus.store.migration_functions import FUNCTIONS
from corpus.store.migrations import (
    FILE_VERSION,
    Schema,
    bring_up_to_date,
    file_version,
    is_of_besa,
    noted_versions,
    schema_versions,
)
from corpus.store.reserve import keep_reserve, release_reserve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.store.migrations import Progress

DATABASE = "library.sqlite"
CORPUS = Schema("corpus", 8, Path(__file__).parent, ("documents", "originals"), FUNCTIONS)
"""The tables of documents, passages and words."""


class Store:
    """One open library folder. Safe to use from several threads."""

    def __init__(self, folder: Path, *, read_only: bool, source: str = "") -> None:
        self.folder = folder
        self.source = source
        self.read_only = read_only
        self._database = folder / DATABASE
        self._pool = ConnectionPool(self._connect)
        self._schemas: dict[str, int] = {}

    @classmethod
    def open(cls, folder: Path, *schemas: Schema, source: str = "", progress: Progress | None = None) -> Self:
        """Open the library in `folder`, making folder and file where there are none.

        The tables of corpus and of the other `schemas` are made, or brought up to date, as `ensure` does it. A folder
        that cannot be written to is opened for reading. Raises LibraryNotWritable when there is nothing to read
        either, LibraryDamaged, LibraryTooNew, LibraryOutdated.
        """
        database = folder / DATABASE
        store = cls(folder, read_only=database.exists() and not can_write(folder, database), source=source)
        if not store.read_only:
            _make(folder)
        derived = () if store.read_only else (CATALOGUE,)  # an older library is still good to read without
        try:
            store._ensure_with_room((CORPUS, *derived, *schemas), progress)
        except BaseException:
            store.close()  # the doctor makes a file anew that nobody has open
            raise
        return store

    def close(self) -> None:
        """Close the connections; one that another thread is using is closed when that is done with it."""
        self._pool.close()

    def ensure(self, *schemas: Schema, progress: Progress | None = None) -> None:
        """Make the tables of these schemas, or bring older ones up to date, in one transaction.

        `progress` hears (done, total) when it takes over a second. Raises LibraryDamaged for a file that is no
        library, LibraryTooNew for one of a newer Besa, LibraryOutdated for an older one that cannot be written to.
        """
        unknown = [each for each in schemas if each.name not in self._schemas]
        if not unknown:
            return
        with translated_errors(self._database):
            with self._pool.connection() as connection, snapshot(connection):  # another may be making it just now
                if not is_of_besa(connection):
                    raise LibraryDamaged(
                        Message(
                            "{file} is not a Besa library. Name another folder with --library.", file=self._database
                        )
                    )
                found, noted = schema_versions(connection, unknown), noted_versions(connection)
                self._refuse_newer(file_version(connection), FILE_VERSION)
            for schema in unknown:
                self._refuse_newer(found[schema.name], schema.version)
            outdated = any(found[each.name] < each.version for each in unknown)
            if outdated or not (self.read_only or noted.keys() >= {each.name for each in unknown}):
                self._bring_up_to_date(unknown, progress)
        self._schemas |= {each.name: each.version for each in unknown}

    def _ensure_with_room(self, schemas: tuple[Schema, ...], progress: Progress | None) -> None:
        """Ensure the tables; where the disk is too full to open the file, with the room that is kept for that."""
        try:
            self.ensure(*schemas, progress=progress)
        except DiskFull:
            if self.read_only or not release_reserve(self.folder):
                raise
            self.ensure(*schemas, progress=progress)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection to read from. Raises LibraryErrors in place of SQLite's."""
        with translated_errors(self._database), self._pool.connection() as connection:
            try:
                yield connection
            except sqlite3.OperationalError as error:
                if str(error).startswith("no such"):  # table or column
                    self._refuse_migrated(connection)
                raise

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for one transaction: all of it is on the disk when the block ends, or none of it.

        Raises LibraryNotWritable, and LibraryTooNew where a newer Besa has migrated the library meanwhile.
        """
        if self.read_only:
            raise not_writable(self.folder)
        with translated_errors(self._database), self._pool.connection() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                self._refuse_migrated(connection)
                yield connection
            except BaseException:
                if connection.in_transaction:  # SQLite itself takes some back
                    connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def generation(self) -> int:
        """Return a number that grows with every change of passages or vectors."""
        with self.reading() as connection:
            row = connection.execute("SELECT value FROM settings WHERE name = 'generation'").fetchone()
        return int(row[0])

    def purge(self) -> bool:
        """Make what was removed illegible in the file and in its write-ahead log.

        Returns False where another process kept the log in use for so long that it may still hold some of it.
        """
        with self.writing() as connection:  # FTS5 keeps the words of what is deleted until it merges its segments
            for index in ("word_index", "catalogue_words"):
                connection.execute(f"INSERT INTO {index} ({index}) VALUES ('optimize')")
        with self.reading() as connection:
            return not connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    def keep_room(self) -> None:
        """Keep some room on the disk, with which documents can be removed when there is no other left."""
        if not self.read_only:
            keep_reserve(self.folder, self._database)

    def make_room(self) -> None:
        """Give back the room that is kept for removing, and that of a log whose changes are in the file."""
        release_reserve(self.folder)
        with suppress(LibraryError), self.reading() as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _connect(self) -> sqlite3.Connection:
        return connect_to_read(self._database) if self.read_only else connect_to_write(self._database)

    def _bring_up_to_date(self, schemas: list[Schema], progress: Progress | None) -> None:
        if self.read_only:
            raise LibraryOutdated(
                Message(
                    "{folder} was made by an earlier Besa and cannot be brought up to date, since it cannot be written "
                    "to. Give yourself permission to write to it, or copy it and name the copy with --library.",
                    folder=self.folder,
                )
            )
        with closing(self._connect()) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")  # a table is rebuilt by dropping it
            bring_up_to_date(connection, schemas, progress or _unheard)

    def _refuse_newer(self, found: int, known: int) -> None:
        if found > known:
            raise LibraryTooNew(
                Message(
                    "{folder} was made by a newer Besa (library version {found}, this one reads up to {known}). "
                    "Update Besa, or name another folder with --library.",
                    folder=self.folder,
                    found=found,
                    known=known,
                )
            )

    def _refuse_migrated(self, connection: sqlite3.Connection) -> None:
        now = noted_versions(connection)
        if any(now.get(name, version) != version for name, version in self._schemas.items()):
            raise LibraryTooNew(
                Message(
                    "A newer Besa has brought {folder} up to date while this one had it open. End this one, and go on "
                    "with the newer.",
                    folder=self.folder,
                )
            )


def bump_generation(connection: sqlite3.Connection) -> None:
    """Note in the transaction of `connection` that what can be found has changed."""
    connection.execute("UPDATE settings SET value = value + 1 WHERE name = 'generation'")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise not_writable(folder) from error


def _unheard(done: int, total: int) -> None:
    """Stand in for a progress that nobody wants."""
