"""Making the tables of a library on a server, and bringing older ones up to date, each in one transaction.

Workers of two versions run side by side while they are changed one after the other: the tables say which is the oldest
version that can use them as they are now, and what is changed waits only for moments in which nobody uses them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import LibraryError, LibraryTooNew
from corpus.messages import Message
from corpus.postgres.server import TablesInUse

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.postgres.server import Server, ServerConnection

_NOTED = """
    CREATE TABLE IF NOT EXISTS schemas (name text PRIMARY KEY, version integer NOT NULL);
    ALTER TABLE schemas ADD COLUMN IF NOT EXISTS oldest integer
"""
"""`oldest` is the first version that can use the tables, too; none where only `version` can."""
_LOCK_SECONDS = 2
"""How long a change waits for those who use a table, while all others wait for it."""
_TRIES = 30
_LOCK = 0x42657361  # "Besa"


@dataclass(frozen=True, slots=True)
class ServerSchema:
    """The tables of one package on a server: `schema.sql` in `folder` makes those of `version`.

    `migrations/N.sql` there makes version N out of the one before. Where statements of older versions still work then,
    as where nothing is taken away, `oldest` says which is the first whose do.
    """

    name: str
    version: int
    folder: Path
    oldest: int | None = None

    def can_use(self, version: int, oldest: int | None) -> bool:
        """Return whether the tables of a `version`, which `oldest` and later ones can use, need no change for this."""
        return version == self.version or (version > self.version and oldest is not None and oldest <= self.version)

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
        if all(each.can_use(*found.get(each.name, (0, None))) for each in schemas):
            return
    elif not make:
        raise LibraryError(
            Message(
                "There is no library in {folder}. Make it with: besa add --library {folder} PATH",
                folder=server.address.shown,
            )
        )
    for tried in range(1, _TRIES + 1):
        try:
            _bring_up_to_date(server, schemas)
            break
        except TablesInUse:
            if tried == _TRIES:
                raise
    server.renew()


def _bring_up_to_date(server: Server, schemas: tuple[ServerSchema, ...]) -> None:
    schema = server.address.schema
    with server.transaction() as connection:
        connection.run("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))  # another may be making them just now
        connection.run(f"SET LOCAL lock_timeout = '{int(_LOCK_SECONDS * 1000)}ms'")
        connection.run(f"CREATE SCHEMA IF NOT EXISTS {schema}")
        vectors = _home_of_vectors(server, connection)
        connection.run(_NOTED)
        found = _versions(connection)
        for each in schemas:
            version, oldest = found.get(each.name, (0, None))
            if each.can_use(version, oldest):
                continue
            if version > each.version:
                raise LibraryTooNew(
                    Message(
                        "{folder} was made by a newer Besa (library version {found}, this one reads up to {known}). "
                        "Update Besa, or name another folder with --library.",
                        folder=server.address.shown,
                        found=version,
                        known=each.version,
                    )
                )
            for script in each.scripts(version):
                connection.run(script.replace("@vectors@", vectors).replace("@schema@", schema))
            connection.run(
                "INSERT INTO schemas (name, version, oldest) VALUES (%s, %s, %s) ON CONFLICT (name) DO UPDATE "
                "SET version = excluded.version, oldest = excluded.oldest",
                (each.name, each.version, each.oldest),
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


def _versions(connection: ServerConnection) -> dict[str, tuple[int, int | None]]:
    """Return the version of each package's tables, and the oldest that can use them, too."""
    rows = connection.run("SELECT name, version, to_jsonb(schemas) ->> 'oldest' FROM schemas")
    return {name: (version, None if oldest is None else int(oldest)) for name, version, oldest in rows}
