"""Originals and small files of a library on a server, in its tables."""

from __future__ import annotations

import hashlib
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.engines.server_files import UPLOADS
from corpus.errors import LibraryNotWritable
from corpus.postgres.migrations import ServerSchema
from corpus.store.ingest import FileIngest
from corpus.store.seals import damaged_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Literal

    from corpus.postgres.server import ServerConnection
    from corpus.postgres.store import PostgresStore

KEPT_TABLES = ServerSchema("kept", 1, Path(__file__).parent)
"""The tables of originals and small files."""
PIECE_BYTES = 2**20
"""Bytes of an original in one row."""


class ServerIngest(FileIngest):
    """A file on its way into a library on a server, which keeps its bytes, too."""

    _data: bytes | None = None

    def keep_original(self, data: bytes) -> None:
        """Have the bytes of the file kept in the transaction in which it is put into the library."""
        self._data = data

    def finish(self, stamp: str) -> Literal["added", "updated"]:
        """Put the file and its bytes into the library, in one transaction."""
        connection: Any  # what the store of a library on a server lends
        with self._store.writing() as connection:
            status = super().finish(stamp)
            if self._data is not None:
                keep_original(connection, self._fingerprint, self._data)
        return status


def keep_original(connection: ServerConnection, fingerprint: str, data: bytes) -> None:
    """Keep the bytes of a content in the transaction of `connection`, unless they are kept already."""
    new = connection.run(
        "INSERT INTO kept_originals SELECT id, %s FROM originals WHERE fingerprint = %s "
        "ON CONFLICT DO NOTHING RETURNING original",
        (len(data), fingerprint),
    ).fetchone()
    for number, start in enumerate(range(0, len(data), PIECE_BYTES) if new else ()):
        connection.run(
            "INSERT INTO original_pieces VALUES (%s, %s, %s)",
            (new[0], number, data[start : start + PIECE_BYTES]),  # type: ignore[index]
        )


class ServerKeptFiles:
    """Small files of one library on a server."""

    def __init__(self, store: PostgresStore) -> None:
        self._store = store

    def read(self, name: str) -> bytes | None:
        """Return what a file holds; None where there is none."""
        with self._store.server.connection() as connection:
            row = connection.run("SELECT content FROM kept_files WHERE name = %s", (name,), binary=True).fetchone()
        return bytes(row[0]) if row else None

    def write(self, name: str, content: bytes) -> None:
        """Write a file, in place of the one of that name."""
        with self._store.writing(), self._store.server.connection() as connection:
            connection.run(
                "INSERT INTO kept_files VALUES (%s, %s) "
                "ON CONFLICT (name) DO UPDATE SET content = excluded.content, written = excluded.written",
                (name, content),
            )

    def delete(self, name: str) -> None:
        """Delete a file, if it is there."""
        with self._store.writing(), self._store.server.connection() as connection:
            connection.run("DELETE FROM kept_files WHERE name = %s", (name,))

    def ages(self, folder: str) -> dict[str, float]:
        """Return the seconds since each file of a folder was written, by its name in that folder."""
        with self._store.server.connection() as connection:
            rows = connection.run(
                "SELECT substr(name, length(%s) + 2), extract(epoch FROM clock_timestamp() - written)::float8 "
                "FROM kept_files WHERE starts_with(name, %s || '/')",
                (folder, folder),
            ).fetchall()
        return dict(rows)


class PostgresFiles:
    """What one library on a server keeps beside its documents."""

    def __init__(self, store: PostgresStore) -> None:
        self._store = store
        self.kept = ServerKeptFiles(store)

    def original(self, document: str) -> bytes | None:
        """Return the file that a document was read from, byte for byte; None where it is not kept, or may not be read.

        Raises LibraryDamaged where it is not what was added.
        """
        try:
            with self._store.server.connection() as connection:
                rows = connection.run(_PIECES, (document,), binary=True).fetchall()
        except LibraryNotWritable:  # a user who may read documents alone
            return None
        if not rows:
            return None
        data = b"".join(row[2] for row in rows)
        if hashlib.sha256(data).hexdigest() != rows[0][0]:
            raise damaged_document(rows[0][1])
        return data

    def upload_bytes(self) -> int:
        """Return the bytes of all files that came through the page."""
        with self._store.server.connection() as connection:
            row = connection.run(
                "SELECT coalesce(sum(size), 0) FROM kept_originals WHERE EXISTS "
                "(SELECT 1 FROM files WHERE files.original = kept_originals.original AND source = %s)",
                (UPLOADS,),
            ).fetchone()
        return int(row[0]) if row else 0

    @contextmanager
    def uploading(self) -> Iterator[None]:
        """Let all that this thread stores in the block be one transaction, of one at a time of all machines."""
        with self._store.writing() as _, self._store.server.connection() as connection:
            connection.run("SELECT pg_advisory_xact_lock('kept_originals'::regclass::oid::bigint)")
            yield

    def made(self, name: str, content: bytes) -> bytes:
        """Return what the file of a name holds, made with `content` where there is none: the same on all machines."""
        found = self.kept.read(name)
        if found is None:
            with self._store.writing(), self._store.server.connection() as connection:
                connection.run("INSERT INTO kept_files VALUES (%s, %s) ON CONFLICT DO NOTHING", (name, content))
            found = self.kept.read(name)
        return found or content

    def keep_original(self, fingerprint: str, data: bytes) -> None:
        """Keep the bytes of a content that came without them."""
        with self._store.writing() as connection:
            keep_original(connection, fingerprint, data)

    def without_original(self) -> list[tuple[str, str, str]]:
        """Return path, fingerprint and SHA-256 of the files that are not kept."""
        with self._store.server.connection() as connection:
            rows = connection.run(_WITHOUT).fetchall()
        return [(path, fingerprint, sha256) for path, fingerprint, sha256 in rows]


_PIECES = """
    SELECT sha256, path, bytes FROM documents JOIN originals ON originals.id = documents.original
        JOIN original_pieces ON original_pieces.original = originals.id
    WHERE documents.id = %s ORDER BY number
"""
_WITHOUT = """
    SELECT files.path, fingerprint, sha256 FROM files JOIN originals ON originals.id = files.original
    WHERE NOT EXISTS (SELECT 1 FROM kept_originals WHERE original = originals.id)
"""
