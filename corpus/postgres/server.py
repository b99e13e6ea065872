"""Connections to a PostgreSQL server: the one file that imports psycopg. Statements may be those of SQLite's rooms."""

from __future__ import annotations

import logging
import os
import re
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import psycopg
from pgvector import HalfVector, SparseVector
from pgvector.psycopg import register_vector
from psycopg import errors
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import IntLoader
from psycopg.types.string import TextBinaryLoader, TextLoader

from corpus.errors import LibraryDamaged, LibraryError, LibraryNotWritable, LibraryUnreachable
from corpus.messages import Message
from corpus.postgres.address import whole_number
from corpus.postgres.dialect import translate
from corpus.postgres.guarantees import DURABLE, connection_settings, require_sessions
from corpus.postgres.pool import PoolExhausted, ServerPool

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from corpus.postgres.address import Address

MOST_CONNECTIONS = 10
"""Connections that one process has open at a time, at most; the address or BESA_POSTGRES_CONNECTIONS says otherwise."""
OLDEST_SERVER, OLDEST_VECTORS = 14, (0, 8)
"""The first versions of PostgreSQL, and of pgvector, whose searches within a filter go on until enough is found."""
EF_SEARCH, FEWEST_COMPARED, MOST_COMPARED = 200, 100, 1_000
"""Neighbours that the index of vectors compares, unless the address says otherwise; and the fewest that will do for the
candidates of a question, and the most that pgvector takes."""
CONNECT_SECONDS = 10
"""How long is waited for a server that does not answer."""
LEND_SECONDS = 30.0
"""How long a thread waits for a connection while others have them all."""
_LONGEST_LOGGED = 300
"""Characters of a slow statement that are logged."""
_LOG = logging.getLogger(__name__)
_MOST_PARAMETERS = 60_000
"""PostgreSQL takes 65,535 in one statement."""
_VALUES = re.compile(r"VALUES \((?P<marks>\?(?:, \?)*)\)")


class TablesInUse(LibraryError):
    """Others use the tables without a pause, so that they could not be changed."""


