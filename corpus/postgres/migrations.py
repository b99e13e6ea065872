"""Making the tables of a library on a server, and bringing older ones up to date, each in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import LibraryError, LibraryTooNew
from corpus.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.postgres.server import Server, ServerConnection

_NOTED = "CREATE TABLE IF NOT EXISTS schemas (name text PRIMARY KEY, version integer NOT NULL)"
_LOCK = 0x42657361  # "Besa"


@dataclass(frozen=True, slots=True)
class ServerSchema:
    """The tables of one package on a server: `schema.sql` in `folder` makes those of `version`.

    `migrations/N.sql` there makes version N out of the one before.
    """

    name: str
    version: int
    folder: Path

    def scripts(self, since: int) -> list[str]:
        """Return what makes the tables of now out of those of version `since`; 0 stands for none."""
        names = [f"migrations/{number}.sql" for number in range(since + 1, self.version + 1)]
        return [(self.folder / name).read_text("utf-8") for name in (names if since else ["schema.sql"])]


def is_there(server: Server) -> bool:
    """Return whether the schema of a server's address holds a library."""
    with server.connection() as connection:
        row = connection.run("SELECT to_regclass(%s)", (f"{server.address.schema}.schemas",)).fetchone()
        return bool(row and row[0])


def ensure(server: Server, *schemas: ServerSchema, make: bool) -> None:
    """Bring the tables of these schemas up to date; make them where there are none, if that is wanted.

    Raises LibraryTooNew where a newer Besa has made them, and LibraryError where there are none or cannot be any.
    """
    if is_there(server):
        with server.connection() as connection:
            found = _versions(connection)
        if all(found.get(each.name) == each.version for each in schemas):
            return
    elif not make:
        raise LibraryError(
            Message(
                "There is no library in {folder}. Make it with: besa add --library {folder} PATH",
                folder=server.address.shown,
            )
        )
    _bring_up_to_date(server, schemas)
    server.renew()


def _bring_up_to_date(server: Server, schemas: tuple[ServerSchema, ...]) -> None:
    schema = server.address.schema
    with server.transaction() as connection:
        connection.run("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))  # another may be making them just now
        connection.run(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        vectors = _home_of_vectors(server, connection)
        connection.run(_NOTED)
        found = _versions(connection)
        for each in schemas:
            if (version := found.get(each.name, 0)) > each.version:
                raise LibraryTooNew(
                    Message(
                        "{folder} was made by a newer Besa (library version {found}, this one reads up to {known}). "
                        "Update Besa, or name another folder with --library.",
                        folder=server.address.shown,
                        found=version,
                        known=each.version,
                    )
                )
            for script in each.scripts(version) if version < each.version else ():
                connection.run(script.replace("@vectors@", vectors).replace("@schema@", schema))
            connection.run(
                "INSERT INTO schemas VALUES (%s, %s) ON CONFLICT (name) DO UPDATE SET version = excluded.version",
                (each.name, each.version),
            )


def _home_of_vectors(server: Server, connection: ServerConnection) -> str:
    """Return the schema in which pgvector's types are. Raises LibraryError where the server has none."""
    wanted = "SELECT nspname FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'vector'"
    offered = "SELECT 1 FROM pg_available_extensions WHERE name = 'vector'"
    if connection.run(wanted).fetchone() is None:
        if connection.run(offered).fetchone() is None:
            raise LibraryError(
                Message(
                    "The server of {library} has no pgvector. Install it there (Debian: postgresql-NN-pgvector), and "
                    "try again.",
                    library=server.address.shown,
                )
            )
        connection.run("CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public")
    return str(connection.run(wanted).fetchone()[0])  # type: ignore[index]


def _versions(connection: ServerConnection) -> dict[str, int]:
    return dict(connection.run("SELECT name, version FROM schemas").fetchall())
