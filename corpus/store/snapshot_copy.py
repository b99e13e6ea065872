"""A copy of a library's file as it stands at one moment, while others read and write; and its move to another place."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import LibraryDamaged
from corpus.messages import Message
from corpus.store.connections import connect_to_read, snapshot
from corpus.store.database import DATABASE, Store, bump_generation
from corpus.store.failures import translated_errors
from corpus.store.migrations import is_of_besa, noted_versions
from corpus.store.seals import require_originals, seal_original

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

_PAGES = 2048
"""Pages of the file between two words of progress: 8 MiB."""


@dataclass(frozen=True, slots=True)
class CopiedDatabase:
    """What is in a copy: the version of each schema that it notes, and how much it holds."""

    schemas: dict[str, int]
    documents: int
    passages: int


def copy_database(folder: Path, target: Path, advance: Callable[[int, int], None]) -> CopiedDatabase:
    """Copy the file of the library in `folder` to `target`, all of one state; `advance` hears (done, total) pages.

    The library is left at its version. Raises LibraryError for what is wrong with it, and sqlite3.OperationalError
    where the copy cannot be written.
    """
    database = folder / DATABASE
    with closing(connect_to_read(database)) as source, closing(sqlite3.connect(target)) as copy, snapshot(source):
        with translated_errors(database):
            copied = _described(source, database)
        source.backup(copy, pages=_PAGES, progress=lambda _, left, total: advance(total - left, total))
    return copied


def count_documents(folder: Path) -> int:
    """Return how many documents the library in `folder` has, of whatever version it is. Raises LibraryError."""
    database = folder / DATABASE
    with translated_errors(database), closing(connect_to_read(database)) as connection:
        return _count(connection, "documents")


def move_files(store: Store, folders: Mapping[str, str]) -> None:
    """Let the files in each of the `folders` be at the same names in the folder that it is mapped to, and seal that.

    What is damaged stays as it is, to be found and mended as damage.
    """
    with store.writing() as connection:
        for before, after in folders.items():
            inside = before.rstrip(os.sep) + os.sep
            for (original,) in connection.execute(_INSIDE, (inside, len(inside))).fetchall():
                try:
                    require_originals(connection, [original])
                except LibraryDamaged:
                    continue
                connection.execute(_MOVED_FILES, (inside, len(inside), after + os.sep, original))
                connection.execute(_MOVED_ORIGINAL, (inside, len(inside), after + os.sep, original))
                seal_original(connection, original)
        bump_generation(connection)


def _described(source: sqlite3.Connection, database: Path) -> CopiedDatabase:
    if not is_of_besa(source):
        raise LibraryDamaged(
            Message("{file} is not a Besa library. Name another folder with --library.", file=database)
        )
    return CopiedDatabase(noted_versions(source), _count(source, "documents"), _count(source, "passages"))


def _count(connection: sqlite3.Connection, table: str) -> int:
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,)).fetchone() is None:
        return 0
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


_INSIDE = """
    SELECT original FROM files WHERE substr(path, 1, ?2) = ?1
    UNION SELECT id FROM originals WHERE substr(path, 1, ?2) = ?1
"""
# A stamp is of a file at a place on a disk; without one, the bytes are looked at the next time. Whoever restores it may
# be another machine, so the file is of nobody until it is added.
_MOVED_FILES = """
    UPDATE OR IGNORE files SET path = ?3 || substr(path, ?2 + 1), stamp = '', source = ''
    WHERE original = ?4 AND substr(path, 1, ?2) = ?1
"""
_MOVED_ORIGINAL = """
    UPDATE originals SET path = ?3 || substr(path, ?2 + 1), source = '' WHERE id = ?4 AND substr(path, 1, ?2) = ?1
"""


def fold_log(store: Store) -> None:
    """Write what the log beside the database holds into the database, so that it is whole by itself."""
    with store.reading() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
