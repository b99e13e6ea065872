"""Connections to a library's SQLite file: one thread has one for as long as it uses it, and few are kept."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

KEPT = 8
"""Idle connections that stay open: two file descriptors each, and up to 2 MB of pages."""
BUSY_SECONDS = 60.0
"""How long a connection waits for another process that writes."""
_RETRY_SECONDS = 0.01
"""Pause between two attempts of what SQLite does not wait for."""


class ConnectionPool:
    """Open connections to one file, opened when none is idle.

    No connection belongs to a thread: however many threads come and go, at most `kept` stay open between uses.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection], kept: int = KEPT) -> None:
        self._connect = connect
        self._kept = kept
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        self._lent = threading.local()

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection to this thread alone; a block inside another one has the same connection as that."""
        outer: sqlite3.Connection | None = getattr(self._lent, "connection", None)
        if outer is not None:
            yield outer
            return
        connection = self._lent.connection = self._taken()
        try:
            yield connection
        finally:
            self._lent.connection = None
            self._give_back(connection)

    def close(self) -> None:
        """Close idle connections now and the others as they are given back; from now on none is kept."""
        with self._lock:
            self._kept, idle, self._idle = 0, self._idle, []
        for connection in idle:
            connection.close()

    def _taken(self) -> sqlite3.Connection:
        with self._lock:
            if self._idle:
                return self._idle.pop()  # the last one used: its pages are still in memory
        return self._connect()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if len(self._idle) < self._kept and not connection.in_transaction:
                self._idle.append(connection)
                return
        connection.close()


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Let everything that is read inside be of one state of the file."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        if connection.in_transaction:
            connection.execute("COMMIT")


def connect_to_write(database: Path) -> sqlite3.Connection:
    """Open a database, made where it is not there, so that a committed transaction survives a power cut."""
    connection = _connect(database.absolute().as_uri())
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what is removed does not stay legible in free pages
    return connection


def connect_to_read(database: Path) -> sqlite3.Connection:
    """Open a database that cannot be written to, on a disk that cannot be written to either."""
    uri = database.absolute().as_uri()
    try:
        connection = _connect(f"{uri}?mode=ro")
        connection.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:  # WAL needs its shared-memory file, which nobody can make here
        connection = _connect(f"{uri}?immutable=1")
    return connection


def can_write(folder: Path, database: Path) -> bool:
    """Return True if a library's folder and file may be written to, as far as the system says."""
    return os.access(folder, os.W_OK) and os.access(database, os.W_OK)


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch the file to its log; SQLite itself does not wait for others that are opening the file just now."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorname", "") != "SQLITE_BUSY" or time.monotonic() >= until:
                raise
        time.sleep(_RETRY_SECONDS)


def _connect(uri: str) -> sqlite3.Connection:
    # One thread at a time uses a connection, though not always the same one.
    return sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
