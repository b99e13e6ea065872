"""Making the tables of a library's file, and bringing those of earlier versions up to date.

Each package that keeps something in the file has a `Schema`, which knows nothing of the others; the file notes the
version of each. Whatever an opening has to make or change is one transaction: a process that dies in the middle leaves
the library as it was.
"""

from __future__ import annotations

import inspect
import sqlite3
import time
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    Progress = Callable[[int, int], None]

APPLICATION_ID = 0x42657361  # "Besa"
FILE_VERSION = 3
"""PRAGMA user_version of files that note the version of each schema; Besa 0.1 reads up to 2."""
QUIET_SECONDS = 1.0
"""What takes no longer is not worth telling."""
_INSTRUCTIONS = 100_000
"""Between two looks at the clock: some ten milliseconds."""
_NOTED = "CREATE TABLE IF NOT EXISTS schemas (name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class Schema:
    """The tables of one package, as they are now and as they were.

    `folder` holds `schema.sql`, which makes those of `version`, and `migrations/N.sql`, which makes version N out of
    the one before. `landmarks` tell the version of a file that notes none: the n-th table came with version n. The
    scripts call the `functions` by their names.
    """

    name: str
    version: int
    folder: Path
    landmarks: tuple[str, ...]
    functions: tuple[Callable[..., str | int | bytes | None], ...] = ()

    def statements(self, since: int) -> Iterator[str]:
        """Yield what makes the tables of now out of those of version `since`; 0 stands for none."""
        names = (
            [f"migrations/{number}.sql" for number in range(since + 1, self.version + 1)] if since else ["schema.sql"]
        )
        for name in names:
            yield from _statements((self.folder / name).read_text("utf-8"))


def is_of_besa(connection: sqlite3.Connection) -> bool:
    """Return whether the file is a library, or empty so that it can become one."""
    (owner,) = connection.execute("PRAGMA application_id").fetchone()
    return owner == APPLICATION_ID or not _tables(connection)


def file_version(connection: sqlite3.Connection) -> int:
    """Return the version of the file as a whole; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def noted_versions(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the versions of schemas that the file notes, by name; none for a file from before they were noted."""
    there = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'schemas'").fetchone()
    return dict(connection.execute("SELECT name, version FROM schemas")) if there else {}


def schema_versions(connection: sqlite3.Connection, schemas: Sequence[Schema]) -> dict[str, int]:
    """Return the version of each schema in the file by its name; 0 where it has no tables there."""
    noted, tables = noted_versions(connection), _tables(connection)
    return {each.name: noted.get(each.name, sum(name in tables for name in each.landmarks)) for each in schemas}


def bring_up_to_date(connection: sqlite3.Connection, schemas: Sequence[Schema], progress: Progress) -> None:
    """Make or migrate the tables of all `schemas` in one transaction, on a connection that enforces no foreign keys.

    `progress` hears (done, total) statements now and then once it has taken QUIET_SECONDS.
    """
    for function in chain.from_iterable(schema.functions for schema in schemas):
        count = len(inspect.signature(function).parameters)
        connection.create_function(function.__name__, count, function, deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    try:
        versions = schema_versions(connection, schemas)  # another process may have come first
        _run(connection, [each for one in schemas for each in _steps(one, versions[one.name])], progress)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FILE_VERSION}")
        connection.execute(_NOTED)
        for schema in schemas:
            connection.execute("INSERT OR REPLACE INTO schemas VALUES (?, ?)", (schema.name, schema.version))
    except BaseException:
        if connection.in_transaction:  # SQLite itself takes some back
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _steps(schema: Schema, version: int) -> list[str]:
    return list(schema.statements(version)) if version < schema.version else []


def _run(connection: sqlite3.Connection, statements: Sequence[str], progress: Progress) -> None:
    told, done = time.monotonic() + QUIET_SECONDS, 0

    def tell() -> None:
        if time.monotonic() >= told:
            progress(done, len(statements))

    connection.set_progress_handler(tell, _INSTRUCTIONS)
    try:
        for statement in statements:
            connection.execute(statement)
            done += 1
    finally:
        connection.set_progress_handler(None, 0)


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; sqlite3 would run it as a whole only outside of a transaction."""
    held = ""
    for part in script.split(";")[:-1]:
        held += f"{part};"
        if sqlite3.complete_statement(held):
            yield held
            held = ""
