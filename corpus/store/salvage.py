"""Making a library's file anew from the rows that can still be read in a broken one."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any

from corpus.errors import LibraryDamaged, LibraryError
from corpus.messages import Message
from corpus.store.database import CORPUS, DATABASE, Store
from corpus.store.failures import disk_trouble
from corpus.store.migrations import noted_versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corpus.store.migrations import Schema

_BESIDE = ("-wal", "-shm")
_MADE = frozenset({"schemas", "settings", "totals", "catalogue", "vector_changes"})
"""Tables whose rows the library makes by itself, from those of the others."""
_GAP = 10_000
"""Row numbers between two readable stretches of a table that are tried one by one."""
_BUSY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Salvage:
    """What came out of a broken file: rows by table, where that file is kept, and the tables not read to their end."""

    rows: dict[str, int]
    kept: Path
    cut: tuple[str, ...]


def reindex(folder: Path) -> bool:
    """Make the indexes of tables anew; return whether SQLite could."""
    try:
        with closing(open_alone(folder / DATABASE)) as connection:
            connection.execute("REINDEX")
    except (sqlite3.Error, UnicodeDecodeError):
        return False
    return True


def salvage(folder: Path, *schemas: Schema, advance: Callable[[int, int], None]) -> Salvage:
    """Put a new file in the place of the library's, with all rows that can be read; the broken one is kept beside it.

    `advance` hears how many tables are done. Raises LibraryDamaged where the file is none of this version or has no
    readable row, and LibraryError while another process has it open.
    """
    database, fresh = folder / DATABASE, folder / f".{DATABASE}-mending"
    fresh.mkdir(exist_ok=True)
    new, rows, cut = fresh / DATABASE, dict[str, int](), list[str]()
    for left in (new, *(new.with_name(new.name + suffix) for suffix in _BESIDE)):
        left.unlink(missing_ok=True)
    store = Store.open(fresh, *schemas)
    try:
        with closing(open_alone(database)) as broken, closing(sqlite3.connect(new, isolation_level=None)) as target:
            broken.execute("PRAGMA writable_schema = ON")  # what of the noted schema fits together is read all the same
            _require_version(broken, database)
            target.execute("BEGIN")
            tables = _tables(target)
            for done, table in enumerate(tables, 1):
                rows[table], whole = _copy(broken, target, table)
                cut += [] if whole else [table]
                advance(done, len(tables))
            _carry_numbers(broken, target)
            target.execute("COMMIT")
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise disk_trouble(folder, error) or hopeless(database, str(error)) from error
    finally:
        store.close()
    if not (rows.get("documents") and rows.get("originals")):  # without the latter, the former belong to nothing
        raise hopeless(database, "no document can be read")
    return Salvage(rows, _swap(database, new), tuple(cut))


def open_alone(database: Path) -> sqlite3.Connection:
    """Open a file that no other process has open. Raises LibraryError, and sqlite3.Error where it is no database."""
    connection = sqlite3.connect(database, timeout=_BUSY_SECONDS, isolation_level=None)
    connection.text_factory = lambda value: value.decode("utf-8", "replace")
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "").startswith("SQLITE_BUSY"):
            connection.close()
            raise LibraryError(
                Message(
                    "Another process has {folder} open. End it (besa serve, besa watch), and give the command again.",
                    folder=database.parent,
                )
            ) from error
    return connection


def _require_version(broken: sqlite3.Connection, database: Path) -> None:
    """Raise LibraryDamaged for a file of another version: its rows would not be what this version takes them for."""
    with suppress(sqlite3.Error, ValueError, TypeError):
        found = noted_versions(broken).get(CORPUS.name, CORPUS.version)
        if 0 < found < CORPUS.version:
            raise hopeless(database, f"version {found}")


def _tables(target: sqlite3.Connection) -> list[str]:
    """Return the tables that hold what is stored, those first that others belong to."""
    names = [
        name
        for name, kind in target.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'")
        if kind == "table" and name not in _MADE and not name.startswith("sqlite_")
    ]
    return sorted(names, key=lambda name: (name not in ("originals", "encoders", "documents"), name))


def _copy(broken: sqlite3.Connection, target: sqlite3.Connection, table: str) -> tuple[int, bool]:
    """Copy the readable rows of a table; return how many they were, and whether it could be read to its end."""
    columns = [row[1] for row in target.execute(f"PRAGMA table_info({table})")]
    names = ", ".join(f'"{name}"' for name in columns)
    read = "*" if _has_as_many(broken, table, columns) else names
    reading = _Reading(broken, table, read, _order(target, table))
    copied = 0
    for row in reading.rows():
        with suppress(sqlite3.Error):  # a row that no version of Besa writes
            marks = ", ".join("?" * len(columns))
            copied += target.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", row).rowcount
    return copied, reading.whole


def _has_as_many(broken: sqlite3.Connection, table: str, columns: list[str]) -> bool:
    """Return whether a table has as many columns: then their order says which is which, whatever became of a name.

    A column of a name that is not there would be read as that name.
    """
    with suppress(sqlite3.Error):
        return len(broken.execute(f"PRAGMA table_info({table})").fetchall()) == len(columns)
    return False


def _order(target: sqlite3.Connection, table: str) -> list[str]:
    """Return the columns by which a table is kept in order."""
    try:
        target.execute(f"SELECT rowid FROM {table} LIMIT 0")
    except sqlite3.OperationalError:
        keys = sorted((row[5], row[1]) for row in target.execute(f"PRAGMA table_info({table})") if row[5])
        return [f'"{name}"' for _, name in keys]
    return ["rowid"]


class _Reading:
    """The rows of one table of a broken file: from its beginning, from its end, and one by one between."""

    def __init__(self, broken: sqlite3.Connection, table: str, names: str, order: list[str]) -> None:
        self._broken = broken
        self._table = table
        self._names = names
        self._order = order
        self.whole = True

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield them, some of them twice; note in `whole` whether none can have been left out."""
        last = first = None
        for row in self._along("ASC"):
            last = row[0]
            yield row[1:]
        if self.whole:
            return
        for row in self._along("DESC"):
            first = row[0]
            yield row[1:]
        if self._order == ["rowid"]:
            yield from self._between(last, first)

    def _along(self, direction: str) -> Iterator[tuple[Any, ...]]:
        order = ", ".join(f"{name} {direction}" for name in self._order)
        query = f"SELECT {self._order[0]}, {self._names} FROM {self._table} NOT INDEXED ORDER BY {order}"
        try:
            yield from self._broken.execute(query)
        except sqlite3.Error:
            self.whole = False

    def _between(self, last: int | None, first: int | None) -> Iterator[tuple[Any, ...]]:
        start = (last or 0) + 1
        query = f"SELECT {self._names} FROM {self._table} WHERE rowid = ?"
        for number in range(start, min(start + _GAP, first or start)):
            with suppress(sqlite3.Error):
                yield from self._broken.execute(query, (number,))