class ServerConnection:
    """A connection with what the store rooms use of sqlite3's, in whose words their statements are."""

    def __init__(self, connection: psycopg.Connection, slow_ms: int | None = None) -> None:
        """`slow_ms` says from how many milliseconds on a statement is logged, without its values; None: none is."""
        self._connection = connection
        self._slow_ms = slow_ms
        self._nested = 0

    @property
    def in_transaction(self) -> bool:
        """True between BEGIN and its end, also where the transaction can only be given up any more."""
        return self._connection.info.transaction_status != TransactionStatus.IDLE

    def execute(self, statement: str, parameters: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        """Run a statement of the store rooms, and return the cursor over its rows."""
        if statement in ("BEGIN", "COMMIT") and (self._nested or (statement == "BEGIN" and self.in_transaction)):
            self._nested += 1 if statement == "BEGIN" else -1  # a snapshot inside of a transaction is a part of it
            return self._connection.cursor()
        translated = translate(statement)
        return self.run(translated.text, translated.values(parameters))

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run an INSERT for many rows at once: one statement where SQLite has one a row."""
        values, several = list(rows), _VALUES.search(statement)
        if several is None:
            for row in values:
                self.execute(statement, row)
            return
        columns = several["marks"].count("?")
        marks, at_once = f"({several['marks']})", _MOST_PARAMETERS // columns
        for start in range(0, len(values), at_once):
            chunk = values[start : start + at_once]
            text = f"{statement[: several.start()]}VALUES {', '.join([marks] * len(chunk))}{statement[several.end() :]}"
            self.run(text.replace("%", "%%").replace("?", "%s"), [value for row in chunk for value in row])

    def run(self, statement: str, parameters: Sequence[Any] = (), *, binary: bool = False) -> psycopg.Cursor[Any]:
        """Run a statement in PostgreSQL's own words; `binary` where its rows hold many bytes or vectors."""
        cursor = self._connection.cursor(binary=binary)
        if self._slow_ms is None:
            return cursor.execute(statement, parameters or None)
        begun = time.perf_counter()
        try:
            return cursor.execute(statement, parameters or None)
        finally:
            if (taken := (time.perf_counter() - begun) * 1000) >= self._slow_ms:
                # A log that holds back repetitions tells them by this text, which has the statement in it.
                _LOG.warning(f"a slow statement, %.0f ms: {_without_values(statement)}", taken)

    def give_up(self) -> None:
        """Take back what was done in the transaction, as far as there still is a server to tell."""
        with suppress(errors.OperationalError):
            self.run("ROLLBACK")

    def stream(self, statement: str, at_once: int) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a statement, so many in memory at a time, in the transaction that is under way."""
        with self._connection.cursor(name="rows", binary=True) as cursor:
            cursor.itersize = at_once
            yield from cursor.execute(statement)


class Server:
    """The server of one library, as one process uses it. Its methods may be called from several threads."""

    def __init__(self, address: Address) -> None:
        """Connect for the first time. Raises LibraryError where the server does not answer."""
        self.address = address
        self._lent = threading.local()
        self._slow_ms = _setting(address.slow_ms, "BESA_POSTGRES_SLOW_MS")
        self.most_connections = max(2, _setting(address.connections, "BESA_POSTGRES_CONNECTIONS") or MOST_CONNECTIONS)
        self._pool = self._opened()
        with self.translated():
            self._require_sessions()

    def _require_sessions(self) -> None:
        """Connect, and look once whether a pooler between here and the server keeps connections apart.

        It shows itself by the number of the server's process, for which it has told another one of its own.
        """
        with self._pool.connection() as one:
            if _process(one) == one.info.backend_pid:
                return
            with self._pool.connection() as other:
                require_sessions(self.address, lambda: _process(one), lambda: _process(other))

    def renew(self) -> None:
        """Close all connections, and begin anew: those from before do not know what types the server has got since."""
        self._pool.close()
        self._pool = self._opened()

    def _opened(self) -> ServerPool[psycopg.Connection]:
        return ServerPool(self._connect, _works, _is_idle, self.most_connections, LEND_SECONDS)

    def require_versions(self) -> None:
        """Raise LibraryError where the server, or its pgvector, is older than what Besa's statements need."""
        with self.connection() as connection:
            server, encoding, vectors = connection.run(_VERSIONS).fetchone() or (0, "", None)
        encoding = encoding.decode() if isinstance(encoding, bytes) else encoding  # as SQL_ASCII gives all text
        if server < OLDEST_SERVER * 10_000:
            raise LibraryError(
                Message(
                    "The server of {library} is PostgreSQL {found}; Besa needs {known} or newer.",
                    library=self.address.shown,
                    found=server // 10_000,
                    known=OLDEST_SERVER,
                )
            )
        if encoding != "UTF8":
            raise LibraryError(
                Message(
                    "The database of {library} keeps text as {found}; Besa needs one made with ENCODING 'UTF8'.",
                    library=self.address.shown,
                    found=encoding,
                )
            )
        if vectors is not None and _numbers(vectors) < OLDEST_VECTORS:
            raise LibraryError(
                Message(
                    "The server of {library} has pgvector {found}; Besa needs {known} or newer. Where a newer one is "
                    "installed: ALTER EXTENSION vector UPDATE",
                    library=self.address.shown,
                    found=vectors,
                    known=".".join(map(str, OLDEST_VECTORS)),
                )
            )

    @contextmanager
    def connection(self) -> Iterator[ServerConnection]:
        """Lend a connection to this thread; a block inside another one has the same. Raises LibraryErrors."""
        outer: ServerConnection | None = getattr(self._lent, "connection", None)
        if outer is not None:
            yield outer
            return
        with self.translated(), self._pool.connection() as raw:
            self._lent.connection = ServerConnection(raw, self._slow_ms)
            try:
                yield self._lent.connection
            finally:
                self._lent.connection = None

    @contextmanager
    def transaction(self) -> Iterator[ServerConnection]:
        """Lend a connection for one transaction; inside another one of this thread, this is a part of that."""
        with self.connection() as connection:
            if connection.in_transaction:
                yield connection
                return
            connection.run("BEGIN")
            try:
                yield connection
            except BaseException:
                connection.give_up()
                raise
            connection.run("COMMIT")

    @contextmanager
    def translated(self) -> Iterator[None]:
        """Raise what a person can do something about in place of psycopg's errors, without any password."""
        try:
            yield
        except (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation):
            raise LibraryError(
                Message(
                    "Another process has just changed the same in {library}. Give the same command again.",
                    library=self.address.shown,
                )
            ) from None
        except errors.LockNotAvailable:
            raise TablesInUse(
                Message(
                    "The tables in {library} are in use without a pause and could not be brought up to date. Try "
                    "again, or end what adds and embeds for that moment.",
                    library=self.address.shown,
                )
            ) from None
        except (PoolExhausted, errors.OperationalError) as error:
            self._pool.check_idle()
            raise self._not_reached(error) from None  # its traceback would show the address as it was given
        except (errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction) as error:
            raise self._not_allowed(error) from None
        except (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction, errors.DataError) as error:
            raise LibraryDamaged(
                Message(
                    "The tables in {library} are not those of a library of this Besa ({error}). Name the right "
                    "database with --library, or use the Besa that made them.",
                    library=self.address.shown,
                    error=self._said(error),
                )
            ) from None
        except errors.ProgrammingError as error:
            if not str(error).startswith(("invalid", "missing", "could not parse")):
                raise
            raise self._not_reached(error) from None

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()

    def _connect(self) -> psycopg.Connection:
        """Open a connection and make it ready: where the tables are, and how values come and go."""
        connection = psycopg.connect(
            self.address.conninfo,
            autocommit=True,
            application_name="besa",
            connect_timeout=CONNECT_SECONDS,
            **connection_settings(self.address),  # type: ignore[arg-type]
        )
        connection.execute(DURABLE)
        connection.execute(f"SET search_path = {self.address.schema}, public")
        connection.adapters.register_loader("json", TextLoader)
        connection.adapters.register_loader("json", TextBinaryLoader)
        connection.adapters.register_loader("numeric", IntLoader)  # sums of whole numbers
        found = connection.execute("SELECT count(*) FROM pg_type WHERE typname = 'halfvec'").fetchone()
        if found and found[0]:
            register_vector(connection)
            # Below LIMIT, fewer rows than that would come, and the nearest would be missed.
            compared = min(max(self.address.ef_search or EF_SEARCH, FEWEST_COMPARED), MOST_COMPARED)
            connection.execute(f"SET hnsw.ef_search = {compared}")
            connection.execute("SET hnsw.iterative_scan = strict_order")
        return connection

    def _not_reached(self, error: Exception) -> LibraryUnreachable:
        return LibraryUnreachable(
            Message(
                "The server of {library} cannot be reached, or ended the connection ({error}). See that it is running "
                "and that this machine may connect to it, and try again.",
                library=self.address.shown,
                error=self._said(error),
            )
        )

    def _not_allowed(self, error: Exception) -> LibraryNotWritable:
        return LibraryNotWritable(
            Message(
                "The user in {library} may not do this ({error}). Name one who may, in the address after --library.",
                library=self.address.shown,
                error=self._said(error),
            )
        )

    def _said(self, error: Exception) -> str:
        """Return the first line of what was said, without a password."""
        return self.address.masked(str(error).strip().partition("\n")[0] or type(error).__name__)


def _setting(of_address: int | None, variable: str) -> int | None:
    """Return a number that the address says, or else the environment. Raises LibraryError for what is none."""
    said = os.environ.get(variable)
    return whole_number(variable, said) if of_address is None and said else of_address


def _without_values(statement: str) -> str:
    """Return a statement for the log, on one line; values are not in it, for they travel beside it."""
    return " ".join(statement.split())[:_LONGEST_LOGGED].replace("%", "%%")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(each) for each in re.findall(r"\d+", version))


_VERSIONS = """
    SELECT current_setting('server_version_num')::integer, current_setting('server_encoding'),
        (SELECT extversion FROM pg_extension WHERE extname = 'vector')
"""


def _process(connection: psycopg.Connection) -> Any:
    """Return the number of the server's process that serves a connection at this moment."""
    found = connection.execute("SELECT pg_backend_pid()").fetchone()
    return found and found[0]


def _works(connection: psycopg.Connection) -> bool:
    """Return whether a connection that was idle still has its server."""
    try:
        connection.execute("")
    except errors.Error:
        return False
    return True


def _is_idle(connection: psycopg.Connection) -> bool:
    """Return whether a connection may be lent again: nothing is left open on it, and it was not lost."""
    return connection.info.transaction_status == TransactionStatus.IDLE and not connection.broken


def half_vector(vector: NDArray[np.floating[Any]]) -> HalfVector:
    """Return a vector as a parameter of a statement."""
    return HalfVector(vector)


def sparse_vector(weights: dict[int, float], dimension: int) -> SparseVector:
    """Return a vector of few values, by their places from 1 on, as a parameter of a statement."""
    return SparseVector({place - 1: weight for place, weight in weights.items()}, dimension)