def _carry_numbers(broken: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Let no number of a passage be given again, and no generation come back."""
    with suppress(sqlite3.Error, TypeError):
        for name, value in broken.execute("SELECT name, seq FROM sqlite_sequence WHERE name = 'passages'").fetchall():
            target.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (value, name))
    with suppress(sqlite3.Error, TypeError):
        (value,) = broken.execute("SELECT value FROM settings WHERE name = 'generation'").fetchone()
        target.execute(
            "UPDATE settings SET value = max(CAST(value AS INTEGER), CAST(? AS INTEGER)) + 1 WHERE name = 'generation'",
            (value,),
        )


def _swap(database: Path, new: Path) -> Path:
    """Put the new file in the old one's place, and return where that lies now with what belongs to it."""
    kept = database.with_name(f"{DATABASE}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%S}")
    with new.open("rb+") as file:
        os.fsync(file.fileno())
    for suffix in ("", *_BESIDE):
        old = database.with_name(database.name + suffix)
        if old.exists():
            old.replace(kept.with_name(kept.name + suffix))
    new.replace(database)
    for left in chain(new.with_name(new.name + suffix) for suffix in _BESIDE):
        left.unlink(missing_ok=True)
    new.parent.rmdir()
    return kept


def hopeless(database: Path, problem: str) -> LibraryDamaged:
    """Return the error for a file of which nothing can be saved."""
    return LibraryDamaged(
        Message(
            "{file} cannot be mended ({problem}). Move it aside and add your documents "
            "again; the files themselves are untouched.",
            file=database,
            problem=problem,
        )
    )
